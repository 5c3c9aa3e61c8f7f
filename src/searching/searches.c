/* The searches that are kept: made again, renamed, changed, forgotten.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "searching/search.h"

#include <stdlib.h>
#include <string.h>

#define NAME_COLUMNS_MAX 30

typedef struct Searches {
    ListScreen screen; /* first */
    App *app;
    Library *library;
    Arena *arena;
    NamedTextList list;
} Searches;

static const Context contexts[] = {CONTEXT_SEARCHES, CONTEXT_LIST};

static const NamedText *get_current(const Searches *searches)
{
    size_t current = searches->screen.list.current;
    return current < searches->list.count ? &searches->list.rows[current] : NULL;
}

/* The current one stays it by its name, or by its row where that is gone. */
static void reload(Searches *searches)
{
    const NamedText *row = get_current(searches);
    char *name = row ? str_dup(row->name) : NULL;
    Error err = {0};
    arena_free(searches->arena);
    searches->arena = arena_new();
    searches->list = (NamedTextList){0};
    if (!library_list_searches(searches->library, searches->arena, &searches->list, &err))
        app_message_error(searches->app, &err);
    error_clear(&err);
    list_set_count(&searches->screen.list, searches->list.count);
    for (size_t i = 0; name && i < searches->list.count; i++)
        if (str_is_equal(searches->list.rows[i].name, str_from(name)))
            list_set_current(&searches->screen.list, i);
    free(name);
}

/* ---- what is done with them ------------------------------------------------------ */

static Searches *searches_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_SEARCHES, err) ? (Searches *)call->view : NULL;
}

static bool searches_open(ListScreen *screen, Error *err)
{
    Searches *searches = (Searches *)screen;
    const NamedText *row = get_current(searches);
    View *search = row ? search_new(searches->app, row->text, err) : NULL;
    if (search)
        app_push(searches->app, search);
    return search != NULL;
}

static void edited(Searches *searches, const char *what)
{
    reload(searches);
    app_touch(searches->app);
    message_with_undo(searches->app, what);
}

static bool rename_accept(void *context, Str name, Error *err)
{
    Searches *searches = context;
    const NamedText *row = get_current(searches);
    if (!row || !library_rename_search(searches->library, row->name, name, err))
        return false;
    edited(searches, _("the search has another name"));
    return true;
}

bool act_searches_rename(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.accept = rename_accept};
    Searches *searches = searches_get(call, err);
    const NamedText *row = searches ? get_current(searches) : NULL;
    if (row)
        app_open_prompt(searches->app, _("New name"), row->name, &prompt_ops, searches);
    return row != NULL;
}

static void change_changed(void *context, Str text, Prompt *prompt)
{
    (void)context;
    query_remark(prompt, text);
}

static bool change_accept(void *context, Str query, Error *err)
{
    Searches *searches = context;
    const NamedText *row = get_current(searches);
    if (!row || !query_check(NULL, query, err) ||
        !library_save_search(searches->library, row->name, query, err))
        return false;
    edited(searches, _("the search looks for something else"));
    return true;
}

bool act_searches_change(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {change_changed, change_accept, NULL};
    Searches *searches = searches_get(call, err);
    const NamedText *row = searches ? get_current(searches) : NULL;
    if (row)
        app_open_prompt(searches->app, _("Looks for"), row->text, &prompt_ops, searches);
    return row != NULL;
}

bool act_searches_delete(const ActionCall *call, Error *err)
{
    Searches *searches = searches_get(call, err);
    const NamedText *row = searches ? get_current(searches) : NULL;
    if (!row || !library_save_search(searches->library, row->name, (Str){0}, err))
        return false;
    edited(searches, _("the search is forgotten"));
    return true;
}

/* ---- keeping one ------------------------------------------------------------------- */

static bool save_accept(void *context, Str name, Error *err)
{
    Search *search = context;
    if (!library_save_search(app_get_library(search->app), name,
                             strbuf_get(&search->typed), err))
        return false;
    message_with_undo(search->app, _("the search is kept"));
    return true;
}

