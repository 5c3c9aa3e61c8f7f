/* A library opens safely, survives being killed, and notices damage.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_fixture.h"

#include "store/internal.h"

#include <dirent.h>
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

/* ---- the file by itself --------------------------------------------------- */

static char *file_name(const Fixture *fixture, const char *suffix)
{
    StrBuf path = {0};
    strbuf_appendf(&path, "%s/library.db%s", fixture->directory, suffix);
    return strbuf_detach(&path);
}

/* Runs SQL on the closed library as any other program could. */
static int64_t run_sql(const Fixture *fixture, const char *sql)
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

static mode_t mode_of(const Fixture *fixture, const char *suffix)
{
    struct stat info;
    char *path = file_name(fixture, suffix);
    assert_int_equal(stat(path, &info), 0);
    free(path);
    return info.st_mode & 07777;
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

static const Migration two_migrations[] = {
    {"CREATE TABLE unused(x)"},
    {"CREATE TABLE second(x); INSERT INTO second SELECT id FROM document;"
     "UPDATE document SET title = title || '二';"
     "INSERT INTO meta VALUES('migrated', zeroblob(100000))"},
};

static int migrate_to_second(Fixture *fixture)
{
    install_faults();
    bool is_done = try_open(fixture, STORE_READ_WRITE) &&
                   store_migrate(fixture->store, two_migrations, 2, &fixture->err);
    close_library(fixture);
    return is_done ? 0 : 1;
}

static int create(Fixture *fixture)
{
    install_faults();
    bool is_done = try_open(fixture, STORE_READ_WRITE);
    close_library(fixture);
    return is_done ? 0 : 1;
}

/* Backups, whole and broken off, are private and go; how many whole ones there were. */
static size_t remove_backups(const Fixture *fixture)
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
        bool is_new = version == 2;
        assert_true(is_new || version == 1);
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

/* ---- health --------------------------------------------------------------- */

static void backup_is_a_library_of_its_own(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "文");
    StrBuf before = {0}, after = {0};
    assert_ok(store_dump(fixture->store, &before, &fixture->err));
    char *path = path_join(fixture->directory, "copy.db");
    assert_ok(store_backup(fixture->store, path, &fixture->err));
    assert_ok(store_backup(fixture->store, path, &fixture->err)); /* replaces it */
    close_library(fixture);
    char *name = file_name(fixture, "");
    assert_int_equal(rename(path, name), 0);
    assert_ok(try_open(fixture, STORE_READ_WRITE));
    assert_int_equal(mode_of(fixture, ""), 0600);
    assert_ok(store_dump(fixture->store, &after, &fixture->err));
    assert_string_equal(before.data, after.data);
    assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
    char *nowhere = path_join(fixture->directory, "missing/x.db");
    assert_false(store_backup(fixture->store, nowhere, &fixture->err));
    free(nowhere);
    strbuf_clear(&before);
    strbuf_clear(&after);
    free(path);
    free(name);
}

static void check_finds_damage_and_reading_goes_on(void **state)
{
    Fixture *fixture = *state;
    static const char *const harms[] = {
        "UPDATE chunk SET data = x'28b52ffd00'",
        "UPDATE chunk SET data = substr(data, 1, length(data) - 1) || x'00'",
        "DELETE FROM chunk",
        "DELETE FROM page",
        "UPDATE page SET data = zeroblob(40)",
        "DELETE FROM title_page",
        "DELETE FROM section_page",
        "UPDATE section_page SET data = zeroblob(28)",
        "UPDATE section_page SET data = "
        "x'000000000000000006000000000000000100000002000000'"
        " || x'ffffffff'", /* sound, but ends a block too early */
        "DELETE FROM piece",
        "UPDATE edition SET hash = randomblob(32)",
        "UPDATE document SET notes = 5",
        "UPDATE edition SET codepoints = 1",
        "UPDATE text_index_data SET block = (SELECT block FROM text_index_data WHERE id "
        "= 10)"
        " WHERE id > 10",
    };
    for (size_t i = 0; i < ARRAY_SIZE(harms); i++) {
        int64_t doc = fixture_put(fixture, "甲", "# 标题\n正文第一段\n正文第二段");
        assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
        close_library(fixture);
        run_sql(fixture, harms[i]);
        assert_ok(try_open(fixture, STORE_READ_WRITE));
        Document *document = store_open_document(fixture->store, doc, &fixture->err);
        assert_ok(document);
        assert_int_equal(document->block_count, 3);
        for (uint32_t j = 0; j < 3; j++)
            assert_true(document_get_text(document, j).len > 0);
        if (document->section_count)
            assert_true(document_get_title(document, 0).len > 0);
        document_free(document);
        if (store_check(fixture->store, true, &fixture->report, &fixture->err))
            fail_msg("not found: %s", harms[i]);
        assert_int_equal(fixture->err.code, ERR_STORE);
        assert_true(fixture->report.count > 0);
        close_library(fixture);
        fixture_remove_files(fixture);
        assert_ok(try_open(fixture, STORE_READ_WRITE));
    }
}

