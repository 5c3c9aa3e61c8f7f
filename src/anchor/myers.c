/* Bit-parallel edit distance.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "anchor/myers.h"

#include <stdlib.h>

#define WORD_BITS 64

/* One word holds 64 rows of the current column: where the distance grows (plus) or
 * shrinks (minus) from one row to the next. */
typedef struct Column {
    uint64_t plus, minus;
} Column;

/* Open addressing; value 0 is an empty slot. */
typedef struct Symbol {
    char32_t codepoint;
    uint32_t value; /* 1-based row of `equal` */
} Symbol;

struct Matcher {
    size_t count, words;
    uint64_t last_bit; /* of the last row, in the last word */
    Symbol *symbols;
    size_t symbol_mask;
    uint64_t *equal; /* [symbol][word]: rows whose pattern character it is */
    Column *columns; /* [word] */
    size_t distance;
    bool is_anchored;
};

static char32_t fold(char32_t codepoint)
{
    char32_t folded = fold_codepoint(codepoint);
    return folded ? folded : codepoint;
}

static Symbol *find_symbol(const Matcher *matcher, char32_t codepoint)
{
    size_t slot = (codepoint * (size_t)2654435761u) & matcher->symbol_mask;
    while (matcher->symbols[slot].value && matcher->symbols[slot].codepoint != codepoint)
        slot = (slot + 1) & matcher->symbol_mask;
    return &matcher->symbols[slot];
}

Matcher *matcher_new(const char32_t *pattern, size_t count)
{
    BUG_ON(count == 0);
    Matcher *matcher = mem_alloc(sizeof(*matcher));
    matcher->count = count;
    matcher->words = (count + WORD_BITS - 1) / WORD_BITS;
    matcher->last_bit = (uint64_t)1 << ((count - 1) % WORD_BITS);
    size_t slots = 16;
    while (slots < 2 * count)
        slots = size_mul(slots, 2);
    matcher->symbol_mask = slots - 1;
    matcher->symbols = mem_alloc_array(slots, sizeof(*matcher->symbols));
    uint32_t symbol_count = 0;
    for (size_t i = 0; i < count; i++) {
        Symbol *symbol = find_symbol(matcher, fold(pattern[i]));
        if (!symbol->value)
            *symbol = (Symbol){fold(pattern[i]), ++symbol_count};
    }
    /* Row 0 stays empty: it stands for every character the pattern does not have. */
    matcher->equal = mem_alloc_array(size_mul(symbol_count + (size_t)1, matcher->words),
                                     sizeof(*matcher->equal));
    for (size_t i = 0; i < count; i++) {
        size_t row = find_symbol(matcher, fold(pattern[i]))->value * matcher->words;
        matcher->equal[row + i / WORD_BITS] |= (uint64_t)1 << (i % WORD_BITS);
    }
    matcher->columns = mem_alloc_array(matcher->words, sizeof(*matcher->columns));
    matcher_start(matcher, false);
    return matcher;
}

void matcher_free(Matcher *matcher)
{
    if (!matcher)
        return;
    free(matcher->symbols);
    free(matcher->equal);
    free(matcher->columns);
    free(matcher);
}

void matcher_start(Matcher *matcher, bool is_anchored)
{
    for (size_t i = 0; i < matcher->words; i++)
        matcher->columns[i] = (Column){UINT64_MAX, 0};
    matcher->distance = matcher->count;
    matcher->is_anchored = is_anchored;
}

/* Advances one word by a column. `carry` is the change of distance (-1, 0, 1) from one
 * column to the next in the row above; returns that of the row `out_bit`. */
static int advance(Column *column, uint64_t equal, int carry, uint64_t out_bit)
{
    uint64_t vertical = equal | column->minus;
    if (carry < 0)
        equal |= 1;
    uint64_t horizontal =
        (((equal & column->plus) + column->plus) ^ column->plus) | equal;
    uint64_t plus = column->minus | ~(horizontal | column->plus);
    uint64_t minus = column->plus & horizontal;
    int out = (plus & out_bit) ? 1 : (minus & out_bit) ? -1 : 0;
    plus = plus << 1 | (carry > 0);
    minus = minus << 1 | (carry < 0);
    column->plus = minus | ~(vertical | plus);
    column->minus = plus & vertical;
    return out;
}

size_t matcher_feed(Matcher *matcher, char32_t codepoint)
{
    const uint64_t *equal =
        matcher->equal + find_symbol(matcher, fold(codepoint))->value * matcher->words;
    int carry = matcher->is_anchored ? 1 : 0;
    for (size_t i = 0; i + 1 < matcher->words; i++)
        carry = advance(&matcher->columns[i], equal[i], carry,
                        (uint64_t)1 << (WORD_BITS - 1));
    size_t last = matcher->words - 1;
    carry = advance(&matcher->columns[last], equal[last], carry, matcher->last_bit);
    if (carry > 0)
        matcher->distance++;
    else if (carry < 0)
        matcher->distance--;
    return matcher->distance;
}
