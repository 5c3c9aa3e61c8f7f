/* Borrowed slices.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void slices_are_clamped(void **state)
{
    (void)state;
    Str text = STR("abcdef");
    assert_true(str_is_equal(str_slice(text, 1, 3), STR("bc")));
    assert_true(str_is_equal(str_slice(text, 4, 99), STR("ef")));
    assert_int_equal(str_slice(text, 5, 2).len, 0);
    assert_int_equal(str_slice((Str){NULL, 0}, 0, 3).len, 0);
    assert_int_equal(str_from(NULL).len, 0);
}

static void comparing_is_bytewise(void **state)
{
    (void)state;
    assert_true(str_is_equal(STR(""), (Str){NULL, 0}));
    assert_false(str_is_equal(STR("ab"), STR("a")));
    assert_int_equal(str_compare(STR(""), (Str){NULL, 0}), 0);
    assert_int_equal(str_compare(STR("政协"), STR("政协")), 0);
    assert_true(str_compare(STR("政"), STR("政协")) < 0);
    assert_true(str_compare(STR("\xe6"), STR("z")) > 0);
    assert_true(str_is_ascii(STR("a\x7F")));
    assert_false(str_is_ascii(STR("a中")));
    assert_true(str_is_equal_nocase(STR("UTF-8"), STR("utf-8")));
    assert_false(str_is_equal_nocase(STR("É"), STR("é")));
    assert_true(str_has_prefix(STR("abc"), STR("ab")));
    assert_false(str_has_prefix(STR("a"), STR("ab")));
    assert_true(str_has_suffix(STR("abc"), STR("bc")));
    assert_true(str_has_suffix(STR("abc"), STR("")));
    assert_false(str_has_suffix(STR("c"), STR("bc")));
}

static void finding_starts_where_it_is_told(void **state)
{
    (void)state;
    Str text = STR("政协、政协");
    assert_int_equal(str_find(text, STR("政协"), 0), 0);
    assert_int_equal(str_find(text, STR("政协"), 1), 9);
    assert_int_equal(str_find(text, STR("政协"), 10), STR_NONE);
    assert_int_equal(str_find(text, STR(""), 3), 3);
    assert_int_equal(str_find(text, STR("x"), 99), STR_NONE);
}

static void trimming_knows_ascii_blanks_only(void **state)
{
    (void)state;
    assert_true(str_is_equal(str_trim(STR(" \t\r\na b\v\f ")), STR("a b")));
    assert_true(str_is_equal(str_trim(STR("   ")), STR("")));
    assert_true(str_is_equal(str_trim(STR("　a")), STR("　a")));
}

static void splitting_ends_with_null(void **state)
{
    (void)state;
    const char *const expected[] = {"a", "", "b", ""};
    size_t count = 0;
    for (Str rest = STR("a::b:"); rest.data; count++) {
        Str part = str_split(&rest, ':');
        assert_true(count < ARRAY_SIZE(expected));
        assert_true(str_is_equal(part, str_from(expected[count])));
    }
    assert_int_equal(count, ARRAY_SIZE(expected));
}

static void numbers_are_whole_and_in_range(void **state)
{
    (void)state;
    int64_t value = 0;
    assert_true(str_parse_int(STR("-42"), &value));
    assert_int_equal(value, -42);
    assert_true(str_parse_int(STR("9223372036854775807"), &value));
    assert_true(value == INT64_MAX);
    assert_true(str_parse_int(STR("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    static const char *const wrong[] = {
        "", "-", "4x", " 4", "+4", "4.0", "9223372036854775808"};
    value = 7;
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
        assert_false(str_parse_int(str_from(wrong[i]), &value));
    assert_int_equal(value, 7);
}

static void distance_counts_edits_up_to_the_limit(void **state)
{
    (void)state;
    assert_int_equal(str_distance(STR("theme"), STR("theme"), 2), 0);
    assert_int_equal(str_distance(STR("them"), STR("theme"), 2), 1);
    assert_int_equal(str_distance(STR("tehme"), STR("theme"), 2), 2);
    assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 9), 3);
    assert_int_equal(str_distance(STR("abc"), STR("xyz"), 1), 2);
    assert_int_equal(str_distance(STR("abc"), STR("abcdefgh"), 2), 3);
    assert_int_equal(str_distance(STR(""), STR("ab"), 5), 2);
}

static void paths_are_joined_and_named(void **state)
{
    (void)state;
    char *path = path_join("/a/b", "c.txt");
    assert_string_equal(path, "/a/b/c.txt");
    free(path);
    path = path_join("a/", "c");
    assert_string_equal(path, "a/c");
    free(path);
    path = path_join("", "c");
    assert_string_equal(path, "c");
    free(path);
    assert_true(str_is_equal(path_get_name(STR("/a/b.txt")), STR("b.txt")));
    assert_true(str_is_equal(path_get_name(STR("b")), STR("b")));
    assert_true(str_is_equal(path_get_name(STR("/a/")), STR("")));
}

static void a_number_of_json_ends_where_its_grammar_does(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t bytes;
    } cases[] = {
        {"0", 1},       {"-0", 2},   {"10,", 2}, {"-1.50]", 5}, {"1e5 ", 3}, {"2E-07", 5},
        {"1.5e+3x", 6}, {"", 0},     {"-", 0},   {"+1", 0},     {"01", 0},   {".5", 0},
        {"1.", 0},      {"1.e5", 0}, {"0e", 0},  {"1e+", 0},    {"a", 0},    {"- 1", 0},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        if (str_measure_number(str_from(cases[i].text)) != cases[i].bytes)
            fail_msg("%s", cases[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_clamped),
        cmocka_unit_test(comparing_is_bytewise),
        cmocka_unit_test(finding_starts_where_it_is_told),
        cmocka_unit_test(trimming_knows_ascii_blanks_only),
        cmocka_unit_test(splitting_ends_with_null),
        cmocka_unit_test(numbers_are_whole_and_in_range),
        cmocka_unit_test(a_number_of_json_ends_where_its_grammar_does),
        cmocka_unit_test(distance_counts_edits_up_to_the_limit),
        cmocka_unit_test(paths_are_joined_and_named),
    };
    return cmocka_run_group_tests_name("base/str", tests, NULL, NULL);
}
