/* Passages as Markdown: documents and headings as an outline, with quotations, notes,
 * tags and sources in it; and whole documents with their passages marked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <piyue/text.h>

#include <string.h>

#define MAX_LEVEL 6 /* of a heading in Markdown */

/* Appends one row of foreign text such that Markdown shows it as it is. */
static void append_row(StrBuf *out, Str text)
{
    StrBuf row = {0};
    sanitize(&row, text, SANITIZE_TERMINAL);
    escape_append(ESCAPE_MARKDOWN, text_trim(strbuf_get(&row)), out);
    strbuf_clear(&row);
}

static void append_heading(StrBuf *out, size_t level, Str text)
{
    for (size_t i = 0; i < MIN(level, (size_t)MAX_LEVEL); i++)
        strbuf_append_byte(out, '#');
    strbuf_append_byte(out, ' ');
    append_row(out, text);
    strbuf_append_text(out, "\n\n");
}

/* ---- passages ----------------------------------------------------------- */

static void write_document(void *context, const ExportDocument *document)
{
    append_heading(context, 1, document->fields.values[FIELD_TITLE]);
}

static void write_heading(void *context, size_t level, Str heading)
{
    append_heading(context, level, heading);
}

static void append_quotation(StrBuf *out, Str exact)
{
    for (bool is_first = true; exact.data; is_first = false) {
        Str row = str_split(&exact, '\n');
        strbuf_append_text(out, is_first ? "> " : ">\n> ");
        append_row(out, row);
        strbuf_append_byte(out, '\n');
    }
    strbuf_append_byte(out, '\n');
}

