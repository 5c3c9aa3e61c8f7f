/* Names by a few letters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/finder.h>

static const char *const names[] = {
    "完善协商机制",      "协商机制",       "协商民主的制度", "社会救助办法",
    "重庆市政府工作",    "银行业务",       "女性发展纲要",   "GDP 增长",
    "国土空间规划 2024", "提案/办理/答复", "長江保護法",     "行为准则",
};

static Finder *make(void)
{
    Finder *finder = finder_new();
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        finder_add(finder, str_from(names[i]), 0);
    return finder;
}

static bool is_best(Finder *finder, const char *query, const char *name)
{
    FinderMatch matches[3];
    size_t total;
    size_t count = finder_match(finder, str_from(query), matches, 3, &total);
    return count &&
           str_is_equal(finder_get_name(finder, matches[0].index), str_from(name));
}

static void initials_syllables_and_characters_find_a_name(void **state)
{
    (void)state;
    static const struct {
        const char *query, *name;
    } cases[] = {
        {"xsjz", "协商机制"},
        {"xieshang", "协商机制"},
        {"xieshangjizhi", "协商机制"},
        {"xiesjz", "协商机制"},
        {"协商机制", "协商机制"},
        {"協商機制", "协商机制"},
        {"wsxs", "完善协商机制"},
        {"wsjz", "完善协商机制"},
        {"cqs", "重庆市政府工作"},
        {"chongqing", "重庆市政府工作"},
        {"zqs", "重庆市政府工作"},
        {"yinhang", "银行业务"},
        {"yh", "银行业务"},
        {"nvxing", "女性发展纲要"},
        {"nuxing", "女性发展纲要"},
        {"gdpzz", "GDP 增长"},
        {"ＧＤＰ", "GDP 增长"},
        {"gh2024", "国土空间规划 2024"},
        {"bl", "提案/办理/答复"},
        {"cjbhf", "長江保護法"},
        {"长江", "長江保護法"},
        {"xingwei", "行为准则"},
        {"协制度", "协商民主的制度"},
        {"zhidu xs", "协商民主的制度"},
    };
    Finder *finder = make();
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        if (!is_best(finder, cases[i].query, cases[i].name))
            print_message("# %s does not find %s\n", cases[i].query, cases[i].name);
        assert_true(is_best(finder, cases[i].query, cases[i].name));
    }
    finder_free(finder);
}

static void whole_start_word_inside_and_scattered_come_in_that_order(void **state)
{
    (void)state;
    static const char *const ranked[] = {"协商", "协商民主", "民主 协商", "民主协商制",
                                         "协同会商"};
    Finder *finder = finder_new();
    for (size_t i = ARRAY_SIZE(ranked); i-- > 0;)
        finder_add(finder, str_from(ranked[i]), 0);
    FinderMatch matches[8];
    size_t total;
    assert_int_equal(finder_match(finder, STR("xs"), matches, 8, &total), 5);
    for (size_t i = 0; i < ARRAY_SIZE(ranked); i++)
        assert_true(
            str_is_equal(finder_get_name(finder, matches[i].index), str_from(ranked[i])));
    finder_free(finder);
}

static void what_was_used_lately_comes_first_among_equals(void **state)
{
    (void)state;
    Finder *finder = finder_new();
    finder_add(finder, STR("工作报告甲"), 0);
    uint32_t lately = finder_add(finder, STR("工作报告乙"), 200);
    FinderMatch matches[2];
    size_t total;
    assert_int_equal(finder_match(finder, STR("gzbg"), matches, 2, &total), 2);
    assert_int_equal(matches[0].index, lately);
    assert_int_equal(finder_match(finder, STR(""), matches, 1, &total), 1);
    assert_int_equal(matches[0].index, lately);
    assert_int_equal(total, 2);
    finder_free(finder);
}

/* Narrowing as one types gives what a search from nothing gives. */
static void typing_on_gives_what_the_whole_query_gives(void **state)
{
    (void)state;
    static const char *const queries[] = {"xieshangjizhi", "zhengfu gz", "nvxing",
                                          "国土2024"};
    Finder *typed = make();
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        Str query = str_from(queries[i]);
        for (size_t off = 0; off < query.len;) {
            (void)utf8_next(query, &off);
            FinderMatch a[16], b[16];
            size_t a_total, b_total;
            Finder *fresh = make();
            size_t count = finder_match(typed, str_slice(query, 0, off), a, 16, &a_total);
            assert_int_equal(
                finder_match(fresh, str_slice(query, 0, off), b, 16, &b_total), count);
            assert_int_equal(a_total, b_total);
            assert_memory_equal(a, b, count * sizeof(a[0]));
            finder_free(fresh);
        }
    }
    finder_free(typed);
}

