/* The library in the words of the model, and what it says of texts, headings, places.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

static Store *get_store(void)
{
    return library_get_store(seat.library);
}

/* Without documents in the trash: one that was brought in stays there when that is taken
 * back. The model knows them. */
static void append_dump(StrBuf *out)
{
    StrBuf whole = {0};
    Error err = {0};
    soak_must(store_dump(get_store(), &whole, &err));
    Str rest = strbuf_get(&whole);
    while (rest.len) {
        Str row = str_split(&rest, '\n');
        if (str_has_prefix(row, STR("document ")) &&
            str_find(row, STR(" trashed=1 "), 0) != STR_NONE)
            continue;
        strbuf_append_str(out, row);
        strbuf_append_byte(out, '\n');
    }
    strbuf_clear(&whole);
}

Hash soak_hash_dump(void)
{
    StrBuf dump = {0};
    append_dump(&dump);
    Hash hash = hash_bytes(strbuf_get(&dump));
    strbuf_clear(&dump);
    return hash;
}

/* The rows of `a` that `b` has not. */
static void print_others(const char *what, const StrBuf *a, const StrBuf *b)
{
    Str rest = strbuf_get(a);
    while (rest.len) {
        Str row = str_split(&rest, '\n');
        if (row.len && str_find(strbuf_get(b), row, 0) == STR_NONE)
            printf("# %s: %.*s\n", what, STR_ARG(row));
    }
}

/* Where SOAK_DUMPS names a folder, whole dumps go there, and differences can be told. */
static char *find_dump(void)
{
    const char *folder = getenv("SOAK_DUMPS");
    char name[32];
    snprintf(name, sizeof(name), "dump-%u", model_now()->serial);
    return folder && *folder ? path_join(folder, name) : NULL;
}

void soak_keep_dump(Hash dump)
{
    StrBuf text = {0};
    Error err = {0};
    model_now()->dump = dump;
    model_now()->serial = ++soak->serials;
    char *path = find_dump();
    if (path) {
        append_dump(&text);
        soak_must(file_write_atomic(path, strbuf_get(&text), &err));
    }
    strbuf_clear(&text);
    free(path);
}

void soak_check_dump(Hash dump)
{
    StrBuf before = {0}, now = {0};
    Error err = {0};
    char *path = find_dump();
    if (memcmp(&dump, &model_now()->dump, sizeof(dump)) == 0) {
        free(path);
        return;
    }
    if (path && file_read(path, SIZE_MAX, &before, &err)) {
        append_dump(&now);
        print_others("the library has", &now, &before);
        print_others("it had", &before, &now);
    }
    soak_fail("the library is not what it was when the model was here before");
}

static unsigned read_tags(const Str *tags, size_t count)
{
    unsigned bits = 0;
    for (size_t i = 0; i < count; i++) {
        size_t tag = 0;
        while (tag < TAGS && !str_is_equal(tags[i], str_from(tag_names[tag])))
            tag++;
        if (tag == TAGS)
            soak_fail("the library has a tag “%.*s”", STR_ARG(tags[i]));
        bits |= 1u << tag;
    }
    return bits;
}

static void append_tags(unsigned tags, StrBuf *out)
{
    strbuf_append_text(out, "");
    for (size_t i = 0; i < TAGS; i++)
        if (tags & 1u << i)
            strbuf_appendf(out, " #%s", tag_names[i]);
}

/* A document that was imported just now gets its number. */
static void learn_docs(void)
{
    const Model *model = soak_get_intended();
    for (int i = 0; i < DOCUMENTS_MAX; i++) {
        Error err = {0};
        if (model->docs[i].is_there && !soak->ids[i])
            soak_must(store_find_source(get_store(), str_from(doc_file(&model->docs[i])),
                                        &soak->ids[i], &err));
    }
}

/* ---- documents ---------------------------------------------------------- */

static void add_fields(int index, int64_t id, Arena *arena, Rows *rows)
{
    FieldList list = {0};
    Error err = {0};
    soak_must(store_list_fields(get_store(), id, arena, &list, &err));
    for (size_t i = 0; i < list.count; i++)
        rows_add(rows, "document %d %.*s [%.*s]", index, STR_ARG(list.rows[i].name),
                 STR_ARG(list.rows[i].value));
}

/* False where the library has no such document. */
static bool add_doc(int index, Arena *arena, Rows *rows)
{
    int64_t id = soak->ids[index];
    DocumentFilter filter = {.id = id, .limit = 1};
    DocumentList list = {0};
    Processing processing = {0};
    Error err = {0};
    if (!id)
        return false;
    soak_must(store_list_documents(get_store(), &filter, arena, &list, &err));
    if (!list.count)
        return false;
    const DocumentRow *row = &list.rows[0];
    Str names[TAGS + 1], rest = row->tags;
    size_t count = 0;
    while (rest.len && count < ARRAY_SIZE(names))
        names[count++] = str_trim(str_split(&rest, ','));
    StrBuf tags = {0};
    append_tags(read_tags(names, count), &tags);
    soak_must(library_get_processing(seat.library, id, &processing, &err));
    rows_add(rows, "document %d [%.*s]%s%s, %u blocks, without %u", index,
             STR_ARG(row->title), tags.data, row->trashed_ms ? " in the trash" : "",
             row->blocks, processing.without);
    strbuf_clear(&tags);
    add_fields(index, id, arena, rows);
    return true;
}

