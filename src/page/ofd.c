/* OFD (GB/T 33190-2016), the format of Chinese official papers: a ZIP archive of XML.
 *
 * OFD.xml names the documents, each a Document.xml that names pages, templates, fonts
 * and an outline. What is missing is passed over as long as some text is there.
 * Signatures, stamps and pictures are not read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/page.h>

#include <math.h>
#include <stdlib.h>

#include "page/ofd.h"

#define POINTS_PER_MM (72.0 / 25.4)
#define PAGES_MAX 100000
#define OUTLINE_MAX 50000
#define OUTLINE_DEPTH_MAX 32
/* A4, where no size is told. */
#define WIDTH_MM 210.0
#define HEIGHT_MM 297.0

/* A page or a template by its id. */
typedef struct Part {
    int64_t id;
    char *name; /* owned: entry of the archive */
} Part;

typedef struct Ofd {
    const Source *source;
    Zip *zip;
    PageText *pages;
    Sink *sink;
    GlyphList glyphs;
    /* Of the document at hand: */
    char *root; /* owned: name of its Document.xml */
    OfdFonts fonts;
    double box[4]; /* of its pages, millimetres */
    Part *templates, *parts;
    size_t template_count, template_capacity, part_count, part_capacity;
    size_t first_page; /* of the document among all pages */
} Ofd;

/* ---- parts ------------------------------------------------------------- */

/* Reads and parses a part; NULL where it is missing or broken: the rest goes on. */
static xmlDoc *load(Ofd *ofd, Str name, Error *err)
{
    StrBuf bytes = {0}, part = {0};
    xmlDoc *doc = NULL;
    if (zip_read_name(ofd->zip, name, &bytes, err)) {
        strbuf_appendf(&part, "%s: %.*s", ofd->source->name, STR_ARG(name));
        doc = xml_parse(strbuf_get(&bytes), part.data, err);
    }
    strbuf_clear(&bytes);
    strbuf_clear(&part);
    return doc;
}

static xmlDoc *load_leniently(Ofd *ofd, Str name)
{
    Error err = {0};
    xmlDoc *doc = load(ofd, name, &err);
    error_clear(&err);
    return doc;
}

/* Owned name of the part that `base` calls `relative`; NULL where it leaves the archive.
 */
static char *resolve(const char *base, Str relative)
{
    StrBuf name = {0};
    if (relative.len && zip_resolve(str_from(base), relative, &name) && name.len)
        return strbuf_detach(&name);
    strbuf_clear(&name);
    return NULL;
}

static void append_child_text(const xmlNode *node, const char *name, StrBuf *out)
{
    const xmlNode *child = node ? xml_find_child(node, name) : NULL;
    if (child)
        xml_append_text(child, out);
}

static void add_part(Part **parts, size_t *count, size_t *capacity, int64_t id,
                     char *name)
{
    *parts = mem_grow(*parts, capacity, *count + 1, sizeof(**parts));
    (*parts)[(*count)++] = (Part){id, name};
}

static void clear_document(Ofd *ofd)
{
    for (size_t i = 0; i < ofd->template_count; i++)
        free(ofd->templates[i].name);
    for (size_t i = 0; i < ofd->part_count; i++)
        free(ofd->parts[i].name);
    ofd->template_count = ofd->part_count = 0;
    ofd_fonts_clear(&ofd->fonts);
    free(ofd->root);
    ofd->root = NULL;
}

/* ---- the document's common data ---------------------------------------- */

static void read_box(const xmlNode *area, double box[4])
{
    StrBuf text = {0};
    double numbers[4];
    append_child_text(area, "PhysicalBox", &text);
    if (ofd_parse_numbers(strbuf_get(&text), numbers, 4) == 4 && numbers[2] > 0 &&
        numbers[3] > 0)
        for (size_t i = 0; i < 4; i++)
            box[i] = numbers[i];
    strbuf_clear(&text);
}

