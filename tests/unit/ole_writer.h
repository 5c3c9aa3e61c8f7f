/* Writes compound files, and Word 97 documents in them, into memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_OLE_WRITER_H
#define TESTS_OLE_WRITER_H

#include <piyue/base.h>
#include <piyue/text.h>

#include <string.h>

#define OLE_SECTOR ((size_t)512)
#define OLE_MINI ((size_t)64)
#define OLE_CUTOFF ((size_t)4096)
#define OLE_END 0xFFFFFFFEu
#define OLE_FREE 0xFFFFFFFFu

static inline void put_le(StrBuf *buf, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        strbuf_append_byte(buf, (char)(value >> (8 * i) & 0xFF));
}

static inline void set_le(StrBuf *buf, size_t off, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf->data[off + (size_t)i] = (char)(value >> (8 * i) & 0xFF);
}

static inline void pad(StrBuf *buf, size_t len)
{
    while (buf->len < len)
        strbuf_append_byte(buf, '\0');
}

typedef struct OleStream {
    const char *name;
    Str bytes;
} OleStream;

/* Appends sectors that hold `bytes` and their chain; the first sector of them. */
static inline uint32_t put_chain(StrBuf *sectors, StrBuf *fat, Str bytes, size_t unit)
{
    uint32_t first = (uint32_t)(fat->len / 4), count = 0;
    for (size_t off = 0; off < bytes.len; off += unit, count++) {
        strbuf_append_str(sectors, str_slice(bytes, off, off + unit));
        pad(sectors, (size_t)(first + count + 1) * unit);
    }
    for (uint32_t i = 0; i < count; i++)
        put_le(fat, i + 1 < count ? first + i + 1 : OLE_END, 4);
    return count ? first : OLE_END;
}

static inline void put_entry(StrBuf *directory, const char *name, int type,
                             uint32_t right, uint32_t child, uint32_t first, size_t bytes)
{
    size_t start = directory->len;
    for (const char *c = name; *c; c++)
        put_le(directory, (unsigned char)*c, 2);
    pad(directory, start + 64);
    put_le(directory, (strlen(name) + 1) * 2, 2);
    put_le(directory, (uint64_t)type, 1);
    put_le(directory, 1, 1);
    put_le(directory, OLE_FREE, 4);
    put_le(directory, right, 4);
    put_le(directory, child, 4);
    pad(directory, start + 116);
    put_le(directory, first, 4);
    put_le(directory, bytes, 8);
}

/* A compound file of streams in the root: small ones in the stream for these. */
static inline void ole_write(const OleStream *streams, size_t count, StrBuf *out)
{
    StrBuf sectors = {0}, fat = {0}, mini = {0}, mini_fat = {0}, directory = {0};
    uint32_t first[16];
    for (size_t i = 0; i < count; i++)
        first[i] = streams[i].bytes.len < OLE_CUTOFF
                       ? put_chain(&mini, &mini_fat, streams[i].bytes, OLE_MINI)
                       : put_chain(&sectors, &fat, streams[i].bytes, OLE_SECTOR);
    uint32_t mini_first = put_chain(&sectors, &fat, strbuf_get(&mini), OLE_SECTOR);
    uint32_t mini_fat_first =
        put_chain(&sectors, &fat, strbuf_get(&mini_fat), OLE_SECTOR);
    put_entry(&directory, "Root Entry", 5, OLE_FREE, 1, mini_first, mini.len);
    for (size_t i = 0; i < count; i++)
        put_entry(&directory, streams[i].name, 2,
                  i + 1 < count ? (uint32_t)i + 2 : OLE_FREE, OLE_FREE, first[i],
                  streams[i].bytes.len);
    uint32_t directory_first =
        put_chain(&sectors, &fat, strbuf_get(&directory), OLE_SECTOR);
    /* The table lists its own sectors as well. */
    size_t fat_sectors = 1;
    while ((fat.len / 4 + fat_sectors) * 4 > fat_sectors * OLE_SECTOR)
        fat_sectors++;
    uint32_t fat_first = (uint32_t)(fat.len / 4);
    for (size_t i = 0; i < fat_sectors; i++)
        put_le(&fat, 0xFFFFFFFD, 4);
    while (fat.len < fat_sectors * OLE_SECTOR)
        put_le(&fat, OLE_FREE, 4);
    strbuf_append(out, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    pad(out, 24);
    put_le(out, 0x3E, 2);
    put_le(out, 3, 2);
    put_le(out, 0xFFFE, 2);
    put_le(out, 9, 2);
    put_le(out, 6, 2);
    pad(out, 0x2C);
    put_le(out, fat_sectors, 4);
    put_le(out, directory_first, 4);
    put_le(out, 0, 4);
    put_le(out, OLE_CUTOFF, 4);
    put_le(out, mini_fat_first, 4);
    put_le(out, mini_fat.len ? 1 : 0, 4);
    put_le(out, OLE_END, 4);
    put_le(out, 0, 4);
    for (size_t i = 0; i < 109; i++)
        put_le(out, i < fat_sectors ? fat_first + i : OLE_FREE, 4);
    strbuf_append_str(out, strbuf_get(&sectors));
    strbuf_append_str(out, strbuf_get(&fat));
    strbuf_clear(&sectors);
    strbuf_clear(&fat);
    strbuf_clear(&mini);
    strbuf_clear(&mini_fat);
    strbuf_clear(&directory);
}

static inline void put_utf16(StrBuf *out, const char *text)
{
    Str str = str_from(text);
    for (size_t off = 0; off < str.len;) {
        char32_t c = utf8_next(str, &off);
        if (c >= 0x10000) {
            put_le(out, 0xD800 + ((c - 0x10000) >> 10), 2);
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        put_le(out, c, 2);
    }
}

#endif
