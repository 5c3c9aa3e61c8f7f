/* Messages in the user's language.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void environment_is(const char *language, const char *lc_all, const char *lang)
{
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    const char *const values[] = {language, lc_all, NULL, lang};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (values[i])
            setenv(names[i], values[i], 1);
        else
            unsetenv(names[i]);
    }
    translate_set_language("auto");
}

static void the_environment_chooses_and_chinese_is_the_default(void **state)
{
    (void)state;
    environment_is(NULL, NULL, NULL);
    assert_string_equal(translate_get_language(), "zh_CN");
    environment_is(NULL, "C.UTF-8", "C");
    assert_string_equal(translate_get_language(), "zh_CN");
    environment_is(NULL, "en_US.UTF-8", "zh_CN.UTF-8");
    assert_string_equal(translate_get_language(), "en");
    environment_is("zh_TW:en", "en_US.UTF-8", NULL);
    assert_string_equal(translate_get_language(), "zh_CN");
    environment_is(NULL, "C", "de_DE@euro");
    assert_string_equal(translate_get_language(), "en");
}

static void a_language_named_wins_over_the_environment(void **state)
{
    (void)state;
    environment_is("en", "en_US.UTF-8", "en");
    translate_set_language("zh_CN");
    assert_string_equal(translate_get_language(), "zh_CN");
    translate_set_language("en");
    assert_string_equal(translate_get_language(), "en");
    translate_set_language("xx");
    assert_string_equal(translate_get_language(), "en");
}

static void what_has_no_translation_stays(void **state)
{
    (void)state;
    const char *msgid = "this message is in no catalogue";
    for (int i = 0; i < 2; i++) {
        translate_set_language(i ? "zh_CN" : "en");
        assert_ptr_equal(translate(msgid), msgid);
        assert_string_equal(translate(""), ""); /* not the catalogue's header */
        assert_string_equal(translate_plural("one x", "many xs", 1), "one x");
        assert_string_equal(translate_plural("one x", "many xs", 0), "many xs");
        assert_string_equal(translate_plural("one x", "many xs", 2), "many xs");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_environment_chooses_and_chinese_is_the_default),
        cmocka_unit_test(a_language_named_wins_over_the_environment),
        cmocka_unit_test(what_has_no_translation_stays),
    };
    return cmocka_run_group_tests_name("base/translate", tests, NULL, NULL);
}
