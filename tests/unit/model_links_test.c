/* Links stay at their words, whatever becomes of the blocks around them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../links.h"

#include <piyue/clean.h>
#include <piyue/text.h>

static void add_block(Draft *draft, const char *text)
{
    draft_add_block(draft, BLOCK_PARAGRAPH, str_from(text), 0,
                    (uint32_t)draft->block_count + 1, 0);
}

/* `words` of the last block lead to `target`; an anchor stands in front of them. */
static void add_link(Draft *draft, LinkKind kind, const char *words, const char *target)
{
    uint32_t block = (uint32_t)draft->block_count - 1;
    size_t start = str_find(draft->blocks[block].text, str_from(words), 0);
    assert_true(start != STR_NONE);
    size_t end = kind == LINK_ANCHOR ? start : start + strlen(words);
    draft_add_link(draft, &(Link){.kind = kind,
                                  .block = block,
                                  .start = (uint32_t)start,
                                  .end = (uint32_t)end,
                                  .target = str_from(target)});
}

static void names_lead_to_the_place_that_bears_them(void **state)
{
    (void)state;
    Draft *draft = draft_new();
    draft->format = "text";
    add_block(draft, "见第二条，又见别处。");
    add_link(draft, LINK_NAME, "第二条", "b");
    add_link(draft, LINK_NAME, "别处", "none");
    add_block(draft, "第一条");
    add_link(draft, LINK_ANCHOR, "第一条", "a");
    add_block(draft, "……第二条");
    add_link(draft, LINK_ANCHOR, "第二条", "b");
    add_link(draft, LINK_NAME, "第二条", "a");
    assert_links(draft, "第二条>>第二条|第二条>>第一条");
}

static void the_first_of_two_places_with_a_name_is_meant(void **state)
{
    (void)state;
    Draft *draft = draft_new();
    add_block(draft, "甲乙");
    add_link(draft, LINK_ANCHOR, "乙", "n");
    add_block(draft, "丙丁");
    add_link(draft, LINK_ANCHOR, "丙", "n");
    add_link(draft, LINK_NAME, "丁", "n");
    assert_links(draft, "丁>>乙");
}

static void a_link_in_a_paragraph_that_is_cut_is_in_its_parts(void **state)
{
    (void)state;
    Draft *draft = draft_new();
    StrBuf text = {0};
    while (text.len < BLOCK_MAX_BYTES - 9)
        strbuf_append_text(&text, "山");
    size_t start = text.len;
    strbuf_append_text(&text, "东南西北上下左右");
    draft_add_block(draft, BLOCK_PARAGRAPH, strbuf_get(&text), 0, 1, 0);
    assert_int_equal(draft->block_count, 2);
    draft_add_link(draft, &(Link){.kind = LINK_ADDRESS,
                                  .start = (uint32_t)start,
                                  .end = (uint32_t)text.len,
                                  .target = STR("http://a.cn")});
    strbuf_clear(&text);
    assert_links(draft, "东南>http://a.cn|西北上下左右>http://a.cn");
}

static void links_follow_a_split(void **state)
{
    (void)state;
    Draft *draft = draft_new();
    add_block(draft, "成效明显。 一、加强领导 二、抓好落实");
    add_link(draft, LINK_ADDRESS, "明显。 一、加强", "http://a.cn");
    add_link(draft, LINK_NAME, "落实", "n");
    add_link(draft, LINK_ANCHOR, "二、", "n");
    Str text = draft->blocks[0].text;
    DraftCut cuts[] = {{0, str_find(text, STR("一、"), 0)},
                       {0, str_find(text, STR("二、"), 0)}};
    draft_split(draft, cuts, ARRAY_SIZE(cuts));
    assert_int_equal(draft->block_count, 3);
    assert_links(draft, "明显。>http://a.cn|一、加强>http://a.cn|落实>>二、抓好落实");
}

static void links_follow_a_join(void **state)
{
    (void)state;
    Draft *draft = draft_new();
    add_block(draft, "前文 Beijing");
    add_block(draft, "municipal 后文");
    add_link(draft, LINK_ADDRESS, "municipal", "http://a.cn");
    add_block(draft, "末段");
    add_link(draft, LINK_ANCHOR, "末段", "n");
    add_link(draft, LINK_NAME, "段", "n");
    bool keep_break[] = {true, false, true};
    draft_join(draft, keep_break);
    assert_int_equal(draft->block_count, 2);
    assert_links(draft, "municipal>http://a.cn|段>>末段");
}

