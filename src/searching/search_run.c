/* Finding while one types: in slices, so that no key waits, and what was found before
 * stays on the screen until there is something new.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "searching/search.h"

#include <piyue/store_search.h>

#include <stdlib.h>

#define FIRST_HITS 100   /* a few screens; more when the cursor comes near their end */
#define NEAR_BYTES 75    /* 25 Han: as much of a sentence as a row shows behind a hit */
#define HELD_MAX 500     /* more titles or passages are shown as they come */
#define FACET_LIMIT 1000 /* of each kind, the most frequent ones */

void run_clear(SearchRun *run)
{
    strbuf_clear(&run->query);
    terms_clear(&run->terms);
    free(run->hits);
    free(run->marks);
    free(run->titles.hits);
    free(run->passages.hits);
    arena_free(run->arena);
    *run = (SearchRun){0};
}

/* ---- hits -------------------------------------------------------------- */

/* Does a hit stand in the part of the sentence that the entry before shows anyway? */
static bool is_shown_already(const SearchRun *run, const SearchHit *found)
{
    if (!run->count)
        return false;
    const SearchHit *last = &run->hits[run->count - 1];
    return last->doc == found->doc && last->in == found->in &&
           last->block == found->block && last->annotation == found->annotation &&
           found->start >= last->start && found->start - last->start < NEAR_BYTES &&
           sentence_at(found->text, last->start).end > found->start;
}

static void push_hit(SearchRun *run, const SearchHit *found)
{
    SearchHit hit = *found;
    if (is_shown_already(run, found))
        return;
    const SearchHit *last = run->count ? &run->hits[run->count - 1] : NULL;
    bool is_same = last && last->doc == found->doc && last->in == found->in;
    hit.title = is_same ? last->title : arena_str(run->arena, found->title);
    hit.text =
        is_same && last->block == found->block && last->annotation == found->annotation
            ? last->text
            : arena_str(run->arena, found->text);
    hit.headings = is_same && str_is_equal(last->headings, found->headings)
                       ? last->headings
                       : arena_str(run->arena, found->headings);
    run->hits = mem_grow(run->hits, &run->capacity, run->count + 1, sizeof(run->hits[0]));
    run->marks = mem_grow(run->marks, &run->mark_capacity, run->count + 1, sizeof(bool));
    run->hits[run->count] = hit;
    run->marks[run->count++] = run->marks_all;
    run->marked += run->marks_all;
}

static void hold_hit(HeldHits *held, const SearchHit *found, Arena *arena)
{
    SearchHit hit = *found;
    hit.title = arena_str(arena, found->title);
    hit.text = arena_str(arena, found->text);
    hit.headings = arena_str(arena, found->headings);
    held->hits = mem_grow(held->hits, &held->capacity, held->count + 1, sizeof(hit));
    held->hits[held->count++] = hit;
}

/* What was held of the documents before `doc`, and the title of that one. */
static void release_held(SearchRun *run, int64_t doc)
{
    HeldHits *titles = &run->titles, *passages = &run->passages;
    for (;;) {
        int64_t title =
            titles->next < titles->count ? titles->hits[titles->next].doc : INT64_MAX;
        int64_t passage = passages->next < passages->count
                              ? passages->hits[passages->next].doc
                              : INT64_MAX;
        if (title != INT64_MAX && title <= doc && title <= passage)
            push_hit(run, &titles->hits[titles->next++]);
        else if (passage < doc)
            push_hit(run, &passages->hits[passages->next++]);
        else
            break;
    }
}

static bool take_hit(void *context, const SearchHit *found)
{
    SearchRun *run = context;
    HeldHits *held = found->in == SEARCH_TITLES ? &run->titles : &run->passages;
    run->places++;
    if (found->in != SEARCH_TEXT && held->count < HELD_MAX) {
        hold_hit(held, found, run->arena);
        return true;
    }
    release_held(run, found->in == SEARCH_TEXT ? found->doc : INT64_MAX);
    push_hit(run, found);
    return true;
}

/* ---- slices ------------------------------------------------------------ */

static SearchRun *get_run(Search *search)
{
    return search->is_pending ? &search->next : &search->shown;
}

