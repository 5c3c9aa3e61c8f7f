/* layout: blocks → rows of the screen.
 *
 * Wraps the blocks that are asked for and no others, steps through rows across
 * folds, and translates between places in the text and rows and columns. A place is
 * (block, byte), so nothing moves when a fold or the width changes; no row is ever
 * counted over the whole document (positions in per cent are by text). Knows styles
 * by name, no terminal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LAYOUT_H
#define PIYUE_LAYOUT_H

#include <piyue/model.h>
#include <piyue/settings.h>

/* ---- folds ------------------------------------------------------------- */

/* Which sections of a document are folded. A folded section shows its heading row
 * alone. */
typedef struct FoldSet FoldSet;
FoldSet *foldset_new(const Document *document);
void foldset_free(FoldSet *folds);
bool foldset_is_folded(const FoldSet *folds, uint32_t section);
void foldset_set(FoldSet *folds, uint32_t section, bool is_folded);
void foldset_set_all(FoldSet *folds, bool is_folded); /* O(sections / 64) */
/* Sections of depth `level` (1 is the top, counted by nesting) and deeper are folded,
 * higher ones open: z1 shows the top headings only. O(sections). */
void foldset_set_level(FoldSet *folds, int level);
/* Opens every section above `block`, so that it is visible. True if any was folded. */
bool foldset_reveal(FoldSet *folds, uint32_t block);
/* The outermost folded section that hides `block` (not the one it is the heading of),
 * or SECTION_NONE. O(depth + log n). */
uint32_t foldset_find_hiding(const FoldSet *folds, uint32_t block);
/* To and from bytes for the store; unknown or foreign bytes load as unfolded. */
void foldset_save(const FoldSet *folds, StrBuf *out);
void foldset_load(FoldSet *folds, Str saved);
bool foldset_is_any(const FoldSet *folds);

/* ---- rows -------------------------------------------------------------- */

typedef struct LayoutOptions {
    int columns;     /* of the text column, >= 2 */
    int indent;      /* first row of a paragraph, cells; 2 at most where columns < 30 */
    int paragraph_gap, heading_gap; /* empty rows above */
    bool is_skeleton;    /* headings and the first sentence of each paragraph */
    bool show_hidden;
    bool full_punctuation; /* half-width marks between Han are shown in full width */
    WidthPolicy width;
    /* Rows that others draw below the text of a block; NULL for none. It must answer the
     * same until layout_touch_folds(). A folded block has none. */
    uint32_t (*count_extra)(void *context, uint32_t block);
    void *extra_context;
} LayoutOptions;

typedef enum RowKind { ROW_GAP, ROW_TEXT, ROW_EXTRA } RowKind;

/* One row of the text column. In a row of a table stand parts of several cells: what
 * lies between them in the block may stand in another row (layout_row_holds). */
typedef struct Row {
    RowKind kind;
    uint32_t block;
    uint32_t index;      /* among the text rows of its block */
    uint32_t start, end; /* bytes drawn, the first and behind the last; equal for a gap */
    uint32_t next;       /* where what follows the last of them starts */
    uint32_t section;    /* whose heading starts in this row, or SECTION_NONE */
    uint32_t extra;      /* number of an extra row in its block */
    uint16_t indent;     /* cells before the text */
    uint16_t columns;    /* from there to the end of the text */
    bool is_first, is_last; /* text row of its block */
    bool is_folded;      /* the row stands for a folded section */
} Row;

/* A row's address: block and number of the row in it, gaps above it included. */
typedef struct RowPos {
    uint32_t block;
    uint32_t row;
} RowPos;

typedef struct Layout Layout;
/* Borrows document and folds, which must outlive it. */
Layout *layout_new(const Document *document, const FoldSet *folds,
                   const LayoutOptions *options);
void layout_free(Layout *layout);
const LayoutOptions *layout_get_options(const Layout *layout);
/* New width, skeleton, …: cached rows are dropped. Positions stay valid as places;
 * RowPos values must be made again from a Pos. */
void layout_set_options(Layout *layout, const LayoutOptions *options);
/* To be called after the fold set or the extra rows have changed. O(1). */
void layout_touch_folds(Layout *layout);

Row layout_get_row(Layout *layout, RowPos at);
/* First visible row of the document; the last. A document without blocks has one gap
 * row of block 0. */
RowPos layout_first(Layout *layout);
RowPos layout_last(Layout *layout);
/* The next or previous visible row; false at the end or start, `*at` untouched. */
bool layout_next(Layout *layout, RowPos *at);
bool layout_previous(Layout *layout, RowPos *at);
/* Moves by `rows` (negative: up), stopping at the ends; returns the rows moved. */
int layout_move(Layout *layout, RowPos *at, int rows);
/* The row that shows `pos`; the heading row of the fold that hides it. */
RowPos layout_find_row(Layout *layout, Pos pos);
/* Cells from the left edge of the text column to `pos` in its row, indent included. */
int layout_get_column(Layout *layout, Pos pos);
/* Is byte `off` of its block drawn in this row, or in the blank behind one that is? */
bool layout_row_holds(Layout *layout, const Row *row, uint32_t off);
/* The cluster at `column` of a row (the nearest where there is none). */
Pos layout_get_pos(Layout *layout, RowPos at, int column);
/* A visible place for `pos`: itself, or the heading of the fold that hides it. */
Pos layout_get_visible(Layout *layout, Pos pos);
bool layout_is_visible(Layout *layout, uint32_t block);

/* What hides below a folded heading, for its row: "12段 3418字". */
typedef struct FoldSize {
    uint32_t blocks;
    uint64_t codepoints; /* exact below 64 KB of text, else estimated from bytes */
} FoldSize;
FoldSize layout_get_fold_size(Layout *layout, uint32_t section);

/* Appends the text of a block as it is shown: with full_punctuation, other marks stand
 * there. Places are those of the text itself. */
void layout_append_shown(Layout *layout, uint32_t block, uint32_t start, uint32_t end,
                         StrBuf *out);

/* ---- decorations ------------------------------------------------------- */

/* A styled range of the text: a mark, a selection, a hit. Later ones lie on top. */
typedef struct Decoration {
    Range range;
    StyleId style;
} Decoration;

/* A part of a row in one look: bytes [start, end) of a block. That is the row's own, or
 * the head of its table, whose cell names what follows (": " goes behind it). */
typedef struct RowSpan {
    uint32_t block;
    uint32_t start, end;
    int column;      /* cells from the left edge of the text; -1: behind the one before */
    StyleId base;    /* text, heading.N, table.head, hidden */
    StyleId overlay; /* topmost decoration, or STYLE_TEXT for none */
} RowSpan;
/* Splits a text row by styles. Writes at most `capacity` spans and returns how many;
 * of what does
 * not fit, the rest of a piece is merged into the last one. */
size_t layout_decorate(Layout *layout, const Row *row, const Decoration *decorations,
                       size_t decoration_count, RowSpan *spans, size_t capacity);

#endif
