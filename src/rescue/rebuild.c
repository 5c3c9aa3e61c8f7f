/* A library made anew from its operations and originals.
 *
 *     library.db ──read──▶ rebuild/library.db ──checked, in one transaction──▶ library.db
 *         └──────────────────────────────copied or moved─────────────────────▶ kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rescue/recover.h"

#include <piyue/operation.h>
#include <piyue/rescue.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#define REPORTED_MAX 20 /* differences that are told one by one */
#define TOGETHER 50000  /* operations in a transaction, about */

/* Thousandths of the work that are behind with the operations, and with the proof. */
#define REPLAY_SHARE 700
#define PROOF_SHARE 850

typedef struct Rebuild {
    const RebuildOptions *options;
    Report replayed; /* how far the operations are */
    RebuildResult *result;
    Report *report;
    char *scratch; /* owned directory, locked */
    int lock;
    Store *old;
    Library *new;
    Recover recover;
    Replay replay;
} Rebuild;

/* ---- a place to work in -------------------------------------------------------- */

static int remove_entry(const char *path, const struct stat *info, int kind,
                        struct FTW *place)
{
    (void)info, (void)kind;
    return place->level > 0 ? remove(path) : 0;
}

/* Empties the directory; what a crash left behind goes like that, too. */
static void empty_scratch(const Rebuild *rebuild)
{
    nftw(rebuild->scratch, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static bool open_scratch(Rebuild *rebuild, const char *directory, Error *err)
{
    rebuild->scratch = path_join(directory, "rebuild");
    if (!file_make_directory(rebuild->scratch, err))
        return false;
    rebuild->lock = open(rebuild->scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (rebuild->lock < 0)
        return error_set_system(err, ERR_OUTPUT, errno, _("%s cannot be opened"),
                                rebuild->scratch);
    if (flock(rebuild->lock, LOCK_EX | LOCK_NB) != 0)
        return error_set(err, ERR_CONFLICT,
                         _("another program makes this library anew just now"));
    empty_scratch(rebuild);
    return true;
}

static void close_scratch(Rebuild *rebuild)
{
    if (rebuild->lock >= 0) {
        empty_scratch(rebuild);
        rmdir(rebuild->scratch);
        close(rebuild->lock);
    }
    free(rebuild->scratch);
}

/* ---- operations ------------------------------------------------------------------ */

static bool is_stopped(void *context)
{
    const Rebuild *rebuild = context;
    return !report_progress(&rebuild->replayed, rebuild->replay.operations,
                            (uint64_t)rebuild->recover.last);
}

/* The next operations; `*count` of them, 0 when all are done. */
static bool replay_page(Rebuild *rebuild, size_t *count, Error *err)
{
    OpList ops = {0};
    Arena *arena = arena_new();
    bool is_done =
        recover_operations(&rebuild->recover, arena, &ops, err) &&
        (!ops.count || replay_operations(&rebuild->replay, &ops, err)) &&
        (!is_stopped(rebuild) || error_set(err, ERR_CANCELLED, "%s", _("stopped")));
    *count = ops.count;
    arena_free(arena);
    return is_done;
}

/* What many operations change of one page is written once, and what they say of one
 * passage is put into the index once: hence many of them share a transaction. */
static bool replay_all(Rebuild *rebuild, Error *err)
{
    Store *store = library_get_store(rebuild->new);
    size_t count = 1;
    bool is_done = true;
    while (is_done && count) {
        size_t together = 0;
        is_done = store_begin(store, err);
        while (is_done && count && together < TOGETHER) {
            is_done = replay_page(rebuild, &count, err);
            together += count;
        }
        is_done = is_done && store_drop_unused_tags(store, err);
        if (is_done)
            is_done = store_commit(store, err);
        else
            store_rollback(store);
    }
    return is_done;
}

/* ---- what needs no operation ------------------------------------------------------ */

static bool copy_facts(Rebuild *rebuild, Error *err)
{
    Store *store = library_get_store(rebuild->new);
    StrBuf device = {0}, clock = {0};
    Error ignored = {0};
    bool is_done = true;
    if (store_get_meta(rebuild->old, META_DEVICE, &device, &ignored))
        is_done = store_put_meta(store, META_DEVICE, strbuf_get(&device), err);
    error_clear(&ignored);
    strbuf_appendf(&clock, "%" PRId64, rebuild->replay.last_hlc);
    is_done = is_done && store_put_meta(store, META_CLOCK, strbuf_get(&clock), err);
    strbuf_clear(&clock);
    strbuf_clear(&device);
    return is_done;
}

static bool copy_drafts(Rebuild *rebuild, Arena *arena, Error *err)
{
    Store *store = library_get_store(rebuild->new);
    NoteDraft *drafts = NULL;
    size_t count = 0;
    Error why = {0};
    if (!store_list_note_drafts(rebuild->old, arena, &drafts, &count, &why))
        report_add(rebuild->report, ERR_STORE, str_from(_("notes being written")), "%s",
                   error_get_message(&why));
    error_clear(&why);
    bool is_done = true;
    for (size_t i = 0; i < count && is_done; i++)
        is_done = store_put_note_draft(store, drafts[i].key, drafts[i].text, err);
    return is_done;
}

static int64_t find_new_edition(Store *old, Store *new, int64_t edition, Arena *arena)
{
    Error ignored = {0};
    EditionRow row;
    int64_t found = 0;
    if (!store_get_edition(old, edition, arena, &row, &ignored) ||
        !store_find_edition_uid(new, row.uid, &found, &ignored))
        found = 0;
    error_clear(&ignored);
    return found;
}

static bool copy_places(Rebuild *rebuild, int64_t was, int64_t doc, Arena *arena,
                        Error *err)
{
    Store *old = rebuild->old, *store = library_get_store(rebuild->new);
    KeptPlaceList list = {0};
    Error ignored = {0};
    if (!store_list_places(old, was, arena, &list, &ignored))
        error_clear(&ignored);
    bool is_done = true;
    for (size_t i = 0; i < list.count && is_done; i++) {
        KeptPlace place = list.places[i];
        place.doc = doc;
        place.edition = find_new_edition(old, store, place.edition, arena);
        is_done = !place.edition || store_put_place(store, &place, err);
    }
    return is_done;
}

/* Reading times are of the document, whatever became of its editions. */
static bool copy_reading_times(Store *old, int64_t was, Store *store, int64_t doc,
                               Arena *arena, Error *err)
{
    ReadingTimeList times = {0};
    Error ignored = {0};
    if (!store_list_reading_times(old, was, 0, arena, &times, &ignored))
        times.count = 0; /* an old or damaged library may have none */
    error_clear(&ignored);
    bool is_done = true;
    for (size_t i = 0; i < times.count && is_done; i++) {
        times.rows[i].doc = doc;
        is_done = store_add_reading_time(store, &times.rows[i], err);
    }
    return is_done;
}

/* Where the reader was, and how passages came to the editions. */
static bool copy_document(Rebuild *rebuild, int64_t doc, Arena *arena, Error *err)
{
    Store *old = rebuild->old, *store = library_get_store(rebuild->new);
    Error ignored = {0};
    Uid uid;
    int64_t was = 0;
    ReadingState state;
    EditionList editions = {0};
    if (!store_get_document_uid(store, doc, &uid, err))
        return false;
    bool is_done = true;
    if (store_find_document_uid(old, uid, &was, &ignored)) {
        if (store_get_reading(old, was, arena, &state, &ignored)) {
            state.edition = find_new_edition(old, store, state.edition, arena);
            is_done = !state.edition || store_put_reading(store, doc, &state, err);
        }
        is_done = is_done && copy_reading_times(old, was, store, doc, arena, err);
        is_done = is_done && copy_places(rebuild, was, doc, arena, err);
        if (!store_list_editions(old, was, arena, &editions, &ignored))
            editions.count = 0;
    }
    for (size_t i = 0; i < editions.count && is_done; i++) {
        int64_t edition = 0;
        if (store_find_edition_uid(store, editions.rows[i].uid, &edition, &ignored))
            is_done = store_set_moves(store, edition, &editions.rows[i].moves, err);
        error_clear(&ignored);
    }
    error_clear(&ignored);
    return is_done;
}

static bool copy_documents(Rebuild *rebuild, bool is_trash, Arena *arena, Error *err)
{
    DocumentFilter filter = {.trash = is_trash};
    DocumentList list = {0};
    if (!store_list_documents(library_get_store(rebuild->new), &filter, arena, &list,
                              err))
        return false;
    rebuild->result->documents += list.count;
    for (size_t i = 0; i < list.count; i++)
        if (!copy_document(rebuild, list.rows[i].id, arena, err))
            return false;
    return true;
}

static bool copy_state(Rebuild *rebuild, Error *err)
{
    Store *store = library_get_store(rebuild->new);
    if (!store_begin(store, err))
        return false;
    Arena *arena = arena_new();
    bool is_done = copy_facts(rebuild, err) && copy_drafts(rebuild, arena, err) &&
                   copy_documents(rebuild, false, arena, err) &&
                   copy_documents(rebuild, true, arena, err);
    arena_free(arena);
    if (is_done)
        return store_commit(store, err);
    store_rollback(store);
    return false;
}

/* ---- proof ------------------------------------------------------------------------ */

static int compare_rows(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

static Str *split_rows(const StrBuf *dump, size_t *count)
{
    Str *rows = NULL;
    size_t capacity = 0;
    *count = 0;
    for (Str rest = strbuf_get(dump); rest.len;) {
        rows = mem_grow(rows, &capacity, *count + 1, sizeof(*rows));
        rows[(*count)++] = str_split(&rest, '\n');
    }
    if (*count)
        qsort(rows, *count, sizeof(*rows), compare_rows);
    return rows;
}

static void tell_difference(Rebuild *rebuild, Str row, bool is_old)
{
    if (rebuild->result->differences++ < REPORTED_MAX)
        report_add(rebuild->report, ERR_STORE, str_from(is_old ? _("was") : _("is now")),
                   "%.*s", STR_ARG(row));
}

/* Merges the rows of both, as a person would compare two lists. */
static void compare_dumps(Rebuild *rebuild, const StrBuf *before, const StrBuf *after)
{
    size_t old_count, new_count, i = 0, j = 0;
    Str *was = split_rows(before, &old_count), *is = split_rows(after, &new_count);
    while (i < old_count || j < new_count) {
        int order = i == old_count   ? 1
                    : j == new_count ? -1
                                     : compare_rows(&was[i], &is[j]);
        if (order < 0)
            tell_difference(rebuild, was[i], true);
        else if (order > 0)
            tell_difference(rebuild, is[j], false);
        i += order <= 0;
        j += order >= 0;
    }
    free(was);
    free(is);
}

static bool compare(Rebuild *rebuild, Error *err)
{
    StrBuf before = {0}, after = {0};
    Error why = {0};
    AnnotationFilter all = {.status = -1};
    int64_t passages = 0;
    Store *store = library_get_store(rebuild->new);
    bool is_done = store_count_annotations(store, &all, &passages, err) &&
                   store_dump(store, &after, err);
    rebuild->result->passages = (uint64_t)passages;
    rebuild->result->was_readable = store_dump(rebuild->old, &before, &why);
    if (is_done && rebuild->result->was_readable)
        compare_dumps(rebuild, &before, &after);
    else if (is_done)
        report_add(rebuild->report, ERR_STORE, str_from(_("the library before")),
                   _("it cannot be read whole, so nothing can be compared with it: %s"),
                   error_get_message(&why));
    error_clear(&why);
    strbuf_clear(&before);
    strbuf_clear(&after);
    return is_done;
}

/* Proves the new one. Originals that are lost are known, and no reason not to use it. */
static bool prove(Rebuild *rebuild, Error *err)
{
    Store *store = library_get_store(rebuild->new);
    ReportStage stage;
    Report findings = report_stage(&stage, rebuild->report, REPLAY_SHARE, PROOF_SHARE);
    bool is_sound =
        store_settle(store, err) &&
        (store_check(store, rebuild->result->texts_lost == 0, &findings, err) ||
         (err->code != ERR_CANCELLED &&
          error_context(err, "%s", _("the new library is not sound and was not used"))));
    for (size_t i = 0; i < findings.count && !is_sound; i++)
        report_add(rebuild->report, ERR_STORE, str_from(findings.items[i].where), "%s",
                   findings.items[i].what);
    report_clear(&findings);
    return is_sound;
}

/* ---- all of it -----------------------------------------------------------------------
 */

/* One of an older version is brought up to date first, as any command does it. */
static bool open_old(Rebuild *rebuild, const char *directory, Error *err)
{
    Report ignored = {0};
    bool is_open = store_open(&rebuild->old, directory, STORE_RESCUE, &ignored, err);
    Error why = {0};
    if (!is_open &&
        store_open(&rebuild->old, directory, STORE_READ_WRITE, &ignored, &why)) {
        error_clear(err);
        is_open = true;
    }
    error_clear(&why);
    report_clear(&ignored);
    return is_open;
}

/* What a newer version knows and this one does not would be lost. */
static bool is_known(const Rebuild *rebuild, Error *err)
{
    int schema = store_get_schema(rebuild->old);
    int known = store_get_schema(library_get_store(rebuild->new));
    return schema <= known ||
           error_set(
               err, ERR_READ_ONLY,
               _("the library was written by a newer piyue (library version %d, this "
                 "program knows %d); only that one can make it anew"),
               schema, known);
}

static bool open_both(Rebuild *rebuild, const char *directory, Error *err)
{
    Report ignored = {0};
    bool is_open =
        open_old(rebuild, directory, err) ||
        error_context(
            err, "%s",
            _("the library cannot be opened, so that nothing can be made of it; "
              "`piyue backup --list` names copies that `piyue backup --use` "
              "brings back"));
    is_open = is_open && library_open(&rebuild->new, rebuild->scratch, STORE_READ_WRITE,
                                      &ignored, err);
    report_clear(&ignored);
    return is_open && is_known(rebuild, err);
}

static bool make(Rebuild *rebuild, Error *err)
{
    RebuildResult *result = rebuild->result;
    Replay *replay = &rebuild->replay;
    if (!recover_init(&rebuild->recover, rebuild->old, rebuild->scratch, rebuild->report,
                      err))
        return false;
    if (!store_hurry(library_get_store(rebuild->new), err))
        return false;
    library_set_rules(rebuild->new, rebuild->options->rules);
    store_set_interrupt(library_get_store(rebuild->new), is_stopped, rebuild);
    *replay = (Replay){.library = rebuild->new,
                       .source = recover_get_source(&rebuild->recover),
                       .report = rebuild->report};
    bool is_done =
        recover_purged(&rebuild->recover, &replay->purged, &replay->purged_count, err) &&
        replay_all(rebuild, err) && copy_state(rebuild, err) &&
        replay_settle(replay, &result->moved, err);
    result->operations = replay->operations;
    result->refused = replay->refused;
    result->texts_lost = replay->texts_lost;
    result->lost = rebuild->recover.lost;
    result->regained = rebuild->recover.regained;
    return is_done && prove(rebuild, err) && compare(rebuild, err);
}

/* Was something written meanwhile that the new one does not have? */
static bool is_left_alone(Rebuild *rebuild, Error *err)
{
    int64_t last = 0;
    Error ignored = {0};
    bool is_same = !store_get_last_op(rebuild->old, &last, &ignored) ||
                   last == rebuild->recover.last;
    error_clear(&ignored);
    return is_same ||
           error_set(
               err, ERR_CONFLICT,
               _("somebody changed the library meanwhile, so that it stays as it is; "
                 "close other programs that use it and try again"));
}

static void close_both(Rebuild *rebuild)
{
    library_close(rebuild->new);
    store_close(rebuild->old);
    rebuild->new = NULL;
    rebuild->old = NULL;
}

bool library_rebuild(const char *directory, const RebuildOptions *options,
                     RebuildResult *result, Report *report, Error *err)
{
    Rebuild rebuild = {
        .options = options, .result = result, .report = report, .lock = -1};
    ReportStage replaying, writing;
    rebuild.replayed = report_stage(&replaying, report, 0, REPLAY_SHARE);
    Report written = report_stage(&writing, report, PROOF_SHARE, 1000);
    *result = (RebuildResult){0};
    bool is_done = open_scratch(&rebuild, directory, err) &&
                   open_both(&rebuild, directory, err) && make(&rebuild, err) &&
                   is_left_alone(&rebuild, err);
    recover_clear(&rebuild.recover);
    close_both(&rebuild);
    free(rebuild.replay.purged);
    if (is_done && !options->is_trial) {
        char *made = path_join(rebuild.scratch, "library.db");
        is_done = store_go_back(directory, made, options->kept, &written, err);
        free(made);
    }
    close_scratch(&rebuild);
    if (!is_done && err->code == ERR_CANCELLED) {
        error_clear(err);
        error_set(err, ERR_CANCELLED, "%s", _("stopped; the library is as it was"));
    }
    return is_done;
}
