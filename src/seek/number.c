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

/* 1.3万 for 13000. More than four digits behind the point nobody writes. */
static bool append_mixed(uint32_t value, uint32_t unit, const char *name, StrBuf *out)
{
    uint32_t least = unit / 10000, rest = value % unit / least;
    if (value < unit || value % least)
        return false;
    strbuf_appendf(out, "%u", value / unit);
    if (rest) {
        strbuf_appendf(out, ".%04u", rest);
        while (out->data[out->len - 1] == '0')
            strbuf_splice(out, out->len - 1, out->len, STR(""));
    }
    strbuf_append_text(out, name);
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
        has_form = append_mixed(value, 10000, "万", out);
        break;
    case NUMBER_MIXED_LARGE:
        has_form = append_mixed(value, 100000000, "亿", out);
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

/* ---- what is typed ------------------------------------------------------ */

static bool is_digit(char32_t folded)
{
    return folded >= '0' && folded <= '9';
}

static char32_t fold_next(Str text, size_t *off)
{
    return *off < text.len ? fold_codepoint(utf8_next(text, off)) : 0;
}

/* 1,300 or 1.3, times `unit`; false for what is no whole number. */
static bool read_digits(Str text, uint64_t unit, uint64_t *value)
{
    uint64_t sum = 0;
    unsigned group = 0; /* digits since the last mark */
    bool is_grouped = false, has_point = false;
    for (size_t off = 0; off < text.len;) {
        char32_t c = fold_next(text, &off);
        bool may_mark = !has_point && group && (is_grouped ? group == 3 : true);
        if (may_mark && (c == '.' || (c == ',' && group <= 3))) {
            has_point = c == '.';
            is_grouped = !has_point;
            group = 0;
            continue;
        }
        if (!is_digit(c) || sum > UINT32_MAX || (has_point && unit % 10))
            return false;
        sum = sum * 10 + (c - '0');
        unit /= has_point ? 10 : 1;
        group++;
    }
    *value = sum * unit;
    return is_grouped ? group == 3 : group > 0;
}

bool number_read(Str text, uint32_t *value)
{
    static const struct {
        const char *name;
        uint64_t size;
    } units[] = {
        {"", 1}, {"万", 10000}, {"萬", 10000}, {"亿", 100000000}, {"億", 100000000}};
    for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
        Str name = str_from(units[i].name);
        if (!str_has_suffix(text, name))
            continue;
        Str head = str_slice(text, 0, text.len - name.len);
        Numeral numeral;
        uint64_t sum = 0;
        if (numeral_parse(head, NUMBER_SYSTEMS, &numeral) &&
            numeral.len_bytes == head.len)
            sum = numeral.value * units[i].size;
        else if (!read_digits(head, units[i].size, &sum))
            continue;
        *value = (uint32_t)sum;
        return sum <= UINT32_MAX;
    }
    return false;
}

/* ---- what is found ------------------------------------------------------ */

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

/* The next mark of punctuation, as it is folded; 0 behind the last. */
static char32_t next_mark(Str text, size_t *off)
{
    while (*off < text.len) {
        char32_t folded = fold_next(text, off);
        if (text_is_punctuation(folded))
            return folded;
    }
    return 0;
}

bool number_has_marks(Str found, Str written)
{
    size_t at = 0, other = 0;
    for (char32_t mark = 1; mark;) {
        mark = next_mark(found, &at);
        if (mark != next_mark(written, &other))
            return false;
    }
    return true;
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
