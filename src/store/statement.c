/* Prepared statements, and what SQLite says in the user's words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <string.h>

static const char *const statement_texts[] = {
#define STATEMENT(id, sql) sql,
#include "store/statements.def"
#undef STATEMENT
};

bool store_fail_code(const Store *store, int code, const char *details, Error *err)
{
    const char *path = store->path;
    switch (code & 0xff) {
    case SQLITE_FULL:
        return error_set(err, ERR_STORE,
                         _("%s cannot be written: the disk is full; free some space and "
                           "try again, nothing is lost"),
                         path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(err, ERR_STORE,
                         _("%s is busy: another program has been writing for 10 seconds; "
                           "try again when it is done"),
                         path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set(err, ERR_STORE,
                         _("%s is damaged (%s); “piyue rebuild” makes it anew, “piyue "
                           "backup --list” names copies"),
                         path, details);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return error_set(err, ERR_READ_ONLY,
                         _("%s cannot be written: no permission; look at the rights of "
                           "the file and of its directory"),
                         path);
    case SQLITE_IOERR:
        return error_set(err, ERR_STORE,
                         _("%s: the disk answered with an error (%s); look at the disk "
                           "and its quota, then try again"),
                         path, details);
    case SQLITE_CANTOPEN:
        return error_set(err, ERR_STORE,
                         _("%s cannot be opened; it must be a plain file of yours, not "
                           "a symbolic link"),
                         path);
    case SQLITE_NOMEM:
        return error_set(
            err, ERR_STORE,
            _("%s: the memory is used up; close other programs and try again"), path);
    case SQLITE_INTERRUPT:
        return error_set(err, ERR_CANCELLED, "%s", _("stopped"));
    case SQLITE_CONSTRAINT:
        return error_set(err, ERR_CONFLICT,
                         _("%s holds this already, or what it belongs to is gone (%s)"),
                         path, details);
    case SQLITE_TOOBIG:
        return error_set(err, ERR_LIMIT, _("%s: a text is too large to be stored"), path);
    default: /* SQLite's codes are open-ended */
        return error_set(err, ERR_STORE, _("%s cannot be used: %s; run “piyue check”"),
                         path, details);
    }
}

bool store_fail(Store *store, Error *err)
{
    return store_fail_code(store, sqlite3_errcode(store->db), sqlite3_errmsg(store->db),
                           err);
}

void store_doom(Store *store, int code)
{
    int kind = code & 0xff;
    if (store->in_transaction && !store->doom &&
        (kind == SQLITE_NOMEM || kind == SQLITE_IOERR || kind == SQLITE_FULL))
        store->doom = code;
}

bool store_require_transaction(Store *store, Error *err)
{
    if (!store->in_transaction)
        return true;
    if (!store->doom && sqlite3_get_autocommit(store->db))
        store->doom = SQLITE_ABORT;
    return !store->doom ||
           store_fail_code(store, store->doom, sqlite3_errstr(store->doom), err);
}

bool store_require_writable(const Store *store, Error *err)
{
    if (store->is_writable)
        return true;
    return error_set(err, ERR_READ_ONLY, _("the library %s is open for reading only"),
                     store->directory);
}

/* ---- queries ----------------------------------------------------------- */

/* Some read over what they cannot get: without memory the program ends as everywhere. */
static void query_fail(Query *query)
{
    int code = sqlite3_extended_errcode(query->store->db);
    if (!query->has_failed) {
        store_doom(query->store, code);
        store_fail(query->store, query->err);
    }
    query->has_failed = true;
    if (query->stmt)
        sqlite3_reset(query->stmt);
    query->stmt = NULL;
    if (code == SQLITE_NOMEM)
        mem_exhausted();
}

