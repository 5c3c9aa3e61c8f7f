/* Where three characters in a row stand in a window of flat text: what many quotations
 * are looked up in, instead of reading the text for each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_ANCHOR_SHINGLES_H
#define PIYUE_ANCHOR_SHINGLES_H

#include "anchor/flat.h"
#include "anchor/search.h"

#define SHINGLE 3

/* Code points are folded and numbered from the start of the window. */
typedef struct Shingles {
    char32_t *folded;
    uint32_t *offs; /* bytes of the flat text; one more than there are code points */
    size_t count, capacity;
    uint32_t *heads, *places; /* places[heads[h] … heads[h + 1]) have the hash h */
    size_t mask, place_capacity;
    uint16_t *votes; /* all 0 between two searches */
    size_t vote_capacity;
} Shingles;

/* O(window). May be called again for the next window. */
void shingles_build(Shingles *shingles, const Flat *flat);
void shingles_clear(Shingles *shingles);

/* Offers every place in the window where the quotation stands but for folding. O(places
 * of its rarest shingle); O(window) below SHINGLE characters. */
void shingles_search_exact(const Shingles *shingles, const Quotation *quotation,
                           const Flat *flat, Ranking *ranking);
/* Offers every place where at least three quarters of it stand. What has k differences
 * in n characters still has n - 2 - 3k of its shingles (Ukkonen, 1992): only where so
 * many are found near one diagonal is it compared. */
void shingles_search_fuzzy(Shingles *shingles, const Quotation *quotation,
                           const Flat *flat, Ranking *ranking);

#endif
