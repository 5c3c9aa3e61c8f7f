/* Where the corpus of real documents lies, for tests that use it when it is there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_CORPUS_H
#define TESTS_CORPUS_H

#include <piyue/base.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Owned path of a file or folder of the corpus, NULL where there is none. Looked for
 * in $PIYUE_CORPUS, then beside the sources. */
static inline char *corpus_find(const char *name)
{
    static const char *const beside[] = {"../shared/corpus", "../../shared/corpus"};
    const char *named = getenv("PIYUE_CORPUS");
    const char *sources = getenv("srcdir");
    for (size_t i = 0; i < 1 + ARRAY_SIZE(beside); i++) {
        char *folder = i == 0 ? str_dup(str_from(named))
                              : path_join(sources ? sources : ".", beside[i - 1]);
        char *path = path_join(folder, name);
        free(folder);
        if ((i > 0 || named) && access(path, R_OK) == 0)
            return path;
        free(path);
    }
    return NULL;
}

/* Appends the whole of a corpus file; false, with a message, where it is absent: the
 * test then returns. (cmocka's skip() is "not ok # SKIP" in TAP, which is a failure.) */
static inline bool corpus_read(const char *name, StrBuf *out)
{
    char *path = corpus_find(name);
    Error err = {0};
    bool is_read = path && file_read(path, (size_t)1 << 30, out, &err);
    if (!is_read)
        fprintf(stderr, "# corpus file %s is absent: skipped\n", name);
    error_clear(&err);
    free(path);
    return is_read;
}

#endif
