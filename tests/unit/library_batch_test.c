/* Folders and archives on their way in, and paths that lead nowhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../zip_writer.h"
#include "library_fixture.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/vfs.h>
#include <time.h>

/* In front of libc's: a new thread may run long before the one that made it goes on, as
 * on a busy machine. */
static bool is_busy;

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                   void *(*run)(void *), void *context)
{
    typedef int Create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    static const struct timespec while_it_runs = {.tv_nsec = 50000000};
    void *found = dlsym(RTLD_NEXT, "pthread_create");
    Create *create;
    memcpy(&create, &found, sizeof(create)); /* POSIX's way from data to function */
    int code = create(thread, attributes, run, context);
    if (is_busy)
        nanosleep(&while_it_runs, NULL);
    return code;
}

/* The same: everything lies on a network, where a library has one connection. */
static bool is_far;
static atomic_int connections;

int statfs(const char *path, struct statfs *info)
{
    typedef int Ask(const char *, struct statfs *);
    void *found = dlsym(RTLD_NEXT, "statfs");
    Ask *ask;
    memcpy(&ask, &found, sizeof(ask));
    int code = ask(path, info);
    if (is_far && code == 0)
        info->f_type = 0x6969; /* NFS */
    return code;
}

int sqlite3_open_v2(const char *name, sqlite3 **db, int flags, const char *vfs)
{
    typedef int Open(const char *, sqlite3 **, int, const char *);
    void *found = dlsym(RTLD_NEXT, "sqlite3_open_v2");
    Open *open_it;
    memcpy(&open_it, &found, sizeof(open_it));
    connections++;
    return open_it(name, db, flags, vfs);
}

static DocumentList list_documents(Fixture *fixture)
{
    DocumentFilter filter = {.sort = SORT_ADDED};
    DocumentList list = {0};
    assert_ok(store_list_documents(library_get_store(fixture->library), &filter,
                                   fixture->arena, &list, &fixture->err));
    return list;
}

/* What the visitor heard, in order. */
typedef struct Heard {
    StrBuf log;
    size_t stop_after; /* results; 0 for never */
    size_t results;
    uint64_t bytes_done, bytes_total;
    const char *vanishing; /* removed before the first file is read */
} Heard;

static bool hear(void *context, const IntakeProgress *progress)
{
    Heard *heard = context;
    if (heard->vanishing)
        unlink(heard->vanishing);
    heard->vanishing = NULL;
    heard->bytes_total = progress->bytes_total;
    heard->bytes_done = progress->bytes_done;
    if (!progress->result)
        return true;
    Str name = path_get_name(str_from(progress->path));
    strbuf_appendf(&heard->log, "%.*s %s\n", STR_ARG(name),
                   progress->result->doc ? "in" : "failed");
    return ++heard->results != heard->stop_after;
}

typedef struct Outcome {
    bool is_done;
    int64_t *documents;
    size_t count, failed;
} Outcome;

static Outcome import_paths(Fixture *fixture, const char *const *paths, size_t count,
                            Heard *heard)
{
    static const IntakeOptions options;
    Outcome outcome = {0};
    error_clear(&fixture->err);
    outcome.is_done = library_import_paths(fixture->library, paths, count, &options, hear,
                                           heard, &outcome.documents, &outcome.count,
                                           &outcome.failed, &fixture->err);
    return outcome;
}

