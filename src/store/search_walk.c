/* The texts that may fit a query: rows of the index with their documents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/search.h"

#include <piyue/store_search.h>

#include <stdlib.h>

/* How many texts a search looks at before it asks whether it is still wanted; SQLite asks
 * only between rows. A regular expression may take a frame's time for one. */
#define INTERRUPT_TEXTS 64

bool search_is_stopped(const Store *store, const Plan *plan, size_t looked, Error *err)
{
    bool is_time = plan->has_pattern || looked % INTERRUPT_TEXTS == 0;
    if (!is_time || !store->is_wanted || !store->is_wanted(store->interrupt_context))
        return false;
    error_set(err, ERR_CANCELLED, "%s", _("the search was stopped"));
    return true;
}

void scope_clear(Scope *scope)
{
    strbuf_clear(&scope->title);
    strbuf_clear(&scope->tags);
    *scope = (Scope){0};
}

/* ---- documents --------------------------------------------------------- */

SeekDocument search_read_document(const Query *row, int column)
{
    SeekDocument document = {
        .doc = query_get_int(row, column),
        .title = query_get_text(row, column + 1),
        .tags = query_get_text(row, column + 2),
        .day = seek_parse_day(query_get_text(row, column + 3), NULL),
    };
    int64_t added_ms = query_get_int(row, column + 4);
    if (!document.day && added_ms) { /* the source names none: the day it came in */
        StrBuf added = {0};
        strbuf_append_time(&added, added_ms, false);
        document.day = seek_parse_day(strbuf_get(&added), NULL);
        strbuf_clear(&added);
    }
    return document;
}

/* What the query asks of the document in the row, kept beyond the next step. */
static void read_scope_document(Scope *scope, const Query *row, int column)
{
    scope->document = search_read_document(row, column);
    strbuf_reset(&scope->title);
    strbuf_reset(&scope->tags);
    strbuf_append_str(&scope->title, scope->document.title);
    strbuf_append_str(&scope->tags, scope->document.tags);
    scope->document.title = strbuf_get(&scope->title);
    scope->document.tags = strbuf_get(&scope->tags);
}

/* ---- which rows are whose ---------------------------------------------- */

/* The rows of one document's edition; those of documents in the trash and of old editions
 * are in none. */
typedef struct RowRange {
    int64_t first, end, doc;
} RowRange;

struct RowMap {
    RowRange *items; /* by first */
    size_t count, capacity;
    int64_t version; /* of the database when it was read */
    int changes;     /* our own by then */
};

/* A walk that meets so many documents is worth reading all of them once. */
#define MAP_LOOKUPS 128

void row_map_free(RowMap *map)
{
    if (!map)
        return;
    free(map->items);
    free(map);
}

static bool row_map_is_current(Store *store)
{
    const RowMap *map = store->row_map;
    return map && map->version == store_get_version(store) &&
           map->changes == sqlite3_total_changes(store->db);
}

static bool row_map_read(Store *store, Error *err)
{
    row_map_free(store->row_map);
    RowMap *map = store->row_map = mem_alloc(sizeof(*map));
    *map = (RowMap){.version = store_get_version(store),
                    .changes = sqlite3_total_changes(store->db)};
    Query rows = query_start(store, SQL_LIST_EDITION_ROWS, err);
    while (query_step(&rows)) {
        map->items =
            mem_grow(map->items, &map->capacity, map->count + 1, sizeof(*map->items));
        int64_t first = query_get_int(&rows, 0);
        map->items[map->count++] =
            (RowRange){first, first + query_get_int(&rows, 1), query_get_int(&rows, 2)};
    }
    if (query_end(&rows))
        return true;
    row_map_free(map);
    store->row_map = NULL;
    return false;
}

/* The rows that no document has, up to the next one that has some, are a scope, too. */
static void row_map_find(const RowMap *map, int64_t row, Scope *scope)
{
    size_t low = 0, high = map->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (map->items[middle].end <= row)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_theirs = low < map->count && map->items[low].first <= row;
    const RowRange none = {row, low < map->count ? map->items[low].first : INT64_MAX, 0};
    const RowRange *range = is_theirs ? &map->items[low] : &none;
    scope->first = range->first;
    scope->end = range->end;
    scope->doc = scope->document.doc = range->doc;
    scope->is_wanted = is_theirs;
}

