/* Word documents: every rule on a document of a few paragraphs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office_docx.h"

/* ---- headings ---------------------------------------------------------- */

#define LEVEL(n) "<w:pPr><w:outlineLvl w:val='" n "'/></w:pPr>"

static void levels_come_from_styles_their_bases_and_names(void **state)
{
    (void)state;
    check(&(Parts){.styles = STYLE("a", "heading 1", "", LEVEL("0"))
                       STYLE("b", "我的标题", "a", "") STYLE("c", "标题 3", "", "") STYLE(
                           "d", "三级标题", "", "") STYLE("e", "Sonder", "b", LEVEL("9"))
                           STYLE("f", "标题 3 Char", "", ""),
                   .body = STYLED("a", "甲") STYLED("b", "乙") STYLED("c", "丙")
                       STYLED("d", "丁") STYLED("e", "戊") STYLED("f", "己")
                           STYLED("none", "庚")},
          "H1M|甲\nH1M|乙\nH3M|丙\nH3M|丁\nP|戊\nP|己\nP|庚\n");
}

static void an_outline_level_of_its_own_overrides_the_style(void **state)
{
    (void)state;
    check(&(Parts){.styles = STYLE("a", "heading 1", "", LEVEL("0")),
                   .body = P("<w:pPr><w:pStyle w:val='a'/><w:outlineLvl w:val='9'/>"
                             "</w:pPr>" R("甲"))
                       P("<w:pPr><w:outlineLvl w:val='1'/></w:pPr>" R("乙"))},
          "P|甲\nH2M|乙\n");
}

static void the_title_is_the_first_level_of_all(void **state)
{
    (void)state;
    Draft *draft = read_parts(&(Parts){
        .styles = STYLE("t", "Title", "", LEVEL("0")) STYLE("a", "heading 1", "", ""),
        .body = STYLED("t", "关于山的报告") STYLED("a", "总则") T("正文")});
    assert_rows(draft, "H1M|关于山的报告\nH2M|总则\nP|正文\n");
    assert_true(str_is_equal(draft->title, STR("关于山的报告")));
    draft_free(draft);
}

static void rings_of_styles_end(void **state)
{
    (void)state;
    check(&(Parts){.styles = STYLE("a", "x", "b", "") STYLE("b", "y", "a", "")
                       STYLE("c", "z", "c", ""),
                   .body = STYLED("a", "甲") STYLED("c", "乙")},
          "P|甲\nP|乙\n");
}

static void strict_documents_are_read_alike(void **state)
{
    (void)state;
    check(&(Parts){.namespace_uri = STRICT,
                   .styles = STYLE("a", "heading 2", "", ""),
                   .body = STYLED("a", "甲") T("乙")},
          "H2M|甲\nP|乙\n");
}

/* ---- numbers ----------------------------------------------------------- */

#define LVL(index, format, text, more)                                                   \
    "<w:lvl w:ilvl='" index "'><w:start w:val='1'/><w:numFmt w:val='" format             \
    "'/><w:lvlText w:val='" text "'/>" more "</w:lvl>"
#define ABSTRACT(id, inner)                                                              \
    "<w:abstractNum w:abstractNumId='" id "'>" inner "</w:abstractNum>"
#define NUM(id, abstract, inner)                                                         \
    "<w:num w:numId='" id "'><w:abstractNumId w:val='" abstract "'/>" inner "</w:num>"

static void numbers_are_those_that_word_shows(void **state)
{
    (void)state;
    check(&(Parts){.numbering = ABSTRACT(
                       "0", LVL("0", "chineseCountingThousand", "%1、", "")
                                LVL("1", "chineseCounting", "（%2）", "")
                                    LVL("2", "decimal", "%3.", "")) NUM("7", "0", ""),
                   .body = LISTED("0", "7", "甲") LISTED("1", "7", "乙") LISTED(
                       "1", "7", "丙") LISTED("2", "7", "丁") LISTED("0", "7", "戊")
                       LISTED("1", "7", "己") LISTED("0", "0", "没有")},
          "PN|一、甲\nPN|（一）乙\nPN|（二）丙\nPN|1. "
          "丁\nPN|二、戊\nPN|（一）己\nP|没有\n");
}

