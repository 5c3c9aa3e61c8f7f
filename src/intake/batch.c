/* Files and folders, imported one after the other.
 *
 * Threads copy, read, clean and outline the next files while this one stores what is
 * ready: several documents in a transaction, and each told only when it is on disk.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/ahead.h"
#include "intake/archive.h"
#include "intake/intake.h"
#include "intake/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How many files may be read and not yet stored, and how large they may be. */
#define WINDOW_FILES ((size_t)64)
#define WINDOW_BYTES ((uint64_t)64 << 20)
/* Documents share a transaction for so long: what a commit costs is spread, and nobody
 * waits to hear of his file. A large document has one of its own. */
#define GROUP_US 200000
#define GROUP_FILES (WINDOW_FILES / 2)
#define LARGE_BYTES ((uint64_t)1 << 20)
/* How often whoever watches is told while nothing is ready. */
#define LISTEN_MS 50

typedef struct Batch Batch;

/* A file between its reading and its being told. */
typedef struct Slot {
    Batch *batch;
    const Entry *entry;
    IntakeOptions options;
    Intake intake;
    ImportResult result;
    bool is_apart; /* no regular file: read when its turn comes */
} Slot;

struct Batch {
    Library *library;
    const IntakeOptions *options;
    IntakeVisitor *visitor;
    void *context;
    IntakeProgress progress;
    const Entries *entries;
    bool is_stopped, is_broken;
    Error why; /* it is broken */
    int64_t *documents;
    size_t document_count, document_capacity, failed;

    _Atomic uint64_t done_bytes[WINDOW_FILES]; /* of what is read ahead */
    Slot slots[WINDOW_FILES];                  /* of entry i: i % WINDOW_FILES */
    size_t first, end; /* entries that wait for the end of their transaction */
    bool has_action;   /* one is open for them */
    Action action;
    int64_t began_us;

    Ahead *ahead;                     /* NULL: everything is done here */
    ImportZygote *zygote;             /* for what is read here */
    Store *stores[AHEAD_THREADS_MAX]; /* of the threads, for looking only */
};

static Slot *get_slot(Batch *batch, size_t index)
{
    return &batch->slots[index % WINDOW_FILES];
}

/* ---- telling ------------------------------------------------------------- */

static bool tell(Batch *batch, const ImportResult *result)
{
    batch->progress.result = result;
    if (batch->visitor && !batch->visitor(batch->context, &batch->progress))
        batch->is_stopped = true;
    return !batch->is_stopped;
}

/* A large file tells how far it is, and can be stopped: by the visitor, or, where the
 * caller of the import has a say of its own inside a file, by that alone. */
static bool tell_part(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    Batch *batch = context;
    const ImportOptions *import = &batch->options->import;
    uint64_t before = batch->progress.bytes_done;
    batch->progress.bytes_done = before + done_bytes;
    bool goes_on;
    if (import->progress) {
        batch->progress.result = NULL;
        if (batch->visitor)
            batch->visitor(batch->context, &batch->progress);
        goes_on = import->progress(import->progress_context, done_bytes, total_bytes);
    } else {
        goes_on = tell(batch, NULL);
    }
    batch->progress.bytes_done = before;
    return goes_on;
}

/* ---- reading, in any thread ---------------------------------------------- */

static bool tell_slot(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    Slot *slot = context;
    (void)total_bytes;
    Batch *batch = slot->batch;
    batch->done_bytes[slot - batch->slots] = done_bytes;
    return !ahead_is_stopped(batch->ahead);
}

static bool refuse_url(const char *path, Error *err)
{
    error_clear(err);
    return error_set(
        err, ERR_INPUT,
        _("%s is an address: piyue opens no network connection; save the page "
          "in the browser and import the file"),
        path);
}

/* Opens what is to be read. A device is no document: it may never end. */
static int open_entry(const Entry *entry, Error *err)
{
    if (entry->error_number == ENOENT && path_is_url(str_from(entry->path))) {
        refuse_url(entry->path, err);
        return -1;
    }
    struct stat info;
    int fd =
        entry->error_number ? -1 : open(entry->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        error_set_system(err, ERR_INPUT,
                         entry->error_number ? entry->error_number : errno,
                         _("%s cannot be opened"), entry->path);
        return -1;
    }
    if (fstat(fd, &info) == 0 && (S_ISCHR(info.st_mode) || S_ISBLK(info.st_mode))) {
        error_set(err, ERR_INPUT, _("%s is a device, not a file"), entry->path);
        close(fd);
        return -1;
    }
    return fd;
}