/* Under a name of its own, or one that there is, which then stands for this search. */
bool act_search_save(const ActionCall *call, Error *err)
{
    if (!view_check(call, CONTEXT_SEARCH, err))
        return false;
    Search *search = (Search *)call->view;
    /* As it was typed: what is shown may still be that of the words before. */
    if (!text_trim(strbuf_get(&search->typed)).len)
        return error_set(err, ERR_USAGE, _("nothing is searched for yet"));
    Arena *arena = arena_new();
    NamedTextList list = {0};
    bool is_listed = store_list_searches(search->store, arena, &list, err);
    if (is_listed)
        name_prompt_open(search->app,
                         &(NameRequest){.label = _("Keep this search as"),
                                        .accept = save_accept,
                                        .context = search},
                         &list);
    arena_free(arena);
    return is_listed;
}

/* ---- drawing ------------------------------------------------------------------------
 */

static int name_columns(const Searches *searches, const Frame *frame)
{
    size_t widest = 8;
    for (size_t i = 0; i < searches->list.count; i++)
        widest = MAX(widest, text_columns(searches->list.rows[i].name, &frame->width));
    return MIN((int)widest, MIN(NAME_COLUMNS_MAX, frame->columns / 2));
}

static void put_search(const Searches *searches, Frame *frame, size_t index, int y,
                       int room)
{
    const NamedText *row = &searches->list.rows[index];
    StrBuf text = {0};
    format_flat(&text, row->name);
    frame_put_cut(frame, y, 3, room, strbuf_get(&text), STYLE_LIST, STYLE_TEXT);
    strbuf_reset(&text);
    format_flat(&text, row->text);
    frame_put_cut(frame, y, room + 6, frame->columns - room - 7, strbuf_get(&text),
                  STYLE_LIST_DIM, STYLE_TEXT);
    strbuf_clear(&text);
    if (index == searches->screen.list.current) {
        frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        put_band(frame, y, 0, frame->columns);
        frame_set_cursor(frame, y, 1);
    }
}

static void searches_draw(View *view, Frame *frame)
{
    const Searches *searches = (const Searches *)view;
    const List *list = &searches->screen.list;
    StrBuf count = {0};
    frame_erase(frame, STYLE_LIST);
    if (list->count)
        format_count(&count, list->count);
    put_bar(frame, _("Kept searches"), (Str){0}, strbuf_get(&count));
    strbuf_clear(&count);
    if (!list->count)
        put_advice(frame,
                   _("No search is kept yet\nS searches; W there keeps the search"));
    int room = name_columns(searches, frame);
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++)
        put_search(searches, frame, list->top + (size_t)i, BAR_ROWS + 1 + i, room);
}

/* ---- the view ------------------------------------------------------------------------
 */

static unsigned searches_get_state(const View *view)
{
    const Searches *searches = (const Searches *)view;
    bool is_writable = store_is_writable(library_get_store(searches->library));
    return (get_current(searches) ? NEED_ITEM : NEED_NONE) |
           (is_writable ? NEED_WRITABLE : NEED_NONE);
}

static const Hint *searches_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LIST_OPEN, N_("search")},
                               {ACTION_SEARCHES_RENAME, N_("rename")},
                               {ACTION_SEARCHES_CHANGE, N_("other words")},
                               {ACTION_SEARCHES_DELETE, N_("forget")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    return get_current((const Searches *)view) ? all : all + 4;
}

static void searches_refresh(View *view)
{
    reload((Searches *)view);
}

static void searches_free(View *view)
{
    Searches *searches = (Searches *)view;
    arena_free(searches->arena);
    free(searches);
}

bool act_kept_searches(const ActionCall *call, Error *err)
{
    static const ViewOps ops = {.name = "searches",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = searches_draw,
                                .layout = list_layout,
                                .get_state = searches_get_state,
                                .get_hints = searches_get_hints,
                                .refresh = searches_refresh,
                                .event = list_event,
                                .free = searches_free};
    (void)err;
    Searches *searches = mem_alloc(sizeof(*searches));
    reader_save_place(call->view);
    searches->screen.view = (View){&ops, call->app};
    searches->screen.open = searches_open;
    searches->app = call->app;
    searches->library = app_get_library(call->app);
    reload(searches);
    app_push(call->app, &searches->screen.view);
    return true;
}
