/* EPUB: order, contents, notes, metadata, what is broken, and the books of the corpus.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>

#include "../corpus.h"
#include "../links.h"
#include "../memory_source.h"
#include "../zip_writer.h"

#include <piyue/book.h>
#include <piyue/text.h>

/* ---- books in memory ---------------------------------------------------- */

#define PAGE(body)                                                                       \
    "<html xmlns='http://www.w3.org/1999/xhtml' "                                        \
    "xmlns:epub='http://www.idpf.org/2007/ops'>"                                         \
    "<head><title>x</title></head><body>" body "</body></html>"
#define NAV(items) PAGE("<nav epub:type='toc'><h2>目录</h2><ol>" items "</ol></nav>")

static void add_container(ZipWriter *writer)
{
    zip_writer_add(writer, "mimetype", STR("application/epub+zip"));
    zip_writer_add(writer, "META-INF/container.xml",
                   STR("<container><rootfiles><rootfile full-path='O/p.opf'/>"
                       "</rootfiles></container>"));
}

#define ITEM(id, href)                                                                   \
    "<item id='" id "' href='" href "' media-type='application/xhtml+xml'/>"
#define OPF(metadata, manifest, spine)                                                   \
    "<package><metadata>" metadata "</metadata><manifest>" manifest                      \
    "<item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' "                \
    "properties='nav'/></manifest><spine>" spine "</spine></package>"

/* A book of two chapters and its contents. */
static void add_book(ZipWriter *writer, const char *nav, const char *one, const char *two)
{
    add_container(writer);
    zip_writer_add(writer, "O/p.opf",
                   STR(OPF("", ITEM("a", "a.xhtml") ITEM("b", "b.xhtml"),
                           "<itemref idref='a'/><itemref idref='b'/>")));
    if (nav)
        zip_writer_add(writer, "O/nav.xhtml", str_from(nav));
    zip_writer_add(writer, "O/a.xhtml", str_from(one));
    if (two)
        zip_writer_add(writer, "O/b.xhtml", str_from(two));
}

static Draft *read_book(ZipWriter *writer, Error *err)
{
    Draft *draft = read_memory(read_epub, "山.epub", zip_writer_finish(writer), err);
    zip_writer_clear(writer);
    return draft;
}

static Draft *read_good(ZipWriter *writer)
{
    Error err = {0};
    Draft *draft = read_book(writer, &err);
    if (!draft)
        fail_msg("%s", error_get_message(&err));
    return draft;
}

static void assert_draft(ZipWriter *writer, const char *wanted)
{
    StrBuf out = {0};
    Draft *draft = read_good(writer);
    describe_draft(draft, &out);
    assert_string_equal(out.data, wanted);
    strbuf_clear(&out);
    draft_free(draft);
}

static void assert_book(const char *nav, const char *one, const char *two,
                        const char *wanted)
{
    ZipWriter writer = {0};
    add_book(&writer, nav, one, two);
    assert_draft(&writer, wanted);
}

static void assert_refused(ZipWriter *writer, ErrorCode code, const char *word)
{
    Error err = {0};
    assert_null(read_book(writer, &err));
    assert_int_equal(err.code, code);
    assert_non_null(strstr(err.message, "山.epub"));
    if (!strstr(err.message, word))
        fail_msg("%s", err.message);
    error_clear(&err);
}

/* ---- order ------------------------------------------------------------- */

static void chapters_come_as_the_spine_says_and_asides_last(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    add_container(&writer);
    zip_writer_add(&writer, "O/p.opf",
                   STR(OPF("",
                           ITEM("a", "a.xhtml") ITEM("b", "%E5%B1%B1/../b%20c.xhtml")
                               ITEM("c", "../c.xhtml"),
                           "<itemref idref='c' linear='no'/><itemref idref='b'/>"
                           "<itemref idref='a'/><itemref idref='a'/>"
                           "<itemref idref='none'/>")));
    zip_writer_add(&writer, "O/a.xhtml", STR(PAGE("<p>甲</p>")));
    zip_writer_add(&writer, "O/b c.xhtml", STR(PAGE("<p>乙</p>")));
    zip_writer_add(&writer, "c.xhtml", STR(PAGE("<p>丙</p>")));
    assert_draft(&writer, "P 乙\nP 甲\nP 丙\n");
}

/* ---- contents ---------------------------------------------------------- */

