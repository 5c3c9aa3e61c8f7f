/* A tree of HTML elements to blocks.
 *
 * One pass in document order, climbing back by the parents: no recursion. A run is text
 * that no block element parts; what kind of block it becomes is decided at its first
 * letter, from what is open around it (a heading, an item, a quotation) and from how its
 * line breaks lie (verse or prose).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/web.h>

#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

#include "web/element.h"
#include "web/link.h"
#include "web/list.h"
#include "web/note.h"
#include "web/table.h"

/* Verse: so many lines at least, none longer than this. */
#define VERSE_LINES_MIN 3
#define VERSE_MAX_COLUMNS 56u

typedef struct Walk {
    const HtmlWalk *how;
    Flow *flow;
    NoteFinder *notes;
    unsigned bold, center, quote, pre, cell, item_depth; /* open elements of the kind */
    const xmlNode *heading;    /* the outermost one that is open */
    const xmlNode *definition; /* dt */
    const xmlNode *note_end;   /* behind this element the note ends */
    const xmlNode *bare_mark;  /* behind this link its bracket closes */
    NoteHead note_head;        /* of the note that is open, until its text comes */
    const xmlNode *centered;   /* the outermost centred element */
    List *lists;               /* the open ones */
    size_t list_count, list_capacity;
    Table *tables; /* open ones of data; only the innermost is written */
    size_t table_count, table_capacity;
    StrBuf marker; /* of the item that is open, until its text comes */
    StrBuf indent; /* of a line of program text, until its text comes */
    StrBuf note_text;
    bool is_numbered;
    /* ---- the run */
    bool is_open; /* a block of the flow is ours */
    bool is_verse, is_scanned;
    bool is_prose;  /* the <pre> that is open holds wrapped prose, not a program's text */
    bool has_break; /* a line break waits for text */
    bool has_blank_line;      /* two of them do */
    bool has_rule;            /* a rule waits for text behind it */
    bool has_text;            /* there is text before it */
    size_t bytes, bold_bytes; /* of its text, without blanks */
    bool is_paragraph;
} Walk;

/* ---- blocks ------------------------------------------------------------ */

/* Ends the block of the flow, with what is only known at its end. */
static void close_block(Walk *walk)
{
    if (walk->is_open && walk->is_paragraph && walk->bytes &&
        walk->bytes == walk->bold_bytes)
        flow_add_evidence(walk->flow, EVIDENCE_BOLD);
    if (walk->is_open)
        flow_end(walk->flow);
    walk->is_open = false;
    walk->bytes = walk->bold_bytes = 0;
}

/* A block element begins or ends here. */
static void end_run(Walk *walk)
{
    if (walk->cell) {
        flow_append(walk->flow, STR(" "));
        return;
    }
    close_block(walk);
    walk->is_scanned = walk->has_break = walk->has_blank_line = false;
}

static unsigned heading_get_level(const xmlNode *heading)
{
    return (unsigned)(heading->name[1] - '0');
}

/* Breaks of the run that begins at `node`: is it verse? */
static bool scan_verse(const xmlNode *node, const xmlNode *root)
{
    static const WidthPolicy narrow = {AMBIGUOUS_NARROW};
    size_t lines = 0, columns = 0;
    bool skips = false;
    for (; node; node = xml_next(node, root, skips)) {
        skips = false;
        if (node->type != XML_ELEMENT_NODE) {
            Str text = xml_get_text(node);
            if (text_trim(text).len)
                columns += text_columns(text_trim(text), &narrow);
            if (columns > VERSE_MAX_COLUMNS)
                return false;
            continue;
        }
        ElementRole role = element_get_role(node);
        if (role_is_block(role))
            break;
        skips = role == ROLE_SKIPPED;
        if (role == ROLE_BREAK) {
            lines += columns > 0;
            columns = 0;
        }
    }
    return lines + (columns > 0) >= VERSE_LINES_MIN;
}

/* Old pages put a whole text into <pre>, in rows of one length. Most of it is Han, there
 * are full stops in it, and its rows are longer than those of verse. */
