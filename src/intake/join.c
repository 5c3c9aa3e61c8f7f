/* A document that turns out to be a newer text of another one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/intake.h>
#include <piyue/operation.h>

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

/* The bytes of an edition, as a file; -1 with err. */
static int open_original(Store *store, int64_t edition, Error *err)
{
    StrBuf bytes = {0};
    int fd = -1;
    if (!store_read_original(store, edition, &bytes, err))
        goto out;
    fd = memfd_create("piyue", MFD_CLOEXEC);
    if (fd < 0) {
        error_set_system(err, ERR_ENVIRONMENT, errno, _("the text cannot be read again"));
    } else if (!file_write_fd(fd, "piyue", strbuf_get(&bytes), err) ||
               lseek(fd, 0, SEEK_SET) < 0) {
        close(fd);
        fd = -1;
    }
out:
    strbuf_clear(&bytes);
    return fd;
}

bool library_join(Library *library, int64_t doc, int64_t other, ReimportResult *result,
                  Error *err)
{
    Store *store = library_get_store(library);
    Arena *arena = arena_new();
    DocumentRow row;
    Processing joined, older;
    int fd = -1;
    bool is_done = false;
    *result = (ReimportResult){0};
    if (doc == other)
        error_set(err, ERR_USAGE, _("a document is no edition of itself"));
    else if (change_load_document(store, doc, arena, &row, err) &&
             library_get_processing(library, doc, &joined, err) &&
             library_get_processing(library, other, &older, err))
        fd = open_original(store, row.edition, err);
    if (fd >= 0) {
        /* The bytes keep the encoding they were read in; what the other has switched off
         * stays so. */
        Processing processing = {.encoding = joined.encoding, .without = older.without};
        ReimportOptions options = {.path = arena_str(arena, row.path).data,
                                   .fd = fd,
                                   .processing = &processing,
                                   .import = {.limits = import_limits_default()}};
        is_done = library_reimport(library, other, &options, result, err);
        close(fd);
    }
    arena_free(arena);
    return is_done;
}
