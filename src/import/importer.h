/* What an importer is: a row of the table that knows a format and reads it.
 * Importers run in the child only (worker.h).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_IMPORT_IMPORTER_H
#define PIYUE_IMPORT_IMPORTER_H

#include "import/frame.h"

#include <piyue/import.h>

/* Enough to tell any format and the encoding of any text. */
#define HEAD_BYTES ((size_t)256 << 10)

/* An open file as an importer sees it. Borrowed from whoever asked for the import. */
typedef struct Source {
    int fd;
    const char *name; /* for messages */
    const ImportOptions *options;
    Str head;             /* the first HEAD_BYTES, or all there is */
    const char *encoding; /* how a text format is to be decoded; NULL for others */
} Source;

/* Reads up to `room` bytes at `off`; 0 at the end of the file. */
bool source_read(const Source *source, uint64_t off, char *data, size_t room,
                 size_t *got_bytes, Error *err) MUST_CHECK;

typedef struct Format {
    const char *name; /* "text" */
    /* Is it this format? `text` is the head decoded to UTF-8 (its first 4 KB) for a
     * file that is text, empty for all others. */
    bool (*sniff)(Str head, Str text);
    /* Sends blocks; NULL where the format is known but not read. */
    bool (*read)(const Source *source, Sink *sink, Error *err);
    const char *refusal; /* msgid with one %s, the file's name */
} Format;

/* The format of a file whose head is `head`: never NULL, the last row takes the rest
 * ("text" where there is decoded `text`, else "binary"). */
const Format *format_find(Str head, Str text);
/* By place in the table, for the pipe; NULL behind the end. */
const Format *format_get(size_t index);

bool read_text(const Source *source, Sink *sink, Error *err);

#endif
