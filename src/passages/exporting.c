/* Exporting: what is written, in which form, with which citations, to which file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LABEL_COLUMN 3
#define TEMPLATE_MAX_BYTES ((size_t)1 << 20)
#define NAME_CODEPOINTS 40

typedef enum ExportRow {
    ROW_WHAT,
    ROW_FORMAT,
    ROW_CITATION,
    ROW_FILE,
    ROW_COUNT
} ExportRow;

typedef struct Exporting {
    ListScreen screen; /* first; its rows are the questions */
    App *app;
    Store *store;
    ExportSource source; /* what can be written; its ids and name are owned */
    ExportWhat what;
    ExportFormat format;
    char *template; /* owned: the name of one of the user's own, instead of the format */
    char *citation; /* owned: a name or a template */
    char *path;     /* owned, as it was typed */
} Exporting;

static const Context contexts[] = {CONTEXT_EXPORTING, CONTEXT_LIST};

static Exporting *exporting_get(const ActionCall *call, Error *err)
{
    return view_check(call, CONTEXT_EXPORTING, err) ? (Exporting *)call->view : NULL;
}

static void replace(char **owned, Str text)
{
    char *copy = str_dup(text);
    free(*owned);
    *owned = copy;
}

/* ---- what -------------------------------------------------------------- */

static bool is_possible(const Exporting *exporting, ExportWhat what)
{
    switch (what) {
    case EXPORT_WHAT_MARKED:
        return exporting->source.marked_count > 0;
    case EXPORT_WHAT_SHOWN:
        return exporting->source.shown > 0;
    case EXPORT_WHAT_WHOLE:
        return exporting->source.filter.doc != 0;
    case EXPORT_WHAT_COUNT:
        break;
    }
    return false;
}

static void next_what(Exporting *exporting)
{
    do
        exporting->what = (ExportWhat)((exporting->what + 1) % EXPORT_WHAT_COUNT);
    while (!is_possible(exporting, exporting->what));
}

static void append_what(const Exporting *exporting, StrBuf *out)
{
    size_t marked = exporting->source.marked_count, shown = exporting->source.shown;
    switch (exporting->what) {
    case EXPORT_WHAT_MARKED:
        strbuf_appendf(out,
                       translate_plural("the %zu passage that is marked",
                                        "the %zu passages that are marked", marked),
                       marked);
        return;
    case EXPORT_WHAT_SHOWN:
        strbuf_appendf(
            out,
            translate_plural("the %zu passage shown", "all %zu passages shown", shown),
            shown);
        return;
    case EXPORT_WHAT_WHOLE:
        strbuf_append_text(out, _("the whole document, its passages marked in it"));
        return;
    case EXPORT_WHAT_COUNT:
        return;
    }
}

/* ---- the form ---------------------------------------------------------- */

static const char *get_extension(const Exporting *exporting)
{
    static const char *const extensions[] = {
#define EXPORT_FORMAT(id, name, extension, function, summary) extension,
#include "../tables/formats.def"
#undef EXPORT_FORMAT
    };
    return extensions[exporting->format];
}

/* The name of the file takes the extension of the form, where it had that of the form
 * before. */
static void follow_format(Exporting *exporting, const char *before)
{
    Str path = str_from(exporting->path), old = str_from(before);
    if (!str_has_suffix(path, old) || exporting->template)
        return;
    StrBuf renamed = {0};
    strbuf_append_str(&renamed, str_slice(path, 0, path.len - old.len));
    strbuf_append_text(&renamed, get_extension(exporting));
    replace(&exporting->path, strbuf_get(&renamed));
    strbuf_clear(&renamed);
}

/* The user's own templates that begin like the text. */
static void offer_templates(Str text, Prompt *prompt)
{
    char *folder = paths_get_templates(NULL);
    DIR *stream = opendir(folder);
    const struct dirent *entry;
    while (stream && (entry = readdir(stream))) {
        Str name = str_from(entry->d_name);
        if (name.data[0] != '.' && str_has_prefix(name, text) &&
            utf8_find_invalid(name) == name.len)
            prompt_add_candidate(prompt, name, str_from(_("a template of yours")));
    }
    if (stream)
        closedir(stream);
    free(folder);
}

