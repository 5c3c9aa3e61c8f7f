/* The program where a terminal is small, old, slow, changing, or inside another one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../harness/seat.h"

#define TITLE "关于议事的报告"

static char *dump(const Pty *pty)
{
    StrBuf out = {0};
    pty_dump(pty, &out);
    return strbuf_detach(&out);
}

/* What stands there is what a terminal would show that is drawn on anew. */
static void screen_is_whole(Seat *seat)
{
    pty_settle(&seat->pty);
    char *before = dump(&seat->pty);
    pty_keys(&seat->pty, STR("<C-l>"));
    pty_settle(&seat->pty);
    char *after = dump(&seat->pty);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

/* ---- sizes --------------------------------------------------------------- */

/* Sizes come faster than they can be painted, with keys between them. */
static void a_storm_of_sizes_ends_in_a_whole_screen(void **state)
{
    (void)state;
    static const char *const keys[] = {"zR", "<C-f>", "G", "o", "/", "<Esc>", "gg", "j"};
    Seat seat;
    uint32_t random = 12345;
    seat_take(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, TITLE));
    pty_settle(&seat.pty);
    seat.pty.is_blind = true; /* the terminal of this test, not the program, minds */
    for (int i = 0; i < 200; i++) {
        random = random * 1664525u + 1013904223u;
        pty_resize(&seat.pty, 1 + (int)(random >> 8) % 60, 1 + (int)(random >> 20) % 200);
        pty_keys(&seat.pty, str_from(keys[(random >> 4) % ARRAY_SIZE(keys)]));
        if (i % 10 == 0)
            pty_pump(&seat.pty, 2000);
    }
    pty_settle(&seat.pty);
    seat.pty.is_blind = false;
    pty_resize(&seat.pty, 24, 80);
    pty_keys(&seat.pty, STR("<Esc><Esc>gg"));
    assert_true(pty_await(&seat.pty, TITLE));
    screen_is_whole(&seat);
    seat_quit(&seat);
    seat_leave(&seat);
}

static void a_terminal_of_one_cell_is_lived_through(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    seat_start_in(&seat, (Pty){.rows = 1, .columns = 1}, (char *[]){seat.file, NULL});
    while (!seat.pty.is_alternate && pty_pump(&seat.pty, PTY_DEADLINE_US))
        continue;
    assert_true(seat.pty.is_alternate);
    pty_settle(&seat.pty);
    pty_keys(&seat.pty, STR("zR j / a <C-c> ? q o o"));
    pty_settle(&seat.pty);
    pty_resize(&seat.pty, 24, 80);
    assert_true(pty_await(&seat.pty, TITLE));
    screen_is_whole(&seat);
    seat_quit(&seat);
    seat_leave(&seat);
}

/* ---- kinds --------------------------------------------------------------- */

/* The same text stands there, whatever TERM can do; and with no colours. */
static void every_terminal_shows_the_same(void **state)
{
    (void)state;
    static const char *const kinds[] = {
        "xterm-256color",  "xterm",         "vt100", "vt220", "linux",      "screen",
        "screen-256color", "tmux-256color", "rxvt",  "ansi",  "xterm-mono",
    };
    char *expected = NULL;
    for (size_t i = 0; i < 2 * ARRAY_SIZE(kinds); i++) {
        Seat seat;
        seat_take(&seat);
        setenv("TERM", kinds[i / 2], 1);
        if (i % 2)
            setenv("NO_COLOR", "1", 1);
        else
            unsetenv("NO_COLOR");
        seat_start(&seat);
        assert_true(pty_await(&seat.pty, TITLE));
        pty_keys(&seat.pty, STR("zR } s <Esc> G gg"));
        pty_settle(&seat.pty);
        char *shown = dump(&seat.pty);
        if (!expected)
            expected = str_dup(str_from(shown));
        if (strcmp(shown, expected) != 0)
            fail_msg("%s shows\n%sand not\n%s", kinds[i / 2], shown, expected);
        free(shown);
        seat_quit(&seat);
        seat_leave(&seat);
    }
    unsetenv("NO_COLOR");
    free(expected);
}

/* On a server nobody has set a locale, or one that is not installed, or no UTF-8. */
static void a_locale_without_utf8_is_no_obstacle(void **state)
{
    (void)state;
    static const char *const locales[] = {"C", "POSIX", "zh_CN.GBK", "xx_XX.UTF-8", ""};
    for (size_t i = 0; i < ARRAY_SIZE(locales); i++) {
        Seat seat;
        seat_take(&seat);
        setenv("LC_ALL", locales[i], 1);
        seat_start(&seat);
        assert_true(pty_await(&seat.pty, TITLE));
        seat_quit(&seat);
        seat_leave(&seat);
    }
    setenv("LC_ALL", "C.UTF-8", 1);
}

/* ---- lines that are slow ------------------------------------------------- */

