/* The text of a part of a Word document, element by element.
 *
 * The stream tells starts and ends; what is open stands in frames, so that nothing here
 * calls itself however deep tables and text boxes nest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/docx_walk.h"

#include <stdlib.h>
#include <string.h>

#include "office/symbols.h"

#include <piyue/text.h>

Frame *walk_get_frame(Walk *walk, size_t up)
{
    return &walk->frames[walk->depth > up ? walk->depth - up : 0];
}

Frame *walk_find_frame(Walk *walk, Element element)
{
    for (size_t i = walk->depth; i > 0; i--)
        if (walk->frames[i].element == element)
            return &walk->frames[i];
    return NULL;
}

static Para *get_para(Walk *walk)
{
    return walk->para_count ? &walk->paras[walk->para_count - 1] : NULL;
}

static Element get_parent(Walk *walk)
{
    return walk_get_frame(walk, 1)->element;
}

static void start_skipped(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    walk->skipped = 1;
}

/* ---- text -------------------------------------------------------------- */

static int first_said(int a, int b, int c, int d)
{
    return a >= 0 ? a : b >= 0 ? b : c >= 0 ? c : d;
}

/* How the run at hand looks, and whether it is shown at all: what it says itself, else
 * its style, else that of its paragraph. */
static bool look_at_run(const Walk *walk, Para *para)
{
    Run *run = &para->run;
    const Style *defaults = &walk->docx->styles.defaults;
    const Style *own = run->style ? run->style : defaults;
    int vanish = first_said(run->vanish, own->vanish, para->style->vanish, -1);
    if (run->is_seen)
        return vanish != 1;
    run->is_seen = true;
    run->look.is_bold = first_said(run->bold, run->style ? own->bold : -1,
                                   para->style->bold, defaults->bold) == 1;
    unsigned of_style = run->style ? own->half_points : 0;
    run->look.half_points = run->half_points           ? run->half_points
                            : of_style                 ? of_style
                            : para->style->half_points ? para->style->half_points
                                                       : defaults->half_points;
    return vanish != 1;
}

void walk_append(Walk *walk, Str text)
{
    Para *para = get_para(walk);
    if (!para || walk->fields.hiding || !text.len || !look_at_run(walk, para))
        return;
    para->is_contents |= walk->fields.contents > 0 && text_trim(text).len > 0;
    paper_append(walk->paper, text, para->run.look);
}

void walk_append_codepoint(Walk *walk, char32_t codepoint)
{
    char bytes[4];
    size_t len = utf8_encode(codepoint, bytes);
    walk_append(walk, (Str){bytes, len});
}

/* Letters typed in a font of symbols are symbols. */
static void append_symbols(Walk *walk, Str text)
{
    for (size_t off = 0; off < text.len;)
        walk_append_codepoint(
            walk, symbol_decode(strbuf_get(&walk->symbol_font), utf8_next(text, &off)));
}

/* U+F000–U+F0FF begin with this byte and one of four others. */
static bool has_private(Str text)
{
    return memchr(text.data, 0xEF, text.len) != NULL &&
           (str_find(text, STR("\xEF\x80"), 0) != STR_NONE ||
            str_find(text, STR("\xEF\x81"), 0) != STR_NONE ||
            str_find(text, STR("\xEF\x82"), 0) != STR_NONE ||
            str_find(text, STR("\xEF\x83"), 0) != STR_NONE);
}

static void put_text(void *context, Str text)
{
    Walk *walk = context;
    if (walk->skipped)
        return;
    Element element = walk_get_frame(walk, 0)->element;
    if (element == ELEMENT_instrText) {
        fields_instruct(&walk->fields, text);
        return;
    }
    Para *para = get_para(walk);
    if (element != ELEMENT_t || !para)
        return;
    if (para->run.is_symbol || has_private(text))
        append_symbols(walk, text);
    else
        walk_append(walk, text);
}

/* ---- runs -------------------------------------------------------------- */

static const Run unsaid_run = {.bold = -1, .vanish = -1};

