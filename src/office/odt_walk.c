/* The body of an OpenDocument text, element by element.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/odt.h"

#include <stdlib.h>

#include <piyue/text.h>

OdtFrame *odt_get_frame(Odt *odt, size_t up)
{
    return &odt->frames[odt->depth > up ? odt->depth - up : 0];
}

OdtFrame *odt_find_frame(Odt *odt, OdtElement element)
{
    for (size_t i = odt->depth; i > 0; i--)
        if (odt->frames[i].element == element)
            return &odt->frames[i];
    return NULL;
}

static int parse_int(Str value, int otherwise)
{
    int64_t number;
    if (!str_parse_int(str_trim(value), &number))
        return otherwise;
    return (int)MAX(-1000000, MIN(number, 1000000));
}

static OdtPara *get_para(Odt *odt)
{
    return odt->para_count ? &odt->paras[odt->para_count - 1] : NULL;
}

static void start_skipped(Odt *odt, const XmlTag *tag)
{
    (void)tag;
    odt->skipped = 1;
}

/* Styles of styles.xml that are made for single paragraphs are those of page heads. */
static void start_automatic_styles(Odt *odt, const XmlTag *tag)
{
    if (odt->is_styles)
        start_skipped(odt, tag);
}

static void start_body(Odt *odt, const XmlTag *tag)
{
    (void)tag;
    if (odt->is_finished)
        return;
    odt->is_finished = true;
    styles_finish(&odt->styles);
    numbering_finish(odt->numbering);
}

/* ---- text -------------------------------------------------------------- */

static int first_said(int a, int b, int c)
{
    return a >= 0 ? a : b >= 0 ? b : c;
}

static void look_at(Odt *odt, OdtPara *para)
{
    if (para->is_looked)
        return;
    const Style *run = para->run ? para->run : para->style;
    const Style *defaults = &odt->styles.defaults;
    para->is_looked = true;
    para->is_hidden = first_said(run->vanish, para->style->vanish, 0) == 1;
    para->look.is_bold = first_said(run->bold, para->style->bold, defaults->bold) == 1;
    para->look.is_raised = run->is_raised;
    para->look.half_points = run->half_points           ? run->half_points
                             : para->style->half_points ? para->style->half_points
                                                        : defaults->half_points;
}

static void append(Odt *odt, Str text)
{
    OdtPara *para = get_para(odt);
    if (!para || !text.len)
        return;
    look_at(odt, para);
    if (!para->is_hidden)
        paper_append(odt->paper, text, para->look);
}

/* Elements between which there may be blanks, but no text of the paragraph around. */
static bool holds_text(OdtElement element)
{
    return element != ODT_annotation && element != ODT_note && element != ODT_note_body &&
           element != ODT_frame && element != ODT_text_box && element != ODT_creator &&
           element != ODT_date && element != ODT_list && element != ODT_list_item &&
           element != ODT_table_header_rows && element != ODT_table_row &&
           element != ODT_table_cell;
}

static bool is_on_card(Odt *odt)
{
    return odt_get_frame(odt, 1)->element == ODT_meta;
}

static void put_text(void *context, Str text)
{
    Odt *odt = context;
    OdtElement element = odt_get_frame(odt, 0)->element;
    if (odt->skipped)
        return;
    if (is_on_card(odt)) {
        strbuf_append_str(&odt->card, text);
        return;
    }
    if (element == ODT_creator && odt_get_frame(odt, 1)->element == ODT_annotation &&
        odt->place == NOTE_HERE)
        strbuf_append_str(&odt->label, text);
    if (!get_para(odt) || !holds_text(element))
        return;
    /* Line ends are blanks: breaks are elements. */
    for (Str rest = text; rest.data;) {
        append(odt, str_split(&rest, '\n'));
        if (rest.data)
            append(odt, STR(" "));
    }
}

static void start_blanks(Odt *odt, const XmlTag *tag)
{
    (void)tag;
    append(odt, STR(" "));
}

static void start_tab(Odt *odt, const XmlTag *tag)
{
    (void)tag;
    append(odt, STR(" "));
}

static void start_line_break(Odt *odt, const XmlTag *tag)
{
    (void)tag;
    append(odt, STR("\n"));
}

static void set_run(Odt *odt, const Style *style)
{
    OdtPara *para = get_para(odt);
    if (!para)
        return;
    para->run = style;
    para->is_looked = false;
}

static void start_span(Odt *odt, const XmlTag *tag)
{
    const OdtPara *para = get_para(odt);
    const Style *style = odt_find_style(odt, 't', xml_tag_get(tag, "style-name"));
    odt_get_frame(odt, 0)->kept = para ? para->run : NULL;
    if (style)
        set_run(odt, style);
}

