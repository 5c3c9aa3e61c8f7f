/* Documents on their way in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../zip_writer.h"
#include "library_fixture.h"

#include <dlfcn.h>
#include <pthread.h>
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

static DocumentList list_documents(Fixture *fixture)
{
    DocumentFilter filter = {.sort = SORT_ADDED};
    DocumentList list = {0};
    assert_ok(store_list_documents(library_get_store(fixture->library), &filter,
                                   fixture->arena, &list, &fixture->err));
    return list;
}

static char *get_title(Fixture *fixture, int64_t doc)
{
    Document *document =
        store_open_document(library_get_store(fixture->library), doc, &fixture->err);
    assert_ok(document);
    char *title = str_dup(str_from(document->title));
    document_free(document);
    return title;
}

static void expect_title(Fixture *fixture, const char *name, const char *text,
                         const char *expected)
{
    char *title = get_title(fixture, fixture_import(fixture, name, text));
    assert_string_equal(title, expected);
    free(title);
}

static void the_same_bytes_are_recognised(void **state)
{
    Fixture *fixture = *state;
    char *first = fixture_write(fixture, "甲.txt", str_from(PAPER));
    char *second = fixture_write(fixture, "乙.txt", str_from(PAPER));
    ImportResult a, b;
    assert_ok(fixture_import_path(fixture, first, &a));
    assert_ok(fixture_import_path(fixture, second, &b));
    assert_true(a.is_new);
    assert_false(b.is_new);
    assert_int_equal(a.doc, b.doc);
    assert_int_equal(a.source_bytes, sizeof(PAPER) - 1);
    assert_string_equal(a.format, "text");
    assert_string_equal(a.encoding, "UTF-8");
    assert_int_equal(a.blocks, 6);
    /* What is told about a known document is what was told when it was new. */
    assert_ptr_equal(b.format, a.format);
    assert_string_equal(b.encoding, a.encoding);
    assert_int_equal(b.blocks, a.blocks);
    assert_int_equal(b.headings, a.headings);
    assert_int_equal(b.source_bytes, a.source_bytes);
    assert_string_equal(a.path, first);
    import_result_clear(&a);
    import_result_clear(&b);
    free(first);
    free(second);
}

static void what_is_kept_are_the_bytes_that_came(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "甲.txt", PAPER);
    Store *store = library_get_store(fixture->library);
    Document *document = store_open_document(store, doc, &fixture->err);
    assert_ok(document);
    StrBuf original = {0};
    assert_ok(store_read_original(store, document->edition, &original, &fixture->err));
    assert_str(strbuf_get(&original), PAPER);
    strbuf_clear(&original);
    document_free(document);
}

static void a_trashed_document_comes_back_by_an_import(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "甲.txt", PAPER);
    assert_ok(library_trash(fixture->library, doc, &fixture->err));
    char *path = fixture_write(fixture, "甲.txt", str_from(PAPER));
    ImportResult result;
    assert_ok(fixture_import_path(fixture, path, &result));
    assert_int_equal(result.doc, doc);
    assert_true(result.was_trashed);
    assert_false(result.is_new);
    assert_int_equal(list_documents(fixture).count, 1);
    /* An operation like any other: undo puts it back where it was. */
    StrBuf what = {0};
    int64_t touched;
    assert_ok(library_undo(fixture->library, &what, &touched, &fixture->err));
    assert_int_equal(touched, doc);
    assert_int_equal(list_documents(fixture).count, 0);
    strbuf_clear(&what);
    import_result_clear(&result);
    free(path);
}

static void undoing_an_import_puts_it_into_the_trash(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "甲.txt", PAPER);
    StrBuf what = {0};
    int64_t touched;
    assert_ok(library_undo(fixture->library, &what, &touched, &fixture->err));
    assert_str(strbuf_get(&what), "added “关于河湖管护的意见”");
    assert_int_equal(list_documents(fixture).count, 0);
    assert_ok(library_redo(fixture->library, &what, &touched, &fixture->err));
    assert_int_equal(list_documents(fixture).rows[0].id, doc);
    strbuf_clear(&what);
}

