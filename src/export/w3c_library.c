/* What a library knows beside its passages, as own terms of the W3C export: what was said
 * of documents and their headings, other names of tags, filters, collections.
 *
 * Documents are named by their hashes and passages by their uids, in orders that every
 * library with the same things has.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/linked.h"

#include <piyue/anchor.h>
#include <piyue/library.h>
#include <piyue/seek.h>
#include <piyue/store_search.h>
#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

/* ---- documents ----------------------------------------------------------------- */

typedef struct Named {
    int64_t doc;
    Hash hash;
} Named;

static int compare_named(const void *a, const void *b)
{
    const Named *one = a, *two = b;
    int order = memcmp(one->hash.bytes, two->hash.bytes, sizeof(one->hash.bytes));
    return order ? order : (one->doc > two->doc) - (one->doc < two->doc);
}

static int compare_texts(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

static bool add_tags(Export *export, StrBuf *out, Error *err)
{
    SeekDocument aspects;
    if (!store_get_aspects(export->store, export->current.id, export->document_arena,
                           &aspects, err))
        return false;
    if (!aspects.tags.len)
        return true;
    Str *tags = arena_alloc(export->document_arena, aspects.tags.len * sizeof(*tags));
    size_t count = 0;
    for (Str rest = aspects.tags; rest.len;)
        tags[count++] = str_split(&rest, '\n');
    qsort(tags, count, sizeof(*tags), compare_texts);
    linked_add_name(out, "piyue:tags");
    strbuf_append_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        linked_add_item(out);
        strbuf_append_json(out, tags[i]);
    }
    strbuf_append_byte(out, ']');
    return true;
}

static bool add_fields(Export *export, StrBuf *out, Error *err)
{
    FieldList list = {0};
    if (!store_list_fields(export->store, export->current.id, export->document_arena,
                           &list, err))
        return false;
    if (!list.count)
        return true;
    linked_add_name(out, "piyue:said");
    strbuf_append_byte(out, '{');
    for (size_t i = 0; i < list.count; i++) {
        StrBuf name = {0};
        strbuf_appendf(&name, "piyue:%.*s", STR_ARG(list.rows[i].name));
        linked_add_text(out, name.data, list.rows[i].value);
        strbuf_clear(&name);
    }
    strbuf_append_byte(out, '}');
    return true;
}

/* Its words as they stand in the text that is shown, whichever edition it was made in. */
static Selector select_place(const CorrectionRow *row, const Document *document,
                             Arena *arena)
{
    Str text = document_get_text(document, row->place_block);
    size_t end = row->is_part
                     ? row->place_end
                     : cluster_snap(text, MIN(text.len, row->selector.exact.len));
    Range range = {{row->place_block, row->place_start}, {row->place_block, 0}};
    range.end.off = (uint32_t)MIN(end, text.len);
    return range_is_empty(range) ? row->selector : selector_make(document, range, arena);
}

static void append_correction(StrBuf *out, const CorrectionRow *row,
                              const Positions *positions, const Document *document,
                              Arena *arena)
{
    bool is_rule = str_is_equal(row->kind, STR("rule"));
    strbuf_append_text(out, "{");
    linked_add_text(out, "piyue:kind", row->kind);
    if (row->amount) {
        linked_add_name(out, "piyue:amount");
        strbuf_appendf(out, "%d", row->amount);
    }
    linked_add_known(out, "piyue:text", row->text);
    linked_add_known(out, "piyue:family", row->family);
    if (row->is_part) {
        linked_add_name(out, "piyue:part");
        strbuf_append_text(out, "true");
    }
    if (!is_rule) {
        bool has_place = !row->is_lost && row->place_edition == document->edition &&
                         row->place_block < document->block_count;
        Selector selector =
            has_place ? select_place(row, document, arena) : row->selector;
        linked_add_selectors(out, &selector, has_place, positions, document);
    }
    strbuf_append_byte(out, '}');
}

static bool add_corrections(Export *export, StrBuf *out, Error *err)
{
    Document *document = export->current.document;
    CorrectionList list = {0};
    Positions positions = {0};
    if (!store_list_corrections(export->store, export->current.id, export->document_arena,
                                &list, err))
        return false;
    if (!list.count)
        return true;
    positions_load(&positions, document);
    linked_add_name(out, "piyue:corrections");
    strbuf_append_byte(out, '[');
    for (size_t i = 0; i < list.count; i++) {
        linked_add_item(out);
        append_correction(out, &list.rows[i], &positions, document,
                          export->document_arena);
    }
    strbuf_append_byte(out, ']');
    document_trim(document);
    free(positions.before);
    return true;
}

