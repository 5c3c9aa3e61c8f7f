/* The mouse in a text: the wheel scrolls what is under it, a click goes there, a drag
 * selects; a click on a sign in the margin folds, one on a heading of the outline goes
 * there, one on the bar shows or hides the outline.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#define SIGN_COLUMNS 2 /* before the text, where folds are shown */

/* The row of text under the mouse. */
static bool find_row(Reader *reader, const Event *event, RowPos *at)
{
    int row = event->row - reader->geometry.body_top;
    if (row < 0 || row >= reader->geometry.body_rows)
        return false;
    *at = reader->top;
    return layout_move(reader->layout, at, row) == row &&
           layout_get_row(reader->layout, *at).kind == ROW_TEXT;
}

static Pos get_pos(const Reader *reader, const Event *event, RowPos at)
{
    return layout_get_pos(reader->layout, at,
                          MAX(event->column - reader->geometry.text_left, 0));
}

static bool toggle_fold(Reader *reader, uint32_t section)
{
    uint32_t *rows = reader_list_rows(reader);
    foldset_set(reader->folds, section, !foldset_is_folded(reader->folds, section));
    return reader_after_fold(reader, rows);
}

static bool click_text(Reader *reader, const Event *event)
{
    RowPos at;
    if (!find_row(reader, event, &at))
        return false;
    uint32_t section = layout_get_row(reader->layout, at).section;
    int before = reader->geometry.text_left - event->column;
    if (section != SECTION_NONE && before > 0 && before <= SIGN_COLUMNS)
        return toggle_fold(reader, section);
    if (reader->select != SELECT_NONE)
        reader_drop_selection(reader);
    if (reader->pane.has_focus)
        reader_set_focus(reader, false);
    reader_go(reader, get_pos(reader, event, at));
    reader_settle(reader);
    return true;
}

/* The click before has put the caret where the drag begins. */
static bool drag(Reader *reader, const Event *event)
{
    RowPos at;
    if (reader->select != SELECT_FREE)
        app_act(reader->app, ACTION_SELECT, 0, (Str){0});
    reader_loosen_selection(reader, 1); /* other words than those that were counted */
    int row = event->row - reader->geometry.body_top;
    if (row < 0 || row >= reader->geometry.body_rows)
        app_act(reader->app, row < 0 ? ACTION_ROW_UP : ACTION_ROW_DOWN, 1, (Str){0});
    else if (find_row(reader, event, &at))
        reader_go(reader, get_pos(reader, event, at));
    reader_settle(reader);
    return true;
}

static bool click_pane(Reader *reader, const Event *event)
{
    const OutlinePane *pane = &reader->pane;
    int row = event->row - BAR_ROWS - 1;
    size_t index = pane->list.top + (size_t)MAX(row, 0);
    if (row < 0 || row >= pane->list.height || index >= pane->list.count)
        return false;
    uint32_t section = pane->visible[index];
    int sign = pane_sign_column(reader, section);
    if (event->column >= sign && event->column < sign + SIGN_COLUMNS)
        return toggle_fold(reader, section);
    reader_show_section(&reader->view, section);
    if (pane->covers_text && pane->has_focus)
        app_act(reader->app, ACTION_OUTLINE_OPEN, 0, (Str){0});
    return true;
}

static bool reader_point(void *context, const Event *event)
{
    Reader *reader = context;
    View *screen = app_get_screen(reader->app); /* it may be one of two texts */
    if (event->mouse == MOUSE_WHEEL_UP || event->mouse == MOUSE_WHEEL_DOWN)
        screen->ops->event(screen, event);
    return event->mouse == MOUSE_CLICK &&
           (reader->hits.query.len > 0 || reader->pane.filter.len > 0);
}

const PromptKeys reader_prompt_keys = {.point = reader_point};

bool reader_event(View *view, const Event *event)
{
    Reader *reader = (Reader *)view;
    if (event->kind != EVENT_MOUSE)
        return false;
    switch (event->mouse) {
    case MOUSE_WHEEL_UP:
    case MOUSE_WHEEL_DOWN:
        if (event->column < reader->geometry.pane_columns) {
            pane_scroll(reader,
                        event->mouse == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
            return true;
        }
        app_act(reader->app,
                event->mouse == MOUSE_WHEEL_UP ? ACTION_SCROLL_UP : ACTION_SCROLL_DOWN,
                WHEEL_ROWS, (Str){0});
        return true;
    case MOUSE_CLICK:
        if (event->row < BAR_ROWS)
            app_act(reader->app, ACTION_OUTLINE, 0, (Str){0});
        else if (event->column < reader->geometry.pane_columns)
            return click_pane(reader, event);
        else
            return click_text(reader, event);
        return true;
    case MOUSE_DRAG:
        return drag(reader, event);
    case MOUSE_RELEASE:
        break;
    }
    return false;
}
