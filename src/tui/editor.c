/* The many-row editor for notes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/editor.h"

#include <stdlib.h>

#include "tui/key.h"
#include "tui/lineedit.h"

#define DRAFT_INTERVAL_MS 1000
#define DRAFT_INTERVAL_KEYS 50

struct Editor {
    EditorRequest request; /* its strings are owned here */
    char *title, *initial, *draft_key;
    LineEdit *edit;
    bool is_leaving;
    int unsaved_keys; /* since the draft was put on disk */
    int64_t unsaved_since_us;
};

static Str editor_own(char **owned, Str str)
{
    *owned = str_dup(str);
    return (Str){*owned, str.len};
}

Editor *editor_new(const EditorRequest *request, Str text, KillRing *kills)
{
    Editor *editor = mem_alloc(sizeof(*editor));
    editor->request = *request;
    editor->request.title = editor_own(&editor->title, str_from(request->title)).data;
    editor->request.initial = editor_own(&editor->initial, request->initial);
    editor->request.draft_key = editor_own(&editor->draft_key, request->draft_key);
    editor->edit = lineedit_new(true);
    lineedit_share_kills(editor->edit, kills);
    lineedit_set_text(editor->edit, text);
    return editor;
}

void editor_free(Editor *editor)
{
    if (!editor)
        return;
    lineedit_free(editor->edit);
    free(editor->title);
    free(editor->initial);
    free(editor->draft_key);
    free(editor);
}

const EditorRequest *editor_get_request(const Editor *editor)
{
    return &editor->request;
}

Str editor_get_text(const Editor *editor)
{
    return lineedit_get_text(editor->edit);
}

bool editor_is_changed(const Editor *editor)
{
    return !str_is_equal(editor_get_text(editor), editor->request.initial);
}

bool editor_is_leaving(const Editor *editor)
{
    return editor->is_leaving;
}

/* ---- the draft on disk ------------------------------------------------- */

static void editor_note_change(Editor *editor)
{
    if (editor->unsaved_keys++ == 0)
        editor->unsaved_since_us = time_monotonic_us();
}

int editor_get_due_ms(const Editor *editor)
{
    if (editor->unsaved_keys == 0)
        return -1;
    if (editor->unsaved_keys >= DRAFT_INTERVAL_KEYS)
        return 0;
    int64_t passed_ms = (time_monotonic_us() - editor->unsaved_since_us) / 1000;
    return (int)MAX(DRAFT_INTERVAL_MS - passed_ms, 0);
}

void editor_set_draft_saved(Editor *editor)
{
    editor->unsaved_keys = 0;
}

/* ---- keys -------------------------------------------------------------- */

EditorResult editor_feed(Editor *editor, Key key)
{
    bool was_leaving = editor->is_leaving;
    editor->is_leaving = false;
    if (key_is(key, 's', KEY_CTRL) || key_is(key, KEY_ENTER, KEY_ALT))
        return EDITOR_SAVE;
    if (key_is(key, 'c', KEY_CTRL) || (was_leaving && key_is(key, KEY_ESCAPE, 0)))
        return EDITOR_LEAVE;
    if (key_is(key, 'x', KEY_CTRL))
        return EDITOR_EXTERNAL;
    /* Where nothing is typed there is nothing to be asked about. */
    if (key_is(key, KEY_ESCAPE, 0) && !editor_is_changed(editor))
        return EDITOR_LEAVE;
    if (key_is(key, KEY_ESCAPE, 0))
        editor->is_leaving = true;
    else if (lineedit_feed(editor->edit, key))
        editor_note_change(editor);
    return EDITOR_OPEN;
}

void editor_paste(Editor *editor, Str text)
{
    lineedit_paste(editor->edit, text);
    editor_note_change(editor);
}

void editor_set_text(Editor *editor, Str text)
{
    lineedit_change_text(editor->edit, text);
    editor_note_change(editor);
}

/* ---- drawing ----------------------------------------------------------- */

void editor_draw(Editor *editor, Frame *frame)
{
    /* Half of the screen; the hints and the message row below stay free. */
    int last = frame->rows >= 4 ? frame->rows - 2 : frame->rows;
    int rows = MIN(MAX(frame->rows / 2, 6), last);
    int first = last - rows;
    int margin = frame->columns >= 20 ? 2 : 0;
    frame_fill(frame, first, 0, rows, frame->columns, STYLE_PANE);
    int title_rows = rows > 1 ? 1 : 0;
    if (title_rows)
        frame_put_cut(frame, first, margin, frame->columns - 2 * margin,
                      str_from(editor->title), STYLE_PANE, STYLE_PANE_HEADING);
    int columns = MAX(frame->columns - 2 * margin, 1);
    lineedit_set_columns(editor->edit, columns, frame->width);
    lineedit_set_page(editor->edit, rows - title_rows - 1);
    lineedit_draw(editor->edit, frame, first + title_rows, margin, rows - title_rows,
                  columns, STYLE_PANE);
}
