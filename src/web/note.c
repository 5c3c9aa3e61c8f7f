/* Which elements of a page are notes.
 *
 * A mark is a link inside the page with very little text ([1], ①, *) that looks like a
 * reference: raised, in brackets, or named so. What it points to, if it comes later and
 * is no larger than a note, is the note; its link back then points to what has passed.
 * A mark and its note begin alike, [1], whatever the page shows, so that one leads to the
 * other.
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

/* 1, 12, a, iv: what needs brackets to be told from the word before it. */
static bool is_bare(Str label)
{
    for (size_t i = 0; i < label.len; i++)
        if (!((label.data[i] >= '0' && label.data[i] <= '9') ||
              (label.data[i] >= 'a' && label.data[i] <= 'z')))
            return false;
    return label.len > 0;
}

/* Reads the mark that a link is: its words, and the id it points to. */
static bool read_mark(const xmlNode *link, StrBuf *label, Str *target)
{
    Str href = xml_get_attribute(link, "href");
    /* A page saved under another name has its own address before the fragment. */
    size_t hash = str_find(href, STR("#"), 0);
    if (hash == STR_NONE || hash + 1 >= href.len)
        return false;
    bool is_inside = hash == 0;
    *target = str_slice(href, hash + 1, href.len);
    if (!is_inside && !has_note_word(*target))
        return false;
    StrBuf text = {0};
    const xmlNode *child = link->children;
    /* Only what is short is looked at whole. */
    for (size_t steps = 0; child && steps < 8; steps++)
        child = xml_next(child, link, false);
    if (!child)
        xml_append_text(link, &text);
    strbuf_append_str(label, text_trim(strbuf_get(&text)));
    strbuf_clear(&text);
    const xmlNode *parent = link->parent;
    bool is_raised = (parent && xml_is(parent, "sup")) || xml_find_child(link, "sup");
    return is_mark_text(strbuf_get(label)) &&
           (is_raised || is_type(link, "noteref") || is_type(link, "doc-noteref") ||
            has_note_word(*target) || has_note_word(xml_get_attribute(link, "class")));
}

static void look_for_mark(NoteFinder *finder, const xmlNode *link)
{
    StrBuf label = {0};
    Str target;
    if (read_mark(link, &label, &target)) {
        bool needs_brackets = is_bare(strbuf_get(&label));
        if (needs_brackets) {
            strbuf_splice(&label, 0, 0, STR("["));
            strbuf_append_byte(&label, ']');
        }
        add_mark(finder, target, strbuf_get(&label));
    }
    strbuf_clear(&label);
}

bool note_mark_is_bare(const xmlNode *link)
{
    StrBuf label = {0};
    Str target;
    bool is_one = xml_is(link, "a") && read_mark(link, &label, &target) &&
                  is_bare(strbuf_get(&label));
    strbuf_clear(&label);
    return is_one;
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

/* The first of `signs` at the beginning of `text`, or nothing. */
static Str take_sign(Str text, const char *const *signs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_has_prefix(text, str_from(signs[i])))
            return str_slice(text, str_from(signs[i]).len, text.len);
    return text;
}

static const char *const openings[] = {"[", "(", "〔", "［", "（", "【"};
static const char *const closings[] = {"]", ")", "〕", "］", "）", "】"};
static const char *const stops[] = {".", "．", "、", "：", ":"};

/* What a label says: 1 of [1]. */
static Str get_core(Str label)
{
    Str core = take_sign(label, openings, ARRAY_SIZE(openings));
    for (size_t i = 0; i < ARRAY_SIZE(closings); i++)
        if (str_has_suffix(core, str_from(closings[i])))
            return str_slice(core, 0, core.len - str_from(closings[i]).len);
    return core;
}

Str note_skip_own(Str text, Str own)
{
    Str rest = text_trim(text);
    rest = take_sign(rest, openings, ARRAY_SIZE(openings));
    if (!own.len || !str_has_prefix(rest, own))
        return text;
    rest = str_slice(rest, own.len, rest.len);
    char next = rest.len ? rest.data[0] : ' ';
    if ((next >= '0' && next <= '9') || ((next | 0x20) >= 'a' && (next | 0x20) <= 'z'))
        return text; /* 12 is not 1 */
    rest = take_sign(rest, closings, ARRAY_SIZE(closings));
    return take_sign(rest, stops, ARRAY_SIZE(stops));
}

bool note_is_sign(Str text)
{
    bool has_sign = false;
    for (size_t off = 0; off < text.len;) {
        char32_t c = utf8_next(text, &off);
        bool is_picture = (c >= 0x2190 && c <= 0x2BFF) || c == 0xFE0E || c == 0xFE0F;
        if (!is_picture && !text_is_punctuation(c) && !text_is_space(c) && c != '^')
            return false;
        has_sign |= !text_is_space(c);
    }
    return has_sign;
}

/* The first text inside of an element. */
static Str get_beginning(const xmlNode *node)
{
    const xmlNode *text = node->children;
    while (text &&
           (!text_trim(xml_get_text(text)).len || note_is_sign(xml_get_text(text))))
        text = xml_next(text, node, false);
    return text ? text_trim(xml_get_text(text)) : STR("");
}

/* One that the reader of the text finds by its look. */
static bool is_proper(Str label)
{
    size_t off = 0;
    char32_t c = label.len ? utf8_next(label, &off) : 0;
    return c == '[' || c == U'〔' || c == U'［' || (c >= U'①' && c <= U'⑳');
}

static NoteHead choose_head(const xmlNode *node, Str label)
{
    Str core = get_core(label), begin = get_beginning(node);
    bool has_own = note_skip_own(begin, core).len < begin.len;
    bool is_block = role_is_block(element_get_role(node));
    if (!is_proper(label)) /* the list numbers it, or it does so itself */
        return (NoteHead){.label = has_own || !is_block || xml_is(node, "li") ? STR("")
                                                                              : label};
    /* What is no block may stand in the middle of one. */
    if (!is_block && !has_own)
        return (NoteHead){0};
    return (NoteHead){label, has_own ? core : STR("")};
}

bool note_finder_is_note(NoteFinder *finder, const xmlNode *element, NoteHead *head)
{
    *head = (NoteHead){0};
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
        *head = choose_head(element, mark->label);
    return true;
}