static void start_run(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    Para *para = get_para(walk);
    if (para)
        para->run = unsaid_run;
    strbuf_reset(&walk->symbol_font);
}

/* The run whose properties are being told; NULL inside those of a paragraph's mark. */
static Run *get_run(Walk *walk)
{
    Para *para = get_para(walk);
    bool is_of_run =
        get_parent(walk) == ELEMENT_rPr && walk_get_frame(walk, 2)->element == ELEMENT_r;
    return para && is_of_run ? &para->run : NULL;
}

static int read_switch(const XmlTag *tag)
{
    return !docx_is_off(xml_tag_get(tag, "val"));
}

static void start_bold(Walk *walk, const XmlTag *tag)
{
    Run *run = get_run(walk);
    if (run)
        run->bold = read_switch(tag);
}

static void start_hidden(Walk *walk, const XmlTag *tag)
{
    Run *run = get_run(walk);
    if (run)
        run->vanish = read_switch(tag);
    else if (get_para(walk) && walk_get_frame(walk, 2)->element == ELEMENT_pPr)
        get_para(walk)->is_mark_hidden = read_switch(tag);
}

static void start_size(Walk *walk, const XmlTag *tag)
{
    Run *run = get_run(walk);
    if (run)
        run->half_points = (unsigned)MAX(0, docx_parse_int(xml_tag_get(tag, "val"), 0));
}

static void start_raised(Walk *walk, const XmlTag *tag)
{
    Run *run = get_run(walk);
    if (run)
        run->look.is_raised = str_is_equal(xml_tag_get(tag, "val"), STR("superscript"));
}

static void start_fonts(Walk *walk, const XmlTag *tag)
{
    Run *run = get_run(walk);
    Str font = xml_tag_get(tag, "ascii");
    if (!run || !symbol_is_font(font))
        return;
    run->is_symbol = true;
    strbuf_append_str(&walk->symbol_font, font);
}

static void start_run_style(Walk *walk, const XmlTag *tag)
{
    Run *run = get_run(walk);
    if (run)
        run->style = styles_find(&walk->docx->styles, xml_tag_get(tag, "val"));
}

/* ---- paragraphs -------------------------------------------------------- */

static void start_paragraph(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    walk->paras = mem_grow(walk->paras, &walk->para_capacity, walk->para_count + 1,
                           sizeof(walk->paras[0]));
    walk->paras[walk->para_count++] = (Para){.style = walk->docx->styles.paragraph,
                                             .level = -1,
                                             .num_id = -1,
                                             .ilvl = -1,
                                             .is_centered = -1,
                                             .is_indented = -1,
                                             .run = unsaid_run};
    walk->paragraphs++;
    paper_begin(walk->paper);
    walk_place_marks(walk);
}

/* Its list and the level in it: its own, else those of its style; the level of a style
 * is where the list says that it belongs. */
static int find_list(const Walk *walk, const Para *para, int *ilvl)
{
    const Style *style = para->style;
    int num_id = para->num_id >= 0 ? para->num_id : style->num_id;
    *ilvl = para->ilvl;
    if (*ilvl < 0 && para->num_id < 0) {
        *ilvl = numbering_find_level(walk->docx->numbering, num_id, style->id);
        if (*ilvl < 0)
            *ilvl = style->ilvl;
    }
    *ilvl = MAX(*ilvl, 0);
    return num_id;
}

/* A text that goes on for longer is no heading, whatever its style. */
#define HEADING_CODEPOINTS 300

static Shape make_shape(Walk *walk, const Para *para)
{
    const Style *style = para->style;
    int level = para->level >= 0 ? para->level : style->level;
    Shape shape = {.is_title = style->is_title,
                   .joins_next = para->is_mark_deleted,
                   .kind = style->is_quote ? BLOCK_QUOTE : BLOCK_PARAGRAPH};
    const StrBuf *text = paper_get_open(walk->paper);
    bool is_long = text && utf8_count_codepoints(strbuf_get(text)) > HEADING_CODEPOINTS;
    shape.is_title &= !is_long;
    if (level >= 0 && level < LEVEL_BODY && !is_long && !style->is_contents)
        shape.level = (unsigned)level + 1;
    shape.is_contents =
        (para->is_contents && !shape.level && !shape.is_title) || style->is_contents;
    if (first_said(para->is_centered, style->is_centered, -1, -1) == 1)
        shape.flags |= BLOCK_CENTERED;
    if (first_said(para->is_indented, style->is_indented, -1, -1) == 1)
        shape.flags |= BLOCK_INDENTED;
    return shape;
}

