/* Terminals and locales that are not as they should be, H6 to H9: the real program in
 * them. SPDX-License-Identifier: GPL-3.0-or-later */
#include "host.h"

/* ---- H6: a storm of resizes ------------------------------------------------------- */

static bool is_row_used(const Pty *pty, int number)
{
    StrBuf screen = {0};
    pty_dump(pty, &screen);
    Str rest = strbuf_get(&screen), row = {0};
    for (int i = 0; i <= number; i++)
        row = str_split(&rest, '\n');
    bool is_used = row.len > 0;
    strbuf_clear(&screen);
    return is_used;
}

static void h6_a_storm_of_resizes_is_weathered(void **state)
{
    (void)state;
    Seat seat;
    int count = depth_of(300, 1000, 10000);
    seat_take(&seat);
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    seat.pty.is_blind = true;
    for (int i = 0; i < count; i++) {
        pty_resize(&seat.pty, i * 7 % 50, i * 13 % 150); /* 0 × 0, 1 × 1 among them */
        assert_true(pty_pump(&seat.pty, 0));
    }
    pty_resize(&seat.pty, 1, 1);
    pty_settle(&seat.pty);
    seat.pty.is_blind = false;
    pty_resize(&seat.pty, 40, 100); /* not what it was at first */
    assert_true(pty_await(&seat.pty, "关于议事的报告"));
    pty_settle(&seat.pty);
    assert_true(is_row_used(&seat.pty, 39) && !is_row_used(&seat.pty, 23));
    printf("# %d points, 0 lost\n", count);
    pty_keys(&seat.pty, STR("q"));
    assert_int_equal(pty_wait(&seat.pty), 0);
    seat_leave(&seat);
}

/* ---- H7: terminals ------------------------------------------------------------------
 */

static void h7_unusable_terminals_are_refused_with_a_way_out(void **state)
{
    (void)state;
    static const char *const names[] = {"dumb", "", "no-such-terminal",
                                        "../../etc/passwd"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        Seat seat;
        seat_take(&seat);
        setenv("TERM", names[i], 1);
        seat_start(&seat);
        assert_true(pty_await(&seat.pty, "TERM="));
        assert_false(seat.pty.is_alternate);
        assert_int_equal(pty_wait(&seat.pty), 2);
        seat_leave(&seat);
    }
}

static void h7_plain_terminals_serve(void **state)
{
    (void)state;
    static const char *const names[] = {
        "vt100", "linux", "xterm", "screen", "tmux-256color", "xterm-16color", "ansi"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        Seat seat;
        seat_take(&seat);
        setenv("TERM", names[i], 1);
        seat_start(&seat);
        if (!pty_await(&seat.pty, "关于议事的报告"))
            fail_msg("%s", names[i]);
        pty_keys(&seat.pty, STR("zR"));
        assert_true(pty_await(&seat.pty, "才算办好"));
        pty_keys(&seat.pty, STR("q"));
        assert_int_equal(pty_wait(&seat.pty), 0);
        seat_leave(&seat);
    }
}

/* ---- H8: locales ----------------------------------------------------------------------
 */

static void reads_chinese(Seat *seat)
{
    seat_start(seat);
    assert_true(pty_await(&seat->pty, "关于议事的报告"));
    pty_keys(&seat->pty, STR("q"));
    assert_int_equal(pty_wait(&seat->pty), 0);
    char *text = OUTPUT(seat, "text", "1");
    assert_non_null(strstr(text, "才算办好"));
    free(text);
}

static void h8_a_locale_without_chinese_is_helped(void **state)
{
    (void)state;
    static const char *const names[] = {"C", "POSIX", "no_SUCH.locale", ""};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        Seat seat;
        seat_take(&seat);
        setenv("LC_ALL", names[i], 1);
        reads_chinese(&seat);
        seat_leave(&seat);
    }
}

static void h8_a_system_without_locales_is_told_what_to_make(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    if (!shim_begin("PIYUE_HOST_LOCALE", "1")) {
        seat_leave(&seat);
        skip();
    }
    seat_start(&seat);
    assert_true(pty_await(&seat.pty, "UTF-8 locale"));
    assert_false(seat.pty.is_alternate);
    assert_int_equal(pty_wait(&seat.pty), 2);
    char *text = OUTPUT(&seat, "text", "1"); /* what draws nothing needs none */
    assert_non_null(strstr(text, "才算办好"));
    free(text);
    shim_end("PIYUE_HOST_LOCALE");
    seat_leave(&seat);
}

/* ---- H9: no terminal
 * ------------------------------------------------------------------- */

static void h9_reading_without_a_terminal_is_refused(void **state)
{
    (void)state;
    Seat seat;
    seat_take(&seat);
    free(OUTPUT(&seat, "import", seat.file));
    RUN_ENDS(&seat, 2, "terminal", seat.file);
    Run bare = RUN(&seat, "-");
    assert_int_equal(bare.status, 2);
    assert_true(bare.err.len && !strstr(bare.err.data, "\033"));
    assert_false(strstr(bare.out.data, "\033"));
    run_drop(&bare);
    /* A screen, but neither a keyboard nor a terminal to ask for one. */
    seat_start_in(&seat, (Pty){.has_no_keyboard = true, .is_homeless = true},
                  (char *[]){seat.file, NULL});
    assert_true(pty_await(&seat.pty, "there is no keyboard"));
    assert_false(seat.pty.is_alternate);
    assert_int_equal(pty_wait(&seat.pty), 2);
    seat_leave(&seat);
}

int main(int argc, char *argv[])
{
    if (argc > 1) /* host_broken.sh wants one of them */
        cmocka_set_test_filter(argv[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(h6_a_storm_of_resizes_is_weathered),
        cmocka_unit_test(h7_unusable_terminals_are_refused_with_a_way_out),
        cmocka_unit_test(h7_plain_terminals_serve),
        cmocka_unit_test(h8_a_locale_without_chinese_is_helped),
        cmocka_unit_test(h8_a_system_without_locales_is_told_what_to_make),
        cmocka_unit_test(h9_reading_without_a_terminal_is_refused),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
