/* Lists of places of a text, filtered as one types: its links, the places under letters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/spots.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_BYTES 240 /* of a place: more than a row shows */
#define DETAIL_FROM_COLUMNS 56
#define GAP_COLUMNS 3

typedef struct Spots {
    ListScreen screen; /* first */
    App *app;
    Store *store;
    const SpotSource *source;
    int64_t doc; /* whose reader lies below; 0 for none */
    Arena *arena;
    SpotList all;
    Finder *finder;       /* over words, details and letters */
    FinderMatch *matches; /* owned: the rows that are shown */
    StrBuf filter;
} Spots;

static const Context contexts[] = {CONTEXT_SPOTS, CONTEXT_LIST};

void spots_append_words(const Document *document, Pos pos, StrBuf *out)
{
    if (pos.block >= document->block_count)
        return;
    Str text = document_get_text(document, pos.block);
    size_t start = cluster_snap(text, MIN((size_t)pos.off, text.len));
    Str rest = str_slice(text, start, text.len);
    strbuf_append_str(out,
                      str_slice(rest, 0, cluster_snap(rest, MIN(rest.len, WORDS_BYTES))));
}

/* ---- rows -------------------------------------------------------------- */

static void spots_match(Spots *spots)
{
    size_t total;
    size_t count = finder_match(spots->finder, strbuf_get(&spots->filter), spots->matches,
                                spots->all.count, &total);
    list_set_count(&spots->screen.list, count);
}

static const Spot *get_row(const Spots *spots, size_t row)
{
    return &spots->all.rows[spots->matches[row].index];
}

static const Spot *spots_get_current(const Spots *spots)
{
    const List *list = &spots->screen.list;
    return list->current < list->count ? get_row(spots, list->current) : NULL;
}

static void spots_prepare(Spots *spots)
{
    StrBuf name = {0};
    finder_free(spots->finder);
    free(spots->matches);
    spots->finder = finder_new();
    finder_set_flags(spots->finder, FINDER_UNBROKEN | FINDER_IN_ORDER);
    spots->matches = mem_alloc_array(spots->all.count + 1, sizeof(*spots->matches));
    for (size_t i = 0; i < spots->all.count; i++) {
        const Spot *spot = &spots->all.rows[i];
        strbuf_reset(&name);
        strbuf_appendf(&name, "%.*s %.*s", STR_ARG(spot->words), STR_ARG(spot->detail));
        finder_add(spots->finder, strbuf_get(&name), 0);
    }
    strbuf_clear(&name);
    spots_match(spots);
}

static bool spots_reload(Spots *spots, Error *err)
{
    Arena *arena = arena_new();
    SpotList all = {0};
    Document *document =
        spots->doc ? store_open_document(spots->store, spots->doc, err) : NULL;
    bool is_read = (document || !spots->doc) &&
                   spots->source->gather(spots->store, document, arena, &all, err);
    document_free(document);
    if (!is_read) {
        free(all.rows);
        arena_free(arena);
        return false;
    }
    free(spots->all.rows);
    arena_free(spots->arena);
    spots->arena = arena;
    spots->all = all;
    spots_prepare(spots);
    return true;
}

/* ---- acting ------------------------------------------------------------ */

static Spots *spots_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_SPOTS, err) ? (Spots *)call->view : NULL;
}

/* To the reader below, as a jump, or to another document. */
static bool spots_go(ListScreen *screen, Error *err)
{
    Spots *spots = (Spots *)screen;
    const Spot *spot = spots_get_current(spots);
    if (!spot)
        return false;
    App *app = spots->app;
    Spot to = *spot;
    bool is_here = to.doc == spots->doc;
    if (!is_here)
        return open_reader(app, to.doc, &to.pos, (Str){0}, err);
    app_pop(app);
    reader_show_place(app_get_view(app), to.pos);
    return true;
}

