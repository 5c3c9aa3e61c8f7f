/* The table of formats. Importers run in the child only (worker.h).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_IMPORT_FORMAT_H
#define PIYUE_IMPORT_FORMAT_H

#include <piyue/container.h>
#include <piyue/import.h>

/* What is known of a file when its format is asked for. */
typedef struct Sniff {
    Str head;     /* its first bytes */
    Str text;     /* their beginning as UTF-8 where the file is text, else empty */
    bool is_zip;  /* begins as one */
    Zip *zip;     /* NULL where it cannot be opened */
    Str mimetype; /* what the archive's entry of that name holds; else empty */
} Sniff;

typedef bool FormatSniffer(const Sniff *sniff);

typedef struct Format {
    const char *name; /* "text" */
    FormatSniffer *sniff;
    /* Sends blocks; NULL where the format is known but not read. */
    FormatReader *read;
    const char *why;     /* msgid: what in the file told the format */
    const char *refusal; /* msgid with one %s, the file's name */
} Format;

/* The format of a file: never NULL, the last row takes the rest ("text" where there is
 * decoded text, else "binary"). */
const Format *format_find(const Sniff *sniff);
/* By place in the table, for the pipe; NULL behind the end. */
const Format *format_get(size_t index);

FormatSniffer is_pdf, is_epub, is_ofd, is_docx, is_odt, is_other_office, is_zip, is_ole,
    is_rtf, is_caj, is_ebook, is_image, is_archive, is_program, is_fb2, is_mht, is_html,
    is_markdown, is_text, is_anything;

/* The next row of a text, without its end; false behind the last. */
bool sniff_take_row(Str *rest, Str *row);

FormatReader read_text;

#endif