static void read_resources(Ofd *ofd, const xmlNode *common, const char *kind)
{
    for (const xmlNode *node = xml_find_child(common, kind); node;
         node = xml_next_sibling(node, kind)) {
        StrBuf text = {0};
        xml_append_text(node, &text);
        char *name = resolve(ofd->root, text_trim(strbuf_get(&text)));
        strbuf_clear(&text);
        xmlDoc *doc = name ? load_leniently(ofd, str_from(name)) : NULL;
        if (doc)
            ofd_fonts_add(&ofd->fonts, xmlDocGetRootElement(doc));
        xmlFreeDoc(doc);
        free(name);
    }
}

static void read_common(Ofd *ofd, const xmlNode *document)
{
    const double usual[4] = {0, 0, WIDTH_MM, HEIGHT_MM};
    for (size_t i = 0; i < 4; i++)
        ofd->box[i] = usual[i];
    const xmlNode *common = xml_find_child(document, "CommonData");
    if (!common)
        return;
    read_box(xml_find_child(common, "PageArea"), ofd->box);
    read_resources(ofd, common, "PublicRes");
    read_resources(ofd, common, "DocumentRes");
    for (const xmlNode *node = xml_find_child(common, "TemplatePage"); node;
         node = xml_next_sibling(node, "TemplatePage")) {
        char *name = resolve(ofd->root, xml_get_attribute(node, "BaseLoc"));
        if (name)
            add_part(&ofd->templates, &ofd->template_count, &ofd->template_capacity,
                     ofd_parse_id(xml_get_attribute(node, "ID")), name);
    }
}

/* ---- pages ------------------------------------------------------------- */

static void add_content(Ofd *ofd, const xmlNode *page, const double box[4])
{
    for (const xmlNode *node = xml_find_child(page, "Content"); node;
         node = xml_next_sibling(node, "Content"))
        ofd_add_text(node, -box[0], -box[1], &ofd->fonts, &ofd->glyphs);
}

/* What a template says is a part of each page; the pages' furniture is found later. */
static void add_templates(Ofd *ofd, const xmlNode *page, const double box[4])
{
    for (const xmlNode *node = xml_find_child(page, "Template"); node;
         node = xml_next_sibling(node, "Template")) {
        int64_t id = ofd_parse_id(xml_get_attribute(node, "TemplateID"));
        size_t i = 0;
        while (i < ofd->template_count && ofd->templates[i].id != id)
            i++;
        if (i == ofd->template_count)
            continue;
        xmlDoc *doc = load_leniently(ofd, str_from(ofd->templates[i].name));
        if (doc)
            add_content(ofd, xmlDocGetRootElement(doc), box);
        xmlFreeDoc(doc);
    }
}

/* Text that was put on the page later; stamps and watermarks are no text. */
static void add_annotations(Ofd *ofd, const xmlNode *annotations, const double box[4])
{
    for (const xmlNode *node = xml_find_child(annotations, "Annot"); node;
         node = xml_next_sibling(node, "Annot")) {
        Str type = xml_get_attribute(node, "Type");
        const xmlNode *appearance = xml_find_child(node, "Appearance");
        if (!appearance || str_is_equal(type, STR("Watermark")) ||
            str_is_equal(type, STR("Stamp")) ||
            str_is_equal(xml_get_attribute(node, "Visible"), STR("false")))
            continue;
        double boundary[4] = {0};
        ofd_parse_numbers(xml_get_attribute(appearance, "Boundary"), boundary, 4);
        ofd_add_text(appearance, boundary[0] - box[0], boundary[1] - box[1], &ofd->fonts,
                     &ofd->glyphs);
    }
}

static void read_page(Ofd *ofd, const Part *part, const char *annotations)
{
    double box[4] = {ofd->box[0], ofd->box[1], ofd->box[2], ofd->box[3]};
    ofd->glyphs.count = 0;
    xmlDoc *doc = part->name ? load_leniently(ofd, str_from(part->name)) : NULL;
    const xmlNode *page = doc ? xmlDocGetRootElement(doc) : NULL;
    if (page) {
        read_box(xml_find_child(page, "Area"), box);
        add_templates(ofd, page, box);
        add_content(ofd, page, box);
    }
    xmlDoc *notes = annotations ? load_leniently(ofd, str_from(annotations)) : NULL;
    if (notes)
        add_annotations(ofd, xmlDocGetRootElement(notes), box);
    page_text_add_page(ofd->pages, (float)(box[2] * POINTS_PER_MM),
                       (float)(box[3] * POINTS_PER_MM), ofd->glyphs.items,
                       ofd->glyphs.count);
    xmlFreeDoc(notes);
    xmlFreeDoc(doc);
}

