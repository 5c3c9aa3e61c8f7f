/* Errors and reports.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>

#include <cmocka.h>

static void an_empty_error_is_none(void **state)
{
    (void)state;
    Error err = {0};
    assert_false(error_is_set(&err));
    assert_string_equal(error_get_message(&err), "");
    assert_int_equal(error_get_exit_status(&err), 0);
    error_clear(&err);
}

static void setting_gives_false_and_replaces(void **state)
{
    (void)state;
    Error err = {0};
    assert_false(error_set(&err, ERR_FORMAT, "%s is no %s", "a.txt", "document"));
    assert_true(error_is_set(&err));
    assert_int_equal(err.code, ERR_FORMAT);
    assert_string_equal(error_get_message(&err), "a.txt is no document");
    /* The old message may be among the arguments of the new one. */
    error_set(&err, ERR_INPUT, "again: %s", error_get_message(&err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_string_equal(error_get_message(&err), "again: a.txt is no document");
    error_clear(&err);
    assert_false(error_is_set(&err));
}

static void context_goes_in_front_and_keeps_the_code(void **state)
{
    (void)state;
    Error err = {0};
    error_set(&err, ERR_LIMIT, "too large");
    assert_false(error_context(&err, "chapter %d", 3));
    assert_string_equal(error_get_message(&err), "chapter 3: too large");
    assert_int_equal(err.code, ERR_LIMIT);
    error_clear(&err);
}

static void the_systems_words_stand_behind(void **state)
{
    (void)state;
    Error err = {0};
    assert_false(error_set_system(&err, ERR_INPUT, ENOENT, "%s cannot be opened", "x"));
    StrBuf expected = {0};
    strbuf_appendf(&expected, "x cannot be opened: %s", strerror(ENOENT));
    assert_string_equal(error_get_message(&err), expected.data);
    strbuf_clear(&expected);
    error_clear(&err);
}

static void the_systems_words_are_in_the_users_language(void **state)
{
    (void)state;
    Error err = {0};
    translate_set_language("zh_CN");
    error_set_system(&err, ERR_INPUT, ENOENT, _("%s cannot be opened"), "x");
    translate_set_language("en");
    assert_string_equal(error_get_message(&err), "无法打开 x：没有这个文件或目录");
    error_clear(&err);
}

static void every_failure_has_an_exit_status(void **state)
{
    (void)state;
    for (int code = 0; code < ERROR_CODE_COUNT; code++) {
        Error err = {.code = (ErrorCode)code};
        int status = error_get_exit_status(&err);
        assert_true(code == ERR_NONE ? status == 0 : status == 1 || status == 2);
    }
}

static void reports_keep_place_and_words(void **state)
{
    (void)state;
    Report report = {0};
    char place[] = "收件/a.txt";
    for (int i = 0; i < 20; i++)
        report_add(&report, ERR_FORMAT, str_from(place), "item %d", i);
    place[0] = '?'; /* it was copied */
    assert_int_equal(report.count, 20);
    assert_string_equal(report.items[19].where, "收件/a.txt");
    assert_string_equal(report.items[19].what, "item 19");
    assert_int_equal(report.items[0].code, ERR_FORMAT);
    report_clear(&report);
    assert_int_equal(report.count, 0);
}

static bool take_share(void *context, uint64_t done, uint64_t total)
{
    *(double *)context = (double)done / (double)total;
    return done < total;
}

static void a_stage_is_told_as_a_part_of_the_whole(void **state)
{
    (void)state;
    double share = -1;
    ReportStage stage;
    Report whole = {.progress = take_share, .context = &share};
    Report part = report_stage(&stage, &whole, 200, 600);
    assert_true(report_progress(&part, 0, 10));
    assert_true(share == 0.2);
    assert_true(report_progress(&part, 5, 10));
    assert_true(share == 0.4);
    assert_true(report_progress(&part, 20, 10)); /* more than was expected */
    assert_true(share == 0.6);
    assert_true(report_progress(&part, 7, 0)); /* not known yet */
    assert_true(share == 0.2);
    part = report_stage(&stage, &whole, 600, 1000);
    assert_false(report_progress(&part, 10, 10)); /* what the whole answers */
    assert_true(report_progress(&(Report){0}, 1, 2));
    assert_true(report_progress(NULL, 1, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_error_is_none),
        cmocka_unit_test(setting_gives_false_and_replaces),
        cmocka_unit_test(context_goes_in_front_and_keeps_the_code),
        cmocka_unit_test(the_systems_words_stand_behind),
        cmocka_unit_test(the_systems_words_are_in_the_users_language),
        cmocka_unit_test(every_failure_has_an_exit_status),
        cmocka_unit_test(reports_keep_place_and_words),
        cmocka_unit_test(a_stage_is_told_as_a_part_of_the_whole),
    };
    return cmocka_run_group_tests_name("base/error", tests, NULL, NULL);
}