static void offer_formats(void *context, Str text, Prompt *prompt)
{
    (void)context;
    text = text_trim(text);
    prompt_clear_candidates(prompt);
    for (int i = 0; i < EXPORT_FORMAT_COUNT; i++) {
        Str name = str_from(export_get_name((ExportFormat)i));
        if (str_has_prefix(name, text))
            prompt_add_candidate(prompt, name,
                                 str_from(_(export_get_summary((ExportFormat)i))));
    }
    offer_templates(text, prompt);
}

/* A template is the name of one in its folder, or a file. */
static char *find_template(const char *name)
{
    char *folder = paths_get_templates(NULL);
    char *path = path_join(folder, name);
    free(folder);
    if (access(path, R_OK) == 0)
        return path;
    free(path);
    path = path_expand(str_from(name));
    if (access(path, R_OK) == 0)
        return path;
    free(path);
    return NULL;
}

static bool accept_format(void *context, Str text, Error *err)
{
    Exporting *exporting = context;
    const char *before = get_extension(exporting);
    text = text_trim(text);
    if (export_parse_format(text, &exporting->format)) {
        free(exporting->template);
        exporting->template = NULL;
        follow_format(exporting, before);
        return true;
    }
    char *name = str_dup(text);
    char *path = text.len ? find_template(name) : NULL;
    free(name);
    if (!path)
        return error_set(
            err, ERR_USAGE,
            _("no form “%.*s”: Tab shows them; a template file of yours is one, too"),
            STR_ARG(text));
    replace(&exporting->template, str_from(path));
    free(path);
    return true;
}

/* ---- the citation ------------------------------------------------------ */

static void offer_citations(void *context, Str text, Prompt *prompt)
{
    size_t count;
    const ExportCitation *all = export_list_citations(&count);
    (void)context;
    prompt_clear_candidates(prompt);
    for (size_t i = 0; i < count; i++)
        if (str_has_prefix(str_from(all[i].name), text_trim(text)))
            prompt_add_candidate(prompt, str_from(all[i].name),
                                 str_from(_(all[i].summary)));
}

static bool accept_citation(void *context, Str text, Error *err)
{
    Exporting *exporting = context;
    Str template;
    text = text_trim(text);
    if (!export_find_citation(text, &template, err))
        return false;
    replace(&exporting->citation, text);
    return true;
}

static const char *find_citation_summary(const Exporting *exporting)
{
    size_t count;
    const ExportCitation *all = export_list_citations(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i].name, exporting->citation) == 0)
            return _(all[i].summary);
    return "";
}

/* ---- the file ---------------------------------------------------------- */

static bool accept_path(void *context, Str text, Error *err)
{
    Exporting *exporting = context;
    text = text_trim(text);
    if (!text.len || text.data[text.len - 1] == '/')
        return error_set(err, ERR_USAGE, _("name the file to write"));
    replace(&exporting->path, text);
    /* Another extension is another form. */
    Str name = path_get_name(text);
    size_t dot = name.len;
    while (dot > 0 && name.data[dot - 1] != '.')
        dot--;
    if (!exporting->template && dot)
        export_parse_format(str_slice(name, dot, name.len), &exporting->format);
    return true;
}

static void set_default_path(Exporting *exporting)
{
    StrBuf path = {0}, name = {0};
    format_flat(&name, exporting->source.name);
    Str kept = str_slice(strbuf_get(&name), 0,
                         utf8_offset_of(strbuf_get(&name), NAME_CODEPOINTS));
    strbuf_append_text(&path,
                       secure_is_on() ? store_get_directory(exporting->store) : "~");
    strbuf_append_byte(&path, '/');
    for (size_t i = 0; i < kept.len; i++)
        strbuf_append_byte(&path, kept.data[i] == '/' ? '-' : kept.data[i]);
    strbuf_append_text(&path, get_extension(exporting));
    replace(&exporting->path, strbuf_get(&path));
    strbuf_clear(&path);
    strbuf_clear(&name);
}

/* ---- writing ----------------------------------------------------------- */

