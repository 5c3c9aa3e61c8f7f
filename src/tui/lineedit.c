/* A line of text being edited, or several.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/lineedit.h"

#include <stdlib.h>

#include "tui/edit_rows.h"
#include "tui/edit_undo.h"
#include "tui/key.h"

#define INDENT_COLUMNS 4

/* What the key before did, where the next one may go on with it. */
typedef enum EditMood { MOOD_NONE, MOOD_KILL, MOOD_YANK } EditMood;

struct LineEdit {
    StrBuf text;
    size_t caret; /* bytes, on a cluster boundary */
    bool is_multiline;
    EditRows rows;
    int page_rows;
    int goal_column; /* of Up and Down; -1: the caret's own */
    EditUndo undo;
    KillRing own_kills, *kills;
    EditMood mood;
    size_t yank_start, yank_back; /* what was put in last, and how old it is */
};

LineEdit *lineedit_new(bool is_multiline)
{
    LineEdit *edit = mem_alloc(sizeof(*edit));
    edit->is_multiline = is_multiline;
    edit->kills = &edit->own_kills;
    edit->goal_column = -1;
    edit->page_rows = 1;
    return edit;
}

void lineedit_free(LineEdit *edit)
{
    if (!edit)
        return;
    strbuf_clear(&edit->text);
    edit_rows_clear(&edit->rows);
    edit_undo_clear(&edit->undo);
    kill_ring_clear(&edit->own_kills);
    free(edit);
}

void lineedit_share_kills(LineEdit *edit, KillRing *kills)
{
    edit->kills = kills;
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
    edit_undo_part(&edit->undo);
}

void lineedit_set_columns(LineEdit *edit, int columns, WidthPolicy width)
{
    edit_rows_set_columns(&edit->rows, columns, width);
}

void lineedit_set_page(LineEdit *edit, int rows)
{
    edit->page_rows = MAX(rows, 1);
}

/* ---- changes ----------------------------------------------------------- */

/* What was put in may have joined what stands there: the caret goes behind the whole. */
static void lineedit_snap(LineEdit *edit, bool is_insertion)
{
    const WidthPolicy any = {AMBIGUOUS_NARROW};
    Str text = strbuf_get(&edit->text);
    Cluster cluster;
    size_t snapped = cluster_snap(text, edit->caret);
    if (snapped != edit->caret && is_insertion)
        cluster_next(text, &snapped, &any, &cluster);
    edit->caret = snapped;
}

/* The one way in which a text changes. `with` is not borrowed from the text. */
static void lineedit_replace(LineEdit *edit, EditKind kind, size_t start, size_t end,
                             Str with)
{
    if (start == end && with.len == 0)
        return;
    edit_undo_note(&edit->undo, kind, start,
                   str_slice(strbuf_get(&edit->text), start, end), with, edit->caret);
    strbuf_splice(&edit->text, start, end, with);
    edit_rows_cut(&edit->rows, start);
    edit->caret = start + with.len;
    lineedit_snap(edit, with.len > 0);
}

void lineedit_set_text(LineEdit *edit, Str text)
{
    StrBuf copy = {0}; /* `text` may be borrowed from the edit itself */
    strbuf_append_str(&copy, text);
    strbuf_clear(&edit->text);
    edit->text = copy;
    edit->caret = copy.len;
    edit_rows_cut(&edit->rows, 0);
    edit_undo_clear(&edit->undo);
}

void lineedit_change_text(LineEdit *edit, Str text)
{
    lineedit_replace(edit, EDIT_WHOLE, 0, edit->text.len, text);
}

