/* Stepping through rows, and places in the text as rows and columns.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "layout/layout_private.h"

#include <stdlib.h>

/* Above this, the characters of a fold are estimated from its bytes. */
#define FOLD_EXACT_BYTES (64 * 1024)

static LayoutOptions layout_fit_options(const LayoutOptions *options)
{
    LayoutOptions fitted = *options;
    fitted.columns = MIN(MAX(fitted.columns, 2), UINT16_MAX);
    return fitted;
}

Layout *layout_new(const Document *document, const FoldSet *folds,
                   const LayoutOptions *options)
{
    Layout *layout = mem_alloc(sizeof(*layout));
    layout->document = document;
    layout->folds = folds;
    layout->options = layout_fit_options(options);
    return layout;
}

void layout_free(Layout *layout)
{
    if (!layout)
        return;
    for (size_t i = 0; i < CACHE_BLOCKS; i++)
        free(layout->cache[i].pieces);
    free(layout);
}

const LayoutOptions *layout_get_options(const Layout *layout)
{
    return &layout->options;
}

void layout_set_options(Layout *layout, const LayoutOptions *options)
{
    layout->options = layout_fit_options(options);
    layout->options_generation++;
}

void layout_touch_folds(Layout *layout)
{
    layout->folds_generation++;
}

/* ---- rows -------------------------------------------------------------- */

Row layout_get_row(Layout *layout, RowPos at)
{
    Row row = {.kind = ROW_GAP, .block = at.block, .section = SECTION_NONE};
    if (at.block >= layout->document->block_count)
        return row;
    const CachedBlock *cached = layout_get_block(layout, at.block);
    if (at.row < cached->gap)
        return row;
    if (cached->extra && at.row >= cached->gap + cached->row_count) {
        row.kind = ROW_EXTRA;
        row.extra =
            MIN(at.row - cached->gap - (uint32_t)cached->row_count, cached->extra - 1);
        return row;
    }
    row.index = MIN(at.row - cached->gap, (uint32_t)cached->row_count - 1);
    const CachedPiece *piece = cached_next_piece(cached, row.index, NULL);
    row.kind = ROW_TEXT;
    row.start = piece->start;
    row.indent = piece->column;
    for (; piece; piece = cached_next_piece(cached, row.index, piece)) {
        row.end = piece->end;
        row.next = piece->next;
        row.columns = (uint16_t)(piece->column + piece->columns - row.indent);
    }
    row.is_first = row.index == 0;
    row.is_last = row.index + 1 == cached->row_count;
    if (row.is_first) {
        row.section = cached->section;
        row.is_folded = cached->is_folded;
    }
    return row;
}

static uint32_t layout_count_rows(Layout *layout, uint32_t block)
{
    const CachedBlock *cached = layout_get_block(layout, block);
    return cached->gap + (uint32_t)cached->row_count + cached->extra;
}

RowPos layout_first(Layout *layout)
{
    return (RowPos){layout_snap_block(layout, 0), 0};
}

RowPos layout_last(Layout *layout)
{
    uint32_t count = layout->document->block_count;
    if (count == 0)
        return (RowPos){0, 0};
    uint32_t block = layout_snap_block(layout, count - 1);
    return (RowPos){block, layout_count_rows(layout, block) - 1};
}

bool layout_next(Layout *layout, RowPos *at)
{
    if (at->block >= layout->document->block_count)
        return false;
    if (at->row + 1 < layout_count_rows(layout, at->block)) {
        at->row++;
        return true;
    }
    uint32_t block = at->block;
    if (!layout_next_block(layout, &block))
        return false;
    *at = (RowPos){block, 0};
    return true;
}

bool layout_previous(Layout *layout, RowPos *at)
{
    if (at->row > 0) {
        at->row--;
        return true;
    }
    uint32_t block = at->block;
    if (!layout_previous_block(layout, &block))
        return false;
    *at = (RowPos){block, layout_count_rows(layout, block) - 1};
    return true;
}

int layout_move(Layout *layout, RowPos *at, int rows)
{
    int moved = 0;
    while (moved < rows && layout_next(layout, at))
        moved++;
    while (moved > rows && layout_previous(layout, at))
        moved--;
    return moved;
}

/* ---- places ------------------------------------------------------------ */

bool layout_is_visible(Layout *layout, uint32_t block)
{
    return block < layout->document->block_count &&
           layout_snap_block(layout, block) == block;
}

Pos layout_get_visible(Layout *layout, Pos pos)
{
    if (layout->document->block_count == 0)
        return (Pos){0, 0};
    uint32_t block = layout_snap_block(layout, pos.block);
    if (block != pos.block) /* a heading stands for what it hides, else a neighbour */
        pos = (Pos){block, pos.block > block &&
                                   layout_find_heading(layout, block) == SECTION_NONE
                               ? UINT32_MAX
                               : 0};
    const CachedBlock *cached = layout_get_block(layout, block);
    if (pos.off < cached->shown_end || cached->shown_end == 0)
        return (Pos){block, MIN(pos.off, cached->shown_end)};
    if (cached->is_folded)
        return (Pos){block, 0};
    uint32_t bytes = (uint32_t)document_get_text(layout->document, block).len;
    if (cached->shown_end == bytes && pos.off == bytes)
        return pos; /* the end of a range may lie behind the last cluster */
    Str shown =
        str_slice(document_get_text(layout->document, block), 0, cached->shown_end);
    return (Pos){block, (uint32_t)cluster_previous(shown, shown.len)};
}

