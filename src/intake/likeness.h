/* How alike two texts are: bottom-k sketches of their shingles (Broder, 1997).
 *
 * A shingle is six letters or characters in a row, folded, without what stands between
 * them; of the hashes of all shingles the k lowest are kept. The share of those that two
 * texts have in common estimates how much of their texts is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_INTAKE_LIKENESS_H
#define PIYUE_INTAKE_LIKENESS_H

#include <piyue/intake.h>

void sketch_init(Sketch *sketch, size_t capacity);
/* Adds a text; shingles reach across from the one before. O(text). */
void sketch_add(Sketch *sketch, Str text);
/* Sorts; nothing is added any more. */
void sketch_finish(Sketch *sketch);

/* The visible blocks of each. Finished. */
void sketch_draft(Sketch *sketch, const Draft *draft, size_t capacity);
void sketch_document(Sketch *sketch, Document *document, size_t capacity);

/* 0–1. Two empty texts are not alike. */
double sketch_compare(const Sketch *a, const Sketch *b);

#endif
