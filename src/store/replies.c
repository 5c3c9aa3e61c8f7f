/* Replies: the thread under an annotation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

static Reply read_reply(const Query *query, Arena *arena)
{
    return (Reply){.id = query_get_int(query, 0),
                   .uid = query_get_uid(query, 1),
                   .annotation = query_get_int(query, 2),
                   .author = arena_str(arena, query_get_text(query, 3)),
                   .text = arena_str(arena, query_get_text(query, 4)),
                   .created_ms = query_get_int(query, 5),
                   .modified_ms = query_get_int(query, 6)};
}

bool replies_read(Store *store, Str ids, Annotation *rows, size_t row_count, Arena *arena,
                  Error *err)
{
    Reply *all = NULL;
    size_t count = 0, capacity = 0;
    Query query = query_start(store, SQL_LIST_REPLIES_TO, err);
    query_bind_text(&query, ids);
    while (query_step(&query)) {
        all = mem_grow(all, &capacity, count + 1, sizeof(*all));
        all[count++] = read_reply(&query, arena);
        rows[query_get_int(&query, 8)].reply_count++;
    }
    all = arena_keep_array(arena, all, count, sizeof(*all));
    for (size_t i = 0, next = 0; i < row_count; next += rows[i++].reply_count)
        rows[i].replies = rows[i].reply_count ? all + next : NULL;
    return query_end(&query);
}

bool store_get_reply(Store *store, int64_t id, Arena *arena, Reply *reply,
                     bool *is_deleted, Error *err)
{
    bool is_found = false;
    Query query = query_start(store, SQL_GET_REPLY, err);
    query_bind_int(&query, id);
    if (query_step(&query)) {
        *reply = read_reply(&query, arena);
        *is_deleted = query_get_int(&query, 7) != 0;
        is_found = true;
    }
    if (!query_end(&query))
        return false;
    return is_found ||
           error_set(err, ERR_NOT_FOUND, _("there is no reply %lld"), (long long)id);
}

bool store_find_reply_uid(Store *store, Uid uid, int64_t *id, Error *err)
{
    return query_need_uid(store, SQL_FIND_REPLY_UID, uid, id,
                          _("the reply is not in the library any more"), err);
}

/* Replies are found with the note that they are below. */
bool store_put_reply(Store *store, const Reply *reply, int64_t *id, Error *err)
{
    if (!note_index_remove(store, reply->annotation, err))
        return false;
    Query query = query_start(store, SQL_PUT_REPLY, err);
    query_bind_uid(&query, reply->uid);
    query_bind_int(&query, reply->annotation);
    query_bind_text(&query, reply->author);
    query_bind_text(&query, reply->text);
    query_bind_int(&query, reply->created_ms);
    query_bind_int(&query, reply->modified_ms);
    return query_run(&query) && note_index_add(store, reply->annotation, err) &&
           store_find_reply_uid(store, reply->uid, id, err);
}

static bool find_annotation(Store *store, int64_t reply, int64_t *annotation, Error *err)
{
    Query query = query_start(store, SQL_GET_REPLY_ANNOTATION, err);
    query_bind_int(&query, reply);
    *annotation = query_step(&query) ? query_get_int(&query, 0) : 0;
    return query_end(&query);
}

bool store_set_reply_trashed(Store *store, int64_t id, int64_t trashed_ms, Error *err)
{
    int64_t annotation;
    if (!find_annotation(store, id, &annotation, err) ||
        !note_index_remove(store, annotation, err))
        return false;
    Query query = query_start(store, SQL_SET_REPLY_TRASHED, err);
    query_bind_int(&query, id);
    query_bind_int(&query, trashed_ms);
    return query_run(&query) && note_index_add(store, annotation, err);
}