static bool is_wrapped_prose(Str text)
{
    static const WidthPolicy narrow = {AMBIGUOUS_NARROW};
    size_t rows = 0, long_rows = 0, stops = 0, han = 0, codepoints = 0;
    for (Str rest = text; rest.data;) {
        Str row = text_trim(str_split(&rest, '\n'));
        rows += row.len > 0;
        long_rows += text_columns(row, &narrow) > VERSE_MAX_COLUMNS;
    }
    for (size_t off = 0; off < text.len;) {
        char32_t c = utf8_next(text, &off);
        stops += c == U'。';
        han += text_is_han(c);
        codepoints += !text_is_space(c);
    }
    return long_rows >= 3 && long_rows * 3 >= rows && stops && han * 2 >= codepoints;
}

static void enter_pre(Walk *walk, const xmlNode *node)
{
    StrBuf text = {0};
    if (!walk->pre++) {
        xml_append_text(node, &text);
        walk->is_prose = is_wrapped_prose(strbuf_get(&text));
    }
    strbuf_clear(&text);
}

static BlockKind choose_kind(Walk *walk, const xmlNode *node)
{
    if (walk->pre)
        return walk->is_prose ? BLOCK_PARAGRAPH : BLOCK_VERSE;
    if (!walk->is_scanned) {
        const xmlNode *root = node;
        while (root->parent &&
               !(root->type == XML_ELEMENT_NODE && role_is_block(element_get_role(root))))
            root = root->parent;
        walk->is_verse = scan_verse(node, root);
        walk->is_scanned = true;
    }
    if (walk->marker.len)
        return BLOCK_ITEM;
    if (walk->quote)
        return BLOCK_QUOTE;
    return walk->is_verse ? BLOCK_VERSE : BLOCK_PARAGRAPH;
}

static void open_block(Walk *walk, const xmlNode *node, Str text)
{
    if (walk->is_open || walk->cell)
        return;
    if (walk->has_rule) {
        flow_begin(walk->flow, BLOCK_RULE, 0, 0);
        flow_append(walk->flow, STR("———"));
        flow_end(walk->flow);
    }
    walk->has_rule = false;
    walk->has_text = true;
    Str marker = strbuf_get(&walk->marker);
    bool has_own = list_marks_itself(text);
    if (walk->heading) {
        bool is_numbered = walk->is_numbered && marker.len && !has_own;
        flow_begin(walk->flow, BLOCK_HEADING, heading_get_level(walk->heading),
                   EVIDENCE_MARKED | walk->how->evidence |
                       (is_numbered ? EVIDENCE_NUMBERED : 0));
        if (is_numbered)
            flow_append(walk->flow, marker);
    } else {
        BlockKind kind = choose_kind(walk, node);
        flow_begin(walk->flow, kind, 0, 0);
        walk->is_paragraph = kind == BLOCK_PARAGRAPH;
        if (!has_own)
            flow_append(walk->flow, marker);
        if (walk->has_blank_line)
            flow_add_flags(walk->flow, BLOCK_BLANK_BEFORE);
    }
    strbuf_reset(&walk->marker);
    if (walk->center)
        flow_add_flags(walk->flow, BLOCK_CENTERED);
    walk->is_open = true;
    walk->has_break = walk->has_blank_line = false;
}

/* ---- text -------------------------------------------------------------- */

/* The next piece of `text` that is written as it is; behind it `*skipped` bytes are one
 * blank (a hard one) or nothing. */
static Str next_piece(Str text, size_t off, size_t *skipped, bool *is_blank)
{
    *skipped = 0;
    for (size_t i = off; i + 1 < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte != 0xC2 && byte != 0xE2 && byte != 0xEF)
            continue;
        Str rest = str_slice(text, i, text.len);
        *is_blank = str_has_prefix(rest, STR("\u00A0"));
        if (*is_blank || str_has_prefix(rest, STR("\u00AD")))
            *skipped = 2;
        else if (str_has_prefix(rest, STR("\u200B")) ||
                 str_has_prefix(rest, STR("\uFEFF")))
            *skipped = 3;
        if (*skipped)
            return str_slice(text, off, i);
    }
    return str_slice(text, off, text.len);
}

