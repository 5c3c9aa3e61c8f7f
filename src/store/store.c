/* Opening and closing a library, transactions, small facts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"
#include "store/search.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define BUSY_STEP_MS 5

/* ---- the directory ----------------------------------------------------- */

static bool check_directory(const char *directory, const struct stat *info, Error *err)
{
    if (!S_ISDIR(info->st_mode))
        return error_set(err, ERR_STORE, _("%s is not a directory"), directory);
    if (info->st_uid != geteuid())
        return error_set(err, ERR_STORE,
                         _("the library directory %s belongs to another user; choose "
                           "another one with --library"),
                         directory);
    if (info->st_mode & (S_IWGRP | S_IWOTH))
        return error_set(err, ERR_STORE,
                         _("others can write to the library directory %s; take that "
                           "away with: chmod go-w %s"),
                         directory, directory);
    return true;
}

/* Real path of the directory, made (0700) when it may be; NULL on failure. SQLite
 * refuses a path with a symbolic link anywhere, hence the real one. */
static char *find_directory(const char *directory, StoreMode mode, Error *err)
{
    struct stat info;
    if (stat(directory, &info) != 0) {
        if (errno != ENOENT || mode != STORE_READ_WRITE) {
            error_set_system(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_STORE, errno,
                             _("the library %s cannot be opened"), directory);
            return NULL;
        }
        if (!file_make_directory(directory, err))
            return NULL;
        /* The umask may have taken rights from the owner; it never adds any. */
        if (chmod(directory, 0700) != 0 || stat(directory, &info) != 0) {
            error_set_system(err, ERR_STORE, errno, _("the library %s cannot be opened"),
                             directory);
            return NULL;
        }
    }
    if (!check_directory(directory, &info, err))
        return NULL;
    char *real = realpath(directory, NULL);
    if (!real)
        error_set_system(err, ERR_STORE, errno, _("the library %s cannot be opened"),
                         directory);
    return real;
}

/* Makes an empty database file that is private whatever the umask; SQLite gives its
 * log files the same mode. An existing one must be a plain file of this user. */
static bool prepare_file(const char *path, bool *is_missing, Error *err)
{
    struct stat info;
    *is_missing = lstat(path, &info) != 0 && errno == ENOENT;
    if (*is_missing) {
        int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0 && errno == EEXIST)
            return true; /* another process was faster */
        if (fd < 0)
            return error_set_system(err, ERR_STORE, errno, _("%s cannot be made"), path);
        bool is_private = fchmod(fd, 0600) == 0;
        close(fd);
        return is_private ||
               error_set_system(err, ERR_STORE, errno, _("%s cannot be made"), path);
    }
    if (lstat(path, &info) != 0)
        return error_set_system(err, ERR_STORE, errno, _("%s cannot be opened"), path);
    if (!S_ISREG(info.st_mode) || info.st_uid != geteuid())
        return error_set(err, ERR_STORE,
                         _("%s is not a plain file of yours; choose another library "
                           "directory with --library"),
                         path);
    if (info.st_mode & (S_IRWXG | S_IRWXO))
        (void)!chmod(path, 0600); /* read-only media keep what they have */
    return true;
}

/* File systems on which WAL's shared memory cannot work, by statfs(2) type. */
static bool is_network(const char *directory)
{
    static const unsigned long types[] = {
        0x6969,     /* NFS */
        0x517b,     /* SMB */
        0xff534d42, /* CIFS */
        0xfe534d42, /* SMB2 */
        0x65735546, /* FUSE: sshfs and the like */
        0x01021997, /* 9P */
        0x5346414f, /* AFS */
        0x6b414653, /* kAFS */
        0x73757245, /* Coda */
        0x00c36400, /* Ceph */
        0x0bd00bd0, /* Lustre */
        0x01161970, /* GFS2 */
        0x7461636f, /* OCFS2 */
        0x564c,     /* NCP */
    };
    struct statfs info;
    if (statfs(directory, &info) != 0)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(types); i++)
        if (((unsigned long)info.f_type & 0xffffffff) == types[i])
            return true;
    return false;
}

/* ---- the connection ---------------------------------------------------- */

static int on_progress(void *context)
{
    const Store *store = context;
    return store->is_wanted && store->is_wanted(store->interrupt_context);
}

static int compare_pinyin(void *context, int a_len, const void *a, int b_len,
                          const void *b)
{
    (void)context;
    return pinyin_compare((Str){a, (size_t)a_len}, (Str){b, (size_t)b_len});
}

