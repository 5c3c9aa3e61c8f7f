/* Passages as plain text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <piyue/text.h>

static void append_rows(StrBuf *out, Str text, const char *margin)
{
    StrBuf clean = {0};
    sanitize(&clean, text, SANITIZE_LINES);
    for (Str rest = strbuf_get(&clean); rest.data;) {
        strbuf_append_text(out, margin);
        strbuf_append_str(out, str_split(&rest, '\n'));
        strbuf_append_byte(out, '\n');
    }
    strbuf_clear(&clean);
}

static void write_document(void *context, const ExportDocument *document)
{
    StrBuf *out = context;
    if (out->len)
        strbuf_append_byte(out, '\n');
    strbuf_append_text(out, "《");
    escape_append(ESCAPE_NONE, document->fields.values[FIELD_TITLE], out);
    strbuf_append_text(out, "》\n\n");
}

static void write_heading(void *context, size_t level, Str heading)
{
    (void)level; /* the numbers of the headings tell it */
    escape_append(ESCAPE_NONE, text_trim(heading), context);
    strbuf_append_text(context, "\n\n");
}

static void append_reply_head(StrBuf *out, const Reply *reply)
{
    StrBuf head = {0};
    reply_append_head(reply, &head);
    escape_append(ESCAPE_NONE, strbuf_get(&head), out);
    strbuf_append_byte(out, '\n');
    strbuf_clear(&head);
}

static void write_passage(void *context, const ExportPassage *passage)
{
    const Annotation *annotation = passage->annotation;
    StrBuf *out = context;
    StrBuf status = {0};
    status_append(annotation, &status);
    append_rows(out, annotation->selector.exact, "　　");
    strbuf_append_text(out, "——");
    escape_append(ESCAPE_NONE, passage->citation, out);
    strbuf_append_byte(out, '\n');
    if (text_trim(annotation->note).len)
        append_rows(out, text_trim(annotation->note), "  | ");
    for (size_t i = 0; i < annotation->reply_count; i++) {
        strbuf_append_text(out, "  > ");
        append_reply_head(out, &annotation->replies[i]);
        append_rows(out, text_trim(annotation->replies[i].text), "  > ");
    }
    if (status.len || annotation->tag_count || annotation->is_orphan)
        strbuf_append_text(out, " ");
    if (status.len)
        strbuf_appendf(out, " %s", status.data);
    if (annotation->is_orphan)
        strbuf_appendf(out, " %s", _("passage lost"));
    for (size_t i = 0; i < annotation->tag_count; i++) {
        strbuf_append_text(out, " #");
        escape_append(ESCAPE_NONE, annotation->tags[i], out);
    }
    if (status.len || annotation->tag_count || annotation->is_orphan)
        strbuf_append_byte(out, '\n');
    strbuf_append_byte(out, '\n');
    strbuf_clear(&status);
}

bool export_text(Export *export, StrBuf *out, Error *err)
{
    static const ExportWalker walker = {write_document, write_heading, write_passage};
    if (!export_walk(export, &walker, out, err))
        return false;
    if (str_has_suffix(strbuf_get(out), STR("\n\n")))
        out->data[--out->len] = '\0';
    return true;
}
