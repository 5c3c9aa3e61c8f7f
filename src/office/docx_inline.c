/* What stands in a line beside text: fields, notes, comments, symbols, readings.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/docx_walk.h"

#include <stdlib.h>

#include "office/symbols.h"

#include <piyue/text.h>

static Para *get_para(Walk *walk)
{
    return walk->para_count ? &walk->paras[walk->para_count - 1] : NULL;
}

static size_t get_mark(Walk *walk)
{
    const StrBuf *text = paper_get_open(walk->paper);
    return text ? text->len : 0;
}

/* ---- characters that are elements --------------------------------------- */

void start_tab(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    walk_append(walk, STR(" "));
}

/* Lines, columns and pages end a line of text alike. */
void start_break(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    walk_append(walk, STR("\n"));
}

void start_hyphen(Walk *walk, const XmlTag *tag)
{
    (void)tag;
    walk_append(walk, STR("-"));
}

void start_symbol(Walk *walk, const XmlTag *tag)
{
    char *code = str_dup(xml_tag_get(tag, "char"));
    unsigned long value = strtoul(code, NULL, 16);
    free(code);
    if (value > 0 && value < 0x110000)
        walk_append_codepoint(walk,
                              symbol_decode(xml_tag_get(tag, "font"), (char32_t)value));
}

/* Words drawn as a picture: the heads of official papers often are. */
void start_text_path(Walk *walk, const XmlTag *tag)
{
    Str text = xml_tag_get(tag, "string");
    if (walk->para_count && text.len) {
        walk_append(walk, text);
        walk_append(walk, STR("\n"));
    }
}

/* The reading stands in front of its base in the file, and behind it here. */
void end_ruby_text(Walk *walk, const Frame *frame)
{
    StrBuf *text = paper_get_open(walk->paper);
    strbuf_reset(&walk->ruby);
    if (!text || text->len < frame->mark)
        return;
    strbuf_append_str(&walk->ruby, str_slice(strbuf_get(text), frame->mark, text->len));
    strbuf_splice(text, frame->mark, text->len, STR(""));
}

void end_ruby_base(Walk *walk, const Frame *frame)
{
    (void)frame;
    if (walk->ruby.len) {
        walk_append(walk, STR("("));
        walk_append(walk, strbuf_get(&walk->ruby));
        walk_append(walk, STR(")"));
    }
    strbuf_reset(&walk->ruby);
}

/* ---- fields ------------------------------------------------------------ */

void start_field_mark(Walk *walk, const XmlTag *tag)
{
    Str type = xml_tag_get(tag, "fldCharType");
    if (str_is_equal(type, STR("begin")))
        fields_begin(&walk->fields, get_mark(walk), paper_count_begun(walk->paper));
    else if (str_is_equal(type, STR("separate")))
        fields_begin_result(&walk->fields);
    if (!str_is_equal(type, STR("end")))
        return;
    LinkKind kind;
    size_t mark;
    strbuf_reset(&walk->room);
    if (fields_get_link(&walk->fields, paper_count_begun(walk->paper), &kind, &walk->room,
                        &mark))
        paper_add_link(walk->paper, kind, strbuf_get(&walk->room), mark);
    strbuf_reset(&walk->room);
    fields_end(&walk->fields, get_mark(walk), &walk->room);
    walk_append(walk, strbuf_get(&walk->room));
}

void start_simple_field(Walk *walk, const XmlTag *tag)
{
    Frame *frame = walk_get_frame(walk, 0);
    frame->flag = field_is(xml_tag_get(tag, "instr"), STR("TOC"));
    walk->fields.contents += frame->flag;
}

void end_simple_field(Walk *walk, const Frame *frame)
{
    walk->fields.contents -= frame->flag;
}

/* ---- links ------------------------------------------------------------- */

/* Contents that are no field any more still point where they did. */
void start_hyperlink(Walk *walk, const XmlTag *tag)
{
    Para *para = get_para(walk);
    Str anchor = xml_tag_get(tag, "anchor");
    Str address = docx_find_link(walk->docx, xml_tag_get(tag, "id"));
    if (para && str_has_prefix(anchor, STR("_Toc")) && get_mark(walk) == 0)
        para->is_contents = true;
    strbuf_reset(&walk->link);
    walk->link_kind = address.len ? LINK_ADDRESS : LINK_NAME;
    strbuf_append_str(&walk->link, address);
    if (address.len && anchor.len)
        strbuf_append_byte(&walk->link, '#');
    strbuf_append_str(&walk->link, anchor);
}

void end_hyperlink(Walk *walk, const Frame *frame)
{
    paper_add_link(walk->paper, walk->link_kind, strbuf_get(&walk->link), frame->mark);
    strbuf_reset(&walk->link);
}

