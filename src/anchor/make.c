/* Making selectors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/anchor.h>

#include "anchor/make.h"

#include <piyue/text.h>

#define SNAP_CODEPOINTS 8 /* how near a sentence's end must be to the cut */

static bool is_hidden(const Document *document, uint32_t block)
{
    return document_get_block(document, block).flags & BLOCK_HIDDEN;
}

void append_visible(const Document *document, Range range, StrBuf *out)
{
    bool with_hidden =
        is_hidden(document, range.start.block) || is_hidden(document, range.end.block);
    for (uint32_t block = range.start.block; block <= range.end.block; block++) {
        BlockInfo info = document_get_block(document, block);
        if ((info.flags & BLOCK_HIDDEN) && !with_hidden)
            continue;
        if (block > range.start.block && !(info.flags & BLOCK_CONTINUED))
            strbuf_append_byte(out, '\n');
        Str text = document_get_text(document, block);
        size_t start = block == range.start.block ? range.start.off : 0;
        size_t end = block == range.end.block ? range.end.off : text.len;
        strbuf_append_str(out, str_slice(text, start, end));
    }
}

static bool ends_sentence(char32_t codepoint)
{
    switch (codepoint) {
    case U'。':
    case U'！':
    case U'？':
    case U'；':
    case U'!':
    case U'?':
    case U'\n':
        return true;
    default:
        return false;
    }
}

/* Behind the first sentence end (and what closes behind it) in [from, to), or from. */
static size_t find_sentence_end(Str text, size_t from, size_t to)
{
    for (size_t off = from; off < to;) {
        if (!ends_sentence(utf8_next(text, &off)))
            continue;
        for (size_t next = off; next < text.len; off = next)
            if (!text_is_closing(utf8_next(text, &next)))
                break;
        return off;
    }
    return from;
}

static Str cut_prefix(Str text)
{
    size_t codepoints = utf8_count_codepoints(text);
    if (codepoints <= ANCHOR_CONTEXT_CODEPOINTS)
        return text;
    size_t cut = utf8_offset_of(text, codepoints - ANCHOR_CONTEXT_CODEPOINTS);
    size_t start = cluster_snap(text, cut);
    if (start < cut) {
        Cluster cluster;
        cluster_next(text, &start, &(WidthPolicy){0}, &cluster);
    }
    Str prefix = str_slice(text, start, text.len);
    size_t near = utf8_offset_of(prefix, SNAP_CODEPOINTS);
    return str_slice(prefix, find_sentence_end(prefix, 0, near), prefix.len);
}

static Str cut_suffix(Str text)
{
    size_t cut = utf8_offset_of(text, ANCHOR_CONTEXT_CODEPOINTS);
    if (cut == text.len)
        return text;
    Str suffix = str_slice(text, 0, cluster_snap(text, cut));
    size_t near = utf8_offset_of(suffix, ANCHOR_CONTEXT_CODEPOINTS - SNAP_CODEPOINTS);
    size_t end = find_sentence_end(suffix, near, suffix.len);
    return end > near ? str_slice(suffix, 0, end) : suffix;
}

/* More bytes than the context can have in code points, whatever they are. */
#define CONTEXT_BYTES ((size_t)8 * ANCHOR_CONTEXT_CODEPOINTS)

static Str make_prefix(const Document *document, Pos pos, Arena *arena)
{
    uint32_t block = pos.block;
    size_t bytes = pos.off;
    for (uint32_t i = 0; block > 0 && bytes < CONTEXT_BYTES && i < MAX_CONTEXT_BLOCKS;
         i++)
        if (!is_hidden(document, --block))
            bytes += document_get_block(document, block).bytes;
    while (block < pos.block && is_hidden(document, block))
        block++;
    StrBuf text = {0};
    append_visible(document, (Range){{block, 0}, pos}, &text);
    Str prefix = arena_str(arena, cut_prefix(strbuf_get(&text)));
    strbuf_clear(&text);
    return prefix;
}

static Str make_suffix(const Document *document, Pos pos, Arena *arena)
{
    uint32_t block = pos.block, last = pos.block;
    size_t bytes = document_get_block(document, block).bytes - pos.off;
    for (uint32_t i = 0; block + 1 < document->block_count && bytes < CONTEXT_BYTES &&
                         i < MAX_CONTEXT_BLOCKS;
         i++) {
        if (is_hidden(document, ++block))
            continue;
        bytes += document_get_block(document, block).bytes;
        last = block;
    }
    StrBuf text = {0};
    Pos end = {last, document_get_block(document, last).bytes};
    append_visible(document, (Range){pos, end}, &text);
    Str suffix = arena_str(arena, cut_suffix(strbuf_get(&text)));
    strbuf_clear(&text);
    return suffix;
}

Selector selector_make(const Document *document, Range range, Arena *arena)
{
    BUG_ON(range_is_empty(range) || range.end.block >= document->block_count);
    Selector selector = {.range = range};
    StrBuf text = {0};
    append_visible(document, range, &text);
    selector.exact = arena_str(arena, strbuf_get(&text));
    strbuf_reset(&text);
    document_append_path(document, range.start.block, STR("\n"), &text);
    selector.headings = arena_str(arena, strbuf_get(&text));
    strbuf_clear(&text);
    selector.prefix = make_prefix(document, range.start, arena);
    selector.suffix = make_suffix(document, range.end, arena);
    return selector;
}
