/* A story of a Word 97 document into a paper.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/doc.h"

#include "office/fields.h"
#include "office/symbols.h"

#include <piyue/text.h>

enum {
    MARK_NOTE = 0x02,
    MARK_COMMENT = 0x05,
    MARK_CELL = 0x07,
    MARK_LINE = 0x0B,
    MARK_PAGE = 0x0C,
    MARK_PARAGRAPH = 0x0D,
    MARK_COLUMN = 0x0E,
    MARK_FIELD = 0x13,
    MARK_FIELD_RESULT = 0x14,
    MARK_FIELD_END = 0x15,
    MARK_HYPHEN = 0x1E,
    MARK_SYMBOL = 0x28,
};

typedef struct Walk {
    Doc *doc;
    Paper *paper;
    bool has_notes;
    Fields fields;
    StrBuf run, room; /* text of the run at hand, not yet on the paper */
    bool is_in_row, is_in_cell, is_contents;
    uint32_t high; /* first half of a surrogate pair */
} Walk;

/* ---- characters ---------------------------------------------------------- */

static void put(Walk *walk, uint32_t c)
{
    if (c >= 0xD800 && c < 0xDC00) {
        walk->high = c;
        return;
    }
    if (c >= 0xDC00 && c < 0xE000)
        c = walk->high ? 0x10000 + ((walk->high - 0xD800) << 10) + (c - 0xDC00) : 0xFFFD;
    else if (walk->high)
        strbuf_append_codepoint(&walk->run, 0xFFFD);
    walk->high = 0;
    if (c >= 0xF020 && c <= 0xF0FF)
        c = symbol_decode(STR("Wingdings"), c);
    strbuf_append_codepoint(&walk->run, c);
}

static void flush(Walk *walk, const DocRun *run)
{
    Str text = strbuf_get(&walk->run);
    if (walk->fields.hiding)
        fields_instruct(&walk->fields, text);
    else if (text.len && !run->is_hidden && run->is_deleted != 1) {
        walk->is_contents |= walk->fields.contents > 0 && text_trim(text).len > 0;
        paper_append(
            walk->paper, text,
            (Look){.is_bold = run->is_bold == 1, .half_points = run->half_points});
    }
    strbuf_reset(&walk->run);
}

static size_t get_mark(Walk *walk)
{
    const StrBuf *open = paper_get_open(walk->paper);
    return (open ? open->len : 0) + walk->run.len;
}

/* ---- notes --------------------------------------------------------------- */

/* Index of a character among those that a table of references names; SIZE_MAX. */
static size_t find_reference(Str table, size_t data_bytes, uint32_t cp)
{
    size_t count = table.len >= 4 ? (table.len - 4) / (4 + data_bytes) : 0;
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t at = doc_u32(table, middle * 4);
        if (at == cp)
            return middle;
        if (at < cp)
            low = middle + 1;
        else
            high = middle;
    }
    return SIZE_MAX;
}

/* The text of note number `index` of the story that begins at `story`. */
static void copy_note(Doc *doc, uint32_t story, uint32_t story_chars, Str texts,
                      size_t index, StrBuf *out)
{
    if ((index + 2) * 4 > texts.len)
        return;
    uint32_t start = doc_u32(texts, index * 4), end = doc_u32(texts, index * 4 + 4);
    if (start >= end || end > story_chars)
        return;
    /* Notes do not overlap: more than the story has is a trap. */
    doc->noted_chars += end - start;
    if (doc->noted_chars > doc->char_count)
        return;
    Paper *paper = paper_new();
    doc_walk(doc, story + start, story + end, false, paper);
    paper_copy_text(paper, 0, paper_count(paper), out);
    paper_free(paper);
}

static void put_note(Walk *walk, uint32_t cp)
{
    Doc *doc = walk->doc;
    Str references = doc_get_table(doc, DOC_FOOTNOTE_REFERENCES);
    Str texts = doc_get_table(doc, DOC_FOOTNOTE_TEXTS);
    uint32_t story = doc->main_chars, chars = doc->footnote_chars;
    size_t index = find_reference(references, 2, cp);
    bool is_footnote = index != SIZE_MAX;
    if (!is_footnote) {
        index = find_reference(doc_get_table(doc, DOC_ENDNOTE_REFERENCES), 2, cp);
        texts = doc_get_table(doc, DOC_ENDNOTE_TEXTS);
        story += chars + doc->header_chars + doc->macro_chars + doc->comment_chars;
        chars = doc->endnote_chars;
    }
    if (index == SIZE_MAX)
        return;
    StrBuf label = {0}, text = {0};
    strbuf_append_byte(&label, '[');
    number_append(&label, is_footnote ? NUMBER_DECIMAL : NUMBER_LOWER_ROMAN,
                  is_footnote ? ++doc->footnotes : ++doc->endnotes);
    strbuf_append_byte(&label, ']');
    strbuf_append_str(&walk->run, strbuf_get(&label));
    copy_note(doc, story, chars, texts, index, &text);
    paper_add_note(walk->paper, is_footnote ? NOTE_SECTION : NOTE_END, strbuf_get(&label),
                   strbuf_get(&text));
    strbuf_clear(&label);
    strbuf_clear(&text);
}

