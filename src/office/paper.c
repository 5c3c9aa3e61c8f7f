/* Collects paragraphs, rows and notes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/paper_private.h"

#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

Paper *paper_new(void)
{
    Paper *paper = mem_alloc(sizeof(*paper));
    paper->arena = arena_new();
    paper->lists = mem_grow(NULL, &paper->list_capacity, 1, sizeof(paper->lists[0]));
    paper->lists[0] = (List){0};
    paper->list_count = 1;
    return paper;
}

void paper_free(Paper *paper)
{
    if (!paper)
        return;
    for (size_t i = 0; i < paper->list_count; i++) {
        free(paper->lists[i].items);
        free(paper->lists[i].cells);
    }
    for (size_t i = 0; i < paper->open_capacity; i++) {
        strbuf_clear(&paper->open[i].text);
        free(paper->open[i].links);
    }
    for (size_t i = 0; i < META_FIELD_COUNT; i++)
        strbuf_clear(&paper->meta[i]);
    free(paper->lists);
    free(paper->open);
    free(paper->waiting);
    arena_free(paper->arena);
    free(paper);
}

static List *get_list(Paper *paper)
{
    return &paper->lists[paper->list_count - 1];
}

static void push(List *list, Item item)
{
    list->items =
        mem_grow(list->items, &list->capacity, list->count + 1, sizeof(list->items[0]));
    list->items[list->count++] = item;
}

/* Notes wait until the block that they belong to is in the body. */
static void push_waiting(Paper *paper)
{
    if (paper->list_count > 1 || paper->open_count)
        return;
    for (size_t i = 0; i < paper->waiting_count; i++)
        push(get_list(paper), paper->waiting[i]);
    paper->waiting_count = 0;
}

/* ---- paragraphs -------------------------------------------------------- */

size_t paper_count_open(const Paper *paper)
{
    return paper->open_count;
}

static Open *get_open(Paper *paper)
{
    return paper->open_count ? &paper->open[paper->open_count - 1] : NULL;
}

StrBuf *paper_get_open(Paper *paper)
{
    return paper->open_count ? &get_open(paper)->text : NULL;
}

void paper_begin(Paper *paper)
{
    size_t before = paper->open_capacity;
    paper->open = mem_grow(paper->open, &paper->open_capacity, paper->open_count + 1,
                           sizeof(paper->open[0]));
    for (size_t i = before; i < paper->open_capacity; i++)
        paper->open[i] = (Open){0};
    Open *open = &paper->open[paper->open_count++];
    paper->begun++;
    if (open->is_joined) {
        open->is_joined = false;
        return;
    }
    strbuf_reset(&open->text);
    open->link_count = 0;
    open->letters = open->bold_letters = 0;
    open->half_points = 0;
}

size_t paper_count_begun(const Paper *paper)
{
    return paper->begun;
}

static void push_link(Open *open, Link link)
{
    if (open->link_count == PARAGRAPH_LINKS_MAX)
        return;
    open->links = mem_grow(open->links, &open->link_capacity, open->link_count + 1,
                           sizeof(open->links[0]));
    open->links[open->link_count++] = link;
}

void paper_add_link(Paper *paper, LinkKind kind, Str target, size_t start)
{
    Open *open = get_open(paper);
    size_t end = open ? open->text.len : 0;
    if (!open || !target.len || (kind == LINK_ANCHOR ? end : start) > UINT32_MAX / 2)
        return;
    start = kind == LINK_ANCHOR ? end : start;
    if (start < end || kind == LINK_ANCHOR)
        push_link(open, (Link){.kind = kind,
                               .start = (uint32_t)start,
                               .end = (uint32_t)end,
                               .target = arena_str(paper->arena, target)});
}

/* The links of a paragraph whose number was put in front. */
static void keep_links(Paper *paper, Open *open, size_t number_bytes, Item *item)
{
    for (size_t i = 0; i < open->link_count; i++) {
        Link *link = &open->links[i];
        bool is_start = link->kind == LINK_ANCHOR && !link->start;
        link->start += is_start ? 0 : (uint32_t)number_bytes;
        link->end += is_start ? 0 : (uint32_t)number_bytes;
    }
    item->link_count = open->link_count;
    Link *links = arena_alloc(paper->arena, open->link_count * sizeof(Link));
    if (open->link_count)
        memcpy(links, open->links, open->link_count * sizeof(Link));
    item->links = links;
}

/* Bytes that are not blanks: the weight of a run. */
static size_t weigh(Str text)
{
    size_t weight = 0;
    for (size_t i = 0; i < text.len; i++)
        weight += (unsigned char)text.data[i] > ' ';
    return weight;
}

/* Bytes of a character at `off` that is not seen and does nothing in a line of text: soft
 * hyphens, joiners, marks of direction and of invisible mathematics; 0 for others. */
