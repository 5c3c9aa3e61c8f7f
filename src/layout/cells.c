/* The pieces of a row of a table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "layout/layout_private.h"

#define GAP_COLUMNS 2  /* between cells that stand behind one another */
#define NAME_COLUMNS 2 /* of the mark behind a name */
#define VALUE_INDENT 2 /* of a value without a name, below the first */

/* A cell in what is shown of its row. */
typedef struct CellSpan {
    size_t index, start, end;
} CellSpan;

/* The next cell; false behind the last. Begin with {.index = SIZE_MAX}. */
static bool cell_next(Str row, CellSpan *cell)
{
    bool is_first = cell->index == SIZE_MAX;
    if (!is_first && cell->end >= row.len)
        return false;
    cell->start = is_first ? 0 : cell->end + 1;
    cell->index++;
    cell->end = MIN(str_find(row, STR("\t"), cell->start), row.len);
    return true;
}

/* What is laid: the cells of one row into pieces. */
typedef struct Laying {
    const Layout *layout;
    const TableShape *table;
    CachedBlock *cached;
    Shown shown;
} Laying;

/* A part of the cell: as much as fits. The last one has the TAB behind it. */
static CachedPiece lay_part(Laying *laying, const CellSpan *cell, size_t *off,
                            int columns)
{
    CachedPiece piece = shown_wrap(&laying->shown, off, cell->end, columns);
    if (*off >= cell->end && cell->end < laying->shown.text.len)
        piece.next++;
    return piece;
}

/* ---- cells below one another ------------------------------------------- */

/* Columns that a cell may fill: its own, with the empty ones behind it. */
static int cell_room(const Laying *laying, const CellSpan *cell)
{
    const TableShape *table = laying->table;
    Str row = laying->shown.text;
    size_t last = cell->index, end = cell->end;
    while (last + 1 < table->count &&
           (end >= row.len || end + 1 == row.len || row.data[end + 1] == '\t')) {
        end += end < row.len;
        last++;
    }
    return table->columns[last].left + table->columns[last].columns -
           table->columns[cell->index].left;
}

static void lay_aligned(Laying *laying)
{
    CellSpan cell = {.index = SIZE_MAX};
    while (cell_next(laying->shown.text, &cell)) {
        const TableColumn *column = &laying->table->columns[cell.index];
        Str text = str_slice(laying->shown.text, cell.start, cell.end);
        size_t off = cell.start;
        uint32_t row = 0;
        int room = column->columns;
        if ((int)text_columns(text, laying->shown.width) > room)
            room = cell_room(laying, &cell);
        do {
            CachedPiece piece = lay_part(laying, &cell, &off, room);
            int shift = column->is_number ? column->columns - piece.columns : 0;
            piece.column = (uint16_t)(column->left + MAX(shift, 0));
            piece.row = row++;
            cached_add_piece(laying->cached, piece);
        } while (off < cell.end);
    }
}

/* ---- a record ---------------------------------------------------------- */

static void lay_record(Laying *laying)
{
    const TableShape *table = laying->table;
    bool has_names = table->head != BLOCK_NONE;
    Str names =
        has_names ? document_get_text(laying->layout->document, table->head) : (Str){0};
    uint32_t rows = 0;
    CellSpan cell = {.index = SIZE_MAX};
    while (cell_next(laying->shown.text, &cell)) {
        int left = has_names  ? table->label_columns + NAME_COLUMNS
                   : rows > 0 ? VALUE_INDENT
                              : 0;
        size_t off = cell.start;
        bool is_empty = cell.start == cell.end;
        bool is_named = has_names && !is_empty && cell_get(names, cell.index).len;
        do {
            CachedPiece piece =
                lay_part(laying, &cell, &off, laying->layout->options.columns - left);
            piece.column = (uint16_t)left;
            piece.row = is_empty ? MAX(rows, 1u) - 1 : rows++;
            piece.label = (uint16_t)(is_named ? cell.index + 1 : 0);
            is_named = false;
            cached_add_piece(laying->cached, piece);
        } while (off < cell.end);
    }
}

/* ---- cells behind one another ------------------------------------------ */

static void lay_loose(Laying *laying)
{
    int columns = laying->layout->options.columns, used = 0;
    uint32_t row = 0;
    CellSpan cell = {.index = SIZE_MAX};
    while (cell_next(laying->shown.text, &cell)) {
        Str text = str_slice(laying->shown.text, cell.start, cell.end);
        int wide = (int)MIN(text_columns(text, laying->shown.width), (size_t)columns);
        int gap = used && text.len ? GAP_COLUMNS : 0;
        size_t off = cell.start;
        if (used + gap + wide > columns) {
            row++;
            used = gap = 0;
        }
        used += gap;
        for (;;) {
            CachedPiece piece = lay_part(laying, &cell, &off, columns - used);
            piece.row = row;
            piece.column = (uint16_t)used;
            cached_add_piece(laying->cached, piece);
            used += piece.columns;
            if (off >= cell.end)
                break;
            row++;
            used = 0;
        }
    }
}

static bool is_of_columns(const Laying *laying)
{
    size_t cells = 0, filled = 0;
    CellSpan cell = {.index = SIZE_MAX};
    while (cell_next(laying->shown.text, &cell)) {
        cells++;
        filled += cell.end > cell.start;
    }
    return filled > 1 && cells <= laying->table->count;
}

void layout_lay_cells(Layout *layout, CachedBlock *cached, Str text)
{
    Laying laying = {.layout = layout, .cached = cached};
    laying.table = layout_get_table(layout, cached->block);
    cached->head = laying.table->head;
    shown_init(&laying.shown, layout, text);
    bool is_loose = laying.table->form == TABLE_LOOSE ||
                    cached->info.flags & BLOCK_CONTINUED || !is_of_columns(&laying);
    if (!is_loose && laying.table->form == TABLE_ALIGNED)
        lay_aligned(&laying);
    else if (!is_loose && cached->block != cached->head)
        lay_record(&laying);
    else
        lay_loose(&laying);
    shown_clear(&laying.shown);
}
