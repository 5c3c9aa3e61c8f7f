/* Editions: reading a document again, and taking its passages along.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/reimport.h"

#include "intake/intake.h"

#include <piyue/intake.h>
#include <piyue/operation.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool library_get_processing(Library *library, int64_t doc, Processing *processing,
                            Error *err)
{
    Arena *arena = arena_new();
    DocumentRow row;
    EditionRow edition;
    bool is_found = change_load_document(library->store, doc, arena, &row, err) &&
                    store_get_edition(library->store, row.edition, arena, &edition, err);
    if (is_found)
        *processing = processing_parse(edition.processing);
    arena_free(arena);
    return is_found;
}

/* A document on its way to another edition, inside an action. */
typedef struct Taking {
    Action *action;
    const EditionSource *source;
    DocumentRow document;
    EditionRow before;
    EditionList editions;
    int64_t known;    /* an edition that is all this already; 0 for none */
    bool lacks_links; /* … but for the links, which an older version passed over */
    int64_t original; /* edition of the document that keeps the bytes; 0 for none */
    ReimportResult *result;
} Taking;

/* ---- is it one that was there before? ------------------------------------- */

static bool is_same_heading(const Heading *a, const Heading *b)
{
    return a->block == b->block && a->title_start == b->title_start &&
           a->title_end == b->title_end && a->number == b->number &&
           a->level == b->level && a->family == b->family;
}

/* As they came, without what was corrected since. */
static bool are_same_headings(Store *store, const Outline *outline, Document *document,
                              bool *is_same, Error *err)
{
    Outline first = {0};
    bool is_read = outline_get_first(store, document, &first, err);
    *is_same = is_read && first.count == outline->count;
    for (size_t i = 0; *is_same && i < first.count; i++)
        *is_same = is_same_heading(&first.headings[i], &outline->headings[i]);
    outline_clear(&first);
    return is_read;
}

static bool is_same_text(const Prepared *prepared, Document *document)
{
    const Draft *draft = prepared->draft;
    if (document->block_count != draft->block_count)
        return false;
    for (uint32_t i = 0; i < document->block_count; i++) {
        const DraftBlock *block = &draft->blocks[i];
        BlockInfo info = document_get_block(document, i);
        /* A heading that the user said is none looks like text. */
        bool is_plain = document->outline_stamp && block->kind == BLOCK_HEADING;
        if (info.bytes != block->text.len || (info.kind != block->kind && !is_plain) ||
            info.flags != block->flags || info.evidence != block->evidence ||
            info.source_line != block->source_line ||
            !str_is_equal(document_get_text(document, i), block->text))
            return false;
        document_trim(document);
    }
    return true;
}

static bool is_same_link(const Link *a, const Link *b)
{
    return a->kind == b->kind && a->block == b->block && a->start == b->start &&
           a->end == b->end && a->to_block == b->to_block && a->to_off == b->to_off &&
           (a->kind != LINK_ADDRESS || str_is_equal(a->target, b->target));
}

/* Of the same text; an older version may have passed over them. */
static bool has_same_links(const Prepared *prepared, Document *document)
{
    const Draft *draft = prepared->draft;
    size_t at = 0, count = 0;
    for (uint32_t block = 0;; block++) {
        block = document_find_linked(document, block, 1);
        if (block >= document->block_count)
            return at == draft->link_count;
        const Link *links = document_get_links(document, block, &count);
        for (size_t i = 0; i < count; i++, at++)
            if (at == draft->link_count || !is_same_link(&links[i], &draft->links[at]))
                return false;
        document_trim(document);
    }
}

