/* Days by which something is to be done.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include <piyue/seek.h>

/* Wednesday, 18 November 2026, 15:30 where the clock is UTC. */
#define NOW_MS ((int64_t)1795015800 * 1000)

static void assert_due(const char *typed, const char *expected)
{
    Error err = {0};
    int64_t due_ms = -1;
    StrBuf day = {0};
    strbuf_append_text(&day, "");
    if (!seek_parse_due(str_from(typed), NOW_MS, &due_ms, &err))
        strbuf_append_text(&day, "refused");
    else if (due_ms == 0)
        strbuf_append_text(&day, "none");
    else
        strbuf_append_time(&day, due_ms, false);
    if (!str_is_equal(strbuf_get(&day), str_from(expected)))
        fail_msg("'%s' is %s, not %s", typed, day.data, expected);
    if (due_ms > 0)
        assert_int_equal(due_ms % 86400000, 0);
    error_clear(&err);
    strbuf_clear(&day);
}

static void dates_are_taken_as_written(void **state)
{
    (void)state;
    assert_due("2026-12-01", "2026-12-01");
    assert_due("2026年12月1日", "2026-12-01");
    assert_due(" 20261201 ", "2026-12-01");
    assert_due("2024-02-29", "2024-02-29");
}

static void a_day_without_a_year_is_the_next_such_day(void **state)
{
    (void)state;
    assert_due("12-01", "2026-12-01");
    assert_due("11-18", "2026-11-18");
    assert_due("11/17", "2027-11-17");
    assert_due("3月5日", "2027-03-05");
    assert_due("20日", "2026-11-20");
    assert_due("17号", "2026-12-17");
}

static void days_that_are_not_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "2026-02-30", "2026-13-01", "2-30", "31日x", "明",           "3天",
        "2026",       "+x",         "周八", "32日",  "2026-12-01-02"};
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
        assert_due(wrong[i], "refused");
}

static void words_and_counts_go_from_today(void **state)
{
    (void)state;
    assert_due("今天", "2026-11-18");
    assert_due("Tomorrow", "2026-11-19");
    assert_due("后天", "2026-11-20");
    assert_due("大后天", "2026-11-21");
    assert_due("+3d", "2026-11-21");
    assert_due("+3", "2026-11-21");
    assert_due("＋2w", "2026-12-02");
    assert_due("三天后", "2026-11-21");
    assert_due("两周后", "2026-12-02");
    assert_due("1个月后", "2026-12-18");
    assert_due("+1y", "2027-11-18");
    assert_due("月底", "2026-11-30");
    assert_due("年底", "2026-12-31");
}

static void weeks_begin_on_monday(void **state)
{
    (void)state;
    assert_due("周三", "2026-11-18");
    assert_due("周二", "2026-11-24");
    assert_due("friday", "2026-11-20");
    assert_due("本周日", "2026-11-22");
    assert_due("下周一", "2026-11-23");
    assert_due("下周日", "2026-11-29");
    assert_due("下下星期三", "2026-12-02");
}

static void nothing_is_no_day(void **state)
{
    (void)state;
    assert_due("", "none");
    assert_due("-", "none");
    assert_due("无", "none");
}

int main(void)
{
    setenv("TZ", "UTC", 1);
    tzset();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_taken_as_written),
        cmocka_unit_test(a_day_without_a_year_is_the_next_such_day),
        cmocka_unit_test(days_that_are_not_are_refused),
        cmocka_unit_test(words_and_counts_go_from_today),
        cmocka_unit_test(weeks_begin_on_monday),
        cmocka_unit_test(nothing_is_no_day),
    };
    return cmocka_run_group_tests_name("due", tests, NULL, NULL);
}
