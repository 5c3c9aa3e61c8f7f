/* Changes that are chosen from the log, and passages in the trash.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_fixture.h"

#define QUOTE "一条河一本账，一口塘一张图"
#define OTHER "雨后加密巡查"

static int64_t last_number(Fixture *fixture)
{
    int64_t seq = 0;
    assert_ok(
        store_get_last_op(library_get_store(fixture->library), &seq, &fixture->err));
    return seq;
}

/* True with a sentence, or false with one. */
static bool take_back(Fixture *fixture, int64_t seq, bool *is_again)
{
    StrBuf what = {0};
    error_clear(&fixture->err);
    bool is_done =
        library_undo_change(fixture->library, seq, &what, is_again, &fixture->err);
    assert_int_equal(is_done, what.len > 0);
    strbuf_clear(&what);
    return is_done;
}

static void assert_taken(Fixture *fixture, int64_t seq)
{
    bool is_again;
    assert_ok(take_back(fixture, seq, &is_again));
    assert_false(is_again);
}

static void assert_refused(Fixture *fixture, int64_t seq, ErrorCode code, int64_t named)
{
    bool is_again;
    StrBuf number = {0};
    assert_false(take_back(fixture, seq, &is_again));
    assert_int_equal(fixture->err.code, code);
    strbuf_appendf(&number, "number %lld,", (long long)named);
    if (named)
        assert_non_null(strstr(error_get_message(&fixture->err), number.data));
    strbuf_clear(&number);
    error_clear(&fixture->err);
}

static const Annotation *find(AnnotationList list, int64_t id)
{
    for (size_t i = 0; i < list.count; i++)
        if (list.rows[i].id == id)
            return &list.rows[i];
    fail_msg("no passage %lld", (long long)id);
    return NULL;
}

static void a_chosen_change_goes_and_later_ones_stay(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t one = fixture_annotate(fixture, doc, QUOTE, "旧", NULL);
    int64_t other = fixture_annotate(fixture, doc, OTHER, "乙", NULL);
    assert_ok(library_set_note(library, one, STR("新"), &fixture->err));
    int64_t note = last_number(fixture);
    assert_ok(library_tag_annotation(library, one, STR("家底"), true, &fixture->err));
    assert_ok(library_set_note(library, other, STR("丙"), &fixture->err));
    assert_taken(fixture, note);
    AnnotationList list = fixture_list(fixture);
    assert_str(find(list, one)->note, "旧");
    assert_int_equal(find(list, one)->tag_count, 1);
    assert_str(find(list, other)->note, "丙");
    assert_refused(fixture, note, ERR_CONFLICT, 0); /* it is taken back already */
    assert_refused(fixture, 9999, ERR_NOT_FOUND, 0);
}

static void a_change_stays_under_a_later_one_of_the_same(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", NULL);
    assert_ok(library_set_note(library, id, STR("二"), &fixture->err));
    int64_t second = last_number(fixture);
    assert_ok(library_set_note(library, id, STR("三"), &fixture->err));
    int64_t third = last_number(fixture);
    assert_ok(library_tag_annotation(library, id, STR("家底"), true, &fixture->err));
    int64_t tag = last_number(fixture);
    assert_ok(library_tag_annotation(library, id, STR("督办"), true, &fixture->err));
    assert_refused(fixture, second, ERR_CONFLICT, third);
    assert_str(find(fixture_list(fixture), id)->note, "三");
    assert_taken(fixture, tag); /* another tag is another thing */
    assert_taken(fixture, third);
    assert_taken(fixture, second);
    assert_str(find(fixture_list(fixture), id)->note, "一");
}

static void what_was_made_stays_under_what_was_said_of_it(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER), reply;
    int64_t import = last_number(fixture);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", NULL);
    int64_t made = last_number(fixture);
    assert_ok(library_reply(library, id, STR("已核对"), &reply, &fixture->err));
    int64_t replied = last_number(fixture);
    assert_refused(fixture, made, ERR_CONFLICT, replied);
    assert_refused(fixture, import, ERR_CONFLICT, made);
    assert_taken(fixture, replied);
    assert_taken(fixture, made);
    assert_int_equal(fixture_list(fixture).count, 0);
    assert_taken(fixture, import);
}

