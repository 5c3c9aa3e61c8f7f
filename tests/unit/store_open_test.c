/* A library opens safely, and survives being killed and a full disk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_file.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- faults put into the system calls of SQLite --------------------------- */

static long writes_left = -1; /* the process dies before the write that makes it -1 */
static long writes_before_full = -1; /* writes that succeed before the disk is full */

static ssize_t faulty_pwrite(int fd, const void *data, size_t count, off_t off)
{
    if (writes_left >= 0 && writes_left-- == 0)
        _exit(9);
    if (writes_before_full >= 0 &&
        (writes_before_full == 0 || writes_before_full-- == 0)) {
        errno = ENOSPC;
        return -1;
    }
    return pwrite(fd, data, count, off);
}

static void install_faults(void)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)faulty_pwrite);
    vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)faulty_pwrite);
}

/* In front of libc's: says that every file system is NFS when it is told to. */
static bool says_network;

int statfs(const char *path, struct statfs *info)
{
    int result = (int)syscall(SYS_statfs, path, info);
    if (says_network)
        info->f_type = 0x6969;
    return result;
}

/* ---- opening -------------------------------------------------------------- */

static void assert_refused(Fixture *fixture, const char *words)
{
    assert_false(try_open(fixture, STORE_READ_WRITE));
    if (!strstr(error_get_message(&fixture->err), words))
        fail_msg("“%s” does not say “%s”", error_get_message(&fixture->err), words);
}

/* ---- rights --------------------------------------------------------------- */

static void files_are_private_whatever_the_umask(void **state)
{
    Fixture *fixture = *state;
    static const mode_t masks[] = {0, 0777, 022};
    for (size_t i = 0; i < ARRAY_SIZE(masks); i++) {
        close_library(fixture);
        fixture_remove_files(fixture);
        assert_int_equal(rmdir(fixture->directory), 0);
        mode_t old = umask(masks[i]);
        bool is_open = try_open(fixture, STORE_READ_WRITE);
        umask(old);
        assert_ok(is_open);
        fixture_put(fixture, "甲", "文");
        struct stat info;
        assert_int_equal(stat(fixture->directory, &info), 0);
        assert_int_equal(info.st_mode & 07777, 0700);
        assert_int_equal(mode_of(fixture, ""), 0600);
        assert_int_equal(mode_of(fixture, "-wal"), 0600);
        assert_int_equal(mode_of(fixture, "-shm"), 0600);
    }
}

static void what_others_could_change_is_refused(void **state)
{
    Fixture *fixture = *state;
    close_library(fixture);
    chmod(fixture->directory, 0770);
    assert_refused(fixture, "chmod go-w");
    chmod(fixture->directory, 0702);
    assert_refused(fixture, "chmod go-w");
    chmod(fixture->directory, 0755);
    assert_ok(try_open(fixture, STORE_READ_WRITE));
    close_library(fixture);
    if (geteuid() == 0) {
        assert_int_equal(chown(fixture->directory, 12345, (gid_t)-1), 0);
        assert_refused(fixture, "--library");
        assert_int_equal(chown(fixture->directory, 0, (gid_t)-1), 0);
    }
    char *path = file_name(fixture, ""), *moved = file_name(fixture, "-journal");
    assert_int_equal(rename(path, moved), 0);
    assert_int_equal(symlink(moved, path), 0);
    assert_refused(fixture, "plain file");
    unlink(path);
    rename(moved, path);
    free(path);
    free(moved);
}