static void append_folded(Walk *walk, Str text)
{
    for (size_t off = 0; off < text.len;) {
        size_t skipped;
        bool is_blank = false;
        Str piece = next_piece(text, off, &skipped, &is_blank);
        flow_append(walk->flow, piece);
        if (is_blank)
            flow_append(walk->flow, STR(" "));
        off += piece.len + skipped;
    }
}

/* Prose in rows: each is a paragraph that looks as in a file of text, where they are
 * joined. */
static void append_rows(Walk *walk, const xmlNode *node, Str text)
{
    for (Str rest = text; rest.data;) {
        Str row = str_split(&rest, '\n'), words = text_trim(row);
        bool is_begun = walk->is_open;
        walk->has_blank_line |= !is_begun && !words.len && rest.data;
        if (words.len) {
            open_block(walk, node, words);
            bool is_indented = !is_begun && words.data > row.data + 1;
            flow_add_flags(walk->flow, is_indented ? BLOCK_INDENTED : 0);
            append_folded(walk, row);
        }
        if (rest.data)
            close_block(walk);
    }
}

/* Program text: each line a block, its blanks kept. */
static void append_lines(Walk *walk, const xmlNode *node, Str text)
{
    for (Str rest = text; rest.data;) {
        Str line = str_split(&rest, '\n');
        if (walk->is_open) {
            flow_append_exact(walk->flow, line);
        } else if (text_trim(line).len) {
            open_block(walk, node, line);
            flow_append_exact(walk->flow, strbuf_get(&walk->indent));
            flow_append_exact(walk->flow, line);
        } else {
            strbuf_append_str(&walk->indent, line);
            if (!rest.data)
                return;
        }
        strbuf_reset(&walk->indent);
        if (rest.data)
            close_block(walk);
    }
}

/* In a note: `text` with the label for what it has in its place, without links back that
 * are signs only. Borrowed until the next call. */
static Str clean_note(Walk *walk, const xmlNode *node, Str text)
{
    const xmlNode *parent = node->parent;
    if (note_is_sign(text) && parent &&
        (xml_is(parent, "a") || xml_is(parent->parent, "a")))
        return STR("");
    Str rest = note_skip_own(text, walk->note_head.own);
    strbuf_reset(&walk->note_text);
    if (rest.len < text.len)
        strbuf_append_str(&walk->note_text, walk->note_head.label);
    strbuf_append_str(&walk->note_text, rest);
    walk->note_head = (NoteHead){0};
    return strbuf_get(&walk->note_text);
}

static void append_shown(Walk *walk, const xmlNode *node, Str text)
{
    size_t solid = text_trim(text).len;
    if (walk->pre && !walk->cell) {
        if (walk->is_prose)
            append_rows(walk, node, text);
        else
            append_lines(walk, node, text);
        return;
    }
    if (!solid) {
        /* Between two elements even a line end is seen as a blank. */
        if (walk->is_open || walk->cell)
            append_folded(walk, node->prev && node->next ? STR(" ") : text);
        return;
    }
    if (walk->has_break)
        close_block(walk);
    open_block(walk, node, text);
    append_folded(walk, text);
    walk->bytes += solid;
    walk->bold_bytes += walk->bold ? solid : 0;
}

static void append_text(Walk *walk, const xmlNode *node, Str text)
{
    if (walk->note_end && text_trim(text).len)
        text = clean_note(walk, node, text);
    StrBuf raised = {0};
    if (xml_is(node->parent, "sup") && !walk->bare_mark &&
        raised_append(&raised, text_trim(text)))
        text = strbuf_get(&raised);
    append_shown(walk, node, text);
    strbuf_clear(&raised);
}

/* A line break: what follows is a line or a paragraph of its own. */
static void add_break(Walk *walk)
{
    if (walk->cell || walk->heading) {
        flow_append(walk->flow, STR(" "));
        return;
    }
    walk->has_blank_line |= walk->has_break;
    walk->has_break = true;
    if (walk->pre)
        close_block(walk);
}

/* ---- elements ---------------------------------------------------------- */

static void enter_list(Walk *walk, const xmlNode *node)
{
    walk->lists = mem_grow(walk->lists, &walk->list_capacity, walk->list_count + 1,
                           sizeof(*walk->lists));
    list_init(&walk->lists[walk->list_count], node, walk->list_count);
    walk->list_count++;
}

