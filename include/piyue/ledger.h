/* The ledger: all passages as numbers in memory, so that a list of a hundred thousand is
 * filtered, ordered and grouped within a frame. Rows are read once, in slices where the
 * caller likes, and what changes later is taken from the operations behind the last one
 * that was seen. Texts are fetched for what is on the screen (store_get_annotations).
 * Knows nothing of screens.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LEDGER_H
#define PIYUE_LEDGER_H

#include <piyue/store.h>

typedef enum PassageGrouping {
    GROUP_NONE,     /* the newest first; those of a collection in its order */
    GROUP_DOCUMENT, /* by document, then position; the key is its id */
    GROUP_CHAPTER,  /* the same, parted by the headings above; the key is its id */
    GROUP_TAG,      /* by name of the tag; a passage stands under each of its tags */
    GROUP_MONTH,    /* the newest first; key: year × 100 + month, local time */
    GROUP_DUE, /* what is to be done: overdue, soon, later, without a date; done; rest */
    GROUP_COUNT
} PassageGrouping;
enum DueKey { DUE_OVERDUE, DUE_WEEK, DUE_LATER, DUE_NEVER, DUE_DONE, DUE_NONE };

typedef struct PassageGroup {
    size_t first, count; /* passages [first, first + count) */
    int64_t key;         /* GROUP_TAG: id of the tag, 0 for none; GROUP_DUE: DueKey */
} PassageGroup;
/* Passages in an order, in groups that follow each other. */
typedef struct PassageIndex {
    int64_t *ids; /* owned */
    size_t count, capacity;
    size_t passages;      /* each counted once, however many tags it stands under */
    PassageGroup *groups; /* owned */
    size_t group_count, group_capacity;
} PassageIndex;
void passage_index_clear(PassageIndex *index);

typedef struct Ledger Ledger;
Ledger *ledger_new(Store *store); /* borrowed; nothing is read yet */
void ledger_free(Ledger *ledger); /* NULL is fine */

/* Reads on, by document and place, until all is there or `is_over` says so (it is asked
 * every few thousand rows; NULL: never). Whether all is there: ledger_is_complete(). */
bool ledger_read(Ledger *ledger, bool (*is_over)(void *context), void *context,
                 Error *err) MUST_CHECK;
bool ledger_is_complete(const Ledger *ledger);
/* What the order by chapter needs besides; in slices, too. ledger_index() reads it
 * otherwise when it is first asked for. */
bool ledger_read_chapters(Ledger *ledger, bool (*is_over)(void *context), void *context,
                          Error *err) MUST_CHECK;
bool ledger_has_chapters(const Ledger *ledger);

/* The same for the order by tag. */
bool ledger_read_tags(Ledger *ledger, bool (*is_over)(void *context), void *context,
                      Error *err) MUST_CHECK;
bool ledger_has_tags(const Ledger *ledger);

/* Makes `index` anew (what it held is reused) from what has been read, up to date with
 * all operations. `today_ms`: when the local day began, for what is overdue. Of the
 * filter id, in_trash, offset, limit and newest_first are not looked at. O(passages). */
bool ledger_index(Ledger *ledger, const AnnotationFilter *filter,
                  PassageGrouping grouping, int64_t today_ms, PassageIndex *index,
                  Error *err) MUST_CHECK;

#endif