static void links_follow_what_cleaning_changes(void **state)
{
    (void)state;
    Draft *draft = draft_new();
    draft->format = "html";
    /* Readings behind Han, and letters that are composed with their marks. */
    add_block(draft,
              "積極發(fā)揮監(jiān)督作用，開(kāi)展cafe\u0301協商，再報(bào)告。");
    add_link(draft, LINK_ADDRESS, "監(jiān)督", "http://a.cn/1");
    add_link(draft, LINK_ADDRESS, "cafe\u0301", "http://a.cn/2");
    add_link(draft, LINK_ADDRESS, "報(bào)", "http://a.cn/3");
    add_link(draft, LINK_ADDRESS, "告", "http://a.cn/4");
    for (int i = 0; i < 6; i++)
        add_block(draft, "發(fā)揮監(jiān)督作用，開(kāi)展協商，再報(bào)告。");
    size_t counts[CLEAN_RULE_COUNT];
    clean_run(draft, &(CleanOptions){.passes = CLEAN_ALL}, counts);
    assert_true(counts[CLEAN_RESIDUE] > 0);
    assert_links(draft, "監督>http://a.cn/1|caf\u00E9>http://a.cn/2|報>http://a.cn/3|"
                        "告>http://a.cn/4");
}

static void one_of_two_links_has_a_letter(void **state)
{
    (void)state;
    Draft *draft = draft_new();
    add_block(draft, "甲乙丙丁戊");
    add_link(draft, LINK_ADDRESS, "甲乙丙", "http://a.cn/1");
    add_link(draft, LINK_ADDRESS, "乙丙丁", "http://a.cn/2");
    add_link(draft, LINK_ADDRESS, "乙", "http://a.cn/3");
    assert_links(draft, "甲乙丙>http://a.cn/1|丁>http://a.cn/2");
}

static void addresses_in_the_text_are_links_where_there_is_none(void **state)
{
    (void)state;
    Draft *draft = draft_new();
    add_block(draft, "见www.a.cn和http://b.cn/x，及a@c.cn。");
    add_link(draft, LINK_ADDRESS, "http://b.cn/x", "http://other.cn");
    add_block(draft, "http://d.cn");
    assert_links(draft, "www.a.cn>http://www.a.cn|http://b.cn/x>http://other.cn|"
                        "a@c.cn>mailto:a@c.cn|http://d.cn>http://d.cn");
}

static void a_sealed_draft_tells_its_links(void **state)
{
    (void)state;
    Draft *draft = draft_new();
    Outline none = {0};
    size_t count = 9;
    add_block(draft, "甲");
    add_block(draft, "http://a.cn/b 与 http://a.cn/c");
    add_block(draft, "乙");
    draft_settle_links(draft);
    Document *document = draft_seal(draft, &none);
    assert_int_equal(document_find_linked(document, 0, 1), 1);
    assert_int_equal(document_find_linked(document, 1, 1), 1);
    assert_int_equal(document_find_linked(document, 2, 1), 3);
    assert_int_equal(document_find_linked(document, 2, -1), 1);
    assert_int_equal(document_find_linked(document, 0, -1), 3);
    document_get_links(document, 0, &count);
    assert_int_equal(count, 0);
    const Link *links = document_get_links(document, 1, &count);
    assert_int_equal(count, 2);
    assert_ptr_equal(document_get_link_at(document, 1, 0), links);
    assert_null(document_get_link_at(document, 1, links[0].end));
    assert_ptr_equal(document_get_link_at(document, 1, links[1].end - 1), links + 1);
    document_free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_lead_to_the_place_that_bears_them),
        cmocka_unit_test(the_first_of_two_places_with_a_name_is_meant),
        cmocka_unit_test(a_link_in_a_paragraph_that_is_cut_is_in_its_parts),
        cmocka_unit_test(links_follow_a_split),
        cmocka_unit_test(links_follow_a_join),
        cmocka_unit_test(links_follow_what_cleaning_changes),
        cmocka_unit_test(one_of_two_links_has_a_letter),
        cmocka_unit_test(addresses_in_the_text_are_links_where_there_is_none),
        cmocka_unit_test(a_sealed_draft_tells_its_links),
    };
    return cmocka_run_group_tests_name("model/links", tests, NULL, NULL);
}
