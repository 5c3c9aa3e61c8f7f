/* A library is made anew from its operations and originals, whatever else is broken.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_acts.h"

#include <piyue/rescue.h>

#include <sqlite3.h>

/* What a library is to its user: the dump, the log, and numbers that were noted down. */
typedef struct View {
    char *dump;
    StrBuf log;
} View;

static View look(Fixture *fixture)
{
    View seen = {0};
    OpList ops = {0};
    Store *store = library_get_store(fixture->library);
    DocumentFilter all = {.sort = SORT_ADDED};
    DocumentList documents = {0};
    seen.dump = fixture_dump(fixture);
    assert_ok(store_list_ops(store, 0, fixture->arena, &ops, &fixture->err));
    for (size_t i = 0; i < ops.count; i++) {
        const OpRow *op = &ops.rows[i];
        strbuf_appendf(&seen.log, "%lld %lld ", (long long)op->seq, (long long)op->hlc);
        strbuf_append_hex(&seen.log, op->id.bytes, sizeof(op->id.bytes));
        strbuf_append_hex(&seen.log, op->group.bytes, sizeof(op->group.bytes));
        strbuf_append_hex(&seen.log, op->undoes.bytes, sizeof(op->undoes.bytes));
        strbuf_appendf(&seen.log, " %d %.*s %.*s %.*s %.*s %.*s %.*s\n", op->is_undone,
                       STR_ARG(op->device), STR_ARG(op->author), STR_ARG(op->kind),
                       STR_ARG(op->target), STR_ARG(op->old_json), STR_ARG(op->new_json));
    }
    assert_ok(
        store_list_documents(store, &all, fixture->arena, &documents, &fixture->err));
    for (size_t i = 0; i < documents.count; i++) {
        const DocumentRow *row = &documents.rows[i];
        strbuf_appendf(&seen.log, "document %lld %lld %u %u %g %lld\n",
                       (long long)row->id, (long long)row->edition, row->blocks,
                       row->headings, row->progress, (long long)row->added_ms);
    }
    ReadingTimeList times = {0};
    assert_ok(
        store_list_reading_times(store, 0, 0, fixture->arena, &times, &fixture->err));
    for (size_t i = 0; i < times.count; i++)
        strbuf_appendf(&seen.log, "time %lld %lld %lld %llu\n",
                       (long long)times.rows[i].doc, (long long)times.rows[i].day,
                       (long long)times.rows[i].spent_ms,
                       (unsigned long long)times.rows[i].words);
    AnnotationList passages = fixture_list(fixture);
    for (size_t i = 0; i < passages.count; i++)
        strbuf_appendf(&seen.log, "passage %lld %lld %lld\n",
                       (long long)passages.rows[i].id, (long long)passages.rows[i].doc,
                       (long long)passages.rows[i].edition);
    return seen;
}

static void look_clear(View *seen)
{
    free(seen->dump);
    strbuf_clear(&seen->log);
}

/* The library and its log are what they were; `before` is cleared. */
static void assert_as_before(Fixture *fixture, View *before)
{
    View after = look(fixture);
    assert_string_equal(before->dump, after.dump);
    assert_string_equal(before->log.data, after.log.data);
    look_clear(before);
    look_clear(&after);
}

static RebuildResult rebuild(Fixture *fixture)
{
    RebuildResult result;
    char *kept = path_join(fixture->root, "kept.db");
    RebuildOptions options = {.kept = kept};
    library_close(fixture->library);
    fixture->library = NULL;
    report_clear(&fixture->report);
    if (!library_rebuild(fixture->directory, &options, &result, &fixture->report,
                         &fixture->err)) {
        for (size_t i = 0; i < fixture->report.count; i++)
            print_message("%s: %s\n", fixture->report.items[i].where,
                          fixture->report.items[i].what);
        fail_msg("%s", error_get_message(&fixture->err));
    }
    assert_int_equal(access(kept, F_OK), 0);
    free(kept);
    Report ignored = {0};
    assert_ok(library_open(&fixture->library, fixture->directory, STORE_READ_WRITE,
                           &ignored, &fixture->err));
    assert_ok(store_check(library_get_store(fixture->library), result.texts_lost == 0,
                          &ignored, &fixture->err));
    report_clear(&ignored);
    library_set_author(fixture->library, "木子");
    return result;
}

static void assert_nothing_lost(const RebuildResult *result)
{
    assert_int_equal(result->lost, 0);
    assert_int_equal(result->regained, 0);
    assert_int_equal(result->refused, 0);
    assert_int_equal(result->texts_lost, 0);
    assert_int_equal(result->moved, 0);
    assert_int_equal(result->differences, 0);
    assert_true(result->was_readable);
}

