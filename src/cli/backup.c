/* piyue backup: copies of the library, and going back to one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/rescue.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* No colons, which scp would take for a host. Two of one second are two files. */
char *cli_choose_backup(const char *directory, const char *prefix, Error *err)
{
    char *folder = path_join(directory, "backups"), *path = NULL;
    StrBuf time = {0}, name = {0};
    strbuf_append_text(&name, prefix);
    strbuf_append_rfc3339(&time, time_now_ms());
    for (Str rest = strbuf_get(&time); rest.data;)
        strbuf_append_str(&name, str_split(&rest, ':'));
    size_t stem = name.len;
    strbuf_append_text(&name, ".db");
    if (file_make_directory(folder, err))
        path = path_join(folder, name.data);
    for (int number = 2; path && access(path, F_OK) == 0; number++) {
        free(path);
        strbuf_splice(&name, stem, name.len, (Str){0});
        strbuf_appendf(&name, "-%d.db", number);
        path = path_join(folder, name.data);
    }
    strbuf_clear(&name);
    strbuf_clear(&time);
    free(folder);
    return path;
}

static void print_path(Cli *cli, const char *path)
{
    out_text(cli, str_from(path));
    out_printf(cli, "\n");
}

/* Copies of libraries are written over, as by whoever makes one every night; what else
 * bears the name may have been meant by mistake. */
static bool is_copy(const char *path)
{
    static const char magic[] = "SQLite format 3", application[] = "piyu";
    char head[72] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool is_read = fd >= 0 && read(fd, head, sizeof(head)) == sizeof(head);
    if (fd >= 0)
        close(fd);
    return is_read && memcmp(head, magic, sizeof(magic)) == 0 &&
           memcmp(head + 68, application, 4) == 0;
}

static bool make_one(Cli *cli, const Args *args, Str given, Error *err)
{
    Store *store = library_get_store(cli->library);
    if (given.data && !is_copy(given.data) &&
        !cli_allow_output(cli, args, given.data, err))
        return false;
    char *path = given.data ? str_dup(given)
                            : cli_choose_backup(store_get_directory(store), "", err);
    Report report = {.progress = cli_goes_on, .context = cli};
    cli_begin_work(cli, _("the library is copied"));
    bool is_written = path && store_backup(store, path, &report, err);
    cli_end_work(cli);
    if (is_written)
        print_path(cli, path);
    free(path);
    return is_written;
}

static bool make_daily(Cli *cli, Error *err)
{
    char *path;
    size_t dropped;
    bool is_done =
        library_back_up_daily(cli->library, time_now_ms(), &path, &dropped, err);
    if (path)
        print_path(cli, path);
    free(path);
    return is_done;
}

static void print_row(Cli *cli, const BackupRow *row, bool is_json)
{
    StrBuf made = {0};
    if (is_json) {
        strbuf_append_rfc3339(&made, row->made_ms);
        json_open(cli);
        json_text(cli, "path", row->path);
        json_text(cli, "made", strbuf_get(&made));
        json_int(cli, "bytes", row->bytes);
        json_bool(cli, "daily", row->is_daily);
        json_close(cli);
    } else {
        strbuf_append_time(&made, row->made_ms, true);
        out_printf(cli, "%s  %7.1f MB  ", made.data, (double)row->bytes / 1e6);
        print_path(cli, row->path.data);
    }
    strbuf_clear(&made);
}

/* The library need not be one that can be opened: then they are wanted most. */
static bool list_all(Cli *cli, bool is_json, Error *err)
{
    Arena *arena = arena_new();
    BackupList list;
    char *directory = paths_get_library(cli->globals.library);
    bool is_read = backup_list(directory, arena, &list, err);
    for (size_t i = 0; is_read && i < list.count; i++)
        print_row(cli, &list.rows[i], is_json);
    if (is_read && !list.count && !is_json)
        is_read = error_set(err, ERR_NOT_FOUND, "%s",
                            _("there is no backup yet; `piyue backup` makes one"));
    free(directory);
    arena_free(arena);
    return is_read;
}

/* The library need not be one that can be opened. */
static bool go_back(Cli *cli, Str given, Error *err)
{
    char *directory = paths_get_library(cli->globals.library);
    char *backup = str_dup(given), *kept = NULL;
    Report report = {.progress = cli_goes_on, .context = cli};
    cli_catch_interrupt();
    cli_begin_work(cli, _("the library goes back to what it was"));
    bool is_done = (kept = cli_choose_backup(directory, "before-", err)) != NULL &&
                   store_go_back(directory, backup, kept, &report, err);
    cli_end_work(cli);
    if (is_done) {
        StrBuf said = {0};
        strbuf_appendf(&said, _("the library is as in %s again; what it was is in %s"),
                       backup, kept);
        print_path(cli, said.data);
        strbuf_clear(&said);
    }
    free(kept);
    free(backup);
    free(directory);
    return is_done;
}

/* ---- by itself ---------------------------------------------------------- */

/* In a process of its own, which nobody waits for: a copy of a large library takes
 * seconds. The one between is gone at once, so that none is left behind. */
void cli_start_daily_backup(const char *directory)
{
    if (backup_is_done_today(directory, time_now_ms()))
        return;
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_RDWR);
        if (setsid() < 0 || fork() != 0 || null < 0)
            _exit(0);
        for (int fd = 0; fd < 3; fd++)
            dup2(null, fd);
        /* What is done after this minute is as well a backup of the day. */
        (void)!nice(10);
        execl("/proc/self/exe", "piyue", "--library", directory, "backup", "--daily",
              (char *)NULL);
        _exit(1);
    }
    if (child > 0)
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            ;
}

bool cmd_backup(Cli *cli, const Args *args, Error *err)
{
    Str use = args_get(args, "use");
    if (!args_want(args, 0, 0, err))
        return false;
    if (use.data)
        return go_back(cli, use, err);
    if (args_has(args, "list"))
        return list_all(cli, args_has(args, "json"), err);
    if (!cli_open_library(cli, false, err))
        return false;
    return args_has(args, "daily") ? make_daily(cli, err)
                                   : make_one(cli, args, args_get(args, "o"), err);
}
