/* Each target takes any bytes, and may do with them what it does in earnest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FUZZ_TARGETS_H
#define TESTS_FUZZ_TARGETS_H

#include "mutate.h"

typedef void FuzzTarget(Str bytes);

#define FUZZ_TARGET(name, function, shape, words) FuzzTarget function;
#include "targets.def"
#undef FUZZ_TARGET

typedef struct FuzzRow {
    const char *name;
    FuzzTarget *run;
    FuzzShape shape;
} FuzzRow;

static const FuzzRow fuzz_rows[] = {
#define FUZZ_TARGET(name, function, shape, words) {#name, function, SHAPE_##shape},
#include "targets.def"
#undef FUZZ_TARGET
};

#endif
