/* From what a file says to passages of documents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/own.h"
#include "exchange/place.h"

#include <piyue/anchor.h>
#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

#define TITLE_MIN_CODEPOINTS 4 /* of a title that is the beginning of another */

/* A document of the library by what it may be called. */
typedef struct Named {
    int64_t id;
    Str title, file; /* folded, letters and digits alone */
} Named;

typedef struct Exchange {
    Library *library;
    Store *store;
    Arena *arena;
    Named *named;
    size_t named_count;
    ExchangeResult *result;
    Annotation *rows; /* that are to be added */
    size_t row_count;
} Exchange;

/* ---- documents ------------------------------------------------------------------- */

/* Folded, without punctuation and blanks. */
static Str make_key(Str name, Arena *arena)
{
    StrBuf folded = {0}, key = {0};
    fold_text(&folded, name);
    Str text = strbuf_get(&folded);
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        if (!text_is_space(codepoint) && !text_is_punctuation(codepoint))
            strbuf_append_codepoint(&key, codepoint);
    }
    Str kept = arena_str(arena, strbuf_get(&key));
    strbuf_clear(&folded);
    strbuf_clear(&key);
    return kept;
}

static Str without_extension(Str name)
{
    for (size_t i = name.len; i-- > 1;)
        if (name.data[i] == '.')
            return str_slice(name, 0, i);
    return name;
}

static bool list_names(Exchange *exchange, Error *err)
{
    DocumentFilter filter = {0};
    DocumentList list = {0};
    if (!store_list_documents(exchange->store, &filter, exchange->arena, &list, err))
        return false;
    exchange->named = arena_alloc(exchange->arena, list.count * sizeof(Named));
    exchange->named_count = list.count;
    for (size_t i = 0; i < list.count; i++)
        exchange->named[i] =
            (Named){list.rows[i].id, make_key(list.rows[i].title, exchange->arena),
                    make_key(without_extension(path_get_name(list.rows[i].path)),
                             exchange->arena)};
    return true;
}

/* The only document of which it holds; 0 where there is none, or several. */
typedef bool NameTest(const Named *named, Str key);

static bool is_exact(const Named *named, Str key)
{
    return str_is_equal(named->title, key) || str_is_equal(named->file, key);
}

static bool is_beginning(const Named *named, Str key)
{
    bool is_long = utf8_count_codepoints(key) >= TITLE_MIN_CODEPOINTS &&
                   utf8_count_codepoints(named->title) >= TITLE_MIN_CODEPOINTS;
    return is_long &&
           (str_has_prefix(named->title, key) || str_has_prefix(key, named->title));
}

static int64_t find_only(const Exchange *exchange, Str key, NameTest *test,
                         bool *is_ambiguous)
{
    int64_t found = 0;
    for (size_t i = 0; key.len && i < exchange->named_count; i++) {
        if (!test(&exchange->named[i], key))
            continue;
        if (found) {
            *is_ambiguous = true;
            return 0;
        }
        found = exchange->named[i].id;
    }
    return found;
}

/* By the hash of its file; else by its title or the name of the file. */
static bool find_document(Exchange *exchange, const Foreign *foreign, int64_t *doc,
                          bool *is_ambiguous, Error *err)
{
    *doc = 0;
    *is_ambiguous = false;
    if (foreign->has_hash && !store_find_hash(exchange->store, &foreign->hash, doc, err))
        return false;
    Str keys[] = {
        make_key(foreign->title, exchange->arena),
        make_key(without_extension(path_get_name(foreign->path)), exchange->arena)};
    static NameTest *const tests[] = {is_exact, is_beginning};
    for (size_t i = 0; i < ARRAY_SIZE(tests) && !*doc && !*is_ambiguous; i++)
        for (size_t j = 0; j < ARRAY_SIZE(keys) && !*doc; j++)
            *doc = find_only(exchange, keys[j], tests[i], is_ambiguous);
    return true;
}

/* ---- what is known already --------------------------------------------------------- */

/* Of quotation, note and place: the same words may stand elsewhere, too. */
static Hash fingerprint(const Annotation *annotation)
{
    Hasher *hasher = hasher_new();
    hasher_add(hasher, annotation->selector.exact.data, annotation->selector.exact.len);
    hasher_add(hasher, "", 1);
    hasher_add(hasher, annotation->note.data, annotation->note.len);
    if (!annotation->is_orphan)
        hasher_add(hasher, &annotation->selector.range, sizeof(Range));
    return hasher_finish(hasher);
}

/* A set of them: open addresses, half full at most; a slot of zeros is free. */
typedef struct Fingerprints {
    Hash *slots;
    size_t mask;
} Fingerprints;

static void fingerprints_init(Fingerprints *set, size_t most)
{
    size_t count = 16;
    while (count < size_mul(most, 2))
        count = size_mul(count, 2);
    *set = (Fingerprints){mem_alloc_array(count, sizeof(Hash)), count - 1};
}

