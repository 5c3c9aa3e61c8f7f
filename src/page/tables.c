/* Rows of tables: cells below each other with a free strip between them.
 *
 * Lines are taken together as long as at least one upright strip stays free between
 * their cells. Only what is certain becomes rows: three lines of several cells, or two
 * of three; numbers and bullets in front of text are no column.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STRIPS_MAX 32
#define HEAD_LINES_MAX 3
#define CELL_GAP_MIN 0.5F /* sizes of the font */
#define STRIP_GAP_MIN 0.15F
#define PITCH_MAX 4.5F      /* … from line to line */
#define WRAP_PITCH_MAX 0.8F /* of a cell's lines, over that of rows */

typedef struct Strip {
    float x0, x1;
} Strip;

typedef struct Table {
    PageText *pages;
    size_t start, end; /* lines */
    size_t head_end;   /* lines before it part only where strips begin */
    Strip strips[STRIPS_MAX];
    size_t strip_count;
    float size; /* of the font */
} Table;

/* Adds [x0, x1) to the strips; those it touches become one. */
static bool add_cell(Strip *strips, size_t *count, float x0, float x1, float gap)
{
    size_t first = 0;
    while (first < *count && strips[first].x1 + gap <= x0)
        first++;
    size_t last = first;
    while (last < *count && strips[last].x0 < x1 + gap) {
        x0 = MIN(x0, strips[last].x0);
        x1 = MAX(x1, strips[last].x1);
        last++;
    }
    if (*count + 1 - (last - first) > STRIPS_MAX)
        return false;
    memmove(strips + first + 1, strips + last, (*count - last) * sizeof(*strips));
    strips[first] = (Strip){x0, x1};
    *count += 1 - (last - first);
    return true;
}

static bool could_be_row(const Line *line)
{
    if (line_is_caption(line->text))
        return false;
    return !(line->flags &
             (LINE_CONTENTS | LINE_NOTE | LINE_SIDE | LINE_HEADING | LINE_ADDED));
}

/* Words with less than the gap of cells between them, as one. */
typedef struct Pieces {
    Word items[STRIPS_MAX];
    size_t count;
} Pieces;

/* May a piece end before the word at x0, though the gap is small? Where a strip begins
 * there that the piece would run into. */
static bool is_at_strip(const Table *table, const Word *piece, const Word *word)
{
    float slack = word->x1 > word->x0 ? 0.3F * table->size : 0;
    for (size_t i = 1; i < table->strip_count; i++) {
        const Strip *strip = &table->strips[i];
        if (word->x0 >= strip->x0 - slack && word->x0 <= strip->x0 + slack &&
            piece->x1 <= strip->x0 + 0.1F && piece->x0 < table->strips[i - 1].x1)
            return true;
    }
    return false;
}

static bool cut_pieces(const Table *table, const Line *line, Pieces *pieces)
{
    bool is_head = line < table->pages->lines + table->head_end;
    pieces->count = 0;
    for (size_t i = 0; i < line->word_count; i++) {
        const Word *word = &line->words[i];
        Word *last = pieces->count ? &pieces->items[pieces->count - 1] : NULL;
        if (!last || (!is_head && word->x0 - last->x1 >= CELL_GAP_MIN * line->size) ||
            is_at_strip(table, last, word)) {
            if (pieces->count == STRIPS_MAX)
                return false;
            pieces->items[pieces->count++] = *word;
        } else {
            StrBuf text = {0};
            strbuf_append_str(&text, last->text);
            text_append_spaced(&text, word->text, word->x0 - last->x1, line->size);
            last->text = arena_str(table->pages->arena, strbuf_get(&text));
            strbuf_clear(&text);
            last->x1 = MAX(last->x1, word->x1);
        }
    }
    return pieces->count > 0;
}

/* Takes a line into the table if strips stay free. */
static bool add_line(Table *table, const Line *line)
{
    Strip strips[STRIPS_MAX];
    Pieces pieces;
    size_t count = table->strip_count;
    memcpy(strips, table->strips, sizeof(strips));
    float gap =
        table->strip_count ? STRIP_GAP_MIN * line->size : CELL_GAP_MIN * line->size;
    table->size = line->size;
    if (!cut_pieces(table, line, &pieces))
        return false;
    for (size_t i = 0; i < pieces.count; i++)
        if (!add_cell(strips, &count, pieces.items[i].x0, pieces.items[i].x1, gap))
            return false;
    /* A line that runs into two cells is text. */
    if (count < 2 || (table->strip_count && count < table->strip_count))
        return false;
    memcpy(table->strips, strips, sizeof(strips));
    table->strip_count = count;
    return true;
}