static void end_span(Odt *odt, const OdtFrame *frame)
{
    set_run(odt, frame->kept);
}

static void start_ruby_text(Odt *odt, const XmlTag *tag)
{
    (void)tag;
    append(odt, STR("("));
}

static void end_ruby_text(Odt *odt, const OdtFrame *frame)
{
    (void)frame;
    append(odt, STR(")"));
}

/* ---- links ------------------------------------------------------------- */

static void begin_link(Odt *odt, LinkKind kind, Str target)
{
    const StrBuf *text = paper_get_open(odt->paper);
    odt_get_frame(odt, 0)->mark = text ? text->len : 0;
    odt->link_kind = kind;
    strbuf_reset(&odt->link);
    strbuf_append_str(&odt->link, target);
}

static void start_link(Odt *odt, const XmlTag *tag)
{
    Str target = xml_tag_get(tag, "href");
    if (str_has_prefix(target, STR("#")))
        begin_link(odt, LINK_NAME, str_slice(target, 1, target.len));
    else
        begin_link(odt, LINK_ADDRESS, target);
}

static void start_reference(Odt *odt, const XmlTag *tag)
{
    begin_link(odt, LINK_NAME, xml_tag_get(tag, "ref-name"));
}

static void end_link(Odt *odt, const OdtFrame *frame)
{
    paper_add_link(odt->paper, odt->link_kind, strbuf_get(&odt->link), frame->mark);
    strbuf_reset(&odt->link);
}

static void start_bookmark(Odt *odt, const XmlTag *tag)
{
    if (paper_count_open(odt->paper))
        paper_add_link(odt->paper, LINK_ANCHOR, xml_tag_get(tag, "name"), 0);
}

/* ---- lists ------------------------------------------------------------- */

static void start_list(Odt *odt, const XmlTag *tag)
{
    OdtFrame *frame = odt_get_frame(odt, 0);
    const OdtFrame *outer = NULL;
    for (size_t i = odt->depth - 1; i > 0 && !outer; i--) {
        OdtElement element = odt->frames[i].element;
        if (element == ODT_table_cell || element == ODT_text_box)
            break;
        if (element == ODT_list)
            outer = &odt->frames[i];
    }
    int list = odt_find_list(odt, xml_tag_get(tag, "style-name"));
    frame->list = list ? list : outer ? outer->list : 0;
    frame->level = outer ? outer->level + 1 : 0;
    bool goes_on = outer ||
                   str_is_equal(xml_tag_get(tag, "continue-numbering"), STR("true")) ||
                   xml_tag_get(tag, "continue-list").len;
    ListUse *use = numbering_find_use(odt->numbering, frame->list);
    for (size_t i = 0; use && use->design && !goes_on && i < LIST_LEVELS; i++)
        use->design->is_counted[i] = false;
}

static void start_list_item(Odt *odt, const XmlTag *tag)
{
    OdtFrame *frame = odt_get_frame(odt, 0);
    const OdtFrame *list = odt_find_frame(odt, ODT_list);
    frame->flag = true;
    int start = parse_int(xml_tag_get(tag, "start-value"), -1);
    ListUse *use = list ? numbering_find_use(odt->numbering, list->list) : NULL;
    if (start < 0 || !use || !use->design || list->level >= LIST_LEVELS)
        return;
    use->design->is_counted[list->level] = true;
    use->design->values[list->level] = (uint32_t)start - 1;
}

/* The first paragraph of an item is counted in its list. */
static void join_list(Odt *odt, OdtPara *para)
{
    for (size_t i = odt->depth; i > 0; i--) {
        OdtFrame *frame = &odt->frames[i];
        switch ((OdtElement)frame->element) {
        case ODT_table_cell:
        case ODT_text_box:
        case ODT_note_body:
        case ODT_annotation:
        case ODT_list_header:
            return;
        case ODT_list_item: {
            const OdtFrame *list = odt_find_frame(odt, ODT_list);
            if (frame->flag && list) {
                para->list = list->list;
                para->list_level = list->level;
            }
            frame->flag = false;
            return;
        }
        default:
            break;
        }
    }
}

/* ---- paragraphs -------------------------------------------------------- */

static OdtPara *begin_paragraph(Odt *odt, const XmlTag *tag)
{
    odt->paras = mem_grow(odt->paras, &odt->para_capacity, odt->para_count + 1,
                          sizeof(odt->paras[0]));
    OdtPara *para = &odt->paras[odt->para_count++];
    *para = (OdtPara){.is_contents = odt->contents > 0};
    para->style = odt_find_style(odt, 'p', xml_tag_get(tag, "style-name"));
    if (!para->style)
        para->style = odt->styles.paragraph;
    join_list(odt, para);
    paper_begin(odt->paper);
    return para;
}

