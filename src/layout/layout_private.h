/* What the files of this room share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LAYOUT_PRIVATE_H
#define PIYUE_LAYOUT_PRIVATE_H

#include <piyue/layout.h>

/* Blocks whose rows are kept; consecutive blocks never push one another out. */
#define CACHE_BLOCKS 512
#define FOLD_SIZES_CACHED 256

/* One text row of a block. */
typedef struct CachedRow {
    uint32_t start, end, next;
    uint16_t columns, indent;
} CachedRow;

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
    CachedRow *rows;
    size_t row_count, row_capacity; /* row_count >= 1 */
} CachedBlock;

typedef struct CachedFoldSize {
    bool is_used;
    uint32_t section;
    FoldSize size;
} CachedFoldSize;

struct Layout {
    const Document *document; /* borrowed */
    const FoldSet *folds;     /* borrowed */
    LayoutOptions options;
    unsigned options_generation, folds_generation;
    CachedBlock cache[CACHE_BLOCKS];
    CachedFoldSize sizes[FOLD_SIZES_CACHED];
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
/* Index of the text row that holds `off`. O(log rows). */
size_t cached_find_row(const CachedBlock *cached, uint32_t off);

/* Appends [start, end) of a text with the marks in full width that stand between Han. */
void layout_show(Str text, size_t start, size_t end, StrBuf *out);

#endif
