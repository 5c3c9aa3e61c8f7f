/* Counts the paragraphs of lists.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/lists.h"

#include <stdlib.h>

#include <piyue/text.h>

Numbering *numbering_new(void)
{
    Numbering *numbering = mem_alloc(sizeof(*numbering));
    numbering->arena = arena_new();
    return numbering;
}

void numbering_free(Numbering *numbering)
{
    if (!numbering)
        return;
    arena_free(numbering->arena);
    free(numbering->designs);
    free(numbering->uses);
    free(numbering);
}

ListDesign *numbering_add_design(Numbering *numbering, int id)
{
    numbering->designs =
        mem_grow(numbering->designs, &numbering->design_capacity,
                 numbering->design_count + 1, sizeof(numbering->designs[0]));
    ListDesign *design = &numbering->designs[numbering->design_count++];
    *design = (ListDesign){.id = id};
    for (size_t i = 0; i < LIST_LEVELS; i++)
        design->levels[i] = (ListLevel){.start = 1, .restart = -1, .format = NUMBER_NONE};
    return design;
}

ListUse *numbering_add_use(Numbering *numbering, int id, int design_id)
{
    numbering->uses = mem_grow(numbering->uses, &numbering->use_capacity,
                               numbering->use_count + 1, sizeof(numbering->uses[0]));
    ListUse *use = &numbering->uses[numbering->use_count++];
    *use = (ListUse){.id = id, .design_id = design_id};
    for (size_t i = 0; i < LIST_LEVELS; i++)
        use->overrides[i].start = -1;
    return use;
}

static int compare_designs(const void *a, const void *b)
{
    int left = ((const ListDesign *)a)->id, right = ((const ListDesign *)b)->id;
    return (left > right) - (left < right);
}

static int compare_uses(const void *a, const void *b)
{
    int left = ((const ListUse *)a)->id, right = ((const ListUse *)b)->id;
    return (left > right) - (left < right);
}

ListDesign *numbering_find_design(const Numbering *numbering, int id)
{
    ListDesign key;
    key.id = id;
    return numbering->design_count
               ? bsearch(&key, numbering->designs, numbering->design_count, sizeof(key),
                         compare_designs)
               : NULL;
}

ListUse *numbering_find_use(const Numbering *numbering, int id)
{
    ListUse key;
    key.id = id;
    return numbering->use_count ? bsearch(&key, numbering->uses, numbering->use_count,
                                          sizeof(key), compare_uses)
                                : NULL;
}

void numbering_finish(Numbering *numbering)
{
    if (numbering->design_count)
        qsort(numbering->designs, numbering->design_count, sizeof(ListDesign),
              compare_designs);
    if (numbering->use_count)
        qsort(numbering->uses, numbering->use_count, sizeof(ListUse), compare_uses);
    for (size_t i = 0; i < numbering->use_count; i++)
        numbering->uses[i].design =
            numbering_find_design(numbering, numbering->uses[i].design_id);
}

/* ---- counting ---------------------------------------------------------- */

static const ListLevel *get_level(const ListUse *list, size_t index)
{
    return list->overrides[index].level ? list->overrides[index].level
                                        : &list->design->levels[index];
}

static uint32_t get_start(const ListUse *list, size_t index)
{
    int start = list->overrides[index].start;
    return start >= 0 ? (uint32_t)start : get_level(list, index)->start;
}

int numbering_find_level(const Numbering *numbering, int num_id, Str style_id)
{
    const ListUse *list = numbering_find_use(numbering, num_id);
    if (!list || !list->design || !style_id.len)
        return -1;
    for (size_t i = 0; i < LIST_LEVELS; i++)
        if (str_is_equal(get_level(list, i)->style, style_id))
            return (int)i;
    return -1;
}

static void count(ListUse *list, size_t index)
{
    ListDesign *design = list->design;
    ListOverride *override = &list->overrides[index];
    if (override->start >= 0 && !override->is_used)
        design->values[index] = (uint32_t) override->start;
    else if (!design->is_counted[index])
        design->values[index] = get_start(list, index);
    else
        design->values[index]++;
    override->is_used = design->is_counted[index] = true;
    for (size_t i = index + 1; i < LIST_LEVELS; i++) {
        int restart = get_level(list, i)->restart;
        if (restart < 0 || (size_t)restart > i)
            restart = (int)i;
        if (index < (size_t)restart)
            design->is_counted[i] = false;
    }
    /* Levels above that nobody has used show where they would begin. */
    for (size_t i = 0; i < index; i++)
        if (!design->is_counted[i])
            design->values[i] = get_start(list, i);
}

/* “第%1章”, “%1.%2” with the values put in. */
static void append_text(const ListUse *list, size_t index, StrBuf *out)
{
    const ListLevel *level = get_level(list, index);
    for (size_t i = 0; i < level->text.len; i++) {
        char c = level->text.data[i];
        char next = i + 1 < level->text.len ? level->text.data[i + 1] : '\0';
        if (c != '%' || next < '1' || next > '9') {
            strbuf_append_byte(out, c);
            continue;
        }
        i++;
        size_t shown = (size_t)(next - '1');
        if (shown > index)
            continue;
        NumberFormat format = get_level(list, shown)->format;
        if (level->is_legal && format != NUMBER_NONE)
            format = NUMBER_DECIMAL;
        number_append(out, format, list->design->values[shown]);
    }
}

void numbering_count(Numbering *numbering, int num_id, int ilvl, StrBuf *out,
                     bool *is_bullet)
{
    *is_bullet = false;
    ListUse *list = num_id > 0 ? numbering_find_use(numbering, num_id) : NULL;
    if (!list || !list->design)
        return;
    size_t index = (size_t)MAX(0, MIN(ilvl, LIST_LEVELS - 1));
    count(list, index);
    const ListLevel *level = get_level(list, index);
    if (level->is_hidden)
        return;
    size_t start = out->len;
    if (level->is_bullet) {
        /* A bullet of no mark is only an indent. */
        *is_bullet = text_trim(level->text).len > 0;
        strbuf_append_str(out, *is_bullet ? NUMBER_BULLET_MARK : STR(""));
    } else {
        append_text(list, index, out);
    }
    Str shown = str_slice(strbuf_get(out), start, out->len);
    if (!text_trim(shown).len)
        strbuf_splice(out, start, out->len, STR(""));
    else if (level->suffix == SUFFIX_SPACE ||
             (level->suffix == SUFFIX_TAB && number_wants_blank(shown)))
        strbuf_append_byte(out, ' ');
}
