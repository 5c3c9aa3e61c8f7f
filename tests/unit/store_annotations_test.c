/* Annotations, tags and the operation log.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_fixture.h"

#include <piyue/store_log.h>
#include <piyue/store_search.h>

#include "store/internal.h"

static Annotation make(int64_t doc, uint32_t block, const char *exact, const char *note)
{
    return (Annotation){
        .uid = uid_new(),
        .doc = doc,
        .edition = 1,
        .selector = {.range = {{block, 3}, {block, 9}},
                     .exact = str_from(exact),
                     .prefix = STR("前"),
                     .suffix = STR("后"),
                     .headings = STR("一\n（一）")},
        .note = str_from(note),
        .style = STR("red"),
        .author = STR("某人"),
        .status = STATUS_OPEN,
        .due_ms = 5,
        .created_ms = 1000 - (int64_t)block,
        .modified_ms = 2000,
    };
}

static int64_t put(Fixture *fixture, const Annotation *annotation)
{
    int64_t id = 0;
    assert_ok(store_begin(fixture->store, &fixture->err));
    assert_ok(store_put_annotation(fixture->store, annotation, &id, &fixture->err));
    assert_ok(store_commit(fixture->store, &fixture->err));
    return id;
}

static AnnotationList list_all(Fixture *fixture, AnnotationFilter filter)
{
    AnnotationList list = {0};
    int64_t count = 0;
    assert_ok(store_list_annotations(fixture->store, &filter, fixture->arena, &list,
                                     &fixture->err));
    assert_ok(store_count_annotations(fixture->store, &filter, &count, &fixture->err));
    if (!filter.limit)
        assert_int_equal(count, list.count);
    return list;
}

/* Quotations of the filtered annotations, parted by blanks. */
static void assert_quotes(Fixture *fixture, AnnotationFilter filter, const char *wanted)
{
    AnnotationList list = list_all(fixture, filter);
    StrBuf quotes = {0};
    for (size_t i = 0; i < list.count; i++)
        strbuf_appendf(&quotes, "%s%.*s", i ? " " : "",
                       STR_ARG(list.rows[i].selector.exact));
    assert_string_equal(quotes.data ? quotes.data : "", wanted);
    strbuf_clear(&quotes);
}

static uint32_t count_notes(Fixture *fixture, int64_t doc)
{
    DocumentFilter filter = {.id = doc};
    DocumentList list = {0};
    assert_ok(store_list_documents(fixture->store, &filter, fixture->arena, &list,
                                   &fixture->err));
    return list.rows[0].notes;
}

static void annotation_comes_back_as_it_was_put(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_put(fixture, "文", "一二三四五\n六七八");
    Str tags[] = {STR("提案"), STR("办理")};
    Annotation annotation = make(doc, 1, "引文", "批语");
    annotation.tags = tags;
    annotation.tag_count = 2;
    annotation.is_orphan = true;
    int64_t id = put(fixture, &annotation);
    fixture_reopen(fixture, STORE_READ_WRITE);
    AnnotationList list = list_all(fixture, (AnnotationFilter){.id = id, .status = -1});
    assert_int_equal(list.count, 1);
    Annotation *back = &list.rows[0];
    assert_int_equal(back->id, id);
    assert_memory_equal(&back->uid, &annotation.uid, sizeof(Uid));
    assert_int_equal(back->doc, doc);
    assert_int_equal(pos_compare(back->selector.range.start, (Pos){1, 3}), 0);
    assert_int_equal(pos_compare(back->selector.range.end, (Pos){1, 9}), 0);
    assert_true(str_is_equal(back->selector.exact, STR("引文")));
    assert_true(str_is_equal(back->selector.prefix, STR("前")));
    assert_true(str_is_equal(back->selector.suffix, STR("后")));
    assert_true(str_is_equal(back->selector.headings, STR("一\n（一）")));
    assert_true(str_is_equal(back->note, STR("批语")));
    assert_true(str_is_equal(back->style, STR("red")));
    assert_true(str_is_equal(back->author, STR("某人")));
    assert_int_equal(back->status, STATUS_OPEN);
    assert_int_equal(back->due_ms, 5);
    assert_int_equal(back->created_ms, 999);
    assert_int_equal(back->modified_ms, 2000);
    assert_true(back->is_orphan);
    assert_int_equal(back->tag_count, 2);
    assert_true(str_is_equal(back->tags[0], STR("办理")));
    assert_true(str_is_equal(back->tags[1], STR("提案")));
    assert_true(str_is_equal(list.doc_titles[0], STR("文")));

    /* The same uid replaces the row and its tags. */
    annotation.note = STR("新批语");
    annotation.tag_count = 1;
    assert_int_equal(put(fixture, &annotation), id);
    list = list_all(fixture, (AnnotationFilter){.status = -1});
    assert_int_equal(list.count, 1);
    assert_true(str_is_equal(list.rows[0].note, STR("新批语")));
    assert_int_equal(list.rows[0].tag_count, 1);
    int64_t found = 0;
    assert_ok(
        store_find_annotation_uid(fixture->store, annotation.uid, &found, &fixture->err));
    assert_int_equal(found, id);
    assert_int_equal(count_notes(fixture, doc), 1);
}