void start_bookmark(Walk *walk, const XmlTag *tag)
{
    Str name = xml_tag_get(tag, "name");
    if (walk->para_count) {
        paper_add_link(walk->paper, LINK_ANCHOR, name, 0);
        return;
    }
    strbuf_append_str(&walk->marks, name);
    strbuf_append_byte(&walk->marks, '\0');
}

void walk_place_marks(Walk *walk)
{
    for (Str rest = strbuf_get(&walk->marks); rest.data && rest.len;)
        paper_add_link(walk->paper, LINK_ANCHOR, str_split(&rest, '\0'), 0);
    strbuf_reset(&walk->marks);
}

/* ---- notes ------------------------------------------------------------- */

void start_note_reference(Walk *walk, const XmlTag *tag)
{
    Docx *docx = walk->docx;
    bool is_footnote = str_is_equal(tag->name, STR("footnoteReference"));
    const DocxNote *note = notes_find(is_footnote ? &docx->footnotes : &docx->endnotes,
                                      xml_tag_get(tag, "id"));
    if (!note || walk->fields.hiding)
        return;
    StrBuf label = {0};
    Str own = xml_tag_get(tag, "customMarkFollows");
    if (own.len && !docx_is_off(own)) {
        strbuf_append_text(&label, "[*]");
    } else {
        strbuf_append_byte(&label, '[');
        if (is_footnote)
            number_append(&label, NUMBER_DECIMAL, ++walk->footnotes);
        else
            number_append(&label, docx->endnote_format, ++walk->endnotes);
        strbuf_append_byte(&label, ']');
        walk_append(walk, strbuf_get(&label));
    }
    paper_add_note(walk->paper, is_footnote ? NOTE_SECTION : NOTE_END, strbuf_get(&label),
                   note->text);
    strbuf_clear(&label);
}

/* ---- comments ---------------------------------------------------------- */

void start_range(Walk *walk, const XmlTag *tag)
{
    walk->ranges = mem_grow(walk->ranges, &walk->range_capacity, walk->range_count + 1,
                            sizeof(walk->ranges[0]));
    size_t mark = get_mark(walk);
    walk->ranges[walk->range_count++] =
        (Commented){.id = arena_str(walk->arena, xml_tag_get(tag, "id")),
                    .paragraph = walk->paragraphs,
                    .start = mark,
                    .end = mark};
}

/* How many ranges are open at a time: comments on comments on comments. */
#define RECENT_RANGES 64

static Commented *find_range(Walk *walk, Str id)
{
    for (size_t i = walk->range_count; i-- > 0 && walk->range_count - i <= RECENT_RANGES;)
        if (str_is_equal(walk->ranges[i].id, id))
            return &walk->ranges[i];
    return NULL;
}

void start_range_end(Walk *walk, const XmlTag *tag)
{
    Commented *range = find_range(walk, xml_tag_get(tag, "id"));
    if (range)
        range->end = get_mark(walk);
}

#define QUOTED_CODEPOINTS 24
#define QUOTED_ENDS 9

/* “政协协商…的意见”: enough of the words to find them. */
static void append_quote(StrBuf *out, Str words)
{
    words = text_trim(words);
    size_t count = utf8_count_codepoints(words);
    strbuf_append_text(out, "“");
    if (count <= QUOTED_CODEPOINTS) {
        strbuf_append_str(out, words);
    } else {
        strbuf_append_str(out, str_slice(words, 0, utf8_offset_of(words, QUOTED_ENDS)));
        strbuf_append_text(out, "……");
        strbuf_append_str(
            out, str_slice(words, utf8_offset_of(words, count - QUOTED_ENDS), words.len));
    }
    strbuf_append_text(out, "”");
}

void start_comment_reference(Walk *walk, const XmlTag *tag)
{
    Str id = xml_tag_get(tag, "id");
    const DocxNote *comment = notes_find(&walk->docx->comments, id);
    if (!comment)
        return;
    StrBuf label = {0}, text = {0};
    strbuf_append_text(&label, "〔批注");
    if (text_trim(comment->author).len)
        strbuf_appendf(&label, " %.*s", STR_ARG(text_trim(comment->author)));
    const Commented *range = find_range(walk, id);
    const StrBuf *open = paper_get_open(walk->paper);
    if (range && open && range->paragraph == walk->paragraphs &&
        range->end > range->start && range->end <= open->len) {
        strbuf_append_text(&label, "，");
        append_quote(&label, str_slice(strbuf_get(open), range->start, range->end));
    }
    strbuf_append_text(&label, "：");
    strbuf_append_str(&text, comment->text);
    strbuf_append_text(&text, "〕");
    if (text_trim(comment->text).len)
        paper_add_note(walk->paper, NOTE_HERE, strbuf_get(&label), strbuf_get(&text));
    strbuf_clear(&label);
    strbuf_clear(&text);
}
