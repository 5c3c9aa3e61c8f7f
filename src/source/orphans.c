/* Passages of a document that lost their place, and a place for them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/editions.h"

#include <stdlib.h>
#include <string.h>

#define ENTRY_ROWS 2

typedef struct Orphans {
    ListScreen screen; /* first */
    App *app;
    Store *store;
    int64_t doc, edition;
    Range range; /* of that edition; empty for none */
    Arena *arena;
    AnnotationList all;
} Orphans;

static const Context contexts[] = {CONTEXT_LIST};

static bool orphans_reload(Orphans *orphans, Error *err)
{
    Arena *arena = arena_new();
    AnnotationFilter filter = {.doc = orphans->doc, .status = -1, .orphans = true};
    AnnotationList all = {0};
    if (!store_list_annotations(orphans->store, &filter, arena, &all, err)) {
        arena_free(arena);
        return false;
    }
    arena_free(orphans->arena);
    orphans->arena = arena;
    orphans->all = all;
    list_set_count(&orphans->screen.list, all.count);
    return true;
}

static bool orphans_open(ListScreen *screen, Error *err)
{
    Orphans *orphans = (Orphans *)screen;
    if (screen->list.current >= orphans->all.count)
        return false;
    if (range_is_empty(orphans->range))
        return error_set(err, ERR_USAGE, "%s",
                         _("select in the text where it stands now (v or s), then come "
                           "back"));
    Document *document = store_open_document(orphans->store, orphans->doc, err);
    bool is_attached = document && document->edition == orphans->edition;
    if (document && !is_attached)
        error_set(err, ERR_CONFLICT, "%s",
                  _("the document has another edition by now; select anew"));
    is_attached =
        is_attached && library_reattach(app_get_library(orphans->app),
                                        orphans->all.rows[screen->list.current].id,
                                        document, orphans->range, err);
    document_free(document);
    if (!is_attached)
        return false;
    App *app = orphans->app;
    message_with_undo(app, _("the passage has a place again"));
    app_pop(app);
    app_touch(app);
    return true;
}

/* ---- drawing ----------------------------------------------------------- */

static void put_orphan(Frame *frame, const Annotation *row, int y, bool is_current)
{
    StrBuf text = {0};
    format_flat(&text, row->selector.exact);
    frame_put_cut(frame, y, 3, frame->columns - 5, strbuf_get(&text), STYLE_LIST_STRONG,
                  STYLE_TEXT);
    strbuf_reset(&text);
    format_tag_list(&text, row->tags, row->tag_count);
    strbuf_append_text(&text, text.len ? "  " : "");
    format_flat(&text, row->note);
    frame_put_cut(frame, y + 1, 5, frame->columns - 7, strbuf_get(&text), STYLE_LIST_DIM,
                  STYLE_TEXT);
    strbuf_clear(&text);
    if (!is_current)
        return;
    frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
    put_band(frame, y, 0, frame->columns);
    put_band(frame, y + 1, 0, frame->columns);
    frame_set_cursor(frame, y, 1);
}

static void orphans_draw(View *view, Frame *frame)
{
    const Orphans *orphans = (const Orphans *)view;
    const List *list = &orphans->screen.list;
    StrBuf right = {0};
    frame_erase(frame, STYLE_LIST);
    strbuf_appendf(&right, translate_plural("%zu passage", "%zu passages", list->count),
                   list->count);
    put_bar(frame, _("Without a place"), STR(""), strbuf_get(&right));
    strbuf_clear(&right);
    if (!list->count)
        put_advice(frame, _("Every passage of this document has its place"));
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++) {
        size_t index = list->top + (size_t)i;
        put_orphan(frame, &orphans->all.rows[index], BAR_ROWS + 1 + ENTRY_ROWS * i,
                   index == list->current);
    }
}

/* ---- the view ---------------------------------------------------------- */

static void orphans_layout(View *view, int rows, int columns)
{
    Orphans *orphans = (Orphans *)view;
    (void)columns;
    list_fit(&orphans->screen, rows, ENTRY_ROWS);
}

static unsigned orphans_get_state(const View *view)
{
    const Orphans *orphans = (const Orphans *)view;
    unsigned state = orphans->all.count ? NEED_ITEM : NEED_NONE;
    return state | (store_is_writable(orphans->store) ? NEED_WRITABLE : NEED_NONE);
}

static const Hint *orphans_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LIST_OPEN, N_("give it the selection")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    const Orphans *orphans = (const Orphans *)view;
    return range_is_empty(orphans->range) ? all + 1 : all;
}

static void orphans_refresh(View *view)
{
    Orphans *orphans = (Orphans *)view;
    Error err = {0};
    if (!orphans_reload(orphans, &err))
        app_message_error(orphans->app, &err);
    error_clear(&err);
}

static void orphans_free(View *view)
{
    Orphans *orphans = (Orphans *)view;
    arena_free(orphans->arena);
    free(orphans);
}

View *orphans_new(App *app, int64_t doc, int64_t edition, Range range, Error *err)
{
    static const ViewOps ops = {.name = "orphans",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = orphans_draw,
                                .layout = orphans_layout,
                                .get_state = orphans_get_state,
                                .get_hints = orphans_get_hints,
                                .event = list_event,
                                .refresh = orphans_refresh,
                                .free = orphans_free};
    Orphans *orphans = mem_alloc(sizeof(*orphans));
    orphans->screen.view = (View){&ops, app};
    orphans->screen.open = orphans_open;
    orphans->app = app;
    orphans->store = library_get_store(app_get_library(app));
    orphans->doc = doc;
    orphans->edition = edition;
    orphans->range = range;
    if (orphans_reload(orphans, err))
        return &orphans->screen.view;
    orphans_free(&orphans->screen.view);
    return NULL;
}
