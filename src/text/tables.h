/* The generated tables, and how to look a code point up in them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TEXT_TABLES_H
#define PIYUE_TEXT_TABLES_H

#include <piyue/text.h>

/* How a code point is drawn. */
typedef enum WidthClass {
    WIDTH_NARROW,    /* one column everywhere */
    WIDTH_WIDE,      /* two columns everywhere */
    WIDTH_AMBIGUOUS, /* as the policy says; has a substitute for AMBIGUOUS_SAFE */
    WIDTH_ZERO,      /* a mark over the character before it */
    WIDTH_BLANK,     /* tab and line ends, drawn as one blank */
    WIDTH_DROPPED,   /* joiners and selectors: not drawn behind what they give a form */
    WIDTH_MARK,      /* hostile or unseen: drawn as ^[ or <U+202E> */
    WIDTH_REPLACED,  /* disputed: always drawn as its substitute, 〓 where it has none */
} WidthClass;

/* Grapheme_Cluster_Break (UAX #29, table 2), tailored: see cluster.c. */
typedef enum ClusterClass {
    GCB_OTHER,
    GCB_CR,
    GCB_LF,
    GCB_CONTROL,
    GCB_EXTEND,
    GCB_ZWJ,
    GCB_REGIONAL_INDICATOR,
    GCB_SELECTOR,
    GCB_SPACINGMARK,
    GCB_L,
    GCB_V,
    GCB_T,
    GCB_LV,
    GCB_LVT,
} ClusterClass;

/* What a code point does at the edge of a row (wrap.c has the rules). */
typedef enum WrapClass {
    WRAP_HAN,      /* a break may stand on both sides */
    WRAP_ALPHA,    /* part of a word */
    WRAP_DIGIT,    /* part of a number */
    WRAP_OPEN,     /* never ends a row */
    WRAP_CLOSE,    /* never begins a row */
    WRAP_MID,      /* , . : and ’: closes after Han, joins inside words */
    WRAP_JOIN,     /* - / ~: does not begin a row, joins words and numbers */
    WRAP_QUOTE,    /* " and ', of unknown direction: joined on both sides */
    WRAP_GLUE,     /* no-break space: joined on both sides */
    WRAP_SPACE,    /* swallowed at a break */
    WRAP_NEWLINE,  /* ends the row */
    WRAP_DASH,     /* —— stays together */
    WRAP_ELLIPSIS, /* …… stays together */
    WRAP_UNIT,     /* 年 ㎡ 个: stays with the number before it */
    WRAP_PREFIX,   /* 第 № ￥: stays with the number behind it */
    WRAP_EXTEND,   /* belongs to what stands before it */
    WRAP_CLASS_COUNT
} WrapClass;

/* What a code point is to search, after folding. */
typedef enum WordingClass {
    WORDING_IGNORED,     /* as if it were not there */
    WORDING_BLANK,       /* parts words, gives nothing */
    WORDING_CJK,         /* a token of its own */
    WORDING_WORD,        /* a letter or digit of a word */
    WORDING_PUNCTUATION, /* a boundary */
} WordingClass;

enum {
    FLAG_HAN = 1,
    FLAG_CJK = 2,
    FLAG_SPACE = 4,
    FLAG_PUNCTUATION = 8,
    FLAG_OPENING = 16,
    FLAG_CLOSING = 32,
    FLAG_HOSTILE = 64,
    FLAG_DIGIT = 128,
};

typedef struct TextClass {
    uint8_t width, cluster, wrap, wording, flags;
} TextClass;

/* What is drawn instead of a code point; sorted by it. */
typedef struct TextSubstitute {
    uint32_t codepoint;
    int columns;
    const char *text;
} TextSubstitute;

#define CODEPOINT_END 0x110000

extern const uint16_t text_class_blocks[];
extern const uint8_t text_class_values[];
extern const TextClass text_classes[];
extern const TextSubstitute text_substitutes[];
extern const size_t text_substitute_count;

static inline const TextClass *text_class(char32_t codepoint)
{
    if (codepoint >= CODEPOINT_END)
        codepoint = 0xFFFD;
    size_t block = text_class_blocks[codepoint >> 7];
    return &text_classes[text_class_values[block << 7 | (codepoint & 127)]];
}

extern const uint32_t fold_end; /* from here on: itself, or ignored */
extern const uint16_t fold_blocks[], fold_values[];
extern const uint32_t fold_targets[];

static inline char32_t fold_lookup(char32_t codepoint)
{
    if (codepoint >= fold_end)
        return text_class(codepoint)->wording == WORDING_IGNORED ? 0 : codepoint;
    size_t block = fold_blocks[codepoint >> 5];
    uint16_t value = fold_values[block << 5 | (codepoint & 31)];
    return value ? fold_targets[value] : codepoint;
}

extern const uint32_t common_end; /* none is common from here on */
extern const uint8_t common_blocks[], common_values[];

/* Readings: a Han has a set (0: none); the set's readings lie in the pool from
 * pinyin_offsets[set], the usual one first, the last one flagged. */
enum {
    READING_LAST = 0x8000,
    READING_COMMON = 0x4000, /* not only in the Hanyu Da Zidian */
    READING_MASK = 0x3FFF,   /* syllable * 5 + tone, 0 for the neutral one */
};

extern const char pinyin_syllables[][7];
extern const uint32_t pinyin_end; /* no reading from here on */
extern const uint16_t pinyin_set_blocks[], pinyin_set_values[];
extern const uint16_t pinyin_offsets[], pinyin_pool[];
extern const uint16_t pinyin_strokes_blocks[];
extern const uint8_t pinyin_strokes_values[];

static inline uint16_t pinyin_set(char32_t codepoint)
{
    if (codepoint >= pinyin_end)
        return 0;
    size_t block = pinyin_set_blocks[codepoint >> 6];
    return pinyin_set_values[block << 6 | (codepoint & 63)];
}

static inline uint8_t pinyin_strokes(char32_t codepoint)
{
    if (codepoint >= pinyin_end)
        return 0;
    size_t block = pinyin_strokes_blocks[codepoint >> 6];
    return pinyin_strokes_values[block << 6 | (codepoint & 63)];
}

#endif
