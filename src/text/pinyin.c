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
