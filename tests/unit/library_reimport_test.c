/* Editions: read again, changed, undone, killed; passages come along.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_fixture.h"

#include <piyue/clean.h>
#include <piyue/store_search.h>

#include <sqlite3.h>
#include <sys/wait.h>

static ReimportResult reimport(Fixture *fixture, int64_t doc,
                               const Processing *processing)
{
    ReimportOptions options = {.processing = processing};
    ReimportResult result;
    assert_ok(library_reimport(fixture->library, doc, &options, &result, &fixture->err));
    return result;
}

static bool try_reimport_text(Fixture *fixture, int64_t doc, const char *name,
                              const char *text, ReimportResult *result)
{
    char *path = fixture_write(fixture, name, str_from(text));
    ReimportOptions options = {.path = path};
    options.fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(options.fd >= 0);
    bool is_done =
        library_reimport(fixture->library, doc, &options, result, &fixture->err);
    close(options.fd);
    free(path);
    return is_done;
}

static ReimportResult reimport_text(Fixture *fixture, int64_t doc, const char *name,
                                    const char *text)
{
    ReimportResult result;
    assert_ok(try_reimport_text(fixture, doc, name, text, &result));
    return result;
}

static void assert_sound(Fixture *fixture)
{
    assert_ok(store_check(library_get_store(fixture->library), true, &fixture->report,
                          &fixture->err));
}

static void assert_dump(Fixture *fixture, const char *expected)
{
    char *dump = fixture_dump(fixture);
    assert_string_equal(dump, expected);
    free(dump);
}

/* The words that stand where an annotation says it stands. */
static void assert_stands(Fixture *fixture, int64_t id, const char *words)
{
    AnnotationFilter filter = {.id = id, .status = -1};
    AnnotationList list = {0};
    Store *store = library_get_store(fixture->library);
    assert_ok(
        store_list_annotations(store, &filter, fixture->arena, &list, &fixture->err));
    assert_int_equal(list.count, 1);
    assert_false(list.rows[0].is_orphan);
    Document *document = store_open_document(store, list.rows[0].doc, &fixture->err);
    assert_ok(document);
    assert_int_equal(list.rows[0].edition, document->edition);
    StrBuf text = {0};
    document_append_range(document, list.rows[0].selector.range, STR("\n"), &text);
    assert_string_equal(text.data, words);
    strbuf_clear(&text);
    document_free(document);
}

static bool see_hit(void *context, const SearchHit *hit)
{
    (void)hit;
    ++*(size_t *)context;
    return true;
}

static size_t count_hits(Fixture *fixture, const char *words)
{
    SearchQuery query = {.text = str_from(words)};
    size_t count = 0;
    assert_ok(store_search(library_get_store(fixture->library), &query, see_hit, &count,
                           &fixture->err));
    return count;
}

/* ---- reading again --------------------------------------------------------- */

static void another_encoding_keeps_the_notes(void **state)
{
    Fixture *fixture = *state;
    /* “一” and “二” in GBK, between ASCII that is the same in every encoding. */
    int64_t doc = fixture_import(fixture, "x.txt",
                                 "alpha beta \xd2\xbb gamma\n\nthe words that are marked "
                                 "here stay as they are \xb6\xfe end\n");
    int64_t note = fixture_annotate(
        fixture, doc, "the words that are marked here stay as they are", "kept", "t");
    Processing taiwan = {.encoding = "Big5-HKSCS"};
    Processing chinese = {.encoding = "GB18030"};
    reimport(fixture, doc, &taiwan);
    assert_stands(fixture, note, "the words that are marked here stay as they are");
    ReimportResult result = reimport(fixture, doc, &chinese);
    assert_true(result.is_changed);
    assert_string_equal(result.encoding, "GB18030");
    assert_stands(fixture, note, "the words that are marked here stay as they are");
    assert_int_equal(count_hits(fixture, "一"), 1);
    assert_sound(fixture);
    /* A later reading keeps to the encoding that was named. */
    Processing processing;
    assert_ok(library_get_processing(fixture->library, doc, &processing, &fixture->err));
    assert_string_equal(processing.encoding, "GB18030");
    assert_false(reimport(fixture, doc, NULL).is_changed);
}

