/* A page of plain rows: reports, lists of what went wrong.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/screen.h"

#include <stdlib.h>

typedef struct Page {
    ListScreen
        screen; /* first; the list's rows are screen rows, its current the first shown */
    char *title;
    StrBuf text;
    Str *rows; /* borrowed from text */
    size_t count, capacity;
    int body_rows;
} Page;

static void page_draw(View *view, Frame *frame)
{
    const Page *page = (const Page *)view;
    frame_erase(frame, STYLE_LIST);
    put_bar(frame, page->title, (Str){0}, (Str){0});
    for (int i = 0; i < page->body_rows - 1; i++) {
        size_t index = page->screen.list.current + (size_t)i;
        if (index >= page->count)
            break;
        frame_put_cut(frame, BAR_ROWS + 1 + i, 3, frame->columns - 4, page->rows[index],
                      STYLE_LIST, STYLE_TEXT);
    }
}

static void page_layout(View *view, int rows, int columns)
{
    Page *page = (Page *)view;
    (void)columns;
    page->body_rows = screen_body_rows(rows);
    page->screen.page_rows = MAX(page->body_rows - 1, 1);
    size_t shown = (size_t)page->screen.page_rows;
    /* The current row is the first on the screen: it stops where the last is seen. */
    list_set_count(&page->screen.list, page->count > shown ? page->count - shown + 1 : 1);
    list_set_height(&page->screen.list, 1);
}

static bool page_open(ListScreen *screen, Error *err)
{
    (void)err;
    app_pop(screen->view.app);
    return true;
}

static void page_free(View *view)
{
    Page *page = (Page *)view;
    free(page->title);
    free(page->rows);
    strbuf_clear(&page->text);
    free(page);
}

static size_t page_get_hints(const View *view, Hint *hints, size_t capacity)
{
    (void)view;
    if (capacity)
        hints[0] = (Hint){ACTION_CLOSE, N_("back")};
    return MIN(capacity, 1);
}

View *page_new(App *app, const char *title, Str text)
{
    static const Context contexts[] = {CONTEXT_LIST};
    static const ViewOps ops = {.name = "page",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = page_draw,
                                .layout = page_layout,
                                .get_hints = page_get_hints,
                                .free = page_free};
    Page *page = mem_alloc(sizeof(*page));
    page->screen.view = (View){&ops, app};
    page->screen.open = page_open;
    page->title = str_dup(str_from(title));
    strbuf_append_str(&page->text, text);
    Str rest = strbuf_get(&page->text);
    while (rest.len) {
        Str row = str_split(&rest, '\n');
        page->rows =
            mem_grow(page->rows, &page->capacity, page->count + 1, sizeof(page->rows[0]));
        page->rows[page->count++] = row;
    }
    return &page->screen.view;
}
