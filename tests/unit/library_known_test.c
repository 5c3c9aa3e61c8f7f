/* Lines that several documents share: known from the third on, in the library's order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_fixture.h"

#include <piyue/clean.h>

#define FOOT "\n晨读专栏\n夜谈专栏\n山城旧事\n"

static void paper_write(StrBuf *out, int number, const char *foot)
{
    static const char *const rooms[] = {"东屋", "西屋", "南楼", "北楼", "书库"};
    strbuf_reset(out);
    strbuf_appendf(out,
                   "%s的故事\n\n去年%d月下了一场大雪，%s漏水，管理员把旧书搬到自己家里，"
                   "晾了整整%d个星期才干透。\n\n一、%s的缘起\n\n"
                   "春天到来的时候，%s换了%d根新梁，又添置了桌子，读书的人多了。\n%s",
                   rooms[number], number + 1, rooms[number], number + 3, rooms[number],
                   rooms[number], number + 5, foot);
}

static int64_t import_paper(Fixture *fixture, int number, const char *foot)
{
    StrBuf text = {0}, name = {0};
    paper_write(&text, number, foot);
    strbuf_appendf(&name, "%d.txt", number);
    int64_t doc = fixture_import(fixture, name.data, text.data);
    strbuf_clear(&text);
    strbuf_clear(&name);
    return doc;
}

static size_t count_hidden(Fixture *fixture, int64_t doc)
{
    Document *document =
        store_open_document(library_get_store(fixture->library), doc, &fixture->err);
    assert_non_null(document);
    size_t hidden = 0;
    for (uint32_t i = 0; i < document->block_count; i++)
        hidden += (document_get_block(document, i).flags & BLOCK_HIDDEN) != 0;
    document_free(document);
    return hidden;
}

static void furniture_is_known_from_the_third_document_on(void **state)
{
    Fixture *fixture = *state;
    int64_t docs[4];
    for (int i = 0; i < 4; i++)
        docs[i] = import_paper(fixture, i, FOOT);
    assert_int_equal(count_hidden(fixture, docs[0]), 0);
    assert_int_equal(count_hidden(fixture, docs[1]), 0);
    assert_int_equal(count_hidden(fixture, docs[2]), 3);
    assert_int_equal(count_hidden(fixture, docs[3]), 3);
    /* Read anew, the first one knows the others. */
    ReimportOptions options = {0};
    ReimportResult result;
    assert_ok(
        library_reimport(fixture->library, docs[0], &options, &result, &fixture->err));
    assert_int_equal(count_hidden(fixture, docs[0]), 3);
}

static void one_line_that_others_have_is_left(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = 0;
    for (int i = 0; i < 4; i++)
        doc = import_paper(fixture, i, "\n山城旧事\n");
    assert_int_equal(count_hidden(fixture, doc), 0);
}

static void a_pass_that_is_off_hides_nothing(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = 0;
    for (int i = 0; i < 3; i++)
        doc = import_paper(fixture, i, FOOT);
    Processing processing = {.without = 1u << CLEAN_KNOWN};
    ReimportOptions options = {.processing = &processing};
    ReimportResult result;
    assert_ok(library_reimport(fixture->library, doc, &options, &result, &fixture->err));
    assert_int_equal(count_hidden(fixture, doc), 0);
}

static void a_purged_document_is_forgotten(void **state)
{
    Fixture *fixture = *state;
    int64_t first = import_paper(fixture, 0, FOOT);
    import_paper(fixture, 1, FOOT);
    assert_ok(library_trash(fixture->library, first, &fixture->err));
    assert_ok(library_purge(fixture->library, first, &fixture->err));
    assert_int_equal(count_hidden(fixture, import_paper(fixture, 2, FOOT)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(furniture_is_known_from_the_third_document_on,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(one_line_that_others_have_is_left, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(a_pass_that_is_off_hides_nothing, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(a_purged_document_is_forgotten, fixture_set_up,
                                        fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
