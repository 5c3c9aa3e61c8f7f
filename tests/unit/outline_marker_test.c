/* Markers: which numbers start a heading, and which words only look like it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "outline/engine.h"

static void assert_marker(const char *text, OutlineFamily family, uint32_t number)
{
    Marker marker;
    bool is_found = marker_match(str_from(text), &marker);
    if (!is_found || marker.family != family || marker.number != number)
        fail_msg("%s: %s %u, expected %s %u", text,
                 is_found ? outline_get_family_name(marker.family) : "no marker",
                 is_found ? marker.number : 0, outline_get_family_name(family), number);
}

static void assert_none(const char *text)
{
    Marker marker;
    if (marker_match(str_from(text), &marker))
        fail_msg("%s: taken for %s %u", text, outline_get_family_name(marker.family),
                 marker.number);
}

static void families_of_the_ladder_are_told_apart(void **state)
{
    (void)state;
    assert_marker("第一编　总论", FAMILY_PART, 1);
    assert_marker("第二篇:在会上的发言", FAMILY_PART, 2);
    assert_marker("第三部分 组织保障", FAMILY_PART, 3);
    assert_marker("卷十二", FAMILY_VOLUME, 12);
    assert_marker("第四章　经费", FAMILY_CHAPTER, 4);
    assert_marker("第一百二十回", FAMILY_CHAPTER, 120);
    assert_marker("第 5 章 结语", FAMILY_CHAPTER, 5);
    assert_marker("Chapter 6 Notes", FAMILY_LATIN_CHAPTER, 6);
    assert_marker("第七节　监督", FAMILY_SECTION, 7);
    assert_marker("第八条　本办法自公布之日起施行。", FAMILY_ARTICLE, 8);
    assert_marker("九、加强领导", FAMILY_HAN_COMMA, 9);
    assert_marker("十　结论", FAMILY_HAN_BLANK, 10);
    assert_marker("二　两套办法", FAMILY_HAN_BLANK, 2);
    assert_marker("（十一）抓好落实", FAMILY_HAN_PAREN, 11);
    assert_marker("12、明确分工", FAMILY_ARABIC_COMMA, 12);
    assert_marker("13.明确责任", FAMILY_ARABIC_DOT, 13);
    assert_marker("14 方法", FAMILY_ARABIC_BLANK, 14);
    assert_marker("(15)其他", FAMILY_ARABIC_PAREN, 15);
    assert_marker("16）其他", FAMILY_ARABIC_HALF, 16);
    assert_marker("⑰其他", FAMILY_CIRCLED, 17);
    assert_marker("二是抓培训", FAMILY_RHETORIC, 2);
    assert_marker("三要讲规矩", FAMILY_RHETORIC, 3);
    assert_marker("第四，在宣传方面", FAMILY_ORDINAL, 4);
    assert_marker("第五件　清账", FAMILY_COUNTED, 5);
    assert_marker("论用人第六", FAMILY_RANKED, 6);
    assert_marker("附件7：名单", FAMILY_ANNEX, 7);
    assert_marker("VI. Results", FAMILY_ROMAN, 6);
    assert_marker("B. 数据", FAMILY_LETTER, 2);
    assert_marker("## Usage", FAMILY_HASH, 0);
}

static void full_and_half_width_and_old_numerals_are_alike(void **state)
{
    (void)state;
    assert_marker("(一)职责", FAMILY_HAN_PAREN, 1);
    assert_marker("（ 二 ）职责", FAMILY_HAN_PAREN, 2);
    assert_marker("１．总则", FAMILY_ARABIC_DOT, 1);
    assert_marker("第 十一 章 附則", FAMILY_CHAPTER, 11);
    assert_marker("一〇、结语", FAMILY_HAN_COMMA, 10);
    assert_marker("廿一、结语", FAMILY_HAN_COMMA, 21);
    assert_marker("⼆、读取文档", FAMILY_HAN_COMMA, 2); /* Kangxi radical */
}

static void dotted_numbers_keep_their_depth(void **state)
{
    (void)state;
    Marker marker;
    assert_true(marker_match(STR("3.12.4 评价"), &marker));
    assert_int_equal(marker.family, FAMILY_DOTTED);
    assert_int_equal(marker.parts, 3);
    assert_int_equal(marker.first, 3);
    assert_int_equal(marker.number, 4);
    assert_true(marker_match(STR("2.1.1.背景"), &marker));
    assert_int_equal(marker.parts, 3);
}

static void third_lesson_and_first_round_are_no_headings(void **state)
{
    (void)state;
    assert_none("第三节课讲的是力学");
    assert_none("第一回合双方打成平手");
    assert_none("第二部队到达以后");
    assert_none("第五条规定的情形除外");
    assert_none("第四集团军向北开进");
}

static void amounts_dates_and_lists_of_numbers_are_no_markers(void **state)
{
    (void)state;
    assert_none("3.5%的企业");
    assert_none("2024.5.1前报送");
    assert_none("一、二、三产业融合");
    assert_none("十　十一　九　十");
    assert_none("2026年工作安排");
}

static void words_that_are_titles_need_no_number(void **state)
{
    (void)state;
    assert_marker("前　言", FAMILY_WORD, 0);
    assert_marker("后记", FAMILY_WORD, 0);
    assert_marker("序二", FAMILY_WORD, 2);
    assert_none("后记者来到现场");
    assert_none("附近的村民说");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(families_of_the_ladder_are_told_apart),
        cmocka_unit_test(full_and_half_width_and_old_numerals_are_alike),
        cmocka_unit_test(dotted_numbers_keep_their_depth),
        cmocka_unit_test(third_lesson_and_first_round_are_no_headings),
        cmocka_unit_test(amounts_dates_and_lists_of_numbers_are_no_markers),
        cmocka_unit_test(words_that_are_titles_need_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
