/* What the user said about a document: author, number, date and the like.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>

bool store_list_fields(Store *store, int64_t doc, Arena *arena, FieldList *list,
                       Error *err)
{
    FieldRow *rows = NULL;
    size_t count = 0, capacity = 0;
    Query query = query_start(store, SQL_LIST_FIELDS, err);
    query_bind_int(&query, doc);
    while (query_step(&query)) {
        rows = mem_grow(rows, &capacity, count + 1, sizeof(*rows));
        rows[count++] = (FieldRow){
            .name = arena_str(arena, query_get_text(&query, 0)),
            .value = arena_str(arena, query_get_text(&query, 1)),
        };
    }
    list->rows = arena_keep_array(arena, rows, count, sizeof(*rows));
    list->count = count;
    return query_end(&query);
}

bool store_set_field(Store *store, int64_t doc, Str name, const Str *value, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, value ? SQL_PUT_FIELD : SQL_DROP_FIELD, err);
    query_bind_int(&query, doc);
    query_bind_text(&query, name);
    if (value)
        query_bind_text(&query, *value);
    return query_run(&query);
}
