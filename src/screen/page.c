/* A page of plain rows: reports, lists of what went wrong.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <stdlib.h>

#define LEFT 3
#define GAP 2
/* What explains a name stands beside it where it gets so many columns, else below it. */
#define BESIDE_MIN_COLUMNS 24
#define BELOW_INDENT 4

/* A row of the screen: a part of a row of the text, behind its name or none. */
typedef struct PageRow {
    Str name, text;
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
        const PageRow *row = &page->rows[index];
        int y = BAR_ROWS + 1 + i, left = LEFT + row->indent;
        frame_put_cut(frame, y, LEFT, frame->columns - LEFT - 1, row->name,
                      STYLE_LIST_STRONG, STYLE_TEXT);
        frame_put_cut(frame, y, left, frame->columns - left - 1, row->text, STYLE_LIST,
                      STYLE_TEXT);
    }
}

static void page_add_row(Page *page, PageRow row)
{
    page->rows =
        mem_grow(page->rows, &page->capacity, page->count + 1, sizeof(page->rows[0]));
    page->rows[page->count++] = row;
}

/* Adds the rows that a text takes, all at one indent, the first behind a name. */
static void page_wrap(Page *page, Str name, Str text, int indent, int columns)
{
    WidthPolicy policy = app_get_width(page->screen.view.app);
    size_t off = 0;
    do {
        WrapRow row = wrap_row(text, off, MAX(columns - indent, 2), &policy);
        page_add_row(page, (PageRow){name, str_slice(text, row.start, row.end), indent});
        name = (Str){0};
        off = row.next;
    } while (off < text.len);
}

static int count_blanks(Str text)
{
    int count = 0;
    while ((size_t)count < text.len && text.data[count] == ' ')
        count++;
    return count;
}

static void page_wrap_row(Page *page, Str row, int beside, int columns)
{
    size_t tab = str_find(row, STR("\t"), 0);
    if (tab == STR_NONE) {
        int blanks = MIN(count_blanks(row), columns / 2);
        page_wrap(page, (Str){0}, str_slice(row, (size_t)blanks, row.len), blanks,
                  columns);
        return;
    }
    Str name = str_slice(row, 0, tab), text = str_slice(row, tab + 1, row.len);
    if (columns - beside >= BESIDE_MIN_COLUMNS) {
        page_wrap(page, name, text, beside, columns);
        return;
    }
    page_add_row(page, (PageRow){.name = name});
    page_wrap(page, (Str){0}, text, BELOW_INDENT, columns);
}

/* Where the explanations begin: behind the widest name. */
static int page_find_beside(const Page *page)
{
    WidthPolicy policy = app_get_width(page->screen.view.app);
    int widest = 0;
    for (Str rest = strbuf_get(&page->text); rest.len;) {
        Str row = str_split(&rest, '\n');
        size_t tab = str_find(row, STR("\t"), 0);
        if (tab != STR_NONE)
            widest = MAX(widest, (int)text_columns(str_slice(row, 0, tab), &policy));
    }
    return widest + GAP;
}

static void page_layout(View *view, int rows, int columns)
{
    Page *page = (Page *)view;
    page->body_rows = MAX(screen_body_rows(rows) - 1, 1);
    page->screen.page_rows = page->body_rows;
    page->count = 0;
    int beside = page_find_beside(page);
    for (Str rest = strbuf_get(&page->text); rest.len;)
        page_wrap_row(page, str_split(&rest, '\n'), beside, columns - LEFT - 2);
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

static const Hint *page_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_CLOSE, N_("back")}, {ACTION_COUNT, NULL}};
    (void)view;
    return all;
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
