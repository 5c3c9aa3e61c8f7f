/* What is known of a document, where each value was read, and the citation they make.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <stdlib.h>

#define LABEL_COLUMN 3
#define ORIGIN_COLUMNS 23 /* with the gap before it */
#define MIN_VALUE_COLUMNS 30
#define MAX_VALUE_COLUMNS 60 /* so that an origin stands near its value */

typedef struct Particulars {
    ListScreen screen; /* first; a row for each field */
    App *app;
    Library *library;
    Document *document; /* owned */
    Arena *arena;
    DocumentFields fields;
    StrBuf citation;
} Particulars;

static const Context contexts[] = {CONTEXT_PARTICULARS, CONTEXT_LIST};

static ExportField particulars_get_field(const Particulars *particulars)
{
    return (ExportField)particulars->screen.list.current;
}

static Particulars *particulars_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_PARTICULARS, err) ? (Particulars *)call->view : NULL;
}

static bool particulars_cite(Particulars *particulars, StrBuf *out, Error *err)
{
    Str template;
    const Settings *settings = app_get_settings(particulars->app);
    return export_find_citation(str_from(settings->citation), &template, err) &&
           export_cite(library_get_store(particulars->library), particulars->document,
                       (Pos){.block = particulars->document->block_count}, NULL, template,
                       out, err);
}

static bool particulars_reload(Particulars *particulars, Error *err)
{
    Store *store = library_get_store(particulars->library);
    Arena *arena = arena_new();
    DocumentFields fields;
    StrBuf citation = {0};
    Document *document = store_open_document(store, particulars->document->id, err);
    if (!document || !export_read_fields(store, document, arena, &fields, err)) {
        document_free(document);
        arena_free(arena);
        return false;
    }
    document_free(particulars->document);
    arena_free(particulars->arena);
    particulars->document = document;
    particulars->arena = arena;
    particulars->fields = fields;
    bool is_cited = particulars_cite(particulars, &citation, err);
    strbuf_clear(&particulars->citation);
    particulars->citation = citation;
    return is_cited;
}

/* ---- acting ------------------------------------------------------------ */

static bool particulars_set(Particulars *particulars, Str value, bool is_reset,
                            Error *err)
{
    ExportField field = particulars_get_field(particulars);
    DocumentFieldEdit edit = {str_from(export_get_field_name(field)), value, is_reset};
    if (!library_set_fields(particulars->library, particulars->document->id, &edit, 1,
                            err))
        return false;
    app_touch(particulars->app);
    return true;
}

static bool edit_accept(void *context, Str text, Error *err)
{
    return particulars_set(context, text_trim(text), false, err);
}

bool act_particulars_edit(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.accept = edit_accept};
    Particulars *particulars = particulars_get(call, err);
    if (!particulars)
        return false;
    ExportField field = particulars_get_field(particulars);
    app_open_prompt(particulars->app, _(export_get_field_label(field)),
                    particulars->fields.values[field], &prompt_ops, particulars);
    return true;
}

/* Enter, with the needs of the action checked. */
static bool particulars_open(ListScreen *screen, Error *err)
{
    (void)err;
    app_act(screen->view.app, ACTION_PARTICULARS_EDIT, 0, (Str){0});
    return true;
}

/* The argument: back to what is recognised; else nothing is what it says. */
bool act_particulars_clear(const ActionCall *call, Error *err)
{
    Particulars *particulars = particulars_get(call, err);
    if (!particulars)
        return false;
    ExportField field = particulars_get_field(particulars);
    bool is_said = particulars->fields.origins[field] == IMPRINT_BY_USER;
    if (call->arg && !is_said && field != FIELD_TITLE)
        return error_set(err, ERR_NOT_FOUND,
                         _("this was not changed by hand; it is what was read"));
    if (!particulars_set(particulars, (Str){0}, call->arg, err))
        return false;
    message_with_undo(particulars->app, call->arg ? _("as it is recognised again")
                                                  : _("noted that it has none"));
    return true;
}

bool act_particulars_copy(const ActionCall *call, Error *err)
{
    Particulars *particulars = particulars_get(call, err);
    return particulars &&
           copy_text(particulars->app, strbuf_get(&particulars->citation), err);
}

/* ---- drawing ----------------------------------------------------------- */

static int find_value_column(const Frame *frame)
{
    int wide = 0;
    for (int i = 0; i < FIELD_DOCUMENT_COUNT; i++) {
        Str label = str_from(_(export_get_field_label((ExportField)i)));
        wide = MAX(wide, (int)text_columns(label, &frame->width));
    }
    return MIN(LABEL_COLUMN + wide + 2, frame->columns / 2);
}

static void put_field(const Particulars *particulars, Frame *frame, int field, int y)
{
    const DocumentFields *fields = &particulars->fields;
    int left = find_value_column(frame), room = frame->columns - left - 1;
    /* Of the title the shelf alone knows; and where there is no room, nothing is said. */
    bool has_origin = field != FIELD_TITLE && room - ORIGIN_COLUMNS >= MIN_VALUE_COLUMNS;
    int columns = has_origin ? MIN(room - ORIGIN_COLUMNS, MAX_VALUE_COLUMNS) : room;
    StrBuf value = {0};
    format_flat(&value, fields->values[field]);
    frame_put_cut(frame, y, LABEL_COLUMN, left - LABEL_COLUMN - 1,
                  str_from(_(export_get_field_label((ExportField)field))), STYLE_LIST_DIM,
                  STYLE_TEXT);
    frame_put_cut(frame, y, left, columns, value.len ? strbuf_get(&value) : STR("--"),
                  value.len ? STYLE_LIST_STRONG : STYLE_LIST_DIM, STYLE_TEXT);
    if (has_origin)
        frame_put_cut(frame, y, left + columns + 2, ORIGIN_COLUMNS - 3,
                      str_from(_(imprint_get_origin_name(fields->origins[field]))),
                      STYLE_LIST_DIM, STYLE_TEXT);
    strbuf_clear(&value);
    if ((size_t)field == particulars->screen.list.current) {
        frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        put_band(frame, y, 0, frame->columns);
        frame_set_cursor(frame, y, 1);
    }
}

