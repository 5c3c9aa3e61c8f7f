/* The shelf: lists of documents, finding one by name, where the reader was.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <piyue/store_shelf.h>

#include <inttypes.h>
#include <stdlib.h>

static const struct {
    const char *word;
    StatementId list, order;
} sorts[] = {
    [SORT_RECENT] = {"recent", SQL_LIST_RECENT, SQL_ORDER_RECENT},
    [SORT_ADDED] = {"added", SQL_LIST_ADDED, SQL_ORDER_ADDED},
    [SORT_TITLE] = {"title", SQL_LIST_BY_TITLE, SQL_ORDER_BY_TITLE},
    [SORT_DATE] = {"date", SQL_LIST_BY_DATE, SQL_ORDER_BY_DATE},
    [SORT_SIZE] = {"size", SQL_LIST_BY_SIZE, SQL_ORDER_BY_SIZE},
    [SORT_PROGRESS] = {"progress", SQL_LIST_BY_PROGRESS, SQL_ORDER_BY_PROGRESS},
};

bool document_sort_parse(Str word, DocumentSort *sort)
{
    for (size_t i = 0; i < ARRAY_SIZE(sorts); i++)
        if (str_is_equal(word, str_from(sorts[i].word))) {
            *sort = (DocumentSort)i;
            return true;
        }
    return false;
}

/* ---- lists ------------------------------------------------------------- */

static DocumentRow read_row(const Query *query, Arena *arena)
{
    int column = 0;
    DocumentRow row = {0};
    row.id = query_get_int(query, column++);
    row.edition = query_get_int(query, column++);
    row.title = arena_str(arena, query_get_text(query, column++));
    row.path = arena_str(arena, query_get_text(query, column++));
    row.format = arena_str(arena, query_get_text(query, column++));
    row.encoding = arena_str(arena, query_get_text(query, column++));
    row.text_bytes = (uint64_t)query_get_int(query, column++);
    row.codepoints = (uint64_t)query_get_int(query, column++);
    row.replaced = (uint64_t)query_get_int(query, column++);
    row.source_bytes = (uint64_t)query_get_int(query, column++);
    row.blocks = (uint32_t)query_get_int(query, column++);
    row.headings = (uint32_t)query_get_int(query, column++);
    row.notes = (uint32_t)query_get_int(query, column++);
    row.progress = query_get_real(query, column++);
    row.added_ms = query_get_int(query, column++);
    row.read_ms = query_get_int(query, column++);
    row.trashed_ms = query_get_int(query, column++);
    row.author = arena_str(arena, query_get_text(query, column++));
    row.source = arena_str(arena, query_get_text(query, column++));
    row.date = arena_str(arena, query_get_text(query, column++));
    row.tags = arena_str(arena, query_get_text(query, column++));
    return row;
}

static bool read_last_note(Store *store, DocumentRow *row, Arena *arena, Error *err)
{
    Query query = query_start(store, SQL_GET_LAST_NOTE, err);
    query_bind_int(&query, row->id);
    if (query_step(&query)) {
        row->last_note = arena_str(arena, query_get_text(&query, 0));
        row->last_quote = arena_str(arena, query_get_text(&query, 1));
    }
    return query_end(&query);
}

static void bind_filter(Query *query, const DocumentFilter *filter)
{
    query_bind_int(query, filter->trash);
    query_bind_text(query, filter->tag);
}

bool store_list_documents(Store *store, const DocumentFilter *filter, Arena *arena,
                          DocumentList *list, Error *err)
{
    DocumentRow *rows = NULL;
    size_t count = 0, capacity = 0;
    StatementId id = filter->id          ? SQL_GET_DOCUMENT
                     : filter->only_read ? SQL_LIST_READ
                                         : sorts[filter->sort].list;
    Query query = query_start(store, id, err);
    if (filter->id) {
        query_bind_int(&query, filter->id);
    } else if (filter->only_read) {
        query_bind_int(&query, filter->limit ? filter->limit : -1);
    } else {
        bind_filter(&query, filter);
        query_bind_int(&query, filter->limit ? filter->limit : -1);
        query_bind_int(&query, filter->offset);
    }
    bool is_listed = true;
    while (is_listed && query_step(&query)) {
        rows = mem_grow(rows, &capacity, count + 1, sizeof(*rows));
        rows[count] = read_row(&query, arena);
        if (filter->want_last_note && rows[count].notes)
            is_listed = read_last_note(store, &rows[count], arena, err);
        count++;
    }
    is_listed = query_end(&query) && is_listed;
    list->rows = arena_keep_array(arena, rows, count, sizeof(*rows));
    list->count = count;
    return is_listed;
}

bool store_order_documents(Store *store, const DocumentFilter *filter, IdList *ids,
                           Error *err)
{
    IdList order = {0};
    Query query = query_start(store, sorts[filter->sort].order, err);
    bind_filter(&query, filter);
    while (query_step(&query)) {
        order.ids =
            mem_grow(order.ids, &order.capacity, order.count + 1, sizeof(order.ids[0]));
        order.ids[order.count++] = query_get_int(&query, 0);
    }
    if (!query_end(&query)) {
        free(order.ids);
        return false;
    }
    *ids = order;
    return true;
}

bool store_get_documents(Store *store, const int64_t *ids, size_t count, Arena *arena,
                         DocumentList *list, Error *err)
{
    DocumentList found = {
        .rows = arena_alloc(arena, size_mul(count, sizeof(DocumentRow))), .count = count};
    for (size_t i = 0; i < count; i++) {
        Query query = query_start(store, SQL_GET_DOCUMENT, err);
        query_bind_int(&query, ids[i]);
        found.rows[i] = query_step(&query) ? read_row(&query, arena) : (DocumentRow){0};
        if (!query_end(&query))
            return false;
    }
    *list = found;
    return true;
}