/* Does the folded first argument hold the second, which is folded already? */
static void sql_holds(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    Str text = {(const char *)sqlite3_value_text(values[0]),
                (size_t)sqlite3_value_bytes(values[0])};
    Str needle = {(const char *)sqlite3_value_text(values[1]),
                  (size_t)sqlite3_value_bytes(values[1])};
    StrBuf folded = {0};
    fold_text(&folded, text);
    sqlite3_result_int(context, str_find(strbuf_get(&folded), needle, 0) != STR_NONE);
    strbuf_clear(&folded);
}

/* A library that came from elsewhere must not act on us: no triggers, no views, no
 * functions from the schema, no writing to the index's own tables (sqlite.org,
 * "Defense against the dark arts"). */
static bool harden(Store *store, Error *err)
{
    sqlite3 *db = store->db;
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, (int *)NULL);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, (int)BLOB_LIMIT_BYTES);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 1); /* VACUUM INTO takes one */
    sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    if (sqlite3_create_function_v2(db, "holds", 2, flags, NULL, sql_holds, NULL, NULL,
                                   NULL) != SQLITE_OK ||
        sqlite3_create_collation_v2(db, "pinyin", SQLITE_UTF8, NULL, compare_pinyin,
                                    NULL) != SQLITE_OK)
        return store_fail(store, err);
    return store_execute(store,
                         "PRAGMA mmap_size = 0; PRAGMA cell_size_check = 1;"
                         "PRAGMA foreign_keys = 1; PRAGMA temp_store = MEMORY;"
                         "PRAGMA cache_size = -7168; PRAGMA secure_delete = FAST",
                         err);
}

/* A schema of which a part cannot be read counts as far as it can: what SQLite allows
 * whoever may write it. To be said before the schema is read; this connection is for
 * reading, and harden() forbids the rest. */
static bool tolerate(Store *store, Error *err)
{
    return store_execute(store, "PRAGMA writable_schema = 1", err);
}

/* Alone, SQLite needs no file that is shared with others, and so no room. To be said
 * before anything is read. */
static bool exclude_others(Store *store, Error *err)
{
    return store_execute(store, "PRAGMA locking_mode = EXCLUSIVE", err);
}

static bool connect_to(Store *store, const char *name, int flags, Error *err)
{
    sqlite3_close(store->db);
    store->db = NULL;
    int code = sqlite3_open_v2(name, &store->db,
                               flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX |
                                   SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE,
                               NULL);
    if (code != SQLITE_OK)
        return store_fail_code(store, code, sqlite3_errstr(code), err);
    return (!store->is_alone || exclude_others(store, err)) &&
           (!store->is_rescue || tolerate(store, err)) && harden(store, err);
}

/* A log that was left behind cannot be read without writing; without one, a directory
 * that nobody can write to does not change under us. */
static bool connect_immutable(Store *store, Error *err)
{
    StrBuf name = {0};
    strbuf_appendf(&name, "%s-wal", store->path);
    struct stat info;
    bool has_log = stat(name.data, &info) == 0 && info.st_size > 0;
    bool is_connected = false;
    if (has_log) {
        error_set(err, ERR_STORE,
                  _("%s cannot be read without writing to its directory: it was not "
                    "closed properly; open it once where it can be written"),
                  store->path);
    } else {
        strbuf_reset(&name);
        strbuf_append_text(&name, "file:");
        for (const char *c = store->path; *c; c++) {
            if (*c == '%' || *c == '?' || *c == '#')
                strbuf_appendf(&name, "%%%02X", (unsigned)*c);
            else
                strbuf_append_byte(&name, *c);
        }
        strbuf_append_text(&name, "?immutable=1");
        is_connected =
            connect_to(store, name.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
    }
    strbuf_clear(&name);
    return is_connected;
}

/* The disk has no room for what programs on one library share. */
static bool has_no_room(const Store *store)
{
    return store->db && sqlite3_extended_errcode(store->db) == SQLITE_IOERR_SHMSIZE;
}

/* On a full disk: nobody else is let in meanwhile. */
static bool connect_alone(Store *store, Error *err)
{
    store->is_alone = true;
    return connect_to(store, store->path, SQLITE_OPEN_READWRITE, err) &&
           store_execute(store, "PRAGMA query_only = 1", err);
}

static bool connect_read_only(Store *store, Error *err)
{
    int64_t version = 0;
    if (connect_to(store, store->path, SQLITE_OPEN_READONLY, err) &&
        store_read_pragma(store, "PRAGMA user_version", &version, err))
        return true;
    if (has_no_room(store)) {
        error_clear(err);
        return connect_alone(store, err);
    }
    int code = store->db ? sqlite3_errcode(store->db) & 0xff : SQLITE_CANTOPEN;
    if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY)
        return false;
    error_clear(err);
    return connect_immutable(store, err) &&
           store_read_pragma(store, "PRAGMA user_version", &version, err);
}

