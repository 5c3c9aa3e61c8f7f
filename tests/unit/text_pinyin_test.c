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
        cmocka_unit_test(order_is_by_syllable_tone_strokes),
    };
    return cmocka_run_group_tests_name("text/pinyin", tests, NULL, NULL);
}
