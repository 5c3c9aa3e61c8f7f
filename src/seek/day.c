/* Days as people write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "seek/node.h"

/* A number of at most `max_digits` ASCII or Han digits and its bytes; -1 for none. */
static int32_t take_number(Str text, size_t *off, int max_digits)
{
    size_t at = text_skip_space(text, *off), next = at;
    int32_t value = 0;
    int digits = 0;
    while (next < text.len && digits < max_digits) {
        char byte = text.data[next];
        if (byte < '0' || byte > '9')
            break;
        value = value * 10 + (byte - '0');
        next++;
        digits++;
    }
    if (!digits) {
        Numeral numeral;
        if (!numeral_parse(str_slice(text, at, text.len), NUMBER_SYSTEMS, &numeral) ||
            (numeral.system != NUMERAL_HAN && numeral.system != NUMERAL_ARABIC) ||
            numeral.value > 99999999)
            return -1;
        value = (int32_t)numeral.value;
        next = at + numeral.len_bytes;
    }
    *off = next;
    return value;
}

/* One of the marks that part year, month and day. */
static bool take_mark(Str text, size_t *off, const char *const *marks, size_t count)
{
    size_t at = text_skip_space(text, *off);
    for (size_t i = 0; i < count; i++) {
        Str mark = str_from(marks[i]);
        if (str_has_prefix(str_slice(text, at, text.len), mark)) {
            *off = at + mark.len;
            return true;
        }
    }
    return false;
}

static bool is_year(int32_t year)
{
    return year >= 1 && year <= 9999;
}

int32_t seek_parse_day(Str text, size_t *size)
{
    static const char *const year_marks[] = {"年", "-", "/", ".", "－", "／", "．"};
    static const char *const month_marks[] = {"月", "-", "/", ".", "－", "／", "．"};
    static const char *const day_marks[] = {"日", "号", "號"};
    size_t off = 0, end;
    int32_t year = take_number(text, &off, 8), month = 0, day = 0;
    end = off;
    if (year > 9999) { /* 20240503, 202405 */
        if (year < 1000000)
            year *= 100;
        day = year % 100;
        month = year / 100 % 100;
        year /= 10000;
    } else if (is_year(year) &&
               take_mark(text, &off, year_marks, ARRAY_SIZE(year_marks))) {
        end = off;
        int32_t found = take_number(text, &off, 2);
        if (found >= 1 && found <= 12) {
            month = found;
            end = off;
            bool goes_on = take_mark(text, &off, month_marks, ARRAY_SIZE(month_marks));
            end = goes_on ? off : end;
            found = goes_on ? take_number(text, &off, 2) : -1;
            if (found >= 1 && found <= 31) {
                day = found;
                (void)take_mark(text, &off, day_marks, ARRAY_SIZE(day_marks));
                end = off;
            }
        }
    }
    if (!is_year(year) || month > 12 || day > 31)
        return 0;
    if (size)
        *size = end;
    return year * 10000 + month * 100 + day;
}
