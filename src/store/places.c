/* Places that are remembered under letters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

/* Capitals are known in all documents. */
static int64_t place_scope(int64_t doc, char letter)
{
    return letter >= 'A' && letter <= 'Z' ? 0 : doc;
}

static KeptPlace place_read(Query *query)
{
    return (KeptPlace){
        .letter = (char)query_get_int(query, 0),
        .doc = query_get_int(query, 1),
        .edition = query_get_int(query, 2),
        .pos = {(uint32_t)query_get_int(query, 3), (uint32_t)query_get_int(query, 4)},
    };
}

bool store_get_place(Store *store, int64_t doc, char letter, KeptPlace *place, Error *err)
{
    Query query = query_start(store, SQL_GET_PLACE, err);
    query_bind_int(&query, place_scope(doc, letter));
    query_bind_int(&query, letter);
    bool is_found = query_step(&query);
    KeptPlace found = {0};
    if (is_found)
        found = place_read(&query);
    if (!query_end(&query) || !is_found)
        return false;
    *place = found;
    return true;
}

bool store_list_places(Store *store, int64_t doc, Arena *arena, KeptPlaceList *list,
                       Error *err)
{
    enum { LETTERS = 52 };
    Query query = query_start(store, SQL_LIST_PLACES, err);
    query_bind_int(&query, doc);
    KeptPlaceList found = {arena_alloc(arena, LETTERS * sizeof(KeptPlace)), 0};
    while (found.count < LETTERS && query_step(&query))
        found.places[found.count++] = place_read(&query);
    if (!query_end(&query))
        return false;
    *list = found;
    return true;
}

bool store_put_place(Store *store, const KeptPlace *place, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query =
        query_start(store, place->edition ? SQL_PUT_PLACE : SQL_DROP_PLACE, err);
    query_bind_int(&query, place_scope(place->doc, place->letter));
    query_bind_int(&query, place->letter);
    if (!place->edition)
        return query_run(&query);
    query_bind_int(&query, place->doc);
    query_bind_int(&query, place->edition);
    query_bind_int(&query, place->pos.block);
    query_bind_int(&query, place->pos.off);
    return query_run(&query);
}
