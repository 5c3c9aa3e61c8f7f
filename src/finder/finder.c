/* Names, prepared once and filtered at every key.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "finder/wish.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 8

typedef struct Name {
    Str text;
    uint32_t first, length; /* its glyphs */
    uint32_t letters;       /* that its characters and their readings offer; bit 0: a */
    uint64_t others;        /* characters beyond ASCII, as other_bit() has them */
    uint8_t boost;
} Name;

struct Finder {
    Arena *arena;
    unsigned flags;
    Name *names;
    size_t name_count, name_capacity;
    Glyph *glyphs;
    size_t glyph_count, glyph_capacity;
    ReadingSet *sets; /* the first one is empty */
    size_t set_count, set_capacity;
    uint16_t *set_of; /* Han code point → 1 + its set, 0: not known yet */
    StrBuf query;     /* the last one, what it was made of, and what it fitted */
    Wish words[WORDS_MAX];
    size_t word_count;
    uint32_t *fitting;
    size_t fitting_count;
    bool has_fitting;
    FinderMatch *scored;
    size_t scored_capacity;
};

#define HAN_END 0x32000u /* no ideograph from here on, as of Unicode 15 */

/* ---- making ------------------------------------------------------------ */

Finder *finder_new(void)
{
    Finder *finder = mem_alloc(sizeof(*finder));
    *finder = (Finder){.arena = arena_new()};
    finder->set_of = mem_alloc_array(HAN_END, sizeof(finder->set_of[0]));
    finder->sets = mem_grow(NULL, &finder->set_capacity, 64, sizeof(finder->sets[0]));
    finder->sets[0] = (ReadingSet){0};
    finder->set_count = 1;
    return finder;
}

void finder_set_flags(Finder *finder, unsigned flags)
{
    finder->flags = flags;
    finder->has_fitting = false;
}

static void forget_query(Finder *finder)
{
    for (size_t i = 0; i < finder->word_count; i++)
        wish_clear(&finder->words[i]);
    finder->word_count = 0;
}

void finder_free(Finder *finder)
{
    if (!finder)
        return;
    forget_query(finder);
    strbuf_clear(&finder->query);
    free(finder->names);
    free(finder->glyphs);
    free(finder->sets);
    free(finder->set_of);
    free(finder->fitting);
    free(finder->scored);
    arena_free(finder->arena);
    free(finder);
}

static uint16_t intern_set(Finder *finder, const ReadingSet *set)
{
    for (size_t i = 0; i < finder->set_count; i++)
        if (finder->sets[i].count == set->count &&
            memcmp(finder->sets[i].syllables, set->syllables,
                   set->count * sizeof(set->syllables[0])) == 0)
            return (uint16_t)i;
    finder->sets = mem_grow(finder->sets, &finder->set_capacity, finder->set_count + 1,
                            sizeof(finder->sets[0]));
    finder->sets[finder->set_count] = *set;
    return (uint16_t)finder->set_count++;
}

static uint16_t find_set(Finder *finder, char32_t codepoint)
{
    if (codepoint >= HAN_END || codepoint < 0x2E80)
        return 0;
    if (!finder->set_of[codepoint]) {
        ReadingSet set = {0};
        set.count = pinyin_get_readings(codepoint, set.syllables, READINGS_MAX);
        for (size_t i = 0; i < set.count; i++)
            for (const char *letter = set.syllables[i]; *letter; letter++)
                set.letters |= 1u << (*letter - 'a');
        finder->set_of[codepoint] = (uint16_t)(intern_set(finder, &set) + 1);
    }
    return (uint16_t)(finder->set_of[codepoint] - 1);
}

