/* Numbers of lists as word processors write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office/numbers.h"

static void check(const char *name, uint32_t value, const char *wanted)
{
    StrBuf out = {0};
    strbuf_append_text(&out, "");
    number_append(&out, number_format_of_word(str_from(name)), value);
    assert_string_equal(out.len ? out.data : "", wanted);
    strbuf_clear(&out);
}

static void han_numbers_by_their_kind(void **state)
{
    (void)state;
    check("chineseCounting", 10, "十");
    check("chineseCounting", 11, "十一");
    check("chineseCounting", 20, "二十");
    check("chineseCounting", 100, "一〇〇");
    check("chineseCountingThousand", 10, "十");
    check("chineseCountingThousand", 101, "一百零一");
    check("chineseCountingThousand", 110, "一百一十");
    check("chineseCountingThousand", 1010, "一千零一十");
    check("taiwaneseCountingThousand", 12, "十二");
    check("ideographDigital", 10, "一〇");
    check("japaneseCounting", 101, "百一");
    check("chineseLegalSimplified", 12, "壹拾贰");
    check("ideographLegalTraditional", 23, "貳拾參");
    check("ideographTraditional", 10, "癸");
    check("ideographTraditional", 11, "11");
    check("ideographZodiac", 12, "亥");
    check("ideographZodiacTraditional", 13, "丙子");
    check("ideographEnclosedCircle", 2, "㊁");
}

static void western_numbers_by_their_kind(void **state)
{
    (void)state;
    check("decimal", 0, "0");
    check("decimalZero", 7, "07");
    check("decimalFullWidth", 12, "１２");
    check("upperRoman", 1994, "MCMXCIV");
    check("lowerRoman", 4, "iv");
    check("upperLetter", 26, "Z");
    check("upperLetter", 28, "BB");
    check("lowerLetter", 0, "0");
    check("lowerLetter", 4000000000u, "4000000000");
    check("ordinal", 11, "11th");
    check("ordinal", 22, "22nd");
    check("decimalEnclosedCircle", 20, "⑳");
    check("decimalEnclosedCircle", 21, "21");
    check("decimalEnclosedParen", 3, "⑶");
    check("numberInDash", 5, "- 5 -");
    check("none", 5, "");
    check("bullet", 5, "");
    check("unknownThing", 5, "5");
}

static void formats_have_three_names(void **state)
{
    (void)state;
    assert_int_equal(number_format_of_code(39), NUMBER_HAN_THOUSAND);
    assert_int_equal(number_format_of_code(255), NUMBER_NONE);
    assert_int_equal(number_format_of_example(STR("一, 二, 三, ...")),
                     NUMBER_HAN_THOUSAND);
    assert_int_equal(number_format_of_example(STR("壹, 貳, 參, ...")),
                     NUMBER_LEGAL_TRADITIONAL);
    assert_int_equal(number_format_of_example(STR("甲, 乙, 丙, ...")), NUMBER_STEMS);
    assert_int_equal(number_format_of_example(STR("")), NUMBER_NONE);
}

static void blanks_stand_where_reading_needs_them(void **state)
{
    (void)state;
    assert_true(number_wants_blank(STR("1.1")));
    assert_true(number_wants_blank(STR("1.")));
    assert_true(number_wants_blank(STR("第一章")));
    assert_false(number_wants_blank(STR("一、")));
    assert_false(number_wants_blank(STR("（一）")));
    assert_false(number_wants_blank(STR("①")));
    assert_false(number_wants_blank(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(han_numbers_by_their_kind),
        cmocka_unit_test(western_numbers_by_their_kind),
        cmocka_unit_test(formats_have_three_names),
        cmocka_unit_test(blanks_stand_where_reading_needs_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
