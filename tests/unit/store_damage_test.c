/* Damage is noticed, reading goes on beside it, and nothing crashes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_file.h"

#include <piyue/store_search.h>

#include <glob.h>

static void backup_is_a_library_of_its_own(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "文");
    StrBuf before = {0}, after = {0};
    assert_ok(store_dump(fixture->store, &before, &fixture->err));
    char *path = path_join(fixture->directory, "copy.db");
    assert_ok(store_backup(fixture->store, path, NULL, &fixture->err));
    assert_ok(store_backup(fixture->store, path, NULL, &fixture->err)); /* replaces it */
    close_library(fixture);
    char *name = file_name(fixture, "");
    assert_int_equal(rename(path, name), 0);
    assert_ok(try_open(fixture, STORE_READ_WRITE));
    assert_int_equal(mode_of(fixture, ""), 0600);
    assert_ok(store_dump(fixture->store, &after, &fixture->err));
    assert_string_equal(before.data, after.data);
    assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
    char *nowhere = path_join(fixture->directory, "missing/x.db");
    assert_false(store_backup(fixture->store, nowhere, NULL, &fixture->err));
    free(nowhere);
    strbuf_clear(&before);
    strbuf_clear(&after);
    free(path);
    free(name);
}

/* Stops as soon as `from` of a thousand are done. */
static bool stop_from(void *context, uint64_t done, uint64_t total)
{
    return total == 0 || done * 1000 < *(uint64_t *)context * total;
}

static void fill_meta(Fixture *fixture)
{
    run_sql(fixture, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                     " WHERE i < 20000) INSERT INTO meta SELECT 'n' || i, i FROM n");
}

static void a_backup_that_is_stopped_leaves_no_file(void **state)
{
    Fixture *fixture = *state;
    uint64_t at_once = 0;
    Report stopped = {.progress = stop_from, .context = &at_once};
    fixture_put(fixture, "甲", "文");
    fill_meta(fixture);
    char *path = path_join(fixture->directory, "copy.db");
    assert_false(store_backup(fixture->store, path, &stopped, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_CANCELLED);
    error_clear(&fixture->err);
    glob_t found = {0};
    char *pattern = path_join(fixture->directory, "copy.db*");
    assert_int_equal(glob(pattern, 0, NULL, &found), GLOB_NOMATCH);
    globfree(&found);
    free(pattern);
    /* What was stopped did not stop the library. */
    assert_ok(store_backup(fixture->store, path, NULL, &fixture->err));
    free(path);
}

static void a_check_that_is_stopped_finds_no_damage(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "# 标题\n正文第一段\n正文第二段");
    for (uint64_t from = 50; from < 1000; from += 500) { /* in the texts, in the index */
        Report report = {.progress = stop_from, .context = &from};
        assert_false(store_check(fixture->store, true, &report, &fixture->err));
        assert_int_equal(fixture->err.code, ERR_CANCELLED);
        assert_int_equal(report.count, 0);
        error_clear(&fixture->err);
    }
    uint64_t never = 2000;
    Report report = {.progress = stop_from, .context = &never};
    assert_ok(store_check(fixture->store, true, &report, &fixture->err));
}

/* A copy, and a document that came later; `kept` is where what there is would go. */
static void prepare_way_back(Fixture *fixture, char **backup, char **kept)
{
    *backup = path_join(fixture->directory, "backup.db");
    *kept = path_join(fixture->directory, "kept.db");
    fixture_put(fixture, "甲", "文");
    assert_ok(store_backup(fixture->store, *backup, NULL, &fixture->err));
    fixture_put(fixture, "乙", "又一篇");
}