/* Runs `body` as a user without special rights; its result is the exit status. */
static int run_as_nobody(Fixture *fixture, int (*body)(Fixture *fixture))
{
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(8);
        _exit(body(fixture));
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int read_without_writing(Fixture *fixture)
{
    if (!try_open(fixture, STORE_READ_WRITE))
        return 1;
    DocumentFilter filter = {0};
    int64_t count = 0;
    if (store_is_writable(fixture->store) || fixture->report.count != 1 ||
        !store_count_documents(fixture->store, &filter, &count, &fixture->err) ||
        count != 1)
        return 2;
    if (store_begin(fixture->store, &fixture->err) || fixture->err.code != ERR_READ_ONLY)
        return 3;
    Document *document = store_open_document(fixture->store, 1, &fixture->err);
    if (!document || !str_is_equal(document_get_text(document, 0), STR("文")))
        return 4;
    document_free(document);
    close_library(fixture);
    return 0;
}

static void a_read_only_directory_can_be_read(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "文");
    close_library(fixture);
    char *path = file_name(fixture, "");
    if (geteuid() == 0) {
        assert_int_equal(chown(path, 65534, (gid_t)-1), 0);
        assert_int_equal(chown(fixture->directory, 65534, (gid_t)-1), 0);
    }
    chmod(fixture->directory, 0500);
    chmod(path, 0400);
    assert_int_equal(run_as_nobody(fixture, read_without_writing), 0);
    if (geteuid() == 0) {
        assert_int_equal(chown(path, 0, (gid_t)-1), 0);
        assert_int_equal(chown(fixture->directory, 0, (gid_t)-1), 0);
    }
    chmod(fixture->directory, 0700);
    free(path);
}

static void a_network_file_system_gets_no_shared_memory(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "文"); /* in WAL, as after moving a home to NFS */
    says_network = true;
    bool is_open = try_open(fixture, STORE_READ_WRITE);
    says_network = false;
    assert_ok(is_open);
    assert_int_equal(fixture->report.count, 1);
    fixture_put(fixture, "乙", "字");
    char *log = file_name(fixture, "-wal");
    assert_int_not_equal(access(log, F_OK), 0);
    free(log);
    close_library(fixture);
    assert_int_equal(run_sql(fixture, "SELECT count(*) FROM document"), 2);
}

/* ---- versions ------------------------------------------------------------- */

static void a_newer_library_opens_for_reading(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "文");
    close_library(fixture);
    run_sql(fixture, "PRAGMA user_version = 99");
    assert_ok(try_open(fixture, STORE_READ_WRITE));
    assert_false(store_is_writable(fixture->store));
    assert_int_equal(fixture->report.count, 1);
    assert_non_null(strstr(fixture->report.items[0].what, "99"));
    assert_false(store_begin(fixture->store, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_READ_ONLY);
    error_clear(&fixture->err);
    Document *document = store_open_document(fixture->store, 1, &fixture->err);
    assert_ok(document);
    document_free(document);
    close_library(fixture);
    assert_int_equal(run_sql(fixture, "PRAGMA user_version"), 99);
}

static void another_programs_database_is_left_alone(void **state)
{
    Fixture *fixture = *state;
    close_library(fixture);
    fixture_remove_files(fixture);
    run_sql(fixture, "CREATE TABLE theirs(x); INSERT INTO theirs VALUES(1)");
    assert_refused(fixture, "another program");
    assert_int_equal(run_sql(fixture, "SELECT count(*) FROM theirs"), 1);
}

static void no_library_is_not_made_for_reading(void **state)
{
    Fixture *fixture = *state;
    close_library(fixture);
    fixture_remove_files(fixture);
    assert_false(try_open(fixture, STORE_READ_ONLY));
    assert_int_equal(fixture->err.code, ERR_NOT_FOUND);
}

static const Migration next_migration = {
    "CREATE TABLE second(x); INSERT INTO second SELECT id FROM document;"
    "UPDATE document SET title = title || '二';"
    "INSERT INTO meta VALUES('migrated', zeroblob(100000))"};

static int migrate_to_second(Fixture *fixture)
{
    install_faults();
    int count = store_migration_count;
    Migration *all = mem_alloc_array((size_t)count + 1, sizeof(*all));
    for (int i = 0; i < count; i++)
        all[i] = store_migrations[i];
    all[count] = next_migration;
    bool is_done = try_open(fixture, STORE_READ_WRITE) &&
                   store_migrate(fixture->store, all, count + 1, NULL, &fixture->err);
    close_library(fixture);
    free(all);
    return is_done ? 0 : 1;
}