/* Where there is nothing, nothing begins that the next one could go on with. */
static EditMood lineedit_kill(LineEdit *edit, size_t start, size_t end)
{
    Str killed = str_slice(strbuf_get(&edit->text), start, end);
    if (edit->mood == MOOD_KILL)
        kill_ring_extend(edit->kills, killed, end == edit->caret);
    else if (killed.len)
        kill_ring_add(edit->kills, killed);
    EditMood mood = killed.len ? MOOD_KILL : edit->mood;
    lineedit_replace(edit, EDIT_WHOLE, start, end, (Str){0});
    return mood == MOOD_KILL ? MOOD_KILL : MOOD_NONE;
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
    lineedit_replace(edit, EDIT_WHOLE, edit->caret, edit->caret, strbuf_get(&clean));
    edit->mood = MOOD_NONE;
    edit->goal_column = -1;
    strbuf_clear(&clean);
}

static void lineedit_type(LineEdit *edit, char32_t codepoint)
{
    char bytes[4];
    size_t len = utf8_encode(codepoint, bytes);
    /* A mark joins the cluster before it: the caret stays behind the whole. */
    lineedit_replace(edit, EDIT_TYPED, edit->caret, edit->caret, (Str){bytes, len});
}

/* ---- targets: where a motion leads -------------------------------------- */

static size_t line_start(const LineEdit *edit)
{
    size_t off = edit->caret;
    while (off > 0 && edit->text.data[off - 1] != '\n')
        off--;
    return off;
}

static size_t line_end(const LineEdit *edit)
{
    Str text = strbuf_get(&edit->text);
    return MIN(str_find(text, STR("\n"), edit->caret), text.len);
}

/* At the end of a line its end is what is killed. */
static size_t line_rest(const LineEdit *edit)
{
    size_t end = line_end(edit);
    return end == edit->caret && end < edit->text.len ? end + 1 : end;
}

static size_t cluster_after(const LineEdit *edit)
{
    const WidthPolicy any = {AMBIGUOUS_NARROW};
    Cluster cluster;
    size_t off = edit->caret;
    cluster_next(strbuf_get(&edit->text), &off, &any, &cluster);
    return off;
}

static size_t cluster_before(const LineEdit *edit)
{
    return edit->caret ? cluster_previous(strbuf_get(&edit->text), edit->caret) : 0;
}

static size_t clause_after(const LineEdit *edit)
{
    return unit_next(strbuf_get(&edit->text), edit->caret);
}

static size_t clause_before(const LineEdit *edit)
{
    return unit_previous(strbuf_get(&edit->text), edit->caret);
}

static size_t sentence_after(const LineEdit *edit)
{
    size_t start = line_start(edit), end = line_end(edit);
    Str line = str_slice(strbuf_get(&edit->text), start, end);
    size_t off = text_skip_space(line, edit->caret - start);
    if (off == line.len)
        return line_rest(edit);
    return start + MAX(sentence_at(line, off).end, off);
}

static size_t sentence_before(const LineEdit *edit)
{
    size_t start = line_start(edit);
    Str line = str_slice(strbuf_get(&edit->text), start, edit->caret);
    size_t off = line.len;
    while (off > 0) {
        size_t before = cluster_previous(line, off);
        if (text_skip_space(line, before) < off)
            break;
        off = before;
    }
    if (off == 0)
        return start ? start - 1 : 0;
    return start + MIN(sentence_at(line, cluster_previous(line, off)).start, off);
}

static size_t text_start(const LineEdit *edit)
{
    (void)edit;
    return 0;
}

static size_t text_end(const LineEdit *edit)
{
    return edit->text.len;
}

/* ---- motions by rows ---------------------------------------------------- */

/* By rows as they are drawn, to the same column where there is one. */
static bool lineedit_move_rows(LineEdit *edit, int by)
{
    Str text = strbuf_get(&edit->text);
    EditRow row = {0}, target = {0};
    if (!edit->is_multiline)
        return false;
    size_t index = edit_rows_find(&edit->rows, text, edit->caret);
    edit_rows_get(&edit->rows, text, index, &row);
    int column = edit->goal_column;
    if (column < 0)
        column = (int)text_columns(str_slice(text, row.start, MIN(edit->caret, row.end)),
                                   &edit->rows.width);
    size_t wanted = by < 0 ? index - MIN(index, (size_t)-by) : index + (size_t)by;
    while (wanted > index && !edit_rows_get(&edit->rows, text, wanted, &target))
        wanted--; /* the text ends before */
    if (wanted == index || !edit_rows_get(&edit->rows, text, wanted, &target))
        return true;
    Str slice = str_slice(text, target.start, target.end);
    edit->caret = target.start + text_fit(slice, column, &edit->rows.width);
    edit->goal_column = column;
    edit_undo_part(&edit->undo);
    return true;
}

