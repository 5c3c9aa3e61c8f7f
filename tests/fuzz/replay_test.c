/* Every seed through its target, and each of its beginnings through it again: what the
 * fuzzers grow from, and what they found, without a fuzzer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "targets.h"

/* Seeds are cut at so many places. */
#define CUTS 24

static size_t replay(const FuzzRow *row, const char *path)
{
    Error err = {0};
    StrBuf bytes = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_true(file_read_fd(fd, path, FUZZ_MAX_BYTES, &bytes, &err));
    close(fd);
    for (size_t i = 0; i <= CUTS; i++)
        row->run(str_slice(strbuf_get(&bytes), 0, bytes.len * i / CUTS));
    strbuf_clear(&bytes);
    return 1;
}

static void run_seeds(void **state)
{
    const FuzzRow *row = *state;
    const char *source = getenv("srcdir");
    char *folder = path_join(source ? source : ".", "tests/fuzz/seeds");
    char *seeds = path_join(folder, row->name);
    size_t count = 0;
    DIR *stream = opendir(seeds);
    for (const struct dirent *entry; stream && (entry = readdir(stream)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        char *path = path_join(seeds, entry->d_name);
        count += replay(row, path);
        free(path);
    }
    if (stream)
        closedir(stream);
    if (!count)
        fail_msg("%s holds no seeds", seeds);
    row->run(STR(""));
    free(seeds);
    free(folder);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_SIZE(fuzz_rows)];
    for (size_t i = 0; i < ARRAY_SIZE(fuzz_rows); i++)
        tests[i] = (struct CMUnitTest){.name = fuzz_rows[i].name,
                                       .test_func = run_seeds,
                                       .initial_state = (void *)&fuzz_rows[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
