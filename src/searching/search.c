/* Searching the library: results as one types, the text of each at hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "searching/search.h"

#include <piyue/store_search.h>

#include <stdlib.h>

#define AHEAD_HITS 40 /* so many below the cursor are read */
#define MORE_HITS 400
#define KEY_BUDGET_US 8000 /* a key's frame waits no longer for results */

static const Context contexts[] = {CONTEXT_SEARCH, CONTEXT_LIST};

/* ---- the list ---------------------------------------------------------- */

const SearchHit *search_get_current(const Search *search)
{
    size_t current = search->screen.list.current;
    return current < search->shown.count ? &search->shown.hits[current] : NULL;
}

void search_settle(Search *search)
{
    ListScreen *screen = &search->screen;
    if (!search->shown.cursor.is_complete && !search->is_pending &&
        screen->list.current + AHEAD_HITS > search->shown.count)
        search->wanted = MAX(search->wanted, search->shown.count + MORE_HITS);
    list_set_count(&screen->list, search->shown.count);
    screen->columns = search->columns - search_pane_columns(search);
    list_show(screen, search_list_rows(search), search_height);
    preview_settle(search);
}

/* ---- the prompt -------------------------------------------------------- */

static void show_counts(Search *search)
{
    StrBuf info = {0};
    if (!search->prompt)
        return;
    if (search->is_pending)
        strbuf_append_text(&info, _("searching"));
    else if (search->shown.terms.seek && !search->is_mistaken)
        search_append_counts(search, &info);
    prompt_set_info(search->prompt, strbuf_get(&info));
    strbuf_clear(&info);
}

/* A query with a mistake in it leaves the screen as it is; the row above the prompt says
 * what is wrong. */
static void search_set(Search *search, Str text)
{
    strbuf_reset(&search->typed);
    strbuf_append_str(&search->typed, text);
    search->is_kept = search->is_mistaken = false;
    if (!text_trim(text).len) {
        run_clear(&search->shown);
        run_clear(&search->next);
        search->is_pending = false;
        search_settle(search);
        return;
    }
    Terms terms = {0};
    terms_set(&terms, text);
    search->is_mistaken = !terms.seek;
    if (terms.seek)
        search_begin(search, text);
    terms_clear(&terms);
    /* Where keys are waiting, the last of them will see to it. */
    if (!is_typing(search->app))
        search_go_on(search, KEY_BUDGET_US);
}

static void query_changed(void *context, Str text, Prompt *prompt)
{
    Search *search = context;
    search->prompt = prompt;
    search->offers_kept = false;
    prompt_clear_candidates(prompt);
    if (!str_is_equal(text, strbuf_get(&search->typed)))
        search_set(search, text);
    query_remark(prompt, text);
    show_counts(search);
}

static bool query_accept(void *context, Str text, Error *err)
{
    Search *search = context;
    if (!text_trim(text).len) {
        search->prompt = NULL;
        app_pop(search->app);
        return true;
    }
    if (query_asks_help(text)) {
        search->prompt = NULL;
        strbuf_reset(&search->typed);
        strbuf_append_str(&search->typed, strbuf_get(&search->shown.query));
        app_push(search->app, query_page_new(search->app));
        return true;
    }
    if (!query_check(search->prompt, text, err))
        return false;
    if (!str_is_equal(text, strbuf_get(&search->typed)))
        search_set(search, text);
    if (!search_is_reading(search) && !search->shown.count)
        return error_set(err, ERR_NOT_FOUND, _("nothing is found for \"%.*s\""),
                         STR_ARG(text));
    search->prompt = NULL;
    return true;
}

/* Esc without any result leaves; with results they stay to be looked at. */
static void query_cancel(void *context)
{
    Search *search = context;
    search->prompt = NULL;
    if (!search->shown.count && app_get_view(search->app) == &search->screen.view)
        app_pop(search->app);
}

static Search *search_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_SEARCH, err) ? (Search *)call->view : NULL;
}

/* The whole query so far, kept together, and what narrows it. */
void search_narrow(Search *search, Str condition)
{
    Str query = strbuf_get(&search->shown.query);
    bool has_bar = str_find(query, STR("|"), 0) != STR_NONE;
    StrBuf narrowed = {0};
    strbuf_appendf(&narrowed, has_bar ? "(%.*s) %.*s" : "%.*s %.*s", STR_ARG(query),
                   STR_ARG(condition));
    search_set(search, strbuf_get(&narrowed));
    strbuf_clear(&narrowed);
}

/* Where nothing is typed Tab offers what is kept. */
static bool query_key(void *context, Key key, Prompt *prompt)
{
    Search *search = context;
    if (key.code != KEY_TAB || search->typed.len || search->offers_kept)
        return false;
    Arena *arena = arena_new();
    NamedTextList list = {0};
    Error err = {0};
    if (library_list_searches(app_get_library(search->app), arena, &list, &err))
        for (size_t i = 0; i < list.count; i++)
            prompt_add_candidate(prompt, list.rows[i].text, list.rows[i].name);
    search->offers_kept = list.count > 0;
    if (!list.count && !error_is_set(&err))
        prompt_set_remark(prompt, str_from(_("no search has been kept yet")));
    error_clear(&err);
    arena_free(arena);
    return !search->offers_kept;
}

