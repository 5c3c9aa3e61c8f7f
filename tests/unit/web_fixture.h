/* Pages in tests, and what is read of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_WEB_FIXTURE_H
#define TESTS_WEB_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/web.h>

#include "web/html.h"

/* Six sentences, so that there is a text to be found. */
#define PROSE                                                                            \
    "<p>清晨，山路上没有人，只有风声，还有远处的水声。</p>"       \
    "<p>他走了很久，才看见一座桥，桥边有一间小屋，门开着。</p>" \
    "<p>屋里的老人请他坐下，倒了一碗茶，慢慢地说起往事来。</p>"

static inline Draft *read_page(const char *page)
{
    Draft *draft = draft_new();
    DraftSink sink;
    Error err = {0};
    draft_sink_init(&sink, draft);
    Page saved = {.utf8 = str_from(page), .name = "山.html", .tells_lines = true};
    if (!html_send(&saved, &sink.sink, &err))
        fail_msg("%s", error_get_message(&err));
    return draft;
}

/* Compares the blocks, joined by '|', and frees the draft. */
static inline void assert_text(Draft *draft, const char *text)
{
    StrBuf all = {0};
    for (size_t i = 0; i < draft->block_count; i++) {
        strbuf_append_text(&all, i ? "|" : "");
        strbuf_append_str(&all, draft->blocks[i].text);
    }
    assert_string_equal(all.data ? all.data : "", text);
    strbuf_clear(&all);
    draft_free(draft);
}

#endif
