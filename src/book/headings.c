/* Makes the headings of a chapter those of the table of contents.
 *
 * A leaf is a run of text of one block element. What an entry points to is a place among
 * the leaves; from there the next few are searched for its title.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "book/headings.h"

#include <stdlib.h>

#include <piyue/text.h>

/* A title stands so near to the place that is pointed to, or it is not there. */
#define SEARCH_LEAVES 12
#define SEARCH_BYTES 1200
/* Into so many parts is a title cut ("第一章", "起源"). */
#define TITLE_PARTS 3
#define LEVEL_MAX 6 /* of HTML */

typedef struct Leaf {
    xmlNode *element; /* its block */
    xmlNode *first,
        *end;       /* first text of its first line, and the <br> behind it or NULL */
    Str text;       /* folded, for comparing; arena */
    Str first_line; /* the same, up to the first <br> */
    bool is_pure;   /* the block holds nothing but this leaf */
    bool is_taken;
} Leaf;

/* What an entry points to. */
typedef struct Target {
    const ContentsEntry *entry;
    size_t order; /* of the entry in the contents */
    size_t place; /* index of the leaf; SIZE_MAX while it is not known */
} Target;

typedef struct Placing {
    Arena *arena;
    Leaf *leaves; /* owned */
    size_t count, capacity;
    Target *targets; /* owned; sorted by fragment, later by place */
    size_t target_count;
} Placing;

/* ---- elements ---------------------------------------------------------- */

static bool is_heading(const xmlNode *node)
{
    const char *name = (const char *)node->name;
    return node->type == XML_ELEMENT_NODE && name[0] == 'h' && name[1] >= '1' &&
           name[1] <= '6' && !name[2];
}

static bool is_block(const xmlNode *node)
{
    static const char *const names[] = {
        "address", "article", "aside",  "blockquote", "body",    "caption",
        "center",  "dd",      "div",    "dl",         "dt",      "figcaption",
        "figure",  "footer",  "header", "hgroup",     "li",      "main",
        "nav",     "ol",      "p",      "pre",        "section", "table",
        "tbody",   "td",      "th",     "tr",         "ul",
    };
    if (node->type != XML_ELEMENT_NODE)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (xml_is(node, names[i]))
            return true;
    return is_heading(node);
}

/* Its text is none of the chapter's. */
static bool is_silent(const xmlNode *node)
{
    return xml_is(node, "script") || xml_is(node, "style") || xml_is(node, "head") ||
           xml_is(node, "rt") || xml_is(node, "rp");
}

static bool is_note_mark(const xmlNode *node)
{
    return xml_is(node, "sup") || element_has_type(node, "noteref") ||
           element_has_type(node, "doc-noteref");
}

size_t headings_count(const xmlNode *body)
{
    size_t count = 0;
    for (const xmlNode *node = body; node; node = xml_next(node, body, false))
        count += is_heading(node);
    return count;
}

/* ---- leaves ------------------------------------------------------------ */

/* Letters and digits only, folded: titles differ in blanks, marks, case and width. */
static void fold_title(Str text, StrBuf *out)
{
    for (size_t off = 0; off < text.len;) {
        char32_t c = utf8_next(text, &off);
        if (!text_is_space(c) && !text_is_punctuation(c) && c > ' ')
            strbuf_append_codepoint(out, fold_codepoint(c));
    }
}

static xmlNode *get_block(xmlNode *node, const xmlNode *body)
{
    while (node != body && !is_block(node) && node->parent)
        node = node->parent;
    return node;
}

/* A leaf being collected. */
typedef struct Collecting {
    Placing *placing;
    StrBuf text;
    size_t first_line_end; /* SIZE_MAX until a <br> came */
    bool is_open;
} Collecting;

static void end_leaf(Collecting *collecting)
{
    if (!collecting->is_open)
        return;
    Placing *placing = collecting->placing;
    Leaf *leaf = &placing->leaves[placing->count - 1];
    leaf->text = arena_str(placing->arena, strbuf_get(&collecting->text));
    leaf->first_line = str_slice(leaf->text, 0, collecting->first_line_end);
    strbuf_reset(&collecting->text);
    collecting->is_open = false;
}

