/* How much there is to find, and the next of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/search.h"

#include <piyue/store_search.h>

#include <stdlib.h>
#include <string.h>

/* Places by document. Text comes in the order of the index, so that one document's
 * blocks follow each other; its notes and title may have come before. */
typedef struct Count {
    Store *store;
    const Plan *plan;
    Error *err;
    HitDocument *items;
    size_t count, capacity;
    Document *document; /* only where texts must be looked at */
    SeekSpans spans;
} Count;

static void count_one(Count *count, int64_t doc)
{
    if (!count->count || count->items[count->count - 1].doc != doc) {
        count->items = mem_grow(count->items, &count->capacity, count->count + 1,
                                sizeof(*count->items));
        count->items[count->count++] = (HitDocument){.doc = doc};
    }
    count->items[count->count - 1].places++;
}

/* What the index tells is counted as it is where that is exact. */
static bool count_row(void *context, const Scope *scope, uint32_t block)
{
    Count *count = context;
    if (count->plan->is_exact) {
        count_one(count, scope->doc);
        return true;
    }
    if (!count->document || count->document->id != scope->doc) {
        document_free(count->document);
        count->document = edition_open(count->store, scope->doc, count->err);
        if (!count->document)
            return false;
    }
    if (search_block_fits(count->plan, &scope->document, count->document, block,
                          &count->spans))
        count_one(count, scope->doc);
    document_trim(count->document);
    return true;
}

static bool count_text(Count *count, const SearchQuery *query)
{
    int64_t from = 0;
    return search_walk_rows(count->store, query, count->plan, &from, count_row, count,
                            count->err) &&
           !error_is_set(count->err);
}

static bool count_notes(Count *count, const SearchQuery *query)
{
    Query notes = search_start_notes(count->store, query, count->plan, count->err);
    bool is_stopped = false;
    for (size_t looked = 1; !is_stopped && query_step(&notes); looked++) {
        is_stopped = search_is_stopped(count->store, count->plan, looked, count->err);
        if (!is_stopped && search_note_fits(count->plan, &notes, &count->spans))
            count_one(count, query_get_int(&notes, 1));
    }
    return query_end(&notes) && !is_stopped;
}

static bool count_titles(Count *count, const SearchQuery *query)
{
    TitleWalk walk = title_walk_start(count->store, query, count->plan, count->err);
    bool is_stopped = false;
    for (size_t looked = 1; !is_stopped && title_walk_next(&walk); looked++) {
        is_stopped = search_is_stopped(count->store, count->plan, looked, count->err);
        if (!is_stopped && seek_match(count->plan->seek, &walk.document,
                                      walk.document.title, &count->spans))
            count_one(count, walk.document.doc);
    }
    return title_walk_end(&walk) && !is_stopped;
}

static int compare_documents(const void *a, const void *b)
{
    int64_t id_a = ((const HitDocument *)a)->doc, id_b = ((const HitDocument *)b)->doc;
    return (id_a > id_b) - (id_a < id_b);
}

/* One entry for a document, in order of their numbers. */
static void merge(Count *count)
{
    if (!count->count)
        return;
    qsort(count->items, count->count, sizeof(*count->items), compare_documents);
    size_t kept = 0;
    for (size_t i = 1; i < count->count; i++) {
        if (count->items[i].doc == count->items[kept].doc)
            count->items[kept].places += count->items[i].places;
        else
            count->items[++kept] = count->items[i];
    }
    count->count = kept + 1;
}

static void count_clear(Count *count)
{
    document_free(count->document);
    free(count->spans.items);
    free(count->items);
}

static bool count_all(Count *count, const SearchQuery *query)
{
    unsigned in = count->plan->in;
    bool is_done = (!(in & SEARCH_TITLES) || count_titles(count, query)) &&
                   (!(in & SEARCH_NOTES) || count_notes(count, query)) &&
                   (!(in & SEARCH_TEXT) || count_text(count, query));
    merge(count);
    return is_done;
}

bool store_count_hits(Store *store, const SearchQuery *query, int64_t *blocks,
                      int64_t *docs, Error *err)
{
    Plan plan;
    Count count = {.store = store, .plan = &plan, .err = err};
    bool is_done = plan_make(&plan, store, query, err) && count_all(&count, query);
    if (is_done) {
        *docs = (int64_t)count.count;
        *blocks = 0;
        for (size_t i = 0; i < count.count; i++)
            *blocks += count.items[i].places;
    }
    count_clear(&count);
    plan_clear(&plan);
    return is_done;
}