static void end_paragraph(Walk *walk, const Frame *frame)
{
    (void)frame;
    if (!walk->para_count)
        return;
    Para *para = get_para(walk);
    Shape shape = make_shape(walk, para);
    strbuf_reset(&walk->room);
    if (!shape.joins_next) {
        int ilvl, num_id = find_list(walk, para, &ilvl);
        const StrBuf *text = paper_get_open(walk->paper);
        bool is_hidden = para->is_mark_hidden && (!text || !text->len);
        if (num_id > 0 && !is_hidden)
            numbering_count(walk->docx->numbering, num_id, ilvl, &walk->room,
                            &shape.is_bullet);
    }
    if (shape.is_bullet && (shape.level || shape.is_title))
        strbuf_reset(&walk->room); /* a mark in front makes no number of a heading */
    shape.number = strbuf_get(&walk->room);
    paper_end(walk->paper, &shape);
    walk->para_count--;
}

/* The paragraph whose properties are being told. */
static Para *get_described(Walk *walk)
{
    return get_parent(walk) == ELEMENT_pPr ? get_para(walk) : NULL;
}

static void start_style(Walk *walk, const XmlTag *tag)
{
    Para *para = get_described(walk);
    const Style *style = styles_find(&walk->docx->styles, xml_tag_get(tag, "val"));
    if (para && style)
        para->style = style;
}

static void start_outline_level(Walk *walk, const XmlTag *tag)
{
    Para *para = get_described(walk);
    int level = docx_parse_int(xml_tag_get(tag, "val"), -1);
    if (para && level >= 0)
        para->level = MIN(level, LEVEL_BODY);
}

static void start_align(Walk *walk, const XmlTag *tag)
{
    Para *para = get_described(walk);
    if (para)
        para->is_centered = str_is_equal(xml_tag_get(tag, "val"), STR("center"));
}

static void start_indent(Walk *walk, const XmlTag *tag)
{
    Para *para = get_described(walk);
    if (!para)
        return;
    Str chars = xml_tag_get(tag, "firstLineChars"), twips = xml_tag_get(tag, "firstLine");
    if (chars.len || twips.len)
        para->is_indented = docx_parse_int(chars, 0) > 0 || docx_parse_int(twips, 0) > 0;
}

static void start_list_id(Walk *walk, const XmlTag *tag)
{
    Para *para = get_para(walk);
    if (para && get_parent(walk) == ELEMENT_numPr)
        para->num_id = docx_parse_int(xml_tag_get(tag, "val"), -1);
}

static void start_list_level(Walk *walk, const XmlTag *tag)
{
    Para *para = get_para(walk);
    if (para && get_parent(walk) == ELEMENT_numPr)
        para->ilvl = docx_parse_int(xml_tag_get(tag, "val"), -1);
}

/* ---- what was deleted, and alternatives --------------------------------- */

/* A wrapper around what is gone, or the sign that a mark or a row is. */
static void start_deleted(Walk *walk, const XmlTag *tag)
{
    switch (get_parent(walk)) {
    case ELEMENT_rPr:
        if (get_para(walk) && walk_get_frame(walk, 2)->element == ELEMENT_pPr)
            get_para(walk)->is_mark_deleted = true;
        break;
    case ELEMENT_trPr: {
        Frame *row = walk_find_frame(walk, ELEMENT_tr);
        if (row)
            row->flag = true;
        break;
    }
    default:
        start_skipped(walk, tag);
    }
}

/* A text box is told twice, for newer programs and for older ones. */
static void start_choice(Walk *walk, const XmlTag *tag)
{
    Frame *alternative = walk_get_frame(walk, 1);
    if (alternative->flag)
        start_skipped(walk, tag);
    alternative->flag = true;
}

