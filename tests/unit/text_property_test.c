/* What characters are; words counted.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void han_are_told_from_other_cjk(void **state)
{
    (void)state;
    static const char32_t han[] = U"中〇々㐀𠮷⼀⺼豈";
    for (size_t i = 0; han[i]; i++)
        assert_true(text_is_han(han[i]) && text_is_cjk(han[i]));
    static const char32_t other[] = U"あアー한ㄅｱ";
    for (size_t i = 0; other[i]; i++)
        assert_true(!text_is_han(other[i]) && text_is_cjk(other[i]));
    static const char32_t none[] = U"aα1，“Ａ";
    for (size_t i = 0; none[i]; i++)
        assert_true(!text_is_han(none[i]) && !text_is_cjk(none[i]));
}

static void blanks_of_any_width_are_space(void **state)
{
    (void)state;
    static const char32_t blank[] = {' ', '\t', '\n', '\r', 0xA0, 0x2003, 0x200B, 0x3000};
    for (size_t i = 0; i < ARRAY_SIZE(blank); i++)
        assert_true(text_is_space(blank[i]) && !text_is_punctuation(blank[i]));
    assert_false(text_is_space(U'中'));
}

static void punctuation_opens_closes_or_neither(void **state)
{
    (void)state;
    static const char32_t opening[] = U"（《「“‘([{【〔";
    static const char32_t closing[] = U"）》」”’)]}】〕";
    for (size_t i = 0; opening[i]; i++) {
        assert_true(text_is_opening(opening[i]) && text_is_punctuation(opening[i]));
        assert_true(text_is_closing(closing[i]) && text_is_punctuation(closing[i]));
        assert_false(text_is_opening(closing[i]) || text_is_closing(opening[i]));
    }
    static const char32_t neither[] = U"，。、·—…!\"+￥★";
    for (size_t i = 0; neither[i]; i++)
        assert_true(text_is_punctuation(neither[i]) && !text_is_opening(neither[i]) &&
                    !text_is_closing(neither[i]));
    static const char32_t none[] = U"a中1①é";
    for (size_t i = 0; none[i]; i++)
        assert_false(text_is_punctuation(none[i]));
}

static void trimming_takes_blanks_of_any_width(void **state)
{
    (void)state;
    assert_true(str_is_equal(text_trim(STR("　 政 协\u00A0\n")), STR("政 协")));
    assert_true(str_is_equal(text_trim(STR(" 　")), STR("")));
    assert_true(str_is_equal(text_trim(STR("")), STR("")));
}

static void words_are_counted_as_readers_count_them(void **state)
{
    (void)state;
    assert_int_equal(text_count_words(STR("")), 0);
    assert_int_equal(text_count_words(STR("人民政协。")), 5);
    assert_int_equal(text_count_words(STR("GDP增长3.5%，好 world")), 7);
    assert_int_equal(text_count_words(STR("“好”——行……")), 8);
    assert_int_equal(text_count_words(STR("1,000人")), 2);
    assert_int_equal(text_count_words(STR("卡尔·马克思")), 6);
    assert_int_equal(text_count_words(STR("don't stop 2024")), 3);
    assert_int_equal(text_count_words(STR("e\u0301te\u0301")), 1);
    assert_int_equal(text_count_words(STR("カナ한글")), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(han_are_told_from_other_cjk),
        cmocka_unit_test(blanks_of_any_width_are_space),
        cmocka_unit_test(punctuation_opens_closes_or_neither),
        cmocka_unit_test(trimming_takes_blanks_of_any_width),
        cmocka_unit_test(words_are_counted_as_readers_count_them),
    };
    return cmocka_run_group_tests_name("text/property", tests, NULL, NULL);
}