static void numbers_of_several_levels_and_chapters(void **state)
{
    (void)state;
    check(
        &(Parts){.styles = STYLE("a", "heading 1", "",
                                 "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>")
                     STYLE("b", "heading 2", "a",
                           "<w:pPr><w:numPr><w:ilvl w:val='1'/>"
                           "</w:numPr></w:pPr>")
                         STYLE("c", "heading 3", "",
                               "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>"),
                 .numbering = ABSTRACT(
                     "5",
                     LVL("0", "chineseCounting", "第%1章", "<w:pStyle w:val='a'/>") LVL(
                         "1", "decimal", "%1.%2", "<w:isLgl/><w:pStyle w:val='b'/>")
                         LVL("2", "decimal", "%1.%2.%3",
                             "<w:isLgl/><w:pStyle w:val='c'/><w:suff w:val='nothing'/>"))
                     NUM("1", "5", ""),
                 .body = STYLED("a", "绪论") STYLED("b", "背景") STYLED("c", "细节")
                     STYLED("b", "方法") STYLED("a", "结论") STYLED("b", "展望")},
        "H1MN|第一章 绪论\nH2MN|1.1 背景\nH3MN|1.1.1细节\nH2MN|1.2 方法\n"
        "H1MN|第二章 结论\nH2MN|2.1 展望\n");
}

static void lists_of_one_design_go_on_unless_they_start_anew(void **state)
{
    (void)state;
    check(&(Parts){.numbering = ABSTRACT("0", LVL("0", "decimal", "(%1)", ""))
                       NUM("1", "0", "") NUM("2", "0", "")
                           NUM("3", "0",
                               "<w:lvlOverride w:ilvl='0'><w:startOverride "
                               "w:val='5'/></w:lvlOverride>"),
                   .body = LISTED("0", "1", "甲") LISTED("0", "2", "乙")
                       LISTED("0", "3", "丙") LISTED("0", "3", "丁")
                           LISTED("0", "9", "无此列表")},
          "PN|(1) 甲\nPN|(2) 乙\nPN|(5) 丙\nPN|(6) 丁\nP|无此列表\n");
}

static void a_level_restarts_where_it_is_told_to(void **state)
{
    (void)state;
    check(&(Parts){.numbering = ABSTRACT(
                       "0", LVL("0", "upperRoman", "%1.", "")
                                LVL("1", "decimal", "%2)", "<w:lvlRestart w:val='0'/>")
                                    LVL("2", "lowerLetter", "%3)",
                                        "<w:lvlRestart w:val='1'/>")) NUM("1", "0", ""),
                   .body = LISTED("0", "1", "甲") LISTED("1", "1", "乙")
                       LISTED("2", "1", "丙") LISTED("1", "1", "丁")
                           LISTED("2", "1", "戊") LISTED("0", "1", "己")
                               LISTED("1", "1", "庚") LISTED("2", "1", "辛")},
          "PN|I. 甲\nPN|1) 乙\nPN|a) 丙\nPN|2) 丁\nPN|b) 戊\nPN|II. 己\nPN|3) 庚\nPN|a) "
          "辛\n");
}

static void an_override_may_bring_a_level_of_its_own(void **state)
{
    (void)state;
    check(&(Parts){.numbering = ABSTRACT("0", LVL("0", "decimal", "%1.", "")) NUM(
                       "1", "0",
                       "<w:lvlOverride w:ilvl='0'>" LVL("0", "ideographTraditional",
                                                        "%1、", "") "</w:lvlOverride>"),
                   .body = LISTED("0", "1", "第一") LISTED("0", "1", "第二")},
          "PN|甲、第一\nPN|乙、第二\n");
}