/* Marks and blanks are no glyphs; what stands behind one begins a word. */
static void add_glyphs(Finder *finder, Name *name)
{
    bool is_boundary = true, was_latin = false;
    for (size_t off = 0; off < name->text.len;) {
        char32_t codepoint = utf8_next(name->text, &off);
        char32_t folded = fold_codepoint(codepoint);
        if (!folded || text_is_space(codepoint) || text_is_punctuation(codepoint)) {
            is_boundary = is_boundary || folded != 0;
            continue;
        }
        bool is_latin = folded < 0x2E80;
        uint16_t set = find_set(finder, codepoint);
        finder->glyphs = mem_grow(finder->glyphs, &finder->glyph_capacity,
                                  finder->glyph_count + 1, sizeof(finder->glyphs[0]));
        finder->glyphs[finder->glyph_count++] =
            (Glyph){folded, set, is_boundary || is_latin != was_latin};
        if (folded >= 'a' && folded <= 'z')
            name->letters |= 1u << (folded - 'a');
        name->letters |= finder->sets[set].letters;
        if (folded >= 128)
            name->others |= other_bit(folded);
        is_boundary = false;
        was_latin = is_latin;
    }
    name->length = (uint32_t)(finder->glyph_count - name->first);
}

uint32_t finder_add(Finder *finder, Str text, uint8_t boost)
{
    finder->names = mem_grow(finder->names, &finder->name_capacity,
                             finder->name_count + 1, sizeof(finder->names[0]));
    Name *name = &finder->names[finder->name_count];
    *name = (Name){.text = arena_str(finder->arena, text),
                   .first = (uint32_t)finder->glyph_count,
                   .boost = boost};
    add_glyphs(finder, name);
    finder->has_fitting = false;
    return (uint32_t)finder->name_count++;
}

uint32_t finder_count(const Finder *finder)
{
    return (uint32_t)finder->name_count;
}

Str finder_get_name(const Finder *finder, uint32_t index)
{
    return finder->names[index].text;
}

/* ---- how a word fits --------------------------------------------------- */

/* From best to worst. */
typedef enum Fit {
    FIT_NONE,
    FIT_SCATTERED, /* in order, with others between */
    FIT_INSIDE,    /* one behind the other */
    FIT_WORD,      /* … from the beginning of a word on */
    FIT_START,     /* … or of the name */
    FIT_WHOLE,     /* the name from end to end */
} Fit;

/* Scattered, or even inside; in one go, for nearly every name ends here. */
static Fit find_loose_fit(const Finder *finder, const Name *name, const Wish *word)
{
    const Glyph *glyphs = finder->glyphs + name->first;
    uint64_t scattered = 1, inside = 0, end = (uint64_t)1 << word->length;
    for (size_t i = 0; i < name->length; i++) {
        uint64_t reached = wish_step(word, &glyphs[i], scattered);
        /* What goes on without a gap goes on with gaps allowed. */
        inside = reached ? wish_step(word, &glyphs[i], inside | 1) : 0;
        scattered |= reached;
        if (inside & end)
            return FIT_INSIDE;
    }
    return scattered & end ? FIT_SCATTERED : FIT_NONE;
}

/* What may be gone on from before a glyph: the positions reached behind the one before,
 * and a new beginning where the fit allows one. */
static uint64_t enter(Fit fit, const Glyph *glyph, size_t index, uint64_t now)
{
    bool may_begin = fit == FIT_INSIDE || (fit == FIT_WORD && glyph->is_boundary) ||
                     (fit >= FIT_START && index == 0);
    return may_begin ? now | 1 : now;
}

static bool fits_as(const Finder *finder, const Name *name, const Wish *word, Fit fit)
{
    const Glyph *glyphs = finder->glyphs + name->first;
    uint64_t now = 0, end = (uint64_t)1 << word->length;
    for (size_t i = 0; i < name->length; i++) {
        now = wish_step(word, &glyphs[i], enter(fit, &glyphs[i], i, now));
        if (now & end && (fit != FIT_WHOLE || i + 1 == name->length))
            return true;
        if (fit >= FIT_START && !now)
            return false;
    }
    return false;
}

