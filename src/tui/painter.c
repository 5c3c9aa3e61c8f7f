/* From one frame to the next: rows that moved are scrolled, then only cells that look
 * other than before are written. The cursor's row comes last, so that going back to it is
 * short, and the pen is changed only when it has to be.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/painter.h"

#include <stdlib.h>
#include <string.h>

/* Longer runs of blanks are erased, not written. */
#define ERASE_MIN_COLUMNS 6
/* Cells that are written again rather than jumped over. */
#define REWRITE_MAX_CELLS 3

void painter_init(Painter *painter, const Terminfo *info)
{
    *painter = (Painter){.info = info, .is_stale = true};
    palette_init(&painter->palette, info);
    painter_forget(painter);
}

void painter_clear(Painter *painter)
{
    frame_clear_memory(&painter->shown);
    strbuf_clear(&painter->scratch);
    strbuf_clear(&painter->shorter);
}

void painter_forget(Painter *painter)
{
    painter->is_stale = true;
    painter->row = painter->column = -1;
    painter->is_pen_known = false;
    painter->cursor = CURSOR_UNKNOWN;
}

static Cell *cell_at(const Frame *frame, int row, int column)
{
    return &frame->cells[(size_t)row * (size_t)frame->columns + (size_t)column];
}

static Paint cell_paint(Painter *painter, const Cell *cell)
{
    return palette_get(&painter->palette, (StyleId)cell->base, (StyleId)cell->overlay);
}

static bool cell_is_blank(const Cell *cell)
{
    return cell->len == 1 && cell->text[0] == ' ';
}

/* What the terminal shows in a cell cannot be known. */
static void cell_forget(Cell *cell)
{
    *cell = (Cell){.columns = 1};
}

static bool cell_is_same(Painter *painter, const Cell *a, const Cell *b)
{
    if (memcmp(a, b, sizeof(*a)) == 0)
        return true;
    if (a->len != b->len || a->columns != b->columns || a->len == 0 ||
        memcmp(a->text, b->text, a->len) != 0)
        return false;
    Paint left = cell_paint(painter, a), right = cell_paint(painter, b);
    return cell_is_blank(a) ? paint_is_same_blank(left, right)
                            : paint_is_same(left, right);
}

/* ---- cursor and pen ---------------------------------------------------- */

/* Keeps in `shorter` the shorter of two ways. */
static void take_shorter(Painter *painter)
{
    if (painter->scratch.len && painter->scratch.len < painter->shorter.len) {
        StrBuf way = painter->scratch;
        painter->scratch = painter->shorter;
        painter->shorter = way;
    }
    strbuf_reset(&painter->scratch);
}

/* From `column` of the right row to `to`, in `scratch` behind what is there. */
static void append_column_way(Painter *painter, int column, int to)
{
    if (to == 0 && column > 0)
        strbuf_append_byte(&painter->scratch, '\r');
    else if (to < column && column - to <= 4)
        for (int i = to; i < column; i++)
            strbuf_append_byte(&painter->scratch, '\b');
    else if (to != column)
        terminfo_append_with(painter->info, CAP_COLUMN_PLACE, to, 0, &painter->scratch);
}

static void painter_move(Painter *painter, int row, int column, StrBuf *out)
{
    const Terminfo *info = painter->info;
    if (painter->row == row && painter->column == column)
        return;
    strbuf_reset(&painter->shorter);
    strbuf_reset(&painter->scratch);
    if (row == 0 && column == 0 && info->is_standard)
        strbuf_append_text(&painter->shorter, "\033[H");
    else if (column == 0 && info->is_standard)
        strbuf_appendf(&painter->shorter, "\033[%dH", row + 1);
    else
        terminfo_append_with(info, CAP_CURSOR_PLACE, row, column, &painter->shorter);
    bool has_columns = terminfo_has(info, CAP_COLUMN_PLACE) || column == 0;
    bool is_near = painter->column >= 0 && painter->column - column <= 4 &&
                   painter->column >= column;
    if (painter->row == row && (has_columns || is_near) && painter->column >= 0) {
        append_column_way(painter, painter->column, column);
        take_shorter(painter);
    } else if (painter->row >= 0 && painter->row + 1 == row && painter->column >= 0 &&
               (has_columns || is_near)) {
        strbuf_append_byte(&painter->scratch, '\n');
        append_column_way(painter, painter->column, column);
        take_shorter(painter);
    }
    strbuf_append_str(out, strbuf_get(&painter->shorter));
    painter->row = row;
    painter->column = column;
}

