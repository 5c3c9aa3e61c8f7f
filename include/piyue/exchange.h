/* exchange: passages that other programs, or another library, have written down.
 *
 * Reads W3C Web Annotations (our own export among them), JSON Lines of passages, Readest,
 * KOReader's metadata and Kindle's clippings; finds the document and the place of each by
 * its words, and adds them as one undoable change. Nothing in the files is executed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXCHANGE_H
#define PIYUE_EXCHANGE_H

#include <piyue/library.h>

typedef struct ExchangeResult {
    const char *format; /* static name of what was read */
    size_t read, added; /* passages in the file; new ones */
    size_t known;       /* were in the library already */
    size_t orphaned;    /* added, but their words are not in the document */
    size_t homeless;    /* not added: their document is not in the library */
    size_t replies;     /* new ones, to passages that were known */
    size_t left_out;    /* bookmarks, what was deleted or has no words: not in `read` */
    Report report;      /* what became of those; report_clear */
} ExchangeResult;

/* `doc` is the document of all of them, or 0: each says it itself (by the hash of the
 * file, its title or its name). ERR_FORMAT where the text is none of the formats. */
bool exchange_import(Library *library, Str text, const char *name, int64_t doc,
                     ExchangeResult *result, Error *err) MUST_CHECK;

#endif
