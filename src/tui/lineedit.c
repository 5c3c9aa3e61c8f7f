/* A line of text being edited, or several.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/lineedit.h"

#include <stdlib.h>

#include "tui/key.h"

struct LineEdit {
    StrBuf text, killed;
    size_t caret; /* bytes, on a cluster boundary */
    bool is_multiline;
    int columns; /* that Up and Down move in; 0: unwrapped */
    WidthPolicy width;
};

LineEdit *lineedit_new(bool is_multiline)
{
    LineEdit *edit = mem_alloc(sizeof(*edit));
    edit->is_multiline = is_multiline;
    return edit;
}

void lineedit_free(LineEdit *edit)
{
    if (!edit)
        return;
    strbuf_clear(&edit->text);
    strbuf_clear(&edit->killed);
    free(edit);
}

void lineedit_set_text(LineEdit *edit, Str text)
{
    StrBuf copy = {0}; /* `text` may be borrowed from the edit itself */
    strbuf_append_str(&copy, text);
    strbuf_clear(&edit->text);
    edit->text = copy;
    edit->caret = copy.len;
}

Str lineedit_get_text(const LineEdit *edit)
{
    return strbuf_get(&edit->text);
}

size_t lineedit_get_caret(const LineEdit *edit)
{
    return edit->caret;
}

void lineedit_set_caret(LineEdit *edit, size_t off)
{
    Str text = strbuf_get(&edit->text);
    edit->caret = cluster_snap(text, MIN(off, text.len));
}

void lineedit_set_columns(LineEdit *edit, int columns, WidthPolicy width)
{
    edit->columns = columns;
    edit->width = width;
}

/* ---- changes ----------------------------------------------------------- */

static void lineedit_insert(LineEdit *edit, Str text)
{
    strbuf_splice(&edit->text, edit->caret, edit->caret, text);
    edit->caret += text.len;
}

static void lineedit_delete(LineEdit *edit, size_t start, size_t end)
{
    if (end > start)
        strbuf_splice(&edit->text, start, end, (Str){0});
    edit->caret = start;
}

static void lineedit_kill(LineEdit *edit, size_t start, size_t end)
{
    if (end > start) {
        strbuf_reset(&edit->killed);
        strbuf_append_str(&edit->killed, str_slice(strbuf_get(&edit->text), start, end));
    }
    lineedit_delete(edit, start, end);
}

void lineedit_paste(LineEdit *edit, Str text)
{
    StrBuf clean = {0};
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        bool is_break = codepoint == '\n' || codepoint == '\t';
        bool is_control = codepoint < 0x20 || (codepoint >= 0x7F && codepoint < 0xA0);
        if (is_break && (!edit->is_multiline || codepoint == '\t'))
            strbuf_append_byte(&clean, ' ');
        else if (!is_control || is_break)
            strbuf_append_codepoint(&clean, codepoint);
    }
    lineedit_insert(edit, strbuf_get(&clean));
    strbuf_clear(&clean);
}

static void lineedit_type(LineEdit *edit, char32_t codepoint)
{
    char bytes[4];
    size_t len = utf8_encode(codepoint, bytes);
    lineedit_insert(edit, (Str){bytes, len});
    /* A mark joins the cluster before it: the caret stays behind the whole. */
}

/* ---- motions ----------------------------------------------------------- */

static size_t line_start(const LineEdit *edit)
{
    size_t off = edit->caret;
    while (off > 0 && edit->text.data[off - 1] != '\n')
        off--;
    return off;
}

static size_t line_end(const LineEdit *edit)
{
    size_t off = edit->caret;
    while (off < edit->text.len && edit->text.data[off] != '\n')
        off++;
    return off;
}

static size_t cluster_after(const LineEdit *edit, size_t off)
{
    Cluster cluster;
    cluster_next(strbuf_get(&edit->text), &off, &edit->width, &cluster);
    return off;
}

static size_t cluster_before(const LineEdit *edit, size_t off)
{
    return off ? cluster_previous(strbuf_get(&edit->text), off) : 0;
}

/* ---- rows as they are drawn -------------------------------------------- */

