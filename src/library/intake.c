/* One document's way in: copy, read, clean, outline, store.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

#include "library/intake.h"
#include "library/reimport.h"

#include <piyue/charset.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void import_result_clear(ImportResult *result)
{
    free(result->path);
    error_clear(&result->error);
    *result = (ImportResult){0};
}

/* Where the file is, whatever the working directory will be; "-" stays. Works for what
 * does not exist any more, too. */
char *path_make_absolute(const char *path)
{
    if (strcmp(path, "-") == 0)
        return str_dup(STR("-"));
    char *absolute = realpath(path, NULL);
    if (absolute)
        return absolute;
    char *directory = path[0] == '/' ? NULL : getcwd(NULL, 0);
    absolute = directory ? path_join(directory, path) : str_dup(str_from(path));
    free(directory);
    return absolute;
}

Document *document_read_fd(int fd, const char *path, const ImportOptions *options,
                           Error *err)
{
    ImportOptions complete = prepare_complete_options(options);
    struct stat info;
    Copy copy = {.fd = -1};
    /* Nothing is kept here, so that a file need not be copied; a pipe must be, because
     * an importer goes back and forth. */
    bool is_file = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    if (!is_file &&
        !copy_take(&copy, fd, path, complete.limits.max_file_bytes, NULL, err))
        return NULL;
    Document *document = NULL;
    Prepared prepared;
    if (prepare(&prepared, is_file ? fd : copy.fd, path, &complete, &(Processing){0},
                err)) {
        document = draft_seal(prepared.draft, &prepared.outline);
        free(document->path);
        document->path = path_make_absolute(path);
    }
    copy_close(&copy);
    return document;
}

/* ---- into the library ---------------------------------------------------- */

/* A file on its way in. */
typedef struct Intake {
    Library *library;
    const char *path; /* absolute, or "-" */
    const char *name; /* as it was given: messages name it like that */
    const IntakeOptions *options;
    Copy copy;
    Processing processing;
    Prepared prepared;
    Sketch sketch;
    ImportResult *result;
} Intake;

/* ---- how far it is -------------------------------------------------------- */

#define READING_SHARE 5 /* reading takes one part in so many of the time */

static bool tell(const Intake *intake, uint64_t done_bytes)
{
    const ImportOptions *import = &intake->options->import;
    return !import->progress ||
           import->progress(import->progress_context, done_bytes, intake->copy.bytes);
}

static bool tell_reading(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    (void)total_bytes;
    return tell(context, done_bytes / READING_SHARE);
}

static bool tell_storing(void *context, size_t done, size_t total)
{
    const Intake *intake = context;
    uint64_t read = intake->copy.bytes / READING_SHARE;
    return tell(intake, read + (intake->copy.bytes - read) * done / total);
}

/* ---- storing it ----------------------------------------------------------- */

/* The static name that is equal to one read from the library. */
static const char *find_format(Str name)
{
    for (const char *const *format = import_list_formats(); *format; format++)
        if (str_is_equal(name, str_from(*format)))
            return *format;
    return NULL;
}

/* What is known about a document that is there already. */
static bool describe_known(Intake *intake, int64_t doc, Error *err)
{
    ImportResult *result = intake->result;
    Arena *arena = arena_new();
    DocumentRow row;
    bool is_known = change_load_document(intake->library->store, doc, arena, &row, err);
    if (is_known) {
        result->doc = doc;
        result->is_new = false;
        result->was_trashed = row.trashed_ms != 0;
        result->format = find_format(row.format);
        result->encoding = row.encoding.len ? charset_find(row.encoding) : NULL;
        result->confidence = 1.0;
        result->replaced = row.replaced;
        result->source_bytes = row.source_bytes;
        result->blocks = row.blocks;
        result->headings = row.headings;
    }
    arena_free(arena);
    return is_known;
}

