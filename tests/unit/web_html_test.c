/* Web pages to blocks: the walk, encodings, links.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web_fixture.h"

#include "../links.h"

/* All of a tree, without looking for the main text. */
static Draft *walk_page(const char *page)
{
    Draft *draft = draft_new();
    DraftSink sink;
    Error err = {0};
    draft_sink_init(&sink, draft);
    xmlDoc *doc = html_parse(str_from(page), "山.html", &err);
    assert_non_null(doc);
    Flow *flow = flow_new(&sink.sink);
    HtmlWalk walk = {.flow = flow, .tells_lines = true};
    html_walk(xmlDocGetRootElement(doc), &walk);
    flow_send_notes(flow);
    flow_free(flow);
    xmlFreeDoc(doc);
    return draft;
}

static void assert_kind(const char *page, BlockKind kind, unsigned flags,
                        unsigned evidence)
{
    Draft *draft = walk_page(page);
    assert_true(draft->block_count > 0);
    assert_int_equal(draft->blocks[0].kind, kind);
    assert_int_equal(draft->blocks[0].flags, flags);
    assert_int_equal(draft->blocks[0].evidence, evidence);
    draft_free(draft);
}

/* ---- the walk ---------------------------------------------------------- */

static void a_heading_has_its_level_and_is_marked(void **state)
{
    (void)state;
    Draft *draft = walk_page("<h3>第一章<br>总则</h3><p>文</p>");
    assert_int_equal(draft->blocks[0].kind, BLOCK_HEADING);
    assert_int_equal(draft->blocks[0].markup_level, 3);
    assert_int_equal(draft->blocks[0].evidence, EVIDENCE_MARKED);
    assert_text(draft, "第一章 总则|文");
}

static void a_paragraph_all_bold_says_so(void **state)
{
    (void)state;
    assert_kind("<p><b>甲</b><strong>乙</strong></p>", BLOCK_PARAGRAPH, 0, EVIDENCE_BOLD);
    assert_kind("<p><span style='font-weight:700'>甲</span></p>", BLOCK_PARAGRAPH, 0,
                EVIDENCE_BOLD);
    assert_kind("<p><b>甲</b>乙</p>", BLOCK_PARAGRAPH, 0, 0);
}

static void centred_text_says_so(void **state)
{
    (void)state;
    assert_kind("<p align=center>甲</p>", BLOCK_PARAGRAPH, BLOCK_CENTERED, 0);
    assert_kind("<p style='text-align: center'>甲</p>", BLOCK_PARAGRAPH, BLOCK_CENTERED,
                0);
    assert_kind("<center>甲</center>", BLOCK_PARAGRAPH, BLOCK_CENTERED, 0);
    assert_kind("<p style='text-align:left'>甲</p>", BLOCK_PARAGRAPH, 0, 0);
}

static void lists_are_marked_as_they_are_shown(void **state)
{
    (void)state;
    assert_text(walk_page("<ol><li>甲<li>乙</ol>"), "1. 甲|2. 乙");
    assert_text(walk_page("<ol start=9><li>甲<li value=12>乙<li>丙</ol>"),
                "9. 甲|12. 乙|13. 丙");
    assert_text(walk_page("<ol reversed><li>甲<li>乙</ol>"), "2. 甲|1. 乙");
    assert_text(
        walk_page("<ol type=a><li>甲</ol><ol type=I><li>乙<li>丙<li>丁<li>戊</ol>"),
        "a. 甲|I. 乙|II. 丙|III. 丁|IV. 戊");
    assert_text(walk_page("<ol style='list-style-type:cjk-ideographic' start=10>"
                          "<li>甲<li>乙</ol>"),
                "十、甲|十一、乙");
    assert_text(walk_page("<ul><li>甲<ul><li>乙</ul></ul>"), "• 甲|◦ 乙");
    assert_text(walk_page("<ul style='list-style:none'><li>甲</ul>"), "甲");
}

static void an_item_that_marks_itself_is_not_marked_again(void **state)
{
    (void)state;
    assert_text(walk_page("<ol><li>1、甲<li>（二）乙<li>③丙<li>3.5 米</ol>"),
                "1、甲|（二）乙|③丙|4. 3.5 米");
}

