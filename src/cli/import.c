/* piyue import: files and folders into the library.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/charset.h>

#include <stdlib.h>

static void json_id_or_null(Cli *cli, const char *name, int64_t id)
{
    if (id)
        json_int(cli, name, id);
    else
        json_text_or_null(cli, name, (Str){0});
}

static void print_json(Cli *cli, const ImportResult *result)
{
    bool is_failed = error_is_set(&result->error);
    json_open(cli);
    json_text(cli, "path", str_from(result->path));
    if (is_failed)
        json_text_or_null(cli, "doc", (Str){0});
    else
        json_int(cli, "doc", result->doc);
    json_bool(cli, "new", result->is_new);
    json_text_or_null(cli, "format", str_from(result->format));
    json_text_or_null(cli, "encoding", str_from(result->encoding));
    json_share(cli, "confidence", result->confidence);
    json_text_or_null(cli, "reason", str_from(result->reason));
    json_text_or_null(cli, "format_reason", str_from(result->format_reason));
    json_int(cli, "blocks", result->blocks);
    json_int(cli, "headings", result->headings);
    json_int(cli, "replaced", (int64_t)result->replaced);
    json_int(cli, "cleaned", result->cleaned);
    json_bool(cli, "restored", result->was_trashed);
    json_bool(cli, "edition", result->is_edition);
    if (result->is_edition)
        cli_json_moves(cli, &result->moves);
    json_id_or_null(cli, "suggested", result->suggested);
    json_id_or_null(cli, "unlike", result->unlike);
    json_text_or_null(cli, "error", str_from(result->error.message));
    json_close(cli);
}

static void print_row(Cli *cli, const ImportResult *result)
{
    if (error_is_set(&result->error))
        return;
    const char *what = result->was_trashed  ? _("restored")
                       : result->is_new     ? _("new")
                       : result->is_edition ? _("new edition")
                                            : _("known");
    out_printf(cli, "%lld  %s  ", (long long)result->doc, what);
    out_text(cli, str_from(result->path));
    out_printf(cli, "\n");
}

void cli_append_import(const IntakeCounts *counts, StrBuf *out)
{
    strbuf_appendf(
        out,
        translate_plural("%zu document is new", "%zu documents are new", counts->added),
        counts->added);
    if (counts->editions)
        strbuf_appendf(out,
                       translate_plural("; %zu has a new edition",
                                        "; %zu have new editions", counts->editions),
                       counts->editions);
    if (counts->known)
        strbuf_appendf(out, _("; %zu already there"), counts->known);
    if (counts->restored)
        strbuf_appendf(out, _("; %zu restored from the trash"), counts->restored);
    if (counts->failed)
        strbuf_appendf(out, _("; %zu not readable"), counts->failed);
}

static void print_summary(Cli *cli, const IntakeCounts *counts)
{
    StrBuf text = {0};
    cli_append_import(counts, &text);
    out_printf(cli, "%s\n", text.data);
    strbuf_clear(&text);
}

bool cli_find_encoding(Str name, const char **encoding, Error *err)
{
    *encoding = charset_find(name);
    if (*encoding)
        return true;
    StrBuf names = {0};
    for (const char *const *at = charset_list(); *at; at++)
        strbuf_appendf(&names, "%s%s", names.len ? ", " : "", *at);
    error_set(err, ERR_USAGE, _("unknown encoding '%.*s'; known are %s"), STR_ARG(name),
              names.data ? names.data : "");
    strbuf_clear(&names);
    return false;
}

bool cmd_import(Cli *cli, const Args *args, Error *err)
{
    const char *encoding = NULL;
    Str name = args_get(args, "encoding");
    if (!args_want(args, 1, SIZE_MAX, err) ||
        (name.data && !cli_find_encoding(name, &encoding, err)) ||
        !cli_open_library(cli, true, err))
        return false;
    if (args_has(args, "as-edition"))
        return cli_import_edition(cli, args, encoding, err);
    size_t tag_count;
    Str *tags = args_get_all(args, "tag", &tag_count);
    bool is_json = args_has(args, "json");
    /* At a terminal the progress row tells of single files, a summary of all. */
    IntakeSink *each = is_json ? print_json : cli->is_terminal ? NULL : print_row;
    IntakeCounts counts = {0};
    bool is_done = cli_import(cli, args->words, args->count, encoding, tags, tag_count,
                              each, &counts, err);
    if (is_done && !is_json && cli->is_terminal)
        print_summary(cli, &counts);
    if (counts.failed || counts.was_stopped)
        cli->status = 1;
    free(counts.documents);
    free(tags);
    return is_done;
}
