/* FictionBook 2.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../memory_source.h"

#include <piyue/book.h>

static Draft *read_good(Str bytes)
{
    Error err = {0};
    Draft *draft = read_memory(read_fb2, "山.fb2", bytes, &err);
    if (!draft)
        fail_msg("%s", error_get_message(&err));
    return draft;
}

#define FB2(content)                                                                     \
    "<?xml version='1.0' encoding='utf-8'?><FictionBook xmlns='x' xmlns:l='y'>" content  \
    "</FictionBook>"

static void assert_blocks(const char *fb2, const char *wanted)
{
    StrBuf out = {0};
    Draft *draft = read_good(str_from(fb2));
    describe_draft(draft, &out);
    assert_string_equal(out.data, wanted);
    strbuf_clear(&out);
    draft_free(draft);
}

static void nested_sections_are_levels_of_headings(void **state)
{
    (void)state;
    assert_blocks(
        FB2("<body><title><p>书名</p></title><section><title><p>第一章</p><p>起源"
            "</p></title><section><title><p>一</p></title><p>甲</p></section>"
            "<section><p>乙</p></section></section><section><title><p>第二章"
            "</p></title><p>丙<style name='x'>丁</style></p></section></body>"),
        "P 书名\nH1 第一章 起源\nH2 一\nP 甲\nP 乙\nH1 第二章\nP 丙丁\n");
}

static void several_books_in_one_have_a_level_above(void **state)
{
    (void)state;
    assert_blocks(
        FB2("<body><title><p>上</p></title><section><title><p>一</p></title><p>甲"
            "</p></section></body><body><title><p>下</p></title><section><p>乙"
            "</p></section></body>"),
        "H1 上\nH2 一\nP 甲\nH1 下\nP 乙\n");
}

static void poems_are_verse_and_epigraphs_are_quotations(void **state)
{
    (void)state;
    Draft *draft = read_good(
        STR(FB2("<body><epigraph><p>引</p><text-author>某</text-author></epigraph>"
                "<section><poem><title><p>诗</p></title><stanza><v>甲</v><v>乙</v>"
                "</stanza><stanza><v>丙</v></stanza></poem><p>丁</p><empty-line/>"
                "<p>戊</p></section></body>")));
    StrBuf out = {0};
    describe_draft(draft, &out);
    assert_string_equal(out.data, "Q 引\nQ 某\nP 诗\nV 甲\nV 乙\nV 丙\nP 丁\nP 戊\n");
    assert_false(draft->blocks[4].flags & BLOCK_BLANK_BEFORE);
    assert_true(draft->blocks[5].flags & BLOCK_BLANK_BEFORE);
    assert_false(draft->blocks[6].flags & BLOCK_BLANK_BEFORE);
    assert_true(draft->blocks[7].flags & BLOCK_BLANK_BEFORE);
    strbuf_clear(&out);
    draft_free(draft);
}

static void notes_stand_behind_the_chapter_that_refers_to_them(void **state)
{
    (void)state;
    assert_blocks(
        FB2("<body><section><p>甲<a l:href='#n1' type='note'>1</a></p></section>"
            "<section><p>乙<a l:href='#n2' type='note'>[2]</a></p></section></body>"
            "<body name='notes'><title><p>注释</p></title><section id='n1'><title>"
            "<p>1</p></title><p>注一</p></section><section id='n2'><title><p>2</p>"
            "</title><p>注二</p></section><section id='n3'><p>注三</p></section>"
            "</body>"),
        "P 甲[1]\nN [1] 注一\nP 乙[2]\nN [2] 注二\nP 注三\n");
}

static void the_book_tells_of_itself(void **state)
{
    (void)state;
    Draft *draft = read_good(STR(
        FB2("<description><title-info><author><first-name>迅</first-name><last-name>鲁"
            "</last-name></author><author><first-name>Ann</first-name><last-name>Lee"
            "</last-name></author><book-title>山水</book-title></title-info>"
            "<publish-info><publisher>社</publisher><year>1999</year></publish-info>"
            "</description><body><section><p>甲</p></section></body>"
            "<binary id='x'>AAAA</binary>")));
    assert_true(str_is_equal(draft->title, STR("山水")));
    assert_true(str_is_equal(draft->author, STR("鲁迅, Ann Lee")));
    assert_true(str_is_equal(draft->source, STR("社")));
    assert_true(str_is_equal(draft->date, STR("1999")));
    assert_int_equal(draft->block_count, 1);
    draft_free(draft);
}

static void its_encoding_is_what_it_says(void **state)
{
    (void)state;
    Draft *draft =
        read_good(STR("<?xml version='1.0' encoding='gb2312'?><FictionBook><body>"
                      "<section><p>\xC9\xBD</p></section></body></FictionBook>"));
    assert_true(str_is_equal(draft->blocks[0].text, STR("山")));
    draft_free(draft);
}

static void broken_books_give_what_they_have_or_a_sentence(void **state)
{
    (void)state;
    assert_blocks("<FictionBook><body><section><title><p>一</p></title><p>甲<b>乙",
                  "H1 一\nP 甲乙\n");
    static const char *const empty[] = {"<FictionBook/>",
                                        "<FictionBook><body/></FictionBook>"};
    for (size_t i = 0; i < ARRAY_SIZE(empty); i++) {
        Error err = {0};
        assert_null(read_memory(read_fb2, "山.fb2", str_from(empty[i]), &err));
        assert_int_equal(err.code, ERR_EMPTY);
        error_clear(&err);
    }
    /* Notes that refer to themselves and to each other. */
    assert_blocks(FB2("<body><section><p>甲<a l:href='#n1'>1</a></p></section></body>"
                      "<body name='notes'><section id='n1'><p>注<a l:href='#n1'>1</a>"
                      "<a l:href='#n2'>2</a></p></section><section id='n2'><p>二"
                      "<a l:href='#n1'>1</a></p></section></body>"),
                  "P 甲[1]\nN [1] 注[1][2]\nN 二[1]\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nested_sections_are_levels_of_headings),
        cmocka_unit_test(several_books_in_one_have_a_level_above),
        cmocka_unit_test(poems_are_verse_and_epigraphs_are_quotations),
        cmocka_unit_test(notes_stand_behind_the_chapter_that_refers_to_them),
        cmocka_unit_test(the_book_tells_of_itself),
        cmocka_unit_test(its_encoding_is_what_it_says),
        cmocka_unit_test(broken_books_give_what_they_have_or_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
