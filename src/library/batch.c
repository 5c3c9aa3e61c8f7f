/* Files and folders: finding them, and importing one after the other.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is to be imported, or why it cannot be. */
typedef struct Entry {
    char *path; /* owned */
    uint64_t bytes;
    int error_number; /* 0, or why it could not be looked at */
} Entry;

typedef struct Entries {
    Entry *items;
    size_t count, capacity;
} Entries;

/* Folders are walked with a list, not by recursion: their depth is a stranger's. */
typedef struct Walk {
    Entries found, folders;
    dev_t library_device; /* the library itself is no document */
    ino_t library_inode;
} Walk;

static void entries_add(Entries *entries, char *path, uint64_t bytes, int error_number)
{
    entries->items = mem_grow(entries->items, &entries->capacity, entries->count + 1,
                              sizeof(*entries->items));
    entries->items[entries->count++] = (Entry){path, bytes, error_number};
}

static void entries_clear(Entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        free(entries->items[i].path);
    free(entries->items);
    *entries = (Entries){0};
}

static bool is_library(const Walk *walk, const struct stat *info)
{
    return info->st_dev == walk->library_device && info->st_ino == walk->library_inode;
}

/* Takes `path`. In a folder only files and folders count: devices, sockets and pipes
 * are no documents, and a link to a folder could lead round in a circle. */
static void walk_entry(Walk *walk, char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0) {
        entries_add(&walk->found, path, 0, errno);
        return;
    }
    bool is_link = S_ISLNK(info.st_mode);
    if (is_link && stat(path, &info) != 0)
        entries_add(&walk->found, path, 0, errno);
    else if (S_ISREG(info.st_mode))
        entries_add(&walk->found, path, (uint64_t)info.st_size, 0);
    else if (S_ISDIR(info.st_mode) && !is_link && !is_library(walk, &info))
        entries_add(&walk->folders, path, 0, 0);
    else
        free(path);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names in a folder, sorted by bytes, without hidden ones. Owned strings in an owned
 * list; false with errno when the folder cannot be read. */
static bool list_names(const char *folder, char ***names, size_t *count)
{
    *names = NULL;
    *count = 0;
    DIR *stream = opendir(folder);
    if (!stream)
        return false;
    size_t capacity = 0;
    errno = 0;
    for (const struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        *names = mem_grow(*names, &capacity, *count + 1, sizeof(**names));
        (*names)[(*count)++] = str_dup(str_from(entry->d_name));
    }
    int error_number = errno;
    closedir(stream);
    if (*count)
        qsort(*names, *count, sizeof(**names), compare_names);
    errno = error_number;
    return error_number == 0;
}

/* The files of a folder first, then its folders, each in order of names: the newest
 * folders stand at the end of the list and are walked first. */
static void walk_folder(Walk *walk, char *folder)
{
    char **names;
    size_t count;
    bool is_read = list_names(folder, &names, &count);
    int error_number = errno;
    size_t first = walk->folders.count;
    for (size_t i = 0; i < count; i++) {
        walk_entry(walk, path_join(folder, names[i]));
        free(names[i]);
    }
    free(names);
    /* Walked from the end of the list on, so that the order of names is kept. */
    for (size_t low = first, high = walk->folders.count; low + 1 < high; low++) {
        Entry entry = walk->folders.items[--high];
        walk->folders.items[high] = walk->folders.items[low];
        walk->folders.items[low] = entry;
    }
    if (is_read)
        free(folder);
    else
        entries_add(&walk->found, folder, 0, error_number);
}

/* A path that was named: links are followed, and a pipe is read. */
static void walk_path(Walk *walk, const char *path)
{
    struct stat info;
    char *copy = str_dup(str_from(path));
    if (strcmp(path, "-") == 0)
        entries_add(&walk->found, copy, 0, 0);
    else if (stat(path, &info) != 0)
        entries_add(&walk->found, copy, 0, errno);
    else if (S_ISDIR(info.st_mode))
        entries_add(&walk->folders, copy, 0, 0);
    else
        entries_add(&walk->found, copy,
                    S_ISREG(info.st_mode) ? (uint64_t)info.st_size : 0, 0);
    while (walk->folders.count)
        walk_folder(walk, walk->folders.items[--walk->folders.count].path);
}