/* An edition of the same bytes, read in the same way, to the same text. */
static bool find_known(Taking *taking, Error *err)
{
    const EditionSource *source = taking->source;
    Store *store = taking->action->library->store;
    if (!known_hide(store, taking->document.id, source->prepared, &source->processing,
                    err))
        return false;
    Str processing = processing_format(&source->processing, taking->action->arena);
    for (size_t i = 0; i < taking->editions.count && !taking->known; i++) {
        const EditionRow *row = &taking->editions.rows[i];
        if (memcmp(&row->hash, &source->copy->hash, sizeof(row->hash)) != 0)
            continue;
        taking->original = row->original;
        if (!str_is_equal(row->processing, processing))
            continue;
        Document *document = store_open_edition(store, row->id, err);
        if (!document)
            return false;
        bool is_same = false;
        bool is_read =
            are_same_headings(store, &source->prepared->outline, document, &is_same, err);
        if (is_same && is_same_text(source->prepared, document))
            taking->known = row->id;
        taking->lacks_links =
            taking->known && !has_same_links(source->prepared, document);
        document_free(document);
        if (!is_read)
            return false;
    }
    return true;
}

/* ---- the bytes of another document ----------------------------------------- */

/* A document that was only imported makes way: its text becomes an edition, and it goes
 * into the trash. One with notes of its own is not given up, and one that shows another
 * text by now stays as it is. `*other` is 0 for none. */
static bool find_other(const Taking *taking, int64_t *other, Error *err)
{
    Action *action = taking->action;
    int64_t edition;
    DocumentRow row;
    if (!store_find_edition_hash(action->library->store, &taking->source->copy->hash,
                                 other, &edition, err))
        return false;
    if (*other == taking->document.id)
        *other = 0;
    if (!*other)
        return true;
    if (!change_load_document(action->library->store, *other, action->arena, &row, err))
        return false;
    if (row.edition != edition)
        *other = 0;
    if (!*other || !row.notes || row.trashed_ms)
        return true;
    return error_set(err, ERR_CONFLICT,
                     _("%s is document %lld already, which has notes of its own; it "
                       "cannot become an edition of “%.*s”"),
                     taking->source->path, (long long)*other,
                     STR_ARG(taking->document.title));
}

/* ---- the action ------------------------------------------------------------ */

static bool put_edition(Taking *taking, int64_t *edition, Error *err)
{
    Store *store = taking->action->library->store;
    const EditionSource *source = taking->source;
    if (taking->known) {
        *edition = taking->known;
        return store_set_edition(store, taking->document.id, *edition, err);
    }
    EditionPass passes[CLEAN_RULE_COUNT];
    prepared_list_passes(source->prepared, passes);
    EditionInput input = {
        .draft = source->prepared->draft,
        .outline = &source->prepared->outline,
        .title = source->prepared->draft->title,
        .path = str_from(source->path),
        .hash = source->copy->hash,
        .added_ms = taking->action->now_ms,
        .edition_uid = uid_new(),
        .processing = processing_format(&source->processing, taking->action->arena),
        .passes = passes,
        .pass_count = CLEAN_RULE_COUNT,
        .sketch = source->sketch->lowest,
        .sketch_count = source->sketch->count,
        .original_edition = taking->original,
        .progress = source->progress,
        .progress_context = source->progress_context,
    };
    return copy_map(source->copy, &input.original, err) &&
           store_put_edition(store, &input, taking->document.id, edition, err) &&
           known_remember(store, taking->document.id, input.draft, err);
}

/* The operation says how the edition can be made again from its original. */
static bool record_edition(const Taking *taking, int64_t edition, Error *err)
{
    Action *action = taking->action;
    Store *store = action->library->store;
    DocumentRow document;
    EditionRow after;
    Uid uid;
    if (!change_load_document(store, taking->document.id, action->arena, &document,
                              err) ||
        !store_get_edition(store, edition, action->arena, &after, err) ||
        !store_get_document_uid(store, document.id, &uid, err))
        return false;
    StrBuf hash = {0};
    strbuf_append_hex(&hash, after.hash.bytes, sizeof(after.hash.bytes));
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "edition",
                  uid_format(taking->before.uid, action->arena));
    json_add_text(&sides.before, "title", taking->document.title);
    json_add_text(&sides.after, "edition", uid_format(after.uid, action->arena));
    json_add_text(&sides.after, "title", document.title);
    json_add_text(&sides.after, "path", after.path);
    json_add_text(&sides.after, "sha256", strbuf_get(&hash));
    json_add_text(&sides.after, "format", after.format);
    json_add_text(&sides.after, "encoding", after.encoding);
    json_add_text(&sides.after, "processing", after.processing);
    strbuf_clear(&hash);
    return sides_record(&sides, action, "document.edition",
                        uid_format(uid, action->arena), err);
}

