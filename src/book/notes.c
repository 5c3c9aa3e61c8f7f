/* Makes the notes of e-books what notes of pages are.
 *
 * Chinese readers show a note when a small image is touched; its text is in an aside or
 * list that the image links to (duokan), or in an attribute of the image (zhangyue,
 * WeRead).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "book/notes.h"

#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

#include "book/contents.h"

#define PAGE_NUMBER_MAX_BYTES 16

typedef struct Notes {
    xmlNode *body;
    unsigned count; /* of the marks numbered here */
} Notes;

static void need(const void *made)
{
    if (!made) /* libxml2 has no memory left */
        mem_alloc(SIZE_MAX / 2);
}

static xmlNode *add_element(xmlNode *parent, const char *name)
{
    xmlNode *element = xmlNewDocNode(parent->doc, NULL, BAD_CAST name, NULL);
    need(element);
    return xmlAddChild(parent, element);
}

static void add_text(xmlNode *parent, const char *text)
{
    xmlNode *node = xmlNewDocText(parent->doc, BAD_CAST text);
    need(node);
    xmlAddChild(parent, node);
}

/* ---- marks ------------------------------------------------------------- */

static bool has_class(const xmlNode *node, const char *part)
{
    return str_find(xml_get_attribute(node, "class"), str_from(part), 0) != STR_NONE;
}

/* The text of a note that an image carries. */
static Str get_hidden_note(const xmlNode *image)
{
    Str note = xml_get_attribute(image, "zy-footnote");
    if (note.len)
        return note;
    if (!has_class(image, "footnote") && !has_class(image, "noteref"))
        return STR("");
    note = xml_get_attribute(image, "data-wr-footernote");
    return note.len ? note : xml_get_attribute(image, "alt");
}

static bool has_text(const xmlNode *node)
{
    for (const xmlNode *at = node; at; at = xml_next(at, node, false))
        if (text_trim(xml_get_text(at)).len)
            return true;
    return false;
}

static const xmlNode *find_image(const xmlNode *node)
{
    for (const xmlNode *at = node; at; at = xml_next(at, node, false))
        if (xml_is(at, "img") || xml_is(at, "image"))
            return at;
    return NULL;
}

static bool leads_inside(const xmlNode *link)
{
    Str href = xml_get_attribute(link, "href");
    return str_find(href, STR("#"), 0) != STR_NONE;
}

/* A link with an image and no words. */
static bool is_image_mark(const xmlNode *link)
{
    const xmlNode *image =
        xml_is(link, "a") && leads_inside(link) ? find_image(link) : NULL;
    return image && !has_text(link) &&
           (has_class(link, "footnote") || has_class(link, "note") ||
            has_class(image, "footnote") || has_class(image, "note") ||
            element_has_type(link, "noteref") || element_has_type(link, "doc-noteref"));
}

/* ---- changes ----------------------------------------------------------- */

static void make_label(Notes *notes, StrBuf *label)
{
    strbuf_reset(label);
    strbuf_appendf(label, "[%u]", ++notes->count);
}

/* Where backlinks lead to marks, images stand in the notes, too: those get no number. */
static bool is_in_note(const xmlNode *node, const xmlNode *body)
{
    for (const xmlNode *at = node->parent; at && at != body; at = at->parent)
        if (xml_is(at, "aside") || has_class(at, "footnote-item") ||
            has_class(at, "footnote-content") || element_has_type(at, "footnote"))
            return true;
    return false;
}

static void clear_children(xmlNode *node)
{
    xmlNode *children = node->children;
    node->children = node->last = NULL;
    xmlFreeNodeList(children);
}

static void number_link(Notes *notes, xmlNode *link)
{
    clear_children(link);
    if (is_in_note(link, notes->body))
        return;
    StrBuf label = {0};
    make_label(notes, &label);
    add_text(link, label.data);
    xmlSetProp(link, BAD_CAST "class", BAD_CAST "noteref");
    strbuf_clear(&label);
}

/* The image becomes a link to a note of its own at the end. */
static void write_out(Notes *notes, xmlNode *image, Str note)
{
    char *text = str_dup(note);
    StrBuf label = {0}, target = {0};
    make_label(notes, &label);
    strbuf_appendf(&target, "#piyue-note-%u", notes->count);
    xmlNode *aside = add_element(notes->body, "aside");
    xmlSetProp(aside, BAD_CAST "id", BAD_CAST(target.data + 1));
    xmlSetProp(aside, BAD_CAST "type", BAD_CAST "footnote");
    add_text(aside, text);
    xmlNodeSetName(image, BAD_CAST "a");
    clear_children(image);
    xmlSetProp(image, BAD_CAST "href", BAD_CAST target.data);
    xmlSetProp(image, BAD_CAST "class", BAD_CAST "noteref");
    add_text(image, label.data);
    strbuf_clear(&label);
    strbuf_clear(&target);
    free(text);
}

/* A link that holds an image with the note in it: the image is the mark. */
static bool unwrap(xmlNode *link)
{
    const xmlNode *image = find_image(link);
    return image && get_hidden_note(image).len && !leads_inside(link);
}

/* The number of a printed page, and no more than that. */
static bool is_page_number(const xmlNode *node)
{
    size_t bytes = 0;
    if (!element_has_type(node, "pagebreak") && !element_has_type(node, "doc-pagebreak"))
        return false;
    for (const xmlNode *at = node; at; at = xml_next(at, node, false))
        bytes += text_trim(xml_get_text(at)).len;
    return bytes <= PAGE_NUMBER_MAX_BYTES;
}

static bool is_left_out(const xmlNode *node)
{
    return xml_is(node, "nav") || is_page_number(node) || xml_is(node, "trigger") ||
           (xml_is(node, "case") && xml_is(node->parent, "switch"));
}

void notes_unfold(xmlNode *body)
{
    Notes notes = {.body = body};
    xmlNode *node = body;
    while (node) {
        xmlNode *next = xml_next(node, body, false);
        if (node != body && is_left_out(node)) {
            next = xml_next(node, body, true);
            xmlUnlinkNode(node);
            xmlFreeNode(node);
        } else if (xml_is(node, "a") && is_image_mark(node)) {
            next = xml_next(node, body, true);
            number_link(&notes, node);
        } else if (xml_is(node, "a") && unwrap(node)) {
            xmlNodeSetName(node, BAD_CAST "span");
        } else if (xml_is(node, "img")) {
            Str note = get_hidden_note(node);
            if (note.len && !is_in_note(node, body)) {
                next = xml_next(node, body, true);
                write_out(&notes, node, note);
                next = next ? next : xml_next(node, body, true);
            }
        }
        node = next;
    }
}
