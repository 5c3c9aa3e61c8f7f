/* Drafts of a few lines, and their outlines as text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TESTS_OUTLINE_FIXTURE_H
#define PIYUE_TESTS_OUTLINE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/outline.h>
#include <piyue/text.h>

/* Paragraphs of prose: what stands under a heading. */
#define BODY                                                                                                                      \
    "各部门要按照统一部署，把任务分解到岗到人，定期检查进度，及时解决遇到的问题，确保各" \
    "项工作"                                                                                                                   \
    "按期完成，取得群众认可的成效。\n"

static Draft *draft_of(const char *text)
{
    Draft *draft = draft_new();
    uint32_t line = 1;
    for (Str rest = str_from(text); rest.data; line++) {
        Str row = text_trim(str_split(&rest, '\n'));
        if (row.len)
            draft_add_block(draft, BLOCK_PARAGRAPH, row, line, line, 0);
    }
    return draft;
}

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
