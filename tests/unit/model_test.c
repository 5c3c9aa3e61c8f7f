/* Drafts, sections, documents in memory and ranges.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/model.h>
#include <piyue/text.h>

static void assert_str(Str actual, const char *expected)
{
    assert_int_equal(actual.len, strlen(expected));
    assert_memory_equal(actual.data, expected, actual.len);
}

static Draft *draft_of(const char *const *texts, size_t count)
{
    Draft *draft = draft_new();
    uint64_t off = 0;
    for (size_t i = 0; i < count; i++) {
        Str text = str_from(texts[i]);
        draft_add_block(draft, BLOCK_PARAGRAPH, text, off, (uint32_t)(2 * i + 1), 0);
        off += text.len + 1;
    }
    return draft;
}

static Outline outline_of(const uint32_t (*rows)[2], size_t count)
{
    Outline outline = {0};
    for (size_t i = 0; i < count; i++)
        outline_add(&outline,
                    (Heading){.block = rows[i][0], .level = (uint8_t)rows[i][1]});
    return outline;
}

static void a_long_paragraph_is_cut_at_sentence_ends_and_loses_nothing(void **state)
{
    (void)state;
    StrBuf text = {0};
    for (int i = 0; i < 1000; i++)
        strbuf_append_text(&text, "山脚下有一座小图书馆。");
    Draft *draft = draft_new();
    draft_add_block(draft, BLOCK_PARAGRAPH, strbuf_get(&text), 7, 3, BLOCK_INDENTED);
    assert_true(draft->block_count > 1);
    StrBuf joined = {0};
    for (size_t i = 0; i < draft->block_count; i++) {
        const DraftBlock *block = &draft->blocks[i];
        assert_true(block->text.len <= BLOCK_MAX_BYTES);
        assert_true(str_has_suffix(block->text, STR("。")));
        assert_int_equal(block->flags & BLOCK_CONTINUED, i ? BLOCK_CONTINUED : 0);
        assert_int_equal(block->source_off, 7 + joined.len);
        assert_int_equal(block->source_line, 3);
        strbuf_append_str(&joined, block->text);
    }
    assert_true(str_is_equal(strbuf_get(&joined), strbuf_get(&text)));
    strbuf_clear(&joined);
    strbuf_clear(&text);
    draft_free(draft);
}

static void a_text_without_sentences_is_cut_between_characters(void **state)
{
    (void)state;
    StrBuf text = {0};
    for (int i = 0; i < 5000; i++)
        strbuf_append_text(&text, "茶");
    Draft *draft = draft_new();
    draft_add_block(draft, BLOCK_PARAGRAPH, strbuf_get(&text), 0, 1, 0);
    size_t total = 0;
    for (size_t i = 0; i < draft->block_count; i++) {
        assert_int_equal(draft->blocks[i].text.len % 3, 0);
        total += draft->blocks[i].text.len;
    }
    assert_int_equal(total, text.len);
    strbuf_clear(&text);
    draft_free(draft);
}

/* The marks of one character may fill a block and more. */
static void a_cluster_longer_than_a_block_is_cut_between_code_points(void **state)
{
    (void)state;
    StrBuf text = {0};
    strbuf_append_text(&text, "茶");
    for (int i = 0; i < 5000; i++)
        strbuf_append_text(&text, "\u0301");
    Draft *draft = draft_new();
    draft_add_block(draft, BLOCK_PARAGRAPH, strbuf_get(&text), 0, 1, 0);
    assert_in_range(draft->block_count, 3, 4);
    for (size_t i = 0; i < draft->block_count; i++) {
        Str part = draft->blocks[i].text;
        assert_int_equal(utf8_find_invalid(part), part.len);
    }
    strbuf_clear(&text);
    draft_free(draft);
}

static void an_empty_text_is_one_empty_block(void **state)
{
    (void)state;
    Draft *draft = draft_new();
    /* A text without a byte behind it: reading on would be seen by ASan. */
    char *nothing = mem_alloc(1);
    draft_add_block(draft, BLOCK_PARAGRAPH, (Str){nothing + 1, 0}, 0, 1, 0);
    assert_int_equal(draft->block_count, 1);
    assert_int_equal(draft->blocks[0].text.len, 0);
    free(nothing);
    draft_free(draft);
}

static void a_split_makes_blocks_and_keeps_the_line_of_the_paragraph(void **state)
{
    (void)state;
    static const char *const texts[] = {"甲文", "成效好。一、收成", "乙文"};
    Draft *draft = draft_of(texts, 3);
    draft_add_edit(draft, 1, strlen("成效好。一、"), STR("Ａ"), STR("A"), 0);
    draft_add_edit(draft, 2, 0, STR("x"), STR(""), 0);
    DraftCut cut = {1, strlen("成效好。")};
    draft_split(draft, &cut, 1);
    assert_int_equal(draft->block_count, 4);
    assert_str(draft->blocks[1].text, "成效好。");
    assert_str(draft->blocks[2].text, "一、收成");
    assert_int_equal(draft->blocks[2].source_line, 3);
    assert_int_equal(draft->blocks[2].source_off,
                     draft->blocks[1].source_off + strlen("成效好。"));
    assert_int_equal(draft->edits[0].block, 2);
    assert_int_equal(draft->edits[0].off, strlen("一、"));
    assert_int_equal(draft->edits[1].block, 3);
    draft_free(draft);
}

