/* A reading of the first and the last paragraphs, and its parts: each looks for what it
 * knows and leaves alone what is already found.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_IMPRINT_READING_H
#define PIYUE_IMPRINT_READING_H

#include <piyue/imprint.h>
#include <piyue/text.h>

#define HEAD_LINES 40
#define TAIL_LINES 14
#define SHORT_CODEPOINTS 40 /* more is running text */
#define DIGITS (NUMERAL_BIT(NUMERAL_HAN) | NUMERAL_BIT(NUMERAL_ARABIC))

typedef struct Line {
    Str text;   /* trimmed; empty for running text */
    Str packed; /* without any blank */
    size_t codepoints;
    uint32_t block;
    bool is_heading;
} Line;

typedef struct Reading {
    Arena *arena;
    Str title;
    Line lines[HEAD_LINES + TAIL_LINES];
    size_t count;
    size_t head, tail; /* lines of the beginning; first of the end: they may overlap */
    Imprint *imprint;
} Reading;

bool reading_is_open(const Reading *reading, ImprintField field);
/* Sets a field that is open, as read from `line`. Nothing becomes of what sites write
 * where they do not know (佚名). */
void reading_set(Reading *reading, ImprintField field, Str value, ImprintOrigin origin,
                 size_t line);

/* ---- the parts, in the order in which they are believed ------------------- */

void read_labels(Reading *reading, bool of_page); /* … of the paper, of the page */
void read_number(Reading *reading);
void read_title(Reading *reading);
void read_adoption(Reading *reading);
void read_signature(Reading *reading);
void read_masthead(Reading *reading);
void read_head_date(Reading *reading);
void read_recipient(Reading *reading);
void read_source(Reading *reading);
void read_author(Reading *reading);

/* ---- what several of them ask --------------------------------------------- */

Str imprint_pack(Str text, Arena *arena); /* without blanks */
bool has_any(Str text, const char *const *words, size_t count);
bool ends_with_any(Str text, const char *const *words, size_t count);
bool is_sentence(Str text); /* it quotes, or ends a sentence */
/* In （…） or (…), nothing outside: without them. */
Str without_brackets(Str text);
/* A number with its year or of an order that is all of a packed line, or is all but a
 * masthead; appends it. */
bool number_find(Str packed, StrBuf *number);
bool number_find_order(Str packed, Str next, StrBuf *number, Str *body);
/* A date that is all of a line. */
bool date_is_line(Str text, StrBuf *date);
bool is_body(Str name);
bool is_person(Str name);
Str take_word(Str *rest);                  /* up to a blank; empty at the end */
bool person_signs(Str text, Arena *arena); /* 省长　郑远山 */
/* Is the line a label and its value, or a label alone? */
bool label_is_line(Str text);

#endif
