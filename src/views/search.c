/* Searching the library: results as one types, the text of each at hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/search.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_HITS 100 /* a few screens; more when the cursor comes near their end */
#define MORE_HITS 400
#define NEAR_BYTES 75 /* 25 Han: as much of a sentence as a row shows behind a hit */

static const Context contexts[] = {CONTEXT_SEARCH, CONTEXT_LIST};

/* ---- finding ----------------------------------------------------------- */

/* Does a hit stand in the part of the sentence that the entry before shows anyway? */
static bool is_shown_already(const Search *search, const SearchHit *found)
{
    if (!search->count)
        return false;
    const SearchHit *last = &search->hits[search->count - 1];
    return last->doc == found->doc && last->in == found->in &&
           last->block == found->block && last->annotation == found->annotation &&
           found->start >= last->start && found->start - last->start < NEAR_BYTES &&
           sentence_at(found->text, last->start).end > found->start;
}

static bool take_hit(void *context, const SearchHit *found)
{
    Search *search = context;
    SearchHit hit = *found;
    search->places++;
    if (is_shown_already(search, found))
        return true;
    hit.title = arena_str(search->arena, found->title);
    hit.text = arena_str(search->arena, found->text);
    hit.headings = arena_str(search->arena, found->headings);
    search->hits = mem_grow(search->hits, &search->capacity, search->count + 1,
                            sizeof(search->hits[0]));
    search->hits[search->count++] = hit;
    return true;
}

/* Reads up to `limit` further hits. A key that arrives stops it: false. */
static bool search_read(Search *search, int64_t limit)
{
    SearchQuery query = {.text = strbuf_get(&search->query),
                         .in = SEARCH_TEXT | SEARCH_NOTES | SEARCH_TITLES,
                         .offset = (int64_t)search->places,
                         .limit = limit};
    Error err = {0};
    size_t count = search->count, before = search->places;
    store_set_interrupt(search->store, is_typing, search->app);
    bool is_done = store_search(search->store, &query, take_hit, search, &err);
    store_set_interrupt(search->store, NULL, NULL);
    if (err.code == ERR_CANCELLED) {
        search->count = count;
        search->places = before;
    } else if (!is_done && err.code != ERR_USAGE)
        app_message_error(search->app, &err);
    bool is_stopped = err.code == ERR_CANCELLED;
    search->has_more = is_done && search->places - before == (size_t)limit;
    error_clear(&err);
    return !is_stopped;
}

/* Blocks and documents, from the index alone; only where there is more than is held. */
static bool search_count(Search *search)
{
    SearchQuery query = {.text = strbuf_get(&search->query),
                         .in = SEARCH_TEXT | SEARCH_NOTES | SEARCH_TITLES};
    Error err = {0};
    store_set_interrupt(search->store, is_typing, search->app);
    bool is_done =
        store_count_hits(search->store, &query, &search->blocks, &search->docs, &err);
    store_set_interrupt(search->store, NULL, NULL);
    bool is_stopped = err.code == ERR_CANCELLED;
    if (!is_done)
        search->blocks = search->docs = 0;
    error_clear(&err);
    return !is_stopped;
}

static void search_forget(Search *search)
{
    arena_free(search->arena);
    search->arena = arena_new();
    search->count = search->places = 0;
    search->blocks = search->docs = 0;
    search->has_more = false;
}

static void search_settle(Search *search)
{
    ListScreen *screen = &search->screen;
    if (search->has_more && screen->list.current + 40 > search->count)
        search_read(search, MORE_HITS);
    list_set_count(&screen->list, search->count);
    list_set_height(&screen->list, 1); /* the window is our own */
    search->top = list_find_top(screen, search->top, search_list_rows(search),
                                search_height, &screen->page_rows);
}

/* Searches anew, unless keys are waiting: then the last of them will see to it. */
static void search_run(Search *search)
{
    search->is_stale = true;
    if (is_typing(search->app))
        return;
    search_forget(search);
    terms_set(&search->terms, strbuf_get(&search->query));
    int64_t started_us = time_monotonic_us();
    bool is_done = !search->terms.has_words ||
                   (search_read(search, FIRST_HITS) && search_count(search));
    search->spent_us = time_monotonic_us() - started_us;
    search->is_stale = !is_done;
    list_set_current(&search->screen.list, 0);
    search->top = 0;
    search_settle(search);
}

/* ---- the prompt -------------------------------------------------------- */

static void query_changed(void *context, Str text, Prompt *prompt)
{
    Search *search = context;
    if (!str_is_equal(text, strbuf_get(&search->query))) {
        strbuf_reset(&search->query);
        strbuf_append_str(&search->query, text);
        search_run(search);
    }
    StrBuf info = {0};
    if (search->terms.has_words && !search->is_stale)
        search_append_counts(search, &info);
    prompt_set_info(prompt, strbuf_get(&info));
    strbuf_clear(&info);
}

static bool query_accept(void *context, Str text, Error *err)
{
    Search *search = context;
    if (!text_trim(text).len) {
        app_pop(search->app);
        return true;
    }
    strbuf_reset(&search->query);
    strbuf_append_str(&search->query, text);
    if (search->is_stale)
        search_run(search);
    if (!search->is_stale && !search->count)
        return error_set(err, ERR_NOT_FOUND, _("nothing is found for \"%.*s\""),
                         STR_ARG(text));
    return true;
}

