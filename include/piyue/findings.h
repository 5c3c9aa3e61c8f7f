/* findings: what a search found, told apart and compared.
 *
 * Counts by document, tag and year, and where in the library a wording stands again,
 * word for word or nearly so. Reads through the store; changes nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_FINDINGS_H
#define PIYUE_FINDINGS_H

#include <piyue/store_search.h>

/* What store_list_hit_documents counts, by titles, tags and years of the documents, of
 * each the most places first. Titles and tags live in `arena`. O(documents), and the
 * search itself. */
typedef enum FacetKind { FACET_DOCUMENT, FACET_TAG, FACET_YEAR } FacetKind;
typedef struct Facet {
    FacetKind kind;
    int64_t doc; /* of FACET_DOCUMENT; of FACET_YEAR the year, 0 for none known */
    Str name;    /* title or tag; empty for a year */
    int64_t places, documents;
} Facet;
typedef struct FacetList {
    Facet *rows; /* documents, then tags, then years, of each the first `limit` */
    size_t count;
    size_t totals[FACET_YEAR + 1]; /* how many there are of each kind */
    int64_t places, documents;     /* in all */
} FacetList;
bool facets_list(Store *store, const SearchQuery *query, size_t limit, Arena *arena,
                 FacetList *list, Error *err) MUST_CHECK;

/* A place of a wording, or of one like it. Of a text the best place. The likeness is the
 * share of its pairs of neighbouring characters; less than 0.6 is not similar. */
typedef struct Wording {
    int64_t doc;
    uint32_t block, start, end; /* bytes of `text` */
    Str title, text, headings;
    int32_t day; /* of the document: year * 10000 + month * 100 + day */
    double likeness;
} Wording;
typedef struct WordingList {
    Wording *rows;
    size_t count;
} WordingList;

/* A walk through the library for a wording. It can be left at any text and go on there,
 * so that a key need not wait for a large library. */
typedef struct WordingWalk WordingWalk;
WordingWalk *wording_walk_new(Str wording);
void wording_walk_free(WordingWalk *walk); /* NULL is fine */
/* Looks on until all was seen, or 20,000 places were found. ERR_CANCELLED when the
 * store's interrupt ended it before: call again. */
bool wording_walk_go_on(WordingWalk *walk, Store *store, Error *err) MUST_CHECK;
bool wording_walk_is_over(const WordingWalk *walk);
size_t wording_walk_count(const WordingWalk *walk); /* places found so far */
/* When it is over: those that are the same (likeness 1) the earliest first, then the
 * similar ones. Borrowed from the walk. O(places log places). */
WordingList wording_walk_list(WordingWalk *walk);

#endif
