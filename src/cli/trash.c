/* piyue trash, restore, purge: documents on their way out, and back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

typedef bool Edit(Library *library, int64_t doc, Error *err);

/* Goes on past documents that cannot be found; each is named. */
static bool edit_each(Cli *cli, const Args *args, Edit *edit, Error *err)
{
    if (!args_want(args, 1, SIZE_MAX, err) || !cli_open_library(cli, true, err))
        return false;
    for (size_t i = 0; i < args->count; i++) {
        Error failure = {0};
        int64_t doc = 0;
        if (cli_find_document(cli, str_from(args->words[i]), &doc, &failure) &&
            edit(cli->library, doc, &failure))
            continue;
        cli_warn(cli, "%s", error_get_message(&failure));
        cli->status = MAX(cli->status, error_get_exit_status(&failure));
        error_clear(&failure);
    }
    return true;
}

bool cmd_trash(Cli *cli, const Args *args, Error *err)
{
    return edit_each(cli, args, library_trash, err);
}

bool cmd_restore(Cli *cli, const Args *args, Error *err)
{
    return edit_each(cli, args, library_restore, err);
}

bool cmd_purge(Cli *cli, const Args *args, Error *err)
{
    return edit_each(cli, args, library_purge, err);
}
