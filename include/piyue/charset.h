/* charset: bytes of unknown encoding → valid UTF-8.
 *
 * A byte-order mark decides; else strict UTF-8; else UTF-16 by its own test; else
 * uchardet's guess, checked against the candidates. Only the encodings of the
 * table are ever opened (no label from a file reaches iconv_open). What cannot be
 * decoded becomes U+FFFD and is counted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_CHARSET_H
#define PIYUE_CHARSET_H

#include <piyue/base.h>

typedef struct CharsetGuess {
    const char *encoding; /* canonical name, static: "UTF-8", "GB18030", "Big5-HKSCS", … */
    double confidence;    /* 0–1 */
    const char *reason;   /* static English msgid: "byte-order mark", "valid UTF-8", … */
    size_t bom_bytes;     /* to skip */
} CharsetGuess;

/* Looks at the first `sample` bytes of a file (64 KB and more is plenty; `is_whole`
 * says that nothing follows). Always answers; "binary" as encoding when the bytes are
 * no text at all (NULs or controls that no encoding explains). */
CharsetGuess charset_detect(Str sample, bool is_whole);

/* The canonical name for a user's word ("gbk", "big5", "utf8"), or NULL. */
const char *charset_find(Str name);
/* Names for help and completion, NULL-terminated, static. */
const char *const *charset_list(void);
/* The static msgid that is equal to `text`, or NULL when no guess has that reason. */
const char *charset_find_reason(Str text);

/* A streaming decoder. */
typedef struct Decoder Decoder;
Decoder *decoder_new(const char *encoding, Error *err); /* from charset_find */
void decoder_free(Decoder *decoder);
/* Decodes all of `input`, keeping an incomplete character at its end for the next
 * call. With `is_last` it is counted as replaced and left out: a file cut in the
 * middle of its last character ends with the one before. Appends valid UTF-8. */
void decoder_feed(Decoder *decoder, Str input, bool is_last, StrBuf *out);
uint64_t decoder_get_replaced(const Decoder *decoder); /* undecodable bytes */

#endif
