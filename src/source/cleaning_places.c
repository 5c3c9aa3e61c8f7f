/* The places that one pass of cleaning touched, each with what stood there and what
 * stands there now.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/cleaning.h"

#include <stdlib.h>

#define WINDOW 128 /* edits fetched at a time */
#define LINE_COLUMNS 7
#define CONTEXT_BYTES 36 /* of the text before a change */

typedef struct Places {
    ListScreen screen; /* first */
    App *app;
    Store *store;
    Document *document;
    CleanRule rule;
    Arena *arena;
    EditionEditList edits; /* [first, first + edits.count) of all */
    size_t first;
} Places;

static const Context contexts[] = {CONTEXT_CLEANING_PLACES, CONTEXT_LIST};

/* ---- rows -------------------------------------------------------------- */

/* The edit of row `index`, fetched with those around it; NULL when it cannot be. */
static const EditionEdit *places_get(Places *places, size_t index)
{
    if (index < places->first || index >= places->first + places->edits.count) {
        Error ignored = {0};
        arena_free(places->arena);
        places->arena = arena_new();
        places->edits = (EditionEditList){0};
        places->first = index > WINDOW / 2 ? index - WINDOW / 2 : 0;
        if (!store_list_edits(places->store, places->document->edition,
                              str_from(clean_get_name(places->rule)), places->first,
                              WINDOW, places->arena, &places->edits, &ignored))
            places->edits.count = 0;
        error_clear(&ignored);
    }
    size_t at = index - places->first;
    return at < places->edits.count ? &places->edits.rows[at] : NULL;
}

static uint64_t count_places(Places *places)
{
    EditCountList counts;
    Error ignored = {0};
    Arena *arena = arena_new();
    uint64_t count = 0;
    if (store_count_edits(places->store, places->document->edition, arena, &counts,
                          &ignored))
        for (size_t i = 0; i < counts.count; i++)
            if (str_is_equal(counts.rows[i].pass, str_from(clean_get_name(places->rule))))
                count = counts.rows[i].edits;
    error_clear(&ignored);
    arena_free(arena);
    return count;
}

static bool places_open(ListScreen *screen, Error *err)
{
    Places *places = (Places *)screen;
    const EditionEdit *edit = places_get(places, screen->list.current);
    if (!edit)
        return false;
    Pos pos = {edit->block, edit->off};
    return open_reader(places->app, places->document->id, &pos, (Str){0}, err);
}

bool act_cleaning_paragraph(const ActionCall *call, Error *err)
{
    if (!view_check(call, CONTEXT_CLEANING_PLACES, err))
        return false;
    Places *places = (Places *)call->view;
    const EditionEdit *edit = places_get(places, places->screen.list.current);
    View *view =
        edit ? cleaning_paragraph_new(places->app, places->document, edit->block, err)
             : NULL;
    if (view)
        app_push(places->app, view);
    return view != NULL;
}

/* ---- drawing ----------------------------------------------------------- */

/* Draws part of the block's text; returns the columns. */
static int put_text(Frame *frame, int y, int x, int end, Str text, StyleId style,
                    StyleId overlay)
{
    StrBuf flat = {0};
    format_flat(&flat, text);
    int columns =
        x < end ? frame_put_cut(frame, y, x, end - x, strbuf_get(&flat), style, overlay)
                : 0;
    strbuf_clear(&flat);
    return columns;
}

