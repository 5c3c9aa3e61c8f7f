/* piyue check and backup: proof that the library is sound, and a copy of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <stdlib.h>

bool cmd_check(Cli *cli, const Args *args, Error *err)
{
    if (!args_want(args, 0, 0, err) || !cli_open_library(cli, false, err))
        return false;
    Store *store = library_get_store(cli->library);
    Report report = {0};
    DocumentFilter all = {0};
    int64_t documents = 0;
    bool is_sound = store_check(store, args_has(args, "full"), &report, err);
    for (size_t i = 0; i < report.count; i++)
        cli_warn(cli, "%s: %s", report.items[i].where, report.items[i].what);
    report_clear(&report);
    if (!is_sound || !store_count_documents(store, &all, &documents, err))
        return false;
    out_printf(cli,
               translate_plural("The library is sound; it holds %lld document.",
                                "The library is sound; it holds %lld documents.",
                                (uint64_t)documents),
               (long long)documents);
    out_printf(cli, "\n");
    return true;
}

/* Owned DIRECTORY/backups/2024-05-24T161300Z.db: no colons, which scp would take for a
 * host. */
static char *choose_path(const Store *store, Error *err)
{
    char *directory = path_join(store_get_directory(store), "backups");
    char *path = NULL;
    StrBuf time = {0}, name = {0};
    strbuf_append_rfc3339(&time, time_now_ms());
    for (Str rest = strbuf_get(&time); rest.data;)
        strbuf_append_str(&name, str_split(&rest, ':'));
    strbuf_append_text(&name, ".db");
    if (file_make_directory(directory, err))
        path = path_join(directory, name.data);
    strbuf_clear(&name);
    strbuf_clear(&time);
    free(directory);
    return path;
}

bool cmd_backup(Cli *cli, const Args *args, Error *err)
{
    if (!args_want(args, 0, 0, err) || !cli_open_library(cli, false, err))
        return false;
    Store *store = library_get_store(cli->library);
    Str given = args_get(args, "o");
    char *path = given.data ? str_dup(given) : choose_path(store, err);
    bool is_written = path && store_backup(store, path, err);
    if (is_written) {
        out_text(cli, str_from(path));
        out_printf(cli, "\n");
    }
    free(path);
    return is_written;
}