/* The file of annotations of each page, in step with the pages; owned. */
static char **list_annotations(Ofd *ofd, const xmlNode *document)
{
    char **names = mem_alloc_array(ofd->part_count + 1, sizeof(*names));
    StrBuf text = {0};
    append_child_text(document, "Annotations", &text);
    char *list = resolve(ofd->root, text_trim(strbuf_get(&text)));
    xmlDoc *doc = list ? load_leniently(ofd, str_from(list)) : NULL;
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    for (const xmlNode *node = root ? xml_find_child(root, "Page") : NULL; node;
         node = xml_next_sibling(node, "Page")) {
        int64_t id = ofd_parse_id(xml_get_attribute(node, "PageID"));
        strbuf_reset(&text);
        append_child_text(node, "FileLoc", &text);
        for (size_t i = 0; i < ofd->part_count; i++)
            if (ofd->parts[i].id == id && !names[i])
                names[i] = resolve(list, text_trim(strbuf_get(&text)));
    }
    xmlFreeDoc(doc);
    strbuf_clear(&text);
    free(list);
    return names;
}

static void read_pages(Ofd *ofd, const xmlNode *document)
{
    const xmlNode *list = xml_find_child(document, "Pages");
    for (const xmlNode *node = list ? xml_find_child(list, "Page") : NULL;
         node && ofd->part_count < PAGES_MAX; node = xml_next_sibling(node, "Page"))
        add_part(&ofd->parts, &ofd->part_count, &ofd->part_capacity,
                 ofd_parse_id(xml_get_attribute(node, "ID")),
                 resolve(ofd->root, xml_get_attribute(node, "BaseLoc")));
    char **annotations = list_annotations(ofd, document);
    for (size_t i = 0; i < ofd->part_count; i++) {
        read_page(ofd, &ofd->parts[i], annotations[i]);
        free(annotations[i]);
        sink_progress(ofd->sink, i);
    }
    free(annotations);
}

/* ---- the outline ------------------------------------------------------- */

/* Where an element of the outline, or a named bookmark, points to. */
static const xmlNode *find_destination(const xmlNode *document, const xmlNode *element)
{
    const xmlNode *goal = NULL;
    const xmlNode *actions = xml_find_child(element, "Actions");
    for (const xmlNode *node = actions; node && !goal;
         node = xml_next(node, actions, false))
        if (xml_is(node, "Goto"))
            goal = node;
    if (!goal)
        return NULL;
    const xmlNode *dest = xml_find_child(goal, "Dest");
    const xmlNode *named = xml_find_child(goal, "Bookmark");
    const xmlNode *list = xml_find_child(document, "Bookmarks");
    for (const xmlNode *node = !dest && named && list ? xml_find_child(list, "Bookmark")
                                                      : NULL;
         node && !dest; node = xml_next_sibling(node, "Bookmark"))
        if (str_is_equal(xml_get_attribute(node, "Name"),
                         xml_get_attribute(named, "Name")))
            dest = xml_find_child(node, "Dest");
    return dest;
}

static void add_bookmark(Ofd *ofd, const xmlNode *document, const xmlNode *element,
                         unsigned level)
{
    PageText *pages = ofd->pages;
    Str title = text_trim(xml_get_attribute(element, "Title"));
    const xmlNode *dest = find_destination(document, element);
    if (!title.len || !dest)
        return;
    int64_t id = ofd_parse_id(xml_get_attribute(dest, "PageID"));
    size_t index = 0;
    while (index < ofd->part_count && ofd->parts[index].id != id)
        index++;
    if (index == ofd->part_count)
        return;
    double top;
    bool has_top = ofd_parse_numbers(xml_get_attribute(dest, "Top"), &top, 1) == 1;
    page_text_add_bookmark(pages, title, level, (uint32_t)(ofd->first_page + index),
                           has_top ? (float)((top - ofd->box[1]) * POINTS_PER_MM) : -1);
}

