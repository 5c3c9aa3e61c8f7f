/* The characters of a Word 97 document, and what is said of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/doc.h"

#include <stdlib.h>

#define FIB_TABLES 154 /* offset of the first pair: place, bytes */
#define PAGE_BYTES 512

Str doc_get_table(const Doc *doc, DocTable table)
{
    Str main = strbuf_get(&doc->main);
    uint64_t pair = FIB_TABLES + (uint64_t)table * 8;
    uint64_t off = doc_u32(main, pair), bytes = doc_u32(main, pair + 4);
    if (pair + 8 > main.len || off + bytes > doc->table.len)
        return (Str){0};
    return str_slice(strbuf_get(&doc->table), off, off + bytes);
}

/* ---- pieces ------------------------------------------------------------ */

static bool set_damaged(const Doc *doc, Error *err)
{
    return error_set(err, ERR_FORMAT, _("%s is damaged: its text cannot be found"),
                     doc->source->name);
}

#define PIECE_BYTES 8
#define FC_NARROW 0x40000000u

/* The piece descriptors in the table of pieces; behind what quick saves put in front. */
static Str find_pieces(Str clx)
{
    size_t off = 0;
    while (off < clx.len && doc_u8(clx, off) == 1)
        off += 3 + doc_u16(clx, off + 1);
    if (doc_u8(clx, off) != 2)
        return (Str){0};
    size_t bytes = doc_u32(clx, off + 1);
    return str_slice(clx, off + 5, size_add(off + 5, bytes));
}

bool doc_read_pieces(Doc *doc, Error *err)
{
    Str table = find_pieces(doc_get_table(doc, DOC_PIECES));
    if (table.len < 4 + 4 + PIECE_BYTES)
        return set_damaged(doc, err);
    size_t count = (table.len - 4) / (4 + PIECE_BYTES);
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t start = doc_u32(table, i * 4), end = doc_u32(table, i * 4 + 4);
        uint32_t place = doc_u32(table, (count + 1) * 4 + i * PIECE_BYTES + 2);
        bool is_narrow = place & FC_NARROW;
        uint64_t off = place & ~FC_NARROW;
        if (is_narrow)
            off /= 2;
        uint64_t bytes = (uint64_t)(end - start) * (is_narrow ? 1 : 2);
        total += bytes;
        /* Pieces do not overlap: more text than the stream has is a trap. */
        if (end < start || (i == 0 && start != 0) || off + bytes > doc->main.len ||
            total > doc->main.len)
            return set_damaged(doc, err);
        doc->pieces = mem_grow(doc->pieces, &doc->piece_capacity, doc->piece_count + 1,
                               sizeof(doc->pieces[0]));
        doc->pieces[doc->piece_count++] = (Piece){
            .start = start, .end = end, .off = (uint32_t)off, .is_narrow = is_narrow};
        doc->char_count = end;
    }
    return true;
}

size_t doc_find_piece(const Doc *doc, uint32_t cp)
{
    size_t low = 0, high = doc->piece_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (doc->pieces[middle].end <= cp)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* 0x80–0x9F of Windows-1252; what is not assigned is itself. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178,
};

uint32_t doc_get_char(const Doc *doc, const Piece *piece, uint32_t cp, uint32_t *off)
{
    Str main = strbuf_get(&doc->main);
    uint32_t index = cp - piece->start;
    if (!piece->is_narrow) {
        *off = piece->off + index * 2;
        return doc_u16(main, *off);
    }
    *off = piece->off + index;
    uint32_t byte = doc_u8(main, *off);
    return byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte;
}

/* ---- properties -------------------------------------------------------- */

static void add(Properties *properties, Property property)
{
    if (property.end <= property.start)
        return;
    properties->items = mem_grow(properties->items, &properties->capacity,
                                 properties->count + 1, sizeof(properties->items[0]));
    properties->items[properties->count++] = property;
}

