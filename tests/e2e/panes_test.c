/* Panes are where they were left: when the program starts again, and when a screen that
 * was narrow for a while is wide again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../harness/seat.h"

static void start(Seat *seat)
{
    seat_start(seat);
    assert_true(pty_await(&seat->pty, "关于议事的报告"));
    pty_settle(&seat->pty);
}

static void type(Seat *seat, const char *keys)
{
    pty_keys(&seat->pty, str_from(keys));
    pty_settle(&seat->pty);
}

static void resize(Seat *seat, int rows, int columns)
{
    pty_resize(&seat->pty, rows, columns);
    pty_settle(&seat->pty);
}

/* How often the screen shows a text. */
static int count_shown(const Seat *seat, const char *text)
{
    StrBuf screen = {0};
    int count = 0;
    pty_dump(&seat->pty, &screen);
    Str shown = strbuf_get(&screen), sought = str_from(text);
    for (size_t at = 0; (at = str_find(shown, sought, at)) != STR_NONE; at++)
        count++;
    strbuf_clear(&screen);
    return count;
}

static void restart(Seat *seat)
{
    seat_quit(seat);
    pty_clear(&seat->pty);
    start(seat);
}

/* In a terminal of 80 columns the outline is out of sight unless it is asked for, and a
 * note is one row of the foot unless it is wanted below its paragraph. */
static void panes_are_remembered_beyond_the_program(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    start(&seat);
    type(&seat, "zR");
    assert_int_equal(count_shown(&seat, "一、情况"), 1);
    type(&seat, "} s n");
    pty_send(&seat.pty, STR("待核对"));
    type(&seat, "<C-s> gg");
    type(&seat, "o");
    assert_int_equal(count_shown(&seat, "一、情况"), 2); /* text and outline */
    assert_int_equal(count_shown(&seat, "| 待核对"), 0);
    type(&seat, "zN");
    assert_int_equal(count_shown(&seat, "| 待核对"), 1);
    restart(&seat);
    assert_int_equal(count_shown(&seat, "一、情况"), 2);
    assert_int_equal(count_shown(&seat, "| 待核对"), 1);
    type(&seat, "o zN");
    restart(&seat);
    assert_int_equal(count_shown(&seat, "一、情况"), 1);
    assert_int_equal(count_shown(&seat, "| 待核对"), 0);
    seat_quit(&seat);
    seat_leave(&seat);
}

static void write_piyuerc(const Seat *seat, const char *text)
{
    Error err = {0};
    char *directory = path_join(seat->home, "piyue"); /* XDG_CONFIG_HOME is the home */
    char *path = path_join(directory, "piyuerc");
    assert_true(file_make_directory(directory, &err) &&
                file_write_atomic(path, str_from(text), &err));
    free(path);
    free(directory);
}

static void what_piyuerc_says_anew_counts(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    write_piyuerc(&seat, "set notes none\n");
    start(&seat);
    type(&seat, "zR } s n");
    pty_send(&seat.pty, STR("待核对"));
    type(&seat, "<C-s> gg zN zN"); /* beside, below */
    assert_int_equal(count_shown(&seat, "| 待核对"), 1);
    write_piyuerc(&seat, "set notes none\nset indent 2\n");
    restart(&seat); /* it says of notes what it said */
    assert_int_equal(count_shown(&seat, "| 待核对"), 1);
    write_piyuerc(&seat, "set notes beside\n");
    restart(&seat);
    assert_int_equal(count_shown(&seat, "| 待核对"), 0);
    seat_quit(&seat);
    seat_leave(&seat);
}

static void assert_comes_back(Seat *seat)
{
    StrBuf before = {0}, between = {0}, after = {0};
    pty_dump(&seat->pty, &before);
    resize(seat, 12, 40);
    pty_dump(&seat->pty, &between);
    assert_string_not_equal(between.data, before.data);
    resize(seat, 24, 130);
    pty_dump(&seat->pty, &after);
    assert_string_equal(after.data, before.data);
    strbuf_clear(&before);
    strbuf_clear(&between);
    strbuf_clear(&after);
}

static void panes_come_back_when_there_is_room_again(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    start(&seat);
    resize(&seat, 24, 130);
    type(&seat, "zR } s n");
    pty_send(&seat.pty, STR("待核对"));
    type(&seat, "<C-s> gg");
    assert_int_equal(count_shown(&seat, "一、情况"), 2);
    assert_true(count_shown(&seat, "待核对") > 0);
    assert_comes_back(&seat);
    type(&seat, "o"); /* put away, it stays away */
    assert_int_equal(count_shown(&seat, "一、情况"), 1);
    assert_comes_back(&seat);
    seat_quit(&seat);
    seat_leave(&seat);
}

static void two_texts_come_back_with_their_own_folds(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    start(&seat);
    resize(&seat, 24, 130);
    type(&seat, "zR <C-w>v");
    assert_int_equal(count_shown(&seat, "本年共议"), 2);
    type(&seat, "zM");
    assert_int_equal(count_shown(&seat, "本年共议"), 1);
    assert_comes_back(&seat);
    type(&seat, "<C-w>z"); /* the folded one alone */
    assert_int_equal(count_shown(&seat, "本年共议"), 0);
    assert_comes_back(&seat);
    type(&seat, "<C-w>z");
    assert_int_equal(count_shown(&seat, "本年共议"), 1);
    type(&seat, "<C-w>w");
    assert_comes_back(&seat);
    seat_quit(&seat);
    seat_leave(&seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panes_are_remembered_beyond_the_program),
        cmocka_unit_test(what_piyuerc_says_anew_counts),
        cmocka_unit_test(panes_come_back_when_there_is_room_again),
        cmocka_unit_test(two_texts_come_back_with_their_own_folds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
