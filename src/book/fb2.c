/* FictionBook 2: its elements become those of a page, and are walked as such.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/book.h>

#include <stdlib.h>

#include <piyue/container.h>
#include <piyue/text.h>
#include <piyue/web.h>

#define FILE_MAX_BYTES ((uint64_t)256 << 20)
#define LEVEL_MAX 6 /* of HTML */

typedef struct Note {
    Str id; /* borrowed from the tree */
    xmlNode *section;
    bool is_placed;
} Note;

typedef struct Fiction {
    Note *notes; /* owned, sorted by id */
    size_t note_count, note_capacity;
    size_t body_count; /* without those of notes */
} Fiction;

/* ---- metadata ---------------------------------------------------------- */

/* Appends the text of a child, behind a blank where something stands before it. */
static void append_child_text(const xmlNode *parent, const char *name, StrBuf *out)
{
    const xmlNode *child = xml_find_child(parent, name);
    StrBuf text = {0};
    if (child)
        xml_append_text(child, &text);
    Str trimmed = text_trim(strbuf_get(&text));
    size_t last = out->len, first = 0;
    /* Chinese names have no blank between their parts. */
    bool is_apart = out->len && trimmed.len &&
                    !(text_is_cjk(utf8_previous(strbuf_get(out), &last)) &&
                      text_is_cjk(utf8_next(trimmed, &first)));
    if (is_apart)
        strbuf_append_byte(out, ' ');
    strbuf_append_str(out, trimmed);
    strbuf_clear(&text);
}

/* 鲁 and 迅 are a last and a first name; Лев is followed by Толстой. */
static void append_author(const xmlNode *author, StrBuf *out)
{
    StrBuf name = {0}, last = {0};
    append_child_text(author, "last-name", &last);
    size_t off = 0;
    bool is_family_first = last.len && text_is_cjk(utf8_next(strbuf_get(&last), &off));
    if (is_family_first)
        strbuf_append_str(&name, strbuf_get(&last));
    append_child_text(author, "first-name", &name);
    append_child_text(author, "middle-name", &name);
    if (!is_family_first)
        append_child_text(author, "last-name", &name);
    if (!name.len)
        append_child_text(author, "nickname", &name);
    if (out->len && name.len)
        strbuf_append_text(out, is_family_first ? "、" : ", ");
    strbuf_append_str(out, strbuf_get(&name));
    strbuf_clear(&name);
    strbuf_clear(&last);
}

static void tell_child(const xmlNode *parent, const char *name, MetaField field,
                       Sink *sink)
{
    StrBuf text = {0};
    append_child_text(parent, name, &text);
    sink_meta(sink, field, strbuf_get(&text));
    strbuf_clear(&text);
}

static void tell_metadata(const xmlNode *root, Sink *sink)
{
    const xmlNode *description = xml_find_child(root, "description");
    const xmlNode *title = xml_find_child(description, "title-info");
    const xmlNode *publication = xml_find_child(description, "publish-info");
    tell_child(title, "book-title", META_TITLE, sink);
    StrBuf authors = {0};
    for (const xmlNode *node = xml_find_child(title, "author"); node;
         node = xml_next_sibling(node, "author"))
        append_author(node, &authors);
    sink_meta(sink, META_AUTHOR, strbuf_get(&authors));
    strbuf_clear(&authors);
    tell_child(publication, "publisher", META_SOURCE, sink);
    tell_child(title, "date", META_DATE, sink);
    tell_child(publication, "year", META_DATE, sink);
}

/* ---- changes of the tree ----------------------------------------------- */

static void need(const void *made)
{
    if (!made) /* libxml2 has no memory left */
        mem_alloc(SIZE_MAX / 2);
}

static xmlNode *new_element(const xmlNode *near, const char *name)
{
    xmlNode *element = xmlNewDocNode(near->doc, NULL, BAD_CAST name, NULL);
    need(element);
    return element;
}

/* An empty line stands before the element. */
static void put_blank_line(xmlNode *element)
{
    for (int i = 0; i < 2; i++) {
        xmlNode *line_break = new_element(element, "br");
        if (element->children)
            xmlAddPrevSibling(element->children, line_break);
        else
            xmlAddChild(element, line_break);
    }
}

static void center(xmlNode *element)
{
    xmlSetProp(element, BAD_CAST "align", BAD_CAST "center");
}