static bool see_hit(void *context, const SearchHit *hit)
{
    *(size_t *)context += hit->text.len;
    return true;
}

/* Whatever the file holds: an answer or an error, never a crash (ASan watches). */
static void use_all(Fixture *fixture)
{
    Error err = {0};
    Report report = {0};
    Arena *arena = arena_new();
    DocumentList documents;
    AnnotationList annotations;
    OpList ops;
    TagList tags;
    DocumentFilter all = {0};
    AnnotationFilter notes = {.status = -1};
    SearchQuery query = {.text = STR("段"), .in = 7};
    size_t seen = 0;
    bool is_used = true;
    is_used &= store_list_documents(fixture->store, &all, arena, &documents, &err);
    is_used &= store_list_annotations(fixture->store, &notes, arena, &annotations, &err);
    is_used &= store_list_ops(fixture->store, 0, arena, &ops, &err);
    is_used &= store_list_tags(fixture->store, true, arena, &tags, &err);
    is_used &= store_search(fixture->store, &query, see_hit, &seen, &err);
    Document *document = store_open_document(fixture->store, 1, &err);
    for (uint32_t i = 0; document && i < document->block_count && i < 5000; i++) {
        document_get_block(document, i);
        document_get_text(document, i);
        document_find_block_at(document, document_get_bytes_before(document, i));
    }
    for (uint32_t i = 0; document && i < document->section_count; i++)
        document_get_title(document, i);
    document_free(document);
    is_used &= store_check(fixture->store, true, &report, &err);
    (void)is_used;
    report_clear(&report);
    arena_free(arena);
    error_clear(&err);
}

static void flipped_bytes_never_crash(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "# 标题\n正文第一段\n正文第二段");
    Annotation note = {.uid = uid_new(), .doc = 1, .note = STR("段")};
    int64_t id = 0;
    assert_ok(store_put_annotation(fixture->store, &note, &id, &fixture->err));
    close_library(fixture);
    char *path = file_name(fixture, "");
    StrBuf base = {0};
    assert_ok(file_read(path, 1 << 24, &base, &fixture->err));
    uint32_t random = 20240524; /* always the same flips */
    for (int round = 0; round < 150; round++) {
        StrBuf harmed = {0};
        strbuf_append_str(&harmed, strbuf_get(&base));
        for (int i = 0; i < 20; i++) {
            random = random * 1664525 + 1013904223;
            size_t at = (round % 2 ? 100 : 0) + random % (harmed.len - 100);
            harmed.data[at] ^= (char)(1 << (random >> 29));
        }
        fixture_remove_files(fixture);
        assert_ok(file_write_atomic(path, strbuf_get(&harmed), &fixture->err));
        if (try_open(fixture, STORE_READ_WRITE))
            use_all(fixture);
        close_library(fixture);
        strbuf_clear(&harmed);
    }
    remove_backups(fixture);
    strbuf_clear(&base);
    free(path);
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
        TEST(a_killed_migration_leaves_old_or_new),
        TEST(a_killed_creation_can_be_done_again),
        TEST(a_full_disk_loses_nothing),
        TEST(many_writers_wait_for_each_other),
        TEST(a_commit_of_another_connection_is_noticed),
        TEST(a_hostile_schema_does_nothing),
        TEST(backup_is_a_library_of_its_own),
        TEST(check_finds_damage_and_reading_goes_on),
        TEST(flipped_bytes_never_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
