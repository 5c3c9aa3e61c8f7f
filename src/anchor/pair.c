/* What the edition before says about where a passage is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "anchor/pair.h"

#include "anchor/flat.h"
#include "anchor/make.h"

#include <piyue/text.h>

Pair pair_make(const Document *before, const Document *after)
{
    return (Pair){.before = before,
                  .after = after,
                  .alignment = before ? alignment_new(before, after) : NULL};
}

void pair_clear(Pair *pair)
{
    strbuf_clear(&pair->loose);
    alignment_free(pair->alignment);
}

static bool is_silent(const Document *document, uint32_t block)
{
    BlockInfo info = document_get_block(document, block);
    return (info.flags & BLOCK_HIDDEN) || !info.bytes;
}

/* The next block that is seen, in either direction; ALIGN_NONE at the edge. */
static uint32_t find_neighbour(const Document *document, uint32_t block, int step)
{
    for (uint32_t i = 0; i < MAX_CONTEXT_BLOCKS; i++) {
        if (step < 0 ? block == 0 : block + 1 >= document->block_count)
            return ALIGN_NONE;
        block = step < 0 ? block - 1 : block + 1;
        if (!is_silent(document, block))
            return block;
    }
    return ALIGN_NONE;
}

static bool has_same_neighbour(const Pair *pair, uint32_t before, uint32_t after,
                               int step)
{
    uint32_t was = find_neighbour(pair->before, before, step);
    uint32_t is = find_neighbour(pair->after, after, step);
    return was == ALIGN_NONE ? is == ALIGN_NONE : pair->alignment->to_after[was] == is;
}

static void read_loose(Pair *pair)
{
    StrBuf text = {0};
    for (uint32_t i = 0; i < pair->after->block_count; i++) {
        if (pair->alignment->to_before[i] == ALIGN_NONE && !is_silent(pair->after, i))
            flat_squeeze(&text, document_get_text(pair->after, i));
        if (i % 1024 == 1023)
            pair->after->source->trim(pair->after->source_context);
    }
    fold_text(&pair->loose, strbuf_get(&text));
    strbuf_clear(&text);
    pair->is_loose_read = true;
}

/* A paragraph that came through unchanged is the one that was there where it stands
 * between the same two as before. Elsewhere it may be a copy: the true one would then be
 * among what has changed, and if the words stand there, nobody can say which they are. */
static bool may_be_copy(Pair *pair, const Selector *selector, Range range)
{
    if (has_same_neighbour(pair, selector->range.start.block, range.start.block, -1) &&
        has_same_neighbour(pair, selector->range.end.block, range.end.block, +1))
        return false;
    if (!pair->is_loose_read)
        read_loose(pair);
    StrBuf quote = {0}, folded = {0};
    flat_squeeze(&quote, selector->exact);
    fold_text(&folded, strbuf_get(&quote));
    bool is_found =
        str_find(strbuf_get(&pair->loose), strbuf_get(&folded), 0) != STR_NONE;
    strbuf_clear(&quote);
    strbuf_clear(&folded);
    return is_found;
}

/* Does the quotation stand there to the letter (1), but for script and width (0), or not
 * at all (-1)? */
static int compare_place(const Pair *pair, const Selector *selector, Range range)
{
    StrBuf here = {0}, wanted = {0}, found = {0};
    append_visible(pair->after, range, &here);
    flat_squeeze(&found, strbuf_get(&here));
    flat_squeeze(&wanted, selector->exact);
    int alike = str_is_equal(strbuf_get(&wanted), strbuf_get(&found)) ? 1 : -1;
    if (alike < 0) {
        StrBuf folded_wanted = {0}, folded_found = {0};
        fold_text(&folded_wanted, strbuf_get(&wanted));
        fold_text(&folded_found, strbuf_get(&found));
        if (str_is_equal(strbuf_get(&folded_wanted), strbuf_get(&folded_found)))
            alike = 0;
        strbuf_clear(&folded_wanted);
        strbuf_clear(&folded_found);
    }
    strbuf_clear(&here);
    strbuf_clear(&wanted);
    strbuf_clear(&found);
    return alike;
}

bool pair_find_aligned(Pair *pair, const Selector *selector, AnchorResult *result)
{
    Range range;
    if (!pair->alignment || !alignment_map(pair->alignment, pair->before, pair->after,
                                           selector->range, &range))
        return false;
    int alike = compare_place(pair, selector, range);
    if (alike < 0)
        return false; /* the range was never that of the quotation */
    *result = (AnchorResult){alike ? ANCHOR_QUOTE : ANCHOR_FUZZY, range, 1.0};
    if (may_be_copy(pair, selector, range))
        result->how = ANCHOR_ORPHAN;
    return true;
}

bool pair_is_anothers(const Pair *pair, const Selector *selector, Range range)
{
    for (uint32_t i = range.start.block; pair->alignment && i <= range.end.block; i++) {
        uint32_t owner = pair->alignment->to_before[i];
        if (owner != ALIGN_NONE &&
            (owner < selector->range.start.block || owner > selector->range.end.block))
            return true;
    }
    return false;
}