/* A word of one character, which every fit begins and ends with. */
static Fit find_single_fit(const Finder *finder, const Name *name, const Wish *word)
{
    const Glyph *glyphs = finder->glyphs + name->first;
    Fit fit = FIT_NONE;
    for (size_t i = 0; i < name->length; i++) {
        if (!wish_step(word, &glyphs[i], 1))
            continue;
        if (i == 0)
            return name->length == 1 ? FIT_WHOLE : FIT_START;
        if (glyphs[i].is_boundary)
            return FIT_WORD;
        fit = FIT_INSIDE;
    }
    return fit;
}

static Fit find_fit(const Finder *finder, const Name *name, const Wish *word)
{
    if ((word->letters & name->letters) != word->letters ||
        (word->others & name->others) != word->others)
        return FIT_NONE;
    if (word->length == 1)
        return find_single_fit(finder, name, word);
    Fit fit = find_loose_fit(finder, name, word);
    if (fit == FIT_SCATTERED && finder->flags & FINDER_UNBROKEN)
        return FIT_NONE;
    while (fit >= FIT_INSIDE && fit < FIT_WHOLE &&
           fits_as(finder, name, word, (Fit)(fit + 1)))
        fit++;
    return fit;
}

/* ---- matching ---------------------------------------------------------- */

#define FIT_SCORE 1000
#define LENGTH_SCORE_MAX 60

/* False when a word does not fit; else how good it is: first how it fits, then how
 * lately the name was used and how short it is. */
static bool score_name(const Finder *finder, const Name *name, int32_t *score)
{
    *score = name->boost;
    if (finder->word_count)
        *score +=
            LENGTH_SCORE_MAX - (int32_t)MIN(name->length, (uint32_t)LENGTH_SCORE_MAX);
    for (size_t i = 0; i < finder->word_count; i++) {
        Fit fit = find_fit(finder, name, &finder->words[i]);
        if (fit == FIT_NONE)
            return false;
        *score += (int32_t)fit * FIT_SCORE;
    }
    if (finder->flags & FINDER_IN_ORDER)
        *score = 0;
    return true;
}