/* What is said of one run of a page, `entry` being where the page says it. */
static Property read_run(Str page, size_t entry)
{
    size_t off = doc_u8(page, entry) * 2;
    size_t bytes = off ? doc_u8(page, off) : 0;
    return (Property){.sprms = str_slice(page, off + 1, off + 1 + bytes)};
}

static Property read_paragraph(Str page, size_t entry)
{
    size_t off = doc_u8(page, entry) * 2;
    if (!off)
        return (Property){0};
    size_t words = doc_u8(page, off), bytes;
    if (words) {
        bytes = words * 2 - 1;
    } else {
        off++;
        bytes = doc_u8(page, off) * 2;
    }
    return (Property){.style = doc_u16(page, off + 1),
                      .sprms = bytes > 2 ? str_slice(page, off + 3, off + 1 + bytes)
                                         : (Str){0}};
}

/* A page of 512 bytes: the offsets of its runs, where each one's are, their count. */
static void read_page(Doc *doc, uint32_t number, Properties *properties)
{
    bool is_of_paragraphs = properties == &doc->paragraphs;
    size_t start = (size_t)number * PAGE_BYTES;
    Str page = str_slice(strbuf_get(&doc->main), start, start + PAGE_BYTES);
    if (page.len < PAGE_BYTES)
        return;
    size_t count = doc_u8(page, PAGE_BYTES - 1);
    size_t entry_bytes = is_of_paragraphs ? 13 : 1;
    if ((count + 1) * 4 + count * entry_bytes > PAGE_BYTES)
        return;
    for (size_t i = 0; i < count; i++) {
        size_t entry = (count + 1) * 4 + i * entry_bytes;
        Property property =
            is_of_paragraphs ? read_paragraph(page, entry) : read_run(page, entry);
        property.start = doc_u32(page, i * 4);
        property.end = doc_u32(page, i * 4 + 4);
        add(properties, property);
    }
}

static int compare_properties(const void *a, const void *b)
{
    uint32_t left = ((const Property *)a)->start, right = ((const Property *)b)->start;
    return (left > right) - (left < right);
}

static void read_pages(Doc *doc, DocTable table, Properties *properties)
{
    Str plc = doc_get_table(doc, table);
    size_t count = plc.len >= 4 ? (plc.len - 4) / 8 : 0;
    size_t pages = doc->main.len / PAGE_BYTES;
    /* No page is named twice; a table that does so is no reason to read it so often. */
    for (size_t i = 0; i < MIN(count, pages); i++)
        read_page(doc, doc_u32(plc, (count + 1) * 4 + i * 4) & 0x3FFFFF, properties);
    if (properties->count)
        qsort(properties->items, properties->count, sizeof(Property), compare_properties);
}

void doc_read_properties(Doc *doc)
{
    read_pages(doc, DOC_CHARACTER_PAGES, &doc->runs);
    read_pages(doc, DOC_PARAGRAPH_PAGES, &doc->paragraphs);
}

const Property *properties_find(const Properties *properties, uint32_t off)
{
    size_t low = 0, high = properties->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (properties->items[middle].end <= off)
            low = middle + 1;
        else
            high = middle;
    }
    const Property *found = low < properties->count ? &properties->items[low] : NULL;
    return found && found->start <= off ? found : NULL;
}

bool sprm_next(Str *rest, Sprm *sprm)
{
    if (rest->len < 3)
        return false;
    static const size_t sizes[8] = {1, 1, 2, 4, 2, 2, 0, 3};
    enum { TABLE_DEFINITION = 0xD608 };
    sprm->code = doc_u16(*rest, 0);
    size_t start = 2, bytes = sizes[sprm->code >> 13];
    if (sprm->code == TABLE_DEFINITION) {
        bytes = doc_u16(*rest, 2);
        bytes = bytes ? bytes - 1 : 0;
        start = 4;
    } else if (!bytes) {
        bytes = doc_u8(*rest, 2);
        start = 3;
    }
    sprm->operand = str_slice(*rest, start, start + bytes);
    bool is_whole = sprm->operand.len == bytes;
    *rest = str_slice(*rest, start + bytes, rest->len);
    return is_whole;
}