static void enter_item(Walk *walk, const xmlNode *node)
{
    strbuf_reset(&walk->marker);
    walk->is_numbered = false;
    if (walk->list_count)
        walk->is_numbered =
            list_next_marker(&walk->lists[walk->list_count - 1], node, &walk->marker);
    if (walk->note_head.label.len)
        strbuf_reset(&walk->marker); /* the label says it */
}

static void enter_table(Walk *walk, const xmlNode *node)
{
    if (!table_is_data(node))
        return;
    walk->tables = mem_grow(walk->tables, &walk->table_capacity, walk->table_count + 1,
                            sizeof(*walk->tables));
    walk->tables[walk->table_count++] = (Table){.node = node};
}

static void enter_row(Walk *walk, const xmlNode *node)
{
    if (!walk->table_count || walk->heading)
        return;
    table_begin_row(&walk->tables[walk->table_count - 1]);
    flow_begin(walk->flow, BLOCK_TABLE_ROW, 0, table_is_head(node) ? EVIDENCE_HEAD : 0);
}

static void enter_cell(Walk *walk, const xmlNode *node)
{
    if (!walk->table_count)
        return;
    unsigned steps = table_begin_cell(&walk->tables[walk->table_count - 1], node);
    for (; steps; steps--)
        flow_next_cell(walk->flow);
    walk->cell++;
}

/* Effects of an element before its content; false leaves the content out. */
static bool enter_role(Walk *walk, const xmlNode *node, ElementRole role)
{
    switch (role) {
    case ROLE_INLINE:
    case ROLE_BLOCK:
    case ROLE_DEFINITION:
        break;
    case ROLE_TERM:
    case ROLE_BOLD:
        walk->bold++;
        break;
    case ROLE_BREAK:
        add_break(walk);
        break;
    case ROLE_CENTER:
        walk->center++;
        break;
    case ROLE_HEADING:
        if (!walk->heading && !walk->cell)
            walk->heading = node;
        break;
    case ROLE_ITEM:
        enter_item(walk, node);
        break;
    case ROLE_LIST:
        enter_list(walk, node);
        break;
    case ROLE_PRE:
        enter_pre(walk, node);
        break;
    case ROLE_QUOTATION:
        append_text(walk, node, STR("“"));
        break;
    case ROLE_QUOTE:
        walk->quote++;
        break;
    case ROLE_READING:
        append_text(walk, node, STR("（"));
        break;
    case ROLE_RULE:
        walk->has_rule = walk->has_text;
        break;
    case ROLE_SKIPPED:
        return false;
    case ROLE_TABLE:
        enter_table(walk, node);
        break;
    case ROLE_ROW:
        enter_row(walk, node);
        break;
    case ROLE_CELL:
        enter_cell(walk, node);
        break;
    }
    return true;
}

static void leave_role(Walk *walk, const xmlNode *node, ElementRole role)
{
    switch (role) {
    case ROLE_INLINE:
    case ROLE_BLOCK:
    case ROLE_DEFINITION:
    case ROLE_BREAK:
    case ROLE_RULE:
    case ROLE_SKIPPED:
        break;
    case ROLE_TERM:
    case ROLE_BOLD:
        walk->bold--;
        break;
    case ROLE_CENTER:
        walk->center--;
        break;
    case ROLE_HEADING:
        if (walk->heading == node)
            walk->heading = NULL;
        break;
    case ROLE_ITEM:
        strbuf_reset(&walk->marker);
        break;
    case ROLE_LIST:
        walk->list_count--;
        break;
    case ROLE_PRE:
        walk->pre--;
        break;
    case ROLE_QUOTATION:
        append_text(walk, node, STR("”"));
        break;
    case ROLE_QUOTE:
        walk->quote--;
        break;
    case ROLE_READING:
        append_text(walk, node, STR("）"));
        break;
    case ROLE_TABLE:
        if (walk->table_count && walk->tables[walk->table_count - 1].node == node)
            walk->table_count--;
        break;
    case ROLE_ROW:
        if (walk->table_count && !walk->cell)
            flow_end(walk->flow);
        break;
    case ROLE_CELL:
        if (walk->table_count && walk->cell)
            walk->cell--;
        break;
    }
}

