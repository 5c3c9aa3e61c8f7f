/* The package around the text of a Word file: styles, relations, properties.
 *
 * Headings are Word's own (“heading 1” …), so that its navigation pane, tables of
 * contents and WPS know them. Typefaces are those of GB/T 9704: 黑体, 仿宋, 楷体; what a
 * system has not, it replaces.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/docx.h"

#include <stdlib.h>

#define OOXML "http://schemas.openxmlformats.org/"
#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

static const char content_types[] =
    XML_HEAD "<Types xmlns=\"" OOXML "package/2006/content-types\">"
             "<Default Extension=\"rels\" "
             "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
             "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
             "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd."
             "openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
             "<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd."
             "openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
             "<Override PartName=\"/word/comments.xml\" ContentType=\"application/vnd."
             "openxmlformats-officedocument.wordprocessingml.comments+xml\"/>"
             "</Types>\n";

static const char package_relations[] = XML_HEAD
    "<Relationships xmlns=\"" OOXML "package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" OOXML
    "officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>"
    "</Relationships>\n";

static const char document_relations[] =
    XML_HEAD "<Relationships xmlns=\"" OOXML "package/2006/relationships\">"
             "<Relationship Id=\"rId1\" Type=\"" OOXML
             "officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>"
             "<Relationship Id=\"rId2\" Type=\"" OOXML
             "officeDocument/2006/relationships/comments\" Target=\"comments.xml\"/>"
             "</Relationships>\n";

/* Sizes in half points: 三号 is 32. Two characters of indent are 200 hundredths. */
#define FONT(han)                                                                        \
    "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" "                 \
    "w:eastAsia=\"" han "\"/>"
#define HEADING(number, han, size, level)                                                \
    "<w:style w:type=\"paragraph\" w:styleId=\"Heading" number "\"><w:name "             \
    "w:val=\"heading " number "\"/><w:basedOn w:val=\"Normal\"/><w:next "                \
    "w:val=\"BodyText\"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before=\"240\" "   \
    "w:after=\"120\"/><w:outlineLvl w:val=\"" level                                      \
    "\"/></w:pPr><w:rPr>" FONT(han) "<w:b/><w:sz w:val=\"" size "\"/></w:rPr></w:style>"
#define PARAGRAPH(id, name, paragraph, run)                                              \
    "<w:style w:type=\"paragraph\" w:styleId=\"" id "\"><w:name w:val=\"" name           \
    "\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>" paragraph                     \
    "</w:pPr><w:rPr>" run "</w:rPr></w:style>"

static const char styles[] = XML_HEAD
    "<w:styles xmlns:w=\"" OOXML "wordprocessingml/2006/main\">"
    "<w:docDefaults><w:rPrDefault><w:rPr>" FONT(
        "仿宋") "<w:sz w:val=\"28\"/><w:lang w:val=\"en-US\" "
                "w:eastAsia=\"zh-CN\"/></w:rPr>"
                "</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line=\"360\" "
                "w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>"
                "<w:style w:type=\"paragraph\" w:default=\"1\" "
                "w:styleId=\"Normal\"><w:name "
                "w:val=\"Normal\"/><w:qFormat/></w:style>" HEADING(
                    "1", "黑体", "36",
                    "0") HEADING("2", "黑体", "32",
                                 "1") HEADING("3", "楷体", "30",
                                              "2") HEADING("4", "楷体", "28",
                                                           "3") HEADING("5", "仿宋", "28",
                                                                        "4")
                    HEADING("6", "仿宋", "28", "5") PARAGRAPH(
                        "BodyText", "Body Text", "<w:ind w:firstLineChars=\"200\"/>",
                        "") PARAGRAPH("Row", "Row", "<w:ind w:leftChars=\"200\"/>",
                                      "") PARAGRAPH("ListParagraph", "List Paragraph",
                                                    "<w:ind w:leftChars=\"200\"/>", "")
                        PARAGRAPH(
                            "Quote", "Quote",
                            "<w:pBdr><w:left w:val=\"single\" w:sz=\"18\" w:space=\"8\" "
                            "w:color=\"B5452C\"/></w:pBdr><w:spacing "
                            "w:before=\"120\"/><w:ind "
                            "w:left=\"420\" w:firstLineChars=\"200\"/>",
                            FONT("楷体")) PARAGRAPH("Source", "Source",
                                                    "<w:spacing w:after=\"240\"/><w:jc "
                                                    "w:val=\"right\"/>",
                                                    "<w:color w:val=\"6B6257\"/><w:sz "
                                                    "w:val=\"24\"/>") "</w:styles>\n";

static XmlWriter *begin_part(const char *element)
{
    XmlWriter *xml = xml_writer_new();
    xml_writer_start(xml, element);
    xml_writer_attribute(xml, "xmlns:w", STR(OOXML "wordprocessingml/2006/main"));
    return xml;
}

void docx_begin(Docx *docx)
{
    docx->body = begin_part("w:document");
    xml_writer_start(docx->body, "w:body");
    docx->comments = begin_part("w:comments");
}

void docx_clear(Docx *docx)
{
    xml_writer_free(docx->body);
    xml_writer_free(docx->comments);
}

/* A4, with the margins of GB/T 9704 in twentieths of a point. */
static void append_page(XmlWriter *xml)
{
    static const char *const margins[][2] = {
        {"w:top", "2098"},  {"w:right", "1474"}, {"w:bottom", "1984"},
        {"w:left", "1588"}, {"w:header", "851"}, {"w:footer", "992"},
        {"w:gutter", "0"},
    };
    xml_writer_start(xml, "w:sectPr");
    xml_writer_start(xml, "w:pgSz");
    xml_writer_attribute(xml, "w:w", STR("11906"));
    xml_writer_attribute(xml, "w:h", STR("16838"));
    xml_writer_end(xml);
    xml_writer_start(xml, "w:pgMar");
    for (size_t i = 0; i < ARRAY_SIZE(margins); i++)
        xml_writer_attribute(xml, margins[i][0], str_from(margins[i][1]));
    xml_writer_end(xml);
    xml_writer_end(xml);
}

bool docx_finish(Docx *docx, const Report *watch, StrBuf *out, Error *err)
{
    StrBuf body = {0}, comments = {0};
    append_page(docx->body);
    xml_writer_finish(docx->body, &body);
    xml_writer_finish(docx->comments, &comments);
    ZipOutput *zip = zip_output_new(err);
    bool is_done =
        zip && zip_output_add(zip, "[Content_Types].xml", str_from(content_types), err) &&
        zip_output_add(zip, "_rels/.rels", str_from(package_relations), err) &&
        zip_output_add(zip, "word/document.xml", strbuf_get(&body), err) &&
        zip_output_add(zip, "word/_rels/document.xml.rels", str_from(document_relations),
                       err) &&
        zip_output_add(zip, "word/styles.xml", str_from(styles), err) &&
        zip_output_add(zip, "word/comments.xml", strbuf_get(&comments), err) &&
        zip_output_finish(zip, watch, out, err);
    zip_output_free(zip);
    strbuf_clear(&comments);
    strbuf_clear(&body);
    return is_done;
}