static void start_fallback(Walk *walk, const XmlTag *tag)
{
    if (walk_get_frame(walk, 1)->flag)
        start_skipped(walk, tag);
}

static void start_gallery(Walk *walk, const XmlTag *tag)
{
    Frame *part = walk_find_frame(walk, ELEMENT_sdt);
    if (part && !part->flag &&
        str_is_equal(xml_tag_get(tag, "val"), STR("Table of Contents"))) {
        part->flag = true;
        walk->fields.contents++;
    }
}

static void end_structured(Walk *walk, const Frame *frame)
{
    walk->fields.contents -= frame->flag;
}

/* ---- tables ------------------------------------------------------------ */

static void start_row(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    paper_begin_row(walk->paper);
}

/* The row comes again at the top of each page. */
static void start_head(Walk *walk, const XmlTag *tag)
{
    if (get_parent(walk) == ELEMENT_trPr && !docx_is_off(xml_tag_get(tag, "val")))
        paper_set_head(walk->paper);
}

static void end_row(Walk *walk, const Frame *frame)
{
    paper_end_row(walk->paper, frame->flag);
}

static void start_cell(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    walk_get_frame(walk, 0)->count = 1;
    if (paper_count_rows(walk->paper))
        paper_begin_cell(walk->paper);
}

static void start_span(Walk *walk, const XmlTag *tag)
{
    Frame *cell = walk_find_frame(walk, ELEMENT_tc);
    int span = docx_parse_int(xml_tag_get(tag, "val"), 1);
    if (cell && get_parent(walk) == ELEMENT_tcPr)
        cell->count = (unsigned)MAX(span, 1);
}

static void end_cell(Walk *walk, const Frame *frame)
{
    if (paper_count_rows(walk->paper))
        paper_end_cell(walk->paper, frame->count);
}

/* ---- notes ------------------------------------------------------------- */

static void start_note(Walk *walk, const XmlTag *tag)
{
    if (!walk->note_element || !str_is_equal(tag->name, str_from(walk->note_element)) ||
        walk->is_in_note)
        return;
    Str type = xml_tag_get(tag, "type");
    if (type.len && !str_is_equal(type, STR("normal"))) {
        start_skipped(walk, tag); /* the rules between text and notes */
        return;
    }
    walk->is_in_note = true;
    walk_get_frame(walk, 0)->flag = true;
    walk->note_start = paper_count(walk->paper);
    walk->note_id = arena_str(walk->notes->arena, xml_tag_get(tag, "id"));
    walk->note_author = arena_str(walk->notes->arena, xml_tag_get(tag, "author"));
}

static void end_note(Walk *walk, const Frame *frame)
{
    if (!frame->flag)
        return;
    walk->is_in_note = false;
    strbuf_reset(&walk->room);
    paper_copy_text(walk->paper, walk->note_start, paper_count(walk->paper), &walk->room);
    DocxNotes *notes = walk->notes;
    notes->items = mem_grow(notes->items, &notes->capacity, notes->count + 1,
                            sizeof(notes->items[0]));
    notes->items[notes->count++] =
        (DocxNote){.id = walk->note_id,
                   .author = walk->note_author,
                   .text = arena_str(notes->arena, strbuf_get(&walk->room))};
}

static int compare_notes(const void *a, const void *b)
{
    return str_compare(((const DocxNote *)a)->id, ((const DocxNote *)b)->id);
}

const DocxNote *notes_find(const DocxNotes *notes, Str id)
{
    DocxNote key = {.id = id};
    return notes->count
               ? bsearch(&key, notes->items, notes->count, sizeof(key), compare_notes)
               : NULL;
}

void notes_clear(DocxNotes *notes)
{
    free(notes->items);
    arena_free(notes->arena);
    *notes = (DocxNotes){0};
}

/* ---- the stream -------------------------------------------------------- */