static void an_undo_that_is_chosen_is_done_again(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", NULL);
    assert_ok(library_set_note(fixture->library, id, STR("二"), &fixture->err));
    int64_t note = last_number(fixture);
    assert_taken(fixture, note);
    int64_t undo = last_number(fixture);
    bool is_again = false;
    assert_ok(take_back(fixture, undo, &is_again));
    assert_true(is_again);
    assert_str(find(fixture_list(fixture), id)->note, "二");
    assert_taken(fixture, note);
    assert_str(find(fixture_list(fixture), id)->note, "一");
}

static void a_passage_comes_out_of_the_trash_with_its_tags(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", "家底");
    assert_false(library_restore_annotation(library, id, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_USAGE);
    error_clear(&fixture->err);
    assert_ok(library_delete_annotation(library, id, &fixture->err));
    assert_int_equal(fixture_list(fixture).count, 0);
    assert_ok(library_restore_annotation(library, id, &fixture->err));
    const Annotation *row = find(fixture_list(fixture), id);
    assert_int_equal(row->tag_count, 1);
    assert_str(row->tags[0], "家底");
    assert_str(row->note, "一");
    assert_taken(fixture, last_number(fixture)); /* back into the trash */
    assert_int_equal(fixture_list(fixture).count, 0);
}

static void a_passage_comes_back_with_its_tags_as_they_are_called_now(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    static const char *const tags[] = {"甲/一", "乙", "丙", "丁"};
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", "甲/一");
    fixture_annotate(fixture, doc, OTHER, "二", "甲/一");
    for (size_t i = 1; i < ARRAY_SIZE(tags); i++)
        assert_ok(
            library_tag_document(library, doc, str_from(tags[i]), true, &fixture->err) &&
            library_tag_annotation(library, id, str_from(tags[i]), true, &fixture->err));
    assert_ok(library_delete_annotation(library, id, &fixture->err));
    assert_ok(library_rename_tag(library, STR("甲"), STR("戊"), &fixture->err));
    assert_ok(library_rename_tag(library, STR("丙"), STR("戊/一"), &fixture->err));
    assert_ok(library_rename_tag(library, STR("乙"), STR("己"), &fixture->err));
    fixture_undo(fixture);
    assert_ok(library_delete_tag(library, STR("丁"), &fixture->err));
    assert_ok(library_restore_annotation(library, id, &fixture->err));
    const Annotation *passage = find(fixture_list(fixture), id);
    assert_int_equal(passage->tag_count, 2);
    assert_str(passage->tags[0], "乙");
    assert_str(passage->tags[1], "戊/一");
    fixture_undo(fixture);
    assert_int_equal(fixture_list(fixture).count, 1);
    fixture_redo(fixture);
    assert_int_equal(find(fixture_list(fixture), id)->tag_count, 2);
}

static void a_passage_that_is_purged_is_gone_for_good(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t import = last_number(fixture);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", NULL);
    int64_t made = last_number(fixture);
    assert_false(library_purge_annotation(library, id, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_USAGE);
    error_clear(&fixture->err);
    assert_ok(library_delete_annotation(library, id, &fixture->err));
    assert_ok(library_purge_annotation(library, id, &fixture->err));
    AnnotationFilter trash = {.status = -1, .in_trash = true};
    int64_t count = 1;
    assert_ok(store_count_annotations(library_get_store(library), &trash, &count,
                                      &fixture->err));
    assert_int_equal(count, 0);
    assert_refused(fixture, made, ERR_CONFLICT, 0);
    assert_taken(fixture, import); /* it stands on nothing */
    assert_ok(
        store_check(library_get_store(library), true, &fixture->report, &fixture->err));
}

static void purge(Fixture *fixture, int64_t id)
{
    assert_ok(library_delete_annotation(fixture->library, id, &fixture->err));
    assert_ok(library_purge_annotation(fixture->library, id, &fixture->err));
}

static size_t count_collected(Fixture *fixture, int64_t collection)
{
    AnnotationFilter filter = {.collection = collection, .status = -1};
    int64_t count = -1;
    assert_ok(store_count_annotations(library_get_store(fixture->library), &filter,
                                      &count, &fixture->err));
    return (size_t)count;
}

static void a_purged_passage_does_not_hold_up_the_collection_it_was_in(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER), collection;
    int64_t ids[] = {fixture_annotate(fixture, doc, QUOTE, "一", NULL),
                     fixture_annotate(fixture, doc, OTHER, "二", NULL)};
    assert_ok(
        library_create_collection(library, STR("专报"), &collection, &fixture->err));
    int64_t made = last_number(fixture);
    assert_ok(library_collect(library, collection, ids, 2, NULL, &fixture->err));
    purge(fixture, ids[0]);
    assert_int_equal(count_collected(fixture, collection), 1);
    fixture_undo(fixture); /* collecting: of the passage that is left */
    assert_int_equal(count_collected(fixture, collection), 0);
    fixture_redo(fixture);
    assert_int_equal(count_collected(fixture, collection), 1);
    fixture_undo(fixture);
    fixture_undo(fixture);
    CollectionList list = {0};
    assert_ok(store_list_collections(library_get_store(library), fixture->arena, &list,
                                     &fixture->err));
    assert_int_equal(list.count, 0);
    assert_refused(fixture, made, ERR_CONFLICT, 0); /* it is taken back already */
    /* What was done to the purged alone cannot be taken back, and what was before can. */
    fixture_redo(fixture);
    purge(fixture, ids[1]);
    fixture_undo(fixture);
    assert_ok(store_list_collections(library_get_store(library), fixture->arena, &list,
                                     &fixture->err));
    assert_int_equal(list.count, 0);
}

static void a_passage_that_is_brought_in_again_is_another_one(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER), collection;
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", NULL);
    int64_t reply;
    assert_ok(library_reply(library, id, STR("已核对"), &reply, &fixture->err));
    assert_ok(library_set_reply(library, reply, STR("已核对两遍"), &fixture->err));
    Annotation passage = *find(fixture_list(fixture), id);
    assert_int_equal(passage.reply_count, 1);
    assert_ok(
        library_create_collection(library, STR("专报"), &collection, &fixture->err));
    assert_ok(library_collect(library, collection, &id, 1, NULL, &fixture->err));
    purge(fixture, id);
    assert_ok(library_add_annotations(library, &passage, 1, &fixture->err));
    assert_int_equal(fixture_list(fixture).count, 1);
    fixture_undo(fixture); /* what brought it in */
    assert_int_equal(fixture_list(fixture).count, 0);
    fixture_undo(fixture); /* the collection, and nothing that was done to the purged */
    assert_int_equal(fixture_list(fixture).count, 0);
    CollectionList list = {0};
    assert_ok(store_list_collections(library_get_store(library), fixture->arena, &list,
                                     &fixture->err));
    assert_int_equal(list.count, 0);
    fixture_undo(fixture); /* the document, for nothing else is left */
    DocumentFilter filter = {.id = doc};
    DocumentList docs = {0};
    assert_ok(store_list_documents(library_get_store(library), &filter, fixture->arena,
                                   &docs, &fixture->err));
    assert_true(docs.rows[0].trashed_ms != 0);
}

