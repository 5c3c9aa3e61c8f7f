/* Passages as a table: RFC 4180 with a byte order mark, by which WPS and Excel know
 * UTF-8.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <inttypes.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define ROW_END "\r\n"

/* The columns, after the number of the passage. Later ones may be added at the end. */
static const ExportField columns[] = {
    FIELD_TITLE,   FIELD_PATH,   FIELD_QUOTE,     FIELD_NOTE,     FIELD_TAGS,
    FIELD_STATUS,  FIELD_DUE,    FIELD_STYLE,     FIELD_CITATION, FIELD_AUTHOR,
    FIELD_ISSUER,  FIELD_NUMBER, FIELD_DAY,       FIELD_SOURCE,   FIELD_FILE,
    FIELD_PAGE,    FIELD_LINE,   FIELD_ANNOTATOR, FIELD_CREATED,  FIELD_MODIFIED,
    FIELD_REPLIES,
};

static void ignore_document(void *context, const ExportDocument *document)
{
    (void)context, (void)document;
}

static void ignore_heading(void *context, size_t level, Str heading)
{
    (void)context, (void)level, (void)heading;
}

static void write_passage(void *context, const ExportPassage *passage)
{
    StrBuf *out = context;
    FieldValues fields;
    Arena *arena = arena_new();
    fields_of_place(passage->document, passage->annotation->selector.range.start,
                    passage->annotation, arena, &fields);
    fields.values[FIELD_CITATION] = passage->citation;
    strbuf_appendf(out, "%" PRId64, passage->annotation->id);
    for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
        strbuf_append_byte(out, ',');
        escape_append(ESCAPE_CSV, fields.values[columns[i]], out);
    }
    strbuf_append_text(out, ROW_END);
    arena_free(arena);
}

bool export_csv(Export *export, StrBuf *out, Error *err)
{
    static const ExportWalker walker = {ignore_document, ignore_heading, write_passage};
    strbuf_append_text(out, BYTE_ORDER_MARK);
    escape_append(ESCAPE_CSV, str_from(_("passage")), out);
    for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
        strbuf_append_byte(out, ',');
        escape_append(ESCAPE_CSV, str_from(_(export_get_field_label(columns[i]))), out);
    }
    strbuf_append_text(out, ROW_END);
    return export_walk(export, &walker, out, err);
}
