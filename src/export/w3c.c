/* Passages by the W3C Web Annotation Data Model (Recommendation of 23 February 2017).
 *
 * One AnnotationCollection with its one page embedded. A document is named by the SHA-256
 * of its original bytes (RFC 6920), so that another library with the same file knows it.
 * Positions count code points of its clean text: all blocks, joined by LF where one does
 * not go on the one before. What the model has no word for is under `piyue:`.
 * Nothing of the library at hand is in it, neither numbers nor order of documents: what
 * is imported elsewhere is exported from there the same.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/linked.h"

#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

/* ---- one annotation ---------------------------------------------------------------- */

static const char *find_motivation(const Annotation *annotation)
{
    return annotation->note.len    ? "commenting"
           : annotation->tag_count ? "tagging"
                                   : "highlighting";
}

static void begin_annotation(StrBuf *out, Uid uid, const char *motivation)
{
    strbuf_append_text(out, "{\"id\":\"");
    linked_append_uid(out, uid);
    strbuf_append_text(out, "\",\"type\":\"Annotation\"");
    linked_add_text(out, "motivation", str_from(motivation));
}

static void add_life(StrBuf *out, Str author, int64_t created_ms, int64_t modified_ms)
{
    if (author.len) {
        linked_add_name(out, "creator");
        strbuf_append_text(out, "{\"type\":\"Person\"");
        linked_add_text(out, "name", author);
        strbuf_append_byte(out, '}');
    }
    linked_add_time(out, "created", created_ms);
    linked_add_time(out, "modified", modified_ms);
}

static void add_comment(StrBuf *out, Str text, const char *purpose)
{
    strbuf_append_text(out, "{\"type\":\"TextualBody\"");
    linked_add_text(out, "value", text);
    strbuf_append_text(out, ",\"format\":\"text/markdown\"");
    linked_add_text(out, "purpose", str_from(purpose));
    strbuf_append_byte(out, '}');
}

static void add_bodies(StrBuf *out, const Annotation *annotation)
{
    if (!annotation->note.len && !annotation->tag_count)
        return;
    linked_add_name(out, "body");
    strbuf_append_byte(out, '[');
    if (annotation->note.len)
        add_comment(out, annotation->note, "commenting");
    for (size_t i = 0; i < annotation->tag_count; i++) {
        linked_add_item(out);
        strbuf_append_text(out, "{\"type\":\"TextualBody\"");
        linked_add_text(out, "value", annotation->tags[i]);
        strbuf_append_text(out, ",\"purpose\":\"tagging\"}");
    }
    strbuf_append_byte(out, ']');
}

static void add_source(StrBuf *out, const ExportDocument *document)
{
    const Str *values = document->fields.values;
    linked_add_name(out, "source");
    strbuf_append_text(out, "{\"id\":\"");
    linked_append_hash(out, &document->hash);
    strbuf_append_text(out, "\",\"type\":\"Text\"");
    linked_add_text(out, "piyue:title", values[FIELD_TITLE]);
    for (int i = FIELD_TITLE + 1; i < FIELD_DOCUMENT_COUNT; i++) {
        StrBuf name = {0};
        strbuf_appendf(&name, "piyue:%s", export_get_field_name((ExportField)i));
        linked_add_known(out, name.data, values[i]);
        strbuf_clear(&name);
    }
    strbuf_append_byte(out, '}');
}

/* A day, not a moment: where it is read the clocks may be others. */
static void add_due(StrBuf *out, int64_t due_ms)
{
    StrBuf day = {0};
    if (due_ms)
        strbuf_append_time(&day, due_ms, false);
    linked_add_known(out, "piyue:due", strbuf_get(&day));
    strbuf_clear(&day);
}

static void add_own(StrBuf *out, const Annotation *annotation)
{
    Str headings = annotation->selector.headings;
    if (headings.len) {
        linked_add_name(out, "piyue:headings");
        strbuf_append_byte(out, '[');
        while (headings.len) {
            linked_add_item(out);
            strbuf_append_json(out, str_split(&headings, '\n'));
        }
        strbuf_append_byte(out, ']');
    }
    linked_add_known(out, "piyue:style", annotation->style);
    linked_add_known(out, "piyue:status", status_word(annotation->status));
    add_due(out, annotation->due_ms);
    if (annotation->is_orphan) {
        linked_add_name(out, "piyue:orphan");
        strbuf_append_text(out, "true");
    }
}

static void append_annotation(StrBuf *out, const Annotation *annotation,
                              const ExportDocument *document, const Positions *positions)
{
    begin_annotation(out, annotation->uid, find_motivation(annotation));
    add_life(out, annotation->author, annotation->created_ms, annotation->modified_ms);
    add_bodies(out, annotation);
    linked_add_name(out, "target");
    strbuf_append_text(out, "{\"type\":\"SpecificResource\"");
    add_source(out, document);
    linked_add_selectors(out, &annotation->selector, !annotation->is_orphan, positions,
                         document->document);
    strbuf_append_byte(out, '}');
    add_own(out, annotation);
    strbuf_append_byte(out, '}');
}

