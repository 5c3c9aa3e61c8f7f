/* The cells a screen should show.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <stdlib.h>
#include <string.h>

void frame_init(Frame *frame, int rows, int columns, WidthPolicy width)
{
    rows = MAX(rows, 1);
    columns = MAX(columns, 1);
    *frame = (Frame){
        .rows = rows,
        .columns = columns,
        .cells = mem_alloc_array(size_mul((size_t)rows, (size_t)columns), sizeof(Cell)),
        .cursor_row = -1,
        .cursor_column = -1,
        .width = width,
    };
    frame_erase(frame, STYLE_TEXT);
}

void frame_clear_memory(Frame *frame)
{
    free(frame->cells);
    *frame = (Frame){0};
}

static Cell *frame_cell(const Frame *frame, int row, int column)
{
    return &frame->cells[(size_t)row * (size_t)frame->columns + (size_t)column];
}

static bool frame_has(const Frame *frame, int row, int column)
{
    return row >= 0 && row < frame->rows && column >= 0 && column < frame->columns;
}

const Cell *frame_get_cell(const Frame *frame, int row, int column)
{
    return frame_has(frame, row, column) ? frame_cell(frame, row, column) : NULL;
}

static void cell_blank(Cell *cell)
{
    /* All bytes are set: the driver compares whole rows with memcmp. */
    memset(cell->text, 0, sizeof(cell->text));
    cell->text[0] = ' ';
    cell->len = 1;
    cell->columns = 1;
}

/* Before a cell is overwritten: half a wide cluster must not stay behind. */
static void frame_free_cell(Frame *frame, int row, int column)
{
    Cell *cell = frame_cell(frame, row, column);
    if (cell->columns == 1)
        return;
    if (cell->columns == 0 && column > 0)
        cell_blank(cell - 1);
    if (cell->columns == 2 && column + 1 < frame->columns)
        cell_blank(cell + 1);
    cell_blank(cell);
}

void frame_erase(Frame *frame, StyleId base)
{
    Cell blank = {.base = (uint8_t)base, .overlay = STYLE_TEXT};
    cell_blank(&blank);
    size_t count = (size_t)frame->rows * (size_t)frame->columns;
    for (size_t i = 0; i < count; i++)
        frame->cells[i] = blank;
    frame->cursor_row = frame->cursor_column = -1;
}

void frame_fill(Frame *frame, int row, int column, int rows, int columns, StyleId base)
{
    int last_row = MIN(row + rows, frame->rows);
    int last_column = MIN(column + columns, frame->columns);
    for (int r = MAX(row, 0); r < last_row; r++) {
        for (int c = MAX(column, 0); c < last_column; c++) {
            frame_free_cell(frame, r, c);
            Cell *cell = frame_cell(frame, r, c);
            cell_blank(cell);
            cell->base = (uint8_t)base;
            cell->overlay = STYLE_TEXT;
        }
    }
}

static void cell_set(Cell *cell, Str text, int columns, StyleId base, StyleId overlay)
{
    memset(cell, 0, sizeof(*cell));
    memcpy(cell->text, text.data, text.len);
    cell->len = (uint8_t)text.len;
    cell->columns = (uint8_t)columns;
    cell->base = (uint8_t)base;
    cell->overlay = (uint8_t)overlay;
}

static void frame_set_cell(Frame *frame, int row, int column, Str text, int columns,
                           StyleId base, StyleId overlay)
{
    /* A cluster across the edge is left out, its cell stays blank. */
    bool is_whole =
        frame_has(frame, row, column) && frame_has(frame, row, column + columns - 1);
    for (int i = 0; i < columns; i++) {
        if (!frame_has(frame, row, column + i))
            continue;
        frame_free_cell(frame, row, column + i);
        if (!is_whole)
            cell_set(frame_cell(frame, row, column + i), STR(" "), 1, base, overlay);
    }
    if (!is_whole)
        return;
    Cell *cell = frame_cell(frame, row, column);
    if (style_is_overlay(base)) { /* tags and marks lie on the ground that is there */
        overlay = overlay == STYLE_TEXT ? base : overlay;
        base = (StyleId)cell->base;
    }
    cell_set(cell, text, columns, base, overlay);
    if (columns == 2)
        cell_set(cell + 1, (Str){"", 0}, 0, base, overlay);
}

/* Combining marks beyond the room of a cell are not drawn. */
static Str cell_fit(Str shown)
{
    size_t len = shown.len;
    while (len > CELL_MAX_BYTES) {
        len = CELL_MAX_BYTES;
        while (len > 0 && ((unsigned char)shown.data[len] & 0xC0) == 0x80)
            len--;
    }
    return str_slice(shown, 0, len);
}

/* A cluster of several cells: each character that has columns begins one. Those that do
 * not fit are left out. */
static void frame_put_cells(Frame *frame, int row, int column, int max_columns, Str shown,
                            StyleId base, StyleId overlay)
{
    for (size_t off = 0; off < shown.len;) {
        size_t start = off, end;
        int columns = width_of_codepoint(utf8_next(shown, &off), &frame->width);
        columns = MAX(columns, 1);
        if (columns > max_columns)
            break;
        for (end = off; off < shown.len; end = off)
            if (width_of_codepoint(utf8_next(shown, &off), &frame->width) > 0)
                break;
        off = end;
        frame_set_cell(frame, row, column, cell_fit(str_slice(shown, start, end)),
                       columns, base, overlay);
        column += columns;
        max_columns -= columns;
    }
}