static int create(Fixture *fixture)
{
    install_faults();
    bool is_done = try_open(fixture, STORE_READ_WRITE);
    close_library(fixture);
    return is_done ? 0 : 1;
}

/* Runs `body` in a child that dies before its write number 1, 2, 3 … until it ends. */
static int run_killed(Fixture *fixture, long writes, int (*body)(Fixture *fixture))
{
    pid_t child = fork();
    if (child == 0) {
        writes_left = writes;
        _exit(body(fixture));
    }
    int status = 0;
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void a_killed_migration_leaves_old_or_new(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "文");
    close_library(fixture);
    StrBuf base = {0};
    char *path = file_name(fixture, "");
    assert_ok(file_read(path, 1 << 24, &base, &fixture->err));
    int old = 0, new = 0, status = 9;
    for (long writes = 0; status == 9; writes++) {
        fixture_remove_files(fixture);
        assert_ok(file_write_atomic(path, strbuf_get(&base), &fixture->err));
        status = run_killed(fixture, writes, migrate_to_second);
        int64_t version = run_sql(fixture, "PRAGMA integrity_check; PRAGMA user_version");
        bool is_new = version == store_migration_count + 1;
        assert_true(is_new || version == store_migration_count);
        assert_int_equal(
            run_sql(fixture, "SELECT count(*) FROM sqlite_schema WHERE name = 'second'"),
            is_new);
        assert_int_equal(
            run_sql(fixture, "SELECT count(*) FROM document WHERE title = '甲二'"),
            is_new);
        assert_int_equal(
            run_sql(fixture, "SELECT count(*) FROM meta WHERE name = 'migrated'"),
            is_new);
        size_t backups = remove_backups(fixture);
        assert_true(!is_new || backups == 1);
        is_new ? new ++ : old++;
    }
    assert_int_equal(status, 0);
    print_message("killed at %d writes: %d old, %d new\n", old + new, old, new);
    assert_true(old > 3 && new > 1);
    strbuf_clear(&base);
    free(path);
}

/* A library of the first version, as that program left it. */
static void make_first_version(Fixture *fixture)
{
    close_library(fixture);
    fixture_remove_files(fixture);
    StrBuf sql = {0};
    /* Without the indexes of text: their tokenizer is not known from outside. Tables
     * stand for those that later versions put rows into. */
    Str schema = str_from(store_migrations[0].sql);
    strbuf_append_str(&sql,
                      str_slice(schema, 0, str_find(schema, STR("CREATE VIRTUAL"), 0)));
    strbuf_append_text(
        &sql,
        "CREATE TABLE text_index(text_index);"
        "CREATE TABLE note_index(note_index, note, quotation, tags);"
        "PRAGMA application_id = 0x70697975; PRAGMA user_version = 1;"
        "INSERT INTO document(uid, edition, title, path, author, source, date, format,"
        " encoding, text_bytes, codepoints, replaced, source_bytes, blocks, headings,"
        " added_ms, recent_ms) VALUES(randomblob(16), 7, '甲', '/a', 'w', 's', 'd',"
        " 'text', 'UTF-8', 3, 1, 0, 3, 1, 0, 5, 5);"
        "INSERT INTO edition(id, doc, hash, first_row, blocks, encoding, confidence,"
        " added_ms, text_bytes, codepoints, original_bytes, headings, directory)"
        " VALUES(7, 1, x'aa', 1, 1, 'UTF-8', 1.0, 5, 3, 1, 3, 0, x'bb');"
        "INSERT INTO reading(doc, block, off, progress, folds, read_ms)"
        " VALUES(1, 4, 2, 0.5, x'', 6);");
    run_sql(fixture, sql.data);
    strbuf_clear(&sql);
}

