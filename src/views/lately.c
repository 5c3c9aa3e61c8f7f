/* The documents read lately, the last one first: when, how far, and for how long.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <stdlib.h>

#define MOST_DOCUMENTS 500
#define FACT_COUNT 3
#define FACT_GAP 3

typedef struct Lately {
    ListScreen screen; /* first */
    App *app;
    Store *store;
    Arena *arena;
    DocumentList documents;
    ReadingTimeList times; /* of all days */
    int fact_columns[FACT_COUNT];
} Lately;

static const Context contexts[] = {CONTEXT_LIST};

/* ---- reading --------------------------------------------------------------- */

static bool lately_reload(Lately *lately, Error *err)
{
    DocumentFilter filter = {.only_read = true, .limit = MOST_DOCUMENTS};
    Arena *arena = arena_new();
    DocumentList documents = {0};
    ReadingTimeList times = {0};
    if (!store_list_documents(lately->store, &filter, arena, &documents, err) ||
        !store_list_reading_times(lately->store, 0, 0, arena, &times, err)) {
        arena_free(arena);
        return false;
    }
    arena_free(lately->arena);
    lately->arena = arena;
    lately->documents = documents;
    lately->times = times;
    list_set_count(&lately->screen.list, documents.count);
    return true;
}

/* What was read of a document, or of all (0), on a day, or on all days (0). */
static ReadingTime sum_times(const Lately *lately, int64_t doc, int64_t day)
{
    ReadingTime sum = {.doc = doc, .day = day};
    for (size_t i = 0; i < lately->times.count; i++) {
        const ReadingTime *time = &lately->times.rows[i];
        if ((doc && time->doc != doc) || (day && time->day != day))
            continue;
        sum.spent_ms += time->spent_ms;
        sum.words += time->words;
    }
    return sum;
}

static bool lately_open(ListScreen *screen, Error *err)
{
    Lately *lately = (Lately *)screen;
    if (!lately->documents.count)
        return true;
    int64_t doc = lately->documents.rows[screen->list.current].id;
    return open_reader(lately->app, doc, NULL, (Str){0}, err);
}

/* ---- drawing ------------------------------------------------------------------- */

/* "today 35 min, 4,210 words" */
static void put_head(const Lately *lately, Frame *frame)
{
    StrBuf right = {0};
    ReadingTime today = sum_times(lately, 0, reading_day(time_now_ms()));
    strbuf_append_text(&right, _("today "));
    format_duration(&right, today.spent_ms);
    strbuf_append_text(&right, _(", "));
    format_words(&right, today.words);
    put_bar(frame, _("Read lately"), STR(""), strbuf_get(&right));
    strbuf_clear(&right);
}

static void append_spent(const Lately *lately, const DocumentRow *row, StrBuf *out)
{
    ReadingTime all = sum_times(lately, row->id, 0);
    format_duration(out, all.spent_ms);
}

static void append_progress(const Lately *lately, const DocumentRow *row, StrBuf *out)
{
    (void)lately;
    format_progress(out, row->progress);
}

static void append_day(const Lately *lately, const DocumentRow *row, StrBuf *out)
{
    (void)lately;
    format_day(out, row->read_ms, time_now_ms());
}

/* What stands behind a title, and from which width on. */
static const struct {
    int from_columns;
    void (*append)(const Lately *lately, const DocumentRow *row, StrBuf *out);
} facts[FACT_COUNT] = {{30, append_progress}, {48, append_spent}, {40, append_day}};

static void measure_facts(Lately *lately)
{
    WidthPolicy policy = app_get_width(lately->app);
    StrBuf text = {0};
    for (int i = 0; i < FACT_COUNT; i++) {
        lately->fact_columns[i] = 0;
        for (size_t j = 0; j < lately->documents.count; j++) {
            strbuf_reset(&text);
            facts[i].append(lately, &lately->documents.rows[j], &text);
            int columns = (int)text_columns(strbuf_get(&text), &policy);
            lately->fact_columns[i] = MAX(lately->fact_columns[i], columns);
        }
    }
    strbuf_clear(&text);
}

static void put_document(const Lately *lately, Frame *frame, size_t index, int y)
{
    const DocumentRow *row = &lately->documents.rows[index];
    StrBuf text = {0};
    int right = frame->columns - 1;
    for (int i = FACT_COUNT - 1; i >= 0; i--) {
        int columns = lately->fact_columns[i];
        if (frame->columns < facts[i].from_columns || !columns)
            continue;
        strbuf_reset(&text);
        facts[i].append(lately, row, &text);
        put_right(frame, y, right - columns, right, strbuf_get(&text), STYLE_LIST_DIM);
        right -= columns + FACT_GAP;
    }
    strbuf_reset(&text);
    format_flat(&text, row->title);
    frame_put_cut(frame, y, 3, right - 3, strbuf_get(&text), STYLE_LIST, STYLE_TEXT);
    strbuf_clear(&text);
    if (index != lately->screen.list.current)
        return;
    frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
    put_band(frame, y, 0, frame->columns);
    frame_set_cursor(frame, y, 1);
}

static void lately_draw(View *view, Frame *frame)
{
    const Lately *lately = (const Lately *)view;
    const List *list = &lately->screen.list;
    frame_erase(frame, STYLE_LIST);
    put_head(lately, frame);
    if (!list->count)
        put_advice(frame,
                   _("Nothing has been read yet\nEnter on the shelf opens a document"));
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++)
        put_document(lately, frame, list->top + (size_t)i, BAR_ROWS + 1 + i);
}

/* ---- the view -------------------------------------------------------------------- */

static void lately_layout(View *view, int rows, int columns)
{
    Lately *lately = (Lately *)view;
    (void)columns;
    list_fit(&lately->screen, rows, 1);
    measure_facts(lately); /* the language may be another */
}

static unsigned lately_get_state(const View *view)
{
    return ((const Lately *)view)->documents.count ? NEED_ITEM : NEED_NONE;
}

static const Hint *lately_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LIST_OPEN, N_("go on")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static void lately_refresh(View *view)
{
    Lately *lately = (Lately *)view;
    Error err = {0};
    if (!lately_reload(lately, &err))
        app_message_error(lately->app, &err);
    measure_facts(lately);
    error_clear(&err);
}

static void lately_free(View *view)
{
    Lately *lately = (Lately *)view;
    arena_free(lately->arena);
    free(lately);
}

bool act_lately_read(const ActionCall *call, Error *err)
{
    static const ViewOps ops = {.name = "lately",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = lately_draw,
                                .layout = lately_layout,
                                .get_state = lately_get_state,
                                .get_hints = lately_get_hints,
                                .event = list_event,
                                .refresh = lately_refresh,
                                .free = lately_free};
    reader_save_place(call->view);
    Lately *lately = mem_alloc(sizeof(*lately));
    lately->screen.view = (View){&ops, call->app};
    lately->screen.open = lately_open;
    lately->app = call->app;
    lately->store = library_get_store(app_get_library(call->app));
    if (lately_reload(lately, err)) {
        app_push(call->app, &lately->screen.view);
        return true;
    }
    lately_free(&lately->screen.view);
    return false;
}