/* Can it be read without asking the library that writes? Every thread looks for itself;
 * where it cannot, all is left to whoever writes. */
static bool is_new_to(Batch *batch, size_t thread, const Intake *intake)
{
    if (!store_is_shared(batch->library->store))
        return false;
    if (!batch->stores[thread]) {
        Error ignored = {0};
        Report report = {0};
        const char *directory = store_get_directory(batch->library->store);
        if (!store_open(&batch->stores[thread], directory, STORE_READ_ONLY, &report,
                        &ignored))
            batch->stores[thread] = NULL;
        report_clear(&report);
        error_clear(&ignored);
    }
    return batch->stores[thread] && !intake_needs_library(intake, batch->stores[thread]);
}

static bool take_file(Slot *slot)
{
    const char *directory = store_get_directory(slot->batch->library->store);
    Error *err = &slot->result.error;
    int fd = open_entry(slot->entry, err);
    if (fd < 0)
        return false;
    bool is_taken = intake_take(&slot->intake, fd, directory, err);
    close(fd);
    return is_taken;
}

static void slot_begin(Batch *batch, size_t index)
{
    Slot *slot = get_slot(batch, index);
    *slot = (Slot){.batch = batch,
                   .entry = &batch->entries->items[index],
                   .options = *batch->options};
    slot->options.import.zygote = batch->zygote;
    slot->is_apart = !slot->entry->is_regular && !slot->entry->error_number;
    intake_init(&slot->intake, slot->entry->path, &slot->options, &slot->result);
}

static void read_ahead(void *context, size_t index, size_t thread, ImportZygote *zygote)
{
    Batch *batch = context;
    Slot *slot = get_slot(batch, index);
    slot_begin(batch, index);
    batch->done_bytes[index % WINDOW_FILES] = 0;
    slot->options.import.zygote = zygote;
    slot->options.import.progress = tell_slot;
    slot->options.import.progress_context = slot;
    if (slot->is_apart || !take_file(slot) || !is_new_to(batch, thread, &slot->intake))
        return;
    if (intake_read(&slot->intake, &slot->result.error))
        intake_pack(&slot->intake, batch->stores[thread]);
    else
        BUG_ON(!error_is_set(&slot->result.error));
}

/* ---- storing, in order --------------------------------------------------- */

static void slot_clear(Slot *slot)
{
    intake_clear(&slot->intake);
    import_result_clear(&slot->result);
    *slot = (Slot){0};
}

/* What is told of the slot's import from now on goes through the batch, and what is still
 * to be read is not read by the zygote of the thread, which is at work for that. */
static void slot_take_over(Slot *slot, bool is_heard)
{
    slot->options.import.zygote = slot->batch->zygote;
    slot->options.import.progress = is_heard ? tell_part : NULL;
    slot->options.import.progress_context = slot->batch;
}

static void report(Batch *batch, const char *path, uint64_t bytes, ImportResult *result)
{
    batch->progress.path = path;
    if (error_is_set(&result->error)) {
        result->doc = 0;
        result->is_new = false;
        /* The file that was being read when all was to end has not failed. The database
         * may have heard of it first. */
        if (result->error.code == ERR_CANCELLED) {
            batch->is_stopped = true;
            return;
        }
        if (result->error.code == ERR_STORE) {
            /* A full disk: the next file would fail like this one. The whole import says
             * so, and no file is to blame. */
            batch->is_broken = true;
            error_set(&batch->why, ERR_STORE, "%s: %s", path,
                      error_get_message(&result->error));
            return;
        }
        batch->failed++;
    } else {
        batch->documents = mem_grow(batch->documents, &batch->document_capacity,
                                    batch->document_count + 1, sizeof(*batch->documents));
        batch->documents[batch->document_count++] = result->doc;
    }
    batch->progress.files_done++;
    batch->progress.bytes_done += bytes;
    tell(batch, result);
}

/* What the transaction was to hold is brought in one by one: so that a failure, or the
 * wish to stop, concerns the one file only that it came with. */
static void store_each(Batch *batch)
{
    for (size_t i = batch->first; i < batch->end && !batch->is_broken; i++) {
        Slot *slot = get_slot(batch, i);
        if (error_is_set(&slot->result.error))
            continue;
        slot_take_over(slot, i + 1 == batch->end);
        (void)!intake_finish(&slot->intake, batch->library, &slot->result.error);
    }
}