#define COMMENT_BYTES 30

/* Text of the length that stands in front of it. */
static void append_counted(StrBuf *out, Str bytes, size_t off)
{
    size_t count = doc_u16(bytes, off);
    for (size_t i = 0; i < MIN(count, 64u) && off + 2 + i * 2 + 1 < bytes.len; i++)
        strbuf_append_codepoint(out, doc_u16(bytes, off + 2 + i * 2));
}

static void append_author(Doc *doc, Str references, size_t data, StrBuf *out)
{
    Str authors = doc_get_table(doc, DOC_COMMENT_AUTHORS);
    size_t wanted = doc_u16(references, data + 20), off = 0;
    for (size_t i = 0; i < wanted && off < authors.len; i++)
        off += 2 + (size_t)doc_u16(authors, off) * 2;
    if (off < authors.len)
        append_counted(out, authors, off);
    else
        append_counted(out, references, data); /* initials */
}

static void put_comment(Walk *walk, uint32_t cp)
{
    Doc *doc = walk->doc;
    Str references = doc_get_table(doc, DOC_COMMENT_REFERENCES);
    size_t index = find_reference(references, COMMENT_BYTES, cp);
    if (index == SIZE_MAX)
        return;
    size_t count = (references.len - 4) / (4 + COMMENT_BYTES);
    StrBuf label = {0}, text = {0}, author = {0};
    append_author(doc, references, (count + 1) * 4 + index * COMMENT_BYTES, &author);
    Str name = text_trim(strbuf_get(&author));
    strbuf_appendf(&label, "〔批注%s%.*s：", name.len ? " " : "", STR_ARG(name));
    copy_note(
        doc, doc->main_chars + doc->footnote_chars + doc->header_chars + doc->macro_chars,
        doc->comment_chars, doc_get_table(doc, DOC_COMMENT_TEXTS), index, &text);
    if (text_trim(strbuf_get(&text)).len) {
        strbuf_append_text(&text, "〕");
        paper_add_note(walk->paper, NOTE_HERE, strbuf_get(&label), strbuf_get(&text));
    }
    strbuf_clear(&label);
    strbuf_clear(&text);
    strbuf_clear(&author);
}

/* ---- runs ---------------------------------------------------------------- */

static void put_field_mark(Walk *walk, uint32_t c, const DocRun *run)
{
    flush(walk, run);
    if (c == MARK_FIELD) {
        fields_begin(&walk->fields, get_mark(walk), paper_count_begun(walk->paper));
    } else if (c == MARK_FIELD_RESULT) {
        fields_begin_result(&walk->fields);
    } else {
        LinkKind kind;
        size_t mark;
        strbuf_reset(&walk->room);
        if (fields_get_link(&walk->fields, paper_count_begun(walk->paper), &kind,
                            &walk->room, &mark))
            paper_add_link(walk->paper, kind, strbuf_get(&walk->room), mark);
        strbuf_reset(&walk->room);
        fields_end(&walk->fields, get_mark(walk), &walk->room);
        strbuf_append_str(&walk->run, strbuf_get(&walk->room));
    }
}

static void put_char(Walk *walk, uint32_t cp, uint32_t c, const DocRun *run)
{
    switch (c) {
    case MARK_FIELD:
    case MARK_FIELD_RESULT:
    case MARK_FIELD_END:
        put_field_mark(walk, c, run);
        break;
    case MARK_NOTE:
        if (walk->has_notes && !walk->fields.hiding && run->is_deleted != 1)
            put_note(walk, cp);
        break;
    case MARK_COMMENT:
        if (walk->has_notes)
            put_comment(walk, cp);
        break;
    case MARK_LINE:
    case MARK_COLUMN:
        strbuf_append_byte(&walk->run, '\n');
        break;
    case MARK_HYPHEN:
        strbuf_append_byte(&walk->run, '-');
        break;
    case '\t':
        strbuf_append_byte(&walk->run, ' ');
        break;
    case MARK_SYMBOL:
        if (run->is_special == 1 && run->symbol)
            c = symbol_decode(STR("Wingdings"), run->symbol);
        put(walk, c);
        break;
    default:
        if (c >= ' ')
            put(walk, c);
    }
}

/* ---- paragraphs ---------------------------------------------------------- */

static void begin_cell(Walk *walk)
{
    if (!walk->is_in_row)
        paper_begin_row(walk->paper);
    if (!walk->is_in_cell)
        paper_begin_cell(walk->paper);
    walk->is_in_row = walk->is_in_cell = true;
}

static void end_row(Walk *walk)
{
    if (walk->is_in_row)
        paper_end_row(walk->paper, false);
    walk->is_in_row = walk->is_in_cell = false;
}

#define LEVEL_BODY 9
#define HEADING_CODEPOINTS 300