/* Where it is, or would be. */
static Hash *fingerprints_find(const Fingerprints *set, const Hash *wanted)
{
    static const Hash none;
    uint64_t at;
    memcpy(&at, wanted->bytes, sizeof(at));
    while (memcmp(&set->slots[at & set->mask], &none, sizeof(none)) != 0 &&
           memcmp(&set->slots[at & set->mask], wanted, sizeof(*wanted)) != 0)
        at++;
    return &set->slots[at & set->mask];
}

static bool fingerprints_has(const Fingerprints *set, const Hash *wanted)
{
    return memcmp(fingerprints_find(set, wanted), wanted, sizeof(*wanted)) == 0;
}

static void fingerprints_add(Fingerprints *set, const Hash *one)
{
    *fingerprints_find(set, one) = *one;
}

static bool list_known(Exchange *exchange, int64_t doc, Fingerprints *known, Error *err)
{
    AnnotationFilter filter = {.doc = doc, .status = -1};
    AnnotationList list = {0};
    if (!store_list_annotations(exchange->store, &filter, exchange->arena, &list, err))
        return false;
    fingerprints_init(known, list.count);
    for (size_t i = 0; i < list.count; i++) {
        Hash one = fingerprint(&list.rows[i]);
        fingerprints_add(known, &one);
    }
    return true;
}

static bool has_uid(Exchange *exchange, const Foreign *foreign)
{
    AnnotationFilter filter = {.status = -1, .limit = 1};
    AnnotationList list = {0};
    Error ignored = {0};
    bool is_there = foreign->has_uid &&
                    store_find_annotation_uid(exchange->store, foreign->annotation.uid,
                                              &filter.id, &ignored) &&
                    store_list_annotations(exchange->store, &filter, exchange->arena,
                                           &list, &ignored) &&
                    list.count > 0;
    error_clear(&ignored);
    return is_there;
}

/* ---- one document -------------------------------------------------------------------
 */

/* One of the file with the document it is of. */
typedef struct Placed {
    const Foreign *foreign;
    int64_t doc;
    size_t index;
} Placed;

static int compare_placed(const void *a, const void *b)
{
    const Placed *one = a, *two = b;
    if (one->doc != two->doc)
        return one->doc < two->doc ? -1 : 1;
    return one->index < two->index ? -1 : one->index > two->index;
}

/* One that was an orphan before is no news. */
static void count_orphan(Exchange *exchange, const Document *document,
                         const Foreign *foreign)
{
    Str exact = foreign->annotation.selector.exact;
    size_t size = text_fit(exact, 40, &(WidthPolicy){0});
    exchange->result->orphaned++;
    if (!foreign->annotation.is_orphan)
        report_add(&exchange->result->report, ERR_NOT_FOUND, str_from(document->title),
                   _("“%.*s” is not in the text; it is kept as a passage without a "
                     "place"),
                   STR_ARG(str_slice(exact, 0, size)));
}

static void take_one(Exchange *exchange, Document *document, const uint64_t *before,
                     const Foreign *foreign)
{
    Annotation *row = &exchange->rows[exchange->row_count];
    Range range;
    *row = foreign->annotation;
    row->doc = document->id;
    row->edition = document->edition;
    row->selector.range = (Range){0};
    if (!foreign->has_uid)
        row->uid = uid_new();
    row->is_orphan = !place_find(document, before, foreign, &range);
    if (!row->is_orphan) {
        Str headings = row->selector.headings;
        row->selector = selector_make(document, range, exchange->arena);
        if (foreign->has_headings) /* as they were when it was marked */
            row->selector.headings = headings;
    }
    if (row->is_orphan && !row->selector.exact.len)
        return; /* about the document as a whole: there is nothing to hold on to */
    exchange->row_count++;
}

static bool take_document(Exchange *exchange, const Placed *placed, size_t count,
                          Error *err)
{
    Fingerprints known = {0}, added = {0};
    Document *document = store_open_document(exchange->store, placed[0].doc, err);
    if (!document)
        return false;
    bool is_done = list_known(exchange, placed[0].doc, &known, err);
    fingerprints_init(&added, count);
    uint64_t *before = place_count_before(document);
    for (size_t i = 0; is_done && i < count; i++) {
        size_t first = exchange->row_count;
        if (has_uid(exchange, placed[i].foreign)) {
            size_t replies = 0;
            is_done = library_add_replies(exchange->library,
                                          &placed[i].foreign->annotation, &replies, err);
            exchange->result->replies += replies;
            exchange->result->known++;
            continue;
        }
        take_one(exchange, document, before, placed[i].foreign);
        bool is_added = exchange->row_count > first;
        Hash mine = is_added ? fingerprint(&exchange->rows[first]) : (Hash){0};
        /* Two of one file that are alike may have identities of their own. */
        bool is_known =
            is_added &&
            (fingerprints_has(&known, &mine) ||
             (!placed[i].foreign->has_uid && fingerprints_has(&added, &mine)));
        if (is_known) {
            exchange->row_count--;
            exchange->result->known++;
        } else if (is_added) {
            fingerprints_add(&added, &mine);
            if (exchange->rows[first].is_orphan)
                count_orphan(exchange, document, placed[i].foreign);
        }
        document_trim(document);
    }
    free(before);
    free(known.slots);
    free(added.slots);
    document_free(document);
    return is_done;
}

