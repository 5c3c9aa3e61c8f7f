/* The program and its terminal: answers, bytes, split input; what it is given back as.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "../harness/seat.h"

/* Starts it in a terminal that answers in its own way. */
static void seat_prepare(Seat *seat, Pty pty)
{
    seat_start_in(seat, pty, (char *[]){seat->file, NULL});
}

/* How often a process gave the processor away of its own will. */
static long count_switches(pid_t pid)
{
    StrBuf path = {0}, text = {0};
    Error err = {0};
    int64_t count = -1;
    strbuf_appendf(&path, "/proc/%d/status", (int)pid);
    Str name = STR("\nvoluntary_ctxt_switches:");
    if (file_read(path.data, 65536, &text, &err)) {
        size_t at = str_find(strbuf_get(&text), name, 0);
        Str rest = at == STR_NONE ? (Str){0}
                                  : str_slice(strbuf_get(&text), at + name.len, text.len);
        str_parse_int(str_trim(str_split(&rest, '\n')), &count);
    }
    error_clear(&err);
    strbuf_clear(&path);
    strbuf_clear(&text);
    return (long)count;
}

static void the_terminal_is_given_back_as_it_was(void **state)
{
    (void)state;
    Seat seat;
    struct termios before, during, after;
    seat_take(&seat);
    seat_start_with(&seat, (char *[]){"--version", NULL});
    tcgetattr(seat.pty.master, &before);
    pty_wait(&seat.pty);
    pty_clear(&seat.pty);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    assert_true(seat.pty.is_alternate);
    tcgetattr(seat.pty.master, &during);
    assert_int_equal(during.c_lflag & (ICANON | ECHO | ISIG), 0);
    pty_keys(&seat.pty, STR("ZZ"));
    while (pty_pump(&seat.pty, PTY_DEADLINE_US) && seat.pty.is_alternate)
        continue;
    assert_false(seat.pty.is_alternate);
    assert_true(seat.pty.is_cursor_visible);
    pty_settle(&seat.pty);
    if (tcgetattr(seat.pty.master, &after) == 0)
        assert_int_equal(after.c_lflag & (ICANON | ECHO | ISIG),
                         before.c_lflag & (ICANON | ECHO | ISIG));
    assert_int_equal(pty_wait(&seat.pty), 0);
    seat_leave(&seat);
}

