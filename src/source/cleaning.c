/* What cleaning did to a document, pass by pass, and the switches of the passes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/cleaning.h"

#include <piyue/intake.h>

#include <stdlib.h>

#define NAME_COLUMN 6
#define SAMPLE_EDITS 4
#define PAINT_EVERY_US 100000

typedef struct PassRow {
    uint64_t places;
    bool is_on;
    StrBuf sample; /* the first changes */
} PassRow;

typedef struct Cleaning {
    ListScreen screen; /* first */
    App *app;
    Library *library;
    Store *store;
    int64_t doc, edition;
    char *title;
    Processing processing;
    PassRow passes[CLEAN_RULE_COUNT];
    int rows, columns;
    /* While a document is read anew. */
    int64_t painted_us;
    double share; /* done of it; < 0: nothing is going on */
} Cleaning;

static const Context contexts[] = {CONTEXT_CLEANING, CONTEXT_LIST};

/* ---- words ------------------------------------------------------------- */

static void append_side(StrBuf *out, Str text)
{
    StrBuf shown = {0};
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == '\n')
            strbuf_append_text(&shown, "\xe2\x86\xb5"); /* ↵ */
        else
            strbuf_append_byte(&shown, text.data[i]);
    sanitize(out, strbuf_get(&shown), SANITIZE_TERMINAL);
    strbuf_clear(&shown);
}

void format_edit(StrBuf *out, Str old_text, Str new_text)
{
    append_side(out, old_text);
    if (!new_text.len || str_is_equal(old_text, new_text))
        return; /* gone, or marked only */
    if (text_trim(old_text).len)
        strbuf_append_text(out, " -> ");
    append_side(out, new_text);
}

/* ---- what was done ------------------------------------------------------ */

static void load_sample(Cleaning *cleaning, CleanRule rule, Arena *arena)
{
    PassRow *row = &cleaning->passes[rule];
    EditionEditList edits;
    Error ignored = {0};
    strbuf_reset(&row->sample);
    if (!clean_keeps_text(rule) &&
        store_list_edits(cleaning->store, cleaning->edition,
                         str_from(clean_get_name(rule)), 0, SAMPLE_EDITS, arena, &edits,
                         &ignored))
        for (size_t i = 0; i < edits.count; i++) {
            if (!text_trim(edits.rows[i].old_text).len)
                continue; /* a line end says nothing */
            if (row->sample.len)
                strbuf_append_text(&row->sample, "   ");
            format_edit(&row->sample, edits.rows[i].old_text, edits.rows[i].new_text);
        }
    error_clear(&ignored);
}

static bool load_passes(Cleaning *cleaning, Arena *arena, Error *err)
{
    DocumentFilter filter = {.id = cleaning->doc};
    DocumentList documents;
    EditCountList counts;
    if (!store_list_documents(cleaning->store, &filter, arena, &documents, err))
        return false;
    if (!documents.count)
        return error_set(err, ERR_NOT_FOUND, _("the document is gone"));
    cleaning->edition = documents.rows[0].edition;
    free(cleaning->title);
    cleaning->title = str_dup(documents.rows[0].title);
    if (!library_get_processing(cleaning->library, cleaning->doc, &cleaning->processing,
                                err) ||
        !store_count_edits(cleaning->store, cleaning->edition, arena, &counts, err))
        return false;
    for (unsigned i = 0; i < CLEAN_RULE_COUNT; i++) {
        PassRow *row = &cleaning->passes[i];
        row->places = 0;
        row->is_on = !(cleaning->processing.without & 1u << i);
        for (size_t k = 0; k < counts.count; k++)
            if (str_is_equal(counts.rows[k].pass, str_from(clean_get_name((CleanRule)i))))
                row->places = counts.rows[k].places;
        load_sample(cleaning, (CleanRule)i, arena);
    }
    return true;
}

static bool cleaning_reload(Cleaning *cleaning, Error *err)
{
    Arena *arena = arena_new();
    bool is_loaded = load_passes(cleaning, arena, err);
    list_set_count(&cleaning->screen.list, CLEAN_RULE_COUNT);
    arena_free(arena);
    return is_loaded;
}

