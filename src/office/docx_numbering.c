/* Lists of a Word document, and the number that each paragraph shows.
 * Source: ECMA-376 part 1, 17.9 (numbering).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/docx.h"

#include <stdlib.h>

#include <piyue/text.h>

#define LEVELS 9

typedef enum Suffix { SUFFIX_TAB, SUFFIX_SPACE, SUFFIX_NOTHING } Suffix;

typedef struct Level {
    Str text;  /* “第%1章”; arena */
    Str style; /* the style of paragraphs that it belongs to */
    uint32_t start;
    int restart; /* after which level, counted from 1; 0 never, -1 after the one above */
    NumberFormat format;
    Suffix suffix;
    bool is_legal, is_hidden, is_bullet;
} Level;

/* A list as it was designed; what is counted goes on through all that use it. */
typedef struct Design {
    int id;
    Level levels[LEVELS];
    Str style_link; /* a style of lists that holds the levels */
    uint32_t values[LEVELS];
    bool is_counted[LEVELS];
} Design;

typedef struct Override {
    Level *level; /* NULL where only the start is another; arena */
    int start;    /* -1 where it is not */
    bool is_used;
} Override;

/* A list as paragraphs name it. */
typedef struct List {
    int id;
    int design_id;
    Design *design; /* NULL where it is missing */
    Override overrides[LEVELS];
} List;

struct Numbering {
    Arena *arena;
    Design *designs;
    size_t design_count, design_capacity;
    List *lists;
    size_t list_count, list_capacity;
};

/* ---- reading ----------------------------------------------------------- */

static Level read_level(Arena *arena, const xmlNode *node)
{
    Level level = {.start = 1, .restart = -1};
    level.start = (uint32_t)MAX(0, docx_parse_int(docx_get_value(node, "start"), 0));
    level.restart = docx_parse_int(docx_get_value(node, "lvlRestart"), -1);
    level.text = arena_str(arena, docx_get_value(node, "lvlText"));
    level.style = arena_str(arena, docx_get_value(node, "pStyle"));
    const xmlNode *format = xml_find_child(node, "numFmt");
    if (!format) { /* newer formats stand in an alternative, with an older one */
        const xmlNode *alternative = xml_find_child(node, "AlternateContent");
        const xmlNode *choice =
            alternative ? xml_find_child(alternative, "Choice") : NULL;
        format = choice ? xml_find_child(choice, "numFmt") : NULL;
    }
    if (format) {
        Str name = xml_get_attribute(format, "val");
        if (str_is_equal(name, STR("custom")))
            name = xml_get_attribute(format, "format");
        level.format = number_format_of_word(name);
    }
    Str suffix = docx_get_value(node, "suff");
    level.suffix = str_is_equal(suffix, STR("nothing")) ? SUFFIX_NOTHING
                   : str_is_equal(suffix, STR("space")) ? SUFFIX_SPACE
                                                        : SUFFIX_TAB;
    level.is_legal = docx_get_switch(node, "isLgl") == 1;
    level.is_hidden = docx_get_switch(xml_find_child(node, "rPr"), "vanish") == 1;
    level.is_bullet =
        level.format == NUMBER_BULLET || xml_find_child(node, "lvlPicBulletId") != NULL;
    return level;
}

static int read_index(const xmlNode *level)
{
    int index = docx_parse_int(xml_get_attribute(level, "ilvl"), -1);
    return index >= 0 && index < LEVELS ? index : -1;
}

static void read_design(Numbering *numbering, const xmlNode *node)
{
    Design design = {.id = docx_parse_int(xml_get_attribute(node, "abstractNumId"), -1)};
    for (size_t i = 0; i < LEVELS; i++)
        design.levels[i] = (Level){.start = 1, .restart = -1, .format = NUMBER_NONE};
    design.style_link = arena_str(numbering->arena, docx_get_value(node, "numStyleLink"));
    for (const xmlNode *level = xml_find_child(node, "lvl"); level;
         level = xml_next_sibling(level, "lvl")) {
        int index = read_index(level);
        if (index >= 0)
            design.levels[index] = read_level(numbering->arena, level);
    }
    numbering->designs =
        mem_grow(numbering->designs, &numbering->design_capacity,
                 numbering->design_count + 1, sizeof(numbering->designs[0]));
    numbering->designs[numbering->design_count++] = design;
}

static void read_list(Numbering *numbering, const xmlNode *node)
{
    List list = {.id = docx_parse_int(xml_get_attribute(node, "numId"), -1),
                 .design_id = docx_parse_int(docx_get_value(node, "abstractNumId"), -1)};
    for (size_t i = 0; i < LEVELS; i++)
        list.overrides[i].start = -1;
    for (const xmlNode *over = xml_find_child(node, "lvlOverride"); over;
         over = xml_next_sibling(over, "lvlOverride")) {
        int index = read_index(over);
        if (index < 0)
            continue;
        list.overrides[index].start =
            docx_parse_int(docx_get_value(over, "startOverride"), -1);
        const xmlNode *level = xml_find_child(over, "lvl");
        if (level) {
            list.overrides[index].level = arena_alloc(numbering->arena, sizeof(Level));
            *list.overrides[index].level = read_level(numbering->arena, level);
        }
    }
    numbering->lists = mem_grow(numbering->lists, &numbering->list_capacity,
                                numbering->list_count + 1, sizeof(numbering->lists[0]));
    numbering->lists[numbering->list_count++] = list;
}

