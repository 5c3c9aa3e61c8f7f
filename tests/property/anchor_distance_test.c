/* The bit-parallel edit distance equals the table of the textbook (Wagner and Fischer,
 * JACM 21(1), 1974).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "anchor/myers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define MAX_LENGTH 200
#define TRIALS 300

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* The column below `codepoint`: rows[i] becomes the distance of the first i characters
 * of the pattern. */
static void advance_table(size_t *rows, const char32_t *pattern, size_t count,
                          char32_t codepoint, bool is_anchored)
{
    size_t diagonal = rows[0];
    rows[0] += is_anchored;
    for (size_t i = 1; i <= count; i++) {
        size_t replaced = diagonal + (pattern[i - 1] != codepoint);
        diagonal = rows[i];
        rows[i] = MIN(replaced, MIN(rows[i], rows[i - 1]) + 1);
    }
}

static void compare(uint64_t *seed, size_t count, size_t letters, bool is_anchored)
{
    char32_t pattern[MAX_LENGTH] = {0};
    size_t rows[MAX_LENGTH + 1];
    rows[0] = 0;
    for (size_t i = 0; i < count; i++) {
        pattern[i] = 0x6C34 + (char32_t)(next_random(seed) % letters) * 37;
        rows[i + 1] = i + 1;
    }
    Matcher *matcher = matcher_new(pattern, count);
    matcher_start(matcher, is_anchored);
    for (size_t i = 0; i < 3 * count; i++) {
        /* Mostly the pattern itself, so that all distances occur. */
        char32_t codepoint = next_random(seed) % 8
                                 ? pattern[i % count]
                                 : 0x6C34 + (char32_t)(next_random(seed) % letters) * 37;
        size_t distance = matcher_feed(matcher, codepoint);
        advance_table(rows, pattern, count, codepoint, is_anchored);
        assert_int_equal(distance, rows[count]);
    }
    matcher_free(matcher);
}

static void distances_are_those_of_the_table(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252;
    const size_t edges[] = {1, 2, 63, 64, 65, 127, 128, 129, MAX_LENGTH};
    for (size_t i = 0; i < ARRAY_SIZE(edges); i++)
        for (size_t letters = 1; letters <= 8; letters++) {
            compare(&seed, edges[i], letters, false);
            compare(&seed, edges[i], letters, true);
        }
    for (size_t i = 0; i < TRIALS; i++)
        compare(&seed, 1 + (size_t)(next_random(&seed) % MAX_LENGTH),
                1 + (size_t)(next_random(&seed) % 50), i % 2);
}

static void scripts_and_widths_are_alike(void **state)
{
    (void)state;
    const char32_t pattern[] = U"汉字，ABC";
    const char32_t text[] = U"漢字,ａｂc";
    Matcher *matcher = matcher_new(pattern, 6);
    size_t distance = 6;
    for (size_t i = 0; i < 6; i++)
        distance = matcher_feed(matcher, text[i]);
    assert_int_equal(distance, 0);
    matcher_free(matcher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_those_of_the_table),
        cmocka_unit_test(scripts_and_widths_are_alike),
    };
    return cmocka_run_group_tests_name("edit distance", tests, NULL, NULL);
}