/* One drawn row: the bytes [start, end); the caret is in it from start to below next. */
typedef struct EditRow {
    size_t start, end, next;
} EditRow;

/* The row at `*off`; false behind the last. A text that ends in a line end has an empty
 * last row. */
static bool edit_row_next(Str text, size_t *off, int columns, const WidthPolicy *width,
                          EditRow *row)
{
    if (*off > text.len)
        return false;
    size_t end = str_find(text, STR("\n"), *off);
    if (end == STR_NONE)
        end = text.len;
    *row = (EditRow){*off, end, end + 1};
    if (columns > 0 && end > *off) {
        WrapRow wrapped = wrap_row(str_slice(text, 0, end), *off, MAX(columns, 2), width);
        row->end = wrapped.end;
        row->next = wrapped.next < end ? wrapped.next : end + 1;
    }
    *off = row->next;
    return true;
}

static int edit_row_columns(const LineEdit *edit, const EditRow *row, size_t off,
                            const WidthPolicy *width)
{
    size_t end = MIN(off, row->end);
    return (int)text_columns(str_slice(strbuf_get(&edit->text), row->start, end), width);
}

/* Up (-1) or down (1) by one drawn row, to the same column where there is one. */
static bool lineedit_move_row(LineEdit *edit, int by)
{
    EditRow row = {0}, before = {0}, target = {0};
    size_t off = 0;
    bool has_before = false, has_target = false;
    Str text = strbuf_get(&edit->text);
    while (edit_row_next(text, &off, edit->columns, &edit->width, &row)) {
        if (edit->caret < row.next)
            break;
        before = row;
        has_before = true;
    }
    int column = edit_row_columns(edit, &row, edit->caret, &edit->width);
    if (by < 0) {
        target = before;
        has_target = has_before;
    } else {
        has_target = edit_row_next(text, &off, edit->columns, &edit->width, &target);
    }
    if (!has_target)
        return false;
    Str slice = str_slice(text, target.start, target.end);
    edit->caret = target.start + text_fit(slice, column, &edit->width);
    return true;
}

/* ---- keys -------------------------------------------------------------- */

static bool lineedit_feed_control(LineEdit *edit, Key key)
{
    Str text = strbuf_get(&edit->text);
    switch (key.code) {
    case 'a':
        edit->caret = line_start(edit);
        return true;
    case 'e':
        edit->caret = line_end(edit);
        return true;
    case 'b':
        edit->caret = cluster_before(edit, edit->caret);
        return true;
    case 'f':
        edit->caret = cluster_after(edit, edit->caret);
        return true;
    case 'd':
        lineedit_delete(edit, edit->caret, cluster_after(edit, edit->caret));
        return true;
    case 'k': {
        size_t end = line_end(edit);
        lineedit_kill(edit, edit->caret,
                      end == edit->caret && end < text.len ? end + 1 : end);
        return true;
    }
    case 'u':
        lineedit_kill(edit, line_start(edit), edit->caret);
        return true;
    case 'w':
        lineedit_kill(edit, unit_previous(text, edit->caret), edit->caret);
        return true;
    case 'y':
        lineedit_insert(edit, strbuf_get(&edit->killed));
        return true;
    case 'p':
        return edit->is_multiline && (lineedit_move_row(edit, -1), true);
    case 'n':
        return edit->is_multiline && (lineedit_move_row(edit, 1), true);
    case KEY_LEFT:
        edit->caret = unit_previous(text, edit->caret);
        return true;
    case KEY_RIGHT:
        edit->caret = unit_next(text, edit->caret);
        return true;
    }
    return false;
}

static bool lineedit_feed_alt(LineEdit *edit, Key key)
{
    Str text = strbuf_get(&edit->text);
    switch (key.code) {
    case 'b':
        edit->caret = unit_previous(text, edit->caret);
        return true;
    case 'f':
        edit->caret = unit_next(text, edit->caret);
        return true;
    case 'd':
        lineedit_kill(edit, edit->caret, unit_next(text, edit->caret));
        return true;
    case KEY_BACKSPACE:
        lineedit_kill(edit, unit_previous(text, edit->caret), edit->caret);
        return true;
    }
    return false;
}

