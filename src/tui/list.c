/* A cursor in a list and the window of rows around it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

/* The window follows the cursor, and never shows emptiness while rows are left. */
static void list_follow(List *list)
{
    size_t height = (size_t)MAX(list->height, 1);
    if (list->count == 0) {
        list->current = list->top = 0;
        return;
    }
    list->current = MIN(list->current, list->count - 1);
    if (list->current < list->top)
        list->top = list->current;
    if (list->current - list->top >= height)
        list->top = list->current - height + 1;
    size_t last_top = list->count > height ? list->count - height : 0;
    list->top = MIN(list->top, last_top);
}

void list_set_count(List *list, size_t count)
{
    list->count = count;
    list_follow(list);
}

void list_set_height(List *list, int height)
{
    list->height = height;
    list_follow(list);
}

void list_move(List *list, int64_t by)
{
    if (by < 0 && (uint64_t)-by > list->current)
        list->current = 0;
    else if (by > 0 && (uint64_t)by >= list->count - list->current)
        list->current = list->count ? list->count - 1 : 0;
    else
        list->current = (size_t)((int64_t)list->current + by);
    list_follow(list);
}

void list_set_current(List *list, size_t current)
{
    list->current = current;
    list_follow(list);
}