static unsigned count_sections(const xmlNode *node)
{
    unsigned count = 0;
    for (; node; node = node->parent)
        count += node->type == XML_ELEMENT_NODE &&
                 str_is_equal(xml_get_attribute(node, "class"), STR("section"));
    return count;
}

/* The paragraphs of a title are one heading, parted by blanks. */
static void join_paragraphs(xmlNode *title)
{
    for (xmlNode *node = title->children; node; node = node->next) {
        if (!xml_is(node, "p"))
            continue;
        xmlNodeSetName(node, BAD_CAST "span");
        if (node->prev) {
            xmlNode *blank = xmlNewDocText(node->doc, BAD_CAST " ");
            need(blank);
            xmlAddPrevSibling(node, blank);
        }
    }
}

static void change_title(const Fiction *fiction, xmlNode *title)
{
    unsigned level = count_sections(title->parent);
    bool is_of_section =
        level && str_is_equal(xml_get_attribute(title->parent, "class"), STR("section"));
    bool is_of_body = xml_is(title->parent, "body");
    if (fiction->body_count > 1)
        level++;
    join_paragraphs(title);
    if (is_of_section || (is_of_body && fiction->body_count > 1)) {
        char name[3] = {'h', (char)('0' + MIN(level, LEVEL_MAX)), '\0'};
        xmlNodeSetName(title, BAD_CAST name);
    } else { /* of a poem, or of the whole book, which has it already */
        xmlNodeSetName(title, BAD_CAST "p");
        center(title);
    }
}

/* What an element is called in a page. `class` keeps what sections were. */
static void change_element(const Fiction *fiction, xmlNode *node)
{
    static const char *const names[][2] = {
        {"annotation", "blockquote"},
        {"cite", "blockquote"},
        {"date", "p"},
        {"emphasis", "em"},
        {"empty-line", "div"},
        {"epigraph", "blockquote"},
        {"image", "img"},
        {"poem", "div"},
        {"stanza", "div"},
        {"strikethrough", "s"},
        {"style", "span"},
        {"subtitle", "p"},
        {"text-author", "p"},
        {"v", "pre"},
    };
    if (xml_is(node, "title")) {
        change_title(fiction, node);
        return;
    }
    if (xml_is(node, "section")) {
        xmlNodeSetName(node, BAD_CAST "div");
        xmlSetProp(node, BAD_CAST "class", BAD_CAST "section");
        return;
    }
    if (xml_is(node, "subtitle"))
        center(node);
    if (xml_is(node, "stanza") && node->prev && xml_find_child(node, "v")) {
        bool is_first = true;
        for (const xmlNode *before = node->prev; before; before = before->prev)
            is_first = is_first && before->type != XML_ELEMENT_NODE;
        if (!is_first)
            put_blank_line(xml_find_child(node, "v"));
    }
    xmlNode *next = node->next;
    while (next && next->type != XML_ELEMENT_NODE)
        next = next->next;
    if (xml_is(node, "empty-line") && next && xml_is(next, "p"))
        put_blank_line(next);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (xml_is(node, names[i][0])) {
            xmlNodeSetName(node, BAD_CAST names[i][1]);
            return;
        }
}

static void change_below(const Fiction *fiction, xmlNode *root)
{
    for (xmlNode *node = root; node; node = xml_next(node, root, false))
        if (node->type == XML_ELEMENT_NODE)
            change_element(fiction, node);
}

/* ---- notes ------------------------------------------------------------- */

static bool is_notes_body(const xmlNode *body)
{
    return xml_get_attribute(body, "name").len > 0;
}

static int compare_notes(const void *left, const void *right)
{
    return str_compare(((const Note *)left)->id, ((const Note *)right)->id);
}

static void collect_notes(Fiction *fiction, const xmlNode *root)
{
    for (xmlNode *body = xml_find_child(root, "body"); body;
         body = xml_next_sibling(body, "body")) {
        fiction->body_count += !is_notes_body(body);
        if (!is_notes_body(body))
            continue;
        for (xmlNode *node = body; node; node = xml_next(node, body, false)) {
            Str id = xml_is(node, "section") ? xml_get_attribute(node, "id") : STR("");
            if (!id.len)
                continue;
            fiction->notes = mem_grow(fiction->notes, &fiction->note_capacity,
                                      fiction->note_count + 1, sizeof(*fiction->notes));
            fiction->notes[fiction->note_count++] = (Note){.id = id, .section = node};
        }
    }
    if (fiction->note_count)
        qsort(fiction->notes, fiction->note_count, sizeof(Note), compare_notes);
}

