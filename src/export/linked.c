/* JSON-LD piece by piece.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/linked.h"

#include <piyue/text.h>

#include <inttypes.h>
#include <stdlib.h>

/* ---- positions --------------------------------------------------------------- */

void positions_load(Positions *positions, Document *document)
{
    if (positions->doc == document->id && positions->before)
        return;
    free(positions->before);
    positions->doc = document->id;
    positions->count = document->block_count;
    positions->before =
        mem_alloc_array((size_t)document->block_count + 1, sizeof(*positions->before));
    uint64_t codepoints = 0;
    for (uint32_t i = 0; i < document->block_count; i++) {
        if (i && !(document_get_block(document, i).flags & BLOCK_CONTINUED))
            codepoints++;
        positions->before[i] = codepoints;
        codepoints += utf8_count_codepoints(document_get_text(document, i));
        if (i % 64 == 63)
            document_trim(document);
    }
    document_trim(document);
}

uint64_t positions_find(const Positions *positions, const Document *document, Pos pos)
{
    if (pos.block >= positions->count)
        return 0;
    Str text = document_get_text(document, pos.block);
    return positions->before[pos.block] +
           utf8_count_codepoints(str_slice(text, 0, pos.off));
}

/* ---- writing JSON ---------------------------------------------------------------- */

void linked_add_name(StrBuf *out, const char *name)
{
    char last = out->data[out->len - 1];
    if (last != '{' && last != '[')
        strbuf_append_byte(out, ',');
    strbuf_append_json(out, str_from(name)); /* some names are the library's */
    strbuf_append_byte(out, ':');
}

void linked_add_item(StrBuf *out)
{
    char last = out->data[out->len - 1];
    if (last != '{' && last != '[')
        strbuf_append_byte(out, ',');
}

void linked_add_text(StrBuf *out, const char *name, Str value)
{
    linked_add_name(out, name);
    strbuf_append_json(out, value);
}

void linked_add_known(StrBuf *out, const char *name, Str value)
{
    if (value.len)
        linked_add_text(out, name, value);
}

void linked_add_time(StrBuf *out, const char *name, int64_t time_ms)
{
    if (!time_ms)
        return;
    int64_t part = time_ms % 1000;
    StrBuf text = {0};
    strbuf_append_rfc3339(&text, time_ms - part);
    if (part && str_has_suffix(strbuf_get(&text), STR("Z"))) {
        text.len--;
        strbuf_appendf(&text, ".%03dZ", (int)part);
    }
    linked_add_text(out, name, strbuf_get(&text));
    strbuf_clear(&text);
}

void linked_append_uid(StrBuf *out, Uid uid)
{
    static const size_t groups[] = {4, 2, 2, 2, 6};
    size_t at = 0;
    strbuf_append_text(out, "urn:uuid:");
    for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
        if (i)
            strbuf_append_byte(out, '-');
        strbuf_append_hex(out, uid.bytes + at, groups[i]);
        at += groups[i];
    }
}

/* base64url without padding. */
void linked_append_hash(StrBuf *out, const Hash *hash)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    strbuf_append_text(out, "ni:///sha-256;");
    uint32_t bits = 0;
    int held = 0;
    for (size_t i = 0; i < sizeof(hash->bytes); i++) {
        bits = (bits << 8 | hash->bytes[i]) & 0xffff;
        for (held += 8; held >= 6; held -= 6)
            strbuf_append_byte(out, digits[bits >> (held - 6) & 63]);
    }
    if (held)
        strbuf_append_byte(out, digits[bits << (6 - held) & 63]);
}

/* What has no place is of an edition that is not shown, and has no position. */
void linked_add_selectors(StrBuf *out, const Selector *selector, bool has_place,
                          const Positions *positions, const Document *document)
{
    linked_add_name(out, "selector");
    strbuf_append_text(out, "[{\"type\":\"TextQuoteSelector\"");
    linked_add_text(out, "exact", selector->exact);
    linked_add_known(out, "prefix", selector->prefix);
    linked_add_known(out, "suffix", selector->suffix);
    strbuf_append_byte(out, '}');
    if (has_place) {
        uint64_t start = positions_find(positions, document, selector->range.start);
        uint64_t end = positions_find(positions, document, selector->range.end);
        strbuf_appendf(out,
                       ",{\"type\":\"TextPositionSelector\",\"start\":%" PRIu64
                       ",\"end\":%" PRIu64 "}",
                       start, end);
    }
    strbuf_append_byte(out, ']');
}
