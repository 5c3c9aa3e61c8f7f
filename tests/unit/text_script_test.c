/* Text in the other script, character for character.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static Script *make(ScriptForm form)
{
    Error err = {0};
    Script *script = script_new(form, &err);
    if (!script) {
        assert_int_equal(err.code, ERR_ENVIRONMENT);
        print_message("%s\n", error_get_message(&err));
    }
    error_clear(&err);
    return script;
}

static void shows(Script *script, const char *text, const char *wanted)
{
    char *got = str_dup(script_show(script, str_from(text)));
    if (script)
        assert_string_equal(got, wanted);
    else
        assert_string_equal(got, text);
    free(got);
}

static void phrases_decide_which_character_stands(void **state)
{
    (void)state;
    Script *script = make(SCRIPT_TRADITIONAL);
    for (int i = 0; i < 2; i++) { /* the second time from what is kept */
        shows(script, "头发", "頭髮");
        shows(script, "发展", "發展");
        shows(script, "皇后 以后", "皇后 以後");
        shows(script, "GDP 5%，", "GDP 5%，");
    }
    script_free(script);
    script = make(SCRIPT_SIMPLIFIED);
    shows(script, "關於發展", "关于发展");
    shows(script, "乾坤 乾燥", "乾坤 干燥");
    script_free(script);
}

static void as_it_is_needs_no_converter(void **state)
{
    (void)state;
    Error err = {0};
    assert_null(script_new(SCRIPT_AS_IS, &err));
    assert_false(error_is_set(&err));
    assert_string_equal(script_show(NULL, STR("發")).data, "發");
    assert_int_equal(script_get_form(NULL), SCRIPT_AS_IS);
}

static void parts_are_counted_in_characters(void **state)
{
    (void)state;
    Str text = STR("a发𠮷b"), shown = STR("a發吉b");
    assert_int_equal(script_part(text, shown, 0), 0);
    assert_int_equal(script_part(text, shown, 1), 1);
    assert_int_equal(script_part(text, shown, 4), 4);
    assert_int_equal(script_part(text, shown, 8), 7);
    assert_int_equal(script_part(text, shown, 9), 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phrases_decide_which_character_stands),
        cmocka_unit_test(as_it_is_needs_no_converter),
        cmocka_unit_test(parts_are_counted_in_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