static void annotations_are_filtered_and_ordered(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_put(fixture, "甲", "一\n二\n三");
    int64_t other = fixture_put(fixture, "乙", "四\n五");
    Annotation first = make(doc, 0, "協商", "注");
    Annotation second = make(doc, 2, "监督", "说明ＡＢＣ");
    Annotation third = make(other, 1, "参政", "");
    second.status = STATUS_DONE;
    third.is_orphan = true;
    put(fixture, &second);
    int64_t id = put(fixture, &first);
    int64_t last = put(fixture, &third);
    assert_quotes(fixture, (AnnotationFilter){.status = -1}, "協商 监督 参政");
    assert_quotes(fixture, (AnnotationFilter){.status = -1, .doc = doc}, "協商 监督");
    assert_quotes(fixture, (AnnotationFilter){.status = -1, .newest_first = true},
                  "協商 参政 监督");
    assert_quotes(
        fixture,
        (AnnotationFilter){
            .status = -1, .newest_first = true, .doc = doc, .limit = 1, .offset = 1},
        "监督");
    assert_quotes(fixture, (AnnotationFilter){.status = STATUS_DONE}, "监督");
    assert_quotes(fixture, (AnnotationFilter){.status = -1, .orphans = true}, "参政");
    assert_quotes(fixture, (AnnotationFilter){.status = -1, .since_ms = 999},
                  "協商 参政");
    assert_quotes(fixture, (AnnotationFilter){.status = -1, .text = STR("协商")}, "協商");
    assert_quotes(fixture, (AnnotationFilter){.status = -1, .text = STR("abc")}, "监督");
    assert_ok(
        store_set_annotation_tag(fixture->store, last, STR("重点"), true, &fixture->err));
    assert_quotes(fixture, (AnnotationFilter){.status = -1, .text = STR("点")}, "参政");
    assert_quotes(fixture, (AnnotationFilter){.status = -1, .tag = STR("重点")}, "参政");
    assert_quotes(fixture, (AnnotationFilter){.status = -1, .tag = STR("重")}, "");

    assert_ok(store_set_annotation_trashed(fixture->store, id, 7, &fixture->err));
    assert_int_equal(count_notes(fixture, doc), 1);
    assert_quotes(fixture, (AnnotationFilter){.status = -1}, "监督 参政");
    assert_quotes(fixture, (AnnotationFilter){.status = -1, .in_trash = true}, "協商");
    assert_ok(store_set_annotation_trashed(fixture->store, id, 8, &fixture->err));
    assert_int_equal(count_notes(fixture, doc), 1);
    assert_ok(store_set_annotation_trashed(fixture->store, id, 0, &fixture->err));
    assert_int_equal(count_notes(fixture, doc), 2);

    /* A document in the trash takes its annotations out of sight, unless it is named. */
    assert_ok(store_set_trashed(fixture->store, doc, 9, &fixture->err));
    assert_quotes(fixture, (AnnotationFilter){.status = -1}, "参政");
    assert_quotes(fixture, (AnnotationFilter){.status = -1, .doc = doc}, "協商 监督");
}

