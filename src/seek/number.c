/* One number in all the ways it is written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "seek/node.h"

#include <string.h>

typedef struct Glyphs {
    const char *digits[10];
    const char *units[4]; /* ones, tens, hundreds, thousands */
} Glyphs;

static const Glyphs plain = {{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"},
                             {"", "十", "百", "千"}};
static const Glyphs financial = {
    {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}, {"", "拾", "佰", "仟"}};

/* Four digits with their units. A gap inside is one 零. */
static void append_section(uint32_t value, const Glyphs *glyphs, bool with_liang,
                           bool needs_zero, StrBuf *out)
{
    bool is_begun = false, has_gap = needs_zero;
    for (int place = 3; place >= 0; place--) {
        uint32_t unit = place == 3 ? 1000 : place == 2 ? 100 : place == 1 ? 10 : 1;
        uint32_t digit = value / unit % 10;
        if (!digit) {
            has_gap = has_gap || is_begun;
            continue;
        }
        if (has_gap)
            strbuf_append_text(out, glyphs->digits[0]);
        has_gap = false;
        if (with_liang && digit == 2 && place >= 2 && !is_begun && !needs_zero)
            strbuf_append_text(out, "两");
        else
            strbuf_append_text(out, glyphs->digits[digit]);
        strbuf_append_text(out, glyphs->units[place]);
        is_begun = true;
    }
}

static void append_units(uint32_t value, const Glyphs *glyphs, bool with_liang,
                         StrBuf *out)
{
    static const char *const sections[] = {"亿", "万", ""};
    static const uint32_t sizes[] = {100000000, 10000, 1};
    bool is_begun = false;
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        uint32_t section = value / sizes[i] % 10000;
        if (!section)
            continue;
        if (with_liang && section == 2 && i < 2 && !is_begun)
            strbuf_append_text(out, "两");
        else
            append_section(section, glyphs, with_liang && !is_begun,
                           is_begun && section < 1000, out);
        strbuf_append_text(out, sections[i]);
        is_begun = true;
    }
    if (!is_begun)
        strbuf_append_text(out, glyphs->digits[0]);
}

/* 一十五 is said 十五. */
static void shorten_ten(StrBuf *out)
{
    if (str_has_prefix(strbuf_get(out), STR("一十")))
        strbuf_splice(out, 0, strlen("一"), STR(""));
}

static void append_grouped(uint32_t value, StrBuf *out)
{
    strbuf_appendf(out, "%u", value);
    for (size_t i = out->len; i > 3; i -= 3)
        strbuf_splice(out, i - 3, i - 3, STR(","));
}

/* What Unicode has for 10 to 20 (and circled to 50) as one character. */
static bool append_enclosed(uint32_t value, char32_t ten, StrBuf *out)
{
    if (value < 10 || value > 20)
        return false;
    strbuf_append_codepoint(out, ten + (value - 10));
    return true;
}

static bool append_circled(uint32_t value, StrBuf *out)
{
    if (value <= 20)
        return append_enclosed(value, U'⑩', out);
    if (value > 50)
        return false;
    strbuf_append_codepoint(out,
                            value <= 35 ? U'㉑' + (value - 21) : U'㊱' + (value - 36));
    return true;
}

bool number_write(uint32_t value, NumberForm form, StrBuf *out)
{
    StrBuf units = {0};
    bool has_form = true;
    switch (form) {
    case NUMBER_ARABIC:
        strbuf_appendf(out, "%u", value);
        break;
    case NUMBER_GROUPED:
        has_form = value >= 1000;
        if (has_form)
            append_grouped(value, out);
        break;
    case NUMBER_UNITS:
        append_units(value, &plain, false, out);
        shorten_ten(out);
        break;
    case NUMBER_LIANG:
        append_units(value, &plain, false, &units);
        append_units(value, &plain, true, out);
        has_form = !str_is_equal(strbuf_get(&units), strbuf_get(out));
        if (!has_form)
            strbuf_reset(out);
        break;
    case NUMBER_POSITIONAL:
        has_form = value >= 10;
        if (has_form) {
            strbuf_appendf(&units, "%u", value);
            for (size_t i = 0; i < units.len; i++)
                strbuf_append_text(
                    out, units.data[i] == '0' ? "〇" : plain.digits[units.data[i] - '0']);
        }
        break;
    case NUMBER_FINANCIAL:
        append_units(value, &financial, false, out);
        break;
    case NUMBER_TEN:
        append_units(value, &financial, false, &units);
        has_form = str_has_prefix(strbuf_get(&units), STR("壹拾"));
        if (has_form)
            strbuf_append_text(out, units.data + strlen("壹"));
        break;
    case NUMBER_MIXED:
        has_form = value >= 10000 && value % 10000 == 0;
        if (has_form && value % 100000000 == 0)
            strbuf_appendf(out, "%u亿", value / 100000000);
        else if (has_form)
            strbuf_appendf(out, "%u万", value / 10000);
        break;
    case NUMBER_CIRCLED:
        has_form = append_circled(value, out);
        break;
    case NUMBER_BRACKETED:
        has_form = append_enclosed(value, U'⑽', out);
        break;
    case NUMBER_STOPPED:
        has_form = append_enclosed(value, U'⒑', out);
        break;
    case NUMBER_FORM_COUNT:
        has_form = false;
    }
    strbuf_clear(&units);
    return has_form;
}

static bool is_digit(char32_t folded)
{
    return folded >= '0' && folded <= '9';
}

/* Digits and units, in the form they are searched in. */
static bool is_number_part(char32_t folded)
{
    static const char32_t parts[] = U"〇零一二三四五六七八九十百千万亿两"
                                    U"壹贰叁肆伍陆柒捌玖拾佰仟廿卅";
    for (size_t i = 0; i < ARRAY_SIZE(parts) - 1; i++)
        if (parts[i] == folded)
            return true;
    return is_digit(folded);
}

static char32_t fold_next(Str text, size_t *off)
{
    return *off < text.len ? fold_codepoint(utf8_next(text, off)) : 0;
}

static char32_t fold_previous(Str text, size_t *off)
{
    return *off > 0 ? fold_codepoint(utf8_previous(text, off)) : 0;
}

/* A point parts a number only between digits, and a comma only a narrow one: 1,300 is
 * one number and 300，400 are two. */
static bool is_point(Str text, size_t off)
{
    return off < text.len && (text.data[off] == ',' || text.data[off] == '.');
}

bool number_goes_on(Str text, Span place)
{
    size_t before = place.start, behind = place.end, first = place.start,
           last = place.end;
    char32_t left = fold_previous(text, &before), right = fold_next(text, &behind);
    if (is_number_part(left) || is_number_part(right))
        return true;
    return (is_digit(fold_next(text, &first)) && place.start > 0 &&
            is_point(text, before) && is_digit(fold_previous(text, &before))) ||
           (is_digit(fold_previous(text, &last)) && is_point(text, place.end) &&
            is_digit(fold_next(text, &behind)));
}
