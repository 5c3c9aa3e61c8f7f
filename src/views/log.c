/* The log: what was changed when and by whom, and any of it taken back.
 *
 * Only numbers are held, and only of what has been scrolled past: a log of a million
 * operations opens at once. Sentences are made for the rows on the screen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>
#include <piyue/store_log.h>

#include <stdlib.h>
#include <string.h>

#define STEP ((size_t)60) /* changes read at once, or a page: they are part of a key */
#define AUTHOR_FROM_COLUMNS 60
#define AUTHOR_COLUMNS 10

/* The operations of one change. */
typedef struct Change {
    int64_t first; /* number of its oldest operation, which says what it was */
    uint32_t count;
    bool is_undone;
    bool is_turned; /* it takes another one back, or does it again */
} Change;

/* A row of the screen. */
typedef struct LogRow {
    Str time, author, what; /* arena */
} LogRow;

typedef struct Log {
    ListScreen screen; /* first */
    App *app;
    Store *store;
    int64_t doc;  /* where it was opened from; 0 for none */
    Arena *arena; /* of the filter */
    LogFilter filter;
    StrBuf filter_text;
    Change *changes; /* owned */
    size_t count, capacity;
    Uid group;    /* of the last one */
    int64_t next; /* operations below this number have not been read */
    bool is_over;
    size_t wanted;
    Arena *rows_arena;
    LogRow *rows; /* of the changes from list.top on */
    size_t row_count;
} Log;

static const Context contexts[] = {CONTEXT_LOG, CONTEXT_LIST};

/* ---- reading --------------------------------------------------------------- */

static bool visit(void *context, const OpRow *op)
{
    Log *log = context;
    bool is_same = log->count && uid_is_equal(op->group, log->group);
    if (!is_same && log->count >= log->wanted)
        return false;
    if (!is_same) {
        log->changes =
            mem_grow(log->changes, &log->capacity, log->count + 1, sizeof(Change));
        log->changes[log->count++] =
            (Change){.is_undone = op->is_undone, .is_turned = !uid_is_zero(op->undoes)};
        log->group = op->group;
    }
    Change *change = &log->changes[log->count - 1];
    change->first = op->seq;
    change->count++;
    log->next = op->seq;
    return true;
}

/* Reads on until there are `wanted` changes, or no more. */
static bool log_extend(Log *log, size_t wanted, Error *err)
{
    if (log->is_over || log->count >= wanted)
        return true;
    log->wanted = wanted;
    log->filter.before = log->next;
    if (!store_walk_ops(log->store, &log->filter, visit, log, err))
        return false;
    log->is_over = log->count < wanted;
    list_set_count(&log->screen.list, log->count);
    return true;
}

/* The operation that says what a change was: its oldest, but of an undo, which goes
 * backwards, its newest. */
static bool find_speaker(Log *log, const Change *change, OpRow *op)
{
    Error ignored = {0};
    OpList ops = {0}, undone = {0};
    bool is_found = store_list_ops_after(log->store, change->first - 1, 1,
                                         log->rows_arena, &ops, &ignored) &&
                    ops.count;
    if (is_found)
        *op = ops.rows[0];
    if (is_found && change->is_turned && change->count > 1 &&
        store_get_group_head(log->store, op->undoes, log->rows_arena, &undone,
                             &ignored) &&
        undone.count && uid_is_zero(undone.rows[0].undoes) &&
        store_get_group_head(log->store, op->group, log->rows_arena, &ops, &ignored) &&
        ops.count)
        *op = ops.rows[0];
    error_clear(&ignored);
    return is_found;
}

static void describe_row(Log *log, const Change *change, LogRow *row)
{
    OpRow op;
    StrBuf text = {0};
    *row = (LogRow){0};
    if (!find_speaker(log, change, &op))
        return;
    strbuf_append_time(&text, op.hlc >> 16, true);
    row->time = arena_str(log->rows_arena, strbuf_get(&text));
    strbuf_reset(&text);
    format_flat(&text, op.author);
    row->author = arena_str(log->rows_arena, strbuf_get(&text));
    strbuf_reset(&text);
    if (change->is_undone)
        strbuf_appendf(&text, "(%s) ", _("undone"));
    library_describe_op(app_get_library(log->app), &op, &text);
    if (change->count > 1)
        strbuf_appendf(
            &text, translate_plural("  and %u more", "  and %u more", change->count - 1),
            change->count - 1);
    row->what = arena_str(log->rows_arena, strbuf_get(&text));
    strbuf_clear(&text);
}

/* Sentences for what is on the screen; further changes when it comes near the last. */
static bool log_fetch(Log *log, Error *err)
{
    const List *list = &log->screen.list;
    size_t end = list->top + (size_t)MAX(list->height, 1);
    if (end + (size_t)log->screen.page_rows >= log->count &&
        !log_extend(log, log->count + MAX(STEP, (size_t)log->screen.page_rows), err))
        return false;
    arena_free(log->rows_arena);
    log->rows_arena = arena_new();
    end = MIN(end, log->count);
    log->row_count = end > list->top ? end - list->top : 0;
    log->rows = arena_alloc(log->rows_arena, (log->row_count + 1) * sizeof(LogRow));
    for (size_t i = 0; i < log->row_count; i++)
        describe_row(log, &log->changes[list->top + i], &log->rows[i]);
    return true;
}