static void the_first_version_keeps_its_editions(void **state)
{
    Fixture *fixture = *state;
    make_first_version(fixture);
    assert_ok(try_open(fixture, STORE_READ_WRITE));
    Arena *arena = arena_new();
    EditionList list = {0};
    assert_ok(store_list_editions(fixture->store, 1, arena, &list, &fixture->err));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.rows[0].id, 7);
    assert_int_equal(list.rows[0].original, 7);
    assert_true(list.rows[0].is_current);
    assert_int_equal(list.rows[0].codepoints, 1);
    assert_true(str_is_equal(list.rows[0].title, STR("甲")));
    assert_true(str_is_equal(list.rows[0].author, STR("w")));
    ReadingState reading = {0};
    assert_true(store_get_reading(fixture->store, 1, arena, &reading, &fixture->err));
    assert_int_equal(reading.edition, 7);
    assert_int_equal(reading.pos.block, 4);
    arena_free(arena);
    assert_int_equal(remove_backups(fixture), 1);
}

static void a_killed_creation_can_be_done_again(void **state)
{
    Fixture *fixture = *state;
    close_library(fixture);
    int status = 9;
    for (long writes = 0; status == 9; writes++) {
        fixture_remove_files(fixture);
        status = run_killed(fixture, writes, create);
        assert_ok(try_open(fixture, STORE_READ_WRITE));
        fixture_put(fixture, "甲", "文");
        assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
        close_library(fixture);
    }
    assert_int_equal(status, 0);
}

/* ---- faults and company --------------------------------------------------- */

static int64_t count_documents(Fixture *fixture)
{
    DocumentFilter filter = {0};
    int64_t count = 0;
    assert_ok(store_count_documents(fixture->store, &filter, &count, &fixture->err));
    return count;
}

/* Whoever reads over what cannot be read just now must not have it stored. */
static void a_transaction_that_missed_something_is_not_kept(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "文");
    assert_ok(store_begin(fixture->store, &fixture->err));
    assert_ok(store_set_title(fixture->store, 1, STR("乙"), &fixture->err));
    store_doom(fixture->store, SQLITE_NOMEM);
    assert_false(store_set_title(fixture->store, 1, STR("丙"), &fixture->err));
    error_clear(&fixture->err);
    assert_false(store_commit(fixture->store, &fixture->err));
    assert_non_null(strstr(error_get_message(&fixture->err), "memory"));
    error_clear(&fixture->err);
    Document *document = store_open_document(fixture->store, 1, &fixture->err);
    assert_ok(document);
    assert_string_equal(document->title, "甲");
    document_free(document);
    assert_ok(store_begin(fixture->store, &fixture->err));
    assert_ok(store_set_title(fixture->store, 1, STR("丁"), &fixture->err));
    assert_ok(store_commit(fixture->store, &fixture->err));
}

/* SQLite gives a transaction up by itself where memory or the disk ends. */
static void nothing_is_written_behind_a_transaction_that_was_given_up(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "文");
    fixture_put(fixture, "乙", "字");
    assert_ok(store_begin(fixture->store, &fixture->err));
    assert_ok(store_execute(fixture->store, "ROLLBACK", &fixture->err));
    assert_false(store_purge_document(fixture->store, 1, &fixture->err));
    error_clear(&fixture->err);
    assert_false(store_commit(fixture->store, &fixture->err));
    error_clear(&fixture->err);
    assert_int_equal(count_documents(fixture), 2);
}

static void a_full_disk_loses_nothing(void **state)
{
    Fixture *fixture = *state;
    install_faults();
    fixture_put(fixture, "甲", "文");
    Outline outline = {0};
    Draft *draft = fixture_draft("乙\n丙", &outline);
    EditionInput input = {.draft = draft,
                          .outline = &outline,
                          .title = STR("乙"),
                          .original = STR("乙\n丙"),
                          .hash = hash_bytes(STR("乙\n丙")),
                          .uid = uid_new()};
    bool is_put = false;
    int failed = 0;
    for (long writes = 0; !is_put; writes++) {
        int64_t doc = 0;
        writes_before_full = writes;
        is_put = store_begin(fixture->store, &fixture->err) &&
                 store_put_document(fixture->store, &input, &doc, &fixture->err) &&
                 store_commit(fixture->store, &fixture->err);
        writes_before_full = -1;
        store_rollback(fixture->store);
        if (!is_put) {
            assert_non_null(strstr(error_get_message(&fixture->err), "disk"));
            error_clear(&fixture->err);
            failed++;
        }
        int64_t count = 0;
        DocumentFilter filter = {0};
        assert_ok(store_count_documents(fixture->store, &filter, &count, &fixture->err));
        assert_int_equal(count, is_put ? 2 : 1);
    }
    assert_true(failed > 0);
    assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
    draft_free(draft);
}

