/* findings: what a search found, told apart and compared.
 *
 * Counts by document, tag and year, and where in the library a wording stands again,
 * word for word or nearly so. Reads through the store; changes nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_FINDINGS_H
#define PIYUE_FINDINGS_H

#include <piyue/store.h>

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

/* Where a wording stands, and where one like it: those that are the same (likeness 1) the
 * earliest first, then the similar ones. Of a text the best place. The likeness is the
 * share of its pairs of neighbouring characters; less than 0.6 is not similar. Strings
 * live in `arena`. */
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
bool wordings_list(Store *store, Str wording, Arena *arena, WordingList *list,
                         Error *err) MUST_CHECK;

#endif