/* Journal and locks. Where several processes make a library at once, SQLite refuses the
 * change to WAL at once instead of waiting (deadlock), so waiting is done here. */
static bool set_journal(Store *store, Report *report, Error *err)
{
    const char *sql = "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;"
                      "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216";
    store->is_exclusive = is_network(store->directory);
    if (store->is_exclusive) {
        report_add(report, ERR_NONE, str_from(store->directory), "%s",
                   _("the library is on a network file system: only one program can "
                     "use it at a time"));
        sql = "PRAGMA page_size = 8192; PRAGMA locking_mode = EXCLUSIVE;"
              "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL";
    }
    int64_t end_us = time_monotonic_us() + BUSY_TIMEOUT_MS * (int64_t)1000;
    while (!store_execute(store, sql, err)) {
        if ((sqlite3_errcode(store->db) & 0xff) != SQLITE_BUSY ||
            time_monotonic_us() > end_us)
            return false;
        error_clear(err);
        sqlite3_sleep(BUSY_STEP_MS);
    }
    return true;
}

/* Ours? Of this version or an older one? */
static bool check_identity(Store *store, int64_t *version, Error *err)
{
    int64_t application = 0, tables = 0;
    if (!store_read_pragma(store, "PRAGMA user_version", version, err) ||
        !store_read_pragma(store, "PRAGMA application_id", &application, err))
        return false;
    if (application == STORE_APPLICATION_ID)
        return true;
    if (!store_read_pragma(store, "SELECT count(*) FROM sqlite_schema", &tables, err))
        return false;
    if (application == 0 && *version == 0 && tables == 0)
        return true; /* empty: new */
    return error_set(err, ERR_STORE,
                     _("%s is a database of another program; choose another library "
                       "directory with --library"),
                     store->path);
}

static bool open_writable(Store *store, Report *report, Error *err)
{
    int64_t version = 0;
    if (!connect_to(store, store->path, SQLITE_OPEN_READWRITE, err) ||
        !check_identity(store, &version, err))
        return false;
    store->is_writable =
        version <= store_migration_count && sqlite3_db_readonly(store->db, "main") == 0;
    if (!store->is_writable)
        return true;
    if (!set_journal(store, report, err) || !tokenizer_register(store, err) ||
        !store_migrate(store, store_migrations, store_migration_count, report, err))
        return false;
    checkpoint_begin(store);
    return true;
}

/* Could another way of opening help where this error came up? */
static bool is_write_refused(const Store *store)
{
    int code = store->db ? sqlite3_errcode(store->db) & 0xff : SQLITE_CANTOPEN;
    return code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_PERM;
}

static bool tell_of_index(Store *store, Report *report, Error *err)
{
    bool is_whole = true;
    if (store->is_rescue)
        return true;
    if (!index_is_whole(store, &is_whole, err))
        return false;
    if (!is_whole)
        report_add(report, ERR_NONE, str_from(store->directory), "%s",
                   _("the index of the library is not whole, and searches do not find "
                     "all; open it once where it can be written"));
    return true;
}

static bool open_read_only(Store *store, Report *report, Error *err)
{
    int64_t version = 0;
    store->is_writable = false;
    if (!connect_read_only(store, err) || !check_identity(store, &version, err))
        return false;
    if (version > store_migration_count)
        report_add(report, ERR_NONE, str_from(store->directory),
                   _("the library was written by a newer piyue (library version "
                     "%lld, this program knows %d); it is open for reading only"),
                   (long long)version, store_migration_count);
    else if (version < store_migration_count)
        return error_set(err, ERR_STORE,
                         _("%s is empty or of an older version, and cannot be brought up "
                           "to date without writing; open it once where it can be "
                           "written"),
                         store->path);
    return tokenizer_register(store, err) && tell_of_index(store, report, err);
}

