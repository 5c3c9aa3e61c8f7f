/* A user at a terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "golden.h"

void seat_take(Seat *seat)
{
    Error err = {0};
    *seat = (Seat){.home = golden_make_home()};
    seat->library = path_join(seat->home, "library");
    seat->file = path_join(seat->home, "one.txt");
    assert_true(file_write_atomic(seat->file,
                                  STR("关于议事的报告\n\n一、情况\n"
                                      "本年共议事六十次。居民说“好”，才算办好。\n"),
                                  &err));
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("LANGUAGE", "en", 1);
    setenv("TERM", "xterm-256color", 1);
}

void seat_start_in(Seat *seat, Pty pty, char *const *arguments)
{
    const char *program = getenv("PIYUE");
    char *argv[10] = {(char *)(program ? program : "piyue"), "--library", seat->library};
    size_t count = 3;
    while (*arguments)
        argv[count++] = *arguments++;
    seat->pty = pty;
    if (!seat->pty.rows) {
        seat->pty.rows = 24;
        seat->pty.columns = 80;
    }
    seat->pty.is_nobody = seat->is_nobody;
    assert_true(pty_start(&seat->pty, argv));
}

void seat_start_with(Seat *seat, char *const *arguments)
{
    seat_start_in(seat, (Pty){0}, arguments);
}

void seat_start(Seat *seat)
{
    seat_start_with(seat, (char *[]){seat->file, NULL});
}

void seat_quit(Seat *seat)
{
    pty_keys(&seat->pty, STR("ZZ"));
    assert_int_equal(pty_wait(&seat->pty), 0);
}

void seat_leave(Seat *seat)
{
    pty_clear(&seat->pty);
    golden_remove_home(seat->home);
    free(seat->library);
    free(seat->file);
}