static void start_paragraph(Odt *odt, const XmlTag *tag)
{
    begin_paragraph(odt, tag);
}

static void start_heading(Odt *odt, const XmlTag *tag)
{
    OdtPara *para = begin_paragraph(odt, tag);
    para->level =
        (unsigned)MAX(1, MIN(parse_int(xml_tag_get(tag, "outline-level"), 1), 9));
    if (!para->list && odt->outline_list &&
        !str_is_equal(xml_tag_get(tag, "is-list-header"), STR("true"))) {
        para->list = odt->outline_list;
        para->list_level = (int)para->level - 1;
    }
}

#define HEADING_CODEPOINTS 300

static void end_paragraph(Odt *odt, const OdtFrame *frame)
{
    (void)frame;
    OdtPara *para = get_para(odt);
    if (!para)
        return;
    const Style *style = para->style;
    const StrBuf *text = paper_get_open(odt->paper);
    bool is_long = text && utf8_count_codepoints(strbuf_get(text)) > HEADING_CODEPOINTS;
    Shape shape = {.is_title = style->is_title && !is_long,
                   .is_contents = para->is_contents || style->is_contents,
                   .kind = style->is_quote ? BLOCK_QUOTE : BLOCK_PARAGRAPH};
    unsigned level = para->level;
    if (!level && style->level >= 0 && style->level < LEVEL_BODY)
        level = (unsigned)style->level + 1;
    if (!is_long && !shape.is_contents)
        shape.level = level;
    if (style->is_centered == 1)
        shape.flags |= BLOCK_CENTERED;
    if (style->is_indented == 1)
        shape.flags |= BLOCK_INDENTED;
    strbuf_reset(&odt->room);
    if (para->list && !shape.is_contents)
        numbering_count(odt->numbering, para->list, para->list_level, &odt->room,
                        &shape.is_bullet);
    if (shape.is_bullet && (shape.level || shape.is_title))
        strbuf_reset(&odt->room);
    shape.number = strbuf_get(&odt->room);
    paper_end(odt->paper, &shape);
    odt->para_count--;
}

static void start_section(Odt *odt, const XmlTag *tag)
{
    if (str_is_equal(xml_tag_get(tag, "display"), STR("none")))
        start_skipped(odt, tag);
}

static void start_contents(Odt *odt, const XmlTag *tag)
{
    (void)tag;
    odt->contents++;
}

static void end_contents(Odt *odt, const OdtFrame *frame)
{
    (void)frame;
    odt->contents--;
}

/* ---- tables ------------------------------------------------------------ */

static void start_row(Odt *odt, const XmlTag *tag)
{
    (void)tag;
    paper_begin_row(odt->paper);
    if (odt_get_frame(odt, 1)->element == ODT_table_header_rows)
        paper_set_head(odt->paper);
}

static void end_row(Odt *odt, const OdtFrame *frame)
{
    (void)frame;
    paper_end_row(odt->paper, false);
}

/* Places that a wider cell covers are its columns; those that a higher one covers are
 * empty. */
static void start_cell(Odt *odt, const XmlTag *tag)
{
    OdtFrame *frame = odt_get_frame(odt, 0), *row = odt_find_frame(odt, ODT_table_row);
    frame->count = (unsigned)MAX(
        1, MIN(parse_int(xml_tag_get(tag, "number-columns-repeated"), 1), 63));
    frame->level = MAX(1, parse_int(xml_tag_get(tag, "number-columns-spanned"), 1));
    if (!row || !paper_count_rows(odt->paper))
        return;
    if (frame->element == ODT_covered_table_cell && row->level >= (int)frame->count) {
        row->level -= (int)frame->count;
        start_skipped(odt, tag);
        return;
    }
    row->level = frame->level - 1;
    frame->flag = true;
    paper_begin_cell(odt->paper);
}

static void end_cell(Odt *odt, const OdtFrame *frame)
{
    if (!frame->flag)
        return;
    paper_end_cell(odt->paper, (unsigned)frame->level);
    for (unsigned i = 1; i < frame->count; i++)
        paper_repeat_cell(odt->paper);
}

/* ---- notes ------------------------------------------------------------- */

/* Text goes to a paper of its own until the note ends. A note in a note is a part of it.
 */
static void begin_note(Odt *odt, NotePlace place)
{
    if (odt->note_paper)
        return;
    odt->place = place;
    odt->note_paper = odt->paper = paper_new();
    odt_get_frame(odt, 0)->flag = true;
}

