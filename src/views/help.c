/* Help: the keys of the screen below, as they are bound now.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <stdlib.h>

#define TWO_FROM_COLUMNS 100
#define KEY_COLUMNS 20

typedef struct HelpRow {
    const char *heading; /* msgid; else an action */
    ActionId action;
} HelpRow;

/* A row of the page: [start, end) of what an action does; its keys stand at the first. */
typedef struct HelpLine {
    size_t row, start, end;
} HelpLine;

typedef struct Help {
    ListScreen screen; /* first; the current row is the first one shown */
    App *app;
    HelpRow *rows;
    size_t count, capacity;
    HelpLine *lines; /* the rows, wrapped to the width of a page column */
    size_t line_count, line_capacity;
    int body_rows, key_columns;
    bool has_two; /* columns of the page */
} Help;

static const char *const context_headings[] = {
#define CONTEXT(id, name, help) help,
#include "../tables/contexts.def"
#undef CONTEXT
};

static void add_row(Help *help, HelpRow row)
{
    help->rows =
        mem_grow(help->rows, &help->capacity, help->count + 1, sizeof(help->rows[0]));
    help->rows[help->count++] = row;
}

static void add_context(Help *help, Context context)
{
    if (help->count)
        add_row(help, (HelpRow){"", ACTION_COUNT});
    add_row(help, (HelpRow){context_headings[context], ACTION_COUNT});
    for (int i = 0; i < ACTION_COUNT; i++)
        if (action_get((ActionId)i)->context == context)
            add_row(help, (HelpRow){NULL, (ActionId)i});
}

/* ---- drawing ----------------------------------------------------------- */

static void put_line(const Help *help, Frame *frame, const HelpLine *line, int y,
                     int left, int columns)
{
    const HelpRow *row = &help->rows[line->row];
    if (row->heading) {
        if (*row->heading)
            frame_put_cut(frame, y, left, columns, str_from(_(row->heading)),
                          STYLE_HEADING, STYLE_TEXT);
        return;
    }
    StrBuf keys = {0};
    keymap_append_keys(app_get_keymap(help->app), row->action, &keys);
    if (line->start > 0)
        strbuf_reset(&keys);
    else if (keys.len)
        frame_put_cut(frame, y, left + 2, help->key_columns, strbuf_get(&keys),
                      STYLE_LIST_STRONG, STYLE_TEXT);
    else
        frame_putf(frame, y, left + 2, help->key_columns, STYLE_LIST_DIM, ":%s",
                   action_get(row->action)->name);
    int column = left + 2 + help->key_columns + 1;
    frame_put_cut(
        frame, y, column, left + columns - column,
        str_slice(str_from(_(action_get(row->action)->help)), line->start, line->end),
        STYLE_LIST, STYLE_TEXT);
    strbuf_clear(&keys);
}

static int page_columns(const Help *help, int columns)
{
    return help->has_two ? (columns - 6) / 2 : columns - 4;
}

static void help_draw(View *view, Frame *frame)
{
    const Help *help = (const Help *)view;
    frame_erase(frame, STYLE_LIST);
    bool has_room = frame->columns >= BAR_FULL_COLUMNS;
    put_bar(frame, _("Help"), str_from(_("the keys of this screen")),
            has_room ? str_from(_(": takes any action by its name")) : (Str){0});
    int columns = page_columns(help, frame->columns);
    size_t capacity = (size_t)help->body_rows * (help->has_two ? 2 : 1);
    for (size_t i = 0; i < capacity; i++) {
        size_t index = help->screen.list.current + i;
        if (index >= help->line_count)
            break;
        int column = (int)(i / (size_t)help->body_rows);
        put_line(help, frame, &help->lines[index],
                 BAR_ROWS + 1 + (int)(i % (size_t)help->body_rows),
                 2 + column * (columns + 2), columns);
    }
}

/* ---- the view ---------------------------------------------------------- */

static void add_line(Help *help, HelpLine line)
{
    help->lines = mem_grow(help->lines, &help->line_capacity, help->line_count + 1,
                           sizeof(help->lines[0]));
    help->lines[help->line_count++] = line;
}

static void wrap_help(Help *help, int columns, const WidthPolicy *width)
{
    help->line_count = 0;
    for (size_t i = 0; i < help->count; i++) {
        Str text = help->rows[i].heading
                       ? (Str){0}
                       : str_from(_(action_get(help->rows[i].action)->help));
        size_t off = 0;
        do {
            WrapRow row = wrap_row(text, off, MAX(columns, 2), width);
            add_line(help, (HelpLine){i, row.start, row.end});
            off = row.next;
        } while (off < text.len);
    }
}

static void help_layout(View *view, int rows, int columns)
{
    Help *help = (Help *)view;
    WidthPolicy width = app_get_width(help->app);
    help->body_rows = MAX(screen_body_rows(rows) - 1, 1);
    help->has_two = columns >= TWO_FROM_COLUMNS;
    help->key_columns = MIN(KEY_COLUMNS, page_columns(help, columns) / 3);
    wrap_help(help, page_columns(help, columns) - help->key_columns - 3, &width);
    size_t shown = (size_t)help->body_rows * (help->has_two ? 2 : 1);
    help->screen.page_rows = help->body_rows;
    list_set_count(&help->screen.list,
                   help->line_count > shown ? help->line_count - shown + 1 : 1);
    list_set_height(&help->screen.list, 1);
}

static const Hint *help_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LIST_PAGE_DOWN, N_("further")},
                               {ACTION_LIST_PAGE_UP, N_("back up")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_COUNT, NULL}};
    const Help *help = (const Help *)view;
    bool has_more = help->screen.list.count > 1;
    return has_more ? all : all + 2;
}

static bool help_open(ListScreen *screen, Error *err)
{
    (void)err;
    app_pop(screen->view.app);
    return true;
}

static void help_free(View *view)
{
    Help *help = (Help *)view;
    free(help->rows);
    free(help->lines);
    free(help);
}

View *help_new(App *app, const View *about, Error *err)
{
    static const Context contexts[] = {CONTEXT_LIST};
    static const ViewOps ops = {.name = "help",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = help_draw,
                                .layout = help_layout,
                                .get_hints = help_get_hints,
                                .event = list_event,
                                .free = help_free};
    if (about && about->ops == &ops) {
        error_set(err, ERR_USAGE, _("this is the help; q goes back"));
        return NULL;
    }
    Help *help = mem_alloc(sizeof(*help));
    help->screen.view = (View){&ops, app};
    help->screen.open = help_open;
    help->app = app;
    for (size_t i = 0; about && i < about->ops->context_count; i++)
        add_context(help, about->ops->contexts[i]);
    add_context(help, CONTEXT_GLOBAL);
    return &help->screen.view;
}
