/* Golden screens: scripts, what they should show, and a place of their own to run in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

#include <piyue/base.h>

#include "tui/script.h"

/* The screen and the option `ambiguous` that a script is played with. */
typedef struct GoldenPlay {
    int rows, columns;
    const char *width; /* NULL: as the script says */
} GoldenPlay;

/* One script of tests/golden. All parts are owned. */
typedef struct Golden {
    char *name;        /* "shelf" for shelf.script */
    char *screen_path; /* shelf.screen beside it */
    char *directory;   /* where `start` looks for files */
    StrBuf text, expected;
    StrBuf
        content; /* the script and all files that it names: what may be on the screen */
    Script script;
    bool has_expected, is_matrix;
} Golden;

/* Names of all scripts, sorted: an owned, NULL-terminated array of owned strings. */
char **golden_list(const char *directory);
bool golden_read(Golden *golden, const char *directory, const char *name, Error *err);
void golden_clear(Golden *golden);

/* How it is played, one way after the other; false behind the last one. */
bool golden_get_play(const Golden *golden, size_t index, GoldenPlay *play);
/* What a dump of this play is called: "shelf" is "shelf@24x80/wide" in a matrix. */
void golden_append_name(const Golden *golden, const GoldenPlay *play, Str name,
                        StrBuf *out);
/* Screens of a matrix as they are kept: in the widths after the first, rows that are as
 * in that one are counted ("@@ 12"). Others are kept as they are. */
void golden_pack(const Golden *golden, Str screens, StrBuf *out);
/* Appends the expected screen of this name as it was before it was packed: its heading
 * and rows. False when there is none. */
bool golden_find_dump(const Golden *golden, Str name, StrBuf *out);
/* The time of day in rows of the log ("2026-11-22 20:16") and seconds of reading are no
 * matter of a test: their digits are made 0. */
void golden_hide_times(StrBuf *screens);
/* Prints what differs, row by row, as TAP remarks. */
void golden_print_difference(Str expected, Str found);

/* A fresh private directory, and everything a program keeps is kept there: HOME and the
 * XDG variables point into it. Owned. */
char *golden_make_home(void);
/* Those that were left by programs that somebody killed: an hour old at least, and no
 * process has their number any more. */
void golden_remove_orphans(void);
void golden_remove_home(char *home); /* frees */
/* The path of a file that a script starts with, copied into the home directory: screens
 * show where it came from. Owned; NULL with an error. */
char *golden_place_file(const Golden *golden, const char *home, Str name, Error *err);
/* The files of `place`, copied into the folder inbox of the home directory. */
bool golden_fill_inbox(const Golden *golden, const char *home, Str names, Error *err);

#endif