/* ---- passages ----------------------------------------------------------- */

static int read_due(int64_t due_ms)
{
    StrBuf text = {0};
    int64_t day = 0;
    if (!due_ms)
        return 0;
    strbuf_append_time(&text, due_ms, false);
    Str date = strbuf_get(&text);
    soak_must(str_has_prefix(date, STR("2031-06-")) &&
              str_parse_int(str_slice(date, 8, 10), &day));
    strbuf_clear(&text);
    return (int)day;
}

/* The model's row learns its number. */
static void learn_id(int index, const Annotation *row)
{
    Model *now = model_now();
    for (int i = 0; i < now->count; i++) {
        Passage *known = &now->rows[i];
        if (known->is_deleted || known->doc != index)
            continue;
        StrBuf text = {0};
        paragraph_append(known->paragraph, &text);
        Str quote = str_slice(strbuf_get(&text), known->start, known->end);
        if (str_is_equal(quote, row->selector.exact))
            known->id = row->id;
        strbuf_clear(&text);
    }
}

static void add_passage(int index, const Annotation *row, Rows *rows)
{
    Range range = row->selector.range;
    StrBuf place = {0}, tags = {0}, replies = {0};
    if (row->is_orphan)
        strbuf_append_text(&place, "nowhere");
    else
        strbuf_appendf(&place, "%u:%u-%u", range.start.block, range.start.off,
                       range.end.off);
    append_tags(read_tags(row->tags, row->tag_count), &tags);
    strbuf_append_text(&replies, "");
    for (size_t i = 0; i < row->reply_count; i++)
        strbuf_appendf(&replies, " > %.*s", STR_ARG(row->replies[i].text));
    rows_add(rows, "passage %d %s “%.*s” [%.*s] [%.*s] %d due %d%s%s", index, place.data,
             STR_ARG(row->selector.exact), STR_ARG(row->style), STR_ARG(row->note),
             (int)row->status, read_due(row->due_ms), tags.data, replies.data);
    strbuf_clear(&replies);
    strbuf_clear(&tags);
    strbuf_clear(&place);
}

static void add_passages(int index, Arena *arena, Rows *rows)
{
    AnnotationFilter filter = {.doc = soak->ids[index], .status = -1};
    AnnotationList list = {0};
    Error err = {0};
    soak_must(store_list_annotations(get_store(), &filter, arena, &list, &err));
    for (size_t i = 0; i < list.count; i++) {
        learn_id(index, &list.rows[i]);
        add_passage(index, &list.rows[i], rows);
    }
}

/* ---- what has a name ---------------------------------------------------- */

static void add_collection(const CollectionRow *collection, Arena *arena, Rows *rows)
{
    AnnotationFilter filter = {.collection = collection->id, .status = -1};
    AnnotationList list = {0};
    Error err = {0};
    rows_add(rows, "collection %.*s", STR_ARG(collection->name));
    soak_must(store_list_annotations(get_store(), &filter, arena, &list, &err));
    for (size_t i = 0; i < list.count; i++) {
        CollectionEntry entry = {0};
        soak_must(store_get_collection_entry(get_store(), collection->id, list.rows[i].id,
                                             arena, &entry, &err));
        rows_add(rows, "collection %.*s %zu %lld [%.*s]", STR_ARG(collection->name), i,
                 (long long)list.rows[i].id, STR_ARG(entry.note));
    }
}

typedef bool ListNames(Store *store, Arena *arena, NamedTextList *list, Error *err);
static void add_names(const char *what, ListNames *names, Arena *arena, Rows *rows)
{
    NamedTextList list = {0};
    Error err = {0};
    soak_must(names(get_store(), arena, &list, &err));
    for (size_t i = 0; i < list.count; i++)
        rows_add(rows, "%s [%.*s] [%.*s]", what, STR_ARG(list.rows[i].name),
                 STR_ARG(list.rows[i].text));
}

void soak_append_library(StrBuf *out)
{
    Rows rows = {0};
    Arena *arena = arena_new();
    CollectionList collections = {0};
    Error err = {0};
    learn_docs();
    for (int i = 0; i < DOCUMENTS_MAX; i++)
        if (add_doc(i, arena, &rows))
            add_passages(i, arena, &rows);
    soak_must(store_list_collections(get_store(), arena, &collections, &err));
    for (size_t i = 0; i < collections.count; i++)
        add_collection(&collections.rows[i], arena, &rows);
    add_names("search", store_list_searches, arena, &rows);
    add_names("filter", store_list_filters, arena, &rows);
    add_names("alias", store_list_aliases, arena, &rows);
    rows_join(&rows, out);
    arena_free(arena);
}

