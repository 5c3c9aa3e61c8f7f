/* The shelf: all documents, narrowed and ordered as one likes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/shelf.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS 200          /* rows fetched at once: several screens */
#define OUTLINE_MAX_BYTES 4000 /* of headings, more than a screen shows */

static const Context contexts[] = {CONTEXT_SHELF, CONTEXT_LIST};

/* ---- rows -------------------------------------------------------------- */

static DocumentFilter shelf_filter(const Shelf *shelf)
{
    return (DocumentFilter){
        .tag = strbuf_get(&shelf->tag), .trash = shelf->is_trash, .sort = shelf->sort};
}

static void shelf_read(Shelf *shelf, size_t from, size_t limit)
{
    DocumentFilter filter = shelf_filter(shelf);
    DocumentList list = {0};
    Arena *arena = arena_new();
    Error err = {0};
    filter.offset = (int64_t)from;
    filter.limit = (int64_t)limit;
    if (store_list_documents(shelf->store, &filter, arena, &list, &err)) {
        arena_free(shelf->arena);
        shelf->arena = arena;
        shelf->held = list;
        shelf->held_from = from;
        shelf_measure_facts(shelf);
    } else {
        app_message_error(shelf->app, &err);
        arena_free(arena);
    }
    error_clear(&err);
}

static bool is_filtered(const Shelf *shelf)
{
    return shelf->filter.len > 0;
}

const DocumentRow *shelf_get_row(const Shelf *shelf, size_t index)
{
    if (is_filtered(shelf)) {
        /* The matches outlive the rows for a moment while the shelf is read anew. */
        bool is_held =
            index < shelf->match_count && shelf->matches[index].index < shelf->held.count;
        return is_held ? &shelf->held.rows[shelf->matches[index].index] : NULL;
    }
    if (index < shelf->held_from || index - shelf->held_from >= shelf->held.count)
        return NULL;
    return &shelf->held.rows[index - shelf->held_from];
}

const DocumentRow *shelf_get_current(const Shelf *shelf)
{
    return shelf_get_row(shelf, shelf->screen.list.current);
}

/* Fetches the rows of the window when they are not held. */
static void shelf_hold_window(Shelf *shelf)
{
    const List *list = &shelf->screen.list;
    size_t end = MIN(list->top + (size_t)MAX(list->height, 1), list->count);
    if (is_filtered(shelf) || list->count == 0 ||
        (shelf_get_row(shelf, list->top) && shelf_get_row(shelf, end - 1)))
        return;
    size_t from = list->top > PAGE_ROWS / 2 ? list->top - PAGE_ROWS / 2 : 0;
    /* The first screen of all is read alone: nothing may stand in its way. */
    size_t limit = shelf->has_painted ? PAGE_ROWS + (size_t)MAX(list->height, 1)
                                      : (size_t)MAX(list->height, 1);
    shelf_read(shelf, from, limit);
}

/* ---- the current document ---------------------------------------------- */

static void append_origin(const DocumentRow *row, StrBuf *out)
{
    Str kind = row->encoding.len ? row->encoding : row->format;
    if (!str_is_equal(row->path, STR("-"))) /* what was piped in came from no file */
        format_path(out, row->path);
    if (kind.len)
        strbuf_appendf(out, "%s%.*s", out->len ? "    " : "", STR_ARG(kind));
    if (row->replaced)
        strbuf_appendf(out,
                       translate_plural(", %llu unreadable place marked",
                                        ", %llu unreadable places marked", row->replaced),
                       (unsigned long long)row->replaced);
}

/* The headings of the first level that has more than one: a lone one is the title. */
static void append_outline(Shelf *shelf, int64_t doc, StrBuf *out)
{
    Error ignored = {0};
    Document *document = store_open_document(shelf->store, doc, &ignored);
    size_t count = document ? document->section_count : 0;
    uint32_t above = SECTION_NONE;
    for (int level = 0; level < 3; level++) {
        size_t found = 0;
        uint32_t first = SECTION_NONE;
        for (size_t i = 0; i < count && found < 2; i++) {
            if (document->sections[i].parent != above)
                continue;
            first = found++ ? first : (uint32_t)i;
        }
        if (found != 1)
            break;
        above = first;
    }
    for (size_t i = 0; i < count && out->len < OUTLINE_MAX_BYTES; i++) {
        if (document->sections[i].parent != above)
            continue;
        if (out->len)
            strbuf_append_byte(out, '\n');
        format_flat(out, document_get_title(document, (uint32_t)i));
    }
    document_free(document);
    error_clear(&ignored);
}

