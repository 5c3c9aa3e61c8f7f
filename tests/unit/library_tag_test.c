/* Tags are a tree: branches move, other names lead, filters follow; and filters of
 * passages say what they mean.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_fixture.h"

#include <piyue/ledger.h>

static void assert_tags(Fixture *fixture, const char *expected)
{
    TagList list = {0};
    StrBuf joined = {0};
    assert_ok(store_list_tags(library_get_store(fixture->library), false, fixture->arena,
                              &list, &fixture->err));
    for (size_t i = 0; i < list.count; i++)
        strbuf_appendf(&joined, "%s%.*s:%d+%d", i ? " " : "", STR_ARG(list.rows[i].name),
                       (int)list.rows[i].passages, (int)list.rows[i].documents);
    strbuf_append_text(&joined, "");
    assert_str(strbuf_get(&joined), expected);
    strbuf_clear(&joined);
}

static int64_t count(Fixture *fixture, const char *text)
{
    AnnotationFilter filter;
    int64_t counted = -1;
    Store *store = library_get_store(fixture->library);
    assert_ok(
        filter_parse(store, str_from(text), fixture->arena, &filter, &fixture->err));
    assert_ok(store_count_annotations(store, &filter, &counted, &fixture->err));
    /* The ledger finds the same, in whatever order. */
    Ledger *ledger = ledger_new(store);
    assert_ok(ledger_read(ledger, NULL, NULL, &fixture->err));
    for (int grouping = 0; grouping < GROUP_COUNT; grouping++) {
        PassageIndex index = {0};
        size_t sum = 0;
        assert_ok(ledger_index(ledger, &filter, (PassageGrouping)grouping, 0, &index,
                               &fixture->err));
        for (size_t i = 0; i < index.group_count; i++) {
            assert_int_equal(index.groups[i].first, sum);
            assert_true(index.groups[i].count > 0);
            sum += index.groups[i].count;
        }
        assert_int_equal(sum, index.count);
        if (grouping != GROUP_TAG)
            assert_int_equal(index.count, counted);
        else
            assert_true((int64_t)index.count >= counted);
        passage_index_clear(&index);
    }
    ledger_free(ledger);
    return counted;
}

typedef struct Sample {
    int64_t doc, a, b, c;
} Sample;

static Sample make_sample(Fixture *fixture)
{
    Sample sample = {.doc = fixture_import(fixture, "甲.txt", PAPER)};
    sample.a =
        fixture_annotate(fixture, sample.doc, "摸清家底", "与去年对照", "提案/办理");
    sample.b = fixture_annotate(fixture, sample.doc, "专人负责", "", "提案");
    sample.c = fixture_annotate(fixture, sample.doc, "山塘虽小", "", "提案人");
    return sample;
}

static void branch_moves_with_what_is_below(void **state)
{
    Fixture *fixture = *state;
    make_sample(fixture);
    StrBuf what = {0};
    int64_t doc;
    char *before = fixture_dump(fixture);
    assert_ok(
        library_rename_tag(fixture->library, STR("提案"), STR("议案"), &fixture->err));
    assert_tags(fixture, "提案人:1+0 议案:1+0 议案/办理:1+0");
    assert_ok(
        library_rename_tag(fixture->library, STR("议案"), STR("议案/旧"), &fixture->err));
    assert_tags(fixture, "提案人:1+0 议案/旧:1+0 议案/旧/办理:1+0");
    assert_ok(library_rename_tag(fixture->library, STR("议案/旧"), STR("提案人"),
                                 &fixture->err));
    assert_tags(fixture, "提案人:2+0 提案人/办理:1+0");
    for (int i = 0; i < 3; i++)
        assert_ok(library_undo(fixture->library, &what, &doc, &fixture->err));
    char *after = fixture_dump(fixture);
    assert_string_equal(after, before);
    free(before);
    free(after);
    strbuf_clear(&what);
}

