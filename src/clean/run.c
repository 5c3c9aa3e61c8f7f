/* Runs the table of passes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

typedef struct Pass {
    const char *name, *summary;
    size_t (*run)(Draft *draft);
} Pass;

static const Pass passes[CLEAN_RULE_COUNT] = {
#define CLEAN_PASS(id, name, function, summary) {name, summary, function},
#include "../tables/passes.def"
#undef CLEAN_PASS
};

void clean_run(Draft *draft, unsigned selected, size_t counts[CLEAN_RULE_COUNT])
{
    for (unsigned rule = 0; rule < CLEAN_RULE_COUNT; rule++)
        counts[rule] = selected & 1u << rule ? passes[rule].run(draft) : 0;
}

const char *clean_get_name(CleanRule rule)
{
    return passes[rule].name;
}

const char *clean_get_summary(CleanRule rule)
{
    return passes[rule].summary;
}

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

void edits_shift(Draft *draft, size_t first_new)
{
    for (size_t i = 0; i < first_new && first_new < draft->edit_count; i++) {
        DraftEdit *edit = &draft->edits[i];
        uint32_t off = edit->off, removed = 0;
        for (size_t j = find_edit(draft, first_new, edit->block);
             j < draft->edit_count && draft->edits[j].block == edit->block; j++) {
            const DraftEdit *change = &draft->edits[j];
            uint32_t start = change->off + removed; /* before this pass */
            if (off < start + change->old_text.len) {
                off = MIN(off, start);
                break;
            }
            removed += (uint32_t)(change->old_text.len - change->new_text.len);
        }
        edit->off = off - removed;
    }
}
