/* Readings of Han.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void readings_are_known_with_and_without_tones(void **state)
{
    (void)state;
    assert_true(pinyin_is_reading(U'发', STR("fa")));
    assert_true(pinyin_is_reading(U'发', STR("fā")));
    assert_true(pinyin_is_reading(U'发', STR("fa\u0304")));
    assert_true(pinyin_is_reading(U'發', STR("fā")));
    assert_false(pinyin_is_reading(U'发', STR("fá")));
    assert_false(pinyin_is_reading(U'发', STR("f")));
    assert_false(pinyin_is_reading(U'发', STR("")));
    assert_false(pinyin_is_reading(U'发', STR("fa3k")));
    assert_false(pinyin_is_reading(U'a', STR("a")));
}

static void characters_with_several_readings_have_them_all(void **state)
{
    (void)state;
    assert_true(pinyin_is_reading(U'行', STR("xíng")));
    assert_true(pinyin_is_reading(U'行', STR("háng")));
    assert_true(pinyin_is_reading(U'重', STR("chóng")));
    assert_true(pinyin_is_reading(U'长', STR("zhang")));
    assert_true(pinyin_is_reading(U'女', STR("nǚ")));
    assert_true(pinyin_is_reading(U'女', STR("nv")));
    assert_true(pinyin_is_reading(U'略', STR("lüe")));
    assert_true(pinyin_is_reading(U'大', STR("tài"))); /* the Da Zidian's */
}

static void matches(const char *query, const char *text, const char *expected)
{
    Span match = {0, 0};
    bool is_match = pinyin_match(str_from(text), str_from(query), &match);
    if (is_match != (expected != NULL))
        fail_msg("%s in %s: %d", query, text, is_match);
    if (!expected)
        return;
    char *got = str_dup(str_slice(str_from(text), match.start, match.end));
    assert_string_equal(got, expected);
    free(got);
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
    assert_true(pinyin_is_reading(U'平', STR("pián")));
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
    Span match;
    assert_false(pinyin_match(strbuf_get(&text), strbuf_get(&query), &match));
    for (int i = 0; i < 60; i++)
        strbuf_append_byte(&query, 'a'); /* longer than the automaton */
    assert_false(pinyin_match(strbuf_get(&text), strbuf_get(&query), &match));
    strbuf_reset(&query);
    for (int i = 0; i < 30; i++)
        strbuf_append_text(&query, "啊");
    assert_true(pinyin_match(strbuf_get(&text), strbuf_get(&query), &match));
    assert_int_equal(match.end, 90);
    strbuf_clear(&text);
    strbuf_clear(&query);
}

static void order_is_by_syllable_tone_strokes(void **state)
{
    (void)state;
    static const char *const ordered[] = {
        "",   "2024年", "GDP",  "gdp增长", "阿", "安徽", "八",
        "巴", "把",     "北京", "北京市",  "李", "力",   "王",
        "张", "张三",   "张四", "中",      "终", "钟",   "重",
    };
    for (size_t i = 0; i < ARRAY_SIZE(ordered); i++)
        for (size_t j = 0; j < ARRAY_SIZE(ordered); j++) {
            int order = pinyin_compare(str_from(ordered[i]), str_from(ordered[j]));
            if ((order > 0) - (order < 0) != (i > j) - (i < j))
                fail_msg("%s and %s: %d", ordered[i], ordered[j], order);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readings_are_known_with_and_without_tones),
        cmocka_unit_test(characters_with_several_readings_have_them_all),
        cmocka_unit_test(initials_select_consecutive_characters),
        cmocka_unit_test(syllables_select_their_characters),
        cmocka_unit_test(text_itself_is_found_folded),
        cmocka_unit_test(archaic_readings_select_nothing),
        cmocka_unit_test(many_ways_to_read_cost_no_time),
        cmocka_unit_test(order_is_by_syllable_tone_strokes),
    };
    return cmocka_run_group_tests_name("text/pinyin", tests, NULL, NULL);
}
