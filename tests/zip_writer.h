/* Writes ZIP archives into memory, also such as no archiver would.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_ZIP_WRITER_H
#define TESTS_ZIP_WRITER_H

#include <piyue/base.h>

#define ZIP_FLAG_ENCRYPTED 1u
#define ZIP_FLAG_UTF8 0x800u

typedef struct ZipWriter {
    StrBuf data, directory;
    unsigned count;
} ZipWriter;

/* One entry; what is 0 is filled in as an archiver does. */
typedef struct ZipEntry {
    Str name, content;
    Str packed;        /* deflated; none: stored as it is */
    unsigned flags;    /* of the format; UTF-8 names where 0 */
    bool has_no_flags; /* … or really none */
    uint32_t crc;
    uint32_t size;      /* that it is said to have */
    uint32_t unix_mode; /* S_IFLNK | 0777 … */
    unsigned method;    /* 0: told from packed */
} ZipEntry;

static inline void zip_put(StrBuf *buf, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        strbuf_append_byte(buf, (char)(value >> (8 * i) & 0xFF));
}

/* CRC-32 of ISO 3309, bit by bit. */
static inline uint32_t zip_crc(Str bytes)
{
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (unsigned char)bytes.data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

static inline void zip_writer_add_entry(ZipWriter *writer, const ZipEntry *entry)
{
    Str stored = entry->packed.len ? entry->packed : entry->content;
    unsigned method = entry->method ? entry->method : entry->packed.len ? 8 : 0;
    unsigned flags = entry->has_no_flags ? 0
                     : entry->flags      ? entry->flags
                                         : ZIP_FLAG_UTF8;
    uint32_t crc = entry->crc ? entry->crc : zip_crc(entry->content);
    uint64_t size = entry->size ? entry->size : entry->content.len;
    uint64_t off = writer->data.len;
    StrBuf common = {0};
    zip_put(&common, 20, 2);
    zip_put(&common, flags, 2);
    zip_put(&common, method, 2);
    zip_put(&common, 0x21 << 16, 4);
    zip_put(&common, crc, 4);
    zip_put(&common, stored.len, 4);
    zip_put(&common, size, 4);
    zip_put(&common, entry->name.len, 2);
    zip_put(&common, 0, 2);

    zip_put(&writer->data, 0x04034B50, 4);
    strbuf_append_str(&writer->data, strbuf_get(&common));
    strbuf_append_str(&writer->data, entry->name);
    strbuf_append_str(&writer->data, stored);

    zip_put(&writer->directory, 0x02014B50, 4);
    zip_put(&writer->directory, entry->unix_mode ? 3 << 8 | 20 : 20, 2);
    strbuf_append_str(&writer->directory, strbuf_get(&common));
    zip_put(&writer->directory, 0, 6); /* comment, disk, internal attributes */
    zip_put(&writer->directory, (uint64_t)entry->unix_mode << 16, 4);
    zip_put(&writer->directory, off, 4);
    strbuf_append_str(&writer->directory, entry->name);
    strbuf_clear(&common);
    writer->count++;
}

static inline void zip_writer_add(ZipWriter *writer, const char *name, Str content)
{
    zip_writer_add_entry(writer, &(ZipEntry){.name = str_from(name), .content = content});
}

/* Puts the directory behind the entries: the archive is whole. */
static inline Str zip_writer_finish(ZipWriter *writer)
{
    uint64_t off = writer->data.len;
    strbuf_append_str(&writer->data, strbuf_get(&writer->directory));
    zip_put(&writer->data, 0x06054B50, 4);
    zip_put(&writer->data, 0, 4);
    zip_put(&writer->data, writer->count, 2);
    zip_put(&writer->data, writer->count, 2);
    zip_put(&writer->data, writer->directory.len, 4);
    zip_put(&writer->data, off, 4);
    zip_put(&writer->data, 0, 2);
    return strbuf_get(&writer->data);
}

static inline void zip_writer_clear(ZipWriter *writer)
{
    strbuf_clear(&writer->data);
    strbuf_clear(&writer->directory);
    writer->count = 0;
}

/* ---- deflated runs ----------------------------------------------------- */

typedef struct ZipBits {
    StrBuf bytes;
    unsigned value;
    int count;
} ZipBits;

static inline void zip_put_bit(ZipBits *bits, unsigned bit)
{
    bits->value |= bit << bits->count;
    if (++bits->count == 8) {
        strbuf_append_byte(&bits->bytes, (char)bits->value);
        bits->value = 0;
        bits->count = 0;
    }
}

/* A code of Huffman: its first bit is the highest. */
static inline void zip_put_code(ZipBits *bits, unsigned code, int len)
{
    while (len-- > 0)
        zip_put_bit(bits, code >> len & 1);
}

/* Appends 1 + 258 * `runs` letters "a" as one deflate block of fixed codes (RFC 1951,
 * 3.2.6): a literal, then runs of the greatest length at a distance of one. */
static inline void zip_deflate_run(size_t runs, StrBuf *out)
{
    ZipBits bits = {0};
    zip_put_bit(&bits, 1); /* the last block */
    zip_put_bit(&bits, 1); /* of fixed codes */
    zip_put_bit(&bits, 0);
    zip_put_code(&bits, 0x30 + 'a', 8);
    for (size_t i = 0; i < runs; i++) {
        zip_put_code(&bits, 0xC0 + 285 - 280, 8);
        zip_put_code(&bits, 0, 5);
    }
    zip_put_code(&bits, 0, 7); /* the end */
    while (bits.count)
        zip_put_bit(&bits, 0);
    strbuf_append_str(out, strbuf_get(&bits.bytes));
    strbuf_clear(&bits.bytes);
}

#endif
