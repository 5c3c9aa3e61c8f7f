/* Libraries, documents and files that arguments name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the library ------------------------------------------------------- */

/* A question must not leave an empty library behind, in whatever folder was named. */
static bool is_missing(const char *directory)
{
    struct stat info;
    char *database = path_join(directory, "library.db");
    bool is_absent = stat(database, &info) != 0 && errno == ENOENT;
    free(database);
    return is_absent;
}

static bool fill_index(Cli *cli, Error *err)
{
    Report report = {.progress = cli_goes_on, .context = cli};
    cli_begin_work(cli, _("the index of the library is made anew"));
    bool is_filled = store_fill_index(library_get_store(cli->library), &report, err);
    cli_end_work(cli);
    return is_filled;
}

/* One of an older version is brought up to date. */
static bool open_it(Cli *cli, const char *directory, Report *report, Error *err)
{
    cli_catch_interrupt();
    cli_begin_work(cli, _("the library is brought up to date"));
    bool is_open = library_open(&cli->library, directory, STORE_READ_WRITE, report, err);
    cli_end_work(cli);
    return is_open;
}

bool cli_open_library(Cli *cli, bool will_write, Error *err)
{
    if (cli->library)
        return true;
    char *directory = paths_get_library(cli->globals.library);
    Report report = {.progress = cli_goes_on, .context = cli};
    bool is_open = false;
    if (!will_write && is_missing(directory))
        error_set(err, ERR_NOT_FOUND,
                  _("there is no library in %s yet; `piyue import PATH` makes one"),
                  directory);
    else
        is_open = open_it(cli, directory, &report, err);
    for (size_t i = 0; i < report.count; i++)
        cli_warn(cli, "%s", report.items[i].what);
    if (is_open && *cli->settings.author)
        library_set_author(cli->library, cli->settings.author);
    if (is_open) {
        library_set_rules(cli->library, cli->rules);
        is_open = fill_index(cli, err);
        library_set_progress(cli->library, cli_goes_on, cli);
        store_set_interrupt(library_get_store(cli->library), cli_is_interrupted, cli);
    }
    report_clear(&report);
    free(directory);
    return is_open;
}

bool cli_find_document(Cli *cli, Str spec, int64_t *doc, Error *err)
{
    return store_find_document(library_get_store(cli->library), spec, doc, err);
}

bool cli_get_tag(Cli *cli, const Args *args, Arena *arena, Str *tag, Error *err)
{
    Str named = args_get(args, "tag"), meant = {0};
    if (named.len &&
        !store_get_alias(library_get_store(cli->library), named, arena, &meant, err))
        return false;
    *tag = meant.len ? meant : named;
    return true;
}

/* ---- files ------------------------------------------------------------- */

bool cli_is_file(const char *spec)
{
    struct stat info;
    return strcmp(spec, "-") == 0 || (stat(spec, &info) == 0 && !S_ISDIR(info.st_mode));
}

/* Importers seek, pipes cannot: what comes is gathered in memory that has a descriptor.
 */
static int spool(int from, const char *name, Error *err)
{
    StrBuf all = {0};
    ImportLimits limits = import_limits_default();
    int fd = -1;
    if (!file_read_fd(from, name, limits.max_file_bytes, &all, err))
        goto out;
    fd = memfd_create("piyue", MFD_CLOEXEC);
    if (fd < 0) {
        error_set_system(err, ERR_ENVIRONMENT, errno, _("%s cannot be kept"), name);
    } else if (!file_write_fd(fd, name, strbuf_get(&all), err) ||
               lseek(fd, 0, SEEK_SET) < 0) {
        close(fd);
        fd = -1;
    }
out:
    strbuf_clear(&all);
    return fd;
}

static int open_standard_input(Error *err)
{
    if (!isatty(STDIN_FILENO))
        return spool(STDIN_FILENO, _("standard input"), err);
    error_set(err, ERR_USAGE,
              _("- reads standard input, which is the keyboard here; name a file or send "
                "one through a pipe"));
    return -1;
}

static int refuse_kind(int fd, const char *path, mode_t mode, Error *err)
{
    if (S_ISDIR(mode))
        error_set(err, ERR_INPUT, _("%s is a folder; `piyue import` reads what is in it"),
                  path);
    else
        error_set(err, ERR_INPUT, _("%s is a device, not a file"), path);
    close(fd);
    return -1;
}

int cli_open_file(const char *path, Error *err)
{
    if (strcmp(path, "-") == 0)
        return open_standard_input(err);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat info = {0};
    if (fd < 0) {
        error_set_system(err, ERR_INPUT, errno, _("%s cannot be opened"), path);
        return -1;
    }
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
        return fd;
    if (!S_ISFIFO(info.st_mode))
        return refuse_kind(fd, path, info.st_mode, err);
    int spooled = spool(fd, path, err);
    close(fd);
    return spooled;
}

bool cli_allow_output(Cli *cli, const Args *args, const char *path, Error *err)
{
    struct stat info;
    if (!store_allow_output(library_get_store(cli->library), path, err))
        return false;
    bool is_taken = lstat(path, &info) == 0 && !S_ISDIR(info.st_mode);
    return !is_taken || args_has(args, "force") ||
           error_set(err, ERR_USAGE, _("%s exists; --force writes over it"), path);
}

static Document *open_file(Cli *cli, const char *path, Error *err)
{
    int fd = cli_open_file(path, err);
    if (fd < 0)
        return NULL;
    ImportOptions options = {.limits = import_limits_default(),
                             .rules = cli->rules,
                             .progress = cli_goes_on,
                             .progress_context = cli};
    cli_catch_interrupt();
    cli_begin_work(cli, _("the file is read"));
    Document *document = document_read_fd(fd, path, &options, err);
    cli_end_work(cli);
    close(fd);
    return document;
}

/* Nothing was found by that name: was it meant as a file? */
static bool refuse_spec(const char *spec, Error *err)
{
    struct stat info;
    if (err->code != ERR_NOT_FOUND)
        return false;
    if (stat(spec, &info) == 0)
        return error_set(err, ERR_INPUT,
                         _("%s is a folder; `piyue import` reads what is in it"), spec);
    if (path_is_url(str_from(spec)))
        return error_set(
            err, ERR_INPUT,
            _("%s is an address: piyue opens no network connection; save the "
              "page in the browser and import the file"),
            spec);
    return error_set(err, ERR_NOT_FOUND,
                     _("there is no file and no document '%s'; `piyue list` names the "
                       "documents"),
                     spec);
}

Document *cli_open_document(Cli *cli, const char *spec, Error *err)
{
    if (cli_is_file(spec)) {
        cli_warn_walls(cli);
        return open_file(cli, spec, err);
    }
    int64_t doc = 0;
    if (!cli_open_library(cli, false, err) ||
        !cli_find_document(cli, str_from(spec), &doc, err)) {
        refuse_spec(spec, err);
        return NULL;
    }
    return store_open_document(library_get_store(cli->library), doc, err);
}