/* ---- commands ----------------------------------------------------------- */

static bool edit_page(LineEdit *edit, int direction)
{
    return lineedit_move_rows(edit, direction * edit->page_rows);
}

static bool edit_undo(LineEdit *edit, int direction)
{
    size_t from = 0;
    bool is_done = direction < 0
                       ? edit_undo_back(&edit->undo, &edit->text, &edit->caret, &from)
                       : edit_undo_forth(&edit->undo, &edit->text, &edit->caret, &from);
    if (is_done)
        edit_rows_cut(&edit->rows, from);
    lineedit_snap(edit, true);
    return true;
}

static bool edit_yank(LineEdit *edit, int back)
{
    size_t start = edit->caret;
    if (back && edit->mood != MOOD_YANK)
        return true; /* nothing was put in that an older one could replace */
    if (back)
        start = edit->yank_start;
    edit->yank_back = back ? edit->yank_back + 1 : 0;
    lineedit_replace(edit, EDIT_WHOLE, start, edit->caret,
                     kill_ring_get(edit->kills, edit->yank_back));
    edit->yank_start = start;
    return true;
}

static bool edit_break(LineEdit *edit, int unused)
{
    (void)unused;
    if (edit->is_multiline)
        lineedit_replace(edit, EDIT_TYPED, edit->caret, edit->caret, STR("\n"));
    return edit->is_multiline;
}

/* To the next column that is a multiple of four, by blanks: what a tab looks like is
 * different everywhere. */
static bool edit_indent(LineEdit *edit, int unused)
{
    (void)unused;
    Str text = strbuf_get(&edit->text);
    if (!edit->is_multiline)
        return false;
    size_t columns =
        text_columns(str_slice(text, line_start(edit), edit->caret), &edit->rows.width);
    size_t missing = INDENT_COLUMNS - columns % INDENT_COLUMNS;
    lineedit_replace(edit, EDIT_TYPED, edit->caret, edit->caret,
                     str_slice(STR("    "), 0, missing));
    return true;
}

/* Takes up to four columns of blanks from the start of the line; the caret stays where it
 * is in the words. */
static bool edit_outdent(LineEdit *edit, int unused)
{
    (void)unused;
    if (!edit->is_multiline)
        return false;
    const WidthPolicy any = {AMBIGUOUS_NARROW};
    size_t start = line_start(edit), end = start, caret = edit->caret;
    Str text = str_slice(strbuf_get(&edit->text), 0, line_end(edit));
    Cluster cluster;
    int columns = 0;
    for (size_t off = start; columns < INDENT_COLUMNS; end = off) {
        if (text_skip_space(text, off) == off ||
            !cluster_next(text, &off, &any, &cluster))
            break;
        columns += cluster.columns;
    }
    lineedit_replace(edit, EDIT_WHOLE, start, end, (Str){0});
    edit->caret = caret > end ? caret - (end - start) : start;
    return true;
}

typedef enum EditDeed { DEED_MOVE, DEED_ERASE, DEED_KILL } EditDeed;

