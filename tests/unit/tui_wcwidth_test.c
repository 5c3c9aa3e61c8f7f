/* Does ncurses count with our table?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <fcntl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/wcwidth.h"

#include <wchar.h>

#include <curses.h>

static void ncurses_asks_our_wcwidth(void **state)
{
    (void)state;
    FILE *null = fopen("/dev/null", "r+");
    if (!null || !setlocale(LC_CTYPE, "C.UTF-8"))
        skip();
    SCREEN *screen = newterm("xterm-256color", null, null);
    if (!screen)
        skip();
    Error err = {0};
    unsigned long before = wcwidth_get_calls();
    assert_true(term_test_width(&err));
    assert_true(wcwidth_get_calls() > before);
    for (int wide = 0; wide < 2; wide++) {
        int row = 0, column = 0;
        wcwidth_set_policy((WidthPolicy){wide ? AMBIGUOUS_WIDE : AMBIGUOUS_NARROW});
        mvaddstr(0, 0, "“—协");
        getyx(stdscr, row, column);
        assert_int_equal(row, 0);
        assert_int_equal(column, wide ? 6 : 4);
    }
    endwin();
    delscreen(screen);
    fclose(null);
    error_clear(&err);
}

static void controls_have_no_width(void **state)
{
    (void)state;
    assert_int_equal(wcwidth(L'\033'), -1);
    assert_int_equal(wcwidth(0x9B), -1);
    assert_int_equal(wcwidth(0), 0);
    assert_int_equal(wcwidth(L'a'), 1);
    assert_int_equal(wcwidth(L'协'), 2);
    assert_int_equal(wcwidth(0x31350), 2); /* Extension H, unknown to glibc 2.36 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ncurses_asks_our_wcwidth),
        cmocka_unit_test(controls_have_no_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
