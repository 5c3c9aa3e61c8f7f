/* The importer of Markdown: md4c's events to blocks.
 *
 * Marks of inline markup go, their text stays: what is read is the author's sentence. The
 * address of a link is not shown where the link has a text; the link keeps it. A heading
 * bears the name that GitHub and others give it: its words, joined by hyphens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/web.h>

#include <limits.h>
#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

#include "web/list.h"
#include "web/markdown.h"

#define LISTS_MAX 32
/* A rule is looked for in so many rows. */
#define RULE_MAX_ROWS 64

typedef struct MarkdownList {
    bool is_ordered;
    unsigned number;
    char delimiter;
} MarkdownList;

typedef struct MarkdownReader {
    Flow *flow;
    Sink *sink;
    Str text;      /* that is parsed; lines are counted in it */
    size_t off;    /* up to which lines were counted */
    uint32_t line; /* at off */
    bool is_note;  /* text of a note: all goes into the block that is open */
    unsigned quotes, bold, image, reading;
    MarkdownList lists[LISTS_MAX];
    size_t list_count;
    unsigned heading; /* level of the open one; 0 for none */
    bool is_html;     /* what comes is a block of HTML, not tags in a paragraph */
    bool is_code, is_cell, is_head;
    unsigned cells; /* of the row that is open, those before the text */
    bool is_open;   /* a block of the flow is ours */
    size_t bytes, bold_bytes;
    StrBuf marker, html, alt, title;
    StrBuf words;  /* of the heading that is open */
    StrBuf indent; /* of a row of program text, until its text comes */
    bool has_heading;
} MarkdownReader;

/* ---- blocks ------------------------------------------------------------ */

/* Tells the flow the line of `text`, if it lies in what is parsed. */
static void tell_line(MarkdownReader *reader, const char *text)
{
    if (reader->is_note || text < reader->text.data ||
        text >= reader->text.data + reader->text.len)
        return;
    size_t off = (size_t)(text - reader->text.data);
    for (; reader->off < off; reader->off++)
        reader->line += reader->text.data[reader->off] == '\n';
    flow_set_line(reader->flow, reader->line);
}

static void close_block(MarkdownReader *reader)
{
    if (reader->is_note)
        return;
    if (reader->is_open && !reader->heading && reader->bytes &&
        reader->bytes == reader->bold_bytes)
        flow_add_evidence(reader->flow, EVIDENCE_BOLD);
    if (reader->is_open)
        flow_end(reader->flow);
    reader->is_open = false;
    reader->bytes = reader->bold_bytes = 0;
}

static void open_block(MarkdownReader *reader, const char *text)
{
    if (reader->is_note || (reader->is_open && !reader->is_cell))
        return;
    tell_line(reader, text);
    if (reader->is_cell) {
        if (!reader->is_open)
            flow_begin(reader->flow, BLOCK_TABLE_ROW, 0,
                       reader->is_head ? EVIDENCE_HEAD : 0);
        reader->is_open = true;
        for (; reader->cells; reader->cells--)
            flow_next_cell(reader->flow);
        return;
    }
    BlockKind kind = reader->is_code      ? BLOCK_VERSE
                     : reader->marker.len ? BLOCK_ITEM
                     : reader->quotes     ? BLOCK_QUOTE
                                          : BLOCK_PARAGRAPH;
    if (reader->heading)
        flow_begin(reader->flow, BLOCK_HEADING, reader->heading, EVIDENCE_MARKED);
    else
        flow_begin(reader->flow, kind, 0, 0);
    if (!reader->heading)
        flow_append(reader->flow, strbuf_get(&reader->marker));
    strbuf_reset(&reader->marker);
    reader->is_open = true;
}

