/* Which blocks of two editions are the same.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "anchor/align.h"

#include <piyue/text.h>

#include <stdlib.h>

/* A block and how it reads: folded, without white space. */
typedef struct Sum {
    uint64_t hash;
    uint32_t block;
} Sum;

/* The sums of an edition, sorted by hash. Hidden and empty blocks have none. */
typedef struct Sums {
    Sum *items;
    size_t count;
    uint64_t *hashes; /* by block; 0 for none */
} Sums;

uint64_t align_hash(Str text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a, by code points */
    bool is_empty = true;
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        if (text_is_space(codepoint))
            continue;
        char32_t folded = fold_codepoint(codepoint);
        hash = (hash ^ (folded ? folded : codepoint)) * UINT64_C(0x100000001b3);
        hash ^= hash >> 29;
        is_empty = false;
    }
    return is_empty ? 0 : MAX(hash, 1);
}

static int compare_sums(const void *a, const void *b)
{
    const Sum *first = a, *second = b;
    if (first->hash != second->hash)
        return first->hash < second->hash ? -1 : 1;
    return (first->block > second->block) - (first->block < second->block);
}

static Sums sums_new(const Document *document)
{
    Sums sums = {
        .items = mem_alloc_array((size_t)document->block_count + 1, sizeof(*sums.items)),
        .hashes =
            mem_alloc_array((size_t)document->block_count + 1, sizeof(*sums.hashes))};
    for (uint32_t i = 0; i < document->block_count; i++) {
        if (document_get_block(document, i).flags & BLOCK_HIDDEN)
            continue;
        sums.hashes[i] = align_hash(document_get_text(document, i));
        if (sums.hashes[i])
            sums.items[sums.count++] = (Sum){sums.hashes[i], i};
        if (i % 1024 == 0)
            document->source->trim(document->source_context);
    }
    qsort(sums.items, sums.count, sizeof(*sums.items), compare_sums);
    return sums;
}

static void sums_clear(Sums *sums)
{
    free(sums->items);
    free(sums->hashes);
}

/* Items with the hash of items[at] from there on. */
static size_t count_equal(const Sums *sums, size_t at)
{
    size_t end = at + 1;
    while (end < sums->count && sums->items[end].hash == sums->items[at].hash)
        end++;
    return end - at;
}

static void match(Alignment *alignment, uint32_t before, uint32_t after)
{
    alignment->to_after[before] = after;
    alignment->to_before[after] = before;
}

/* What stands once in both editions is the same, wherever it stands. */
static void match_unique(Alignment *alignment, const Sums *before, const Sums *after)
{
    for (size_t i = 0, j = 0; i < before->count && j < after->count;) {
        size_t equal_before = count_equal(before, i), equal_after = count_equal(after, j);
        uint64_t first = before->items[i].hash, second = after->items[j].hash;
        if (first == second && equal_before == 1 && equal_after == 1)
            match(alignment, before->items[i].block, after->items[j].block);
        i += first <= second ? equal_before : 0;
        j += second <= first ? equal_after : 0;
    }
}

/* The next block that has a hash, in either direction; ALIGN_NONE at the end. */
static uint32_t step(const uint64_t *hashes, uint32_t count, uint32_t block, int by)
{
    do {
        block += (uint32_t)by; /* 0 - 1 is ALIGN_NONE */
    } while (block < count && !hashes[block]);
    return block < count ? block : ALIGN_NONE;
}

/* Where the blocks next to matched ones would stand if what follows is the same, going
 * in one direction. */
static uint32_t *extend(const Alignment *alignment, const Sums *before, const Sums *after,
                        int by)
{
    uint32_t *found =
        mem_alloc_array((size_t)alignment->before_count + 1, sizeof(*found));
    uint32_t count = alignment->before_count;
    uint32_t next = ALIGN_NONE; /* where the block at hand should be */
    for (uint32_t i = 0; i < count; i++) {
        uint32_t block = by > 0 ? i : count - 1 - i;
        found[block] = ALIGN_NONE;
        if (!before->hashes[block])
            continue;
        uint32_t here = alignment->to_after[block];
        if (here == ALIGN_NONE && next != ALIGN_NONE &&
            alignment->to_before[next] == ALIGN_NONE &&
            before->hashes[block] == after->hashes[next])
            here = found[block] = next;
        next = here == ALIGN_NONE ? ALIGN_NONE
                                  : step(after->hashes, alignment->after_count, here, by);
    }
    return found;
}

