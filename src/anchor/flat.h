/* The visible text of a document without white space, window by window, with the way
 * back to positions. Matching on it is blind to where rows and paragraphs end.
 *
 *     blocks   |……|……|……|……|……|……|
 *     window      (margin|  core   |margin)
 *
 * Cores follow each other without gap or overlap; what begins in a core is seen whole,
 * with its surroundings, if it is no longer than the margin.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_ANCHOR_FLAT_H
#define PIYUE_ANCHOR_FLAT_H

#include <piyue/model.h>

#include <uchar.h>

typedef struct FlatPiece {
    size_t off; /* into the flat text: where the block begins */
    uint32_t block;
} FlatPiece;

typedef struct Flat {
    StrBuf text;
    FlatPiece *pieces; /* owned; one for each visible block */
    size_t piece_count, piece_capacity;
    size_t core_start, core_end; /* bytes of text */
    const Document *document;
    size_t margin_bytes;
    uint32_t next_block; /* the first that was in no core yet */
} Flat;

void flat_init(Flat *flat, const Document *document, size_t margin_bytes);
void flat_clear(Flat *flat);
/* Moves to the next window; false behind the last one. Texts that were borrowed from
 * the document before are let go of. */
bool flat_next(Flat *flat);
/* The range of the flat bytes [start, end), not empty, widened to whole clusters. */
Range flat_get_range(const Flat *flat, size_t start, size_t end);

/* Appends `text` without white space. */
void flat_squeeze(StrBuf *out, Str text);

#endif