static void reading_the_same_again_leaves_no_trace(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    OpList before = {0}, after = {0};
    Store *store = library_get_store(fixture->library);
    assert_ok(store_list_ops(store, 0, fixture->arena, &before, &fixture->err));
    ReimportResult result = reimport(fixture, doc, NULL);
    assert_false(result.is_changed);
    assert_int_equal(result.edition, result.before);
    assert_ok(store_list_ops(store, 0, fixture->arena, &after, &fixture->err));
    assert_int_equal(before.count, after.count);
}

/* An older version passed over the links of a text. */
static void forget_links(Fixture *fixture, int64_t edition)
{
    Store *store = library_get_store(fixture->library);
    Draft *none = draft_new();
    assert_ok(store_begin(store, &fixture->err));
    assert_ok(store_renew_links(store, edition, none, &fixture->err));
    assert_ok(store_commit(store, &fixture->err));
    draft_free(none);
}

static void reading_an_old_document_again_finds_its_links(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(
        fixture, "x.txt", "详见www.example.cn/a，\n\n各村要摸清家底，一条河一本账。\n");
    int64_t id = fixture_annotate(fixture, doc, "摸清家底", "记下", NULL);
    Store *store = library_get_store(fixture->library);
    Document *document = store_open_document(store, doc, &fixture->err);
    assert_ok(document);
    forget_links(fixture, document->edition);
    assert_int_equal(document_find_linked(document, 0, 1), document->block_count);
    document_free(document);
    char *before = fixture_dump(fixture);
    assert_false(reimport(fixture, doc, NULL).is_changed);
    document = store_open_document(store, doc, &fixture->err);
    assert_ok(document);
    assert_int_equal(document_find_linked(document, 0, 1), 0);
    const Link *link = document_get_link_at(document, 0, 6);
    assert_non_null(link);
    assert_true(str_is_equal(link->target, STR("http://www.example.cn/a")));
    document_free(document);
    assert_dump(fixture, before);
    assert_stands(fixture, id, "摸清家底");
    free(before);
}

#define GLUED                                                                                                    \
    "各村要摸清家底，，一条河一本账。\n\n發(fā)现问题当天报告，，不得拖延。\n\n" \
    "山塘虽小，连着千家万户的水田，清淤之前要听取群众的意见。\n"

static void a_pass_that_is_off_leaves_the_source_alone(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", GLUED);
    int64_t note = fixture_annotate(fixture, doc, "清淤之前要听取群众的意见", "n", NULL);
    char *dump = fixture_dump(fixture);
    assert_int_equal(count_hits(fixture, "fa"), 0);
    Processing off = {.without = 1u << CLEAN_RESIDUE | 1u << CLEAN_PUNCTUATION};
    ReimportResult with = {.edition = 1}, without = reimport(fixture, doc, &off);
    assert_true(without.is_changed);
    assert_stands(fixture, note, "清淤之前要听取群众的意见");
    Document *document =
        store_open_document(library_get_store(fixture->library), doc, &fixture->err);
    assert_ok(document);
    assert_str(document_get_text(document, 1), "發(fā)现问题当天报告，，不得拖延。");
    document_free(document);
    assert_sound(fixture);
    /* Switched on again it is the edition that was there before. */
    ReimportResult again = reimport(fixture, doc, &(Processing){0});
    assert_true(again.was_known);
    assert_int_equal(again.edition, with.edition);
    assert_dump(fixture, dump);
    fixture_undo(fixture);
    fixture_undo(fixture);
    assert_dump(fixture, dump);
    assert_sound(fixture);
    free(dump);
}

static void what_a_pass_did_is_listed(void **state)
{
    Fixture *fixture = *state;
    fixture_import(fixture, "x.txt", GLUED);
    Store *store = library_get_store(fixture->library);
    EditCountList counts = {0};
    EditionEditList edits = {0};
    assert_ok(store_count_edits(store, 1, fixture->arena, &counts, &fixture->err));
    assert_int_equal(counts.count, CLEAN_RULE_COUNT);
    assert_str(counts.rows[CLEAN_PUNCTUATION].pass, "punctuation");
    assert_int_equal(counts.rows[CLEAN_PUNCTUATION].places, 2);
    assert_int_equal(counts.rows[CLEAN_PUNCTUATION].edits, 2);
    assert_int_equal(counts.rows[CLEAN_RESIDUE].edits, 1);
    assert_ok(store_list_edits(store, 1, STR("residue"), 0, 10, fixture->arena, &edits,
                               &fixture->err));
    assert_int_equal(edits.count, 1);
    assert_int_equal(edits.rows[0].block, 1);
    assert_int_equal(edits.rows[0].off, 3); /* behind 發 */
    assert_str(edits.rows[0].old_text, "(fā)");
    assert_int_equal(edits.rows[0].new_text.len, 0);
    assert_ok(store_list_edits(store, 1, STR("punctuation"), 1, 10, fixture->arena,
                               &edits, &fixture->err));
    assert_int_equal(edits.count, 1);
    assert_int_equal(edits.rows[0].block, 1);
    assert_ok(store_list_edits(store, 1, STR("unheard of"), 0, 10, fixture->arena, &edits,
                               &fixture->err));
    assert_int_equal(edits.count, 0);
}