/* ---- switching passes --------------------------------------------------- */

static void cleaning_draw(View *view, Frame *frame);

static void paint(Cleaning *cleaning)
{
    Term *term = app_get_term(cleaning->app);
    Frame frame;
    frame_init(&frame, cleaning->rows, cleaning->columns, app_get_width(cleaning->app));
    cleaning_draw(&cleaning->screen.view, &frame);
    term->ops->present(term, &frame);
    frame_clear_memory(&frame);
}

/* How far it is; Esc and ^C stop. */
static bool tell_progress(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    Cleaning *cleaning = context;
    int64_t now = time_monotonic_us();
    if (now - cleaning->painted_us >= PAINT_EVERY_US) {
        cleaning->painted_us = now;
        cleaning->share = total_bytes ? (double)done_bytes / (double)total_bytes : 0;
        paint(cleaning);
    }
    return app_goes_on(cleaning->app, done_bytes, total_bytes);
}

static bool read_anew(Cleaning *cleaning, unsigned without, Error *err)
{
    Processing processing = cleaning->processing;
    processing.without = without;
    ReimportOptions options = {
        .processing = &processing,
        .import = {.progress = tell_progress, .progress_context = cleaning}};
    ReimportResult result;
    app_begin_own_work(cleaning->app);
    cleaning->painted_us = time_monotonic_us();
    bool is_read =
        library_reimport(cleaning->library, cleaning->doc, &options, &result, err);
    cleaning->share = -1;
    if (!is_read)
        return false;
    app_touch(cleaning->app);
    if (result.moves.orphaned)
        app_message(cleaning->app,
                    translate_plural("read anew; %u passage has no place now",
                                     "read anew; %u passages have no place now",
                                     result.moves.orphaned),
                    result.moves.orphaned);
    else
        message_with_undo(cleaning->app, _("read anew"));
    return true;
}

static Cleaning *cleaning_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_CLEANING, err) ? (Cleaning *)call->view : NULL;
}

bool act_cleaning_toggle(const ActionCall *call, Error *err)
{
    Cleaning *cleaning = cleaning_get(call, err);
    if (!cleaning)
        return false;
    unsigned bit = 1u << cleaning->screen.list.current;
    return read_anew(cleaning, cleaning->processing.without ^ bit, err);
}

bool act_cleaning_all(const ActionCall *call, Error *err)
{
    Cleaning *cleaning = cleaning_get(call, err);
    if (!cleaning)
        return false;
    unsigned every = (1u << CLEAN_RULE_COUNT) - 1;
    bool is_all = (cleaning->processing.without & every) == 0;
    return read_anew(cleaning, is_all ? every : 0, err);
}

static bool cleaning_open(ListScreen *screen, Error *err)
{
    Cleaning *cleaning = (Cleaning *)screen;
    CleanRule rule = (CleanRule)screen->list.current;
    if (!cleaning->passes[rule].places) {
        app_message(cleaning->app, "%s",
                    cleaning->passes[rule].is_on
                        ? _("this pass found nothing to do here")
                        : _("this pass is switched off for the document"));
        return true;
    }
    View *view = cleaning_places_new(cleaning->app, cleaning->doc, rule, err);
    if (view)
        app_push(cleaning->app, view);
    return view != NULL;
}

/* ---- drawing ----------------------------------------------------------- */

static void put_pass(const Cleaning *cleaning, Frame *frame, CleanRule rule, int y)
{
    const PassRow *row = &cleaning->passes[rule];
    bool is_current = rule == cleaning->screen.list.current;
    StyleId style = !row->is_on || !row->places ? STYLE_LIST_DIM : STYLE_LIST;
    int end = frame->columns - 1;
    StrBuf count = {0};
    frame_put(frame, y, 2, 3, str_from(row->is_on ? "[x]" : "[ ]"), style, STYLE_TEXT);
    if (row->places)
        format_count(&count, row->places);
    else if (row->is_on)
        strbuf_append_text(&count, "--");
    int name_columns = MIN(MAX(end / 2, 24), 44);
    int count_end = NAME_COLUMN + name_columns + 8;
    if (count_end > end) {
        count_end = end;
        name_columns = MAX(end - NAME_COLUMN - 8, 4);
    }
    frame_put_cut(frame, y, NAME_COLUMN, name_columns,
                  str_from(_(clean_get_summary(rule))), style, STYLE_TEXT);
    put_right(frame, y, count_end - 8, count_end, strbuf_get(&count), STYLE_LIST_DIM);
    if (count_end + 3 < end)
        frame_put_cut(frame, y, count_end + 3, end - count_end - 3,
                      strbuf_get(&row->sample), STYLE_LIST_DIM, STYLE_TEXT);
    strbuf_clear(&count);
    if (is_current) {
        frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        put_band(frame, y, 0, frame->columns);
        frame_set_cursor(frame, y, 1);
    }
}

