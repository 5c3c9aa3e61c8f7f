/* Passages as Org: an outline with quotations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <piyue/text.h>

static void append_row(StrBuf *out, Str text)
{
    StrBuf row = {0};
    sanitize(&row, text, SANITIZE_TERMINAL);
    escape_append(ESCAPE_ORG, text_trim(strbuf_get(&row)), out);
    strbuf_clear(&row);
}

static void append_heading(StrBuf *out, size_t level, Str text)
{
    for (size_t i = 0; i < level; i++)
        strbuf_append_byte(out, '*');
    strbuf_append_byte(out, ' ');
    append_row(out, text);
    strbuf_append_byte(out, '\n');
}

/* A row of the drawer of properties, left out where nothing is known. */
static void append_property(StrBuf *out, const char *name, Str value)
{
    if (!value.len)
        return;
    strbuf_appendf(out, ":%s: ", name);
    escape_append(ESCAPE_NONE, value, out);
    strbuf_append_byte(out, '\n');
}

static void write_document(void *context, const ExportDocument *document)
{
    const Str *values = document->fields.values;
    StrBuf *out = context;
    append_heading(out, 1, values[FIELD_TITLE]);
    strbuf_append_text(out, ":PROPERTIES:\n");
    append_property(out, "AUTHOR", values[FIELD_AUTHOR]);
    append_property(out, "ISSUER", values[FIELD_ISSUER]);
    append_property(out, "NUMBER", values[FIELD_NUMBER]);
    append_property(out, "DATE", values[FIELD_DATE]);
    append_property(out, "SOURCE", values[FIELD_SOURCE]);
    append_property(out, "FILE", path_get_name(document->row.path));
    strbuf_append_text(out, ":END:\n");
}

static void write_heading(void *context, size_t level, Str heading)
{
    append_heading(context, level, heading);
}

static void append_rows(StrBuf *out, Str text)
{
    for (Str rest = text; rest.data;) {
        append_row(out, str_split(&rest, '\n'));
        strbuf_append_byte(out, '\n');
    }
}

/* A list of who said what. */
static void append_replies(StrBuf *out, const Annotation *annotation)
{
    for (size_t i = 0; i < annotation->reply_count; i++) {
        StrBuf head = {0};
        reply_append_head(&annotation->replies[i], &head);
        strbuf_append_text(out, "- ");
        append_row(out, strbuf_get(&head));
        strbuf_append_text(out, " :: ");
        Str rest = text_trim(annotation->replies[i].text);
        for (bool is_first = true; rest.data; is_first = false) {
            strbuf_append_text(out, is_first ? "" : "  ");
            append_row(out, str_split(&rest, '\n'));
            strbuf_append_byte(out, '\n');
        }
        strbuf_clear(&head);
    }
}

static void write_passage(void *context, const ExportPassage *passage)
{
    const Annotation *annotation = passage->annotation;
    StrBuf *out = context;
    StrBuf status = {0};
    status_append(annotation, &status);
    strbuf_append_text(out, "#+begin_quote\n");
    append_rows(out, annotation->selector.exact);
    strbuf_append_text(out, "#+end_quote\n");
    if (text_trim(annotation->note).len)
        append_rows(out, text_trim(annotation->note));
    append_replies(out, annotation);
    if (status.len)
        strbuf_appendf(out, _("Status: %s"), status.data);
    if (status.len)
        strbuf_append_byte(out, '\n');
    if (annotation->tag_count)
        strbuf_append_text(out, _("Tags: "));
    for (size_t i = 0; i < annotation->tag_count; i++) {
        strbuf_append_text(out, i ? " #" : "#");
        append_row(out, annotation->tags[i]);
    }
    if (annotation->tag_count)
        strbuf_append_byte(out, '\n');
    if (annotation->is_orphan) {
        strbuf_append_text(out, _("(The place of this passage in the text was lost.)"));
        strbuf_append_byte(out, '\n');
    }
    strbuf_append_text(out, "——");
    append_row(out, passage->citation);
    strbuf_append_text(out, "\n\n");
    strbuf_clear(&status);
}

bool export_org(Export *export, StrBuf *out, Error *err)
{
    static const ExportWalker walker = {write_document, write_heading, write_passage};
    return export_walk(export, &walker, out, err);
}
