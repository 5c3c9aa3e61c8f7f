/* How alike two texts are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/likeness.h"

#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

/* So many times what is kept is gathered before it is sorted: sorting now and then costs
 * less than looking, for each hash, whether it is there. */
#define ROOM ((size_t)4)

void sketch_init(Sketch *sketch, size_t capacity)
{
    *sketch =
        (Sketch){.lowest = mem_alloc_array(ROOM * capacity, sizeof(*sketch->lowest)),
                 .capacity = capacity,
                 .limit = UINT64_MAX};
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

static int compare_hashes(const void *a, const void *b)
{
    uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
    return (first > second) - (first < second);
}

/* Keeps the lowest, each once. */
static void settle(Sketch *sketch)
{
    size_t kept = 0;
    if (sketch->count)
        qsort(sketch->lowest, sketch->count, sizeof(*sketch->lowest), compare_hashes);
    for (size_t i = 0; i < sketch->count && kept < sketch->capacity; i++)
        if (!kept || sketch->lowest[i] != sketch->lowest[kept - 1])
            sketch->lowest[kept++] = sketch->lowest[i];
    sketch->count = kept;
    if (kept && kept == sketch->capacity)
        sketch->limit = sketch->lowest[kept - 1];
}

static void offer(Sketch *sketch, uint64_t hash)
{
    if (hash >= sketch->limit)
        return;
    if (sketch->count == ROOM * sketch->capacity)
        settle(sketch);
    sketch->lowest[sketch->count++] = hash;
}

#define SHINGLE 6
#define BASE UINT64_C(0x9e3779b97f4a7c15)
#define BASE_POWER_6 (BASE * BASE * BASE * BASE * BASE * BASE)

/* Most are ideographs, of which nothing needs to be asked. */
static bool counts(char32_t codepoint)
{
    return (codepoint >= 0x4E00 && codepoint < 0xA000) ||
           !(text_is_space(codepoint) || text_is_punctuation(codepoint));
}

void sketch_add(Sketch *sketch, Str text)
{
    uint64_t rolling = sketch->rolling;
    size_t seen = sketch->seen, ring = ARRAY_SIZE(sketch->last);
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        if (!counts(codepoint))
            continue;
        codepoint = fold_codepoint(codepoint);
        rolling = rolling * BASE + codepoint + 1;
        if (seen >= SHINGLE)
            rolling -= BASE_POWER_6 * (sketch->last[(seen - SHINGLE) % ring] + 1);
        sketch->last[seen++ % ring] = codepoint;
        if (seen >= SHINGLE)
            offer(sketch, mix(rolling));
    }
    sketch->rolling = rolling;
    sketch->seen = seen;
}

void sketch_finish(Sketch *sketch)
{
    settle(sketch);
}

void sketch_draft(Sketch *sketch, const Draft *draft, size_t capacity)
{
    sketch_init(sketch, capacity);
    for (size_t i = 0; i < draft->block_count; i++)
        if (!(draft->blocks[i].flags & BLOCK_HIDDEN))
            sketch_add(sketch, draft->blocks[i].text);
    sketch_finish(sketch);
}

/* One block in eight, chosen by how it begins: a newer text has the same ones. */
static bool is_sampled(Str text)
{
    uint64_t start = 0;
    memcpy(&start, text.data ? text.data : "", MIN(text.len, sizeof(start)));
    return mix(start) % 8 == 0;
}

#define SAMPLED_BYTES ((size_t)64 << 10)

void sketch_draft_quickly(Sketch *sketch, const Draft *draft, size_t capacity)
{
    size_t bytes = 0;
    for (size_t i = 0; i < draft->block_count; i++)
        bytes += draft->blocks[i].text.len;
    sketch_init(sketch, capacity);
    for (size_t i = 0; i < draft->block_count; i++)
        if (!(draft->blocks[i].flags & BLOCK_HIDDEN) &&
            (bytes <= SAMPLED_BYTES || is_sampled(draft->blocks[i].text)))
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