static bool add_original(Export *export, const EditionRow *edition, StrBuf *out,
                         Error *err)
{
    StrBuf bytes = {0};
    bool is_read = store_read_original(export->store, edition->id, &bytes, err);
    if (is_read) {
        linked_add_text(out, "piyue:path", edition->path);
        linked_add_name(out, "piyue:original");
        strbuf_append_byte(out, '"');
        strbuf_append_base64(out, strbuf_get(&bytes));
        strbuf_append_byte(out, '"');
    }
    strbuf_clear(&bytes);
    return is_read;
}

static bool append_document(Export *export, const Named *named, StrBuf *out, Error *err)
{
    EditionRow edition;
    if (!export_enter(export, named->doc, err) ||
        !store_get_edition(export->store, export->current.row.edition,
                           export->document_arena, &edition, err))
        return false;
    const DocumentRow *row = &export->current.row;
    StrBuf about = {0};
    strbuf_append_text(&about, "{\"id\":\"");
    linked_append_hash(&about, &named->hash);
    strbuf_append_text(&about, "\",\"type\":\"Text\"");
    size_t bare = about.len;
    if (!str_is_equal(row->title, edition.title))
        linked_add_text(&about, "piyue:title", row->title);
    linked_add_known(&about, "piyue:processing", edition.processing);
    bool is_done =
        add_tags(export, &about, err) && add_fields(export, &about, err) &&
        add_corrections(export, &about, err) &&
        (!export->with_originals || add_original(export, &edition, &about, err));
    if (is_done && about.len > bare) { /* else nothing was said of it */
        linked_add_item(out);
        strbuf_append_byte(out, '\n');
        strbuf_append_str(out, strbuf_get(&about));
        strbuf_append_byte(out, '}');
    }
    strbuf_clear(&about);
    return is_done;
}

static bool append_documents(Export *export, StrBuf *out, Error *err)
{
    DocumentFilter filter = {0};
    DocumentList list = {0};
    if (!store_list_documents(export->store, &filter, export->arena, &list, err))
        return false;
    Named *named = arena_alloc(export->arena, (list.count + 1) * sizeof(*named));
    for (size_t i = 0; i < list.count; i++) {
        EditionRow edition;
        if (!store_get_edition(export->store, list.rows[i].edition, export->arena,
                               &edition, err))
            return false;
        named[i] = (Named){list.rows[i].id, edition.hash};
    }
    qsort(named, list.count, sizeof(*named), compare_named);
    bool is_done = true;
    linked_add_name(out, "piyue:documents");
    strbuf_append_byte(out, '[');
    for (size_t i = 0; is_done && i < list.count; i++)
        is_done = append_document(export, &named[i], out, err);
    strbuf_append_byte(out, ']');
    return is_done;
}

/* ---- names ---------------------------------------------------------------------- */

static bool append_aliases(Export *export, StrBuf *out, Error *err)
{
    NamedTextList list = {0};
    if (!store_list_aliases(export->store, export->arena, &list, err))
        return false;
    linked_add_name(out, "piyue:aliases");
    strbuf_append_byte(out, '[');
    for (size_t i = 0; i < list.count; i++) {
        linked_add_item(out);
        strbuf_append_byte(out, '{');
        linked_add_text(out, "piyue:name", list.rows[i].name);
        linked_add_text(out, "piyue:tag", list.rows[i].text);
        strbuf_append_byte(out, '}');
    }
    strbuf_append_byte(out, ']');
    return true;
}

/* The document of a filter has another number and another uid elsewhere. */
static bool append_filter(Export *export, const NamedText *kept, StrBuf *out, Error *err)
{
    AnnotationFilter filter;
    Error ignored = {0};
    StrBuf where = {0};
    int64_t doc = 0;
    if (filter_parse(export->store, kept->text, export->arena, &filter, &ignored)) {
        doc = filter.doc;
        filter.doc = 0;
        filter_format(export->store, &filter, true, &where);
    } else { /* about what is gone: as it is */
        strbuf_append_str(&where, kept->text);
    }
    error_clear(&ignored);
    linked_add_item(out);
    strbuf_append_byte(out, '{');
    linked_add_text(out, "piyue:name", kept->name);
    linked_add_text(out, "piyue:where", strbuf_get(&where));
    strbuf_clear(&where);
    if (doc) {
        if (!export_enter(export, doc, err))
            return false;
        linked_add_name(out, "piyue:document");
        strbuf_append_byte(out, '"');
        linked_append_hash(out, &export->current.hash);
        strbuf_append_byte(out, '"');
    }
    strbuf_append_byte(out, '}');
    return true;
}

