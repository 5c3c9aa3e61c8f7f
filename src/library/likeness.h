/* How alike two texts are: bottom-k sketches of their shingles (Broder, 1997).
 *
 * A shingle is six letters or characters in a row, folded, without what stands between
 * them; of the hashes of all shingles the k lowest are kept. The share of those that two
 * texts have in common estimates how much of their texts is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_LIKENESS_H
#define PIYUE_LIBRARY_LIKENESS_H

#include <piyue/model.h>

#include <uchar.h>

typedef struct Sketch {
    uint64_t
        *lowest; /* owned; more than are kept, and some twice, until sketch_finish() */
    size_t count, capacity;
    uint64_t limit;   /* as many as are kept are lower than this, or will never be */
    uint64_t rolling; /* of the last characters (Karp and Rabin, 1987) */
    char32_t last[8]; /* a ring: number `seen` stands at seen % 8 */
    size_t seen;
} Sketch;

void sketch_init(Sketch *sketch, size_t capacity);
void sketch_clear(Sketch *sketch);
/* Adds a text; shingles reach across from the one before. O(text). */
void sketch_add(Sketch *sketch, Str text);
/* Sorts; nothing is added any more. */
void sketch_finish(Sketch *sketch);

/* The visible blocks of each. Finished. */
void sketch_draft(Sketch *sketch, const Draft *draft, size_t capacity);
/* An eighth of a text of more than 64 KB: it is made at every import. */
void sketch_draft_quickly(Sketch *sketch, const Draft *draft, size_t capacity);
void sketch_document(Sketch *sketch, Document *document, size_t capacity);

/* 0–1. Two empty texts are not alike. */
double sketch_compare(const Sketch *a, const Sketch *b);

#endif