static void the_contents_are_the_headings(void **state)
{
    (void)state;
    assert_book(
        NAV("<li><a href='a.xhtml'>第一章</a><ol><li><a href='a.xhtml#s'>一节</a>"
            "</li></ol></li><li><a href='b.xhtml#t'>第二章</a></li>"),
        PAGE("<h3>第 一 章</h3><p>甲</p><p id='s'><b>一节</b></p><h2>别的</h2><p>乙</p>"),
        PAGE("<p>前</p><div><span id='t'/><p>第二章</p></div><p>丙</p>"),
        "H1 第 一 章\nP 甲\nH2 一节\nH 别的\nP 乙\nP 前\nH1 第二章\nP 丙\n");
}

static void their_evidence_says_who_listed_them(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    add_book(&writer, NAV("<li><a href='a.xhtml'>甲</a></li>"),
             PAGE("<h1>甲</h1><p><a href='b.xhtml'>乙</a></p>"), PAGE("<p>乙</p>"));
    Draft *draft = read_good(&writer);
    assert_int_equal(draft->blocks[0].evidence, EVIDENCE_MARKED | EVIDENCE_LISTED);
    draft_free(draft);
    add_book(&writer, NULL, PAGE("<h1>甲</h1>"), PAGE("<p>乙</p>"));
    draft = read_good(&writer);
    assert_int_equal(draft->blocks[0].evidence, EVIDENCE_MARKED);
    draft_free(draft);
}

static void a_line_of_a_printed_table_of_contents_is_known(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    add_book(&writer,
             NAV("<li><a href='a.xhtml'>目录</a></li><li><a href='b.xhtml'>乙</a></li>"),
             PAGE("<p>目录</p><p><a href='b.xhtml'>乙</a></p>"),
             PAGE("<h1><a href='a.xhtml'>乙</a></h1><p>丙</p>"));
    Draft *draft = read_good(&writer);
    assert_int_equal(draft->blocks[1].evidence, EVIDENCE_CONTENTS);
    assert_int_equal(draft->blocks[2].evidence, EVIDENCE_MARKED | EVIDENCE_LISTED);
    draft_free(draft);
}

static void a_title_in_parts_becomes_one_and_a_missing_one_is_put_in(void **state)
{
    (void)state;
    assert_book(NAV("<li><a href='a.xhtml'>第一章 起源</a></li>"
                    "<li><a href='b.xhtml'>第二章</a></li>"),
                PAGE("<h1>第一章</h1><h2>起<i>源</i></h2><p>甲</p>"), PAGE("<p>乙</p>"),
                "H1 第一章 起源\nP 甲\nH1 第二章\nP 乙\n");
    /* The first line of a body without paragraphs. */
    assert_book(NAV("<li><a href='a.xhtml'>第一章</a></li>"),
                PAGE("<b>第一章</b><br/>甲<br/>乙"), NULL,
                "H1 第一章\nP 甲\nP 乙\nP [O/b.xhtml cannot be read and is left out]\n");
}

static void words_without_a_link_stand_before_what_they_are_over(void **state)
{
    (void)state;
    assert_book(
        NAV("<li><span>上编</span><ol><li><a href='a.xhtml#x'>一</a></li></ol></li>"
            "<li><span>下编</span><ol><li><a href='b.xhtml'>二</a></li></ol></li>"),
        PAGE("<p>上编</p><p id='x'>一</p><p>甲</p>"), PAGE("<p>二</p><p>乙</p>"),
        "H1 上编\nH2 一\nP 甲\nH1 下编\nH2 二\nP 乙\n");
}

static void contents_that_point_a_chapter_too_early_are_mended(void **state)
{
    (void)state;
    assert_book(NAV("<li><a href='a.xhtml'>甲</a></li><li><a href='a.xhtml'>乙</a></li>"),
                PAGE("<p>甲</p><p>子</p>"), PAGE("<p>乙</p><p>丑</p>"),
                "H1 甲\nP 子\nH1 乙\nP 丑\n");
}

static void contents_of_a_line_or_two_do_not_hide_many_headings(void **state)
{
    (void)state;
    assert_book(
        NAV("<li><a href='a.xhtml'>开始</a></li>"),
        PAGE("<h1>甲</h1><h2>一</h2><h2>二</h2><h2>三</h2><h2>四</h2>"),
        PAGE("<h1>乙</h1><h2>一</h2><h2>二</h2><h2>三</h2><p>丙</p>"),
        "H1 开始\nH1 甲\nH2 一\nH2 二\nH2 三\nH2 四\nH1 乙\nH2 一\nH2 二\nH2 三\nP 丙\n");
}

