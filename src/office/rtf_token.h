/* RTF cut into tokens.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_RTF_TOKEN_H
#define PIYUE_OFFICE_RTF_TOKEN_H

#include <piyue/base.h>

typedef enum RtfTokenKind {
    RTF_END,
    RTF_OPEN,   /* { */
    RTF_CLOSE,  /* } */
    RTF_WORD,   /* \name or \name-12 */
    RTF_SYMBOL, /* \~ and its like: `byte` */
    RTF_BYTE,   /* \'xx, and the escaped \\ \{ \}: `byte` */
    RTF_TEXT,   /* a run of bytes as they stand */
} RtfTokenKind;

typedef struct RtfToken {
    RtfTokenKind kind;
    Str text; /* name of a word, or the run; borrowed from the input */
    int number;
    bool has_number;
    char byte;
} RtfToken;

/* The token at `*off`, which moves behind it. What \binN announces is passed over with
 * it. Line ends of the file are no text and make no token, but for \ in front of one,
 * which is \par. O(token). */
RtfToken rtf_next(Str rtf, size_t *off);

#endif