static void append_last_note(Shelf *shelf, int64_t doc, ShelfDetail *detail)
{
    DocumentFilter filter = {
        .id = doc, .trash = shelf->is_trash, .limit = 1, .want_last_note = true};
    DocumentList list = {0};
    Arena *arena = arena_new();
    Error ignored = {0};
    if (store_list_documents(shelf->store, &filter, arena, &list, &ignored) &&
        list.count) {
        format_flat(&detail->quote, list.rows[0].last_quote);
        format_flat(&detail->note, list.rows[0].last_note);
    }
    error_clear(&ignored);
    arena_free(arena);
}

static void shelf_load_detail(Shelf *shelf)
{
    const DocumentRow *row = shelf_get_current(shelf);
    ShelfDetail *detail = &shelf->detail;
    if (!shelf->has_painted || (row && row->id == detail->doc))
        return;
    strbuf_reset(&detail->source);
    strbuf_reset(&detail->outline);
    strbuf_reset(&detail->quote);
    strbuf_reset(&detail->note);
    detail->doc = row ? row->id : 0;
    if (!row)
        return;
    append_origin(row, &detail->source);
    append_outline(shelf, row->id, &detail->outline);
    if (row->notes)
        append_last_note(shelf, row->id, detail);
}

/* ---- the list ---------------------------------------------------------- */

static void shelf_settle(Shelf *shelf)
{
    list_set_height(&shelf->screen.list, shelf_list_rows(shelf));
    shelf->screen.page_rows = shelf->screen.list.height;
    shelf_hold_window(shelf);
    /* While keys are waiting the next one matters more. */
    if (!is_typing(shelf->app))
        shelf_load_detail(shelf);
}

/* Reads all rows, to be filtered by their titles and tags. */
static void shelf_hold_all(Shelf *shelf)
{
    StrBuf name = {0};
    shelf_read(shelf, 0, 0);
    finder_free(shelf->finder);
    shelf->finder = finder_new();
    finder_set_flags(shelf->finder, FINDER_UNBROKEN | FINDER_IN_ORDER);
    for (size_t i = 0; i < shelf->held.count; i++) {
        strbuf_reset(&name);
        strbuf_append_str(&name, shelf->held.rows[i].title);
        strbuf_append_byte(&name, '\n');
        strbuf_append_str(&name, shelf->held.rows[i].tags);
        finder_add(shelf->finder, strbuf_get(&name), 0);
    }
    strbuf_clear(&name);
    free(shelf->matches);
    shelf->matches = mem_alloc_array(shelf->held.count + 1, sizeof(shelf->matches[0]));
    shelf->match_count = 0;
}

static void shelf_match(Shelf *shelf)
{
    size_t total;
    shelf->match_count = finder_match(shelf->finder, strbuf_get(&shelf->filter),
                                      shelf->matches, shelf->held.count, &total);
    list_set_count(&shelf->screen.list, shelf->match_count);
}

static void shelf_count(Shelf *shelf)
{
    DocumentFilter filter = shelf_filter(shelf);
    Error err = {0};
    if (!store_count_documents(shelf->store, &filter, &shelf->total, &err))
        app_message_error(shelf->app, &err);
    error_clear(&err);
}

void shelf_reload(Shelf *shelf)
{
    const DocumentRow *row = shelf_get_current(shelf);
    int64_t current = row ? row->id : 0;
    shelf->detail.doc = 0;
    shelf_count(shelf);
    shelf->held = (DocumentList){0};
    if (is_filtered(shelf)) {
        shelf_hold_all(shelf);
        shelf_match(shelf);
    } else {
        list_set_count(&shelf->screen.list, (size_t)shelf->total);
    }
    shelf_settle(shelf);
    row = shelf_get_current(shelf);
    for (size_t i = 0; current && (!row || row->id != current) && i < PAGE_ROWS; i++) {
        const DocumentRow *other = shelf_get_row(shelf, shelf->held_from + i);
        if (other && other->id == current)
            list_set_current(&shelf->screen.list, shelf->held_from + i);
    }
    shelf_settle(shelf);
}

void shelf_go_to(Shelf *shelf, int64_t doc)
{
    shelf_read(shelf, 0, 0);
    size_t count = shelf->screen.list.count;
    for (size_t i = 0; i < count; i++) {
        const DocumentRow *row = shelf_get_row(shelf, i);
        if (row && row->id == doc) {
            list_set_current(&shelf->screen.list, i);
            break;
        }
    }
    shelf_settle(shelf);
}

