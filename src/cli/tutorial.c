/* piyue tutorial: practising in a library of its own, thrown away at the end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/screen.h>

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

static char *make_directory(Error *err)
{
    const char *parent = getenv("TMPDIR");
    char *path = path_join(parent && *parent ? parent : "/tmp", "piyue-tutorial-XXXXXX");
    if (mkdtemp(path))
        return path;
    error_set_system(err, ERR_ENVIRONMENT, errno, _("%s cannot be made"), path);
    free(path);
    return NULL;
}

static int remove_entry(const char *path, const struct stat *info, int kind,
                        struct FTW *place)
{
    (void)info, (void)kind, (void)place;
    return remove(path);
}

bool cmd_tutorial(Cli *cli, const Args *args, Error *err)
{
    int64_t doc = 0;
    if (!args_want(args, 0, 0, err) || !cli_check_terminal(err))
        return false;
    char *directory = make_directory(err);
    if (!directory)
        return false;
    cli->globals.library = directory;
    cli->settings.backups = false;
    bool is_done = cli_open_library(cli, true, err) &&
                   tutorial_import(cli->library, &doc, err) &&
                   cli_show_document(cli, doc, err);
    library_close(cli->library);
    cli->library = NULL;
    cli->globals.library = NULL;
    nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(directory);
    return is_done;
}