static void many_writers_wait_for_each_other(void **state)
{
    Fixture *fixture = *state;
    close_library(fixture); /* they make it, all at once */
    fixture_remove_files(fixture);
    pid_t children[4];
    for (size_t i = 0; i < ARRAY_SIZE(children); i++) {
        children[i] = fork();
        if (children[i] != 0)
            continue;
        Store *store = NULL; /* its own connection */
        Error err = {0};
        Report report = {0};
        bool is_done =
            store_open(&store, fixture->directory, STORE_READ_WRITE, &report, &err);
        for (int j = 0; is_done && j < 25; j++) {
            StrBuf value = {0};
            int64_t number = 0;
            is_done = store_begin(store, &err);
            store_get_meta(store, "count", &value, &err);
            str_parse_int(strbuf_get(&value), &number);
            strbuf_reset(&value);
            strbuf_appendf(&value, "%d", (int)number + 1);
            is_done = is_done &&
                      store_put_meta(store, "count", strbuf_get(&value), &err) &&
                      store_commit(store, &err);
            strbuf_clear(&value);
        }
        store_close(store);
        _exit(is_done ? 0 : 1);
    }
    for (size_t i = 0; i < ARRAY_SIZE(children); i++) {
        int status = 1;
        waitpid(children[i], &status, 0);
        assert_int_equal(status, 0);
    }
    assert_ok(try_open(fixture, STORE_READ_WRITE));
    StrBuf value = {0};
    assert_ok(store_get_meta(fixture->store, "count", &value, &fixture->err));
    assert_string_equal(value.data, "100");
    strbuf_clear(&value);
}

static void a_commit_of_another_connection_is_noticed(void **state)
{
    Fixture *fixture = *state;
    Store *other = NULL;
    assert_ok(store_open(&other, fixture->directory, STORE_READ_WRITE, &fixture->report,
                         &fixture->err));
    int64_t version = store_get_version(fixture->store);
    assert_ok(store_put_meta(fixture->store, "own", STR("1"), &fixture->err));
    assert_int_equal(store_get_version(fixture->store), version);
    assert_ok(store_put_meta(other, "theirs", STR("1"), &fixture->err));
    assert_int_not_equal(store_get_version(fixture->store), version);
    store_close(other);
}

static void a_hostile_schema_does_nothing(void **state)
{
    Fixture *fixture = *state;
    close_library(fixture);
    run_sql(fixture, "CREATE TABLE trap(x); CREATE TRIGGER evil AFTER INSERT ON document"
                     " BEGIN INSERT INTO trap VALUES(1); DELETE FROM op; END");
    assert_ok(try_open(fixture, STORE_READ_WRITE));
    fixture_put(fixture, "甲", "文");
    close_library(fixture);
    assert_int_equal(run_sql(fixture, "SELECT count(*) FROM trap"), 0);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(files_are_private_whatever_the_umask),
        TEST(what_others_could_change_is_refused),
        TEST(a_read_only_directory_can_be_read),
        TEST(a_network_file_system_gets_no_shared_memory),
        TEST(a_newer_library_opens_for_reading),
        TEST(another_programs_database_is_left_alone),
        TEST(no_library_is_not_made_for_reading),
        TEST(the_first_version_keeps_its_editions),
        TEST(a_killed_migration_leaves_old_or_new),
        TEST(a_killed_creation_can_be_done_again),
        TEST(a_transaction_that_missed_something_is_not_kept),
        TEST(nothing_is_written_behind_a_transaction_that_was_given_up),
        TEST(a_full_disk_loses_nothing),
        TEST(many_writers_wait_for_each_other),
        TEST(a_commit_of_another_connection_is_noticed),
        TEST(a_hostile_schema_does_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
