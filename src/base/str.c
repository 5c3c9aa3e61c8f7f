/* Borrowed slices.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <stdlib.h>
#include <string.h>

Str str_from(const char *text)
{
    return (Str){text, text ? strlen(text) : 0};
}

Str str_slice(Str str, size_t start, size_t end)
{
    end = MIN(end, str.len);
    start = MIN(start, end);
    return (Str){str.data ? str.data + start : NULL, end - start};
}

bool str_is_equal(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

int str_compare(Str a, Str b)
{
    size_t len = MIN(a.len, b.len);
    int order = len ? memcmp(a.data, b.data, len) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static char ascii_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

bool str_is_equal_nocase(Str a, Str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower(a.data[i]) != ascii_lower(b.data[i]))
            return false;
    return true;
}

bool str_has_prefix(Str str, Str prefix)
{
    return str_is_equal(str_slice(str, 0, prefix.len), prefix);
}

bool str_has_suffix(Str str, Str suffix)
{
    return str.len >= suffix.len &&
           str_is_equal(str_slice(str, str.len - suffix.len, str.len), suffix);
}

size_t str_find(Str str, Str needle, size_t from)
{
    if (from > str.len || needle.len > str.len - from)
        return STR_NONE;
    if (needle.len == 0)
        return from;
    const char *found = memmem(str.data + from, str.len - from, needle.data, needle.len);
    return found ? (size_t)(found - str.data) : STR_NONE;
}

bool str_is_ascii(Str str)
{
    for (size_t i = 0; i < str.len; i++)
        if ((unsigned char)str.data[i] >= 0x80)
            return false;
    return true;
}

static bool is_ascii_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

Str str_trim(Str str)
{
    while (str.len && is_ascii_blank(str.data[0]))
        str = (Str){str.data + 1, str.len - 1};
    while (str.len && is_ascii_blank(str.data[str.len - 1]))
        str.len--;
    return str;
}

Str str_split(Str *rest, char separator)
{
    Str all = *rest;
    const char *found = all.len ? memchr(all.data, separator, all.len) : NULL;
    if (!found) {
        *rest = (Str){NULL, 0};
        return all;
    }
    size_t part = (size_t)(found - all.data);
    *rest = (Str){found + 1, all.len - part - 1};
    return (Str){all.data, part};
}

char *str_dup(Str str)
{
    return mem_dup(str.data, str.len);
}

bool str_parse_int(Str str, int64_t *value)
{
    size_t i = 0;
    bool is_negative = str.len && str.data[0] == '-';
    if (is_negative)
        i = 1;
    if (i == str.len)
        return false;
    int64_t number = 0;
    for (; i < str.len; i++) {
        if (str.data[i] < '0' || str.data[i] > '9')
            return false;
        int digit = str.data[i] - '0';
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, is_negative ? -digit : digit, &number))
            return false;
    }
    *value = number;
    return true;
}

/* Behind the digits that stand from `at` on. */
static size_t skip_digits(Str text, size_t at)
{
    while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    return at;
}

static bool is_byte_of(Str text, size_t at, const char *bytes)
{
    return at < text.len && text.data[at] && strchr(bytes, text.data[at]);
}

size_t str_measure_number(Str text)
{
    size_t start = is_byte_of(text, 0, "-"), end = skip_digits(text, start), at;
    if (end == start || (text.data[start] == '0' && end - start > 1))
        return 0;
    if (is_byte_of(text, end, ".")) {
        at = skip_digits(text, end + 1);
        if (at == end + 1)
            return 0;
        end = at;
    }
    if (!is_byte_of(text, end, "eE"))
        return end;
    start = end + 1 + (size_t)is_byte_of(text, end + 1, "+-");
    at = skip_digits(text, start);
    return at == start ? 0 : at;
}

size_t str_distance(Str a, Str b, size_t limit)
{
    if (a.len > b.len + limit || b.len > a.len + limit)
        return limit + 1;
    size_t *row = mem_alloc_array(b.len + 1, sizeof(*row));
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t replaced = diagonal + (a.data[i - 1] != b.data[j - 1]);
            diagonal = row[j];
            row[j] = MIN(replaced, MIN(row[j], row[j - 1]) + 1);
        }
    }
    size_t distance = MIN(row[b.len], limit + 1);
    free(row);
    return distance;
}