bool act_spots_copy(const ActionCall *call, Error *err)
{
    Spots *spots = spots_get(call, err);
    const Spot *spot = spots ? spots_get_current(spots) : NULL;
    if (!spot)
        return false;
    return spot->address.len ? copy_address(spots->app, spot->address, err)
                             : copy_text(spots->app, spot->words, err);
}

bool act_spots_drop(const ActionCall *call, Error *err)
{
    Spots *spots = spots_get(call, err);
    const Spot *spot = spots ? spots_get_current(spots) : NULL;
    if (!spot)
        return false;
    if (!spots->source->drop)
        return error_set(err, ERR_USAGE, _("links belong to the text; they stay"));
    size_t current = spots->screen.list.current;
    char letter = spot->letter;
    if (!spots->source->drop(app_get_library(spots->app), spot, err) ||
        !spots_reload(spots, err))
        return false;
    list_set_current(&spots->screen.list, current);
    app_message(spots->app, _("'%c leads nowhere now; m%c in a text gives it a place"),
                letter, letter);
    return true;
}

static void filter_changed(void *context, Str text, Prompt *prompt)
{
    Spots *spots = context;
    StrBuf info = {0};
    strbuf_reset(&spots->filter);
    strbuf_append_str(&spots->filter, text_trim(text));
    spots_match(spots);
    format_count(&info, spots->screen.list.count);
    prompt_set_info(prompt, strbuf_get(&info));
    strbuf_clear(&info);
}

static void filter_cancel(void *context)
{
    Spots *spots = context;
    strbuf_reset(&spots->filter);
    spots_match(spots);
}

bool act_spots_filter(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.changed = filter_changed,
                                         .cancel = filter_cancel};
    Spots *spots = spots_get(call, err);
    if (!spots)
        return false;
    StrBuf before = {0};
    strbuf_append_str(&before, strbuf_get(&spots->filter));
    prompt_set_keys(
        app_open_prompt(spots->app, _("Filter"), strbuf_get(&before), &prompt_ops, spots),
        &list_prompt_keys);
    strbuf_clear(&before);
    return true;
}

/* ---- drawing ----------------------------------------------------------- */

/* Words at the left, what they lead to at the right: half the row each where both are
 * long. */
static void put_spot(Frame *frame, const Spot *spot, int y, bool is_current)
{
    StrBuf words = {0}, detail = {0};
    int left = 3, end = frame->columns - 1;
    if (spot->letter) {
        char letter[2] = {spot->letter, '\0'};
        frame_put(frame, y, left, 1, str_from(letter), STYLE_LIST_STRONG, STYLE_TEXT);
        left += 2;
    }
    format_flat(&words, spot->words);
    format_flat(&detail, spot->detail);
    if (frame->columns >= DETAIL_FROM_COLUMNS && detail.len) {
        int wide = (int)text_columns(strbuf_get(&words), &frame->width);
        int start = left + MIN(wide, (end - left) / 2) + GAP_COLUMNS;
        int room = (int)text_columns(strbuf_get(&detail), &frame->width);
        start = MAX(start, end - room);
        frame_put_cut(frame, y, start, end - start, strbuf_get(&detail), STYLE_LIST_DIM,
                      STYLE_TEXT);
        end = start - GAP_COLUMNS;
    }
    frame_put_cut(frame, y, left, end - left, strbuf_get(&words), STYLE_LIST, STYLE_TEXT);
    strbuf_clear(&words);
    strbuf_clear(&detail);
    if (!is_current)
        return;
    frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
    put_band(frame, y, 0, frame->columns);
    frame_set_cursor(frame, y, 1);
}

