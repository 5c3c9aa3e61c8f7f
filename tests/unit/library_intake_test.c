/* Documents on their way in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../zip_writer.h"
#include "library_fixture.h"

#include <piyue/store_search.h>
#include <piyue/store_shelf.h>

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

static void assert_ordered_by_date(Fixture *fixture, const int64_t *docs, size_t count)
{
    DocumentFilter filter = {.sort = SORT_DATE};
    IdList order = {0};
    assert_ok(store_order_documents(library_get_store(fixture->library), &filter, &order,
                                    &fixture->err));
    assert_int_equal(order.count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(order.ids[i], docs[i]);
    free(order.ids);
}

static bool add_document(void *found, const SearchHit *hit)
{
    strbuf_appendf(found, "%d ", (int)hit->doc);
    return true;
}

static void assert_of_days(Fixture *fixture, const char *condition, const char *docs)
{
    StrBuf found = {0};
    SearchQuery query = {.text = str_from(condition)};
    assert_ok(store_search(library_get_store(fixture->library), &query, add_document,
                           &found, &fixture->err));
    strbuf_append_byte(&found, '\0');
    assert_string_equal(found.data, docs);
    strbuf_clear(&found);
}

static void set_date(Fixture *fixture, int64_t doc, const char *date)
{
    DocumentFieldEdit edit = {
        .name = STR("date"), .value = str_from(date ? date : ""), .is_reset = !date};
    assert_ok(library_set_fields(fixture->library, doc, &edit, 1, &fixture->err));
}

/* What a paper says of itself is its day, however the file writes another; a day that a
 * user says is believed before both. */
static void order_and_search_go_by_the_day_that_is_known(void **state)
{
    Fixture *fixture = *state;
    int64_t paper = fixture_import(
        fixture, "a.txt",
        "关于河湖管护的意见\n\n各村要摸清家底，一条河一本账，一口塘一张图。"
        "\n\n川口市水利局\n\n2021年3月4日\n");
    int64_t page = fixture_import(
        fixture, "b.html",
        "<html><head><title>巡堤记</title><meta name=\"date\" content=\"2023年05月06日 "
        "08:00\"></head><body><p>各村要摸清家底，一条河一本账，一口塘一张图。</p></body>"
        "</html>");
    int64_t plain = fixture_import(fixture, "c.txt", "塘口\n\n各村要摸清家底。\n");
    assert_ordered_by_date(fixture, (const int64_t[]){page, paper, plain}, 3);
    assert_of_days(fixture, "家底 after:2021-03-04 before:2021-03-05", "1 ");
    assert_of_days(fixture, "家底 after:2023-05-06 before:2023-05-07", "2 ");
    set_date(fixture, paper, "2024年1月2日");
    assert_ordered_by_date(fixture, (const int64_t[]){paper, page, plain}, 3);
    assert_of_days(fixture, "家底 after:2024-01-02 before:2024-01-03", "1 ");
    set_date(fixture, page, ""); /* it has none */
    assert_ordered_by_date(fixture, (const int64_t[]){paper, plain, page}, 3);
    assert_of_days(fixture, "家底 before:2024", "");
    set_date(fixture, paper, NULL);
    assert_of_days(fixture, "家底 before:2024", "1 ");
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
        test(order_and_search_go_by_the_day_that_is_known),
        test(standard_input_is_named_by_its_first_words),
        test(what_cannot_be_read_leaves_the_library_alone),
        test(a_file_over_the_limit_is_refused),
        test(one_row_of_ten_megabytes_is_a_document),
        test(a_file_can_be_read_without_a_library),
        test(a_pipe_can_be_read_without_a_library),
    };
    return cmocka_run_group_tests_name("library intake", tests, NULL, NULL);
}