bool search_is_reading(const Search *search)
{
    const SearchRun *run = search->is_pending ? &search->next : &search->shown;
    return search->is_pending ||
           (run->terms.seek && !run->cursor.is_complete && run->count < search->wanted);
}

/* What was found takes the place of what was shown. */
static void search_swap(Search *search)
{
    List *list = &search->screen.list;
    size_t current = 0;
    if (search->is_kept)
        run_carry_marks(&search->shown, &search->next);
    run_clear(&search->shown);
    search->shown = search->next;
    search->next = (SearchRun){0};
    search->is_pending = search->is_counted = false;
    search->facets = (FacetList){0};
    if (search->is_kept)
        current = MIN(list->current, MAX(search->shown.count, 1) - 1);
    for (size_t i = 0; search->is_kept && i < search->shown.count; i++) {
        const SearchHit *hit = &search->shown.hits[i];
        if (hit->doc == search->kept.doc && hit->in == search->kept.in &&
            hit->block == search->kept.block && hit->start == search->kept.start)
            current = i;
    }
    if (!search->is_kept)
        search->screen.top = 0;
    search->is_kept = false;
    list_set_count(list, search->shown.count);
    list_set_current(list, current);
}

void search_go_on(Search *search, int64_t budget_us)
{
    SearchRun *run = get_run(search);
    int64_t began_us = time_monotonic_us();
    Slice slice = {search->app, began_us + budget_us};
    SearchQuery query = {.text = strbuf_get(&run->query),
                         .in = SEARCH_TEXT | SEARCH_NOTES | SEARCH_TITLES,
                         .limit =
                             (int64_t)(search->wanted - MIN(run->count, search->wanted)),
                         .cursor = &run->cursor};
    Error err = {0};
    if (!search_is_reading(search))
        return;
    if (!run->arena)
        run->arena = arena_new();
    store_set_interrupt(search->store, is_slice_over, &slice);
    bool is_done =
        query.limit == 0 || store_search(search->store, &query, take_hit, run, &err);
    store_set_interrupt(search->store, NULL, NULL);
    if (!is_done && err.code != ERR_CANCELLED) {
        app_message_error(search->app, &err);
        run->cursor.is_complete = true; /* it would fail again */
    }
    error_clear(&err);
    if (run->cursor.is_complete)
        release_held(run, INT64_MAX);
    run->spent_us += time_monotonic_us() - began_us;
    bool is_enough = run->cursor.is_complete || run->count >= search->wanted;
    if (search->is_pending && (is_enough || (run->count && !search->is_kept)))
        search_swap(search);
    search_settle(search);
}

void search_begin(Search *search, Str query)
{
    run_clear(&search->next);
    strbuf_append_str(&search->next.query, query);
    terms_set(&search->next.terms, query);
    search->is_pending = search->next.terms.seek != NULL;
    if (!search->is_kept)
        search->wanted = FIRST_HITS;
}

void search_again(Search *search)
{
    StrBuf query = {0};
    const SearchHit *current = search_get_current(search);
    strbuf_append_str(&query, strbuf_get(&search->shown.query));
    search->is_kept = current != NULL;
    if (current)
        search->kept = *current; /* its numbers alone are looked at later */
    search->wanted = MAX(search->wanted, search->shown.count);
    preview_clear(&search->preview);
    if (query.len)
        search_begin(search, strbuf_get(&query));
    strbuf_clear(&query);
}

/* ---- counts ------------------------------------------------------------ */

bool search_count(Search *search)
{
    SearchQuery query = {.text = strbuf_get(&search->shown.query),
                         .in = SEARCH_TEXT | SEARCH_NOTES | SEARCH_TITLES};
    Arena *arena = arena_new();
    FacetList facets = {0};
    Error err = {0};
    store_set_interrupt(search->store, is_typing, search->app);
    bool is_done = facets_list(search->store, &query, FACET_LIMIT, arena, &facets, &err);
    store_set_interrupt(search->store, NULL, NULL);
    search->is_counted = err.code != ERR_CANCELLED;
    if (is_done) {
        arena_free(search->facet_arena);
        search->facet_arena = arena;
        search->facets = facets;
    } else {
        arena_free(arena);
    }
    error_clear(&err);
    return search->is_counted;
}
