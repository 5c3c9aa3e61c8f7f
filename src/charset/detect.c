/* Guesses the encoding of a sample.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "charset/encodings.h"

#include <string.h>
#include <uchardet/uchardet.h>

#include <piyue/text.h>

/* Enough for every statistic here, and 1 ms of uchardet. */
#define STATISTICS_BYTES ((size_t)64 << 10)
/* Fewer Han without any ASCII between them prove no UTF-16. */
#define WIDE_CHARACTERS_MIN 4
/* Pairs of bytes from which on their form alone speaks. */
#define PAIRS_MIN 200

/* ---- byte-order marks -------------------------------------------------- */

static bool detect_bom(Str sample, CharsetGuess *guess)
{
    static const struct {
        Str mark;
        const char *encoding;
    } marks[] = {
        {{"\xEF\xBB\xBF", 3}, "UTF-8"},
        {{"\xFF\xFE\0\0", 4}, "UTF-32LE"}, /* before UTF-16LE, which starts it */
        {{"\0\0\xFE\xFF", 4}, "UTF-32BE"},
        {{"\xFF\xFE", 2}, "UTF-16LE"},
        {{"\xFE\xFF", 2}, "UTF-16BE"},
        {{"\x84\x31\x95\x33", 4}, "GB18030"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
        if (!str_has_prefix(sample, marks[i].mark))
            continue;
        *guess = (CharsetGuess){marks[i].encoding, 1, REASON_BOM, marks[i].mark.len};
        return true;
    }
    return false;
}

/* ---- what kinds of bytes there are ------------------------------------- */

typedef struct ByteCounts {
    size_t nuls, controls, escapes, high;
} ByteCounts;

static ByteCounts count_bytes(Str sample)
{
    ByteCounts counts = {0};
    for (size_t i = 0; i < sample.len; i++) {
        unsigned char byte = (unsigned char)sample.data[i];
        if (byte >= 0x80)
            counts.high++;
        else if (byte == 0)
            counts.nuls++;
        else if (byte == 0x1B)
            counts.escapes++;
        else if ((byte < 0x20 && (byte < 0x08 || byte > 0x0D) && byte != 0x1A) ||
                 byte == 0x7F)
            counts.controls++;
    }
    return counts;
}

/* ---- UTF-8 ------------------------------------------------------------- */

typedef struct Utf8Counts {
    size_t characters; /* of more than one byte */
    size_t wide;       /* of three and four bytes */
    size_t broken;     /* sequences that are none; a cut last one is not counted */
} Utf8Counts;

static Utf8Counts count_utf8(Str sample)
{
    Utf8Counts counts = {0};
    size_t first =
        0; /* of a text whose beginning is lost, in the middle of a character */
    while (first < 3 && first < sample.len &&
           ((unsigned char)sample.data[first] & 0xC0) == 0x80)
        first++;
    for (size_t off = first; off < sample.len;) {
        size_t start = off;
        if ((unsigned char)sample.data[off] < 0x80) {
            off++;
            continue;
        }
        char32_t codepoint = utf8_next(sample, &off);
        bool is_replacement = off - start == 3 && codepoint == 0xFFFD &&
                              memcmp(sample.data + start, "\xEF\xBF\xBD", 3) == 0;
        if (codepoint != 0xFFFD || is_replacement) {
            counts.characters++;
            counts.wide += off - start > 2;
        } else if (off < sample.len || (unsigned char)sample.data[start] < 0xC2) {
            counts.broken++;
        }
    }
    counts.broken += first > 0;
    return counts;
}

/* Many short texts in GB 2312 are valid UTF-8 of two-byte characters by chance. */
static bool is_gb_in_disguise(Str sample, Utf8Counts counts)
{
    if (counts.wide || counts.characters > 64)
        return false;
    Likeness gb = likeness_measure("GB18030", sample, false);
    return gb.characters >= 2 && gb.score > 0.75;
}

static bool detect_utf8(Str sample, ByteCounts bytes, CharsetGuess *guess)
{
    if (bytes.high == 0) {
        *guess = (CharsetGuess){"UTF-8", 1, REASON_ASCII, 0};
        return true;
    }
    Utf8Counts counts = count_utf8(sample);
    if (counts.broken == 0 && counts.characters && !is_gb_in_disguise(sample, counts)) {
        *guess = (CharsetGuess){"UTF-8", counts.wide ? 1 : 0.95, REASON_UTF8, 0};
        return true;
    }
    /* Stray bytes do not make another encoding out of many good sequences. */
    if (counts.wide >= 8 && counts.broken && counts.wide >= 6 * counts.broken) {
        *guess = (CharsetGuess){"UTF-8", 0.9, REASON_UTF8_DAMAGED, 0};
        return true;
    }
    return false;
}

/* ---- UTF-16 and UTF-32 without a mark ---------------------------------- */

/* A unit of the wrong byte order is a control, a surrogate or from nowhere: the
 * right order stands out. Without a NUL (no ASCII at all) only frequent Han prove
 * anything. */
static bool detect_wide(Str sample, ByteCounts bytes, CharsetGuess *guess)
{
    static const struct {
        const char *encoding;
        size_t unit_bytes;
    } candidates[] = {{"UTF-32LE", 4}, {"UTF-32BE", 4}, {"UTF-16LE", 2}, {"UTF-16BE", 2}};
    double best = bytes.nuls ? 0.45 : 0.65;
    size_t least = bytes.nuls ? 1 : WIDE_CHARACTERS_MIN;
    bool is_found = false;
    for (size_t i = 0; i < ARRAY_SIZE(candidates); i++) {
        if (sample.len < 2 * candidates[i].unit_bytes ||
            (candidates[i].unit_bytes == 4 && bytes.nuls < sample.len / 4))
            continue;
        Likeness likeness = likeness_measure(candidates[i].encoding, sample, true);
        if (likeness.score <= best || likeness.characters < least)
            continue;
        best = likeness.score;
        is_found = true;
        *guess = (CharsetGuess){candidates[i].encoding, MIN(best, 0.99), REASON_WIDE, 0};
    }
    return is_found;
}

/* ---- statistics -------------------------------------------------------- */

static const char *ask_uchardet(Str sample)
{
    uchardet_t detector = uchardet_new();
    const char *found = NULL;
    if (uchardet_handle_data(detector, sample.data, sample.len) == 0) {
        uchardet_data_end(detector);
        found = charset_find(str_from(uchardet_get_charset(detector)));
    }
    uchardet_delete(detector);
    return found;
}

/* A list of rare characters looks like no text, but its bytes come in pairs of one form:
 * Big5 leaves out the trail bytes 80 to A0, GB18030 uses them like all others. */
static const char *find_by_pairs(Str sample)
{
    size_t pairs = 0, odd = 0, low = 0, middle = 0;
    for (size_t i = 0; i < sample.len; i++) {
        unsigned char lead = (unsigned char)sample.data[i];
        if (lead < 0x80)
            continue;
        unsigned char trail = i + 1 < sample.len ? (unsigned char)sample.data[i + 1] : 0;
        if (lead == 0x80 || lead == 0xFF || trail < 0x40 || trail == 0x7F ||
            trail == 0xFF) {
            odd++;
            continue;
        }
        pairs++;
        low += trail < 0x80;
        middle += trail >= 0x80 && trail <= 0xA0;
        i++;
    }
    /* In the West a letter with an accent stands between others: nearly all pairs end
     * in ASCII. */
    if (pairs < PAIRS_MIN || odd * 100 > pairs || low * 3 > pairs * 2)
        return NULL;
    return middle * 20 > pairs ? "GB18030" : low * 10 > pairs ? "Big5-HKSCS" : NULL;
}

static Likeness measure_pairs(const char *encoding, Str sample)
{
    Likeness likeness = likeness_measure(encoding, sample, false);
    if (likeness.score >= 0.6)
        return likeness;
    /* Perhaps it begins in the middle of a character. */
    Likeness behind = likeness_measure(encoding, str_slice(sample, 1, sample.len), false);
    return behind.score >= 0.7 ? behind : likeness;
}

static CharsetGuess detect_by_statistics(Str sample)
{
    Likeness gb = measure_pairs("GB18030", sample);
    Likeness big5 = measure_pairs("Big5-HKSCS", sample);
    double best = MAX(gb.score, big5.score);
    const char *chinese = gb.score >= big5.score ? "GB18030" : "Big5-HKSCS";
    if (best >= 0.6)
        return (CharsetGuess){chinese, MIN(best + 0.1, 0.99), REASON_CHARACTERS, 0};

    const char *asked = ask_uchardet(sample);
    if (asked && strcmp(asked, "UTF-8") == 0)
        asked = NULL; /* it is none: that was tried */
    bool is_chinese =
        asked && (strcmp(asked, "GB18030") == 0 || strcmp(asked, "Big5-HKSCS") == 0);
    if (asked && !is_chinese)
        return (CharsetGuess){asked, 0.6, REASON_STATISTICS, 0};
    if (best >= 0.3 || (is_chinese && best > 0))
        return (CharsetGuess){chinese, MAX(best, 0.3), REASON_STATISTICS, 0};
    const char *by_pairs = find_by_pairs(sample);
    return (CharsetGuess){by_pairs ? by_pairs : "Windows-1252", 0.2, REASON_FALLBACK, 0};
}

CharsetGuess charset_detect(Str sample, bool is_whole)
{
    CharsetGuess guess;
    if (detect_bom(sample, &guess))
        return guess;
    ByteCounts bytes = count_bytes(sample);
    Str statistics = str_slice(sample, 0, STATISTICS_BYTES);
    if (bytes.nuls && detect_wide(statistics, bytes, &guess))
        return guess;
    bool is_utf8 = detect_utf8(sample, bytes, &guess);
    if (bytes.escapes && bytes.high == 0) {
        const char *asked = ask_uchardet(statistics);
        if (asked && strcmp(asked, "ISO-2022-JP") == 0)
            return (CharsetGuess){asked, 0.9, REASON_STATISTICS, 0};
        /* ESC $ ) A and the like, with SO and SI: its decoders have a history of holes.
         */
        if (str_find(sample, STR("\x1B$)"), 0) != STR_NONE &&
            memchr(sample.data, 0x0E, sample.len))
            return (CharsetGuess){"binary", 0.9, REASON_ESCAPES, 0};
    }
    /* What a terminal was sent is text with bells and colours in it. That Chinese comes
     * out of bytes which are no text is out of the question, however many they are. */
    size_t tolerated = sample.len / (is_utf8 && guess.reason == REASON_UTF8 ? 8 : 100);
    bool is_wide_only = !is_utf8 && bytes.nuls == 0 && bytes.controls > tolerated;
    if (is_wide_only && detect_wide(statistics, bytes, &guess))
        return guess; /* U+3001 and U+FF0C have controls in them */
    if (bytes.nuls > sample.len / 20 || bytes.controls > tolerated)
        return (CharsetGuess){"binary", 0.95, REASON_CONTROLS, 0};
    if (!is_utf8)
        guess = detect_by_statistics(statistics);
    /* A NUL in a thousand bytes is damage; more is damage only where all else speaks
     * for a text. */
    if (bytes.nuls > sample.len / 1000 && guess.reason != REASON_UTF8 &&
        guess.reason != REASON_CHARACTERS)
        return (CharsetGuess){"binary", 0.8, REASON_CONTROLS, 0};
    CharsetGuess wide;
    if (guess.confidence < 0.7 && bytes.nuls == 0 && (!is_whole || sample.len % 2 == 0) &&
        detect_wide(statistics, bytes, &wide))
        return wide;
    return guess;
}
