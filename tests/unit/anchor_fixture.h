/* Documents of a few lines for the tests of anchors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANCHOR_FIXTURE_H
#define ANCHOR_FIXTURE_H

#include <piyue/anchor.h>
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define assert_str(str, expected)                                                        \
    do {                                                                                 \
        Str str_ = (str);                                                                \
        char *copy_ = str_dup(str_);                                                     \
        assert_string_equal(copy_, expected);                                            \
        free(copy_);                                                                     \
    } while (0)

/* A block for each line: "# " makes a heading, "!" hides, "+" goes on the block before.
 */
static inline Document *make_document(Str text)
{
    Draft *draft = draft_new();
    Outline outline = {0};
    draft->title = STR("试");
    for (Str rest = text; rest.data;) {
        Str row = str_split(&rest, '\n');
        bool is_heading = str_has_prefix(row, STR("# "));
        bool is_hidden = str_has_prefix(row, STR("!"));
        bool is_continued = str_has_prefix(row, STR("+"));
        Str shown = str_slice(row, is_heading ? 2 : is_hidden || is_continued, row.len);
        size_t block = draft_add_block(
            draft, is_heading ? BLOCK_HEADING : BLOCK_PARAGRAPH, shown, 0, 1,
            (is_hidden ? BLOCK_HIDDEN : 0u) | (is_continued ? BLOCK_CONTINUED : 0u));
        if (is_heading)
            outline_add(&outline, (Heading){.block = (uint32_t)block,
                                            .title_end = (uint32_t)shown.len,
                                            .level = 1});
    }
    return draft_seal(draft, &outline);
}

/* The place of a quotation that occurs once. */
static inline Range find_range(const Document *document, const char *quote)
{
    Range range = {0};
    Error err = {0};
    if (!quote_find(document, str_from(quote), &range, &err))
        fail_msg("%s", error_get_message(&err));
    return range;
}

static inline void assert_range(const Document *document, Range range,
                                const char *expected)
{
    StrBuf text = {0};
    document_append_range(document, range, STR("/"), &text);
    assert_str(strbuf_get(&text), expected);
    strbuf_clear(&text);
}

#endif
