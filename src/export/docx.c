/* Passages and whole documents for Word and WPS: headings by its own styles, notes as
 * comments (ECMA-376, part 1).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/docx.h"

#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

/* ---- runs and paragraphs -------------------------------------------------------- */

static void start_with_value(XmlWriter *xml, const char *name, const char *value)
{
    xml_writer_start(xml, name);
    xml_writer_attribute(xml, "w:val", str_from(value));
}

static void begin_paragraph(XmlWriter *xml, const char *style)
{
    xml_writer_start(xml, "w:p");
    xml_writer_start(xml, "w:pPr");
    start_with_value(xml, "w:pStyle", style);
    xml_writer_end(xml);
    xml_writer_end(xml);
}

/* Colours of Word for marked text, by the names of styles; yellow for all others. */
static const char *highlight_of(Str style)
{
    static const char *const names[][2] = {
        {"yellow", "yellow"},  {"green", "green"},  {"blue", "cyan"},      {"red", "red"},
        {"purple", "magenta"}, {"pink", "magenta"}, {"grey", "lightGray"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (str_is_equal(style, str_from(names[i][0])))
            return names[i][1];
    return "yellow";
}

static void append_run(XmlWriter *xml, Str text, const char *highlight)
{
    xml_writer_start(xml, "w:r");
    if (highlight) {
        xml_writer_start(xml, "w:rPr");
        start_with_value(xml, "w:highlight", highlight);
        xml_writer_end(xml);
        xml_writer_end(xml);
    }
    xml_writer_start(xml, "w:t");
    xml_writer_attribute(xml, "xml:space", STR("preserve"));
    xml_writer_text(xml, text);
    xml_writer_end(xml);
    xml_writer_end(xml);
}

static void append_paragraph(XmlWriter *xml, const char *style, Str text)
{
    begin_paragraph(xml, style);
    append_run(xml, text, NULL);
    xml_writer_end(xml);
}

static const char *heading_style(size_t level)
{
    static const char *const styles[] = {"Heading1", "Heading2", "Heading3",
                                         "Heading4", "Heading5", "Heading6"};
    return styles[MIN(level ? level - 1 : 0, ARRAY_SIZE(styles) - 1)];
}

/* ---- comments --------------------------------------------------------------------- */

static bool is_commented(const Annotation *annotation)
{
    return has_remarks(annotation) || annotation->is_orphan;
}

static void append_id(XmlWriter *xml, const char *element, size_t id)
{
    StrBuf number = {0};
    strbuf_appendf(&number, "%zu", id);
    xml_writer_start(xml, element);
    xml_writer_attribute(xml, "w:id", strbuf_get(&number));
    xml_writer_end(xml);
    strbuf_clear(&number);
}

static void append_reference(XmlWriter *xml, size_t id)
{
    append_id(xml, "w:commentRangeEnd", id);
    xml_writer_start(xml, "w:r");
    append_id(xml, "w:commentReference", id);
    xml_writer_end(xml);
}

static void append_tags(StrBuf *out, const Annotation *annotation)
{
    status_append(annotation, out);
    if (annotation->is_orphan)
        strbuf_append_text(out, _("(The place of this passage in the text was lost.)"));
    for (size_t i = 0; i < annotation->tag_count; i++) {
        strbuf_append_text(out, out->len ? " #" : "#");
        strbuf_append_str(out, annotation->tags[i]);
    }
}

/* Below the note, in the same comment: threads of comments are not in the standard. */
static void append_replies(XmlWriter *xml, const Annotation *annotation)
{
    for (size_t i = 0; i < annotation->reply_count; i++) {
        StrBuf head = {0};
        Str rest = text_trim(annotation->replies[i].text);
        reply_append_head(&annotation->replies[i], &head);
        strbuf_append_text(&head, ": ");
        strbuf_append_str(&head, str_split(&rest, '\n'));
        append_paragraph(xml, "Normal", strbuf_get(&head));
        while (rest.data)
            append_paragraph(xml, "Normal", str_split(&rest, '\n'));
        strbuf_clear(&head);
    }
}

static void append_comment(Docx *docx, const Annotation *annotation, size_t id)
{
    XmlWriter *xml = docx->comments;
    StrBuf number = {0}, date = {0}, tags = {0};
    size_t off = 0;
    Str author = annotation->author.len ? annotation->author : STR("piyue");
    utf8_next(author, &off);
    strbuf_appendf(&number, "%zu", id);
    strbuf_append_rfc3339(&date, annotation->modified_ms);
    xml_writer_start(xml, "w:comment");
    xml_writer_attribute(xml, "w:id", strbuf_get(&number));
    xml_writer_attribute(xml, "w:author", author);
    xml_writer_attribute(xml, "w:initials", str_slice(author, 0, off));
    xml_writer_attribute(xml, "w:date", strbuf_get(&date));
    for (Str rest = text_trim(annotation->note); rest.data && annotation->note.len;)
        append_paragraph(xml, "Normal", str_split(&rest, '\n'));
    append_replies(xml, annotation);
    append_tags(&tags, annotation);
    if (tags.len || (!annotation->note.len && !annotation->reply_count))
        append_paragraph(xml, "Normal", strbuf_get(&tags));
    xml_writer_end(xml);
    strbuf_clear(&tags);
    strbuf_clear(&date);
    strbuf_clear(&number);
}

/* ---- passages -----------------------------------------------------------------------
 */

static void write_document(void *context, const ExportDocument *document)
{
    Docx *docx = context;
    append_paragraph(docx->body, heading_style(1), document->fields.values[FIELD_TITLE]);
}

static void write_heading(void *context, size_t level, Str heading)
{
    Docx *docx = context;
    append_paragraph(docx->body, heading_style(level), text_trim(heading));
}

static void append_quotation(Docx *docx, const Annotation *annotation, size_t id)
{
    bool has_comment = is_commented(annotation);
    Str rest = annotation->selector.exact;
    for (bool is_first = true; rest.data; is_first = false) {
        begin_paragraph(docx->body, "Quote");
        Str row = str_split(&rest, '\n');
        if (is_first && has_comment)
            append_id(docx->body, "w:commentRangeStart", id);
        append_run(docx->body, row, NULL);
        if (!rest.data && has_comment)
            append_reference(docx->body, id);
        xml_writer_end(docx->body);
    }
    if (has_comment)
        append_comment(docx, annotation, id);
}

static void write_passage(void *context, const ExportPassage *passage)
{
    Docx *docx = context;
    StrBuf source = {0};
    append_quotation(docx, passage->annotation, passage->index);
    strbuf_append_text(&source, "——");
    strbuf_append_str(&source, passage->citation);
    append_paragraph(docx->body, "Source", strbuf_get(&source));
    strbuf_clear(&source);
}

/* ---- the two stages -------------------------------------------------------------- */

#define PACKED_FROM 350 /* thousandths: packing takes two thirds of the time */

typedef bool DocxBody(Export *export, Docx *docx, Error *err);

static bool write_package(Export *export, DocxBody *write_body, StrBuf *out, Error *err)
{
    Docx docx;
    ReportStage writing, packing;
    const Report *whole = export->report;
    Report written = report_stage(&writing, whole, 0, PACKED_FROM);
    Report packed = report_stage(&packing, whole, PACKED_FROM, 1000);
    export->report = &written;
    docx_begin(&docx);
    bool is_done =
        write_body(export, &docx, err) && docx_finish(&docx, &packed, out, err);
    docx_clear(&docx);
    export->report = whole;
    return is_done;
}

static bool write_passages(Export *export, Docx *docx, Error *err)
{
    static const ExportWalker walker = {write_document, write_heading, write_passage};
    return export_walk(export, &walker, docx, err);
}

bool export_docx(Export *export, StrBuf *out, Error *err)
{
    return write_package(export, write_passages, out, err);
}

/* ---- a whole document ------------------------------------------------------------ */

static void begin_block(void *context, BlockInfo info, size_t heading_level)
{
    Docx *docx = context;
    const char *style = info.kind == BLOCK_QUOTE  ? "Quote"
                        : info.kind == BLOCK_ITEM ? "ListParagraph"
                        : info.kind == BLOCK_TABLE_ROW || info.kind == BLOCK_VERSE
                            ? "Row"
                            : "BodyText";
    begin_paragraph(docx->body, heading_level ? heading_style(heading_level) : style);
}

static void write_segment(void *context, const MarkedSegment *segment)
{
    Docx *docx = context;
    append_run(docx->body, segment->text,
               segment->is_marked ? highlight_of(segment->style) : NULL);
}

static void write_mark(void *context, const Annotation *annotation, size_t number,
                       bool is_start)
{
    Docx *docx = context;
    if (!is_commented(annotation))
        return;
    if (is_start)
        append_id(docx->body, "w:commentRangeStart", number);
    else
        append_reference(docx->body, number);
    if (is_start)
        append_comment(docx, annotation, number);
}

static void end_block(void *context, BlockInfo info)
{
    (void)info;
    Docx *docx = context;
    xml_writer_end(docx->body);
}

static bool write_whole(Export *export, Docx *docx, Error *err)
{
    static const WholeWriter writer = {begin_block, write_segment, write_mark, end_block};
    const AnnotationList *list = export->list;
    if (!export_enter(export, list->rows[0].doc, err))
        return false;
    if (!whole_has_title(export->current.document))
        append_paragraph(docx->body, heading_style(1),
                         export->current.fields.values[FIELD_TITLE]);
    if (!whole_walk(export, &writer, docx, err))
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].is_orphan)
            append_quotation(docx, &list->rows[i], i + 1);
    return true;
}

bool export_whole_docx(Export *export, StrBuf *out, Error *err)
{
    return write_package(export, write_whole, out, err);
}
