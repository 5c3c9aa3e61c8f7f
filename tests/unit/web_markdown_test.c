/* Markdown to blocks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/mman.h>
#include <unistd.h>

#include "../links.h"

#include <piyue/web.h>

static Draft *read_text(const char *text)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    Error err = {0};
    assert_true(file_write_fd(fd, "test", str_from(text), &err));
    ImportLimits limits = import_limits_default();
    Source source = {.fd = fd,
                     .name = "山.md",
                     .limits = &limits,
                     .head = str_from(text),
                     .encoding = "UTF-8"};
    Draft *draft = draft_new();
    DraftSink sink;
    draft_sink_init(&sink, draft);
    if (!read_markdown(&source, &sink.sink, &err))
        fail_msg("%s", error_get_message(&err));
    assert_true(sink.has_end);
    close(fd);
    return draft;
}

/* Compares "line:text" of all blocks, joined by '|', and frees the draft. */
static void assert_blocks(Draft *draft, const char *wanted)
{
    StrBuf all = {0};
    for (size_t i = 0; i < draft->block_count; i++)
        strbuf_appendf(&all, "%s%u:%.*s", i ? "|" : "", draft->blocks[i].source_line,
                       STR_ARG(draft->blocks[i].text));
    assert_string_equal(all.data ? all.data : "", wanted);
    strbuf_clear(&all);
    draft_free(draft);
}

static void headings_have_levels_and_lines(void **state)
{
    (void)state;
    Draft *draft = read_text("# 甲\n\n文\n\n乙\n----\n\n### 丙 ###\n");
    assert_int_equal(draft->blocks[0].markup_level, 1);
    assert_int_equal(draft->blocks[2].markup_level, 2);
    assert_int_equal(draft->blocks[3].markup_level, 3);
    assert_int_equal(draft->blocks[3].kind, BLOCK_HEADING);
    assert_int_equal(draft->blocks[3].evidence, EVIDENCE_MARKED);
    assert_true(str_is_equal(draft->title, STR("甲")));
    assert_blocks(draft, "1:甲|3:文|5:乙|8:丙");
}

static void headings_without_a_blank_are_headings_in_chinese(void **state)
{
    (void)state;
    Draft *draft = read_text("#总则\n\n##1.1 范围\n\n#话题#好\n\n#include <a>\n");
    assert_int_equal(draft->blocks[0].kind, BLOCK_HEADING);
    assert_int_equal(draft->blocks[1].markup_level, 2);
    assert_int_equal(draft->blocks[2].kind, BLOCK_PARAGRAPH);
    assert_int_equal(draft->blocks[3].kind, BLOCK_PARAGRAPH);
    assert_blocks(draft, "1:总则|3:1.1 范围|5:#话题#好|7:#include");
}

static void inline_marks_go_and_their_text_stays(void **state)
{
    (void)state;
    assert_blocks(
        read_text("甲*乙*丙**丁**`a*b*c`~~戊~~[己](http://a.b)&nbsp;&amp;<u>庚</u>\n"),
        "1:甲乙丙丁a*b*c戊己 &庚");
    assert_blocks(read_text("<http://a.b> ![图一 结构](a.png)![img](b.png)\n"),
                  "1:http://a.b 图一 结构");
}

static void emphasis_needs_no_blanks_in_chinese(void **state)
{
    (void)state;
    assert_blocks(read_text("这是**重点：**后文，他说**“好”**了。\n"),
                  "1:这是重点：后文，他说“好”了。");
    /* What is program text, escaped or no pair stays. */
    assert_blocks(read_text("`**甲：**乙` \\*\\*丙：\\*\\*丁 3**4\n"),
                  "1:**甲：**乙 **丙：**丁 3**4");
}

static void a_paragraph_all_bold_says_so(void **state)
{
    (void)state;
    Draft *draft = read_text("**甲乙**\n\n**甲**乙\n");
    assert_int_equal(draft->blocks[0].evidence, EVIDENCE_BOLD);
    assert_int_equal(draft->blocks[1].evidence, 0);
    draft_free(draft);
}

