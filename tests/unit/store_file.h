/* The file of a library by itself: its name, SQL from outside, opening and closing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TESTS_STORE_FILE_H
#define PIYUE_TESTS_STORE_FILE_H

#include "store_fixture.h"

#include "store/internal.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static char *file_name(const Fixture *fixture, const char *suffix)
{
    StrBuf path = {0};
    strbuf_appendf(&path, "%s/library.db%s", fixture->directory, suffix);
    return strbuf_detach(&path);
}

static inline mode_t mode_of(const Fixture *fixture, const char *suffix)
{
    struct stat info;
    char *path = file_name(fixture, suffix);
    assert_int_equal(stat(path, &info), 0);
    free(path);
    return info.st_mode & 07777;
}

/* Runs SQL on the closed library as any other program could. */
static inline int64_t run_sql(const Fixture *fixture, const char *sql)
{
    char *path = file_name(fixture, "");
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    int64_t value = -1;
    for (const char *rest = sql; *rest;) {
        assert_int_equal(sqlite3_prepare_v2(db, rest, -1, &stmt, &rest), SQLITE_OK);
        while (sqlite3_step(stmt) == SQLITE_ROW)
            value = sqlite3_column_int64(stmt, 0);
        sqlite3_finalize(stmt);
    }
    sqlite3_close(db);
    free(path);
    return value;
}

static bool try_open(Fixture *fixture, StoreMode mode)
{
    store_close(fixture->store);
    fixture->store = NULL;
    error_clear(&fixture->err);
    report_clear(&fixture->report);
    return store_open(&fixture->store, fixture->directory, mode, &fixture->report,
                      &fixture->err);
}

static void close_library(Fixture *fixture)
{
    store_close(fixture->store);
    fixture->store = NULL;
}

/* Backups, whole and broken off, are private and go; how many whole ones there were. */
static inline size_t remove_backups(const Fixture *fixture)
{
    size_t count = 0;
    char *name = path_join(fixture->directory, "backups");
    DIR *directory = opendir(name);
    const struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        if (entry->d_name[0] == '.')
            continue;
        char *path = path_join(name, entry->d_name);
        struct stat info;
        assert_int_equal(stat(path, &info), 0);
        assert_int_equal(info.st_mode & 07777, 0600);
        count += str_has_suffix(str_from(path), STR(".db"));
        unlink(path);
        free(path);
    }
    if (directory)
        closedir(directory);
    rmdir(name);
    free(name);
    return count;
}

#endif