static void describe(const Taking *taking)
{
    const Draft *draft = taking->source->prepared->draft;
    ReimportResult *result = taking->result;
    result->before = result->edition = taking->before.id;
    result->is_changed = taking->known != taking->before.id;
    result->was_known = taking->known != 0;
    result->blocks = (uint32_t)draft->block_count;
    result->headings = (uint32_t)taking->source->prepared->outline.count;
    result->replaced = draft->replaced;
    result->encoding = draft->encoding;
}

static bool change_edition(Taking *taking, Error *err)
{
    ReimportResult *result = taking->result;
    Action *action = taking->action;
    int64_t edition = 0, other = 0;
    OutlineChange outlined = {.headings = result->headings};
    /* The edition goes before the passages it moves: the log says of a group what its
     * first operation says. */
    bool is_done = find_other(taking, &other, err) &&
                   put_edition(taking, &edition, err) &&
                   record_edition(taking, edition, err) &&
                   (!other || edit_set_trashed(action, other, true, err)) &&
                   outline_renew(action, taking->document.id, &outlined, err) &&
                   moves_follow(action, taking->document.id, &taking->before, edition,
                                &result->moves, &result->found, err) &&
                   store_set_moves(action->library->store, edition, &result->moves, err);
    result->edition = edition;
    result->headings = outlined.headings;
    return is_done;
}

bool edition_take(Action *action, int64_t doc, const EditionSource *source,
                  ReimportResult *result, Error *err)
{
    Taking taking = {.action = action, .source = source, .result = result};
    Store *store = action->library->store;
    *result = (ReimportResult){0};
    if (!change_load_document(store, doc, action->arena, &taking.document, err) ||
        !store_get_edition(store, taking.document.edition, action->arena, &taking.before,
                           err) ||
        !store_list_editions(store, doc, action->arena, &taking.editions, err))
        return false;
    if (source->expected && source->expected != taking.before.id)
        return error_set(err, ERR_CONFLICT,
                         _("another edition of “%.*s” was made meanwhile; try again"),
                         STR_ARG(taking.document.title));
    if (!find_known(&taking, err))
        return false;
    describe(&taking);
    if (taking.lacks_links &&
        !store_renew_links(store, taking.known, source->prepared->draft, err))
        return false;
    action->has_changes |= taking.lacks_links;
    return !result->is_changed || change_edition(&taking, err);
}

/* ---- by itself --------------------------------------------------------------- */

/* A document to be read again. */
typedef struct Reimport {
    Library *library;
    const ReimportOptions *options;
    EditionRow before;
    char *path;      /* owned; where the bytes came from */
    StrBuf original; /* bytes of the edition before, where they are read anew */
    Copy copy;       /* the bytes to be read */
    Prepared prepared;
    Sketch sketch;
} Reimport;

/* What is kept, as a file to read. */
static bool take_original(Reimport *reimport, Error *err)
{
    Store *store = reimport->library->store;
    if (!store_read_original(store, reimport->before.id, &reimport->original, err))
        return false;
    reimport->path = str_dup(reimport->before.path);
    return copy_put(&reimport->copy, strbuf_get(&reimport->original), reimport->path,
                    err);
}

static bool take_file(Reimport *reimport, Error *err)
{
    const ReimportOptions *options = reimport->options;
    reimport->path = path_make_absolute(options->path);
    return copy_take(&reimport->copy, options->fd, options->path,
                     prepare_complete_options(&options->import).limits.max_file_bytes,
                     store_get_directory(reimport->library->store), err);
}

