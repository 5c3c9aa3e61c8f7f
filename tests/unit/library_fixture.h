/* What the tests of the library share: a library and a folder of inputs in a temporary
 * directory, and passages of a small paper.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIBRARY_FIXTURE_H
#define LIBRARY_FIXTURE_H

#include <piyue/anchor.h>
#include <piyue/intake.h>
#include <piyue/library.h>
#include <piyue/text.h>

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct Fixture {
    char root[64];
    char *directory, *inbox; /* of the library; of the inputs */
    Library *library;
    Arena *arena;
    Report report;
    Error err;
} Fixture;

#define assert_ok(expression)                                                            \
    do {                                                                                 \
        if (!(expression))                                                               \
            fail_msg("%s: %s", #expression, error_get_message(&fixture->err));           \
    } while (0)

#define assert_str(str, expected)                                                        \
    do {                                                                                 \
        Str str_ = (str);                                                                \
        char *copy_ = str_dup(str_);                                                     \
        assert_string_equal(copy_, expected);                                            \
        free(copy_);                                                                     \
    } while (0)

static const char PAPER[] =
    "关于河湖管护的意见\n\n"
    "一、总体要求\n\n"
    "各村要摸清家底，一条河一本账，一口塘一张图，账和图要年年核对。\n\n"
    "二、保障措施\n\n"
    "各村要明确专人负责，每十天巡查一次，雨后加密巡查，发现问题当天报告。\n\n"
    "山塘虽小，连着千家万户的水田，清淤之前要听取群众的意见。\n";

static inline void fixture_open(Fixture *fixture, StoreMode mode)
{
    assert_ok(library_open(&fixture->library, fixture->directory, mode, &fixture->report,
                           &fixture->err));
    library_set_author(fixture->library, "木子");
}

static inline void fixture_reopen(Fixture *fixture)
{
    library_close(fixture->library);
    fixture->library = NULL;
    fixture_open(fixture, STORE_READ_WRITE);
}

static inline int fixture_set_up_in(void **state, const char *directory)
{
    Fixture *fixture = mem_alloc(sizeof(*fixture));
    translate_set_language("en");
    snprintf(fixture->root, sizeof(fixture->root), "%s/piyue-library-XXXXXX", directory);
    if (!mkdtemp(fixture->root))
        return -1;
    fixture->directory = path_join(fixture->root, "library");
    fixture->inbox = path_join(fixture->root, "inbox");
    fixture->arena = arena_new();
    *state = fixture;
    if (!file_make_directory(fixture->directory, &fixture->err) ||
        !file_make_directory(fixture->inbox, &fixture->err))
        return -1;
    fixture_open(fixture, STORE_READ_WRITE);
    return 0;
}

static inline int fixture_set_up(void **state)
{
    return fixture_set_up_in(state, "/tmp");
}

static inline int fixture_remove(const char *path, const struct stat *info, int kind,
                                 struct FTW *place)
{
    (void)info, (void)kind, (void)place;
    return remove(path);
}

static inline int fixture_tear_down(void **state)
{
    Fixture *fixture = *state;
    library_close(fixture->library);
    nftw(fixture->root, fixture_remove, 16, FTW_DEPTH | FTW_PHYS);
    free(fixture->directory);
    free(fixture->inbox);
    arena_free(fixture->arena);
    report_clear(&fixture->report);
    error_clear(&fixture->err);
    free(fixture);
    return 0;
}

/* Writes a file into the inbox (folders on the way are made); an owned path. */
static inline char *fixture_write(Fixture *fixture, const char *name, Str bytes)
{
    char *path = path_join(fixture->inbox, name);
    Str folder = str_from(path);
    folder.len -= path_get_name(folder).len + 1;
    char *parent = str_dup(folder);
    assert_ok(file_make_directory(parent, &fixture->err));
    assert_ok(file_write_atomic(path, bytes, &fixture->err));
    free(parent);
    return path;
}

/* Imports one file; the result is the caller's. */
static inline bool fixture_import_path(Fixture *fixture, const char *path,
                                       ImportResult *result)
{
    static const IntakeOptions options;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    error_clear(&fixture->err);
    bool is_in =
        library_import_fd(fixture->library, fd, path, &options, result, &fixture->err);
    close(fd);
    return is_in;
}

static inline int64_t fixture_import(Fixture *fixture, const char *name, const char *text)
{
    char *path = fixture_write(fixture, name, str_from(text));
    ImportResult result;
    assert_ok(fixture_import_path(fixture, path, &result));
    int64_t doc = result.doc;
    import_result_clear(&result);
    free(path);
    return doc;
}

/* Annotates the place where `quote` stands. */
static inline int64_t fixture_annotate(Fixture *fixture, int64_t doc, const char *quote,
                                       const char *note, const char *tag)
{
    Document *document =
        store_open_document(library_get_store(fixture->library), doc, &fixture->err);
    assert_ok(document);
    Str tags[] = {str_from(tag)};
    NewAnnotation new = {.document = document,
                         .note = str_from(note),
                         .tags = tags,
                         .tag_count = tag ? 1 : 0};
    int64_t id = 0;
    assert_ok(quote_find(document, str_from(quote), &new.range, &fixture->err));
    assert_ok(library_annotate(fixture->library, &new, &id, &fixture->err));
    document_free(document);
    return id;
}

static inline AnnotationList fixture_list(Fixture *fixture)
{
    AnnotationFilter filter = {.status = -1};
    AnnotationList list = {0};
    assert_ok(store_list_annotations(library_get_store(fixture->library), &filter,
                                     fixture->arena, &list, &fixture->err));
    return list;
}

static inline void fixture_undo(Fixture *fixture)
{
    StrBuf what = {0};
    int64_t doc;
    assert_ok(library_undo(fixture->library, &what, &doc, &fixture->err));
    strbuf_clear(&what);
}

static inline void fixture_redo(Fixture *fixture)
{
    StrBuf what = {0};
    int64_t doc;
    assert_ok(library_redo(fixture->library, &what, &doc, &fixture->err));
    strbuf_clear(&what);
}

/* Everything a user can change, as one owned text. */
static inline char *fixture_dump(Fixture *fixture)
{
    StrBuf dump = {0};
    assert_ok(store_dump(library_get_store(fixture->library), &dump, &fixture->err));
    strbuf_append_str(&dump, STR(""));
    /* The dump leaves the time of the last change out; undo must restore it, too. */
    AnnotationList list = fixture_list(fixture);
    for (size_t i = 0; i < list.count; i++)
        strbuf_appendf(&dump, "modified %lld\n", (long long)list.rows[i].modified_ms);
    return strbuf_detach(&dump);
}

#endif