static void describe_new(Intake *intake, int64_t doc)
{
    const Draft *draft = intake->prepared.draft;
    ImportResult *result = intake->result;
    result->doc = doc;
    result->is_new = true;
    result->format = draft->format;
    result->encoding = draft->encoding;
    result->confidence = draft->confidence;
    result->reason = draft->reason;
    result->format_reason = import_explain_format(draft->format);
    result->replaced = draft->replaced;
    result->source_bytes = intake->copy.bytes;
    result->blocks = (uint32_t)draft->block_count;
    result->headings = (uint32_t)intake->prepared.outline.count;
    for (size_t i = 0; i < CLEAN_RULE_COUNT; i++)
        result->cleaned +=
            (uint32_t)MIN(intake->prepared.places[i], UINT32_MAX - result->cleaned);
}

static bool record_add(Action *action, const EditionInput *input, Error *err)
{
    StrBuf hash = {0};
    strbuf_append_hex(&hash, input->hash.bytes, sizeof(input->hash.bytes));
    Str edition = uid_format(input->edition_uid, action->arena);
    Sides sides;
    sides_begin(&sides);
    json_add_int(&sides.before, "trashed", action->now_ms);
    json_add_text(&sides.after, "title", input->title);
    json_add_text(&sides.after, "path", input->path);
    json_add_text(&sides.after, "sha256", strbuf_get(&hash));
    json_add_text(&sides.after, "format", str_from(input->draft->format));
    json_add_text(&sides.after, "encoding", str_from(input->draft->encoding));
    json_add_text(&sides.after, "edition", edition);
    json_add_text(&sides.after, "processing", input->processing);
    json_add_int(&sides.after, "trashed", 0);
    strbuf_clear(&hash);
    return sides_record(&sides, action, "document.add",
                        uid_format(input->uid, action->arena), err);
}

static bool put_document(Action *action, Intake *intake, int64_t *doc, Error *err)
{
    EditionPass passes[CLEAN_RULE_COUNT];
    prepared_list_passes(&intake->prepared, passes);
    EditionInput input = {
        .draft = intake->prepared.draft,
        .outline = &intake->prepared.outline,
        .title = intake->prepared.draft->title,
        .path = str_from(intake->path),
        .hash = intake->copy.hash,
        .added_ms = action->now_ms,
        .uid = uid_new(),
        .edition_uid = uid_new(),
        .processing = processing_format(&intake->processing, action->arena),
        .passes = passes,
        .pass_count = CLEAN_RULE_COUNT,
        .sketch = intake->sketch.lowest,
        .sketch_count = intake->sketch.count,
        .progress = tell_storing,
        .progress_context = intake,
    };
    return copy_map(&intake->copy, &input.original, err) &&
           store_put_document(intake->library->store, &input, doc, err) &&
           record_add(action, &input, err);
}

static bool tag_all(Action *action, int64_t doc, const IntakeOptions *options, Error *err)
{
    for (size_t i = 0; i < options->tag_count; i++)
        if (!edit_tag_document(action, doc, options->tags[i], true, err))
            return false;
    return true;
}

static bool put_edition(Action *action, Intake *intake, int64_t doc, Error *err)
{
    EditionSource source = {.copy = &intake->copy,
                            .prepared = &intake->prepared,
                            .sketch = &intake->sketch,
                            .processing = intake->processing,
                            .path = intake->path,
                            .progress = tell_storing,
                            .progress_context = intake};
    ReimportResult edition;
    if (!edition_take(action, doc, &source, &edition, err))
        return false;
    describe_new(intake, doc);
    intake->result->is_new = false;
    intake->result->is_edition = edition.is_changed;
    intake->result->moves = edition.moves;
    return true;
}

/* Bytes that are not in the library: a new edition of what came from the same place, or
 * a document. */
static bool put_new(Action *action, Intake *intake, int64_t *doc, Error *err)
{
    Successor successor;
    sketch_draft(&intake->sketch, intake->prepared.draft, SUCCESSOR_SKETCH);
    if (!successor_find(intake->library->store, intake->prepared.draft, &intake->sketch,
                        intake->path, &successor, err))
        return false;
    *doc = successor.doc;
    if (*doc)
        return put_edition(action, intake, *doc, err);
    intake->result->unlike = successor.unlike;
    intake->result->suggested = successor.suggest;
    if (!put_document(action, intake, doc, err))
        return false;
    describe_new(intake, *doc);
    return true;
}