static void put_place(Places *places, Frame *frame, size_t index, int y)
{
    const EditionEdit *edit = places_get(places, index);
    bool is_current = index == places->screen.list.current;
    int end = frame->columns - 1, x = 2;
    if (!edit || edit->block >= places->document->block_count)
        return;
    StrBuf line = {0}, change = {0};
    BlockInfo info = document_get_block(places->document, edit->block);
    Str text = document_get_text(places->document, edit->block);
    strbuf_appendf(&line, "%u", info.source_line);
    put_right(frame, y, x, x + LINE_COLUMNS, strbuf_get(&line), STYLE_LIST_DIM);
    x += LINE_COLUMNS + 2;
    bool is_whole = clean_keeps_text(places->rule) && places->rule != CLEAN_LOST;
    if (is_whole) {
        put_text(frame, y, x, end, text, STYLE_LIST, STYLE_TEXT);
    } else {
        size_t off = MIN((size_t)edit->off, text.len);
        if (places->rule == CLEAN_SPLIT && edit->block) {
            Str before = document_get_text(places->document, edit->block - 1);
            size_t from = before.len > CONTEXT_BYTES ? before.len - CONTEXT_BYTES : 0;
            x += put_text(frame, y, x, end,
                          str_slice(before, cluster_snap(before, from), before.len),
                          STYLE_LIST_DIM, STYLE_TEXT);
        }
        size_t start = cluster_snap(text, off > CONTEXT_BYTES ? off - CONTEXT_BYTES : 0);
        size_t behind =
            places->rule == CLEAN_SPLIT ? off : MIN(off + edit->new_text.len, text.len);
        format_edit(&change, edit->old_text, edit->new_text);
        x += put_text(frame, y, x, end, str_slice(text, start, off), STYLE_LIST_DIM,
                      STYLE_TEXT);
        x += frame_put_cut(frame, y, x, MAX(end - x, 0), strbuf_get(&change), STYLE_LIST,
                           STYLE_HIT);
        put_text(frame, y, x, end, str_slice(text, behind, text.len), STYLE_LIST_DIM,
                 STYLE_TEXT);
    }
    strbuf_clear(&line);
    strbuf_clear(&change);
    if (is_current) {
        frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        put_band(frame, y, 0, frame->columns);
        frame_set_cursor(frame, y, 1);
    }
}

static void places_draw(View *view, Frame *frame)
{
    Places *places = (Places *)view;
    const List *list = &places->screen.list;
    StrBuf right = {0}, count = {0};
    frame_erase(frame, STYLE_LIST);
    format_count(&count, list->count);
    strbuf_appendf(&right, translate_plural("%s place", "%s places", list->count),
                   count.data);
    put_bar(frame, _(clean_get_summary(places->rule)), (Str){0}, strbuf_get(&right));
    strbuf_clear(&right);
    strbuf_clear(&count);
    if (!list->count)
        put_advice(frame, _("This pass found nothing to do here"));
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++)
        put_place(places, frame, list->top + (size_t)i, BAR_ROWS + 1 + i);
    document_trim(places->document);
}

/* ---- the view ---------------------------------------------------------- */

static unsigned places_get_state(const View *view)
{
    return ((const Places *)view)->screen.list.count ? NEED_ITEM : NEED_NONE;
}

static const Hint *places_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LIST_OPEN, N_("read there")},
                               {ACTION_CLEANING_PARAGRAPH, N_("as it came")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static bool places_reload(Places *places, int64_t doc, Error *err)
{
    Document *document = store_open_document(places->store, doc, err);
    if (!document)
        return false;
    document_free(places->document);
    places->document = document;
    places->edits = (EditionEditList){0};
    list_set_count(&places->screen.list, count_places(places));
    return true;
}

static void places_refresh(View *view)
{
    Places *places = (Places *)view;
    Error err = {0};
    if (!places_reload(places, places->document->id, &err))
        app_message_error(places->app, &err);
    error_clear(&err);
}

static void places_free(View *view)
{
    Places *places = (Places *)view;
    document_free(places->document);
    arena_free(places->arena);
    free(places);
}

View *cleaning_places_new(App *app, int64_t doc, CleanRule rule, Error *err)
{
    static const ViewOps ops = {.name = "cleaning-places",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = places_draw,
                                .layout = list_layout,
                                .get_state = places_get_state,
                                .get_hints = places_get_hints,
                                .event = list_event,
                                .refresh = places_refresh,
                                .free = places_free};
    Places *places = mem_alloc(sizeof(*places));
    places->screen.view = (View){&ops, app};
    places->screen.open = places_open;
    places->app = app;
    places->store = library_get_store(app_get_library(app));
    places->rule = rule;
    if (places_reload(places, doc, err))
        return &places->screen.view;
    places_free(&places->screen.view);
    return NULL;
}