static bool lineedit_feed_named(LineEdit *edit, Key key)
{
    switch (key.code) {
    case KEY_BACKSPACE:
        lineedit_delete(edit, cluster_before(edit, edit->caret), edit->caret);
        return true;
    case KEY_DELETE:
        lineedit_delete(edit, edit->caret, cluster_after(edit, edit->caret));
        return true;
    case KEY_LEFT:
        edit->caret = cluster_before(edit, edit->caret);
        return true;
    case KEY_RIGHT:
        edit->caret = cluster_after(edit, edit->caret);
        return true;
    case KEY_HOME:
        edit->caret = line_start(edit);
        return true;
    case KEY_END:
        edit->caret = line_end(edit);
        return true;
    case KEY_UP:
        return edit->is_multiline && (lineedit_move_row(edit, -1), true);
    case KEY_DOWN:
        return edit->is_multiline && (lineedit_move_row(edit, 1), true);
    case KEY_ENTER:
        if (edit->is_multiline)
            lineedit_insert(edit, STR("\n"));
        return edit->is_multiline;
    }
    return false;
}

bool lineedit_feed(LineEdit *edit, Key key)
{
    if (key.modifiers & KEY_CTRL)
        return lineedit_feed_control(edit, key);
    if (key.modifiers & KEY_ALT)
        return lineedit_feed_alt(edit, key);
    if (key.code >= KEY_SPECIAL)
        return lineedit_feed_named(edit, key);
    if (key.code < 0x20)
        return false;
    lineedit_type(edit, key.code);
    return true;
}

/* ---- drawing ----------------------------------------------------------- */

/* How far a window of `size` is moved so that `at` is in it: by half windows, so that
 * it stands still while one types. */
static int scroll_to(int at, int size)
{
    int half = MAX(size / 2, 1);
    return at < size ? 0 : (at - size + half) / half * half;
}

static void lineedit_draw_single(const LineEdit *edit, Frame *frame, int row, int column,
                                 int columns, StyleId style)
{
    Str text = strbuf_get(&edit->text);
    int caret = (int)text_columns(str_slice(text, 0, edit->caret), &frame->width);
    int scroll = scroll_to(caret, columns);
    size_t start = text_fit(text, scroll, &frame->width);
    int drawn_from = (int)text_columns(str_slice(text, 0, start), &frame->width);
    if (drawn_from < scroll) { /* a wide cluster lies across the edge: begin behind it */
        start = cluster_after(edit, start);
        drawn_from = (int)text_columns(str_slice(text, 0, start), &frame->width);
    }
    frame_put(frame, row, column, columns, str_slice(text, start, text.len), style,
              STYLE_TEXT);
    frame_set_cursor(frame, row, column + MIN(MAX(caret - drawn_from, 0), columns - 1));
}

static void lineedit_draw_rows(const LineEdit *edit, Frame *frame, int row, int column,
                               int rows, int columns, StyleId style)
{
    Str text = strbuf_get(&edit->text);
    EditRow drawn = {0};
    int caret_row = 0;
    size_t off = 0;
    while (edit_row_next(text, &off, columns, &frame->width, &drawn) &&
           edit->caret >= drawn.next)
        caret_row++;
    int top = scroll_to(caret_row, rows);
    off = 0;
    for (int i = 0; edit_row_next(text, &off, columns, &frame->width, &drawn); i++) {
        if (i < top || i >= top + rows)
            continue;
        frame_put(frame, row + i - top, column, columns,
                  str_slice(text, drawn.start, drawn.end), style, STYLE_TEXT);
        if (i != caret_row)
            continue;
        int caret = edit_row_columns(edit, &drawn, edit->caret, &frame->width);
        frame_set_cursor(frame, row + i - top, column + MIN(caret, columns - 1));
    }
}

void lineedit_draw(const LineEdit *edit, Frame *frame, int row, int column, int rows,
                   int columns, StyleId style)
{
    if (rows < 1 || columns < 1)
        return;
    frame_fill(frame, row, column, rows, columns, style);
    if (edit->is_multiline)
        lineedit_draw_rows(edit, frame, row, column, rows, columns, style);
    else
        lineedit_draw_single(edit, frame, row, column, columns, style);
}