static void designs_may_be_those_of_a_style(void **state)
{
    (void)state;
    check(&(Parts){.styles =
                       "<w:style w:type='numbering' w:styleId='L'><w:name w:val='l'/>"
                       "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>",
                   .numbering = ABSTRACT("0", "<w:styleLink w:val='L'/>" LVL(
                                                  "0", "decimalEnclosedCircle", "%1", ""))
                       ABSTRACT("1", "<w:numStyleLink w:val='L'/>") NUM("1", "0", "")
                           NUM("2", "1", ""),
                   .body = LISTED("0", "2", "甲") LISTED("0", "2", "乙")},
          "PN|①甲\nPN|②乙\n");
}

static void bullets_are_items_and_empty_paragraphs_are_counted(void **state)
{
    (void)state;
    check(&(Parts){.numbering = ABSTRACT("0", LVL("0", "bullet", "\xEF\x82\xB7", "")
                                                  LVL("1", "none", "", ""))
                       ABSTRACT("1", LVL("0", "decimal", "%1.", "")) NUM("1", "0", "")
                           NUM("2", "1", ""),
                   .body = LISTED("0", "1", "甲") LISTED("1", "1", "乙") LISTED(
                       "0", "2", "丙") LISTED("0", "2", "") LISTED("0", "2", "丁")},
          "IN|• 甲\nP|乙\nPN|1. 丙\nPN^|3. 丁\n");
}

static void numbers_below_marked_headings_are_those_of_lists(void **state)
{
    (void)state;
    check(&(Parts){.styles = STYLE("a", "heading 1", "", ""),
                   .numbering = ABSTRACT("0", LVL("0", "decimal", "%1.", ""))
                       ABSTRACT("1", LVL("0", "chineseCounting", "第%1条", ""))
                           NUM("1", "0", "") NUM("2", "1", ""),
                   .body =
                       STYLED("a", "总则") LISTED("0", "1", "甲") LISTED("0", "2", "乙")},
          "H1M|总则\nIN|1. 甲\nPN|第一条 乙\n");
}

/* ---- tracked changes, hidden text ---------------------------------------- */

static void changes_are_read_as_accepted(void **state)
{
    (void)state;
    check(
        &(Parts){.body = P(R("新") "<w:ins>" R(
                     "增") "</w:ins><w:del><w:r><w:delText>旧"
                           "</w:delText></w:r></w:del><w:moveTo>" R(
                               "来") "</w:moveTo>"
                                     "<w:moveFrom>" R("去") "</w:moveFrom>")
                     P("<w:pPr><w:pPrChange><w:pPr><w:outlineLvl w:val='0'/></w:pPr>"
                       "</w:pPrChange></w:pPr><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/>"
                       "</w:rPr></w:rPrChange></w:rPr><w:t>文</w:t></w:r>")},
        "P|新增来\nP|文\n");
}

static void a_deleted_paragraph_mark_joins_paragraphs(void **state)
{
    (void)state;
    check(&(Parts){.styles = STYLE("a", "heading 1", "", ""),
                   .body = P("<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>" R("上"))
                       STYLED("a", "下") T("后")},
          "H1M|上下\nP|后\n");
}

static void deleted_rows_and_hidden_text_are_left_out(void **state)
{
    (void)state;
    check(
        &(Parts){.styles = "<w:style w:type='character' w:styleId='h'><w:name w:val='h'/>"
                           "<w:rPr><w:vanish/></w:rPr></w:style>",
                 .body = "<w:tbl><w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc>" T("甲") "</w:tc><w:tc>" T("乙") "</w:tc></w:tr><w:tr><w:tc>" T(
                     "丙") "</w:tc><w:tc>" T("丁") "</w:tc></w:tr></w:tbl>" P("<w:r><w:"
                                                                              "rPr><w:"
                                                                              "vanish/></"
                                                                              "w:rPr><w:"
                                                                              "t>藏</"
                                                                              "w:t></"
                                                                              "w:r>" R(
                                                                                  "露") "<w:r><w:rPr><w:rStyle w:val='h'/></w:rPr><w:t>隐</w:t></w:r>"
                                                                                        "<w:r><w:rPr><w:rStyle w:val='h'/><w:vanish w:val='0'/></w:rPr>"
                                                                                        "<w:t>显</w:t></w:r>")},
        "T|丙¦丁\nP|露显\n");
}

