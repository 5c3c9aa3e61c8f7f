/* Headings by hand: kept, undone, and found again in other editions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_fixture.h"

static const char NOTICE[] = "关于河湖管护的意见\n\n"
                             "一、总体要求\n\n"
                             "各村要摸清家底，一条河一本账，一口塘一张图。\n\n"
                             "山塘的清淤\n\n"
                             "山塘虽小，连着千家万户的水田，清淤之前要听取群众意见。\n\n"
                             "二、保障措施\n\n"
                             "各村要明确专人负责，每十天巡查一次，雨后加密巡查。\n";

/* The headings as "1 title\n2 title\n"; owned. */
static char *list_headings(Fixture *fixture, int64_t doc)
{
    StrBuf out = {0};
    Document *document =
        store_open_document(library_get_store(fixture->library), doc, &fixture->err);
    assert_ok(document);
    for (uint32_t i = 0; i < document->section_count; i++) {
        strbuf_appendf(&out, "%u ", document->sections[i].heading.level);
        strbuf_append_str(&out, document_get_title(document, i));
        strbuf_append_byte(&out, '\n');
    }
    document_free(document);
    strbuf_append_str(&out, STR(""));
    return strbuf_detach(&out);
}

static void assert_headings(Fixture *fixture, int64_t doc, const char *expected)
{
    char *headings = list_headings(fixture, doc);
    assert_string_equal(headings, expected);
    free(headings);
}

static bool correct(Fixture *fixture, int64_t doc, const char *words, HeadingWish wish,
                    int amount, const char *title)
{
    Document *document =
        store_open_document(library_get_store(fixture->library), doc, &fixture->err);
    assert_ok(document);
    Range range;
    assert_ok(quote_find(document, str_from(words), &range, &fixture->err));
    HeadingChange change = {.document = document,
                            .block = range.start.block,
                            .wish = wish,
                            .amount = amount,
                            .title = title ? str_from(title) : (Str){0}};
    OutlineChange result;
    bool is_done =
        library_correct_heading(fixture->library, &change, &result, &fixture->err);
    document_free(document);
    return is_done;
}

static const char FOUND[] =
    "1 关于河湖管护的意见\n2 一、总体要求\n3 山塘的清淤\n2 二、保障措施\n";
static const char DROPPED[] = "1 关于河湖管护的意见\n2 一、总体要求\n2 二、保障措施\n";

static void a_heading_is_none_until_that_is_undone(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "a.txt", NOTICE);
    char *before = fixture_dump(fixture);
    assert_headings(fixture, doc, FOUND);
    assert_ok(correct(fixture, doc, "山塘的清淤", HEADING_DROP, 0, NULL));
    assert_headings(fixture, doc, DROPPED);
    fixture_reopen(fixture);
    assert_headings(fixture, doc, DROPPED);
    fixture_undo(fixture);
    assert_headings(fixture, doc, FOUND);
    char *after = fixture_dump(fixture);
    assert_string_equal(after, before);
    fixture_redo(fixture);
    assert_headings(fixture, doc, DROPPED);
    free(before);
    free(after);
}

static void a_paragraph_becomes_a_heading(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "a.txt", NOTICE);
    assert_ok(correct(fixture, doc, "各村要摸清家底", HEADING_TAKE, 0, NULL));
    char *headings = list_headings(fixture, doc);
    assert_non_null(strstr(headings, "各村要摸清家底"));
    free(headings);
    fixture_undo(fixture);
    assert_headings(fixture, doc, FOUND);
}

static void a_heading_bears_the_title_it_is_given(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "a.txt", NOTICE);
    assert_ok(correct(fixture, doc, "山塘的清淤", HEADING_TITLE, 0, "清淤"));
    assert_headings(fixture, doc,
                    "1 关于河湖管护的意见\n2 一、总体要求\n3 清淤\n2 二、保障措施\n");
    assert_ok(correct(fixture, doc, "山塘的清淤", HEADING_TITLE, 0, NULL));
    assert_headings(fixture, doc, FOUND);
    assert_false(correct(fixture, doc, "各村要摸清家底", HEADING_TITLE, 0, "家底"));
    assert_int_equal(fixture->err.code, ERR_USAGE);
}

static void levels_are_set_and_shifted(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "a.txt", NOTICE);
    assert_ok(correct(fixture, doc, "山塘的清淤", HEADING_SHIFT, -1, NULL));
    assert_headings(
        fixture, doc,
        "1 关于河湖管护的意见\n2 一、总体要求\n2 山塘的清淤\n2 二、保障措施\n");
    assert_ok(correct(fixture, doc, "山塘的清淤", HEADING_LEVEL, 3, NULL));
    assert_headings(fixture, doc, FOUND);
}

static void what_changes_nothing_is_refused_and_leaves_no_trace(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "a.txt", NOTICE);
    char *before = fixture_dump(fixture);
    assert_false(correct(fixture, doc, "各村要摸清家底", HEADING_DROP, 0, NULL));
    assert_int_equal(fixture->err.code, ERR_USAGE);
    char *after = fixture_dump(fixture);
    assert_string_equal(after, before);
    free(before);
    free(after);
}

