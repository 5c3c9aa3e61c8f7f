/* What the source says of its headings, against what the text looks like.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/outline.h>
#include <piyue/text.h>

#define BODY                                                                                                             \
    "各部门要按照统一部署，把任务分解到岗到人，定期检查进度，及时解决遇到的问题，" \
    "确保各项工作按期完成，取得群众认可的成效。"

/* A row is "LEVEL EVIDENCE text": level 0 for a plain block; evidence letters m (marked),
 * l (listed), b (bold), g (large), c (line of the contents list), - for none. */
static Draft *draft_of(const char *rows)
{
    Draft *draft = draft_new();
    uint32_t line = 1;
    for (Str rest = str_from(rows); rest.data; line++) {
        Str row = str_split(&rest, '\n');
        if (!row.len)
            continue;
        uint8_t level = (uint8_t)(row.data[0] - '0');
        Str letters = str_slice(row, 2, str_find(row, STR(" "), 2));
        Str text = str_slice(row, 2 + letters.len + 1, row.len);
        size_t index = draft_add_block(draft, level ? BLOCK_HEADING : BLOCK_PARAGRAPH,
                                       text, line, line, 0);
        draft->blocks[index].markup_level = level;
        for (size_t i = 0; i < letters.len; i++)
            draft->blocks[index].evidence |= letters.data[i] == 'm'   ? EVIDENCE_MARKED
                                             : letters.data[i] == 'l' ? EVIDENCE_LISTED
                                             : letters.data[i] == 'b' ? EVIDENCE_BOLD
                                             : letters.data[i] == 'g' ? EVIDENCE_LARGE
                                             : letters.data[i] == 'c' ? EVIDENCE_CONTENTS
                                                                      : 0;
    }
    return draft;
}

static void assert_tree(const char *rows, const char *expected)
{
    Draft *draft = draft_of(rows);
    Outline outline = {0};
    StrBuf tree = {0};
    outline_infer(draft, &outline);
    strbuf_append_text(&tree, "");
    for (size_t i = 0; i < outline.count; i++) {
        const Heading *heading = &outline.headings[i];
        Str title = str_slice(draft->blocks[heading->block].text, heading->title_start,
                              heading->title_end);
        strbuf_appendf(&tree, "%u %.*s\n", heading->level, STR_ARG(title));
    }
    assert_string_equal(tree.data, expected);
    strbuf_clear(&tree);
    outline_clear(&outline);
    draft_free(draft);
}

static void what_the_source_marks_is_a_heading_whatever_it_looks_like(void **state)
{
    (void)state;
    assert_tree("1 m The Switch\n0 - " BODY "\n2 m 他说，这样不好：\n0 - " BODY "\n"
                "2 m and so on\n0 - " BODY "\n",
                "1 The Switch\n2 他说，这样不好：\n2 and so on\n");
}

static void levels_of_the_source_are_obeyed(void **state)
{
    (void)state;
    assert_tree("1 m 甲\n3 m 乙\n0 - " BODY "\n2 m 丙\n3 m 丁\n0 - " BODY "\n1 m 戊\n"
                "0 - " BODY "\n",
                "1 甲\n2 乙\n2 丙\n3 丁\n1 戊\n");
}

static void a_whole_paragraph_in_a_heading_style_is_none(void **state)
{
    (void)state;
    assert_tree("1 m 第一章 缘起\n0 - " BODY "\n1 m " BODY BODY BODY
                "\n1 m 第二章 经过\n0 - " BODY "\n1 m 第三章 结果\n0 - " BODY "\n",
                "1 第一章 缘起\n1 第二章 经过\n1 第三章 结果\n");
}

static void short_lines_are_none_where_the_source_marks_its_headings(void **state)
{
    (void)state;
    assert_tree("1 m 第一章 缘起\n0 - " BODY "\n0 - 山中岁月\n0 - " BODY
                "\n2 m 第一节 出门\n0 - " BODY "\n1 m 第二章 经过\n0 - " BODY
                "\n0 - 江上风波\n0 - " BODY "\n",
                "1 第一章 缘起\n2 第一节 出门\n1 第二章 经过\n");
}

static void a_chapter_that_the_author_forgot_to_mark_stands_by_its_siblings(void **state)
{
    (void)state;
    assert_tree("1 m 第一章 缘起\n0 - " BODY "\n2 m 1.1 出门\n0 - " BODY
                "\n0 - 第二章 经过\n0 - " BODY "\n2 m 2.1 上路\n0 - " BODY
                "\n1 m 第三章 结果\n0 - " BODY "\n2 m 3.1 回家\n0 - " BODY "\n",
                "1 第一章 缘起\n2 1.1 出门\n1 第二章 经过\n2 2.1 上路\n1 第三章 结果\n"
                "2 3.1 回家\n");
}

static void numbers_tell_levels_where_every_style_is_the_same(void **state)
{
    (void)state;
    assert_tree(
        "1 m 第一章 缘起\n0 - " BODY "\n1 m 第一节 出门\n0 - " BODY
        "\n1 m 第二节 上路\n0 - " BODY "\n1 m 第二章 经过\n0 - " BODY
        "\n1 m 第一节 过江\n0 - " BODY "\n",
        "1 第一章 缘起\n2 第一节 出门\n2 第二节 上路\n1 第二章 经过\n2 第一节 过江\n");
}

static void lines_of_the_contents_list_are_none(void **state)
{
    (void)state;
    assert_tree(
        "0 c 第一篇 祝福\n0 c 第二篇 酒楼\n1 ml 第一篇 祝福\n0 - 第一篇 祝福\n0 - " BODY
        "\n1 ml 第二篇 酒楼\n0 - 第二篇 酒楼\n0 - " BODY "\n",
        "1 第一篇 祝福\n1 第二篇 酒楼\n");
}

static void a_heading_style_used_for_all_lines_is_not_believed(void **state)
{
    (void)state;
    StrBuf rows = {0};
    for (int i = 0; i < 200; i++)
        strbuf_appendf(&rows, "1 m 他放下碗，没有说话，只是看着窗外%d。\n", i);
    Draft *draft = draft_of(rows.data);
    Outline outline = {0};
    outline_infer(draft, &outline);
    assert_true(outline.count < 20);
    outline_clear(&outline);
    draft_free(draft);
    strbuf_clear(&rows);
}

static void bold_lines_are_titles_where_nothing_is_marked(void **state)
{
    (void)state;
    assert_tree("0 - " BODY "\n0 bg 山中\n0 - " BODY "\n0 - " BODY
                "\n0 bg 江上\n0 - " BODY "\n0 - " BODY "\n",
                "1 山中\n1 江上\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_source_marks_is_a_heading_whatever_it_looks_like),
        cmocka_unit_test(levels_of_the_source_are_obeyed),
        cmocka_unit_test(a_whole_paragraph_in_a_heading_style_is_none),
        cmocka_unit_test(short_lines_are_none_where_the_source_marks_its_headings),
        cmocka_unit_test(a_chapter_that_the_author_forgot_to_mark_stands_by_its_siblings),
        cmocka_unit_test(numbers_tell_levels_where_every_style_is_the_same),
        cmocka_unit_test(lines_of_the_contents_list_are_none),
        cmocka_unit_test(a_heading_style_used_for_all_lines_is_not_believed),
        cmocka_unit_test(bold_lines_are_titles_where_nothing_is_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