static void append(MarkdownReader *reader, Str text)
{
    if (reader->image) {
        strbuf_append_str(&reader->alt, text);
        return;
    }
    size_t solid = text_trim(text).len;
    if (solid)
        open_block(reader, text.data);
    if (!reader->is_open && !reader->is_note)
        return;
    flow_append(reader->flow, text);
    reader->bytes += solid;
    reader->bold_bytes += reader->bold ? solid : 0;
    if (reader->heading)
        strbuf_append_str(&reader->words, text);
    if (reader->heading && !reader->has_heading)
        strbuf_append_str(&reader->title, text);
}

static void append_code(MarkdownReader *reader, Str text)
{
    for (Str rest = text; rest.data;) {
        Str row = str_split(&rest, '\n');
        if (reader->is_open) {
            flow_append_exact(reader->flow, row);
        } else if (text_trim(row).len) {
            open_block(reader, row.data);
            flow_append_exact(reader->flow, strbuf_get(&reader->indent));
            flow_append_exact(reader->flow, row);
        } else {
            strbuf_append_str(&reader->indent, row);
            if (!rest.data)
                return;
        }
        strbuf_reset(&reader->indent);
        if (rest.data)
            close_block(reader);
    }
}

/* Is it three or more of one of - * _, and blanks? */
static bool is_rule(Str row)
{
    size_t marks = 0;
    row = str_trim(row);
    while (row.len && row.data[0] == '>')
        row = str_trim(str_slice(row, 1, row.len));
    for (size_t i = 0; i < row.len; i++) {
        if (row.data[i] != ' ' && row.data[i] != row.data[0])
            return false;
        marks += row.data[i] == row.data[0];
    }
    return marks >= 3 && strchr("-*_", row.data[0]);
}

/* md4c does not say where a rule stands: it is the next row that looks like one. */
static void send_rule(MarkdownReader *reader)
{
    Str rest = str_slice(reader->text, reader->off, reader->text.len);
    bool is_found = false;
    for (unsigned i = 0; i < RULE_MAX_ROWS && rest.data && !is_found; i++) {
        Str row = str_split(&rest, '\n');
        is_found = is_rule(row);
        if (is_found)
            tell_line(reader, row.data);
    }
    flow_begin(reader->flow, BLOCK_RULE, 0, 0);
    flow_append(reader->flow, STR("———"));
    flow_end(reader->flow);
    /* The next one is looked for behind it. */
    size_t end = str_find(reader->text, STR("\n"), reader->off);
    if (end != STR_NONE)
        tell_line(reader, reader->text.data + end);
}

/* ---- HTML in it -------------------------------------------------------- */

/* A block of HTML is read as a page is. */
static void send_html(MarkdownReader *reader)
{
    Error ignored = {0};
    xmlDoc *doc = html_parse(strbuf_get(&reader->html), "", &ignored);
    if (doc) {
        HtmlWalk walk = {.flow = reader->flow};
        html_walk(xmlDocGetRootElement(doc), &walk);
    }
    xmlFreeDoc(doc);
    error_clear(&ignored);
    strbuf_reset(&reader->html);
}

/* What <a id="…"> or name="…" in `tag` calls its place; empty for nothing. */
static Str read_name(Str tag)
{
    static const char *const attributes[] = {" id=\"", " name=\""};
    for (size_t i = 0; i < ARRAY_SIZE(attributes); i++) {
        size_t at = str_find(tag, str_from(attributes[i]), 0);
        if (at == STR_NONE)
            continue;
        Str rest = str_slice(tag, at + strlen(attributes[i]), tag.len);
        return str_slice(rest, 0, str_find(rest, STR("\""), 0));
    }
    return (Str){0};
}

/* A tag within a paragraph. */
static void take_tag(MarkdownReader *reader, Str tag)
{
    bool is_end = tag.len > 1 && tag.data[1] == '/';
    size_t off = is_end ? 2 : 1, end = off;
    while (end < tag.len && ((tag.data[end] | 0x20) >= 'a' || tag.data[end] <= '9') &&
           !strchr(" \t\n/>", tag.data[end]))
        end++;
    Str name = str_slice(tag, off, end);
    if (str_is_equal_nocase(name, STR("br")) && !reader->heading && !reader->is_cell) {
        close_block(reader);
    } else if (str_is_equal_nocase(name, STR("br"))) {
        append(reader, STR(" "));
    } else if (str_is_equal_nocase(name, STR("a")) && !is_end) {
        flow_add_anchor(reader->flow, read_name(tag));
    } else if (str_is_equal_nocase(name, STR("rt"))) {
        append(reader, is_end ? STR("）") : STR("（"));
    } else if (str_is_equal_nocase(name, STR("rp"))) {
        reader->reading = !is_end;
    }
}

