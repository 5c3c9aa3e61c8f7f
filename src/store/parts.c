/* What of an edition can be packed by whoever has a store of his own, in any thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/parts.h"

#include <stdlib.h>

#include <piyue/text.h>

static bool add_part(Store *store, EditionParts *parts, Str plain, int level, Error *err)
{
    size_t start = parts->packed.len;
    if (!blob_pack(store, plain, level, &parts->packed, err))
        return false;
    parts->items =
        mem_grow(parts->items, &parts->capacity, parts->count + 1, sizeof(*parts->items));
    parts->items[parts->count++] = (EditionPart){plain.len, start, parts->packed.len};
    return true;
}

static bool pack_chunks(Store *store, EditionParts *parts, const Draft *draft, Error *err)
{
    static const WidthPolicy narrow = {AMBIGUOUS_NARROW};
    StrBuf chunk = {0};
    bool is_packed = true;
    parts->columns = mem_alloc_array(draft->block_count + 1, sizeof(*parts->columns));
    for (size_t i = 0; is_packed && i < draft->block_count; i++) {
        Str text = draft->blocks[i].text;
        parts->columns[i] = text_columns(text, &narrow);
        strbuf_append_str(&chunk, text);
        if (chunk_is_full(i + 1, draft->block_count, chunk.len)) {
            is_packed = add_part(store, parts, strbuf_get(&chunk), CHUNK_LEVEL, err);
            strbuf_reset(&chunk);
        }
    }
    strbuf_clear(&chunk);
    parts->chunk_count = parts->count;
    return is_packed;
}

static bool pack_pieces(Store *store, EditionParts *parts, Str original, Error *err)
{
    bool is_packed = true;
    for (size_t off = 0; is_packed && off < original.len; off += PIECE_BYTES)
        is_packed = add_part(store, parts, str_slice(original, off, off + PIECE_BYTES),
                             original_level(original.len), err);
    return is_packed;
}

EditionParts *store_pack_edition(Store *store, const Draft *draft, Str original)
{
    Error err = {0};
    EditionParts *parts = mem_alloc(sizeof(*parts));
    *parts = (EditionParts){0};
    if (!pack_chunks(store, parts, draft, &err) ||
        !pack_pieces(store, parts, original, &err)) {
        edition_parts_free(parts);
        parts = NULL; /* who writes will pack, and hear of it */
    }
    error_clear(&err);
    return parts;
}

void edition_parts_free(EditionParts *parts)
{
    if (!parts)
        return;
    strbuf_clear(&parts->packed);
    free(parts->items);
    free(parts->columns);
    free(parts);
}

static Str get_part(const EditionParts *parts, size_t index, size_t plain_bytes)
{
    BUG_ON(index >= parts->count || parts->items[index].plain_bytes != plain_bytes);
    const EditionPart *part = &parts->items[index];
    return str_slice(strbuf_get(&parts->packed), part->start, part->end);
}

Str parts_get_chunk(const EditionParts *parts, size_t number, size_t plain_bytes)
{
    BUG_ON(number >= parts->chunk_count);
    return get_part(parts, number, plain_bytes);
}

Str parts_get_piece(const EditionParts *parts, size_t number, size_t plain_bytes)
{
    return get_part(parts, parts->chunk_count + number, plain_bytes);
}