static void import_revised(Fixture *fixture, int64_t doc)
{
    StrBuf revised = {0};
    strbuf_appendf(&revised, "这一段是后来加的，说明来由。\n\n%s", PAPER);
    assert_int_equal(fixture_import(fixture, "意见.txt", revised.data), doc);
    strbuf_clear(&revised);
}

static void a_purged_passage_does_not_hold_up_an_edition(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t gone = fixture_annotate(fixture, doc, QUOTE, "一", NULL);
    int64_t left = fixture_annotate(fixture, doc, OTHER, "二", NULL);
    uint32_t block = find(fixture_list(fixture), left)->selector.range.start.block;
    import_revised(fixture, doc);
    assert_int_equal(find(fixture_list(fixture), left)->selector.range.start.block,
                     block + 1);
    purge(fixture, gone);
    fixture_undo(fixture);
    assert_int_equal(find(fixture_list(fixture), left)->selector.range.start.block,
                     block);
    fixture_redo(fixture);
    assert_int_equal(find(fixture_list(fixture), left)->selector.range.start.block,
                     block + 1);
    assert_ok(store_check(library_get_store(fixture->library), true, &fixture->report,
                          &fixture->err));
}

static Str read_passage(Fixture *fixture, int64_t id)
{
    const Annotation *passage = find(fixture_list(fixture), id);
    StrBuf words = {0};
    Document *document = store_open_document(library_get_store(fixture->library),
                                             passage->doc, &fixture->err);
    assert_ok(document);
    document_append_range(document, passage->selector.range, STR("\n"), &words);
    Str kept = arena_str(fixture->arena, strbuf_get(&words));
    strbuf_clear(&words);
    document_free(document);
    return kept;
}