static void an_ncx_serves_where_there_is_no_navigation_document(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    add_container(&writer);
    zip_writer_add(
        &writer, "O/p.opf",
        STR("<package><manifest>" ITEM(
            "a",
            "a.xhtml") "<item id='n' href='t.ncx' media-type='application/x-dtbncx+xml'/>"
                       "</manifest><spine toc='n'><itemref "
                       "idref='a'/></spine></package>"));
    zip_writer_add(&writer, "O/t.ncx",
                   STR("<!DOCTYPE ncx PUBLIC '-//NISO//DTD ncx 2005-1//EN' 'x.dtd'><ncx>"
                       "<navMap><navPoint><navLabel><text>甲</text></navLabel>"
                       "<content src='a.xhtml'/><navPoint><navLabel><text>一</text>"
                       "</navLabel><content src='a.xhtml#x'/></navPoint></navPoint>"
                       "</navMap></ncx>"));
    zip_writer_add(&writer, "O/a.xhtml", STR(PAGE("<p>甲</p><p>子</p><p id='x'>一</p>")));
    assert_draft(&writer, "H1 甲\nP 子\nH2 一\n");
}

/* ---- chapters ---------------------------------------------------------- */

static void notes_of_every_make_stand_behind_their_chapter(void **state)
{
    (void)state;
    /* EPUB 3, duokan, and a note in an attribute. */
    assert_book(NULL,
                PAGE("<p>甲<a epub:type='noteref' href='#n1'>1</a>。</p>"
                     "<aside epub:type='footnote' id='n1'><p>注一</p></aside><p>乙</p>"),
                PAGE("<p>丙<sup><a class='duokan-footnote' href='#m1' id='r1'>"
                     "<img src='n.png'/></a></sup>丁<img class='qqreader-footnote' "
                     "alt='注三' src='n.png'/></p><ol class='duokan-footnote-content'>"
                     "<li class='duokan-footnote-item' id='m1'><p><a href='#r1'>"
                     "<img src='n.png'/></a>注二</p></li></ol>"),
                "P 甲[1]。\nP 乙\nN [1] 注一\nP 丙[1]丁[2]\nN [1] 注二\nN [2] 注三\n");
}

/* What is no mark of its own leads nowhere: 1. of a list, 1 behind a word, ◎. */
static void a_note_begins_with_its_mark(void **state)
{
    (void)state;
    assert_book(
        NULL,
        PAGE("<p>甲<a class='duokan-footnote' id='r1' href='#m1'><img src='n.png'/></a>"
             "乙<a class='duokan-footnote' id='r2' href='#m2'><img src='n.png'/></a></p>"
             "<ol><li id='m1'><a href='#r1'>◎</a>注一</li></ol>"
             "<ol><li id='m2'><a href='#r2'>◎</a>注二</li></ol>"),
        PAGE("<p>2030年<sup><a id='r1' href='#n1'>1</a></sup>，丁<a epub:type='noteref' "
             "href='#n2'>①</a></p><aside epub:type='footnote' id='n1'><p><a "
             "href='#r1'>1</a>. 一九九零</p></aside><ol><li id='n2'>注二<a "
             "href='#r2'>↩︎</a></li></ol>"),
        "P 甲[1]乙[2]\nN [1] 注一\nN [2] 注二\n"
        "P 2030年[1]，丁①\nN [1]. 一九九零\nN ① 注二\n");
}

static void ruby_is_the_base_with_the_reading_in_brackets(void **state)
{
    (void)state;
    assert_book(NULL, PAGE("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字</p>"),
                PAGE("<p>乙</p>"), "P 漢（かん）字\nP 乙\n");
}

static void page_numbers_and_forms_for_others_are_left_out(void **state)
{
    (void)state;
    assert_book(NULL,
                PAGE("<p>甲<span epub:type='pagebreak' title='12'>12</span>乙</p>"
                     "<epub:switch><epub:case><p>x</p></epub:case><epub:default><p>丙</p>"
                     "</epub:default></epub:switch>"),
                PAGE("<nav epub:type='landmarks'><a href='a.xhtml'>y</a></nav><p>丁</p>"),
                "P 甲乙\nP 丙\nP 丁\n");
}

static void chapters_that_are_not_xml_are_read_as_pages(void **state)
{
    (void)state;
    assert_book(NULL, PAGE("<p>甲&nbsp;&mdash;<br>R&D</p>"), "<p>乙<p>丙",
                "P 甲 —\nP R&D\nP 乙\nP 丙\n");
}

