/* Two editions of a document: passages that are touched, then what went and came.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/editions.h"

#include <piyue/anchor.h>

#include <stdlib.h>

#define TEXT_LEFT 4

/* A row of the screen. */
typedef struct CompareRow {
    char mark; /* "+", "-" …; 0 for a row that goes on or a heading */
    StyleId style;
    Str text;           /* arena */
    Pos pos;            /* in the edition after; block UINT32_MAX for none */
    bool is_hunk_start; /* … of what is told apart */
} CompareRow;

typedef struct CompareView {
    ListScreen screen; /* first */
    App *app;
    Store *store;
    Document *before, *after;
    Comparison *comparison;
    Arena *arena; /* of the rows, which are made for a width */
    CompareRow *rows;
    size_t row_capacity;
    int columns;
} CompareView;

static const Context contexts[] = {CONTEXT_COMPARE, CONTEXT_LIST};

static const Pos nowhere = {UINT32_MAX, 0};

/* ---- rows -------------------------------------------------------------- */

static void add_row(CompareView *compare, char mark, StyleId style, Str text, Pos pos)
{
    size_t count = compare->screen.list.count;
    compare->rows = mem_grow(compare->rows, &compare->row_capacity, count + 1,
                             sizeof(*compare->rows));
    compare->rows[count] =
        (CompareRow){mark, style, arena_str(compare->arena, text), pos, false};
    compare->screen.list.count = count + 1;
}

/* As many rows as the text takes. */
static void add_text(CompareView *compare, char mark, StyleId style, Str text, Pos pos)
{
    StrBuf flat = {0};
    const WidthPolicy width = app_get_width(compare->app);
    format_flat(&flat, text_trim(text));
    int columns = MAX(compare->columns - TEXT_LEFT - 2, 10);
    for (size_t at = 0; at < flat.len;) {
        WrapRow row = wrap_row(strbuf_get(&flat), at, columns, &width);
        add_row(compare, at ? 0 : mark, style,
                str_slice(strbuf_get(&flat), row.start, row.end), pos);
        at = row.next;
    }
    strbuf_clear(&flat);
}

static bool is_touched(const CompareView *compare, Range range)
{
    for (size_t i = 0; i < compare->comparison->hunk_count; i++) {
        const CompareHunk *hunk = &compare->comparison->hunks[i];
        if (range.start.block < hunk->after_end && range.end.block >= hunk->after_start)
            return true;
    }
    return false;
}

/* Where a passage stands is known of the current edition; one that was lost says where it
 * was seen last. */
static void add_passages(CompareView *compare)
{
    Error ignored = {0};
    AnnotationFilter filter = {.doc = compare->after->id, .status = -1};
    AnnotationList list = {0};
    bool is_first = true;
    if (!store_list_annotations(compare->store, &filter, compare->arena, &list, &ignored))
        list.count = 0;
    for (size_t i = 0; i < list.count; i++) {
        const Annotation *row = &list.rows[i];
        bool is_lost = row->is_orphan && row->edition >= compare->before->edition &&
                       row->edition < compare->after->edition;
        bool is_here = !row->is_orphan && row->edition == compare->after->edition &&
                       is_touched(compare, row->selector.range);
        if (!is_lost && !is_here)
            continue;
        if (is_first)
            add_row(compare, 0, STYLE_LIST_STRONG,
                    str_from(_("Passages that are touched")), nowhere);
        is_first = false;
        add_text(compare, is_lost ? '?' : '*', is_lost ? STYLE_LIST_STRONG : STYLE_LIST,
                 row->selector.exact, is_lost ? nowhere : row->selector.range.start);
    }
    error_clear(&ignored);
    if (!is_first)
        add_row(compare, 0, STYLE_LIST, STR(""), nowhere);
}