/* What stands several times is the same where its neighbours on both sides are. */
static void match_between(Alignment *alignment, const Sums *before, const Sums *after)
{
    uint32_t *forwards = extend(alignment, before, after, 1);
    uint32_t *backwards = extend(alignment, before, after, -1);
    for (uint32_t i = 0; i < alignment->before_count; i++)
        if (forwards[i] != ALIGN_NONE && forwards[i] == backwards[i])
            match(alignment, i, forwards[i]);
    free(forwards);
    free(backwards);
}

Alignment *alignment_new(const Document *before, const Document *after)
{
    Alignment *alignment = mem_alloc(sizeof(*alignment));
    alignment->before_count = before->block_count;
    alignment->after_count = after->block_count;
    alignment->to_after =
        mem_alloc_array((size_t)before->block_count + 1, sizeof(*alignment->to_after));
    alignment->to_before =
        mem_alloc_array((size_t)after->block_count + 1, sizeof(*alignment->to_before));
    for (uint32_t i = 0; i < before->block_count; i++)
        alignment->to_after[i] = ALIGN_NONE;
    for (uint32_t i = 0; i < after->block_count; i++)
        alignment->to_before[i] = ALIGN_NONE;
    Sums sums_before = sums_new(before), sums_after = sums_new(after);
    match_unique(alignment, &sums_before, &sums_after);
    match_between(alignment, &sums_before, &sums_after);
    sums_clear(&sums_before);
    sums_clear(&sums_after);
    return alignment;
}

void alignment_free(Alignment *alignment)
{
    if (!alignment)
        return;
    free(alignment->to_after);
    free(alignment->to_before);
    free(alignment);
}

/* Behind as many visible characters of `to` as stand before `off` in `from`; for the
 * start of something, before the next of them. */
static uint32_t map_off(Str from, uint32_t off, Str to, bool is_start)
{
    size_t wanted = 0, at = 0;
    for (size_t i = 0; i < MIN(off, from.len);)
        wanted += !text_is_space(utf8_next(from, &i));
    for (; at < to.len;) {
        size_t next = at;
        bool is_space = text_is_space(utf8_next(to, &next));
        if (wanted == 0 && !(is_start && is_space))
            break;
        wanted -= !is_space;
        at = next;
        if (wanted == 0 && !is_start)
            break;
    }
    return (uint32_t)cluster_snap(to, at);
}

bool alignment_map(const Alignment *alignment, const Document *before,
                   const Document *after, Range range, Range *mapped)
{
    if (range.end.block >= alignment->before_count)
        return false;
    uint32_t start = alignment->to_after[range.start.block];
    uint32_t end = alignment->to_after[range.end.block];
    if (start == ALIGN_NONE || end == ALIGN_NONE || end < start)
        return false;
    /* Between both ends nothing may have come or gone. */
    uint32_t last = start;
    for (uint32_t i = range.start.block + 1; i <= range.end.block; i++) {
        uint32_t here = alignment->to_after[i];
        if (here == ALIGN_NONE && document_get_block(before, i).bytes &&
            !(document_get_block(before, i).flags & BLOCK_HIDDEN))
            return false;
        if (here == ALIGN_NONE)
            continue;
        for (uint32_t j = last + 1; j < here; j++)
            if (!(document_get_block(after, j).flags & BLOCK_HIDDEN) &&
                document_get_block(after, j).bytes)
                return false;
        if (here < last)
            return false;
        last = here;
    }
    Range found = {{start, 0}, {end, 0}};
    found.start.off = map_off(document_get_text(before, range.start.block),
                              range.start.off, document_get_text(after, start), true);
    found.end.off = map_off(document_get_text(before, range.end.block), range.end.off,
                            document_get_text(after, end), false);
    if (range_is_empty(found))
        return false;
    *mapped = found;
    return true;
}