static void numbers_that_word_wrote_are_markers(void **state)
{
    (void)state;
    assert_text(
        walk_page(
            "<p><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp; "
            "</span></span><![endif]>甲</p>"
            "<p><span style='font-family:Wingdings;mso-list:Ignore'>l<span>&nbsp;"
            "</span></span>乙</p><p><span style='font-family:Symbol'><span "
            "style='mso-list:Ignore'>·<span>&nbsp;</span></span></span>丙</p>"
            "<h1><span style='mso-list:Ignore'>一、<span>&nbsp;</span></span>丁</h1>"),
        "1. 甲|• 乙|• 丙|一、丁");
}

static void a_formula_is_read_once(void **state)
{
    (void)state;
    assert_text(
        walk_page("<p>甲<math><semantics><mrow><mfrac><mi>a</mi><mi>b</mi></mfrac>"
                  "</mrow><annotation encoding='application/x-tex'>\\frac{a}{b}"
                  "</annotation></semantics></math>乙<math><semantics><mi>c</mi>"
                  "<annotation-xml>d</annotation-xml></semantics></math></p>"),
        "甲\\frac{a}{b}乙c");
}

static void a_numbered_heading_in_a_list_keeps_its_number(void **state)
{
    (void)state;
    Draft *draft = walk_page("<ol><li><h2>甲</h2>乙</ol>");
    assert_int_equal(draft->blocks[0].evidence, EVIDENCE_MARKED | EVIDENCE_NUMBERED);
    assert_text(draft, "1. 甲|乙");
}

static void rows_of_a_table_of_data_keep_their_columns(void **state)
{
    (void)state;
    Draft *draft = walk_page("<table><tr><th>省<th>市<th>人口"
                             "<tr><td rowspan=2>鲁<td>济南<td>九百<br>万"
                             "<tr><td>青岛<td>一千万"
                             "<tr><td colspan=2>合计<td>很多</table>");
    assert_int_equal(draft->blocks[0].kind, BLOCK_TABLE_ROW);
    assert_text(draft, "省\t市\t人口|鲁\t济南\t九百 万|\t青岛\t一千万|合计\t\t很多");
}

static void a_table_that_places_things_is_none(void **state)
{
    (void)state;
    assert_text(walk_page("<table><tr><td><h1>题</h1><td><p>甲</p><p>乙</p></table>"),
                "题|甲|乙");
    assert_text(walk_page("<table role=presentation><tr><td>甲<td>乙<tr><td>丙<td>丁"
                          "</table>"),
                "甲|乙|丙|丁");
    assert_text(walk_page("<table><tr><td><table><tr><td>甲<td>乙<tr><td>丙<td>丁"
                          "</table></table>"),
                "甲\t乙|丙\t丁");
}

static void quotations_are_quotes(void **state)
{
    (void)state;
    assert_kind("<blockquote><p>甲</p></blockquote>", BLOCK_QUOTE, 0, 0);
    assert_text(walk_page("<p>他说<q>好</q>。</p>"), "他说“好”。");
}

static void program_text_keeps_its_blanks(void **state)
{
    (void)state;
    Draft *draft =
        walk_page("<pre>if (a)\n    <span>    </span><b>b</b> = 1;\n\nc</pre>");
    assert_int_equal(draft->blocks[1].kind, BLOCK_VERSE);
    assert_text(draft, "if (a)|        b = 1;|c");
}

static void wrapped_prose_in_pre_is_no_program_text(void **state)
{
    (void)state;
#define ROW "清晨山路上没有人只有风声还有远处的水声他走了很久才看见一座"
    Draft *draft =
        walk_page("<pre>\n　　" ROW "\n" ROW "桥。\n桥边有<b>一间</b>小屋。\n\n"
                  "　　" ROW "\n水声。\n</pre>");
    const unsigned flags[] = {BLOCK_INDENTED, 0, 0, BLOCK_INDENTED | BLOCK_BLANK_BEFORE,
                              0};
    for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
        assert_int_equal(draft->blocks[i].kind, BLOCK_PARAGRAPH);
        assert_int_equal(draft->blocks[i].flags & ~(i ? 0u : BLOCK_BLANK_BEFORE),
                         flags[i]);
    }
    assert_text(draft, ROW "|" ROW "桥。|桥边有一间小屋。|" ROW "|水声。");
    draft = walk_page("<pre>int a; // " ROW "\n/* " ROW
                      "。 */ f(b, c, d, e);\nint b;\n</pre>");
    assert_int_equal(draft->blocks[0].kind, BLOCK_VERSE);
    draft_free(draft);