static void painter_set_pen(Painter *painter, Paint want, bool is_blank, StrBuf *out)
{
    const Paint *pen = painter->is_pen_known ? &painter->pen : NULL;
    if (pen && (is_blank ? paint_is_same_blank(*pen, want) : paint_is_same(*pen, want)))
        return;
    if (pen && is_blank &&
        !(want.flags & (LOOK_UNDERLINE | LOOK_REVERSE | LOOK_STRIKE))) {
        /* The ink of a blank is nobody's: keep what need not change. */
        want.fg = pen->fg;
        want.flags |=
            pen->flags & (uint8_t) ~(LOOK_UNDERLINE | LOOK_REVERSE | LOOK_STRIKE);
    }
    palette_append_change(&painter->palette, pen, want, out);
    painter->pen = want;
    painter->is_pen_known = true;
}

/* ---- cells ------------------------------------------------------------- */

/* Clusters of several code points are joined by some terminals and not by others:
 * behind them the cursor is placed anew, so that a row cannot drift. */
static bool cell_is_disputed(const Cell *cell)
{
    size_t off = 0;
    Str text = {cell->text, cell->len};
    utf8_next(text, &off);
    return off < text.len;
}

static void painter_put(Painter *painter, const Frame *frame, int row, int column,
                        StrBuf *out)
{
    const Cell *cell = cell_at(frame, row, column);
    bool is_corner = row == frame->rows - 1 && column + cell->columns == frame->columns;
    if (is_corner && painter->info->wraps_at_once)
        return; /* writing it would scroll the screen */
    painter_move(painter, row, column, out);
    painter_set_pen(painter, cell_paint(painter, cell), cell_is_blank(cell), out);
    strbuf_append(out, cell->text, cell->len);
    painter->column += cell->columns;
    if (painter->column >= frame->columns || cell_is_disputed(cell))
        painter->column = painter->row = -1;
}

static bool can_erase(const Painter *painter, Paint paint)
{
    if (paint.flags & (LOOK_UNDERLINE | LOOK_REVERSE | LOOK_STRIKE))
        return false;
    return paint.bg < 0 || painter->info->erases_in_colour;
}

/* How many blanks that look alike begin here; `*needed` of them are not there yet (with
 * what lies between). */
static int count_blanks(Painter *painter, const Frame *frame, int row, int column,
                        int *needed)
{
    const Cell *first = cell_at(frame, row, column);
    int end = column;
    *needed = 0;
    for (; end < frame->columns; end++) {
        const Cell *cell = cell_at(frame, row, end);
        if (!cell_is_blank(cell) || !cell_is_same(painter, first, cell))
            break;
        if (!cell_is_same(painter, cell_at(&painter->shown, row, end), cell))
            *needed = end + 1 - column;
    }
    return end - column;
}

/* Erases a run of blanks; how many columns of it are done. A cluster of which half would
 * stay is written over: tmux takes the other half, with the ground, from under what is
 * written next. */