/* ---- the whole -----------------------------------------------------------------------
 */

static void report_homeless(Exchange *exchange, const Foreign *foreign, bool is_ambiguous)
{
    Str name = foreign->title.len  ? foreign->title
               : foreign->path.len ? path_get_name(foreign->path)
                                   : str_from(_("untitled"));
    exchange->result->homeless++;
    if (is_ambiguous)
        report_add(&exchange->result->report, ERR_AMBIGUOUS, name, "%s",
                   _("several documents are called that; name one with --doc"));
    else
        report_add(
            &exchange->result->report, ERR_NOT_FOUND, name, "%s",
            _("the document is not in the library; import it, or name it with --doc"));
}

static bool place_all(Exchange *exchange, const ForeignList *list, int64_t doc,
                      Error *err)
{
    Placed *placed = mem_alloc_array(list->count + 1, sizeof(*placed));
    size_t count = 0;
    bool is_done = true;
    for (size_t i = 0; is_done && i < list->count; i++) {
        Placed one = {&list->rows[i], doc, i};
        bool is_ambiguous = false;
        is_done =
            doc || find_document(exchange, one.foreign, &one.doc, &is_ambiguous, err);
        if (is_done && one.doc)
            placed[count++] = one;
        else if (is_done)
            report_homeless(exchange, one.foreign, is_ambiguous);
    }
    qsort(placed, count, sizeof(*placed), compare_placed);
    for (size_t i = 0, end; is_done && i < count; i = end) {
        for (end = i; end < count && placed[end].doc == placed[i].doc;)
            end++;
        is_done = take_document(exchange, placed + i, end - i, err);
    }
    free(placed);
    return is_done;
}

static bool read_list(ForeignList *list, Str text, const char *name, const char **format,
                      Error *err)
{
    if (str_has_prefix(text, STR("\xef\xbb\xbf")))
        text = str_slice(text, 3, text.len);
    if (utf8_find_invalid(text) != text.len)
        return error_set(err, ERR_FORMAT, _("%s is not UTF-8"), name);
    *format = "KOReader";
    if (foreign_read_koreader(list, text))
        return true;
    *format = "Kindle";
    if (foreign_read_clippings(list, text) || foreign_read_json(list, text, format))
        return true;
    return error_set(err, ERR_FORMAT,
                     _("%s holds no passages that piyue can read: W3C annotations, JSON "
                       "Lines, Readest, KOReader or Kindle clippings"),
                     name);
}

static bool take_passages(Exchange *exchange, const ForeignList *list, int64_t doc,
                          Error *err)
{
    exchange->rows = arena_alloc(exchange->arena, (list->count + 1) * sizeof(Annotation));
    return place_all(exchange, list, doc, err) &&
           library_add_annotations(exchange->library, exchange->rows, exchange->row_count,
                                   err);
}

/* Everything but new documents is one change. */
static bool take_all(Exchange *exchange, const ForeignList *list, int64_t doc, Error *err)
{
    Library *library = exchange->library;
    Arena *arena = exchange->arena;
    Report *report = &exchange->result->report;
    if (!own_bring_documents(library, list->root, arena, report, err) ||
        !list_names(exchange, err) || !library_begin_batch(library, err))
        return false;
    bool is_done = own_bring_facts(library, list->root, arena, report, err) &&
                   take_passages(exchange, list, doc, err) &&
                   own_bring_names(library, list->root, arena, report, err);
    return library_end_batch(library, is_done, err) && is_done;
}

bool exchange_import(Library *library, Str text, const char *name, int64_t doc,
                     ExchangeResult *result, Error *err)
{
    Exchange exchange = {.library = library,
                         .store = library_get_store(library),
                         .arena = arena_new(),
                         .result = result};
    ForeignList list = {.arena = exchange.arena, .report = &result->report};
    *result = (ExchangeResult){0};
    bool is_done = read_list(&list, text, name, &result->format, err) &&
                   take_all(&exchange, &list, doc, err);
    if (is_done) {
        result->read = list.count;
        result->added = exchange.row_count;
        result->left_out = list.left_out;
    } else {
        report_clear(&result->report);
    }
    free(list.rows);
    free(list.replies);
    arena_free(exchange.arena);
    return is_done;
}