/* The name by which links lead to a heading. */
static void append_heading_name(Str title, StrBuf *out)
{
    for (size_t off = 0; off < title.len;) {
        size_t start = off;
        char32_t c = utf8_next(title, &off);
        if (c == ' ' || c == '-')
            strbuf_append_byte(out, '-');
        else if (c >= 'A' && c <= 'Z')
            strbuf_append_byte(out, (char)(c | 0x20));
        else if (c == '_' || !(text_is_punctuation(c) || text_is_space(c)))
            strbuf_append_str(out, str_slice(title, start, off));
    }
}

static void name_heading(MarkdownReader *reader)
{
    StrBuf name = {0};
    append_heading_name(text_trim(strbuf_get(&reader->words)), &name);
    flow_name_block(reader->flow, strbuf_get(&name));
    strbuf_reset(&reader->words);
    strbuf_clear(&name);
}

/* ---- events ------------------------------------------------------------ */

static void enter_item(MarkdownReader *reader, const MD_BLOCK_LI_DETAIL *detail)
{
    strbuf_reset(&reader->marker);
    if (!reader->list_count)
        return;
    MarkdownList *list = &reader->lists[reader->list_count - 1];
    if (detail->is_task)
        strbuf_append_text(&reader->marker, detail->task_mark == ' ' ? "☐ " : "☑ ");
    else if (list->is_ordered)
        strbuf_appendf(&reader->marker, "%u%c ", list->number, list->delimiter);
    else
        strbuf_append_text(&reader->marker, reader->list_count % 2 ? "• " : "◦ ");
    list->number++;
}

static void enter_list(MarkdownReader *reader, MarkdownList list)
{
    if (reader->list_count < LISTS_MAX)
        reader->lists[reader->list_count] = list;
    reader->list_count = MIN(reader->list_count + 1, LISTS_MAX);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    MarkdownReader *reader = context;
    if (reader->is_note) {
        flow_append(reader->flow, STR(" "));
        return 0;
    }
    if (type != MD_BLOCK_TH && type != MD_BLOCK_TD)
        close_block(reader);
    switch (type) {
    case MD_BLOCK_DOC:
    case MD_BLOCK_P:
    case MD_BLOCK_TABLE:
        break;
    case MD_BLOCK_HTML:
        reader->is_html = true;
        break;
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
        reader->is_head = type == MD_BLOCK_THEAD;
        break;
    case MD_BLOCK_QUOTE:
        reader->quotes++;
        break;
    case MD_BLOCK_UL:
        enter_list(reader, (MarkdownList){0});
        break;
    case MD_BLOCK_OL: {
        const MD_BLOCK_OL_DETAIL *list = detail;
        enter_list(reader, (MarkdownList){true, list->start, list->mark_delimiter});
        break;
    }
    case MD_BLOCK_LI:
        enter_item(reader, detail);
        break;
    case MD_BLOCK_HR:
        send_rule(reader);
        break;
    case MD_BLOCK_H:
        reader->heading = ((const MD_BLOCK_H_DETAIL *)detail)->level;
        break;
    case MD_BLOCK_CODE:
        reader->is_code = true;
        break;
    case MD_BLOCK_TR:
        reader->cells = 0;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        reader->is_cell = true;
        break;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    (void)detail;
    MarkdownReader *reader = context;
    if (reader->is_note)
        return 0;
    if (type == MD_BLOCK_H)
        name_heading(reader);
    if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) {
        reader->is_cell = false;
        reader->cells++;
        return 0;
    }
    close_block(reader);
    switch (type) {
    case MD_BLOCK_QUOTE:
        reader->quotes--;
        break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        reader->list_count -= reader->list_count > 0;
        break;
    case MD_BLOCK_LI:
        strbuf_reset(&reader->marker);
        break;
    case MD_BLOCK_H:
        reader->heading = 0;
        reader->has_heading = true;
        break;
    case MD_BLOCK_CODE:
        reader->is_code = false;
        break;
    case MD_BLOCK_HTML:
        reader->is_html = false;
        send_html(reader);
        break;
    default:
        break;
    }
    return 0;
}

