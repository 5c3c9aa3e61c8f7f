/* Dates as papers write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/imprint.h>

#include <piyue/text.h>

#define DIGITS (NUMERAL_BIT(NUMERAL_HAN) | NUMERAL_BIT(NUMERAL_ARABIC))

/* A run of digits: half or full width, or Han by place (二〇二四) or with 十. */
static bool take_number(Str text, size_t *off, uint32_t *value, size_t *digits)
{
    Str rest = str_slice(text, *off, text.len);
    Numeral numeral;
    if (!numeral_parse(rest, DIGITS, &numeral) ||
        (numeral.system != NUMERAL_HAN && numeral.system != NUMERAL_ARABIC))
        return false;
    *value = numeral.value;
    *digits = utf8_count_codepoints(str_slice(rest, 0, numeral.len_bytes));
    *off += numeral.len_bytes;
    return true;
}

static bool take_mark(Str text, size_t *off, const char *han, char other, bool *is_han)
{
    size_t at = text_skip_space(text, *off);
    Str rest = str_slice(text, at, text.len);
    *is_han = str_has_prefix(rest, str_from(han));
    if (*is_han) {
        *off = text_skip_space(text, at + str_from(han).len);
        return true;
    }
    if (at != *off || !rest.len || rest.data[0] != other)
        return false;
    *off = at + 1;
    return true;
}

size_t date_parse(Str text, StrBuf *out)
{
    static const char others[] = "-./";
    uint32_t year = 0, month = 0, day = 0;
    size_t off = 0, digits = 0, end = 0;
    if (!take_number(text, &off, &year, &digits) || digits != 4 || year < 1000 ||
        year > 2999)
        return 0;
    char other = 0;
    for (size_t i = 0; i < sizeof(others) - 1; i++)
        if (off < text.len && text.data[off] == others[i])
            other = others[i];
    bool is_han = false;
    if (!take_mark(text, &off, "年", other ? other : '-', &is_han))
        return 0;
    end = off;
    if (!take_number(text, &off, &month, &digits) || month < 1 || month > 12) {
        if (is_han)
            strbuf_appendf(out, "%04u", year);
        return is_han ? end : 0;
    }
    end = off;
    bool has_day = take_mark(text, &off, "月", other ? other : '-', &is_han);
    if (has_day && is_han)
        end = off;
    if (has_day && take_number(text, &off, &day, &digits) && day >= 1 && day <= 31) {
        bool is_mark_han;
        if (!is_han || take_mark(text, &off, "日", '\0', &is_mark_han) ||
            take_mark(text, &off, "号", '\0', &is_mark_han)) {
            strbuf_appendf(out, "%04u-%02u-%02u", year, month, day);
            return off;
        }
    }
    if (!is_han && !has_day)
        return 0; /* 2024-05 could be anything */
    strbuf_appendf(out, "%04u-%02u", year, month);
    return end;
}

/* 2024-01, 2024: as dates are kept. */
static bool parse_kept(Str text, StrBuf *out)
{
    uint32_t year = 0, month = 0;
    size_t off = 0, digits = 0;
    if (!take_number(text, &off, &year, &digits) || digits != 4 || year < 1000 ||
        year > 2999)
        return false;
    if (off == text.len) {
        strbuf_appendf(out, "%04u", year);
        return true;
    }
    if (text.data[off++] != '-' || !take_number(text, &off, &month, &digits) ||
        off != text.len || month < 1 || month > 12)
        return false;
    strbuf_appendf(out, "%04u-%02u", year, month);
    return true;
}

bool date_parse_whole(Str text, StrBuf *out)
{
    StrBuf date = {0};
    bool is_date = text.len && date_parse(text, &date) == text.len;
    if (is_date)
        strbuf_append_str(out, strbuf_get(&date));
    strbuf_clear(&date);
    return is_date || parse_kept(text, out);
}

Str date_format(Str date, Arena *arena)
{
    int64_t year = 0, month = 0, day = 0;
    bool has_month = date.len >= 7 && date.data[4] == '-' &&
                     str_parse_int(str_slice(date, 5, 7), &month);
    bool has_day = date.len == 10 && date.data[7] == '-' &&
                   str_parse_int(str_slice(date, 8, 10), &day);
    bool is_date =
        str_parse_int(str_slice(date, 0, 4), &year) &&
        (date.len == 4 || (date.len == 7 && has_month) || (has_month && has_day));
    if (!is_date)
        return date;
    StrBuf text = {0};
    strbuf_appendf(&text, "%d年", (int)year);
    if (has_month)
        strbuf_appendf(&text, "%d月", (int)month);
    if (has_day)
        strbuf_appendf(&text, "%d日", (int)day);
    Str formatted = arena_str(arena, strbuf_get(&text));
    strbuf_clear(&text);
    return formatted;
}
