/* Which elements of a page are notes.
 *
 * A mark is a link inside the page with very little text ([1], ①, *) that looks like a
 * reference: raised, in brackets, or named so. What it points to, if it comes later and
 * is no larger than a note, is the note; its link back then points to what has passed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/note.h"

#include <stdlib.h>

#include <piyue/text.h>

#include "web/element.h"

#define MARK_MAX_CODEPOINTS 6
#define NOTE_MAX_BYTES 6000
#define MARKS_MAX 20000 /* no book has more; a hostile page is not to grow for ever */

typedef struct Mark {
    Str target, label; /* borrowed from the tree; label from the arena */
    uint64_t hash;
} Mark;

struct NoteFinder {
    Arena *arena;
    Mark *marks;
    size_t count, capacity;
    uint32_t *slots; /* index + 1 of a mark by hash; a power of two of them */
    size_t slot_count;
};

NoteFinder *note_finder_new(void)
{
    NoteFinder *finder = mem_alloc(sizeof(*finder));
    finder->arena = arena_new();
    return finder;
}

void note_finder_free(NoteFinder *finder)
{
    arena_free(finder->arena);
    free(finder->marks);
    free(finder->slots);
    free(finder);
}

/* ---- marks ------------------------------------------------------------- */

static uint64_t hash_text(Str text)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211u;
    return hash;
}

static void put_slot(NoteFinder *finder, uint64_t hash, size_t index)
{
    size_t slot = (size_t)hash & (finder->slot_count - 1);
    while (finder->slots[slot])
        slot = (slot + 1) & (finder->slot_count - 1);
    finder->slots[slot] = (uint32_t)index + 1;
}

static const Mark *find_mark(const NoteFinder *finder, Str target)
{
    if (!finder->count || !target.len)
        return NULL;
    uint64_t hash = hash_text(target);
    for (size_t slot = (size_t)hash; finder->slots[slot & (finder->slot_count - 1)];
         slot++) {
        const Mark *mark =
            &finder->marks[finder->slots[slot & (finder->slot_count - 1)] - 1];
        if (mark->hash == hash && str_is_equal(mark->target, target))
            return mark;
    }
    return NULL;
}

static void add_mark(NoteFinder *finder, Str target, Str label)
{
    if (finder->count >= MARKS_MAX || find_mark(finder, target))
        return;
    finder->marks = mem_grow(finder->marks, &finder->capacity, finder->count + 1,
                             sizeof(*finder->marks));
    finder->marks[finder->count++] =
        (Mark){target, arena_str(finder->arena, label), hash_text(target)};
    if (finder->count * 2 > finder->slot_count) {
        free(finder->slots);
        finder->slot_count = MAX(finder->slot_count * 2, 64);
        finder->slots = mem_alloc_array(finder->slot_count, sizeof(*finder->slots));
        for (size_t i = 0; i < finder->count; i++)
            put_slot(finder, finder->marks[i].hash, i);
    } else {
        put_slot(finder, finder->marks[finder->count - 1].hash, finder->count - 1);
    }
}

static bool has_note_word(Str text)
{
    static const char *const words[] = {"note", "fn", "ftn", "cite", "ref", "anno", "注"};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (str_find(text, str_from(words[i]), 0) != STR_NONE)
            return true;
    return false;
}

static bool is_type(const xmlNode *node, const char *word)
{
    return words_contain(xml_get_attribute(node, "type"), str_from(word)) ||
           words_contain(xml_get_attribute(node, "epub:type"), str_from(word)) ||
           words_contain(xml_get_attribute(node, "role"), str_from(word));
}

/* Text of a mark: digits, letters or signs, with or without brackets. */
static bool is_mark_text(Str text)
{
    size_t off = 0;
    if (!text.len || utf8_count_codepoints(text) > MARK_MAX_CODEPOINTS)
        return false;
    char32_t c = utf8_next(text, &off);
    return (c >= '0' && c <= '9') || (c >= 0x2460 && c <= 0x24FF) || c == '*' ||
           c == 0x2020 || c == 0x2021 || c == 0x203B || c == 0x6CE8 ||
           text_is_opening(c) || (text.len == 1 && c >= 'a' && c <= 'z');
}

