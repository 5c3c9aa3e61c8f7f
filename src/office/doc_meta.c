/* What an old office document says of itself.
 * Source: [MS-OLEPS].
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/doc.h"

#include <string.h>
#include <time.h>

#include <piyue/text.h>

enum { PROPERTY_CODEPAGE = 1, PROPERTY_TITLE = 2, PROPERTY_AUTHOR = 4 };
enum { PROPERTY_CREATED = 12, PROPERTY_SAVED = 13 };
enum { TYPE_TEXT = 30, TYPE_WIDE_TEXT = 31, TYPE_TIME = 64 };
#define MAX_PROPERTIES 1000
#define MAX_TEXT_BYTES 1000

const char *doc_encoding_of_codepage(unsigned codepage)
{
    static const struct {
        unsigned codepage;
        const char *encoding;
    } rows[] = {
        {936, "GB18030"},       {54936, "GB18030"},      {950, "Big5-HKSCS"},
        {932, "Shift_JIS"},     {949, "EUC-KR"},         {1251, "Windows-1251"},
        {1252, "Windows-1252"}, {10000, "Windows-1252"}, {65001, "UTF-8"},
        {1200, "UTF-16LE"},     {10008, "GB18030"},      {20936, "GB18030"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (rows[i].codepage == codepage)
            return rows[i].encoding;
    return NULL;
}

/* Without the NULs at the end. */
static Str cut_nuls(Str bytes, size_t unit)
{
    size_t len = 0;
    for (; len + unit <= bytes.len; len += unit) {
        bool is_end = true;
        for (size_t i = 0; i < unit; i++)
            is_end &= bytes.data[len + i] == '\0';
        if (is_end)
            break;
    }
    return str_slice(bytes, 0, len);
}

static void set_text(Paper *paper, MetaField field, Str bytes, const char *encoding)
{
    StrBuf text = {0};
    uint64_t replaced = 0;
    Error err = {0};
    if (encoding && source_decode_bytes(bytes, encoding, &text, &replaced, &err) &&
        !replaced)
        paper_set_meta(paper, field, strbuf_get(&text));
    error_clear(&err);
    strbuf_clear(&text);
}

/* 100 ns since 1601, as a date. */
static void set_time(Paper *paper, Str section, size_t off)
{
    uint64_t ticks = doc_u32(section, off) | (uint64_t)doc_u32(section, off + 4) << 32;
    time_t seconds = (time_t)(ticks / 10000000) - 11644473600;
    struct tm date;
    /* Before 1980 it is none: nobody set the clock. */
    if (seconds < 315532800 || !gmtime_r(&seconds, &date) || date.tm_year > 300)
        return;
    StrBuf text = {0};
    strbuf_appendf(&text, "%04d-%02d-%02d", date.tm_year + 1900, date.tm_mon + 1,
                   date.tm_mday);
    paper_set_meta(paper, META_DATE, strbuf_get(&text));
    strbuf_clear(&text);
}

static void read_property(Str section, uint32_t id, size_t off, unsigned codepage,
                          Paper *paper)
{
    uint32_t type = doc_u32(section, off);
    if ((id == PROPERTY_CREATED || id == PROPERTY_SAVED) && type == TYPE_TIME) {
        set_time(paper, section, off + 4);
        return;
    }
    if (id != PROPERTY_TITLE && id != PROPERTY_AUTHOR)
        return;
    size_t unit = type == TYPE_WIDE_TEXT || codepage == 1200 ? 2 : 1;
    size_t bytes = doc_u32(section, off + 4);
    if (type == TYPE_WIDE_TEXT)
        bytes = MIN(bytes, (uint32_t)MAX_TEXT_BYTES) * 2;
    else if (type != TYPE_TEXT)
        return;
    Str value = str_slice(section, off + 8, off + 8 + MIN(bytes, MAX_TEXT_BYTES * 2u));
    set_text(paper, id == PROPERTY_TITLE ? META_TITLE : META_AUTHOR,
             cut_nuls(value, unit),
             unit == 2 ? "UTF-16LE" : doc_encoding_of_codepage(codepage));
}

void doc_read_summary(Str stream, Paper *paper)
{
    if (doc_u16(stream, 0) != 0xFFFE || !doc_u32(stream, 24))
        return;
    Str section = str_slice(stream, doc_u32(stream, 44), stream.len);
    size_t count = MIN(doc_u32(section, 4), (uint32_t)MAX_PROPERTIES);
    unsigned codepage = 1252;
    for (size_t i = 0; i < count; i++)
        if (doc_u32(section, 8 + i * 8) == PROPERTY_CODEPAGE)
            codepage = doc_u16(section, (uint64_t)doc_u32(section, 12 + i * 8) + 4);
    for (size_t i = 0; i < count; i++)
        read_property(section, doc_u32(section, 8 + i * 8), doc_u32(section, 12 + i * 8),
                      codepage, paper);
}
