/* What a code point is, and small questions about whole texts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/decode.h"
#include "text/tables.h"

static bool has_flag(char32_t codepoint, unsigned flag)
{
    return text_class(codepoint)->flags & flag;
}

bool text_is_han(char32_t codepoint)
{
    return has_flag(codepoint, FLAG_HAN);
}

bool text_is_cjk(char32_t codepoint)
{
    return has_flag(codepoint, FLAG_CJK);
}

bool text_is_space(char32_t codepoint)
{
    return has_flag(codepoint, FLAG_SPACE);
}

bool text_is_punctuation(char32_t codepoint)
{
    return has_flag(codepoint, FLAG_PUNCTUATION);
}

bool text_is_opening(char32_t codepoint)
{
    return has_flag(codepoint, FLAG_OPENING);
}

bool text_is_closing(char32_t codepoint)
{
    return has_flag(codepoint, FLAG_CLOSING);
}

size_t text_skip_space(Str text, size_t off)
{
    while (off < text.len) {
        size_t next = off;
        if (!text_is_space(decode_next(text, &next)))
            break;
        off = next;
    }
    return off;
}

Str text_trim(Str text)
{
    size_t start = text_skip_space(text, 0), end = text.len;
    for (size_t off = end; off > start; end = off)
        if (!text_is_space(utf8_previous(text, &off)))
            break;
    return str_slice(text, start, end);
}

Indent text_measure_indent(Str text)
{
    Indent indent = {0};
    while (indent.bytes < text.len) {
        size_t next = indent.bytes;
        char32_t c = utf8_next(text, &next);
        if (!text_is_space(c) && c != 0xFEFF)
            break;
        indent.columns += c == 0x3000                  ? 2
                          : c == '\t'                  ? 8
                          : c == 0x200B || c == 0xFEFF ? 0
                                                       : 1;
        indent.has_wide |= c == 0x3000;
        indent.bytes = next;
    }
    return indent;
}

size_t text_count_words(Str text)
{
    size_t count = 0;
    bool is_in_run = false;
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = decode_next(text, &off);
        const TextClass *class = text_class(codepoint);
        /* Punctuation beyond ASCII and Latin-1 is Chinese in a Chinese text: “ … — too.
         */
        bool is_mark = (class->flags & FLAG_PUNCTUATION) &&
                       (codepoint >= 0x2000 || codepoint == 0xB7);
        if ((class->flags & FLAG_CJK) || is_mark) {
            count++;
            is_in_run = false;
        } else if (class->wording == WORDING_WORD) {
            count += !is_in_run;
            is_in_run = true;
        } else if (class->wording != WORDING_IGNORED && codepoint != '.' &&
                   codepoint != ',' && codepoint != '\'')
            is_in_run = false;
    }
    return count;
}
