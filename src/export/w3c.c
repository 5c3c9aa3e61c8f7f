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
#include "export/exporter.h"

#include <piyue/text.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- positions --------------------------------------------------------------- */

/* Code points before each block of one document. */
typedef struct Positions {
    int64_t doc;
    uint64_t *before; /* owned; the code points before a block, its separator included */
    uint32_t count;
} Positions;

static void positions_load(Positions *positions, Document *document)
{
    if (positions->doc == document->id && positions->before)
        return;
    free(positions->before);
    positions->doc = document->id;
    positions->count = document->block_count;
    positions->before =
        mem_alloc_array((size_t)document->block_count + 1, sizeof(*positions->before));
    uint64_t codepoints = 0;
    for (uint32_t i = 0; i < document->block_count; i++) {
        if (i && !(document_get_block(document, i).flags & BLOCK_CONTINUED))
            codepoints++;
        positions->before[i] = codepoints;
        codepoints += utf8_count_codepoints(document_get_text(document, i));
        if (i % 64 == 63)
            document_trim(document);
    }
    document_trim(document);
}

static uint64_t position_of(const Positions *positions, const Document *document, Pos pos)
{
    if (pos.block >= positions->count)
        return 0;
    Str text = document_get_text(document, pos.block);
    return positions->before[pos.block] +
           utf8_count_codepoints(str_slice(text, 0, pos.off));
}

/* ---- writing JSON ---------------------------------------------------------------- */

static void add_name(StrBuf *out, const char *name)
{
    char last = out->data[out->len - 1];
    if (last != '{' && last != '[')
        strbuf_append_byte(out, ',');
    strbuf_appendf(out, "\"%s\":", name);
}

static void add_item(StrBuf *out)
{
    char last = out->data[out->len - 1];
    if (last != '{' && last != '[')
        strbuf_append_byte(out, ',');
}

static void add_text(StrBuf *out, const char *name, Str value)
{
    add_name(out, name);
    strbuf_append_json(out, value);
}

static void add_known(StrBuf *out, const char *name, Str value)
{
    if (value.len)
        add_text(out, name, value);
}

/* xsd:dateTime in UTC, to the millisecond. */
static void add_time(StrBuf *out, const char *name, int64_t time_ms)
{
    if (!time_ms)
        return;
    int64_t part = time_ms % 1000;
    StrBuf text = {0};
    strbuf_append_rfc3339(&text, time_ms - part);
    if (part && str_has_suffix(strbuf_get(&text), STR("Z"))) {
        text.len--;
        strbuf_appendf(&text, ".%03dZ", (int)part);
    }
    add_text(out, name, strbuf_get(&text));
    strbuf_clear(&text);
}

static void append_uid(StrBuf *out, Uid uid)
{
    static const size_t groups[] = {4, 2, 2, 2, 6};
    size_t at = 0;
    for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
        if (i)
            strbuf_append_byte(out, '-');
        strbuf_append_hex(out, uid.bytes + at, groups[i]);
        at += groups[i];
    }
}

/* ni:///sha-256;… with base64url and no padding. */
static void append_hash(StrBuf *out, const Hash *hash)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    strbuf_append_text(out, "ni:///sha-256;");
    uint32_t bits = 0;
    int held = 0;
    for (size_t i = 0; i < sizeof(hash->bytes); i++) {
        bits = (bits << 8 | hash->bytes[i]) & 0xffff;
        for (held += 8; held >= 6; held -= 6)
            strbuf_append_byte(out, digits[bits >> (held - 6) & 63]);
    }
    if (held)
        strbuf_append_byte(out, digits[bits << (6 - held) & 63]);
}

/* ---- one annotation ---------------------------------------------------------------- */

static void add_motivation(StrBuf *out, const Annotation *annotation)
{
    bool has_note = annotation->note.len > 0;
    const char *motivation = has_note                ? "commenting"
                             : annotation->tag_count ? "tagging"
                                                     : "highlighting";
    add_text(out, "motivation", str_from(motivation));
}

static void add_bodies(StrBuf *out, const Annotation *annotation)
{
    if (!annotation->note.len && !annotation->tag_count)
        return;
    add_name(out, "body");
    strbuf_append_byte(out, '[');
    if (annotation->note.len) {
        strbuf_append_text(out, "{\"type\":\"TextualBody\"");
        add_text(out, "value", annotation->note);
        strbuf_append_text(out,
                           ",\"format\":\"text/markdown\",\"purpose\":\"commenting\"}");
    }
    for (size_t i = 0; i < annotation->tag_count; i++) {
        add_item(out);
        strbuf_append_text(out, "{\"type\":\"TextualBody\"");
        add_text(out, "value", annotation->tags[i]);
        strbuf_append_text(out, ",\"purpose\":\"tagging\"}");
    }
    strbuf_append_byte(out, ']');
}

static void add_source(StrBuf *out, const ExportDocument *document)
{
    const Str *values = document->fields.values;
    add_name(out, "source");
    strbuf_append_text(out, "{\"id\":\"");
    append_hash(out, &document->hash);
    strbuf_append_text(out, "\",\"type\":\"Text\"");
    add_text(out, "piyue:title", values[FIELD_TITLE]);
    for (int i = FIELD_TITLE + 1; i < FIELD_DOCUMENT_COUNT; i++) {
        StrBuf name = {0};
        strbuf_appendf(&name, "piyue:%s", export_get_field_name((ExportField)i));
        add_known(out, name.data, values[i]);
        strbuf_clear(&name);
    }
    strbuf_append_byte(out, '}');
}

