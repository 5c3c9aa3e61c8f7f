/* Where a row may break.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const WidthPolicy narrow = {AMBIGUOUS_NARROW};
static const WidthPolicy wide = {AMBIGUOUS_WIDE};

/* The rows of `text` joined by | (blanks swallowed at a break are gone). */
static void wraps_with(const char *text, int columns, const WidthPolicy *policy,
                       const char *expected)
{
    StrBuf rows = {0};
    strbuf_append_text(&rows, "");
    Str whole = str_from(text);
    for (size_t off = 0; off < whole.len;) {
        WrapRow row = wrap_row(whole, off, columns, policy);
        assert_true(row.next > off);
        assert_int_equal(row.start, off);
        strbuf_appendf(&rows, "%s%.*s", off ? "|" : "",
                       STR_ARG(str_slice(whole, row.start, row.end)));
        off = row.next;
    }
    assert_string_equal(rows.data, expected);
    strbuf_clear(&rows);
}

static void wraps(const char *text, int columns, const char *expected)
{
    wraps_with(text, columns, &narrow, expected);
}

static void han_break_anywhere_and_never_straddle(void **state)
{
    (void)state;
    wraps("人民政协委员", 6, "人民政|协委员");
    wraps("人民政协委员", 7, "人民政|协委员");
    wraps("a人民政协", 6, "a人民|政协");
    wraps("", 6, "");
}

static void closing_marks_never_begin_a_row(void **state)
{
    (void)state;
    wraps("人民政，协", 6, "人民|政，协");
    wraps("人民政。”协", 6, "人民|政。”|协");
    wraps("人民政》协商", 6, "人民|政》协|商");
    wraps("人民政·协商", 6, "人民|政·协|商");
    wraps("人民政,协商", 6, "人民|政,协|商");
    wraps("人民々協", 4, "人|民々|協");
}

static void opening_marks_never_end_a_row(void **state)
{
    (void)state;
    wraps("人民《政协》", 6, "人民|《政|协》");
    wraps_with("人民“政协”", 6, &wide, "人民|“政|协”");
    wraps("人民(（政协", 8, "人民|(（政协");
}

static void quotation_marks_open_and_close_next_to_han(void **state)
{
    (void)state;
    wraps("坚持“三个代表”重要思想", 8, "坚持“三|个代表”|重要思想");
    wraps_with("坚持“三个代表”重要", 6, &wide, "坚持|“三个|代表”|重要");
    wraps("他说:“走吧”——好", 7, "他说:|“走吧”|——好");
}

static void dashes_and_ellipses_stay_whole(void **state)
{
    (void)state;
    wraps_with("人民——政协", 6, &wide, "人民|——政|协");
    wraps_with("人民……政协", 6, &wide, "人民|……政|协");
    /* A leader of dots may break between its pairs. */
    wraps_with("目录………………………", 10, &wide, "目录……|…………|………");
    wraps("————————————", 5, "————|————|————");
}

static void numbers_keep_their_units_and_prefixes(void **state)
{
    (void)state;
    wraps("增长12.5%左右", 8, "增长|12.5%左|右");
    wraps("人民政协2024年", 12, "人民政协|2024年");
    wraps("人民政协25℃", 10, "人民政协|25℃");
    wraps("人民政协10㎡", 10, "人民政协|10㎡");
    wraps("人民政第12条", 8, "人民政|第12条");
    wraps("人民1,000个", 8, "人民|1,000个");
}

static void words_are_not_cut(void **state)
{
    (void)state;
    wraps("the quick brown fox", 10, "the quick|brown fox");
    wraps("人民hello政协", 8, "人民|hello政|协");
    wraps("don\u2019t stop", 8, "don\u2019t|stop");
    wraps("say \"no\" now", 8, "say \"no\"|now");
    wraps("a well-known b", 11, "a|well-known|b");
}

static void words_longer_than_a_row_are_cut_where_it_hurts_least(void **state)
{
    (void)state;
    wraps("abcdefghijkl", 5, "abcde|fghij|kl");
    wraps("http://a.cn/bcd/efg", 12, "http://a.cn/|bcd/efg");
    wraps("见abcdefghijklmnop", 8, "见abcdef|ghijklmn|op");
    /* Rather a letter early than a comma at the start. */
    wraps("abcdefgh，好", 8, "abcdefg|h，好");
}

static void blanks_at_a_break_are_swallowed(void **state)
{
    (void)state;
    wraps("ab   cd", 3, "ab|cd");
    wraps("人民　政协", 4, "人民|政协");
    wraps("ab  ", 3, "ab");
    wraps("ab ", 3, "ab ");
    wraps("  ab", 8, "  ab");
    wraps("民人 ，好", 6, "民|人 ，|好");
}

static void no_break_spaces_join(void **state)
{
    (void)state;
    wraps("aa bb\u00A0cc", 6, "aa|bb\u00A0cc");
}

static void line_ends_end_the_row(void **state)
{
    (void)state;
    wraps("ab\ncd", 8, "ab|cd");
    wraps("ab\r\n\ncd", 8, "ab||cd");
}

static void clusters_wider_than_the_row_stand_alone(void **state)
{
    (void)state;
    wraps("a\u202Eb", 4, "a|\u202E|b");
    WrapRow row = wrap_row(STR("\u202E"), 0, 4, &narrow);
    assert_int_equal(row.columns, 4);
    wraps("中文", 2, "中|文");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(han_break_anywhere_and_never_straddle),
        cmocka_unit_test(closing_marks_never_begin_a_row),
        cmocka_unit_test(opening_marks_never_end_a_row),
        cmocka_unit_test(quotation_marks_open_and_close_next_to_han),
        cmocka_unit_test(dashes_and_ellipses_stay_whole),
        cmocka_unit_test(numbers_keep_their_units_and_prefixes),
        cmocka_unit_test(words_are_not_cut),
        cmocka_unit_test(words_longer_than_a_row_are_cut_where_it_hurts_least),
        cmocka_unit_test(blanks_at_a_break_are_swallowed),
        cmocka_unit_test(no_break_spaces_join),
        cmocka_unit_test(line_ends_end_the_row),
        cmocka_unit_test(clusters_wider_than_the_row_stand_alone),
    };
    return cmocka_run_group_tests_name("text/wrap", tests, NULL, NULL);
}
