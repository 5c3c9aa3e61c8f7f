/* Ranks: texts whose byte order is an order made by hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/rank.h"

#define WHOLE_DIGITS 8
#define BASE 36

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

static int get_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : -1;
}

/* The number in front; false for what is no rank. */
static bool parse_whole(Str rank, int64_t *whole)
{
    *whole = 0;
    for (size_t i = 0; i < rank.len; i++) {
        int digit = get_digit(rank.data[i]);
        if (digit < 0)
            return false;
        if (i < WHOLE_DIGITS)
            *whole = *whole * BASE + digit;
    }
    return rank.len >= WHOLE_DIGITS;
}

static void append_whole(StrBuf *out, int64_t whole)
{
    char text[WHOLE_DIGITS];
    for (size_t i = WHOLE_DIGITS; i-- > 0; whole /= BASE)
        text[i] = digits[whole % BASE];
    strbuf_append(out, text, WHOLE_DIGITS);
}

/* Appends a fraction between two: `low` may be empty (0), `high` too (1). Digits that
 * both share are copied; at the first that differ by more than one stands their mean, and
 * between neighbours what follows is behind the lower one. */
static void append_fraction(StrBuf *out, Str low, Str high)
{
    bool has_high = high.len > 0;
    for (size_t i = 0;; i++) {
        int low_digit = i < low.len ? get_digit(low.data[i]) : 0;
        int high_digit = has_high && i < high.len ? get_digit(high.data[i]) : BASE;
        if (high_digit - low_digit > 1) {
            strbuf_append_byte(out, digits[(low_digit + high_digit) / 2]);
            return;
        }
        strbuf_append_byte(out, digits[low_digit]);
        if (high_digit != low_digit)
            has_high = false;
    }
}

static Str get_fraction(Str rank)
{
    return str_slice(rank, MIN(rank.len, WHOLE_DIGITS), rank.len);
}

bool rank_between(Str before, Str behind, StrBuf *out)
{
    int64_t low = 0, high = 0, most = 1;
    for (int i = 0; i < WHOLE_DIGITS; i++)
        most *= BASE;
    if ((before.len && !parse_whole(before, &low)) ||
        (behind.len && !parse_whole(behind, &high)) ||
        (before.len && behind.len && str_compare(before, behind) >= 0))
        return false;
    if (!before.len)
        low = behind.len ? high - 2 : most / 2 - 1;
    if (!behind.len)
        high = low + 2;
    if (low < -1 || high > most)
        return false;
    if (high - low > 1) {
        append_whole(out, low + (behind.len && before.len ? (high - low) / 2 : 1));
        return true;
    }
    append_whole(out, low);
    append_fraction(out, get_fraction(before),
                    high == low ? get_fraction(behind) : (Str){0});
    return true;
}