static const struct {
    Str name;
    ElementStart *start;
    ElementEnd *end;
} elements[] = {{{"", 0}, NULL, NULL},
#define ELEMENT(name, start, end) {{#name, sizeof(#name) - 1}, start, end},
                DOCX_ELEMENTS(ELEMENT)
#undef ELEMENT
};

static Element find_element(Str name)
{
    size_t low = 1, high = ELEMENT_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(elements[middle].name, name);
        if (order == 0)
            return (Element)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ELEMENT_OTHER;
}

static Element recall_element(Walk *walk, Str name)
{
    KnownName *known = &walk->known[((uintptr_t)name.data >> 3) % KNOWN_NAMES];
    if (known->name != name.data)
        *known = (KnownName){name.data, find_element(name)};
    return known->element;
}

static void check_root(Walk *walk, Str name)
{
    if (str_is_equal(name, str_from(walk->root)))
        return;
    if (str_is_equal(name, STR("workbook")))
        error_set(walk->err, ERR_FORMAT,
                  _("%s is a spreadsheet, which is not read; save its text as a Word "
                    "document, or as CSV, and import that"),
                  walk->docx->source->name);
    else if (str_is_equal(name, STR("presentation")))
        error_set(walk->err, ERR_FORMAT,
                  _("%s is a presentation, which is not read; save its outline as a "
                    "Word document (RTF) and import that"),
                  walk->docx->source->name);
    else
        error_set(walk->err, ERR_FORMAT, _("%s is no text of a Word document"),
                  walk->part_name);
}

static void start_element(void *context, const XmlTag *tag)
{
    Walk *walk = context;
    if (walk->skipped) {
        walk->skipped++;
        return;
    }
    if (!walk->depth)
        check_root(walk, tag->name);
    const StrBuf *text = paper_get_open(walk->paper);
    Element element = recall_element(walk, tag->name);
    walk->frames[++walk->depth] =
        (Frame){.element = (uint8_t)element, .mark = text ? text->len : 0};
    if (elements[element].start)
        elements[element].start(walk, tag);
}

static void end_element(void *context)
{
    Walk *walk = context;
    if (walk->skipped > 1) {
        walk->skipped--;
        return;
    }
    Frame frame = walk->frames[walk->depth--];
    bool is_skipped = walk->skipped > 0;
    walk->skipped = 0;
    if (!is_skipped && elements[frame.element].end)
        elements[frame.element].end(walk, &frame);
}

static bool run(Walk *walk, const Part *part, Error *err)
{
    static const XmlHandler handler = {start_element, end_element, put_text};
    walk->part_name = part->name;
    walk->err = err;
    walk->arena = arena_new();
    bool is_read = xml_stream(strbuf_get(&part->bytes), part->name, &handler, walk, err);
    free(walk->paras);
    free(walk->ranges);
    fields_clear(&walk->fields);
    strbuf_clear(&walk->room);
    strbuf_clear(&walk->ruby);
    strbuf_clear(&walk->link);
    strbuf_clear(&walk->marks);
    strbuf_clear(&walk->symbol_font);
    arena_free(walk->arena);
    return is_read;
}

bool docx_walk(Docx *docx, const Part *part, Paper *paper, Error *err)
{
    Walk *walk = mem_alloc(sizeof(*walk));
    *walk = (Walk){.docx = docx, .paper = paper, .root = "document"};
    bool is_read = run(walk, part, err);
    free(walk);
    return is_read;
}

bool docx_walk_notes(Docx *docx, const Part *part, const char *element, DocxNotes *notes,
                     Error *err)
{
    *notes = (DocxNotes){.arena = arena_new()};
    if (!part->name)
        return true;
    StrBuf root = {0};
    strbuf_appendf(&root, "%ss", element);
    Walk *walk = mem_alloc(sizeof(*walk));
    *walk = (Walk){.docx = docx,
                   .paper = paper_new(),
                   .root = root.data,
                   .notes = notes,
                   .note_element = element};
    bool is_read = run(walk, part, err);
    paper_free(walk->paper);
    free(walk);
    strbuf_clear(&root);
    if (notes->count)
        qsort(notes->items, notes->count, sizeof(notes->items[0]), compare_notes);
    return is_read;
}