static void write_inbox(Fixture *fixture)
{
    static const char *const files[][2] = {
        {"乙.txt", "乙文\n\n这是第二个文件里的一句话。\n"},
        {"甲.txt", "甲文\n\n这是第一个文件里的一句话。\n"},
        {"下/丙.txt", "丙文\n\n这是下面文件夹里的一句话。\n"},
        {"下/更下/丁.txt", "丁文\n\n这是最下面文件夹里的一句话。\n"},
        {"上/戊.txt", "戊文\n\n这是上面文件夹里的一句话。\n"},
        {".藏.txt", "藏文\n\n这一句不该读到。\n"},
        {".git/config.txt", "藏文\n\n这一句也不该读到。\n"},
        {"空.txt", ""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(files); i++)
        free(fixture_write(fixture, files[i][0], str_from(files[i][1])));
}

static void a_folder_is_read_in_order_and_past_bad_files(void **state)
{
    Fixture *fixture = *state;
    write_inbox(fixture);
    /* Round in a circle, if links to folders were followed; and a pipe, which would
     * be waited for without end. */
    char *circle = path_join(fixture->inbox, "圈"),
         *fifo = path_join(fixture->inbox, "管");
    char *dangling = path_join(fixture->inbox, "断.txt");
    assert_int_equal(symlink("..", circle), 0);
    assert_int_equal(symlink("nowhere", dangling), 0);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    Heard heard = {0};
    const char *paths[] = {fixture->inbox};
    Outcome outcome = import_paths(fixture, paths, 1, &heard);
    assert_true(outcome.is_done);
    /* By bytes: 乙 4E59, 断 65AD, 甲 7532, 空 7A7A; then 上 4E0A before 下 4E0B. */
    assert_str(strbuf_get(&heard.log),
               "乙.txt in\n断.txt failed\n甲.txt in\n空.txt failed\n"
               "戊.txt in\n丙.txt in\n丁.txt in\n");
    assert_int_equal(outcome.count, 5);
    assert_int_equal(outcome.failed, 2);
    assert_true(heard.bytes_done == heard.bytes_total && heard.bytes_total > 0);
    assert_int_equal(list_documents(fixture).count, 5);
    strbuf_clear(&heard.log);
    free(outcome.documents);
    free(circle);
    free(fifo);
    free(dangling);
}

static void threads_may_run_before_their_maker_goes_on(void **state)
{
    Fixture *fixture = *state;
    write_inbox(fixture);
    Heard heard = {0};
    const char *paths[] = {fixture->inbox};
    is_busy = true;
    Outcome outcome = import_paths(fixture, paths, 1, &heard);
    is_busy = false;
    assert_true(outcome.is_done);
    assert_int_equal(outcome.count, 5);
    strbuf_clear(&heard.log);
    free(outcome.documents);
}

static void on_a_network_no_thread_waits_for_the_library(void **state)
{
    Fixture *fixture = *state;
    Heard heard = {0};
    const char *paths[] = {fixture->inbox};
    write_inbox(fixture);
    is_far = true;
    fixture_reopen(fixture);
    assert_false(store_is_shared(library_get_store(fixture->library)));
    connections = 0;
    Outcome outcome = import_paths(fixture, paths, 1, &heard);
    assert_int_equal(connections, 0); /* each would wait until it gives up */
    is_far = false;
    assert_ok(outcome.is_done);
    assert_true(outcome.count > 1);
    assert_int_equal(list_documents(fixture).count, outcome.count);
    free(outcome.documents);
    strbuf_clear(&heard.log);
}

static void the_library_does_not_import_itself(void **state)
{
    Fixture *fixture = *state;
    write_inbox(fixture);
    Heard heard = {0};
    const char *paths[] = {fixture->root};
    Outcome outcome = import_paths(fixture, paths, 1, &heard);
    assert_true(outcome.is_done);
    assert_int_equal(outcome.count, 5);
    assert_int_equal(outcome.failed, 1);
    strbuf_clear(&heard.log);
    free(outcome.documents);
}

static void a_file_that_disappears_is_one_failure(void **state)
{
    Fixture *fixture = *state;
    write_inbox(fixture);
    char *vanishing = path_join(fixture->inbox, "甲.txt");
    Heard heard = {.vanishing = vanishing};
    const char *paths[] = {fixture->inbox, "/nowhere/at/all"};
    Outcome outcome = import_paths(fixture, paths, 2, &heard);
    assert_true(outcome.is_done);
    assert_int_equal(outcome.count, 4);
    assert_int_equal(outcome.failed, 3); /* with the empty one and the wrong path */
    strbuf_clear(&heard.log);
    free(outcome.documents);
    free(vanishing);
}

static void write_archive(Fixture *fixture, const char *name)
{
    ZipWriter inner = {0}, outer = {0};
    zip_writer_add(&inner, "x.txt", STR("内层"));
    zip_writer_add(&outer, "一/甲.txt", STR("山脚下有一座小图书馆。"));
    zip_writer_add(&outer, "../../乙.txt", STR("水边有人家。"));
    zip_writer_add(&outer, "空.txt", STR(""));
    zip_writer_add(&outer, ".hidden", STR("x"));
    zip_writer_add(&outer, "内.zip", zip_writer_finish(&inner));
    char *path = fixture_write(fixture, name, zip_writer_finish(&outer));
    free(path);
    zip_writer_clear(&inner);
    zip_writer_clear(&outer);
}

static void an_archive_is_imported_as_a_folder(void **state)
{
    Fixture *fixture = *state;
    write_archive(fixture, "档.zip");
    Heard heard = {0};
    const char *paths[] = {fixture->inbox};
    Outcome outcome = import_paths(fixture, paths, 1, &heard);
    assert_true(outcome.is_done);
    assert_int_equal(outcome.count, 2);
    assert_int_equal(outcome.failed, 2); /* the empty one, the archive in it */
    DocumentList list = list_documents(fixture);
    assert_int_equal(list.count, 2);
    for (size_t i = 0; i < list.count; i++) {
        Str path = list.rows[i].path;
        assert_true(str_has_suffix(path, STR("/档.zip/一/甲.txt")) ||
                    str_has_suffix(path, STR("/档.zip/乙.txt")));
        assert_true(str_find(path, STR("/../"), 0) == STR_NONE);
    }
    strbuf_clear(&heard.log);
    free(outcome.documents);
}

/* Damaged archives are looked at once more while threads read the next files: none may
 * take what the other waits for. */
static void damaged_archives_among_texts_do_not_hold_up_the_rest(void **state)
{
    Fixture *fixture = *state;
    ZipWriter writer = {0};
    zip_writer_add(&writer, "一.txt", STR("山脚下有一座小图书馆。"));
    Str whole = zip_writer_finish(&writer);
    for (int i = 0; i < 120; i++) {
        StrBuf name = {0}, text = {0};
        strbuf_appendf(&name, "%03d.%s", i, i % 2 ? "txt" : "zip");
        if (i % 2)
            for (int row = 0; row < 100 * (i % 7); row++)
                strbuf_appendf(&text, "第%d号第%d行，水边有人家。\n", i, row);
        else
            strbuf_append_str(&text, str_slice(whole, 0, whole.len - 10));
        strbuf_appendf(&text, "第%d号。\n", i);
        free(fixture_write(fixture, name.data, strbuf_get(&text)));
        strbuf_clear(&name);
        strbuf_clear(&text);
    }
    zip_writer_clear(&writer);
    alarm(120); /* rather than waiting for ever */
    Heard heard = {0};
    const char *paths[] = {fixture->inbox};
    Outcome outcome = import_paths(fixture, paths, 1, &heard);
    alarm(0);
    assert_true(outcome.is_done);
    assert_int_equal(outcome.count, 60);
    assert_int_equal(outcome.failed, 60);
    strbuf_clear(&heard.log);
    free(outcome.documents);
}

static void failures_of_one_reason_stand_together(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"a/山.bin", "a/山.bin is no document"},
        {"a/水.txt", "a/水.txt is empty"},
        {"b/\033[1m.bin", "b/\033[1m.bin is no document"},
        {"c", "nothing was said of the name"}};
    FailureGroups failures = {0};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        ImportResult result = {.path = str_dup(str_from(rows[i][0]))};
        error_set(&result.error, ERR_FORMAT, "%s", rows[i][1]);
        failures_add(&failures, &result);
        import_result_clear(&result);
    }
    assert_int_equal(failures.count, 3);
    assert_int_equal(failures.items[0].count, 2);
    assert_string_equal(failures.items[0].reason, "* is no document");
    assert_string_equal(failures.items[0].sentence, "a/山.bin is no document");
    assert_true(
        str_has_prefix(strbuf_get(&failures.items[0].names), STR("a/山.bin\nb/")));
    assert_null(strchr(failures.items[0].names.data, '\033'));
    assert_string_equal(failures.items[1].sentence, "a/水.txt is empty");
    assert_string_equal(failures.items[2].sentence, "c: nothing was said of the name");
    failures_clear(&failures);
}