static void put_working(const Cleaning *cleaning, Frame *frame)
{
    StrBuf text = {0};
    strbuf_appendf(&text, _("reading anew   %d%%   Esc stops"),
                   (int)(cleaning->share * 100));
    frame_put(frame, frame->rows - FOOT_ROWS, 1, frame->columns - 2, strbuf_get(&text),
              STYLE_MESSAGE, STYLE_TEXT);
    strbuf_clear(&text);
}

static void cleaning_draw(View *view, Frame *frame)
{
    const Cleaning *cleaning = (const Cleaning *)view;
    const List *list = &cleaning->screen.list;
    StrBuf left = {0};
    frame_erase(frame, STYLE_LIST);
    sanitize(&left, str_from(cleaning->title), SANITIZE_TERMINAL);
    put_bar(frame, _("Cleaning"), strbuf_get(&left), (Str){0});
    strbuf_clear(&left);
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++)
        put_pass(cleaning, frame, (CleanRule)(list->top + (size_t)i), BAR_ROWS + 1 + i);
    if (cleaning->share >= 0)
        put_working(cleaning, frame);
}

/* ---- the view ---------------------------------------------------------- */

static void cleaning_layout(View *view, int rows, int columns)
{
    Cleaning *cleaning = (Cleaning *)view;
    cleaning->rows = rows;
    cleaning->columns = columns;
    list_fit(&cleaning->screen, rows, 1);
}

static unsigned cleaning_get_state(const View *view)
{
    const Cleaning *cleaning = (const Cleaning *)view;
    return NEED_ITEM | (store_is_writable(cleaning->store) ? NEED_WRITABLE : NEED_NONE);
}

static const Hint *cleaning_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_CLEANING_TOGGLE, N_("on, off")},
                               {ACTION_LIST_OPEN, N_("every place")},
                               {ACTION_CLEANING_ALL, N_("all on, all off")},
                               {ACTION_UNDO, N_("take back")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static void cleaning_refresh(View *view)
{
    Cleaning *cleaning = (Cleaning *)view;
    Error err = {0};
    if (!cleaning_reload(cleaning, &err))
        app_message_error(cleaning->app, &err);
    error_clear(&err);
}

static void cleaning_free(View *view)
{
    Cleaning *cleaning = (Cleaning *)view;
    for (unsigned i = 0; i < CLEAN_RULE_COUNT; i++)
        strbuf_clear(&cleaning->passes[i].sample);
    free(cleaning->title);
    free(cleaning);
}

View *cleaning_new(App *app, int64_t doc, Error *err)
{
    static const ViewOps ops = {.name = "cleaning",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = cleaning_draw,
                                .layout = cleaning_layout,
                                .get_state = cleaning_get_state,
                                .get_hints = cleaning_get_hints,
                                .event = list_event,
                                .refresh = cleaning_refresh,
                                .free = cleaning_free};
    Cleaning *cleaning = mem_alloc(sizeof(*cleaning));
    cleaning->screen.view = (View){&ops, app};
    cleaning->screen.open = cleaning_open;
    cleaning->app = app;
    cleaning->library = app_get_library(app);
    cleaning->store = library_get_store(cleaning->library);
    cleaning->doc = doc;
    cleaning->share = -1;
    if (cleaning_reload(cleaning, err))
        return &cleaning->screen.view;
    cleaning_free(&cleaning->screen.view);
    return NULL;
}