static void corrections_hold_in_new_editions(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "a.txt", NOTICE);
    assert_ok(correct(fixture, doc, "山塘的清淤", HEADING_DROP, 0, NULL));
    assert_ok(correct(fixture, doc, "二、保障措施", HEADING_TITLE, 0, "保障"));
    /* The same path with a paragraph more in front. */
    StrBuf text = {0};
    strbuf_append_text(&text, "河湖长制办公室的一份旧稿，供各村讨论时参考。\n\n");
    strbuf_append_text(&text, NOTICE);
    assert_int_equal(fixture_import(fixture, "a.txt", text.data), doc);
    strbuf_clear(&text);
    char *headings = list_headings(fixture, doc);
    assert_null(strstr(headings, "山塘的清淤"));
    assert_non_null(strstr(headings, " 保障\n"));
    free(headings);
    fixture_undo(fixture); /* the edition */
    assert_headings(fixture, doc, "1 关于河湖管护的意见\n2 一、总体要求\n2 保障\n");
    fixture_undo(fixture);
    fixture_undo(fixture);
    assert_headings(fixture, doc, FOUND);
}

static void a_correction_undone_in_another_edition_is_undone_in_all(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "a.txt", NOTICE);
    assert_ok(correct(fixture, doc, "山塘的清淤", HEADING_DROP, 0, NULL));
    Processing processing = {.without = 1u << 0};
    ReimportOptions options = {.fd = -1, .processing = &processing};
    ReimportResult result;
    assert_ok(library_reimport(fixture->library, doc, &options, &result, &fixture->err));
    assert_true(result.is_changed);
    assert_int_equal(result.headings, 3);
    OutlineChange change;
    assert_ok(
        library_drop_corrections(fixture->library, doc, NULL, 0, &change, &fixture->err));
    assert_headings(fixture, doc, FOUND);
    fixture_undo(fixture);
    assert_headings(fixture, doc, DROPPED);
    fixture_undo(fixture); /* the edition */
    assert_headings(fixture, doc, DROPPED);
}

/* Editions that are not read keep their headings as they were then. */
static void a_library_is_sound_whatever_older_editions_call_their_headings(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "a.txt", NOTICE);
    assert_ok(correct(fixture, doc, "二、保障措施", HEADING_TITLE, 0, "保障"));
    Processing processing = {.without = 1u << 0};
    ReimportOptions options = {.fd = -1, .processing = &processing};
    ReimportResult result;
    assert_ok(library_reimport(fixture->library, doc, &options, &result, &fixture->err));
    OutlineChange change;
    assert_ok(
        library_drop_corrections(fixture->library, doc, NULL, 0, &change, &fixture->err));
    assert_headings(fixture, doc, FOUND);
    assert_ok(store_check(library_get_store(fixture->library), true, &fixture->report,
                          &fixture->err));
}

static void a_reimport_of_the_same_finds_its_edition_again(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "a.txt", NOTICE);
    assert_ok(correct(fixture, doc, "山塘的清淤", HEADING_DROP, 0, NULL));
    ReimportOptions options = {.fd = -1};
    ReimportResult result;
    assert_ok(library_reimport(fixture->library, doc, &options, &result, &fixture->err));
    assert_false(result.is_changed);
}

static void a_rule_of_the_documents_own_makes_headings(void **state)
{
    Fixture *fixture = *state;
    int64_t doc =
        fixture_import(fixture, "a.txt",
                       "村里的事\n\n场次甲\n\n老李走进院子，坐下来喝了一口水。\n\n"
                       "场次乙\n\n老王说，水渠的事明天再议，先把饭吃了。\n");
    OutlineChange change;
    assert_ok(library_add_heading_rule(fixture->library, doc, STR("场次*$"), STR(""),
                                       &change, &fixture->err));
    char *headings = list_headings(fixture, doc);
    assert_non_null(strstr(headings, "场次甲"));
    assert_non_null(strstr(headings, "场次乙"));
    free(headings);
    assert_ok(library_add_heading_rule(fixture->library, doc, STR("老王"), STR("never"),
                                       &change, &fixture->err));
    assert_false(library_add_heading_rule(fixture->library, doc, STR("甲"),
                                          STR("nothing"), &change, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_SETTINGS);
}

int main(void)
{
#define TEST(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_heading_is_none_until_that_is_undone),
        TEST(a_paragraph_becomes_a_heading),
        TEST(a_heading_bears_the_title_it_is_given),
        TEST(levels_are_set_and_shifted),
        TEST(what_changes_nothing_is_refused_and_leaves_no_trace),
        TEST(corrections_hold_in_new_editions),
        TEST(a_correction_undone_in_another_edition_is_undone_in_all),
        TEST(a_library_is_sound_whatever_older_editions_call_their_headings),
        TEST(a_reimport_of_the_same_finds_its_edition_again),
        TEST(a_rule_of_the_documents_own_makes_headings),
    };
    return cmocka_run_group_tests_name("library_correct", tests, NULL, NULL);
}