static float get_pitch(const Line *last, const Line *line)
{
    return (line->box.y1 - last->box.y1) / MAX(line->size, 0.1F);
}

static size_t count_pieces(const Table *table, const Line *line)
{
    Pieces pieces;
    return cut_pieces(table, line, &pieces) ? pieces.count : 0;
}

static size_t find_strip(const Table *table, float x)
{
    size_t strip = 0;
    while (strip + 1 < table->strip_count && table->strips[strip].x1 <= x)
        strip++;
    return strip;
}

/* Does all of a line lie below cells of the line before that were full? */
static bool is_wrapped(const Table *table, const Line *last, const Line *line)
{
    Pieces above, pieces;
    if (!cut_pieces(table, last, &above) || !cut_pieces(table, line, &pieces))
        return false;
    for (size_t i = 0; i < pieces.count; i++) {
        size_t strip = find_strip(table, pieces.items[i].x0);
        bool is_full = false;
        for (size_t k = 0; k < above.count; k++)
            is_full |= find_strip(table, above.items[k].x0) == strip &&
                       above.items[k].x1 >= table->strips[strip].x1 - 1.2F * line->size;
        if (!is_full)
            return false;
    }
    return pieces.count < above.count ||
           (pieces.count == above.count && pieces.count == 1);
}

static bool is_below(const Line *last, const Line *line)
{
    float pitch = get_pitch(last, line);
    return line->column == last->column && pitch >= 0.3F && pitch <= PITCH_MAX;
}

/* At the head of the next page only what fits exactly goes on the table. */
static bool goes_over(Table *table, const Line *line)
{
    Table wider = *table;
    if (line->page != line[-1].page + 1 || table->end - table->start < 2 ||
        !add_line(&wider, line) ||
        (wider.strip_count != table->strip_count && count_pieces(table, line) < 3))
        return false;
    *table = wider;
    return true;
}

static void find_end(Table *table)
{
    const PageText *pages = table->pages;
    while (table->end < pages->line_count) {
        const Line *line = &pages->lines[table->end];
        if (!could_be_row(line) ||
            !(is_below(line - 1, line) ? add_line(table, line) : goes_over(table, line)))
            break;
        table->end++;
    }
    /* What follows with one cell belongs to the last row only if it is set close. */
    while (table->end > table->start + 1) {
        const Line *line = &pages->lines[table->end - 1];
        if (count_pieces(table, line) > 1 || line->box.x0 > table->strips[0].x1 ||
            is_wrapped(table, line - 1, line))
            break;
        table->end--;
    }
}

/* Numbers, bullets and other marks in front of text. */
static bool is_list(const Table *table)
{
    size_t marks = 0, rows = 0;
    for (size_t i = table->start; i < table->end; i++) {
        const Line *line = &table->pages->lines[i];
        Pieces pieces;
        if (!cut_pieces(table, line, &pieces) || pieces.count < 2)
            continue;
        rows++;
        Str text = pieces.items[0].text;
        size_t marker = line_marker_bytes(text);
        bool is_mark = marker == text.len || utf8_count_codepoints(text) == 1;
        marks += table->strip_count == 2 ? is_mark || marker > 0 : marker > 0 && !is_mark;
    }
    return marks * 2 > rows;
}

static bool is_certain(const Table *table)
{
    size_t several = 0, three = 0, aligned = 0, cells = 0;
    for (size_t i = table->start; i < table->end; i++) {
        const Line *line = &table->pages->lines[i];
        Pieces pieces;
        size_t count = cut_pieces(table, line, &pieces) ? pieces.count : 0;
        several += count >= 2;
        three += count >= 3;
        for (size_t k = 0; k < count && count >= 2; k++) {
            const Word *cell = &pieces.items[k];
            const Strip *strip = &table->strips[find_strip(table, cell->x0)];
            float from_left = fabsf(cell->x0 - strip->x0);
            float from_right = fabsf(cell->x1 - strip->x1);
            cells++;
            aligned += MIN(from_left, from_right) < 1.0F * line->size ||
                       fabsf(from_left - from_right) < 1.0F * line->size;
        }
    }
    return (several >= 3 || (several >= 2 && three >= 2)) && aligned * 4 >= cells * 3 &&
           several * 3 >= table->end - table->start && !is_list(table);
}

/* ---- rows -------------------------------------------------------------- */

static bool has_first_cell(const Table *table, const Line *line)
{
    return find_strip(table, line->words[0].x0) == 0;
}

/* The pitch below which lines are those of one cell: between that of cells and that of
 * rows, where there are two; 0 where all are alike. */