/* The edition that owns a row; is it wanted? */
static bool find_scope(Store *store, const SearchQuery *query, const Plan *plan,
                       int64_t row, Scope *scope, Error *err)
{
    scope->first = row;
    scope->end = row + 1;
    scope->doc = 0;
    scope->is_wanted = false;
    Query find = query_start(
        store, plan->asks_documents ? SQL_FIND_EDITION_DOCUMENT : SQL_FIND_EDITION, err);
    query_bind_int(&find, row);
    query_bind_text(&find, query->tag);
    if (query_step(&find) && row < query_get_int(&find, 0) + query_get_int(&find, 1)) {
        scope->first = query_get_int(&find, 0);
        scope->end = scope->first + query_get_int(&find, 1);
        scope->doc = query_get_int(&find, 2);
        scope->is_wanted = query_get_int(&find, 3) != 0;
        if (plan->asks_documents) {
            read_scope_document(scope, &find, 4);
            scope->is_wanted =
                scope->is_wanted && seek_allows(plan->seek, &scope->document);
        }
    }
    scope->document.doc = scope->doc;
    return query_end(&find);
}

bool search_get_rows(Store *store, int64_t doc, int64_t *first, int64_t *end, Error *err)
{
    Query query = query_start(store, SQL_GET_EDITION_ROWS, err);
    query_bind_int(&query, doc);
    bool is_found = query_step(&query);
    if (is_found) {
        *first = query_get_int(&query, 0);
        *end = *first + query_get_int(&query, 1);
    }
    if (!query_end(&query))
        return false;
    return is_found ||
           error_set(err, ERR_NOT_FOUND, _("there is no document %lld"), (long long)doc);
}

/* The document a query is bound to is looked at even in the trash. */
static bool find_own_scope(Store *store, const SearchQuery *query, const Plan *plan,
                           Scope *scope, Error *err)
{
    int64_t first, end;
    if (!search_get_rows(store, query->doc, &first, &end, err))
        return false;
    if (!plan->asks_documents) {
        *scope =
            (Scope){.first = first, .end = end, .doc = query->doc, .is_wanted = true};
        scope->document.doc = query->doc;
        return true;
    }
    if (!find_scope(store, query, plan, first, scope, err))
        return false;
    scope->is_wanted = seek_allows(plan->seek, &scope->document);
    return true;
}

bool search_block_fits(const Plan *plan, const SeekDocument *aspects, Document *document,
                       uint32_t block, SeekSpans *spans)
{
    return block < document->block_count &&
           !(document_get_block(document, block).flags & BLOCK_HIDDEN) &&
           seek_match(plan->seek, aspects, document_get_text(document, block), spans);
}

/* ---- rows -------------------------------------------------------------- */

static bool walk_index(Store *store, const SearchQuery *query, const Plan *plan,
                       int64_t *from, Scope *scope, RowVisitor *visitor, void *context,
                       Error *err)
{
    Query search = query_start(store, SQL_SEARCH_TEXT, err);
    query_bind_text(&search, strbuf_get(&plan->expression));
    query_bind_int(&search, MAX(query->doc ? scope->first : 0, *from));
    query_bind_int(&search, query->doc ? scope->end - 1 : INT64_MAX);
    bool is_found = true, goes_on = true;
    /* What the map does not know must be asked of each document. */
    bool may_map = !query->doc && !query->tag.len && !plan->asks_documents;
    bool has_map = may_map && row_map_is_current(store);
    for (size_t lookups = 0, looked = 1; is_found && goes_on && query_step(&search);) {
        int64_t row = query_get_int(&search, 0);
        if (row >= scope->end) {
            if (may_map && lookups++ == MAP_LOOKUPS)
                has_map = row_map_read(store, err);
            if (has_map)
                row_map_find(store->row_map, row, scope);
            else
                is_found = find_scope(store, query, plan, row, scope, err);
        }
        if (is_found && scope->is_wanted) {
            is_found = !search_is_stopped(store, plan, looked++, err);
            goes_on = is_found && visitor(context, scope, (uint32_t)(row - scope->first));
        }
        if (!error_is_set(err))
            *from = row + 1;
    }
    return query_end(&search) && is_found;
}