static void add_text(Collecting *collecting, xmlNode *node, xmlNode *block)
{
    Placing *placing = collecting->placing;
    if (!text_trim(xml_get_text(node)).len)
        return;
    if (!collecting->is_open) {
        placing->leaves = mem_grow(placing->leaves, &placing->capacity,
                                   placing->count + 1, sizeof(*placing->leaves));
        placing->leaves[placing->count++] = (Leaf){.element = block, .first = node};
        collecting->is_open = true;
        collecting->first_line_end = SIZE_MAX;
    }
    /* Nobody compares long paragraphs. */
    if (collecting->text.len < SEARCH_BYTES)
        fold_title(str_slice(xml_get_text(node), 0, SEARCH_BYTES), &collecting->text);
}

/* First of the targets whose fragment is not before `id`. */
static size_t find_target(const Placing *placing, Str id)
{
    size_t low = 0, high = placing->target_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(placing->targets[middle].entry->fragment, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Entries whose fragment is the element's id point to the leaf that comes, or to the one
 * it stands in. */
static void note_anchor(Collecting *collecting, const xmlNode *node, const xmlNode *block)
{
    Placing *placing = collecting->placing;
    Str id = xml_get_attribute(node, "id");
    if (!id.len && xml_is(node, "a"))
        id = xml_get_attribute(node, "name");
    if (!id.len)
        return;
    bool is_inside =
        collecting->is_open && placing->leaves[placing->count - 1].element == block;
    for (size_t i = find_target(placing, id); i < placing->target_count; i++) {
        Target *target = &placing->targets[i];
        if (!str_is_equal(target->entry->fragment, id))
            break;
        if (target->place == SIZE_MAX)
            target->place = placing->count - is_inside;
    }
}

static void collect_leaves(Placing *placing, xmlNode *body)
{
    Collecting collecting = {.placing = placing};
    const xmlNode *last_block = NULL;
    bool skips = false;
    for (xmlNode *node = body; node; node = xml_next(node, body, skips)) {
        skips = is_silent(node) || is_note_mark(node);
        xmlNode *block = get_block(node, body);
        if (block != last_block)
            end_leaf(&collecting);
        last_block = block;
        if (node->type == XML_ELEMENT_NODE && node->properties)
            note_anchor(&collecting, node, block);
        if (xml_is(node, "br") && collecting.is_open &&
            collecting.first_line_end == SIZE_MAX) {
            collecting.first_line_end = collecting.text.len;
            placing->leaves[placing->count - 1].end = node;
        }
        if (!skips && node->type != XML_ELEMENT_NODE)
            add_text(&collecting, node, block);
    }
    end_leaf(&collecting);
    strbuf_clear(&collecting.text);
    /* Blocks that hold blocks, or text at two places. */
    for (size_t i = 0; i < placing->count; i++) {
        Leaf *leaf = &placing->leaves[i];
        leaf->is_pure = leaf->element != body &&
                        (i == 0 || placing->leaves[i - 1].element != leaf->element);
        for (const xmlNode *node = leaf->element->children; node && leaf->is_pure;
             node = xml_next(node, leaf->element, false))
            leaf->is_pure = !is_block(node);
    }
}

/* ---- changes ----------------------------------------------------------- */

static void set_name(xmlNode *node, unsigned level)
{
    char name[3] = {'h', (char)('0' + MIN(level, LEVEL_MAX)), '\0'};
    xmlNodeSetName(node, BAD_CAST(level ? name : "p"));
}

static xmlNode *new_heading(xmlNode *near, unsigned level)
{
    xmlNode *heading = xmlNewDocNode(near->doc, NULL, BAD_CAST "h1", NULL);
    if (!heading) /* libxml2 has no memory left */
        mem_alloc(SIZE_MAX / 2);
    set_name(heading, level);
    /* Told from those the chapter had before. */
    xmlSetProp(heading, BAD_CAST "class", BAD_CAST "piyue-listed");
    return heading;
}

static void move_children(xmlNode *from, xmlNode *to)
{
    while (from->children) {
        xmlNode *child = from->children;
        xmlUnlinkNode(child);
        xmlAddChild(to, child);
    }
}

static void mark(xmlNode *element)
{
    xmlSetProp(element, BAD_CAST "class", BAD_CAST "piyue-listed");
}

/* A heading in a list is no item of it: it gets no number. */
static void leave_list(xmlNode *heading)
{
    xmlNode *node = heading;
    while (node->parent && !xml_is(node->parent, "li") && !xml_is(node->parent, "body"))
        node = node->parent;
    bool is_first = xml_is(node->parent, "li");
    for (const xmlNode *at = node->prev; at && is_first; at = at->prev)
        is_first = !text_trim(xml_get_text(at)).len && at->type != XML_ELEMENT_NODE;
    if (is_first)
        xmlNodeSetName(node->parent, BAD_CAST "div");
}

/* All of the leaf is the title. */
static void make_heading(Leaf *leaf, unsigned level)
{
    xmlNode *element = leaf->element;
    if (is_heading(element) || xml_is(element, "p") || xml_is(element, "div")) {
        set_name(element, level);
        mark(element);
        leave_list(element);
    } else {
        xmlNode *heading = new_heading(element, level);
        move_children(element, heading);
        xmlAddChild(element, heading);
        leave_list(heading);
    }
    leaf->is_taken = true;
}

/* The first line of the leaf is the title: it becomes an element. False where the line is
 * not made of children of one element. */
static bool cut_heading(Leaf *leaf, unsigned level)
{
    xmlNode *parent = leaf->end ? leaf->end->parent : leaf->element;
    xmlNode *first = leaf->first;
    while (first->parent && first->parent != parent)
        first = first->parent;
    if (first->parent != parent || (parent != leaf->element && is_block(parent)))
        return false;
    xmlNode *heading = new_heading(parent, level);
    xmlAddPrevSibling(first, heading);
    while (heading->next && heading->next != leaf->end && !is_block(heading->next)) {
        xmlNode *child = heading->next;
        xmlUnlinkNode(child);
        xmlAddChild(heading, child);
    }
    leaf->is_taken = true;
    return true;
}

static void insert_title(Placing *placing, xmlNode *body, size_t place,
                         const ContentsEntry *entry)
{
    xmlNode *heading = new_heading(body, entry->level);
    char *title = str_dup(entry->title);
    xmlAddChild(heading, xmlNewDocText(body->doc, BAD_CAST title));
    free(title);
    if (place < placing->count) {
        Leaf *leaf = &placing->leaves[place];
        xmlNode *before =
            leaf->is_pure || is_heading(leaf->element) ? leaf->element : leaf->first;
        while (before != body && before->parent &&
               (xml_is(before, "li") || xml_is(before, "td") || xml_is(before, "th") ||
                xml_is(before, "tr") || xml_is(before, "tbody") || xml_is(before, "dd") ||
                xml_is(before, "dt") || !(is_block(before->parent))))
            before = before->parent;
        if (before != body) {
            xmlAddPrevSibling(before, heading);
            return;
        }
    }
    if (place == 0 && body->children)
        xmlAddPrevSibling(body->children, heading);
    else
        xmlAddChild(body, heading);
}

/* ---- search ------------------------------------------------------------ */

/* Parts of the title from `place` on: how many leaves make it, 0 for none. */
static size_t count_parts(const Placing *placing, size_t place, size_t end, Str title)
{
    size_t off = 0;
    for (size_t i = place; i < end && i < place + TITLE_PARTS; i++) {
        const Leaf *leaf = &placing->leaves[i];
        Str rest = str_slice(title, off, title.len);
        if (!leaf->is_pure || !leaf->text.len || !str_has_prefix(rest, leaf->text))
            return 0;
        off += leaf->text.len;
        if (off == title.len)
            return i - place + 1;
    }
    return 0;
}

/* Makes one heading of so many leaves. */
static void join_parts(Placing *placing, size_t place, size_t parts, unsigned level)
{
    Leaf *leaf = &placing->leaves[place];
    for (size_t i = 1; i < parts; i++) {
        Leaf *part = &placing->leaves[place + i];
        xmlAddChild(leaf->element, xmlNewDocText(leaf->element->doc, BAD_CAST " "));
        move_children(part->element, leaf->element);
        part->is_taken = true;
    }
    make_heading(leaf, level);
}

/* Looks for the title of an entry from leaf `from` on, and makes it a heading; gives the
 * leaf behind it, or SIZE_MAX where it is not there. */
static size_t find_title(Placing *placing, const ContentsEntry *entry, size_t from,
                         size_t end)
{
    StrBuf folded = {0};
    fold_title(entry->title, &folded);
    Str title = strbuf_get(&folded); /* empty where it is marks alone: found nowhere */
    size_t bytes = 0, next = SIZE_MAX;
    for (size_t i = from; i < end && next == SIZE_MAX && bytes < SEARCH_BYTES; i++) {
        Leaf *leaf = &placing->leaves[i];
        bytes += leaf->text.len;
        if (leaf->is_taken || !title.len)
            continue;
        size_t parts = count_parts(placing, i, end, title);
        if (parts) {
            join_parts(placing, i, parts, entry->level);
            next = i + parts;
        } else if ((leaf->end || !leaf->is_pure) &&
                   str_is_equal(leaf->first_line, title) &&
                   cut_heading(leaf, entry->level)) {
            next = i + 1;
        }
    }
    strbuf_clear(&folded);
    return next;
}

static int compare_fragments(const void *left, const void *right)
{
    const Target *a = left, *b = right;
    int order = str_compare(a->entry->fragment, b->entry->fragment);
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static int compare_orders(const void *left, const void *right)
{
    const Target *a = left, *b = right;
    return (a->order > b->order) - (a->order < b->order);
}

static int compare_places(const void *left, const void *right)
{
    const Target *a = left, *b = right;
    int order = (a->place > b->place) - (a->place < b->place);
    return order ? order : compare_orders(left, right);
}

/* Fills in where nothing is pointed to: the beginning, or what comes next. Targets are in
 * the order of the contents. */
static void settle_places(Placing *placing)
{
    for (size_t i = placing->target_count; i-- > 0;) {
        Target *target = &placing->targets[i];
        if (!target->entry->is_linked)
            target->place = i + 1 < placing->target_count ? target[1].place : 0;
        else if (!target->entry->fragment.len)
            target->place = 0;
    }
    for (size_t i = 0; i < placing->target_count; i++)
        if (placing->targets[i].place == SIZE_MAX) /* there is no such id */
            placing->targets[i].place = i ? placing->targets[i - 1].place : 0;
}

static void demote_others(xmlNode *body)
{
    for (xmlNode *node = body; node; node = xml_next(node, body, false)) {
        if (!is_heading(node) ||
            str_is_equal(xml_get_attribute(node, "class"), STR("piyue-listed")))
            continue;
        set_name(node, 0);
        xmlSetProp(node, BAD_CAST "class", BAD_CAST HEADING_UNLISTED);
    }
}

static void place_all(Placing *placing, xmlNode *body, const HeadingPlan *plan)
{
    size_t from = 0;
    for (size_t i = 0; i < placing->target_count; i++) {
        const ContentsEntry *entry = placing->targets[i].entry;
        size_t place = placing->targets[i].place;
        /* Words without a link may stand some way before what follows them. */
        size_t first = entry->is_linked ? MAX(place, from) : from;
        if (!entry->is_linked && place > SEARCH_LEAVES)
            first = MAX(first, place - SEARCH_LEAVES);
        size_t end = MIN(placing->count, MAX(first, place) + SEARCH_LEAVES);
        for (size_t j = i + 1; j < placing->target_count; j++)
            if (placing->targets[j].place > MAX(first, place)) {
                end = MIN(end, placing->targets[j].place);
                break;
            }
        size_t next = find_title(placing, entry, first, end);
        if (next != SIZE_MAX) {
            from = next;
        } else if (!plan->is_elsewhere || !plan->is_elsewhere(plan->context, entry)) {
            from = MAX(place, from);
            insert_title(placing, body, from, entry);
        }
    }
}

static void placing_init(Placing *placing, xmlNode *body, const HeadingPlan *plan)
{
    *placing = (Placing){.arena = arena_new(), .target_count = plan->count};
    placing->targets = mem_alloc_array(plan->count + 1, sizeof(Target));
    for (size_t i = 0; i < plan->count; i++)
        placing->targets[i] = (Target){plan->entries[i], i, SIZE_MAX};
    qsort(placing->targets, plan->count, sizeof(Target), compare_fragments);
    collect_leaves(placing, body);
    qsort(placing->targets, plan->count, sizeof(Target), compare_orders);
    settle_places(placing);
    qsort(placing->targets, plan->count, sizeof(Target), compare_places);
}

static void placing_clear(Placing *placing)
{
    free(placing->targets);
    free(placing->leaves);
    arena_free(placing->arena);
}

void headings_place(xmlNode *body, const HeadingPlan *plan)
{
    Placing placing;
    placing_init(&placing, body, plan);
    place_all(&placing, body, plan);
    if (!plan->keeps_others)
        demote_others(body);
    placing_clear(&placing);
}

bool headings_begin_with(xmlNode *body, Str title)
{
    Placing placing;
    StrBuf folded = {0};
    placing_init(&placing, body, &(HeadingPlan){0});
    fold_title(title, &folded);
    Str wanted = strbuf_get(&folded);
    bool is_first = wanted.len && count_parts(&placing, 0, placing.count, wanted);
    strbuf_clear(&folded);
    placing_clear(&placing);
    return is_first;
}
