/* The editions of a document.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/editions.h"

#include <piyue/clean.h>
#include <piyue/intake.h>

#include <stdlib.h>

typedef struct Editions {
    ListScreen screen; /* first */
    App *app;
    Store *store;
    int64_t doc;
    char *title; /* owned */
    Arena *arena;
    EditionList all;
    int64_t marked; /* to be compared with the next one; 0 for none */
} Editions;

static const Context contexts[] = {CONTEXT_EDITIONS, CONTEXT_LIST};

static const EditionRow *editions_get_current(const Editions *editions)
{
    const List *list = &editions->screen.list;
    return list->current < list->count ? &editions->all.rows[list->current] : NULL;
}

static bool editions_reload(Editions *editions, Error *err)
{
    Arena *arena = arena_new();
    EditionList all = {0};
    DocumentFilter filter = {.id = editions->doc};
    DocumentList documents = {0};
    if (!store_list_editions(editions->store, editions->doc, arena, &all, err) ||
        !store_list_documents(editions->store, &filter, arena, &documents, err)) {
        arena_free(arena);
        return false;
    }
    free(editions->title);
    editions->title = str_dup(documents.count ? documents.rows[0].title : STR(""));
    arena_free(editions->arena);
    editions->arena = arena;
    editions->all = all;
    list_set_count(&editions->screen.list, all.count);
    return true;
}

/* ---- acting ------------------------------------------------------------ */

/* With the marked one; else with the one before it, and the first with the one that is
 * read. */
static bool editions_open(ListScreen *screen, Error *err)
{
    Editions *editions = (Editions *)screen;
    const EditionRow *row = editions_get_current(editions);
    if (!row)
        return false;
    int64_t other = editions->marked;
    if (!other && screen->list.current + 1 < editions->all.count)
        other = editions->all.rows[screen->list.current + 1].id;
    for (size_t i = 0; !other && i < editions->all.count; i++)
        if (editions->all.rows[i].is_current)
            other = editions->all.rows[i].id;
    if (!other || other == row->id)
        return error_set(err, ERR_NOT_FOUND, "%s",
                         _("there is no other edition to compare it with"));
    View *view =
        compare_new(editions->app, MIN(other, row->id), MAX(other, row->id), err);
    if (view)
        app_push(editions->app, view);
    return view != NULL;
}

bool act_editions_mark(const ActionCall *call, Error *err)
{
    if (!view_check(call, CONTEXT_EDITIONS, err))
        return false;
    Editions *editions = (Editions *)call->view;
    const EditionRow *row = editions_get_current(editions);
    editions->marked = row && editions->marked != row->id ? row->id : 0;
    if (editions->marked)
        app_message(editions->app, _("Enter on another edition compares the two"));
    return row != NULL;
}

/* ---- drawing ----------------------------------------------------------- */

static void append_details(StrBuf *out, const EditionRow *row)
{
    Processing processing = processing_parse(row->processing);
    format_length(out, row->codepoints);
    strbuf_append_text(out, "   ");
    strbuf_append_str(out, row->encoding.len ? row->encoding : row->format);
    if (row->moves.orphaned)
        strbuf_appendf(out,
                       translate_plural("   %u passage lost", "   %u passages lost",
                                        row->moves.orphaned),
                       row->moves.orphaned);
    bool is_first = true;
    for (unsigned i = 0; i < CLEAN_RULE_COUNT; i++) {
        if (!(processing.without & 1u << i))
            continue;
        strbuf_appendf(out, is_first ? _("   without %s") : ", %s",
                       _(clean_get_summary((CleanRule)i)));
        is_first = false;
    }
    strbuf_append_text(out, "   ");
    sanitize(out, path_get_name(row->path), SANITIZE_TERMINAL);
}

static void put_edition(const Editions *editions, Frame *frame, const EditionRow *row,
                        int y, bool is_current_row)
{
    StrBuf text = {0};
    if (row->id == editions->marked)
        frame_put(frame, y, 2, 1, STR("*"), STYLE_LIST_STRONG, STYLE_TEXT);
    strbuf_appendf(&text, "%lld", (long long)row->id);
    put_right(frame, y, 3, 8, strbuf_get(&text), STYLE_LIST_STRONG);
    strbuf_reset(&text);
    format_day(&text, row->added_ms, time_now_ms());
    frame_put_cut(frame, y, 10, 11, strbuf_get(&text), STYLE_LIST, STYLE_TEXT);
    strbuf_reset(&text);
    if (row->is_current)
        strbuf_append_text(&text, _("read now"));
    frame_put_cut(frame, y, 22, 9, strbuf_get(&text), STYLE_LIST_STRONG, STYLE_TEXT);
    strbuf_reset(&text);
    append_details(&text, row);
    frame_put_cut(frame, y, 32, frame->columns - 34, strbuf_get(&text), STYLE_LIST_DIM,
                  STYLE_TEXT);
    strbuf_clear(&text);
    if (is_current_row) {
        frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        put_band(frame, y, 0, frame->columns);
        frame_set_cursor(frame, y, 1);
    }
}

static void editions_draw(View *view, Frame *frame)
{
    const Editions *editions = (const Editions *)view;
    const List *list = &editions->screen.list;
    StrBuf right = {0}, left = {0};
    frame_erase(frame, STYLE_LIST);
    strbuf_appendf(&right, translate_plural("%zu edition", "%zu editions", list->count),
                   list->count);
    sanitize(&left, str_from(editions->title), SANITIZE_TERMINAL);
    put_bar(frame, _("Editions"), strbuf_get(&left), strbuf_get(&right));
    strbuf_clear(&right);
    strbuf_clear(&left);
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++) {
        size_t index = list->top + (size_t)i;
        put_edition(editions, frame, &editions->all.rows[index], BAR_ROWS + 1 + i,
                    index == list->current);
    }
}

/* ---- the view ---------------------------------------------------------- */

static unsigned editions_get_state(const View *view)
{
    const Editions *editions = (const Editions *)view;
    unsigned state = editions_get_current(editions) ? NEED_ITEM : NEED_NONE;
    return state | (store_is_writable(editions->store) ? NEED_WRITABLE : NEED_NONE);
}

static const Hint *editions_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LIST_OPEN, N_("compare with the one before")},
                               {ACTION_EDITIONS_MARK, N_("mark to compare")},
                               {ACTION_UNDO, N_("take back")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static void editions_refresh(View *view)
{
    Editions *editions = (Editions *)view;
    Error err = {0};
    if (!editions_reload(editions, &err))
        app_message_error(editions->app, &err);
    error_clear(&err);
}

static void editions_free(View *view)
{
    Editions *editions = (Editions *)view;
    arena_free(editions->arena);
    free(editions->title);
    free(editions);
}

View *editions_new(App *app, int64_t doc, Error *err)
{
    static const ViewOps ops = {.name = "editions",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = editions_draw,
                                .layout = list_layout,
                                .get_state = editions_get_state,
                                .get_hints = editions_get_hints,
                                .event = list_event,
                                .refresh = editions_refresh,
                                .free = editions_free};
    Editions *editions = mem_alloc(sizeof(*editions));
    editions->screen.view = (View){&ops, app};
    editions->screen.open = editions_open;
    editions->app = app;
    editions->store = library_get_store(app_get_library(app));
    editions->doc = doc;
    if (editions_reload(editions, err))
        return &editions->screen.view;
    editions_free(&editions->screen.view);
    return NULL;
}
