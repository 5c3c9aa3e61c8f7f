/* The shelf's parts: the list, its drawing, importing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_SHELF_H
#define PIYUE_VIEWS_SHELF_H

#include <piyue/screen.h>

#include <piyue/finder.h>

#define FACT_COUNT 4

/* What is told about the current document besides its row. */
typedef struct ShelfDetail {
    int64_t doc;        /* 0: nothing loaded */
    StrBuf source;      /* path, format, encoding, damage */
    StrBuf outline;     /* titles of the first level, LF between */
    StrBuf quote, note; /* of the newest annotation */
} ShelfDetail;

typedef struct Shelf {
    ListScreen screen; /* first */
    App *app;
    Library *library;
    Store *store;
    DocumentSort sort;
    bool is_trash;
    StrBuf tag, filter;
    Arena *arena;      /* of `held` */
    DocumentList held; /* rows from held_from on; all of them while there is a filter */
    size_t held_from;
    Finder *finder;       /* of titles and tags in `held`; NULL while there is no filter */
    FinderMatch *matches; /* of the filter: indices into held.rows */
    size_t match_count;
    int64_t total; /* without the filter */
    ShelfDetail detail;
    int fact_columns[FACT_COUNT]; /* widths of what stands behind the titles */
    int rows, columns;
    bool has_painted; /* what the first screen does not need is left for later */
} Shelf;

/* The shelf a call is for; NULL with err for other screens. */
Shelf *shelf_get(const ActionCall *call, Error *err);
/* Row `index` of the list as shown, or NULL where it is not held. */
const DocumentRow *shelf_get_row(const Shelf *shelf, size_t index);
const DocumentRow *shelf_get_current(const Shelf *shelf);
/* Reads the list anew; the current document stays current where it is still there. */
void shelf_reload(Shelf *shelf);
/* Makes a document current, wherever it stands. */
void shelf_go_to(Shelf *shelf, int64_t doc);
/* Makes fact_columns for the rows held. */
void shelf_measure_facts(Shelf *shelf);
void shelf_draw(View *view, Frame *frame);
/* Rows the list has on a screen. */
int shelf_list_rows(const Shelf *shelf);
/* Asks for a path and imports what is there. */
void shelf_ask_import(Shelf *shelf, Str initial);

#endif
