/* A private copy of an input.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define STEP_BYTES ((size_t)256 << 10)
#define MEMORY_BYTES ((off_t)64 << 20)

static int open_copy(int input, const char *directory)
{
    struct stat info;
    /* How much comes through a pipe is not known: it may not fit into memory. */
    bool is_small =
        fstat(input, &info) == 0 && S_ISREG(info.st_mode) && info.st_size <= MEMORY_BYTES;
    int fd = -1;
    if (!is_small && directory)
        fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return fd >= 0 ? fd : memfd_create("piyue-input", MFD_CLOEXEC);
}

static bool fill(Copy *copy, int input, const char *path, uint64_t max_bytes, Error *err)
{
    bool is_filled = true;
    char *step = mem_alloc(STEP_BYTES);
    Hasher *hasher = hasher_new();
    for (;;) {
        ssize_t got = read(input, step, STEP_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            is_filled =
                error_set_system(err, ERR_INPUT, errno, _("%s cannot be read"), path);
        if (got <= 0)
            break;
        copy->bytes += (uint64_t)got;
        if (copy->bytes > max_bytes) {
            is_filled = error_set(err, ERR_LIMIT, _("%s is larger than %llu MB"), path,
                                  (unsigned long long)(max_bytes >> 20));
            break;
        }
        hasher_add(hasher, step, (size_t)got);
        if (!file_write_fd(copy->fd, path, (Str){step, (size_t)got}, err)) {
            is_filled = error_context(err, _("no room for a copy"));
            break;
        }
    }
    copy->hash = hasher_finish(hasher);
    free(step);
    return is_filled;
}

bool copy_take(Copy *copy, int input, const char *path, uint64_t max_bytes,
               const char *directory, Error *err)
{
    *copy = (Copy){.fd = open_copy(input, directory)};
    if (copy->fd < 0)
        return error_set_system(err, ERR_OUTPUT, errno, _("%s cannot be copied"), path);
    /* A pipe cannot go back and is read from where it is. */
    if (lseek(input, 0, SEEK_SET) < 0 && errno != ESPIPE) {
        error_set_system(err, ERR_INPUT, errno, _("%s cannot be read"), path);
    } else if (fill(copy, input, path, max_bytes, err)) {
        return true;
    }
    copy_close(copy);
    return false;
}

bool copy_put(Copy *copy, Str bytes, const char *path, Error *err)
{
    *copy = (Copy){.fd = memfd_create("piyue-input", MFD_CLOEXEC),
                   .hash = hash_bytes(bytes),
                   .bytes = bytes.len};
    if (copy->fd < 0)
        return error_set_system(err, ERR_OUTPUT, errno, _("%s cannot be copied"), path);
    if (file_write_fd(copy->fd, path, bytes, err))
        return true;
    copy_close(copy);
    return error_context(err, _("no room for a copy"));
}

bool copy_map(Copy *copy, Str *bytes, Error *err)
{
    if (copy->bytes == 0 || copy->map) {
        *bytes = (Str){copy->map, (size_t)copy->bytes};
        return true;
    }
    /* Nobody else has the descriptor, so the mapping cannot be cut short. */
    void *map = mmap(NULL, (size_t)copy->bytes, PROT_READ, MAP_PRIVATE, copy->fd, 0);
    if (map == MAP_FAILED)
        return error_set_system(err, ERR_ENVIRONMENT, errno,
                                _("the file cannot be brought into memory"));
    copy->map = map;
    *bytes = (Str){map, (size_t)copy->bytes};
    return true;
}

void copy_close(Copy *copy)
{
    if (copy->map)
        munmap(copy->map, (size_t)copy->bytes);
    if (copy->fd >= 0)
        close(copy->fd);
    *copy = (Copy){.fd = -1};
}
