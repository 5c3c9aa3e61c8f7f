/* The search's parts: finding, drawing, what was found by document, tag and year.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_SEARCHING_SEARCH_H
#define PIYUE_SEARCHING_SEARCH_H

#include <piyue/screen.h>
#include <piyue/store_search.h>

/* Titles and passages are found before all texts: they are held back until the texts of
 * their document come. */
typedef struct HeldHits {
    SearchHit *hits;
    size_t count, capacity, next;
} HeldHits;

/* What one query has found so far. */
typedef struct SearchRun {
    StrBuf query;
    Terms terms;
    Arena *arena; /* of the hits' strings; NULL before there are any */
    SearchHit *hits;
    size_t count, capacity;
    size_t places; /* hits read: several in one sentence make one entry */
    bool *marks;   /* one for each of the hits */
    size_t mark_capacity, marked;
    bool marks_all; /* those that come are marked, too */
    HeldHits titles, passages;
    SearchCursor cursor;
    int64_t spent_us;
} SearchRun;

/* The paragraphs around the current hit. */
typedef struct SearchPreview {
    Document *document; /* owned; of the hit that was current last */
    int64_t doc;
    uint32_t block;
    bool is_made;
    StrBuf before, after; /* as plain text, LF between paragraphs */
} SearchPreview;

typedef struct Search {
    ListScreen screen; /* first */
    App *app;
    Store *store;
    StrBuf typed;     /* the query, well formed or not */
    bool is_mistaken; /* … not: the hits are of an earlier one */
    SearchRun shown;  /* what the screen shows … */
    SearchRun next;   /* … until this one, if there is one, has something to show */
    bool is_pending;
    size_t wanted; /* entries to read, where there are as many */
    bool is_kept;  /* the entry `kept` is to be current again */
    SearchHit kept;
    Arena *facet_arena;
    FacetList facets; /* of `shown` */
    bool is_counted;
    int64_t seen_op;  /* the newest operation when the library was searched */
    Prompt *prompt;   /* while it is open */
    bool offers_kept; /* … with the searches that are kept below it */
    SearchPreview preview;
    int rows, columns;
} Search;

/* ---- finding (search_run.c) -------------------------------------------- */

void run_clear(SearchRun *run);
/* Begins to look for a query; what is shown stays until it has something. */
void search_begin(Search *search, Str query);
#define SEARCH_SLICE_US 40000 /* then what has been found is shown */
/* Goes on for so long, or until a key comes. */
void search_go_on(Search *search, int64_t budget_us);
/* Is there something left to read for what the screen may show? */
bool search_is_reading(const Search *search);
/* Counts by document, tag and year; false when a key stopped it. */
bool search_count(Search *search);
/* The library has changed: all is looked for again, the current entry stays. */
void search_again(Search *search);

/* ---- marks (search_take.c) ---------------------------------------------- */

void run_mark(SearchRun *run, size_t index, bool is_marked);
/* What was marked in the same search before the library changed. */
void run_carry_marks(const SearchRun *from, SearchRun *to);

/* ---- the view (search.c) ------------------------------------------------ */

/* The hits have changed or the cursor moved. */
void search_settle(Search *search);
/* The query with a condition more, as if it had been typed. */
void search_narrow(Search *search, Str condition);

/* ---- drawing (search_draw.c, search_pane.c) ----------------------------- */

void search_draw(View *view, Frame *frame);
EntryHeight search_height;
int search_list_rows(const Search *search);
/* "46 places in 9 documents, 3 ms" */
void search_append_counts(const Search *search, StrBuf *out);
const SearchHit *search_get_current(const Search *search);

/* Columns of the pane beside the list, 0 where there is none. */
int search_pane_columns(const Search *search);
void search_put_pane(const Search *search, Frame *frame);
/* The paragraph of the current hit in the rows [y, end), hits marked; the rows it takes.
 */
int search_put_paragraph(const Search *search, Frame *frame, int y, int end, int left,
                         int columns, StyleId style);
/* Reads what stands around the current hit. */
void preview_settle(Search *search);
void preview_clear(SearchPreview *preview);

/* ---- facets (search_facets.c) ------------------------------------------- */

View *facets_new(Search *search);
/* "2024" or "no date" */
void facet_append_name(const Facet *facet, StrBuf *out);

#endif