static int painter_erase(Painter *painter, const Frame *frame, int row, int column,
                         StrBuf *out)
{
    int needed = 0, blanks = count_blanks(painter, frame, row, column, &needed);
    Paint paint = cell_paint(painter, cell_at(frame, row, column));
    bool is_tail = column + blanks == frame->columns;
    if (!is_tail && cell_at(&painter->shown, row, column + needed)->columns == 0)
        needed--;
    Capability capability = is_tail ? CAP_ERASE_ROW_END : CAP_ERASE;
    if (needed <= (is_tail ? REWRITE_MAX_CELLS : ERASE_MIN_COLUMNS) ||
        !can_erase(painter, paint) || !terminfo_has(painter->info, capability))
        return 0;
    painter_move(painter, row, column, out);
    painter_set_pen(painter, paint, true, out);
    terminfo_append_with(painter->info, capability, needed, 0, out);
    return is_tail ? blanks : needed;
}

/* Goes to `column` by writing again the few cells before it, where that is shorter. */
static void painter_approach(Painter *painter, const Frame *frame, int row, int column,
                             StrBuf *out)
{
    int gap = column - painter->column;
    if (painter->row != row || painter->column < 0 || gap <= 0 ||
        gap > REWRITE_MAX_CELLS || !painter->is_pen_known)
        return;
    for (int at = painter->column; at < column; at++) {
        const Cell *cell = cell_at(frame, row, at);
        Paint paint = cell_paint(painter, cell);
        bool is_free = cell_is_blank(cell) ? paint_is_same_blank(painter->pen, paint)
                                           : paint_is_same(painter->pen, paint);
        if (cell->len != 1 || !is_free)
            return;
    }
    while (painter->column < column)
        painter_put(painter, frame, row, painter->column, out);
}

static void painter_paint_row(Painter *painter, const Frame *frame, int row, StrBuf *out)
{
    for (int column = 0; column < frame->columns;) {
        const Cell *cell = cell_at(frame, row, column);
        int columns = MAX(cell->columns, 1);
        if (cell->columns == 0 ||
            cell_is_same(painter, cell_at(&painter->shown, row, column), cell)) {
            column += columns;
            continue;
        }
        painter_approach(painter, frame, row, column, out);
        int erased =
            cell_is_blank(cell) ? painter_erase(painter, frame, row, column, out) : 0;
        if (!erased)
            painter_put(painter, frame, row, column, out);
        column += MAX(erased, columns);
    }
    memcpy(cell_at(&painter->shown, row, 0), cell_at(frame, row, 0),
           (size_t)frame->columns * sizeof(Cell));
}

/* ---- scrolling --------------------------------------------------------- */

static bool can_scroll(const Terminfo *info)
{
    return terminfo_has(info, CAP_REGION) &&
           (terminfo_has(info, CAP_SCROLL_UP) || terminfo_has(info, CAP_SCROLL_UP_1)) &&
           (terminfo_has(info, CAP_SCROLL_DOWN) || terminfo_has(info, CAP_SCROLL_DOWN_1));
}

static void append_scroll(Painter *painter, int top, int bottom, int by, StrBuf *out)
{
    const Terminfo *info = painter->info;
    Capability many = by > 0 ? CAP_SCROLL_UP : CAP_SCROLL_DOWN;
    Capability one = by > 0 ? CAP_SCROLL_UP_1 : CAP_SCROLL_DOWN_1;
    if (terminfo_has(info, many)) {
        terminfo_append_with(info, many, abs(by), 0, out);
        return;
    }
    painter->row = painter->column = -1;
    painter_move(painter, by > 0 ? bottom - 1 : top, 0, out);
    for (int i = 0; i < abs(by); i++)
        terminfo_append(info, one, out);
}

/* The rows that scrolling leaves behind hold blanks of the page, or nobody knows what. */
static void shown_scroll(Painter *painter, int top, int bottom, int by)
{
    Frame *shown = &painter->shown;
    size_t columns = (size_t)shown->columns;
    int kept = bottom - top - abs(by);
    memmove(cell_at(shown, by > 0 ? top : top - by, 0),
            cell_at(shown, by > 0 ? top + by : top, 0),
            (size_t)kept * columns * sizeof(Cell));
    int first = by > 0 ? bottom - by : top;
    frame_fill(shown, first, 0, abs(by), shown->columns, STYLE_TEXT);
    Paint page = palette_get(&painter->palette, STYLE_TEXT, STYLE_TEXT);
    for (int row = first; row < first + abs(by) && !can_erase(painter, page); row++)
        for (int column = 0; column < shown->columns; column++)
            cell_forget(cell_at(shown, row, column));
}