static void an_address_is_refused_with_a_hint(void **state)
{
    Fixture *fixture = *state;
    Heard heard = {0};
    const char *paths[] = {"https://example.org/山.html"};
    Outcome outcome = import_paths(fixture, paths, 1, &heard);
    assert_false(outcome.is_done);
    assert_non_null(strstr(fixture->err.message, "no network connection"));
    strbuf_clear(&heard.log);
    free(outcome.documents);
}

static void a_batch_stops_when_told(void **state)
{
    Fixture *fixture = *state;
    write_inbox(fixture);
    Heard heard = {.stop_after = 1};
    const char *paths[] = {fixture->inbox};
    Outcome outcome = import_paths(fixture, paths, 1, &heard);
    assert_false(outcome.is_done);
    assert_int_equal(fixture->err.code, ERR_CANCELLED);
    /* Those of one transaction are in together; none is in that was not told. */
    assert_true(outcome.count >= 1);
    assert_int_equal(list_documents(fixture).count, outcome.count);
    strbuf_clear(&heard.log);
    free(outcome.documents);
}

/* How often it was told in each half of one file. */
static bool watch(void *context, const IntakeProgress *progress)
{
    size_t *parts = context;
    if (!progress->result && progress->bytes_done > 0 &&
        progress->bytes_done < progress->bytes_total)
        parts[progress->bytes_done * 2 / progress->bytes_total]++;
    return true;
}

