/* What the tests of the store share: a library in a temporary directory, and documents
 * made of a few lines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include <piyue/store.h>
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct Fixture {
    char directory[64];
    Store *store;
    Arena *arena;
    Report report;
    Error err;
} Fixture;

#define assert_ok(expression)                                                            \
    do {                                                                                 \
        if (!(expression))                                                               \
            fail_msg("%s: %s", #expression, error_get_message(&fixture->err));           \
    } while (0)

static inline void fixture_remove_files(Fixture *fixture)
{
    static const char *const names[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        StrBuf path = {0};
        strbuf_appendf(&path, "%s/library.db%s", fixture->directory, names[i]);
        remove(path.data);
        strbuf_clear(&path);
    }
}

static inline int fixture_set_up(void **state)
{
    Fixture *fixture = mem_alloc(sizeof(*fixture));
    snprintf(fixture->directory, sizeof(fixture->directory), "/tmp/piyue-store-XXXXXX");
    if (!mkdtemp(fixture->directory))
        return -1;
    fixture->arena = arena_new();
    *state = fixture;
    return store_open(&fixture->store, fixture->directory, STORE_READ_WRITE,
                      &fixture->report, &fixture->err)
               ? 0
               : -1;
}

static inline int fixture_tear_down(void **state)
{
    Fixture *fixture = *state;
    store_close(fixture->store);
    fixture_remove_files(fixture);
    remove(fixture->directory);
    arena_free(fixture->arena);
    report_clear(&fixture->report);
    error_clear(&fixture->err);
    free(fixture);
    return 0;
}

/* Closes the library and opens it again. */
static inline void fixture_reopen(Fixture *fixture, StoreMode mode)
{
    store_close(fixture->store);
    fixture->store = NULL;
    assert_ok(store_open(&fixture->store, fixture->directory, mode, &fixture->report,
                         &fixture->err));
}

/* A draft with one block for each line; a line that starts with "# " (or "## " …) is a
 * heading of that level, one that starts with "!" is hidden. */
static inline Draft *fixture_draft(const char *text, Outline *outline)
{
    Draft *draft = draft_new();
    draft->format = "txt";
    draft->encoding = "UTF-8";
    draft->confidence = 1;
    uint32_t line = 1;
    uint64_t off = 0;
    for (Str rest = str_from(text); rest.data; line++) {
        Str block = str_split(&rest, '\n');
        uint8_t level = 0;
        while (level < block.len && block.data[level] == '#')
            level++;
        bool is_hidden = block.len && block.data[0] == '!';
        Str shown = str_slice(block, level ? level + 1u : is_hidden, block.len);
        if (shown.len == 0)
            continue;
        size_t index = draft_add_block(draft, level ? BLOCK_HEADING : BLOCK_PARAGRAPH,
                                       shown, off, line, is_hidden ? BLOCK_HIDDEN : 0);
        off += block.len + 1;
        if (level)
            outline_add(outline, (Heading){.block = (uint32_t)index,
                                           .title_end = (uint32_t)shown.len,
                                           .number = line,
                                           .level = level,
                                           .family = 1,
                                           .score = 90});
    }
    return draft;
}

/* Puts a draft into the library; returns the document. */
static inline int64_t fixture_put_draft(Fixture *fixture, const Draft *draft,
                                        const Outline *outline, const char *title,
                                        Str original)
{
    StrBuf path = {0};
    strbuf_appendf(&path, "/papers/%s.txt", title);
    EditionInput input = {
        .draft = draft,
        .outline = outline,
        .title = str_from(title),
        .path = strbuf_get(&path),
        .hash = hash_bytes(original),
        .original = original,
        .added_ms = time_now_ms(),
        .uid = uid_new(),
    };
    int64_t doc = 0;
    assert_ok(store_begin(fixture->store, &fixture->err));
    assert_ok(store_put_document(fixture->store, &input, &doc, &fixture->err));
    assert_ok(store_commit(fixture->store, &fixture->err));
    strbuf_clear(&path);
    return doc;
}

static inline int64_t fixture_put(Fixture *fixture, const char *title, const char *text)
{
    Outline outline = {0};
    Draft *draft = fixture_draft(text, &outline);
    int64_t doc = fixture_put_draft(fixture, draft, &outline, title, str_from(text));
    outline_clear(&outline);
    draft_free(draft);
    return doc;
}

/* The corpus, which lies beside the project where it is at hand; NULL elsewhere. */
static inline char *fixture_find_corpus(void)
{
    const char *srcdir = getenv("srcdir");
    const char *given = getenv("PIYUE_CORPUS");
    static const char *const below[] = {"../shared/corpus", "../../shared/corpus"};
    for (size_t i = 0; i <= ARRAY_SIZE(below); i++) {
        char *path = i < ARRAY_SIZE(below) ? path_join(srcdir ? srcdir : ".", below[i])
                                           : (given ? str_dup(str_from(given)) : NULL);
        FILE *readme = NULL;
        if (path) {
            char *name = path_join(path, "README.md");
            readme = fopen(name, "r");
            free(name);
        }
        if (readme) {
            fclose(readme);
            return path;
        }
        free(path);
    }
    return NULL;
}

#endif
