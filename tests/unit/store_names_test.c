/* Titles and headings, read a few at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_fixture.h"

#include <piyue/store_shelf.h>

static void note_name(void *context, const NameRow *row)
{
    strbuf_appendf(context, "%d.%u %.*s", (int)row->doc, (unsigned)row->section,
                   STR_ARG(row->text));
    if (row->tags.len)
        strbuf_appendf(context, " [%.*s]", STR_ARG(row->tags));
    strbuf_append_text(context, "; ");
}

typedef bool Reader(Store *store, NameCursor *cursor, size_t limit, NameVisitor *visitor,
                    void *context, Error *err);

static void assert_names(Fixture *fixture, Reader *reader, size_t limit,
                         const char *wanted)
{
    NameCursor cursor = {0};
    StrBuf names = {0};
    while (!cursor.is_over)
        assert_ok(
            reader(fixture->store, &cursor, limit, note_name, &names, &fixture->err));
    assert_string_equal(names.data ? names.data : "", wanted);
    strbuf_clear(&names);
}

static void trash(Fixture *fixture, int64_t doc)
{
    assert_ok(store_begin(fixture->store, &fixture->err));
    assert_ok(store_set_trashed(fixture->store, doc, 1, &fixture->err));
    assert_ok(store_commit(fixture->store, &fixture->err));
}

static void titles_come_most_recent_first_without_the_trash(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "一");
    int64_t second = fixture_put(fixture, "乙", "二");
    fixture_put(fixture, "丙", "三");
    for (size_t limit = 1; limit < 5; limit++)
        assert_names(fixture, store_read_titles, limit, "3.0 丙; 2.0 乙; 1.0 甲; ");
    trash(fixture, second);
    for (size_t limit = 1; limit < 4; limit++)
        assert_names(fixture, store_read_titles, limit, "3.0 丙; 1.0 甲; ");
}

static void documents_come_by_number_with_their_tags_and_the_trash(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "一");
    int64_t second = fixture_put(fixture, "乙", "二");
    fixture_put(fixture, "丙", "三");
    trash(fixture, second);
    assert_ok(
        store_set_document_tag(fixture->store, second, STR("水"), true, &fixture->err));
    assert_ok(
        store_set_document_tag(fixture->store, second, STR("会"), true, &fixture->err));
    for (size_t limit = 1; limit < 5; limit++)
        assert_names(fixture, store_read_documents, limit,
                     "1.0 甲; 2.0 乙 [会, 水]; 3.0 丙; ");
}

static void headings_come_by_document_without_the_title_itself(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "# 甲\n## 总则\n文\n## 附则");
    int64_t second = fixture_put(fixture, "乙", "# 概况");
    fixture_put(fixture, "丙", "没有标题");
    for (size_t limit = 1; limit < 5; limit++)
        assert_names(fixture, store_read_headings, limit,
                     "1.1 总则; 1.2 附则; 2.0 概况; ");
    trash(fixture, second);
    for (size_t limit = 1; limit < 4; limit++)
        assert_names(fixture, store_read_headings, limit, "1.1 总则; 1.2 附则; ");
}

static void headings_beyond_one_page_are_numbered_on(void **state)
{
    Fixture *fixture = *state;
    StrBuf text = {0}, wanted = {0};
    for (int i = 0; i < 600; i++) {
        strbuf_appendf(&text, "# 第%d条\n", i);
        strbuf_appendf(&wanted, "1.%d 第%d条; ", i, i);
    }
    fixture_put(fixture, "甲", text.data);
    assert_names(fixture, store_read_headings, 1, wanted.data);
    assert_names(fixture, store_read_headings, 50, wanted.data);
    strbuf_clear(&text);
    strbuf_clear(&wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(titles_come_most_recent_first_without_the_trash,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(
            documents_come_by_number_with_their_tags_and_the_trash, fixture_set_up,
            fixture_tear_down),
        cmocka_unit_test_setup_teardown(
            headings_come_by_document_without_the_title_itself, fixture_set_up,
            fixture_tear_down),
        cmocka_unit_test_setup_teardown(headings_beyond_one_page_are_numbered_on,
                                        fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