/* Keys that go somewhere, or take away what lies between here and there. */
static const struct {
    uint32_t code;
    uint8_t modifiers;
    EditDeed deed;
    size_t (*target)(const LineEdit *edit);
} motions[] = {
    {KEY_LEFT, 0, DEED_MOVE, cluster_before},
    {'b', KEY_CTRL, DEED_MOVE, cluster_before},
    {KEY_RIGHT, 0, DEED_MOVE, cluster_after},
    {'f', KEY_CTRL, DEED_MOVE, cluster_after},
    {KEY_LEFT, KEY_CTRL, DEED_MOVE, clause_before},
    {KEY_LEFT, KEY_ALT, DEED_MOVE, clause_before},
    {'b', KEY_ALT, DEED_MOVE, clause_before},
    {KEY_RIGHT, KEY_CTRL, DEED_MOVE, clause_after},
    {KEY_RIGHT, KEY_ALT, DEED_MOVE, clause_after},
    {'f', KEY_ALT, DEED_MOVE, clause_after},
    {'a', KEY_ALT, DEED_MOVE, sentence_before},
    {'e', KEY_ALT, DEED_MOVE, sentence_after},
    {KEY_HOME, 0, DEED_MOVE, line_start},
    {'a', KEY_CTRL, DEED_MOVE, line_start},
    {KEY_END, 0, DEED_MOVE, line_end},
    {'e', KEY_CTRL, DEED_MOVE, line_end},
    {KEY_HOME, KEY_CTRL, DEED_MOVE, text_start},
    {'<', KEY_ALT, DEED_MOVE, text_start},
    {KEY_END, KEY_CTRL, DEED_MOVE, text_end},
    {'>', KEY_ALT, DEED_MOVE, text_end},
    {KEY_BACKSPACE, 0, DEED_ERASE, cluster_before},
    {KEY_DELETE, 0, DEED_ERASE, cluster_after},
    {'d', KEY_CTRL, DEED_ERASE, cluster_after},
    {'w', KEY_CTRL, DEED_KILL, clause_before},
    {KEY_BACKSPACE, KEY_ALT, DEED_KILL, clause_before},
    {'d', KEY_ALT, DEED_KILL, clause_after},
    {KEY_DELETE, KEY_CTRL, DEED_KILL, clause_after},
    {'k', KEY_ALT, DEED_KILL, sentence_after},
    {'u', KEY_CTRL, DEED_KILL, line_start},
    {'k', KEY_CTRL, DEED_KILL, line_rest},
};

static const struct {
    uint32_t code;
    uint8_t modifiers;
    bool (*run)(LineEdit *edit, int argument);
    int argument;
    EditMood mood; /* that it leaves */
} commands[] = {
    {'y', KEY_CTRL, edit_yank, 0, MOOD_YANK},
    {'y', KEY_ALT, edit_yank, 1, MOOD_YANK},
    {'_', KEY_CTRL, edit_undo, -1, MOOD_NONE},
    {'/', KEY_CTRL, edit_undo, -1, MOOD_NONE},
    {'z', KEY_CTRL, edit_undo, -1, MOOD_NONE},
    {'r', KEY_CTRL, edit_undo, 1, MOOD_NONE},
    {'_', KEY_ALT, edit_undo, 1, MOOD_NONE},
    {KEY_UP, 0, lineedit_move_rows, -1, MOOD_NONE},
    {'p', KEY_CTRL, lineedit_move_rows, -1, MOOD_NONE},
    {KEY_DOWN, 0, lineedit_move_rows, 1, MOOD_NONE},
    {'n', KEY_CTRL, lineedit_move_rows, 1, MOOD_NONE},
    {KEY_PAGE_UP, 0, edit_page, -1, MOOD_NONE},
    {KEY_PAGE_DOWN, 0, edit_page, 1, MOOD_NONE},
    {KEY_ENTER, 0, edit_break, 0, MOOD_NONE},
    {KEY_TAB, 0, edit_indent, 0, MOOD_NONE},
    {KEY_TAB, KEY_SHIFT, edit_outdent, 0, MOOD_NONE},
};

