/* What can still be read of a library.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rescue/recover.h"

#include <piyue/intake.h>
#include <piyue/rescue.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE 512 /* operations read at once */

/* ---- backups ---------------------------------------------------------------- */

static bool copy_file(const char *from, const char *to)
{
    char buffer[1 << 14];
    Error ignored = {0};
    int input = open(from, O_RDONLY | O_CLOEXEC);
    int output = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool is_copied = input >= 0 && output >= 0;
    for (ssize_t got = 1; is_copied && got != 0;) {
        got = read(input, buffer, sizeof(buffer));
        if (got < 0)
            is_copied = errno == EINTR;
        else
            is_copied = file_write_fd(output, to, (Str){buffer, (size_t)got}, &ignored);
    }
    error_clear(&ignored);
    if (input >= 0)
        close(input);
    if (output >= 0)
        close(output);
    return is_copied;
}

static Store *try_open(const char *directory, StoreMode mode)
{
    Store *store = NULL;
    Report report = {0};
    Error ignored = {0};
    bool is_open = store_open(&store, directory, mode, &report, &ignored);
    report_clear(&report);
    error_clear(&ignored);
    return is_open ? store : NULL;
}

/* As a library in a directory of its own: by its other name, and one of an older version
 * as a copy, which is brought up to date. */
static Store *open_copy(const char *backup, const char *directory)
{
    Error ignored = {0};
    char *name = path_join(directory, "library.db");
    Store *store = NULL;
    if (file_make_directory(directory, &ignored)) {
        if (link(backup, name) == 0) {
            store = try_open(directory, STORE_READ_ONLY);
            if (!store)
                unlink(name);
        }
        if (!store && copy_file(backup, name))
            store = try_open(directory, STORE_READ_WRITE);
    }
    error_clear(&ignored);
    free(name);
    return store;
}

static Store *get_copy(Recover *recover, size_t index)
{
    RecoverCopy *copy = &recover->copies[index];
    if (!copy->was_tried) {
        StrBuf directory = {0};
        strbuf_appendf(&directory, "%s/backup-%zu", recover->scratch, index);
        copy->was_tried = true;
        copy->store = open_copy(copy->path.data, directory.data);
        strbuf_clear(&directory);
    }
    return copy->store;
}

bool recover_init(Recover *recover, Store *store, const char *scratch, Report *report,
                  Error *err)
{
    *recover = (Recover){
        .store = store, .scratch = scratch, .report = report, .arena = arena_new()};
    BackupList list = {0};
    Error why = {0};
    /* No backup helps where the directory cannot be read. */
    if (!backup_list(store_get_directory(store), recover->arena, &list, &why))
        error_clear(&why);
    recover->copies = arena_alloc(recover->arena, (list.count + 1) * sizeof(RecoverCopy));
    for (size_t i = 0; i < list.count; i++)
        recover->copies[recover->copy_count++].path = list.rows[i].path;
    /* Its newest number is a fact of its own; where that is damaged, a backup's is not
     * less than what can be missed in the middle. */
    for (size_t i = 0; !store_get_last_op(store, &recover->last, &why); i++) {
        if (i == recover->copy_count) {
            *err = why;
            return false;
        }
        error_clear(&why);
        store = get_copy(recover, i) ? recover->copies[i].store : store;
    }
    return true;
}

void recover_clear(Recover *recover)
{
    for (size_t i = 0; i < recover->copy_count; i++)
        store_close(recover->copies[i].store);
    arena_free(recover->arena);
    *recover = (Recover){0};
}

/* ---- operations -------------------------------------------------------------- */

/* The operations behind `after`; false where that place cannot be read. */
static bool read_at(Recover *recover, int64_t after, int64_t limit, Arena *arena,
                    OpList *ops)
{
    Error ignored = {0};
    bool is_read =
        store_list_ops_after(recover->store, after, limit, arena, ops, &ignored);
    error_clear(&ignored);
    return is_read;
}

