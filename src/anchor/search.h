/* Places in a document that are like a quotation with its context.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_ANCHOR_SEARCH_H
#define PIYUE_ANCHOR_SEARCH_H

#include "myers.h"

#include <piyue/model.h>

/* Code points without white space, and their matcher (NULL when there are none). */
typedef struct Sample {
    char32_t *codepoints;
    size_t count;
    Matcher *matcher;
} Sample;

typedef struct Quotation {
    StrBuf exact; /* without white space */
    Sample quote, before, after;
} Quotation;
void quotation_init(Quotation *quotation, const Selector *selector);
void quotation_clear(Quotation *quotation);

/* A place; likenesses are 0–1, 1 for equal (but for folding). */
typedef struct Candidate {
    Range range;
    double quote, before, after;
    double score;      /* of all three: 0.6, 0.2, 0.2 */
    bool touches_both; /* the characters next to the quotation are the same */
} Candidate;

/* The best place and the best one that does not overlap it. */
typedef struct Ranking {
    Candidate first, second;
    size_t count;
} Ranking;

/* Offers every place where the quotation stands exactly. O(document). */
void quotation_search_exact(const Quotation *quotation, const Document *document,
                            Ranking *ranking);
/* Offers every place where at least three quarters of it stand, exact ones as well.
 * O(document * quotation / 64); gives up (offers nothing) beyond some seconds' work. */
void quotation_search_fuzzy(const Quotation *quotation, const Document *document,
                            Ranking *ranking);

#endif