static void log_show_error(Log *log, Error *err)
{
    app_message_error(log->app, err);
    error_clear(err);
}

static void log_moved(ListScreen *screen)
{
    Log *log = (Log *)screen;
    Error err = {0};
    if (!log_fetch(log, &err))
        log_show_error(log, &err);
}

static bool log_reload(Log *log, Error *err)
{
    size_t wanted = MAX(log->screen.list.current + 1, STEP);
    log->count = 0;
    log->next = 0;
    log->is_over = false;
    return log_extend(log, wanted, err) && log_fetch(log, err);
}

/* ---- acting ------------------------------------------------------------------ */

static Log *log_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_LOG, err) ? (Log *)call->view : NULL;
}

static bool log_undo(Log *log, Error *err)
{
    const List *list = &log->screen.list;
    StrBuf what = {0};
    bool is_again = false;
    if (list->current >= log->count)
        return false;
    bool is_done =
        library_undo_change(app_get_library(log->app), log->changes[list->current].first,
                            &what, &is_again, err);
    if (is_done) {
        app_message(log->app, is_again ? _("done again: %s") : _("undone: %s"),
                    what.data);
        app_touch(log->app);
    }
    strbuf_clear(&what);
    return is_done && log_reload(log, err);
}

bool act_log_undo(const ActionCall *call, Error *err)
{
    Log *log = log_get(call, err);
    return log && log_undo(log, err);
}

/* Where the thing stands that the operation is about. */
static bool find_place(Log *log, const OpRow *op, int64_t *doc, Pos *pos)
{
    Error ignored = {0};
    Uid uid;
    int64_t id = 0;
    AnnotationList list = {0};
    *doc = 0;
    *pos = (Pos){0};
    if (!uid_parse(op->target, &uid))
        return false;
    if (store_find_annotation_uid(log->store, uid, &id, &ignored)) {
        AnnotationFilter filter = {.id = id, .status = -1};
        if (store_list_annotations(log->store, &filter, log->rows_arena, &list,
                                   &ignored) &&
            list.count) {
            *doc = list.rows[0].doc;
            *pos = list.rows[0].selector.range.start;
        }
    } else {
        error_clear(&ignored);
        if (!store_find_document_uid(log->store, uid, doc, &ignored))
            *doc = 0;
    }
    error_clear(&ignored);
    return *doc != 0;
}

static bool log_open(ListScreen *screen, Error *err)
{
    Log *log = (Log *)screen;
    OpList ops = {0};
    int64_t doc;
    Pos pos;
    if (screen->list.current >= log->count ||
        !store_list_ops_after(log->store, log->changes[screen->list.current].first - 1, 1,
                              log->rows_arena, &ops, err))
        return false;
    if (!ops.count || !find_place(log, &ops.rows[0], &doc, &pos))
        return error_set(err, ERR_NOT_FOUND,
                         _("this change has no place in a document, or not any more"));
    bool has_pos = pos.block || pos.off;
    return open_reader(log->app, doc, has_pos ? &pos : NULL, STR(""), err);
}

bool act_log_last(const ActionCall *call, Error *err)
{
    Log *log = log_get(call, err);
    if (!log || !log_extend(log, SIZE_MAX, err))
        return false;
    list_set_current(&log->screen.list, log->count ? log->count - 1 : 0);
    return log_fetch(log, err);
}

/* A log is asked the parts of a filter of passages that it can answer. */
static bool log_set_filter(Log *log, Str text, Error *err)
{
    Arena *arena = arena_new();
    AnnotationFilter asked = {0};
    bool is_read = filter_parse(log->store, text, arena, &asked, err);
    if (is_read && (asked.tag.len || asked.status >= 0 || asked.orphans ||
                    asked.style.len || asked.collection || asked.due_before_ms))
        is_read = error_set(err, ERR_USAGE,
                            _("the log is filtered by words, @author, doc:N, since:DATE "
                              "and before:DATE"));
    if (!is_read) {
        arena_free(arena);
        return false;
    }
    arena_free(log->arena);
    log->arena = arena;
    log->filter = (LogFilter){.since_ms = asked.since_ms,
                              .before_ms = asked.before_ms,
                              .doc = asked.doc,
                              .author = asked.author,
                              .text = asked.text};
    strbuf_reset(&log->filter_text);
    format_flat(&log->filter_text, text);
    list_set_current(&log->screen.list, 0);
    return log_reload(log, err);
}

static bool accept_filter(void *context, Str text, Error *err)
{
    return log_set_filter(context, text_trim(text), err);
}