static int compare_designs(const void *a, const void *b)
{
    int left = ((const Design *)a)->id, right = ((const Design *)b)->id;
    return (left > right) - (left < right);
}

static int compare_lists(const void *a, const void *b)
{
    int left = ((const List *)a)->id, right = ((const List *)b)->id;
    return (left > right) - (left < right);
}

static Design *find_design(const Numbering *numbering, int id)
{
    Design key;
    key.id = id;
    return numbering->design_count
               ? bsearch(&key, numbering->designs, numbering->design_count, sizeof(key),
                         compare_designs)
               : NULL;
}

static List *find_list(const Numbering *numbering, int id)
{
    List key;
    key.id = id;
    return numbering->list_count ? bsearch(&key, numbering->lists, numbering->list_count,
                                           sizeof(key), compare_lists)
                                 : NULL;
}

/* A design may be that of a style of lists, which may be that of another one. */
#define MAX_LINKS 8

static void link_designs(Numbering *numbering, const Styles *styles)
{
    for (size_t i = 0; i < numbering->list_count; i++) {
        List *list = &numbering->lists[i];
        Design *design = find_design(numbering, list->design_id);
        for (size_t k = 0; design && design->style_link.len && k < MAX_LINKS; k++) {
            const Style *style = styles_find(styles, design->style_link);
            const List *other = style ? find_list(numbering, style->num_id) : NULL;
            Design *linked = other ? find_design(numbering, other->design_id) : NULL;
            if (!linked)
                break;
            design = linked;
        }
        list->design = design;
    }
}

Numbering *numbering_read(const Part *part, const Styles *styles, Error *err)
{
    Numbering *numbering = mem_alloc(sizeof(*numbering));
    numbering->arena = arena_new();
    if (!part->name)
        return numbering;
    xmlDoc *doc = xml_parse(strbuf_get(&part->bytes), part->name, err);
    if (!doc) {
        numbering_free(numbering);
        return NULL;
    }
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (const xmlNode *node = xml_find_child(root, "abstractNum"); node;
         node = xml_next_sibling(node, "abstractNum"))
        read_design(numbering, node);
    for (const xmlNode *node = xml_find_child(root, "num"); node;
         node = xml_next_sibling(node, "num"))
        read_list(numbering, node);
    xmlFreeDoc(doc);
    if (numbering->design_count)
        qsort(numbering->designs, numbering->design_count, sizeof(Design),
              compare_designs);
    if (numbering->list_count)
        qsort(numbering->lists, numbering->list_count, sizeof(List), compare_lists);
    link_designs(numbering, styles);
    return numbering;
}

void numbering_free(Numbering *numbering)
{
    if (!numbering)
        return;
    arena_free(numbering->arena);
    free(numbering->designs);
    free(numbering->lists);
    free(numbering);
}

/* ---- counting ---------------------------------------------------------- */

static const Level *get_level(const List *list, size_t index)
{
    return list->overrides[index].level ? list->overrides[index].level
                                        : &list->design->levels[index];
}

static uint32_t get_start(const List *list, size_t index)
{
    int start = list->overrides[index].start;
    return start >= 0 ? (uint32_t)start : get_level(list, index)->start;
}

int numbering_find_level(const Numbering *numbering, int num_id, Str style_id)
{
    const List *list = find_list(numbering, num_id);
    if (!list || !list->design || !style_id.len)
        return -1;
    for (size_t i = 0; i < LEVELS; i++)
        if (str_is_equal(get_level(list, i)->style, style_id))
            return (int)i;
    return -1;
}

static void count(List *list, size_t index)
{
    Design *design = list->design;
    Override *override = &list->overrides[index];
    if (override->start >= 0 && !override->is_used)
        design->values[index] = (uint32_t) override->start;
    else if (!design->is_counted[index])
        design->values[index] = get_start(list, index);
    else
        design->values[index]++;
    override->is_used = design->is_counted[index] = true;
    for (size_t i = index + 1; i < LEVELS; i++) {
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
static void append_text(const List *list, size_t index, StrBuf *out)
{
    const Level *level = get_level(list, index);
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
    List *list = num_id > 0 ? find_list(numbering, num_id) : NULL;
    if (!list || !list->design)
        return;
    size_t index = (size_t)MAX(0, MIN(ilvl, LEVELS - 1));
    count(list, index);
    const Level *level = get_level(list, index);
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
