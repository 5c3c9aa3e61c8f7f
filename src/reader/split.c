/* Two texts side by side, each a reader with its own caret, folds and search. One has the
 * keys; it may have the whole screen for a while.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/split.h"

#include <stdlib.h>

#include "reader/reader.h"

#define TEXT_MIN_COLUMNS 36 /* of either text */
#define GAP_COLUMNS 1       /* between them */
#define SPLIT_MIN_COLUMNS (2 * TEXT_MIN_COLUMNS + GAP_COLUMNS)

typedef struct Split {
    View view;
    View *panes[2]; /* owned; left and right */
    int focus;
    bool is_zoomed;
    int rows, columns;
} Split;

/* Where a pane stands; false when it is out of sight. */
static bool split_find_pane(const Split *split, int pane, int *left, int *columns)
{
    bool is_alone = split->is_zoomed || split->columns < SPLIT_MIN_COLUMNS;
    int first = (split->columns - GAP_COLUMNS) / 2;
    *left = is_alone || pane == 0 ? 0 : first + GAP_COLUMNS;
    *columns = is_alone    ? split->columns
               : pane == 0 ? first
                           : split->columns - first - GAP_COLUMNS;
    return !is_alone || pane == split->focus;
}

static View *split_get_inner(const View *view)
{
    const Split *split = (const Split *)view;
    return split->panes[split->focus];
}

static void split_on_layout(View *view, int rows, int columns)
{
    Split *split = (Split *)view;
    split->rows = rows;
    split->columns = columns;
    for (int i = 0; i < 2; i++) {
        int left, wide;
        if (split_find_pane(split, i, &left, &wide))
            split->panes[i]->ops->layout(split->panes[i], rows, wide);
    }
}

static void split_draw_pane(const Split *split, int pane, Frame *frame)
{
    int left, columns;
    if (!split_find_pane(split, pane, &left, &columns))
        return;
    Frame own;
    frame_init(&own, frame->rows, columns, frame->width);
    split->panes[pane]->ops->draw(split->panes[pane], &own);
    if (pane != split->focus) /* its bar steps back */
        frame_set_base(&own, 0, 0, columns, STYLE_BAR);
    frame_copy(frame, 0, left, &own);
    if (pane == split->focus && own.cursor_row >= 0)
        frame_set_cursor(frame, own.cursor_row, left + own.cursor_column);
    frame_clear_memory(&own);
}

static void split_draw(View *view, Frame *frame)
{
    const Split *split = (const Split *)view;
    frame_fill(frame, 0, 0, frame->rows, frame->columns, STYLE_PANE);
    split_draw_pane(split, 0, frame);
    split_draw_pane(split, 1, frame);
}

static void split_refresh(View *view)
{
    Split *split = (Split *)view;
    for (int i = 0; i < 2; i++)
        split->panes[i]->ops->refresh(split->panes[i]);
}

static bool split_idle(View *view)
{
    Split *split = (Split *)view;
    bool is_more = false;
    for (int i = 0; i < 2; i++) {
        int left, columns;
        if (split_find_pane(split, i, &left, &columns))
            is_more |= split->panes[i]->ops->idle(split->panes[i]);
    }
    return is_more;
}

static void split_focus(Split *split, int pane)
{
    split->focus = pane;
    split_on_layout(&split->view, split->rows, split->columns);
}

/* The wheel scrolls what is under it and leaves the keys where they are. */
static bool split_turn_wheel(Split *split, int pane, const Event *event)
{
    int before = split->focus;
    split->focus = pane;
    bool is_taken = split->panes[pane]->ops->event(split->panes[pane], event);
    split->focus = before;
    return is_taken;
}

/* The pane under the mouse gets the keys with a click. */
static bool split_event(View *view, const Event *event)
{
    Split *split = (Split *)view;
    Event own = *event;
    int pane = split->focus;
    if (event->kind == EVENT_MOUSE) {
        int left = 0, columns;
        for (int i = 0; i < 2; i++)
            if (split_find_pane(split, i, &left, &columns) && event->column >= left &&
                event->column < left + columns)
                pane = i;
        split_find_pane(split, pane, &left, &columns);
        own.column -= left;
        bool is_wheel =
            event->mouse == MOUSE_WHEEL_UP || event->mouse == MOUSE_WHEEL_DOWN;
        if (is_wheel && pane != split->focus)
            return split_turn_wheel(split, pane, &own);
        if (event->mouse == MOUSE_CLICK && pane != split->focus)
            split_focus(split, pane);
        if (pane != split->focus) { /* dragged out of where it began */
            split_find_pane(split, split->focus, &left, &columns);
            own.column = MIN(MAX(event->column - left, 0), columns - 1);
        }
        pane = split->focus;
    }
    return split->panes[pane]->ops->event(split->panes[pane], &own);
}

