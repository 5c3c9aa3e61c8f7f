/* Word documents put together from their parts, and what is read of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef OFFICE_DOCX_H
#define OFFICE_DOCX_H

#include "office_fixture.h"

#include "../corpus.h"
#include "../links.h"

/* ---- a document -------------------------------------------------------- */

#define W "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define STRICT "http://purl.oclc.org/ooxml/wordprocessingml/main"
#define KIND "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define RELATIONS                                                                        \
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/"              \
    "relationships'>"

typedef struct Parts {
    const char *body, *styles, *numbering, *footnotes, *endnotes, *comments, *core;
    const char *relations;     /* further ones of the text */
    const char *namespace_uri; /* NULL for the transitional one */
} Parts;

static inline void add_part(ZipWriter *writer, const char *name, const char *root,
                            const Parts *parts, const char *inner)
{
    StrBuf xml = {0};
    strbuf_appendf(&xml,
                   "<?xml version='1.0' encoding='UTF-8'?><w:%s xmlns:w='%s' "
                   "xmlns:m='urn:m' xmlns:mc='urn:mc' xmlns:v='urn:v'>%s</w:%s>",
                   root, parts->namespace_uri ? parts->namespace_uri : W, inner, root);
    zip_writer_add(writer, name, strbuf_get(&xml));
    strbuf_clear(&xml);
}

/* The text lies where the relationships say, not where it usually does. */
static inline Str make_docx(ZipWriter *writer, const Parts *parts)
{
    const struct {
        const char *kind, *name, *root, *inner;
    } rows[] = {
        {"styles", "stile.xml", "styles", parts->styles},
        {"numbering", "listen.xml", "numbering", parts->numbering},
        {"footnotes", "n/fuss.xml", "footnotes", parts->footnotes},
        {"endnotes", "n/ende.xml", "endnotes", parts->endnotes},
        {"comments", "k.xml", "comments", parts->comments},
    };
    zip_writer_add(writer, "[Content_Types].xml", STR("<Types/>"));
    StrBuf relations = {0};
    strbuf_append_text(&relations, RELATIONS "<Relationship Id='a' Type='" KIND
                                             "officeDocument' Target='/wort/text.xml'/>");
    if (parts->core) {
        strbuf_append_text(&relations,
                           "<Relationship Id='b' Type='" KIND
                           "metadata/core-properties' Target='docProps/k.xml'/>");
        StrBuf core = {0};
        strbuf_appendf(&core,
                       "<c:coreProperties xmlns:c='u:c' xmlns:dc='u:d'>%s"
                       "</c:coreProperties>",
                       parts->core);
        zip_writer_add(writer, "docProps/k.xml", strbuf_get(&core));
        strbuf_clear(&core);
    }
    strbuf_append_text(&relations, "</Relationships>");
    zip_writer_add(writer, "_rels/.rels", strbuf_get(&relations));
    strbuf_reset(&relations);
    strbuf_append_text(&relations, RELATIONS);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        if (!rows[i].inner)
            continue;
        strbuf_appendf(&relations,
                       "<Relationship Id='r%d' Type='" KIND "%s' Target='%s'/>", (int)i,
                       rows[i].kind, rows[i].name);
        StrBuf path = {0};
        strbuf_appendf(&path, "wort/%s", rows[i].name);
        add_part(writer, path.data, rows[i].root, parts, rows[i].inner);
        strbuf_clear(&path);
    }
    strbuf_append_text(&relations, parts->relations ? parts->relations : "");
    strbuf_append_text(&relations, "</Relationships>");
    zip_writer_add(writer, "wort/_rels/text.xml.rels", strbuf_get(&relations));
    strbuf_clear(&relations);
    StrBuf body = {0};
    strbuf_appendf(&body, "<w:body>%s</w:body>", parts->body);
    add_part(writer, "wort/text.xml", "document", parts, body.data);
    strbuf_clear(&body);
    return zip_writer_finish(writer);
}

static inline Draft *read_parts(const Parts *parts)
{
    ZipWriter writer = {0};
    Draft *draft = read_well(read_docx, "山.docx", make_docx(&writer, parts));
    zip_writer_clear(&writer);
    return draft;
}

static inline void check(const Parts *parts, const char *wanted)
{
    Draft *draft = read_parts(parts);
    assert_rows(draft, wanted);
    draft_free(draft);
}

#define P(inner) "<w:p>" inner "</w:p>"
#define R(text) "<w:r><w:t xml:space='preserve'>" text "</w:t></w:r>"
#define T(text) P(R(text))
#define STYLED(style, text) P("<w:pPr><w:pStyle w:val='" style "'/></w:pPr>" R(text))
#define LISTED(level, id, text)                                                          \
    P("<w:pPr><w:numPr><w:ilvl w:val='" level "'/><w:numId w:val='" id                   \
      "'/></w:numPr></w:pPr>" R(text))
#define STYLE(id, name, base, inner)                                                     \
    "<w:style w:type='paragraph' w:styleId='" id "'><w:name w:val='" name                \
    "'/><w:basedOn w:val='" base "'/>" inner "</w:style>"

#endif
