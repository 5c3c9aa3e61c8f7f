/* Files and directories.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_STEP_BYTES ((size_t)1 << 16)

bool file_read_fd(int fd, const char *name, size_t max_bytes, StrBuf *out, Error *err)
{
    size_t before = out->len;
    for (;;) {
        strbuf_reserve(out, READ_STEP_BYTES);
        ssize_t got = read(fd, out->data + out->len, READ_STEP_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            out->len = before;
            return error_set_system(err, ERR_INPUT, errno, _("%s cannot be read"), name);
        }
        out->len += (size_t)got;
        out->data[out->len] = '\0';
        if (got == 0)
            return true;
        if (out->len - before > max_bytes) {
            out->len = before;
            return error_set(err, ERR_LIMIT, _("%s is larger than %zu bytes"), name,
                             max_bytes);
        }
    }
}

bool file_read(const char *path, size_t max_bytes, StrBuf *out, Error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return error_set_system(err, ERR_INPUT, errno, _("%s cannot be opened"), path);
    bool is_read = file_read_fd(fd, path, max_bytes, out, err);
    close(fd);
    return is_read;
}

bool file_write_fd(int fd, const char *name, Str data, Error *err)
{
    while (data.len) {
        ssize_t put = write(fd, data.data, data.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return error_set_system(err, ERR_OUTPUT, errno, _("%s cannot be written"),
                                    name);
        data = str_slice(data, (size_t)put, data.len);
    }
    return true;
}

/* A rename is on disk only after its directory is. */
static bool sync_parent(const char *path)
{
    Str directory = str_slice(str_from(path), 0, str_from(path).len);
    directory.len -= path_get_name(directory).len;
    char *name = directory.len ? str_dup(directory) : mem_dup(".", 1);
    int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(name);
    if (fd < 0)
        return false;
    bool is_synced = fsync(fd) == 0;
    close(fd);
    return is_synced;
}

bool file_write_atomic(const char *path, Str data, Error *err)
{
    StrBuf temporary = {0};
    strbuf_appendf(&temporary, "%s.XXXXXX", path);
    bool is_written = false;
    int fd = mkstemp(temporary.data); /* mode 0600, O_EXCL */
    if (fd < 0) {
        error_set_system(err, ERR_OUTPUT, errno, _("%s cannot be written"), path);
        goto out;
    }
    is_written = file_write_fd(fd, path, data, err);
    if (is_written && fsync(fd) != 0)
        is_written =
            error_set_system(err, ERR_OUTPUT, errno, _("%s cannot be written"), path);
    if (close(fd) != 0 && is_written)
        is_written =
            error_set_system(err, ERR_OUTPUT, errno, _("%s cannot be written"), path);
    if (is_written && rename(temporary.data, path) != 0)
        is_written =
            error_set_system(err, ERR_OUTPUT, errno, _("%s cannot be written"), path);
    if (is_written)
        sync_parent(path);
    else
        unlink(temporary.data);
out:
    strbuf_clear(&temporary);
    return is_written;
}

bool file_make_directory(const char *path, Error *err)
{
    char *copy = str_dup(str_from(path));
    bool is_made = true;
    for (char *slash = copy + 1; is_made && *copy; slash++) {
        if (*slash != '/' && *slash != '\0')
            continue;
        bool is_end = *slash == '\0';
        *slash = '\0';
        if (mkdir(copy, 0700) == 0)
            sync_parent(copy); /* what is put into it is safe only when its name is */
        else if (errno != EEXIST)
            is_made = error_set_system(err, ERR_OUTPUT, errno,
                                       _("the directory %s cannot be made"), copy);
        if (is_end)
            break;
        *slash = '/';
    }
    struct stat info;
    if (is_made && (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)))
        is_made = error_set(err, ERR_OUTPUT, _("%s is not a directory"), path);
    free(copy);
    return is_made;
}

char *path_join(const char *directory, const char *name)
{
    StrBuf path = {0};
    strbuf_append_text(&path, directory);
    if (path.len && path.data[path.len - 1] != '/')
        strbuf_append_byte(&path, '/');
    strbuf_append_text(&path, name);
    return strbuf_detach(&path);
}

Str path_get_name(Str path)
{
    size_t start = path.len;
    while (start && path.data[start - 1] != '/')
        start--;
    return str_slice(path, start, path.len);
}

bool path_is_url(Str path)
{
    static const char *const schemes[] = {"http://", "https://", "ftp://"};
    for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
        Str scheme = str_from(schemes[i]);
        if (path.len > scheme.len &&
            str_is_equal_nocase(str_slice(path, 0, scheme.len), scheme))
            return true;
    }
    return false;
}
