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