/* Paragraphs that have nothing in common: no row can be left as it stands. */
static void write_long(const Seat *seat)
{
    StrBuf text = {0};
    Error err = {0};
    uint32_t random = 1;
    for (int i = 0; i < 4000; i++) {
        strbuf_appendf(&text, "第%d段", i);
        for (int k = 0; k < 50; k++) {
            random = random * 1664525u + 1013904223u;
            strbuf_append_codepoint(&text, 0x4E00 + (random >> 8) % 5000);
        }
        strbuf_append_text(&text, "。\n");
    }
    assert_true(file_write_atomic(seat->file, strbuf_get(&text), &err));
    strbuf_clear(&text);
}

static uint64_t bytes_of(Seat *seat, Str keys)
{
    uint64_t before = seat->pty.bytes;
    pty_send(&seat->pty, keys);
    pty_settle(&seat->pty);
    return seat->pty.bytes - before;
}

/* What less sends for a page of this text, and a tenth more: its rows, as they stand. */
static uint64_t page_of_less(const Pty *pty)
{
    char *rows = dump(pty);
    uint64_t bytes = strlen(rows);
    free(rows);
    return bytes * 11 / 10;
}

/* For a row of 40 Han it sends 129 bytes (doc/terminals.md). */
static void a_row_and_a_page_cost_what_they_cost_in_less(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    write_long(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "第0段"));
    pty_settle(&seat.pty);
    for (int i = 0; i < 10; i++) {
        uint64_t row = bytes_of(&seat, STR("\x05"));
        assert_true(row > 40 && row <= 129 * 12 / 10);
    }
    for (int i = 0; i < 10; i++) {
        uint64_t page = bytes_of(&seat, STR(" "));
        assert_true(page > 1000 && page <= page_of_less(&seat.pty));
    }
    seat_quit(&seat);
    seat_leave(&seat);
}

/* Once; where the machine has no time, once more for each tenth of a second. */
static void fifty_held_keys_are_not_fifty_frames(void **state)
{
    (void)state;
    Seat seat;
    StrBuf keys = {0};
    seat_take(&seat);
    write_long(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "第0段"));
    pty_settle(&seat.pty);
    for (int i = 0; i < 50; i++)
        strbuf_append_byte(&keys, ' ');
    uint64_t bytes = bytes_of(&seat, strbuf_get(&keys));
    assert_true(bytes > 1000 && bytes <= 4 * page_of_less(&seat.pty));
    strbuf_clear(&keys);
    seat_quit(&seat);
    seat_leave(&seat);
}

/* At 9,600 baud a page takes two seconds. Whoever has had enough is not made to look at
 * what is still on its way. */
static void a_slow_line_can_be_left_at_once(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    write_long(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "第0段"));
    pty_settle(&seat.pty);
    uint64_t before = seat.pty.bytes;
    for (int i = 0; i < 20; i++) {
        pty_keys(&seat.pty, STR(" "));
        pty_pump_slowly(&seat.pty, 960, 30000);
    }
    pty_keys(&seat.pty, STR("ZZ"));
    assert_int_equal(pty_wait(&seat.pty), 0);
    assert_true(seat.pty.bytes - before < 3 * 2421);
    seat_leave(&seat);
}

/* ---- between other programs ---------------------------------------------- */

static bool has_program(const char *name)
{
    StrBuf command = {0};
    strbuf_appendf(&command, "command -v %s >/dev/null", name);
    bool is_here = system(command.data) == 0;
    strbuf_clear(&command);
    return is_here;
}

/* Until the program has given the terminal back. */
static void await_shell(Seat *seat)
{
    while (seat->pty.is_alternate && pty_pump(&seat->pty, PTY_DEADLINE_US))
        continue;
    assert_false(seat->pty.is_alternate);
    assert_true(seat->pty.is_cursor_visible);
    pty_settle(&seat->pty);
}

static void start_shell(Seat *seat, char *const argv[])
{
    setenv("PS1", "ready> ", 1);
    setenv("ENV", "", 1);
    seat->pty = (Pty){.rows = 24, .columns = 80};
    assert_true(pty_start(&seat->pty, argv));
}

static void say(Seat *seat, const char *row)
{
    pty_send(&seat->pty, str_from(row));
    pty_send(&seat->pty, STR("\r"));
}

/* The program on the document of the seat, its command between `before` and `after`. */
static void say_program(Seat *seat, const char *before, const char *after)
{
    StrBuf row = {0};
    strbuf_appendf(&row, "%s%s --library %s %s%s", before, getenv("PIYUE"), seat->library,
                   seat->file, after);
    say(seat, row.data);
    strbuf_clear(&row);
}

/* Ctrl-Z, something else, fg: twice, and the shell never finds a terminal it cannot use.
 */
