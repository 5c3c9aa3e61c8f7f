/* The search's parts: finding, drawing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_SEARCH_H
#define PIYUE_VIEWS_SEARCH_H

#include "views/screen.h"

typedef struct Search {
    ListScreen screen; /* first */
    App *app;
    Store *store;
    StrBuf query;
    Terms terms;
    Arena *arena; /* of the hits' strings */
    SearchHit *hits;
    size_t count, capacity, top;
    size_t places;        /* hits read: several in one sentence make one entry */
    bool has_more;        /* hits beyond those held */
    bool is_stale;        /* the hits are not yet those of the query */
    int64_t blocks, docs; /* in all; 0 when not counted */
    int64_t spent_us;
    int rows, columns;
} Search;

void search_draw(View *view, Frame *frame);
EntryHeight search_height;
int search_list_rows(const Search *search);
/* "46 places in 9 documents, 3 ms" */
void search_append_counts(const Search *search, StrBuf *out);

#endif
