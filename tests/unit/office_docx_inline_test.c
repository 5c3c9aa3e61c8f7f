/* What stands in the lines of a Word document: fields, links, boxes, formulas, looks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office_docx.h"

#define FIELD(kind) "<w:r><w:fldChar w:fldCharType='" kind "'/></w:r>"
#define INSTRUCTION(text) "<w:r><w:instrText> " text " </w:instrText></w:r>"

static void fields_show_their_results(void **state)
{
    (void)state;
    check(&(Parts){.body = P(R("第") FIELD("begin") INSTRUCTION("IF") FIELD("begin")
                                 INSTRUCTION("PAGE") FIELD("separate") R("7") FIELD("end")
                                     FIELD("separate") R("8") FIELD("end") R("页"))
                       P("<w:fldSimple w:instr='DATE'>" R(
                           "今日") "</w:fldSimple>"
                                   "<w:hyperlink>" R("链接") "</w:hyperlink>")
                           P(FIELD("begin") INSTRUCTION("EQ \\o\\ac(○,3)") FIELD("end")
                                 R("款") FIELD("begin")
                                     INSTRUCTION("EQ \\* jc2 \\o\\ad(\\s\\up 9(zì),字)")
                                         FIELD("separate") FIELD("end"))},
          "P|第8页\nP|今日链接\nP|③款字(zì)\n");
}

#define LINK(id, target)                                                                 \
    "<Relationship Id='" id "' Type='" KIND "hyperlink' Target='" target                 \
    "' TargetMode='External'/>"
#define MARK(name) "<w:bookmarkStart w:id='1' w:name='" name "'/>"

static void an_equation_of_old_is_read(void **state)
{
    (void)state;
#define EQ(text) FIELD("begin") INSTRUCTION("EQ " text) FIELD("end")
    check(&(Parts){.body = P(R("占") EQ("\\f(1,2)") R("，") EQ("\\* jc2 \\r(3,a+b)")
                                 R("，") EQ("\\f(a+1,\\r(c))") R("。"))
                       P(R("甲") EQ("\\s\\up 6(n)\\(x\\)") EQ("\\f(") EQ("\\f"))},
          "P|占1/2，∛(a+b)，(a+1)/√c。\nP|甲n(x)/\n");
#undef EQ
}

static void links_lead_where_the_file_says(void **state)
{
    (void)state;
    assert_links(
        read_parts(&(Parts){
            .relations = LINK("l2", "https://a.cn/b") LINK("l1", "javascript:x"),
            .body = P(R("见") "<w:hyperlink r:id='l2' xmlns:r='u:r'>" R("网")
                          R("站") "</w:hyperlink>" R(
                              "与") "<w:hyperlink r:id='l2' w:anchor='c' "
                                    "xmlns:r='u:r'>" R(
                                        "一节") "</w:hyperlink><w:hyperlink r:id='l1' "
                                                "xmlns:r='u:r'>" R("坏") "</w:hyperlink>")
                P("<w:hyperlink w:anchor='k'>" R("下文") "</w:hyperlink>")
                    P(R("前") MARK("k") R("此处"))}),
        "网站>https://a.cn/b|一节>https://a.cn/b#c|下文>>此处");
}

static void a_bookmark_between_paragraphs_is_of_the_next(void **state)
{
    (void)state;
    assert_links(
        read_parts(&(Parts){
            .body = P("<w:hyperlink w:anchor='k'>" R("附件") "</w:hyperlink>" R(
                "与") "<w:hyperlink w:anchor='t'>" R("表") "</w:hyperlink>") P(R("前"))
                MARK("k") MARK("j") P(R("此处"))
                    MARK("t") "<w:tbl><w:tr><w:tc>" T("格") "</w:tc></w:tr></w:tbl>"}),
        "附件>>此处|表>>格");
}

static void fields_that_are_links_lead_somewhere(void **state)
{
    (void)state;
    assert_links(
        read_parts(&(Parts){
            .body = P(R("见") FIELD("begin")
                          INSTRUCTION(" HYPERLINK \"http://a.cn/x y\" ") FIELD("separate")
                              R("网站") FIELD("end") R("。"))
                P(FIELD("begin") INSTRUCTION("HYPERLINK \\l \"k\" \\o \"提示\"")
                      FIELD("separate") R("二") FIELD("end") R("和") FIELD("begin")
                          INSTRUCTION("REF k \\h") FIELD("separate") R("三") FIELD("end"))
                    P(FIELD("begin") INSTRUCTION("HYPERLINK \"http://a.cn\"")
                          FIELD("separate") R("跨")) P(R("段") FIELD("end"))
                        P(MARK("k") R("此处"))}),
        "网站>http://a.cn/x%20y|二>>此处|三>>此处");
}

static void a_number_in_front_moves_no_link(void **state)
{
    (void)state;
    assert_links(
        read_parts(&(Parts){
            .relations = LINK("l", "http://a.cn"),
            .numbering = "<w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:start "
                         "w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText "
                         "w:val='%1.'/></w:lvl></w:abstractNum><w:num w:numId='1'>"
                         "<w:abstractNumId w:val='1'/></w:num>",
            .body = P(
                "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"
                "</w:pPr>" MARK("k") R("甲") "<w:hyperlink r:id='l' xmlns:r='u:r'>" R(
                    "乙") "</w:hyperlink>") "<w:tbl><w:tr><w:tc>" T("丙") "</"
                                                                          "w:tc><w:"
                                                                          "tc>" P(
                                                                              "<w:"
                                                                              "hype"
                                                                              "rlin"
                                                                              "k "
                                                                              "w:"
                                                                              "anch"
                                                                              "or='"
                                                                              "k'"
                                                                              ">" R(
                                                                                  "丁") "</w:hyperlink>") "</w:tc></w:tr></w:tbl>"}),
        "乙>http://a.cn|丁>>1. 甲乙");
}

static void printed_contents_are_told(void **state)
{
    (void)state;
    check(&(Parts){.styles = STYLE("t1", "toc 1", "", ""),
                   .body = P(FIELD("begin") INSTRUCTION("TOC \\o") FIELD("separate")
                                 R("总则") "<w:r><w:tab/></w:r>" R("1")) P(R("附则 9"))
                       P(FIELD("end") R("正文")) STYLED(
                           "t1",
                           "甲 3") "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery "
                                   "w:val='Table of "
                                   "Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>" T(
                                       "目录") "</w:sdtContent></w:sdt>" T("完")},
          "PC|总则 1\nPC|附则 9\nP|正文\nPC|甲 3\nPC|目录\nP|完\n");
}

static void text_boxes_are_told_once(void **state)
{
    (void)state;
    check(
        &(Parts){.body = P(R(
                     "锚") "<w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
                           "<w:txbxContent>" T(
                               "框中") "</w:txbxContent></mc:Choice>"
                                       "<mc:Fallback><w:txbxContent>" T(
                                           "框中") "</w:txbxContent></mc:Fallback></"
                                                   "mc:AlternateContent></w:r>" R("后"))},
        "P|框中\nP|锚后\n");
}

static void characters_that_are_elements(void **state)
{
    (void)state;
    check(&(Parts){.body = P("<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>" R(
                       "甲") "<w:r><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>"
                             "<w:r><w:br w:type='page'/><w:t>丁</w:t></w:r>")
                       P("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>" R(
                           "是") "<w:r><w:sym w:font='Wingdings 2' "
                                 "w:char='00A3'/></w:r>" R("否") "<w:r><w:t>A</"
                                                                 "w:t><w:noBreakHyphen/"
                                                                 "><w:t>B</"
                                                                 "w:t><w:softHyphen/>"
                                                                 "<w:t>C</w:t></"
                                                                 "w:r><w:r><w:rPr><w:"
                                                                 "rFonts "
                                                                 "w:ascii='Symbol'/></"
                                                                 "w:rPr>"
                                                                 "<w:t>a</w:t></w:r>")
                           P("<w:r><w:ruby><w:rt><w:r><w:t>yuè</w:t></w:r></"
                             "w:rt><w:rubyBase>"
                             "<w:r><w:t>阅</w:t></w:r></w:rubyBase></w:ruby></w:r>")},
          "P|甲 乙\nP|丙\nP|丁\nP|☑是□否A-BCα\nP|阅(yuè)\n");
}

static void a_raised_number_stays_one(void **state)
{
    (void)state;
#define UP(text)                                                                         \
    "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>" text "</w:t></w:r>"
    check(&(Parts){.body = P(R("10") UP("8") R("与10") UP("-") UP("3") R("，m") UP("2"))
                       P(R("见") UP("[") UP("1") UP("-3") UP("]") R("，1") UP("st"))},
          "P|10⁸与10⁻³，m²\nP|见[1-3]，1st\n");
#undef UP
}

static void what_is_not_seen_is_left_out(void **state)
{
    (void)state;
    check(&(Parts){.body = T("甲\u200B乙\u00AD丙\uFEFF丁\u200E“戊”\uFF08己")},
          "P|甲乙丙丁“戊”（己\n");
}

#define M(text) "<m:r><m:t>" text "</m:t></m:r>"
static void formulas_stand_on_one_line(void **state)
{
    (void)state;
    check(
        &(Parts){.body = P("<m:oMath><m:f><m:num>" M("a+b") "</m:num><m:den>" M(
                     "2") "</m:den></m:f></m:oMath>")
                     P("<m:oMath><m:sSup><m:e>" M("x") "</m:e><m:sup>" M(
                         "2") "</m:sup></m:sSup><m:rad><m:deg/><m:e>" M("y+1") "</m:e></"
                                                                               "m:rad></"
                                                                               "m:oMath>")
                         P("<m:oMath><m:nary><m:naryPr><m:chr "
                           "m:val='∑'/></m:naryPr><m:sub>" M("i=1") "</m:sub><m:sup>" M(
                               "n") "</m:sup><m:e>" M("k") "</m:e></m:nary></m:oMath>")
                             P("<m:oMath><m:d><m:dPr><m:begChr m:val='['/><m:endChr "
                               "m:val=']'/></m:dPr><m:e>" M("p") "</m:e><m:e>" M(
                                   "q") "</m:e></m:d></m:oMath>")},
        "P|(a+b)/2\nP|x^2√(y+1)\nP|∑_(i=1)^n k\nP|[p|q]\n");
}

static void looks_are_evidence(void **state)
{
    (void)state;
#define BIG "<w:rPr><w:b/><w:sz w:val='44'/></w:rPr>"
    check(
        &(Parts){.body = P("<w:pPr><w:jc w:val='center'/></w:pPr><w:r>" BIG
                           "<w:t>大标题</w:t></w:r>")
                     P("<w:pPr><w:ind w:firstLineChars='200'/></w:pPr>" R(
                         "正文正文正文")) "<w:p/>" P("<w:r><w:rPr><w:b/></w:rPr><w:t>粗</"
                                                     "w:t></w:r>" R("细"))},
        "PBL=|大标题\nP<|正文正文正文\nP^|粗细\n");
}

int main(void)
{
    translate_set_language("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_show_their_results),
        cmocka_unit_test(an_equation_of_old_is_read),
        cmocka_unit_test(links_lead_where_the_file_says),
        cmocka_unit_test(a_bookmark_between_paragraphs_is_of_the_next),
        cmocka_unit_test(fields_that_are_links_lead_somewhere),
        cmocka_unit_test(a_number_in_front_moves_no_link),
        cmocka_unit_test(printed_contents_are_told),
        cmocka_unit_test(text_boxes_are_told_once),
        cmocka_unit_test(characters_that_are_elements),
        cmocka_unit_test(a_raised_number_stays_one),
        cmocka_unit_test(what_is_not_seen_is_left_out),
        cmocka_unit_test(formulas_stand_on_one_line),
        cmocka_unit_test(looks_are_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