#undef ROW
}

static void short_lines_are_verse_and_long_ones_are_not(void **state)
{
    (void)state;
    assert_kind("<p>甲乙丙丁戊，<br>己庚辛壬癸。<br>子丑寅卯辰，<br>巳午未申酉。</p>",
                BLOCK_VERSE, 0, 0);
    assert_kind(
        "<p>清晨，山路上没有人，只有风声，还有远处的水声，和很远很远很远的狗叫声。"
        "<br>二。<br>三。</p>",
        BLOCK_PARAGRAPH, 0, 0);
    assert_kind("<p>甲<br>乙</p>", BLOCK_PARAGRAPH, 0, 0);
}

static void two_breaks_part_paragraphs(void **state)
{
    (void)state;
    Draft *draft = walk_page("<div>甲<br><br>乙<br>丙</div>");
    assert_int_equal(draft->blocks[1].flags, BLOCK_BLANK_BEFORE);
    assert_int_equal(draft->blocks[2].flags, 0);
    assert_text(draft, "甲|乙|丙");
}

static void readings_stand_in_brackets(void **state)
{
    (void)state;
    assert_text(walk_page("<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>字"),
                "汉（hàn）字");
}

static void a_raised_number_stays_one(void **state)
{
    (void)state;
    assert_text(walk_page("<p>10<sup>8</sup>、10<sup>−3</sup>、1<sup>st</sup>，"
                          "H<sub>2</sub>O，见<sup>[1]</sup>"),
                "10⁸、10⁻³、1st，H2O，见[1]");
}

static void what_is_hidden_is_left_out(void **state)
{
    (void)state;
    assert_text(walk_page("<p>甲<span style='display : none'>乙</span>"
                          "<i hidden>丙</i><i aria-hidden=true>丁</i>"
                          "<noscript>戊</noscript><script>己</script><style>庚</style>"
                          "<template>辛</template><i aria-hidden=false>壬</i></p>"),
                "甲壬");
}

static void notes_wait_for_the_end(void **state)
{
    (void)state;
    Draft *draft = walk_page("<p>甲<sup><a id=r1 href='#n1'>[1]</a></sup>乙</p>"
                             "<div id=n1><a href='#r1'>[1]</a> 注文</div><p>丙</p>");
    assert_int_equal(draft->blocks[2].kind, BLOCK_NOTE);
    assert_text(draft, "甲[1]乙|丙|[1] 注文");
    /* A number behind a word gets brackets, and its note begins so: one is found by the
     * other. */
    assert_text(
        walk_page("<p>甲5%<a href='#n1' id=r1 role=doc-noteref><sup>1</sup></a>乙</p>"
                  "<section><hr><ol><li id=n1 role=doc-endnote><p>注文<a "
                  "href='#r1'>↩︎</a></p></li></ol></section><p>丙</p>"),
        "甲5%[1]乙|丙|[1] 注文");
    /* What a number in a list of contents points to is a chapter. */
    assert_text(
        walk_page("<p><a href='#c1'>1</a></p><div id=c1><h2>章</h2>文</div><p>丙</p>"),
        "1|章|文|丙");
}

static void blanks_are_as_browsers_show_them(void **state)
{
    (void)state;
    assert_text(walk_page("<p> 甲\n乙 &nbsp; 丙\tword\nword&#8203;甲 </p>"),
                "甲乙 丙 word word甲");
    assert_text(walk_page("<p><i>甲</i>\n<i>乙</i></p>"), "甲 乙");
}

static void lines_are_those_of_the_file(void **state)
{
    (void)state;
    Draft *draft = walk_page("<html>\n<script>\n\n</script>\n<!--\n--><p\n\nid=a>甲</p>\n"
                             "<p>乙</p>");
    assert_int_equal(draft->blocks[0].source_line, 6);
    assert_int_equal(draft->blocks[1].source_line, 9);
    draft_free(draft);
}

static void a_rule_stands_between_texts_only(void **state)
{
    (void)state;
    assert_text(walk_page("<hr><p>甲</p><hr><hr><p>乙</p><hr>"), "甲|———|乙");
}

