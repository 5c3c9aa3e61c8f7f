/* Wrapping a text that is being edited.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/edit_rows.h"

#include <stdlib.h>

/* A row's end depends on what the next one begins with, and a row that was pushed out
 * short on the one after: so many before the change are wrapped again. */
#define ROWS_BEFORE_CHANGE 2

void edit_rows_clear(EditRows *rows)
{
    free(rows->starts);
    *rows = (EditRows){0};
}

void edit_rows_set_columns(EditRows *rows, int columns, WidthPolicy width)
{
    columns = columns > 0 ? MAX(columns, 2) : 0;
    if (columns == rows->columns && width.ambiguous == rows->width.ambiguous)
        return;
    rows->columns = columns;
    rows->width = width;
    rows->count = 0;
}

/* The last known row that starts at or before `off`. */
static size_t find_start(const EditRows *rows, size_t off)
{
    size_t low = 0, high = rows->count;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (rows->starts[middle] <= off)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void edit_rows_cut(EditRows *rows, size_t off)
{
    if (rows->count == 0)
        return;
    size_t index = find_start(rows, off);
    rows->count = index > ROWS_BEFORE_CHANGE ? index - ROWS_BEFORE_CHANGE + 1 : 1;
    rows->has_line = false;
}

static EditRow wrap_at(EditRows *rows, Str text, size_t start)
{
    if (!rows->has_line || start < rows->line_from || start > rows->line_end) {
        rows->line_from = start;
        rows->line_end = MIN(str_find(text, STR("\n"), start), text.len);
        rows->has_line = true;
    }
    size_t end = rows->line_end;
    EditRow row = {start, end, end + 1};
    if (rows->columns > 0 && end > start) {
        WrapRow wrapped =
            wrap_row(str_slice(text, 0, end), start, rows->columns, &rows->width);
        row.end = wrapped.end;
        row.next = wrapped.next < end ? wrapped.next : end + 1;
    }
    return row;
}

bool edit_rows_get(EditRows *rows, Str text, size_t index, EditRow *row)
{
    if (rows->count == 0) {
        rows->starts = mem_grow(rows->starts, &rows->capacity, 1, sizeof(*rows->starts));
        rows->starts[rows->count++] = 0;
        rows->has_line = false;
    }
    while (rows->count <= index) {
        EditRow last = wrap_at(rows, text, rows->starts[rows->count - 1]);
        if (last.next > text.len)
            return false;
        rows->starts = mem_grow(rows->starts, &rows->capacity, rows->count + 1,
                                sizeof(*rows->starts));
        rows->starts[rows->count++] = last.next;
    }
    *row = wrap_at(rows, text, rows->starts[index]);
    return true;
}

size_t edit_rows_find(EditRows *rows, Str text, size_t off)
{
    EditRow row;
    size_t index = rows->count ? find_start(rows, off) : 0;
    while (edit_rows_get(rows, text, index, &row) && row.next <= off)
        index++;
    return index;
}