static float measure_wrap(const Table *table)
{
    float least = INFINITY, most = 0;
    for (size_t i = table->start + 1; i < table->end; i++) {
        const Line *line = &table->pages->lines[i];
        float pitch = get_pitch(line - 1, line);
        least = MIN(least, pitch);
        most = MAX(most, pitch);
    }
    return least < WRAP_PITCH_MAX * most ? (least + most) / 2 : 0;
}

/* Does a line go on the cells of the row that has lines [first, index)? */
static bool is_same_row(const Table *table, size_t first, size_t index, float wrap)
{
    const Line *lines = table->pages->lines;
    bool has_first = false;
    for (size_t i = first; i < index; i++)
        has_first |= has_first_cell(table, &lines[i]);
    if (wrap > 0 && get_pitch(&lines[index - 1], &lines[index]) >= wrap)
        return false;
    if (!has_first_cell(table, &lines[index]) ||
        is_wrapped(table, &lines[index - 1], &lines[index]))
        return true;
    /* Cells may be centred: the first cell's only line is then not the first. */
    return wrap > 0 && !has_first;
}

static void append_part(StrBuf *cell, Str part)
{
    size_t end = cell->len, start = 0;
    if (cell->len && part.len && !glyph_is_wide(utf8_previous(strbuf_get(cell), &end)) &&
        !glyph_is_wide(utf8_next(part, &start)))
        strbuf_append_byte(cell, ' ');
    strbuf_append_str(cell, part);
}

static void write_row(Table *table, size_t first, size_t end)
{
    PageText *pages = table->pages;
    StrBuf cells[STRIPS_MAX] = {{0}};
    pages->row_count++;
    for (size_t i = first; i < end; i++) {
        Line *line = &pages->lines[i];
        line->row = pages->row_count;
        Pieces pieces;
        size_t count = cut_pieces(table, line, &pieces) ? pieces.count : 0;
        for (size_t k = 0; k < count; k++)
            append_part(&cells[find_strip(table, pieces.items[k].x0)],
                        pieces.items[k].text);
    }
    StrBuf text = {0};
    for (size_t i = 0; i < table->strip_count; i++) {
        if (i > 0)
            strbuf_append_byte(&text, '\t');
        strbuf_append_str(&text, strbuf_get(&cells[i]));
        strbuf_clear(&cells[i]);
    }
    pages->lines[first].text = arena_str(pages->arena, strbuf_get(&text));
    strbuf_clear(&text);
}

static void write_rows(Table *table)
{
    float wrap = measure_wrap(table);
    for (size_t first = table->start; first < table->end;) {
        size_t end = first + 1;
        while (end < table->end && is_same_row(table, first, end, wrap))
            end++;
        write_row(table, first, end);
        first = end;
    }
}

/* The table whose head is `count` lines from `start` on, set so close that only the
 * rows below say where its cells part. */
static bool find_below_head(Table *table, size_t start, size_t count)
{
    PageText *pages = table->pages;
    size_t first = start + count;
    if (first + 1 >= pages->line_count)
        return false;
    for (size_t i = start; i <= first; i++)
        if (!could_be_row(&pages->lines[i]) ||
            (i > start && !is_below(&pages->lines[i - 1], &pages->lines[i])))
            return false;
    table->start = first;
    table->end = first + 1;
    if (!add_line(table, &pages->lines[first]))
        return false;
    find_end(table);
    if (!is_certain(table))
        return false;
    table->head_end = first;
    if (count_pieces(table, &pages->lines[start]) < 2)
        return false;
    for (size_t i = first; i-- > start;)
        if (!add_line(table, &pages->lines[i]))
            return false;
    table->start = start;
    return true;
}

static bool begin_table(Table *table)
{
    size_t start = table->start;
    const Table none = *table;
    bool is_table = add_line(table, &table->pages->lines[start]);
    if (is_table) {
        find_end(table);
        is_table = is_certain(table);
    }
    for (size_t count = 1; count <= HEAD_LINES_MAX; count++) {
        Table other = none;
        if (find_below_head(&other, start, count) &&
            (!is_table || other.strip_count > table->strip_count)) {
            *table = other;
            is_table = true;
        }
    }
    return is_table;
}

void text_find_tables(PageText *pages)
{
    for (size_t i = 0; i < pages->line_count;) {
        Table table = {.pages = pages, .start = i, .end = i + 1};
        const Line *line = &pages->lines[i];
        i++;
        if (line->word_count < 2 || !could_be_row(line) || !begin_table(&table))
            continue;
        write_rows(&table);
        i = table.end;
    }
}
