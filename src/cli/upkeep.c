/* piyue check: proof that the library is sound.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

bool cmd_check(Cli *cli, const Args *args, Error *err)
{
    if (!args_want(args, 0, 0, err) || !cli_open_library(cli, false, err))
        return false;
    Store *store = library_get_store(cli->library);
    Report report = {.progress = cli_goes_on, .context = cli};
    DocumentFilter all = {0};
    int64_t documents = 0;
    cli_begin_work(cli, _("the library is checked"));
    bool is_sound = store_check(store, args_has(args, "full"), &report, err);
    cli_end_work(cli);
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
