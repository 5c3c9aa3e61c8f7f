/* Markdown before it is parsed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_MARKDOWN_H
#define PIYUE_WEB_MARKDOWN_H

#include <piyue/importer.h>

/* [^label]: text, with the rows that belong to it. */
typedef struct MarkdownNote {
    Str label, text; /* text with its line ends; from the arena */
    uint32_t line;   /* 1-based */
} MarkdownNote;

/* A text as CommonMark reads it: front matter and notes, which it does not know, taken
 * out; headings and emphasis as they are written in Chinese, without blanks, made such
 * that it sees them. Rows keep their numbers. */
typedef struct MarkdownSource {
    Arena *arena;
    StrBuf text;
    Str title, author, date, source; /* of the front matter; empty where it has none */
    MarkdownNote *notes;
    size_t note_count, note_capacity;
} MarkdownSource;

void markdown_source_init(MarkdownSource *source, Str text);
void markdown_source_clear(MarkdownSource *source);

#endif