static void split_free(View *view)
{
    Split *split = (Split *)view;
    /* The one that has the keys is the last to say where one was. */
    for (int i = 1; i >= 0; i--) {
        View *pane = split->panes[split->focus ^ i];
        if (pane)
            pane->ops->free(pane);
    }
    free(split);
}

/* The pane that has the keys goes, the other one takes the screen. */
static bool split_step_back(View *view)
{
    Split *split = (Split *)view;
    View *other = split->panes[split->focus ^ 1];
    split->panes[split->focus ^ 1] = NULL;
    app_swap_screen(view->app, other);
    app_retire(view->app, view);
    return true;
}

static const ViewOps split_ops = {
    .name = "split",
    .draw = split_draw,
    .layout = split_on_layout,
    .refresh = split_refresh,
    .event = split_event,
    .idle = split_idle,
    .get_inner = split_get_inner,
    .step_back = split_step_back,
    .free = split_free,
};

static Split *split_get(App *app, Error *err)
{
    View *screen = app_get_screen(app);
    if (screen && screen->ops == &split_ops)
        return (Split *)screen;
    error_set(err, ERR_USAGE,
              _("one text stands here alone; ^Wv or ^Wa puts another beside it"));
    return NULL;
}

bool split_is_shown(App *app)
{
    View *screen = app_get_screen(app);
    return screen && screen->ops == &split_ops && !((Split *)screen)->is_zoomed;
}

/* ---- actions ----------------------------------------------------------- */

enum { SPLIT_SAME, SPLIT_BESIDE };

/* The document that was read last but for this one. */
static bool find_read_before(const Reader *reader, int64_t *doc, Error *err)
{
    Arena *arena = arena_new();
    DocumentFilter filter = {.sort = SORT_RECENT, .limit = 2};
    DocumentList list = {0};
    bool is_read = store_list_documents(reader->store, &filter, arena, &list, err);
    *doc = 0;
    for (size_t i = list.count; is_read && i > 0; i--)
        if (list.rows[i - 1].id != reader->doc)
            *doc = list.rows[i - 1].id;
    arena_free(arena);
    if (is_read && !*doc)
        return error_set(err, ERR_NOT_FOUND,
                         _("this is the only document; ^Wv shows it twice"));
    return is_read;
}

static View *open_beside(const Reader *reader, const ActionCall *call, Error *err)
{
    int64_t doc = reader->doc;
    if (call->arg == SPLIT_SAME)
        return reader_new(reader->app, doc, &reader->caret, err);
    bool is_found = call->argument.len
                        ? store_find_document(reader->store, call->argument, &doc, err)
                        : find_read_before(reader, &doc, err);
    return is_found ? reader_new(reader->app, doc, NULL, err) : NULL;
}

bool act_split_open(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    View *screen = app_get_screen(call->app);
    if (screen->ops == &split_ops)
        return error_set(err, ERR_USAGE,
                         _("two texts stand here already; ^Wc closes this one"));
    if (reader->geometry.columns < SPLIT_MIN_COLUMNS)
        return error_set(err, ERR_USAGE,
                         _("two texts side by side need %d columns, this screen has %d"),
                         SPLIT_MIN_COLUMNS, reader->geometry.columns);
    reader_save_place(screen); /* the second one begins with the folds of the first */
    View *other = open_beside(reader, call, err);
    if (!other)
        return false;
    Split *split = mem_alloc(sizeof(*split));
    split->view = (View){&split_ops, call->app};
    split->panes[0] = screen;
    split->panes[1] = other;
    split->focus = 1;
    app_swap_screen(call->app, &split->view);
    return true;
}

bool act_split_other(const ActionCall *call, Error *err)
{
    Split *split = split_get(call->app, err);
    if (!split)
        return false;
    split_focus(split, split->focus ^ 1);
    return true;
}

bool act_split_zoom(const ActionCall *call, Error *err)
{
    Split *split = split_get(call->app, err);
    if (!split)
        return false;
    split->is_zoomed = !split->is_zoomed;
    split_focus(split, split->focus);
    app_message(call->app, "%s",
                split->is_zoomed ? _("this text alone; ^Wz shows both again")
                                 : _("both texts again"));
    return true;
}

bool act_split_close(const ActionCall *call, Error *err)
{
    Split *split = split_get(call->app, err);
    return split && split_step_back(&split->view);
}
