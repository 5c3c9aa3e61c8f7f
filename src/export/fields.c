/* The fields of a place: of its document, and of what was said about it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <piyue/text.h>

#include <inttypes.h>

Str heading_strip(Str heading)
{
    heading = text_trim(heading);
    for (size_t end = heading.len; end;) {
        char32_t last = utf8_previous(heading, &end);
        if (last != U'。' && last != U'：' && last != U':' && last != U'；' &&
            last != U'，' && !text_is_space(last))
            break;
        heading.len = end;
    }
    return heading;
}

Str status_word(AnnotationStatus status)
{
    switch (status) {
    case STATUS_NONE:
        break;
    case STATUS_OPEN:
        return STR("open");
    case STATUS_DONE:
        return STR("done");
    }
    return STR("");
}

Str status_label(AnnotationStatus status)
{
    switch (status) {
    case STATUS_NONE:
        break;
    case STATUS_OPEN:
        return str_from(_("still to do"));
    case STATUS_DONE:
        return str_from(_("done"));
    }
    return STR("");
}

void status_append(const Annotation *annotation, StrBuf *out)
{
    Str label = status_label(annotation->status);
    StrBuf day = {0};
    if (!label.len)
        return;
    if (annotation->due_ms)
        strbuf_append_time(&day, annotation->due_ms, false);
    if (day.len)
        strbuf_appendf(out, _("%s, due %s"), label.data, day.data);
    else
        strbuf_append_str(out, label);
    strbuf_clear(&day);
}

void reply_append_head(const Reply *reply, StrBuf *out)
{
    strbuf_append_str(out, reply->author);
    if (reply->author.len)
        strbuf_append_byte(out, ' ');
    strbuf_append_time(out, reply->created_ms, false);
}

bool has_remarks(const Annotation *annotation)
{
    return annotation->note.len || annotation->tag_count || annotation->reply_count ||
           annotation->status != STATUS_NONE;
}

static Str take(StrBuf *buf, Arena *arena)
{
    Str text = arena_str(arena, strbuf_get(buf));
    strbuf_clear(buf);
    return text;
}

/* Headings joined by ，; one that repeats the title, or is a masthead, is left out. */
static Str join_headings(Str headings, Str title, Arena *arena, Str *last)
{
    StrBuf path = {0};
    while (headings.len) {
        Str heading = heading_strip(str_split(&headings, '\n'));
        if (!heading.len || str_is_equal(heading, heading_strip(title)) ||
            imprint_is_masthead(heading))
            continue;
        if (path.len)
            strbuf_append_text(&path, "，");
        strbuf_append_str(&path, heading);
        *last = arena_str(arena, heading);
    }
    return take(&path, arena);
}

static Str format_number(uint64_t number, Arena *arena)
{
    StrBuf text = {0};
    strbuf_appendf(&text, "%" PRIu64, number);
    return take(&text, arena);
}

static Str format_time(int64_t time_ms, bool with_clock, Arena *arena)
{
    StrBuf text = {0};
    if (time_ms)
        strbuf_append_time(&text, time_ms, with_clock);
    return take(&text, arena);
}

static Str format_replies(const Annotation *annotation, Arena *arena)
{
    StrBuf text = {0};
    for (size_t i = 0; i < annotation->reply_count; i++) {
        strbuf_append_text(&text, i ? "\n" : "");
        reply_append_head(&annotation->replies[i], &text);
        strbuf_append_text(&text, ": ");
        strbuf_append_str(&text, text_trim(annotation->replies[i].text));
    }
    return take(&text, arena);
}

static void fill_annotation(const Annotation *annotation, Arena *arena, Str *values)
{
    StrBuf tags = {0};
    for (size_t i = 0; i < annotation->tag_count; i++) {
        strbuf_append_text(&tags, i ? " #" : "#");
        strbuf_append_str(&tags, annotation->tags[i]);
    }
    values[FIELD_QUOTE] = annotation->selector.exact;
    values[FIELD_NOTE] = text_trim(annotation->note);
    values[FIELD_REPLIES] = format_replies(annotation, arena);
    values[FIELD_TAGS] = take(&tags, arena);
    values[FIELD_STATUS] = status_label(annotation->status);
    values[FIELD_DUE] = format_time(annotation->due_ms, false, arena);
    values[FIELD_STYLE] = annotation->style;
    values[FIELD_ANNOTATOR] = annotation->author;
    values[FIELD_CREATED] = format_time(annotation->created_ms, true, arena);
    values[FIELD_MODIFIED] = format_time(annotation->modified_ms, true, arena);
}

static bool has_pages(Str format)
{
    return str_is_equal(format, STR("pdf")) || str_is_equal(format, STR("ofd"));
}

static void fill_place(const ExportDocument *document, Pos pos, Arena *arena, Str *values)
{
    if (pos.block >= document->document->block_count)
        return;
    /* Formats with pages have the page where others have the line. */
    uint32_t line = document_get_block(document->document, pos.block).source_line;
    ExportField field = has_pages(document->row.format) ? FIELD_PAGE : FIELD_LINE;
    if (line)
        values[field] = format_number(line, arena);
}

