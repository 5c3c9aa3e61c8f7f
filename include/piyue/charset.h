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

/* Finds text that somebody decoded in the wrong encoding and saved so: UTF-8 taken for
 * GBK (鏂囧瓧), for Latin-1 or Windows-1252 (ä¸­æ–‡), GBK or Big5 taken for those (ÖÐÎÄ) or
 * for each other. What it gives back is certain: it was turned back byte by byte, and
 * reads as Chinese where the other did not. */
typedef struct Mender Mender;
Mender *mender_new(void);
void mender_free(Mender *mender); /* NULL is fine */
/* Shows it a piece of the document, all of it before the first mender_next: one odd
 * run proves nothing, many do. O(text), some hundred MB a second. */
void mender_observe(Mender *mender, Str text);
/* Is there anything to mend? Ends observing. */
bool mender_decide(Mender *mender);
/* The next run at or behind `*off`, which moves behind it: its place in `text`, and what
 * it should have been (`mended` is overwritten). False at the end. */
bool mender_next(Mender *mender, Str text, size_t *off, Str *run, StrBuf *mended);

#endif
