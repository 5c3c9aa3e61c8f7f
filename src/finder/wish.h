/* A query of the finder, compiled for the readings that its names have.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_FINDER_WISH_H
#define PIYUE_FINDER_WISH_H

#include <piyue/finder.h>

/* Readings that some characters share: syllables without tones, the usual one first. */
#define READINGS_MAX 8
typedef struct ReadingSet {
    const char *syllables[READINGS_MAX]; /* static */
    size_t count;
    uint32_t letters; /* in them; bit 0: a */
} ReadingSet;

/* A character of a name. */
typedef struct Glyph {
    char32_t folded;
    uint16_t set;         /* index of its readings; 0 for none */
    uint16_t is_boundary; /* a word, or the name, begins here */
} Glyph;

/* Positions in a word are bits: bit p says that word[0, p) has been used up. */
#define WISH_MAX_CHARACTERS 62

/* One word of a query. */
typedef struct Wish {
    char32_t text[WISH_MAX_CHARACTERS]; /* folded */
    size_t length;
    uint32_t letters; /* ASCII letters in it, all of which a name must offer */
    uint64_t *moves;  /* set × length: where its readings lead from a position; owned */
    uint64_t *starts; /* set: positions from which they lead anywhere; owned */
    uint64_t ascii[128]; /* character: positions at which it stands */
    uint64_t others;     /* characters beyond ASCII, each as one of 64 bits */
} Wish;

/* The bit of a character beyond ASCII: what lacks one of a word's cannot hold the word.
 */
static inline uint64_t other_bit(char32_t folded)
{
    return (uint64_t)1 << ((uint32_t)folded * UINT32_C(2654435761) >> 26);
}

/* Compiles the word for `sets`. */
void wish_init(Wish *wish, Str word, const ReadingSet *sets, size_t set_count);
void wish_clear(Wish *wish);
/* The positions from which one of the others may be gone to; for characters beyond
 * ASCII, of which a word has few. */
static inline uint64_t wish_find_others(const Wish *wish, char32_t folded)
{
    uint64_t found = 0;
    for (size_t at = 0; at < wish->length; at++)
        found |= (uint64_t)(wish->text[at] == folded) << at;
    return found;
}

/* Where the word may have got to behind a glyph, from the positions `now`. Inline: it is
 * all that filtering a long list does. */
static inline uint64_t wish_step(const Wish *wish, const Glyph *glyph, uint64_t now)
{
    if (glyph->folded < 128)
        return (now & wish->ascii[glyph->folded]) << 1;
    uint64_t reached = 0;
    if (wish->others)
        reached = (now & wish_find_others(wish, glyph->folded)) << 1;
    for (uint64_t from = now & wish->starts[glyph->set]; from; from &= from - 1)
        reached |= wish->moves[glyph->set * wish->length + (size_t)__builtin_ctzll(from)];
    return reached;
}

#endif
