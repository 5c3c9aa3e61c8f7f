/* What is being written when the program dies is offered by the next one: killed, told to
 * end, its terminal gone; for everything that is written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../harness/seat.h"

#include <piyue/store.h>

/* How it dies. */
enum { HANG_UP = 0 };
static const int deaths[] = {HANG_UP, SIGHUP, SIGTERM, SIGKILL};

/* Something one writes: the keys that lead to it, in the first program and in the next,
 * and what the next one says by itself (NULL: nothing) and where it is asked for again.
 */
typedef struct Writing {
    const char *before, *open, *offer, *again_before, *again;
} Writing;

static void start(Seat *seat)
{
    seat_start(seat);
    assert_true(pty_await(&seat->pty, "关于议事的报告"));
}

/* Does a draft on disk begin with the text? */
static bool is_on_disk(const Seat *seat, Str text)
{
    Store *store = NULL;
    Arena *arena = arena_new();
    Report report = {0};
    Error err = {0};
    NoteDraft *drafts = NULL;
    size_t count = 0;
    bool is_there = false;
    if (store_open(&store, seat->library, STORE_READ_ONLY, &report, &err) &&
        store_list_note_drafts(store, arena, &drafts, &count, &err))
        for (size_t i = 0; i < count; i++)
            is_there |= str_has_prefix(drafts[i].text, text);
    store_close(store);
    report_clear(&report);
    error_clear(&err);
    arena_free(arena);
    return is_there;
}

/* Nobody who is killed can save: what was typed is there without that, soon. */
static void await_on_disk(Seat *seat, Str text)
{
    int64_t until_us = time_monotonic_us() + PTY_DEADLINE_US;
    while (!is_on_disk(seat, text)) {
        assert_true(time_monotonic_us() < until_us);
        pty_pump(&seat->pty, 50000);
    }
}

static void die(Seat *seat, int death, Str text)
{
    if (death == SIGKILL)
        await_on_disk(seat, text);
    if (death == HANG_UP) {
        assert_int_equal(pty_hang_up(&seat->pty), 0);
    } else {
        kill(seat->pty.pid, death);
        assert_int_equal(pty_wait(&seat->pty), death == SIGKILL ? -1 : 0);
    }
    pty_clear(&seat->pty);
}

static void assert_offered(const Writing *writing)
{
    const char *text = "写到一半";
    for (size_t i = 0; i < ARRAY_SIZE(deaths); i++) {
        Seat seat;
        seat_take(&seat);
        start(&seat);
        pty_keys(&seat.pty, str_from(writing->before));
        pty_settle(&seat.pty);
        pty_keys(&seat.pty, str_from(writing->open));
        pty_settle(&seat.pty);
        pty_send(&seat.pty, str_from(text));
        assert_true(pty_await(&seat.pty, text));
        die(&seat, deaths[i], str_from(text));
        start(&seat);
        if (writing->offer && !pty_await(&seat.pty, writing->offer))
            fail_msg("not offered after death %d", deaths[i]);
        pty_keys(&seat.pty, str_from(writing->again_before));
        pty_settle(&seat.pty);
        pty_keys(&seat.pty, str_from(writing->again));
        if (!pty_await(&seat.pty, text))
            fail_msg("not there after death %d", deaths[i]);
        pty_keys(&seat.pty, STR("<C-c><Esc>"));
        pty_settle(&seat.pty);
        seat_quit(&seat);
        seat_leave(&seat);
    }
}

static void a_note_is_offered(void **state)
{
    (void)state;
    assert_offered(&(Writing){"zRjj", "sn", "n goes on with it", "", "n"});
}

static void a_reply_is_offered(void **state)
{
    (void)state;
    assert_offered(&(Writing){"zRjjscy", "r", "r goes on with it", "<Esc>", "r"});
}

static void tags_are_offered(void **state)
{
    (void)state;
    assert_offered(&(Writing){"zRjj", "st", "t goes on with them", "", "t"});
}

