/* Passages as JSON Lines: an object a row, for scripts (doc/formats.md).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <piyue/text.h>

#include <inttypes.h>

static void add_name(StrBuf *out, const char *name)
{
    strbuf_append_text(out, out->data[out->len - 1] == '{' ? "\"" : ",\"");
    strbuf_append_text(out, name);
    strbuf_append_text(out, "\":");
}

static void add_text(StrBuf *out, const char *name, Str text)
{
    add_name(out, name);
    strbuf_append_json(out, text);
}

static void add_int(StrBuf *out, const char *name, int64_t value)
{
    add_name(out, name);
    strbuf_appendf(out, "%" PRId64, value);
}

static void add_time(StrBuf *out, const char *name, int64_t time_ms)
{
    add_name(out, name);
    strbuf_append_byte(out, '"');
    strbuf_append_rfc3339(out, time_ms);
    strbuf_append_byte(out, '"');
}

static void add_texts(StrBuf *out, const char *name, const Str *texts, size_t count)
{
    add_name(out, name);
    strbuf_append_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            strbuf_append_byte(out, ',');
        strbuf_append_json(out, texts[i]);
    }
    strbuf_append_byte(out, ']');
}

static void add_headings(StrBuf *out, Str headings)
{
    add_name(out, "headings");
    strbuf_append_byte(out, '[');
    for (bool is_first = true; headings.len; is_first = false) {
        if (!is_first)
            strbuf_append_byte(out, ',');
        strbuf_append_json(out, str_split(&headings, '\n'));
    }
    strbuf_append_byte(out, ']');
}

/* Code points before a place in its block; null where the block cannot be seen. */
static void add_place(StrBuf *out, const char *name, const Document *document, Pos pos)
{
    if (document && pos.block < document->block_count) {
        Str text = document_get_text(document, pos.block);
        size_t codepoints = utf8_count_codepoints(str_slice(text, 0, pos.off));
        add_int(out, name, (int64_t)codepoints);
    } else {
        add_name(out, name);
        strbuf_append_text(out, "null");
    }
}

static void add_due(StrBuf *out, int64_t due_ms)
{
    add_name(out, "due");
    strbuf_append_text(out, due_ms ? "\"" : "null");
    if (!due_ms)
        return;
    strbuf_append_time(out, due_ms, false);
    strbuf_append_byte(out, '"');
}

static void add_replies(StrBuf *out, const Annotation *annotation)
{
    add_name(out, "replies");
    strbuf_append_byte(out, '[');
    for (size_t i = 0; i < annotation->reply_count; i++) {
        const Reply *reply = &annotation->replies[i];
        strbuf_append_text(out, i ? ",{" : "{");
        add_int(out, "id", reply->id);
        add_text(out, "author", reply->author);
        add_text(out, "text", reply->text);
        add_time(out, "created", reply->created_ms);
        add_time(out, "modified", reply->modified_ms);
        strbuf_append_byte(out, '}');
    }
    strbuf_append_byte(out, ']');
}

void export_append_passage_json(const Annotation *annotation, Str doc_title,
                                const Document *document, StrBuf *out)
{
    const Selector *selector = &annotation->selector;
    strbuf_append_byte(out, '{');
    add_int(out, "id", annotation->id);
    add_int(out, "doc", annotation->doc);
    add_text(out, "title", doc_title);
    add_text(out, "quote", selector->exact);
    add_text(out, "prefix", selector->prefix);
    add_text(out, "suffix", selector->suffix);
    add_text(out, "note", annotation->note);
    add_texts(out, "tags", annotation->tags, annotation->tag_count);
    add_text(out, "style", annotation->style);
    add_text(out, "status", status_word(annotation->status));
    add_due(out, annotation->due_ms);
    add_text(out, "author", annotation->author);
    add_replies(out, annotation);
    add_time(out, "created", annotation->created_ms);
    add_time(out, "modified", annotation->modified_ms);
    add_headings(out, selector->headings);
    add_int(out, "block", selector->range.start.block);
    add_place(out, "start", document, selector->range.start);
    add_place(out, "end", document, selector->range.end);
    add_int(out, "end_block", selector->range.end.block);
    add_name(out, "orphan");
    strbuf_append_text(out, annotation->is_orphan ? "true}" : "false}");
}

bool export_jsonl(Export *export, StrBuf *out, Error *err)
{
    const AnnotationList *list = export->list;
    for (size_t i = 0; i < list->count; i++) {
        if (!export_enter(export, list->rows[i].doc, err))
            return false;
        export_append_passage_json(&list->rows[i], list->doc_titles[i],
                                   export->current.document, out);
        strbuf_append_byte(out, '\n');
        document_trim(export->current.document);
    }
    return true;
}
