/* What the files of this room share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LAYOUT_PRIVATE_H
#define PIYUE_LAYOUT_PRIVATE_H

#include <piyue/layout.h>

/* Blocks whose rows are kept; consecutive blocks never push one another out. */
#define CACHE_BLOCKS 512
#define FOLD_SIZES_CACHED 256

/* Text that stands in one row without a gap: the whole row, or of a table a cell's part.
 * Those of a block are in the order of its bytes, and every byte is in one [start, next).
 */
typedef struct CachedPiece {
    uint32_t start, end, next;
    uint32_t row;             /* of the block's text rows */
    uint16_t column, columns; /* where it stands in the text column */
    uint16_t label; /* cell of the table's head that is shown before it, from 1; or 0 */
} CachedPiece;

/* The rows of one block as it is shown now. */
typedef struct CachedBlock {
    bool is_used;
    uint32_t block;
    unsigned options_seen, folds_seen; /* generations */
    uint32_t section; /* whose heading starts the block, or SECTION_NONE */
    bool is_folded;   /* of that section */
    BlockInfo info;
    uint32_t shown_end; /* bytes of the block that are drawn */
    uint32_t gap;       /* rows above the text */
    uint32_t extra;     /* rows below it */
    uint32_t head;      /* block that `label` speaks of */
    CachedPiece *pieces;
    size_t piece_count, piece_capacity;
    size_t row_count; /* >= 1 */
} CachedBlock;

typedef struct CachedFoldSize {
    bool is_used;
    uint32_t section;
    FoldSize size;
} CachedFoldSize;

#define TABLE_COLUMNS_MAX 32
#define TABLES_CACHED 8

typedef struct TableColumn {
    uint16_t left, columns; /* in the text column */
    bool is_number;         /* its numbers end at the same cell */
} TableColumn;

typedef enum TableForm {
    TABLE_LOOSE,   /* cells behind one another: too many, or only one */
    TABLE_ALIGNED, /* cells below one another */
    TABLE_RECORDS, /* too wide: each cell on a row of its own, with its column's name */
} TableForm;

/* How a table is laid out: rows of a document without anything between them. */
typedef struct TableShape {
    unsigned options_seen; /* generation + 1; 0: unused */
    uint32_t first, end;   /* blocks */
    uint32_t head;         /* that names the columns, or BLOCK_NONE */
    TableForm form;
    bool is_airy; /* a gap between its rows */
    size_t count;
    TableColumn columns[TABLE_COLUMNS_MAX];
    uint16_t label_columns; /* of records: room for the names */
} TableShape;
#define BLOCK_NONE UINT32_MAX

struct Layout {
    const Document *document; /* borrowed */
    const FoldSet *folds;     /* borrowed */
    LayoutOptions options;
    unsigned options_generation, folds_generation;
    CachedBlock cache[CACHE_BLOCKS];
    CachedFoldSize sizes[FOLD_SIZES_CACHED];
    TableShape tables[TABLES_CACHED];
    size_t next_table; /* to be overwritten */
};

/* The rows of a block, made when they are not at hand. Valid until the next call. */
const CachedBlock *layout_get_block(Layout *layout, uint32_t block);
/* The section whose heading is in the block, or SECTION_NONE. O(log n). */
uint32_t layout_find_heading(const Layout *layout, uint32_t block);
/* The next or previous block that has rows; false at the ends. */
bool layout_next_block(const Layout *layout, uint32_t *block);
bool layout_previous_block(const Layout *layout, uint32_t *block);
/* `block`, or the nearest visible one: the heading that hides it, else the block before
 * it, else the one behind it. */
uint32_t layout_snap_block(const Layout *layout, uint32_t block);
/* The piece that holds `off`. O(log pieces). */
const CachedPiece *cached_find_piece(const CachedBlock *cached, uint32_t off);
/* The next piece of a text row; NULL for none. O(pieces of a table's row), else O(1). */
const CachedPiece *cached_next_piece(const CachedBlock *cached, uint32_t row,
                                     const CachedPiece *before);
void cached_add_piece(CachedBlock *cached, CachedPiece piece);

/* ---- text as it is shown (blocks.c) ------------------------------------ */

/* A text beside what is shown of it: with full_punctuation other marks stand there. */
typedef struct Shown {
    const WidthPolicy *width;
    Str own, text;          /* borrowed; `text` is what is shown */
    StrBuf full;            /* owned */
    size_t own_at, text_at; /* the same place in both */
} Shown;
void shown_init(Shown *shown, const Layout *layout, Str own);
void shown_clear(Shown *shown);
/* The next piece of [*off, end) of what is shown; places only grow. Moves *off on. */
CachedPiece shown_wrap(Shown *shown, size_t *off, size_t end, int columns);

/* ---- tables (table.c, cells.c) ----------------------------------------- */

/* The table that a row belongs to. Borrowed until the next call. The blocks of a table
 * are walked once, O(rows); some of them are measured. */
const TableShape *layout_get_table(Layout *layout, uint32_t block);
/* The pieces of a row of a table: its text up to shown_end. */
void layout_lay_cells(Layout *layout, CachedBlock *cached, Str text);
/* Is it a number, with its sign, unit or brackets? */
bool cell_is_number(Str cell);
/* Cell `index` of a row of cells parted by TAB; empty behind the last. */
Str cell_get(Str row, size_t index);

/* ---- lines of printed contents (leader.c) ------------------------------ */

/* Where the dots begin, and the number behind them. */
typedef struct Leader {
    size_t start, number;
} Leader;
/* O(the leader). */
bool leader_find(Str text, Leader *leader);
/* The pieces of such a line; `indent` is that of its first row. Dots that do not fit are
 * drawn nowhere and belong to the piece before them. */
void layout_lay_leader(const Layout *layout, CachedBlock *cached, Str text,
                       const Leader *leader, int indent);

/* ---- signatures (signature.c) ------------------------------------------ */

/* Where the only row of a paragraph begins that is a body which signs, or the day below
 * it; -1 for all others. O(a few short paragraphs). */
int signature_find_column(const Layout *layout, uint32_t block, Str text);

/* Appends [start, end) of a text with the marks in full width that stand between Han. */
void layout_show(Str text, size_t start, size_t end, StrBuf *out);

#endif
