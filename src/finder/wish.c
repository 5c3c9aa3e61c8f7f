/* From letters to the positions they lead to.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "finder/wish.h"

#include <stdlib.h>

static uint64_t position(size_t at)
{
    return (uint64_t)1 << at;
}

/* lv may be typed as lu, as lü is where ü has no key. */
static bool is_letter_equal(char32_t typed, char letter)
{
    return typed == (unsigned char)letter || (typed == 'u' && letter == 'v');
}

/* Where one syllable leads from `at`: behind its first letter, behind the whole of it,
 * and to the end where the word ends within it. */
static uint64_t move_over(const Wish *wish, const char *syllable, size_t at)
{
    size_t shared = 0;
    while (at + shared < wish->length && syllable[shared] &&
           is_letter_equal(wish->text[at + shared], syllable[shared]))
        shared++;
    if (!shared)
        return 0;
    uint64_t reached = position(at + 1);
    if (at + shared == wish->length || !syllable[shared])
        reached |= position(at + shared);
    return reached;
}

static void compile_set(Wish *wish, const ReadingSet *set, size_t index)
{
    for (size_t at = 0; at < wish->length; at++) {
        uint64_t reached = 0;
        for (size_t i = 0; i < set->count; i++)
            reached |= move_over(wish, set->syllables[i], at);
        wish->moves[index * wish->length + at] = reached;
        if (reached)
            wish->starts[index] |= position(at);
    }
}

void wish_init(Wish *wish, Str word, const ReadingSet *sets, size_t set_count)
{
    *wish = (Wish){0};
    for (size_t off = 0; off < word.len && wish->length < WISH_MAX_CHARACTERS;) {
        char32_t folded = fold_codepoint(utf8_next(word, &off));
        if (!folded || text_is_punctuation(folded))
            continue;
        if (folded < 128)
            wish->ascii[folded] |= position(wish->length);
        else
            wish->others |= other_bit(folded);
        /* ü is typed v or u: neither proves that a name has it. */
        if (folded >= 'a' && folded <= 'z' && folded != 'u')
            wish->letters |= 1u << (folded - 'a');
        wish->text[wish->length++] = folded;
    }
    wish->moves = mem_alloc_array(set_count * wish->length + 1, sizeof(wish->moves[0]));
    wish->starts = mem_alloc_array(set_count + 1, sizeof(wish->starts[0]));
    for (size_t i = 0; i < set_count; i++)
        compile_set(wish, &sets[i], i);
}

void wish_clear(Wish *wish)
{
    free(wish->moves);
    free(wish->starts);
    *wish = (Wish){0};
}