static size_t measure_invisible(Str text, size_t off)
{
    static const char *const invisible[] = {
        "\u00AD", "\u200B", "\u200E", "\u200F", "\u2060",
        "\u2061", "\u2062", "\u2063", "\u2064", "\uFEFF",
    };
    unsigned char byte = (unsigned char)text.data[off];
    if (byte != 0xC2 && byte != 0xE2 && byte != 0xEF)
        return 0;
    Str rest = str_slice(text, off, text.len);
    for (size_t i = 0; i < ARRAY_SIZE(invisible); i++)
        if (str_has_prefix(rest, str_from(invisible[i])))
            return strlen(invisible[i]);
    return 0;
}

static void append_plain(StrBuf *out, Str text)
{
    size_t start = 0;
    for (size_t i = 0; i < text.len;) {
        unsigned char byte = (unsigned char)text.data[i];
        bool is_control = byte < ' ' && byte != '\n';
        size_t dropped = is_control ? 1 : measure_invisible(text, i);
        if (!dropped) {
            i++;
            continue;
        }
        strbuf_append_str(out, str_slice(text, start, i));
        if (is_control)
            strbuf_append_byte(out, ' ');
        start = i += dropped;
    }
    strbuf_append_str(out, str_slice(text, start, text.len));
}

/* A reference in brackets is no longer. */
#define REFERENCE_CODEPOINTS 12

/* Is the end of the text behind a bracket that is open? References are raised piece by
 * piece: [1-3]. */
static bool ends_in_bracket(Str text)
{
    size_t off = text.len;
    for (size_t i = 0; off && i < REFERENCE_CODEPOINTS; i++) {
        char32_t c = utf8_previous(text, &off);
        if (text_is_opening(c) || text_is_closing(c))
            return text_is_opening(c);
    }
    return false;
}

void paper_append(Paper *paper, Str text, Look look)
{
    if (!paper->open_count)
        paper_begin(paper);
    Open *open = get_open(paper);
    bool is_number = look.is_raised && !ends_in_bracket(strbuf_get(&open->text)) &&
                     raised_append(&open->text, text);
    if (!is_number)
        append_plain(&open->text, text);
    size_t weight = weigh(text);
    if (!weight)
        return;
    open->letters += weight;
    open->bold_letters += look.is_bold ? weight : 0;
    if (!open->half_points || look.half_points < open->half_points)
        open->half_points = look.half_points;
    paper->sizes[MIN(look.half_points, MAX_HALF_POINTS)] += weight;
}

static void end_open(Paper *paper, Open *open, const Shape *shape)
{
    List *list = get_list(paper);
    if (!text_trim(strbuf_get(&open->text)).len) {
        list->has_blank = true;
        return;
    }
    strbuf_splice(&open->text, 0, 0, shape->number);
    Item item = {.text = arena_str(paper->arena, strbuf_get(&open->text)),
                 .kind = (uint8_t)shape->kind,
                 .level = (uint8_t)MIN(shape->level, 9),
                 .flags = (uint8_t)shape->flags,
                 .half_points = (uint16_t)MIN(open->half_points, MAX_HALF_POINTS),
                 .is_title = shape->is_title,
                 .is_bullet = shape->is_bullet};
    if (open->link_count)
        keep_links(paper, open, shape->number.len, &item);
    if (shape->number.len)
        item.evidence |= EVIDENCE_NUMBERED;
    if (shape->is_contents)
        item.evidence |= EVIDENCE_CONTENTS;
    if (open->bold_letters == open->letters)
        item.evidence |= EVIDENCE_BOLD;
    if (list->has_blank && list->count)
        item.flags |= BLOCK_BLANK_BEFORE;
    list->has_blank = false;
    push(list, item);
}

void paper_end(Paper *paper, const Shape *shape)
{
    Open *open = get_open(paper);
    if (!open)
        return;
    paper->open_count--;
    if (shape->joins_next) {
        open->is_joined = true;
        return;
    }
    end_open(paper, open, shape);
    push_waiting(paper);
}

/* Paragraphs without a mark of their own have none to go on in: they end. */
static void end_joined(Paper *paper)
{
    if (paper->open_count >= paper->open_capacity ||
        !paper->open[paper->open_count].is_joined)
        return;
    paper_begin(paper);
    paper_end(paper, &(Shape){0});
}

/* ---- tables ------------------------------------------------------------ */

size_t paper_count_rows(const Paper *paper)
{
    return paper->list_count - 1;
}

void paper_begin_row(Paper *paper)
{
    end_joined(paper);
    paper->lists = mem_grow(paper->lists, &paper->list_capacity, paper->list_count + 1,
                            sizeof(paper->lists[0]));
    paper->lists[paper->list_count++] = (List){0};
}

void paper_set_head(Paper *paper)
{
    if (paper->list_count > 1)
        get_list(paper)->is_head = true;
}