static bool is_of_line(ImprintOrigin origin)
{
    return origin == IMPRINT_BY_LABEL || origin == IMPRINT_BY_LINE ||
           origin == IMPRINT_BY_ADOPTION || origin == IMPRINT_BY_SIGNATURE;
}

/* A dim heading and a paragraph below it; the row behind. */
static int put_part(Frame *frame, int y, const char *heading, Str text)
{
    int end = frame->rows - FOOT_ROWS;
    if (!text.len || y + 1 >= end)
        return y;
    frame_put_cut(frame, y, LABEL_COLUMN, frame->columns - LABEL_COLUMN - 1,
                  str_from(heading), STYLE_LIST_DIM, STYLE_TEXT);
    return 1 + put_paragraph(frame, y + 1, end, LABEL_COLUMN,
                             frame->columns - 2 * LABEL_COLUMN, text, STYLE_LIST);
}

/* Where the current value was read, and what the citation is now. */
static void put_below(const Particulars *particulars, Frame *frame, int y)
{
    ExportField field = particulars_get_field(particulars);
    ImprintOrigin origin = particulars->fields.origins[field];
    uint32_t block = particulars->fields.blocks[field];
    StrBuf text = {0};
    if (is_of_line(origin) && block < particulars->document->block_count)
        format_flat(&text, document_get_text(particulars->document, block));
    y = put_part(frame, y, _(imprint_get_origin_name(origin)), strbuf_get(&text));
    strbuf_reset(&text);
    sanitize(&text, strbuf_get(&particulars->citation), SANITIZE_TERMINAL);
    put_part(frame, y, _("citation"), strbuf_get(&text));
    strbuf_clear(&text);
}

static void particulars_draw(View *view, Frame *frame)
{
    const Particulars *particulars = (const Particulars *)view;
    const List *list = &particulars->screen.list;
    StrBuf title = {0};
    frame_erase(frame, STYLE_LIST);
    format_flat(&title, particulars->fields.values[FIELD_TITLE]);
    put_bar(frame, _("Particulars"), strbuf_get(&title), (Str){0});
    strbuf_clear(&title);
    int y = BAR_ROWS + 1;
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++)
        put_field(particulars, frame, (int)list->top + i, y++);
    put_below(particulars, frame, y + 1);
}

/* ---- the view ---------------------------------------------------------- */

static unsigned particulars_get_state(const View *view)
{
    const Particulars *particulars = (const Particulars *)view;
    bool is_writable = store_is_writable(library_get_store(particulars->library));
    return NEED_ITEM | NEED_DOCUMENT | (is_writable ? NEED_WRITABLE : NEED_NONE);
}

static const Hint *particulars_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LIST_OPEN, N_("change")},
                               {ACTION_PARTICULARS_RESET, N_("as recognised")},
                               {ACTION_PARTICULARS_NONE, N_("has none")},
                               {ACTION_PARTICULARS_COPY, N_("copy citation")},
                               {ACTION_UNDO, N_("take back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static void particulars_refresh(View *view)
{
    Particulars *particulars = (Particulars *)view;
    Error err = {0};
    if (!particulars_reload(particulars, &err))
        app_message_error(particulars->app, &err);
    error_clear(&err);
}

static void particulars_free(View *view)
{
    Particulars *particulars = (Particulars *)view;
    document_free(particulars->document);
    arena_free(particulars->arena);
    strbuf_clear(&particulars->citation);
    free(particulars);
}

View *particulars_new(App *app, int64_t doc, Error *err)
{
    static const ViewOps ops = {.name = "particulars",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = particulars_draw,
                                .layout = list_layout,
                                .get_state = particulars_get_state,
                                .get_hints = particulars_get_hints,
                                .event = list_event,
                                .refresh = particulars_refresh,
                                .free = particulars_free};
    Particulars *particulars = mem_alloc(sizeof(*particulars));
    particulars->screen.view = (View){&ops, app};
    particulars->screen.open = particulars_open;
    particulars->app = app;
    particulars->library = app_get_library(app);
    particulars->document =
        store_open_document(library_get_store(particulars->library), doc, err);
    list_set_count(&particulars->screen.list, FIELD_DOCUMENT_COUNT);
    if (particulars->document && particulars_reload(particulars, err))
        return &particulars->screen.view;
    particulars_free(&particulars->screen.view);
    return NULL;
}

bool act_reader_particulars(const ActionCall *call, Error *err)
{
    const Document *document = reader_get_document(call->view);
    if (!view_check(call, CONTEXT_READER, err) || !document)
        return false;
    View *view = particulars_new(call->app, document->id, err);
    if (view)
        app_push(call->app, view);
    return view != NULL;
}