static void spots_draw(View *view, Frame *frame)
{
    const Spots *spots = (const Spots *)view;
    const List *list = &spots->screen.list;
    const SpotSource *source = spots->source;
    StrBuf right = {0}, left = {0};
    frame_erase(frame, STYLE_LIST);
    strbuf_appendf(&right,
                   translate_plural(source->counted, source->counted_many, list->count),
                   list->count);
    if (spots->filter.len) {
        strbuf_append_byte(&left, '/');
        sanitize(&left, strbuf_get(&spots->filter), SANITIZE_TERMINAL);
    }
    put_bar(frame, _(source->title), strbuf_get(&left), strbuf_get(&right));
    strbuf_clear(&right);
    strbuf_clear(&left);
    if (!list->count)
        put_advice(frame, spots->filter.len
                              ? _("None matches\nletters stand for pinyin too: xsj finds "
                                  "协商机制")
                              : _(source->advice));
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++) {
        size_t index = list->top + (size_t)i;
        put_spot(frame, get_row(spots, index), BAR_ROWS + 1 + i, index == list->current);
    }
}

/* ---- the view ---------------------------------------------------------- */

static void spots_layout(View *view, int rows, int columns)
{
    Spots *spots = (Spots *)view;
    (void)columns;
    spots->screen.page_rows = MAX(screen_body_rows(rows) - 1, 1);
    list_set_height(&spots->screen.list, spots->screen.page_rows);
}

static unsigned spots_get_state(const View *view)
{
    const Spots *spots = (const Spots *)view;
    unsigned state = spots_get_current(spots) ? NEED_ITEM : NEED_NONE;
    return state | (store_is_writable(spots->store) ? NEED_WRITABLE : NEED_NONE);
}

static const Hint *spots_get_hints(const View *view)
{
    static const Hint empty[] = {
        {ACTION_CLOSE, N_("back")}, {ACTION_HELP, N_("help")}, {ACTION_COUNT, NULL}};
    static const Hint addresses[] = {
        {ACTION_LIST_OPEN, N_("go there")},  {ACTION_SPOTS_COPY, N_("copy the address")},
        {ACTION_SPOTS_FILTER, N_("filter")}, {ACTION_CLOSE, N_("back")},
        {ACTION_HELP, N_("help")},           {ACTION_COUNT, NULL}};
    static const Hint letters[] = {
        {ACTION_LIST_OPEN, N_("go there")},  {ACTION_SPOTS_DROP, N_("forget")},
        {ACTION_SPOTS_FILTER, N_("filter")}, {ACTION_CLOSE, N_("back")},
        {ACTION_HELP, N_("help")},           {ACTION_COUNT, NULL}};
    static const Hint places[] = {{ACTION_LIST_OPEN, N_("go there")},
                                  {ACTION_SPOTS_FILTER, N_("filter")},
                                  {ACTION_CLOSE, N_("back")},
                                  {ACTION_HELP, N_("help")},
                                  {ACTION_COUNT, NULL}};
    const Spots *spots = (const Spots *)view;
    const Spot *spot = spots_get_current(spots);
    if (!spot)
        return empty;
    return spots->source->drop ? letters : spot->address.len ? addresses : places;
}

static void spots_refresh(View *view)
{
    Spots *spots = (Spots *)view;
    Error err = {0};
    if (!spots_reload(spots, &err))
        app_message_error(spots->app, &err);
    error_clear(&err);
}

static void spots_free(View *view)
{
    Spots *spots = (Spots *)view;
    finder_free(spots->finder);
    free(spots->matches);
    free(spots->all.rows);
    strbuf_clear(&spots->filter);
    arena_free(spots->arena);
    free(spots);
}

bool spots_open(App *app, int64_t doc, const SpotSource *source, Error *err)
{
    static const ViewOps ops = {.name = "spots",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = spots_draw,
                                .layout = spots_layout,
                                .get_state = spots_get_state,
                                .get_hints = spots_get_hints,
                                .event = list_event,
                                .refresh = spots_refresh,
                                .free = spots_free};
    Spots *spots = mem_alloc(sizeof(*spots));
    spots->screen.view = (View){&ops, app};
    spots->screen.open = spots_go;
    spots->app = app;
    spots->store = library_get_store(app_get_library(app));
    spots->source = source;
    spots->doc = doc;
    if (spots_reload(spots, err)) {
        app_push(app, &spots->screen.view);
        return true;
    }
    spots_free(&spots->screen.view);
    return false;
}
