/* What is not alike in two editions: blocks by their alignment, sentences by their
 * longest common sequence.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "anchor/align.h"

#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

#define MAX_TABLE_CELLS ((size_t)1 << 22) /* of one place of change: 8 MB */

/* A sentence of a place of change. */
typedef struct Sentence {
    uint64_t hash;
    uint32_t block, start, end;
    bool is_moved; /* its whole block stands elsewhere in the other edition */
    bool is_common;
} Sentence;

typedef struct Sentences {
    Sentence *items;
    size_t count, capacity;
} Sentences;

typedef struct Compare {
    const Document *before, *after;
    Alignment *alignment;
    Comparison *comparison;
    Sentences removed, added; /* of the place at hand */
} Compare;

/* ---- what kept its order ------------------------------------------------------ */

/* Blocks of the longest run of matches that stand in the same order in both editions
 * (Schensted, 1961): true in `is_kept`. Others were moved. */
static bool *find_kept(const Alignment *alignment)
{
    uint32_t count = alignment->before_count;
    bool *is_kept = mem_alloc_array((size_t)count + 1, sizeof(*is_kept));
    uint32_t *tails = mem_alloc_array((size_t)count + 1, sizeof(*tails));
    uint32_t *previous = mem_alloc_array((size_t)count + 1, sizeof(*previous));
    size_t length = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t here = alignment->to_after[i];
        if (here == ALIGN_NONE)
            continue;
        size_t low = 0, high = length;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (alignment->to_after[tails[middle]] < here)
                low = middle + 1;
            else
                high = middle;
        }
        previous[i] = low ? tails[low - 1] : ALIGN_NONE;
        tails[low] = i;
        length = MAX(length, low + 1);
    }
    for (uint32_t i = length ? tails[length - 1] : ALIGN_NONE; i != ALIGN_NONE;
         i = previous[i])
        is_kept[i] = true;
    free(tails);
    free(previous);
    return is_kept;
}

/* ---- one place of change -------------------------------------------------------- */

static bool is_visible(const Document *document, uint32_t block)
{
    return !(document_get_block(document, block).flags & BLOCK_HIDDEN);
}

static void add_sentences(Sentences *sentences, const Document *document, uint32_t block,
                          bool is_moved)
{
    if (!is_visible(document, block))
        return;
    Str text = document_get_text(document, block);
    for (size_t off = 0; off < text.len;) {
        Span span = sentence_at(text, off);
        size_t end = is_moved || span.end <= off ? text.len : span.end;
        uint64_t hash = align_hash(str_slice(text, off, end));
        if (hash) {
            sentences->items = mem_grow(sentences->items, &sentences->capacity,
                                        sentences->count + 1, sizeof(*sentences->items));
            sentences->items[sentences->count++] =
                (Sentence){hash, block, (uint32_t)off, (uint32_t)end, is_moved, false};
        }
        off = end;
    }
}

static bool is_same(const Sentence *a, const Sentence *b)
{
    return a->hash == b->hash && !a->is_moved && !b->is_moved;
}

/* Marks what is common of a[0, n) and b[0, m) by the table of longest common sequences.
 */
static void mark_common(Sentence *a, size_t n, Sentence *b, size_t m)
{
    size_t width = m + 1;
    uint16_t *table = mem_alloc_array((n + 1) * width, sizeof(*table));
    for (size_t i = n; i-- > 0;)
        for (size_t j = m; j-- > 0;) {
            uint16_t down = table[(i + 1) * width + j], right = table[i * width + j + 1];
            table[i * width + j] = is_same(&a[i], &b[j])
                                       ? (uint16_t)(table[(i + 1) * width + j + 1] + 1)
                                       : MAX(down, right);
        }
    for (size_t i = 0, j = 0; i < n && j < m;) {
        if (is_same(&a[i], &b[j])) {
            a[i++].is_common = b[j++].is_common = true;
        } else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) {
            i++;
        } else {
            j++;
        }
    }
    free(table);
}

