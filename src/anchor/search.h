/* Places in a document that are like a quotation with its context.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_ANCHOR_SEARCH_H
#define PIYUE_ANCHOR_SEARCH_H

#include "anchor/flat.h"
#include "anchor/myers.h"

#include <piyue/model.h>

/* Text without white space, and its matcher (NULL when there is none). */
typedef struct Sample {
    StrBuf text;
    char32_t *codepoints;
    size_t count;
    Matcher *matcher;
} Sample;

typedef struct Quotation {
    Sample quote, before, after;
} Quotation;
void quotation_init(Quotation *quotation, const Selector *selector);
void quotation_clear(Quotation *quotation);

/* A place; likenesses are 0–1, 1 for equal (but for folding). */
typedef struct Candidate {
    Range range;
    double quote, before, after;
    double score;         /* of all three: 0.6, 0.2, 0.2 */
    bool is_exact;        /* likenesses are blind to 简/繁 and to width, this is not */
    bool has_same_digits; /* in the quotation */
    bool touches_before;  /* the characters next to the quotation are the same */
    bool touches_after;
    bool is_contradicted; /* a context is like the one remembered but for its numbers */
} Candidate;

/* The best place and the best one that does not overlap it; and places of which one
 * context is as it was, so that each of them might be the true one. */
#define MAX_RIVALS 4
#define RIVAL_AGREEMENT 0.9
typedef struct Ranking {
    Candidate first, second;
    size_t count;
    Range rivals[MAX_RIVALS];
    size_t rival_count; /* more are not kept: they change nothing */
} Ranking;

#define MAX_ERROR_SHARE 4 /* one code point in four may differ */

/* Offers the flat bytes [start, end), if they begin in the window's core; `quote` is how
 * like the quotation they are. */
void quotation_offer(const Quotation *quotation, const Flat *flat, size_t start,
                     size_t end, double quote, Ranking *ranking);
/* Offers every place in the flat bytes [from, to) where at least three quarters of the
 * quotation stand, exact ones as well. O(part * quotation / 64). */
void quotation_search_part(const Quotation *quotation, const Flat *flat, size_t from,
                           size_t to, Ranking *ranking);
/* What a window must show around its core for a place to be seen whole. */
size_t quotation_get_margin(const Quotation *quotation);

#endif