/* What is gone leads to where it was: `near`, behind what still stands before it. */
static void add_part(CompareView *compare, const ComparePart *part, Pos *near)
{
    static const struct {
        char mark;
        StyleId style;
    } looks[] = {[COMPARE_SAME] = {' ', STYLE_LIST_DIM},
                 [COMPARE_REMOVED] = {'-', STYLE_LIST_DIM},
                 [COMPARE_ADDED] = {'+', STYLE_LIST_STRONG},
                 [COMPARE_LEFT] = {'<', STYLE_LIST_DIM},
                 [COMPARE_ARRIVED] = {'>', STYLE_LIST}};
    bool is_before = part->kind == COMPARE_REMOVED || part->kind == COMPARE_LEFT;
    const Document *document = is_before ? compare->before : compare->after;
    Str text =
        str_slice(document_get_text(document, part->block), part->start, part->end);
    add_text(compare, looks[part->kind].mark, looks[part->kind].style, text,
             is_before ? *near : (Pos){part->block, part->start});
    if (!is_before)
        *near = (Pos){part->block, part->end};
}

static void add_hunk(CompareView *compare, const CompareHunk *hunk, StrBuf *last)
{
    StrBuf path = {0}, row = {0};
    bool is_after = hunk->after_start < compare->after->block_count;
    document_append_path(is_after ? compare->after : compare->before,
                         is_after ? hunk->after_start : hunk->before_start, STR("\n"),
                         &path);
    if (!str_is_equal(strbuf_get(&path), strbuf_get(last)) || !last->data) {
        format_headings(&row, strbuf_get(&path), (Str){0});
        if (last->data)
            add_row(compare, 0, STYLE_LIST, STR(""), nowhere);
        if (row.len)
            add_row(compare, 0, STYLE_HEADING_2, strbuf_get(&row),
                    is_after ? (Pos){hunk->after_start, 0} : nowhere);
    }
    strbuf_reset(last);
    strbuf_append_str(last, strbuf_get(&path));
    strbuf_append_str(last, STR(""));
    bool is_started = false;
    Pos near = is_after ? (Pos){hunk->after_start, 0} : nowhere;
    for (size_t i = 0; i < hunk->part_count; i++) {
        const ComparePart *part = &compare->comparison->parts[hunk->first_part + i];
        size_t row_index = compare->screen.list.count;
        add_part(compare, part, &near);
        if (is_started || part->kind == COMPARE_SAME ||
            row_index == compare->screen.list.count)
            continue;
        compare->rows[row_index].is_hunk_start = is_started = true;
    }
    strbuf_clear(&path);
    strbuf_clear(&row);
}

static void make_rows(CompareView *compare)
{
    size_t current = compare->screen.list.current;
    arena_free(compare->arena);
    compare->arena = arena_new();
    compare->screen.list.count = 0;
    add_passages(compare);
    StrBuf last = {0};
    for (size_t i = 0; i < compare->comparison->hunk_count; i++) {
        add_hunk(compare, &compare->comparison->hunks[i], &last);
        document_trim(compare->before);
        document_trim(compare->after);
    }
    strbuf_clear(&last);
    list_set_count(&compare->screen.list, compare->screen.list.count);
    list_set_current(&compare->screen.list, current);
}

/* ---- acting ------------------------------------------------------------ */

static bool compare_open(ListScreen *screen, Error *err)
{
    CompareView *compare = (CompareView *)screen;
    size_t current = screen->list.current;
    Pos pos = current < screen->list.count ? compare->rows[current].pos : nowhere;
    if (pos.block == nowhere.block)
        return error_set(err, ERR_NOT_FOUND, "%s",
                         _("this is not in the newer edition; rows with + and > are"));
    Document *now = store_open_document(compare->store, compare->after->id, err);
    bool is_shown = now && now->edition == compare->after->edition;
    document_free(now);
    if (!is_shown)
        return error_set(err, ERR_NOT_FOUND, "%s",
                         _("the newer of the two is not the edition that is read"));
    View *view = reader_new(compare->app, compare->after->id, &pos, err);
    if (view)
        app_push(compare->app, view);
    return view != NULL;
}