static void begin_note(Walk *walk, const xmlNode *node)
{
    NoteHead head;
    if (walk->note_end || walk->cell || !note_finder_is_note(walk->notes, node, &head))
        return;
    const xmlNode *end = node;
    while (end->parent && end->parent->type == XML_ELEMENT_NODE &&
           !role_is_block(element_get_role(end)))
        end = end->parent;
    close_block(walk);
    walk->note_end = end;
    walk->note_head = head;
    walk->has_rule = false; /* what parts notes from the text is none of it */
    if (head.label.len)
        strbuf_reset(&walk->marker);
    flow_begin_note(walk->flow, head.own.len ? STR("") : head.label);
}

/* A formula that is written down for programs (TeX) is read so, else as it is drawn. */
static bool is_other_form(const xmlNode *node)
{
    if (!xml_is(node->parent, "semantics"))
        return false;
    const xmlNode *written = xml_find_child(node->parent, "annotation");
    return written ? node != written : xml_is(node, "annotation-xml");
}

static bool enter_element(Walk *walk, const xmlNode *node)
{
    ElementRole role = element_get_role(node);
    if (role == ROLE_SKIPPED || element_is_hidden(node) || is_other_form(node) ||
        (walk->how->enter && !walk->how->enter(walk->how->context, node)))
        return false;
    if (role_is_block(role)) {
        end_run(walk);
        if (walk->how->tells_lines)
            flow_set_line(walk->flow, html_get_line(node));
    }
    if (role == ROLE_INLINE && list_is_word_number(node)) {
        StrBuf number = {0};
        list_append_word_number(node, &number);
        append_text(walk, node, strbuf_get(&number));
        strbuf_clear(&number);
        return false;
    }
    link_enter(walk->how, node);
    begin_note(walk, node);
    if (!walk->note_end && note_mark_is_bare(node)) {
        append_text(walk, node, STR("["));
        walk->bare_mark = node;
    }
    if (!walk->centered && role_is_block(role) && element_is_centered(node)) {
        walk->centered = node;
        walk->center++;
    }
    if (role == ROLE_INLINE && node->properties && element_is_bold(node))
        walk->bold++;
    return enter_role(walk, node, role);
}

static void leave_element(Walk *walk, const xmlNode *node)
{
    ElementRole role = element_get_role(node);
    if (role_is_block(role) && role != ROLE_ROW && role != ROLE_CELL)
        end_run(walk);
    else if (role == ROLE_ROW && !walk->table_count)
        end_run(walk);
    else if (role == ROLE_CELL && !walk->cell)
        end_run(walk);
    leave_role(walk, node, role);
    if (walk->bare_mark == node) {
        append_text(walk, node, STR("]"));
        walk->bare_mark = NULL;
    }
    link_leave(walk->how, node);
    if (walk->centered == node) {
        walk->centered = NULL;
        walk->center--;
    }
    if (role == ROLE_INLINE && node->properties && element_is_bold(node))
        walk->bold--;
    if (walk->note_end == node) {
        close_block(walk);
        flow_end_note(walk->flow);
        walk->note_end = NULL;
        walk->note_head = (NoteHead){0};
    }
    if (walk->how->leave)
        walk->how->leave(walk->how->context, node);
}

void html_walk(const xmlNode *root, const HtmlWalk *how)
{
    Walk walk = {.how = how, .flow = how->flow, .notes = note_finder_new()};
    const xmlNode *node = root;
    while (node) {
        bool is_element = node->type == XML_ELEMENT_NODE;
        bool is_entered = is_element && enter_element(&walk, node);
        if (!is_element)
            append_text(&walk, node, xml_get_text(node));
        if (is_entered && node->children) {
            node = node->children;
            continue;
        }
        if (is_entered)
            leave_element(&walk, node);
        while (node != root && !node->next) {
            node = node->parent;
            leave_element(&walk, node);
        }
        node = node == root ? NULL : node->next;
    }
    end_run(&walk);
    note_finder_free(walk.notes);
    free(walk.lists);
    free(walk.tables);
    strbuf_clear(&walk.marker);
    strbuf_clear(&walk.indent);
    strbuf_clear(&walk.note_text);
}
