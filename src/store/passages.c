/* Passages as numbers, for the ledger.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

/* ---- rows --------------------------------------------------------------- */

static PassageRow read_passage(const Query *query)
{
    int column = 0;
    PassageRow row = {0};
    row.id = query_get_int(query, column++);
    row.doc = query_get_int(query, column++);
    row.block = (uint32_t)query_get_int(query, column++);
    row.off = (uint32_t)query_get_int(query, column++);
    row.status = (AnnotationStatus)query_get_int(query, column++);
    row.due_ms = query_get_int(query, column++);
    row.created_ms = query_get_int(query, column++);
    row.is_orphan = query_get_int(query, column++) != 0;
    row.style = query_get_text(query, column++);
    row.author = query_get_text(query, column++);
    row.headings = query_get_text(query, column++);
    return row;
}

static bool hand_out(Query *query, PassageSink *take, void *context)
{
    bool is_wanted = true;
    while (is_wanted && query_step(query)) {
        PassageRow row = read_passage(query);
        is_wanted = take(context, &row);
    }
    return query_end(query);
}

bool store_read_passages(Store *store, const PassageRow *after, bool with_headings,
                         PassageSink *take, void *context, Error *err)
{
    Query query = query_start(
        store, with_headings ? SQL_READ_PASSAGES_HEADED : SQL_READ_PASSAGES, err);
    query_bind_int(&query, after ? after->doc : INT64_MIN);
    query_bind_int(&query, after ? after->block : 0);
    query_bind_int(&query, after ? after->off : 0);
    query_bind_int(&query, after ? after->id : 0);
    return hand_out(&query, take, context);
}

bool store_read_passage(Store *store, Uid uid, PassageSink *take, void *context,
                        Error *err)
{
    Query query = query_start(store, SQL_READ_PASSAGE, err);
    query_bind_uid(&query, uid);
    return hand_out(&query, take, context);
}

/* ---- parts of a filter ----------------------------------------------------- */

static void add_id(IdList *list, int64_t id)
{
    list->ids = mem_grow(list->ids, &list->capacity, list->count + 1, sizeof(*list->ids));
    list->ids[list->count++] = id;
}

static bool read_ids(Query *query, int columns, IdList *list)
{
    while (query_step(query))
        for (int i = 0; i < columns; i++)
            add_id(list, query_get_int(query, i));
    return query_end(query);
}

bool store_find_passages(Store *store, FilterPart part, const AnnotationFilter *filter,
                         IdList *ids, Error *err)
{
    FilterText text;
    filter_text_init(&text, filter);
    StatementId id = part == FILTER_TAG                 ? SQL_FIND_TAGGED
                     : part == FILTER_COLLECTION        ? SQL_FIND_COLLECTED
                     : strbuf_get(&text.expression).len ? SQL_FIND_WORDED
                                                        : SQL_FIND_HOLDING;
    Query query = query_start(store, id, err);
    filter_bind(&query, filter, &text);
    bool is_read = read_ids(&query, 1, ids);
    filter_text_clear(&text);
    return is_read;
}

bool store_list_trashed_ids(Store *store, IdList *docs, Error *err)
{
    Query query = query_start(store, SQL_LIST_TRASHED_IDS, err);
    return read_ids(&query, 1, docs);
}

bool store_list_tag_pairs(Store *store, int64_t after, size_t limit, IdList *pairs,
                          Error *err)
{
    Query query = query_start(store, SQL_LIST_TAG_PAIRS, err);
    query_bind_int(&query, after);
    query_bind_int(&query, (int64_t)limit);
    return read_ids(&query, 2, pairs);
}

bool store_count_passages(Store *store, int64_t doc, int64_t *count, Error *err)
{
    Query query = query_start(store, SQL_COUNT_PASSAGES, err);
    query_bind_int(&query, doc);
    int64_t counted = query_step(&query) ? query_get_int(&query, 0) : 0;
    bool is_counted = query_end(&query);
    if (is_counted)
        *count = counted;
    return is_counted;
}