static bool make_text(Exporting *exporting, const ExportOptions *options, StrBuf *out,
                      Error *err)
{
    const ExportSource *source = &exporting->source;
    if (exporting->what == EXPORT_WHAT_WHOLE)
        return export_whole(exporting->store, source->filter.doc, options, out, err);
    if (exporting->what == EXPORT_WHAT_SHOWN)
        return export_passages(exporting->store, &source->filter, options, out, err);
    Arena *arena = arena_new();
    AnnotationList list = {0};
    bool is_done = store_get_annotations(exporting->store, source->marked,
                                         source->marked_count, arena, &list, err) &&
                   export_list(exporting->store, &list, options, out, err);
    arena_free(arena);
    return is_done;
}

static void tell_written(const Exporting *exporting, const char *path)
{
    StrBuf what = {0}, shown = {0};
    append_what(exporting, &what);
    format_path(&shown, str_from(path));
    app_message(exporting->app, _("written to %s: %s"), shown.data, what.data);
    strbuf_clear(&what);
    strbuf_clear(&shown);
}

/* Closes the form when all is written. */
static bool write_file(Exporting *exporting, Error *err)
{
    StrBuf template = {0}, text = {0};
    Report report = {.progress = app_goes_on, .context = exporting->app};
    ExportOptions options = {.format = exporting->format,
                             .citation = str_from(exporting->citation),
                             .report = &report};
    app_begin_work(exporting->app, _("the passages are written out"));
    char *path = path_expand(str_from(exporting->path));
    bool is_done = !exporting->template ||
                   file_read(exporting->template, TEMPLATE_MAX_BYTES, &template, err);
    options.template = strbuf_get(&template);
    is_done = is_done && store_allow_output(exporting->store, path, err) &&
              make_text(exporting, &options, &text, err) &&
              file_write_atomic(path, strbuf_get(&text), err);
    if (is_done) {
        tell_written(exporting, path);
        app_pop(exporting->app);
    }
    free(path);
    strbuf_clear(&text);
    strbuf_clear(&template);
    return is_done;
}

static void write_over(void *context)
{
    Exporting *exporting = context;
    App *app = exporting->app;
    Error err = {0};
    if (!write_file(exporting, &err))
        app_message_error(app, &err);
    error_clear(&err);
}

bool act_exporting_write(const ActionCall *call, Error *err)
{
    Exporting *exporting = exporting_get(call, err);
    if (!exporting)
        return false;
    char *path = path_expand(str_from(exporting->path));
    bool is_there = access(path, F_OK) == 0;
    free(path);
    if (!is_there)
        return write_file(exporting, err);
    StrBuf question = {0};
    strbuf_appendf(&question, _("%s exists; write over it?"), exporting->path);
    app_confirm(exporting->app, question.data, write_over, exporting);
    strbuf_clear(&question);
    return true;
}

/* ---- asking ------------------------------------------------------------ */

static bool exporting_open(ListScreen *screen, Error *err)
{
    static const PromptOps formats = {offer_formats, accept_format, NULL};
    static const PromptOps citations = {offer_citations, accept_citation, NULL};
    static const PromptOps files = {path_complete, accept_path, NULL};
    Exporting *exporting = (Exporting *)screen;
    (void)err;
    switch ((ExportRow)screen->list.current) {
    case ROW_WHAT:
        next_what(exporting);
        break;
    case ROW_FORMAT:
        app_open_prompt(exporting->app, _("Form"), (Str){0}, &formats, exporting);
        break;
    case ROW_CITATION:
        app_open_prompt(exporting->app, _("Citation"), (Str){0}, &citations, exporting);
        break;
    case ROW_FILE:
        app_open_prompt(exporting->app, _("Export to"), str_from(exporting->path), &files,
                        exporting);
        break;
    case ROW_COUNT:
        break;
    }
    return true;
}

/* ---- drawing ----------------------------------------------------------- */

static const char *const labels[ROW_COUNT] = {N_("what"), N_("form"), N_("citation"),
                                              N_("file")};

static void append_value(const Exporting *exporting, ExportRow row, StrBuf *value,
                         StrBuf *remark)
{
    switch (row) {
    case ROW_WHAT:
        append_what(exporting, value);
        break;
    case ROW_FORMAT:
        if (exporting->template)
            format_flat(value, path_get_name(str_from(exporting->template)));
        else
            strbuf_append_text(value, export_get_name(exporting->format));
        strbuf_append_text(remark, exporting->template
                                       ? _("a template of yours")
                                       : _(export_get_summary(exporting->format)));
        break;
    case ROW_CITATION:
        format_flat(value, str_from(exporting->citation));
        strbuf_append_text(remark, find_citation_summary(exporting));
        break;
    case ROW_FILE:
        format_flat(value, str_from(exporting->path));
        break;
    case ROW_COUNT:
        break;
    }
}

