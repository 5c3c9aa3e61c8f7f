/* What our own export says beside its passages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/own.h"

#include "exchange/place.h"

#include <piyue/intake.h>
#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What is at hand while one file is read. */
typedef struct Own {
    Library *library;
    Store *store;
    Arena *arena;
    Report *report;
} Own;

typedef bool OwnTaker(const Own *own, const Tree *tree, Error *err);

/* Hands each item of a list to `take`. */
static bool take_each(const Own *own, const Tree *root, const char *name, OwnTaker *take,
                      Error *err)
{
    const Tree *list = tree_find(root, name);
    for (const Tree *one = list ? list->first : NULL; one; one = one->next)
        if (!take(own, one, err))
            return false;
    return true;
}

static bool find_document(const Own *own, Str iri, int64_t *doc, Error *err)
{
    Hash hash;
    *doc = 0;
    return !foreign_hash(iri, &hash) || store_find_hash(own->store, &hash, doc, err);
}

/* ---- files ------------------------------------------------------------------------ */

static void import_bytes(const Own *own, Str bytes, const char *path)
{
    IntakeOptions options = {0};
    ImportResult result = {0};
    Error why = {0};
    int fd = memfd_create("original", MFD_CLOEXEC);
    if (fd < 0 || !file_write_fd(fd, path, bytes, &why) || lseek(fd, 0, SEEK_SET) != 0 ||
        !library_import_fd(own->library, fd, path, &options, &result, &why))
        report_add(own->report, ERR_FORMAT, str_from(path), "%s",
                   error_get_message(&why));
    if (fd >= 0)
        close(fd);
    error_clear(&why);
    import_result_clear(&result);
}

static void import_original(const Own *own, const Tree *tree)
{
    Str path = tree_get_text(tree, "piyue:path");
    char *name = str_dup(path.len ? path : STR("-"));
    StrBuf bytes = {0};
    Hash wanted;
    strbuf_append_base64_decoded(&bytes, tree_get_text(tree, "piyue:original"));
    Hash hash = hash_bytes(strbuf_get(&bytes));
    if (foreign_hash(tree_get_text(tree, "id"), &wanted) &&
        memcmp(&hash, &wanted, sizeof(hash)) == 0)
        import_bytes(own, strbuf_get(&bytes), name);
    else
        report_add(own->report, ERR_FORMAT, path, "%s",
                   _("the file in it is damaged, and was not imported"));
    strbuf_clear(&bytes);
    free(name);
}

/* Passes that were switched off, and the encoding that was named. */
static bool take_processing(const Own *own, const Tree *tree, int64_t doc, Error *err)
{
    Processing here, there = processing_parse(tree_get_text(tree, "piyue:processing"));
    ReimportOptions options = {.fd = -1, .processing = &there};
    ReimportResult result;
    if (!there.encoding && !there.without)
        return true;
    if (!library_get_processing(own->library, doc, &here, err))
        return false;
    if (here.encoding || here.without)
        return true;
    return library_reimport(own->library, doc, &options, &result, err);
}

static bool take_document(const Own *own, const Tree *tree, Error *err)
{
    int64_t doc = 0;
    if (!find_document(own, tree_get_text(tree, "id"), &doc, err))
        return false;
    if (!doc && tree_find(tree, "piyue:original")) {
        import_original(own, tree);
        if (!find_document(own, tree_get_text(tree, "id"), &doc, err))
            return false;
    }
    if (!doc)
        report_add(
            own->report, ERR_NOT_FOUND, tree_get_text(tree, "piyue:title"), "%s",
            _("what was said of a document is left out: it is not in the library"));
    return !doc || take_processing(own, tree, doc, err);
}

/* ---- what was said of documents -----------------------------------------------------
 */

static bool take_title(const Own *own, const Tree *tree, int64_t doc, Error *err)
{
    Str title = tree_get_text(tree, "piyue:title");
    DocumentFilter filter = {.id = doc};
    DocumentList list = {0};
    EditionRow edition;
    if (!title.len)
        return true;
    if (!store_list_documents(own->store, &filter, own->arena, &list, err) ||
        !list.count ||
        !store_get_edition(own->store, list.rows[0].edition, own->arena, &edition, err))
        return false;
    return !str_is_equal(list.rows[0].title, edition.title) ||
           library_set_title(own->library, doc, title, err);
}

static bool take_tags(const Own *own, const Tree *tree, int64_t doc, Error *err)
{
    const Tree *tags = tree_find(tree, "piyue:tags");
    bool is_done = true;
    for (const Tree *one = tags ? tags->first : NULL; one && is_done; one = one->next) {
        bool has_tag = false;
        is_done =
            store_has_document_tag(own->store, doc, one->text, &has_tag, err) &&
            (has_tag || library_tag_document(own->library, doc, one->text, true, err));
    }
    return is_done;
}