static void assert_tags(Fixture *fixture, bool most_used_first, const char *wanted)
{
    TagList list;
    assert_ok(store_list_tags(fixture->store, most_used_first, fixture->arena, &list,
                              &fixture->err));
    StrBuf tags = {0};
    for (size_t i = 0; i < list.count; i++)
        strbuf_appendf(&tags, "%s%.*s%d/%d", i ? " " : "", STR_ARG(list.rows[i].name),
                       (int)list.rows[i].passages, (int)list.rows[i].documents);
    assert_string_equal(tags.data ? tags.data : "", wanted);
    strbuf_clear(&tags);
}

static void tags_are_counted_renamed_and_merged(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_put(fixture, "甲", "一");
    Annotation annotation = make(doc, 0, "引", "批");
    int64_t id = put(fixture, &annotation), tag = 0;
    Store *store = fixture->store;
    assert_ok(store_set_annotation_tag(store, id, STR("中"), true, &fixture->err));
    assert_ok(store_set_annotation_tag(store, id, STR("阿"), true, &fixture->err));
    assert_ok(store_set_annotation_tag(store, id, STR("阿"), true, &fixture->err));
    assert_ok(store_set_document_tag(store, doc, STR("中"), true, &fixture->err));
    assert_ok(store_put_tag(store, STR("白"), &tag, &fixture->err));
    assert_tags(fixture, false, "阿1/0 白0/0 中1/1"); /* by reading: a bai zhong */
    assert_tags(fixture, true, "中1/1 阿1/0 白0/0");
    assert_ok(store_drop_unused_tags(store, &fixture->err));
    assert_tags(fixture, false, "阿1/0 中1/1");
    assert_ok(store_rename_tag(store, STR("阿"), STR("啊"), &fixture->err));
    assert_tags(fixture, false, "啊1/0 中1/1");
    assert_ok(store_rename_tag(store, STR("啊"), STR("中"), &fixture->err));
    assert_tags(fixture, false, "中1/1");
    assert_false(store_rename_tag(store, STR("无"), STR("中"), &fixture->err));
    assert_int_equal(fixture->err.code, ERR_NOT_FOUND);
    error_clear(&fixture->err);
    assert_ok(store_set_annotation_tag(store, id, STR("中"), false, &fixture->err));
    assert_ok(store_set_annotation_tag(store, id, STR("无"), false, &fixture->err));
    assert_tags(fixture, false, "中0/1");
    /* The index of notes went along with all of that. */
    assert_ok(store_check(store, true, &fixture->report, &fixture->err));
}