static void shelf_start_over(Shelf *shelf)
{
    list_set_current(&shelf->screen.list, 0);
    shelf->held = (DocumentList){0};
    shelf_reload(shelf);
}

static void shelf_moved(ListScreen *screen)
{
    shelf_settle((Shelf *)screen);
}

static bool shelf_open(ListScreen *screen, Error *err)
{
    Shelf *shelf = (Shelf *)screen;
    const DocumentRow *row = shelf_get_current(shelf);
    return row && open_reader(shelf->app, row->id, NULL, (Str){0}, err);
}

/* ---- narrowing and ordering -------------------------------------------- */

Shelf *shelf_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_SHELF, err) ? (Shelf *)call->view : NULL;
}

static void filter_changed(void *context, Str text, Prompt *prompt)
{
    Shelf *shelf = context;
    bool was_filtered = is_filtered(shelf);
    strbuf_reset(&shelf->filter);
    strbuf_append_str(&shelf->filter, text_trim(text));
    list_set_current(&shelf->screen.list, 0);
    if (is_filtered(shelf) && !was_filtered)
        shelf_hold_all(shelf);
    if (is_filtered(shelf))
        shelf_match(shelf);
    else
        list_set_count(&shelf->screen.list, (size_t)shelf->total);
    shelf_settle(shelf);
    StrBuf info = {0};
    format_count(&info, shelf->screen.list.count);
    prompt_set_info(prompt, strbuf_get(&info));
    strbuf_clear(&info);
}

/* Enter opens what is left when that is one document. */
static bool filter_accept(void *context, Str text, Error *err)
{
    Shelf *shelf = context;
    (void)text;
    if (is_filtered(shelf) && shelf->match_count == 0)
        return error_set(err, ERR_NOT_FOUND,
                         _("no title or tag matches; S searches in the texts"));
    if (is_filtered(shelf) && shelf->match_count == 1)
        return shelf_open(&shelf->screen, err);
    return true;
}

static void filter_cancel(void *context)
{
    Shelf *shelf = context;
    strbuf_reset(&shelf->filter);
    shelf_reload(shelf);
}

bool act_shelf_filter(const ActionCall *call, Error *err)
{
    static const PromptOps ops = {filter_changed, filter_accept, filter_cancel};
    Shelf *shelf = shelf_get(call, err);
    if (!shelf)
        return false;
    StrBuf before = {0};
    strbuf_append_str(&before, strbuf_get(&shelf->filter));
    app_open_prompt(shelf->app, _("Filter"), strbuf_get(&before), &ops, shelf);
    strbuf_clear(&before);
    return true;
}

bool act_shelf_sort(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    if (!shelf)
        return false;
    shelf->sort =
        shelf->sort == SORT_PROGRESS ? SORT_RECENT : (DocumentSort)(shelf->sort + 1);
    shelf_start_over(shelf);
    return true;
}

static bool by_tag_accept(void *context, const Str *tags, size_t count, Error *err)
{
    Shelf *shelf = context;
    (void)err;
    strbuf_reset(&shelf->tag);
    if (count)
        strbuf_append_str(&shelf->tag, tags[0]);
    shelf_start_over(shelf);
    return true;
}

bool act_shelf_by_tag(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    if (!shelf)
        return false;
    tag_prompt_open(shelf->app, &(TagRequest){.label = _("Documents with tag"),
                                              .is_single = true,
                                              .accept = by_tag_accept,
                                              .context = shelf});
    return true;
}

bool act_shelf_clear(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    if (!shelf)
        return false;
    if (!shelf->filter.len && !shelf->tag.len && !shelf->is_trash) {
        app_act(shelf->app, ACTION_CLOSE, 0, (Str){0});
        return true;
    }
    strbuf_reset(&shelf->filter);
    strbuf_reset(&shelf->tag);
    shelf->is_trash = false;
    shelf_reload(shelf);
    return true;
}

bool act_shelf_trash_view(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    if (!shelf)
        return false;
    shelf->is_trash = !shelf->is_trash;
    strbuf_reset(&shelf->filter);
    shelf_start_over(shelf);
    return true;
}

/* ---- the view ---------------------------------------------------------- */