static bool open_any(Store *store, StoreMode mode, Report *report, Error *err)
{
    bool is_missing = false;
    if (access(store->path, F_OK) != 0 && mode != STORE_READ_WRITE)
        return error_set(err, ERR_NOT_FOUND, _("there is no library in %s yet"),
                         store->directory);
    if (!prepare_file(store->path, &is_missing, err))
        return false;
    if (mode != STORE_READ_WRITE)
        return open_read_only(store, report, err);
    bool is_allowed =
        access(store->path, W_OK) == 0 && access(store->directory, W_OK) == 0;
    if (is_allowed) {
        if (open_writable(store, report, err)) {
            if (store->is_writable)
                return true;
        } else if (!is_write_refused(store) && !has_no_room(store)) {
            return false;
        }
        error_clear(err);
    }
    if (!open_read_only(store, report, err))
        return false;
    if (store->is_alone)
        report_add(report, ERR_NONE, str_from(store->directory), "%s",
                   _("the disk is full: the library is open for reading only, and other "
                     "programs have to wait; free some space and open it again"));
    else if (!is_allowed)
        report_add(report, ERR_NONE, str_from(store->directory), "%s",
                   _("the library cannot be written (no permission, or a read-only "
                     "disk); it is open for reading only"));
    return true;
}

bool store_open(Store **store, const char *directory, StoreMode mode, Report *report,
                Error *err)
{
    Store *opened = mem_alloc(sizeof(*opened));
    opened->is_rescue = mode == STORE_RESCUE;
    opened->directory = find_directory(directory, mode, err);
    bool is_open = opened->directory != NULL;
    if (is_open) {
        opened->path = path_join(opened->directory, STORE_FILE_NAME);
        is_open = open_any(opened, mode, report, err);
    }
    if (!is_open) {
        store_close(opened);
        return false;
    }
    *store = opened;
    return true;
}

void store_close(Store *store)
{
    if (!store)
        return;
    if (store->db) {
        store_rollback(store);
        checkpoint_end(store);
        for (size_t i = 0; i < STATEMENT_COUNT; i++)
            sqlite3_finalize(store->statements[i]);
        sqlite3_close_v2(store->db);
    }
    ZSTD_freeCCtx(store->compressor);
    ZSTD_freeDCtx(store->decompressor);
    row_map_free(store->row_map);
    title_cache_free(store->title_cache);
    free(store->directory);
    free(store->path);
    free(store);
}

int store_get_schema(Store *store)
{
    int64_t version = -1;
    Error ignored = {0};
    if (!store_read_pragma(store, "PRAGMA user_version", &version, &ignored))
        error_clear(&ignored);
    return (int)version;
}

const char *store_get_engine(void)
{
    return sqlite3_libversion();
}

bool store_is_writable(const Store *store)
{
    return store->is_writable;
}

bool store_is_shared(const Store *store)
{
    return !store->is_exclusive && !store->is_alone;
}

const char *store_get_directory(const Store *store)
{
    return store->directory;
}

int64_t store_get_version(Store *store)
{
    Error err = {0};
    int64_t version = -1;
    Query query = query_start(store, SQL_GET_DATA_VERSION, &err);
    if (query_step(&query))
        version = query_get_int(&query, 0);
    query_end(&query);
    error_clear(&err);
    return version;
}

void store_set_interrupt(Store *store, bool (*is_wanted)(void *context), void *context)
{
    store->is_wanted = is_wanted;
    store->interrupt_context = context;
    sqlite3_progress_handler(store->db, is_wanted ? WATCH_STEPS : 0,
                             is_wanted ? on_progress : NULL, store);
}

/* ---- transactions ------------------------------------------------------ */

bool store_begin(Store *store, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_BEGIN, err);
    store->in_transaction = query_run(&query);
    return store->in_transaction;
}

bool store_commit(Store *store, Error *err)
{
    bool is_committed =
        note_index_settle(store, err) && store_require_transaction(store, err);
    if (is_committed) {
        Query query = query_start(store, SQL_COMMIT, err);
        is_committed = query_run(&query);
    }
    if (is_committed)
        store->in_transaction = false;
    else
        store_rollback(store);
    return is_committed;
}

void store_rollback(Store *store)
{
    /* After SQLITE_FULL and the like the transaction is gone already. */
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    store->in_transaction = false;
    store->doom = 0;
    note_queue_clear(&store->notes);
    store->title_changes++;
}

bool store_hurry(Store *store, Error *err)
{
    return store_require_writable(store, err) &&
           store_execute(store,
                         "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
                         "PRAGMA cache_size = -262144",
                         err);
}
