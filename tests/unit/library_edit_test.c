/* Edits, and taking them back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_fixture.h"

#include <signal.h>
#include <sys/wait.h>

#define QUOTE "一条河一本账，一口塘一张图"

/* Takes everything back, returns how many times that went well. */
static size_t undo_all(Fixture *fixture)
{
    StrBuf what = {0};
    int64_t doc;
    size_t count = 0;
    error_clear(&fixture->err);
    while (library_undo(fixture->library, &what, &doc, &fixture->err))
        count++;
    strbuf_clear(&what);
    return count;
}

static char *undo(Fixture *fixture)
{
    StrBuf what = {0};
    int64_t doc;
    error_clear(&fixture->err);
    assert_ok(library_undo(fixture->library, &what, &doc, &fixture->err));
    return strbuf_detach(&what);
}

static char *redo(Fixture *fixture)
{
    StrBuf what = {0};
    int64_t doc;
    error_clear(&fixture->err);
    assert_ok(library_redo(fixture->library, &what, &doc, &fixture->err));
    return strbuf_detach(&what);
}

static void a_passage_is_kept_with_note_and_tags(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "可对照去年的账。", "家底");
    fixture_reopen(fixture);
    AnnotationList list = fixture_list(fixture);
    assert_int_equal(list.count, 1);
    const Annotation *row = &list.rows[0];
    assert_int_equal(row->id, id);
    assert_str(row->selector.exact, QUOTE);
    assert_true(str_has_suffix(row->selector.headings, STR("一、总体要求")));
    assert_str(row->note, "可对照去年的账。");
    assert_str(row->author, "木子");
    assert_int_equal(row->tag_count, 1);
    assert_str(row->tags[0], "家底");
}

static void one_action_is_taken_back_as_one(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    char *before = fixture_dump(fixture);
    fixture_annotate(fixture, doc, QUOTE, "看", "家底");
    char *after = fixture_dump(fixture);
    char *what = undo(fixture);
    assert_string_equal(what, "marked “" QUOTE "”");
    char *undone = fixture_dump(fixture);
    assert_string_equal(undone, before);
    free(what);
    what = redo(fixture);
    assert_string_equal(what, "marked “" QUOTE "”");
    char *redone = fixture_dump(fixture);
    assert_string_equal(redone, after);
    free(what);
    free(before);
    free(after);
    free(undone);
    free(redone);
}

static void undo_reaches_back_over_a_restart(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", NULL);
    assert_ok(library_set_note(fixture->library, id, STR("二"), &fixture->err));
    fixture_reopen(fixture);
    free(undo(fixture));
    assert_str(fixture_list(fixture).rows[0].note, "一");
    fixture_reopen(fixture);
    free(redo(fixture));
    assert_str(fixture_list(fixture).rows[0].note, "二");
    fixture_reopen(fixture);
    free(undo(fixture));
    free(undo(fixture));
    assert_int_equal(fixture_list(fixture).count, 0);
}

