/* Outlines of drafts as text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TESTS_OUTLINE_FIXTURE_H
#define PIYUE_TESTS_OUTLINE_FIXTURE_H

#include "outline_draft.h"

/* "level title" a line. */
static char *tree_of(Draft *draft)
{
    Outline outline = {0};
    StrBuf tree = {0};
    outline_infer(draft, &outline);
    for (size_t i = 0; i < outline.count; i++) {
        const Heading *heading = &outline.headings[i];
        Str text = draft->blocks[heading->block].text;
        strbuf_appendf(
            &tree, "%u %.*s\n", heading->level,
            STR_ARG(str_slice(text, heading->title_start, heading->title_end)));
    }
    outline_clear(&outline);
    return strbuf_detach(&tree);
}

static void assert_tree(const char *text, const char *expected)
{
    Draft *draft = draft_of(text);
    char *tree = tree_of(draft);
    assert_string_equal(tree, expected);
    free(tree);
    draft_free(draft);
}

#endif
