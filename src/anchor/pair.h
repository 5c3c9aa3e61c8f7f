/* Two editions side by side.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_ANCHOR_PAIR_H
#define PIYUE_ANCHOR_PAIR_H

#include <piyue/anchor.h>

typedef struct Pair {
    const Document *before, *after;
    Alignment *alignment; /* NULL where the edition before is not at hand */
    StrBuf loose; /* folded text of all blocks that are new in the edition after */
    bool is_loose_read;
} Pair;
Pair pair_make(const Document *before, const Document *after); /* `before` may be NULL */
void pair_clear(Pair *pair);

/* What the alignment alone decides: the place of the same paragraphs, or that it cannot
 * be known which of two it is (ANCHOR_ORPHAN). False where it decides nothing. */
bool pair_find_aligned(Pair *pair, const Selector *selector, AnchorResult *result);
/* Is the place that was found one that belongs to another block of the edition before?
 * Then it is a look-alike, and the true one has changed. */
bool pair_is_anothers(const Pair *pair, const Selector *selector, Range range);

#endif
