/* Daily backups through the years of a clock that is given, and going back to each.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_fixture.h"

#include <piyue/rescue.h>

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)
#define START_MS ((int64_t)1704070800000) /* 2024-01-01 01:00 UTC */

/* In memory: some hundred copies are made, and how long the disk takes is not the point.
 */
static int set_up(void **state)
{
    return fixture_set_up_in(state, "/dev/shm");
}

/* The day is in the title, so that what a backup holds can be told. */
static void live_a_day(Fixture *fixture, int64_t doc, int64_t now_ms)
{
    StrBuf title = {0};
    char *path;
    size_t dropped;
    strbuf_appendf(&title, "%lld", (long long)(now_ms / DAY_MS));
    assert_ok(
        library_set_title(fixture->library, doc, strbuf_get(&title), &fixture->err));
    assert_ok(
        library_back_up_daily(fixture->library, now_ms, &path, &dropped, &fixture->err));
    assert_non_null(path);
    assert_int_equal(access(path, F_OK), 0); /* it does not go the moment it is there */
    assert_true(backup_is_done_today(fixture->directory, now_ms));
    free(path);
    strbuf_clear(&title);
}

static BackupList list_daily(Fixture *fixture)
{
    BackupList list;
    size_t count = 0;
    assert_ok(backup_list(fixture->directory, fixture->arena, &list, &fixture->err));
    for (size_t i = 0; i < list.count; i++)
        if (list.rows[i].is_daily)
            list.rows[count++] = list.rows[i];
    list.count = count;
    return list;
}

static bool holds_day(const BackupList *list, int64_t made_ms)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].made_ms == made_ms)
            return true;
    return false;
}

/* Is there one that was made in the `days` before that age? */
static bool reaches(const BackupList *list, int64_t now_ms, int64_t age, int64_t days)
{
    for (size_t i = 0; i < list->count; i++) {
        int64_t of = (now_ms - list->rows[i].made_ms) / DAY_MS;
        if (of >= age && of < age + days)
            return true;
    }
    return false;
}

static void assert_thinned_out(Fixture *fixture, int64_t now_ms)
{
    BackupList list = list_daily(fixture);
    for (int64_t age = 0; age < 7; age++)
        assert_true(reaches(&list, now_ms, age, 1));
    for (int64_t age = 7; age + 14 <= 35; age++)
        assert_true(reaches(&list, now_ms, age, 14));
    for (int64_t age = 28; age + 37 <= 360; age++)
        assert_true(reaches(&list, now_ms, age, 37));
    assert_in_range(list.count, 7 + 3 + 9, 7 + 5 + 12);
    assert_false(reaches(&list, now_ms, 360, 1000));
}

/* Titles of the library that the backup makes again. */
static void assert_goes_back(Fixture *fixture, const BackupRow *row)
{
    char *kept = path_join(fixture->root, "before.db");
    char *backup = str_dup(row->path);
    StrBuf title = {0};
    library_close(fixture->library);
    fixture->library = NULL;
    remove(kept);
    assert_ok(store_go_back(fixture->directory, backup, kept, NULL, &fixture->err));
    fixture_open(fixture, STORE_READ_WRITE);
    DocumentFilter filter = {0};
    DocumentList list = {0};
    assert_ok(store_list_documents(library_get_store(fixture->library), &filter,
                                   fixture->arena, &list, &fixture->err));
    strbuf_appendf(&title, "%lld", (long long)(row->made_ms / DAY_MS));
    assert_int_equal(list.count, 1);
    assert_str(list.rows[0].title, title.data);
    strbuf_clear(&title);
    free(backup);
    free(kept);
}

static void backups_of_400_days_thin_out_and_each_can_be_gone_back_to(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "paper.txt", PAPER), now_ms = START_MS;
    for (int day = 0; day < 400; day++, now_ms += DAY_MS) {
        live_a_day(fixture, doc, now_ms);
        if (day >= 360 && day % 5 == 0)
            assert_thinned_out(fixture, now_ms);
    }
    BackupList list = list_daily(fixture);
    for (size_t i = 0; i < list.count; i++)
        assert_goes_back(fixture, &list.rows[i]);
}

static void a_clock_that_jumps_back_a_year_takes_no_backup(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "paper.txt", PAPER),
            now_ms = START_MS + 366 * DAY_MS;
    for (int day = 0; day < 60; day++, now_ms += DAY_MS)
        live_a_day(fixture, doc, now_ms);
    BackupList before = list_daily(fixture);
    now_ms -= 365 * DAY_MS;
    for (int day = 0; day < 40; day++, now_ms += DAY_MS)
        live_a_day(fixture, doc, now_ms);
    BackupList after = list_daily(fixture);
    for (size_t i = 0; i < before.count; i++)
        assert_true(holds_day(&after, before.rows[i].made_ms));
    for (int64_t age = 1; age <= 7; age++) /* and the new ones come and go as ever */
        assert_true(holds_day(&after, now_ms - age * DAY_MS));
    assert_in_range(after.count, before.count + 7 + 3, before.count + 7 + 6);
    for (size_t i = 0; i < after.count; i++)
        assert_goes_back(fixture, &after.rows[i]);
}

static void a_clock_that_jumps_ahead_leaves_the_newest_seven(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "paper.txt", PAPER), now_ms = START_MS;
    for (int day = 0; day < 20; day++, now_ms += DAY_MS)
        live_a_day(fixture, doc, now_ms);
    live_a_day(fixture, doc, now_ms + 3000 * DAY_MS);
    BackupList list = list_daily(fixture);
    assert_int_equal(list.count, 7);
    for (int64_t age = 1; age <= 6; age++)
        assert_true(holds_day(&list, now_ms - age * DAY_MS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            backups_of_400_days_thin_out_and_each_can_be_gone_back_to, set_up,
            fixture_tear_down),
        cmocka_unit_test_setup_teardown(a_clock_that_jumps_back_a_year_takes_no_backup,
                                        set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(a_clock_that_jumps_ahead_leaves_the_newest_seven,
                                        set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests_name("daily backups", tests, NULL, NULL);
}
