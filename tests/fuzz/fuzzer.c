/* libFuzzer's way in; FUZZ_TARGET in the environment names the target.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *name = getenv("FUZZ_TARGET");
    for (size_t i = 0; name && i < ARRAY_SIZE(fuzz_rows); i++) {
        if (strcmp(fuzz_rows[i].name, name) == 0) {
            fuzz_rows[i].run((Str){(const char *)data, size});
            return 0;
        }
    }
    fputs("FUZZ_TARGET names no target\n", stderr);
    exit(2);
}
