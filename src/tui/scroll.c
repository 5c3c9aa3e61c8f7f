/* Which rows of a frame stood elsewhere in the one before.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/painter.h"

#include <stdlib.h>
#include <string.h>

/* Cells that must be saved: setting a region, scrolling and leaving it is no gift. */
#define GAIN_MIN_CELLS 24
/* Blank rows are everywhere and say nothing of where text went. */
#define BLANK_ROW 0

static const Cell *frame_row(const Frame *frame, int row)
{
    return &frame->cells[(size_t)row * (size_t)frame->columns];
}

static uint64_t row_hash(const Frame *frame, int row)
{
    const Cell *cells = frame_row(frame, row);
    uint64_t hash = 0xCBF29CE484222325u;
    bool is_blank = true;
    for (int column = 0; column < frame->columns; column++) {
        const Cell *cell = &cells[column];
        is_blank &= cell->len <= 1 && (cell->len == 0 || cell->text[0] == ' ');
        uint32_t word = 0;
        memcpy(&word, cell->text, sizeof(word));
        hash =
            (hash ^ word ^ (uint64_t)cell->base << 32 ^ (uint64_t)cell->overlay << 40) *
            0x100000001B3u;
        hash ^= hash >> 29;
    }
    return is_blank ? BLANK_ROW : hash | 1;
}

static int count_other_cells(const Frame *a, int row_a, const Frame *b, int row_b)
{
    const Cell *left = frame_row(a, row_a), *right = frame_row(b, row_b);
    int count = 0;
    for (int column = 0; column < a->columns; column++)
        count += memcmp(&left[column], &right[column], sizeof(Cell)) != 0;
    return count;
}

/* By how many rows most of the text moved; 0 where most stayed. */
static int find_shift(const Frame *shown, const Frame *frame)
{
    int rows = frame->rows, best = 0, most = 1;
    uint64_t *before = mem_alloc_array((size_t)rows, sizeof(*before));
    uint64_t *after = mem_alloc_array((size_t)rows, sizeof(*after));
    int *votes = mem_alloc_array((size_t)rows * 2, sizeof(*votes));
    for (int row = 0; row < rows; row++) {
        before[row] = row_hash(shown, row);
        after[row] = row_hash(frame, row);
    }
    for (int to = 0; to < rows; to++)
        for (int from = 0; from < rows && after[to] != BLANK_ROW; from++)
            votes[from - to + rows] += after[to] == before[from];
    for (int i = 0; i < rows * 2; i++) {
        if (i != rows && votes[i] >= most) {
            most = votes[i] + 1;
            best = i - rows;
        }
    }
    free(before);
    free(after);
    free(votes);
    return best;
}

Scroll scroll_find(const Frame *shown, const Frame *frame)
{
    Scroll best = {0};
    int by = find_shift(shown, frame), gain = 0, best_gain = GAIN_MIN_CELLS;
    if (by == 0)
        return best;
    int top = MAX(-by, 0), start = top;
    for (int row = top; row < frame->rows - MAX(by, 0); row++) {
        int saved = count_other_cells(shown, row, frame, row) -
                    count_other_cells(shown, row + by, frame, row);
        if (gain <= 0) {
            gain = 0;
            start = row;
        }
        gain += saved;
        if (gain > best_gain) {
            best_gain = gain;
            best = (Scroll){start, row + 1, by};
        }
    }
    return best;
}
