/* An index of three characters in a row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "anchor/shingles.h"

#include <stdlib.h>
#include <string.h>

#define MIN_SLOTS 1024
#define MAX_SLOTS ((size_t)1 << 21)

static char32_t fold(char32_t codepoint)
{
    char32_t folded = fold_codepoint(codepoint);
    return folded ? folded : codepoint;
}

static size_t hash_at(const Shingles *shingles, const char32_t *at)
{
    uint64_t hash = at[0] * UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ at[1]) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ at[2]) * UINT64_C(0x94d049bb133111eb);
    return (size_t)(hash >> 40) & shingles->mask;
}

static void read_window(Shingles *shingles, Str text)
{
    if (text.len + 1 > shingles->capacity) {
        free(shingles->folded);
        free(shingles->offs);
        shingles->capacity = text.len + 1;
        shingles->folded = mem_alloc_array(shingles->capacity, sizeof(char32_t));
        shingles->offs = mem_alloc_array(shingles->capacity, sizeof(uint32_t));
    }
    shingles->count = 0;
    for (size_t off = 0; off < text.len; shingles->count++) {
        shingles->offs[shingles->count] = (uint32_t)off;
        shingles->folded[shingles->count] = fold(utf8_next(text, &off));
    }
    shingles->offs[shingles->count] = (uint32_t)text.len;
}

void shingles_build(Shingles *shingles, const Flat *flat)
{
    read_window(shingles, strbuf_get(&flat->text));
    size_t slots = MIN_SLOTS;
    while (slots < shingles->count && slots < MAX_SLOTS)
        slots *= 2;
    free(shingles->heads);
    shingles->mask = slots - 1;
    shingles->heads = mem_alloc_array(slots + 2, sizeof(*shingles->heads));
    shingles->places = mem_grow(shingles->places, &shingles->place_capacity,
                                shingles->count + 1, sizeof(*shingles->places));
    /* A counting sort; heads are one slot on until it is done. */
    for (size_t i = 0; i + SHINGLE <= shingles->count; i++)
        shingles->heads[hash_at(shingles, shingles->folded + i) + 2]++;
    for (size_t i = 2; i < slots + 2; i++)
        shingles->heads[i] += shingles->heads[i - 1];
    for (size_t i = 0; i + SHINGLE <= shingles->count; i++)
        shingles->places[shingles->heads[hash_at(shingles, shingles->folded + i) + 1]++] =
            (uint32_t)i;
}

void shingles_clear(Shingles *shingles)
{
    free(shingles->folded);
    free(shingles->offs);
    free(shingles->heads);
    free(shingles->places);
    free(shingles->votes);
    *shingles = (Shingles){0};
}

/* ---- exact ------------------------------------------------------------------ */

static void check_place(const Shingles *shingles, const char32_t *quote, size_t count,
                        size_t at, const Quotation *quotation, const Flat *flat,
                        Ranking *ranking)
{
    if (at + count <= shingles->count &&
        memcmp(shingles->folded + at, quote, count * sizeof(*quote)) == 0)
        quotation_offer(quotation, flat, shingles->offs[at], shingles->offs[at + count],
                        1.0, ranking);
}

static char32_t *fold_quote(const Sample *quote)
{
    char32_t *folded = mem_alloc_array(quote->count, sizeof(*folded));
    for (size_t i = 0; i < quote->count; i++)
        folded[i] = fold(quote->codepoints[i]);
    return folded;
}

void shingles_search_exact(const Shingles *shingles, const Quotation *quotation,
                           const Flat *flat, Ranking *ranking)
{
    size_t count = quotation->quote.count;
    if (!count || count > shingles->count)
        return;
    char32_t *quote = fold_quote(&quotation->quote);
    if (count < SHINGLE) {
        for (size_t at = 0; at + count <= shingles->count; at++)
            check_place(shingles, quote, count, at, quotation, flat, ranking);
    } else {
        size_t rarest = 0, least = SIZE_MAX;
        for (size_t i = 0; i + SHINGLE <= count && least; i++) {
            size_t hash = hash_at(shingles, quote + i);
            size_t places = shingles->heads[hash + 1] - shingles->heads[hash];
            if (places < least) {
                least = places;
                rarest = i;
            }
        }
        size_t hash = hash_at(shingles, quote + rarest);
        for (size_t i = shingles->heads[hash]; i < shingles->heads[hash + 1]; i++)
            if (shingles->places[i] >= rarest)
                check_place(shingles, quote, count, shingles->places[i] - rarest,
                            quotation, flat, ranking);
    }
    free(quote);
}

/* ---- fuzzy ------------------------------------------------------------------ */

/* Diagonals (place in the window minus place in the quotation, made positive) are
 * counted in strips so wide that a match falls into two neighbouring ones at most. */
static void vote(Shingles *shingles, const char32_t *quote, size_t count, size_t strip)
{
    size_t strips = (shingles->count + count) / strip + 3;
    if (strips > shingles->vote_capacity) {
        free(shingles->votes);
        shingles->votes = mem_alloc_array(strips, sizeof(*shingles->votes));
        shingles->vote_capacity = strips;
    }
    for (size_t i = 0; i + SHINGLE <= count; i++) {
        size_t hash = hash_at(shingles, quote + i);
        for (size_t j = shingles->heads[hash]; j < shingles->heads[hash + 1]; j++) {
            uint16_t *votes = &shingles->votes[(shingles->places[j] + count - i) / strip];
            *votes = (uint16_t)(*votes + (*votes < UINT16_MAX));
        }
    }
}

void shingles_search_fuzzy(Shingles *shingles, const Quotation *quotation,
                           const Flat *flat, Ranking *ranking)
{
    size_t count = quotation->quote.count, errors = count / MAX_ERROR_SHARE;
    if (count < SHINGLE || count > shingles->count + errors)
        return;
    size_t strip = 2 * errors + 1;
    size_t lost = SHINGLE * errors + SHINGLE - 1;
    size_t needed = MIN(count > lost ? count - lost : 0, UINT16_MAX);
    if (!needed) {
        quotation_search_part(quotation, flat, 0, flat->text.len, ranking);
        return;
    }
    char32_t *quote = fold_quote(&quotation->quote);
    vote(shingles, quote, count, strip);
    size_t strips = (shingles->count + count) / strip + 2;
    size_t from = SIZE_MAX, to = 0; /* code points of the part that is to be compared */
    for (size_t i = 0; i < strips; i++) {
        if ((size_t)shingles->votes[i] + shingles->votes[i + 1] < needed)
            continue;
        size_t low = i * strip, high = (i + 2) * strip + 2 * count + errors;
        low = low > count + errors ? low - count - errors : 0;
        high = MIN(high > count ? high - count + count / 2 : 0, shingles->count);
        if (from != SIZE_MAX && low > to) {
            quotation_search_part(quotation, flat, shingles->offs[from],
                                  shingles->offs[to], ranking);
            from = SIZE_MAX;
        }
        from = MIN(from, low);
        to = high;
    }
    if (from != SIZE_MAX)
        quotation_search_part(quotation, flat, shingles->offs[from], shingles->offs[to],
                              ranking);
    memset(shingles->votes, 0, (strips + 1) * sizeof(*shingles->votes));
    free(quote);
}
