/* Where a quotation is from.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <piyue/text.h>

/* 《》 within 《》 become 〈〉. */
static void append_title(Str title, StrBuf *out)
{
    StrBuf inner = {0};
    for (size_t off = 0; off < title.len;) {
        char32_t codepoint = utf8_next(title, &off);
        if (codepoint == U'《')
            codepoint = U'〈';
        else if (codepoint == U'》')
            codepoint = U'〉';
        strbuf_append_codepoint(&inner, codepoint);
    }
    strbuf_append_text(out, "《");
    sanitize(out, strbuf_get(&inner), SANITIZE_TERMINAL);
    strbuf_append_text(out, "》");
    strbuf_clear(&inner);
}

/* A heading without the marks that would stand before the next one. */
static Str strip_end(Str heading)
{
    heading = text_trim(heading);
    for (size_t end = heading.len; end;) {
        char32_t last = utf8_previous(heading, &end);
        if (last != U'。' && last != U'：' && last != U':' && last != U'；' &&
            last != U'，' && !text_is_space(last))
            break;
        heading.len = end;
    }
    return heading;
}

void citation_append(Str title, Str headings, StrBuf *out)
{
    append_title(text_trim(title), out);
    while (headings.data) {
        Str heading = strip_end(str_split(&headings, '\n'));
        if (!heading.len || str_is_equal(heading, text_trim(title)))
            continue;
        strbuf_append_text(out, "，");
        sanitize(out, heading, SANITIZE_TERMINAL);
    }
    strbuf_append_text(out, "。");
}

void export_append_citation(const Document *document, Pos pos, StrBuf *out)
{
    StrBuf headings = {0};
    document_append_path(document, pos.block, STR("\n"), &headings);
    citation_append(str_from(document->title), strbuf_get(&headings), out);
    strbuf_clear(&headings);
}
