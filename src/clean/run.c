/* Runs the table of passes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

#include <stdlib.h>

typedef struct Pass {
    const char *name, *summary;
    CleanPass *run;
    bool is_late;
} Pass;

static const Pass passes[CLEAN_RULE_COUNT] = {
#define CLEAN_PASS(id, name, function, summary) {name, summary, function, false},
#define CLEAN_LATE_PASS(id, name, function, summary) {name, summary, function, true},
#include "../tables/passes.def"
#undef CLEAN_PASS
};

static int compare_places(const void *a, const void *b)
{
    const DraftEdit *left = a, *right = b;
    return (left->block > right->block) - (left->block < right->block);
}

/* Blocks are hidden for one reason after the other; who looks through them wants them by
 * place. Those edits have no text, so that their order means nothing else. */
static void sort_hidden(Draft *draft, size_t first, unsigned rule)
{
    if (clean_keeps_text((CleanRule)rule) && rule != CLEAN_LOST &&
        draft->edit_count > first)
        qsort(&draft->edits[first], draft->edit_count - first, sizeof(*draft->edits),
              compare_places);
}

/* How many blocks are looked at between two questions: a few milliseconds. */
#define ASK_EVERY 64

bool pass_goes_on(PassContext *context, size_t block)
{
    if (block % ASK_EVERY == 0 && !context->is_stopped)
        context->is_stopped = !report_progress(context->options->watch, 0, 0);
    return !context->is_stopped;
}

static bool run_passes(Draft *draft, PassContext *context, bool is_late,
                       size_t counts[CLEAN_RULE_COUNT])
{
    for (unsigned rule = 0; rule < CLEAN_RULE_COUNT && pass_goes_on(context, 0); rule++) {
        size_t first = draft->edit_count;
        if (passes[rule].is_late != is_late || !(context->options->passes & 1u << rule))
            continue;
        counts[rule] = passes[rule].run(draft, context);
        if (!is_late)
            sort_hidden(draft, first, rule);
    }
    return pass_goes_on(context, 0);
}

bool clean_run(Draft *draft, const CleanOptions *options, size_t counts[CLEAN_RULE_COUNT])
{
    PassContext context = {.options = options};
    for (unsigned rule = 0; rule < CLEAN_RULE_COUNT; rule++)
        counts[rule] = 0;
    draft->keeps_blocks = !(options->passes & 1u << CLEAN_SPLIT);
    return run_passes(draft, &context, false, counts);
}

bool clean_finish(Draft *draft, const Outline *outline, const CleanOptions *options,
                  size_t counts[CLEAN_RULE_COUNT])
{
    PassContext context = {.options = options, .outline = outline};
    return run_passes(draft, &context, true, counts);
}

const char *clean_get_name(CleanRule rule)
{
    return passes[rule].name;
}

const char *clean_get_summary(CleanRule rule)
{
    return passes[rule].summary;
}

CleanRule clean_find(Str name)
{
    unsigned rule = 0;
    while (rule < CLEAN_RULE_COUNT && !str_is_equal(str_from(passes[rule].name), name))
        rule++;
    return (CleanRule)rule;
}

bool clean_keeps_text(CleanRule rule)
{
    return rule == CLEAN_PAGES || rule == CLEAN_FURNITURE || rule == CLEAN_TITLE ||
           rule == CLEAN_LOST || rule == CLEAN_KNOWN || rule == CLEAN_DUPLICATE;
}

size_t hide_block(Draft *draft, size_t index, CleanRule rule)
{
    DraftBlock *block = &draft->blocks[index];
    if (block->flags & BLOCK_HIDDEN)
        return 0;
    block->flags |= BLOCK_HIDDEN;
    draft_add_edit(draft, index, 0, STR(""), STR(""), (int)rule);
    return 1;
}

/* ---- putting back ------------------------------------------------------ */

void clean_restore(Str text, const DraftEdit *edits, size_t count, StrBuf *out)
{
    size_t start = out->len, below = SIZE_MAX, below_index = SIZE_MAX;
    strbuf_append_str(out, text);
    for (;;) {
        /* By place from the end, the later of two at one place first. */
        size_t next = SIZE_MAX;
        for (size_t i = 0; i < count; i++) {
            bool is_left =
                edits[i].off < below || (edits[i].off == below && i < below_index);
            if (is_left && edits[i].rule != CLEAN_SPLIT &&
                (next == SIZE_MAX || edits[i].off >= edits[next].off))
                next = i;
        }
        if (next == SIZE_MAX)
            break;
        const DraftEdit *edit = &edits[next];
        size_t off = start + MIN((size_t)edit->off, text.len);
        if (!str_is_equal(edit->old_text, edit->new_text)) /* else it is only a mark */
            strbuf_splice(out, off, MIN(off + edit->new_text.len, out->len),
                          edit->old_text);
        below = edit->off;
        below_index = next;
    }
    /* The line end that parted a heading from its paragraph is no part of the text; the
     * blanks in its place come before all else. */
    for (size_t i = 0; i < count; i++)
        if (edits[i].rule == CLEAN_SPLIT)
            strbuf_splice(out, start, start, edits[i].old_text);
}

/* ---- edits ------------------------------------------------------------- */