/* Behind a damaged place: the first operation that can be read again, by steps that
 * double, then by halves. 0 when there is none. */
static int64_t find_readable(Recover *recover, int64_t after, Arena *arena)
{
    OpList ops;
    int64_t low = after, step = 1;
    while (low + step < recover->last && !read_at(recover, low + step, 1, arena, &ops))
        step *= 2;
    int64_t high = MIN(low + step, recover->last);
    low += step / 2;
    while (low + 1 < high) {
        int64_t middle = low + (high - low) / 2;
        if (read_at(recover, middle, 1, arena, &ops))
            high = middle;
        else
            low = middle;
    }
    return read_at(recover, high, 1, arena, &ops) && ops.count ? ops.rows[0].seq : 0;
}

/* Does the backup tell the same history up to where something is missing? */
static bool is_same_history(const Recover *recover, Store *copy, Arena *arena)
{
    OpList ops = {0};
    Error ignored = {0};
    bool is_same =
        recover->after == 0 ||
        (store_list_ops_after(copy, recover->after - 1, 1, arena, &ops, &ignored) &&
         ops.count && ops.rows[0].seq == recover->after &&
         uid_is_equal(ops.rows[0].id, recover->last_id));
    error_clear(&ignored);
    return is_same;
}

/* What a backup has of the operations in (after, end). */
static void read_gap(Recover *recover, int64_t end, Arena *arena, OpList *ops)
{
    *ops = (OpList){0};
    for (size_t i = 0; i < recover->copy_count && !ops->count; i++) {
        Error ignored = {0};
        Store *copy = get_copy(recover, i);
        if (copy && is_same_history(recover, copy, arena) &&
            !store_list_ops_after(copy, recover->after,
                                  MIN(PAGE, end - recover->after - 1), arena, ops,
                                  &ignored))
            *ops = (OpList){0};
        error_clear(&ignored);
        while (ops->count && ops->rows[ops->count - 1].seq >= end)
            ops->count--;
    }
    recover->regained += ops->count;
}

static void advance(Recover *recover, const OpList *ops)
{
    const OpRow *last = &ops->rows[ops->count - 1];
    recover->after = last->seq;
    recover->last_id = last->id;
}

/* Operations up to the first that is not the number behind the one before. */
static void cut_at_gap(const Recover *recover, OpList *ops)
{
    size_t count = 0;
    while (count < ops->count &&
           ops->rows[count].seq == recover->after + 1 + (int64_t)count)
        count++;
    ops->count = count;
}

bool recover_operations(Recover *recover, Arena *arena, OpList *ops, Error *err)
{
    (void)err;
    for (;;) {
        int64_t next = recover->last + 1; /* where the library goes on */
        bool is_read = false;
        for (int64_t limit = PAGE; limit > 0 && !is_read; limit /= 8)
            is_read = read_at(recover, recover->after, limit, arena, ops);
        if (is_read && ops->count && ops->rows[0].seq == recover->after + 1) {
            cut_at_gap(recover, ops);
            advance(recover, ops);
            return true;
        }
        if (is_read && ops->count)
            next = ops->rows[0].seq;
        else if (!is_read) {
            int64_t readable = find_readable(recover, recover->after, arena);
            next = readable ? readable : next;
        }
        *ops = (OpList){0};
        if (next <= recover->after + 1)
            return true; /* all read */
        read_gap(recover, next, arena, ops);
        if (ops->count) {
            int64_t missing = ops->rows[0].seq - recover->after - 1;
            recover->lost += (uint64_t)missing;
            advance(recover, ops);
            return true;
        }
        report_add(recover->report, ERR_STORE, str_from(_("the log")),
                   translate_plural("%lld operation (number %lld) is lost",
                                    "%lld operations (from number %lld on) are lost",
                                    (uint64_t)(next - recover->after - 1)),
                   (long long)(next - recover->after - 1), (long long)recover->after + 1);
        recover->lost += (uint64_t)(next - recover->after - 1);
        recover->after = next - 1;
        recover->last_id = (Uid){{0}};
    }
}

