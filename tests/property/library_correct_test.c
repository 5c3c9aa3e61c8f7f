/* Random corrections of headings: what is stored is what a fresh inference with the same
 * corrections gives, undo restores every outline on the way exactly, and redo every later
 * one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit/library_fixture.h"

#include "../corpus.h"

#include <piyue/outline.h>

#define STEPS 20
#define DOCUMENT_BYTES ((size_t)200 << 10) /* more would take minutes */

static uint32_t draw(uint64_t *seed, uint32_t bound)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 33) % bound;
}

static Document *open_document(Fixture *fixture, int64_t doc)
{
    Document *document =
        store_open_document(library_get_store(fixture->library), doc, &fixture->err);
    assert_ok(document);
    return document;
}

/* Everything an outline is, one heading a row; owned. */
static char *describe(Fixture *fixture, int64_t doc)
{
    StrBuf out = {0};
    Document *document = open_document(fixture, doc);
    for (uint32_t i = 0; i < document->section_count; i++) {
        const Heading *heading = &document->sections[i].heading;
        strbuf_appendf(&out, "%u %u-%u l%u f%u n%u ", heading->block,
                       heading->title_start, heading->title_end, heading->level,
                       heading->family, heading->number);
        strbuf_append_str(&out, document_get_title(document, i));
        strbuf_append_byte(&out, '\n');
        document_trim(document);
    }
    document_free(document);
    strbuf_append_str(&out, STR(""));
    return strbuf_detach(&out);
}

static void assert_fresh(Fixture *fixture, int64_t doc, const Outline *first,
                         const OutlineCorrection *said, size_t said_count)
{
    Document *document = open_document(fixture, doc);
    OutlineStudy *study = outline_study_new(document, NULL);
    Outline outline = {0};
    outline_study_solve(study, first, said, said_count, &outline);
    assert_int_equal(document->section_count, outline.count);
    for (size_t i = 0; i < outline.count; i++) {
        const Heading *is = &document->sections[i].heading,
                      *wanted = &outline.headings[i];
        assert_int_equal(is->block, wanted->block);
        assert_int_equal(is->level, wanted->level);
        assert_int_equal(is->title_start, wanted->title_start);
        assert_int_equal(is->title_end, wanted->title_end);
    }
    outline_clear(&outline);
    outline_study_free(study);
    document_free(document);
}

/* One correction somewhere, most often of a heading; false when it was refused. */
static bool say(Fixture *fixture, uint64_t *seed, int64_t doc, OutlineCorrection *said)
{
    static const struct {
        HeadingWish wish;
        OutlineVerdict verdict;
    } wishes[] = {{HEADING_TAKE, OUTLINE_TAKE},
                  {HEADING_DROP, OUTLINE_DROP},
                  {HEADING_LEVEL, OUTLINE_LEVEL},
                  {HEADING_SHIFT, OUTLINE_SHIFT},
                  {HEADING_TITLE, OUTLINE_TAKE}};
    Document *document = open_document(fixture, doc);
    uint32_t block = draw(seed, document->block_count);
    if (document->section_count && draw(seed, 4))
        block = document->sections[draw(seed, (uint32_t)document->section_count)]
                    .heading.block;
    size_t which = draw(seed, ARRAY_SIZE(wishes));
    HeadingChange change = {.document = document,
                            .block = block,
                            .wish = wishes[which].wish,
                            .title = draw(seed, 3) ? STR("另一个题目") : STR("")};
    if (change.wish == HEADING_LEVEL)
        change.amount = 1 + (int)draw(seed, 5);
    if (change.wish == HEADING_SHIFT)
        change.amount = draw(seed, 2) ? 1 : -1;
    OutlineChange result;
    error_clear(&fixture->err);
    bool is_said =
        library_correct_heading(fixture->library, &change, &result, &fixture->err);
    assert_true(is_said || fixture->err.code == ERR_USAGE);
    *said = (OutlineCorrection){.block = block,
                                .verdict = (uint8_t)wishes[which].verdict,
                                .amount = (int8_t)change.amount};
    document_free(document);
    return is_said;
}

static void step(Fixture *fixture, bool is_redo)
{
    StrBuf what = {0};
    int64_t doc;
    assert_ok(is_redo ? library_redo(fixture->library, &what, &doc, &fixture->err)
                      : library_undo(fixture->library, &what, &doc, &fixture->err));
    strbuf_clear(&what);
}

static void assert_state(Fixture *fixture, int64_t doc, const char *wanted)
{
    char *is = describe(fixture, doc);
    assert_string_equal(is, wanted);
    free(is);
}

static void run(Fixture *fixture, const char *name, const char *text, uint64_t seed)
{
    char *states[STEPS + 1];
    OutlineCorrection said[STEPS];
    size_t count = 0;
    Outline first = {0};
    int64_t doc = fixture_import(fixture, name, text);
    Document *document = open_document(fixture, doc);
    for (size_t i = 0; i < document->section_count; i++)
        outline_add(&first, document->sections[i].heading);
    document_free(document);
    states[0] = describe(fixture, doc);
    for (size_t i = 0; i < STEPS; i++) {
        if (!say(fixture, &seed, doc, &said[count]))
            continue;
        assert_fresh(fixture, doc, &first, said, ++count);
        states[count] = describe(fixture, doc);
    }
    assert_true(count > 0);
    for (size_t i = count; i > 0; i--) {
        step(fixture, false);
        assert_state(fixture, doc, states[i - 1]);
    }
    for (size_t i = 1; i <= count; i++) {
        step(fixture, true);
        assert_state(fixture, doc, states[i]);
    }
    OutlineChange change;
    assert_ok(
        library_drop_corrections(fixture->library, doc, NULL, 0, &change, &fixture->err));
    assert_state(fixture, doc, states[0]);
    step(fixture, false);
    assert_state(fixture, doc, states[count]);
    for (size_t i = 0; i <= count; i++)
        free(states[i]);
    outline_clear(&first);
}

static void corrections_of_a_small_text_are_undone_exactly(void **state)
{
    for (uint64_t seed = 1; seed <= 8; seed++) {
        char name[32];
        snprintf(name, sizeof(name), "%d.txt", (int)seed);
        StrBuf text = {0};
        strbuf_appendf(&text, "文稿第%d号\n\n", (int)seed);
        strbuf_append_text(&text, PAPER);
        run(*state, name, text.data, seed * 7919);
        strbuf_clear(&text);
    }
}

static void corrections_of_real_documents_are_undone_exactly(void **state)
{
    static const char *const names[] = {"web-015",       "speech-003", "law-004",
                                        "seed-000",      "thesis-002", "judicial-005",
                                        "govreport-002", "notes-001"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        StrBuf path = {0}, text = {0};
        strbuf_appendf(&path, "outline/docs/%s.txt", names[i]);
        if (corpus_read(path.data, &text) && text.len < DOCUMENT_BYTES)
            run(*state, path_get_name(str_from(path.data)).data, text.data, 4242 + i);
        strbuf_clear(&path);
        strbuf_clear(&text);
    }
}

int main(void)
{
#define TEST(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(corrections_of_a_small_text_are_undone_exactly),
        TEST(corrections_of_real_documents_are_undone_exactly),
    };
    return cmocka_run_group_tests_name("library_correct_property", tests, NULL, NULL);
}