static void the_book_tells_of_itself(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    add_container(&writer);
    zip_writer_add(
        &writer, "O/p.opf",
        STR(OPF("<dc:title id='s'>副</dc:title><dc:title id='t'>山水</dc:title>"
                "<meta refines='#t' property='title-type'>main</meta>"
                "<dc:creator opf:role='trl'>译</dc:creator>"
                "<dc:creator opf:role='aut'>甲</dc:creator><dc:creator id='c'>乙"
                "</dc:creator><meta refines='#c' property='role'>aut</meta>"
                "<dc:publisher>社</dc:publisher>"
                "<dc:date opf:event='modification'>2020</dc:date>"
                "<dc:date>2012-11-23T16:00:00+00:00</dc:date>",
                ITEM("a", "a.xhtml"), "<itemref idref='a'/>")));
    zip_writer_add(&writer, "O/a.xhtml", STR(PAGE("<p>甲</p>")));
    Draft *draft = read_good(&writer);
    assert_true(str_is_equal(draft->title, STR("山水")));
    assert_true(str_is_equal(draft->author, STR("甲、乙")));
    assert_true(str_is_equal(draft->source, STR("社")));
    assert_true(str_is_equal(draft->date, STR("2012-11-23")));
    draft_free(draft);
}

/* ---- what is broken or locked ------------------------------------------ */

static void what_cannot_be_read_is_named_in_its_place(void **state)
{
    (void)state;
    assert_book(NULL, PAGE("<p>甲</p>"), NULL,
                "P 甲\nP [O/b.xhtml cannot be read and is left out]\n");
    ZipWriter writer = {0};
    add_container(&writer);
    zip_writer_add(&writer, "O/p.opf",
                   STR(OPF("", ITEM("a", "a.xhtml"), "<itemref idref='a'/>")));
    assert_refused(&writer, ERR_FORMAT, "O/a.xhtml is missing");
}

static void a_book_without_container_is_found_by_its_package(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    zip_writer_add(&writer, "p.opf",
                   STR(OPF("", ITEM("a", "a.xhtml"), "<itemref idref='a'/>")));
    zip_writer_add(&writer, "a.xhtml", STR(PAGE("<p>甲</p>")));
    assert_draft(&writer, "P 甲\n");
    zip_writer_add(&writer, "a.xhtml", STR(PAGE("<p>甲</p>")));
    assert_refused(&writer, ERR_FORMAT, "META-INF/container.xml");
}

static void add_lock(ZipWriter *writer, const char *algorithm, const char *uri)
{
    StrBuf text = {0};
    strbuf_appendf(&text,
                   "<encryption><enc:EncryptedData><enc:EncryptionMethod Algorithm='%s'/>"
                   "<enc:CipherData><enc:CipherReference URI='%s'/></enc:CipherData>"
                   "</enc:EncryptedData></encryption>",
                   algorithm, uri);
    zip_writer_add(writer, "META-INF/encryption.xml", strbuf_get(&text));
    strbuf_clear(&text);
}

static void a_locked_book_is_refused_and_a_disguised_font_is_not(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    add_book(&writer, NULL, PAGE("<p>甲</p>"), PAGE("<p>乙</p>"));
    add_lock(&writer, "http://www.w3.org/2001/04/xmlenc#aes128-cbc", "O/a.xhtml");
    assert_refused(&writer, ERR_FORMAT, "DRM");
    add_book(&writer, NULL, PAGE("<p>甲</p>"), PAGE("<p>乙</p>"));
    add_lock(&writer, "http://www.idpf.org/2008/embedding", "O/font.otf");
    assert_draft(&writer, "P 甲\nP 乙\n");
}

static void a_book_of_images_says_so(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    add_book(&writer, NULL, PAGE("<img src='1.png'/>"), PAGE("<img src='2.png'/>"));
    assert_refused(&writer, ERR_EMPTY, "OCR");
}

/* ---- real books --------------------------------------------------------- */

static bool is_letter(char32_t c)
{
    return c > ' ' && !text_is_punctuation(c) && !text_is_space(c);
}

/* `text` without blanks and marks. */
static void append_letters(StrBuf *out, Str text)
{
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        if (is_letter(utf8_next(text, &off)))
            strbuf_append_str(out, str_slice(text, start, off));
    }
}