static void deleted_branch_comes_back_with_undo(void **state)
{
    Fixture *fixture = *state;
    Sample sample = make_sample(fixture);
    StrBuf what = {0};
    int64_t doc;
    assert_ok(library_tag_document(fixture->library, sample.doc, STR("提案/办理"), true,
                                   &fixture->err));
    assert_ok(library_delete_tag(fixture->library, STR("提案"), &fixture->err));
    assert_tags(fixture, "提案人:1+0");
    assert_ok(library_undo(fixture->library, &what, &doc, &fixture->err));
    assert_str(strbuf_get(&what), "deleted the tag 提案");
    assert_tags(fixture, "提案:1+0 提案/办理:1+1 提案人:1+0");
    assert_false(library_delete_tag(fixture->library, STR("没有"), &fixture->err));
    assert_int_equal(fixture->err.code, ERR_NOT_FOUND);
    strbuf_clear(&what);
}

static void other_name_sets_the_tag_it_leads_to(void **state)
{
    Fixture *fixture = *state;
    Sample sample = make_sample(fixture);
    Library *library = fixture->library;
    Error *err = &fixture->err;
    assert_ok(library_set_alias(library, STR("建议"), STR("提案"), err));
    assert_ok(library_tag_annotation(library, sample.c, STR("建议"), true, err));
    assert_tags(fixture, "提案:2+0 提案/办理:1+0 提案人:1+0");
    assert_int_equal(count(fixture, "#建议"), 3);
    /* It follows the tag to its new name, and is gone with it. */
    assert_ok(library_rename_tag(library, STR("提案"), STR("议案"), err));
    assert_ok(library_tag_document(library, sample.doc, STR("建议"), true, err));
    assert_tags(fixture, "提案人:1+0 议案:2+1 议案/办理:1+0");
    /* A tag in use is no other name of another. */
    assert_false(library_set_alias(library, STR("提案人"), STR("议案"), err));
    assert_int_equal(err->code, ERR_CONFLICT);
    error_clear(err);
    assert_ok(library_delete_tag(library, STR("议案"), err));
    assert_ok(library_tag_annotation(library, sample.c, STR("建议"), true, err));
    assert_tags(fixture, "建议:1+0 提案人:1+0");
}

static void tag_of_a_filter_stands_for_its_branch(void **state)
{
    Fixture *fixture = *state;
    Sample sample = make_sample(fixture);
    assert_int_equal(count(fixture, ""), 3);
    assert_int_equal(count(fixture, "#提案"), 2);
    assert_int_equal(count(fixture, "#提案/办理"), 1);
    assert_int_equal(count(fixture, "#提"), 0);
    assert_ok(library_set_status(fixture->library, sample.b, STATUS_OPEN, &fixture->err));
    assert_ok(library_set_style(fixture->library, sample.b, STR("red"), &fixture->err));
    assert_int_equal(count(fixture, "is:open"), 1);
    assert_int_equal(count(fixture, "is:none"), 2);
    assert_int_equal(count(fixture, "is:open #提案 style:red @木子"), 1);
    assert_int_equal(count(fixture, "is:open #提案人"), 0);
    assert_int_equal(count(fixture, "@别人"), 0);
    assert_int_equal(count(fixture, "before:2020-01-01"), 0);
    assert_int_equal(count(fixture, "since:2020-01-01"), 3);
    assert_int_equal(count(fixture, "is:overdue"), 0);
    /* Quotation, note and tags are looked through; all words must be there. */
    assert_int_equal(count(fixture, "家底"), 1);
    assert_int_equal(count(fixture, "对照 家底"), 1);
    assert_int_equal(count(fixture, "对照 山塘"), 0);
    assert_int_equal(count(fixture, "办理"), 1);
    /* Those of a document in the trash are not there, but when it is asked for. */
    StrBuf text = {0};
    assert_ok(library_trash(fixture->library, sample.doc, &fixture->err));
    assert_int_equal(count(fixture, "#提案"), 0);
    assert_int_equal(count(fixture, ""), 0);
    strbuf_appendf(&text, "doc:%lld #提案", (long long)sample.doc);
    assert_int_equal(count(fixture, text.data), 2);
    strbuf_clear(&text);
}

