/* libFuzzer's way in; FUZZ_TARGET in the environment names the target.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "mutate.h"
#include "targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_bytes);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_bytes,
                               unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_bytes,
                                 const uint8_t *second, size_t second_bytes, uint8_t *out,
                                 size_t max_bytes, unsigned seed);

static const FuzzRow *find_row(void)
{
    static const FuzzRow *found;
    const char *name = getenv("FUZZ_TARGET");
    for (size_t i = 0; !found && name && i < ARRAY_SIZE(fuzz_rows); i++)
        if (strcmp(fuzz_rows[i].name, name) == 0)
            found = &fuzz_rows[i];
    if (!found) {
        fputs("FUZZ_TARGET names no target\n", stderr);
        exit(2);
    }
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    find_row()->run((Str){(const char *)data, size});
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_bytes,
                               unsigned seed)
{
    return fuzz_mutate(find_row()->shape, data, size, max_bytes, seed, LLVMFuzzerMutate);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_bytes,
                                 const uint8_t *second, size_t second_bytes, uint8_t *out,
                                 size_t max_bytes, unsigned seed)
{
    return fuzz_cross(find_row()->shape, (Str){(const char *)first, first_bytes},
                      (Str){(const char *)second, second_bytes}, out, max_bytes, seed);
}