static void tags_of_an_import_are_part_of_it(void **state)
{
    Fixture *fixture = *state;
    char *path = fixture_write(fixture, "甲.txt", str_from(PAPER));
    const Str tags[] = {STR("河湖"), STR(" 水 ")};
    IntakeOptions options = {.tags = tags, .tag_count = 2};
    ImportResult result;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_ok(
        library_import_fd(fixture->library, fd, path, &options, &result, &fixture->err));
    assert_str(list_documents(fixture).rows[0].tags, "水, 河湖");
    import_result_clear(&result);
    /* One that is known already gets them, too. */
    const Str more[] = {STR("江")};
    options = (IntakeOptions){.tags = more, .tag_count = 1};
    assert_ok(
        library_import_fd(fixture->library, fd, path, &options, &result, &fixture->err));
    assert_false(result.is_new);
    assert_str(list_documents(fixture).rows[0].tags, "水, 江, 河湖");
    import_result_clear(&result);
    close(fd);
    free(path);
}

static void titles_are_found_where_they_stand(void **state)
{
    Fixture *fixture = *state;
    expect_title(fixture, "a.txt", PAPER, "关于河湖管护的意见");
    expect_title(fixture, "河边.v2.txt",
                 "天还没有亮，他就起来了，沿着江堤一直往下走，走到柳叶渡才停住。\n\n"
                 "船不在，人也不在。\n",
                 "河边.v2");
    /* Not what stands in brackets, ends like a sentence, or is numbered. */
    expect_title(fixture, "记录.txt",
                 "（根据录音整理）\n\n同志们：\n\n今天讲四点意见，都和水有关系。\n",
                 "记录");
    expect_title(fixture, ".5版", "同志们：\n\n今天讲四点意见，都和江有关系。\n", ".5版");
}

#define RIVER "柳叶渡的水在九月里退了三尺，两岸的人都看见了河床上的旧石阶。"

static void the_title_is_what_a_date_or_the_text_follows(void **state)
{
    Fixture *fixture = *state;
    expect_title(
        fixture, "捕获.txt",
        "更多\n\n登录 | 注册\n\n新闻 财经 体育 文化 读书 汽车\n\n柳叶渡退水三尺\n\n"
        "江边日报 2027-09-09 16:01\n\n分享\n\n" RIVER "\n",
        "柳叶渡退水三尺");
    /* What stands in the title of the window, and on two lines in the text. */
    expect_title(
        fixture, "网页.txt",
        "管好一条河,惠及两岸人_江边网\n\n首页\n\n管好一条河,惠及两岸人\n\n管好一条河\n\n"
        "惠及两岸人\n\n" RIVER "\n",
        "管好一条河,惠及两岸人");
    /* Labels are none, nor are addresses. */
    expect_title(fixture, "讲义.txt",
                 "Editor: 江一苇\n\n本章学习时间：3天\n\nhttps://river.example/lesson\n\n"
                 "第三章 水位\n\n" RIVER "\n\n3.1 读数\n\n" RIVER "\n",
                 "第三章 水位");
}

static void standard_input_is_named_by_its_first_words(void **state)
{
    Fixture *fixture = *state;
    static const IntakeOptions options;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const char *text =
        "天还没有亮，他就起来了，沿着江堤一直往下走，走到柳叶渡才停住，歇了一会儿。\n";
    assert_true(write(ends[1], text, strlen(text)) == (ssize_t)strlen(text));
    close(ends[1]);
    ImportResult result;
    assert_ok(library_import_fd(fixture->library, ends[0], "-", &options, &result,
                                &fixture->err));
    close(ends[0]);
    char *title = get_title(fixture, result.doc);
    /* Thirty code points. */
    assert_string_equal(title,
                        "天还没有亮，他就起来了，沿着江堤一直往下走，走到柳叶渡才停住");
    assert_str(list_documents(fixture).rows[0].path, "-");
    free(title);
    import_result_clear(&result);
}

static void expect_failure(Fixture *fixture, const char *name, Str bytes, ErrorCode code)
{
    char *path = fixture_write(fixture, name, bytes);
    ImportResult result;
    assert_false(fixture_import_path(fixture, path, &result));
    assert_int_equal(fixture->err.code, code);
    assert_int_equal(result.error.code, code);
    assert_int_equal(result.doc, 0);
    assert_non_null(strstr(error_get_message(&fixture->err), name));
    import_result_clear(&result);
    free(path);
}

static void what_cannot_be_read_leaves_the_library_alone(void **state)
{
    Fixture *fixture = *state;
    expect_failure(fixture, "空.txt", STR(""), ERR_EMPTY);
    char binary[4096];
    for (size_t i = 0; i < sizeof(binary); i++)
        binary[i] = (char)(i * 7919 >> 3);
    expect_failure(fixture, "像.bin", (Str){binary, sizeof(binary)}, ERR_FORMAT);
    assert_int_equal(list_documents(fixture).count, 0);
    char *dump = fixture_dump(fixture);
    assert_string_equal(dump, "");
    free(dump);
}

