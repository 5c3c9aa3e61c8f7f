/* Cuts RTF into tokens (RTF Specification 1.9.1, "Syntax").
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/rtf_token.h"

#include <limits.h>
#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int parse_hex(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static RtfToken next_word(Str rtf, size_t *off)
{
    size_t start = *off, end = start;
    while (end < rtf.len && is_letter(rtf.data[end]))
        end++;
    RtfToken token = {.kind = RTF_WORD, .text = str_slice(rtf, start, end)};
    size_t digits = end;
    bool is_negative =
        digits + 1 < rtf.len && rtf.data[digits] == '-' && is_digit(rtf.data[digits + 1]);
    digits += is_negative;
    for (; digits < rtf.len && is_digit(rtf.data[digits]); digits++) {
        token.has_number = true;
        if (token.number <= (INT_MAX - 9) / 10)
            token.number = token.number * 10 + (rtf.data[digits] - '0');
    }
    if (token.has_number) {
        end = digits;
        token.number = is_negative ? -token.number : token.number;
    }
    if (end < rtf.len && rtf.data[end] == ' ')
        end++; /* it only ends the word */
    if (str_is_equal(token.text, STR("bin")) && token.number > 0)
        end += MIN((size_t)token.number, rtf.len - end);
    *off = end;
    return token;
}

/* Behind a backslash. */
static RtfToken next_control(Str rtf, size_t *off)
{
    if (*off >= rtf.len)
        return (RtfToken){.kind = RTF_END};
    char c = rtf.data[*off];
    if (is_letter(c))
        return next_word(rtf, off);
    (*off)++;
    if (c == '\\' || c == '{' || c == '}')
        return (RtfToken){.kind = RTF_BYTE, .byte = c};
    if (c == '\r' || c == '\n') {
        if (c == '\r' && *off < rtf.len && rtf.data[*off] == '\n')
            (*off)++;
        return (RtfToken){.kind = RTF_WORD, .text = STR("par")};
    }
    if (c == '\'' && *off + 1 < rtf.len) {
        int high = parse_hex(rtf.data[*off]), low = parse_hex(rtf.data[*off + 1]);
        if (high >= 0 && low >= 0) {
            *off += 2;
            return (RtfToken){.kind = RTF_BYTE, .byte = (char)(high * 16 + low)};
        }
    }
    return (RtfToken){.kind = RTF_SYMBOL, .byte = c};
}

RtfToken rtf_next(Str rtf, size_t *off)
{
    while (*off < rtf.len &&
           (rtf.data[*off] == '\r' || rtf.data[*off] == '\n' || rtf.data[*off] == '\0'))
        (*off)++;
    if (*off >= rtf.len)
        return (RtfToken){.kind = RTF_END};
    char c = rtf.data[*off];
    if (c == '{' || c == '}') {
        (*off)++;
        return (RtfToken){.kind = c == '{' ? RTF_OPEN : RTF_CLOSE};
    }
    if (c == '\\') {
        (*off)++;
        return next_control(rtf, off);
    }
    size_t start = *off;
    while (*off < rtf.len && !memchr("\\{}\r\n", rtf.data[*off], 6)) /* and NUL */
        (*off)++;
    return (RtfToken){.kind = RTF_TEXT, .text = str_slice(rtf, start, *off)};
}