static void shelf_layout(View *view, int rows, int columns)
{
    Shelf *shelf = (Shelf *)view;
    shelf->rows = rows;
    shelf->columns = columns;
    shelf_measure_facts(shelf); /* the language may be another */
    shelf_settle(shelf);
}

static unsigned shelf_get_state(const View *view)
{
    const Shelf *shelf = (const Shelf *)view;
    unsigned state = shelf_get_current(shelf) ? NEED_ITEM : NEED_NONE;
    return state | (store_is_writable(shelf->store) ? NEED_WRITABLE : NEED_NONE);
}

static const Hint *shelf_get_hints(const View *view)
{
    static const Hint full[] = {{ACTION_LIST_OPEN, N_("read")},
                                {ACTION_SHELF_FILTER, N_("filter")},
                                {ACTION_SEARCH_LIBRARY, N_("search")},
                                {ACTION_SHELF_IMPORT, N_("import")},
                                {ACTION_PASSAGES, N_("passages")},
                                {ACTION_HELP, N_("help")},
                                {ACTION_COUNT, NULL}};
    static const Hint narrowed[] = {{ACTION_LIST_OPEN, N_("read")},
                                    {ACTION_SHELF_FILTER, N_("filter")},
                                    {ACTION_SHELF_CLEAR, N_("show all")},
                                    {ACTION_SEARCH_LIBRARY, N_("search")},
                                    {ACTION_PASSAGES, N_("passages")},
                                    {ACTION_HELP, N_("help")},
                                    {ACTION_COUNT, NULL}};
    static const Hint trash[] = {{ACTION_SHELF_TRASH, N_("restore")},
                                 {ACTION_LIST_OPEN, N_("read")},
                                 {ACTION_SHELF_TRASH_VIEW, N_("to the shelf")},
                                 {ACTION_HELP, N_("help")},
                                 {ACTION_COUNT, NULL}};
    static const Hint empty[] = {{ACTION_SHELF_IMPORT, N_("import")},
                                 {ACTION_HELP, N_("help")},
                                 {ACTION_CLOSE, N_("leave")},
                                 {ACTION_COUNT, NULL}};
    const Shelf *shelf = (const Shelf *)view;
    if (shelf->is_trash)
        return trash;
    if (shelf->filter.len || shelf->tag.len)
        return narrowed;
    return shelf->total == 0 ? empty : full;
}

static void shelf_refresh(View *view)
{
    shelf_reload((Shelf *)view);
}

static bool shelf_idle(View *view)
{
    Shelf *shelf = (Shelf *)view;
    shelf->has_painted = true;
    shelf_settle(shelf);
    return false;
}

static void shelf_free(View *view)
{
    Shelf *shelf = (Shelf *)view;
    strbuf_clear(&shelf->tag);
    strbuf_clear(&shelf->filter);
    strbuf_clear(&shelf->detail.source);
    strbuf_clear(&shelf->detail.outline);
    strbuf_clear(&shelf->detail.quote);
    strbuf_clear(&shelf->detail.note);
    free(shelf->matches);
    finder_free(shelf->finder);
    arena_free(shelf->arena);
    free(shelf);
}

static const ViewOps ops = {
    .name = "shelf",
    .contexts = contexts,
    .context_count = ARRAY_SIZE(contexts),
    .draw = shelf_draw,
    .layout = shelf_layout,
    .get_state = shelf_get_state,
    .get_hints = shelf_get_hints,
    .event = list_event,
    .refresh = shelf_refresh,
    .idle = shelf_idle,
    .free = shelf_free,
};

View *shelf_new(App *app, Error *err)
{
    (void)err;
    Shelf *shelf = mem_alloc(sizeof(*shelf));
    shelf->screen.view = (View){&ops, app};
    shelf->screen.open = shelf_open;
    shelf->screen.moved = shelf_moved;
    shelf->app = app;
    shelf->library = app_get_library(app);
    shelf->store = library_get_store(shelf->library);
    if (!document_sort_parse(str_from(app_get_settings(app)->sort), &shelf->sort))
        shelf->sort = SORT_RECENT;
    shelf_count(shelf);
    list_set_count(&shelf->screen.list, (size_t)shelf->total);
    return &shelf->screen.view;
}

View *shelf_new_of_tag(App *app, Str tag, Error *err)
{
    View *view = shelf_new(app, err);
    Shelf *shelf = (Shelf *)view;
    strbuf_append_str(&shelf->tag, tag);
    shelf_count(shelf);
    list_set_count(&shelf->screen.list, (size_t)shelf->total);
    return view;
}