static void begin_link(MarkdownReader *reader, const MD_SPAN_A_DETAIL *link)
{
    Str reference = {link->href.text, link->href.size};
    StrBuf name = {0};
    if (!str_has_prefix(reference, STR("#")))
        flow_begin_link(reader->flow, LINK_ADDRESS, reference);
    else if (uri_decode(str_slice(reference, 1, reference.len), &name) &&
             utf8_find_invalid(strbuf_get(&name)) == name.len)
        flow_begin_link(reader->flow, LINK_NAME, strbuf_get(&name));
    strbuf_clear(&name);
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    MarkdownReader *reader = context;
    if (type == MD_SPAN_A)
        begin_link(reader, detail);
    reader->bold += type == MD_SPAN_STRONG;
    reader->image += type == MD_SPAN_IMG;
    if (type == MD_SPAN_LATEXMATH || type == MD_SPAN_LATEXMATH_DISPLAY)
        append(reader, type == MD_SPAN_LATEXMATH ? STR("$") : STR("$$"));
    return 0;
}

/* Words that describe an image are read; the name of its file is not. */
static void end_image(MarkdownReader *reader)
{
    StrBuf alt = reader->alt;
    reader->alt = (StrBuf){0};
    Str text = text_trim(strbuf_get(&alt));
    if (!str_is_ascii(text) || str_find(text, STR(" "), 0) != STR_NONE)
        append(reader, text);
    strbuf_clear(&alt);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    (void)detail;
    MarkdownReader *reader = context;
    reader->bold -= type == MD_SPAN_STRONG;
    if (type == MD_SPAN_A)
        flow_end_link(reader->flow);
    if (type == MD_SPAN_IMG && --reader->image == 0)
        end_image(reader);
    if (type == MD_SPAN_LATEXMATH || type == MD_SPAN_LATEXMATH_DISPLAY)
        append(reader, type == MD_SPAN_LATEXMATH ? STR("$") : STR("$$"));
    return 0;
}

static void append_entity(MarkdownReader *reader, Str entity)
{
    StrBuf text = {0};
    if (!html_append_entity(entity, &text))
        strbuf_append_str(&text, entity);
    if (str_is_equal(strbuf_get(&text), STR("\u00A0"))) {
        strbuf_reset(&text);
        strbuf_append_byte(&text, ' ');
    }
    /* The block begins where the entity stands. */
    open_block(reader, entity.data);
    append(reader, strbuf_get(&text));
    strbuf_clear(&text);
}

static int take_text(MD_TEXTTYPE type, const MD_CHAR *data, MD_SIZE size, void *context)
{
    MarkdownReader *reader = context;
    Str text = {data, size};
    if (reader->reading)
        return 0;
    switch (type) {
    case MD_TEXT_NORMAL:
    case MD_TEXT_LATEXMATH:
        append(reader, text);
        break;
    case MD_TEXT_NULLCHAR:
        append(reader, STR("\uFFFD"));
        break;
    case MD_TEXT_BR:
        if (reader->heading || reader->is_cell || reader->is_note)
            append(reader, STR(" "));
        else
            close_block(reader);
        break;
    case MD_TEXT_SOFTBR:
        append(reader, STR("\n"));
        break;
    case MD_TEXT_ENTITY:
        append_entity(reader, text);
        break;
    case MD_TEXT_CODE:
        if (reader->is_code)
            append_code(reader, text);
        else
            append(reader, text);
        break;
    case MD_TEXT_HTML:
        break;
    }
    return 0;
}