/* Esc without any result leaves; with results they stay to be looked at. */
static void query_cancel(void *context)
{
    Search *search = context;
    if (!search->count && app_get_view(search->app) == &search->screen.view)
        app_pop(search->app);
}

static Search *search_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_SEARCH, err) ? (Search *)call->view : NULL;
}

bool act_search_edit(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {query_changed, query_accept, query_cancel};
    Search *search = search_get(call, err);
    if (!search)
        return false;
    StrBuf before = {0};
    strbuf_append_str(&before, strbuf_get(&search->query));
    app_open_prompt(search->app, _("Search"), strbuf_get(&before), &prompt_ops, search);
    strbuf_clear(&before);
    return true;
}

/* ---- going ------------------------------------------------------------- */

bool act_search_document(const ActionCall *call, Error *err)
{
    Search *search = search_get(call, err);
    if (!search || !search->count)
        return false;
    size_t i = search->screen.list.current;
    int64_t doc = search->hits[i].doc;
    if (call->arg > 0) {
        while (i + 1 < search->count && search->hits[i].doc == doc)
            i++;
    } else {
        while (i > 0 && search->hits[i].doc == doc)
            i--;
        doc = search->hits[i].doc; /* now its first */
        while (i > 0 && search->hits[i - 1].doc == doc)
            i--;
    }
    list_set_current(&search->screen.list, i);
    search_settle(search);
    return true;
}

/* Where a note's passage is: the hit itself names a place in the note. */
static bool find_passage(Search *search, int64_t annotation, Pos *pos)
{
    AnnotationFilter filter = {.id = annotation, .status = -1, .limit = 1};
    AnnotationList rows = {0};
    Arena *arena = arena_new();
    Error ignored = {0};
    bool is_found =
        store_list_annotations(search->store, &filter, arena, &rows, &ignored) &&
        rows.count && !rows.rows[0].is_orphan;
    if (is_found)
        *pos = rows.rows[0].selector.range.start;
    error_clear(&ignored);
    arena_free(arena);
    return is_found;
}

static bool search_open(ListScreen *screen, Error *err)
{
    Search *search = (Search *)screen;
    if (screen->list.current >= search->count)
        return false;
    const SearchHit *hit = &search->hits[screen->list.current];
    Pos pos = {hit->block, hit->start};
    bool has_pos = hit->in == SEARCH_TEXT;
    if (hit->in == SEARCH_NOTES)
        has_pos = find_passage(search, hit->annotation, &pos);
    return open_reader(search->app, hit->doc, has_pos ? &pos : NULL,
                       hit->in == SEARCH_TEXT ? strbuf_get(&search->query) : (Str){0},
                       err);
}

static void search_moved(ListScreen *screen)
{
    search_settle((Search *)screen);
}

/* ---- the view ---------------------------------------------------------- */

static void search_layout(View *view, int rows, int columns)
{
    Search *search = (Search *)view;
    search->rows = rows;
    search->columns = columns;
    search_settle(search);
}

static unsigned search_get_state(const View *view)
{
    const Search *search = (const Search *)view;
    return search->count ? NEED_ITEM : NEED_NONE;
}

static size_t search_get_hints(const View *view, Hint *hints, size_t capacity)
{
    static const Hint all[] = {{ACTION_LIST_OPEN, N_("to the text")},
                               {ACTION_SEARCH_EDIT, N_("other words")},
                               {ACTION_SEARCH_NEXT_DOCUMENT, N_("next document")},
                               {ACTION_SEARCH_PREVIOUS_DOCUMENT, N_("document before")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")}};
    (void)view;
    size_t count = MIN(ARRAY_SIZE(all), capacity);
    memcpy(hints, all, count * sizeof(Hint));
    return count;
}

static bool search_idle(View *view)
{
    Search *search = (Search *)view;
    if (search->is_stale)
        search_run(search);
    return search->is_stale;
}

static void search_free(View *view)
{
    Search *search = (Search *)view;
    strbuf_clear(&search->query);
    terms_clear(&search->terms);
    free(search->hits);
    arena_free(search->arena);
    free(search);
}

static const ViewOps ops = {.name = "search",
                            .contexts = contexts,
                            .context_count = ARRAY_SIZE(contexts),
                            .draw = search_draw,
                            .layout = search_layout,
                            .get_state = search_get_state,
                            .get_hints = search_get_hints,
                            .event = list_event,
                            .idle = search_idle,
                            .free = search_free};

View *search_new(App *app, Str query, Error *err)
{
    (void)err;
    Search *search = mem_alloc(sizeof(*search));
    search->screen.view = (View){&ops, app};
    search->screen.open = search_open;
    search->screen.moved = search_moved;
    search->app = app;
    search->store = library_get_store(app_get_library(app));
    search->arena = arena_new();
    strbuf_append_str(&search->query, query);
    search->is_stale = query.len > 0;
    return &search->screen.view;
}