static void many_edits_are_found_page_by_page(void **state)
{
    Fixture *fixture = *state;
    StrBuf text = {0};
    for (int i = 0; i < 3000; i++)
        strbuf_appendf(&text, "第%d段的话，，到此为止。\n\n", i);
    fixture_import(fixture, "x.txt", text.data);
    strbuf_clear(&text);
    Store *store = library_get_store(fixture->library);
    static const size_t starts[] = {0, 1000, 1023, 1024, 2047, 2990};
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
        EditionEditList edits = {0};
        assert_ok(store_list_edits(store, 1, STR("punctuation"), starts[i], 1100,
                                   fixture->arena, &edits, &fixture->err));
        assert_int_equal(edits.count, MIN(1100, 3000 - starts[i]));
        for (size_t j = 0; j < edits.count; j++)
            assert_int_equal(edits.rows[j].block, starts[i] + j);
    }
}

/* ---- changed content -------------------------------------------------------- */

#define REVISED                                                                                           \
    "关于河湖管护的意见\n\n新加的前言，说明修订的缘由。\n\n一、总体要求\n\n" \
    "各村要摸清家底，一条河一本账，一口塘一张图，账和图要年年核对。\n\n"   \
    "二、保障措施\n\n各村要明确专人负责，雨后加密巡查，发现问题当天报告。\n"

static void passages_follow_and_the_lost_are_kept(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    int64_t kept =
        fixture_annotate(fixture, doc, "一条河一本账，一口塘一张图", "甲", "水");
    int64_t lost =
        fixture_annotate(fixture, doc, "清淤之前要听取群众的意见", "乙\n二", "民");
    char *dump = fixture_dump(fixture);
    ReimportResult result = reimport_text(fixture, doc, "y.txt", REVISED);
    assert_true(result.is_changed);
    assert_int_equal(result.moves.context, 1);
    assert_int_equal(result.moves.orphaned, 1);
    assert_stands(fixture, kept, "一条河一本账，一口塘一张图");
    AnnotationFilter filter = {.status = -1, .orphans = true};
    AnnotationList list = {0};
    Store *store = library_get_store(fixture->library);
    assert_ok(
        store_list_annotations(store, &filter, fixture->arena, &list, &fixture->err));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.rows[0].id, lost);
    assert_str(list.rows[0].note, "乙\n二");
    assert_str(list.rows[0].selector.exact, "清淤之前要听取群众的意见");
    assert_int_equal(list.rows[0].tag_count, 1);
    assert_int_equal(list.rows[0].edition, result.before);
    /* Only the newest text is searched, and it stands in the shelf. */
    assert_int_equal(count_hits(fixture, "清淤"), 0);
    assert_int_equal(count_hits(fixture, "前言"), 1);
    assert_sound(fixture);
    char *after = fixture_dump(fixture);
    fixture_undo(fixture);
    assert_dump(fixture, dump);
    assert_stands(fixture, lost, "清淤之前要听取群众的意见");
    assert_int_equal(count_hits(fixture, "清淤"), 1);
    assert_int_equal(count_hits(fixture, "前言"), 0);
    assert_sound(fixture);
    fixture_reopen(fixture);
    fixture_redo(fixture);
    assert_dump(fixture, after);
    assert_sound(fixture);
    /* What comes back with a later edition is found again. */
    StrBuf third = {0};
    strbuf_appendf(&third,
                   "%s\n山塘虽小，连着千家万户的水田，清淤之前要听取群众的意见。\n",
                   REVISED);
    result = reimport_text(fixture, doc, "z.txt", third.data);
    assert_int_equal(result.found, 1);
    assert_int_equal(result.moves.orphaned, 0);
    assert_stands(fixture, lost, "清淤之前要听取群众的意见");
    fixture_undo(fixture);
    assert_dump(fixture, after);
    strbuf_clear(&third);
    free(dump);
    free(after);
}

