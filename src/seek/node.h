/* What the files of the query language share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_SEEK_NODE_H
#define PIYUE_SEEK_NODE_H

#include <piyue/seek.h>

struct Seek {
    Arena *arena;     /* nodes and texts */
    SeekNode **nodes; /* all there are, in the tree or not: their needles are ours */
    size_t node_count, node_capacity;
    SeekNode *root;
    unsigned places;
    bool has_words;
};

/* Compiles a regular expression of PCRE2's syntax, in UTF-8, blind to case, width and
 * script. NULL with ERR_USAGE; `*mistake` is a byte offset into `source`. */
SeekPattern *pattern_new(Str source, size_t *mistake, Error *err) MUST_CHECK;
void pattern_free(SeekPattern *pattern); /* NULL is fine */
/* First match at or after `from`; empty matches do not count. A pattern that takes more
 * steps than PATTERN_STEPS for a text does not fit it. */
bool pattern_find(SeekPattern *pattern, Str text, size_t from, Span *match);

#define NUMBER_SYSTEMS (NUMERAL_BIT(NUMERAL_HAN) | NUMERAL_BIT(NUMERAL_ARABIC))

/* The ways in which one number is written. */
typedef enum NumberForm {
    NUMBER_ARABIC,      /* 2300 */
    NUMBER_GROUPED,     /* 2,300 */
    NUMBER_UNITS,       /* 二千三百 */
    NUMBER_LIANG,       /* 两千三百 */
    NUMBER_POSITIONAL,  /* 二三〇〇 */
    NUMBER_FINANCIAL,   /* 贰仟叁佰 */
    NUMBER_TEN,         /* 拾贰, where 壹拾贰 is full */
    NUMBER_MIXED,       /* 3万, 1.3万 */
    NUMBER_MIXED_LARGE, /* 3亿, 1.5亿 */
    NUMBER_CIRCLED,     /* ⑫; up to 9 it folds to the digit */
    NUMBER_BRACKETED,   /* ⑿ */
    NUMBER_STOPPED,     /* ⒓ */
    NUMBER_FORM_COUNT
} NumberForm;
/* Appends the number; false, and nothing, where the form is none of its own. */
bool number_write(uint32_t value, NumberForm form, StrBuf *out);
/* The whole number that is typed in one of these ways; false for any other text, and
 * beyond UINT32_MAX. */
bool number_read(Str text, uint32_t *value);
/* Has what was found the marks of what it was looked for as? 1-300 and 1、300 are not
 * 1,300: to the index one mark is like another. */
bool number_has_marks(Str found, Str written);
/* Does more of a number stand in front of or behind the place? 300 is none in 1,300, and
 * 三百 none in 三百万. */
bool number_goes_on(Str text, Span place);

#endif