static void painter_scroll(Painter *painter, const Frame *frame, StrBuf *out)
{
    if (!can_scroll(painter->info))
        return;
    Scroll scroll = scroll_find(&painter->shown, frame);
    if (scroll.by == 0)
        return;
    /* The rows it names are where text goes to; the region holds where it came from. */
    int top = scroll.top + MIN(scroll.by, 0), bottom = scroll.bottom + MAX(scroll.by, 0);
    Paint page = palette_get(&painter->palette, STYLE_TEXT, STYLE_TEXT);
    bool is_whole = top == 0 && bottom == frame->rows;
    painter_set_pen(painter, page, true, out);
    if (!is_whole)
        terminfo_append_with(painter->info, CAP_REGION, top, bottom - 1, out);
    append_scroll(painter, top, bottom, scroll.by, out);
    if (!is_whole && painter->info->is_standard)
        strbuf_append_text(out, "\033[r");
    else if (!is_whole)
        terminfo_append_with(painter->info, CAP_REGION, 0, frame->rows - 1, out);
    painter->row = painter->column = -1;
    shown_scroll(painter, top, bottom, scroll.by);
}

/* ---- frames ------------------------------------------------------------ */

/* A clean page, of the size of the frame. */
static void painter_start_page(Painter *painter, const Frame *frame, StrBuf *out)
{
    frame_clear_memory(&painter->shown);
    frame_init(&painter->shown, frame->rows, frame->columns, frame->width);
    Paint page = palette_get(&painter->palette, STYLE_TEXT, STYLE_TEXT);
    painter->is_pen_known = false;
    painter_set_pen(painter, page, false, out);
    terminfo_append(painter->info, CAP_CLEAR, out);
    painter->row = painter->column = terminfo_has(painter->info, CAP_CLEAR) ? 0 : -1;
    size_t count = (size_t)frame->rows * (size_t)frame->columns;
    bool is_page = terminfo_has(painter->info, CAP_CLEAR) && can_erase(painter, page);
    for (size_t i = 0; i < count && !is_page; i++)
        cell_forget(&painter->shown.cells[i]);
    painter->is_stale = false;
}

static void painter_place_cursor(Painter *painter, const Frame *frame, StrBuf *out)
{
    bool is_shown = frame->cursor_row >= 0 && frame->cursor_row < frame->rows;
    if (is_shown)
        painter_move(painter, frame->cursor_row,
                     MIN(frame->cursor_column, frame->columns - 1), out);
    if (painter->cursor != (is_shown ? CURSOR_SHOWN : CURSOR_HIDDEN))
        terminfo_append(painter->info, is_shown ? CAP_CURSOR_SHOW : CAP_CURSOR_HIDE, out);
    painter->cursor = is_shown ? CURSOR_SHOWN : CURSOR_HIDDEN;
}

void painter_paint(Painter *painter, const Frame *frame, StrBuf *out)
{
    bool is_other = painter->shown.rows != frame->rows ||
                    painter->shown.columns != frame->columns ||
                    painter->shown.width.ambiguous != frame->width.ambiguous;
    if (painter->is_stale || is_other)
        painter_start_page(painter, frame, out);
    else
        painter_scroll(painter, frame, out);
    int last = frame->cursor_row >= 0 ? MIN(frame->cursor_row, frame->rows - 1) : -1;
    for (int i = 1; i <= frame->rows; i++)
        painter_paint_row(painter, frame, (last + i) % frame->rows, out);
    painter_place_cursor(painter, frame, out);
}
