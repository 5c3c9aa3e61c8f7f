/* Where a passage of a file is in its document.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/place.h"

#include <piyue/anchor.h>
#include <piyue/text.h>

uint64_t *place_count_before(Document *document)
{
    uint64_t *before =
        mem_alloc_array((size_t)document->block_count + 1, sizeof(*before));
    uint64_t codepoints = 0;
    for (uint32_t i = 0; i < document->block_count; i++) {
        if (i && !(document_get_block(document, i).flags & BLOCK_CONTINUED))
            codepoints++;
        before[i] = codepoints;
        codepoints += utf8_count_codepoints(document_get_text(document, i));
        if (i % 64 == 63)
            document_trim(document);
    }
    before[document->block_count] = codepoints;
    return before;
}

/* The place of a position: an end may be behind the last character of its block. */
static bool find_pos(const Document *document, const uint64_t *before, uint64_t position,
                     bool is_end, Pos *pos)
{
    uint32_t low = 0, high = document->block_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (before[middle] < position || (!is_end && before[middle] == position))
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        return false;
    Str text = document_get_text(document, low - 1);
    uint64_t inside = position - before[low - 1];
    if (inside > utf8_count_codepoints(text))
        return false;
    *pos = (Pos){low - 1, (uint32_t)utf8_offset_of(text, (size_t)inside)};
    return true;
}

static bool find_position(Document *document, const uint64_t *before,
                          const Foreign *foreign, Range *range)
{
    Str exact = foreign->annotation.selector.exact;
    if (!foreign->has_position || foreign->start >= foreign->end ||
        foreign->end > before[document->block_count] ||
        !find_pos(document, before, foreign->start, false, &range->start) ||
        !find_pos(document, before, foreign->end, true, &range->end))
        return false;
    StrBuf there = {0};
    document_append_range(document, *range, STR("\n"), &there);
    bool is_there = !exact.len || str_is_equal(strbuf_get(&there), exact);
    strbuf_clear(&there);
    return is_there;
}

bool place_find(Document *document, const uint64_t *before, const Foreign *foreign,
                Range *range)
{
    const Selector *selector = &foreign->annotation.selector;
    double score = 0;
    Error ignored = {0};
    if (foreign->annotation.is_orphan)
        return false;
    if (find_position(document, before, foreign, range))
        return true;
    if (!selector->exact.len)
        return false;
    bool is_found =
        selector_resolve(document, selector, range, &score) != ANCHOR_ORPHAN ||
        quote_find(document, selector->exact, range, &ignored);
    error_clear(&ignored);
    return is_found && !range_is_empty(*range);
}
