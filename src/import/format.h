/* The table of formats. Importers run in the child only (worker.h).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_IMPORT_FORMAT_H
#define PIYUE_IMPORT_FORMAT_H

#include <piyue/import.h>

typedef struct Format {
    const char *name; /* "text" */
    /* Is it this format? `text` is the head decoded to UTF-8 (its first 4 KB) for a
     * file that is text, empty for all others. */
    bool (*sniff)(Str head, Str text);
    /* Sends blocks; NULL where the format is known but not read. */
    FormatReader *read;
    const char *refusal; /* msgid with one %s, the file's name */
} Format;

/* The format of a file whose head is `head`: never NULL, the last row takes the rest
 * ("text" where there is decoded `text`, else "binary"). */
const Format *format_find(Str head, Str text);
/* By place in the table, for the pipe; NULL behind the end. */
const Format *format_get(size_t index);

FormatReader read_text;

#endif
