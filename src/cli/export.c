/* piyue export: passages or a whole document as a file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/export.h>

#include <stdlib.h>
#include <unistd.h>

#define TEMPLATE_MAX_BYTES ((size_t)1 << 20)

/* ---- the format ----------------------------------------------------------------- */

static bool refuse_format(Str name, Error *err)
{
    StrBuf names = {0};
    for (int i = 0; i < EXPORT_FORMAT_COUNT; i++)
        strbuf_appendf(&names, "%s%s", i ? ", " : "", export_get_name((ExportFormat)i));
    error_set(err, ERR_USAGE, _("unknown format '%.*s'; known are %s"), STR_ARG(name),
              names.data);
    strbuf_clear(&names);
    return false;
}

/* --format; else what the name of the file says; else Markdown. */
static bool read_format(const Args *args, ExportFormat *format, Error *err)
{
    Str name = args_get(args, "format"), path = path_get_name(args_get(args, "o"));
    *format = EXPORT_MARKDOWN;
    if (name.data)
        return export_parse_format(name, format) || refuse_format(name, err);
    size_t dot = path.len;
    while (dot && path.data[dot - 1] != '.')
        dot--;
    if (dot)
        export_parse_format(str_slice(path, dot, path.len), format);
    return true;
}

/* A file, or the name of one in the folder templates beside piyuerc. */
static bool read_template(Cli *cli, const Args *args, StrBuf *template, Error *err)
{
    const char *name = args_get(args, "template").data;
    if (!name)
        return true;
    char *folder = paths_get_templates(cli->globals.config);
    char *known = path_join(folder, name);
    bool is_here = access(name, F_OK) == 0 || access(known, F_OK) != 0;
    bool is_done = file_read(is_here ? name : known, TEMPLATE_MAX_BYTES, template, err);
    if (is_done && !template->len)
        is_done = error_set(err, ERR_USAGE, _("the template %s is empty"), name);
    free(known);
    free(folder);
    return is_done;
}

/* ---- the way out ------------------------------------------------------------------- */

static bool write_out(Cli *cli, const Args *args, ExportFormat format, Str text,
                      Error *err)
{
    const char *path = args_get(args, "o").data;
    if (!path || str_is_equal(str_from(path), STR("-"))) {
        if (format == EXPORT_DOCX && cli->is_terminal)
            return error_set(err, ERR_USAGE,
                             _("a Word file is no text for a terminal; name a file "
                               "with -o"));
        strbuf_append_str(&cli->out, text);
        return true;
    }
    return cli_allow_output(cli, args, path, err) && file_write_atomic(path, text, err);
}

/* Is the library wanted, rather than some of its passages? */
static bool wants_all(const Args *args)
{
    static const char *const choices[] = {"collection", "tag",     "doc",   "status",
                                          "since",      "orphans", "where", "filter"};
    for (size_t i = 0; i < ARRAY_SIZE(choices); i++)
        if (args_has(args, choices[i]))
            return false;
    return true;
}

static bool export_filtered(Cli *cli, const Args *args, const ExportOptions *options,
                            StrBuf *out, Error *err)
{
    Store *store = library_get_store(cli->library);
    Arena *arena = arena_new();
    AnnotationFilter filter;
    int64_t count = 0;
    Str collection = args_get(args, "collection");
    bool is_done = cli_read_filter(cli, args, arena, &filter, err) &&
                   (!collection.data ||
                    store_find_collection(store, collection, &filter.collection, err)) &&
                   store_count_annotations(store, &filter, &count, err) &&
                   (count || options->with_library ||
                    error_set(err, ERR_NOT_FOUND, _("no passage matches"))) &&
                   export_passages(store, &filter, options, out, err);
    arena_free(arena);
    return is_done;
}

static bool export_document(Cli *cli, const Args *args, const ExportOptions *options,
                            StrBuf *out, Error *err)
{
    int64_t doc = 0;
    if (!args_get(args, "doc").data)
        return error_set(err, ERR_USAGE, _("--whole takes a document: --doc DOC"));
    return cli_find_document(cli, args_get(args, "doc"), &doc, err) &&
           export_whole(library_get_store(cli->library), doc, options, out, err);
}

bool cmd_export(Cli *cli, const Args *args, Error *err)
{
    StrBuf template = {0}, text = {0};
    Report report = {.progress = cli_goes_on, .context = cli};
    ExportOptions options = {.citation = args_get(args, "citation"), .report = &report};
    if (!options.citation.data)
        options.citation = str_from(cli->settings.citation);
    if (args_has(args, "whole") && args_has(args, "template"))
        return error_set(err, ERR_USAGE, _("%s and %s do not go together"), "--whole",
                         "--template");
    bool is_done =
        args_want(args, 0, 0, err) && read_format(args, &options.format, err) &&
        read_template(cli, args, &template, err) && cli_open_library(cli, false, err);
    options.template = strbuf_get(&template);
    options.with_library = options.format == EXPORT_JSON && wants_all(args);
    options.with_originals = args_has(args, "originals");
    if (is_done && options.with_originals && !options.with_library)
        is_done = error_set(err, ERR_USAGE, "%s",
                            _("--originals goes with --format json and all passages"));
    cli_begin_work(cli, _("the passages are written out"));
    is_done = is_done && (args_has(args, "whole")
                              ? export_document(cli, args, &options, &text, err)
                              : export_filtered(cli, args, &options, &text, err));
    cli_end_work(cli);
    is_done = is_done && write_out(cli, args, options.format, strbuf_get(&text), err);
    strbuf_clear(&text);
    strbuf_clear(&template);
    return is_done;
}