static void broken_markup_loses_no_text(void **state)
{
    (void)state;
    assert_text(walk_page("<p>甲<b>乙<p>丙</i></div>丁"), "甲乙|丙丁");
    assert_text(walk_page("<p>1 < 2，a<3 & b</p>"), "1 < 2，a<3 & b");
    assert_text(walk_page("<p title=\"甲>乙</p>丙"), "乙|丙");
    assert_text(walk_page("<p>甲</p><!-- 乙"), "甲|乙");
    assert_text(walk_page("文字而已"), "文字而已");
}

static void what_nests_too_deep_is_kept_flat(void **state)
{
    (void)state;
    StrBuf page = {0};
    for (unsigned i = 0; i < 20000; i++)
        strbuf_append_text(&page, "<div>");
    strbuf_append_text(&page, "甲");
    assert_text(walk_page(page.data), "甲");
    strbuf_clear(&page);
}

/* ---- encodings --------------------------------------------------------- */

static void a_page_may_declare_its_encoding(void **state)
{
    (void)state;
    static const struct {
        const char *page, *detected, *chosen;
    } cases[] = {
        {"<meta charset=gb2312><p>\xD6\xD0\xCE\xC4", "Big5-HKSCS", "GB18030"},
        {"<META http-equiv=Content-Type content='text/html; charset = \"GBK\"'>\xD6\xD0",
         "EUC-KR", "GB18030"},
        {"<?xml version='1.0' encoding='gb2312'?><p>\xD6\xD0", "Big5-HKSCS", "GB18030"},
        {"<meta charset=big5><p>x", "UTF-8", "Big5-HKSCS"},
        /* Liars. */
        {"<meta charset=gbk><p>中文", "UTF-8", "UTF-8"},
        {"<meta charset=utf-8><p>\xD6\xD0\xCE\xC4", "GB18030", "GB18030"},
        {"<meta charset=iso-8859-1><p>\xD6\xD0\xCE\xC4", "GB18030", "GB18030"},
        {"<meta charset=utf-16><p>\xD6\xD0\xCE\xC4", "GB18030", "GB18030"},
        {"<!-- <meta charset=big5> --><p>\xD6\xD0\xCE\xC4", "GB18030", "GB18030"},
        {"<meta charset=no-such><p>\xD6\xD0\xCE\xC4", "GB18030", "GB18030"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_string_equal(
            html_choose_encoding(str_from(cases[i].page), cases[i].detected),
            cases[i].chosen);
}

static void entities_are_what_they_stand_for(void **state)
{
    (void)state;
    StrBuf out = {0};
    assert_true(html_append_entity(STR("&copy;"), &out));
    assert_true(html_append_entity(STR("&#20013;"), &out));
    assert_true(html_append_entity(STR("&#x6587;"), &out));
    assert_string_equal(out.data, "©中文");
    assert_false(html_append_entity(STR("&nosuch;"), &out));
    assert_false(html_append_entity(STR("&#12a;"), &out));
    assert_false(html_append_entity(STR("&;"), &out));
    strbuf_clear(&out);
}

/* ---- links --------------------------------------------------------------- */

static Draft *read_saved(const char *page, const char *address)
{
    Draft *draft = draft_new();
    DraftSink sink;
    Error err = {0};
    Page saved = {
        .utf8 = str_from(page), .name = "山.html", .address = str_from(address)};
    draft_sink_init(&sink, draft);
    if (!html_send(&saved, &sink.sink, &err))
        fail_msg("%s", error_get_message(&err));
    return draft;
}

static void words_of_a_link_lead_where_it_says(void **state)
{
    (void)state;
    assert_links(read_page("<p>见 <a href='https://a.cn/b'> 山 中\n文 </a>。</p>" PROSE),
                 "山 中文>https://a.cn/b");
    assert_links(read_page("<p><a href='http://a.cn'>甲<b>乙</b></a>"
                           "<a href='mailto:x@y.cn'>丙</a></p>" PROSE),
                 "甲乙>http://a.cn|丙>mailto:x@y.cn");
    assert_links(read_page("<p>甲<a href='javascript:go()'>乙</a><a href='file:///c'>丙"
                           "</a><a href='b.htm'>丁</a><a href=''>戊</a></p>" PROSE),
                 "");
}

static void a_link_inside_the_page_leads_to_its_place(void **state)
{
    (void)state;
    assert_links(read_page("<p>见<a href='#二'>下</a>、<a href='#%E4%BA%8C'>同</a>、"
                           "<a href='#x'>无</a></p>" PROSE
                           "<h2 id='二'>二、过河</h2><p><a name='b'></a>桥上</p>"
                           "<p>回<a href='#b'>桥</a></p>"),
                 "下>>二、过河|同>>二、过河|桥>>桥上");
}

static void relative_links_go_by_the_address_of_the_page(void **state)
{
    (void)state;
    const char *page =
        "<p><a href='c.htm?q'>甲</a><a href='../d'>乙</a><a href='/e/./f'>丙"
        "</a><a href='//b.cn/g'>丁</a><a href='?h'>戊</a>"
        "<a href='https://a.cn/x/y.htm#z'>己</a></p><p id='z'>庚</p>" PROSE;
    assert_links(read_saved(page, "https://a.cn/x/y.htm"),
                 "甲>https://a.cn/x/c.htm?q|乙>https://a.cn/d|丙>https://a.cn/e/f|"
                 "丁>https://b.cn/g|戊>https://a.cn/x/y.htm?h|己>>庚");
    assert_links(read_page("<!-- saved from url=(0019)http://a.cn/x/y.htm -->"
                           "<p><a href='b'>甲</a></p>" PROSE),
                 "甲>http://a.cn/x/b");
    assert_links(read_page("<head><base href='http://b.cn/c/'>"
                           "<link rel=canonical href='http://a.cn/d'></head>"
                           "<p><a href='e'>甲</a></p>" PROSE),
                 "甲>http://b.cn/c/e");
}

static void a_link_around_paragraphs_is_in_each(void **state)
{
    (void)state;
    assert_links(
        walk_page("<p>甲</p><a href='http://a.cn'><p>乙</p><p>丙</p></a><p>丁</p>"),
        "乙>http://a.cn|丙>http://a.cn");
}

static void a_mark_leads_to_its_note_and_back(void **state)
{
    (void)state;
    assert_links(walk_page("<p>山<a id='r1' href='#fn1'><sup>[1]</sup></a>水</p>"
                           "<p id='fn1'><a href='#r1'>[1]</a> 注文</p>"),
                 "[1]>>[1] 注文|[1]>>[1]水");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_heading_has_its_level_and_is_marked),
        cmocka_unit_test(a_paragraph_all_bold_says_so),
        cmocka_unit_test(centred_text_says_so),
        cmocka_unit_test(lists_are_marked_as_they_are_shown),
        cmocka_unit_test(an_item_that_marks_itself_is_not_marked_again),
        cmocka_unit_test(numbers_that_word_wrote_are_markers),
        cmocka_unit_test(a_formula_is_read_once),
        cmocka_unit_test(a_numbered_heading_in_a_list_keeps_its_number),
        cmocka_unit_test(rows_of_a_table_of_data_keep_their_columns),
        cmocka_unit_test(a_table_that_places_things_is_none),
        cmocka_unit_test(quotations_are_quotes),
        cmocka_unit_test(program_text_keeps_its_blanks),
        cmocka_unit_test(wrapped_prose_in_pre_is_no_program_text),
        cmocka_unit_test(short_lines_are_verse_and_long_ones_are_not),
        cmocka_unit_test(two_breaks_part_paragraphs),
        cmocka_unit_test(readings_stand_in_brackets),
        cmocka_unit_test(a_raised_number_stays_one),
        cmocka_unit_test(what_is_hidden_is_left_out),
        cmocka_unit_test(notes_wait_for_the_end),
        cmocka_unit_test(blanks_are_as_browsers_show_them),
        cmocka_unit_test(lines_are_those_of_the_file),
        cmocka_unit_test(a_rule_stands_between_texts_only),
        cmocka_unit_test(broken_markup_loses_no_text),
        cmocka_unit_test(what_nests_too_deep_is_kept_flat),
        cmocka_unit_test(a_page_may_declare_its_encoding),
        cmocka_unit_test(entities_are_what_they_stand_for),
        cmocka_unit_test(words_of_a_link_lead_where_it_says),
        cmocka_unit_test(a_link_inside_the_page_leads_to_its_place),
        cmocka_unit_test(relative_links_go_by_the_address_of_the_page),
        cmocka_unit_test(a_link_around_paragraphs_is_in_each),
        cmocka_unit_test(a_mark_leads_to_its_note_and_back),
    };
    return cmocka_run_group_tests_name("web_html", tests, NULL, NULL);
}