void edit_replace(Draft *draft, size_t block, Str old, size_t *copied, size_t start,
                  size_t end, Str with, CleanRule rule, StrBuf *text)
{
    strbuf_append_str(text, str_slice(old, *copied, start));
    draft_add_edit(draft, block, text->len, str_slice(old, start, end), with, (int)rule);
    strbuf_append_str(text, with);
    *copied = end;
}

void edit_finish(Draft *draft, size_t block, Str old, size_t copied, StrBuf *text)
{
    strbuf_append_str(text, str_slice(old, copied, old.len));
    draft->blocks[block].text = arena_str(draft->arena, strbuf_get(text));
    strbuf_reset(text);
}

/* The first edit from `first` on that is in `block` or behind it. */
static size_t find_edit(const Draft *draft, size_t first, uint32_t block)
{
    size_t end = draft->edit_count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (draft->edits[middle].block < block)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

/* An older edit that becomes part of a newer one. */
typedef struct Absorption {
    size_t newer, older; /* indices of edits */
    size_t within;       /* bytes into what the newer one took away */
} Absorption;

typedef struct AbsorptionList {
    Absorption *items;
    size_t count, capacity;
} AbsorptionList;

static int compare_absorptions(const void *a, const void *b)
{
    const Absorption *left = a, *right = b;
    if (left->newer != right->newer)
        return left->newer < right->newer ? -1 : 1;
    if (left->within != right->within)
        return left->within > right->within ? -1 : 1; /* from the end */
    return (left->older < right->older) - (left->older > right->older);
}

/* The newer edit takes what stood there before both. Behind what it took away, the older
 * one's new text is the newer one's as well. */
static void absorb(Draft *draft, const Absorption *absorption, size_t taken_bytes)
{
    DraftEdit *newer = &draft->edits[absorption->newer];
    DraftEdit *older = &draft->edits[absorption->older];
    StrBuf whole = {0};
    strbuf_append_str(&whole, newer->old_text);
    size_t start = absorption->within;
    bool is_behind = start >= taken_bytes;
    strbuf_splice(&whole, start, start + (is_behind ? 0 : older->new_text.len),
                  older->old_text);
    newer->old_text = arena_str(draft->arena, strbuf_get(&whole));
    if (is_behind && older->new_text.len)
        newer->new_text = older->new_text;
    older->block = UINT32_MAX;
    strbuf_clear(&whole);
}

/* Absorbs from the end of each newer edit on, and takes out what is absorbed. */
static void absorb_all(Draft *draft, AbsorptionList *list)
{
    if (!list->count)
        return;
    qsort(list->items, list->count, sizeof(*list->items), compare_absorptions);
    size_t taken = 0;
    for (size_t i = 0; i < list->count; i++) {
        const Absorption *absorption = &list->items[i];
        if (i == 0 || list->items[i - 1].newer != absorption->newer)
            taken = draft->edits[absorption->newer].old_text.len;
        absorb(draft, absorption, taken);
    }
    size_t kept = 0;
    for (size_t i = 0; i < draft->edit_count; i++)
        if (draft->edits[i].block != UINT32_MAX)
            draft->edits[kept++] = draft->edits[i];
    draft->edit_count = kept;
}

/* Brings one edit up to date, or notes that a newer one absorbs it. */
static void shift_edit(Draft *draft, size_t index, size_t first_new, AbsorptionList *list)
{
    DraftEdit *edit = &draft->edits[index];
    uint32_t off = edit->off, removed = 0;
    for (size_t j = find_edit(draft, first_new, edit->block);
         j < draft->edit_count && draft->edits[j].block == edit->block; j++) {
        const DraftEdit *change = &draft->edits[j];
        uint32_t start = change->off + removed; /* before this pass */
        size_t end = start + change->old_text.len;
        if (off < start)
            break;
        removed += (uint32_t)(change->old_text.len - change->new_text.len);
        bool has_next = j + 1 < draft->edit_count && change[1].block == edit->block &&
                        change[1].off + removed == off;
        /* Behind a text that is gone altogether both are in one place, and nothing would
         * say which comes first. */
        bool is_behind =
            off == end && !change->new_text.len && !(has_next && edit->new_text.len);
        if (off < end || is_behind) {
            list->items = mem_grow(list->items, &list->capacity, list->count + 1,
                                   sizeof(*list->items));
            list->items[list->count++] = (Absorption){j, index, off - start};
            return;
        }
    }
    edit->off = off - removed;
}

void edits_shift(Draft *draft, size_t first_new)
{
    AbsorptionList list = {0};
    draft_move_links(draft, first_new);
    for (size_t i = 0; i < first_new && first_new < draft->edit_count; i++)
        shift_edit(draft, i, first_new, &list);
    absorb_all(draft, &list);
    free(list.items);
}

void edits_absorb_starts(Draft *draft, size_t first_new)
{
    AbsorptionList list = {0};
    size_t last = SIZE_MAX;
    for (size_t i = first_new; i-- > 0 && first_new < draft->edit_count;) {
        const DraftEdit *edit = &draft->edits[i];
        size_t newer =
            edit->off ? draft->edit_count : find_edit(draft, first_new, edit->block);
        if (newer == draft->edit_count || draft->edits[newer].block != edit->block ||
            newer == last)
            continue;
        list.items =
            mem_grow(list.items, &list.capacity, list.count + 1, sizeof(*list.items));
        list.items[list.count++] =
            (Absorption){newer, i, draft->edits[newer].old_text.len};
        last = newer;
    }
    absorb_all(draft, &list);
    free(list.items);
}