static void marks_are_what_the_letters_stand_for(void **state)
{
    (void)state;
    static const struct {
        uint32_t name;
        const char *query;
        size_t count;
        Span marks[3];
    } cases[] = {
        {0, "xsjz", 1, {{6, 18}}},
        {0, "wanjz", 2, {{0, 3}, {12, 18}}},
        {9, "bl", 1, {{7, 13}}},
        {7, "gdpz", 2, {{0, 3}, {4, 7}}},
        {2, "zhidu xs", 2, {{0, 6}, {15, 21}}},
        {3, "xs", 0, {{0, 0}}},
    };
    Finder *finder = make();
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        FinderMatch matches[1];
        size_t total;
        Span marks[8];
        (void)finder_match(finder, str_from(cases[i].query), matches, 1, &total);
        assert_int_equal(finder_mark(finder, cases[i].name, marks, 8), cases[i].count);
        assert_memory_equal(marks, cases[i].marks, cases[i].count * sizeof(Span));
    }
    finder_free(finder);
}

/* As a filter: what of `text` the query selects, NULL for nothing. */
static void matches(const char *query, const char *text, const char *expected)
{
    Finder *finder = finder_new();
    FinderMatch match;
    Span marks[2] = {{0, 0}, {0, 0}};
    size_t total;
    finder_set_flags(finder, FINDER_UNBROKEN | FINDER_IN_ORDER);
    finder_add(finder, str_from(text), 0);
    bool is_match = finder_match(finder, str_from(query), &match, 1, &total) == 1;
    if (is_match != (expected != NULL))
        fail_msg("%s in %s: %d", query, text, is_match);
    if (expected) {
        assert_true(finder_mark(finder, 0, marks, 2) <= 1);
        char *got = str_dup(str_slice(str_from(text), marks[0].start, marks[0].end));
        assert_string_equal(got, expected);
        free(got);
    }
    finder_free(finder);
}

static void initials_select_consecutive_characters(void **state)
{
    (void)state;
    matches("xsjz", "关于协商机制的意见", "协商机制");
    matches("xsz", "关于协商机制的意见", NULL);
    matches("cqyh", "重庆银行", "重庆银行");
    matches("zqyx", "重庆银行", "重庆银行"); /* 重 zhòng, 行 xíng */
}

static void syllables_select_their_characters(void **state)
{
    (void)state;
    matches("xieshang", "关于协商机制的意见", "协商");
    matches("xiesh", "关于协商机制的意见", "协商");
    matches("xiejz", "关于协商机制的意见", NULL);
    matches("xiesjz", "关于协商机制的意见", "协商机制");
    matches("nvxing", "女性权益", "女性");
    matches("nuxing", "女性权益", "女性");
    matches("xian", "西安", "西安"); /* as 西安 … */
    matches("xian", "先进", "先");   /* … and as 先 */
}

static void text_itself_is_found_folded(void **state)
{
    (void)state;
    matches("机制", "协商機制", "機制");
    matches("gdp", "人均ＧＤＰ增长", "ＧＤＰ");
    matches("gdpz", "人均GDP增长", "GDP增");
    matches("协sj", "关于协商机制", "协商机");
    matches("", "协商", "");
    matches("x", "", NULL);
}

static void archaic_readings_select_nothing(void **state)
{
    (void)state;
    matches("tai", "大会", NULL);
    matches("pian", "平等", NULL);
}

static void many_ways_to_read_cost_no_time(void **state)
{
    (void)state;
    StrBuf text = {0}, query = {0};
    for (int i = 0; i < 60; i++) {
        strbuf_append_text(&text, "啊");
        strbuf_append_byte(&query, i == 59 ? 'z' : 'a');
    }
    matches(query.data, text.data, NULL);
    for (int i = 0; i < 60; i++)
        strbuf_append_byte(&query, 'a'); /* longer than a word may be */
    matches(query.data, text.data, NULL);
    strbuf_clear(&text);
    strbuf_clear(&query);
}

static void a_filter_keeps_the_order_and_leaves_nothing_out(void **state)
{
    (void)state;
    static const char *const added[] = {"完善协商机制", "协商", "县里的事", "协商机制"};
    Finder *finder = finder_new();
    FinderMatch found[4];
    size_t total;
    finder_set_flags(finder, FINDER_UNBROKEN | FINDER_IN_ORDER);
    for (size_t i = 0; i < 4; i++)
        finder_add(finder, str_from(added[i]), (uint8_t)i);
    assert_int_equal(finder_match(finder, STR("xs"), found, 4, &total), 3);
    assert_int_equal(found[0].index, 0);
    assert_int_equal(found[1].index, 1);
    assert_int_equal(found[2].index, 3);
    assert_int_equal(finder_match(finder, STR("xs"), found, 2, &total), 2);
    assert_int_equal(found[0].index, 0);
    assert_int_equal(found[1].index, 1);
    assert_int_equal(total, 3);
    finder_free(finder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(initials_select_consecutive_characters),
        cmocka_unit_test(syllables_select_their_characters),
        cmocka_unit_test(text_itself_is_found_folded),
        cmocka_unit_test(archaic_readings_select_nothing),
        cmocka_unit_test(many_ways_to_read_cost_no_time),
        cmocka_unit_test(a_filter_keeps_the_order_and_leaves_nothing_out),
        cmocka_unit_test(initials_syllables_and_characters_find_a_name),
        cmocka_unit_test(whole_start_word_inside_and_scattered_come_in_that_order),
        cmocka_unit_test(what_was_used_lately_comes_first_among_equals),
        cmocka_unit_test(typing_on_gives_what_the_whole_query_gives),
        cmocka_unit_test(marks_are_what_the_letters_stand_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