static bool take_fields(const Own *own, const Tree *tree, int64_t doc, Error *err)
{
    static const char *const names[] = {
#define DOCUMENT_FIELD(id, name, label) name,
#include "../tables/fields.def"
#undef DOCUMENT_FIELD
    };
    const Tree *said = tree_find(tree, "piyue:said");
    FieldList here = {0};
    DocumentFieldEdit edits[ARRAY_SIZE(names)];
    size_t count = 0;
    if (!store_list_fields(own->store, doc, own->arena, &here, err))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        StrBuf name = {0};
        strbuf_appendf(&name, "piyue:%s", names[i]);
        const Tree *value = tree_find(said, name.data);
        strbuf_clear(&name);
        for (size_t j = 0; j < here.count; j++)
            if (str_is_equal(here.rows[j].name, str_from(names[i])))
                value = NULL;
        if (value && value->kind == TREE_TEXT)
            edits[count++] =
                (DocumentFieldEdit){.name = str_from(names[i]), .value = value->text};
    }
    return !count || library_set_fields(own->library, doc, edits, count, err);
}

static CorrectionRow read_correction(const Tree *tree, Document *document,
                                     const uint64_t *before)
{
    const Tree *amount = tree_find(tree, "piyue:amount");
    const Tree *part = tree_find(tree, "piyue:part");
    Foreign foreign = {0};
    foreign_take_selectors(tree, &foreign);
    CorrectionRow row = {.kind = tree_get_text(tree, "piyue:kind"),
                         .text = tree_get_text(tree, "piyue:text"),
                         .family = tree_get_text(tree, "piyue:family"),
                         .is_part = part && part->kind == TREE_BOOL && part->number != 0,
                         .selector = foreign.annotation.selector};
    if (amount && amount->kind == TREE_NUMBER && amount->number >= -99 &&
        amount->number <= 99)
        row.amount = (int)amount->number;
    if (!place_find(document, before, &foreign, &row.selector.range))
        row.selector.range = (Range){0};
    return row;
}

/* Headings that were corrected here stay as they are. */
static bool take_corrections(const Own *own, const Tree *tree, int64_t doc, Error *err)
{
    const Tree *list = tree_find(tree, "piyue:corrections");
    CorrectionList here = {0};
    size_t count = 0, added = 0;
    if (!list || !list->first)
        return true;
    if (!store_list_corrections(own->store, doc, own->arena, &here, err))
        return false;
    if (here.count)
        return true;
    Document *document = store_open_document(own->store, doc, err);
    if (!document)
        return false;
    for (const Tree *one = list->first; one; one = one->next)
        count++;
    CorrectionRow *rows = arena_alloc(own->arena, count * sizeof(*rows));
    uint64_t *before = place_count_before(document);
    count = 0;
    for (const Tree *one = list->first; one; one = one->next)
        rows[count++] = read_correction(one, document, before);
    Str title = arena_str(own->arena, str_from(document->title));
    free(before);
    document_free(document);
    if (!library_add_corrections(own->library, doc, rows, count, &added, err))
        return false;
    if (added < count)
        report_add(own->report, ERR_FORMAT, title,
                   translate_plural("%zu correction of its headings is not understood",
                                    "%zu corrections of its headings are not understood",
                                    (unsigned long)(count - added)),
                   count - added);
    return true;
}

static bool take_facts(const Own *own, const Tree *tree, Error *err)
{
    int64_t doc = 0;
    if (!find_document(own, tree_get_text(tree, "id"), &doc, err))
        return false;
    return !doc ||
           (take_title(own, tree, doc, err) && take_tags(own, tree, doc, err) &&
            take_fields(own, tree, doc, err) && take_corrections(own, tree, doc, err));
}

/* ---- names ----------------------------------------------------------------------------
 */

static bool take_alias(const Own *own, const Tree *tree, Error *err)
{
    Str name = tree_get_text(tree, "piyue:name"), tag = tree_get_text(tree, "piyue:tag");
    Str known = {0};
    TextList used = {0};
    if (!name.len || !tag.len)
        return true;
    if (!store_get_alias(own->store, name, own->arena, &known, err) ||
        !store_list_branch(own->store, name, own->arena, &used, err))
        return false;
    if (!known.len && !used.count)
        return library_set_alias(own->library, name, tag, err);
    if (!str_is_equal(known, tag))
        report_add(own->report, ERR_CONFLICT, name, "%s",
                   _("this name leads to another tag here, and does so still"));
    return true;
}

static bool find_collection(const Own *own, const Tree *tree, int64_t *collection,
                            Error *err)
{
    Error why = {0};
    Str name = tree_get_text(tree, "piyue:name"),
        note = tree_get_text(tree, "piyue:note");
    bool is_known = store_find_collection(own->store, name, collection, &why);
    bool is_new = !is_known && why.code == ERR_NOT_FOUND;
    error_clear(&why);
    return is_known ||
           (is_new && library_create_collection(own->library, name, collection, err) &&
            (!note.len ||
             library_set_collection_note(own->library, *collection, note, err)));
}

