/* Where else in the library a wording stands: the earliest first, then what is like it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <stdlib.h>

#define ENTRY_ROWS 2
#define DATE_COLUMNS 12
#define EXACT 1
#define KEY_BUDGET_US 8000 /* the screen opens no later */
#define IDLE_BUDGET_US 40000

typedef struct WordingView {
    ListScreen screen; /* first */
    App *app;
    Store *store;
    WordingWalk *walk;
    WordingList list; /* empty until the walk is over: rows never change places */
    StrBuf wording;
    int body_rows;
} WordingView;

static int wording_height(const ListScreen *screen, size_t index, bool is_first)
{
    const WordingView *view = (const WordingView *)screen;
    bool was_exact = index && view->list.rows[index - 1].likeness >= EXACT;
    bool is_exact = view->list.rows[index].likeness >= EXACT;
    return ENTRY_ROWS + (!is_exact && was_exact && !is_first);
}

static void wording_settle(ListScreen *screen)
{
    WordingView *view = (WordingView *)screen;
    list_show(screen, view->body_rows, wording_height);
}

static void append_day(int32_t day, StrBuf *out)
{
    if (!day)
        return;
    strbuf_appendf(out, "%d", day / 10000);
    if (day / 100 % 100)
        strbuf_appendf(out, "-%02d", day / 100 % 100);
    if (day % 100)
        strbuf_appendf(out, "-%02d", day % 100);
}

/* The sentence around the stretch, from a little before it where it is long. */
static void append_sentence(const Wording *found, int columns, const WidthPolicy *policy,
                            StrBuf *out)
{
    Str text = found->text;
    size_t last = text.len ? cluster_previous(text, text.len) : 0;
    Span sentence = sentence_at(text, MIN((size_t)found->start, last));
    size_t start = MIN(sentence.start, (size_t)found->start);
    while (start < found->start && text_columns(str_slice(text, start, found->start),
                                                policy) > (size_t)columns / 4) {
        Cluster cluster;
        if (!cluster_next(text, &start, policy, &cluster))
            break;
    }
    if (start > sentence.start)
        strbuf_append_byte(out, '~');
    sanitize(out, str_slice(text, start, MAX(sentence.end, (size_t)found->end)),
             SANITIZE_TERMINAL);
}

/* Marks the stretch itself: what is similar is no hit of any query. */
static void put_sentence(const Wording *found, Frame *frame, int y, int left, int columns)
{
    StrBuf text = {0}, stretch = {0};
    append_sentence(found, columns, &frame->width, &text);
    sanitize(&stretch, str_slice(found->text, found->start, found->end),
             SANITIZE_TERMINAL);
    int used =
        frame_put_cut(frame, y, left, columns, strbuf_get(&text), STYLE_LIST, STYLE_TEXT);
    size_t at = str_find(strbuf_get(&text), strbuf_get(&stretch), 0);
    if (at != STR_NONE) {
        int before =
            (int)text_columns(str_slice(strbuf_get(&text), 0, at), &frame->width);
        int wide = (int)text_columns(strbuf_get(&stretch), &frame->width);
        if (before < used)
            frame_overlay(frame, y, left + before, MIN(wide, used - before), STYLE_HIT);
    }
    strbuf_clear(&text);
    strbuf_clear(&stretch);
}

static int put_entry(const WordingView *view, Frame *frame, size_t index, int y)
{
    const Wording *found = &view->list.rows[index];
    int end = frame->columns - 1;
    StrBuf text = {0};
    y += wording_height(&view->screen, index, index == view->screen.top) - ENTRY_ROWS;
    append_day(found->day, &text);
    frame_put(frame, y, 3, DATE_COLUMNS - 1, strbuf_get(&text), STYLE_LIST_DIM,
              STYLE_TEXT);
    strbuf_reset(&text);
    if (found->likeness < EXACT)
        strbuf_appendf(&text, _("%d%% alike"), (int)(found->likeness * 100));
    end = put_right(frame, y, end - 14, end, strbuf_get(&text), STYLE_LIST_DIM) - 2;
    strbuf_reset(&text);
    format_flat(&text, found->title);
    frame_put_cut(frame, y, 3 + DATE_COLUMNS, end - 3 - DATE_COLUMNS, strbuf_get(&text),
                  STYLE_LIST_STRONG, STYLE_TEXT);
    strbuf_clear(&text);
    put_sentence(found, frame, y + 1, 5, frame->columns - 6);
    if (index == view->screen.list.current) {
        frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        put_band(frame, y, 0, frame->columns);
        put_band(frame, y + 1, 0, frame->columns);
        frame_set_cursor(frame, y, 1);
    }
    return y + ENTRY_ROWS;
}