bool store_count_documents(Store *store, const DocumentFilter *filter, int64_t *count,
                           Error *err)
{
    Query query =
        query_start(store, filter->id ? SQL_HAS_DOCUMENT : SQL_COUNT_DOCUMENTS, err);
    if (filter->id)
        query_bind_int(&query, filter->id);
    else
        bind_filter(&query, filter);
    int64_t counted = 0;
    if (query_step(&query))
        counted = filter->id ? 1 : query_get_int(&query, 0);
    if (!query_end(&query))
        return false;
    *count = counted;
    return true;
}

/* ---- finding one ------------------------------------------------------- */

static bool find_id(Store *store, Str spec, int64_t *id, Error *err)
{
    int64_t number = 0;
    *id = 0;
    if (!str_parse_int(spec, &number) || number <= 0)
        return true;
    Query query = query_start(store, SQL_HAS_DOCUMENT, err);
    query_bind_int(&query, number);
    if (query_step(&query))
        *id = number;
    return query_end(&query);
}

/* As it was written when it was imported, or as the file system resolves it now. Of
 * several documents from one path the newest. */
static bool find_path(Store *store, Str spec, int64_t *id, Error *err)
{
    *id = 0;
    char *given = str_dup(spec);
    char *real = realpath(given, NULL);
    Query query = query_start(store, SQL_FIND_PATH, err);
    query_bind_text(&query, spec);
    query_bind_text(&query, real ? str_from(real) : spec);
    if (query_step(&query))
        *id = query_get_int(&query, 0);
    bool is_done = query_end(&query);
    free(given);
    free(real);
    return is_done;
}

#define NAMED_MATCHES 5

typedef struct TitleMatches {
    int64_t first; /* 0 for none */
    int64_t exact; /* the document whose whole title it is; 0 for none */
    size_t count, exact_count;
    StrBuf names; /* "12 《…》" of the first few */
} TitleMatches;

static void note_match(TitleMatches *matches, int64_t id, Str title, bool is_exact)
{
    if (is_exact && matches->exact_count++ == 0)
        matches->exact = id;
    if (matches->count++ == 0)
        matches->first = id;
    if (matches->count > NAMED_MATCHES)
        return;
    strbuf_appendf(&matches->names, "%s%" PRId64 " 《%.*s》",
                   matches->count > 1 ? _(", ") : "", id, STR_ARG(title));
}

static bool match_titles(Store *store, Str needle, bool in_trash, TitleMatches *matches,
                         Error *err)
{
    StrBuf folded = {0};
    Query query = query_start(store, SQL_LIST_TITLES, err);
    query_bind_int(&query, in_trash);
    while (query_step(&query)) {
        Str title = query_get_text(&query, 1);
        strbuf_reset(&folded);
        fold_text(&folded, title);
        if (str_find(strbuf_get(&folded), needle, 0) != STR_NONE)
            note_match(matches, query_get_int(&query, 0), title,
                       str_is_equal(strbuf_get(&folded), needle));
    }
    strbuf_clear(&folded);
    return query_end(&query);
}

static bool find_title(Store *store, Str spec, int64_t *id, Error *err)
{
    StrBuf needle = {0};
    TitleMatches matches = {0};
    fold_text(&needle, text_trim(spec));
    *id = 0;
    bool is_done = true;
    if (needle.len) {
        is_done = match_titles(store, strbuf_get(&needle), false, &matches, err);
        if (is_done && matches.count == 0)
            is_done = match_titles(store, strbuf_get(&needle), true, &matches, err);
    }
    if (is_done && matches.exact_count == 1)
        *id = matches.exact;
    else if (is_done && matches.count == 1)
        *id = matches.first;
    else if (is_done && matches.count > 1)
        is_done = error_set(err, ERR_AMBIGUOUS,
                            _("“%.*s” fits %zu documents (%s%s); give the number of one"),
                            STR_ARG(spec), matches.count, matches.names.data,
                            matches.count > NAMED_MATCHES ? _(", …") : "");
    strbuf_clear(&needle);
    strbuf_clear(&matches.names);
    return is_done;
}

bool store_find_document(Store *store, Str spec, int64_t *id, Error *err)
{
    int64_t found = 0;
    if (!find_id(store, spec, &found, err) ||
        (!found && !find_path(store, spec, &found, err)) ||
        (!found && !find_title(store, spec, &found, err)))
        return false;
    if (!found)
        return error_set(err, ERR_NOT_FOUND,
                         _("no document is “%.*s”; “piyue list” shows them all"),
                         STR_ARG(spec));
    *id = found;
    return true;
}

bool store_get_document_uid(Store *store, int64_t doc, Uid *uid, Error *err)
{
    Query query = query_start(store, SQL_GET_DOCUMENT_UID, err);
    query_bind_int(&query, doc);
    bool is_found = query_step(&query);
    if (is_found)
        *uid = query_get_uid(&query, 0);
    if (!query_end(&query))
        return false;
    return is_found ||
           error_set(err, ERR_NOT_FOUND, _("there is no document %lld"), (long long)doc);
}

bool store_find_document_uid(Store *store, Uid uid, int64_t *doc, Error *err)
{
    return query_need_uid(store, SQL_FIND_DOCUMENT_UID, uid, doc,
                          _("the document is not in the library any more"), err);
}
