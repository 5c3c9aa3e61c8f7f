/* The visible text of a document without white space.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "anchor/flat.h"

#include <piyue/text.h>

#include <stdlib.h>

#define CORE_BYTES ((size_t)4 << 20)

void flat_init(Flat *flat, const Document *document, size_t margin_bytes)
{
    *flat = (Flat){.document = document, .margin_bytes = margin_bytes};
}

void flat_clear(Flat *flat)
{
    strbuf_clear(&flat->text);
    free(flat->pieces);
    *flat = (Flat){0};
}

void flat_squeeze(StrBuf *out, Str text)
{
    size_t run = 0; /* where the bytes not yet appended begin */
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        if (!text_is_space(utf8_next(text, &off)))
            continue;
        strbuf_append_str(out, str_slice(text, run, start));
        run = off;
    }
    strbuf_append_str(out, str_slice(text, run, text.len));
}

static bool is_visible(const Document *document, uint32_t block)
{
    return !(document_get_block(document, block).flags & BLOCK_HIDDEN);
}

/* Appends blocks from `block` on until `bytes` more are there; returns the next one. */
static uint32_t append_blocks(Flat *flat, uint32_t block, size_t bytes)
{
    size_t enough = size_add(flat->text.len, bytes);
    for (; block < flat->document->block_count && flat->text.len < enough; block++) {
        if (!is_visible(flat->document, block))
            continue;
        flat->pieces = mem_grow(flat->pieces, &flat->piece_capacity,
                                flat->piece_count + 1, sizeof(*flat->pieces));
        flat->pieces[flat->piece_count++] = (FlatPiece){flat->text.len, block};
        flat_squeeze(&flat->text, document_get_text(flat->document, block));
    }
    return block;
}

bool flat_next(Flat *flat)
{
    const Document *document = flat->document;
    if (flat->next_block >= document->block_count)
        return false;
    if (flat->next_block)
        document->source->trim(document->source_context);
    strbuf_reset(&flat->text);
    flat->piece_count = 0;

    uint32_t low = flat->next_block;
    for (size_t before = 0; low > 0 && before < flat->margin_bytes;) {
        low--;
        if (is_visible(document, low))
            before += document_get_block(document, low).bytes;
    }
    while (low < flat->next_block)
        low = append_blocks(flat, low, 1);
    flat->core_start = flat->text.len;
    flat->next_block = append_blocks(flat, low, CORE_BYTES);
    flat->core_end = flat->text.len;
    append_blocks(flat, flat->next_block, flat->margin_bytes);
    return true;
}

static const FlatPiece *find_piece(const Flat *flat, size_t off)
{
    size_t low = 0, high = flat->piece_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (flat->pieces[middle].off <= off)
            low = middle;
        else
            high = middle;
    }
    return &flat->pieces[low];
}

/* The byte of the block's text that stands at `off` of the flat text. */
static Pos find_pos(const Flat *flat, size_t off)
{
    const FlatPiece *piece = find_piece(flat, off);
    Str text = document_get_text(flat->document, piece->block);
    size_t squeezed = piece->off, place = 0;
    while (place < text.len) {
        size_t next = place;
        bool is_space = text_is_space(utf8_next(text, &next));
        if (!is_space && squeezed == off)
            break;
        if (!is_space)
            squeezed += next - place;
        place = next;
    }
    return (Pos){piece->block, (uint32_t)place};
}

Range flat_get_range(const Flat *flat, size_t start, size_t end)
{
    BUG_ON(start >= end || end > flat->text.len);
    Range range;
    range.start = find_pos(flat, start);
    Str text = document_get_text(flat->document, range.start.block);
    range.start.off = (uint32_t)cluster_snap(text, range.start.off);

    size_t last = end;
    utf8_previous(strbuf_get(&flat->text), &last);
    range.end = find_pos(flat, last);
    text = document_get_text(flat->document, range.end.block);
    size_t off = cluster_snap(text, range.end.off);
    Cluster cluster;
    cluster_next(text, &off, &(WidthPolicy){0}, &cluster);
    range.end.off = (uint32_t)off;
    return range;
}