/* Is it an edition that its source went back to? Then it is shown again, read as it was
 * unless an encoding is named. */
static bool is_return(Intake *intake, int64_t doc, int64_t edition, bool *is_back,
                      Error *err)
{
    int64_t source = 0;
    Arena *arena = arena_new();
    DocumentRow row;
    EditionRow before;
    bool is_read =
        change_load_document(intake->library->store, doc, arena, &row, err) &&
        store_get_edition(intake->library->store, edition, arena, &before, err) &&
        successor_find_path(intake->library->store, intake->path, &source, err);
    *is_back = is_read && row.edition != edition && source == doc;
    if (*is_back && !intake->processing.encoding)
        intake->processing = processing_parse(before.processing);
    arena_free(arena);
    return is_read;
}

/* The action of an import. `doc` may be known already: then it comes out of the trash
 * and gets the tags. */
static bool bring_in(Action *action, Intake *intake, Error *err)
{
    int64_t doc = 0, edition = 0;
    Store *store = intake->library->store;
    /* Asked again under the lock: another process may have imported it meanwhile. */
    if (!store_find_edition_hash(store, &intake->copy.hash, &doc, &edition, err))
        return false;
    bool is_done = intake->prepared.draft ? doc ? put_edition(action, intake, doc, err)
                                                : put_new(action, intake, &doc, err)
                                          : describe_known(intake, doc, err) &&
                                                edit_set_trashed(action, doc, false, err);
    return is_done && tag_all(action, doc, intake->options, err);
}

static bool run_action(Intake *intake, Error *err)
{
    Action action;
    if (!action_begin(&action, intake->library, err))
        return false;
    bool is_done = bring_in(&action, intake, err);
    return action_end(&action, is_done, err);
}

/* The passes that are off for what came from the same place before stay off. */
static bool take_processing(Intake *intake, Error *err)
{
    int64_t doc = 0;
    Processing before = {0};
    if (!successor_find_path(intake->library->store, intake->path, &doc, err) ||
        (doc && !library_get_processing(intake->library, doc, &before, err)))
        return false;
    intake->processing.without = before.without;
    return true;
}

static bool import_copy(Intake *intake, Error *err)
{
    int64_t doc = 0, edition = 0;
    bool is_back = false;
    ImportOptions options = prepare_complete_options(&intake->options->import);
    options.progress = tell_reading;
    options.progress_context = intake;
    if (!store_find_edition_hash(intake->library->store, &intake->copy.hash, &doc,
                                 &edition, err) ||
        (doc && !is_return(intake, doc, edition, &is_back, err)))
        return false;
    if (doc && !is_back)
        return run_action(intake, err);
    if ((!is_back && !take_processing(intake, err)) ||
        !prepare(&intake->prepared, intake->copy.fd, intake->name, &options,
                 &intake->processing, err))
        return false;
    bool is_in = run_action(intake, err);
    prepared_clear(&intake->prepared);
    sketch_clear(&intake->sketch);
    return is_in;
}

bool library_import_fd(Library *library, int fd, const char *path,
                       const IntakeOptions *options, ImportResult *result, Error *err)
{
    *result = (ImportResult){.path = str_dup(str_from(path))};
    char *absolute = path_make_absolute(path);
    Intake intake = {.library = library,
                     .path = absolute,
                     .name = path,
                     .options = options,
                     .processing = {.encoding = options->import.encoding},
                     .result = result};
    uint64_t max_bytes = prepare_complete_options(&options->import).limits.max_file_bytes;
    bool is_in = library_require_writable(library, &result->error) &&
                 copy_take(&intake.copy, fd, path, max_bytes,
                           store_get_directory(library->store), &result->error);
    if (is_in) {
        is_in = import_copy(&intake, &result->error);
        copy_close(&intake.copy);
    }
    if (!is_in) {
        result->doc = 0;
        result->is_new = false;
        error_set(err, result->error.code, "%s", error_get_message(&result->error));
    }
    free(absolute);
    return is_in;
}