static void input_in_pieces_is_not_lost(void **state)
{
    (void)state;
    Seat seat;
    Str text = STR("协商议政建言资政凝聚共识");
    seat_take(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    /* A terminal never answers a question in the middle of a character. */
    pty_settle(&seat.pty);
    pty_keys(&seat.pty, STR("/"));
    pty_settle(
        &seat.pty); /* the terminal's own answers must not fall between the bytes */
    for (size_t i = 0; i < text.len; i++) {
        pty_send(&seat.pty, str_slice(text, i, i + 1));
        pty_pump(&seat.pty, 1000);
    }
    assert_true(pty_await(&seat.pty, "协商议政建言资政凝聚共识"));
    pty_keys(&seat.pty, STR("<Esc>"));
    pty_keys(&seat.pty, STR("ZZ"));
    assert_int_equal(pty_wait(&seat.pty), 0);
    seat_leave(&seat);
}

static void stop_and_continue_paint_anew(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    /* The child is a session leader without a shell: SIGTSTP cannot stop it, and the
     * terminal is taken back at once. */
    kill(seat.pty.pid, SIGTSTP);
    pty_settle(&seat.pty);
    assert_true(seat.pty.is_alternate);
    kill(seat.pty.pid, SIGSTOP);
    kill(seat.pty.pid, SIGCONT);
    uint64_t before = seat.pty.bytes;
    pty_settle(&seat.pty);
    assert_true(seat.pty.bytes > before); /* the whole screen again */
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    pty_keys(&seat.pty, STR("q"));
    assert_int_equal(pty_wait(&seat.pty), 0);
    seat_leave(&seat);
}

/* What a held key costs: one paint for all of its repeats (reference: 50 pages). */
static void a_held_key_paints_once(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    pty_keys(&seat.pty, STR("zR"));
    pty_settle(&seat.pty);
    uint64_t before = seat.pty.bytes;
    pty_keys(&seat.pty, STR("jkjkjkjkjkjkjkjkjkjkjkjkjkjkjkjkjkjkjkjk"));
    pty_settle(&seat.pty);
    assert_true(seat.pty.bytes - before < 1500);
    pty_keys(&seat.pty, STR("q"));
    assert_int_equal(pty_wait(&seat.pty), 0);
    seat_leave(&seat);
}

/* ---- answers ------------------------------------------------------------- */

static void seat_learn(Seat *seat)
{
    Error err = {0};
    StrBuf text = {0};
    seat_take(seat);
    strbuf_append_text(&text, "关于议事的报告\n\n一、情况\n");
    for (int i = 0; i < 18; i++)
        strbuf_append_text(&text, "“”");
    strbuf_append_text(&text, "末尾。\n");
    assert_true(file_write_atomic(seat->file, strbuf_get(&text), &err));
    strbuf_clear(&text);
    char *state = path_join(seat->home, "state");
    setenv("XDG_STATE_HOME", state, 1); /* nothing was learnt of this terminal yet */
    free(state);
}

static void seat_end(Seat *seat)
{
    seat_quit(seat);
    seat_leave(seat);
}

/* A row of quotation marks: it is full where they are wide. */
static bool await_wide(Seat *seat, bool is_wide)
{
    pty_keys(&seat->pty, STR("zR"));
    return pty_await(&seat->pty, is_wide ? "\n    “”末尾" : "”末尾");
}

static void answers_that_never_come_are_not_waited_for(void **state)
{
    (void)state;
    Seat seat;
    seat_learn(&seat);
    seat_prepare(&seat, (Pty){.is_dumb = true});
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    assert_true(await_wide(&seat, false));
    seat_end(&seat);
}

static void late_answers_in_pieces_lay_the_screen_out_anew(void **state)
{
    (void)state;
    Seat seat;
    seat_learn(&seat);
    seat_prepare(&seat, (Pty){.answer_us = 200000, .is_wide = true});
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    assert_true(await_wide(&seat, true));
    seat_end(&seat);
}

static void a_wide_terminal_is_known_at_the_next_start(void **state)
{
    (void)state;
    Seat seat;
    seat_learn(&seat);
    seat_prepare(&seat, (Pty){.is_wide = true});
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    assert_true(await_wide(&seat, true));
    pty_keys(&seat.pty, STR("ZZ"));
    assert_int_equal(pty_wait(&seat.pty), 0);
    pty_clear(&seat.pty);
    seat_prepare(&seat, (Pty){.is_dumb = true}); /* it says nothing this time */
    assert_true(await_wide(&seat, true));
    seat_end(&seat);
}

static void the_terminal_is_asked_anew_by_key(void **state)
{
    (void)state;
    Seat seat;
    seat_learn(&seat);
    seat_prepare(&seat, (Pty){0});
    assert_true(await_wide(&seat, false));
    seat.pty.is_wide = true; /* attached elsewhere */
    pty_keys(&seat.pty, STR("<C-l>"));
    assert_true(pty_await(&seat.pty, "\n    “”末尾"));
    seat_end(&seat);
}

static void it_is_asked_and_painted_anew_while_something_is_typed(void **state)
{
    (void)state;
    Seat seat;
    seat_learn(&seat);
    seat_prepare(&seat, (Pty){0});
    assert_true(await_wide(&seat, false));
    pty_keys(&seat.pty, STR("/末"));
    pty_settle(&seat.pty);
    seat.pty.is_wide = true;
    pty_keys(&seat.pty, STR("<C-l>"));
    assert_true(pty_await(&seat.pty, "\n  > “”末尾"));
    pty_keys(&seat.pty, STR("尾"));
    assert_true(pty_await(&seat.pty, "Find 末尾"));
    pty_keys(&seat.pty, STR("<Esc>"));
    seat_end(&seat);
}

/* A session that is taken up in another terminal: the program is stopped, and what it
 * finds when it goes on is wide. */
static void the_terminal_is_asked_anew_when_it_goes_on(void **state)
{
    (void)state;
    Seat seat;
    seat_learn(&seat);
    seat_prepare(&seat, (Pty){0});
    assert_true(await_wide(&seat, false));
    pty_settle(&seat.pty);
    kill(seat.pty.pid, SIGSTOP);
    seat.pty.is_wide = true;
    kill(seat.pty.pid, SIGCONT);
    assert_true(pty_await(&seat.pty, "\n    “”末尾"));
    seat_end(&seat);
}

/* What the doctor says of a terminal that answers in its own way. */
static void assert_diagnosis(Pty pty, const char *expected)
{
    Seat seat;
    seat_take(&seat);
    seat_start_in(&seat, pty, (char *[]){"doctor", NULL});
    assert_true(pty_await(&seat.pty, expected));
    pty_wait(&seat.pty);
    seat_leave(&seat);
}

static void the_doctor_tells_what_was_decided_and_why(void **state)
{
    (void)state;
    assert_diagnosis((Pty){0}, "narrow: quotation marks");
    assert_diagnosis((Pty){.is_wide = true}, "wide: quotation marks");
    assert_diagnosis((Pty){.is_wide = true, .answer_us = 200000},
                     "wide: quotation marks");
    assert_diagnosis((Pty){.is_dumb = true}, "narrow, or as it was last time");
}

/* ---- bytes --------------------------------------------------------------- */

/* So long that a step does not change the share that has been read. */
static void seat_write_long(const Seat *seat, int paragraphs)
{
    StrBuf text = {0};
    Error err = {0};
    for (int i = 0; i < paragraphs; i++)
        strbuf_appendf(
            &text, "第%d段说的是议事协商的情况，居民都说办得好，以后还要这样办下去。\n",
            i);
    assert_true(file_write_atomic(seat->file, strbuf_get(&text), &err));
    strbuf_clear(&text);
}

static uint64_t bytes_of(Seat *seat, const char *keys)
{
    uint64_t before = seat->pty.bytes;
    pty_keys(&seat->pty, str_from(keys));
    pty_settle(&seat->pty);
    return seat->pty.bytes - before;
}

static void a_step_of_the_caret_is_short(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    seat_write_long(&seat, 4000);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "第0段"));
    bytes_of(&seat, "jj");
    for (const char *key = "lllhjjkjk"; *key; key++) {
        uint64_t bytes = bytes_of(&seat, (char[]){*key, 0});
        assert_true(bytes > 0 && bytes <= 24);
    }
    seat_end(&seat);
}

