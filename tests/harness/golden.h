/* Golden screens: scripts, what they should show, and a place of their own to run in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

#include <piyue/base.h>

#include "tui/script.h"

/* One script of tests/golden. All parts are owned. */
typedef struct Golden {
    char *name;        /* "shelf" for shelf.script */
    char *screen_path; /* shelf.screen beside it */
    char *directory;   /* where `start` looks for files */
    StrBuf text, expected;
    Script script;
    bool has_expected;
} Golden;

/* Names of all scripts, sorted: an owned, NULL-terminated array of owned strings. */
char **golden_list(const char *directory);
bool golden_read(Golden *golden, const char *directory, const char *name, Error *err);
void golden_clear(Golden *golden);

/* The part of the expected screens that a dump with this name begins: its heading and
 * rows up to the next heading. Empty when there is none. */
Str golden_find_dump(const Golden *golden, Str name);
/* Prints what differs, row by row, as TAP remarks. */
void golden_print_difference(Str expected, Str found);

/* A fresh private directory, and everything a program keeps is kept there: HOME and the
 * XDG variables point into it. Owned. */
char *golden_make_home(void);
void golden_remove_home(char *home); /* frees */

#endif