/* ---- importing what was found -------------------------------------------- */

typedef struct Batch {
    Library *library;
    const IntakeOptions *options;
    IntakeVisitor *visitor;
    void *context;
    IntakeProgress progress;
    bool is_stopped;
} Batch;

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

/* Opens what is to be read. A device is no document: it may never end. */
static int open_entry(const Entry *entry, Error *err)
{
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

static bool import_entry(Batch *batch, const Entry *entry, ImportResult *result,
                         Error *err)
{
    IntakeOptions options = *batch->options;
    options.import.progress = tell_part;
    options.import.progress_context = batch;
    if (strcmp(entry->path, "-") == 0)
        return library_import_fd(batch->library, STDIN_FILENO, entry->path, &options,
                                 result, err);
    Error failure = {0};
    int fd = open_entry(entry, &failure);
    if (fd < 0) {
        *result =
            (ImportResult){.path = str_dup(str_from(entry->path)), .error = failure};
        return error_set(err, ERR_INPUT, "%s", error_get_message(&result->error));
    }
    bool is_in =
        library_import_fd(batch->library, fd, entry->path, &options, result, err);
    close(fd);
    return is_in;
}

static bool refuse_stopped(Error *err)
{
    return error_set(err, ERR_CANCELLED,
                     _("stopped; what was imported so far is in the library"));
}

/* A file that fails is told, and the next one tried. Where the library itself fails (a
 * full disk), the next one would fail like it: that ends the batch. */
static bool import_entries(Batch *batch, const Entries *entries, int64_t *documents,
                           size_t *document_count, size_t *failed, Error *err)
{
    for (size_t i = 0; i < entries->count; i++) {
        const Entry *entry = &entries->items[i];
        ImportResult result;
        Error failure = {0}; /* the result has it, too */
        batch->progress.path = entry->path;
        if (!tell(batch, NULL))
            return refuse_stopped(err);
        if (import_entry(batch, entry, &result, &failure))
            documents[(*document_count)++] = result.doc;
        else if (!batch->is_stopped)
            ++*failed;
        batch->progress.files_done++;
        batch->progress.bytes_done += entry->bytes;
        bool is_broken = failure.code == ERR_STORE;
        bool goes_on = !is_broken && !batch->is_stopped && tell(batch, &result);
        import_result_clear(&result);
        if (is_broken) {
            *err = failure;
            return error_context(err, "%s", entry->path);
        }
        error_clear(&failure);
        if (!goes_on)
            return refuse_stopped(err);
    }
    return true;
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
    if (!library_require_writable(library, err))
        return false;
    Walk walk = {0};
    struct stat info;
    if (stat(store_get_directory(library->store), &info) == 0) {
        walk.library_device = info.st_dev;
        walk.library_inode = info.st_ino;
    }
    for (size_t i = 0; i < path_count; i++)
        walk_path(&walk, paths[i]);
    const Entries *found = &walk.found;
    Batch batch = {
        .library = library, .options = options, .visitor = visitor, .context = context};
    batch.progress.files_total = found->count;
    for (size_t i = 0; i < found->count; i++)
        batch.progress.bytes_total += found->items[i].bytes;
    bool is_done = false;
    if (found->count && is_nothing_there(found, path_count)) {
        error_set_system(err, ERR_INPUT, ENOENT, _("%s cannot be opened"),
                         found->items[0].path);
    } else {
        *documents = mem_alloc_array(found->count + 1, sizeof(**documents));
        is_done = import_entries(&batch, found, *documents, document_count, failed, err);
        Error settling = {0};
        /* Goodwill: the documents are in, whether or not the index was tidied. */
        if (*document_count > 1 && !store_settle(library->store, &settling))
            error_clear(&settling);
    }
    entries_clear(&walk.found);
    entries_clear(&walk.folders);
    return is_done;
}
