/* Drawing that all screens share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#define ADVICE_KEY_BYTES 8

int screen_body_rows(int rows)
{
    return MAX(rows - BAR_ROWS - FOOT_ROWS, 1);
}

int put_right(Frame *frame, int row, int start, int end, Str text, StyleId base)
{
    int wide = (int)MIN(text_columns(text, &frame->width), (size_t)frame->columns);
    int column = MAX(end - wide, start);
    if (column < end)
        frame_put_cut(frame, row, column, end - column, text, base, STYLE_TEXT);
    return column;
}

void put_band(Frame *frame, int row, int column, int columns)
{
    for (int i = column; i < column + columns; i++) {
        const Cell *cell = frame_get_cell(frame, row, i);
        if (cell && cell->overlay == STYLE_TEXT)
            frame_overlay(frame, row, i, 1, STYLE_CURRENT);
        else if (cell) /* tags and hits stay what they are, on the band */
            frame_set_base(frame, row, i, 1, STYLE_CURRENT);
    }
}

/* Where what is said begins in a row of advice: behind a key and its blanks. */
static int advice_indent(Str text)
{
    size_t blanks = str_find(str_slice(text, 0, ADVICE_KEY_BYTES), STR("  "), 0);
    if (blanks == STR_NONE)
        return 0;
    while (blanks < text.len && text.data[blanks] == ' ')
        blanks++;
    return (int)blanks;
}

/* A row of advice, wrapped where the screen is narrower; gives the row behind it. */
static int put_advice_row(Frame *frame, int y, int left, Str text, StyleId style)
{
    size_t off = 0;
    do {
        int start = off ? left + advice_indent(text) : left;
        int columns = MAX(frame->columns - start - 1, 2);
        WrapRow row = wrap_row(text, off, columns, &frame->width);
        if (y < frame->rows - FOOT_ROWS)
            frame_put_cut(frame, y, start, columns, str_slice(text, row.start, row.end),
                          style, STYLE_TEXT);
        off = row.next;
        y++;
    } while (off < text.len);
    return y;
}

void put_advice(Frame *frame, const char *text)
{
    int wide = 0, tall = 0;
    for (Str rest = str_from(text); rest.data; tall++) {
        Str row = str_split(&rest, '\n');
        wide = MAX(wide, (int)text_columns(row, &frame->width));
    }
    int row = BAR_ROWS + MAX((screen_body_rows(frame->rows) - tall) / 3, 0);
    int left = MAX((frame->columns - wide) / 2, 1);
    StyleId style = STYLE_LIST_STRONG;
    for (Str rest = str_from(text); rest.data; style = STYLE_LIST_DIM)
        row = put_advice_row(frame, row, left, str_split(&rest, '\n'), style);
}

void put_bar(Frame *frame, const char *name, Str left, Str right)
{
    frame_fill(frame, 0, 0, 1, frame->columns, STYLE_BAR);
    int column = 1 + frame_put_cut(frame, 0, 1, frame->columns - 2, str_from(name),
                                   STYLE_BAR_STRONG, STYLE_TEXT);
    int end = frame->columns - 1;
    if (right.len)
        end = put_right(frame, 0, column + 2, end, right, STYLE_BAR) - 2;
    if (left.len && end - column > 4)
        frame_put_cut(frame, 0, column + 2, end - column - 2, left, STYLE_BAR,
                      STYLE_TEXT);
}

int put_paragraph(Frame *frame, int y, int end, int left, int columns, Str text,
                  StyleId style)
{
    for (size_t off = 0; off < text.len && y < end && columns >= 2; y++) {
        WrapRow row = wrap_row(text, off, columns, &frame->width);
        bool is_cut = y + 1 == end && row.next < text.len;
        frame_put_cut(frame, y, left, columns,
                      str_slice(text, row.start, is_cut ? text.len : row.end), style,
                      STYLE_TEXT);
        off = row.next;
    }
    return y;
}