static void a_shell_gets_the_terminal_back_and_gives_it_again(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    start_shell(&seat, (char *[]){"/bin/sh", "-i", NULL});
    assert_true(pty_await(&seat.pty, "ready>"));
    say_program(&seat, "", "");
    assert_true(pty_await(&seat.pty, "一、情况"));
    for (int i = 0; i < 2; i++) {
        pty_keys(&seat.pty, STR("<C-z>"));
        await_shell(&seat);
        say(&seat, "echo so-$((6 * 7))-far");
        assert_true(pty_await(&seat.pty, "so-42-far"));
        say(&seat, "fg");
        assert_true(pty_await(&seat.pty, "一、情况"));
        assert_true(seat.pty.is_alternate);
        screen_is_whole(&seat);
    }
    pty_keys(&seat.pty, STR("ZZ"));
    await_shell(&seat);
    say(&seat, "exit");
    assert_int_equal(pty_wait(&seat.pty), 0);
    seat_leave(&seat);
}

/* The editor of a note stops as vi does at ^Z: with all of its group. The shell must get
 * the terminal, and fg both. */
static void an_editor_that_stops_leaves_no_one_stuck(void **state)
{
    (void)state;
    Seat seat;
    Error err = {0};
    StrBuf command = {0};
    seat_take(&seat);
    char *script = path_join(seat.home, "editor.sh");
    assert_true(file_write_atomic(
        script, STR("kill -s TSTP 0\necho written-$((6 * 7)) >\"$1\"\n"), &err));
    strbuf_appendf(&command, "sh '%s'", script);
    setenv("VISUAL", command.data, 1);
    start_shell(&seat, (char *[]){"/bin/sh", "-i", NULL});
    assert_true(pty_await(&seat.pty, "ready>"));
    say_program(&seat, "", "");
    assert_true(pty_await(&seat.pty, "一、情况"));
    pty_keys(&seat.pty, STR("n"));
    assert_true(pty_await(&seat.pty, "^X"));
    pty_keys(&seat.pty, STR("<C-x>"));
    assert_true(pty_await(&seat.pty, "Stopped"));
    await_shell(&seat);
    say(&seat, "echo so-$((6 * 7))-far");
    assert_true(pty_await(&seat.pty, "so-42-far"));
    say(&seat, "fg");
    assert_true(pty_await(&seat.pty, "written-42"));
    assert_true(seat.pty.is_alternate);
    pty_keys(&seat.pty, STR("<C-s>ZZ"));
    await_shell(&seat);
    say(&seat, "exit");
    assert_int_equal(pty_wait(&seat.pty), 0);
    unsetenv("VISUAL");
    strbuf_clear(&command);
    free(script);
    seat_leave(&seat);
}

/* Each draws what the one inside told it, and passes on what the one outside answers. */
static void tmux_inside_tmux_shows_it_whole(void **state)
{
    (void)state;
    if (!has_program("tmux")) {
        print_message("tmux is not here\n");
        skip();
    }
    Seat seat;
    Error err = {0};
    seat_take(&seat);
    char *settings = path_join(seat.home, "tmux.conf");
    assert_true(file_write_atomic(settings, STR("set -g status off\n"), &err));
    unsetenv("TMUX");
    setenv("TMUX_TMPDIR", seat.home, 1);
    setenv("CONF", settings, 1);
    free(settings);
    start_shell(&seat, (char *[]){"/bin/sh", "-i", NULL});
    assert_true(pty_await(&seat.pty, "ready>"));
    say_program(&seat,
                "tmux -f $CONF -L outer new-session env -u TMUX "
                "tmux -f $CONF -L inner new-session '",
                "'");
    assert_true(pty_await(&seat.pty, "一、情况"));
    pty_keys(&seat.pty, STR("zR"));
    assert_true(pty_await(&seat.pty, "本年共议事六十次"));
    screen_is_whole(&seat);
    pty_resize(&seat.pty, 16, 60);
    pty_settle(&seat.pty);
    assert_true(pty_await(&seat.pty, "本年共议事六十次"));
    screen_is_whole(&seat);
    pty_keys(&seat.pty, STR("ZZ")); /* and with it both sessions are over */
    await_shell(&seat);
    say(&seat, "exit");
    assert_int_equal(pty_wait(&seat.pty), 0);
    unsetenv("TMUX_TMPDIR");
    seat_leave(&seat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_storm_of_sizes_ends_in_a_whole_screen),
        cmocka_unit_test(a_terminal_of_one_cell_is_lived_through),
        cmocka_unit_test(every_terminal_shows_the_same),
        cmocka_unit_test(a_locale_without_utf8_is_no_obstacle),
        cmocka_unit_test(a_row_and_a_page_cost_what_they_cost_in_less),
        cmocka_unit_test(fifty_held_keys_are_not_fifty_frames),
        cmocka_unit_test(a_slow_line_can_be_left_at_once),
        cmocka_unit_test(a_shell_gets_the_terminal_back_and_gives_it_again),
        cmocka_unit_test(an_editor_that_stops_leaves_no_one_stuck),
        cmocka_unit_test(tmux_inside_tmux_shows_it_whole),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
