/* How alike two texts are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/likeness.h"

#include <piyue/text.h>

#include <stdlib.h>

void sketch_init(Sketch *sketch, size_t capacity)
{
    *sketch = (Sketch){.lowest = mem_alloc_array(capacity, sizeof(*sketch->lowest)),
                       .capacity = capacity};
}

void sketch_clear(Sketch *sketch)
{
    free(sketch->lowest);
    *sketch = (Sketch){0};
}

/* splitmix64's finaliser: every bit of the input changes half of the output. */
static uint64_t mix(uint64_t value)
{
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
    value = (value ^ value >> 27) * 0x94d049bb133111ebu;
    return value ^ value >> 31;
}

static void sift_down(Sketch *sketch, size_t at)
{
    uint64_t *heap = sketch->lowest;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= sketch->count)
            return;
        if (child + 1 < sketch->count && heap[child + 1] > heap[child])
            child++;
        if (heap[at] >= heap[child])
            return;
        uint64_t swapped = heap[at];
        heap[at] = heap[child];
        heap[child] = swapped;
        at = child;
    }
}

static void offer(Sketch *sketch, uint64_t hash)
{
    uint64_t *heap = sketch->lowest;
    bool is_full = sketch->count == sketch->capacity;
    if (is_full && hash >= heap[0])
        return;
    for (size_t i = 0; i < sketch->count; i++)
        if (heap[i] == hash)
            return;
    if (is_full) {
        heap[0] = hash;
        sift_down(sketch, 0);
        return;
    }
    size_t at = sketch->count++;
    heap[at] = hash;
    for (; at && heap[(at - 1) / 2] < heap[at]; at = (at - 1) / 2) {
        uint64_t swapped = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = swapped;
    }
}

void sketch_add(Sketch *sketch, Str text)
{
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        if (text_is_space(codepoint) || text_is_punctuation(codepoint))
            continue;
        char32_t folded = fold_codepoint(codepoint);
        uint64_t hash = mix(folded ? folded : codepoint);
        size_t width = ARRAY_SIZE(sketch->roots);
        uint64_t shingle = hash;
        for (size_t i = 0; i + 1 < width; i++) {
            sketch->roots[i] = sketch->roots[i + 1];
            shingle ^= sketch->roots[i] << (width - 1 - i) |
                       sketch->roots[i] >> (64 - (width - 1 - i));
        }
        sketch->roots[width - 1] = hash;
        if (++sketch->seen >= width)
            offer(sketch, shingle);
    }
}

static int compare_hashes(const void *a, const void *b)
{
    uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
    return (first > second) - (first < second);
}

void sketch_finish(Sketch *sketch)
{
    if (sketch->count)
        qsort(sketch->lowest, sketch->count, sizeof(*sketch->lowest), compare_hashes);
}

void sketch_draft(Sketch *sketch, const Draft *draft, size_t capacity)
{
    sketch_init(sketch, capacity);
    for (size_t i = 0; i < draft->block_count; i++)
        if (!(draft->blocks[i].flags & BLOCK_HIDDEN))
            sketch_add(sketch, draft->blocks[i].text);
    sketch_finish(sketch);
}

void sketch_document(Sketch *sketch, Document *document, size_t capacity)
{
    sketch_init(sketch, capacity);
    for (uint32_t i = 0; i < document->block_count; i++) {
        if (!(document_get_block(document, i).flags & BLOCK_HIDDEN))
            sketch_add(sketch, document_get_text(document, i));
        document_trim(document);
    }
    sketch_finish(sketch);
}

double sketch_compare(const Sketch *a, const Sketch *b)
{
    size_t i = 0, j = 0, seen = 0, common = 0;
    size_t limit = MAX(a->capacity, b->capacity);
    while (seen < limit && (i < a->count || j < b->count)) {
        bool is_a = j == b->count || (i < a->count && a->lowest[i] <= b->lowest[j]);
        bool is_b = i == a->count || (j < b->count && b->lowest[j] <= a->lowest[i]);
        common += is_a && is_b;
        i += is_a;
        j += is_b;
        seen++;
    }
    return seen ? (double)common / (double)seen : 0.0;
}
