/* Copies of a library, and going back to one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- making one -------------------------------------------------------- */

static bool vacuum_into(Store *store, const char *path, int fd, const Report *report,
                        Error *err)
{
    sqlite3_stmt *stmt = NULL;
    int64_t pages = 0, page_bytes = 0;
    if (!store_read_pragma(store, "PRAGMA page_count", &pages, err) ||
        !store_read_pragma(store, "PRAGMA page_size", &page_bytes, err))
        return false;
    Watch watch = {.store = store,
                   .report = report,
                   .total = (uint64_t)(pages * page_bytes),
                   .measure = watch_measure_file,
                   .context = &fd};
    watch_begin(&watch);
    bool is_copied =
        sqlite3_prepare_v2(store->db, "VACUUM INTO ?1", -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_bind_text(stmt, 1, path, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_DONE;
    if (!is_copied)
        store_fail(store, err);
    sqlite3_finalize(stmt);
    watch_end(&watch);
    return is_copied;
}

static bool sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool is_synced = fsync(fd) == 0;
    close(fd);
    return is_synced;
}

bool store_copy(Store *store, const char *path, const Report *report, Error *err)
{
    StrBuf part = {0};
    strbuf_appendf(&part, "%s.XXXXXX", path);
    int fd = mkstemp(part.data); /* empty and 0600: VACUUM INTO takes it as it is */
    if (fd < 0) {
        strbuf_clear(&part);
        return error_set_system(err, ERR_OUTPUT, errno, _("%s cannot be written"), path);
    }
    bool is_copied = vacuum_into(store, part.data, fd, report, err);
    close(fd);
    if (is_copied && (!sync_path(part.data, O_RDWR) || rename(part.data, path) != 0))
        is_copied =
            error_set_system(err, ERR_OUTPUT, errno, _("%s cannot be written"), path);
    if (is_copied) {
        Str name = path_get_name(str_from(path));
        size_t directory = strlen(path) - name.len;
        strbuf_reset(&part);
        strbuf_append(&part, path, directory);
        sync_path(directory ? part.data : ".", O_RDONLY | O_DIRECTORY);
    } else {
        unlink(part.data);
    }
    strbuf_clear(&part);
    return is_copied;
}

/* Does the file lie, or would it, in the library's directory or below? */
static bool is_inside(const Store *store, const char *path)
{
    Str name = path_get_name(str_from(path));
    size_t before = strlen(path) - name.len;
    bool is_up = str_is_equal(name, STR("..")) || str_is_equal(name, STR("."));
    char *folder = before ? str_dup((Str){path, before}) : mem_dup(".", 1);
    char *real = realpath(folder, NULL);
    size_t len = strlen(store->directory);
    bool is_below = real && strncmp(real, store->directory, len) == 0 &&
                    (real[len] == '/' || real[len] == '\0');
    free(real);
    free(folder);
    return is_below && name.len && !is_up;
}

bool store_allow_output(const Store *store, const char *path, Error *err)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    if (secure_is_on() && !is_inside(store, path))
        return secure_allow(_("files are written into the library's directory only"),
                            err);
    struct stat output, own;
    bool is_own = false;
    if (stat(path, &output) == 0 && !S_ISREG(output.st_mode) && !S_ISDIR(output.st_mode))
        return error_set(err, ERR_USAGE, _("%s is a device, not a file"), path);
    StrBuf name = {0};
    for (size_t i = 0; i < ARRAY_SIZE(suffixes) && stat(path, &output) == 0; i++) {
        strbuf_reset(&name);
        strbuf_appendf(&name, "%s%s", store->path, suffixes[i]);
        is_own |= stat(name.data, &own) == 0 && own.st_dev == output.st_dev &&
                  own.st_ino == output.st_ino;
    }
    strbuf_clear(&name);
    return !is_own || error_set(err, ERR_USAGE,
                                _("%s is the library itself; name another file"), path);
}

bool store_backup(Store *store, const char *path, const Report *report, Error *err)
{
    return (store_allow_output(store, path, err) &&
            store_copy(store, path, report, err)) ||
           error_context(err, "%s", _("no backup was made"));
}