static void purging_takes_everything(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_put(fixture, "甲", "# 一\n文字\n!隐藏");
    int64_t kept = fixture_put(fixture, "乙", "文字");
    Annotation annotation = make(doc, 0, "引", "批");
    Str tag = STR("签");
    annotation.tags = &tag;
    annotation.tag_count = 1;
    put(fixture, &annotation);
    Annotation trashed = make(doc, 0, "旧", "废");
    int64_t id = put(fixture, &trashed);
    assert_ok(store_set_annotation_trashed(fixture->store, id, 3, &fixture->err));
    assert_ok(store_set_document_tag(fixture->store, doc, tag, true, &fixture->err));
    ReadingState reading = {.progress = 1, .read_ms = 4};
    assert_ok(store_put_reading(fixture->store, doc, &reading, &fixture->err));
    assert_ok(store_begin(fixture->store, &fixture->err));
    assert_ok(store_purge_document(fixture->store, doc, &fixture->err));
    assert_ok(store_commit(fixture->store, &fixture->err));
    assert_null(store_open_document(fixture->store, doc, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_NOT_FOUND);
    error_clear(&fixture->err);
    SearchQuery query = {.text = STR("文字")};
    int64_t blocks = 0, docs = 0;
    assert_ok(store_count_hits(fixture->store, &query, &blocks, &docs, &fixture->err));
    assert_int_equal(blocks, 1);
    query.in = SEARCH_NOTES;
    query.text = STR("批");
    assert_ok(store_count_hits(fixture->store, &query, &blocks, &docs, &fixture->err));
    assert_int_equal(blocks, 0);
    /* The full check compares the whole index with what is left. */
    assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
    /* Ids are not given twice. */
    assert_true(fixture_put(fixture, "丙", "新") > kept);
}

/* ---- operations -------------------------------------------------------- */

static Uid put_op_of(Fixture *fixture, Uid group, const char *kind, Uid undoes)
{
    OpRow op = {.id = uid_new(),
                .group = group,
                .hlc = 77,
                .device = STR("d"),
                .author = STR("人"),
                .kind = str_from(kind),
                .target = STR("t"),
                .old_json = STR("{\"a\":1}"),
                .new_json = STR("{}"),
                .undoes = undoes};
    assert_ok(store_put_op(fixture->store, &op, &fixture->err));
    return group;
}

static Uid put_op(Fixture *fixture, const char *kind, Uid undoes)
{
    return put_op_of(fixture, uid_new(), kind, undoes);
}

static void assert_ops(Fixture *fixture, int64_t limit, const char *wanted)
{
    OpList list;
    assert_ok(
        store_list_ops(fixture->store, limit, fixture->arena, &list, &fixture->err));
    StrBuf ops = {0};
    for (size_t i = 0; i < list.count; i++)
        strbuf_appendf(&ops, "%s%.*s%s", i ? " " : "", STR_ARG(list.rows[i].kind),
                       list.rows[i].is_undone ? "-" : "");
    assert_string_equal(ops.data ? ops.data : "", wanted);
    strbuf_clear(&ops);
}

static void operations_know_what_was_undone(void **state)
{
    Fixture *fixture = *state;
    Uid zero = {{0}};
    Uid a = put_op(fixture, "a", zero);
    Uid b = put_op(fixture, "b", zero);
    assert_ops(fixture, 0, "b a");
    Uid undo = put_op(fixture, "undo", b);
    assert_ops(fixture, 0, "undo b- a");
    put_op(fixture, "redo", undo);
    assert_ops(fixture, 0, "redo undo- b a");
    put_op(fixture, "undo2", b);
    put_op(fixture, "undo3", a);
    assert_ops(fixture, 0, "undo3 undo2 redo undo- b- a-");
    assert_ops(fixture, 3, "undo3 undo2 redo");
    OpList list;
    assert_ok(store_list_group(fixture->store, a, fixture->arena, &list, &fixture->err));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.rows[0].hlc, 77);
    assert_true(str_is_equal(list.rows[0].old_json, STR("{\"a\":1}")));
    assert_memory_equal(&list.rows[0].undoes, &zero, sizeof(zero));
}

static void the_newest_of_a_group_stands_for_it(void **state)
{
    Fixture *fixture = *state;
    Uid zero = {{0}};
    Uid a = put_op(fixture, "a", zero);
    Uid b = put_op(fixture, "b", zero);
    put_op_of(fixture, a, "a2", zero);
    OpList head;
    assert_ok(
        store_get_group_head(fixture->store, a, fixture->arena, &head, &fixture->err));
    assert_int_equal(head.count, 1);
    assert_true(str_is_equal(head.rows[0].kind, STR("a2")));
    assert_ok(
        store_get_group_head(fixture->store, b, fixture->arena, &head, &fixture->err));
    assert_true(str_is_equal(head.rows[0].kind, STR("b")));
    assert_ok(store_get_group_head(fixture->store, uid_new(), fixture->arena, &head,
                                   &fixture->err));
    assert_int_equal(head.count, 0);
}