static void lists_keep_their_marks(void **state)
{
    (void)state;
    assert_blocks(
        read_text("3. 甲\n4. 乙\n   - 丙\n     * 丁\n\n1) 戊\n\n- [ ] 己\n- [x] 庚\n"),
        "1:3. 甲|2:4. 乙|3:◦ 丙|4:• 丁|6:1) 戊|8:☐ 己|9:☑ 庚");
}

static void quotes_tables_rules_and_programs_have_their_kind(void **state)
{
    (void)state;
    Draft *draft =
        read_text("> 引文\n\n| 省 | 数 |\n|---|---|\n| 鲁 |  |\n| | 1 |\n\n---\n\n"
                  "```c\nint a;\n    b;\n```\n");
    static const BlockKind kinds[] = {BLOCK_QUOTE,     BLOCK_TABLE_ROW, BLOCK_TABLE_ROW,
                                      BLOCK_TABLE_ROW, BLOCK_RULE,      BLOCK_VERSE,
                                      BLOCK_VERSE};
    assert_int_equal(draft->block_count, ARRAY_SIZE(kinds));
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        assert_int_equal(draft->blocks[i].kind, kinds[i]);
    assert_true(str_is_equal(draft->blocks[1].text, STR("省\t数")));
    assert_int_equal(draft->blocks[2].source_line, 5);
    assert_true(str_is_equal(draft->blocks[3].text, STR("\t1")));
    assert_int_equal(draft->blocks[6].source_line, 12);
    assert_true(str_is_equal(draft->blocks[6].text, STR("    b;")));
    draft_free(draft);
}

static void notes_stand_at_the_end(void **state)
{
    (void)state;
    Draft *draft =
        read_text("甲[^1]乙[^注]。\n\n[^1]: 注文**一**\n    续\n[^注]:二\n\n末\n\n"
                  "```\n[^x]: 不是\n```\n");
    assert_int_equal(draft->blocks[3].kind, BLOCK_NOTE);
    assert_blocks(draft, "1:甲[1]乙[注]。|7:末|10:[^x]: 不是|10:[1] 注文一续|10:[注] 二");
}

static void front_matter_is_told_and_not_read(void **state)
{
    (void)state;
    Draft *draft = read_text("---\ntitle: \"题\"\nauthors:\n  - 张三\n  - 李四\n"
                             "date: 2024-05-01\n---\n# 甲\n");
    assert_true(str_is_equal(draft->title, STR("题")));
    assert_true(str_is_equal(draft->author, STR("张三")));
    assert_true(str_is_equal(draft->date, STR("2024-05-01")));
    assert_blocks(draft, "8:甲");
    draft = read_text("+++\ntitle = '题'\n+++\n甲\n");
    assert_true(str_is_equal(draft->title, STR("题")));
    assert_blocks(draft, "4:甲");
    /* A rule and a text that happens to have another. */
    assert_blocks(read_text("---\n甲\n\n---\n"), "1:———|2:甲|4:———");
}

static void html_in_it_is_reduced_to_text(void **state)
{
    (void)state;
    Draft *draft = read_text("<div align=center>\n<p>甲</p>\n</div>\n\n<!-- 无 -->\n\n"
                             "乙<br>丙<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>\n");
    assert_int_equal(draft->blocks[0].flags, BLOCK_CENTERED);
    assert_blocks(draft, "1:甲|7:乙|7:丙汉（hàn）");
}

static void soft_line_ends_part_words_and_not_han(void **state)
{
    (void)state;
    assert_blocks(read_text("甲乙\n丙丁\nab\ncd\n"), "1:甲乙丙丁 ab cd");
}