RowPos layout_find_row(Layout *layout, Pos pos)
{
    if (layout->document->block_count == 0)
        return (RowPos){0, 0};
    pos = layout_get_visible(layout, pos);
    const CachedBlock *cached = layout_get_block(layout, pos.block);
    return (RowPos){pos.block, cached->gap + cached_find_piece(cached, pos.off)->row};
}

int layout_get_column(Layout *layout, Pos pos)
{
    if (layout->document->block_count == 0)
        return 0;
    pos = layout_get_visible(layout, pos);
    const CachedBlock *cached = layout_get_block(layout, pos.block);
    const CachedPiece *piece = cached_find_piece(cached, pos.off);
    StrBuf before = {0};
    layout_append_shown(layout, pos.block, piece->start, MIN(pos.off, piece->end),
                        &before);
    int columns = (int)text_columns(strbuf_get(&before), &layout->options.width);
    strbuf_clear(&before);
    return piece->column + columns;
}

bool layout_row_holds(Layout *layout, const Row *row, uint32_t off)
{
    if (row->kind != ROW_TEXT)
        return false;
    const CachedBlock *cached = layout_get_block(layout, row->block);
    return cached_find_piece(cached, off)->row == row->index;
}

void layout_append_shown(Layout *layout, uint32_t block, uint32_t start, uint32_t end,
                         StrBuf *out)
{
    Str text = document_get_text(layout->document, block);
    if (layout->options.full_punctuation)
        layout_show(text, start, MIN((size_t)end, text.len), out);
    else
        strbuf_append_str(out, str_slice(text, start, end));
}

/* The piece of a row that holds a column, or is before it. An empty cell may lie under
 * one that reaches over it. */
static const CachedPiece *cached_find_column(const CachedBlock *cached, uint32_t row,
                                             int column)
{
    const CachedPiece *found = cached_next_piece(cached, row, NULL), *next = found;
    while ((next = cached_next_piece(cached, row, next)) && next->column <= column)
        if (next->columns > 0 || next->column >= found->column + found->columns)
            found = next;
    return found;
}

Pos layout_get_pos(Layout *layout, RowPos at, int column)
{
    if (layout->document->block_count == 0)
        return (Pos){0, 0};
    Row row = layout_get_row(layout, at);
    if (row.kind != ROW_TEXT)
        return (Pos){row.block, row.start};
    const CachedBlock *cached = layout_get_block(layout, row.block);
    const CachedPiece *piece = cached_find_column(cached, row.index, column);
    Str whole = document_get_text(layout->document, row.block);
    Str text = str_slice(whole, 0, piece->end);
    size_t off = piece->start, last = piece->start;
    int reached = piece->column;
    Cluster cluster;
    while (off < piece->end &&
           cluster_next(text, &off, &layout->options.width, &cluster)) {
        if (cluster.columns == 0)
            continue;
        last = (size_t)(cluster.text.data - text.data);
        reached += layout->options.full_punctuation && text_full_mark(whole, last)
                       ? 2
                       : cluster.columns;
        if (column < reached)
            break;
    }
    return (Pos){row.block, (uint32_t)last};
}

/* ---- what a fold hides ------------------------------------------------- */

static uint64_t layout_count_codepoints(const Layout *layout, const Section *section,
                                        uint64_t bytes)
{
    const Document *document = layout->document;
    uint32_t first = section->heading.block;
    if (bytes > FOLD_EXACT_BYTES) {
        double share = document->text_bytes
                           ? (double)document->codepoints / (double)document->text_bytes
                           : 1.0 / 3;
        return (uint64_t)((double)bytes * share + 0.5);
    }
    Str own = document_get_text(document, first);
    uint64_t count =
        utf8_count_codepoints(str_slice(own, section->heading.title_end, own.len));
    for (uint32_t block = first + 1; block < section->end_block; block++)
        count += utf8_count_codepoints(document_get_text(document, block));
    return count;
}

FoldSize layout_get_fold_size(Layout *layout, uint32_t section)
{
    const Document *document = layout->document;
    if (section >= document->section_count)
        return (FoldSize){0};
    CachedFoldSize *cached = &layout->sizes[section % FOLD_SIZES_CACHED];
    if (cached->is_used && cached->section == section)
        return cached->size;
    const Section *folded = &document->sections[section];
    uint32_t first = folded->heading.block, end = folded->end_block;
    uint32_t own_bytes = document_get_block(document, first).bytes;
    uint32_t rest = own_bytes > folded->heading.title_end
                        ? own_bytes - folded->heading.title_end
                        : 0; /* of a run-in heading: the paragraph it begins */
    uint64_t bytes = rest;
    if (end > first + 1)
        bytes += document_get_bytes_before(document, end) -
                 document_get_bytes_before(document, first + 1);
    FoldSize size = {.blocks = end - first - 1 + (rest > 0)};
    size.codepoints = layout_count_codepoints(layout, folded, bytes);
    *cached = (CachedFoldSize){true, section, size};
    return size;
}