static void a_title_of_ones_own_stays(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    Arena *arena = fixture->arena;
    DocumentFilter filter = {.id = doc};
    DocumentList list = {0};
    Store *store = library_get_store(fixture->library);
    reimport_text(fixture, doc, "y.txt", "关于山塘的意见\n\n一、山塘\n\n要清淤。\n");
    assert_ok(store_list_documents(store, &filter, arena, &list, &fixture->err));
    assert_str(list.rows[0].title, "关于山塘的意见");
    fixture_undo(fixture);
    assert_ok(library_set_title(fixture->library, doc, STR("河湖"), &fixture->err));
    reimport_text(fixture, doc, "y.txt", "关于山塘的意见\n\n一、山塘\n\n要清淤。\n");
    assert_ok(store_list_documents(store, &filter, arena, &list, &fixture->err));
    assert_str(list.rows[0].title, "河湖");
}

static bool is_trashed(Fixture *fixture, int64_t doc)
{
    DocumentFilter filter = {.id = doc};
    DocumentList list = {0};
    assert_ok(store_list_documents(library_get_store(fixture->library), &filter,
                                   fixture->arena, &list, &fixture->err));
    assert_int_equal(list.count, 1);
    return list.rows[0].trashed_ms != 0;
}

static void a_document_that_becomes_an_edition_goes_unless_it_has_notes(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    int64_t other = fixture_import(fixture, "y.txt", REVISED);
    char *dump = fixture_dump(fixture);
    assert_true(reimport_text(fixture, doc, "y.txt", REVISED).is_changed);
    assert_true(is_trashed(fixture, other));
    assert_sound(fixture);
    fixture_undo(fixture);
    assert_dump(fixture, dump);
    free(dump);
    fixture_annotate(fixture, other, "新加的前言", "不能丢", NULL);
    ReimportResult result;
    assert_false(try_reimport_text(fixture, doc, "y.txt", REVISED, &result));
    assert_int_equal(fixture->err.code, ERR_CONFLICT);
    error_clear(&fixture->err);
    assert_false(is_trashed(fixture, other));
    assert_sound(fixture);
}

