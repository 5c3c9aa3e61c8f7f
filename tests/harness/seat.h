/* A user at a terminal: a home with a document, and the program on it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SEAT_H
#define TESTS_SEAT_H

#include "pty.h"

typedef struct Seat {
    char *home, *library, *file; /* owned */
    bool is_nobody; /* what is started is started by somebody with few rights */
    Pty pty;
} Seat;

/* A home, and a document in it; LC_ALL, LANGUAGE and TERM are those of a usual terminal.
 */
void seat_take(Seat *seat);
/* Starts the program with these arguments (NULL behind the last) in a terminal that is
 * and answers as `pty` says, of 24 × 80 where it has no size. */
void seat_start_in(Seat *seat, Pty pty, char *const *arguments);
void seat_start_with(Seat *seat, char *const *arguments);
void seat_start(Seat *seat); /* on the document */
/* Leaves by the keys of leaving; the program must end with 0. */
void seat_quit(Seat *seat);
void seat_leave(Seat *seat); /* the home goes, too */

#endif