bool act_search_edit(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {query_changed, query_accept, query_cancel};
    static const PromptHint hints[] = {{"Enter", N_("to the results")},
                                       {"Up", N_("earlier ones")},
                                       {"Tab", N_("kept searches")},
                                       {"Esc", N_("cancel")}};
    static const PromptKeys keys = {query_key, hints, ARRAY_SIZE(hints), list_point};
    Search *search = search_get(call, err);
    if (!search)
        return false;
    StrBuf before = {0};
    strbuf_append_str(&before, strbuf_get(&search->typed));
    search->prompt = app_open_prompt(search->app, _("Search"), strbuf_get(&before),
                                     &prompt_ops, search);
    prompt_set_keys(search->prompt, &keys);
    app_keep_history(search->app, "search");
    strbuf_clear(&before);
    return true;
}

/* ---- going ------------------------------------------------------------- */

bool act_search_document(const ActionCall *call, Error *err)
{
    Search *search = search_get(call, err);
    if (!search || !search_get_current(search))
        return false;
    size_t i = search->screen.list.current;
    const SearchHit *hits = search->shown.hits;
    int64_t doc = hits[i].doc;
    if (call->arg > 0) {
        while (i + 1 < search->shown.count && hits[i].doc == doc)
            i++;
    } else {
        while (i > 0 && hits[i].doc == doc)
            i--;
        doc = hits[i].doc; /* now its first */
        while (i > 0 && hits[i - 1].doc == doc)
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
    const SearchHit *hit = search_get_current(search);
    if (!hit)
        return false;
    Pos pos = {hit->block, hit->start};
    bool has_pos = hit->in == SEARCH_TEXT;
    if (hit->in == SEARCH_NOTES)
        has_pos = find_passage(search, hit->annotation, &pos);
    return open_reader(
        search->app, hit->doc, has_pos ? &pos : NULL,
        hit->in == SEARCH_TEXT ? strbuf_get(&search->shown.query) : (Str){0}, err);
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
    return (search_get_current(search) ? NEED_ITEM : NEED_NONE) |
           (store_is_writable(search->store) ? NEED_WRITABLE : NEED_NONE);
}

static bool search_is_filling(const View *view)
{
    const Search *search = (const Search *)view;
    return search_is_reading(search) && !search->shown.count;
}

static const Hint *search_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LIST_OPEN, N_("to the text")},
                               {ACTION_SEARCH_EDIT, N_("other words")},
                               {ACTION_SEARCH_FACETS, N_("narrow")},
                               {ACTION_SEARCH_COLLECT, N_("collect")},
                               {ACTION_SEARCH_SAVE, N_("keep")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    static const Hint marked[] = {{ACTION_SEARCH_COLLECT, N_("collect")},
                                  {ACTION_SEARCH_TAG, N_("tags")},
                                  {ACTION_SEARCH_MARK_ALL, N_("all")},
                                  {ACTION_SEARCH_MARK_NONE, N_("unmark")},
                                  {ACTION_CLOSE, N_("back")},
                                  {ACTION_HELP, N_("help")},
                                  {ACTION_COUNT, NULL}};
    const Search *search = (const Search *)view;
    return search->shown.marked ? marked : all;
}

static bool search_idle(View *view)
{
    Search *search = (Search *)view;
    if (search_is_reading(search))
        search_go_on(search, SEARCH_SLICE_US);
    else if (search->shown.terms.seek && !search->is_counted)
        search_count(search);
    show_counts(search);
    return search_is_reading(search) || (search->shown.terms.seek && !search->is_counted);
}

static void search_refresh(View *view)
{
    Search *search = (Search *)view;
    int64_t newest = find_last_change(search->store);
    if (newest != search->seen_op && !search->is_pending)
        search_again(search);
    search->seen_op = newest;
}

static void search_free(View *view)
{
    Search *search = (Search *)view;
    strbuf_clear(&search->typed);
    run_clear(&search->shown);
    run_clear(&search->next);
    preview_clear(&search->preview);
    arena_free(search->facet_arena);
    free(search);
}

static const ViewOps ops = {.name = "search",
                            .contexts = contexts,
                            .context_count = ARRAY_SIZE(contexts),
                            .draw = search_draw,
                            .layout = search_layout,
                            .get_state = search_get_state,
                            .get_hints = search_get_hints,
                            .refresh = search_refresh,
                            .event = list_event,
                            .idle = search_idle,
                            .is_filling = search_is_filling,
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
    search->seen_op = find_last_change(search->store);
    strbuf_append_str(&search->typed, query);
    search_begin(search, query);
    return &search->screen.view;
}