/* Reading is one half of the work, storing the other. */
static bool tell_reading(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    const Reimport *reimport = context;
    const ImportOptions *import = &reimport->options->import;
    return !import->progress ||
           import->progress(import->progress_context, done_bytes / 2, total_bytes);
}

static bool tell_storing(void *context, size_t done, size_t total)
{
    const Reimport *reimport = context;
    const ImportOptions *import = &reimport->options->import;
    uint64_t bytes = reimport->copy.bytes;
    return !import->progress ||
           import->progress(import->progress_context,
                            bytes / 2 + bytes / 2 * done / total, bytes);
}

static bool run(Reimport *reimport, int64_t doc, ReimportResult *result, Error *err)
{
    const ReimportOptions *options = reimport->options;
    ImportOptions import = options->import;
    import.encoding = NULL;
    import.rules = import.rules ? import.rules : reimport->library->rules;
    import.progress = tell_reading;
    import.progress_context = reimport;
    EditionSource source = {
        .copy = &reimport->copy,
        .prepared = &reimport->prepared,
        .sketch = &reimport->sketch,
        .processing = options->processing ? *options->processing
                                          : processing_parse(reimport->before.processing),
        .expected = reimport->before.id,
        .progress = tell_storing,
        .progress_context = reimport};
    /* A named encoding is about the bytes it was named for. */
    if (!options->processing && options->path)
        source.processing.encoding = NULL;
    if (!(options->path ? take_file(reimport, err) : take_original(reimport, err)) ||
        !prepare(&reimport->prepared, reimport->copy.fd, reimport->path, &import,
                 &source.processing, err))
        return false;
    source.path = reimport->path;
    sketch_draft_quickly(&reimport->sketch, reimport->prepared.draft, SUCCESSOR_SKETCH);
    Action action;
    if (!action_begin(&action, reimport->library, err))
        return false;
    bool is_done = edition_take(&action, doc, &source, result, err);
    return action_end(&action, is_done, err);
}

bool library_reimport(Library *library, int64_t doc, const ReimportOptions *options,
                      ReimportResult *result, Error *err)
{
    *result = (ReimportResult){0};
    if (!action_is_allowed(library, err))
        return false;
    Arena *arena = arena_new();
    DocumentRow row;
    Reimport reimport = {.library = library, .options = options, .copy.fd = -1};
    bool is_done =
        change_load_document(library->store, doc, arena, &row, err) &&
        store_get_edition(library->store, row.edition, arena, &reimport.before, err) &&
        run(&reimport, doc, result, err);
    prepared_clear(&reimport.prepared);
    sketch_clear(&reimport.sketch);
    copy_close(&reimport.copy);
    strbuf_clear(&reimport.original);
    free(reimport.path);
    arena_free(arena);
    if (!is_done)
        *result = (ReimportResult){0};
    return is_done;
}

Document *library_read_source(Library *library, int64_t doc, Error *err)
{
    Arena *arena = arena_new();
    DocumentRow row;
    Document *document = NULL;
    Reimport reimport = {.library = library, .copy.fd = -1};
    if (change_load_document(library->store, doc, arena, &row, err) &&
        store_get_edition(library->store, row.edition, arena, &reimport.before, err) &&
        take_original(&reimport, err)) {
        Processing processing = processing_parse(reimport.before.processing);
        processing.without = CLEAN_ALL;
        if (prepare(&reimport.prepared, reimport.copy.fd, reimport.path,
                    &(ImportOptions){0}, &processing, err)) {
            document = draft_seal(reimport.prepared.draft, &reimport.prepared.outline);
            reimport.prepared = (Prepared){0};
        }
    }
    copy_close(&reimport.copy);
    strbuf_clear(&reimport.original);
    free(reimport.path);
    arena_free(arena);
    return document;
}