void paper_begin_cell(Paper *paper)
{
    List *list = get_list(paper);
    list->cells = mem_grow(list->cells, &list->cell_capacity, list->cell_count + 1,
                           sizeof(list->cells[0]));
    list->cells[list->cell_count++] = (Cell){list->count, 1};
    list->has_blank = false;
}

/* No table is wider; a number in a file is no reason to write that many tabs. */
#define MAX_SPAN 63u

void paper_end_cell(Paper *paper, unsigned span)
{
    end_joined(paper);
    List *list = get_list(paper);
    if (list->cell_count)
        list->cells[list->cell_count - 1].span = MAX(1, MIN(span, MAX_SPAN));
}

void paper_repeat_cell(Paper *paper)
{
    List *list = get_list(paper);
    if (!list->cell_count)
        return;
    Cell last = list->cells[list->cell_count - 1];
    size_t end = list->count;
    paper_begin_cell(paper);
    list->cells[list->cell_count - 1].span = last.span;
    for (size_t i = last.start; i < end; i++)
        push(list, list->items[i]);
}

/* A cell that holds so much is a page with a frame around it. */
#define PROSE_PARAGRAPHS 3
#define PROSE_BYTES 600 /* 200 Han */

static bool is_prose(const List *row)
{
    for (size_t i = 0; i < row->cell_count; i++) {
        size_t end = i + 1 < row->cell_count ? row->cells[i + 1].start : row->count;
        size_t bytes = 0;
        for (size_t k = row->cells[i].start; k < end; k++) {
            bytes += row->items[k].text.len;
            if (row->items[k].kind == BLOCK_TABLE_ROW)
                return true;
        }
        if (end - row->cells[i].start >= PROSE_PARAGRAPHS && bytes >= PROSE_BYTES)
            return true;
    }
    return false;
}

/* The links of a row are those of its paragraphs, further on in the text. */
static void join_links(Open *whole, const Item *item, size_t before)
{
    for (size_t i = 0; i < item->link_count; i++) {
        Link link = item->links[i];
        link.start += (uint32_t)before;
        link.end += (uint32_t)before;
        push_link(whole, link);
    }
}

/* The row as one text, cells parted by tabs. */
static Item make_row(Paper *paper, const List *row)
{
    StrBuf text = {0};
    Open links = {0};
    for (size_t i = 0; i < row->cell_count; i++) {
        size_t end = i + 1 < row->cell_count ? row->cells[i + 1].start : row->count;
        for (size_t k = row->cells[i].start; k < end; k++) {
            if (k > row->cells[i].start)
                strbuf_append_byte(&text, ' ');
            join_links(&links, &row->items[k], text.len);
            strbuf_append_str(&text, row->items[k].text);
        }
        for (unsigned k = 0; i + 1 < row->cell_count && k < row->cells[i].span; k++)
            strbuf_append_byte(&text, '\t');
    }
    Item item = {.text = arena_str(paper->arena, strbuf_get(&text)),
                 .kind = BLOCK_TABLE_ROW,
                 .evidence = row->is_head ? EVIDENCE_HEAD : 0};
    if (links.link_count)
        keep_links(paper, &links, 0, &item);
    free(links.links);
    strbuf_clear(&text);
    return item;
}

void paper_end_row(Paper *paper, bool is_deleted)
{
    if (paper->list_count < 2)
        return;
    end_joined(paper);
    List row = *get_list(paper);
    paper->list_count--;
    List *list = get_list(paper);
    if (!is_deleted && row.count) {
        if (row.cell_count <= 1 || is_prose(&row)) {
            for (size_t i = 0; i < row.count; i++)
                push(list, row.items[i]);
        } else {
            push(list, make_row(paper, &row));
        }
    }
    free(row.items);
    free(row.cells);
    push_waiting(paper);
}

/* ---- notes ------------------------------------------------------------- */

void paper_add_note(Paper *paper, NotePlace place, Str label, Str text)
{
    if (!text_trim(text).len)
        return;
    paper->waiting = mem_grow(paper->waiting, &paper->waiting_capacity,
                              paper->waiting_count + 1, sizeof(paper->waiting[0]));
    paper->waiting[paper->waiting_count++] =
        (Item){.text = arena_str(paper->arena, text),
               .label = arena_str(paper->arena, label),
               .kind = BLOCK_NOTE,
               .place = (uint8_t)place};
    push_waiting(paper);
}

/* ---- as a store of texts ------------------------------------------------ */

size_t paper_count(const Paper *paper)
{
    return paper->lists[0].count;
}

void paper_copy_text(const Paper *paper, size_t start, size_t end, StrBuf *out)
{
    const List *list = &paper->lists[0];
    for (size_t i = start; i < MIN(end, list->count); i++) {
        if (i > start)
            strbuf_append_byte(out, '\n');
        strbuf_append_str(out, list->items[i].text);
    }
}

void paper_set_meta(Paper *paper, MetaField field, Str text)
{
    strbuf_reset(&paper->meta[field]);
    strbuf_append_str(&paper->meta[field], text);
}