static int compare_matches(const void *a, const void *b)
{
    const FinderMatch *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

static void sift_down(FinderMatch *heap, size_t count, size_t at)
{
    for (;;) {
        size_t worst = at, child = 2 * at + 1;
        for (size_t i = child; i < MIN(child + 2, count); i++)
            if (compare_matches(&heap[i], &heap[worst]) > 0)
                worst = i;
        if (worst == at)
            return;
        FinderMatch swap = heap[at];
        heap[at] = heap[worst];
        heap[worst] = swap;
        at = worst;
    }
}

/* Keeps the best `capacity` matches in a heap whose top is the worst of them. */
static void keep_match(FinderMatch *heap, size_t *count, size_t capacity,
                       FinderMatch match)
{
    if (*count < capacity) {
        heap[(*count)++] = match;
        if (*count == capacity)
            for (size_t i = capacity / 2 + 1; i-- > 0;)
                sift_down(heap, capacity, i);
    } else if (capacity && compare_matches(&match, &heap[0]) < 0) {
        heap[0] = match;
        sift_down(heap, capacity, 0);
    }
}

static void compile_query(Finder *finder, Str query)
{
    forget_query(finder);
    for (size_t off = 0; off < query.len && finder->word_count < WORDS_MAX;) {
        size_t start = off = text_skip_space(query, off);
        while (off < query.len) {
            size_t next = off;
            if (text_is_space(utf8_next(query, &next)))
                break;
            off = next;
        }
        Wish *word = &finder->words[finder->word_count];
        wish_init(word, str_slice(query, start, off), finder->sets, finder->set_count);
        if (word->length)
            finder->word_count++;
        else
            wish_clear(word);
    }
    strbuf_reset(&finder->query);
    strbuf_append_str(&finder->query, query);
}

/* Whatever fits the longer query fits the shorter, too. */
static bool is_narrower(const Finder *finder, Str query)
{
    return finder->has_fitting && finder->query.len &&
           str_has_prefix(query, strbuf_get(&finder->query));
}

size_t finder_match(Finder *finder, Str query, FinderMatch *matches, size_t capacity,
                    size_t *total)
{
    bool is_narrowed = is_narrower(finder, query);
    size_t candidates = is_narrowed ? finder->fitting_count : finder->name_count;
    compile_query(finder, query);
    if (!finder->has_fitting) {
        free(finder->fitting);
        finder->fitting =
            mem_alloc_array(finder->name_count + 1, sizeof(finder->fitting[0]));
        finder->has_fitting = true;
    }
    size_t count = 0, fitting = 0;
    for (size_t i = 0; i < candidates; i++) {
        uint32_t index = is_narrowed ? finder->fitting[i] : (uint32_t)i;
        int32_t score;
        if (!score_name(finder, &finder->names[index], &score))
            continue;
        finder->fitting[fitting++] = index;
        if (!(finder->flags & FINDER_IN_ORDER))
            keep_match(matches, &count, capacity, (FinderMatch){index, score});
        else if (count < capacity)
            matches[count++] = (FinderMatch){index, score};
    }
    finder->fitting_count = *total = fitting;
    if (!(finder->flags & FINDER_IN_ORDER))
        qsort(matches, count, sizeof(matches[0]), compare_matches);
    return count;
}

/* ---- marks ------------------------------------------------------------- */

#define MARK_GLYPHS_MAX 512

/* Which glyphs a word took, found by going back from the end of the fit. */
static void mark_word(const Finder *finder, const Name *name, const Wish *word,
                      bool *is_marked)
{
    Fit fit = find_fit(finder, name, word);
    if (fit == FIT_NONE)
        return;
    const Glyph *glyphs = finder->glyphs + name->first;
    uint64_t before[MARK_GLYPHS_MAX], now = fit == FIT_SCATTERED;
    uint64_t target = (uint64_t)1 << word->length;
    size_t length = MIN(name->length, MARK_GLYPHS_MAX), end = 0;
    while (end < length) {
        before[end] = fit == FIT_SCATTERED ? now : enter(fit, &glyphs[end], end, now);
        uint64_t reached = wish_step(word, &glyphs[end], before[end]);
        now = fit == FIT_SCATTERED ? now | reached : reached;
        end++;
        if (reached & target && (fit != FIT_WHOLE || end == name->length))
            break;
    }
    while (end > 0 && target != 1) {
        end--;
        if (fit == FIT_SCATTERED && before[end] & target)
            continue; /* got there without this one */
        for (uint64_t from = before[end]; from; from &= from - 1) {
            uint64_t at = from & (~from + 1);
            if (wish_step(word, &glyphs[end], at) & target) {
                is_marked[end] = true;
                target = at;
                break;
            }
        }
    }
}

/* Bytes of the marked glyphs, neighbours joined. */
static size_t collect_marks(Str text, const bool *is_marked, Span *marks, size_t capacity)
{
    size_t count = 0, glyph = 0;
    for (size_t off = 0; off < text.len && glyph < MARK_GLYPHS_MAX;) {
        size_t start = off;
        char32_t codepoint = utf8_next(text, &off);
        if (!fold_codepoint(codepoint) || text_is_space(codepoint) ||
            text_is_punctuation(codepoint))
            continue;
        if (!is_marked[glyph++])
            continue;
        if (count && marks[count - 1].end == start)
            marks[count - 1].end = off;
        else if (count < capacity)
            marks[count++] = (Span){start, off};
    }
    return count;
}

size_t finder_mark(const Finder *finder, uint32_t index, Span *marks, size_t capacity)
{
    const Name *name = &finder->names[index];
    bool is_marked[MARK_GLYPHS_MAX] = {0};
    for (size_t i = 0; i < finder->word_count; i++)
        mark_word(finder, name, &finder->words[i], is_marked);
    return collect_marks(name->text, is_marked, marks, capacity);
}
