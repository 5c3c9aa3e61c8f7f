/* Readings of Han: of one character, as a filter, as an order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/decode.h"
#include "text/tables.h"

/* Letters of a syllable or a query, after its marks are taken off. */
typedef struct Letters {
    char text[8];
    size_t len;
    int tone; /* 1–4; 0 where no mark was written */
} Letters;

/* Vowels with tone marks, four of each; n and m where they exist. */
static bool split_tone(char32_t codepoint, char *letter, int *tone)
{
    static const char32_t marked[] = U"āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ";
    static const char plain[] = "aeiouv";
    for (size_t i = 0; marked[i]; i++)
        if (marked[i] == codepoint) {
            *letter = plain[i / 4];
            *tone = (int)(i % 4) + 1;
            return true;
        }
    return false;
}

static const struct {
    char32_t codepoint;
    char letter;
    int tone;
} odd_letters[] = {
    {U'ü', 'v', 0}, {U'ê', 'e', 0}, {U'ń', 'n', 2}, {U'ň', 'n', 3}, {U'ǹ', 'n', 4},
    {U'ḿ', 'm', 2}, {U'ế', 'e', 2}, {U'ề', 'e', 4}, {U'ɡ', 'g', 0}, {U'ɑ', 'a', 0},
};

/* Adds one code point of a syllable; false when it belongs to none. */
static bool letters_add(Letters *letters, char32_t codepoint)
{
    static const char32_t combining[] = {0x0304, 0x0301, 0x030C, 0x0300};
    for (int i = 0; i < (int)ARRAY_SIZE(combining); i++)
        if (combining[i] == codepoint && letters->len) {
            letters->tone = i + 1;
            return true;
        }
    if (codepoint == 0x0308 && letters->len) {
        letters->text[letters->len - 1] = 'v';
        return true;
    }
    char letter = 0;
    if (codepoint >= U'a' && codepoint <= U'z')
        letter = (char)codepoint;
    else if (!split_tone(codepoint, &letter, &letters->tone))
        for (size_t i = 0; i < ARRAY_SIZE(odd_letters); i++)
            if (odd_letters[i].codepoint == codepoint) {
                letter = odd_letters[i].letter;
                letters->tone = odd_letters[i].tone;
            }
    if (letter == 0 || letters->len + 1 >= sizeof(letters->text))
        return false;
    letters->text[letters->len++] = letter;
    return true;
}

/* Next reading of a set: 0 ends. Start with a cursor at pinyin_offsets[set]. */
static bool reading_next(size_t *cursor, bool *is_done, uint16_t *entry)
{
    if (*is_done)
        return false;
    *entry = pinyin_pool[(*cursor)++];
    *is_done = *entry & READING_LAST;
    return true;
}

static const char *syllable_of(uint16_t entry)
{
    return pinyin_syllables[(entry & READING_MASK) / 5];
}

/* lv may be typed as lu, as lü is where ü has no key. */
static bool is_letter_equal(char typed, char letter)
{
    return typed == letter || (typed == 'u' && letter == 'v');
}

bool pinyin_is_reading(char32_t han, Str letters)
{
    Letters wanted = {0};
    for (size_t off = 0; off < letters.len;)
        if (!letters_add(&wanted, decode_next(letters, &off)))
            return false;
    uint16_t set = pinyin_set(han), entry;
    if (set == 0 || wanted.len == 0)
        return false;
    bool is_done = false;
    for (size_t cursor = pinyin_offsets[set]; reading_next(&cursor, &is_done, &entry);) {
        const char *syllable = syllable_of(entry);
        size_t i = 0;
        while (i < wanted.len && is_letter_equal(wanted.text[i], syllable[i]))
            i++;
        int tone = (entry & READING_MASK) % 5;
        if (i == wanted.len && syllable[i] == '\0' &&
            (wanted.tone == 0 || wanted.tone == tone))
            return true;
    }
    return false;
}

size_t pinyin_get_readings(char32_t han, const char **syllables, size_t capacity)
{
    uint16_t set = pinyin_set(han), entry;
    size_t count = 0;
    bool is_done = set == 0;
    for (size_t cursor = pinyin_offsets[set];
         count < capacity && reading_next(&cursor, &is_done, &entry);) {
        size_t same = 0;
        while (same < count && syllables[same] != syllable_of(entry))
            same++;
        if (same == count && entry & READING_COMMON)
            syllables[count++] = syllable_of(entry);
    }
    return count;
}

/* Positions in a query as bits: position p says that query[0, p) has been used up. */
enum { QUERY_MAX_BYTES = 63 };

static uint64_t position(size_t off)
{
    return (uint64_t)1 << off;
}

/* Where the query may go on behind position `at` after one Han with the readings
 * `set`, by any common one: its first letter, the whole syllable, or the beginning of
 * the syllable where the query ends in it. */