/* Ends the transaction, and tells of its documents now that they are on disk. */
static void flush(Batch *batch, bool is_done)
{
    Error err = {0};
    if (batch->has_action && !action_end(&batch->action, is_done, &err))
        store_each(batch);
    batch->has_action = false;
    error_clear(&err);
    for (; batch->first < batch->end; batch->first++) {
        Slot *slot = get_slot(batch, batch->first);
        if (!batch->is_broken)
            report(batch, slot->entry->path, slot->entry->bytes, &slot->result);
        slot_clear(slot);
    }
    if (batch->ahead)
        ahead_move(batch->ahead, batch->first);
}

static bool tell_entry(void *context, const char *path, uint64_t bytes,
                       ImportResult *result)
{
    Batch *batch = context;
    batch->progress.path = path;
    if (result) {
        report(batch, path, bytes, result);
    } else {
        batch->progress.files_total++;
        batch->progress.bytes_total += bytes;
        tell(batch, NULL);
    }
    return !batch->is_stopped && !batch->is_broken;
}

/* What is in an archive stands in its place. */
static void import_archive(Batch *batch, Slot *slot)
{
    Error *err = &slot->result.error;
    error_clear(err);
    flush(batch, true); /* of those before it; it waits for none behind it */
    if (archive_import(batch->library, &slot->intake.copy, slot->entry->path,
                       &slot->options, tell_entry, batch, err)) {
        batch->progress.files_done++;
        batch->progress.bytes_done += slot->entry->bytes;
    } else if (!batch->is_broken && !(batch->is_stopped && err->code == ERR_CANCELLED)) {
        report(batch, slot->entry->path, slot->entry->bytes, &slot->result);
    }
    slot_clear(slot);
    batch->first = ++batch->end;
    if (batch->ahead)
        ahead_move(batch->ahead, batch->first);
}

/* Brings the next file into the open transaction. */
static void store_slot(Batch *batch, Slot *slot)
{
    Error err = {0};
    slot_take_over(slot, true);
    if (slot->result.error.code == ERR_FORMAT &&
        archive_is_one(&slot->intake.copy, slot->entry->path, &slot->options.import)) {
        import_archive(batch, slot);
        return;
    }
    size_t index = batch->end++;
    if (error_is_set(&slot->result.error)) {
        flush(batch, true); /* nobody waits for others to hear of a failure */
        return;
    }
    bool is_large = slot->intake.copy.bytes > LARGE_BYTES;
    if (is_large && batch->has_action) {
        batch->end = index;
        flush(batch, true);
        batch->end = index + 1;
    }
    if (!batch->has_action) {
        batch->began_us = time_monotonic_us();
        if (!action_begin(&batch->action, batch->library, &slot->result.error)) {
            flush(batch, false);
            return;
        }
        batch->has_action = true;
    } else {
        action_next(&batch->action);
    }
    bool is_in = intake_bring_in(&batch->action, &slot->intake, &err);
    if (!is_in || is_large || batch->end - batch->first >= GROUP_FILES ||
        time_monotonic_us() - batch->began_us > GROUP_US)
        flush(batch, is_in);
    error_clear(&err);
}

/* Reads where it was not read ahead. */
static void read_here(Batch *batch, Slot *slot)
{
    flush(batch, true); /* it may take long */
    slot_take_over(slot, true);
    Error *err = &slot->result.error;
    if (slot->intake.copy.fd >= 0 || take_file(slot))
        (void)!intake_read_for(&slot->intake, batch->library, err);
}

/* How long the documents of the open transaction may wait for one more. */
static int get_patience_ms(const Batch *batch)
{
    int64_t left_us = batch->began_us + GROUP_US - time_monotonic_us();
    return batch->has_action && left_us > 0 ? (int)(left_us / 1000) : 0;
}

/* Waits for the next file to be read; false when that is not wanted any more. */
static bool wait_for(Batch *batch, size_t index)
{
    Slot *slot = get_slot(batch, index);
    batch->progress.path = batch->entries->items[index].path;
    if (!batch->ahead)
        slot_begin(batch, index);
    else if (!ahead_wait(batch->ahead, index, get_patience_ms(batch)))
        flush(batch, true);
    if (!tell(batch, NULL))
        return false;
    while (batch->ahead && !ahead_wait(batch->ahead, index, LISTEN_MS)) {
        if (!tell_part(batch, batch->done_bytes[index % WINDOW_FILES], 0)) {
            batch->is_stopped = true;
            return false;
        }
    }
    if (!error_is_set(&slot->result.error) && !slot->intake.prepared.draft)
        read_here(batch, slot);
    return true;
}

