/* Looking for a locale that is UTF-8, on systems that have one and on one that has none.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/base_locale.h>

/* What a system was asked for, in order, parted by blanks; the environment is "env". */
static StrBuf asked;

static void note(const char *name)
{
    strbuf_appendf(&asked, "%s%s", asked.len ? " " : "", *name ? name : "env");
}

static bool take_nothing(const char *name)
{
    note(name);
    return false;
}

static bool take_what_is_set(const char *name)
{
    note(name);
    return !*name;
}

static bool take_c(const char *name)
{
    note(name);
    return strcmp(name, "C.UTF-8") == 0;
}

static int forget(void **state)
{
    (void)state;
    strbuf_clear(&asked);
    translate_set_language("en");
    return 0;
}

static void the_environment_comes_first(void **state)
{
    (void)state;
    Error err = {0};
    assert_true(locale_take_utf8(take_what_is_set, &err));
    assert_string_equal(asked.data, "env");
}

static void c_utf8_is_taken_where_the_environment_is_of_no_use(void **state)
{
    (void)state;
    Error err = {0};
    assert_true(locale_take_utf8(take_c, &err));
    assert_string_equal(asked.data, "env C.UTF-8");
    assert_false(error_is_set(&err));
}

static void a_system_without_utf8_is_told_so_with_the_way_out(void **state)
{
    (void)state;
    Error err = {0};
    assert_false(locale_take_utf8(take_nothing, &err));
    assert_int_equal(err.code, ERR_ENVIRONMENT);
    assert_int_equal(error_get_exit_status(&err), 2);
    assert_non_null(strstr(error_get_message(&err), "no UTF-8 locale"));
    assert_non_null(strstr(error_get_message(&err), "LC_ALL"));
    /* All that may be there were tried before. */
    assert_string_equal(asked.data, "env C.UTF-8 zh_CN.UTF-8 en_US.UTF-8");
    error_clear(&err);
}

static void a_locale_that_is_there_and_not_utf8_is_none(void **state)
{
    (void)state;
    assert_false(locale_take("no such locale"));
    assert_false(locale_take("C"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_environment_comes_first, forget),
        cmocka_unit_test_setup(c_utf8_is_taken_where_the_environment_is_of_no_use,
                               forget),
        cmocka_unit_test_setup(a_system_without_utf8_is_told_so_with_the_way_out, forget),
        cmocka_unit_test_setup(a_locale_that_is_there_and_not_utf8_is_none, forget),
    };
    int failed = cmocka_run_group_tests_name("base_locale", tests, NULL, NULL);
    strbuf_clear(&asked);
    return failed;
}