static void what_has_no_text_is_empty(void **state)
{
    (void)state;
    int fd = memfd_create("test", MFD_CLOEXEC);
    Error err = {0};
    ImportLimits limits = import_limits_default();
    Source source = {.fd = fd, .name = "山.md", .limits = &limits, .encoding = "UTF-8"};
    Draft *draft = draft_new();
    DraftSink sink;
    draft_sink_init(&sink, draft);
    assert_true(file_write_fd(fd, "test", STR("<!-- -->\n\n[a]: b\n"), &err));
    assert_false(read_markdown(&source, &sink.sink, &err));
    assert_int_equal(err.code, ERR_EMPTY);
    assert_non_null(strstr(err.message, "山.md"));
    error_clear(&err);
    draft_free(draft);
    close(fd);
}

static void links_keep_where_they_lead(void **state)
{
    (void)state;
    assert_links(read_text("见[网 站](https://a.cn/b \"题\")与![图](http://a.cn/p.png)、"
                           "<http://c.cn/d>、http://e.cn/f，[坏](javascript:x)。\n"),
                 "网 站>https://a.cn/b|http://c.cn/d>http://c.cn/d|"
                 "http://e.cn/f>http://e.cn/f");
}

static void a_heading_bears_the_name_made_of_its_words(void **state)
{
    (void)state;
    assert_links(read_text("见[二](#二、-要点-b)、[三](#%E4%B8%89)、[四](#四)。\n\n"
                           "## 二、 要点 B\n\n## **三**\n"),
                 "三>>三");
    assert_links(read_text("[二](#二-要点-b)\n\n# 首\n\n## 二、 要点 B！\n"),
                 "二>>二、 要点 B！");
}

static void tags_that_begin_a_paragraph_are_of_it(void **state)
{
    (void)state;
    assert_blocks(read_text("<ruby>漢<rt>かん</rt></ruby>字\n\n<p hidden>藏</p>\n\n"
                            "<!-- 注 -->\n\n<div>见</div>\n"),
                  "1:漢（かん）字|7:见");
    assert_links(read_text("[一](#yi)\n\n<a name=\"yi\"></a>甲\n\n<div>乙</div>\n"),
                 "一>>甲");
}

static void a_heading_may_be_given_its_name(void **state)
{
    (void)state;
    assert_blocks(read_text("# 题 {#a .b}\n\n##节 {.c}\n\n# 集合 {1, 2}\n\n文 {#d}\n"),
                  "1:题|3:节|5:集合 {1, 2}|7:文 {#d}");
    assert_links(read_text("[二](#er)与[三](#san)\n\n# 首\n\n## 二、要点 {#er}\n\n"
                           "<a name=\"san\"></a>第三\n"),
                 "二>>二、要点|三>>第三");
}

static void a_note_keeps_its_links(void **state)
{
    (void)state;
    assert_links(read_text("文[^1]。\n\n[^1]: 出处[甲](http://a.cn)。\n"),
                 "甲>http://a.cn");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_have_levels_and_lines),
        cmocka_unit_test(headings_without_a_blank_are_headings_in_chinese),
        cmocka_unit_test(inline_marks_go_and_their_text_stays),
        cmocka_unit_test(emphasis_needs_no_blanks_in_chinese),
        cmocka_unit_test(a_paragraph_all_bold_says_so),
        cmocka_unit_test(lists_keep_their_marks),
        cmocka_unit_test(quotes_tables_rules_and_programs_have_their_kind),
        cmocka_unit_test(notes_stand_at_the_end),
        cmocka_unit_test(front_matter_is_told_and_not_read),
        cmocka_unit_test(html_in_it_is_reduced_to_text),
        cmocka_unit_test(soft_line_ends_part_words_and_not_han),
        cmocka_unit_test(links_keep_where_they_lead),
        cmocka_unit_test(a_heading_bears_the_name_made_of_its_words),
        cmocka_unit_test(tags_that_begin_a_paragraph_are_of_it),
        cmocka_unit_test(a_heading_may_be_given_its_name),
        cmocka_unit_test(a_note_keeps_its_links),
        cmocka_unit_test(what_has_no_text_is_empty),
    };
    return cmocka_run_group_tests_name("web_markdown", tests, NULL, NULL);
}
