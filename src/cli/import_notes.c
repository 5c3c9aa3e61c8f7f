/* piyue import-notes: passages that were written down elsewhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/exchange.h>

#define NOTES_MAX_BYTES ((size_t)512 << 20)

static void tell(Cli *cli, const Args *args, const char *path,
                 const ExchangeResult *result)
{
    for (size_t i = 0; i < result->report.count; i++)
        cli_warn(cli, "%s: %s", result->report.items[i].where,
                 result->report.items[i].what);
    if (args_has(args, "json")) {
        json_open(cli);
        json_text(cli, "path", str_from(path));
        json_text(cli, "format", str_from(result->format));
        json_int(cli, "read", (int64_t)result->read);
        json_int(cli, "added", (int64_t)result->added);
        json_int(cli, "known", (int64_t)result->known);
        json_int(cli, "orphaned", (int64_t)result->orphaned);
        json_int(cli, "homeless", (int64_t)result->homeless);
        json_int(cli, "replies", (int64_t)result->replies);
        json_int(cli, "left_out", (int64_t)result->left_out);
        json_close(cli);
        return;
    }
    out_text(cli, str_from(path));
    out_printf(cli, _(": %zu passages (%s), %zu added, %zu known already"), result->read,
               result->format, result->added, result->known);
    if (result->orphaned)
        out_printf(cli, _(", %zu without a place (piyue passages --orphans)"),
                   result->orphaned);
    if (result->homeless)
        out_printf(cli, _(", %zu of documents that are not in the library"),
                   result->homeless);
    if (result->replies)
        out_printf(cli, _(", %zu new replies to them"), result->replies);
    if (result->left_out)
        out_printf(cli, _(", %zu left out (bookmarks, deleted or without words)"),
                   result->left_out);
    out_printf(cli, "\n");
}

static void tell_failure(Cli *cli, const Args *args, const char *path, const Error *err)
{
    cli_warn(cli, "%s", error_get_message(err));
    cli->status = MAX(cli->status, error_get_exit_status(err));
    if (!args_has(args, "json"))
        return;
    json_open(cli);
    json_text(cli, "path", str_from(path));
    json_text(cli, "error", str_from(error_get_message(err)));
    json_close(cli);
}

static bool import_one(Cli *cli, const Args *args, const char *path, int64_t doc,
                       Error *err)
{
    StrBuf text = {0};
    ExchangeResult result = {0};
    bool is_done =
        (str_is_equal(str_from(path), STR("-"))
             ? file_read_fd(0, path, NOTES_MAX_BYTES, &text, err)
             : file_read(path, NOTES_MAX_BYTES, &text, err)) &&
        exchange_import(cli->library, strbuf_get(&text), path, doc, &result, err);
    if (is_done)
        tell(cli, args, path, &result);
    if (is_done && result.homeless)
        cli->status = MAX(cli->status, 1);
    report_clear(&result.report);
    strbuf_clear(&text);
    return is_done;
}

bool cmd_import_notes(Cli *cli, const Args *args, Error *err)
{
    int64_t doc = 0;
    Str spec = args_get(args, "doc");
    if (!args_want(args, 1, SIZE_MAX, err) || !cli_open_library(cli, true, err) ||
        (spec.data && !cli_find_document(cli, spec, &doc, err)))
        return false;
    for (size_t i = 0; i < args->count; i++) {
        Error failure = {0};
        if (import_one(cli, args, args->words[i], doc, &failure))
            continue;
        if (failure.code == ERR_CANCELLED) {
            *err = failure;
            return false;
        }
        tell_failure(cli, args, args->words[i], &failure);
        error_clear(&failure);
    }
    return true;
}
