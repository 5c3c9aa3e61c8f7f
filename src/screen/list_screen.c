/* What all lists do alike: moving and opening.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

bool view_check(const ActionCall *call, Context context, Error *err)
{
    const ViewOps *ops = call->view->ops;
    for (size_t i = 0; i < ops->context_count; i++)
        if (ops->contexts[i] == context)
            return true;
    return error_set(err, ERR_USAGE,
                     _("\"%s\" means nothing on this screen; ? shows what does"),
                     action_get(call->id)->name);
}

static ListScreen *list_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_LIST, err) ? (ListScreen *)call->view : NULL;
}

static bool list_moved(ListScreen *screen)
{
    if (screen->moved)
        screen->moved(screen);
    return true;
}

bool act_list_move(const ActionCall *call, Error *err)
{
    ListScreen *screen = list_get(call, err);
    if (!screen)
        return false;
    list_move(&screen->list, (int64_t)call->arg * MAX(call->count, 1));
    return list_moved(screen);
}

/* The argument is in half screens. */
bool act_list_page(const ActionCall *call, Error *err)
{
    ListScreen *screen = list_get(call, err);
    if (!screen)
        return false;
    int64_t half = MAX(screen->page_rows / 2, 1);
    list_move(&screen->list, half * call->arg * MAX(call->count, 1));
    return list_moved(screen);
}

bool act_list_end(const ActionCall *call, Error *err)
{
    ListScreen *screen = list_get(call, err);
    if (!screen)
        return false;
    size_t last = screen->list.count ? screen->list.count - 1 : 0;
    size_t wanted = call->count > 0 ? (size_t)call->count - 1 : call->arg ? last : 0;
    list_set_current(&screen->list, MIN(wanted, last));
    return list_moved(screen);
}

bool act_list_open(const ActionCall *call, Error *err)
{
    ListScreen *screen = list_get(call, err);
    return screen && screen->open(screen, err);
}

bool list_find_entry(const ListScreen *screen, int row, size_t *index)
{
    int bottom = BAR_ROWS + 1;
    if (row < bottom)
        return false;
    if (!screen->height) {
        *index = screen->list.top + (size_t)(row - bottom);
        return row - bottom < screen->list.height && *index < screen->list.count;
    }
    if (row >= bottom + screen->rows)
        return false;
    for (*index = screen->top; *index < screen->list.count; ++*index) {
        bottom += screen->height(screen, *index, *index == screen->top);
        if (row < bottom)
            return true;
    }
    return false;
}

void list_fit(ListScreen *screen, int rows, int entry_rows)
{
    screen->page_rows = MAX((screen_body_rows(rows) - 1) / entry_rows, 1);
    list_set_height(&screen->list, screen->page_rows);
}

void list_layout(View *view, int rows, int columns)
{
    (void)columns;
    list_fit((ListScreen *)view, rows, 1);
}

typedef enum Pointed { POINTED_NOTHING, POINTED_ENTRY, POINTED_AGAIN } Pointed;

/* What the mouse does in any list. */
static Pointed list_take_mouse(ListScreen *screen, const Event *event)
{
    size_t index = 0;
    bool is_wheel = event->mouse == MOUSE_WHEEL_UP || event->mouse == MOUSE_WHEEL_DOWN;
    bool is_beside = screen->columns && event->column >= screen->columns;
    if (is_wheel)
        list_move(&screen->list,
                  event->mouse == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
    else if (event->mouse != MOUSE_CLICK || is_beside ||
             !list_find_entry(screen, event->row, &index))
        return POINTED_NOTHING;
    else if (index == screen->list.current)
        return POINTED_AGAIN;
    else
        list_set_current(&screen->list, index);
    list_moved(screen);
    return POINTED_ENTRY;
}

bool list_event(View *view, const Event *event)
{
    Pointed pointed = event->kind == EVENT_MOUSE
                          ? list_take_mouse((ListScreen *)view, event)
                          : POINTED_NOTHING;
    if (pointed == POINTED_AGAIN)
        app_act(view->app, ACTION_LIST_OPEN, 0, (Str){0});
    return pointed != POINTED_NOTHING;
}

bool list_point(void *context, const Event *event)
{
    return list_take_mouse(context, event) == POINTED_AGAIN;
}

const PromptKeys list_prompt_keys = {.point = list_point};

void list_show(ListScreen *screen, int rows, EntryHeight *height)
{
    size_t top = screen->top, current = screen->list.current;
    list_set_height(&screen->list, 1); /* the window is our own */
    if (current < top)
        top = current;
    if (current - top > (size_t)rows)
        top = current - (size_t)rows;
    int used = 0;
    for (size_t i = top; i <= current && i < screen->list.count; i++) {
        used += height(screen, i, i == top);
        while (used > rows && top < i) {
            used -= height(screen, top, true);
            top++;
            used += height(screen, top, true) - height(screen, top, false);
        }
    }
    int shown = 0;
    used = 0;
    for (size_t i = top; i < screen->list.count; i++) {
        used += height(screen, i, i == top);
        if (used > rows)
            break;
        shown++;
    }
    screen->page_rows = MAX(shown, 1);
    screen->top = top;
    screen->rows = rows;
    screen->height = height;
}