static void a_new_edit_ends_what_can_be_redone(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", NULL);
    assert_ok(library_set_note(fixture->library, id, STR("二"), &fixture->err));
    free(undo(fixture));
    assert_ok(library_set_style(fixture->library, id, STR("red"), &fixture->err));
    StrBuf what = {0};
    int64_t touched;
    assert_false(library_redo(fixture->library, &what, &touched, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_NOT_FOUND);
    assert_int_equal(what.len, 0);
    /* The new edit, then the first; the one undone before is passed over. */
    char *sentence = undo(fixture);
    assert_string_equal(sentence, "colour of “" QUOTE "”");
    free(sentence);
    sentence = undo(fixture);
    assert_string_equal(sentence, "marked “" QUOTE "”");
    free(sentence);
}

static void what_changes_nothing_leaves_no_trace(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", "家底");
    OpList before = {0}, after = {0};
    Store *store = library_get_store(fixture->library);
    assert_ok(store_list_ops(store, 0, fixture->arena, &before, &fixture->err));
    assert_ok(library_set_note(fixture->library, id, STR("一"), &fixture->err));
    assert_ok(
        library_tag_annotation(fixture->library, id, STR(" 家底 "), true, &fixture->err));
    assert_ok(library_restore(fixture->library, doc, &fixture->err));
    assert_ok(store_list_ops(store, 0, fixture->arena, &after, &fixture->err));
    assert_int_equal(after.count, before.count);
}

static void a_renamed_tag_comes_back_to_its_bearers_only(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    fixture_annotate(fixture, doc, QUOTE, "", "家底");
    int64_t both = fixture_annotate(fixture, doc, "每十天巡查一次", "", "家底");
    fixture_annotate(fixture, doc, "山塘虽小", "", "摸底");
    assert_ok(
        library_tag_annotation(fixture->library, both, STR("摸底"), true, &fixture->err));
    assert_ok(
        library_tag_document(fixture->library, doc, STR("家底"), true, &fixture->err));
    char *before = fixture_dump(fixture);
    assert_ok(
        library_rename_tag(fixture->library, STR("家底"), STR("摸底"), &fixture->err));
    TagList tags = {0};
    assert_ok(store_list_tags(library_get_store(fixture->library), false, fixture->arena,
                              &tags, &fixture->err));
    assert_int_equal(tags.count, 1);
    assert_int_equal(tags.rows[0].passages, 3);
    assert_int_equal(tags.rows[0].documents, 1);
    char *after = fixture_dump(fixture);
    char *what = undo(fixture);
    assert_string_equal(what, "renamed the tag 家底 to 摸底");
    char *undone = fixture_dump(fixture);
    assert_string_equal(undone, before);
    free(redo(fixture));
    char *redone = fixture_dump(fixture);
    assert_string_equal(redone, after);
    free(what);
    free(before);
    free(after);
    free(undone);
    free(redone);
}

static void tags_are_checked(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    StrBuf longest = {0};
    for (int i = 0; i < 201; i++)
        strbuf_append_byte(&longest, 'a');
    const Str bad[] = {STR(""),     STR(" 　 "),         STR("a\x1b[31m"),    STR("a\nb"),
                       STR("\xff"), STR("\xe2\x80\xae"), strbuf_get(&longest)};
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        error_clear(&fixture->err);
        assert_false(
            library_tag_document(fixture->library, doc, bad[i], true, &fixture->err));
        assert_int_equal(fixture->err.code, ERR_USAGE);
    }
    error_clear(&fixture->err);
    longest.len = 200;
    assert_ok(library_tag_document(fixture->library, doc, strbuf_get(&longest), true,
                                   &fixture->err));
    strbuf_clear(&longest);
}