static void facts_and_drafts_are_kept_by_name(void **state)
{
    Fixture *fixture = *state;
    StrBuf value = {0};
    assert_false(store_get_meta(fixture->store, "clock", &value, &fixture->err));
    assert_false(error_is_set(&fixture->err));
    assert_ok(store_put_meta(fixture->store, "clock", STR("a\0b"), &fixture->err));
    assert_ok(store_put_meta(fixture->store, "clock", STR("c\0d"), &fixture->err));
    assert_ok(store_get_meta(fixture->store, "clock", &value, &fixture->err));
    assert_true(str_is_equal(strbuf_get(&value), STR("c\0d")));
    strbuf_reset(&value);
    assert_ok(store_put_note_draft(fixture->store, STR("note:1"), STR("写到一半"),
                                   &fixture->err));
    fixture_reopen(fixture, STORE_READ_WRITE);
    assert_ok(store_get_note_draft(fixture->store, STR("note:1"), &value, &fixture->err));
    assert_string_equal(value.data, "写到一半");
    assert_ok(store_drop_note_draft(fixture->store, STR("note:1"), &fixture->err));
    assert_false(
        store_get_note_draft(fixture->store, STR("note:1"), &value, &fixture->err));
    strbuf_clear(&value);
}

static void is_place(KeptPlace found, KeptPlace expected)
{
    assert_int_equal(found.letter, expected.letter);
    assert_int_equal(found.doc, expected.doc);
    assert_int_equal(found.edition, expected.edition);
    assert_int_equal(pos_compare(found.pos, expected.pos), 0);
}

static void places_have_a_letter_of_a_document_or_of_all(void **state)
{
    Fixture *fixture = *state;
    int64_t one = fixture_put(fixture, "甲", "一"),
            other = fixture_put(fixture, "乙", "二");
    const KeptPlace places[] = {{'a', one, 7, {1, 3}},
                                {'a', other, 8, {2, 6}},
                                {'A', one, 7, {3, 0}},
                                {'A', other, 8, {4, 0}}};
    KeptPlace found = {0};
    KeptPlaceList list = {0};
    for (size_t i = 0; i < ARRAY_SIZE(places); i++)
        assert_ok(store_put_place(fixture->store, &places[i], &fixture->err));
    fixture_reopen(fixture, STORE_READ_WRITE);
    assert_ok(store_get_place(fixture->store, one, 'a', &found, &fixture->err));
    is_place(found, places[0]);
    assert_ok(store_get_place(fixture->store, other, 'a', &found, &fixture->err));
    is_place(found, places[1]);
    assert_ok(store_get_place(fixture->store, one, 'A', &found, &fixture->err));
    assert_int_equal(found.doc, other); /* the last one given it */
    assert_int_equal(found.pos.block, 4);
    assert_false(store_get_place(fixture->store, one, 'b', &found, &fixture->err));
    assert_false(error_is_set(&fixture->err));
    assert_ok(
        store_list_places(fixture->store, other, fixture->arena, &list, &fixture->err));
    assert_int_equal(list.count, 2);
    assert_ok(store_purge_document(fixture->store, other, &fixture->err));
    assert_false(store_get_place(fixture->store, one, 'A', &found, &fixture->err));
    assert_ok(store_get_place(fixture->store, one, 'a', &found, &fixture->err));
}

static void dump_shows_what_a_user_can_change(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_put(fixture, "甲", "一");
    StrBuf before = {0}, after = {0};
    assert_ok(store_dump(fixture->store, &before, &fixture->err));
    Annotation annotation = make(doc, 0, "引", "批\n二");
    int64_t id = put(fixture, &annotation);
    assert_ok(store_dump(fixture->store, &after, &fixture->err));
    assert_string_not_equal(before.data, after.data);
    assert_non_null(strstr(after.data, "note=\"批\\n二\""));
    strbuf_reset(&after);
    assert_ok(store_set_annotation_trashed(fixture->store, id, 9, &fixture->err));
    assert_ok(store_dump(fixture->store, &after, &fixture->err));
    assert_string_equal(before.data, after.data);
    strbuf_reset(&after);
    assert_ok(store_set_trashed(fixture->store, doc, 9, &fixture->err));
    assert_ok(store_dump(fixture->store, &after, &fixture->err));
    assert_string_not_equal(before.data, after.data);
    strbuf_clear(&before);
    strbuf_clear(&after);
}

