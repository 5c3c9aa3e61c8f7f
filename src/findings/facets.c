/* What the documents are that hold a query: counts by title, tag and year.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/findings.h>

#include <stdlib.h>

#include <piyue/seek.h>
#include <piyue/store_search.h>

typedef struct Facets {
    Facet *items;
    size_t count, capacity;
} Facets;

static void add(Facets *facets, Facet facet)
{
    facets->items = mem_grow(facets->items, &facets->capacity, facets->count + 1,
                             sizeof(*facets->items));
    facets->items[facets->count++] = facet;
}

static int compare_names(const void *a, const void *b)
{
    const Facet *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->doc != y->doc)
        return x->doc < y->doc ? -1 : 1;
    return str_compare(x->name, y->name);
}

/* The most places first; years in the order of time where they are equal. */
static int compare_places(const void *a, const void *b)
{
    const Facet *x = a, *y = b;
    if (x->kind == y->kind && x->places != y->places)
        return x->places > y->places ? -1 : 1;
    return compare_names(a, b);
}

/* One entry for each name. */
static void merge(Facets *facets)
{
    size_t kept = 0;
    qsort(facets->items, facets->count, sizeof(*facets->items), compare_names);
    for (size_t i = 1; i < facets->count; i++) {
        Facet *last = &facets->items[kept];
        if (compare_names(last, &facets->items[i]) == 0) {
            last->places += facets->items[i].places;
            last->documents += facets->items[i].documents;
        } else {
            facets->items[++kept] = facets->items[i];
        }
    }
    facets->count = kept + 1;
}

static void add_document(Facets *facets, const SeekDocument *document, int64_t places)
{
    add(facets, (Facet){.kind = FACET_DOCUMENT,
                        .doc = document->doc,
                        .name = document->title,
                        .places = places,
                        .documents = 1});
    add(facets, (Facet){.kind = FACET_YEAR,
                        .doc = document->day / 10000,
                        .places = places,
                        .documents = 1});
    for (Str rest = document->tags; rest.len;)
        add(facets, (Facet){.kind = FACET_TAG,
                            .name = str_split(&rest, '\n'),
                            .places = places,
                            .documents = 1});
}

static bool add_documents(Store *store, const HitDocumentList *hits, Arena *arena,
                          Facets *facets, Error *err)
{
    for (size_t i = 0; i < hits->count; i++) {
        SeekDocument document;
        if (!store_get_aspects(store, hits->rows[i].doc, arena, &document, err))
            return false;
        add_document(facets, &document, hits->rows[i].places);
    }
    return true;
}

bool facets_list(Store *store, const SearchQuery *query, size_t limit, Arena *arena,
                 FacetList *list, Error *err)
{
    HitDocumentList hits;
    Facets facets = {0};
    *list = (FacetList){0};
    bool is_done = store_list_hit_documents(store, query, arena, &hits, err) &&
                   add_documents(store, &hits, arena, &facets, err);
    if (is_done && facets.count) {
        merge(&facets);
        qsort(facets.items, facets.count, sizeof(*facets.items), compare_places);
        list->rows = arena_alloc(arena, facets.count * sizeof(*list->rows));
        for (size_t i = 0; i < facets.count; i++)
            if (list->totals[facets.items[i].kind]++ < limit)
                list->rows[list->count++] = facets.items[i];
    }
    for (size_t i = 0; is_done && i < hits.count; i++) {
        list->places += hits.rows[i].places;
        list->documents++;
    }
    free(facets.items);
    return is_done;
}