/* Headings that markup made are, in order, the rows of the labels. */
static size_t count_wrong_headings(const Draft *draft, Str labels, size_t *wanted)
{
    size_t wrong = 0, block = 0;
    for (Str rest = labels; rest.data && rest.len;) {
        Str row = str_split(&rest, '\n');
        Str level = str_split(&row, '\t'), title = str_split(&row, '\t');
        StrBuf expected = {0}, got = {0};
        append_letters(&expected, title);
        if (expected.len) {
            while (block < draft->block_count && !draft->blocks[block].markup_level)
                block++;
            if (block < draft->block_count) {
                append_letters(&got, draft->blocks[block].text);
                wrong += draft->blocks[block].markup_level != (unsigned)atoi(level.data);
                block++;
            }
            wrong += !str_is_equal(strbuf_get(&expected), strbuf_get(&got));
            (*wanted)++;
        }
        strbuf_clear(&expected);
        strbuf_clear(&got);
    }
    for (; block < draft->block_count; block++)
        wrong += draft->blocks[block].markup_level > 0;
    return wrong;
}

static void books_of_the_corpus_have_the_headings_of_their_contents(void **state)
{
    (void)state;
    static const char *const names[] = {
        "childrens-literature",
        "hefty-water",
        "leetcode",
        "mudanting",
        "nav-access",
        "ocf-package_multiple",
        "ocf-url_relative",
        "panghuang",
        "pkg-spine-order",
        "pkg-version-backward",
        "wasteland",
        "yecao",
        "nav-spine_in-spine-hidden-toc-html",
    };
    size_t wanted = 0, wrong = 0;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        StrBuf path = {0}, book = {0}, labels = {0};
        strbuf_appendf(&path, "binary/epub/%s.epub", names[i]);
        bool is_there = corpus_read(path.data, &book);
        strbuf_append_text(&path, ".headings.tsv");
        if (is_there && corpus_read(path.data, &labels)) {
            Error err = {0};
            Draft *draft = read_memory(read_epub, names[i], strbuf_get(&book), &err);
            assert_non_null(draft);
            wrong += count_wrong_headings(draft, strbuf_get(&labels), &wanted);
            draft_free(draft);
        }
        strbuf_clear(&path);
        strbuf_clear(&book);
        strbuf_clear(&labels);
    }
    /* All 192 of them. */
    assert_int_equal(wrong, 0);
}

static int set_up(void **state)
{
    (void)state;
    translate_set_language("en");
    return 0;
}

static void links_lead_through_the_whole_book(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    add_book(&writer, NULL,
             PAGE("<p id='p'>见<a href='b.xhtml#p'>下章</a>、<a href='b.xhtml'>章首</a>、"
                  "<a href='#p'>此处</a>、<a href='http://a.cn'>外</a>、"
                  "<a href='none.xhtml'>无</a></p>"),
             PAGE("<h1>第二章</h1><p id='p'>乙<a href='a.xhtml#p'>回</a></p>"));
    assert_links(read_good(&writer),
                 "下章>>乙回|章首>>第二章|此处>>见下章、章首、此处、外、无|"
                 "外>http://a.cn|回>>见下章、章首、此处、外、无");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chapters_come_as_the_spine_says_and_asides_last),
        cmocka_unit_test(the_contents_are_the_headings),
        cmocka_unit_test(their_evidence_says_who_listed_them),
        cmocka_unit_test(a_line_of_a_printed_table_of_contents_is_known),
        cmocka_unit_test(a_title_in_parts_becomes_one_and_a_missing_one_is_put_in),
        cmocka_unit_test(words_without_a_link_stand_before_what_they_are_over),
        cmocka_unit_test(contents_that_point_a_chapter_too_early_are_mended),
        cmocka_unit_test(contents_of_a_line_or_two_do_not_hide_many_headings),
        cmocka_unit_test(an_ncx_serves_where_there_is_no_navigation_document),
        cmocka_unit_test(notes_of_every_make_stand_behind_their_chapter),
        cmocka_unit_test(a_note_begins_with_its_mark),
        cmocka_unit_test(ruby_is_the_base_with_the_reading_in_brackets),
        cmocka_unit_test(links_lead_through_the_whole_book),
        cmocka_unit_test(page_numbers_and_forms_for_others_are_left_out),
        cmocka_unit_test(chapters_that_are_not_xml_are_read_as_pages),
        cmocka_unit_test(the_book_tells_of_itself),
        cmocka_unit_test(what_cannot_be_read_is_named_in_its_place),
        cmocka_unit_test(a_book_without_container_is_found_by_its_package),
        cmocka_unit_test(a_locked_book_is_refused_and_a_disguised_font_is_not),
        cmocka_unit_test(a_book_of_images_says_so),
        cmocka_unit_test(books_of_the_corpus_have_the_headings_of_their_contents),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