/* ---- tables ------------------------------------------------------------ */

#define TC(inner) "<w:tc>" inner "</w:tc>"
#define TR(inner) "<w:tr>" inner "</w:tr>"

static void rows_keep_their_columns(void **state)
{
    (void)state;
    check(&(Parts){.body = "<w:tbl><w:tblPr><w:jc w:val='center'/></w:tblPr>" TR(
                       TC(T("姓名")) TC(T("单位") T("职务")) TC(T("")))
                       TR("<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" T(
                           "合计") "</w:tc>" TC(T("3")))
                           TR("<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" TC(T(
                               "乙")) TC(T("丙"))) TR(TC(T("")) TC("<w:p/>")) "</w:tbl>"},
          "T|姓名¦单位 职务¦\nT|合计¦¦3\nT|¦乙¦丙\n");
}

static void a_row_of_one_cell_and_tables_in_cells_are_paragraphs(void **state)
{
    (void)state;
    check(&(Parts){.body = "<w:tbl>" TR(TC(T("甲") T("乙")))
                       TR(TC(T("标签")) TC("<w:tbl>" TR(TC(T("子")) TC(
                           T("丑"))) "</w:tbl>" T("寅"))) "</w:tbl>" T("完")},
          "P|甲\nP|乙\nP|标签\nT|子¦丑\nP|寅\nP|完\n");
}

/* ---- notes ------------------------------------------------------------- */

static void notes_follow_their_section_and_the_document(void **state)
{
    (void)state;
    check(&(Parts){.styles = STYLE("a", "heading 1", "", ""),
                   .footnotes =
                       "<w:footnote w:type='separator' w:id='-1'><w:p/></w:footnote>"
                       "<w:footnote w:id='2'>" P("<w:r><w:footnoteRef/></w:r>" R(" 一注"))
                           T("又一段") "</w:footnote><w:footnote w:id='3'>" T(
                               "二注") "</w:footnote>",
                   .endnotes = "<w:endnote w:id='1'>" T("尾注") "</w:endnote>",
                   .body = STYLED("a", "甲")
                       P(R("文") "<w:r><w:footnoteReference w:id='2'/></w:r>" R(
                           "字") "<w:r><w:endnoteReference w:id='1'/></w:r>")
                           STYLED("a", "乙")
                               P(R("句") "<w:r><w:footnoteReference w:id='3'/></w:r>")},
          "H1M|甲\nP|文[1]字[i]\nN|[1] 一注\nN|又一段\nH1M|乙\nP|句[2]\nN|[2] 二注\n"
          "N|[i] 尾注\n");
}

static void comments_quote_what_they_are_about(void **state)
{
    (void)state;
    check(
        &(Parts){
            .comments = "<w:comment w:id='0' w:author='李四'>" T(
                "请核实") "</w:comment><w:comment w:id='1'>" T("同意") "</w:comment>",
            .body = P(R("前") "<w:commentRangeStart w:id='0'/>" R(
                "三年") "<w:commentRangeEnd w:id='0'/><w:r><w:commentReference w:id='0'/>"
                        "</w:r>" R("后") "<w:r><w:commentReference w:id='1'/></w:r>")
                T("下段")},
        "P|前三年后\nN|〔批注 李四，“三年”：请核实〕\nN|〔批注：同意〕\nP|下段\n");
}

/* ---- what the file says of itself --------------------------------------- */

