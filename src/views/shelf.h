/* The shelf's parts: the list, its drawing, importing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_SHELF_H
#define PIYUE_VIEWS_SHELF_H

#include "views/shelf_names.h"

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
    DocumentSort sort, set_sort; /* as shown; as the settings said last */
    bool is_trash;
    StrBuf tag, filter;
    Arena *arena;      /* of `held` */
    DocumentList held; /* rows from held_from on */
    size_t held_from;
    IdList order;   /* all of the shelf, without the filter; in the order of the rows */
    bool has_order; /* … as shelf_get_order() makes it */
    ShelfNames names;
    IdList fitting;   /* those of `order` that fit the filter */
    bool is_narrowed; /* they are what is shown … */
    bool is_matched;  /* … and the filter is the one they fit */
    Prompt *prompt;   /* of the filter, while it is open … */
    int64_t left;     /* … and the document that was current before */
    int64_t total;    /* without the filter */
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
/* The numbers of all its documents, in its order; read when they are first asked for. */
const IdList *shelf_get_order(Shelf *shelf);
/* … of those that are shown. */
const IdList *shelf_get_shown(Shelf *shelf);
/* What is shown now stands elsewhere in the list. */
void shelf_forget_rows(Shelf *shelf);
/* The list or the screen has changed: reads what is to be seen. */
void shelf_settle(Shelf *shelf);
/* Reads the list anew; the current document stays current where it is still there. */
void shelf_reload(Shelf *shelf);
/* Makes a document current, wherever it stands; false where it does not. */
bool shelf_go_to(Shelf *shelf, int64_t doc);

/* ---- the filter (shelf_filter.c) ---------------------------------------- */

bool shelf_is_filtered(const Shelf *shelf);
/* Shows what fits the filter, at once; or as far as its slice of time goes, true when
 * there is more to do. */
void shelf_narrow(Shelf *shelf);
bool shelf_narrow_on(Shelf *shelf);
/* Without a filter from now on; how many rows that are is the caller's to say. */
void shelf_widen(Shelf *shelf);

/* ---- drawing and importing ---------------------------------------------- */

/* Makes fact_columns for the rows held; while one filters they only get wider. */
void shelf_measure_facts(Shelf *shelf);
void shelf_draw(View *view, Frame *frame);
/* Rows the list has on a screen. */
int shelf_list_rows(const Shelf *shelf);
/* Asks for a path and imports what is there. */
void shelf_ask_import(Shelf *shelf, Str initial);

#endif
