/* The way out for foreign text: terminals, files, JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/cluster.h"

#define REPLACEMENT_BYTES "\xEF\xBF\xBD"

bool sanitize_is_hostile(uint32_t codepoint)
{
    return text_class(codepoint)->flags & FLAG_HOSTILE;
}

/* Is the code point at `start` to be seen as a mark? A selector or joiner is, where there
 * is nothing in front that it could give a form to: runs of them hide text. */
static bool is_hidden_at(Str text, size_t start, char32_t codepoint)
{
    const TextClass *class = text_class(codepoint);
    if (class->width != WIDTH_DROPPED)
        return class->flags & FLAG_HOSTILE;
    return start == 0 ||
           !cluster_is_joined(text_class(utf8_previous(text, &start))->cluster,
                              class->cluster);
}

/* The mark for a hostile code point: "^[" or "<U+202E>". */
static void append_mark(StrBuf *out, char32_t codepoint)
{
    if (codepoint < 0x20 || codepoint == 0x7F) {
        strbuf_append_byte(out, '^');
        strbuf_append_byte(out, (char)(codepoint ^ 0x40));
    } else {
        strbuf_appendf(out, "<U+%04X>", (unsigned)codepoint);
    }
}

/* End of the run of printable ASCII from `off` on, without quotes and backslashes,
 * so that one scan serves every writer here. */
static size_t plain_end(Str text, size_t off)
{
    while (off < text.len && text.data[off] >= 0x20 && text.data[off] < 0x7F &&
           text.data[off] != '"' && text.data[off] != '\\')
        off++;
    return off;
}

/* A byte sequence that decodes to U+FFFD but is not it. */
static bool is_broken_at(Str text, size_t start, size_t end, char32_t codepoint)
{
    return codepoint == 0xFFFD &&
           !str_is_equal(str_slice(text, start, end), STR(REPLACEMENT_BYTES));
}

static void append_line_end(StrBuf *out, Str text, size_t next, char32_t codepoint,
                            SanitizeMode mode)
{
    bool is_pair = codepoint == '\r' && next < text.len && text.data[next] == '\n';
    if (is_pair)
        return; /* the LF behind it speaks for both */
    if (mode == SANITIZE_TERMINAL)
        strbuf_append_byte(out, ' ');
    else
        strbuf_append_byte(out, codepoint == '\t' ? '\t' : '\n');
}

void sanitize(StrBuf *out, Str text, SanitizeMode mode)
{
    strbuf_reserve(out, text.len);
    size_t kept = 0; /* what lies between here and the scan is copied in one go */
    for (size_t off = 0; (off = plain_end(text, off)) < text.len;) {
        size_t start = off;
        char32_t codepoint = decode_next(text, &off);
        bool is_line_end = codepoint == '\n' || codepoint == '\r' || codepoint == '\t';
        bool is_hostile = is_hidden_at(text, start, codepoint);
        bool is_broken_here = is_broken_at(text, start, off, codepoint);
        if (!is_line_end && !is_hostile && !is_broken_here)
            continue;
        strbuf_append_str(out, str_slice(text, kept, start));
        kept = off;
        if (is_line_end)
            append_line_end(out, text, off, codepoint, mode);
        else if (is_broken_here)
            strbuf_append_text(out, REPLACEMENT_BYTES);
        else
            append_mark(out, codepoint);
    }
    strbuf_append_str(out, str_slice(text, kept, text.len));
}

static void append_escape(StrBuf *buf, char32_t codepoint)
{
    switch (codepoint) {
    case '"':
        strbuf_append_text(buf, "\\\"");
        break;
    case '\\':
        strbuf_append_text(buf, "\\\\");
        break;
    case '\n':
        strbuf_append_text(buf, "\\n");
        break;
    case '\t':
        strbuf_append_text(buf, "\\t");
        break;
    default:
        if (codepoint >= 0x10000) { /* as a pair of surrogates */
            strbuf_appendf(buf, "\\u%04x", 0xD7C0u + (unsigned)(codepoint >> 10));
            codepoint = 0xDC00 + (codepoint & 0x3FF);
        }
        strbuf_appendf(buf, "\\u%04x", (unsigned)codepoint);
        break;
    }
}

void strbuf_append_json(StrBuf *buf, Str text)
{
    strbuf_reserve(buf, text.len + 2);
    strbuf_append_byte(buf, '"');
    size_t kept = 0;
    for (size_t off = 0; (off = plain_end(text, off)) < text.len;) {
        size_t start = off;
        char32_t codepoint = decode_next(text, &off);
        bool is_escaped = codepoint < 0x20 || codepoint == '"' || codepoint == '\\' ||
                          is_hidden_at(text, start, codepoint);
        bool is_broken_here = is_broken_at(text, start, off, codepoint);
        if (!is_escaped && !is_broken_here)
            continue;
        strbuf_append_str(buf, str_slice(text, kept, start));
        kept = off;
        if (is_broken_here)
            strbuf_append_text(buf, REPLACEMENT_BYTES);
        else
            append_escape(buf, codepoint);
    }
    strbuf_append_str(buf, str_slice(text, kept, text.len));
    strbuf_append_byte(buf, '"');
}