static void a_document_joined_to_another_is_its_newest_edition(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    int64_t kept =
        fixture_annotate(fixture, doc, "一条河一本账，一口塘一张图", "甲", NULL);
    int64_t newer = fixture_import(fixture, "y.txt", REVISED);
    ReimportResult result;
    assert_false(library_join(fixture->library, doc, doc, &result, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_USAGE);
    error_clear(&fixture->err);
    assert_ok(library_join(fixture->library, newer, doc, &result, &fixture->err));
    assert_true(result.is_changed);
    assert_int_equal(result.moves.context, 1);
    assert_stands(fixture, kept, "一条河一本账，一口塘一张图");
    assert_true(is_trashed(fixture, newer));
    assert_sound(fixture);
    /* One with notes of its own is not given up. */
    fixture_annotate(fixture, doc, "一条河一本账，一口塘一张图", "乙", NULL);
    int64_t third = fixture_import(fixture, "z.txt", "另一篇文章，与前面的都不相干。\n");
    assert_false(library_join(fixture->library, doc, third, &result, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_CONFLICT);
    error_clear(&fixture->err);
    assert_false(is_trashed(fixture, doc));
}

static void a_document_that_shows_another_text_by_now_stays(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    int64_t other = fixture_import(fixture, "y.txt", REVISED);
    reimport_text(fixture, other, "y.txt", REVISED "又加了一段，说明今年的安排。\n");
    assert_true(reimport_text(fixture, doc, "z.txt", REVISED).is_changed);
    assert_false(is_trashed(fixture, other));
    assert_sound(fixture);
}

static void a_document_joined_to_another_is_read_as_it_was(void **state)
{
    Fixture *fixture = *state;
    IntakeOptions options = {.import = {.encoding = "Big5-HKSCS"}};
    ImportResult read;
    ReimportResult result;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    /* Simplified Chinese, as it looks to whoever takes it for Big5. */
    char *path =
        fixture_write(fixture, "y.txt",
                      STR("\xd0\xad\xc9\xcc\xc3\xf1\xd6\xf7\xca\xc7\xd6\xd8\xd2\xaa\xd0"
                          "\xce\xca\xbd\xa3\xac\xd2\xaa\xbc\xe1\xb3\xd6\xa1\xa3\n"));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_ok(
        library_import_fd(fixture->library, fd, path, &options, &read, &fixture->err));
    assert_string_equal(read.encoding, "Big5-HKSCS");
    assert_ok(library_join(fixture->library, read.doc, doc, &result, &fixture->err));
    assert_string_equal(result.encoding, "Big5-HKSCS");
    assert_int_equal(count_hits(fixture, "衪妀"), 1);
    import_result_clear(&read);
    close(fd);
    free(path);
}

/* ---- importing what has changed ---------------------------------------------- */

static ImportResult import_text(Fixture *fixture, const char *name, const char *text)
{
    char *path = fixture_write(fixture, name, str_from(text));
    ImportResult result;
    assert_ok(fixture_import_path(fixture, path, &result));
    free(path);
    return result;
}

static void changed_bytes_of_a_known_path_are_an_edition(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    int64_t kept =
        fixture_annotate(fixture, doc, "一条河一本账，一口塘一张图", "甲", NULL);
    ImportResult result = import_text(fixture, "x.txt", REVISED);
    assert_int_equal(result.doc, doc);
    assert_true(result.is_edition);
    assert_false(result.is_new);
    assert_int_equal(result.moves.context, 1);
    assert_stands(fixture, kept, "一条河一本账，一口塘一张图");
    import_result_clear(&result);
    /* The same once more is no change; the first again is the first edition. */
    result = import_text(fixture, "x.txt", REVISED);
    assert_false(result.is_edition);
    import_result_clear(&result);
    result = import_text(fixture, "x.txt", PAPER);
    assert_true(result.is_edition);
    import_result_clear(&result);
    EditionList list = {0};
    assert_ok(store_list_editions(library_get_store(fixture->library), doc,
                                  fixture->arena, &list, &fixture->err));
    assert_int_equal(list.count, 2);
    assert_true(list.rows[1].is_current);
    assert_sound(fixture);
}

static void what_comes_out_of_the_trash_shows_what_was_imported(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    assert_int_equal(fixture_import(fixture, "x.txt", REVISED), doc);
    assert_ok(library_trash(fixture->library, doc, &fixture->err));
    char *dump = fixture_dump(fixture);
    ImportResult result = import_text(fixture, "x.txt", PAPER);
    assert_int_equal(result.doc, doc);
    assert_true(result.was_trashed);
    assert_true(result.is_edition);
    assert_false(is_trashed(fixture, doc));
    assert_int_equal(count_hits(fixture, "新加的前言"), 0);
    assert_int_equal(count_hits(fixture, "一条河一本账"), 1);
    import_result_clear(&result);
    fixture_undo(fixture);
    assert_dump(fixture, dump);
    assert_sound(fixture);
    free(dump);
}

static void another_text_under_a_known_name_is_a_document(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    ImportResult result = import_text(
        fixture, "x.txt", "春游记\n\n天气很好，大家都到郊外去看花，走了很远的路。\n");
    assert_true(result.is_new);
    assert_int_not_equal(result.doc, doc);
    assert_int_equal(result.unlike, doc);
    import_result_clear(&result);
}

static void a_like_text_is_suggested_and_left_to_the_user(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    ImportResult result = import_text(fixture, "elsewhere.txt", REVISED);
    assert_true(result.is_new);
    assert_int_equal(result.suggested, doc);
    import_result_clear(&result);
    result =
        import_text(fixture, "other.txt", "春游记\n\n天气很好，大家都到郊外去看花。\n");
    assert_int_equal(result.suggested, 0);
    import_result_clear(&result);
}

static void the_original_is_kept_once_and_can_be_read(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    Processing off = {.without = 1u << CLEAN_REJOIN};
    ReimportResult result = reimport(fixture, doc, &off);
    Store *store = library_get_store(fixture->library);
    StrBuf original = {0};
    assert_ok(store_read_original(store, result.edition, &original, &fixture->err));
    assert_string_equal(original.data, PAPER);
    EditionRow row;
    assert_ok(
        store_get_edition(store, result.edition, fixture->arena, &row, &fixture->err));
    assert_int_equal(row.original, result.before);
    strbuf_clear(&original);
    assert_ok(library_trash(fixture->library, doc, &fixture->err));
    assert_ok(library_purge(fixture->library, doc, &fixture->err));
    assert_sound(fixture);
}

static void a_lost_passage_is_given_a_place_by_hand(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    int64_t lost = fixture_annotate(fixture, doc, "清淤之前要听取群众的意见", "乙", "民");
    reimport_text(fixture, doc, "y.txt", REVISED);
    char *dump = fixture_dump(fixture);
    Document *document =
        store_open_document(library_get_store(fixture->library), doc, &fixture->err);
    assert_ok(document);
    Range range;
    assert_ok(quote_find(document, STR("雨后加密巡查"), &range, &fixture->err));
    assert_ok(library_reattach(fixture->library, lost, document, range, &fixture->err));
    assert_stands(fixture, lost, "雨后加密巡查");
    assert_sound(fixture);
    document_free(document);
    fixture_undo(fixture);
    assert_dump(fixture, dump);
    free(dump);
}

/* ---- killed ------------------------------------------------------------------ */

static long writes_left = -1; /* the process dies before the write that makes it -1 */

static ssize_t faulty_pwrite(int fd, const void *data, size_t count, off_t off)
{
    if (writes_left >= 0 && writes_left-- == 0)
        _exit(9);
    return pwrite(fd, data, count, off);
}

static void install_faults(void)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)faulty_pwrite);
    vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)faulty_pwrite);
}