bool store_list_hit_documents(Store *store, const SearchQuery *query, Arena *arena,
                              HitDocumentList *list, Error *err)
{
    Plan plan;
    Count count = {.store = store, .plan = &plan, .err = err};
    bool is_done = plan_make(&plan, store, query, err) && count_all(&count, query);
    *list = (HitDocumentList){0};
    if (is_done && count.count) {
        list->rows = arena_alloc(arena, count.count * sizeof(*list->rows));
        memcpy(list->rows, count.items, count.count * sizeof(*list->rows));
        list->count = count.count;
    }
    count_clear(&count);
    plan_clear(&plan);
    return is_done;
}

/* ---- the next one ------------------------------------------------------ */

/* The blocks of one document as the tree sees them, where the index alone does not
 * decide. */
typedef struct Looker {
    Store *store;
    const Plan *plan;
    Document *document;
    SeekDocument aspects;
    SeekSpans spans;
} Looker;

static bool look_at(Looker *looker, uint32_t block)
{
    bool fits = search_block_fits(looker->plan, &looker->aspects, looker->document, block,
                                  &looker->spans);
    document_trim(looker->document);
    return fits;
}

static bool find_indexed(Store *store, const Plan *plan, int64_t low, int64_t high,
                         bool backwards, int64_t *row, Error *err)
{
    Query find =
        query_start(store, backwards ? SQL_FIND_PREVIOUS_ROW : SQL_FIND_NEXT_ROW, err);
    query_bind_text(&find, strbuf_get(&plan->expression));
    query_bind_int(&find, low);
    query_bind_int(&find, high);
    bool is_found = query_step(&find);
    if (is_found)
        *row = query_get_int(&find, 0);
    return query_end(&find) && is_found;
}

static bool find_row(Looker *looker, int64_t first, int64_t end, int64_t from,
                     bool backwards, int64_t *row, Error *err)
{
    const Plan *plan = looker->plan;
    const Store *store = looker->store;
    for (int64_t at = from; at >= first && at < end;
         at = backwards ? *row - 1 : *row + 1) {
        *row = at;
        if (plan->has_index &&
            !find_indexed(looker->store, plan, backwards ? first : at,
                          backwards ? at : end - 1, backwards, row, err))
            return false;
        if (plan->is_exact || look_at(looker, (uint32_t)(*row - first)))
            return true;
        if (search_is_stopped(store, plan, 0, err))
            return false;
    }
    return false;
}

bool store_find_block(Store *store, const SearchQuery *query, uint32_t from,
                      bool backwards, uint32_t *block, Error *err)
{
    BUG_ON(query->doc == 0);
    Plan plan;
    int64_t first, end, row = 0;
    bool is_found = false;
    if (plan_make(&plan, store, query, err) &&
        search_get_rows(store, query->doc, &first, &end, err) && end > first) {
        Looker looker = {.store = store, .plan = &plan};
        Arena *arena = arena_new();
        if (!plan.is_exact &&
            store_get_aspects(store, query->doc, arena, &looker.aspects, err))
            looker.document = edition_open(store, query->doc, err);
        int64_t here = backwards ? MIN(first + from, end - 1) : first + from;
        is_found = (plan.is_exact || looker.document) &&
                   find_row(&looker, first, end, here, backwards, &row, err);
        if (is_found)
            *block = (uint32_t)(row - first);
        document_free(looker.document);
        free(looker.spans.items);
        arena_free(arena);
    }
    plan_clear(&plan);
    return is_found;
}

/* ---- the next document -------------------------------------------------- */

typedef struct Neighbour {
    Count count;
    int64_t end; /* rows from here on are not before it */
    bool is_backwards;
    int64_t doc; /* the one found last, 0 for none */
} Neighbour;

static bool visit_neighbour(void *context, const Scope *scope, uint32_t block)
{
    Neighbour *neighbour = context;
    if (neighbour->is_backwards && scope->first >= neighbour->end)
        return false;
    if (neighbour->doc == scope->doc)
        return true;
    if (!count_row(&neighbour->count, scope, block))
        return false;
    if (neighbour->count.count)
        neighbour->doc = neighbour->count.items[neighbour->count.count - 1].doc;
    return neighbour->is_backwards || !neighbour->doc;
}

bool store_find_hit_document(Store *store, const SearchQuery *query, int64_t doc,
                             bool backwards, int64_t *found, Error *err)
{
    Plan plan;
    int64_t first, end, from;
    Neighbour neighbour = {.count = {.store = store, .plan = &plan, .err = err},
                           .is_backwards = backwards};
    bool is_done = plan_make(&plan, store, query, err) &&
                   search_get_rows(store, doc, &first, &end, err);
    if (is_done) {
        neighbour.end = first;
        from = backwards ? 0 : end;
        is_done = search_walk_rows(store, query, &plan, &from, visit_neighbour,
                                   &neighbour, err) &&
                  !error_is_set(err);
    }
    *found = is_done ? neighbour.doc : 0;
    count_clear(&neighbour.count);
    plan_clear(&plan);
    return is_done;
}
