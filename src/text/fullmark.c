/* Half-width marks between Han as the full-width ones they stand for.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#define BRACKETS_MAX 240 /* bytes between two that belong together */

static bool is_chinese_at(Str text, size_t off)
{
    return off < text.len && text_is_cjk(utf8_next(text, &off));
}

static bool is_chinese_pair(Str text, size_t open, size_t close);

static size_t find_close(Str text, size_t open)
{
    size_t end = MIN(text.len, open + BRACKETS_MAX);
    for (size_t off = open + 1; off < end && text.data[off] != '('; off++)
        if (text.data[off] == ')')
            return off;
    return STR_NONE;
}

static size_t find_open(Str text, size_t close)
{
    for (size_t off = close; off-- > 0 && close - off < BRACKETS_MAX;) {
        if (text.data[off] == ')')
            break;
        if (text.data[off] == '(')
            return off;
    }
    return STR_NONE;
}

/* Han, kana, or a full-width mark: what a Chinese mark may follow. */
static bool is_chinese_before(Str text, size_t off)
{
    if (!off)
        return false;
    char32_t before = utf8_previous(text, &off);
    if (before == ')') {
        size_t open = find_open(text, off);
        return open != STR_NONE && is_chinese_pair(text, open, off);
    }
    return text_is_cjk(before) || (before >= 0x2010 && text_is_closing(before));
}

/* Does the pair of brackets that opens at `open` stand in Chinese? Both of them must get
 * the same answer. */
static bool is_chinese_pair(Str text, size_t open, size_t close)
{
    return is_chinese_before(text, open) || is_chinese_at(text, open + 1) ||
           is_chinese_before(text, close);
}

static bool is_in_chinese(Str text, size_t off)
{
    char mark = text.data[off];
    if (mark == '(' || mark == ')') {
        size_t other = mark == '(' ? find_close(text, off) : find_open(text, off);
        return other != STR_NONE &&
               is_chinese_pair(text, MIN(off, other), MAX(off, other));
    }
    /* 见http://… and 文件:/etc are none. */
    bool is_address = mark == ':' && off + 1 < text.len && text.data[off + 1] == '/';
    return is_chinese_before(text, off) && !is_address;
}

const char *text_full_mark(Str text, size_t off)
{
    static const struct {
        char half;
        const char *full;
    } marks[] = {{',', "，"}, {':', "："}, {';', "；"}, {'!', "！"},
                 {'?', "？"}, {'(', "（"}, {')', "）"}};
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
        if (text.data[off] == marks[i].half)
            return is_in_chinese(text, off) ? marks[i].full : NULL;
    return NULL;
}