static void a_killed_reimport_leaves_old_or_new(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "x.txt", PAPER);
    fixture_annotate(fixture, doc, "一条河一本账，一口塘一张图", "甲", "水");
    fixture_annotate(fixture, doc, "清淤之前要听取群众的意见", "乙", "民");
    char *old_dump = fixture_dump(fixture);
    int old = 0, new = 0, status = 9;
    for (long writes = 0; status == 9; writes++) {
        library_close(fixture->library);
        fixture->library = NULL;
        pid_t child = fork();
        if (child == 0) {
            fixture_open(fixture, STORE_READ_WRITE);
            install_faults();
            writes_left = writes;
            ReimportResult result;
            bool is_done = try_reimport_text(fixture, doc, "y.txt", REVISED, &result);
            writes_left = -1;
            _exit(is_done && result.moves.orphaned == 1 ? 0 : 1);
        }
        waitpid(child, &status, 0);
        assert_true(WIFEXITED(status));
        status = WEXITSTATUS(status);
        fixture_open(fixture, STORE_READ_WRITE);
        assert_sound(fixture);
        char *dump = fixture_dump(fixture);
        if (strcmp(dump, old_dump) == 0) {
            old++;
        } else {
            new ++;
            fixture_undo(fixture); /* whole, if it is there at all */
            assert_dump(fixture, old_dump);
        }
        free(dump);
    }
    assert_int_equal(status, 0);
    print_message("killed at %d writes: %d old, %d new\n", old + new, old, new);
    assert_true(old > 3 && new > 0);
    free(old_dump);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(another_encoding_keeps_the_notes),
        TEST(reading_the_same_again_leaves_no_trace),
        TEST(reading_an_old_document_again_finds_its_links),
        TEST(a_pass_that_is_off_leaves_the_source_alone),
        TEST(what_a_pass_did_is_listed),
        TEST(many_edits_are_found_page_by_page),
        TEST(passages_follow_and_the_lost_are_kept),
        TEST(a_title_of_ones_own_stays),
        TEST(a_document_that_becomes_an_edition_goes_unless_it_has_notes),
        TEST(a_document_that_shows_another_text_by_now_stays),
        TEST(a_document_joined_to_another_is_its_newest_edition),
        TEST(a_document_joined_to_another_is_read_as_it_was),
        TEST(changed_bytes_of_a_known_path_are_an_edition),
        TEST(what_comes_out_of_the_trash_shows_what_was_imported),
        TEST(another_text_under_a_known_name_is_a_document),
        TEST(a_like_text_is_suggested_and_left_to_the_user),
        TEST(the_original_is_kept_once_and_can_be_read),
        TEST(a_lost_passage_is_given_a_place_by_hand),
        TEST(a_killed_reimport_leaves_old_or_new),
    };
    return cmocka_run_group_tests_name("reimport", tests, NULL, NULL);
}
