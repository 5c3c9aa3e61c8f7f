/* Raised numbers: 10⁸, m², 10⁻³.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/importer.h>

#include <piyue/text.h>

/* The raised form of a digit or sign; 0 for all else. */
static char32_t raise(char32_t c)
{
    static const char32_t digits[] = {U'⁰', U'¹', U'²', U'³', U'⁴',
                                      U'⁵', U'⁶', U'⁷', U'⁸', U'⁹'};
    if (c >= '0' && c <= '9')
        return digits[c - '0'];
    if (c >= U'０' && c <= U'９')
        return digits[c - U'０'];
    if (c == '+' || c == U'＋')
        return U'⁺';
    return c == '-' || c == U'−' || c == U'－' ? U'⁻' : 0;
}

bool raised_append(StrBuf *out, Str text)
{
    StrBuf raised = {0};
    bool is_number = text.len > 0;
    for (size_t off = 0; is_number && off < text.len;) {
        char32_t high = raise(utf8_next(text, &off));
        is_number = high != 0;
        if (is_number)
            strbuf_append_codepoint(&raised, high);
    }
    if (is_number)
        strbuf_append_str(out, strbuf_get(&raised));
    strbuf_clear(&raised);
    return is_number;
}