static void a_cut_at_the_edge_of_a_block_parts_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"甲文"};
    Draft *draft = draft_of(texts, 1);
    DraftCut cuts[] = {{0, 0}, {0, strlen("甲文")}};
    draft_split(draft, cuts, 2);
    assert_int_equal(draft->block_count, 1);
    assert_str(draft->blocks[0].text, "甲文");
    draft_free(draft);
}

static void a_join_puts_a_blank_between_words_only(void **state)
{
    (void)state;
    static const char *const texts[] = {"上半年引导广", "大委员", "the long", "road",
                                        "尾"};
    static const bool keep[] = {true, false, true, false, true};
    Draft *draft = draft_of(texts, 5);
    draft_add_edit(draft, 3, 1, STR("0"), STR("o"), 0);
    draft_join(draft, keep);
    assert_int_equal(draft->block_count, 3);
    assert_str(draft->blocks[0].text, "上半年引导广大委员");
    assert_str(draft->blocks[1].text, "the long road");
    assert_int_equal(draft->blocks[1].source_line, 5);
    assert_int_equal(draft->edits[0].block, 1);
    assert_int_equal(draft->edits[0].off, strlen("the long ") + 1);
    draft_free(draft);
}

static void sections_nest_and_end_where_the_next_of_their_level_starts(void **state)
{
    (void)state;
    /*           block, level */
    static const uint32_t rows[][2] = {{1, 1}, {2, 2}, {4, 2}, {5, 3}, {8, 1}};
    Outline outline = outline_of(rows, 5);
    Section *sections = sections_new(&outline, 10);
    static const uint32_t ends[] = {8, 4, 8, 8, 10};
    static const uint32_t parents[] = {SECTION_NONE, 0, 0, 2, SECTION_NONE};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(sections[i].end_block, ends[i]);
        assert_int_equal(sections[i].parent, parents[i]);
    }
    static const uint32_t innermost[] = {SECTION_NONE, 0, 1, 1, 2, 3, 3, 3, 4, 4};
    for (uint32_t block = 0; block < 10; block++)
        assert_int_equal(sections_find(sections, 5, block), innermost[block]);
    assert_int_equal(sections_find_from(sections, 5, 5), 3);
    assert_int_equal(sections_find_from(sections, 5, 9), 5);
    static const size_t behind[] = {4, 2, 4, 4, 5};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(sections_skip(sections, 5, i), behind[i]);
    free(sections);
    outline_clear(&outline);
}

static void a_sealed_draft_reads_like_any_document(void **state)
{
    (void)state;
    static const char *const texts[] = {"题目", "一、收成", "今年好。", "明年也好。"};
    Draft *draft = draft_of(texts, 4);
    Outline outline = {0};
    outline_add(&outline, (Heading){.block = 0, .title_end = 6, .level = 1});
    outline_add(&outline, (Heading){.block = 1, .title_end = 12, .level = 2});
    Document *document = draft_seal(draft, &outline);
    assert_int_equal(document->block_count, 4);
    assert_int_equal(document->codepoints, 2 + 4 + 4 + 5);
    assert_int_equal(document_get_bytes_before(document, 2), 18);
    assert_int_equal(document_get_bytes_before(document, 4), document->text_bytes);
    assert_int_equal(document_find_block_at(document, 17), 1);
    assert_int_equal(document_find_block_at(document, 18), 2);
    assert_int_equal(document_find_block_at(document, 1000), 3);
    StrBuf path = {0};
    document_append_path(document, 3, STR(" > "), &path);
    assert_string_equal(path.data, "题目 > 一、收成");
    StrBuf text = {0};
    Range range = {{2, 3}, {3, 6}};
    document_append_range(document, range, STR("\n"), &text);
    assert_string_equal(text.data, "年好。\n明年");
    strbuf_clear(&text);
    strbuf_clear(&path);
    document_free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_paragraph_is_cut_at_sentence_ends_and_loses_nothing),
        cmocka_unit_test(a_text_without_sentences_is_cut_between_characters),
        cmocka_unit_test(a_cluster_longer_than_a_block_is_cut_between_code_points),
        cmocka_unit_test(an_empty_text_is_one_empty_block),
        cmocka_unit_test(a_split_makes_blocks_and_keeps_the_line_of_the_paragraph),
        cmocka_unit_test(a_cut_at_the_edge_of_a_block_parts_nothing),
        cmocka_unit_test(a_join_puts_a_blank_between_words_only),
        cmocka_unit_test(sections_nest_and_end_where_the_next_of_their_level_starts),
        cmocka_unit_test(a_sealed_draft_reads_like_any_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