static void going_back_that_is_stopped_leaves_the_library(void **state)
{
    Fixture *fixture = *state;
    char *backup, *kept;
    prepare_way_back(fixture, &backup, &kept);
    fill_meta(fixture);
    StrBuf before = {0}, after = {0};
    assert_ok(store_dump(fixture->store, &before, &fixture->err));
    for (uint64_t from = 0; from <= 600; from += 300) {
        Report stopped = {.progress = stop_from, .context = &from};
        close_library(fixture);
        assert_false(
            store_go_back(fixture->directory, backup, kept, &stopped, &fixture->err));
        assert_int_equal(fixture->err.code, ERR_CANCELLED);
        error_clear(&fixture->err);
        assert_ok(try_open(fixture, STORE_READ_WRITE));
        strbuf_reset(&after);
        assert_ok(store_dump(fixture->store, &after, &fixture->err));
        assert_string_equal(before.data, after.data);
        assert_int_equal(access(kept, F_OK), -1); /* no copy is left of what is there */
    }
    strbuf_clear(&before);
    strbuf_clear(&after);
    free(backup);
    free(kept);
}

/* A program that writes once, as soon as it is let. */
typedef struct Writer {
    const char *directory;
    bool has_written;
} Writer;

static bool write_once(void *context, uint64_t done, uint64_t total)
{
    (void)done, (void)total;
    Writer *writer = context;
    Store *store;
    Report report = {0};
    Error err = {0};
    OpRow op = {.id = uid_new(), .group = uid_new(), .kind = STR("annotation.note")};
    if (writer->has_written)
        return true;
    writer->has_written = true;
    assert_true(store_open(&store, writer->directory, STORE_READ_WRITE, &report, &err));
    assert_true(store_begin(store, &err) && store_put_op(store, &op, &err) &&
                store_commit(store, &err));
    store_close(store);
    report_clear(&report);
    return true;
}

static void what_is_written_while_a_library_goes_back_is_not_lost(void **state)
{
    Fixture *fixture = *state;
    char *backup, *kept;
    prepare_way_back(fixture, &backup, &kept);
    Writer writer = {.directory = fixture->directory};
    Report report = {.progress = write_once, .context = &writer};
    close_library(fixture);
    assert_false(store_go_back(fixture->directory, backup, kept, &report, &fixture->err));
    assert_true(writer.has_written);
    assert_int_equal(fixture->err.code, ERR_CONFLICT);
    error_clear(&fixture->err);
    assert_ok(try_open(fixture, STORE_READ_WRITE));
    int64_t last = 0;
    assert_ok(store_get_last_op(fixture->store, &last, &fixture->err));
    assert_int_equal(last, 1);
    close_library(fixture);
    assert_int_equal(access(kept, F_OK), -1);
    /* And with nobody beside it goes. */
    assert_ok(store_go_back(fixture->directory, backup, kept, &report, &fixture->err));
    assert_ok(try_open(fixture, STORE_READ_WRITE));
    assert_ok(store_get_last_op(fixture->store, &last, &fixture->err));
    assert_int_equal(last, 0);
    free(backup);
    free(kept);
}

static void check_finds_damage_and_reading_goes_on(void **state)
{
    Fixture *fixture = *state;
    static const char *const harms[] = {
        "UPDATE chunk SET data = x'28b52ffd00'",
        "UPDATE chunk SET data = substr(data, 1, length(data) - 1) || x'00'",
        "DELETE FROM chunk",
        "DELETE FROM page",
        "UPDATE page SET data = zeroblob(40)",
        "DELETE FROM title_page",
        "DELETE FROM section_page",
        "UPDATE section_page SET data = zeroblob(28)",
        "UPDATE section_page SET data = "
        "x'000000000000000006000000000000000100000002000000'"
        " || x'ffffffff'", /* sound, but ends a block too early */
        "DELETE FROM piece",
        "UPDATE edition SET hash = randomblob(32)",
        "UPDATE document SET notes = 5",
        "UPDATE edition SET codepoints = 1",
        "UPDATE text_index_data SET block = (SELECT block FROM text_index_data WHERE id "
        "= 10)"
        " WHERE id > 10",
    };
    for (size_t i = 0; i < ARRAY_SIZE(harms); i++) {
        int64_t doc = fixture_put(fixture, "甲", "# 标题\n正文第一段\n正文第二段");
        assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
        close_library(fixture);
        run_sql(fixture, harms[i]);
        assert_ok(try_open(fixture, STORE_READ_WRITE));
        Document *document = store_open_document(fixture->store, doc, &fixture->err);
        assert_ok(document);
        assert_int_equal(document->block_count, 3);
        for (uint32_t j = 0; j < 3; j++)
            assert_true(document_get_text(document, j).len > 0);
        if (document->section_count)
            assert_true(document_get_title(document, 0).len > 0);
        document_free(document);
        if (store_check(fixture->store, true, &fixture->report, &fixture->err))
            fail_msg("not found: %s", harms[i]);
        assert_int_equal(fixture->err.code, ERR_STORE);
        assert_true(fixture->report.count > 0);
        close_library(fixture);
        fixture_remove_files(fixture);
        assert_ok(try_open(fixture, STORE_READ_WRITE));
    }
}

