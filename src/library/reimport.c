/* Editions: reading a document again, and taking its passages along.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

#include "library/copy.h"
#include "library/intake.h"
#include "library/moves.h"
#include "library/prepare.h"

#include <piyue/charset.h>

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

/* A document on its way to another edition. */
typedef struct Reimport {
    Library *library;
    const ReimportOptions *options;
    Arena *arena;
    DocumentRow document;
    EditionRow before;
    Processing processing;
    char *path;      /* owned; where the bytes came from */
    StrBuf original; /* bytes of the edition before, where they are read anew */
    Copy copy;       /* the bytes to be read */
    Prepared prepared;
    int64_t known; /* an edition that is all this already; 0 for none */
    ReimportResult *result;
} Reimport;

/* ---- the bytes ------------------------------------------------------------ */

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

static bool has_same_bytes(const Reimport *reimport)
{
    return memcmp(&reimport->copy.hash, &reimport->before.hash,
                  sizeof(reimport->copy.hash)) == 0;
}

/* The bytes of another document are that document. */
static bool refuse_others(const Reimport *reimport, Error *err)
{
    int64_t doc, edition;
    if (!store_find_edition_hash(reimport->library->store, &reimport->copy.hash, &doc,
                                 &edition, err))
        return false;
    if (!doc || doc == reimport->document.id)
        return true;
    return error_set(err, ERR_CONFLICT,
                     _("%s is document %lld already; purge that one first, if it is to "
                       "be an edition of “%.*s”"),
                     reimport->path, (long long)doc, STR_ARG(reimport->document.title));
}

/* ---- is it one that was there before? ------------------------------------- */

static bool is_same_heading(const Heading *a, const Heading *b)
{
    return a->block == b->block && a->title_start == b->title_start &&
           a->title_end == b->title_end && a->number == b->number &&
           a->level == b->level && a->family == b->family;
}

static bool is_same_text(const Prepared *prepared, Document *document)
{
    const Draft *draft = prepared->draft;
    if (document->block_count != draft->block_count ||
        document->section_count != prepared->outline.count)
        return false;
    for (size_t i = 0; i < document->section_count; i++)
        if (!is_same_heading(&document->sections[i].heading,
                             &prepared->outline.headings[i]))
            return false;
    for (uint32_t i = 0; i < document->block_count; i++) {
        const DraftBlock *block = &draft->blocks[i];
        BlockInfo info = document_get_block(document, i);
        if (info.bytes != block->text.len || info.kind != block->kind ||
            info.flags != block->flags || info.evidence != block->evidence ||
            info.source_line != block->source_line ||
            !str_is_equal(document_get_text(document, i), block->text))
            return false;
        document_trim(document);
    }
    return true;
}