static Draft *read_core(const char *core)
{
    return read_parts(
        &(Parts){.body = T("关于加强") T("山林保护的意见") T("正文。"), .core = core});
}

static void titles_that_programs_wrote_are_none(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "Word 文档", "Microsoft Word - 1.doc", "文档 12", "山.docx", "－－", "无"};
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        StrBuf core = {0};
        strbuf_appendf(&core, "<dc:title>%s</dc:title><dc:creator>微软用户</dc:creator>",
                       bad[i]);
        Draft *draft = read_core(core.data);
        assert_int_equal(draft->title.len, 0);
        assert_int_equal(draft->author.len, 0);
        draft_free(draft);
        strbuf_clear(&core);
    }
}

static void title_author_and_date_are_told(void **state)
{
    (void)state;
    Draft *draft = read_core("<dc:title>关于加强山林保护的意见</dc:title><dc:creator>王五"
                             "</dc:creator><dc:created>2013-12-23T23:15:00Z</dc:created>"
                             "<dc:modified>2024-05-24T07:37:00Z</dc:modified>");
    assert_true(str_is_equal(draft->title, STR("关于加强山林保护的意见")));
    assert_true(str_is_equal(draft->author, STR("王五")));
    assert_true(str_is_equal(draft->date, STR("2024-05-24")));
    draft_free(draft);
}

/* ---- broken and hostile ------------------------------------------------- */

static void fails(const Parts *parts, ErrorCode code, const char *word)
{
    ZipWriter writer = {0};
    assert_fails(read_docx, "山.docx", make_docx(&writer, parts), code, word);
    zip_writer_clear(&writer);
}

static void what_is_broken_is_told_in_a_sentence(void **state)
{
    (void)state;
    fails(&(Parts){.body = "<w:p><w:r><w:t>x</w:t></w:p>"}, ERR_FORMAT, "text.xml");
    fails(&(Parts){.body = ""}, ERR_EMPTY, "no text");
    fails(&(Parts){.body = T("x"), .styles = "<w:style>"}, ERR_FORMAT, "stile.xml");
    fails(&(Parts){.body = T("&gibtsnicht;")}, ERR_FORMAT, "text.xml");
    assert_fails(read_docx, "山.docx", STR("PK\x03\x04 nichts"), ERR_FORMAT, "山.docx");
}

/* Tables in tables: as many as are read, and one more. */
static void nesting_is_read_to_its_limit(void **state)
{
    (void)state;
    for (size_t count = 82; count <= 84; count++) {
        StrBuf body = {0};
        for (size_t i = 0; i < count; i++)
            strbuf_append_text(&body, "<w:tbl><w:tr><w:tc>");
        strbuf_append_text(&body, T("心"));
        for (size_t i = 0; i < count; i++)
            strbuf_append_text(&body, "</w:tc></w:tr></w:tbl>");
        /* document and body; paragraph, run and text: 3 * 83 + 5 = 254 */
        if (count < 84)
            check(&(Parts){.body = body.data}, "P|心\n");
        else
            fails(&(Parts){.body = body.data}, ERR_LIMIT, "256");
        strbuf_clear(&body);
    }
}

static void entities_of_its_own_are_refused(void **state)
{
    (void)state;
    ZipWriter writer = {0};
    zip_writer_add(
        &writer, "word/document.xml",
        STR("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
            "<w:document xmlns:w='u'><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p>"
            "</w:body></w:document>"));
    assert_fails(read_docx, "山.docx", zip_writer_finish(&writer), ERR_FORMAT,
                 "entities");
    zip_writer_clear(&writer);
}

static void what_is_no_word_document_is_called_by_its_name(void **state)
{
    (void)state;
    static const char *const roots[][2] = {
        {"<x:workbook xmlns:x='u'/>", "spreadsheet"},
        {"<p:presentation xmlns:p='u'/>", "outline"},
        {"<w:body xmlns:w='u'/>", "no text of a Word"}};
    for (size_t i = 0; i < ARRAY_SIZE(roots); i++) {
        ZipWriter writer = {0};
        zip_writer_add(&writer, "word/document.xml", str_from(roots[i][0]));
        assert_fails(read_docx, "山.docx", zip_writer_finish(&writer), ERR_FORMAT,
                     roots[i][1]);
        zip_writer_clear(&writer);
    }
}