static void read_outline(Ofd *ofd, const xmlNode *document)
{
    const xmlNode *outline = xml_find_child(document, "Outlines");
    size_t seen = 0;
    bool is_skipped = false;
    for (const xmlNode *node = outline; node && seen < OUTLINE_MAX;
         node = xml_next(node, outline, is_skipped)) {
        is_skipped = !xml_is(node, "OutlineElem") && node != outline;
        if (!xml_is(node, "OutlineElem"))
            continue;
        unsigned level = 0;
        for (const xmlNode *above = node; above != outline && level < OUTLINE_DEPTH_MAX;
             above = above->parent)
            level++;
        add_bookmark(ofd, document, node, level);
        seen++;
    }
}

/* ---- the file ---------------------------------------------------------- */

static void tell_meta(Ofd *ofd, const xmlNode *info, const char *name, MetaField field)
{
    StrBuf text = {0};
    append_child_text(info, name, &text);
    Str value = text_trim(strbuf_get(&text));
    if (value.len && (field == META_DATE || !title_is_worthless(value)))
        sink_meta(ofd->sink, field, value);
    strbuf_clear(&text);
}

static void read_info(Ofd *ofd, const xmlNode *info)
{
    if (!info)
        return;
    tell_meta(ofd, info, "Title", META_TITLE);
    tell_meta(ofd, info, "Author", META_AUTHOR);
    tell_meta(ofd, info, "CreationDate", META_DATE);
}

static bool read_document(Ofd *ofd, const xmlNode *body, Error *err)
{
    StrBuf root = {0};
    append_child_text(body, "DocRoot", &root);
    ofd->root = resolve("", text_trim(strbuf_get(&root)));
    strbuf_clear(&root);
    ofd->first_page = ofd->pages->page_count;
    if (!ofd->root)
        return error_set(err, ERR_FORMAT,
                         _("%s is damaged: it does not say where its "
                           "document is"),
                         ofd->source->name);
    xmlDoc *doc = load(ofd, str_from(ofd->root), err);
    if (doc) {
        const xmlNode *document = xmlDocGetRootElement(doc);
        read_common(ofd, document);
        read_pages(ofd, document);
        read_outline(ofd, document);
    }
    xmlFreeDoc(doc);
    return doc != NULL;
}

static bool read_documents(Ofd *ofd, const xmlNode *root, Error *err)
{
    size_t read = 0;
    Error why = {0};
    for (const xmlNode *body = xml_find_child(root, "DocBody"); body;
         body = xml_next_sibling(body, "DocBody")) {
        if (read == 0)
            read_info(ofd, xml_find_child(body, "DocInfo"));
        read += read_document(ofd, body, &why);
        clear_document(ofd);
    }
    bool is_encrypted = zip_find(ofd->zip, STR("Encryptions.xml")) != SIZE_MAX;
    if (read == 0 && is_encrypted)
        error_set(err, ERR_FORMAT,
                  _("%s is encrypted; open it in an OFD reader, save it without "
                    "protection, and import that"),
                  ofd->source->name);
    else if (read == 0 && error_is_set(&why))
        error_set(err, why.code, "%s", error_get_message(&why));
    else if (read == 0)
        error_set(err, ERR_EMPTY, _("%s holds no document"), ofd->source->name);
    error_clear(&why);
    return read > 0;
}

bool read_ofd(const Source *source, Sink *sink, Error *err)
{
    ZipLimits limits = zip_limits_default();
    Ofd ofd = {.source = source, .sink = sink};
    ofd.zip = zip_open_source(source, &limits, err);
    if (!ofd.zip)
        return false;
    ofd.pages = page_text_new();
    xmlDoc *doc = load(&ofd, STR("OFD.xml"), err);
    bool is_read = doc && read_documents(&ofd, xmlDocGetRootElement(doc), err) &&
                   page_text_finish(ofd.pages, source, sink, err);
    if (is_read)
        sink_end(sink, ofd.pages->replaced, source->head.len);
    xmlFreeDoc(doc);
    clear_document(&ofd);
    free(ofd.templates);
    free(ofd.parts);
    free(ofd.glyphs.items);
    page_text_free(ofd.pages);
    zip_free(ofd.zip);
    return is_read;
}