/* An edition of the same bytes, read in the same way, to the same text. */
static bool find_known(Reimport *reimport, Error *err)
{
    Store *store = reimport->library->store;
    Str processing = processing_format(&reimport->processing, reimport->arena);
    EditionList list = {0};
    if (!store_list_editions(store, reimport->document.id, reimport->arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count && !reimport->known; i++) {
        const EditionRow *row = &list.rows[i];
        if (memcmp(&row->hash, &reimport->copy.hash, sizeof(row->hash)) != 0 ||
            !str_is_equal(row->processing, processing))
            continue;
        Document *document = store_open_edition(store, row->id, err);
        if (!document)
            return false;
        if (is_same_text(&reimport->prepared, document))
            reimport->known = row->id;
        document_free(document);
    }
    return true;
}

/* ---- the action ------------------------------------------------------------ */

static bool tell_storing(void *context, size_t done, size_t total)
{
    const Reimport *reimport = context;
    const ImportOptions *import = &reimport->options->import;
    uint64_t bytes = reimport->copy.bytes;
    return !import->progress ||
           import->progress(import->progress_context,
                            bytes / 2 + bytes / 2 * done / total, bytes);
}

static bool put_edition(Action *action, Reimport *reimport, int64_t *edition, Error *err)
{
    Store *store = action->library->store;
    if (reimport->known) {
        *edition = reimport->known;
        return store_set_edition(store, reimport->document.id, *edition, err);
    }
    int64_t doc, same = 0;
    EditionRow owner = {0};
    if (!store_find_edition_hash(store, &reimport->copy.hash, &doc, &same, err) ||
        (same && !store_get_edition(store, same, action->arena, &owner, err)))
        return false;
    EditionPass passes[CLEAN_RULE_COUNT];
    prepared_list_passes(&reimport->prepared, passes);
    EditionInput input = {
        .draft = reimport->prepared.draft,
        .outline = &reimport->prepared.outline,
        .title = reimport->prepared.draft->title,
        .path = str_from(reimport->path),
        .hash = reimport->copy.hash,
        .added_ms = action->now_ms,
        .edition_uid = uid_new(),
        .processing = processing_format(&reimport->processing, action->arena),
        .passes = passes,
        .pass_count = CLEAN_RULE_COUNT,
        .original_edition = owner.original,
        .progress = tell_storing,
        .progress_context = reimport,
    };
    return copy_map(&reimport->copy, &input.original, err) &&
           store_put_edition(store, &input, reimport->document.id, edition, err);
}

/* The operation says how the edition can be made again from its original. */
static bool record_edition(Action *action, const Reimport *reimport, int64_t edition,
                           Error *err)
{
    Store *store = action->library->store;
    DocumentRow document;
    EditionRow after;
    Uid uid;
    if (!change_load_document(store, reimport->document.id, action->arena, &document,
                              err) ||
        !store_get_edition(store, edition, action->arena, &after, err) ||
        !store_get_document_uid(store, document.id, &uid, err))
        return false;
    StrBuf hash = {0};
    strbuf_append_hex(&hash, after.hash.bytes, sizeof(after.hash.bytes));
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "edition",
                  uid_format(reimport->before.uid, action->arena));
    json_add_text(&sides.before, "title", reimport->document.title);
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

static bool is_unchanged(Action *action, const Reimport *reimport, Error *err)
{
    DocumentRow now;
    if (!change_load_document(action->library->store, reimport->document.id,
                              action->arena, &now, err))
        return false;
    return now.edition == reimport->before.id ||
           error_set(err, ERR_CONFLICT,
                     _("another edition of “%.*s” was made meanwhile; try again"),
                     STR_ARG(now.title));
}

static bool change_edition(Action *action, Reimport *reimport, Error *err)
{
    ReimportResult *result = reimport->result;
    int64_t edition = 0;
    /* The clock of the operation goes before those of the passages it moves: the log
     * says of a group what its first operation says. */
    bool is_done = is_unchanged(action, reimport, err) && refuse_others(reimport, err) &&
                   put_edition(action, reimport, &edition, err) &&
                   record_edition(action, reimport, edition, err) &&
                   moves_follow(action, reimport->document.id, &reimport->before, edition,
                                &result->moves, &result->found, err) &&
                   store_set_moves(action->library->store, edition, &result->moves, err);
    result->edition = edition;
    return is_done;
}

static void describe(const Reimport *reimport)
{
    const Draft *draft = reimport->prepared.draft;
    ReimportResult *result = reimport->result;
    result->before = result->edition = reimport->before.id;
    result->is_changed = reimport->known != reimport->before.id;
    result->was_known = reimport->known != 0;
    result->blocks = (uint32_t)draft->block_count;
    result->headings = (uint32_t)reimport->prepared.outline.count;
    result->replaced = draft->replaced;
    result->encoding = draft->encoding;
}

static bool tell_reading(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    const Reimport *reimport = context;
    const ImportOptions *import = &reimport->options->import;
    return !import->progress ||
           import->progress(import->progress_context, done_bytes / 2, total_bytes);
}

static bool run(Reimport *reimport, Error *err)
{
    const ReimportOptions *options = reimport->options;
    ImportOptions import = options->import;
    import.encoding = NULL;
    import.progress = tell_reading;
    import.progress_context = reimport;
    reimport->processing = options->processing
                               ? *options->processing
                               : processing_parse(reimport->before.processing);
    /* A named encoding is about the bytes it was named for. */
    if (!options->processing && options->path)
        reimport->processing.encoding = NULL;
    if (!(options->path ? take_file(reimport, err) : take_original(reimport, err)) ||
        (!has_same_bytes(reimport) && !refuse_others(reimport, err)) ||
        !prepare(&reimport->prepared, reimport->copy.fd, reimport->path, &import,
                 &reimport->processing, err) ||
        !find_known(reimport, err))
        return false;
    describe(reimport);
    if (!reimport->result->is_changed)
        return true;
    Action action;
    if (!action_begin(&action, reimport->library, err))
        return false;
    bool is_done = change_edition(&action, reimport, err);
    return action_end(&action, is_done, err);
}

bool library_reimport(Library *library, int64_t doc, const ReimportOptions *options,
                      ReimportResult *result, Error *err)
{
    *result = (ReimportResult){0};
    if (!library_require_writable(library, err))
        return false;
    Reimport reimport = {.library = library,
                         .options = options,
                         .arena = arena_new(),
                         .copy.fd = -1,
                         .result = result};
    bool is_done = change_load_document(library->store, doc, reimport.arena,
                                        &reimport.document, err) &&
                   store_get_edition(library->store, reimport.document.edition,
                                     reimport.arena, &reimport.before, err) &&
                   run(&reimport, err);
    prepared_clear(&reimport.prepared);
    copy_close(&reimport.copy);
    strbuf_clear(&reimport.original);
    free(reimport.path);
    arena_free(reimport.arena);
    if (!is_done)
        *result = (ReimportResult){0};
    return is_done;
}
