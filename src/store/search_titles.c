/* Titles that may fit a query. Where the query asks nothing else of documents, they are
 * kept in memory, for reading all of them at each key would take longer than the search.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/search.h"

#include <piyue/store_search.h>

#include <stdlib.h>

typedef struct CachedTitle {
    int64_t doc;
    Str title; /* in the arena */
    LetterSet letters;
} CachedTitle;

struct TitleCache {
    Arena *arena;
    CachedTitle *items; /* by doc; without the trash */
    size_t count, capacity;
    int64_t version;  /* of the database when they were read */
    uint64_t changes; /* our own by then */
};

void title_cache_free(TitleCache *cache)
{
    if (!cache)
        return;
    arena_free(cache->arena);
    free(cache->items);
    free(cache);
}

/* ---- letters ----------------------------------------------------------- */

static void add_letters(LetterSet *letters, Str text)
{
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off), folded = fold_codepoint(codepoint);
        if (!folded || text_is_space(codepoint) || text_is_punctuation(codepoint))
            continue;
        uint32_t bit = (uint32_t)folded * UINT32_C(2654435761) >> 25;
        letters->bits[bit / 64] |= (uint64_t)1 << (bit % 64);
    }
}

/* Those of all words that every fitting text holds. */
static void add_wanted(LetterSet *letters, const SeekNode *node)
{
    if (node->kind == SEEK_WORDS)
        add_letters(letters, node->text);
    if (node->kind != SEEK_AND)
        return;
    for (const SeekNode *child = node->first; child; child = child->next)
        add_wanted(letters, child);
}

static bool has_letters(const LetterSet *letters, const LetterSet *wanted)
{
    return (letters->bits[0] & wanted->bits[0]) == wanted->bits[0] &&
           (letters->bits[1] & wanted->bits[1]) == wanted->bits[1];
}

/* ---- reading ----------------------------------------------------------- */

static bool is_current(Store *store)
{
    const TitleCache *cache = store->title_cache;
    return cache && cache->version == store_get_version(store) &&
           cache->changes == store->title_changes;
}

static bool read_cache(Store *store, Query *rows)
{
    title_cache_free(store->title_cache);
    TitleCache *cache = store->title_cache = mem_alloc(sizeof(*cache));
    *cache = (TitleCache){.arena = arena_new(),
                          .version = store_get_version(store),
                          .changes = store->title_changes};
    while (query_step(rows)) {
        cache->items = mem_grow(cache->items, &cache->capacity, cache->count + 1,
                                sizeof(*cache->items));
        CachedTitle *item = &cache->items[cache->count++];
        *item = (CachedTitle){.doc = query_get_int(rows, 0),
                              .title = arena_str(cache->arena, query_get_text(rows, 1))};
        add_letters(&item->letters, item->title);
    }
    if (query_end(rows))
        return true;
    title_cache_free(cache);
    store->title_cache = NULL;
    return false;
}

TitleWalk title_walk_start(Store *store, const SearchQuery *query, const Plan *plan,
                           Error *err)
{
    TitleWalk walk = {.store = store, .row = -1};
    walk.is_cached = !plan->asks_documents && !query->doc && !query->tag.len;
    if (walk.is_cached)
        add_wanted(&walk.wanted, seek_get_root(plan->seek));
    if (walk.is_cached && is_current(store))
        return walk;
    walk.query = query_start(
        store, plan->asks_documents ? SQL_SEARCH_TITLES_DOCUMENTS : SQL_SEARCH_TITLES,
        err);
    query_bind_int(&walk.query, query->doc);
    query_bind_text(&walk.query, query->tag);
    walk.has_failed = walk.is_cached && !read_cache(store, &walk.query);
    return walk;
}

static bool next_cached(TitleWalk *walk)
{
    const TitleCache *cache = walk->store->title_cache;
    while (++walk->row < (int64_t)cache->count) {
        const CachedTitle *item = &cache->items[walk->row];
        if (!has_letters(&item->letters, &walk->wanted))
            continue;
        walk->document = (SeekDocument){.doc = item->doc, .title = item->title};
        return true;
    }
    return false;
}

bool title_walk_next(TitleWalk *walk)
{
    if (walk->has_failed)
        return false;
    if (walk->is_cached)
        return next_cached(walk);
    if (!query_step(&walk->query))
        return false;
    walk->row++;
    walk->document = search_read_document(&walk->query, 0);
    return true;
}

bool title_walk_end(TitleWalk *walk)
{
    return walk->is_cached ? !walk->has_failed : query_end(&walk->query);
}