static bool walk_blocks(Store *store, const Plan *plan, const Scope *scope, int64_t *from,
                        RowVisitor *visitor, void *context, bool *goes_on, Error *err)
{
    for (int64_t row = MAX(scope->first, *from); *goes_on && row < scope->end; row++) {
        if (search_is_stopped(store, plan, (size_t)(row - scope->first), err))
            return false;
        *goes_on = visitor(context, scope, (uint32_t)(row - scope->first));
        if (!error_is_set(err))
            *from = row + 1;
    }
    return true;
}

/* What no index can tell: every text of every document that is allowed. */
static bool walk_all(Store *store, const SearchQuery *query, const Plan *plan,
                     int64_t *from, Scope *scope, RowVisitor *visitor, void *context,
                     Error *err)
{
    bool goes_on = true, is_found = true;
    if (query->doc)
        return walk_blocks(store, plan, scope, from, visitor, context, &goes_on, err);
    Query rows = query_start(store, SQL_LIST_EDITION_ROWS, err);
    while (goes_on && is_found && query_step(&rows)) {
        int64_t first = query_get_int(&rows, 0);
        if (first + query_get_int(&rows, 1) <= *from)
            continue;
        is_found = find_scope(store, query, plan, first, scope, err);
        if (is_found && scope->is_wanted)
            is_found =
                walk_blocks(store, plan, scope, from, visitor, context, &goes_on, err);
        else if (is_found)
            *from = scope->end;
    }
    return query_end(&rows) && is_found;
}

bool search_walk_rows(Store *store, const SearchQuery *query, const Plan *plan,
                      int64_t *from, RowVisitor *visitor, void *context, Error *err)
{
    Scope scope = {0};
    bool is_done = !query->doc || find_own_scope(store, query, plan, &scope, err);
    if (is_done && (!query->doc || scope.is_wanted))
        is_done = (plan->has_index ? walk_index : walk_all)(
            store, query, plan, from, &scope, visitor, context, err);
    scope_clear(&scope);
    return is_done;
}

/* ---- notes ------------------------------------------------------------- */

Query search_start_notes(Store *store, const SearchQuery *query, const Plan *plan,
                         Error *err)
{
    Query notes = query_start(
        store, plan->has_index ? SQL_SEARCH_NOTES : SQL_SEARCH_ALL_NOTES, err);
    query_bind_text(&notes, strbuf_get(&plan->expression));
    query_bind_int(&notes, query->doc);
    query_bind_text(&notes, query->tag);
    return notes;
}

/* All that was written together decides: the words may stand in the note and in the
 * quotation. */
bool search_note_fits(const Plan *plan, const Query *notes, SeekSpans *spans)
{
    StrBuf text = {0};
    for (int column = NOTE_TEXT; column <= NOTE_TAGS; column++) {
        strbuf_append_str(&text, query_get_text(notes, column));
        strbuf_append_byte(&text, '\n');
    }
    SeekDocument document = search_read_document(notes, NOTE_DOCUMENT);
    bool fits = seek_match(plan->seek, &document, strbuf_get(&text), spans);
    strbuf_clear(&text);
    return fits;
}

bool store_get_aspects(Store *store, int64_t doc, Arena *arena, SeekDocument *aspects,
                       Error *err)
{
    Query query = query_start(store, SQL_GET_DOCUMENT_ASPECTS, err);
    query_bind_int(&query, doc);
    bool is_found = query_step(&query);
    if (is_found) {
        *aspects = search_read_document(&query, 0);
        aspects->title = arena_str(arena, aspects->title);
        aspects->tags = arena_str(arena, aspects->tags);
    }
    if (!query_end(&query))
        return false;
    return is_found ||
           error_set(err, ERR_NOT_FOUND, _("there is no document %lld"), (long long)doc);
}