static int take_any(MD_TEXTTYPE type, const MD_CHAR *data, MD_SIZE size, void *context)
{
    MarkdownReader *reader = context;
    Str text = {data, size};
    if (type != MD_TEXT_HTML)
        return take_text(type, data, size, context);
    if (reader->is_html) {
        if (!reader->html.len)
            tell_line(reader, data);
        strbuf_append_str(&reader->html, text);
    } else {
        take_tag(reader, text);
    }
    return 0;
}

/* ---- the document ------------------------------------------------------ */

/* Addresses that are only written out stay the text they are: as links of md4c's,
 * backslashes in them would not be taken off, and they would end at the next blank, which
 * Chinese does not have. Those are found in any text (draft_settle_links). */
static const MD_PARSER parser = {
    .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS |
             MD_FLAG_LATEXMATHSPANS,
    .enter_block = enter_block,
    .leave_block = leave_block,
    .enter_span = enter_span,
    .leave_span = leave_span,
    .text = take_any,
};

static void send_notes(MarkdownReader *reader, const MarkdownSource *source)
{
    reader->is_note = true;
    for (size_t i = 0; i < source->note_count; i++) {
        const MarkdownNote *note = &source->notes[i];
        StrBuf label = {0};
        strbuf_appendf(&label, "[%.*s]", STR_ARG(note->label));
        flow_begin_note(reader->flow, strbuf_get(&label));
        md_parse(note->text.data ? note->text.data : "", (MD_SIZE)note->text.len, &parser,
                 reader);
        flow_end_note(reader->flow);
        strbuf_clear(&label);
    }
    flow_send_notes(reader->flow);
}

static void send_meta(const MarkdownReader *reader, const MarkdownSource *source)
{
    sink_meta(reader->sink, META_TITLE,
              source->title.len ? source->title : strbuf_get(&reader->title));
    sink_meta(reader->sink, META_AUTHOR, source->author);
    sink_meta(reader->sink, META_DATE, source->date);
    sink_meta(reader->sink, META_SOURCE, source->source);
}

/* False where there is no text. */
static bool send_document(Sink *sink, Str text)
{
    MarkdownSource source;
    markdown_source_init(&source, text);
    MarkdownReader reader = {.flow = flow_new(sink),
                             .sink = sink,
                             .text = strbuf_get(&source.text),
                             .line = 1};
    flow_set_line(reader.flow, 1);
    md_parse(source.text.data ? source.text.data : "", (MD_SIZE)source.text.len, &parser,
             &reader);
    close_block(&reader);
    send_notes(&reader, &source);
    send_meta(&reader, &source);
    bool has_blocks = flow_count_blocks(reader.flow) > 0;
    flow_free(reader.flow);
    strbuf_clear(&reader.marker);
    strbuf_clear(&reader.html);
    strbuf_clear(&reader.alt);
    strbuf_clear(&reader.indent);
    strbuf_clear(&reader.title);
    strbuf_clear(&reader.words);
    markdown_source_clear(&source);
    return has_blocks;
}

bool read_markdown(const Source *source, Sink *sink, Error *err)
{
    StrBuf text = {0};
    uint64_t replaced = 0;
    bool is_read =
        source_decode(source, source->limits->max_file_bytes, &text, &replaced, err);
    if (is_read && text.len > UINT_MAX / 2)
        is_read = error_set(err, ERR_LIMIT, _("%s is larger than %llu MB"), source->name,
                            (unsigned long long)(UINT_MAX / 2) >> 20);
    if (is_read && !send_document(sink, strbuf_get(&text)))
        is_read = error_set(err, ERR_EMPTY, _("%s holds no text"), source->name);
    if (is_read)
        sink_end(sink, replaced, text.len);
    strbuf_clear(&text);
    return is_read;
}
