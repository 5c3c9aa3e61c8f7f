/* The links of a draft as text, for tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_LINKS_H
#define TESTS_LINKS_H

#include <piyue/model.h>

/* "words>address", or "words>>what stands where it leads", joined by '|', once the links
 * are settled. */
static inline void describe_links(Draft *draft, StrBuf *out)
{
    draft_settle_links(draft);
    for (size_t i = 0; i < draft->link_count; i++) {
        const Link *link = &draft->links[i];
        Str words = str_slice(draft->blocks[link->block].text, link->start, link->end);
        if (out->len)
            strbuf_append_byte(out, '|');
        strbuf_appendf(out, "%.*s>", STR_ARG(words));
        if (link->kind == LINK_ADDRESS)
            strbuf_append_str(out, link->target);
        else
            strbuf_appendf(out, ">%.*s",
                           STR_ARG(str_slice(draft->blocks[link->to_block].text,
                                             link->to_off, STR_NONE)));
    }
}

/* Compares them, and frees the draft. */
#define assert_links(draft, wanted)                                                      \
    do {                                                                                 \
        Draft *made = (draft);                                                           \
        StrBuf links = {0};                                                              \
        describe_links(made, &links);                                                    \
        assert_string_equal(links.data ? links.data : "", wanted);                       \
        strbuf_clear(&links);                                                            \
        draft_free(made);                                                                \
    } while (0)

#endif
