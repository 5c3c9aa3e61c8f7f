/* How inputs are changed so that they stay what they are: an archive whose parts were
 * changed and that was packed again gets past the reader of archives.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FUZZ_MUTATE_H
#define TESTS_FUZZ_MUTATE_H

#include <piyue/base.h>

/* Anything up to this is fed; larger inputs only cost time. */
#define FUZZ_MAX_BYTES ((size_t)64 << 10)

/* What the inputs of a target are. */
typedef enum FuzzShape {
    SHAPE_BYTES,
    SHAPE_ARCHIVE, /* a zip archive of XML */
    SHAPE_SECTORS, /* a file whose tables name places in it */
    SHAPE_FRAMES,  /* a byte, and frames with their lengths */
} FuzzShape;

/* Changes `size` bytes in place and gives how many there are now, at most `max_bytes`:
 * libFuzzer's own, or a simple one of a test. */
typedef size_t ByteMutator(uint8_t *data, size_t size, size_t max_bytes);

/* Changes an input of that shape in place. The same seed does the same. What cannot be
 * taken apart, and every eighth input, is changed as bytes. */
size_t fuzz_mutate(FuzzShape shape, uint8_t *data, size_t size, size_t max_bytes,
                   unsigned seed, ByteMutator *change);
/* An input made of two: of archives, a part of the second in the place of the first's.
 * 0 where the two cannot be crossed. */
size_t fuzz_cross(FuzzShape shape, Str first, Str second, uint8_t *out, size_t max_bytes,
                  unsigned seed);

#endif
