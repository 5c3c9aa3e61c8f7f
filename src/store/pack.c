/* Packed numbers, compressed blobs, and the cache of what was unpacked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>

void pack_number(StrBuf *out, uint64_t value)
{
    char bytes[10];
    size_t count = 0;
    while (value >= 0x80) {
        bytes[count++] = (char)(unsigned char)(value | 0x80);
        value >>= 7;
    }
    bytes[count++] = (char)value;
    strbuf_append(out, bytes, count);
}

void pack_signed(StrBuf *out, int64_t value)
{
    uint64_t doubled = (uint64_t)value << 1;
    pack_number(out, value < 0 ? ~doubled : doubled);
}

/* A number of several bytes. */
static bool unpack_long(Str *in, uint64_t *value)
{
    uint64_t result = 0;
    for (size_t i = 0; i < in->len && i < 10; i++) {
        unsigned char byte = (unsigned char)in->data[i];
        result |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            *in = (Str){in->data + i + 1, in->len - i - 1};
            *value = result;
            return true;
        }
    }
    return false;
}

bool unpack_number(Str *in, uint64_t *value)
{
    unsigned char first = in->len ? (unsigned char)in->data[0] : 0x80;
    if (first >= 0x80)
        return unpack_long(in, value);
    *value = first; /* most numbers are small: outlines open twice as fast */
    *in = (Str){in->data + 1, in->len - 1};
    return true;
}

bool unpack_u32(Str *in, uint32_t *value)
{
    uint64_t wide = 0;
    if (!unpack_number(in, &wide) || wide > UINT32_MAX)
        return false;
    *value = (uint32_t)wide;
    return true;
}

bool unpack_signed(Str *in, int64_t *value)
{
    uint64_t raw = 0;
    if (!unpack_number(in, &raw))
        return false;
    *value = (int64_t)(raw >> 1) ^ -(int64_t)(raw & 1);
    return true;
}

/* ---- compressed blobs -------------------------------------------------- */

bool blob_pack(Store *store, Str plain, int level, StrBuf *out, Error *err)
{
    if (!store->compressor)
        store->compressor = ZSTD_createCCtx();
    if (!store->compressor)
        return store_fail_code(store, SQLITE_NOMEM, "zstd", err);
    ZSTD_CCtx_setParameter(store->compressor, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(store->compressor, ZSTD_c_checksumFlag, 1);
    size_t bound = ZSTD_compressBound(plain.len);
    strbuf_reserve(out, bound);
    size_t packed = ZSTD_compress2(store->compressor, out->data + out->len, bound,
                                   plain.data ? plain.data : "", plain.len);
    if (ZSTD_isError(packed))
        return store_fail_code(store, SQLITE_NOMEM, ZSTD_getErrorName(packed), err);
    out->len += packed;
    out->data[out->len] = '\0';
    return true;
}

bool blob_unpack(Store *store, Str packed, size_t max_bytes, StrBuf *out)
{
    if (!store->decompressor)
        store->decompressor = ZSTD_createDCtx();
    if (!store->decompressor)
        mem_exhausted(); /* not a damaged text, which is read over */
    unsigned long long size = ZSTD_getFrameContentSize(packed.data, packed.len);
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR ||
        size > max_bytes)
        return false;
    strbuf_reserve(out, (size_t)size + 1);
    size_t unpacked = ZSTD_decompressDCtx(store->decompressor, out->data + out->len,
                                          (size_t)size, packed.data, packed.len);
    if (ZSTD_isError(unpacked) || unpacked != size)
        return false;
    out->len += unpacked;
    out->data[out->len] = '\0';
    return true;
}

/* ---- cache ------------------------------------------------------------- */

static size_t cache_slot(const Cache *cache, uint32_t key)
{
    size_t slot = (key * 2654435761u) & (cache->slot_count - 1);
    while (cache->slots[slot] && cache->entries[cache->slots[slot] - 1].key != key)
        slot = (slot + 1) & (cache->slot_count - 1);
    return slot;
}

static void cache_rehash(Cache *cache, size_t slot_count)
{
    free(cache->slots);
    cache->slots = mem_alloc_array(slot_count, sizeof(*cache->slots));
    cache->slot_count = slot_count;
    for (size_t i = 0; i < cache->count; i++)
        cache->slots[cache_slot(cache, cache->entries[i].key)] = (uint32_t)(i + 1);
}

void *cache_find(Cache *cache, uint32_t key)
{
    if (!cache->slot_count)
        return NULL;
    uint32_t index = cache->slots[cache_slot(cache, key)];
    if (!index)
        return NULL;
    CacheEntry *entry = &cache->entries[index - 1];
    entry->used = ++cache->clock;
    return entry->data;
}

void cache_add(Cache *cache, uint32_t key, void *data, size_t bytes)
{
    if (2 * (cache->count + 1) > cache->slot_count)
        cache_rehash(cache, MAX((size_t)16, 2 * cache->slot_count));
    cache->entries = mem_grow(cache->entries, &cache->capacity, cache->count + 1,
                              sizeof(*cache->entries));
    cache->entries[cache->count++] = (CacheEntry){key, ++cache->clock, bytes, data};
    cache->slots[cache_slot(cache, key)] = (uint32_t)cache->count;
    cache->bytes += bytes;
}

static int compare_newest_first(const void *a, const void *b)
{
    uint64_t used_a = ((const CacheEntry *)a)->used;
    uint64_t used_b = ((const CacheEntry *)b)->used;
    return (used_a < used_b) - (used_a > used_b);
}

void cache_trim(Cache *cache)
{
    if (cache->bytes <= cache->budget)
        return;
    qsort(cache->entries, cache->count, sizeof(*cache->entries), compare_newest_first);
    while (cache->count && cache->bytes > cache->budget) {
        CacheEntry *last = &cache->entries[--cache->count];
        cache->bytes -= last->bytes;
        free(last->data);
    }
    cache_rehash(cache, cache->slot_count);
}

void cache_clear(Cache *cache)
{
    for (size_t i = 0; i < cache->count; i++)
        free(cache->entries[i].data);
    free(cache->entries);
    free(cache->slots);
    *cache = (Cache){.budget = cache->budget};
}