static int64_t put_reply(Fixture *fixture, const Reply *reply)
{
    int64_t id = 0;
    assert_ok(store_begin(fixture->store, &fixture->err));
    assert_ok(store_put_reply(fixture->store, reply, &id, &fixture->err));
    assert_ok(store_commit(fixture->store, &fixture->err));
    return id;
}

static void assert_sound(Fixture *fixture)
{
    assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
    assert_int_equal(fixture->report.count, 0);
}

static void replies_are_found_with_their_note(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_put(fixture, "甲", "一条河一本账\n一口塘一张图");
    Annotation note = make(doc, 0, "一条河", "要核对");
    Annotation other = make(doc, 1, "一口塘", "");
    put(fixture, &other);
    Reply reply = {.uid = uid_new(), .annotation = put(fixture, &note)};
    AnnotationFilter asked = {.status = -1, .text = STR("水位")};
    AnnotationFilter both = {.status = -1, .text = STR("核对 水位")};
    reply.text = STR("水位已量");
    int64_t id = put_reply(fixture, &reply);
    assert_quotes(fixture, asked, "一条河");
    assert_quotes(fixture, both, "一条河");
    assert_sound(fixture);
    reply.text = STR("流量已测");
    put_reply(fixture, &reply);
    assert_quotes(fixture, asked, "");
    assert_sound(fixture);
    asked.text = STR("流量");
    assert_quotes(fixture, asked, "一条河");
    assert_ok(store_set_reply_trashed(fixture->store, id, 7, &fixture->err));
    assert_quotes(fixture, asked, "");
    assert_sound(fixture);
    assert_ok(store_set_reply_trashed(fixture->store, id, 0, &fixture->err));
    assert_quotes(fixture, asked, "一条河");
}

/* The migration that puts replies into the index of notes, over an index as it was. */
static void older_index_of_notes_learns_the_replies(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_put(fixture, "甲", "一条河一本账");
    Annotation note = make(doc, 0, "一条河", "要核对");
    Reply reply = {.uid = uid_new(), .annotation = put(fixture, &note)};
    AnnotationFilter asked = {.status = -1, .text = STR("水位")};
    const char *migration = NULL;
    for (int i = 0; i < store_migration_count; i++)
        if (strstr(store_migrations[i].sql, "annotation_trashed"))
            migration = store_migrations[i].sql;
    assert_non_null(migration);
    reply.text = STR("水位已量");
    put_reply(fixture, &reply);
    assert_ok(store_execute(
        fixture->store,
        "INSERT INTO note_index(note_index, rowid, note, quotation, tags)"
        " VALUES('delete', 1, '要核对' || char(10) || '水位已量', '一条河', NULL);"
        "INSERT INTO note_index(rowid, note, quotation, tags)"
        " VALUES(1, '要核对', '一条河', NULL);"
        "DROP INDEX annotation_trashed;",
        &fixture->err));
    assert_quotes(fixture, asked, "");
    assert_ok(store_execute(fixture->store, migration, &fixture->err));
    assert_quotes(fixture, asked, "一条河");
    assert_sound(fixture);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(annotation_comes_back_as_it_was_put),
        TEST(annotations_are_filtered_and_ordered),
        TEST(tags_are_counted_renamed_and_merged),
        TEST(purging_takes_everything),
        TEST(operations_know_what_was_undone),
        TEST(the_newest_of_a_group_stands_for_it),
        TEST(facts_and_drafts_are_kept_by_name),
        TEST(places_have_a_letter_of_a_document_or_of_all),
        TEST(dump_shows_what_a_user_can_change),
        TEST(replies_are_found_with_their_note),
        TEST(older_index_of_notes_learns_the_replies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