bool recover_purged(Recover *recover, Uid **purged, size_t *count, Error *err)
{
    Arena *arena = arena_new();
    OpList ops = {0};
    size_t capacity = 0;
    Recover walk = *recover; /* the same walk, a second time */
    Report ignored = {0};
    bool is_read = true;
    walk.report = &ignored;
    *purged = NULL;
    *count = 0;
    do {
        arena_free(arena);
        arena = arena_new();
        is_read = recover_operations(&walk, arena, &ops, err);
        for (size_t i = 0; is_read && i < ops.count; i++) {
            Uid uid;
            if (!str_is_equal(ops.rows[i].kind, STR("document.purge")) ||
                !uid_parse(ops.rows[i].target, &uid))
                continue;
            *purged = mem_grow(*purged, &capacity, *count + 1, sizeof(**purged));
            (*purged)[(*count)++] = uid;
        }
    } while (is_read && ops.count);
    if (*count)
        qsort(*purged, *count, sizeof(**purged), uid_compare);
    report_clear(&ignored);
    arena_free(arena);
    return is_read;
}

/* ---- texts ------------------------------------------------------------------- */

static bool is_hash(const StrBuf *bytes, size_t start, const Hash *hash)
{
    Hash found = hash_bytes(str_slice(strbuf_get(bytes), start, bytes->len));
    return memcmp(&found, hash, sizeof(found)) == 0;
}

/* Out of a library, or a copy of it: nothing is appended unless it is those bytes. */
static bool read_from(Store *store, Uid edition, const Hash *hash, StrBuf *out)
{
    Error ignored = {0};
    size_t start = out->len;
    int64_t id = 0, doc = 0;
    bool is_found = store_find_edition_uid(store, edition, &id, &ignored) ||
                    (store_find_edition_hash(store, hash, &doc, &id, &ignored) && id);
    bool is_read = is_found && store_read_original(store, id, out, &ignored) &&
                   is_hash(out, start, hash);
    if (!is_read)
        strbuf_splice(out, start, out->len, (Str){0});
    error_clear(&ignored);
    return is_read;
}

static bool read_file(Str path, const Hash *hash, StrBuf *out)
{
    Error ignored = {0};
    ImportOptions options = prepare_complete_options(&(ImportOptions){0});
    size_t start = out->len;
    char *name = str_dup(path);
    bool is_read = path.len && path.data[0] == '/' &&
                   file_read(name, options.limits.max_file_bytes, out, &ignored) &&
                   is_hash(out, start, hash);
    if (!is_read)
        strbuf_splice(out, start, out->len, (Str){0});
    error_clear(&ignored);
    free(name);
    return is_read;
}

static bool get_original(void *context, Uid edition, const Hash *hash, Str path,
                         StrBuf *out)
{
    Recover *recover = context;
    if (read_from(recover->store, edition, hash, out))
        return true;
    for (size_t i = 0; i < recover->copy_count; i++)
        if (get_copy(recover, i) &&
            read_from(recover->copies[i].store, edition, hash, out))
            return true;
    return read_file(path, hash, out);
}

static Document *open_in(Store *store, Uid edition)
{
    Error ignored = {0};
    int64_t id;
    Document *document = store_find_edition_uid(store, edition, &id, &ignored)
                             ? store_open_edition(store, id, &ignored)
                             : NULL;
    error_clear(&ignored);
    return document;
}

static Document *open_edition(void *context, Uid edition)
{
    Recover *recover = context;
    Document *document = open_in(recover->store, edition);
    for (size_t i = 0; !document && i < recover->copy_count; i++)
        if (get_copy(recover, i))
            document = open_in(recover->copies[i].store, edition);
    return document;
}

ReplaySource recover_get_source(Recover *recover)
{
    return (ReplaySource){get_original, open_edition, recover};
}