static bool note_entry(const Own *own, int64_t collection, int64_t annotation, Str note,
                       Error *err)
{
    CollectionEntry entry;
    if (!note.len)
        return true;
    return store_get_collection_entry(own->store, collection, annotation, own->arena,
                                      &entry, err) &&
           (entry.note.len ||
            library_note_collected(own->library, collection, annotation, note, err));
}

/* Passages that the library does not have are left out of it. */
static bool take_collection(const Own *own, const Tree *tree, Error *err)
{
    const Tree *items = tree_find(tree, "items");
    int64_t collection = 0;
    size_t count = 0;
    if (!find_collection(own, tree, &collection, err))
        return false;
    for (const Tree *one = items ? items->first : NULL; one; one = one->next)
        count++;
    int64_t *ids = arena_alloc(own->arena, (count + 1) * sizeof(*ids));
    const Tree **entries = arena_alloc(own->arena, (count + 1) * sizeof(Tree *));
    count = 0;
    for (const Tree *one = items ? items->first : NULL; one; one = one->next) {
        Uid uid;
        Error ignored = {0};
        entries[count] = one;
        count += foreign_uid(tree_get_text(one, "id"), &uid) &&
                 store_find_annotation_uid(own->store, uid, &ids[count], &ignored);
        error_clear(&ignored);
    }
    bool is_done =
        !count || library_collect(own->library, collection, ids, count, NULL, err);
    for (size_t i = 0; is_done && i < count; i++)
        is_done = note_entry(own, collection, ids[i],
                             tree_get_text(entries[i], "piyue:note"), err);
    return is_done;
}

static bool take_filter(const Own *own, const Tree *tree, Error *err)
{
    Str name = tree_get_text(tree, "piyue:name");
    Str where = tree_get_text(tree, "piyue:where");
    Str iri = tree_get_text(tree, "piyue:document"), known = {0};
    AnnotationFilter filter;
    Error why = {0};
    if (!name.len)
        return true;
    if (!store_get_filter(own->store, name, own->arena, &known, err))
        return false;
    if (known.len)
        return true;
    if (!filter_parse(own->store, where, own->arena, &filter, &why)) {
        report_add(own->report, why.code, name, "%s", error_get_message(&why));
        error_clear(&why);
        return true;
    }
    if (iri.len && (!find_document(own, iri, &filter.doc, err)))
        return false;
    if (iri.len && !filter.doc) {
        report_add(own->report, ERR_NOT_FOUND, name, "%s",
                   _("the filter is of a document that is not in the library"));
        return true;
    }
    return library_save_filter(own->library, name, &filter, err);
}

typedef struct SearchNames {
    const Own *own;
    bool is_lost; /* one of its documents is not here */
} SearchNames;

static bool name_number(void *context, Str document, StrBuf *out)
{
    SearchNames *names = context;
    Hash hash;
    int64_t doc = 0;
    Error ignored = {0};
    if (!foreign_hash(document, &hash))
        return false;
    if (!store_find_hash(names->own->store, &hash, &doc, &ignored) || !doc)
        names->is_lost = true;
    else
        strbuf_appendf(out, "%lld", (long long)doc);
    error_clear(&ignored);
    return !names->is_lost;
}

static bool take_search(const Own *own, const Tree *tree, Error *err)
{
    Str name = tree_get_text(tree, "piyue:name"), known = {0};
    SearchNames names = {.own = own};
    StrBuf query = {0};
    Error why = {0};
    if (!name.len)
        return true;
    if (!store_get_search(own->store, name, own->arena, &known, err))
        return false;
    if (known.len)
        return true;
    search_append_renamed(tree_get_text(tree, "piyue:query"), name_number, &names,
                          &query);
    if (names.is_lost)
        report_add(own->report, ERR_NOT_FOUND, name, "%s",
                   _("the search is of a document that is not in the library"));
    else if (!library_save_search(own->library, name, strbuf_get(&query), &why))
        report_add(own->report, why.code, name, "%s", error_get_message(&why));
    error_clear(&why);
    strbuf_clear(&query);
    return true;
}

/* ---- doors
 * ------------------------------------------------------------------------------ */

static Own own_make(Library *library, Arena *arena, Report *report)
{
    return (Own){library, library_get_store(library), arena, report};
}

bool own_bring_documents(Library *library, const Tree *root, Arena *arena, Report *report,
                         Error *err)
{
    Own own = own_make(library, arena, report);
    return take_each(&own, root, "piyue:documents", take_document, err);
}

bool own_bring_facts(Library *library, const Tree *root, Arena *arena, Report *report,
                     Error *err)
{
    Own own = own_make(library, arena, report);
    return take_each(&own, root, "piyue:documents", take_facts, err);
}

bool own_bring_names(Library *library, const Tree *root, Arena *arena, Report *report,
                     Error *err)
{
    Own own = own_make(library, arena, report);
    return take_each(&own, root, "piyue:aliases", take_alias, err) &&
           take_each(&own, root, "piyue:collections", take_collection, err) &&
           take_each(&own, root, "piyue:filters", take_filter, err) &&
           take_each(&own, root, "piyue:searches", take_search, err);
}
