/* Drafts of a few lines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TESTS_OUTLINE_DRAFT_H
#define PIYUE_TESTS_OUTLINE_DRAFT_H

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

#endif
