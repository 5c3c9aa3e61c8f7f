/* Collections: passages in an order that is made by hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>

/* ---- reading ----------------------------------------------------------- */

bool store_list_collections(Store *store, Arena *arena, CollectionList *list, Error *err)
{
    CollectionRow *rows = NULL;
    size_t count = 0, capacity = 0;
    Query query = query_start(store, SQL_LIST_COLLECTIONS, err);
    while (query_step(&query)) {
        rows = mem_grow(rows, &capacity, count + 1, sizeof(*rows));
        rows[count++] = (CollectionRow){
            .id = query_get_int(&query, 0),
            .uid = query_get_uid(&query, 1),
            .name = arena_str(arena, query_get_text(&query, 2)),
            .note = arena_str(arena, query_get_text(&query, 3)),
            .created_ms = query_get_int(&query, 4),
            .trashed_ms = query_get_int(&query, 5),
            .passages = query_get_int(&query, 6),
        };
    }
    list->rows = arena_keep_array(arena, rows, count, sizeof(*rows));
    list->count = count;
    return query_end(&query);
}

bool store_find_collection(Store *store, Str name, int64_t *id, Error *err)
{
    int64_t found = 0;
    Query query = query_start(store, SQL_FIND_COLLECTION, err);
    query_bind_text(&query, name);
    if (query_step(&query))
        found = query_get_int(&query, 0);
    if (!query_end(&query))
        return false;
    if (!found)
        return error_set(err, ERR_NOT_FOUND,
                         _("there is no collection “%.*s”; “piyue collection list” names "
                           "them all"),
                         STR_ARG(name));
    *id = found;
    return true;
}

bool store_find_collection_uid(Store *store, Uid uid, int64_t *id, Error *err)
{
    return query_find_uid(store, SQL_FIND_COLLECTION_UID, uid, id, err);
}

bool store_get_collection(Store *store, int64_t id, Arena *arena, CollectionRow *row,
                          Error *err)
{
    bool is_found = false;
    Query query = query_start(store, SQL_GET_COLLECTION, err);
    query_bind_int(&query, id);
    if (query_step(&query)) {
        is_found = true;
        *row = (CollectionRow){
            .id = id,
            .uid = query_get_uid(&query, 0),
            .name = arena_str(arena, query_get_text(&query, 1)),
            .note = arena_str(arena, query_get_text(&query, 2)),
            .created_ms = query_get_int(&query, 3),
            .trashed_ms = query_get_int(&query, 4),
        };
    }
    if (!query_end(&query))
        return false;
    return is_found || error_set(err, ERR_NOT_FOUND, "%s",
                                 _("the collection is not in the library any more"));
}

bool store_get_collection_entry(Store *store, int64_t collection, int64_t annotation,
                                Arena *arena, CollectionEntry *entry, Error *err)
{
    *entry = (CollectionEntry){0};
    Query query = query_start(store, SQL_GET_ENTRY, err);
    query_bind_int(&query, collection);
    query_bind_int(&query, annotation);
    if (query_step(&query)) {
        entry->rank = arena_str(arena, query_get_text(&query, 0));
        entry->note = arena_str(arena, query_get_text(&query, 1));
    }
    return query_end(&query);
}

static bool get_rank(Query *query, Arena *arena, Str *rank)
{
    *rank = (Str){0};
    if (query_step(query))
        *rank = arena_str(arena, query_get_text(query, 0));
    return query_end(query);
}

bool store_find_rank_before(Store *store, int64_t collection, Str rank, Arena *arena,
                            Str *before, Error *err)
{
    Query query =
        query_start(store, rank.len ? SQL_GET_RANK_BEFORE : SQL_GET_LAST_RANK, err);
    query_bind_int(&query, collection);
    if (rank.len)
        query_bind_text(&query, rank);
    return get_rank(&query, arena, before);
}

/* ---- changes ----------------------------------------------------------- */

bool store_put_collection(Store *store, const CollectionRow *row, int64_t *id, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    int64_t same = 0;
    Query find = query_start(store, SQL_FIND_COLLECTION, err);
    query_bind_text(&find, row->name);
    if (query_step(&find))
        same = query_get_int(&find, 0);
    int64_t own = 0;
    if (!query_end(&find) || !store_find_collection_uid(store, row->uid, &own, err))
        return false;
    if (!row->trashed_ms && same && same != own)
        return error_set(err, ERR_CONFLICT,
                         _("there is a collection “%.*s” already; take another name"),
                         STR_ARG(row->name));
    Query query = query_start(store, SQL_PUT_COLLECTION, err);
    query_bind_uid(&query, row->uid);
    query_bind_text(&query, row->name);
    query_bind_text(&query, row->note);
    query_bind_int(&query, row->created_ms);
    query_bind_int(&query, row->trashed_ms);
    return query_run(&query) && store_find_collection_uid(store, row->uid, id, err);
}

bool store_put_collection_entry(Store *store, int64_t collection, int64_t annotation,
                                const CollectionEntry *entry, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query =
        query_start(store, entry->rank.len ? SQL_PUT_ENTRY : SQL_DROP_ENTRY, err);
    query_bind_int(&query, collection);
    query_bind_int(&query, annotation);
    if (entry->rank.len) {
        query_bind_text(&query, entry->rank);
        query_bind_text(&query, entry->note);
    }
    return query_run(&query);
}