/* ---- against the model -------------------------------------------------- */

static bool is_as(const Model *model, StrBuf *wanted, const StrBuf *found)
{
    strbuf_reset(wanted);
    model_append(model, wanted);
    return strcmp(wanted->data, found->data) == 0;
}

/* Numbers of passages are learnt while the library is read: rows of collections need
 * them. */
void soak_check(void)
{
    StrBuf wanted = {0}, found = {0};
    soak_append_library(&found);
    if (!is_as(model_now(), &wanted, &found)) {
        print_others("the library has", &found, &wanted);
        print_others("it must have", &wanted, &found);
        soak_fail("the library is not what the model says");
    }
    strbuf_clear(&wanted);
    strbuf_clear(&found);
}

void soak_settle_killed(void)
{
    Hash dump = soak_hash_dump();
    if (memcmp(&dump, &model_now()->dump, sizeof(dump)) != 0) {
        soak_follow(dump);
        soak->last = LAST_OTHER;
    }
    soak_drop();
    soak_check_dump(dump);
    soak_check();
}

/* ---- texts, headings, places -------------------------------------------- */

Document *soak_open(int doc)
{
    Error err = {0};
    Document *document = store_open_document(get_store(), soak->ids[doc], &err);
    if (!document)
        soak_fail("document %d: %s", doc, error_get_message(&err));
    return document;
}

static void check_text(int index, const Document *document)
{
    const Paper *paper = doc_paper(&model_now()->docs[index]);
    StrBuf text = {0};
    if (document->block_count != paper->count)
        soak_fail("document %d has %u blocks instead of %u", index, document->block_count,
                  paper->count);
    for (unsigned i = 0; i < paper->count; i++) {
        strbuf_reset(&text);
        paragraph_append(paper->paragraphs[i], &text);
        Str found = document_get_text(document, i);
        if (!str_is_equal(found, strbuf_get(&text)))
            soak_fail("block %u of document %d is “%.*s” instead of “%s”", i, index,
                      STR_ARG(found), text.data);
    }
    strbuf_clear(&text);
}

/* A level that was asked for, or the deepest that fits there. */
static bool has_level(const Document *document, size_t section, int wanted)
{
    int level = document->sections[section].heading.level;
    int above = section ? document->sections[section - 1].heading.level : 0;
    return wanted == 0 || level == wanted || (level < wanted && level == above + 1);
}

/* What was said of a heading by hand holds, whatever else was said since. */
static void check_claim(int index, const Document *document, const Claim *claim,
                        uint32_t block)
{
    size_t count = document->section_count;
    size_t at = sections_find_from(document->sections, count, block);
    bool is_heading = at < count && document->sections[at].heading.block == block;
    if (is_heading != (claim->level >= 0))
        soak_fail("block %u of document %d is %s heading", block, index,
                  is_heading ? "a" : "no");
    if (is_heading && !has_level(document, at, claim->level))
        soak_fail("block %u of document %d is a heading of level %d, not %d", block,
                  index, document->sections[at].heading.level, claim->level);
    if (is_heading && claim->title[0] &&
        !str_is_equal(document_get_title(document, (uint32_t)at), str_from(claim->title)))
        soak_fail("the heading at block %u of document %d is not called “%s”", block,
                  index, claim->title);
}

static void check_claims(int index, const Document *document)
{
    const Doc *doc = &model_now()->docs[index];
    for (int i = 0; i < CLAIMS_MAX; i++) {
        const Claim *claim = &doc->claims[i];
        int block = claim->paragraph ? doc_find_block(doc, claim->paragraph) : -1;
        if (block >= 0)
            check_claim(index, document, claim, (uint32_t)block);
    }
}

static void check_places(void)
{
    for (int i = 0; i < LETTERS; i++) {
        const Place *place = &soak->places[i];
        KeptPlace kept;
        Error err = {0};
        if (!place->is_set)
            continue;
        soak_must(store_get_place(get_store(), soak->ids[place->doc], "abcXYZ"[i], &kept,
                                  &err));
        if (kept.doc != soak->ids[place->doc] || kept.edition != place->edition ||
            pos_compare(kept.pos, place->pos) != 0)
            soak_fail("place %c is not where it was put", "abcXYZ"[i]);
    }
}

void soak_check_texts(void)
{
    for (int i = 0; i < DOCUMENTS_MAX; i++) {
        if (!model_now()->docs[i].is_there)
            continue;
        Document *document = soak_open(i);
        check_text(i, document);
        check_claims(i, document);
        document_free(document);
    }
    check_places();
}
