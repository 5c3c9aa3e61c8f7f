/* What of the passages is wanted: filters bound to statements; and texts by name: saved
 * filters and searches, other names for tags.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/search.h"

#include <stdlib.h>

/* ---- filters in statements ---------------------------------------------- */

/* Every word is a phrase of the index, and all must be there. What holds no token (marks
 * alone) is looked for in the texts themselves, and so is all in the trash, which the
 * index does not know. */
void filter_text_init(FilterText *text, const AnnotationFilter *filter)
{
    *text = (FilterText){0};
    Str rest = text_trim(filter->text);
    size_t off = 0;
    StrBuf room = {0};
    Token token;
    bool has_token = false;
    while (!has_token && token_next(rest, &off, &room, &token))
        has_token = token.kind != TOKEN_BOUNDARY;
    strbuf_clear(&room);
    if (!has_token || filter->in_trash || filter->id) {
        fold_text(&text->folded, rest);
        return;
    }
    while (rest.len) {
        size_t end = 0;
        while (end < rest.len) {
            size_t next = end;
            if (text_is_space(utf8_next(rest, &next)))
                break;
            end = next;
        }
        if (text->expression.len)
            strbuf_append_text(&text->expression, " AND ");
        plan_append_phrase(&text->expression, str_slice(rest, 0, end));
        rest = text_trim(str_slice(rest, end, rest.len));
    }
}

void filter_text_clear(FilterText *text)
{
    strbuf_clear(&text->folded);
    strbuf_clear(&text->expression);
}

/* One statement serves every filter; a parameter that asks for nothing is 0, -1 or ''. */
void filter_bind(Query *query, const AnnotationFilter *filter, const FilterText *text)
{
    query_bind_int(query, filter->doc ? filter->doc : INT64_MIN);
    query_bind_int(query, filter->doc ? filter->doc : INT64_MAX);
    query_bind_int(query, filter->id);
    query_bind_text(query, filter->tag);
    query_bind_int(query, filter->status);
    query_bind_int(query, filter->since_ms ? filter->since_ms : INT64_MIN);
    query_bind_int(query, filter->orphans);
    query_bind_int(query, filter->in_trash);
    query_bind_text(query, strbuf_get(&text->folded));
    query_bind_int(query, filter->collection);
    query_bind_text(query, filter->style);
    query_bind_text(query, filter->author);
    query_bind_int(query, filter->before_ms ? filter->before_ms : INT64_MAX);
    query_bind_int(query, filter->due_before_ms);
    query_bind_text(query, strbuf_get(&text->expression));
}

/* ---- names --------------------------------------------------------------- */

bool text_list_read(Query *query, Arena *arena, TextList *list)
{
    Str *texts = NULL;
    size_t count = 0, capacity = 0;
    while (query_step(query)) {
        texts = mem_grow(texts, &capacity, count + 1, sizeof(*texts));
        texts[count++] = arena_str(arena, query_get_text(query, 0));
    }
    list->texts = arena_alloc(arena, size_mul(count, sizeof(*texts)));
    list->count = count;
    for (size_t i = 0; i < count; i++)
        list->texts[i] = texts[i];
    free(texts);
    return query_end(query);
}

static bool list_pairs(Store *store, StatementId id, Arena *arena, NamedTextList *list,
                       Error *err)
{
    NamedText *rows = NULL;
    size_t count = 0, capacity = 0;
    Query query = query_start(store, id, err);
    while (query_step(&query)) {
        rows = mem_grow(rows, &capacity, count + 1, sizeof(*rows));
        rows[count].name = arena_str(arena, query_get_text(&query, 0));
        rows[count++].text = arena_str(arena, query_get_text(&query, 1));
    }
    list->rows = arena_keep_array(arena, rows, count, sizeof(*rows));
    list->count = count;
    return query_end(&query);
}

static bool get_pair(Store *store, StatementId id, Str name, Arena *arena, Str *text,
                     Error *err)
{
    *text = (Str){0};
    Query query = query_start(store, id, err);
    query_bind_text(&query, name);
    if (query_step(&query))
        *text = arena_str(arena, query_get_text(&query, 0));
    return query_end(&query);
}

static bool put_pair(Store *store, StatementId put, StatementId drop, Str name, Str text,
                     Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, text.len ? put : drop, err);
    query_bind_text(&query, name);
    if (text.len)
        query_bind_text(&query, text);
    return query_run(&query);
}

bool store_list_aliases(Store *store, Arena *arena, NamedTextList *list, Error *err)
{
    return list_pairs(store, SQL_LIST_ALIASES, arena, list, err);
}

bool store_get_alias(Store *store, Str name, Arena *arena, Str *tag, Error *err)
{
    return get_pair(store, SQL_GET_ALIAS, name, arena, tag, err);
}

bool store_put_alias(Store *store, Str name, Str tag, Error *err)
{
    return put_pair(store, SQL_PUT_ALIAS, SQL_DROP_ALIAS, name, tag, err);
}

bool store_list_filters(Store *store, Arena *arena, NamedTextList *list, Error *err)
{
    return list_pairs(store, SQL_LIST_FILTERS, arena, list, err);
}

bool store_get_filter(Store *store, Str name, Arena *arena, Str *text, Error *err)
{
    return get_pair(store, SQL_GET_FILTER, name, arena, text, err);
}

bool store_put_filter(Store *store, Str name, Str text, Error *err)
{
    return put_pair(store, SQL_PUT_FILTER, SQL_DROP_FILTER, name, text, err);
}

bool store_list_searches(Store *store, Arena *arena, NamedTextList *list, Error *err)
{
    return list_pairs(store, SQL_LIST_SEARCHES, arena, list, err);
}

bool store_get_search(Store *store, Str name, Arena *arena, Str *text, Error *err)
{
    return get_pair(store, SQL_GET_SEARCH, name, arena, text, err);
}

bool store_put_search(Store *store, Str name, Str text, Error *err)
{
    return put_pair(store, SQL_PUT_SEARCH, SQL_DROP_SEARCH, name, text, err);
}