static void filter_reads_what_it_writes(void **state)
{
    Fixture *fixture = *state;
    Sample sample = make_sample(fixture);
    Store *store = library_get_store(fixture->library);
    int64_t collection = 0;
    static const char *const texts[] = {
        "", "#提案/办理 is:open 协商 机制", "@木子 style:red since:2024-05-01",
        "#\"a b\" is:lost before:2025-01-31", "is:overdue doc:1 in:\"专报 素材\"",
        "@\"木\"\"子\" \"is:open 协商\"", "\" 协商\"", "\"#提案\""};
    assert_int_equal(sample.doc, 1);
    assert_ok(library_create_collection(fixture->library, STR("专报 素材"), &collection,
                                        &fixture->err));
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        AnnotationFilter filter;
        StrBuf out = {0};
        assert_ok(filter_parse(store, str_from(texts[i]), fixture->arena, &filter,
                               &fixture->err));
        filter_format(store, &filter, false, &out);
        strbuf_append_text(&out, "");
        assert_string_equal(out.data, texts[i]);
        /* What is kept is read again as well. */
        strbuf_reset(&out);
        filter_format(store, &filter, true, &out);
        AnnotationFilter kept;
        assert_ok(
            filter_parse(store, strbuf_get(&out), fixture->arena, &kept, &fixture->err));
        assert_int_equal(kept.doc, filter.doc);
        strbuf_clear(&out);
    }
    AnnotationFilter filter;
    assert_ok(filter_parse(store, STR("\"is:open\" \"a\"\"b\""), fixture->arena, &filter,
                           &fixture->err));
    assert_int_equal(filter.status, -1); /* quoted, it is a word */
    assert_str(filter.text, "is:open a\"b");
    static const char *const bad[] = {"is:gone", "since:yesterday", "in:没有",
                                      "doc:没有"};
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        assert_false(filter_parse(store, str_from(bad[i]), fixture->arena, &filter,
                                  &fixture->err));
        error_clear(&fixture->err);
    }
}

static void saved_filter_follows_its_tag(void **state)
{
    Fixture *fixture = *state;
    make_sample(fixture);
    Store *store = library_get_store(fixture->library);
    AnnotationFilter filter = {.tag = STR("提案/办理"), .status = STATUS_OPEN};
    Str text;
    assert_ok(library_save_filter(fixture->library, STR("催办"), &filter, &fixture->err));
    assert_ok(
        library_rename_tag(fixture->library, STR("提案"), STR("议案"), &fixture->err));
    assert_ok(store_get_filter(store, STR("催办"), fixture->arena, &text, &fixture->err));
    assert_str(text, "#议案/办理 is:open");
    assert_ok(library_save_filter(fixture->library, STR("催办"), NULL, &fixture->err));
    assert_false(library_save_filter(fixture->library, STR("催办"), NULL, &fixture->err));
    error_clear(&fixture->err);
    AnnotationFilter all = {.status = -1};
    assert_false(library_save_filter(fixture->library, STR("全"), &all, &fixture->err));
}

static void batch_is_one_action(void **state)
{
    Fixture *fixture = *state;
    Sample sample = make_sample(fixture);
    Library *library = fixture->library;
    Error *err = &fixture->err;
    StrBuf what = {0};
    int64_t doc;
    assert_ok(library_begin_batch(library, err));
    assert_ok(library_tag_annotation(library, sample.a, STR("甲"), true, err));
    assert_ok(library_tag_annotation(library, sample.b, STR("甲"), true, err));
    assert_ok(library_end_batch(library, true, err));
    assert_int_equal(count(fixture, "#甲"), 2);
    assert_ok(library_undo(library, &what, &doc, err));
    assert_int_equal(count(fixture, "#甲"), 0);
    /* One that fails takes all of it back. */
    char *before = fixture_dump(fixture);
    assert_ok(library_begin_batch(library, err));
    assert_ok(library_tag_annotation(library, sample.a, STR("乙"), true, err));
    assert_false(library_tag_annotation(library, 999, STR("乙"), true, err));
    error_clear(err);
    assert_false(library_end_batch(library, true, err));
    error_clear(err);
    char *after = fixture_dump(fixture);
    assert_string_equal(after, before);
    free(before);
    free(after);
    strbuf_clear(&what);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(branch_moves_with_what_is_below, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(deleted_branch_comes_back_with_undo,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(other_name_sets_the_tag_it_leads_to,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(tag_of_a_filter_stands_for_its_branch,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(filter_reads_what_it_writes, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(saved_filter_follows_its_tag, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(batch_is_one_action, fixture_set_up,
                                        fixture_tear_down),
    };
    return cmocka_run_group_tests_name("tags", tests, NULL, NULL);
}
