/* Positions and ranges.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/model.h>

int pos_compare(Pos a, Pos b)
{
    if (a.block != b.block)
        return a.block < b.block ? -1 : 1;
    return (a.off > b.off) - (a.off < b.off);
}

bool range_is_empty(Range range)
{
    return pos_compare(range.start, range.end) >= 0;
}

bool range_contains(Range range, Pos pos)
{
    return pos_compare(range.start, pos) <= 0 && pos_compare(pos, range.end) < 0;
}

bool range_overlaps(Range a, Range b)
{
    return pos_compare(a.start, b.end) < 0 && pos_compare(b.start, a.end) < 0;
}

void document_append_range(const Document *document, Range range, Str separator,
                           StrBuf *out)
{
    for (uint32_t block = range.start.block;
         block <= range.end.block && block < document->block_count; block++) {
        BlockInfo info = document_get_block(document, block);
        if (block > range.start.block && !(info.flags & BLOCK_CONTINUED))
            strbuf_append_str(out, separator);
        Str text = document_get_text(document, block);
        size_t start = block == range.start.block ? range.start.off : 0;
        size_t end = block == range.end.block ? range.end.off : text.len;
        strbuf_append_str(out, str_slice(text, start, end));
    }
}

/* Those that begin before a block. */
static size_t count_marks_before(const MarkCounts *counts, uint32_t block)
{
    size_t low = 0, high = counts->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (counts->rows[middle].block < block)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? counts->rows[low - 1].before + counts->rows[low - 1].here : 0;
}

size_t mark_counts_get(const MarkCounts *counts, uint32_t first, uint32_t end)
{
    return count_marks_before(counts, end) - count_marks_before(counts, first);
}