static void look_for_mark(NoteFinder *finder, const xmlNode *link)
{
    Str target = xml_get_attribute(link, "href");
    /* A page saved under another name has its own address before the fragment. */
    size_t hash = str_find(target, STR("#"), 0);
    if (hash == STR_NONE || hash + 1 >= target.len)
        return;
    bool is_inside = hash == 0;
    target = str_slice(target, hash + 1, target.len);
    if (!is_inside && !has_note_word(target))
        return;
    StrBuf text = {0};
    const xmlNode *child = link->children;
    /* Only what is short is looked at whole. */
    for (size_t steps = 0; child && steps < 8; steps++)
        child = xml_next(child, link, false);
    if (!child)
        xml_append_text(link, &text);
    Str label = text_trim(strbuf_get(&text));
    const xmlNode *parent = link->parent;
    bool is_raised = (parent && xml_is(parent, "sup")) || xml_find_child(link, "sup");
    if (is_mark_text(label) &&
        (is_raised || is_type(link, "noteref") || is_type(link, "doc-noteref") ||
         has_note_word(target) || has_note_word(xml_get_attribute(link, "class"))))
        add_mark(finder, target, label);
    strbuf_clear(&text);
}

/* ---- notes ------------------------------------------------------------- */

/* Is the element as small as a note, and without headings? */
static bool is_note_sized(const xmlNode *node)
{
    size_t bytes = 0, steps = 0;
    for (const xmlNode *at = node->children; at; at = xml_next(at, node, false)) {
        if (at->type == XML_ELEMENT_NODE) {
            ElementRole role = element_get_role(at);
            if (role == ROLE_HEADING || role == ROLE_TABLE)
                return false;
        } else {
            bytes += xml_get_text(at).len;
        }
        if (bytes > NOTE_MAX_BYTES || ++steps > NOTE_MAX_BYTES)
            return false;
    }
    return bytes > 0 || !role_is_block(element_get_role(node));
}

/* [1], 1. and ① all begin with what the mark says. */
static bool begins_with_label(Str text, Str label)
{
    size_t off = 0, end = label.len;
    while (off < end && (label.data[off] == '[' || label.data[off] == '('))
        off++;
    while (end > off && (label.data[end - 1] == ']' || label.data[end - 1] == ')'))
        end--;
    Str core = str_slice(label, off, end);
    off = 0;
    while (off < text.len && (text.data[off] == '[' || text.data[off] == '('))
        off++;
    return core.len && str_has_prefix(str_slice(text, off, text.len), core);
}

/* `label` where the note does not begin with it. */
static Str choose_label(const xmlNode *node, Str label)
{
    if (xml_is(node, "li"))
        return STR(""); /* the list numbers it */
    if (!role_is_block(element_get_role(node)))
        return STR("");
    const xmlNode *text = node->children;
    while (text && !text_trim(xml_get_text(text)).len)
        text = xml_next(text, node, false);
    Str begin = text ? text_trim(xml_get_text(text)) : STR("");
    return begins_with_label(begin, label) ? STR("") : label;
}

bool note_finder_is_note(NoteFinder *finder, const xmlNode *element, Str *label)
{
    *label = STR("");
    if (!element->properties)
        return false;
    Str id = xml_get_attribute(element, "id");
    bool is_link = xml_is(element, "a");
    if (!id.len && is_link)
        id = xml_get_attribute(element, "name");
    const Mark *mark = find_mark(finder, id);
    bool is_note = is_type(element, "footnote") || is_type(element, "endnote") ||
                   is_type(element, "rearnote") || is_type(element, "doc-footnote") ||
                   is_type(element, "doc-endnote");
    if (is_link)
        look_for_mark(finder, element);
    if (!is_note && !mark)
        return false;
    ElementRole role = element_get_role(element);
    if (role == ROLE_HEADING || role == ROLE_TABLE || role == ROLE_ROW ||
        role == ROLE_CELL || !is_note_sized(element))
        return false;
    if (mark)
        *label = choose_label(element, mark->label);
    return true;
}