static void only_the_trash_can_be_purged(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    fixture_annotate(fixture, doc, QUOTE, "看", "家底");
    assert_false(library_purge(fixture->library, doc, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_USAGE);
    error_clear(&fixture->err);
    assert_ok(library_trash(fixture->library, doc, &fixture->err));
    assert_ok(library_purge(fixture->library, doc, &fixture->err));
    assert_int_equal(fixture_list(fixture).count, 0);
    char *dump = fixture_dump(fixture);
    assert_string_equal(dump, "");
    free(dump);
    /* Nothing of it can come back, and undo says so instead of doing half of it. */
    StrBuf what = {0};
    int64_t touched;
    assert_false(library_undo(fixture->library, &what, &touched, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_CONFLICT);
    /* The file itself may come in anew. */
    int64_t again = fixture_import(fixture, "意见.txt", PAPER);
    assert_int_not_equal(again, doc);
    free(undo(fixture));
}

static void what_was_done_before_a_purge_elsewhere_can_be_taken_back(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t other = fixture_import(fixture, "别的.txt", "别的文件\n\n这里只有一句话。\n");
    fixture_annotate(fixture, doc, QUOTE, "", NULL);
    assert_ok(library_trash(fixture->library, other, &fixture->err));
    assert_ok(library_purge(fixture->library, other, &fixture->err));
    char *what = undo(fixture);
    assert_string_equal(what, "marked “" QUOTE "”");
    free(what);
}

static void what_someone_else_changed_is_not_overwritten(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    Library *library = fixture->library;
    Store *store = library_get_store(library);
    assert_ok(library_set_title(library, doc, STR("我的题目"), &fixture->err));
    /* Behind the back of the log, as a synchronisation might. */
    assert_ok(store_begin(store, &fixture->err));
    assert_ok(store_set_title(store, doc, STR("别人的题目"), &fixture->err));
    assert_ok(store_commit(store, &fixture->err));
    char *before = fixture_dump(fixture);
    StrBuf what = {0};
    int64_t touched = 77;
    assert_false(library_undo(library, &what, &touched, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_CONFLICT);
    assert_non_null(strstr(error_get_message(&fixture->err), "我的题目"));
    assert_int_equal(what.len, 0);
    assert_int_equal(touched, 77);
    char *after = fixture_dump(fixture);
    assert_string_equal(after, before);
    free(before);
    free(after);
}

static void operations_of_a_newer_version_are_passed_over(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", NULL);
    assert_ok(library_set_note(fixture->library, id, STR("二"), &fixture->err));
    Store *store = library_get_store(fixture->library);
    OpRow op = {.id = uid_new(),
                .group = uid_new(),
                .hlc = INT64_MAX / 2,
                .device = STR("d"),
                .author = STR("a"),
                .kind = STR("picture.rotate"),
                .target = STR("x"),
                .old_json = STR("{\"by\":{\"deg\":[1,{}]}}"),
                .new_json = STR("{}")};
    assert_ok(store_begin(store, &fixture->err));
    assert_ok(store_put_op(store, &op, &fixture->err));
    assert_ok(store_commit(store, &fixture->err));
    StrBuf sentence = {0};
    library_describe_op(fixture->library, &op, &sentence);
    assert_str(strbuf_get(&sentence), "a change of a newer version (picture.rotate)");
    strbuf_clear(&sentence);
    char *what = undo(fixture);
    assert_string_equal(what, "note on “" QUOTE "”");
    free(what);
    free(redo(fixture));
}

static void the_clock_of_operations_never_goes_back(void **state)
{
    Fixture *fixture = *state;
    Store *store = library_get_store(fixture->library);
    /* A clock that was a hundred years ahead once. */
    assert_ok(store_begin(store, &fixture->err));
    assert_ok(store_put_meta(store, "clock", STR("310000000000000000"), &fixture->err));
    assert_ok(store_commit(store, &fixture->err));
    fixture_import(fixture, "意见.txt", PAPER);
    fixture_reopen(fixture);
    fixture_import(fixture, "别的.txt", "别的文件\n\n这里只有一句话。\n");
    OpList ops = {0};
    assert_ok(store_list_ops(library_get_store(fixture->library), 0, fixture->arena, &ops,
                             &fixture->err));
    assert_int_equal(ops.count, 2);
    assert_true(ops.rows[1].hlc == 310000000000000001);
    assert_true(ops.rows[0].hlc == 310000000000000002);
    assert_true(str_is_equal(ops.rows[0].device, ops.rows[1].device));
    assert_int_equal(ops.rows[0].device.len, 32);
}

static void the_log_tells_what_happened(void **state)
{
    Fixture *fixture = *state;
    static const char *const expected[] = {
        "done again: tag 家底 on “关于河湖管护的意见”",
        "taken back: tag 家底 on “关于河湖管护的意见”",
        "tag 家底 on “关于河湖管护的意见”",
        "note taken off “" QUOTE "”",
        "note on “" QUOTE "”",
        "marked “" QUOTE "”",
        "renamed “意见” to “关于河湖管护的意见”",
        "renamed “关于河湖管护的意见” to “意见”",
        "added “关于河湖管护的意见”",
    };
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    assert_ok(library_set_title(fixture->library, doc, STR(" 意见 "), &fixture->err));
    assert_ok(library_set_title(fixture->library, doc, STR("关于河湖管护的意见"),
                                &fixture->err));
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "", NULL);
    assert_ok(library_set_note(fixture->library, id, STR("看"), &fixture->err));
    assert_ok(library_set_note(fixture->library, id, STR(""), &fixture->err));
    assert_ok(
        library_tag_document(fixture->library, doc, STR("家底"), true, &fixture->err));
    free(undo(fixture));
    free(redo(fixture));
    OpList ops = {0};
    assert_ok(store_list_ops(library_get_store(fixture->library), 0, fixture->arena, &ops,
                             &fixture->err));
    assert_int_equal(ops.count, ARRAY_SIZE(expected));
    for (size_t i = 0; i < ops.count; i++) {
        StrBuf sentence = {0};
        library_describe_op(fixture->library, &ops.rows[i], &sentence);
        assert_str(strbuf_get(&sentence), expected[i]);
        strbuf_clear(&sentence);
    }
}

static void a_library_for_reading_refuses_every_edit(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "", "家底");
    library_close(fixture->library);
    fixture_open(fixture, STORE_READ_ONLY);
    Library *library = fixture->library;
    Error *err = &fixture->err;
    StrBuf what = {0};
    int64_t touched;
    ReadingState reading = {0};
#define assert_refused(call)                                                             \
    do {                                                                                 \
        error_clear(err);                                                                \
        assert_false(call);                                                              \
        assert_int_equal(err->code, ERR_READ_ONLY);                                      \
        assert_non_null(strstr(error_get_message(err), "--library"));                    \
    } while (0)
    assert_refused(library_set_note(library, id, STR("x"), err));
    assert_refused(library_set_style(library, id, STR("x"), err));
    assert_refused(library_set_status(library, id, STATUS_DONE, err));
    assert_refused(library_delete_annotation(library, id, err));
    assert_refused(library_tag_annotation(library, id, STR("x"), true, err));
    assert_refused(library_tag_document(library, doc, STR("x"), true, err));
    assert_refused(library_rename_tag(library, STR("家底"), STR("x"), err));
    assert_refused(library_set_title(library, doc, STR("x"), err));
    assert_refused(library_trash(library, doc, err));
    assert_refused(library_restore(library, doc, err));
    assert_refused(library_purge(library, doc, err));
    assert_refused(library_undo(library, &what, &touched, err));
    assert_refused(library_redo(library, &what, &touched, err));
    assert_refused(library_put_reading(library, doc, &reading, NULL, err));
    assert_refused(library_put_note_draft(library, STR("k"), STR("v"), err));
    assert_refused(library_drop_note_draft(library, STR("k"), err));
}

static void two_libraries_open_at_once_see_each_other(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    int64_t id = fixture_annotate(fixture, doc, QUOTE, "一", NULL);
    Library *mine = fixture->library;
    fixture_open(fixture, STORE_READ_WRITE);
    Library *other = fixture->library;
    assert_ok(library_set_note(other, id, STR("别人"), &fixture->err));
    assert_ok(library_set_note(mine, id, STR("自己"), &fixture->err));
    StrBuf what = {0};
    int64_t touched;
    assert_ok(library_undo(other, &what, &touched, &fixture->err));
    assert_int_equal(touched, doc);
    assert_str(fixture_list(fixture).rows[0].note, "别人");
    assert_ok(library_undo(mine, &what, &touched, &fixture->err));
    assert_str(fixture_list(fixture).rows[0].note, "一");
    strbuf_clear(&what);
    library_close(mine);
}

static void what_was_said_to_be_saved_survives_a_kill(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "意见.txt", PAPER);
    library_close(fixture->library);
    fixture->library = NULL;
    for (int i = 0; i < 8; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            Library *library;
            fixture_open(fixture, STORE_READ_WRITE);
            library = fixture->library;
            Store *store = library_get_store(library);
            Document *document = store_open_document(store, doc, &fixture->err);
            int64_t id;
            NewAnnotation new = {.document = document, .note = STR("留下")};
            if (!document ||
                !quote_find(document, STR(QUOTE), &new.range, &fixture->err) ||
                !library_annotate(library, &new, &id, &fixture->err))
                _exit(1);
            raise(SIGKILL);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        fixture_open(fixture, STORE_READ_WRITE);
        assert_int_equal(fixture_list(fixture).count, i + 1);
        assert_ok(store_check(library_get_store(fixture->library), true, &fixture->report,
                              &fixture->err));
        library_close(fixture->library);
        fixture->library = NULL;
    }
    fixture_open(fixture, STORE_READ_WRITE);
    assert_int_equal(undo_all(fixture), 9); /* eight passages and the document */
}