static void end_paragraph(Walk *walk, uint32_t mark, const DocStyle *style,
                          const DocParagraph *paragraph, bool is_mark_deleted)
{
    bool is_in_table = mark == MARK_CELL || paragraph->is_in_table;
    if (is_in_table && !(mark == MARK_CELL && paragraph->is_row_end))
        begin_cell(walk);
    if (!is_in_table)
        end_row(walk);
    const StrBuf *open = paper_get_open(walk->paper);
    bool is_long = open && utf8_count_codepoints(strbuf_get(open)) > HEADING_CODEPOINTS;
    Shape shape = {.is_title = style->is_title && !is_long,
                   .is_contents = style->is_contents,
                   .joins_next = is_mark_deleted && mark == MARK_PARAGRAPH,
                   .kind = style->is_quote ? BLOCK_QUOTE : BLOCK_PARAGRAPH};
    if (paragraph->level >= 0 && paragraph->level < LEVEL_BODY && !is_long &&
        !style->is_contents)
        shape.level = (unsigned)paragraph->level + 1;
    shape.is_contents |= walk->is_contents && !shape.level && !shape.is_title;
    if (paragraph->is_centered == 1)
        shape.flags |= BLOCK_CENTERED;
    if (paragraph->is_indented == 1)
        shape.flags |= BLOCK_INDENTED;
    strbuf_reset(&walk->room);
    if (paragraph->list > 0 && !shape.joins_next && !paragraph->is_row_end)
        numbering_count(walk->doc->numbering, paragraph->list,
                        MAX(paragraph->list_level, 0), &walk->room, &shape.is_bullet);
    if (shape.is_bullet && (shape.level || shape.is_title))
        strbuf_reset(&walk->room);
    shape.number = strbuf_get(&walk->room);
    if (paper_count_open(walk->paper))
        paper_end(walk->paper, &shape);
    walk->is_contents = false;
    if (mark != MARK_CELL)
        return;
    if (paragraph->is_row_end) {
        end_row(walk);
    } else {
        paper_end_cell(walk->paper, 1);
        walk->is_in_cell = false;
    }
}

static bool ends_paragraph(uint32_t c)
{
    return c == MARK_PARAGRAPH || c == MARK_CELL || c == MARK_PAGE;
}

/* A place in the text, and the piece that holds it. */
typedef struct Place {
    uint32_t cp;
    size_t piece;
} Place;

/* The character at a place; false behind the last piece. */
static bool read_char(const Doc *doc, Place *place, uint32_t *c, uint32_t *off)
{
    while (place->piece < doc->piece_count && doc->pieces[place->piece].end <= place->cp)
        place->piece++;
    if (place->piece == doc->piece_count)
        return false;
    *c = doc_get_char(doc, &doc->pieces[place->piece], place->cp, off);
    return true;
}

/* The place of the mark that ends the paragraph, or that behind its last character. */
static Place find_end(const Doc *doc, Place place, uint32_t end, uint32_t *mark,
                      uint32_t *mark_off)
{
    for (*mark = MARK_PARAGRAPH; place.cp < end; place.cp++) {
        uint32_t c, off;
        if (!read_char(doc, &place, &c, &off))
            break;
        *mark_off = off;
        if (ends_paragraph(c)) {
            *mark = c;
            break;
        }
    }
    return place;
}

static DocRun describe_run(const Doc *doc, const Property *property,
                           const DocStyle *style)
{
    (void)doc;
    DocRun run = style->run;
    if (property)
        doc_apply_run(&run, &style->run, property->sprms);
    return run;
}

static void walk_paragraph(Walk *walk, Place place, Place end, uint32_t mark,
                           uint32_t mark_off)
{
    Doc *doc = walk->doc;
    const Property *said = properties_find(&doc->paragraphs, mark_off);
    const DocStyle *style = doc_get_style(doc, said ? said->style : 0);
    DocParagraph paragraph = style->paragraph;
    if (said)
        doc_apply_paragraph(&paragraph, said->sprms);
    paper_begin(walk->paper);
    const Property *property = NULL;
    DocRun run = style->run;
    bool has_run = false;
    for (; place.cp < end.cp; place.cp++) {
        uint32_t c, off;
        if (!read_char(doc, &place, &c, &off))
            break;
        if (!has_run || !property || off < property->start || off >= property->end) {
            flush(walk, &run);
            property = properties_find(&doc->runs, off);
            run = describe_run(doc, property, style);
            has_run = true;
        }
        put_char(walk, place.cp, c, &run);
    }
    flush(walk, &run);
    DocRun of_mark = describe_run(doc, properties_find(&doc->runs, mark_off), style);
    end_paragraph(walk, mark, style, &paragraph, of_mark.is_deleted == 1);
}

void doc_walk(Doc *doc, uint32_t start, uint32_t end, bool has_notes, Paper *paper)
{
    Walk walk = {.doc = doc, .paper = paper, .has_notes = has_notes};
    Place place = {.cp = start, .piece = doc_find_piece(doc, start)};
    end = MIN(end, doc->char_count);
    while (place.cp < end) {
        uint32_t mark, mark_off = 0;
        Place stop = find_end(doc, place, end, &mark, &mark_off);
        walk_paragraph(&walk, place, stop, mark, mark_off);
        place = stop;
        place.cp++;
    }
    end_row(&walk);
    fields_clear(&walk.fields);
    strbuf_clear(&walk.run);
    strbuf_clear(&walk.room);
}
