/* OpenDocument text: every rule on a document of a few paragraphs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office_fixture.h"

#include "../links.h"

#define SPACES                                                                           \
    " xmlns:office='urn:o' xmlns:style='urn:s' xmlns:text='urn:t' xmlns:table='urn:b'"   \
    " xmlns:fo='urn:f' xmlns:dc='urn:d' xmlns:meta='urn:m' xmlns:draw='urn:w'"           \
    " xmlns:svg='urn:g' xmlns:loext='urn:l'"

typedef struct Parts {
    const char *body, *styles, *own_styles, *meta;
} Parts;

static void append_content(StrBuf *xml, const Parts *parts)
{
    strbuf_appendf(xml,
                   "<office:automatic-styles>%s</office:automatic-styles>"
                   "<office:body><office:text>%s</office:text></office:body>",
                   parts->own_styles ? parts->own_styles : "", parts->body);
}

static Str make_odt(ZipWriter *writer, const Parts *parts)
{
    StrBuf xml = {0};
    zip_writer_add(writer, "mimetype", STR("application/vnd.oasis.opendocument.text"));
    strbuf_append_text(&xml, "<office:document-content" SPACES ">");
    append_content(&xml, parts);
    strbuf_append_text(&xml, "</office:document-content>");
    zip_writer_add(writer, "content.xml", strbuf_get(&xml));
    strbuf_reset(&xml);
    strbuf_appendf(&xml,
                   "<office:document-styles" SPACES "><office:styles>%s</office:styles>"
                   "<office:automatic-styles><style:style style:name='P1' "
                   "style:family='paragraph' style:default-outline-level='1'/>"
                   "</office:automatic-styles></office:document-styles>",
                   parts->styles ? parts->styles : "");
    zip_writer_add(writer, "styles.xml", strbuf_get(&xml));
    if (parts->meta) {
        strbuf_reset(&xml);
        strbuf_appendf(&xml,
                       "<office:document-meta" SPACES "><office:meta>%s</office:meta>"
                       "</office:document-meta>",
                       parts->meta);
        zip_writer_add(writer, "meta.xml", strbuf_get(&xml));
    }
    strbuf_clear(&xml);
    return zip_writer_finish(writer);
}

static void check(const Parts *parts, const char *wanted)
{
    ZipWriter writer = {0};
    Draft *draft = read_well(read_odt, "山.odt", make_odt(&writer, parts));
    assert_rows(draft, wanted);
    draft_free(draft);
    zip_writer_clear(&writer);
}

#define P(text) "<text:p>" text "</text:p>"
#define STYLED(style, text) "<text:p text:style-name='" style "'>" text "</text:p>"
#define H(level, text) "<text:h text:outline-level='" level "'>" text "</text:h>"
#define STYLE(name, parent, attributes, inner)                                           \
    "<style:style style:name='" name "' style:family='paragraph' "                       \
    "style:parent-style-name='" parent "' " attributes ">" inner "</style:style>"

static void headings_have_their_levels(void **state)
{
    (void)state;
    check(&(Parts){.styles = STYLE("Title", "", "", "")
                       STYLE("Heading_20_2", "", "style:display-name='Heading 2'", "")
                           STYLE("Eigen", "Heading_20_2", "", ""),
                   .body = STYLED("Title", "总题") H("1", "甲") STYLED("Eigen", "乙")
                       STYLED("P1", "页眉的样式不算")},
          "H1M|总题\nH2M|甲\nH3M|乙\nP|页眉的样式不算\n");
}

static void a_raised_number_stays_one(void **state)
{
    (void)state;
#define RAISED(name, position)                                                           \
    "<style:style style:name='" name "' style:family='text'><style:text-properties "     \
    "style:text-position='" position "'/></style:style>"
#define UP(style, text) "<text:span text:style-name='" style "'>" text "</text:span>"
    check(&(Parts){.own_styles = RAISED("T1", "super 58%") RAISED("T2", "33% 58%")
                       RAISED("T3", "sub 58%") RAISED("T4", "-33% 58%"),
                   .body = P("10" UP("T1", "8") "m" UP("T2", "2") "，H" UP(
                       "T3", "2") "O" UP("T4", "2") "1" UP("T1", "st"))},
          "P|10⁸m²，H2O21st\n");
#undef RAISED
#undef UP
}

#define LEVEL(kind, n, attributes) "<text:" kind " text:level='" n "' " attributes "/>"

static void headings_are_numbered_by_the_outline(void **state)
{
    (void)state;
    check(
        &(Parts){
            .styles = "<text:outline-style style:name='Outline'>" LEVEL(
                "outline-level-style", "1",
                "style:num-format='一, 二, 三, ...' style:num-prefix='第' "
                "style:num-suffix='章'")
                LEVEL("outline-level-style", "2",
                      "style:num-format='1' text:display-levels='2'")
                    LEVEL("outline-level-style", "3",
                          "style:num-format='1' "
                          "loext:num-list-format='（%3%）'") "</text:outline-style>",
            .body = H("1", "绪论") H("2", "背景") H("3", "细节") H("1", "方法")
                H("2",
                  "材料") "<text:h text:outline-level='1' text:is-list-header='true'>附"
                          "</text:h>"},
        "H1MN|第一章 绪论\nH2MN|一.1 背景\nH3MN|（1）细节\nH1MN|第二章 方法\n"
        "H2MN|二.1 材料\nH1M|附\n");
}

#define LIST(attributes, inner) "<text:list " attributes ">" inner "</text:list>"
#define ITEM(inner) "<text:list-item>" inner "</text:list-item>"

static void lists_are_counted(void **state)
{
    (void)state;
    check(&(Parts){.own_styles = "<text:list-style style:name='L1'>" LEVEL(
                       "list-level-style-number", "1",
                       "style:num-format='甲, 乙, 丙, ...' style:num-suffix='、'")
                       LEVEL("list-level-style-bullet", "2",
                             "text:bullet-char='*'") "</text:list-style>",
                   .body = LIST("text:style-name='L1'",
                                ITEM(P("一项") P("又一段") LIST("", ITEM(P("点"))))
                                    ITEM(P("二项"))) P("间")
                       LIST("text:style-name='L1' text:continue-numbering='true'",
                            ITEM(P("三项")))
                           LIST("text:style-name='L1'",
                                "<text:list-header>" P("无号") "</text:list-header>" ITEM(
                                    P("从头")) "<text:list-item "
                                               "text:start-value='5'>" P("五") "</"
                                                                               "text:"
                                                                               "list-"
                                                                               "item"
                                                                               ">")},
          "PN|甲、一项\nP|又一段\nIN|• 点\nPN|乙、二项\nP|间\nPN|丙、三项\nP|无号\n"
          "PN|甲、从头\nPN|戊、五\n");
}

static void rows_keep_their_columns(void **state)
{
    (void)state;
#define CELL(inner) "<table:table-cell>" inner "</table:table-cell>"
    check(
        &(Parts){
            .body = "<table:table><table:table-header-rows><table:table-row>" CELL(
                P("姓名")) CELL(P("单位") P("职务"))
                CELL(P("")) "</table:table-row></table:table-header-rows>"
                            "<table:table-row><table:table-cell "
                            "table:number-columns-spanned='2'>" P(
                                "合计") "</table:table-cell><table:covered-table-cell/"
                                        ">" CELL(
                                            P("3")) "</"
                                                    "table:table-row><table:table-row>"
                                                    "<table:covered-table-cell/"
                                                    "><table:table-cell "
                                                    "table:number-columns-repeated='2'"
                                                    ">" P("同") "</table:table-cell></"
                                                                "table:table-row>"
                                                                "<table:table-row>" CELL(
                                                                    P("独")) "</"
                                                                             "table:"
                                                                             "table-row>"
                                                                             "</"
                                                                             "table:"
                                                                             "table>"},
        "T|姓名¦单位 职务¦\nT|合计¦¦3\nT|¦同¦同\nP|独\n");
}

static void notes_and_annotations(void **state)
{
    (void)state;
#define NOTE(kind, text)                                                                 \
    "<text:note text:note-class='" kind "'><text:note-citation>9</text:note-citation>"   \
    "<text:note-body>" P(text) "</text:note-body></text:note>"
    check(&(Parts){.body = H("1", "甲") P(
                       "文" NOTE("footnote", "脚注") "字" NOTE("endnote", "尾注") "。")
                       P("句<office:annotation><dc:creator>李四</dc:creator><dc:date>2024"
                         "</dc:date>" P(
                             "核实") "</office:annotation>末<office:annotation-end/>")
                           H("1", "乙") P("完")},
          "H1M|甲\nP|文[1]字[i]。\nP|句末\nN|〔批注 李四：核实〕\nN|[1] 脚注\nH1M|乙\n"
          "P|完\nN|[i] 尾注\n");
}

static void what_stands_in_lines(void **state)
{
    (void)state;
    check(
        &(Parts){
            .own_styles = "<style:style style:name='T1' style:family='text'>"
                          "<style:text-properties text:display='none'/></style:style>",
            .body = P("甲<text:tab/>乙<text:s text:c='3'/>丙<text:line-break/>丁")
                P("<text:span text:style-name='T1'>藏</text:span>露<text:a>链</text:a>"
                  "<text:hidden-text>隐</text:hidden-text>")
                    P("<text:ruby><text:ruby-base>阅</text:ruby-base><text:ruby-text>yuè"
                      "</text:ruby-text></text:ruby>")
                        P("<draw:frame><svg:title>图</svg:title><draw:text-box>" P(
                            "框中") "</draw:text-box></draw:frame>锚")},
        "P|甲 乙 丙\nP|丁\nP|露链\nP|阅(yuè)\nP|框中\nP|锚\n");
}

static void changes_hidden_sections_and_contents(void **state)
{
    (void)state;
    check(
        &(Parts){
            .body = "<text:tracked-changes><text:changed-region><text:deletion>" P(
                "删") "</text:deletion></text:changed-region></text:tracked-changes>"
                      "<text:section text:display='none'>" P(
                          "藏") "</text:section>"
                                "<text:section>" P(
                                    "露") "</text:section>"
                                          "<text:table-of-content><text:table-of-content-"
                                          "source>"
                                          "<text:index-title-template>目</"
                                          "text:index-title-template>"
                                          "</"
                                          "text:table-of-content-source><text:index-"
                                          "body>" P(
                                              "甲<text:tab/>1") "</text:index-body></"
                                                                "text:table-of-content>"},
        "P|露\nPC|甲 1\n");
}

static void looks_are_evidence(void **state)
{
    (void)state;
    check(
        &(Parts){.styles =
                     "<style:default-style style:family='paragraph'>"
                     "<style:text-properties fo:font-size='12pt' "
                     "style:font-size-asian='10.5pt'/></style:default-style>" STYLE(
                         "Big", "", "",
                         "<style:paragraph-properties fo:text-align='center'/>"
                         "<style:text-properties fo:font-size='10pt' "
                         "style:font-size-asian='18pt' style:font-weight-asian='bold'/>"),
                 .own_styles =
                     STYLE("P1", "", "",
                           "<style:paragraph-properties fo:text-indent='0.74cm'/>"),
                 .body = STYLED("Big", "大") STYLED("P1", "正文正文") P("") P("后")},
        "PBL=|大\nP<|正文正文\nP^|后\n");
}

static void one_file_for_all_is_read_with_its_card(void **state)
{
    (void)state;
    StrBuf xml = {0};
    strbuf_append_text(&xml, "<?xml version='1.0'?><office:document" SPACES
                             "><office:meta><dc:title>山林报告</dc:title>"
                             "<meta:initial-creator>王五</meta:initial-creator>"
                             "<dc:creator>赵六</dc:creator><dc:date>2024-05-24T10:00:00"
                             "</dc:date></office:meta>");
    append_content(&xml, &(Parts){.body = P("山林报告") P("正文")});
    strbuf_append_text(&xml, "</office:document>");
    Draft *draft = read_well(read_odt, "山.fodt", strbuf_get(&xml));
    assert_rows(draft, "P|山林报告\nP|正文\n");
    assert_true(str_is_equal(draft->title, STR("山林报告")));
    assert_true(str_is_equal(draft->author, STR("王五")));
    assert_true(str_is_equal(draft->date, STR("2024-05-24")));
    draft_free(draft);
    strbuf_clear(&xml);
}

static void what_is_broken_or_locked_is_told(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    zip_writer_add(&writer, "META-INF/manifest.xml",
                   STR("<m:manifest><m:encryption-data/></m:manifest>"));
    zip_writer_add(&writer, "content.xml", STR("\x01\x02"));
    assert_fails(read_odt, "山.odt", zip_writer_finish(&writer), ERR_FORMAT, "password");
    zip_writer_clear(&writer);
    assert_fails(read_odt, "山.odt", make_odt(&writer, &(Parts){.body = "<text:p>"}),
                 ERR_FORMAT, "content.xml");
    zip_writer_clear(&writer);
    assert_fails(read_odt, "山.odt", make_odt(&writer, &(Parts){.body = P("")}),
                 ERR_EMPTY, "no text");
    zip_writer_clear(&writer);
    zip_writer_add(&writer, "mimetype", STR("application/vnd.oasis.opendocument.text"));
    assert_fails(read_odt, "山.odt", zip_writer_finish(&writer), ERR_FORMAT,
                 "content.xml");
    zip_writer_clear(&writer);
    assert_fails(read_odt, "山.fodt", STR("<office:document>"), ERR_FORMAT,
                 "well-formed");
}

static void links_lead_where_the_file_says(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    Parts parts = {
        .body =
            P("见<text:a xlink:href='https://a.cn/b' xmlns:xlink='u:x'>网<text:span>站"
              "</text:span></text:a>与<text:a xlink:href='#k' xmlns:xlink='u:x'>下文"
              "</text:a>、<text:bookmark-ref text:ref-name='k'>同</text:bookmark-ref>")
                P("前<text:bookmark-start text:name='k'/>此处")};
    assert_links(read_well(read_odt, "山.odt", make_odt(&writer, &parts)),
                 "网站>https://a.cn/b|下文>>此处|同>>此处");
    zip_writer_clear(&writer);
}

int main(void)
{
    translate_set_language("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_have_their_levels),
        cmocka_unit_test(a_raised_number_stays_one),
        cmocka_unit_test(headings_are_numbered_by_the_outline),
        cmocka_unit_test(lists_are_counted),
        cmocka_unit_test(rows_keep_their_columns),
        cmocka_unit_test(notes_and_annotations),
        cmocka_unit_test(what_stands_in_lines),
        cmocka_unit_test(changes_hidden_sections_and_contents),
        cmocka_unit_test(looks_are_evidence),
        cmocka_unit_test(one_file_for_all_is_read_with_its_card),
        cmocka_unit_test(links_lead_where_the_file_says),
        cmocka_unit_test(what_is_broken_or_locked_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
