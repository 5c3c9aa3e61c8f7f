/* Reads navigation documents and NCX files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "book/contents.h"

#include <stdlib.h>

#include <piyue/text.h>

void contents_init(Contents *contents)
{
    *contents = (Contents){.arena = arena_new()};
}

void contents_clear(Contents *contents)
{
    free(contents->entries);
    arena_free(contents->arena);
    *contents = (Contents){0};
}

/* ---- words ------------------------------------------------------------- */

bool words_have(Str words, Str word)
{
    for (size_t off = 0; off < words.len;) {
        size_t start = off;
        while (off < words.len && (unsigned char)words.data[off] > ' ')
            off++;
        if (off > start && str_is_equal_nocase(str_slice(words, start, off), word))
            return true;
        off += off == start;
    }
    return false;
}

bool element_has_type(const xmlNode *node, const char *type)
{
    if (!node || node->type != XML_ELEMENT_NODE || !node->properties)
        return false;
    return words_have(xml_get_attribute(node, "type"), str_from(type)) ||
           words_have(xml_get_attribute(node, "role"), str_from(type));
}

/* ---- entries ----------------------------------------------------------- */

/* Runs of blanks and line ends to one blank; what is at the ends goes. */
static Str tidy_title(Contents *contents, Str text)
{
    StrBuf line = {0};
    bool has_blank = false;
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t c = utf8_next(text, &off);
        if (c <= ' ' || c == 0xA0 || c == 0x7F || c == 0x200B || c == 0xFEFF) {
            has_blank = true;
            continue;
        }
        if (has_blank && line.len)
            strbuf_append_byte(&line, ' ');
        has_blank = false;
        strbuf_append_str(&line, str_slice(text, start, off));
    }
    Str title = arena_str(contents->arena, text_trim(strbuf_get(&line)));
    strbuf_clear(&line);
    return title;
}

static void add_entry(Contents *contents, Zip *zip, Str path, Str label, Str href,
                      unsigned level)
{
    ContentsEntry entry = {.file = SIZE_MAX, .level = MAX(level, 1)};
    entry.title = tidy_title(contents, label);
    if (!entry.title.len)
        return;
    StrBuf target = {0};
    if (href.len && zip_resolve(path, href, &target)) {
        entry.file = zip_find(zip, strbuf_get(&target));
        entry.is_linked = true;
    }
    size_t hash = str_find(href, STR("#"), 0);
    strbuf_reset(&target);
    /* Percent signs of a fragment are decoded as those of a path. */
    if (hash != STR_NONE &&
        zip_resolve(STR(""), str_slice(href, hash + 1, href.len), &target))
        entry.fragment = arena_str(contents->arena, strbuf_get(&target));
    strbuf_clear(&target);
    if (href.len && entry.file == SIZE_MAX)
        return; /* it leads out of the book, or to what is not there */
    contents->entries = mem_grow(contents->entries, &contents->capacity,
                                 contents->count + 1, sizeof(*contents->entries));
    contents->entries[contents->count++] = entry;
}

/* How many elements of that name are around `node`, `root` among them. */
static unsigned count_ancestors(const xmlNode *node, const xmlNode *root,
                                const char *name, const char *other)
{
    unsigned count = 0;
    for (const xmlNode *at = node; at; at = at == root ? NULL : at->parent)
        count += xml_is(at, name) || (other && xml_is(at, other));
    return count;
}

/* ---- EPUB 3 ------------------------------------------------------------ */

static const xmlNode *find_nav(const xmlDoc *doc)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    const xmlNode *first = NULL;
    for (const xmlNode *node = root; node; node = xml_next(node, root, false)) {
        if (!xml_is(node, "nav"))
            continue;
        if (element_has_type(node, "toc") || element_has_type(node, "doc-toc"))
            return node;
        first = first ? first : node;
    }
    return first;
}

/* The link or the words of an item, not of the lists in it. */
static const xmlNode *find_label(const xmlNode *item, Str *href)
{
    *href = STR("");
    const xmlNode *words = NULL;
    for (const xmlNode *node = item; node;) {
        bool is_list = xml_is(node, "ol") || xml_is(node, "ul");
        if (xml_is(node, "a")) {
            *href = xml_get_attribute(node, "href");
            return node;
        }
        if (!words && node != item && node->type == XML_ELEMENT_NODE && !is_list)
            words = node;
        node = xml_next(node, item, is_list);
    }
    return words;
}

/* Text of a label; of an image what is said of it. */
static void append_label(const xmlNode *label, StrBuf *out)
{
    for (const xmlNode *node = label; node; node = xml_next(node, label, false)) {
        strbuf_append_str(out, xml_get_text(node));
        if (xml_is(node, "img"))
            strbuf_append_str(out, xml_get_attribute(node, "alt"));
    }
    if (!str_trim(strbuf_get(out)).len && label)
        strbuf_append_str(out, xml_get_attribute(label, "title"));
}

void contents_read_nav(Contents *contents, const xmlDoc *doc, Zip *zip, Str path)
{
    const xmlNode *nav = find_nav(doc);
    StrBuf title = {0};
    for (const xmlNode *node = nav; node; node = xml_next(node, nav, false)) {
        if (!xml_is(node, "li"))
            continue;
        Str href;
        const xmlNode *label = find_label(node, &href);
        strbuf_reset(&title);
        append_label(label, &title);
        if (!label && node->children)
            strbuf_append_str(&title, xml_get_text(node->children));
        add_entry(contents, zip, path, strbuf_get(&title), href,
                  count_ancestors(node, nav, "ol", "ul"));
    }
    strbuf_clear(&title);
}

/* ---- EPUB 2 ------------------------------------------------------------ */

void contents_read_ncx(Contents *contents, const xmlDoc *doc, Zip *zip, Str path)
{
    const xmlNode *map = xml_find_child(xmlDocGetRootElement(doc), "navMap");
    StrBuf title = {0};
    for (const xmlNode *node = map; node; node = xml_next(node, map, false)) {
        if (!xml_is(node, "navPoint"))
            continue;
        strbuf_reset(&title);
        const xmlNode *label = xml_find_child(node, "navLabel");
        if (label)
            xml_append_text(label, &title);
        add_entry(contents, zip, path, strbuf_get(&title),
                  xml_get_attribute(xml_find_child(node, "content"), "src"),
                  count_ancestors(node, map, "navPoint", NULL));
    }
    strbuf_clear(&title);
}