static void frame_put_cluster(Frame *frame, int row, int column, const Cluster *cluster,
                              StyleId base, StyleId overlay)
{
    bool is_run = cluster->columns == 2 && str_is_ascii(cluster->shown);
    if (is_run || cluster->columns > 2) {
        frame_put_cells(frame, row, column, cluster->columns, cluster->shown, base,
                        overlay);
        return;
    }
    Str shown = cell_fit(cluster->shown);
    bool starts_blank = shown.len > 1 && shown.data[0] == ' ';
    if (cluster->columns == 2 && (starts_blank || str_has_suffix(shown, STR(" ")))) {
        size_t cut = starts_blank ? 1 : shown.len - 1;
        frame_set_cell(frame, row, column, str_slice(shown, 0, cut), 1, base, overlay);
        frame_set_cell(frame, row, column + 1, str_slice(shown, cut, shown.len), 1, base,
                       overlay);
        return;
    }
    frame_set_cell(frame, row, column, shown, cluster->columns, base, overlay);
}

int frame_put(Frame *frame, int row, int column, int max_columns, Str text, StyleId base,
              StyleId overlay)
{
    int used = 0;
    size_t off = 0;
    Cluster cluster;
    max_columns = MIN(max_columns, frame->columns - column);
    while (used < max_columns && cluster_next(text, &off, &frame->width, &cluster)) {
        if (cluster.columns == 0)
            continue;
        if (cluster.columns > MAX(max_columns, 2) && used == 0 && row >= 0 &&
            row < frame->rows) {
            /* A mark that no row can hold: its beginning is better than nothing. */
            frame_put_cells(frame, row, column, max_columns, cluster.shown, base,
                            overlay);
            return max_columns;
        }
        if (used + cluster.columns > max_columns)
            break;
        if (row >= 0 && row < frame->rows)
            frame_put_cluster(frame, row, column + used, &cluster, base, overlay);
        used += cluster.columns;
    }
    return used;
}

void frame_copy(Frame *frame, int row, int column, const Frame *from)
{
    int columns = MIN(from->columns, frame->columns - column);
    for (int y = 0; y < MIN(from->rows, frame->rows - row); y++) {
        for (int x = 0; x < columns; x++) {
            const Cell *cell = frame_cell(from, y, x);
            frame_free_cell(frame, row + y, column + x);
            *frame_cell(frame, row + y, column + x) = *cell;
        }
        if (columns > 0 && frame_cell(from, y, columns - 1)->columns == 2)
            cell_blank(frame_cell(frame, row + y, column + columns - 1));
    }
}

int frame_put_cut(Frame *frame, int row, int column, int max_columns, Str text,
                  StyleId base, StyleId overlay)
{
    max_columns = MIN(max_columns, frame->columns - column);
    if (max_columns <= 0)
        return 0;
    if (text_fit(text, max_columns, &frame->width) == text.len)
        return frame_put(frame, row, column, max_columns, text, base, overlay);
    int used = frame_put(frame, row, column, max_columns - 1, text, base, overlay);
    return used + frame_put(frame, row, column + used, 1, STR("~"), base, overlay);
}

int frame_putf(Frame *frame, int row, int column, int max_columns, StyleId base,
               const char *format, ...)
{
    StrBuf text = {0};
    va_list args;
    va_start(args, format);
    strbuf_appendv(&text, format, args);
    va_end(args);
    int used = frame_put_cut(frame, row, column, max_columns, strbuf_get(&text), base,
                             STYLE_TEXT);
    strbuf_clear(&text);
    return used;
}

void frame_overlay(Frame *frame, int row, int column, int columns, StyleId overlay)
{
    for (int c = column; c < column + columns; c++) {
        if (frame_has(frame, row, c))
            frame_cell(frame, row, c)->overlay = (uint8_t)overlay;
    }
}

void frame_set_base(Frame *frame, int row, int column, int columns, StyleId base)
{
    for (int c = column; c < column + columns; c++) {
        if (frame_has(frame, row, c))
            frame_cell(frame, row, c)->base = (uint8_t)base;
    }
}

void frame_set_cursor(Frame *frame, int row, int column)
{
    bool is_inside = row >= 0 && row < frame->rows && column >= 0;
    frame->cursor_row = is_inside ? row : -1;
    frame->cursor_column = is_inside ? MIN(column, frame->columns - 1) : -1;
}

/* ---- for tests --------------------------------------------------------------------- */

/* The signs of styles in a dump: the first style that is met is `a`, and so on. */
typedef struct Signs {
    char of[STYLE_COUNT]; /* 0: not met yet */
    size_t count;
} Signs;

/* Overlays win; body text is a dot. */
static char give_sign(Signs *signs, const Cell *cell)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t style = cell->overlay != STYLE_TEXT ? cell->overlay : cell->base;
    if (style == STYLE_TEXT)
        return '.';
    if (!signs->of[style])
        signs->of[style] =
            signs->count < sizeof(letters) - 1 ? letters[signs->count++] : '?';
    return signs->of[style];
}

static void dump_row(const Frame *frame, int row, Signs *signs, StrBuf *out)
{
    size_t row_start = out->len;
    for (int column = 0; column < frame->columns; column++) {
        const Cell *cell = frame_cell(frame, row, column);
        if (signs)
            strbuf_append_byte(out, give_sign(signs, cell));
        else
            strbuf_append(out, cell->text, cell->len);
    }
    while (!signs && out->len > row_start && out->data[out->len - 1] == ' ')
        out->len--;
    strbuf_append_byte(out, '\n');
}

void frame_dump(const Frame *frame, bool styles, StrBuf *out)
{
    Signs signs = {0};
    for (int row = 0; row < frame->rows; row++)
        dump_row(frame, row, NULL, out);
    for (int row = 0; styles && row < frame->rows; row++)
        dump_row(frame, row, &signs, out);
    for (size_t style = 0; style < STYLE_COUNT; style++)
        if (signs.of[style])
            strbuf_appendf(out, "%c %s\n", signs.of[style],
                           style_get_name((StyleId)style));
}
