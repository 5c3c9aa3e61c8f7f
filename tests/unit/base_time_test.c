/* Clocks and days.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define HOUR_MS ((int64_t)3600 * 1000)

static void times_are_written_as_people_and_machines_do(void **state)
{
    (void)state;
    setenv("TZ", "UTC-8", 1); /* POSIX: eight hours east */
    StrBuf text = {0};
    const int64_t time_ms = 1716538380000; /* 2024-05-24 08:13:00 UTC */
    strbuf_append_time(&text, time_ms, true);
    assert_string_equal(text.data, "2024-05-24 16:13");
    strbuf_reset(&text);
    strbuf_append_time(&text, time_ms, false);
    assert_string_equal(text.data, "2024-05-24");
    strbuf_reset(&text);
    strbuf_append_rfc3339(&text, time_ms);
    assert_string_equal(text.data, "2024-05-24T08:13:00Z");
    strbuf_clear(&text);
    int64_t before = time_monotonic_us();
    assert_true(time_monotonic_us() >= before);
    assert_true(time_now_ms() > time_ms);
}

static void a_day_begins_at_local_midnight(void **state)
{
    (void)state;
    setenv("TZ", "UTC-8", 1);
    int64_t start;
    assert_true(time_parse_day(STR("2024-05-24"), &start));
    assert_true(start == 1716480000000); /* 2024-05-23 16:00 UTC */
    assert_true(time_start_of_day(start) == start);
    assert_true(time_start_of_day(start + 24 * HOUR_MS - 1) == start);
    assert_true(time_start_of_day(start - 1) == start - 24 * HOUR_MS);
}

static void a_day_that_a_clock_skips_is_as_long_as_it_is(void **state)
{
    (void)state;
    /* An hour is left out on the second Sunday of March 2024, the tenth. */
    setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);
    int64_t start, next;
    assert_true(time_parse_day(STR("2024-03-10"), &start));
    assert_true(time_parse_day(STR("2024-03-11"), &next));
    assert_true(next - start == 23 * HOUR_MS);
    assert_true(time_start_of_day(next - 1) == start);
}

static void days_that_are_none_are_refused(void **state)
{
    (void)state;
    static const char *const none[] = {"2024-02-30",  "2023-02-29", "2024-04-31",
                                       "2024-13-01",  "2024-00-10", "2024-01-00",
                                       "1969-12-31",  "2024-1-01",  "2024/01/01",
                                       "2024-01-01 ", "",           "today"};
    int64_t time_ms = 7;
    for (size_t i = 0; i < ARRAY_SIZE(none); i++)
        assert_false(time_parse_day(str_from(none[i]), &time_ms));
    assert_true(time_parse_day(STR("2024-02-29"), &time_ms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_written_as_people_and_machines_do),
        cmocka_unit_test(a_day_begins_at_local_midnight),
        cmocka_unit_test(a_day_that_a_clock_skips_is_as_long_as_it_is),
        cmocka_unit_test(days_that_are_none_are_refused),
    };
    return cmocka_run_group_tests_name("base/time", tests, NULL, NULL);
}
