/* Runs the table of passes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

#include <stdlib.h>

typedef struct Pass {
    const char *name, *summary;
    size_t (*run)(Draft *draft); /* NULL for a late one */
    size_t (*run_late)(Draft *draft, const LateContext *late);
} Pass;

static const Pass passes[CLEAN_RULE_COUNT] = {
#define CLEAN_PASS(id, name, function, summary) {name, summary, function, NULL},
#define CLEAN_LATE_PASS(id, name, function, summary) {name, summary, NULL, function},
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

void clean_run(Draft *draft, unsigned selected, size_t counts[CLEAN_RULE_COUNT])
{
    for (unsigned rule = 0; rule < CLEAN_RULE_COUNT; rule++) {
        size_t first = draft->edit_count;
        counts[rule] =
            passes[rule].run && selected & 1u << rule ? passes[rule].run(draft) : 0;
        sort_hidden(draft, first, rule);
    }
    draft->keeps_blocks = !(selected & 1u << CLEAN_SPLIT);
}

void clean_finish(Draft *draft, const Outline *outline, unsigned selected,
                  CleanLookup *lookup, void *context, size_t counts[CLEAN_RULE_COUNT])
{
    LateContext late = {outline, lookup, context};
    for (unsigned rule = 0; rule < CLEAN_RULE_COUNT; rule++)
        if (passes[rule].run_late && selected & 1u << rule)
            counts[rule] = passes[rule].run_late(draft, &late);
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
            if (is_left && (next == SIZE_MAX || edits[i].off >= edits[next].off))
                next = i;
        }
        if (next == SIZE_MAX)
            return;
        const DraftEdit *edit = &edits[next];
        size_t off = start + MIN((size_t)edit->off, text.len);
        /* The line end that parted a heading from its paragraph is no part of the text.
         */
        bool is_parting = edit->rule == CLEAN_SPLIT;
        size_t end = is_parting ? off : MIN(off + edit->new_text.len, out->len);
        strbuf_splice(out, off, end, is_parting ? STR("") : edit->old_text);
        below = edit->off;
        below_index = next;
    }
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

/* The older edit lies inside of what the newer one took away, or across its end: the
 * newer one now takes what stood there before both. */
static void absorb(Draft *draft, DraftEdit *newer, size_t within, DraftEdit *older)
{
    StrBuf whole = {0};
    strbuf_append_str(&whole, newer->old_text);
    strbuf_splice(&whole, within, within + older->new_text.len, older->old_text);
    newer->old_text = arena_str(draft->arena, strbuf_get(&whole));
    older->block = UINT32_MAX;
    strbuf_clear(&whole);
}

/* Takes out the edits that others absorbed. */
static void drop_absorbed(Draft *draft)
{
    size_t kept = 0;
    for (size_t i = 0; i < draft->edit_count; i++)
        if (draft->edits[i].block != UINT32_MAX)
            draft->edits[kept++] = draft->edits[i];
    draft->edit_count = kept;
}

/* Brings one edit up to date; true where a newer one absorbed it. */
static bool shift_edit(Draft *draft, DraftEdit *edit, size_t first_new)
{
    uint32_t off = edit->off, removed = 0;
    for (size_t j = find_edit(draft, first_new, edit->block);
         j < draft->edit_count && draft->edits[j].block == edit->block; j++) {
        DraftEdit *change = &draft->edits[j];
        uint32_t start = change->off + removed; /* before this pass */
        size_t end = start + change->old_text.len;
        if (off < start)
            break;
        if (off < end && off + edit->new_text.len <= end) {
            absorb(draft, change, off - start, edit);
            return true;
        }
        if (off < end) {
            off = start;
            break;
        }
        removed += (uint32_t)(change->old_text.len - change->new_text.len);
    }
    edit->off = off - removed;
    return false;
}

void edits_shift(Draft *draft, size_t first_new)
{
    bool has_absorbed = false;
    for (size_t i = 0; i < first_new && first_new < draft->edit_count; i++)
        has_absorbed |= shift_edit(draft, &draft->edits[i], first_new);
    if (has_absorbed)
        drop_absorbed(draft);
}