static void what_is_said_of_an_entry_is_there_again(void **state)
{
    (void)state;
    assert_offered(&(Writing){"zRjjscyPamlist<Enter>M<Tab><Enter>", "N", NULL,
                              "PM<Tab><Enter>", "N"});
}

/* Of fifty-odd characters that come at once, fifty are safe before a second is over. */
static void fifty_keys_are_not_lost(void **state)
{
    (void)state;
    Seat seat;
    StrBuf text = {0};
    seat_take(&seat);
    start(&seat);
    pty_keys(&seat.pty, STR("zRjjsn"));
    pty_settle(&seat.pty);
    for (int i = 0; i < 55; i++)
        strbuf_append_byte(&text, (char)('a' + i % 26));
    pty_send(&seat.pty, strbuf_get(&text));
    await_on_disk(&seat, str_slice(strbuf_get(&text), 0, 50));
    kill(seat.pty.pid, SIGKILL);
    pty_wait(&seat.pty);
    strbuf_clear(&text);
    seat_leave(&seat);
}

/* Answered tags leave nothing that would be offered again. */
static void what_was_answered_is_not_offered(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    start(&seat);
    pty_keys(&seat.pty, STR("zRjjst"));
    pty_settle(&seat.pty);
    pty_send(&seat.pty, STR("家底"));
    await_on_disk(&seat, STR("家底"));
    pty_keys(&seat.pty, STR("<Enter>"));
    pty_settle(&seat.pty);
    assert_false(is_on_disk(&seat, STR("家底")));
    seat_quit(&seat);
    seat_leave(&seat);
}

/* Where the library says that the document was left; 0 where it does not say. */
static uint32_t get_block_read(const Seat *seat)
{
    Store *store = NULL;
    Arena *arena = arena_new();
    Report report = {0};
    Error err = {0};
    ReadingState state = {0};
    if (!store_open(&store, seat->library, STORE_READ_ONLY, &report, &err) ||
        !store_get_reading(store, 1, arena, &state, &err))
        state.pos.block = 0;
    store_close(store);
    report_clear(&report);
    error_clear(&err);
    arena_free(arena);
    return state.pos.block;
}

static void reading_goes_on_where_it_was_killed(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    start(&seat);
    pty_keys(&seat.pty, STR("zRG"));
    assert_true(pty_await(&seat.pty, "100%"));
    int64_t until_us = time_monotonic_us() + PTY_DEADLINE_US;
    while (!get_block_read(&seat)) {
        assert_true(time_monotonic_us() < until_us);
        pty_pump(&seat.pty, 50000);
    }
    kill(seat.pty.pid, SIGKILL);
    pty_wait(&seat.pty);
    pty_clear(&seat.pty);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "100%"));
    seat_quit(&seat);
    seat_leave(&seat);
}

/* A note that is folded below its paragraph is folded the next time. */
static void a_folded_note_stays_folded(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    start(&seat);
    pty_keys(&seat.pty, STR("zRjjsn"));
    pty_settle(&seat.pty);
    pty_send(&seat.pty, STR("first row"));
    pty_keys(&seat.pty, STR("<Enter>"));
    pty_send(&seat.pty, STR("second row"));
    pty_keys(&seat.pty, STR("<C-s>"));
    pty_settle(&seat.pty);
    pty_keys(&seat.pty, STR("znzn"));
    assert_true(pty_await(&seat.pty, "+ first row"));
    seat_quit(&seat);
    pty_clear(&seat.pty);
    start(&seat);
    assert_true(pty_await(&seat.pty, "+ first row"));
    seat_quit(&seat);
    seat_leave(&seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_is_offered),
        cmocka_unit_test(a_reply_is_offered),
        cmocka_unit_test(tags_are_offered),
        cmocka_unit_test(what_is_said_of_an_entry_is_there_again),
        cmocka_unit_test(fifty_keys_are_not_lost),
        cmocka_unit_test(what_was_answered_is_not_offered),
        cmocka_unit_test(reading_goes_on_where_it_was_killed),
        cmocka_unit_test(a_folded_note_stays_folded),
    };
    return cmocka_run_group_tests_name("drafts", tests, NULL, NULL);
}
