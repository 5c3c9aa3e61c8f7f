/* Numbers as Chinese documents write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct Case {
    const char *text;
    NumeralSystem system;
    uint32_t value;
    const char *number; /* the part of the text that is the number */
} Case;

enum { ALL = ~0 };

static void check(const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Numeral numeral = {0};
        bool is_number = numeral_parse(str_from(cases[i].text), (unsigned)ALL, &numeral);
        if (is_number != (cases[i].system != NUMERAL_NONE) ||
            numeral.system != cases[i].system || numeral.value != cases[i].value ||
            numeral.len_bytes != strlen(cases[i].number))
            fail_msg("%s: value %u, %zu bytes, system %d", cases[i].text, numeral.value,
                     numeral.len_bytes, (int)numeral.system);
    }
}

static void han_numbers_with_units(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"一、", NUMERAL_HAN, 1, "一"},
        {"十", NUMERAL_HAN, 10, "十"},
        {"十三章", NUMERAL_HAN, 13, "十三"},
        {"二十条", NUMERAL_HAN, 20, "二十"},
        {"九十九", NUMERAL_HAN, 99, "九十九"},
        {"一百零三条", NUMERAL_HAN, 103, "一百零三"},
        {"一百一十", NUMERAL_HAN, 110, "一百一十"},
        {"一百五", NUMERAL_HAN, 150, "一百五"},
        {"一千二百六十条", NUMERAL_HAN, 1260, "一千二百六十"},
        {"一千零一十", NUMERAL_HAN, 1010, "一千零一十"},
        {"两千", NUMERAL_HAN, 2000, "两千"},
        {"二十三十", NUMERAL_HAN, 23, "二十三"},
        {"三十万", NUMERAL_HAN, 300000, "三十万"},
        {"一亿二千三百万零四十五", NUMERAL_HAN, 123000045, "一亿二千三百万零四十五"},
        {"廿三", NUMERAL_HAN, 23, "廿三"},
        {"卅", NUMERAL_HAN, 30, "卅"},
        {"叁佰陆拾伍", NUMERAL_HAN, 365, "叁佰陆拾伍"},
        {"參", NUMERAL_NONE, 0, ""},
        {"貳拾萬", NUMERAL_HAN, 200000, "貳拾萬"},
        {"⼀⼆", NUMERAL_HAN, 12, "⼀⼆"},
        {"百家", NUMERAL_NONE, 0, ""},
        {"万一", NUMERAL_NONE, 0, ""},
    };
    check(cases, ARRAY_SIZE(cases));
}

static void han_numbers_by_position(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"一〇三", NUMERAL_HAN, 103, "一〇三"},
        {"一○三", NUMERAL_HAN, 103, "一○三"},
        {"二〇二四年", NUMERAL_HAN, 2024, "二〇二四"},
        {"一二、", NUMERAL_HAN, 12, "一二"},
        {"〇", NUMERAL_HAN, 0, "〇"},
        {"一二三四五六七八九一", NUMERAL_NONE, 0, ""},
    };
    check(cases, ARRAY_SIZE(cases));
}

static void arabic_and_circled_numbers(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"12.", NUMERAL_ARABIC, 12, "12"},
        {"１２、", NUMERAL_ARABIC, 12, "１２"},
        {"007", NUMERAL_ARABIC, 7, "007"},
        {"999999999", NUMERAL_ARABIC, 999999999, "999999999"},
        {"1000000000", NUMERAL_NONE, 0, ""},
        {"①加强", NUMERAL_CIRCLED, 1, "①"},
        {"⑳", NUMERAL_CIRCLED, 20, "⑳"},
        {"㉑", NUMERAL_CIRCLED, 21, "㉑"},
        {"㊿", NUMERAL_CIRCLED, 50, "㊿"},
        {"⑵", NUMERAL_CIRCLED, 2, "⑵"},
        {"⒊", NUMERAL_CIRCLED, 3, "⒊"},
        {"㈢", NUMERAL_CIRCLED, 3, "㈢"},
        {"❿", NUMERAL_CIRCLED, 10, "❿"},
        {"", NUMERAL_NONE, 0, ""},
        {"第一", NUMERAL_NONE, 0, ""},
    };
    check(cases, ARRAY_SIZE(cases));
}

static void roman_numbers_and_letters(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"I.", NUMERAL_ROMAN, 1, "I"},
        {"IV、", NUMERAL_ROMAN, 4, "IV"},
        {"IX ", NUMERAL_ROMAN, 9, "IX"},
        {"XIX", NUMERAL_ROMAN, 19, "XIX"},
        {"XXXIX.", NUMERAL_ROMAN, 39, "XXXIX"},
        {"XXXVIII.", NUMERAL_ROMAN, 38, "XXXVIII"},
        {"Ⅻ", NUMERAL_ROMAN, 12, "Ⅻ"},
        {"ⅲ", NUMERAL_ROMAN, 3, "ⅲ"},
        {"IIII", NUMERAL_NONE, 0, ""},
        {"In fact", NUMERAL_NONE, 0, ""},
        {"A、", NUMERAL_LETTER, 1, "A"},
        {"Ｂ．", NUMERAL_LETTER, 2, "Ｂ"},
        {"Z", NUMERAL_LETTER, 26, "Z"},
        {"At", NUMERAL_NONE, 0, ""},
        {"甲、", NUMERAL_LETTER, 1, "甲"},
        {"癸", NUMERAL_LETTER, 10, "癸"},
    };
    check(cases, ARRAY_SIZE(cases));
}

static void only_the_systems_asked_for_are_read(void **state)
{
    (void)state;
    Numeral numeral;
    unsigned han = NUMERAL_BIT(NUMERAL_HAN);
    assert_false(numeral_parse(STR("12"), han, &numeral));
    assert_false(numeral_parse(STR("I."), han, &numeral));
    assert_false(numeral_parse(STR("①"), han, &numeral));
    assert_true(numeral_parse(STR("一"), han, &numeral));
    assert_false(numeral_parse(STR("一"), NUMERAL_BIT(NUMERAL_ARABIC), &numeral));
}

/* Every number below 10,000, written out by the rules of the language. */
static void numbers_written_out_are_read_back(void **state)
{
    (void)state;
    static const char *const digits[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    static const char *const units[] = {"", "十", "百", "千"};
    for (uint32_t value = 1; value < 10000; value++) {
        StrBuf text = {0};
        bool is_gap = false;
        for (int place = 3; place >= 0; place--) {
            uint32_t power = place == 3 ? 1000 : place == 2 ? 100 : place == 1 ? 10 : 1;
            uint32_t digit = value / power % 10;
            if (digit == 0) {
                is_gap = text.len > 0;
                continue;
            }
            strbuf_appendf(&text, "%s%s%s", is_gap ? "零" : "", digits[digit],
                           units[place]);
            is_gap = false;
        }
        Numeral numeral = {0};
        assert_true(numeral_parse(strbuf_get(&text), NUMERAL_BIT(NUMERAL_HAN), &numeral));
        if (numeral.value != value || numeral.len_bytes != text.len)
            fail_msg("%s: %u", text.data, numeral.value);
        strbuf_clear(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(han_numbers_with_units),
        cmocka_unit_test(han_numbers_by_position),
        cmocka_unit_test(arabic_and_circled_numbers),
        cmocka_unit_test(roman_numbers_and_letters),
        cmocka_unit_test(only_the_systems_asked_for_are_read),
        cmocka_unit_test(numbers_written_out_are_read_back),
    };
    return cmocka_run_group_tests_name("text/numeral", tests, NULL, NULL);
}
