/* Word documents (docx, docm, dotx).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/docx.h"

#include <stdlib.h>

#include <piyue/office.h>

/* Reads a part that only `use` needs. */
static bool read_styles(Docx *docx, Package *package, Error *err)
{
    Part part = {0};
    bool is_read = package_read_part(package, false, "styles", &part, err) &&
                   styles_read(&docx->styles, &part, err);
    part_clear(&part);
    return is_read;
}

static bool read_numbering(Docx *docx, Package *package, Error *err)
{
    Part part = {0};
    if (package_read_part(package, false, "numbering", &part, err))
        docx->numbering = numbering_read(&part, &docx->styles, err);
    part_clear(&part);
    return docx->numbering != NULL;
}

static bool read_notes(Docx *docx, Package *package, const char *kind,
                       const char *element, DocxNotes *notes, Error *err)
{
    Part part = {0};
    bool is_read = package_read_part(package, false, kind, &part, err) &&
                   docx_walk_notes(docx, &part, element, notes, err);
    part_clear(&part);
    return is_read;
}

/* Endnotes count i, ii, iii unless the settings say otherwise. */
static bool read_settings(Docx *docx, Package *package, Error *err)
{
    Part part = {0};
    docx->endnote_format = NUMBER_LOWER_ROMAN;
    bool is_read = package_read_part(package, false, "settings", &part, err);
    xmlDoc *doc =
        is_read && part.name ? xml_parse(strbuf_get(&part.bytes), part.name, err) : NULL;
    is_read = is_read && (!part.name || doc);
    const xmlNode *notes =
        doc ? xml_find_child(xmlDocGetRootElement(doc), "endnotePr") : NULL;
    Str format = docx_get_value(notes, "numFmt");
    if (format.len)
        docx->endnote_format = number_format_of_word(format);
    xmlFreeDoc(doc);
    part_clear(&part);
    return is_read;
}

/* ---- what the file says of itself --------------------------------------- */

static void set_meta(Paper *paper, const xmlNode *root, const char *element,
                     MetaField field, size_t max_bytes)
{
    const xmlNode *node = xml_find_child(root, element);
    if (!node)
        return;
    StrBuf text = {0};
    xml_append_text(node, &text);
    Str value = str_slice(str_trim(strbuf_get(&text)), 0, max_bytes);
    if (value.len)
        paper_set_meta(paper, field, value);
    strbuf_clear(&text);
}

#define DATE_BYTES 10 /* 2024-05-24 of 2024-05-24T07:37:00Z */

static bool read_meta(Package *package, Paper *paper, Error *err)
{
    Part part = {0};
    bool is_read = package_read_part(package, true, "core-properties", &part, err);
    if (is_read && part.name) {
        xmlDoc *doc = xml_parse(strbuf_get(&part.bytes), part.name, err);
        is_read = doc != NULL;
        const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
        if (root) {
            set_meta(paper, root, "title", META_TITLE, STR_NONE);
            set_meta(paper, root, "creator", META_AUTHOR, STR_NONE);
            /* A template's birthday is no document's. */
            set_meta(paper, root, "created", META_DATE, DATE_BYTES);
            set_meta(paper, root, "modified", META_DATE, DATE_BYTES);
        }
        xmlFreeDoc(doc);
    }
    part_clear(&part);
    return is_read;
}

/* ---- all of it --------------------------------------------------------- */

static bool read_main(Docx *docx, Package *package, Paper *paper, Error *err)
{
    Part part = {0};
    bool is_read =
        package_read_main(package, &part, err) && docx_walk(docx, &part, paper, err);
    part_clear(&part);
    return is_read;
}

bool read_docx(const Source *source, Sink *sink, Error *err)
{
    Package *package = package_open(source, err);
    if (!package)
        return false;
    Docx docx = {.source = source};
    docx.links = package_list_links(package, &docx.link_count);
    Paper *paper = paper_new();
    bool is_read =
        read_styles(&docx, package, err) && read_numbering(&docx, package, err) &&
        read_settings(&docx, package, err) &&
        read_notes(&docx, package, "footnotes", "footnote", &docx.footnotes, err) &&
        read_notes(&docx, package, "endnotes", "endnote", &docx.endnotes, err) &&
        read_notes(&docx, package, "comments", "comment", &docx.comments, err) &&
        read_meta(package, paper, err) && read_main(&docx, package, paper, err) &&
        paper_send(paper, source, sink, err);
    notes_clear(&docx.footnotes);
    notes_clear(&docx.endnotes);
    notes_clear(&docx.comments);
    free(docx.links);
    numbering_free(docx.numbering);
    styles_clear(&docx.styles);
    paper_free(paper);
    package_free(package);
    return is_read;
}
