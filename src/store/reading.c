/* Where the reader was in a document, and how long.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

bool store_get_reading(Store *store, int64_t doc, Arena *arena, ReadingState *state,
                       Error *err)
{
    Query query = query_start(store, SQL_GET_READING, err);
    query_bind_int(&query, doc);
    bool is_found = query_step(&query);
    if (is_found)
        *state = (ReadingState){
            .pos = {(uint32_t)query_get_int(&query, 0),
                    (uint32_t)query_get_int(&query, 1)},
            .progress = query_get_real(&query, 2),
            .folds = arena_str(arena, query_get_blob(&query, 3)),
            .read_ms = query_get_int(&query, 4),
            .edition = query_get_int(&query, 5),
        };
    return query_end(&query) && is_found;
}

bool store_put_reading(Store *store, int64_t doc, const ReadingState *state, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query put = query_start(store, SQL_PUT_READING, err);
    query_bind_int(&put, doc);
    query_bind_int(&put, state->pos.block);
    query_bind_int(&put, state->pos.off);
    query_bind_real(&put, state->progress);
    query_bind_blob(&put, state->folds);
    query_bind_int(&put, state->read_ms);
    query_bind_int(&put, state->edition);
    if (!query_run(&put))
        return false;
    Query query = query_start(store, SQL_SET_PROGRESS, err);
    query_bind_int(&query, doc);
    query_bind_real(&query, state->progress);
    query_bind_int(&query, state->read_ms);
    return query_run(&query);
}

/* ---- how long ---------------------------------------------------------- */

bool store_list_reading_times(Store *store, int64_t doc, int64_t since_day, Arena *arena,
                              ReadingTimeList *list, Error *err)
{
    ReadingTime *rows = NULL;
    size_t count = 0, capacity = 0;
    Query query = query_start(store, SQL_LIST_READING_TIMES, err);
    query_bind_int(&query, doc);
    query_bind_int(&query, since_day);
    while (query_step(&query)) {
        rows = mem_grow(rows, &capacity, count + 1, sizeof(*rows));
        rows[count++] = (ReadingTime){.doc = query_get_int(&query, 0),
                                      .day = query_get_int(&query, 1),
                                      .spent_ms = query_get_int(&query, 2),
                                      .words = (uint64_t)query_get_int(&query, 3)};
    }
    list->rows = arena_keep_array(arena, rows, count, sizeof(*rows));
    list->count = count;
    return query_end(&query);
}

bool store_add_reading_time(Store *store, const ReadingTime *time, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_ADD_READING_TIME, err);
    query_bind_int(&query, time->doc);
    query_bind_int(&query, time->day);
    query_bind_int(&query, time->spent_ms);
    query_bind_int(&query, (int64_t)time->words);
    return query_run(&query);
}