/* Does a tag or a comment begin here? Addresses between < and > are no danger. */
static bool begins_tag(Str row, size_t i)
{
    Str rest = str_slice(row, i + 1, row.len);
    return row.data[i] == '<' && rest.len && !str_has_prefix(rest, STR("http")) &&
           (strchr("/!?", rest.data[0]) || (rest.data[0] | 0x20) >= 'a');
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* Nothing but = or - makes a heading of the row above. */
static bool is_underline(Str row)
{
    row = text_trim(row);
    size_t same = 0;
    while (same < row.len && row.data[same] == row.data[0])
        same++;
    return row.len && same == row.len && strchr("=-", row.data[0]);
}

/* How many bytes stand before what would make a heading or a quotation of the row, or of
 * the one above; STR_NONE. */
static size_t find_structure(Str row, bool has_above)
{
    size_t lead = 0;
    while (lead < row.len && lead < 3 && row.data[lead] == ' ')
        lead++;
    bool is_found = lead < row.len && (row.data[lead] == '#' || row.data[lead] == '>');
    return is_found || (has_above && is_underline(row)) ? lead : STR_NONE;
}

/* The user's own words may be Markdown, though not HTML: they may come from elsewhere.
 * The outline around them is protected. */
static void append_note(StrBuf *out, Str note, const char *margin)
{
    note = text_trim(note);
    if (!note.len)
        return;
    StrBuf clean = {0};
    sanitize(&clean, note, SANITIZE_LINES);
    bool has_above = false;
    for (Str rest = strbuf_get(&clean); rest.data;) {
        Str row = str_split(&rest, '\n');
        size_t structure = find_structure(row, has_above);
        has_above = text_trim(row).len > 0;
        for (size_t i = 0; i < row.len; i++) {
            if (i == structure || begins_tag(row, i))
                strbuf_append_byte(out, '\\');
            strbuf_append_byte(out, row.data[i]);
        }
        strbuf_append_byte(out, '\n');
        if (rest.len && rest.data[0] != '\n')
            strbuf_append_text(out, margin);
    }
    strbuf_append_byte(out, '\n');
    strbuf_clear(&clean);
}

static void append_tags(StrBuf *out, const Annotation *annotation, const char *margin,
                        bool has_begun)
{
    StrBuf status = {0};
    status_append(annotation, &status);
    if (!status.len && !annotation->tag_count)
        return;
    if (!has_begun)
        strbuf_append_text(out, margin);
    if (status.len)
        strbuf_appendf(out, _("Status: %s"), status.data);
    if (status.len && annotation->tag_count)
        strbuf_appendf(out, "  \n%s", margin);
    if (annotation->tag_count)
        strbuf_append_text(out, _("Tags: "));
    for (size_t i = 0; i < annotation->tag_count; i++) {
        strbuf_append_text(out, i ? " \\#" : "\\#");
        append_row(out, annotation->tags[i]);
    }
    strbuf_append_text(out, "\n\n");
    strbuf_clear(&status);
}

/* A list of their own; their words may be Markdown, as those of the note. */
static void append_replies(StrBuf *out, const Annotation *annotation, const char *margin)
{
    StrBuf inner = {0}, head = {0};
    strbuf_appendf(&inner, "%s  ", margin);
    for (size_t i = 0; i < annotation->reply_count; i++) {
        strbuf_reset(&head);
        reply_append_head(&annotation->replies[i], &head);
        strbuf_appendf(out, "%s- ", margin);
        append_row(out, strbuf_get(&head));
        strbuf_append_text(out, ": ");
        append_note(out, annotation->replies[i].text, inner.data);
    }
    strbuf_clear(&head);
    strbuf_clear(&inner);
}

static void write_passage(void *context, const ExportPassage *passage)
{
    StrBuf *out = context;
    append_quotation(out, passage->annotation->selector.exact);
    append_note(out, passage->annotation->note, "");
    append_replies(out, passage->annotation, "");
    append_tags(out, passage->annotation, "", false);
    if (passage->annotation->is_orphan) {
        strbuf_append_text(out, _("(The place of this passage in the text was lost.)"));
        strbuf_append_text(out, "\n\n");
    }
    strbuf_append_text(out, "——");
    append_row(out, passage->citation);
    strbuf_append_text(out, "\n\n");
}

/* The empty row between parts is not wanted behind the last one. */
static void drop_last_row(StrBuf *out)
{
    if (str_has_suffix(strbuf_get(out), STR("\n\n")))
        out->data[--out->len] = '\0';
}

bool export_markdown(Export *export, StrBuf *out, Error *err)
{
    static const ExportWalker walker = {write_document, write_heading, write_passage};
    if (!export_walk(export, &walker, out, err))
        return false;
    drop_last_row(out);
    return true;
}

/* ---- a whole document ------------------------------------------------------ */

static void begin_block(void *context, BlockInfo info, size_t heading_level)
{
    StrBuf *out = context;
    for (size_t i = 0; i < MIN(heading_level, (size_t)MAX_LEVEL); i++)
        strbuf_append_byte(out, '#');
    if (heading_level)
        strbuf_append_byte(out, ' ');
    else if (info.kind == BLOCK_QUOTE)
        strbuf_append_text(out, "> ");
    else if (info.kind == BLOCK_ITEM)
        strbuf_append_text(out, "- ");
    else if (info.kind == BLOCK_RULE)
        strbuf_append_text(out, "---");
}

static void write_segment(void *context, const MarkedSegment *segment)
{
    StrBuf *out = context;
    StrBuf row = {0};
    if (segment->is_marked)
        strbuf_append_text(out, "<mark>");
    sanitize(&row, segment->text, SANITIZE_TERMINAL);
    Str text = strbuf_get(&row);
    while (!segment->is_first && text.len && is_blank(text.data[0])) {
        strbuf_append_byte(out, ' '); /* between two words */
        text = str_slice(text, 1, text.len);
    }
    if (segment->address.len)
        strbuf_append_byte(out, '[');
    escape_append(ESCAPE_MARKDOWN, text, out);
    if (segment->address.len) /* no < or > is in an address that is let through */
        strbuf_appendf(out, "](<%.*s>)", STR_ARG(segment->address));
    if (segment->is_marked)
        strbuf_append_text(out, "</mark>");
    strbuf_clear(&row);
}

static void write_mark(void *context, const Annotation *annotation, size_t number,
                       bool is_start)
{
    if (!is_start && has_remarks(annotation))
        strbuf_appendf(context, "[^%zu]", number);
}

static void end_block(void *context, BlockInfo info)
{
    (void)info;
    strbuf_append_text(context, "\n\n");
}

bool export_whole_markdown(Export *export, StrBuf *out, Error *err)
{
    static const WholeWriter writer = {begin_block, write_segment, write_mark, end_block};
    if (!export_enter(export, export->list->rows[0].doc, err))
        return false;
    if (!whole_has_title(export->current.document))
        append_heading(out, 1, export->current.fields.values[FIELD_TITLE]);
    if (!whole_walk(export, &writer, out, err))
        return false;
    for (size_t i = 0; i < export->list->count; i++) {
        const Annotation *annotation = &export->list->rows[i];
        if (annotation->is_orphan) {
            append_quotation(out, annotation->selector.exact);
            append_note(out, annotation->note, "");
            append_replies(out, annotation, "");
            append_tags(out, annotation, "", false);
            strbuf_append_text(out,
                               _("(The place of this passage in the text was lost.)"));
            strbuf_append_text(out, "\n\n");
        } else if (has_remarks(annotation)) {
            strbuf_appendf(out, "[^%zu]: ", i + 1);
            append_note(out, annotation->note, "    ");
            if (!annotation->note.len && annotation->reply_count)
                strbuf_append_byte(out, '\n');
            append_replies(out, annotation, "    ");
            bool is_first = !annotation->note.len && !annotation->reply_count;
            append_tags(out, annotation, "    ", is_first);
        }
    }
    drop_last_row(out);
    return true;
}
