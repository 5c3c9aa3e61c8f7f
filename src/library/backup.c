/* Backups that make themselves, and go when there are newer ones.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/journal.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

/* How long a daily backup is kept: the newest of each of `count` spans of `days`. */
static const struct {
    int count, days;
} spans[] = {{7, 1}, {4, 7}, {12, 30}};
/* So many stay however old they are: a clock that jumped, or a year away from the desk,
 * must not leave a single backup, made after whatever went wrong. */
#define ALWAYS_KEPT 7

static char *get_directory(const char *directory)
{
    return path_join(directory, "backups");
}

/* ---- listing ----------------------------------------------------------- */

static int compare_rows(const void *a, const void *b)
{
    const BackupRow *left = a, *right = b;
    if (left->made_ms != right->made_ms)
        return left->made_ms > right->made_ms ? -1 : 1;
    return strcmp(right->path.data, left->path.data);
}

static void add_row(BackupList *list, size_t *capacity, Arena *arena, const char *folder,
                    const char *name)
{
    Str text = str_from(name);
    struct stat info;
    char *path = path_join(folder, name);
    if (str_has_suffix(text, STR(".db")) && lstat(path, &info) == 0 &&
        S_ISREG(info.st_mode)) {
        list->rows =
            mem_grow(list->rows, capacity, list->count + 1, sizeof(list->rows[0]));
        list->rows[list->count++] =
            (BackupRow){.path = arena_str(arena, str_from(path)),
                        .made_ms = (int64_t)info.st_mtim.tv_sec * 1000 +
                                   info.st_mtim.tv_nsec / 1000000,
                        .bytes = info.st_size,
                        .is_daily = str_has_prefix(text, STR("daily-"))};
    }
    free(path);
}

bool backup_list(const char *directory, Arena *arena, BackupList *list, Error *err)
{
    *list = (BackupList){0};
    size_t capacity = 0;
    char *folder = get_directory(directory);
    DIR *entries = opendir(folder);
    bool is_read =
        entries || errno == ENOENT ||
        error_set_system(err, ERR_INPUT, errno, _("%s cannot be read"), folder);
    for (const struct dirent *entry; entries && (entry = readdir(entries)) != NULL;)
        add_row(list, &capacity, arena, folder, entry->d_name);
    if (entries)
        closedir(entries);
    free(folder);
    BackupRow *rows = list->rows;
    if (list->count) {
        qsort(rows, list->count, sizeof(rows[0]), compare_rows);
        list->rows = arena_alloc(arena, list->count * sizeof(rows[0]));
        memcpy(list->rows, rows, list->count * sizeof(rows[0]));
    }
    free(rows);
    return is_read;
}

/* Owned DIRECTORY/backups/daily-2024-05-24.db, by the user's calendar. */
static char *choose_path(const char *directory)
{
    StrBuf name = {0};
    strbuf_append_text(&name, "daily-");
    strbuf_append_time(&name, time_now_ms(), false);
    strbuf_append_text(&name, ".db");
    char *folder = get_directory(directory), *path = path_join(folder, name.data);
    free(folder);
    strbuf_clear(&name);
    return path;
}

bool backup_is_done_today(const char *directory)
{
    char *path = choose_path(directory);
    bool is_there = access(path, F_OK) == 0;
    free(path);
    return is_there;
}

/* ---- letting go -------------------------------------------------------- */

/* Rows are newest first. Each span keeps the newest that lies in it. */
static void mark_kept(const BackupList *list, int64_t now_ms, bool *is_kept)
{
    for (size_t s = 0; s < ARRAY_SIZE(spans); s++) {
        int64_t span_ms = spans[s].days * DAY_MS, last = -1;
        for (size_t i = 0; i < list->count; i++) {
            int64_t age = MAX(now_ms - list->rows[i].made_ms, 0) / span_ms;
            if (list->rows[i].is_daily && age < spans[s].count && age != last) {
                is_kept[i] = true;
                last = age;
            }
        }
    }
    for (size_t i = 0, daily = 0; i < list->count && daily < ALWAYS_KEPT; i++) {
        is_kept[i] = is_kept[i] || list->rows[i].is_daily;
        daily += list->rows[i].is_daily;
    }
}

static bool drop_old(const char *directory, size_t *dropped, Error *err)
{
    Arena *arena = arena_new();
    BackupList list;
    bool is_done = backup_list(directory, arena, &list, err);
    bool *is_kept = arena_alloc(arena, list.count + 1);
    mark_kept(&list, time_now_ms(), is_kept);
    for (size_t i = 0; i < list.count && is_done; i++) {
        if (!list.rows[i].is_daily || is_kept[i])
            continue;
        /* Strings of the arena end in NUL. */
        is_done = unlink(list.rows[i].path.data) == 0 ||
                  error_set_system(err, ERR_OUTPUT, errno, _("%s cannot be deleted"),
                                   list.rows[i].path.data);
        *dropped += is_done;
    }
    arena_free(arena);
    return is_done;
}

/* ---- making ------------------------------------------------------------ */

/* A backup must not be what fills the disk. */
static bool has_room(const char *directory, Error *err)
{
    char *library = path_join(directory, "library.db");
    struct stat info;
    struct statvfs disk;
    bool is_known = stat(library, &info) == 0 && statvfs(directory, &disk) == 0;
    free(library);
    return !is_known ||
           disk.f_bavail * (uint64_t)disk.f_frsize >= 2 * (uint64_t)info.st_size ||
           error_set(err, ERR_OUTPUT,
                     _("no backup was made: the disk of %s has less room than twice the "
                       "library takes"),
                     directory);
}

bool library_back_up_daily(Library *library, char **path, size_t *dropped, Error *err)
{
    const char *directory = store_get_directory(library->store);
    *path = NULL;
    *dropped = 0;
    if (!backup_is_done_today(directory)) {
        char *folder = get_directory(directory);
        *path = choose_path(directory);
        bool is_made = has_room(directory, err) && file_make_directory(folder, err) &&
                       store_backup(library->store, *path, err);
        free(folder);
        if (!is_made) {
            free(*path);
            *path = NULL;
            return false;
        }
    }
    return drop_old(directory, dropped, err);
}
