/* Numbers: 国发〔2024〕3号, 国务院令第732号.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "imprint/reading.h"

#define NUMBER_LINES 15
#define CASE_CODEPOINTS 24
#define SIGN_CODEPOINTS 16 /* of 国办发 and the like */

static bool take(Str text, size_t *at, Str word)
{
    bool is_there = str_has_prefix(str_slice(text, *at, text.len), word);
    *at += is_there ? word.len : 0;
    return is_there;
}

/* 号 or 號, as it is written. */
static bool take_unit(Str text, size_t *at, const char **unit)
{
    *unit = take(text, at, STR("号")) ? "号" : take(text, at, STR("號")) ? "號" : NULL;
    return *unit != NULL;
}

static bool take_numeral(Str text, size_t *at, Numeral *numeral)
{
    if (!numeral_parse(str_slice(text, *at, text.len), DIGITS, numeral))
        return false;
    *at += numeral->len_bytes;
    return true;
}

static bool take_year(Str text, size_t *at)
{
    Numeral year;
    return take_numeral(text, at, &year) && year.system == NUMERAL_ARABIC &&
           year.value >= 1900 && year.value <= 2999;
}

/* 〔2024〕3号 at the start; gives the bytes, and the number as it should be written. */
static size_t take_year_number(Str text, StrBuf *number)
{
    static const char *const year_marks[][2] = {
        {"〔", "〕"}, {"［", "］"}, {"[", "]"},   {"（", "）"}, {"(", ")"},
        {"【", "】"}, {"﹝", "﹞"}, {"〈", "〉"}, {"{", "}"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(year_marks); i++) {
        Numeral serial;
        const char *unit;
        size_t at = 0;
        if (!take(text, &at, str_from(year_marks[i][0])))
            continue;
        size_t year = at;
        if (!take_year(text, &at))
            return 0;
        Str digits = str_slice(text, year, at);
        if (!take(text, &at, str_from(year_marks[i][1])))
            return 0;
        take(text, &at, STR("第"));
        if (!take_numeral(text, &at, &serial) || !take_unit(text, &at, &unit))
            return 0;
        strbuf_appendf(number, "〔%.*s〕%u%s", STR_ARG(digits), serial.value, unit);
        return at;
    }
    return 0;
}

/* The characters before `at` that a number may begin with: 国办发, UESTC-. */
static Str sign_before(Str packed, size_t at)
{
    size_t from = at;
    for (size_t codepoints = 0; from > 0 && codepoints < SIGN_CODEPOINTS; codepoints++) {
        size_t before = from;
        char32_t codepoint = utf8_previous(packed, &before);
        bool is_sign = text_is_han(codepoint) || codepoint == U'-' ||
                       (codepoint < 0x80 && !text_is_punctuation(codepoint));
        if (!is_sign)
            break;
        from = before;
    }
    Str sign = str_slice(packed, from, at);
    size_t masthead = str_find(sign, STR("文件"), 0);
    return masthead == STR_NONE ? sign
                                : str_slice(sign, masthead + STR("文件").len, sign.len);
}

/* （2029）江01民终812号 of a court, all of a line. */
static bool find_case(Str packed, StrBuf *number)
{
    size_t at = 0;
    bool has_year = (take(packed, &at, STR("（")) && take_year(packed, &at) &&
                     take(packed, &at, STR("）"))) ||
                    (take(packed, &at, STR("(")) && take_year(packed, &at) &&
                     take(packed, &at, STR(")")));
    size_t codepoints = utf8_count_codepoints(packed), off = at;
    if (!has_year || codepoints > CASE_CODEPOINTS || !str_has_suffix(packed, STR("号")) ||
        off >= packed.len || !text_is_han(utf8_next(packed, &off)))
        return false;
    Str serial = str_slice(packed, 0, packed.len - STR("号").len);
    if (serial.data[serial.len - 1] < '0' || serial.data[serial.len - 1] > '9')
        return false;
    strbuf_append_str(number, packed);
    return true;
}

/* A line that holds a number, and little else: 国务院文件　国发〔2024〕3号　签发人：…
 * Where the number is all of the line it needs no sign: 〔2024〕3号 of minutes. */
bool number_find(Str packed, StrBuf *number)
{
    if (find_case(packed, number))
        return true;
    for (size_t off = 0; off < packed.len;) {
        StrBuf tail = {0};
        size_t start = off;
        utf8_next(packed, &off);
        size_t bytes = take_year_number(str_slice(packed, start, packed.len), &tail);
        if (!bytes)
            continue;
        Str sign = sign_before(packed, start);
        bool is_number = sign.len || bytes == packed.len;
        if (is_number) {
            strbuf_append_str(number, sign);
            strbuf_append_str(number, strbuf_get(&tail));
        }
        strbuf_clear(&tail);
        return is_number;
    }
    return false;
}

/* 第732号, 2030年第6号, and nothing behind. */
static bool is_serial(Str text)
{
    size_t at = 0;
    Numeral serial;
    const char *unit;
    if (take_year(text, &at) && !take(text, &at, STR("年")))
        return false;
    return take(text, &at, STR("第")) && take_numeral(text, &at, &serial) &&
           take_unit(text, &at, &unit) && at == text.len;
}

/* Where 第732号 or 2030年第6号 starts in an order's line. */
static size_t find_serial(Str packed)
{
    for (size_t off = 0, start = 0; off < packed.len; start = off) {
        if (start > 0 && is_serial(str_slice(packed, start, packed.len)))
            return start;
        utf8_next(packed, &off);
    }
    return packed.len;
}

/* 中华人民共和国国务院令, then 第732号 in the same line or the next. */
bool number_find_order(Str packed, Str next, StrBuf *number, Str *body)
{
    static const char *const orders[] = {"令", "公告"};
    packed = without_brackets(packed);
    size_t at = find_serial(packed);
    Str order = str_slice(packed, 0, at);
    Str serial = at < packed.len ? str_slice(packed, at, packed.len) : next;
    if (!ends_with_any(order, orders, ARRAY_SIZE(orders)) || is_sentence(packed) ||
        !is_serial(serial))
        return false;
    strbuf_append_str(number, order);
    strbuf_append_str(number, serial);
    Str name = str_slice(order, 0, order.len - STR("令").len);
    if (str_has_suffix(order, STR("公告")))
        name = str_slice(order, 0, order.len - STR("公告").len);
    *body = is_body(name) ? name : (Str){0};
    return true;
}

/* 财政部　税务总局公告: who they are as the line parts them, and the number with them. */
static void part_bodies(const Line *line, Str body, StrBuf *bodies, StrBuf *number)
{
    size_t off = 0, packed = 0;
    while (off < line->text.len && packed < body.len) {
        size_t start = off;
        if (!text_is_space(utf8_next(line->text, &off)))
            packed += off - start;
    }
    if (packed != body.len ||
        !imprint_take_bodies(str_slice(line->text, 0, off), bodies) ||
        bodies->len == body.len)
        return;
    strbuf_splice(number, 0, body.len, strbuf_get(bodies));
}

void read_number(Reading *reading)
{
    for (size_t i = 0; i < reading->head && i < NUMBER_LINES; i++) {
        const Line *line = &reading->lines[i];
        Str next = i + 1 < reading->count ? reading->lines[i + 1].packed : (Str){0};
        StrBuf number = {0}, bodies = {0};
        Str body = {0};
        if (!reading_is_open(reading, IMPRINT_NUMBER))
            return;
        if (line->codepoints > SHORT_CODEPOINTS || is_sentence(line->packed))
            continue;
        if (number_find(line->packed, &number) ||
            number_find_order(line->packed, next, &number, &body)) {
            if (body.len)
                part_bodies(line, body, &bodies, &number);
            reading_set(reading, IMPRINT_NUMBER, strbuf_get(&number), IMPRINT_BY_LINE, i);
            reading_set(reading, IMPRINT_ISSUER, bodies.len ? strbuf_get(&bodies) : body,
                        IMPRINT_BY_LINE, i);
        }
        strbuf_clear(&number);
        strbuf_clear(&bodies);
    }
}