/* An orphan has no position: where it was is of an edition that is not shown. */
static void add_selectors(StrBuf *out, const Annotation *annotation,
                          const Positions *positions, const Document *document)
{
    const Selector *selector = &annotation->selector;
    add_name(out, "selector");
    strbuf_append_text(out, "[{\"type\":\"TextQuoteSelector\"");
    add_text(out, "exact", selector->exact);
    add_known(out, "prefix", selector->prefix);
    add_known(out, "suffix", selector->suffix);
    strbuf_append_byte(out, '}');
    if (!annotation->is_orphan) {
        uint64_t start = position_of(positions, document, selector->range.start);
        uint64_t end = position_of(positions, document, selector->range.end);
        strbuf_appendf(out,
                       ",{\"type\":\"TextPositionSelector\",\"start\":%" PRIu64
                       ",\"end\":%" PRIu64 "}",
                       start, end);
    }
    strbuf_append_byte(out, ']');
}

static void add_replies(StrBuf *out, const Annotation *annotation)
{
    if (!annotation->reply_count)
        return;
    add_name(out, "piyue:replies");
    strbuf_append_byte(out, '[');
    for (size_t i = 0; i < annotation->reply_count; i++) {
        const Reply *reply = &annotation->replies[i];
        add_item(out);
        strbuf_append_text(out, "{\"id\":\"urn:uuid:");
        append_uid(out, reply->uid);
        strbuf_append_byte(out, '"');
        add_known(out, "author", reply->author);
        add_text(out, "text", reply->text);
        add_time(out, "created", reply->created_ms);
        add_time(out, "modified", reply->modified_ms);
        strbuf_append_byte(out, '}');
    }
    strbuf_append_byte(out, ']');
}

static void add_own(StrBuf *out, const Annotation *annotation)
{
    Str headings = annotation->selector.headings;
    if (headings.len) {
        add_name(out, "piyue:headings");
        strbuf_append_byte(out, '[');
        while (headings.len) {
            add_item(out);
            strbuf_append_json(out, str_split(&headings, '\n'));
        }
        strbuf_append_byte(out, ']');
    }
    add_known(out, "piyue:style", annotation->style);
    add_known(out, "piyue:status", status_word(annotation->status));
    add_time(out, "piyue:due", annotation->due_ms);
    add_replies(out, annotation);
    if (annotation->is_orphan) {
        add_name(out, "piyue:orphan");
        strbuf_append_text(out, "true");
    }
}

static void append_annotation(StrBuf *out, const Annotation *annotation,
                              const ExportDocument *document, const Positions *positions)
{
    strbuf_append_text(out, "{\"id\":\"urn:uuid:");
    append_uid(out, annotation->uid);
    strbuf_append_text(out, "\",\"type\":\"Annotation\"");
    add_motivation(out, annotation);
    if (annotation->author.len) {
        add_name(out, "creator");
        strbuf_append_text(out, "{\"type\":\"Person\"");
        add_text(out, "name", annotation->author);
        strbuf_append_byte(out, '}');
    }
    add_time(out, "created", annotation->created_ms);
    add_time(out, "modified", annotation->modified_ms);
    add_bodies(out, annotation);
    add_name(out, "target");
    strbuf_append_text(out, "{\"type\":\"SpecificResource\"");
    add_source(out, document);
    add_selectors(out, annotation, positions, document->document);
    strbuf_append_byte(out, '}');
    add_own(out, annotation);
    strbuf_append_byte(out, '}');
}

/* ---- the collection ------------------------------------------------------------------
 */

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

static bool append_items(Export *export, const Item *items, StrBuf *out, Error *err)
{
    Positions positions = {0};
    bool is_done = true;
    for (size_t i = 0; is_done && i < export->list->count; i++) {
        is_done = export_enter(export, items[i].annotation->doc, err);
        if (is_done) {
            positions_load(&positions, export->current.document);
            strbuf_append_text(out, i ? ",\n" : "\n");
            append_annotation(out, items[i].annotation, &export->current, &positions);
            document_trim(export->current.document);
        }
    }
    free(positions.before);
    return is_done;
}

bool export_w3c(Export *export, StrBuf *out, Error *err)
{
    Item *items = arena_alloc(export->arena, (export->list->count + 1) * sizeof(*items));
    StrBuf body = {0};
    bool is_done =
        list_items(export, items, err) && append_items(export, items, &body, err);
    if (is_done) {
        Hash hash = hash_bytes(strbuf_get(&body));
        StrBuf id = {0};
        append_hash(&id, &hash);
        strbuf_append_text(out, "{\"@context\":[\"http://www.w3.org/ns/anno.jsonld\","
                                "{\"piyue\":\"urn:piyue:\"}],\n\"id\":\"");
        strbuf_append_str(out, strbuf_get(&id));
        strbuf_append_text(out,
                           "\",\"type\":\"AnnotationCollection\",\"label\":\"piyue\","
                           "\"generator\":{\"type\":\"Software\",\"name\":\"piyue\"},");
        strbuf_appendf(out, "\"total\":%zu,\n", export->list->count);
        strbuf_append_text(out, "\"first\":{\"id\":\"");
        strbuf_append_str(out, strbuf_get(&id));
        strbuf_append_text(out, "#page\",\"type\":\"AnnotationPage\",\"partOf\":\"");
        strbuf_append_str(out, strbuf_get(&id));
        strbuf_append_text(out, "\",\"startIndex\":0,\"items\":[");
        strbuf_append_str(out, strbuf_get(&body));
        strbuf_append_text(out, "\n]}}\n");
        strbuf_clear(&id);
    }
    strbuf_clear(&body);
    return is_done;
}