/* A passage in the trash is in none of the moves of an edition that is taken back. */
static void a_passage_that_comes_back_stands_on_its_words(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    import_revised(fixture, doc);
    int64_t known = fixture_annotate(fixture, doc, QUOTE, "一", NULL);
    int64_t lost = fixture_annotate(fixture, doc, "说明来由", "二", NULL);
    for (int i = 0; i < 3; i++)
        fixture_undo(fixture);
    for (int i = 0; i < 3; i++)
        fixture_redo(fixture);
    assert_str(read_passage(fixture, known), QUOTE);
    assert_str(read_passage(fixture, lost), "说明来由");
    for (int i = 0; i < 3; i++)
        fixture_undo(fixture);
    assert_ok(library_restore_annotation(library, known, &fixture->err));
    assert_ok(library_restore_annotation(library, lost, &fixture->err));
    assert_str(read_passage(fixture, known), QUOTE);
    assert_true(find(fixture_list(fixture), lost)->is_orphan);
    assert_ok(
        store_check(library_get_store(library), true, &fixture->report, &fixture->err));
}

/* It comes out of the trash while the edition is shown that it was made in. */
static void a_passage_follows_its_text_to_the_edition_before(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    import_revised(fixture, doc);
    int64_t edition = last_number(fixture);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", NULL);
    fixture_undo(fixture);
    assert_ok(library_restore_annotation(fixture->library, id, &fixture->err));
    assert_taken(fixture, edition);
    assert_str(read_passage(fixture, id), QUOTE);
    bool is_again;
    StrBuf what = {0};
    assert_ok(library_undo_change(fixture->library, last_number(fixture), &what,
                                  &is_again, &fixture->err));
    assert_str(strbuf_get(&what), "new edition of “关于河湖管护的意见”");
    assert_true(is_again);
    assert_str(read_passage(fixture, id), QUOTE);
    strbuf_clear(&what);
}

static void a_tag_keeps_its_name_while_a_later_one_stands_on_it(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", "甲");
    assert_ok(library_rename_tag(library, STR("甲"), STR("乙"), &fixture->err));
    int64_t first = last_number(fixture);
    assert_ok(library_rename_tag(library, STR("乙"), STR("丙"), &fixture->err));
    int64_t second = last_number(fixture);
    assert_refused(fixture, first, ERR_CONFLICT, second);
    assert_taken(fixture, second);
    assert_taken(fixture, first);
    const Annotation *passage = find(fixture_list(fixture), id);
    assert_int_equal(passage->tag_count, 1);
    assert_str(passage->tags[0], "甲");
}

static bool count_op(void *context, const OpRow *op)
{
    (void)op;
    ++*(int *)context;
    return true;
}

static int count_ops(Fixture *fixture, LogFilter filter)
{
    int count = 0;
    assert_ok(store_walk_ops(library_get_store(fixture->library), &filter, count_op,
                             &count, &fixture->err));
    return count;
}

