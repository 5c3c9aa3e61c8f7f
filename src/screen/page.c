/* A page of plain rows: reports, lists of what went wrong.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <stdlib.h>

#define LEFT 3
#define HANGING 4 /* what does not fit in a row goes on below, this much further in */

/* A row of the screen: a part of a row of the text. */
typedef struct PageRow {
    Str text;
    int indent;
} PageRow;

typedef struct Page {
    ListScreen screen; /* first; the current row is the first one shown */
    char *title;
    StrBuf text;
    PageRow *rows; /* borrowed from text */
    size_t count, capacity;
    int body_rows;
} Page;

static void page_draw(View *view, Frame *frame)
{
    const Page *page = (const Page *)view;
    frame_erase(frame, STYLE_LIST);
    put_bar(frame, page->title, (Str){0}, (Str){0});
    for (int i = 0; i < page->body_rows; i++) {
        size_t index = page->screen.list.current + (size_t)i;
        if (index >= page->count)
            break;
        int left = LEFT + page->rows[index].indent;
        frame_put_cut(frame, BAR_ROWS + 1 + i, left, frame->columns - left - 1,
                      page->rows[index].text, STYLE_LIST, STYLE_TEXT);
    }
}

static void page_wrap_row(Page *page, Str text, int columns)
{
    WidthPolicy policy = app_get_width(page->screen.view.app);
    int indent = 0;
    size_t off = 0;
    do {
        WrapRow row = wrap_row(text, off, MAX(columns - indent, 2), &policy);
        page->rows =
            mem_grow(page->rows, &page->capacity, page->count + 1, sizeof(page->rows[0]));
        page->rows[page->count++] =
            (PageRow){str_slice(text, row.start, row.end), indent};
        off = row.next;
        indent = columns > 4 * HANGING ? HANGING : 0;
    } while (off < text.len);
}

static void page_layout(View *view, int rows, int columns)
{
    Page *page = (Page *)view;
    page->body_rows = MAX(screen_body_rows(rows) - 1, 1);
    page->screen.page_rows = page->body_rows;
    page->count = 0;
    Str rest = strbuf_get(&page->text);
    while (rest.len)
        page_wrap_row(page, str_split(&rest, '\n'), columns - LEFT - 2);
    size_t shown = (size_t)page->body_rows;
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
                                .event = list_event,
                                .free = page_free};
    Page *page = mem_alloc(sizeof(*page));
    page->screen.view = (View){&ops, app};
    page->screen.open = page_open;
    page->title = str_dup(str_from(title));
    strbuf_append_str(&page->text, text);
    return &page->screen.view;
}
