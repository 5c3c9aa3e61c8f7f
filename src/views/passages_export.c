/* The passages shown, as a file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/passages.h"

#include <stdlib.h>
#include <unistd.h>

/* The format that the name asks for; Markdown where it has no extension. */
static bool find_format(Str path, ExportFormat *format, Error *err)
{
    Str name = path_get_name(path);
    size_t dot = name.len;
    while (dot > 0 && name.data[dot - 1] != '.')
        dot--;
    Str extension = dot ? str_slice(name, dot, name.len) : STR("md");
    if (export_parse_format(extension, format))
        return true;
    StrBuf names = {0};
    for (int i = 0; i < EXPORT_FORMAT_COUNT; i++)
        strbuf_appendf(&names, "%s.%s", i ? " " : "", export_get_name((ExportFormat)i));
    error_set(err, ERR_USAGE, _("passages cannot be written as .%.*s; there are: %s"),
              STR_ARG(extension), names.data);
    strbuf_clear(&names);
    return false;
}

static bool export_write(Passages *passages, const char *path, Error *err)
{
    ExportOptions options = {.citation =
                                 str_from(app_get_settings(passages->app)->citation)};
    StrBuf out = {0};
    AnnotationFilter filter = passages_filter_now(passages);
    bool is_done = find_format(str_from(path), &options.format, err) &&
                   store_allow_output(passages->store, path, err) &&
                   export_passages(passages->store, &filter, &options, &out, err) &&
                   file_write_atomic(path, strbuf_get(&out), err);
    if (is_done) {
        StrBuf count = {0}, shown = {0};
        format_count(&count, passages->index.passages);
        format_path(&shown, str_from(path));
        app_message(passages->app, _("%s passages written to %s"), count.data,
                    shown.data);
        strbuf_clear(&count);
        strbuf_clear(&shown);
    }
    strbuf_clear(&out);
    return is_done;
}

static void export_over(void *context)
{
    Passages *passages = context;
    Error err = {0};
    if (!export_write(passages, passages->export_path, &err))
        app_message_error(passages->app, &err);
    error_clear(&err);
}

static bool export_accept(void *context, Str text, Error *err)
{
    Passages *passages = context;
    ExportFormat format;
    Str typed = text_trim(text);
    if (!typed.len)
        return error_set(err, ERR_USAGE, _("name the file to write"));
    if (!find_format(typed, &format, err))
        return false;
    free(passages->export_path);
    passages->export_path = path_expand(typed);
    if (access(passages->export_path, F_OK) != 0)
        return export_write(passages, passages->export_path, err);
    StrBuf question = {0};
    strbuf_appendf(&question, _("%.*s exists; write over it?"), STR_ARG(typed));
    app_confirm(passages->app, question.data, export_over, passages);
    strbuf_clear(&question);
    return true;
}

bool act_passages_export(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.changed = path_complete,
                                         .accept = export_accept};
    if (!view_check(call, CONTEXT_PASSAGES, err))
        return false;
    Passages *passages = (Passages *)call->view;
    passages_complete(passages);
    if (!passages->screen.list.count)
        return error_set(err, ERR_NOT_FOUND, _("there is nothing to export"));
    app_open_prompt(passages->app, _("Export to"), str_from(_("~/passages.md")),
                    &prompt_ops, passages);
    return true;
}