/* Runs SQL on the closed library, past all that the program would allow. */
static void harm(Fixture *fixture, const char *sql)
{
    char *path = path_join(fixture->directory, "library.db"), *why = NULL;
    sqlite3 *db = NULL;
    library_close(fixture->library);
    fixture->library = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s", why);
    sqlite3_close(db);
    free(path);
}

static void step(Fixture *fixture, bool is_redo)
{
    StrBuf what = {0};
    int64_t doc;
    assert_ok(is_redo ? library_redo(fixture->library, &what, &doc, &fixture->err)
                      : library_undo(fixture->library, &what, &doc, &fixture->err));
    strbuf_clear(&what);
}

static bool is_final(const char *kind)
{
    const ChangeKind *row = change_find_kind(str_from(kind));
    assert_non_null(row);
    return row->is_final;
}

/* Every act, and every second one taken back and done again. */
static void do_all(Fixture *fixture, World *world)
{
    acts_prepare(fixture, world);
    for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
        assert_ok(acts[i].act(world, &fixture->err));
        if (is_final(acts[i].kind))
            continue;
        step(fixture, false);
        step(fixture, true);
    }
}

/* ---- tests ------------------------------------------------------------------- */

static void every_kind_has_an_act_that_makes_one(void **state)
{
    Fixture *fixture = *state;
    World world;
    OpList ops = {0};
    size_t count;
    do_all(fixture, &world);
    assert_ok(store_list_ops(library_get_store(fixture->library), 0, fixture->arena, &ops,
                             &fixture->err));
    const ChangeKind *kinds = change_list_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        bool has_act = false, has_op = false;
        for (size_t j = 0; j < ARRAY_SIZE(acts); j++)
            has_act = has_act || strcmp(acts[j].kind, kinds[i].name) == 0;
        for (size_t j = 0; j < ops.count; j++)
            has_op = has_op || str_is_equal(ops.rows[j].kind, str_from(kinds[i].name));
        if (!has_act || !has_op)
            fail_msg("tests/unit/library_acts.h has no act for %s", kinds[i].name);
    }
}

static void what_is_made_anew_is_the_same(void **state)
{
    Fixture *fixture = *state;
    World world;
    do_all(fixture, &world);
    DocumentFilter first = {.sort = SORT_ADDED, .limit = 1};
    DocumentList documents;
    assert_ok(store_list_documents(library_get_store(fixture->library), &first,
                                   fixture->arena, &documents, &fixture->err));
    ReadingState reading = {.progress = 0.5, .read_ms = 1};
    ReadingTime time = {documents.rows[0].id, 20240524, 60000, 321};
    assert_ok(
        library_put_reading(fixture->library, time.doc, &reading, &time, &fixture->err));
    View before = look(fixture);
    assert_non_null(strstr(before.log.data, "20240524 60000 321"));
    RebuildResult result = rebuild(fixture);
    assert_nothing_lost(&result);
    assert_as_before(fixture, &before);
}

static void undo_goes_on_where_it_was(void **state)
{
    Fixture *fixture = *state;
    World world;
    acts_prepare(fixture, &world);
    char *first = fixture_dump(fixture);
    assert_ok(act_note(&world, &fixture->err));
    assert_ok(act_correct(&world, &fixture->err));
    assert_ok(act_reimport(&world, &fixture->err));
    RebuildResult result = rebuild(fixture);
    assert_nothing_lost(&result);
    for (int i = 0; i < 3; i++)
        step(fixture, false);
    char *last = fixture_dump(fixture);
    assert_string_equal(first, last);
    free(first);
    free(last);
}

static void a_passage_that_came_without_a_place_is_without_one(void **state)
{
    Fixture *fixture = *state;
    Store *store = library_get_store(fixture->library);
    Annotation passage = {.uid = uid_new(),
                          .doc = fixture_import(fixture, "paper.txt", PAPER),
                          .selector = {.exact = STR("别处的话，这里没有")},
                          .note = STR("带来的"),
                          .is_orphan = true};
    Document *document = store_open_document(store, passage.doc, &fixture->err);
    assert_ok(document);
    passage.edition = document->edition;
    document_free(document);
    assert_ok(library_add_annotations(fixture->library, &passage, 1, &fixture->err));
    View before = look(fixture);
    RebuildResult result = rebuild(fixture);
    assert_nothing_lost(&result);
    assert_as_before(fixture, &before);
}

static void lost_rows_come_back(void **state)
{
    static const char *const harms[] = {
        ("DELETE FROM annotation_tag; DELETE FROM collection_entry; DELETE FROM "
         "annotation"),
        "DELETE FROM tag",
        "UPDATE annotation SET note = 'x', start_block = 77",
        "DELETE FROM chunk; DELETE FROM page; DELETE FROM title_page",
        "UPDATE document SET title = '?', edition = 99, trashed_ms = 0",
        "DELETE FROM correction; DELETE FROM collection_entry; DELETE FROM collection",
        "DROP INDEX op_action; DROP INDEX annotation_place",
    };
    Fixture *fixture = *state;
    World world;
    do_all(fixture, &world);
    for (size_t i = 0; i < ARRAY_SIZE(harms); i++) {
        View before = look(fixture);
        harm(fixture, harms[i]);
        RebuildResult result = rebuild(fixture);
        assert_int_equal(result.lost + result.refused + result.texts_lost, 0);
        assert_as_before(fixture, &before);
    }
}