/* ---- going back to one ------------------------------------------------- */

/* The backup, open for reading and proved sound. */
static bool open_backup(const char *path, sqlite3 **db, const Report *report, Error *err)
{
    Store probe = {.path = (char *)path};
    int64_t application = 0;
    *db = NULL;
    if (access(path, R_OK) != 0)
        return error_set_system(err, ERR_INPUT, errno, _("%s cannot be opened"), path);
    bool is_open =
        sqlite3_open_v2(path, &probe.db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        store_read_pragma(&probe, "PRAGMA application_id", &application, err);
    sqlite3_stmt *check = NULL;
    bool is_sound = is_open && application == STORE_APPLICATION_ID &&
                    sqlite3_prepare_v2(probe.db, "PRAGMA quick_check(1)", -1, &check,
                                       NULL) == SQLITE_OK &&
                    watch_step(&probe, check, report) == SQLITE_ROW &&
                    strcmp((const char *)sqlite3_column_text(check, 0), "ok") == 0;
    bool is_stopped = !is_sound && sqlite3_errcode(probe.db) == SQLITE_INTERRUPT &&
                      !store_fail(&probe, err);
    sqlite3_finalize(check);
    if (is_sound) {
        *db = probe.db;
        return true;
    }
    sqlite3_close(probe.db);
    return is_stopped
               ? false
               : error_set(
                     err, ERR_FORMAT,
                     _("%s is no sound copy of a library; `piyue backup --list` names "
                       "those that were made"),
                     path);
}

#define STEP_PAGES 1000 /* copied between two questions */

static const char *const library_suffixes[] = {"", "-wal", "-shm"};

/* Moves a library that cannot be copied, with what belongs to it. */
static bool move_library(const char *library, const char *kept, Error *err)
{
    bool is_moved = true;
    for (size_t i = 0; i < ARRAY_SIZE(library_suffixes) && is_moved; i++) {
        StrBuf from = {0}, to = {0};
        strbuf_appendf(&from, "%s%s", library, library_suffixes[i]);
        strbuf_appendf(&to, "%s%s", kept, library_suffixes[i]);
        if (rename(from.data, to.data) != 0 && errno != ENOENT)
            is_moved = error_set_system(err, ERR_OUTPUT, errno, _("%s cannot be moved"),
                                        from.data);
        strbuf_clear(&from);
        strbuf_clear(&to);
    }
    return is_moved;
}

/* What was begun in the place of a library that was moved, and not finished. */
static void remove_unfinished(const char *library)
{
    for (size_t i = 0; i < ARRAY_SIZE(library_suffixes); i++) {
        StrBuf name = {0};
        strbuf_appendf(&name, "%s%s", library, library_suffixes[i]);
        (void)!unlink(name.data);
        strbuf_clear(&name);
    }
}

typedef enum Keeping { KEPT_NOTHING, KEPT_COPY, KEPT_ITSELF } Keeping;

/* What is there now is copied to `kept`; where that cannot be done, for damage or want of
 * room, it is moved there. */
static bool keep_library(const char *directory, const char *library, const char *kept,
                         Keeping *keeping, const Report *whole, Error *err)
{
    *keeping = KEPT_NOTHING;
    if (access(library, F_OK) != 0)
        return true;
    Store *store = NULL;
    ReportStage opening, copying;
    Report report = report_stage(&opening, whole, 100, 300);
    Report copied = report_stage(&copying, whole, 300, 600);
    Error why = {0};
    bool is_kept = store_open(&store, directory, STORE_READ_WRITE, &report, &why) &&
                   store_check(store, false, &report, &why) &&
                   store_copy(store, kept, &copied, &why);
    store_close(store);
    report_clear(&report);
    if (!is_kept && why.code == ERR_CANCELLED) {
        *err = why;
        return false;
    }
    error_clear(&why);
    *keeping = is_kept ? KEPT_COPY : KEPT_ITSELF;
    return is_kept || move_library(library, kept, err);
}

/* The number of the newest operation of a library; -1 where it cannot be read. */
static int64_t read_last_op(const char *library)
{
    Store probe = {.path = (char *)library};
    int64_t last = -1;
    Error ignored = {0};
    if (sqlite3_open_v2(library, &probe.db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        !store_read_pragma(&probe, "SELECT max(seq) FROM op", &last, &ignored))
        last = -1;
    error_clear(&ignored);
    sqlite3_close(probe.db);
    return last;
}

/* A library on its way back: what is written into it is a copy, or lost. */
typedef struct GoingBack {
    const char *library;
    int64_t last; /* its newest operation when it was read last; -1: not known */
    const Report *report;
} GoingBack;

/* Nobody can write any more: did somebody, since the library was read? */
static bool is_left_alone(const GoingBack *back, Error *err)
{
    int64_t now = read_last_op(back->library);
    return back->last < 0 || now < 0 || now == back->last ||
           error_set(
               err, ERR_CONFLICT,
               _("somebody changed the library meanwhile, so that it stays as it is; "
                 "close other programs that use it and try again"));
}

/* The target stays locked, and nothing of it changes, before the last of them is done. */
static bool copy_steps(sqlite3_backup *backup, const GoingBack *back, Error *err)
{
    const Report *report = back->report;
    int code = SQLITE_OK;
    bool is_locked = false;
    while (code == SQLITE_OK) {
        uint64_t total = (uint64_t)sqlite3_backup_pagecount(backup);
        uint64_t left = (uint64_t)sqlite3_backup_remaining(backup);
        if (!report_progress(report, total - left, total))
            return error_set(err, ERR_CANCELLED, "%s",
                             _("stopped; the library is as it was"));
        code = sqlite3_backup_step(backup, is_locked ? STEP_PAGES : 0);
        if (!is_locked && code == SQLITE_OK && !is_left_alone(back, err))
            return false;
        is_locked = true;
    }
    return code == SQLITE_DONE;
}

/* All pages in one transaction of the library: other programs see the one or the other.
 */
static bool copy_pages(sqlite3 *from, const GoingBack *back, Error *err)
{
    const char *library = back->library;
    Store target = {.path = (char *)library};
    bool is_copied =
        sqlite3_open_v2(library, &target.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                        NULL) == SQLITE_OK;
    if (is_copied) {
        sqlite3_busy_timeout(target.db, BUSY_TIMEOUT_MS);
        sqlite3_backup *backup = sqlite3_backup_init(target.db, "main", from, "main");
        is_copied = backup && copy_steps(backup, back, err);
        is_copied = sqlite3_backup_finish(backup) == SQLITE_OK && is_copied;
    }
    if (!is_copied && !error_is_set(err))
        store_fail(&target, err);
    sqlite3_close(target.db);
    if (is_copied)
        (void)!chmod(library, 0600); /* whoever opens it does so, too */
    return is_copied;
}

bool store_go_back(const char *directory, const char *backup, const char *kept,
                   const Report *report, Error *err)
{
    sqlite3 *from;
    ReportStage proving, writing;
    Report proved = report_stage(&proving, report, 0, 100);
    Report written = report_stage(&writing, report, 600, 1000);
    char *library = path_join(directory, STORE_FILE_NAME);
    GoingBack back = {library, read_last_op(library), &written};
    if (!open_backup(backup, &from, &proved, err)) {
        free(library);
        return false;
    }
    Keeping keeping;
    bool is_kept = keep_library(directory, library, kept, &keeping, report, err);
    if (keeping == KEPT_ITSELF)
        back.last = -1;
    bool is_done = is_kept && copy_pages(from, &back, err);
    if (!is_done && keeping == KEPT_COPY)
        unlink(kept); /* the library itself is there */
    if (is_kept && !is_done && keeping == KEPT_ITSELF)
        remove_unfinished(library);
    Error ignored = {0};
    if (!is_done && keeping == KEPT_ITSELF && !move_library(kept, library, &ignored))
        error_context(err, _("what the library was is in %s"), kept);
    error_clear(&ignored);
    sqlite3_close(from);
    free(library);
    return is_done;
}