/* To the next place of change, or the one before. */
bool act_compare_hunk(const ActionCall *call, Error *err)
{
    if (!view_check(call, CONTEXT_COMPARE, err))
        return false;
    CompareView *compare = (CompareView *)call->view;
    List *list = &compare->screen.list;
    bool is_on = call->arg > 0;
    size_t at = list->current;
    int left = MAX(call->count, 1);
    for (size_t i = at; left > 0 && (is_on ? i + 1 < list->count : i > 0);) {
        i = is_on ? i + 1 : i - 1;
        if (!compare->rows[i].is_hunk_start)
            continue;
        at = i;
        left--;
    }
    if (at == list->current)
        return error_set(err, ERR_NOT_FOUND, "%s",
                         is_on ? _("there is no further change")
                               : _("there is no change before this"));
    list_set_current(list, at);
    return true;
}

/* ---- drawing ----------------------------------------------------------- */

static void compare_draw(View *view, Frame *frame)
{
    const CompareView *compare = (const CompareView *)view;
    const List *list = &compare->screen.list;
    StrBuf left = {0}, right = {0};
    frame_erase(frame, STYLE_LIST);
    strbuf_appendf(&left, _("%lld and %lld"), (long long)compare->before->edition,
                   (long long)compare->after->edition);
    size_t count = compare->comparison->hunk_count;
    strbuf_appendf(&right, translate_plural("%zu change", "%zu changes", count), count);
    put_bar(frame, _("Editions"), strbuf_get(&left), strbuf_get(&right));
    strbuf_clear(&left);
    strbuf_clear(&right);
    if (!list->count)
        put_advice(frame, _("Both editions say the same"));
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++) {
        size_t index = list->top + (size_t)i;
        const CompareRow *row = &compare->rows[index];
        int y = BAR_ROWS + 1 + i;
        if (row->mark)
            frame_put(frame, y, 2, 1, (Str){&row->mark, 1}, row->style, STYLE_TEXT);
        frame_put_cut(frame, y, TEXT_LEFT, frame->columns - TEXT_LEFT - 1, row->text,
                      row->style, STYLE_TEXT);
        if (index != list->current)
            continue;
        frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        put_band(frame, y, 0, frame->columns);
        frame_set_cursor(frame, y, 1);
    }
}

/* ---- the view ---------------------------------------------------------- */

static void compare_layout(View *view, int rows, int columns)
{
    CompareView *compare = (CompareView *)view;
    compare->screen.page_rows = MAX(screen_body_rows(rows) - 1, 1);
    if (columns != compare->columns) {
        compare->columns = columns;
        make_rows(compare);
    }
    list_set_height(&compare->screen.list, compare->screen.page_rows);
}

static unsigned compare_get_state(const View *view)
{
    const CompareView *compare = (const CompareView *)view;
    unsigned state = compare->screen.list.count ? NEED_ITEM : NEED_NONE;
    return state | (store_is_writable(compare->store) ? NEED_WRITABLE : NEED_NONE);
}

static const Hint *compare_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_COMPARE_NEXT, N_("next change")},
                               {ACTION_COMPARE_PREVIOUS, N_("change before")},
                               {ACTION_LIST_OPEN, N_("to its place")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static void compare_refresh(View *view)
{
    make_rows((CompareView *)view);
}

static void compare_free(View *view)
{
    CompareView *compare = (CompareView *)view;
    comparison_free(compare->comparison);
    document_free(compare->before);
    document_free(compare->after);
    arena_free(compare->arena);
    free(compare->rows);
    free(compare);
}

View *compare_new(App *app, int64_t before, int64_t after, Error *err)
{
    static const ViewOps ops = {.name = "compare",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = compare_draw,
                                .layout = compare_layout,
                                .get_state = compare_get_state,
                                .get_hints = compare_get_hints,
                                .event = list_event,
                                .refresh = compare_refresh,
                                .free = compare_free};
    CompareView *compare = mem_alloc(sizeof(*compare));
    compare->screen.view = (View){&ops, app};
    compare->screen.open = compare_open;
    compare->app = app;
    compare->store = library_get_store(app_get_library(app));
    compare->before = store_open_edition(compare->store, before, err);
    compare->after =
        compare->before ? store_open_edition(compare->store, after, err) : NULL;
    if (compare->after) {
        compare->comparison = comparison_new(compare->before, compare->after);
        return &compare->screen.view;
    }
    compare_free(&compare->screen.view);
    return NULL;
}