/* Takes the section of a note out of its body and makes it one of `parent`; its title is
 * only its number. */
static void place_note(const Fiction *fiction, Note *note, xmlNode *parent)
{
    xmlNode *section = note->section;
    note->is_placed = true;
    xmlNode *title = xml_find_child(section, "title");
    if (title) {
        xmlUnlinkNode(title);
        xmlFreeNode(title);
    }
    xmlUnlinkNode(section);
    change_below(fiction, section);
    xmlNodeSetName(section, BAD_CAST "aside");
    xmlSetProp(section, BAD_CAST "type", BAD_CAST "footnote");
    xmlAddChild(parent, section);
}

/* A note inside a note that is placed is placed with it. */
static bool is_inside_other(const Note *note, const xmlNode *body)
{
    const xmlNode *node = note->section->parent;
    while (node && node != body && !xml_is(node, "aside"))
        node = node->parent;
    return xml_is(node, "aside");
}

/* References become marks in brackets, their notes go to the end of `chapter`. */
static void place_notes(const Fiction *fiction, xmlNode *chapter)
{
    for (xmlNode *node = chapter; node; node = xml_next(node, chapter, false)) {
        Str href = xml_is(node, "a") ? xml_get_attribute(node, "href") : STR("");
        if (!str_has_prefix(href, STR("#")) || href.len < 2 || !fiction->note_count)
            continue;
        Note key = {.id = str_slice(href, 1, href.len)};
        Note *note = bsearch(&key, fiction->notes, fiction->note_count, sizeof(key),
                             compare_notes);
        if (!note)
            continue;
        xmlSetProp(node, BAD_CAST "type", BAD_CAST "noteref");
        StrBuf label = {0}, text = {0};
        xml_append_text(node, &label);
        Str bare = text_trim(strbuf_get(&label));
        size_t off = 0;
        if (bare.len && !text_is_opening(utf8_next(bare, &off))) {
            strbuf_appendf(&text, "[%.*s]", STR_ARG(bare));
            xmlNode *children = node->children;
            node->children = node->last = NULL;
            xmlFreeNodeList(children);
            xmlNode *mark = xmlNewDocText(node->doc, BAD_CAST text.data);
            need(mark);
            xmlAddChild(node, mark);
        }
        strbuf_clear(&label);
        strbuf_clear(&text);
        if (!note->is_placed && !is_inside_other(note, NULL))
            place_note(fiction, note, chapter);
    }
}

/* ---- the book ---------------------------------------------------------- */

static void walk_body(const Fiction *fiction, xmlNode *body, Flow *flow)
{
    HtmlWalk walk = {.flow = flow};
    change_below(fiction, body);
    for (xmlNode *node = body->children; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        place_notes(fiction, node);
        html_walk(node, &walk);
        flow_send_notes(flow);
    }
}

static void walk_book(Fiction *fiction, const xmlNode *root, Flow *flow)
{
    collect_notes(fiction, root);
    for (xmlNode *body = xml_find_child(root, "body"); body;
         body = xml_next_sibling(body, "body"))
        if (!is_notes_body(body))
            walk_body(fiction, body, flow);
    /* What nothing refers to. */
    HtmlWalk walk = {.flow = flow};
    for (size_t i = 0; i < fiction->note_count; i++) {
        Note *note = &fiction->notes[i];
        if (note->is_placed || is_inside_other(note, NULL))
            continue;
        change_below(fiction, note->section);
        html_walk(note->section, &walk);
        note->is_placed = true;
    }
    flow_send_notes(flow);
}

bool read_fb2(const Source *source, Sink *sink, Error *err)
{
    StrBuf bytes = {0};
    xmlDoc *doc = NULL;
    if (source_read_all(source, FILE_MAX_BYTES, &bytes, err))
        doc = xml_parse_leniently(strbuf_get(&bytes), source->name, err);
    uint64_t size = bytes.len;
    strbuf_clear(&bytes);
    if (!doc)
        return false;
    const xmlNode *root = xmlDocGetRootElement(doc);
    Fiction fiction = {0};
    Flow *flow = flow_new(sink);
    tell_metadata(root, sink);
    walk_book(&fiction, root, flow);
    bool has_text = flow_count_blocks(flow) > 0;
    flow_free(flow);
    free(fiction.notes);
    xmlFreeDoc(doc);
    if (!has_text)
        return error_set(err, ERR_EMPTY, _("%s holds no text"), source->name);
    sink_end(sink, 0, size);
    return true;
}
