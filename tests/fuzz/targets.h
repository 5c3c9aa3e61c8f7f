/* Each target takes any bytes, and may do with them what it does in earnest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FUZZ_TARGETS_H
#define TESTS_FUZZ_TARGETS_H

#include <piyue/base.h>

typedef void FuzzTarget(Str bytes);

#define FUZZ_TARGET(name, function, shape, words) FuzzTarget function;
#include "targets.def"
#undef FUZZ_TARGET

/* What the inputs of a target are. */
typedef enum FuzzShape {
    SHAPE_BYTES,
    SHAPE_ARCHIVE, /* a zip archive of XML */
    SHAPE_SECTORS, /* a file whose tables name places in it */
    SHAPE_FRAMES,  /* a byte, and frames with their lengths */
} FuzzShape;

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

/* Anything up to this is fed; larger inputs only cost time. */
#define FUZZ_MAX_BYTES ((size_t)64 << 10)

#endif
