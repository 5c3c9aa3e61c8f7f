/* One document's way in: copy, read, clean, outline, store.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/intake.h"

#include "intake/reimport.h"

#include <piyue/charset.h>
#include <piyue/intake.h>
#include <piyue/operation.h>

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

static Document *read_directly(int fd, const char *path, const ImportOptions *options,
                               const Processing *processing, Error *err)
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
    if (prepare(&prepared, is_file ? fd : copy.fd, path, &complete, processing, err)) {
        document = draft_seal(prepared.draft, &prepared.outline);
        free(document->path);
        document->path = path_make_absolute(path);
    }
    copy_close(&copy);
    return document;
}

Document *document_read_fd(int fd, const char *path, const ImportOptions *options,
                           Error *err)
{
    return read_directly(fd, path, options, &(Processing){0}, err);
}

Document *document_read_source_fd(int fd, const char *path, const ImportOptions *options,
                                  Error *err)
{
    return read_directly(fd, path, options, &(Processing){.without = CLEAN_ALL}, err);
}

/* ---- into the library ---------------------------------------------------- */

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
static bool describe_known(Store *store, Intake *intake, int64_t doc, Error *err)
{
    ImportResult *result = intake->result;
    Arena *arena = arena_new();
    DocumentRow row;
    bool is_known = change_load_document(store, doc, arena, &row, err);
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
    Store *store = action->library->store;
    if (!known_hide(store, 0, &intake->prepared, &intake->processing, err))
        return false;
    prepared_list_passes(&intake->prepared, passes);
    EditionInput input = {
        .draft = intake->prepared.draft,
        .outline = &intake->prepared.outline,
        .title = intake->prepared.draft->title,
        .path = str_from(intake->path),
        .hash = intake->copy.hash,
        .parts = intake->parts,
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
           store_put_document(store, &input, doc, err) &&
           known_remember(store, *doc, input.draft, err) &&
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
    if (!successor_find(action->library->store, intake->prepared.draft, &intake->sketch,
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
 * unless an encoding is named. So is one whose document comes out of the trash. */
static bool find_return(Intake *intake, Store *store, int64_t doc, int64_t edition,
                        Error *err)
{
    int64_t source = 0;
    Arena *arena = arena_new();
    DocumentRow row;
    EditionRow before;
    bool is_read = change_load_document(store, doc, arena, &row, err) &&
                   store_get_edition(store, edition, arena, &before, err) &&
                   successor_find_path(store, intake->path, &source, err);
    intake->is_back = is_read && row.edition != edition &&
                      (source ? source == doc : row.trashed_ms != 0);
    if (intake->is_back && !intake->processing.encoding)
        intake->processing = processing_parse(before.processing);
    arena_free(arena);
    return is_read;
}

/* What is known already comes out of the trash and gets the tags. */
bool intake_bring_in(Action *action, Intake *intake, Error *err)
{
    int64_t doc = 0, edition = 0;
    Store *store = action->library->store;
    /* Asked again under the lock: another process may have imported it meanwhile. */
    if (!store_find_edition_hash(store, &intake->copy.hash, &doc, &edition, err))
        return false;
    bool is_done;
    if (doc && intake->is_back)
        is_done = describe_known(store, intake, doc, err) &&
                  put_edition(action, intake, doc, err) &&
                  edit_set_trashed(action, doc, false, err);
    else if (doc)
        is_done = describe_known(store, intake, doc, err) &&
                  edit_set_trashed(action, doc, false, err);
    else
        is_done = intake->prepared.draft
                      ? put_new(action, intake, &doc, err)
                      : error_set(err, ERR_CONFLICT,
                                  _("%s has just been deleted from the library; import "
                                    "it again"),
                                  intake->name);
    return is_done && tag_all(action, doc, intake->options, err);
}

/* ---- the stages ----------------------------------------------------------- */

void intake_init(Intake *intake, const char *name, const IntakeOptions *options,
                 ImportResult *result)
{
    *intake = (Intake){.path = path_make_absolute(name),
                       .name = name,
                       .options = options,
                       .copy = {.fd = -1},
                       .processing = {.encoding = options->import.encoding},
                       .result = result};
    *result = (ImportResult){.path = str_dup(str_from(name))};
}

void intake_clear(Intake *intake)
{
    free(intake->path);
    copy_close(&intake->copy);
    prepared_clear(&intake->prepared);
    sketch_clear(&intake->sketch);
    edition_parts_free(intake->parts);
    *intake = (Intake){.copy = {.fd = -1}};
}

bool intake_take(Intake *intake, int fd, const char *directory, Error *err)
{
    ImportOptions options = prepare_complete_options(&intake->options->import);
    return copy_take(&intake->copy, fd, intake->name, options.limits.max_file_bytes,
                     directory, err);
}

bool intake_needs_library(const Intake *intake, Store *store)
{
    Error ignored = {0};
    int64_t doc = 0, edition = 0, source = 0;
    bool is_new =
        store_find_edition_hash(store, &intake->copy.hash, &doc, &edition, &ignored) &&
        successor_find_path(store, intake->path, &source, &ignored) && !doc && !source;
    error_clear(&ignored);
    return !is_new;
}

bool intake_read(Intake *intake, Error *err)
{
    ImportOptions options = prepare_complete_options(&intake->options->import);
    options.progress = tell_reading;
    options.progress_context = intake;
    if (!prepare(&intake->prepared, intake->copy.fd, intake->name, &options,
                 &intake->processing, err))
        return false;
    sketch_draft_quickly(&intake->sketch, intake->prepared.draft, SUCCESSOR_SKETCH);
    return true;
}

#define PACKED_BYTES ((uint64_t)4 << 20)

void intake_pack(Intake *intake, Store *store)
{
    Error ignored = {0};
    Str original;
    if (intake->copy.bytes <= PACKED_BYTES &&
        copy_map(&intake->copy, &original, &ignored))
        intake->parts = store_pack_edition(store, intake->prepared.draft, original);
    error_clear(&ignored);
}

/* The passes that are off for what came from the same place before stay off. */
static bool take_processing(Intake *intake, Library *library, Error *err)
{
    int64_t doc = 0;
    Processing before = {0};
    if (!successor_find_path(library->store, intake->path, &doc, err) ||
        (doc && !library_get_processing(library, doc, &before, err)))
        return false;
    intake->processing.without = before.without;
    return true;
}

bool intake_read_for(Intake *intake, Library *library, Error *err)
{
    int64_t doc = 0, edition = 0;
    if (!store_find_edition_hash(library->store, &intake->copy.hash, &doc, &edition,
                                 err) ||
        (doc && !find_return(intake, library->store, doc, edition, err)))
        return false;
    if (doc && !intake->is_back)
        return true;
    return (intake->is_back || take_processing(intake, library, err)) &&
           intake_read(intake, err);
}

bool intake_finish(Intake *intake, Library *library, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = intake_bring_in(&action, intake, err);
    return action_end(&action, is_done, err);
}

bool library_import_fd(Library *library, int fd, const char *path,
                       const IntakeOptions *options, ImportResult *result, Error *err)
{
    Intake intake;
    intake_init(&intake, path, options, result);
    bool is_in =
        action_is_allowed(library, &result->error) &&
        intake_take(&intake, fd, store_get_directory(library->store), &result->error) &&
        intake_read_for(&intake, library, &result->error) &&
        intake_finish(&intake, library, &result->error);
    if (!is_in) {
        result->doc = 0;
        result->is_new = false;
        error_set(err, result->error.code, "%s", error_get_message(&result->error));
    }
    intake_clear(&intake);
    return is_in;
}