static void the_log_is_filtered_by_document_author_words_and_time(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t other = fixture_import(fixture, "通知.txt", "通知\n\n明天开会。\n");
    fixture_annotate(fixture, doc, QUOTE, "一", "家底"); /* two operations */
    int64_t now_ms = time_now_ms();
    assert_int_equal(count_ops(fixture, (LogFilter){0}), 4);
    assert_int_equal(count_ops(fixture, (LogFilter){.doc = doc}), 3);
    assert_int_equal(count_ops(fixture, (LogFilter){.doc = other}), 1);
    assert_int_equal(count_ops(fixture, (LogFilter){.before = 3}), 2);
    assert_int_equal(count_ops(fixture, (LogFilter){.author = STR("木子")}), 4);
    assert_int_equal(count_ops(fixture, (LogFilter){.author = STR("旁人")}), 0);
    assert_int_equal(count_ops(fixture, (LogFilter){.text = STR("一條河")}), 1);
    assert_int_equal(count_ops(fixture, (LogFilter){.since_ms = now_ms + 60000}), 0);
    assert_int_equal(count_ops(fixture, (LogFilter){.before_ms = now_ms + 60000}), 4);
    assert_int_equal(count_ops(fixture, (LogFilter){.before_ms = now_ms - 60000}), 0);
}

/* What an edit has told; it is stopped at step `stop`. */
typedef struct Told {
    uint64_t last, total, stop;
    size_t times;
} Told;

static bool hear(void *context, uint64_t done, uint64_t total)
{
    Told *told = context;
    assert_true(done >= told->last && done < total);
    told->last = done;
    told->total = total;
    told->times++;
    return done != told->stop;
}

static void an_undo_of_many_tells_how_far_it_is_and_can_be_stopped(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    Error *err = &fixture->err;
    int64_t doc = fixture_import(fixture, "paper.txt", PAPER), undone;
    StrBuf what = {0};
    assert_ok(library_begin_batch(library, err));
    fixture_annotate(fixture, doc, QUOTE, "甲", "水");
    fixture_annotate(fixture, doc, OTHER, "乙", "水");
    assert_ok(library_end_batch(library, true, err));
    int64_t before = last_number(fixture);
    Told told = {.stop = 1};
    library_set_progress(library, hear, &told);
    assert_false(library_undo(library, &what, &undone, err));
    assert_int_equal(err->code, ERR_CANCELLED);
    error_clear(err);
    assert_int_equal(last_number(fixture), before); /* as if it had not begun */
    assert_int_equal(told.times, 2);
    told = (Told){.stop = UINT64_MAX};
    assert_ok(library_undo(library, &what, &undone, err));
    assert_int_equal(told.times, told.total);
    assert_int_equal(last_number(fixture), before + (int64_t)told.total);
    library_set_progress(library, NULL, NULL);
    assert_ok(library_redo(library, &what, &undone, err));
    strbuf_clear(&what);
}

int main(void)
{
#define test(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        test(a_chosen_change_goes_and_later_ones_stay),
        test(a_change_stays_under_a_later_one_of_the_same),
        test(what_was_made_stays_under_what_was_said_of_it),
        test(an_undo_that_is_chosen_is_done_again),
        test(an_undo_of_many_tells_how_far_it_is_and_can_be_stopped),
        test(a_passage_comes_out_of_the_trash_with_its_tags),
        test(a_passage_comes_back_with_its_tags_as_they_are_called_now),
        test(a_passage_that_is_purged_is_gone_for_good),
        test(a_purged_passage_does_not_hold_up_the_collection_it_was_in),
        test(a_purged_passage_does_not_hold_up_an_edition),
        test(a_passage_that_is_brought_in_again_is_another_one),
        test(a_passage_that_comes_back_stands_on_its_words),
        test(a_passage_follows_its_text_to_the_edition_before),
        test(a_tag_keeps_its_name_while_a_later_one_stands_on_it),
        test(the_log_is_filtered_by_document_author_words_and_time),
    };
    return cmocka_run_group_tests_name("the history of a library", tests, NULL, NULL);
}