static void wording_draw(View *base, Frame *frame)
{
    const WordingView *view = (const WordingView *)base;
    StrBuf right = {0}, left = {0};
    size_t exact = 0;
    while (exact < view->list.count && view->list.rows[exact].likeness >= EXACT)
        exact++;
    frame_erase(frame, STYLE_LIST);
    if (wording_walk_is_over(view->walk))
        strbuf_appendf(&right, _("%zu the same, %zu similar"), exact,
                       view->list.count - exact);
    else
        strbuf_appendf(&right, _("%zu so far"), wording_walk_count(view->walk));
    format_flat(&left, strbuf_get(&view->wording));
    put_bar(frame, _("Wording"), strbuf_get(&left), strbuf_get(&right));
    strbuf_clear(&right);
    strbuf_clear(&left);
    int y = BAR_ROWS + 1, bottom = y + view->body_rows;
    if (!view->list.count)
        frame_put_cut(frame, y, 3, frame->columns - 4,
                      str_from(wording_walk_is_over(view->walk)
                                   ? _("this wording stands nowhere else")
                                   : _("looking through the library; q goes back")),
                      STYLE_LIST_DIM, STYLE_TEXT);
    for (size_t i = view->screen.top; i < view->list.count; i++) {
        if (y + wording_height(&view->screen, i, i == view->screen.top) > bottom)
            break;
        y = put_entry(view, frame, i, y);
    }
}

static void wording_layout(View *base, int rows, int columns)
{
    WordingView *view = (WordingView *)base;
    (void)columns;
    view->body_rows = MAX(screen_body_rows(rows) - 1, ENTRY_ROWS);
    wording_settle(&view->screen);
}

static bool wording_open(ListScreen *screen, Error *err)
{
    WordingView *view = (WordingView *)screen;
    if (screen->list.current >= view->list.count)
        return false;
    const Wording *found = &view->list.rows[screen->list.current];
    Pos pos = {found->block, found->start};
    StrBuf query = {0};
    strbuf_append_byte(&query, '"');
    for (uint32_t i = found->start; i < found->end; i++) {
        char byte = found->text.data[i];
        strbuf_append_byte(&query, byte == '"' || byte == '\n' ? ' ' : byte);
    }
    strbuf_append_byte(&query, '"');
    bool is_open = open_reader(view->app, found->doc, &pos, strbuf_get(&query), err);
    strbuf_clear(&query);
    return is_open;
}

static unsigned wording_get_state(const View *view)
{
    return ((const WordingView *)view)->list.count ? NEED_ITEM : NEED_NONE;
}

static const Hint *wording_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LIST_OPEN, N_("to the text")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static void wording_free(View *base)
{
    WordingView *view = (WordingView *)base;
    strbuf_clear(&view->wording);
    wording_walk_free(view->walk);
    free(view);
}

/* Looks on for so long at most; what fails is said once and ends it. */
static bool wording_go_on(WordingView *view, int64_t budget_us, Error *err)
{
    Slice slice = {view->app, time_monotonic_us() + budget_us};
    store_set_interrupt(view->store, is_slice_over, &slice);
    bool is_done = wording_walk_go_on(view->walk, view->store, err);
    store_set_interrupt(view->store, NULL, NULL);
    if (!is_done && err->code == ERR_CANCELLED) {
        error_clear(err);
        return true;
    }
    if (is_done && wording_walk_is_over(view->walk)) {
        view->list = wording_walk_list(view->walk);
        list_set_count(&view->screen.list, view->list.count);
    }
    return is_done;
}

static bool wording_idle(View *base)
{
    WordingView *view = (WordingView *)base;
    Error err = {0};
    if (wording_walk_is_over(view->walk))
        return false;
    bool goes_on = wording_go_on(view, IDLE_BUDGET_US, &err);
    if (!goes_on)
        app_message_error(view->app, &err);
    error_clear(&err);
    return goes_on && !wording_walk_is_over(view->walk);
}

static bool wording_is_filling(const View *base)
{
    return !wording_walk_is_over(((const WordingView *)base)->walk);
}

View *wording_new(App *app, Str wording, Error *err)
{
    static const Context contexts[] = {CONTEXT_LIST};
    static const ViewOps ops = {.name = "wording",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = wording_draw,
                                .layout = wording_layout,
                                .get_state = wording_get_state,
                                .get_hints = wording_get_hints,
                                .event = list_event,
                                .idle = wording_idle,
                                .is_filling = wording_is_filling,
                                .free = wording_free};
    WordingView *view = mem_alloc(sizeof(*view));
    view->screen.view = (View){&ops, app};
    view->screen.open = wording_open;
    view->screen.moved = wording_settle;
    view->app = app;
    view->store = library_get_store(app_get_library(app));
    view->walk = wording_walk_new(wording);
    strbuf_append_str(&view->wording, wording);
    bool is_open = wording_go_on(view, KEY_BUDGET_US, err);
    if (is_open && wording_walk_is_over(view->walk) && !view->list.count)
        is_open = error_set(err, ERR_NOT_FOUND, _("this wording stands nowhere else"));
    if (is_open)
        return &view->screen.view;
    wording_free(&view->screen.view);
    return NULL;
}