static void nothing_is_written_when_nothing_changed(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    bytes_of(&seat, "zR");
    bytes_of(&seat, "gg");
    bytes_of(&seat, "<Home>");
    assert_int_equal(bytes_of(&seat, "<Home>"), 0);
    assert_int_equal(bytes_of(&seat, "k"), 0);
    seat_end(&seat);
}

/* 9600 baud, a hand on the key for a second and a half: what is painted is where the
 * caret is then, and not one frame for each key. */
static void frames_do_not_queue_up_on_a_slow_line(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    seat_write_long(&seat, 4000);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "第0段"));
    pty_settle(&seat.pty);
    uint64_t before = seat.pty.bytes;
    for (int i = 0; i < 50; i++) {
        pty_keys(&seat.pty, STR("<PageDown>"));
        pty_pump_slowly(&seat.pty, 960, 30000);
    }
    pty_pump_slowly(&seat.pty, 960, 200000);
    pty_settle(&seat.pty);
    /* A page of it has some 1,700 bytes: the first, the one being sent, the last. */
    assert_true(seat.pty.bytes - before < 4 * 1900);
    assert_true(seat.pty.bytes - before > 1500);
    seat_end(&seat);
}

/* Every wake-up of a program nobody touches costs a battery, and a laptop has many. */
static void nobody_is_woken_while_nothing_happens(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    pty_settle(&seat.pty);
    uint64_t bytes = seat.pty.bytes;
    long before = count_switches(seat.pty.pid);
    pty_pump(&seat.pty, 3000000);
    assert_true(before >= 0);
    /* Not to look whether another program has changed the library, either: it is told. */
    /* Less than one a second: whoever looked at something now and then would have more.
     */
    assert_true(count_switches(seat.pty.pid) - before < 3);
    assert_int_equal(seat.pty.bytes, bytes);
    seat_end(&seat);
}

