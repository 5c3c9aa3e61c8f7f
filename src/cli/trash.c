/* piyue trash, restore, purge: documents and passages on their way out, and back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

typedef bool Edit(Library *library, int64_t id, Error *err);

static bool find_passage(const char *word, int64_t *id, Error *err)
{
    return str_parse_int(str_from(word), id) ||
           error_set(err, ERR_USAGE,
                     _("'%s' is no number of a passage; `piyue passages` and `piyue "
                       "passages --trash` show them"),
                     word);
}

/* Goes on past what cannot be found; each is named. */
static bool edit_each(Cli *cli, const Args *args, Edit *edit_document, Edit *edit_passage,
                      Error *err)
{
    bool is_passage = args_has(args, "passage");
    if (!args_want(args, 1, SIZE_MAX, err) || !cli_open_library(cli, true, err))
        return false;
    for (size_t i = 0; i < args->count; i++) {
        Error failure = {0};
        int64_t id = 0;
        bool is_found =
            is_passage ? find_passage(args->words[i], &id, &failure)
                       : cli_find_document(cli, str_from(args->words[i]), &id, &failure);
        Edit *edit = is_passage ? edit_passage : edit_document;
        if (is_found && edit(cli->library, id, &failure))
            continue;
        cli_warn(cli, "%s", error_get_message(&failure));
        cli->status = MAX(cli->status, error_get_exit_status(&failure));
        error_clear(&failure);
    }
    return true;
}

bool cmd_trash(Cli *cli, const Args *args, Error *err)
{
    return edit_each(cli, args, library_trash, library_delete_annotation, err);
}

bool cmd_restore(Cli *cli, const Args *args, Error *err)
{
    return edit_each(cli, args, library_restore, library_restore_annotation, err);
}

bool cmd_purge(Cli *cli, const Args *args, Error *err)
{
    return edit_each(cli, args, library_purge, library_purge_annotation, err);
}