void fields_of_place(const ExportDocument *document, Pos pos,
                     const Annotation *annotation, Arena *arena, FieldValues *fields)
{
    *fields = (FieldValues){0};
    Str *values = fields->values;
    for (int i = 0; i < FIELD_DOCUMENT_COUNT; i++)
        values[i] = document->fields.values[i];
    values[FIELD_DAY] = values[FIELD_DATE];
    values[FIELD_DATE] = date_format(values[FIELD_DATE], arena);
    Str path = document->row.path;
    if (path_is_url(path))
        values[FIELD_URL] = path;
    else if (path_is_url(values[FIELD_SOURCE]))
        values[FIELD_URL] = values[FIELD_SOURCE];
    if (!path_is_url(path) && !str_is_equal(path, STR("-")))
        values[FIELD_FILE] = path_get_name(path);
    StrBuf headings = {0};
    if (annotation)
        strbuf_append_str(&headings, annotation->selector.headings);
    else
        document_append_path(document->document, pos.block, STR("\n"), &headings);
    values[FIELD_PATH] = join_headings(strbuf_get(&headings), values[FIELD_TITLE], arena,
                                       &values[FIELD_HEADING]);
    strbuf_clear(&headings);
    if (!annotation || !annotation->is_orphan)
        fill_place(document, pos, arena, values);
    if (annotation)
        fill_annotation(annotation, arena, values);
}

/* ---- of the document ------------------------------------------------------------ */

/* Word writes the name of whoever installed it into every file. */
static Str plausible_author(const DocumentRow *row)
{
    bool is_office = str_has_prefix(row->format, STR("doc")) ||
                     str_is_equal(row->format, STR("pdf")) ||
                     str_is_equal(row->format, STR("rtf")) ||
                     str_is_equal(row->format, STR("odt"));
    return is_office && str_is_ascii(row->author) ? (Str){0} : row->author;
}

static void fill(DocumentFields *fields, int field, Str value, ImprintOrigin origin,
                 uint32_t block)
{
    value = text_trim(value);
    bool is_known = fields->origins[field] != IMPRINT_UNKNOWN;
    if (is_known || (!value.len && origin != IMPRINT_BY_USER))
        return;
    fields->values[field] = value;
    fields->origins[field] = origin;
    fields->blocks[field] = block;
}

/* What the user said, that nothing is known included. */
static bool fill_stored(Store *store, int64_t doc, Arena *arena, DocumentFields *fields,
                        DocumentRow *row, Error *err)
{
    DocumentFilter filter = {.id = doc, .limit = 1};
    DocumentList list = {0};
    FieldList stored = {0};
    if (!store_list_documents(store, &filter, arena, &list, err) ||
        !store_list_fields(store, doc, arena, &stored, err))
        return false;
    if (list.count)
        *row = list.rows[0];
    for (size_t i = 0; i < stored.count; i++)
        for (int j = 0; j < FIELD_DOCUMENT_COUNT; j++)
            if (str_is_equal(stored.rows[i].name,
                             str_from(export_get_field_name((ExportField)j))))
                fill(fields, j, stored.rows[i].value, IMPRINT_BY_USER, 0);
    return true;
}

static void fill_from_file(const DocumentRow *row, Arena *arena, DocumentFields *fields)
{
    StrBuf date = {0};
    date_parse(text_trim(row->date), &date);
    fill(fields, FIELD_AUTHOR, plausible_author(row), IMPRINT_BY_FILE, 0);
    fill(fields, FIELD_SOURCE, row->source, IMPRINT_BY_FILE, 0);
    fill(fields, FIELD_DATE, arena_str(arena, strbuf_get(&date)), IMPRINT_BY_FILE, 0);
    strbuf_clear(&date);
}

/* A file that is in no library says of itself what it would there. */
static void fill_row(const Document *document, DocumentRow *row)
{
    const Draft *draft = document_get_draft(document);
    if (!draft)
        return;
    row->author = draft->author;
    row->source = draft->source;
    row->date = draft->date;
    row->format = draft->format ? str_from(draft->format) : (Str){0};
}

bool export_read_fields(Store *store, Document *document, Arena *arena,
                        DocumentFields *fields, Error *err)
{
    DocumentRow row = {0};
    Imprint imprint;
    fill_row(document, &row);
    *fields = (DocumentFields){0};
    if (store && document->id &&
        !fill_stored(store, document->id, arena, fields, &row, err))
        return false;
    imprint_read(document, arena, &imprint);
    for (int i = 0; i < FIELD_DOCUMENT_COUNT; i++)
        fill(fields, i, imprint.values[i].text, imprint.values[i].origin,
             imprint.values[i].block);
    fill_from_file(&row, arena, fields);
    return true;
}
