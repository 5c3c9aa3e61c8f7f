/* The encodings that are ever opened, and how likely a decoding is Chinese.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_CHARSET_ENCODINGS_H
#define PIYUE_CHARSET_ENCODINGS_H

#include <piyue/charset.h>

/* How the system's converter of a double-byte encoding errs. */
typedef enum Corrected {
    CORRECTED_NONE,
    CORRECTED_BIG5,    /* some pairs are read otherwise than the web does */
    CORRECTED_GB18030, /* the same */
    CORRECTED_KOREAN,  /* it goes on behind a pair before it refuses that */
} Corrected;
/* What a pair of bytes stands for there; 0 where the system is right. */
uint16_t correction_find(Corrected corrected, uint16_t code);

typedef struct Encoding {
    const char *name;       /* canonical */
    const char *iconv_name; /* what iconv_open is asked for; NULL for UTF-8 */
    const char *aliases;    /* other names, lower case without signs, blank-separated */
    unsigned unit_bytes;    /* what is skipped when a character cannot be decoded */
    bool is_double_byte;    /* a lead byte and one trail byte, most of the time */
    uint8_t corrected;      /* Corrected */
} Encoding;

/* The row for a name or an alias, whatever its case and signs; NULL if unknown. */
const Encoding *encoding_find(Str name);

/* Every reason a guess can have. */
extern const char REASON_BOM[], REASON_ASCII[], REASON_UTF8[], REASON_UTF8_DAMAGED[],
    REASON_WIDE[], REASON_CHARACTERS[], REASON_STATISTICS[], REASON_FALLBACK[],
    REASON_CONTROLS[], REASON_ESCAPES[], REASON_DECLARED[];

/* What a sample looks like when it is decoded one way. */
typedef struct Likeness {
    size_t characters; /* beyond ASCII; for wide encodings all of them */
    double score;      /* mean over them: near 0.9 for Chinese prose, 0.3 for noise */
} Likeness;

/* Decodes `sample` (a character cut at its end is left out) and measures how
 * frequent its characters are in written Chinese. `counts_ascii`: ASCII is evidence
 * too, as it is for UTF-16 and UTF-32. Measured: corpus/encoding. */
Likeness likeness_measure(const char *encoding, Str sample, bool counts_ascii);
/* The same for what is decoded already. */
Likeness likeness_of_text(Str text, bool counts_ascii);

#endif