/* The ground of a cell, of 256; -1 for another kind of colour. */
static int get_ground(const Pty *pty, int row, int column)
{
    VTermScreenCell cell;
    vterm_screen_get_cell(pty->screen, (VTermPos){row, column}, &cell);
    return VTERM_COLOR_IS_INDEXED(&cell.bg) ? cell.bg.indexed.idx : -1;
}

/* What is asked for at once, before all hits are there, is told in full nevertheless. */
static void counts_are_told_to_the_end_in_their_own_view(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    seat_write_long(&seat, 40000);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "第0段"));
    pty_settle(&seat.pty);
    pty_send(&seat.pty, STR("S~第39+段\rf"));
    assert_true(pty_await(&seat.pty, "4 places in 1 document"));
    assert_true(pty_await(&seat.pty, "Years"));
    seat_quit(&seat);
    seat_leave(&seat);
}

static void the_colours_follow_the_ground(void **state)
{
    (void)state;
    static const struct {
        const char *ground;
        int expected; /* paper of xuanzhi, night of yese */
    } grounds[] = {{"rgb:ffff/ffff/f0f0", 255}, {"rgb:10/10/10", 234}};
    Seat seat;
    for (size_t i = 0; i < ARRAY_SIZE(grounds); i++) {
        seat_take(&seat);
        char *config = path_join(seat.home, "piyuerc");
        Error err = {0};
        assert_true(file_write_atomic(config, STR("set theme auto\n"), &err));
        seat_start_in(&seat, (Pty){.ground = grounds[i].ground},
                      (char *[]){"--config", config, seat.file, NULL});
        assert_true(pty_await(&seat.pty, "关于议事的报告"));
        pty_settle(&seat.pty);
        assert_int_equal(get_ground(&seat.pty, 5, 70), grounds[i].expected);
        free(config);
        seat_end(&seat);
    }
}

/* Runs the program beside the one in the seat. */
static void seat_run_beside(Seat *seat, char *const words[])
{
    char *argv[16] = {getenv("PIYUE"), "--library", seat->library};
    for (size_t i = 3; i < ARRAY_SIZE(argv) && *words; i++)
        argv[i] = *words++;
    int status = -1;
    pid_t pid = fork();
    if (pid == 0) {
        execv(argv[0], argv);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void what_another_program_changes_is_shown(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    pty_keys(&seat.pty, STR("#"));
    pty_settle(&seat.pty);
    seat_run_beside(&seat, (char *[]){"tag", "add", "水利", "1", NULL});
    assert_true(pty_await(&seat.pty, "水利"));
    seat_end(&seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_that_never_come_are_not_waited_for),
        cmocka_unit_test(late_answers_in_pieces_lay_the_screen_out_anew),
        cmocka_unit_test(a_wide_terminal_is_known_at_the_next_start),
        cmocka_unit_test(the_terminal_is_asked_anew_by_key),
        cmocka_unit_test(it_is_asked_and_painted_anew_while_something_is_typed),
        cmocka_unit_test(the_terminal_is_asked_anew_when_it_goes_on),
        cmocka_unit_test(the_doctor_tells_what_was_decided_and_why),
        cmocka_unit_test(a_step_of_the_caret_is_short),
        cmocka_unit_test(nothing_is_written_when_nothing_changed),
        cmocka_unit_test(frames_do_not_queue_up_on_a_slow_line),
        cmocka_unit_test(nobody_is_woken_while_nothing_happens),
        cmocka_unit_test(counts_are_told_to_the_end_in_their_own_view),
        cmocka_unit_test(the_colours_follow_the_ground),
        cmocka_unit_test(what_another_program_changes_is_shown),
        cmocka_unit_test(the_terminal_is_given_back_as_it_was),
        cmocka_unit_test(input_in_pieces_is_not_lost),
        cmocka_unit_test(stop_and_continue_paint_anew),
        cmocka_unit_test(a_held_key_paints_once),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
