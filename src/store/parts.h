/* The packed parts of an edition, and how a text and an original are cut into them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_STORE_PARTS_H
#define PIYUE_STORE_PARTS_H

#include "store/internal.h"

/* Text is read far more often than written, in small pieces: the level that packs a
 * chunk fastest. Originals are written once and hardly ever read. */
#define CHUNK_LEVEL 1
#define ORIGINAL_LEVEL 3
/* Below this size the level gains 4 % of room for twice the time (measured: 16 kB texts).
 */
#define SMALL_ORIGINAL_BYTES ((size_t)64 << 10)

static inline int original_level(size_t bytes)
{
    return bytes > SMALL_ORIGINAL_BYTES ? ORIGINAL_LEVEL : CHUNK_LEVEL;
}

/* Does the chunk end behind the first `blocks` of the draft's `count`? */
static inline bool chunk_is_full(size_t blocks, size_t count, size_t chunk_bytes)
{
    return chunk_bytes >= CHUNK_BYTES || blocks % PAGE_BLOCKS == 0 || blocks == count;
}

typedef struct EditionPart {
    size_t plain_bytes, start, end; /* [start, end) of EditionParts.packed */
} EditionPart;

struct EditionParts {
    StrBuf packed;
    EditionPart *items; /* the chunks, then the pieces of the original */
    size_t count, capacity, chunk_count;
    uint64_t *columns; /* of each block */
};

/* The packed chunk or piece; it must be of so many bytes. */
Str parts_get_chunk(const EditionParts *parts, size_t number, size_t plain_bytes);
Str parts_get_piece(const EditionParts *parts, size_t number, size_t plain_bytes);

#endif
