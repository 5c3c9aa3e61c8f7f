/* The index of what annotations say.
 *
 * It keeps no text, so that forgetting a row takes the very text it was given: that is
 * done at once. What a row says from then on is put in when the transaction ends, once,
 * however often it was changed, and in the order of the rows: FTS5 writes out all it
 * holds in memory whenever it is given a row that it has seen, or one before it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- rows that are to be put in ------------------------------------------ */

/* Fibonacci hashing (Knuth, TAOCP 6.4): the numbers of rows follow each other. */
static size_t find_slot(const NoteQueue *queue, int64_t id)
{
    size_t slot =
        (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 32) & (queue->slot_count - 1);
    while (queue->slots[slot] && queue->slots[slot] != id)
        slot = (slot + 1) & (queue->slot_count - 1);
    return slot;
}

static bool queue_has(const NoteQueue *queue, int64_t id)
{
    return queue->slot_count && queue->slots[find_slot(queue, id)] == id;
}

static void queue_add(NoteQueue *queue, int64_t id)
{
    if (queue_has(queue, id))
        return;
    if (2 * (queue->count + 1) > queue->slot_count) {
        NoteQueue grown = {.slot_count = MAX((size_t)64, 2 * queue->slot_count),
                           .count = queue->count};
        grown.slots = mem_alloc_array(grown.slot_count, sizeof(*grown.slots));
        for (size_t i = 0; i < queue->slot_count; i++)
            if (queue->slots[i])
                grown.slots[find_slot(&grown, queue->slots[i])] = queue->slots[i];
        free(queue->slots);
        *queue = grown;
    }
    queue->slots[find_slot(queue, id)] = id;
    queue->count++;
}

void note_queue_clear(NoteQueue *queue)
{
    free(queue->slots);
    *queue = (NoteQueue){0};
}

static int compare_ids(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* Empties the queue: an owned array, in order. */
static int64_t *queue_take(NoteQueue *queue, size_t *count)
{
    int64_t *ids = mem_alloc_array(MAX(queue->count, (size_t)1), sizeof(*ids));
    *count = 0;
    for (size_t i = 0; i < queue->slot_count; i++)
        if (queue->slots[i])
            ids[(*count)++] = queue->slots[i];
    qsort(ids, *count, sizeof(*ids), compare_ids);
    note_queue_clear(queue);
    return ids;
}

/* ---- the index ----------------------------------------------------------- */

/* Runs `id` over what the annotation says now; one in the trash says nothing. */
static bool change_row(Store *store, StatementId id, int64_t annotation, Error *err)
{
    Query query = query_start(store, SQL_GET_NOTE_TEXT, err);
    query_bind_int(&query, annotation);
    bool is_done = true;
    if (query_step(&query)) {
        Query change = query_start(store, id, err);
        query_bind_int(&change, annotation);
        query_bind_text(&change, query_get_text(&query, 0));
        query_bind_text(&change, query_get_text(&query, 1));
        query_bind_text(&change, query_get_text(&query, 2));
        is_done = query_run(&change);
    }
    return query_end(&query) && is_done;
}

bool note_index_remove(Store *store, int64_t annotation, Error *err)
{
    return store_require_writable(store, err) &&
           (queue_has(&store->notes, annotation) ||
            change_row(store, SQL_UNINDEX_NOTE, annotation, err));
}

bool note_index_add(Store *store, int64_t annotation, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    if (sqlite3_get_autocommit(store->db)) /* nothing else will be changed with it */
        return change_row(store, SQL_INDEX_NOTE, annotation, err);
    queue_add(&store->notes, annotation);
    return true;
}

bool note_index_settle(Store *store, Error *err)
{
    if (!store->notes.count)
        return true;
    size_t count;
    bool is_done = true;
    int64_t *ids = queue_take(&store->notes, &count);
    for (size_t i = 0; i < count && is_done; i++)
        is_done = change_row(store, SQL_INDEX_NOTE, ids[i], err);
    free(ids);
    return is_done;
}
