/* The many-row editor from inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_EDITOR_H
#define PIYUE_TUI_EDITOR_H

#include <piyue/tui.h>

#include "tui/kill_ring.h"

typedef struct Editor Editor;

typedef enum EditorResult {
    EDITOR_OPEN,
    EDITOR_SAVE,     /* ^S, Alt-Enter */
    EDITOR_LEAVE,    /* Esc, Esc Esc where something was typed, ^C; the draft is kept */
    EDITOR_EXTERNAL, /* ^X: edit in VISUAL or EDITOR */
} EditorResult;

/* `text` is a draft found on disk, or request->initial. */
Editor *editor_new(const EditorRequest *request, Str text, KillRing *kills);
void editor_free(Editor *editor);
EditorResult editor_feed(Editor *editor, Key key);
void editor_paste(Editor *editor, Str text);
void editor_set_text(Editor *editor, Str text);
Str editor_get_text(const Editor *editor);
const EditorRequest *editor_get_request(const Editor *editor);
/* It differs from request->initial, as a draft does that was found. */
bool editor_is_changed(const Editor *editor);
/* Esc was typed once: the next one leaves. */
bool editor_is_leaving(const Editor *editor);
/* Milliseconds until the draft must be on disk (0: now), or -1 when nothing changed. */
int editor_get_due_ms(const Editor *editor);
void editor_set_draft_saved(Editor *editor);
/* Lower part of the frame, above the message row. */
void editor_draw(Editor *editor, Frame *frame);

/* Edits `text` in another program: a private file in `directory`, the words of
 * `command` and the file's path as arguments, no shell. On failure the file is kept and
 * named in the error. The terminal must have been given back. */
bool external_edit(const char *command, const char *directory, StrBuf *text,
                   Error *err) MUST_CHECK;
/* The option, VISUAL, EDITOR, or "vi"; borrowed. */
const char *external_get_command(const Settings *settings);

#endif