static void originals_come_from_where_they_are(void **state)
{
    Fixture *fixture = *state;
    World world;
    acts_prepare(fixture, &world);
    /* The files are where they were imported from. */
    char *before = fixture_dump(fixture);
    harm(fixture, "DELETE FROM piece; DELETE FROM chunk; DELETE FROM page");
    RebuildResult result = rebuild(fixture);
    assert_int_equal(result.texts_lost, 0);
    char *after = fixture_dump(fixture);
    assert_string_equal(before, after);
    free(after);
    /* … one has changed since, and a backup has it. */
    char *path, *changed;
    size_t dropped;
    assert_ok(library_back_up_daily(fixture->library, time_now_ms(), &path, &dropped,
                                    &fixture->err));
    changed = fixture_write(fixture, "paper.txt", STR("别的内容\n"));
    harm(fixture, "DELETE FROM piece; DELETE FROM chunk; DELETE FROM page");
    result = rebuild(fixture);
    assert_int_equal(result.texts_lost, 0);
    after = fixture_dump(fixture);
    assert_string_equal(before, after);
    free(after);
    /* … nobody has it: the text is as it was read. */
    assert_int_equal(unlink(path), 0);
    harm(fixture, "DELETE FROM piece");
    result = rebuild(fixture);
    assert_int_equal(result.texts_lost, 1);
    assert_int_equal(result.moved, 0);
    after = fixture_dump(fixture);
    assert_string_equal(before, after);
    free(after);
    free(changed);
    free(path);
    free(before);
}

static void words_outlive_their_text(void **state)
{
    Fixture *fixture = *state;
    World world;
    acts_prepare(fixture, &world);
    char *changed = fixture_write(fixture, "paper.txt", STR("别的内容\n"));
    harm(fixture, "DELETE FROM piece; DELETE FROM edition;");
    RebuildResult result = rebuild(fixture);
    assert_int_equal(result.texts_lost, 1); /* the others are still in the inbox */
    AnnotationList list = fixture_list(fixture);
    assert_int_equal(list.count, 2);
    for (size_t i = 0; i < list.count; i++) {
        assert_true(list.rows[i].is_orphan);
        assert_true(list.rows[i].selector.exact.len > 0);
        assert_int_equal(list.rows[i].tag_count, 1);
    }
    assert_str(list.rows[0].note, "要点");
    free(changed);
}

static void lost_operations_come_from_a_backup(void **state)
{
    Fixture *fixture = *state;
    World world;
    char *path;
    size_t dropped;
    acts_prepare(fixture, &world);
    assert_ok(act_note(&world, &fixture->err));
    assert_ok(library_back_up_daily(fixture->library, time_now_ms(), &path, &dropped,
                                    &fixture->err));
    assert_ok(act_status(&world, &fixture->err));
    View before = look(fixture);
    harm(fixture, "DELETE FROM op WHERE seq BETWEEN 2 AND 6; DELETE FROM annotation_tag;"
                  "DELETE FROM collection_entry; DELETE FROM annotation");
    RebuildResult result = rebuild(fixture);
    assert_int_equal(result.regained, 5);
    assert_int_equal(result.lost, 0);
    assert_as_before(fixture, &before);
    free(path);
}

static void what_is_lost_is_said(void **state)
{
    Fixture *fixture = *state;
    World world;
    acts_prepare(fixture, &world);
    assert_ok(act_note(&world, &fixture->err));
    assert_ok(act_title(&world, &fixture->err));
    OpList ops = {0};
    assert_ok(store_list_ops(library_get_store(fixture->library), 0, fixture->arena, &ops,
                             &fixture->err));
    StrBuf sql = {0};
    strbuf_appendf(&sql, "DELETE FROM op WHERE seq = %lld", (long long)ops.rows[1].seq);
    harm(fixture, sql.data);
    strbuf_clear(&sql);
    RebuildResult result = rebuild(fixture);
    assert_int_equal(result.lost, 1);
    assert_int_equal(result.differences, 2); /* the note as it was, and as it is */
    assert_true(fixture->report.count >= 1);
    AnnotationList list = fixture_list(fixture);
    assert_str(list.rows[0].note, "要点");
}