static bool is_among(const StatementId *ids, size_t count, StatementId id)
{
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

/* Titles in memory are not those of the library any more when one of these has run. */
static bool changes_titles(StatementId id)
{
    static const StatementId ids[] = {SQL_INSERT_DOCUMENT, SQL_FINISH_DOCUMENT,
                                      SQL_SET_TRASHED, SQL_SET_TITLE, SQL_DROP_DOCUMENT};
    return is_among(ids, ARRAY_SIZE(ids), id);
}

/* The same with tags that nothing may bear any more. */
static bool loosens_tags(StatementId id)
{
    static const StatementId ids[] = {SQL_CLEAR_TAGS,         SQL_DROP_ANNOTATION_TAG,
                                      SQL_DROP_DOCUMENT_TAG,  SQL_DROP_ANNOTATION_TAGS,
                                      SQL_DROP_DOCUMENT_TAGS, SQL_CLEAR_ANNOTATION_TAG,
                                      SQL_CLEAR_DOCUMENT_TAG};
    return is_among(ids, ARRAY_SIZE(ids), id);
}

Query query_start(Store *store, StatementId id, Error *err)
{
    Query query = {.store = store, .err = err};
    sqlite3_stmt **stmt = &store->statements[id];
    if (!store_require_transaction(store, err)) {
        query.has_failed = true;
        return query;
    }
    if (!*stmt &&
        sqlite3_prepare_v3(store->db, statement_texts[id], -1, SQLITE_PREPARE_PERSISTENT,
                           stmt, NULL) != SQLITE_OK) {
        query_fail(&query);
        return query;
    }
    BUG_ON(sqlite3_stmt_busy(*stmt));
    query.stmt = *stmt;
    store->title_changes += changes_titles(id);
    store->has_loose_tags = store->has_loose_tags || loosens_tags(id);
    return query;
}

static void query_check_bound(Query *query, int code)
{
    if (code != SQLITE_OK)
        query_fail(query);
}

void query_bind_int(Query *query, int64_t value)
{
    if (query->stmt)
        query_check_bound(query, sqlite3_bind_int64(query->stmt, ++query->bound, value));
}

void query_bind_real(Query *query, double value)
{
    if (query->stmt)
        query_check_bound(query, sqlite3_bind_double(query->stmt, ++query->bound, value));
}

void query_bind_text(Query *query, Str text)
{
    if (query->stmt)
        query_check_bound(query, sqlite3_bind_text64(query->stmt, ++query->bound,
                                                     text.data ? text.data : "", text.len,
                                                     SQLITE_STATIC, SQLITE_UTF8));
}

void query_bind_blob(Query *query, Str blob)
{
    if (query->stmt)
        query_check_bound(query, sqlite3_bind_blob64(query->stmt, ++query->bound,
                                                     blob.data ? blob.data : "", blob.len,
                                                     SQLITE_STATIC));
}

void query_bind_uid(Query *query, Uid uid)
{
    if (query->stmt) /* a copy: the argument dies with this call */
        query_check_bound(query, sqlite3_bind_blob(query->stmt, ++query->bound, uid.bytes,
                                                   sizeof(uid.bytes), SQLITE_TRANSIENT));
}

void query_bind_selector(Query *query, const Selector *selector)
{
    query_bind_int(query, selector->range.start.block);
    query_bind_int(query, selector->range.start.off);
    query_bind_int(query, selector->range.end.block);
    query_bind_int(query, selector->range.end.off);
    query_bind_text(query, selector->exact);
    query_bind_text(query, selector->prefix);
    query_bind_text(query, selector->suffix);
    query_bind_text(query, selector->headings);
}

bool query_step(Query *query)
{
    if (!query->stmt)
        return false;
    int code = sqlite3_step(query->stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        query_fail(query);
    return code == SQLITE_ROW;
}

bool query_end(Query *query)
{
    if (query->stmt)
        sqlite3_reset(query->stmt);
    query->stmt = NULL;
    return !query->has_failed;
}

bool query_run(Query *query)
{
    while (query_step(query))
        continue;
    return query_end(query);
}

bool query_find_uid(Store *store, StatementId id, Uid uid, int64_t *row, Error *err)
{
    *row = 0;
    Query query = query_start(store, id, err);
    query_bind_uid(&query, uid);
    if (query_step(&query))
        *row = query_get_int(&query, 0);
    return query_end(&query);
}

bool query_need_uid(Store *store, StatementId id, Uid uid, int64_t *row,
                    const char *missing, Error *err)
{
    int64_t found;
    if (!query_find_uid(store, id, uid, &found, err))
        return false;
    if (!found)
        return error_set(err, ERR_NOT_FOUND, "%s", missing);
    *row = found;
    return true;
}

int64_t query_get_int(const Query *query, int column)
{
    return sqlite3_column_int64(query->stmt, column);
}

double query_get_real(const Query *query, int column)
{
    return sqlite3_column_double(query->stmt, column);
}

/* NULL may mean that there was no memory to put it into. */
static Str get_bytes(const Query *query, int column, const void *data)
{
    if (data)
        return (Str){data, (size_t)sqlite3_column_bytes(query->stmt, column)};
    if (sqlite3_errcode(query->store->db) == SQLITE_NOMEM)
        mem_exhausted();
    return (Str){0};
}

Str query_get_text(const Query *query, int column)
{
    return get_bytes(query, column, sqlite3_column_text(query->stmt, column));
}

Str query_get_blob(const Query *query, int column)
{
    return get_bytes(query, column, sqlite3_column_blob(query->stmt, column));
}

Uid query_get_uid(const Query *query, int column)
{
    Uid uid = {{0}};
    Str blob = query_get_blob(query, column);
    if (blob.len == sizeof(uid.bytes))
        memcpy(uid.bytes, blob.data, blob.len);
    return uid;
}
