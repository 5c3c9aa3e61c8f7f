/* The passages on the screen, read in pages; and how many there are elsewhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/mark_window.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_BLOCKS 16
#define PAGES_KEPT 64        /* beyond those of the screen */
#define COUNTED_AT_ONCE 4096 /* passages: a fraction of a millisecond */
#define COUNTED_IDLY 20000   /* in one slice */

/* ---- runs -------------------------------------------------------------- */

static void run_add(MarkRun *run, const Annotation *mark)
{
    Pos end = mark->selector.range.end;
    if (run->count && pos_compare(run->reach[run->count - 1], end) > 0)
        end = run->reach[run->count - 1];
    run->rows = mem_grow(run->rows, &run->capacity, run->count + 1, sizeof(*run->rows));
    run->reach =
        mem_grow(run->reach, &run->reach_capacity, run->count + 1, sizeof(*run->reach));
    run->rows[run->count] = mark;
    run->reach[run->count++] = end;
}

static void run_clear(MarkRun *run)
{
    free(run->rows);
    free(run->reach);
    *run = (MarkRun){0};
}

size_t mark_run_find(const MarkRun *run, Range range, size_t *first)
{
    size_t low = 0, high = run->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pos_compare(run->reach[middle], range.start) > 0)
            high = middle;
        else
            low = middle + 1;
    }
    *first = low;
    high = run->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pos_compare(run->rows[middle]->selector.range.start, range.end) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- pages ------------------------------------------------------------- */

static void page_free(MarkPage *page)
{
    run_clear(&page->run);
    arena_free(page->arena);
    free(page);
}

static MarkPage *page_read(const MarkWindow *window, uint32_t number, Error *err)
{
    MarkPage *page = mem_alloc(sizeof(*page));
    MarkList list = {0};
    page->number = number;
    page->arena = arena_new();
    if (!store_list_marks(window->store, window->doc, number * PAGE_BLOCKS,
                          (number + 1) * PAGE_BLOCKS, page->arena, &list, err))
        list = (MarkList){0};
    for (size_t i = 0; i < list.count; i++)
        run_add(&page->run, &list.rows[i]);
    page->is_cut = list.is_cut;
    return page;
}

/* Index of the page, or of the one it belongs before. */
static size_t find_page(const MarkWindow *window, uint32_t number)
{
    size_t low = 0, high = window->page_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (window->pages[middle]->number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const MarkPage *mark_window_get(MarkWindow *window, uint32_t block, Error *err)
{
    uint32_t number = block / PAGE_BLOCKS;
    size_t at = find_page(window, number);
    if (at == window->page_count || window->pages[at]->number != number) {
        window->pages = mem_grow(window->pages, &window->page_capacity,
                                 window->page_count + 1, sizeof(MarkPage *));
        memmove(&window->pages[at + 1], &window->pages[at],
                (window->page_count++ - at) * sizeof(MarkPage *));
        window->pages[at] = page_read(window, number, err);
    }
    window->pages[at]->used = window->clock;
    return window->pages[at];
}

void mark_window_trim(MarkWindow *window)
{
    size_t kept = 0;
    if (window->page_count <= PAGES_KEPT)
        return;
    for (size_t i = 0; i < window->page_count; i++) {
        MarkPage *page = window->pages[i];
        if (page->used < window->clock)
            page_free(page);
        else
            window->pages[kept++] = page;
    }
    window->page_count = kept;
}

/* ---- the screen -------------------------------------------------------- */

void mark_window_begin(MarkWindow *window)
{
    window->clock++;
    window->screen.count = 0;
    window->screen_end = 0;
}

/* A passage that reaches into several pages is in each: the first of the screen has it
 * already if it begins before that one's end. */
bool mark_window_add(MarkWindow *window, uint32_t block, Error *err)
{
    if (block < window->screen_end)
        return true;
    const MarkPage *page = mark_window_get(window, block, err);
    for (size_t i = 0; i < page->run.count; i++)
        if (page->run.rows[i]->selector.range.start.block >= window->screen_end)
            run_add(&window->screen, page->run.rows[i]);
    window->screen_end = (page->number + 1) * PAGE_BLOCKS;
    return !error_is_set(err);
}

/* ---- how many ---------------------------------------------------------- */

static bool count_on(MarkWindow *window, size_t limit, Error *err)
{
    MarkCounts *next = &window->next_counts;
    uint32_t from = next->count ? next->rows[next->count - 1].block + 1 : 0;
    bool is_done = store_count_marks(window->store, window->doc, from, limit, next, err);
    if (is_done && !next->is_complete)
        return true;
    window->is_counted = true; /* what cannot be counted is not asked for again */
    if (is_done) {
        free(window->counts.rows);
        window->counts = *next;
        *next = (MarkCounts){0};
    }
    return is_done;
}

bool mark_window_count(MarkWindow *window, Error *err)
{
    return !window->is_counted && count_on(window, COUNTED_IDLY, err) &&
           !window->is_counted;
}

/* ---- all of it --------------------------------------------------------- */

void mark_window_init(MarkWindow *window, Store *store, int64_t doc)
{
    *window = (MarkWindow){.store = store, .doc = doc, .is_counted = true};
}

static void drop_pages(MarkWindow *window)
{
    for (size_t i = 0; i < window->page_count; i++)
        page_free(window->pages[i]);
    window->page_count = 0;
    mark_window_begin(window);
}

bool mark_window_forget(MarkWindow *window, Error *err)
{
    int64_t total = 0;
    drop_pages(window);
    window->next_counts.count = 0;
    window->is_counted = false;
    if (!store_count_passages(window->store, window->doc, &total, err))
        return false;
    window->total = (size_t)total;
    return total > COUNTED_AT_ONCE || count_on(window, SIZE_MAX, err);
}

void mark_window_clear(MarkWindow *window)
{
    drop_pages(window);
    run_clear(&window->screen);
    free(window->pages);
    free(window->counts.rows);
    free(window->next_counts.rows);
    *window = (MarkWindow){0};
}
