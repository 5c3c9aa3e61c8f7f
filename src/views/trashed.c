/* Deleted passages: back to their documents, or gone for good.
 *
 * Rows are fetched for the screen alone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <stdlib.h>

#define ENTRY_ROWS 2

typedef struct Trashed {
    ListScreen screen; /* first */
    App *app;
    Store *store;
    Arena *arena;
    AnnotationList rows; /* from list.top on */
} Trashed;

static const Context contexts[] = {CONTEXT_TRASHED, CONTEXT_LIST};

/* ---- reading --------------------------------------------------------------- */

static bool trashed_fetch(Trashed *trashed, Error *err)
{
    const List *list = &trashed->screen.list;
    AnnotationFilter filter = {.status = -1,
                               .in_trash = true,
                               .newest_first = true,
                               .offset = (int64_t)list->top,
                               .limit = MAX(list->height, 1)};
    Arena *arena = arena_new();
    AnnotationList rows = {0};
    if (!store_list_annotations(trashed->store, &filter, arena, &rows, err)) {
        arena_free(arena);
        return false;
    }
    arena_free(trashed->arena);
    trashed->arena = arena;
    trashed->rows = rows;
    return true;
}

static bool trashed_reload(Trashed *trashed, Error *err)
{
    AnnotationFilter filter = {.status = -1, .in_trash = true};
    int64_t count = 0;
    if (!store_count_annotations(trashed->store, &filter, &count, err))
        return false;
    list_set_count(&trashed->screen.list, (size_t)count);
    return trashed_fetch(trashed, err);
}

static void trashed_moved(ListScreen *screen)
{
    Trashed *trashed = (Trashed *)screen;
    Error err = {0};
    if (!trashed_fetch(trashed, &err))
        app_message_error(trashed->app, &err);
    error_clear(&err);
}

static const Annotation *trashed_get_current(const Trashed *trashed)
{
    const List *list = &trashed->screen.list;
    size_t index = list->current - list->top;
    return index < trashed->rows.count ? &trashed->rows.rows[index] : NULL;
}

/* ---- acting ------------------------------------------------------------------ */

static bool trashed_restore(Trashed *trashed, Error *err)
{
    const Annotation *row = trashed_get_current(trashed);
    if (!row || !library_restore_annotation(app_get_library(trashed->app), row->id, err))
        return false;
    message_with_undo(trashed->app, _("the passage is back in its document"));
    app_touch(trashed->app);
    return trashed_reload(trashed, err);
}

static bool trashed_open(ListScreen *screen, Error *err)
{
    return trashed_restore((Trashed *)screen, err);
}

bool act_trashed_restore(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_TRASHED, err) &&
           trashed_restore((Trashed *)call->view, err);
}

static void purge(void *context)
{
    Trashed *trashed = context;
    const Annotation *row = trashed_get_current(trashed);
    Error err = {0};
    if (row && library_purge_annotation(app_get_library(trashed->app), row->id, &err) &&
        trashed_reload(trashed, &err))
        app_message(trashed->app, _("deleted for good"));
    else if (error_is_set(&err))
        app_message_error(trashed->app, &err);
    error_clear(&err);
    app_touch(trashed->app);
}

bool act_trashed_purge(const ActionCall *call, Error *err)
{
    if (!view_check(call, CONTEXT_TRASHED, err))
        return false;
    Trashed *trashed = (Trashed *)call->view;
    if (trashed_get_current(trashed))
        app_confirm(trashed->app,
                    _("delete this passage, its note and its replies for good?"), purge,
                    trashed);
    return true;
}

/* ---- drawing ------------------------------------------------------------------- */

static void put_entry(const Trashed *trashed, Frame *frame, size_t index, int y)
{
    const Annotation *row = &trashed->rows.rows[index];
    StrBuf text = {0};
    format_flat(&text, row->selector.exact);
    frame_put_cut(frame, y, 3, frame->columns - 5, strbuf_get(&text), STYLE_LIST_STRONG,
                  STYLE_TEXT);
    strbuf_reset(&text);
    format_flat(&text, trashed->rows.doc_titles[index]);
    if (row->note.len) {
        strbuf_append_text(&text, "   ");
        format_flat(&text, row->note);
    }
    frame_put_cut(frame, y + 1, 5, frame->columns - 7, strbuf_get(&text), STYLE_LIST_DIM,
                  STYLE_TEXT);
    strbuf_clear(&text);
    if (row != trashed_get_current(trashed))
        return;
    frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
    put_band(frame, y, 0, frame->columns);
    put_band(frame, y + 1, 0, frame->columns);
    frame_set_cursor(frame, y, 1);
}

static void trashed_draw(View *view, Frame *frame)
{
    const Trashed *trashed = (const Trashed *)view;
    const List *list = &trashed->screen.list;
    StrBuf right = {0};
    frame_erase(frame, STYLE_LIST);
    strbuf_appendf(&right, translate_plural("%zu passage", "%zu passages", list->count),
                   list->count);
    put_bar(frame, _("Deleted passages"), STR(""), strbuf_get(&right));
    strbuf_clear(&right);
    if (!list->count)
        put_advice(frame, _("No passage is in the trash"));
    for (size_t i = 0; i < trashed->rows.count && (int)i < list->height; i++)
        put_entry(trashed, frame, i, BAR_ROWS + 1 + ENTRY_ROWS * (int)i);
}

/* ---- the view -------------------------------------------------------------------- */

static void trashed_layout(View *view, int rows, int columns)
{
    Trashed *trashed = (Trashed *)view;
    (void)columns;
    list_fit(&trashed->screen, rows, ENTRY_ROWS);
    trashed_moved(&trashed->screen);
}

static unsigned trashed_get_state(const View *view)
{
    const Trashed *trashed = (const Trashed *)view;
    unsigned state = trashed->rows.count ? NEED_ITEM : NEED_NONE;
    return state | (store_is_writable(trashed->store) ? NEED_WRITABLE : NEED_NONE);
}

static const Hint *trashed_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_TRASHED_RESTORE, N_("bring back")},
                               {ACTION_TRASHED_PURGE, N_("delete for good")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static void trashed_refresh(View *view)
{
    Trashed *trashed = (Trashed *)view;
    Error err = {0};
    if (!trashed_reload(trashed, &err))
        app_message_error(trashed->app, &err);
    error_clear(&err);
}

static void trashed_free(View *view)
{
    Trashed *trashed = (Trashed *)view;
    arena_free(trashed->arena);
    free(trashed);
}

bool act_trashed(const ActionCall *call, Error *err)
{
    static const ViewOps ops = {.name = "trashed",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = trashed_draw,
                                .layout = trashed_layout,
                                .get_state = trashed_get_state,
                                .get_hints = trashed_get_hints,
                                .event = list_event,
                                .refresh = trashed_refresh,
                                .free = trashed_free};
    Trashed *trashed = mem_alloc(sizeof(*trashed));
    trashed->screen.view = (View){&ops, call->app};
    trashed->screen.open = trashed_open;
    trashed->screen.moved = trashed_moved;
    trashed->app = call->app;
    trashed->store = library_get_store(app_get_library(call->app));
    if (trashed_reload(trashed, err)) {
        app_push(call->app, &trashed->screen.view);
        return true;
    }
    trashed_free(&trashed->screen.view);
    return false;
}
