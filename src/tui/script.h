/* Scripts that play the program: one directive a row, # starts a comment.
 *
 *   size 24 80        the screen; again later: it is resized
 *   matrix            before start: all of it on screens of three sizes in three widths
 *   set NAME VALUE    an option; before start
 *   place FILE…       copies them to ~/inbox, where they are as yet unknown; before start
 *   start FILE…       imports the files and opens the program on them
 *   keys j j <Enter>  keys in key_parse notation, blanks between them do not count
 *   type TEXT         the rest of the row, character by character
 *   paste TEXT        the same as one paste
 *   mouse click R C   at row and column, counted from 1; also drag, release, up, down
 *   action NAME ARG   an action by its name, through the `:` row
 *   dump NAME         the screen; `dump NAME styles` with the styles below it
 *
 * The same script is played headless and through a real terminal (tests/golden,
 * tests/e2e); `place`, `start` and where the screens go is the player's affair.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_SCRIPT_H
#define PIYUE_TUI_SCRIPT_H

#include <piyue/tui.h>

typedef enum ScriptVerb {
    SCRIPT_SIZE,
    SCRIPT_MATRIX,
    SCRIPT_SET,
    SCRIPT_PLACE,
    SCRIPT_START,
    SCRIPT_KEYS,
    SCRIPT_TYPE,
    SCRIPT_PASTE,
    SCRIPT_MOUSE,
    SCRIPT_ACTION,
    SCRIPT_DUMP,
} ScriptVerb;

typedef struct ScriptStep {
    ScriptVerb verb;
    Str argument;      /* rest of the row, trimmed; borrowed from the script */
    int rows, columns; /* SCRIPT_SIZE; the place of SCRIPT_MOUSE */
    MouseKind mouse;
    int source_row; /* 1-based */
} ScriptStep;

typedef struct Script {
    ScriptStep *steps; /* owned */
    size_t count, capacity;
} Script;
/* ERR_SETTINGS names the row. `text` must outlive the script. */
bool script_parse(Script *script, Str text, Error *err) MUST_CHECK;
void script_clear(Script *script);

/* Plays keys, type, paste, action and a later size on a headless terminal, until nothing
 * is left to do; then the screen is painted. */
void script_play(const ScriptStep *step, App *app, Term *term);
/* Appends "== NAME" and the screen as it is, with the cursor's place. */
void script_dump(const ScriptStep *step, const Term *term, StrBuf *out);
/* The heading of a dump, the cursor given 0-based, or -1 when it is hidden. */
void script_append_heading(Str name, int cursor_row, int cursor_column, StrBuf *out);

#endif