static void lineedit_do(LineEdit *edit, EditDeed deed, size_t target)
{
    size_t start = MIN(edit->caret, target), end = MAX(edit->caret, target);
    EditMood mood = MOOD_NONE;
    switch (deed) {
    case DEED_MOVE:
        edit->caret = target;
        edit_undo_part(&edit->undo);
        break;
    case DEED_ERASE:
        lineedit_replace(edit, EDIT_ERASED, start, end, (Str){0});
        break;
    case DEED_KILL:
        mood = lineedit_kill(edit, start, end);
        break;
    }
    edit->mood = mood;
    edit->goal_column = -1;
}

static bool lineedit_run(LineEdit *edit, size_t index)
{
    bool is_row =
        commands[index].run == lineedit_move_rows || commands[index].run == edit_page;
    if (!commands[index].run(edit, commands[index].argument))
        return false;
    edit->mood = commands[index].mood;
    if (!is_row)
        edit->goal_column = -1;
    return true;
}

bool lineedit_feed(LineEdit *edit, Key key)
{
    for (size_t i = 0; i < ARRAY_SIZE(motions); i++) {
        if (!key_is(key, motions[i].code, motions[i].modifiers))
            continue;
        lineedit_do(edit, motions[i].deed, motions[i].target(edit));
        return true;
    }
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
        if (key_is(key, commands[i].code, commands[i].modifiers))
            return lineedit_run(edit, i);
    if (key.modifiers || key.code >= KEY_SPECIAL || key.code < 0x20)
        return false;
    lineedit_type(edit, key.code);
    edit->mood = MOOD_NONE;
    edit->goal_column = -1;
    return true;
}

/* ---- drawing ----------------------------------------------------------- */

/* How far a window of `size` is moved so that `at` is in it: by half windows, so that
 * it stands still while one types. */
static size_t scroll_to(size_t at, size_t size)
{
    size_t half = MAX(size / 2, 1);
    return at < size ? 0 : (at - size + half) / half * half;
}

static void lineedit_draw_single(const LineEdit *edit, Frame *frame, int row, int column,
                                 int columns, StyleId style)
{
    Str text = strbuf_get(&edit->text);
    int caret = (int)text_columns(str_slice(text, 0, edit->caret), &frame->width);
    int scroll = (int)scroll_to((size_t)caret, (size_t)columns);
    size_t start = text_fit(text, scroll, &frame->width);
    int drawn_from = (int)text_columns(str_slice(text, 0, start), &frame->width);
    if (drawn_from < scroll) { /* a wide cluster lies across the edge: begin behind it */
        Cluster cluster;
        cluster_next(text, &start, &frame->width, &cluster);
        drawn_from = (int)text_columns(str_slice(text, 0, start), &frame->width);
    }
    frame_put(frame, row, column, columns, str_slice(text, start, text.len), style,
              STYLE_TEXT);
    frame_set_cursor(frame, row, column + MIN(MAX(caret - drawn_from, 0), columns - 1));
}

static void lineedit_draw_rows(LineEdit *edit, Frame *frame, int row, int column,
                               int rows, int columns, StyleId style)
{
    Str text = strbuf_get(&edit->text);
    EditRow drawn;
    edit_rows_set_columns(&edit->rows, columns, frame->width);
    size_t caret_row = edit_rows_find(&edit->rows, text, edit->caret);
    size_t top = scroll_to(caret_row, (size_t)rows);
    for (int i = 0; i < rows; i++) {
        if (!edit_rows_get(&edit->rows, text, top + (size_t)i, &drawn))
            break;
        frame_put(frame, row + i, column, columns,
                  str_slice(text, drawn.start, drawn.end), style, STYLE_TEXT);
        if (top + (size_t)i != caret_row)
            continue;
        Str before = str_slice(text, drawn.start, MIN(edit->caret, drawn.end));
        int caret = (int)text_columns(before, &frame->width);
        frame_set_cursor(frame, row + i, column + MIN(caret, columns - 1));
    }
}

void lineedit_draw(LineEdit *edit, Frame *frame, int row, int column, int rows,
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
