/* The files of an archive, one import each.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/archive.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool archive_is_one(const Copy *copy, const char *name, const ImportOptions *options)
{
    char begin[2];
    if (copy->fd < 0 || pread(copy->fd, begin, 2, 0) != 2 || memcmp(begin, "PK", 2) != 0)
        return false;
    ImportOptions quiet = prepare_complete_options(options);
    quiet.progress = NULL;
    Error ignored = {0};
    ImportDetection detection = {0};
    bool is_one = import_detect(copy->fd, name, &quiet, &detection, &ignored) &&
                  strcmp(detection.format, "zip") == 0;
    error_clear(&ignored);
    return is_one;
}

typedef struct Unpacking {
    Library *library;
    const char *path;
    const IntakeOptions *options;
    ArchiveTold *told;
    void *context;
    size_t count;
} Unpacking;

/* archive.zip/folder/name, without what would lead out of it. */
static char *join_path(const char *archive, const char *name)
{
    StrBuf path = {0};
    strbuf_append_text(&path, archive);
    Str rest = str_from(name);
    while (rest.len) {
        size_t slash = str_find(rest, STR("/"), 0);
        Str part = str_slice(rest, 0, slash == STR_NONE ? rest.len : slash);
        rest = str_slice(rest, part.len + (slash != STR_NONE), rest.len);
        if (!part.len || str_is_equal(part, STR(".")) || str_is_equal(part, STR("..")))
            continue;
        strbuf_append_byte(&path, '/');
        strbuf_append_str(&path, part);
    }
    char *joined = str_dup(strbuf_get(&path));
    strbuf_clear(&path);
    return joined;
}

static bool import_entry(const Unpacking *unpacking, Intake *intake, int fd, Error *err)
{
    if (!intake_take(intake, fd, NULL, err))
        return false;
    if (archive_is_one(&intake->copy, intake->name, &unpacking->options->import))
        return error_set(
            err, ERR_FORMAT,
            _("%s is an archive in an archive, which is not unpacked; unpack "
              "the outer one and import what is in it"),
            intake->name);
    return intake_read_for(intake, unpacking->library, err) &&
           intake_finish(intake, unpacking->library, err);
}

static bool visit_entry(void *context, const char *name, int fd, const Error *why)
{
    Unpacking *unpacking = context;
    char *path = join_path(unpacking->path, name);
    struct stat info;
    uint64_t bytes = fd >= 0 && fstat(fd, &info) == 0 ? (uint64_t)info.st_size : 0;
    unpacking->count++;
    bool goes_on = unpacking->told(unpacking->context, path, bytes, NULL);
    if (goes_on) {
        Intake intake;
        ImportResult result;
        intake_init(&intake, path, unpacking->options, &result);
        if (fd < 0)
            error_set(&result.error, why->code, "%s", error_get_message(why));
        else
            (void)!import_entry(unpacking, &intake, fd, &result.error);
        goes_on = unpacking->told(unpacking->context, path, bytes, &result);
        intake_clear(&intake);
        import_result_clear(&result);
    }
    free(path);
    return goes_on;
}

bool archive_import(Library *library, const Copy *copy, const char *path,
                    const IntakeOptions *options, ArchiveTold *told, void *context,
                    Error *err)
{
    Unpacking unpacking = {.library = library,
                           .path = path,
                           .options = options,
                           .told = told,
                           .context = context};
    ImportOptions quiet = prepare_complete_options(&options->import);
    quiet.progress = NULL;
    /* The archive's own child lives on while children for its files come and go. */
    quiet.zygote = NULL;
    if (!import_unpack(copy->fd, path, &quiet, visit_entry, &unpacking, err))
        return false;
    return unpacking.count > 0 ||
           error_set(err, ERR_EMPTY, _("%s is an archive without files"), path);
}