/* A reply is an annotation of what it replies to. */
static void append_reply(StrBuf *out, const Annotation *annotation, const Reply *reply)
{
    begin_annotation(out, reply->uid, "replying");
    add_life(out, reply->author, reply->created_ms, reply->modified_ms);
    linked_add_name(out, "body");
    strbuf_append_byte(out, '[');
    add_comment(out, reply->text, "replying");
    strbuf_append_text(out, "],\"target\":\"");
    linked_append_uid(out, annotation->uid);
    strbuf_append_text(out, "\"}");
}

/* ---- the collection -------------------------------------------------------------- */

/* A passage with what its place in the file is told by. */
typedef struct Item {
    const Annotation *annotation;
    Hash hash;
} Item;

static int compare_items(const void *a, const void *b)
{
    const Item *one = a, *two = b;
    int order = memcmp(one->hash.bytes, two->hash.bytes, sizeof(one->hash.bytes));
    if (order)
        return order;
    if (one->annotation->is_orphan != two->annotation->is_orphan)
        return one->annotation->is_orphan ? 1 : -1;
    if (!one->annotation->is_orphan)
        order = pos_compare(one->annotation->selector.range.start,
                            two->annotation->selector.range.start);
    return order ? order
                 : memcmp(one->annotation->uid.bytes, two->annotation->uid.bytes,
                          sizeof(one->annotation->uid.bytes));
}

static bool list_items(Export *export, Item *items, Error *err)
{
    const AnnotationList *list = export->list;
    for (size_t i = 0; i < list->count; i++) {
        if (!export_enter(export, list->rows[i].doc, err))
            return false;
        items[i] = (Item){&list->rows[i], export->current.hash};
    }
    qsort(items, list->count, sizeof(*items), compare_items);
    return true;
}

static bool append_items(Export *export, const Item *items, size_t *total, StrBuf *out,
                         Error *err)
{
    Positions positions = {0};
    bool is_done = true;
    *total = 0;
    for (size_t i = 0; is_done && i < export->list->count; i++) {
        is_done = export_enter(export, items[i].annotation->doc, err);
        if (is_done) {
            positions_load(&positions, export->current.document);
            strbuf_append_text(out, i ? ",\n" : "\n");
            append_annotation(out, items[i].annotation, &export->current, &positions);
            for (size_t j = 0; j < items[i].annotation->reply_count; j++) {
                strbuf_append_text(out, ",\n");
                append_reply(out, items[i].annotation, &items[i].annotation->replies[j]);
            }
            *total += 1 + items[i].annotation->reply_count;
            document_trim(export->current.document);
        }
    }
    free(positions.before);
    return is_done;
}

static void append_page(StrBuf *out, Str id, Str items)
{
    strbuf_append_text(out, ",\n\"first\":{\"id\":\"");
    strbuf_append_str(out, id);
    strbuf_append_text(out, "#page\",\"type\":\"AnnotationPage\",\"partOf\":\"");
    strbuf_append_str(out, id);
    strbuf_append_text(out, "\",\"startIndex\":0,\"items\":[");
    strbuf_append_str(out, items);
    strbuf_append_text(out, "\n]}");
}

bool export_w3c(Export *export, StrBuf *out, Error *err)
{
    Item *items = arena_alloc(export->arena, (export->list->count + 1) * sizeof(*items));
    StrBuf body = {0}, id = {0};
    size_t total = 0;
    bool is_done =
        list_items(export, items, err) && append_items(export, items, &total, &body, err);
    if (is_done) {
        Hash hash = hash_bytes(strbuf_get(&body));
        linked_append_hash(&id, &hash);
        strbuf_append_text(out, "{\"@context\":[\"http://www.w3.org/ns/anno.jsonld\","
                                "{\"piyue\":\"urn:piyue:\"}],\n\"id\":\"");
        strbuf_append_str(out, strbuf_get(&id));
        strbuf_append_text(out,
                           "\",\"type\":\"AnnotationCollection\",\"label\":\"piyue\","
                           "\"generator\":{\"type\":\"Software\",\"name\":\"piyue\"},");
        strbuf_appendf(out, "\"total\":%zu", total);
        is_done = !export->with_library || w3c_append_library(export, out, err);
    }
    if (is_done && total) /* a page has one annotation at least */
        append_page(out, strbuf_get(&id), strbuf_get(&body));
    strbuf_append_text(out, "}\n");
    strbuf_clear(&id);
    strbuf_clear(&body);
    return is_done;
}