static void start_note(Odt *odt, const XmlTag *tag)
{
    if (odt->note_paper)
        return;
    bool is_endnote = str_is_equal(xml_tag_get(tag, "note-class"), STR("endnote"));
    strbuf_reset(&odt->label);
    strbuf_append_byte(&odt->label, '[');
    number_append(&odt->label, is_endnote ? NUMBER_LOWER_ROMAN : NUMBER_DECIMAL,
                  is_endnote ? ++odt->endnotes : ++odt->footnotes);
    strbuf_append_byte(&odt->label, ']');
    append(odt, strbuf_get(&odt->label));
    begin_note(odt, is_endnote ? NOTE_END : NOTE_SECTION);
}

static void start_annotation(Odt *odt, const XmlTag *tag)
{
    (void)tag;
    if (odt->note_paper)
        return;
    strbuf_reset(&odt->label);
    begin_note(odt, NOTE_HERE);
}

static void end_note(Odt *odt, const OdtFrame *frame)
{
    if (!frame->flag)
        return;
    StrBuf text = {0}, label = {0};
    paper_copy_text(odt->note_paper, 0, paper_count(odt->note_paper), &text);
    paper_free(odt->note_paper);
    odt->note_paper = NULL;
    odt->paper = odt->body;
    Str name = text_trim(strbuf_get(&odt->label));
    if (odt->place == NOTE_HERE) {
        strbuf_appendf(&label, "〔批注%s%.*s：", name.len ? " " : "", STR_ARG(name));
        if (text_trim(strbuf_get(&text)).len)
            strbuf_append_text(&text, "〕");
    } else {
        strbuf_append_str(&label, name);
    }
    paper_add_note(odt->body, odt->place, strbuf_get(&label), strbuf_get(&text));
    strbuf_clear(&text);
    strbuf_clear(&label);
}

/* ---- what the file says of itself --------------------------------------- */

static void start_title(Odt *odt, const XmlTag *tag)
{
    if (!is_on_card(odt))
        start_skipped(odt, tag); /* of a picture */
}

#define DATE_BYTES 10

static void end_card(Odt *odt, const OdtFrame *frame)
{
    if (odt_get_frame(odt, 0)->element != ODT_meta)
        return;
    Str text = strbuf_get(&odt->card);
    switch ((OdtElement)frame->element) {
    case ODT_title:
        paper_set_meta(odt->body, META_TITLE, text);
        break;
    case ODT_initial_creator:
        paper_set_meta(odt->body, META_AUTHOR, text);
        odt->has_author = true;
        break;
    case ODT_creator: /* who saved it last */
        if (!odt->has_author)
            paper_set_meta(odt->body, META_AUTHOR, text);
        break;
    default:
        paper_set_meta(odt->body, META_DATE, str_slice(str_trim(text), 0, DATE_BYTES));
    }
}

/* ---- the stream -------------------------------------------------------- */

static const struct {
    Str name;
    OdtStart *start;
    OdtEnd *end;
} elements[] = {{{"", 0}, NULL, NULL},
#define ELEMENT(name, start, end) {{#name, sizeof(#name) - 1}, start, end},
                ODT_ELEMENTS(ELEMENT)
#undef ELEMENT
};

/* Names of elements have hyphens where those of the table cannot. */
static int compare_names(Str of_table, Str name)
{
    for (size_t i = 0; i < MIN(of_table.len, name.len); i++) {
        int c = name.data[i] == '-' ? '_' : (unsigned char)name.data[i];
        if ((unsigned char)of_table.data[i] != c)
            return (unsigned char)of_table.data[i] - c;
    }
    return (of_table.len > name.len) - (of_table.len < name.len);
}

static OdtElement find_element(Str name)
{
    size_t low = 1, high = ODT_ELEMENT_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_names(elements[middle].name, name);
        if (order == 0)
            return (OdtElement)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ODT_OTHER;
}

static void start_element(void *context, const XmlTag *tag)
{
    Odt *odt = context;
    if (odt->skipped) {
        odt->skipped++;
        return;
    }
    OdtElement element = find_element(tag->name);
    odt->frames[++odt->depth] = (OdtFrame){.element = (uint8_t)element};
    if (is_on_card(odt))
        strbuf_reset(&odt->card);
    if (elements[element].start)
        elements[element].start(odt, tag);
}

static void end_element(void *context)
{
    Odt *odt = context;
    if (odt->skipped > 1) {
        odt->skipped--;
        return;
    }
    OdtFrame frame = odt->frames[odt->depth--];
    bool is_skipped = odt->skipped > 0;
    odt->skipped = 0;
    if (!is_skipped && elements[frame.element].end)
        elements[frame.element].end(odt, &frame);
}

bool odt_walk(Odt *odt, Str bytes, const char *part, Error *err)
{
    static const XmlHandler handler = {start_element, end_element, put_text};
    return xml_stream(bytes, part, &handler, odt, err);
}