static void match_sentences(Sentences *before, Sentences *after)
{
    size_t start = 0, n = before->count, m = after->count;
    while (start < n && start < m &&
           is_same(&before->items[start], &after->items[start])) {
        before->items[start].is_common = after->items[start].is_common = true;
        start++;
    }
    while (n > start && m > start && is_same(&before->items[n - 1], &after->items[m - 1]))
        before->items[--n].is_common = after->items[--m].is_common = true;
    n -= start;
    m -= start;
    /* Where so much has changed, what is common is no more than chance. */
    if (n && m && n < UINT16_MAX && (n + 1) <= MAX_TABLE_CELLS / (m + 1))
        mark_common(before->items + start, n, after->items + start, m);
}

static void add_part(Comparison *comparison, CompareKind kind, const Sentence *sentence)
{
    comparison->parts = mem_grow(comparison->parts, &comparison->part_capacity,
                                 comparison->part_count + 1, sizeof(*comparison->parts));
    comparison->parts[comparison->part_count++] =
        (ComparePart){(uint8_t)kind, sentence->block, sentence->start, sentence->end};
}

/* Between two sentences that are common, what went stands before what came. */
static void add_parts(Comparison *comparison, const Sentences *removed,
                      const Sentences *added)
{
    size_t i = 0, j = 0;
    while (i < removed->count || j < added->count) {
        for (; i < removed->count && !removed->items[i].is_common; i++)
            add_part(comparison,
                     removed->items[i].is_moved ? COMPARE_LEFT : COMPARE_REMOVED,
                     &removed->items[i]);
        for (; j < added->count && !added->items[j].is_common; j++)
            add_part(comparison,
                     added->items[j].is_moved ? COMPARE_ARRIVED : COMPARE_ADDED,
                     &added->items[j]);
        if (i < removed->count && j < added->count) {
            add_part(comparison, COMPARE_SAME, &added->items[j]);
            i++;
            j++;
        }
    }
}

static bool has_change(const Sentences *sentences)
{
    for (size_t i = 0; i < sentences->count; i++)
        if (!sentences->items[i].is_common)
            return true;
    return false;
}

/* The blocks between two that kept their order. */
static void compare_gap(Compare *compare, uint32_t before_start, uint32_t before_end,
                        uint32_t after_start, uint32_t after_end)
{
    Comparison *comparison = compare->comparison;
    compare->removed.count = compare->added.count = 0;
    for (uint32_t i = before_start; i < before_end; i++)
        add_sentences(&compare->removed, compare->before, i,
                      compare->alignment->to_after[i] != ALIGN_NONE);
    for (uint32_t i = after_start; i < after_end; i++)
        add_sentences(&compare->added, compare->after, i,
                      compare->alignment->to_before[i] != ALIGN_NONE);
    match_sentences(&compare->removed, &compare->added);
    if (!has_change(&compare->removed) && !has_change(&compare->added))
        return;
    comparison->hunks = mem_grow(comparison->hunks, &comparison->hunk_capacity,
                                 comparison->hunk_count + 1, sizeof(*comparison->hunks));
    CompareHunk *hunk = &comparison->hunks[comparison->hunk_count++];
    *hunk = (CompareHunk){before_start,           before_end, after_start, after_end,
                          comparison->part_count, 0};
    add_parts(comparison, &compare->removed, &compare->added);
    hunk->part_count = comparison->part_count - hunk->first_part;
}

Comparison *comparison_new(const Document *before, const Document *after)
{
    Comparison *comparison = mem_alloc(sizeof(*comparison));
    Compare compare = {.before = before,
                       .after = after,
                       .alignment = alignment_new(before, after),
                       .comparison = comparison};
    bool *is_kept = find_kept(compare.alignment);
    uint32_t before_start = 0, after_start = 0;
    for (uint32_t i = 0; i < before->block_count; i++) {
        if (!is_kept[i])
            continue;
        uint32_t here = compare.alignment->to_after[i];
        if (i > before_start || here > after_start)
            compare_gap(&compare, before_start, i, after_start, here);
        before_start = i + 1;
        after_start = here + 1;
        if (i % 1024 == 0) {
            before->source->trim(before->source_context);
            after->source->trim(after->source_context);
        }
    }
    compare_gap(&compare, before_start, before->block_count, after_start,
                after->block_count);
    free(is_kept);
    free(compare.removed.items);
    free(compare.added.items);
    alignment_free(compare.alignment);
    return comparison;
}

void comparison_free(Comparison *comparison)
{
    if (!comparison)
        return;
    free(comparison->hunks);
    free(comparison->parts);
    free(comparison);
}