static bool always_go_on(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    (void)context;
    return done_bytes <= total_bytes;
}

static void a_large_file_tells_how_far_it_is(void **state)
{
    Fixture *fixture = *state;
    StrBuf text = {0};
    for (int i = 0; i < 60000; i++)
        strbuf_appendf(&text, "这是第%d句话，和别的话不一样。\n", i);
    char *path = fixture_write(fixture, "长.txt", strbuf_get(&text));
    const IntakeOptions options = {.import = {.progress = always_go_on}};
    const char *paths[] = {path};
    int64_t *documents;
    size_t parts[2] = {0}, count, failed;
    assert_ok(library_import_paths(fixture->library, paths, 1, &options, watch, parts,
                                   &documents, &count, &failed, &fixture->err));
    assert_int_equal(count, 1);
    assert_true(parts[0] > 1 && parts[1] > 1);
    free(documents);
    free(path);
    strbuf_clear(&text);
}

static void paths_that_are_not_there_are_an_error(void **state)
{
    Fixture *fixture = *state;
    Heard heard = {0};
    const char *paths[] = {"/nowhere/a", "/nowhere/b"};
    Outcome outcome = import_paths(fixture, paths, 2, &heard);
    assert_false(outcome.is_done);
    assert_int_equal(fixture->err.code, ERR_INPUT);
    assert_non_null(strstr(error_get_message(&fixture->err), "/nowhere/a"));
    assert_int_equal(outcome.count, 0);
    free(outcome.documents);
    /* An empty folder is none. */
    const char *empty[] = {fixture->inbox};
    outcome = import_paths(fixture, empty, 1, &heard);
    assert_true(outcome.is_done);
    assert_int_equal(outcome.count, 0);
    free(outcome.documents);
    strbuf_clear(&heard.log);
}

int main(void)
{
#define test(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        test(a_folder_is_read_in_order_and_past_bad_files),
        test(threads_may_run_before_their_maker_goes_on),
        test(on_a_network_no_thread_waits_for_the_library),
        test(the_library_does_not_import_itself),
        test(a_file_that_disappears_is_one_failure),
        test(an_archive_is_imported_as_a_folder),
        test(damaged_archives_among_texts_do_not_hold_up_the_rest),
        test(failures_of_one_reason_stand_together),
        test(an_address_is_refused_with_a_hint),
        test(a_batch_stops_when_told),
        test(a_large_file_tells_how_far_it_is),
        test(paths_that_are_not_there_are_an_error),
    };
    return cmocka_run_group_tests_name("library batch", tests, NULL, NULL);
}