static void every_heading_of_the_corpus_is_marked(void **state)
{
    (void)state;
    static const char *const names[] = {"contest",      "crawler",      "pandoc-0-level",
                                        "sysdesign",    "proposal-mba", "thesis-kg",
                                        "thesis-stm32", "usermanual"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        StrBuf name = {0}, bytes = {0}, rows = {0};
        strbuf_appendf(&name, "binary/docx/%s.docx.headings.tsv", names[i]);
        if (corpus_read(name.data, &rows)) {
            strbuf_splice(&name, name.len - strlen(".headings.tsv"), name.len, STR(""));
            assert_true(corpus_read(name.data, &bytes));
            Draft *draft = read_well(read_docx, name.data, strbuf_get(&bytes));
            /* Every heading of the list is a heading here, in that order. */
            size_t at = 0;
            Str rest = strbuf_get(&rows);
            while (rest.data) {
                Str row = str_split(&rest, '\n');
                (void)str_split(&row, '\t');
                Str title = str_split(&row, '\t');
                if (!str_trim(title).len)
                    continue;
                while (at < draft->block_count &&
                       !((draft->blocks[at].evidence & EVIDENCE_MARKED) &&
                         str_find(draft->blocks[at].text, title, 0) != STR_NONE))
                    at++;
                if (at == draft->block_count)
                    fail_msg("%s: %.*s", names[i], STR_ARG(title));
            }
            draft_free(draft);
        }
        strbuf_clear(&name);
        strbuf_clear(&bytes);
        strbuf_clear(&rows);
    }
}

int main(void)
{
    translate_set_language("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_come_from_styles_their_bases_and_names),
        cmocka_unit_test(an_outline_level_of_its_own_overrides_the_style),
        cmocka_unit_test(the_title_is_the_first_level_of_all),
        cmocka_unit_test(rings_of_styles_end),
        cmocka_unit_test(strict_documents_are_read_alike),
        cmocka_unit_test(numbers_are_those_that_word_shows),
        cmocka_unit_test(numbers_of_several_levels_and_chapters),
        cmocka_unit_test(lists_of_one_design_go_on_unless_they_start_anew),
        cmocka_unit_test(a_level_restarts_where_it_is_told_to),
        cmocka_unit_test(an_override_may_bring_a_level_of_its_own),
        cmocka_unit_test(designs_may_be_those_of_a_style),
        cmocka_unit_test(bullets_are_items_and_empty_paragraphs_are_counted),
        cmocka_unit_test(numbers_below_marked_headings_are_those_of_lists),
        cmocka_unit_test(changes_are_read_as_accepted),
        cmocka_unit_test(a_deleted_paragraph_mark_joins_paragraphs),
        cmocka_unit_test(deleted_rows_and_hidden_text_are_left_out),
        cmocka_unit_test(rows_keep_their_columns),
        cmocka_unit_test(a_row_of_one_cell_and_tables_in_cells_are_paragraphs),
        cmocka_unit_test(notes_follow_their_section_and_the_document),
        cmocka_unit_test(comments_quote_what_they_are_about),
        cmocka_unit_test(titles_that_programs_wrote_are_none),
        cmocka_unit_test(title_author_and_date_are_told),
        cmocka_unit_test(what_is_broken_is_told_in_a_sentence),
        cmocka_unit_test(nesting_is_read_to_its_limit),
        cmocka_unit_test(entities_of_its_own_are_refused),
        cmocka_unit_test(what_is_no_word_document_is_called_by_its_name),
        cmocka_unit_test(every_heading_of_the_corpus_is_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
