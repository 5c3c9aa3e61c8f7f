/* Backups that make themselves, and go when there are newer ones.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/rescue.h>
#include <piyue/operation.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

/* Daily backups up to an age in days, and how far apart they stay there. */
static const struct {
    int until_days, apart_days;
} zones[] = {{7, 1}, {35, 7}, {360, 30}};

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
static char *choose_path(const char *directory, int64_t now_ms)
{
    StrBuf name = {0};
    strbuf_append_text(&name, "daily-");
    strbuf_append_time(&name, now_ms, false);
    strbuf_append_text(&name, ".db");
    char *folder = get_directory(directory), *path = path_join(folder, name.data);
    free(folder);
    strbuf_clear(&name);
    return path;
}

bool backup_is_done_today(const char *directory, int64_t now_ms)
{
    char *path = choose_path(directory, now_ms);
    bool is_there = access(path, F_OK) == 0;
    free(path);
    return is_there;
}

/* ---- letting go -------------------------------------------------------- */

/* How far apart backups of an age stay; beyond all zones, none does. */
static int64_t get_distance_ms(int64_t age_ms)
{
    for (size_t i = 0; i < ARRAY_SIZE(zones); i++)
        if (age_ms < zones[i].until_days * DAY_MS)
            return zones[i].apart_days * DAY_MS;
    return INT64_MAX;
}

/* Rows are newest first. From the oldest on, whatever is far enough behind the one before
 * stays: so those that stay today stay as they grow older. (Keeping the newest of each
 * week never lets one be two weeks old.) What is from the future was made when the clock
 * was wrong, or it is wrong now: it stays. Half a day for those that are made earlier in
 * it. */
static void mark_kept(const BackupList *list, int64_t now_ms, bool *is_kept)
{
    int64_t last_ms = INT64_MIN / 2;
    int newest = 0;
    for (size_t i = list->count; i-- > 0;) {
        const BackupRow *row = &list->rows[i];
        int64_t distance_ms = get_distance_ms(now_ms - row->made_ms);
        if (!row->is_daily || distance_ms == INT64_MAX ||
            (distance_ms > DAY_MS && row->made_ms - last_ms < distance_ms - DAY_MS / 2))
            continue;
        is_kept[i] = true;
        last_ms = row->made_ms;
    }
    for (size_t i = 0; i < list->count && newest < ALWAYS_KEPT; i++)
        if (list->rows[i].is_daily) {
            is_kept[i] = true;
            newest++;
        }
}

static bool drop_old(const char *directory, int64_t now_ms, size_t *dropped, Error *err)
{
    Arena *arena = arena_new();
    BackupList list;
    bool is_done = backup_list(directory, arena, &list, err);
    bool *is_kept = arena_alloc(arena, list.count + 1);
    mark_kept(&list, now_ms, is_kept);
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

/* Its time is that of the clock which gave its name. */
static void set_time(const char *path, int64_t now_ms)
{
    struct timespec time = {.tv_sec = now_ms / 1000,
                            .tv_nsec = (long)(now_ms % 1000) * 1000000};
    utimensat(AT_FDCWD, path, (struct timespec[]){time, time}, 0);
}

bool library_back_up_daily(Library *library, int64_t now_ms, char **path, size_t *dropped,
                           Error *err)
{
    const char *directory = store_get_directory(library->store);
    *path = NULL;
    *dropped = 0;
    if (!backup_is_done_today(directory, now_ms)) {
        char *folder = get_directory(directory);
        *path = choose_path(directory, now_ms);
        bool is_made = has_room(directory, err) && file_make_directory(folder, err) &&
                       store_backup(library->store, *path, NULL, err);
        free(folder);
        if (!is_made) {
            free(*path);
            *path = NULL;
            return false;
        }
        set_time(*path, now_ms);
    }
    return drop_old(directory, now_ms, dropped, err);
}