static void a_log_whose_end_nobody_knows_is_refused(void **state)
{
    static const RebuildOptions options = {.is_trial = true};
    Fixture *fixture = *state;
    World world;
    RebuildResult result;
    acts_prepare(fixture, &world);
    harm(fixture, "PRAGMA writable_schema = 1;"
                  "DELETE FROM sqlite_schema WHERE name = 'sqlite_sequence'");
    assert_false(library_rebuild(fixture->directory, &options, &result, &fixture->report,
                                 &fixture->err));
    assert_int_equal(fixture->err.code, ERR_STORE);
    error_clear(&fixture->err);
}

static void a_trial_leaves_the_library_alone(void **state)
{
    Fixture *fixture = *state;
    World world;
    RebuildResult result;
    RebuildOptions options = {.is_trial = true};
    do_all(fixture, &world);
    View before = look(fixture);
    library_close(fixture->library);
    fixture->library = NULL;
    assert_ok(library_rebuild(fixture->directory, &options, &result, &fixture->report,
                              &fixture->err));
    assert_nothing_lost(&result);
    char *scratch = path_join(fixture->directory, "rebuild");
    assert_int_not_equal(access(scratch, F_OK), 0);
    free(scratch);
    fixture_reopen(fixture);
    assert_as_before(fixture, &before);
}

static bool refuse(void *context, uint64_t done, uint64_t total)
{
    (void)context, (void)done, (void)total;
    return false;
}

static void a_stop_leaves_the_library_alone(void **state)
{
    Fixture *fixture = *state;
    World world;
    RebuildResult result;
    char *kept = path_join(fixture->root, "kept.db");
    RebuildOptions options = {.kept = kept};
    acts_prepare(fixture, &world);
    char *before = fixture_dump(fixture);
    library_close(fixture->library);
    fixture->library = NULL;
    Report report = {.progress = refuse};
    assert_false(
        library_rebuild(fixture->directory, &options, &result, &report, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_CANCELLED);
    assert_int_not_equal(access(kept, F_OK), 0);
    error_clear(&fixture->err);
    fixture_reopen(fixture);
    char *after = fixture_dump(fixture);
    assert_string_equal(before, after);
    free(before);
    free(after);
    free(kept);
}

/* Bits flip anywhere behind the first page: it is made anew, or said to be impossible;
 * what was there is kept either way. */
static void flipped_bits_are_survived(void **state)
{
    Fixture *fixture = *state;
    World world;
    do_all(fixture, &world);
    library_close(fixture->library);
    fixture->library = NULL;
    char *path = path_join(fixture->directory, "library.db");
    char *kept = path_join(fixture->root, "kept.db");
    StrBuf sound = {0};
    assert_ok(file_read(path, 1 << 26, &sound, &fixture->err));
    uint32_t random = 20240524;
    size_t made = 0;
    for (int round = 0; round < 24; round++) {
        StrBuf harmed = {0}, left = {0};
        strbuf_append_str(&harmed, strbuf_get(&sound));
        for (int i = 0; i < 40; i++) {
            random = random * 1664525 + 1013904223;
            size_t at = 8192 + random % (harmed.len - 8192);
            harmed.data[at] ^= (char)(1 << (random >> 29));
        }
        assert_ok(file_write_atomic(path, strbuf_get(&harmed), &fixture->err));
        RebuildResult result;
        RebuildOptions options = {.kept = kept};
        Error err = {0};
        unlink(kept);
        if (library_rebuild(fixture->directory, &options, &result, &fixture->report,
                            &err)) {
            made++;
            fixture_reopen(fixture);
            Report ignored = {0};
            assert_ok(store_check(library_get_store(fixture->library), false, &ignored,
                                  &fixture->err));
            report_clear(&ignored);
            library_close(fixture->library);
            fixture->library = NULL;
            assert_int_equal(access(kept, F_OK), 0);
        } else {
            assert_true(error_is_set(&err));
            assert_ok(file_read(path, 1 << 26, &left, &fixture->err));
            assert_true(str_is_equal(strbuf_get(&left), strbuf_get(&harmed)));
        }
        error_clear(&err);
        strbuf_clear(&harmed);
        strbuf_clear(&left);
    }
    assert_true(made > 20);
    strbuf_clear(&sound);
    free(path);
    free(kept);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(every_kind_has_an_act_that_makes_one),
        TEST(what_is_made_anew_is_the_same),
        TEST(undo_goes_on_where_it_was),
        TEST(a_passage_that_came_without_a_place_is_without_one),
        TEST(lost_rows_come_back),
        TEST(originals_come_from_where_they_are),
        TEST(words_outlive_their_text),
        TEST(lost_operations_come_from_a_backup),
        TEST(what_is_lost_is_said),
        TEST(a_log_whose_end_nobody_knows_is_refused),
        TEST(a_trial_leaves_the_library_alone),
        TEST(a_stop_leaves_the_library_alone),
        TEST(flipped_bits_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