bool act_log_filter(const ActionCall *call, Error *err)
{
    static const PromptOps ops = {.accept = accept_filter};
    Log *log = log_get(call, err);
    if (!log)
        return false;
    Prompt *prompt =
        app_open_prompt(log->app, _("Filter"), strbuf_get(&log->filter_text), &ops, log);
    prompt_set_remark(prompt, str_from(_("words  @author  doc:N  since:2024-05-01  "
                                         "before:2024-06-01")));
    return true;
}

/* The document it was opened from alone, and all again. */
bool act_log_document(const ActionCall *call, Error *err)
{
    Log *log = log_get(call, err);
    StrBuf text = {0};
    if (!log)
        return false;
    if (!log->doc)
        return error_set(err, ERR_USAGE,
                         _("the log was not opened from a document; / filters by doc:N"));
    if (!log->filter.doc)
        strbuf_appendf(&text, "doc:%lld", (long long)log->doc);
    bool is_set = log_set_filter(log, strbuf_get(&text), err);
    strbuf_clear(&text);
    return is_set;
}

/* ---- drawing ------------------------------------------------------------------- */

static void put_row(const Log *log, Frame *frame, size_t index, int y)
{
    const LogRow *row = &log->rows[index - log->screen.list.top];
    StyleId style = log->changes[index].is_undone ? STYLE_LIST_DIM : STYLE_LIST;
    bool is_narrow = frame->columns < AUTHOR_FROM_COLUMNS;
    /* Without the year, without whose it is: what was done is what one looks for. */
    Str time =
        is_narrow ? str_slice(row->time, strlen("2026-"), row->time.len) : row->time;
    int column = 3 + frame_put_cut(frame, y, 3, 17, time, STYLE_LIST_DIM, STYLE_TEXT) + 2;
    if (!is_narrow) {
        frame_put_cut(frame, y, column, AUTHOR_COLUMNS, row->author, STYLE_LIST_DIM,
                      STYLE_TEXT);
        column += AUTHOR_COLUMNS + 1;
    }
    frame_put_cut(frame, y, column, MAX(frame->columns - column - 1, 0), row->what, style,
                  STYLE_TEXT);
    if (index != log->screen.list.current)
        return;
    frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
    put_band(frame, y, 0, frame->columns);
    frame_set_cursor(frame, y, 1);
}

static void log_draw(View *view, Frame *frame)
{
    const Log *log = (const Log *)view;
    StrBuf right = {0};
    frame_erase(frame, STYLE_LIST);
    if (log->is_over)
        strbuf_appendf(&right, translate_plural("%zu change", "%zu changes", log->count),
                       log->count);
    put_bar(frame, _("Changes"), strbuf_get(&log->filter_text), strbuf_get(&right));
    strbuf_clear(&right);
    if (!log->count)
        put_advice(frame, log->filter_text.len ? _("No change fits\n/ asks for others")
                                               : _("Nothing was changed yet"));
    for (size_t i = 0; i < log->row_count; i++)
        put_row(log, frame, log->screen.list.top + i, BAR_ROWS + 1 + (int)i);
}

/* ---- the view -------------------------------------------------------------------- */

static void log_layout(View *view, int rows, int columns)
{
    Log *log = (Log *)view;
    (void)columns;
    list_fit(&log->screen, rows, 1);
    log_moved(&log->screen);
}

static unsigned log_get_state(const View *view)
{
    const Log *log = (const Log *)view;
    unsigned state = log->count ? NEED_ITEM : NEED_NONE;
    return state | (store_is_writable(log->store) ? NEED_WRITABLE : NEED_NONE);
}

static const Hint *log_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LOG_UNDO, N_("take this back")},
                               {ACTION_LIST_OPEN, N_("go there")},
                               {ACTION_LOG_FILTER, N_("filter")},
                               {ACTION_LOG_DOCUMENT, N_("this document, all")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static void log_refresh(View *view)
{
    Log *log = (Log *)view;
    Error err = {0};
    if (!log_reload(log, &err))
        log_show_error(log, &err);
}

static void log_free(View *view)
{
    Log *log = (Log *)view;
    free(log->changes);
    arena_free(log->rows_arena);
    arena_free(log->arena);
    strbuf_clear(&log->filter_text);
    free(log);
}

static View *log_new(App *app, int64_t doc, Error *err)
{
    static const ViewOps ops = {.name = "log",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = log_draw,
                                .layout = log_layout,
                                .get_state = log_get_state,
                                .get_hints = log_get_hints,
                                .event = list_event,
                                .refresh = log_refresh,
                                .free = log_free};
    Log *log = mem_alloc(sizeof(*log));
    log->screen.view = (View){&ops, app};
    log->screen.open = log_open;
    log->screen.moved = log_moved;
    log->app = app;
    log->store = library_get_store(app_get_library(app));
    log->doc = doc;
    if (log_reload(log, err))
        return &log->screen.view;
    log_free(&log->screen.view);
    return NULL;
}

bool act_log(const ActionCall *call, Error *err)
{
    const Document *document = reader_get_document(call->view);
    View *view = log_new(call->app, document ? document->id : 0, err);
    if (view)
        app_push(call->app, view);
    return view != NULL;
}
