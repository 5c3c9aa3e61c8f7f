/* The shelf: all documents, narrowed and ordered as one likes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/shelf.h"

#include <stdlib.h>

#define PAGE_ROWS 200          /* rows fetched at once: several screens */
#define OUTLINE_MAX_BYTES 4000 /* of headings, more than a screen shows */

static const Context contexts[] = {CONTEXT_SHELF, CONTEXT_LIST};

/* ---- rows -------------------------------------------------------------- */

static DocumentFilter shelf_filter(const Shelf *shelf)
{
    return (DocumentFilter){
        .tag = strbuf_get(&shelf->tag), .trash = shelf->is_trash, .sort = shelf->sort};
}

void shelf_forget_rows(Shelf *shelf)
{
    shelf->held = (DocumentList){0};
}

static void shelf_forget_order(Shelf *shelf)
{
    shelf->order.count = 0;
    shelf->has_order = false;
}

static bool shelf_read_order(Shelf *shelf, Error *err)
{
    DocumentFilter filter = shelf_filter(shelf);
    IdList order = {0};
    if (shelf->has_order)
        return true;
    if (!store_order_documents(shelf->store, &filter, &order, err))
        return false;
    free(shelf->order.ids);
    shelf->order = order;
    shelf->has_order = true;
    return true;
}

const IdList *shelf_get_order(Shelf *shelf)
{
    Error err = {0};
    if (!shelf_read_order(shelf, &err))
        app_message_error(shelf->app, &err);
    error_clear(&err);
    return &shelf->order;
}

/* An index gives pages of the usual order. For each page of another one all documents
 * would be sorted: that is done once, behind the first screen of it. True when a key came
 * and it is still to be done. */
static bool shelf_order_on(Shelf *shelf)
{
    Error err = {0};
    if (shelf->has_order || shelf->sort == SORT_RECENT)
        return false;
    store_set_interrupt(shelf->store, is_typing, shelf->app);
    bool is_read = shelf_read_order(shelf, &err);
    store_set_interrupt(shelf->store, NULL, NULL);
    bool is_put_off = !is_read && err.code == ERR_CANCELLED;
    if (!is_read && !is_put_off)
        app_message_error(shelf->app, &err);
    error_clear(&err);
    return is_put_off;
}

const IdList *shelf_get_shown(Shelf *shelf)
{
    return shelf->is_narrowed ? &shelf->fitting : shelf_get_order(shelf);
}

/* … where they are known. */
static const IdList *shelf_find_shown(const Shelf *shelf)
{
    if (shelf->is_narrowed)
        return &shelf->fitting;
    return shelf->has_order ? &shelf->order : NULL;
}

