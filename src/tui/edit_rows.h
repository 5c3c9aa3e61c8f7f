/* The rows of a text that is being edited.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_EDIT_ROWS_H
#define PIYUE_TUI_EDIT_ROWS_H

#include <piyue/text.h>

/* One drawn row: the bytes [start, end); the caret is in it from start to below next. */
typedef struct EditRow {
    size_t start, end, next;
} EditRow;

/* Where rows start, as far as somebody has asked; zero is an empty one. A text of 1 MB is
 * wrapped once, and from then on only around what changes. */
typedef struct EditRows {
    size_t *starts;
    size_t count, capacity;
    size_t line_from, line_end; /* from there on there is no line end before here */
    bool has_line;
    int columns; /* 0: rows are as long as lines */
    WidthPolicy width;
} EditRows;

void edit_rows_clear(EditRows *rows);
void edit_rows_set_columns(EditRows *rows, int columns, WidthPolicy width);
/* The text has changed from `off` on. */
void edit_rows_cut(EditRows *rows, size_t off);
/* Row `index`; false behind the last. A text that ends in a line end has an empty last
 * row. */
bool edit_rows_get(EditRows *rows, Str text, size_t index, EditRow *row);
/* The index of the row that the caret at `off` is in. */
size_t edit_rows_find(EditRows *rows, Str text, size_t off);

#endif