static bool append_filters(Export *export, StrBuf *out, Error *err)
{
    NamedTextList list = {0};
    bool is_done = store_list_filters(export->store, export->arena, &list, err);
    linked_add_name(out, "piyue:filters");
    strbuf_append_byte(out, '[');
    for (size_t i = 0; is_done && i < list.count; i++)
        is_done = append_filter(export, &list.rows[i], out, err);
    strbuf_append_byte(out, ']');
    return is_done;
}

/* A document by the hash of its bytes: as a title it fits none. */
static bool name_by_hash(void *context, Str document, StrBuf *out)
{
    Export *export = context;
    int64_t doc;
    Error ignored = {0};
    bool is_there =
        str_parse_int(document, &doc) && doc > 0 && export_enter(export, doc, &ignored);
    if (is_there) {
        strbuf_append_byte(out, '"');
        linked_append_hash(out, &export->current.hash);
        strbuf_append_byte(out, '"');
    }
    error_clear(&ignored);
    return is_there;
}

static bool append_searches(Export *export, StrBuf *out, Error *err)
{
    NamedTextList list = {0};
    bool is_done = store_list_searches(export->store, export->arena, &list, err);
    linked_add_name(out, "piyue:searches");
    strbuf_append_byte(out, '[');
    for (size_t i = 0; is_done && i < list.count; i++) {
        StrBuf typed = {0}, query = {0};
        search_append_typed(export->store, list.rows[i].text, &typed);
        search_append_renamed(strbuf_get(&typed), name_by_hash, export, &query);
        linked_add_item(out);
        strbuf_append_byte(out, '{');
        linked_add_text(out, "piyue:name", list.rows[i].name);
        linked_add_text(out, "piyue:query", strbuf_get(&query));
        strbuf_append_byte(out, '}');
        strbuf_clear(&typed);
        strbuf_clear(&query);
    }
    strbuf_append_byte(out, ']');
    return is_done;
}

/* ---- collections ------------------------------------------------------------------ */

static bool append_entries(Export *export, int64_t collection, StrBuf *out, Error *err)
{
    AnnotationFilter filter = {.collection = collection, .status = -1};
    AnnotationList list = {0};
    Arena *arena = arena_new();
    bool is_done = store_list_annotations(export->store, &filter, arena, &list, err);
    linked_add_name(out, "items");
    strbuf_append_byte(out, '[');
    for (size_t i = 0; is_done && i < list.count; i++) {
        CollectionEntry entry;
        is_done = store_get_collection_entry(export->store, collection, list.rows[i].id,
                                             arena, &entry, err);
        if (!is_done)
            break;
        linked_add_item(out);
        strbuf_append_text(out, "{\"id\":\"");
        linked_append_uid(out, list.rows[i].uid);
        strbuf_append_byte(out, '"');
        linked_add_known(out, "piyue:note", entry.note);
        strbuf_append_byte(out, '}');
    }
    strbuf_append_byte(out, ']');
    arena_free(arena);
    return is_done;
}

/* The first made first: they are made in this order elsewhere. */
static bool append_collections(Export *export, StrBuf *out, Error *err)
{
    CollectionList list = {0};
    bool is_done = store_list_collections(export->store, export->arena, &list, err);
    linked_add_name(out, "piyue:collections");
    strbuf_append_byte(out, '[');
    for (size_t i = list.count; is_done && i-- > 0;) {
        linked_add_item(out);
        strbuf_append_text(out, "\n{");
        linked_add_text(out, "piyue:name", list.rows[i].name);
        linked_add_known(out, "piyue:note", list.rows[i].note);
        is_done = append_entries(export, list.rows[i].id, out, err);
        strbuf_append_byte(out, '}');
    }
    strbuf_append_byte(out, ']');
    return is_done;
}

bool w3c_append_library(Export *export, StrBuf *out, Error *err)
{
    strbuf_append_text(out, ",\n");
    StrBuf about = {0};
    strbuf_append_byte(&about, '{');
    bool is_done =
        append_documents(export, &about, err) && append_aliases(export, &about, err) &&
        append_filters(export, &about, err) && append_searches(export, &about, err) &&
        append_collections(export, &about, err);
    strbuf_append_str(out, str_slice(strbuf_get(&about), 1, about.len));
    strbuf_clear(&about);
    return is_done;
}