static void a_file_over_the_limit_is_refused(void **state)
{
    Fixture *fixture = *state;
    char *path = fixture_write(fixture, "大.txt", str_from(PAPER));
    IntakeOptions options = {.import = {.limits = import_limits_default()}};
    options.import.limits.max_file_bytes = sizeof(PAPER) - 2;
    ImportResult result;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_false(
        library_import_fd(fixture->library, fd, path, &options, &result, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_LIMIT);
    import_result_clear(&result);
    error_clear(&fixture->err);
    options.import.limits.max_file_bytes++;
    assert_ok(
        library_import_fd(fixture->library, fd, path, &options, &result, &fixture->err));
    import_result_clear(&result);
    close(fd);
    free(path);
}

static void one_row_of_ten_megabytes_is_a_document(void **state)
{
    Fixture *fixture = *state;
    StrBuf text = {0};
    while (text.len < 10000000)
        strbuf_append_text(&text, "江水流过柳叶渡，船在树下等人，人在船上等雾散。");
    char *path = fixture_write(fixture, "长.txt", strbuf_get(&text));
    ImportResult result;
    assert_ok(fixture_import_path(fixture, path, &result));
    assert_true(result.blocks > 10000000 / BLOCK_MAX_BYTES);
    assert_int_equal(result.source_bytes, text.len);
    Document *document = store_open_document(library_get_store(fixture->library),
                                             result.doc, &fixture->err);
    assert_ok(document);
    assert_int_equal(document->text_bytes, text.len);
    document_free(document);
    import_result_clear(&result);
    strbuf_clear(&text);
    free(path);
}

/* ---- batches --------------------------------------------------------------- */

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
    assert_string_equal(failures.items[0].reason, "… is no document");
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

static void a_file_can_be_read_without_a_library(void **state)
{
    Fixture *fixture = *state;
    char *path = fixture_write(fixture, "甲.txt", str_from(PAPER));
    static const ImportOptions options;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    Document *document = document_read_fd(fd, path, &options, &fixture->err);
    assert_ok(document);
    assert_string_equal(document->title, "关于河湖管护的意见");
    assert_string_equal(document->path, path);
    assert_int_equal(document->id, 0);
    assert_int_equal(document->block_count, 6);
    assert_int_equal(list_documents(fixture).count, 0);
    /* Nor can it be annotated, and the message says how it could. */
    NewAnnotation new = {.document = document, .range = {{0, 0}, {0, 3}}};
    int64_t id;
    assert_false(library_annotate(fixture->library, &new, &id, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_USAGE);
    document_free(document);
    close(fd);
    free(path);
}

static void a_pipe_can_be_read_without_a_library(void **state)
{
    Fixture *fixture = *state;
    static const ImportOptions options;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_true(write(ends[1], PAPER, sizeof(PAPER) - 1) == sizeof(PAPER) - 1);
    close(ends[1]);
    Document *document = document_read_fd(ends[0], "-", &options, &fixture->err);
    assert_ok(document);
    assert_string_equal(document->title, "关于河湖管护的意见");
    assert_string_equal(document->path, "-");
    document_free(document);
    close(ends[0]);
}

int main(void)
{
#define test(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        test(the_same_bytes_are_recognised),
        test(what_is_kept_are_the_bytes_that_came),
        test(a_trashed_document_comes_back_by_an_import),
        test(undoing_an_import_puts_it_into_the_trash),
        test(tags_of_an_import_are_part_of_it),
        test(titles_are_found_where_they_stand),
        test(the_title_is_what_a_date_or_the_text_follows),
        test(standard_input_is_named_by_its_first_words),
        test(what_cannot_be_read_leaves_the_library_alone),
        test(a_file_over_the_limit_is_refused),
        test(one_row_of_ten_megabytes_is_a_document),
        test(a_folder_is_read_in_order_and_past_bad_files),
        test(threads_may_run_before_their_maker_goes_on),
        test(the_library_does_not_import_itself),
        test(a_file_that_disappears_is_one_failure),
        test(an_archive_is_imported_as_a_folder),
        test(damaged_archives_among_texts_do_not_hold_up_the_rest),
        test(failures_of_one_reason_stand_together),
        test(an_address_is_refused_with_a_hint),
        test(a_batch_stops_when_told),
        test(a_large_file_tells_how_far_it_is),
        test(paths_that_are_not_there_are_an_error),
        test(a_file_can_be_read_without_a_library),
        test(a_pipe_can_be_read_without_a_library),
    };
    return cmocka_run_group_tests_name("library intake", tests, NULL, NULL);
}