static void put_row(const Exporting *exporting, Frame *frame, ExportRow row, int left)
{
    int y = BAR_ROWS + 1 + (int)row, room = frame->columns - left - 1;
    StrBuf value = {0}, remark = {0};
    append_value(exporting, row, &value, &remark);
    frame_put_cut(frame, y, LABEL_COLUMN, left - LABEL_COLUMN - 1,
                  str_from(_(labels[row])), STYLE_LIST_DIM, STYLE_TEXT);
    int used = frame_put_cut(frame, y, left, room, strbuf_get(&value), STYLE_LIST_STRONG,
                             STYLE_TEXT);
    if (room - used > 6)
        frame_put_cut(frame, y, left + used + 2, room - used - 2, strbuf_get(&remark),
                      STYLE_LIST_DIM, STYLE_TEXT);
    strbuf_clear(&value);
    strbuf_clear(&remark);
    if ((size_t)row == exporting->screen.list.current) {
        frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        put_band(frame, y, 0, frame->columns);
        frame_set_cursor(frame, y, 1);
    }
}

static void exporting_draw(View *view, Frame *frame)
{
    const Exporting *exporting = (const Exporting *)view;
    const List *list = &exporting->screen.list;
    StrBuf name = {0};
    int left = 0;
    frame_erase(frame, STYLE_LIST);
    format_flat(&name, exporting->source.name);
    put_bar(frame, _("Export"), strbuf_get(&name), (Str){0});
    strbuf_clear(&name);
    for (int row = 0; row < ROW_COUNT; row++)
        left = MAX(left, (int)text_columns(str_from(_(labels[row])), &frame->width));
    for (int i = 0; i < list->height && i < ROW_COUNT; i++)
        put_row(exporting, frame, (ExportRow)i, LABEL_COLUMN + left + 2);
}

/* ---- the view ---------------------------------------------------------- */

static unsigned exporting_get_state(const View *view)
{
    (void)view;
    return NEED_ITEM;
}

static const Hint *exporting_get_hints(const View *view)
{
    static const Hint all[] = {{ACTION_LIST_OPEN, N_("change")},
                               {ACTION_EXPORTING_WRITE, N_("write the file")},
                               {ACTION_CLOSE, N_("back")},
                               {ACTION_HELP, N_("help")},
                               {ACTION_COUNT, NULL}};
    (void)view;
    return all;
}

static void exporting_refresh(View *view)
{
    (void)view; /* what is written is read when it is written */
}

static void exporting_free(View *view)
{
    Exporting *exporting = (Exporting *)view;
    free(exporting->source.marked);
    free((char *)exporting->source.name.data);
    free(exporting->template);
    free(exporting->citation);
    free(exporting->path);
    free(exporting);
}

View *exporting_new(App *app, const ExportSource *source)
{
    static const ViewOps ops = {.name = "export",
                                .contexts = contexts,
                                .context_count = ARRAY_SIZE(contexts),
                                .draw = exporting_draw,
                                .layout = list_layout,
                                .get_state = exporting_get_state,
                                .get_hints = exporting_get_hints,
                                .event = list_event,
                                .refresh = exporting_refresh,
                                .free = exporting_free};
    Exporting *exporting = mem_alloc(sizeof(*exporting));
    exporting->screen.view = (View){&ops, app};
    exporting->screen.open = exporting_open;
    exporting->app = app;
    exporting->store = library_get_store(app_get_library(app));
    exporting->source = *source;
    exporting->source.name = str_from(str_dup(source->name));
    exporting->what = EXPORT_WHAT_WHOLE;
    next_what(exporting);
    exporting->format = EXPORT_MARKDOWN;
    exporting->citation = str_dup(str_from(app_get_settings(app)->citation));
    set_default_path(exporting);
    list_set_count(&exporting->screen.list, ROW_COUNT);
    return &exporting->screen.view;
}