static bool import_entries(Batch *batch, Error *err)
{
    for (size_t i = 0; i < batch->entries->count; i++) {
        if (batch->is_stopped || batch->is_broken || !wait_for(batch, i))
            break;
        store_slot(batch, get_slot(batch, i));
    }
    flush(batch, true);
    if (batch->is_broken) {
        *err = batch->why;
        return false;
    }
    if (batch->is_stopped)
        return error_set(err, ERR_CANCELLED,
                         _("stopped; what was imported so far is in the library"));
    return true;
}

/* ---- the whole ----------------------------------------------------------- */

/* Threads pay where there are several files, and large ones among them or many. */
static void start_ahead(Batch *batch, uint64_t *bytes)
{
    const Entries *entries = batch->entries;
    for (size_t i = 0; i < entries->count; i++)
        bytes[i] = entries->items[i].bytes;
    AheadPlan plan = {.count = entries->count,
                      .bytes = bytes,
                      .window = WINDOW_FILES,
                      .window_bytes = WINDOW_BYTES,
                      .work = read_ahead,
                      .context = batch};
    if (entries->count < 2)
        return;
    batch->ahead = ahead_new(&plan); /* the threads look at it: before they start */
    if (!ahead_start(batch->ahead)) {
        ahead_free(batch->ahead);
        batch->ahead = NULL;
    }
}

static bool run_batch(Batch *batch, Error *err)
{
    const Entries *entries = batch->entries;
    uint64_t *bytes = mem_alloc_array(entries->count, sizeof(*bytes));
    batch->progress.files_total = entries->count;
    for (size_t i = 0; i < entries->count; i++)
        batch->progress.bytes_total += entries->items[i].bytes;
    batch->zygote = import_zygote_new();
    if (tell(batch, NULL)) /* how much there is, before any of it is read */
        start_ahead(batch, bytes);
    bool is_done = import_entries(batch, err);
    ahead_free(batch->ahead);
    import_zygote_free(batch->zygote);
    for (size_t i = 0; i < WINDOW_FILES; i++)
        if (batch->slots[i].batch)
            slot_clear(&batch->slots[i]);
    for (size_t i = 0; i < AHEAD_THREADS_MAX; i++)
        store_close(batch->stores[i]);
    free(bytes);
    Error settling = {0};
    /* Goodwill: the documents are in, whether or not the index was tidied. */
    if (batch->document_count > 1 && !store_settle(batch->library->store, &settling))
        error_clear(&settling);
    return is_done;
}

/* True when none of the paths that were named is there. */
static bool is_nothing_there(const Entries *entries, size_t path_count)
{
    for (size_t i = 0; i < entries->count; i++)
        if (entries->items[i].error_number != ENOENT)
            return false;
    return entries->count >= path_count;
}

bool library_import_paths(Library *library, const char *const *paths, size_t path_count,
                          const IntakeOptions *options, IntakeVisitor *visitor,
                          void *context, int64_t **documents, size_t *document_count,
                          size_t *failed, Error *err)
{
    *documents = NULL;
    *document_count = *failed = 0;
    if (!action_is_allowed(library, err))
        return false;
    Walk walk;
    walk_init(&walk, store_get_directory(library->store));
    for (size_t i = 0; i < path_count; i++)
        walk_path(&walk, paths[i]);
    const Entries *found = &walk.found;
    bool is_done = false;
    if (found->count && is_nothing_there(found, path_count)) {
        error_set_system(err, ERR_INPUT, ENOENT, _("%s cannot be opened"),
                         found->items[0].path);
        if (path_is_url(str_from(found->items[0].path)))
            refuse_url(found->items[0].path, err);
    } else {
        Batch *batch = mem_alloc(sizeof(*batch));
        *batch = (Batch){.library = library,
                         .options = options,
                         .visitor = visitor,
                         .context = context,
                         .entries = found,
                         .documents =
                             mem_alloc_array(found->count + 1, sizeof(*batch->documents)),
                         .document_capacity = found->count + 1};
        is_done = run_batch(batch, err);
        *documents = batch->documents;
        *document_count = batch->document_count;
        *failed = batch->failed;
        free(batch);
    }
    walk_clear(&walk);
    return is_done;
}