static void a_draft_of_a_note_is_kept_until_it_is_dropped(void **state)
{
    Fixture *fixture = *state;
    Str key = STR("note:7");
    assert_ok(
        library_put_note_draft(fixture->library, key, STR("写到一"), &fixture->err));
    assert_ok(
        library_put_note_draft(fixture->library, key, STR("写到一半"), &fixture->err));
    fixture_reopen(fixture);
    StrBuf text = {0};
    Store *store = library_get_store(fixture->library);
    assert_true(store_get_note_draft(store, key, &text, &fixture->err));
    assert_str(strbuf_get(&text), "写到一半");
    strbuf_reset(&text);
    assert_ok(library_drop_note_draft(fixture->library, key, &fixture->err));
    assert_false(store_get_note_draft(store, key, &text, &fixture->err));
    strbuf_clear(&text);
}

int main(void)
{
#define test(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        test(a_passage_is_kept_with_note_and_tags),
        test(one_action_is_taken_back_as_one),
        test(undo_reaches_back_over_a_restart),
        test(a_new_edit_ends_what_can_be_redone),
        test(what_changes_nothing_leaves_no_trace),
        test(a_renamed_tag_comes_back_to_its_bearers_only),
        test(tags_are_checked),
        test(only_the_trash_can_be_purged),
        test(what_was_done_before_a_purge_elsewhere_can_be_taken_back),
        test(what_someone_else_changed_is_not_overwritten),
        test(operations_of_a_newer_version_are_passed_over),
        test(the_clock_of_operations_never_goes_back),
        test(the_log_tells_what_happened),
        test(a_library_for_reading_refuses_every_edit),
        test(two_libraries_open_at_once_see_each_other),
        test(what_was_said_to_be_saved_survives_a_kill),
        test(a_draft_of_a_note_is_kept_until_it_is_dropped),
    };
    return cmocka_run_group_tests_name("library edits", tests, NULL, NULL);
}