static bool see_hit(void *context, const SearchHit *hit)
{
    *(size_t *)context += hit->text.len;
    return true;
}

/* Whatever the file holds: an answer or an error, never a crash (ASan watches). */
static void use_all(Fixture *fixture)
{
    Error err = {0};
    Report report = {0};
    Arena *arena = arena_new();
    DocumentList documents;
    AnnotationList annotations;
    OpList ops;
    TagList tags;
    DocumentFilter all = {0};
    AnnotationFilter notes = {.status = -1};
    SearchQuery query = {.text = STR("段"), .in = 7};
    size_t seen = 0;
    bool is_used = true;
    is_used &= store_list_documents(fixture->store, &all, arena, &documents, &err);
    is_used &= store_list_annotations(fixture->store, &notes, arena, &annotations, &err);
    is_used &= store_list_ops(fixture->store, 0, arena, &ops, &err);
    is_used &= store_list_tags(fixture->store, true, arena, &tags, &err);
    is_used &= store_search(fixture->store, &query, see_hit, &seen, &err);
    Document *document = store_open_document(fixture->store, 1, &err);
    for (uint32_t i = 0; document && i < document->block_count && i < 5000; i++) {
        document_get_block(document, i);
        document_get_text(document, i);
        document_find_block_at(document, document_get_bytes_before(document, i));
    }
    for (uint32_t i = 0; document && i < document->section_count; i++)
        document_get_title(document, i);
    document_free(document);
    is_used &= store_check(fixture->store, true, &report, &err);
    (void)is_used;
    report_clear(&report);
    arena_free(arena);
    error_clear(&err);
}

static void flipped_bytes_never_crash(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "# 标题\n正文第一段\n正文第二段");
    Annotation note = {.uid = uid_new(), .doc = 1, .note = STR("段")};
    int64_t id = 0;
    assert_ok(store_put_annotation(fixture->store, &note, &id, &fixture->err));
    close_library(fixture);
    char *path = file_name(fixture, "");
    StrBuf base = {0};
    assert_ok(file_read(path, 1 << 24, &base, &fixture->err));
    uint32_t random = 20240524; /* always the same flips */
    for (int round = 0; round < 150; round++) {
        StrBuf harmed = {0};
        strbuf_append_str(&harmed, strbuf_get(&base));
        for (int i = 0; i < 20; i++) {
            random = random * 1664525 + 1013904223;
            size_t at = (round % 2 ? 100 : 0) + random % (harmed.len - 100);
            harmed.data[at] ^= (char)(1 << (random >> 29));
        }
        fixture_remove_files(fixture);
        assert_ok(file_write_atomic(path, strbuf_get(&harmed), &fixture->err));
        if (try_open(fixture, STORE_READ_WRITE))
            use_all(fixture);
        close_library(fixture);
        strbuf_clear(&harmed);
    }
    remove_backups(fixture);
    strbuf_clear(&base);
    free(path);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(backup_is_a_library_of_its_own),
        TEST(a_backup_that_is_stopped_leaves_no_file),
        TEST(a_check_that_is_stopped_finds_no_damage),
        TEST(going_back_that_is_stopped_leaves_the_library),
        TEST(what_is_written_while_a_library_goes_back_is_not_lost),
        TEST(check_finds_damage_and_reading_goes_on),
        TEST(flipped_bytes_never_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