static uint64_t step_over_reading(uint16_t set, Str query, size_t at)
{
    uint64_t reached = 0;
    uint16_t entry;
    bool is_done = false;
    for (size_t cursor = pinyin_offsets[set]; reading_next(&cursor, &is_done, &entry);) {
        if (!(entry & READING_COMMON))
            continue;
        const char *syllable = syllable_of(entry);
        size_t shared = 0;
        while (at + shared < query.len && syllable[shared] &&
               is_letter_equal(query.data[at + shared], syllable[shared]))
            shared++;
        if (shared)
            reached |= position(at + 1);
        if (shared && (at + shared == query.len || !syllable[shared]))
            reached |= position(at + shared);
    }
    return reached;
}

/* The same after any code point. */
static uint64_t step_over(char32_t codepoint, Str query, size_t at)
{
    size_t used = at;
    if (fold_lookup(codepoint) == fold_lookup(decode_next(query, &used)))
        return position(used);
    uint16_t set = pinyin_set(codepoint);
    uint8_t letter = (uint8_t)query.data[at];
    if (letter < 'a' || letter > 'z' || !(pinyin_initials[set] >> (letter - 'a') & 1))
        return 0;
    return step_over_reading(set, query, at);
}

/* Does `query` fit the characters from `off` on? `*end` gets their end. All ways to
 * share the letters among the characters are followed at once. */
static bool query_fits(Str text, size_t off, Str query, size_t *end)
{
    for (uint64_t reached = position(0); reached && off < text.len;) {
        char32_t codepoint = decode_next(text, &off);
        if (fold_lookup(codepoint) == 0)
            continue;
        uint64_t now = reached;
        for (reached = 0; now; now &= now - 1)
            reached |= step_over(codepoint, query, (size_t)__builtin_ctzll(now));
        if (reached & position(query.len)) {
            *end = off;
            return true;
        }
    }
    return false;
}

/* A query too long for bits is looked up as it is. */
static bool folded_fits(Str text, size_t off, Str query, size_t *end)
{
    for (size_t at = 0; at < query.len;) {
        if (off >= text.len)
            return false;
        char32_t folded = fold_lookup(decode_next(text, &off));
        if (folded && folded != fold_lookup(decode_next(query, &at)))
            return false;
    }
    *end = off;
    return true;
}

/* What a match may begin with: a character that folds to `first`, or a Han with a
 * reading in `letter` (one bit; 0 when the query begins with no letter). */
typedef struct Beginning {
    char32_t first;
    uint32_t letter;
} Beginning;

static Beginning beginning_of(Str query)
{
    size_t used = 0;
    char32_t first = fold_lookup(decode_next(query, &used));
    bool is_letter = first >= U'a' && first <= U'z';
    return (Beginning){first, is_letter ? 1u << (first - U'a') : 0};
}

static bool may_begin(Beginning beginning, char32_t codepoint)
{
    /* No Han folds to a letter, and only Han have readings: one look-up is enough. */
    if (beginning.letter && codepoint >= 0x2E80)
        return (pinyin_initials[pinyin_set(codepoint)] & beginning.letter) ||
               (codepoint >= 0xFF00 && fold_lookup(codepoint) == beginning.first);
    return fold_lookup(codepoint) == beginning.first;
}

bool pinyin_match(Str text, Str query, Span *match)
{
    if (query.len == 0) {
        *match = (Span){0, 0};
        return true;
    }
    Beginning beginning = beginning_of(query);
    for (size_t off = 0; off < text.len;) {
        size_t start = off, end = 0;
        if (!may_begin(beginning, decode_next(text, &off)))
            continue;
        if (query.len <= QUERY_MAX_BYTES ? query_fits(text, start, query, &end)
                                         : folded_fits(text, start, query, &end)) {
            *match = (Span){start, end};
            return true;
        }
    }
    return false;
}

/* What one code point sorts by: others before Han, Han by syllable, tone, strokes. */
static uint64_t collation_key(char32_t codepoint)
{
    uint16_t set = pinyin_set(codepoint);
    if (set == 0)
        return text_is_han(codepoint)
                   ? (uint64_t)1 << 62 | codepoint
                   : (uint64_t)fold_lookup(codepoint) << 21 | codepoint;
    uint64_t reading = pinyin_pool[pinyin_offsets[set]] & READING_MASK;
    return (uint64_t)1 << 60 | reading << 40 | (uint64_t)pinyin_strokes(codepoint) << 24 |
           codepoint;
}

int pinyin_compare(Str a, Str b)
{
    size_t a_off = 0, b_off = 0;
    while (a_off < a.len && b_off < b.len) {
        char32_t left = decode_next(a, &a_off), right = decode_next(b, &b_off);
        if (left == right)
            continue;
        uint64_t left_key = collation_key(left), right_key = collation_key(right);
        if (left_key != right_key)
            return left_key < right_key ? -1 : 1;
    }
    return (a_off < a.len) - (b_off < b.len);
}
