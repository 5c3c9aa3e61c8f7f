/* reader/mark_window: the passages that the text on the screen bears, and how many there
 * are elsewhere.
 *
 * Passages are read in pages of some blocks when they are asked for, so that a document
 * with very many opens and is edited like any other. Whatever was read may be used until
 * mark_window_trim() or mark_window_forget().
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_READER_MARK_WINDOW_H
#define PIYUE_READER_MARK_WINDOW_H

#include <piyue/store.h>

/* Passages by where they begin. */
typedef struct MarkRun {
    const Annotation **rows; /* owned */
    Pos *reach;              /* [i]: the furthest end among 0 … i; owned */
    size_t count, capacity, reach_capacity;
} MarkRun;

typedef struct MarkPage {
    uint32_t number;
    uint64_t used; /* the screen for which it was asked for last */
    Arena *arena;
    MarkRun run; /* all that touch its blocks */
    bool is_cut; /* there are more than are in the run */
} MarkPage;

typedef struct MarkWindow {
    Store *store;
    int64_t doc;
    MarkPage **pages; /* owned, by number */
    size_t page_count, page_capacity;
    uint64_t clock;      /* of screens */
    uint32_t screen_end; /* block behind the last page of the screen */
    MarkRun screen; /* those that touch a block of the screen, and some around them */
    MarkCounts counts;
    MarkCounts next_counts; /* of what has changed, until they are complete */
    bool is_counted;        /* `counts` are those of now */
    size_t total;           /* with those that lost their place */
} MarkWindow;

void mark_window_init(MarkWindow *window, Store *store, int64_t doc);
void mark_window_clear(MarkWindow *window);
/* Something has changed: all is read again when it is asked for. */
bool mark_window_forget(MarkWindow *window, Error *err);
/* Pages that no screen of late has shown may leave. */
void mark_window_trim(MarkWindow *window);

/* The page that holds a block; one that cannot be read is empty, with err. */
const MarkPage *mark_window_get(MarkWindow *window, uint32_t block, Error *err);
/* Begins a screen; then its blocks are added from the top down. */
void mark_window_begin(MarkWindow *window);
bool mark_window_add(MarkWindow *window, uint32_t block, Error *err);
/* Counts on for a while; true when there is more to do. */
bool mark_window_count(MarkWindow *window, Error *err);

/* Those of a run that may overlap a range: [*first, end). O(log n + marks from the first
 * to reach into it). */
size_t mark_run_find(const MarkRun *run, Range range, size_t *first);

#endif