static void shelf_read(Shelf *shelf, size_t from, size_t limit)
{
    DocumentFilter filter = shelf_filter(shelf);
    DocumentList list = {0};
    Arena *arena = arena_new();
    Error err = {0};
    const IdList *shown = shelf_find_shown(shelf);
    size_t start = shown ? MIN(from, shown->count) : 0;
    filter.offset = (int64_t)from;
    filter.limit = (int64_t)limit;
    bool is_read =
        shown ? store_get_documents(shelf->store, shown->ids + start,
                                    MIN(limit, shown->count - start), arena, &list, &err)
              : store_list_documents(shelf->store, &filter, arena, &list, &err);
    if (is_read) {
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

const DocumentRow *shelf_get_row(const Shelf *shelf, size_t index)
{
    if (index < shelf->held_from || index - shelf->held_from >= shelf->held.count)
        return NULL;
    const DocumentRow *row = &shelf->held.rows[index - shelf->held_from];
    return row->id ? row : NULL; /* another program may have purged it */
}

const DocumentRow *shelf_get_current(const Shelf *shelf)
{
    return shelf_get_row(shelf, shelf->screen.list.current);
}

static bool shelf_holds(const Shelf *shelf, size_t index)
{
    return index >= shelf->held_from && index - shelf->held_from < shelf->held.count;
}

/* Fetches the rows of the window when they are not held. */
static void shelf_hold_window(Shelf *shelf)
{
    const List *list = &shelf->screen.list;
    size_t end = MIN(list->top + (size_t)MAX(list->height, 1), list->count);
    if (list->count == 0 ||
        (shelf_holds(shelf, list->top) && shelf_holds(shelf, end - 1)))
        return;
    size_t from = list->top > PAGE_ROWS / 2 ? list->top - PAGE_ROWS / 2 : 0;
    /* The first screen of all or of an order, and each while one types, is read alone:
     * nothing may stand in its way. */
    bool is_hurried = !shelf->has_painted || shelf->prompt ||
                      (shelf->sort != SORT_RECENT && !shelf_find_shown(shelf));
    if (is_hurried)
        shelf_read(shelf, list->top, (size_t)MAX(list->height, 1));
    else
        shelf_read(shelf, from, PAGE_ROWS + (size_t)MAX(list->height, 1));
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

void shelf_settle(Shelf *shelf)
{
    list_set_height(&shelf->screen.list, shelf_list_rows(shelf));
    shelf->screen.page_rows = shelf->screen.list.height;
    shelf_hold_window(shelf);
    /* While keys are waiting the next one matters more. */
    if (!is_typing(shelf->app))
        shelf_load_detail(shelf);
}

static void shelf_count(Shelf *shelf)
{
    DocumentFilter filter = shelf_filter(shelf);
    Error err = {0};
    if (!store_count_documents(shelf->store, &filter, &shelf->total, &err))
        app_message_error(shelf->app, &err);
    error_clear(&err);
}

/* All rows, or those that the filter leaves. */
static void shelf_relist(Shelf *shelf)
{
    shelf_forget_order(shelf);
    shelf_forget_rows(shelf);
    if (shelf_is_filtered(shelf))
        shelf_narrow(shelf);
    else
        list_set_count(&shelf->screen.list, (size_t)shelf->total);
    shelf_settle(shelf);
}

void shelf_reload(Shelf *shelf)
{
    const DocumentRow *row = shelf_get_current(shelf);
    int64_t current = row ? row->id : 0;
    shelf->detail.doc = 0;
    shelf_names_follow(&shelf->names, shelf->store);
    shelf_count(shelf);
    shelf_relist(shelf);
    row = shelf_get_current(shelf);
    if (current && (!row || row->id != current))
        shelf_go_to(shelf, current);
}

bool shelf_go_to(Shelf *shelf, int64_t doc)
{
    const IdList *shown = shelf_get_shown(shelf);
    size_t at = 0;
    while (at < shown->count && shown->ids[at] != doc)
        at++;
    if (at == shown->count)
        return false;
    list_set_current(&shelf->screen.list, at);
    shelf_settle(shelf);
    return true;
}

static void shelf_start_over(Shelf *shelf)
{
    list_set_current(&shelf->screen.list, 0);
    shelf_forget_rows(shelf);
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

bool act_shelf_sort(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    if (!shelf)
        return false;
    shelf->sort =
        shelf->sort == SORT_PROGRESS ? SORT_RECENT : (DocumentSort)(shelf->sort + 1);
    list_set_current(&shelf->screen.list, 0);
    shelf_relist(shelf);
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
    const DocumentRow *row = shelf_get_current(shelf);
    int64_t current = row ? row->id : 0;
    shelf_widen(shelf);
    strbuf_reset(&shelf->tag);
    shelf->is_trash = false;
    shelf_reload(shelf);
    shelf_go_to(shelf, current);
    return true;
}

static void shelf_turn(Shelf *shelf)
{
    shelf->is_trash = !shelf->is_trash;
    shelf_widen(shelf);
    shelf_start_over(shelf);
}

bool act_shelf_trash_view(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    if (shelf)
        shelf_turn(shelf);
    return shelf != NULL;
}

/* Out of the trash one goes back to the shelf, not out of the program. */
static bool shelf_step_back(View *view)
{
    Shelf *shelf = (Shelf *)view;
    if (!shelf->is_trash)
        return false;
    shelf_turn(shelf);
    return true;
}

/* ---- the view ---------------------------------------------------------- */

/* The order that the settings say; what s chose is not told to them. False where it is
 * what they said before. */
static bool shelf_follow_settings(Shelf *shelf)
{
    DocumentSort sort;
    if (!document_sort_parse(str_from(app_get_settings(shelf->app)->sort), &sort))
        sort = SORT_RECENT;
    if (sort == shelf->set_sort)
        return false;
    shelf->sort = shelf->set_sort = sort;
    return true;
}

static void shelf_layout(View *view, int rows, int columns)
{
    Shelf *shelf = (Shelf *)view;
    shelf->rows = rows;
    shelf->columns = columns;
    shelf_measure_facts(shelf); /* the language may be another */
    if (shelf_follow_settings(shelf))
        shelf_start_over(shelf);
    else
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
    static const Hint emptied[] = {{ACTION_SHELF_TRASH_VIEW, N_("to the shelf")},
                                   {ACTION_HELP, N_("help")},
                                   {ACTION_COUNT, NULL}};
    static const Hint empty[] = {{ACTION_SHELF_IMPORT, N_("import")},
                                 {ACTION_HELP, N_("help")},
                                 {ACTION_CLOSE, N_("leave")},
                                 {ACTION_COUNT, NULL}};
    const Shelf *shelf = (const Shelf *)view;
    if (shelf->is_trash)
        return shelf->screen.list.count ? trash : emptied;
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
    bool has_more = shelf_narrow_on(shelf) || shelf_order_on(shelf);
    shelf->has_painted = true;
    shelf_settle(shelf);
    return has_more;
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
    free(shelf->order.ids);
    free(shelf->fitting.ids);
    shelf_names_clear(&shelf->names);
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
    .step_back = shelf_step_back,
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
    shelf_follow_settings(shelf);
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
