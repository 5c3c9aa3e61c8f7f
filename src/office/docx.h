/* The parts of a Word document (Office Open XML) and what is in them.
 *
 *   package     the zip and the relationships between its parts
 *   styles      what a style says of paragraphs and runs
 *   numbering   lists, and the number that each paragraph shows
 *   notes       footnotes, endnotes, comments: their texts by id
 *   walk        the text of a part, element by element, into a paper
 *   inline      fields, notes, symbols; formula: mathematics on one line
 *
 * Names are local names, so that transitional and strict documents are alike.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_DOCX_H
#define PIYUE_OFFICE_DOCX_H

#include "office/lists.h"
#include "office/paper.h"
#include "office/styles.h"

#include <piyue/container.h>

/* ---- package ----------------------------------------------------------- */

typedef struct Package Package;
Package *package_open(const Source *source, Error *err) MUST_CHECK;
void package_free(Package *package); /* NULL is fine */
/* Name of the main part; borrowed. */
Str package_get_main(const Package *package);
/* A part, and its name for messages. {0} is none; part_clear frees. */
typedef struct Part {
    StrBuf bytes;
    char *name; /* NULL where the package has no such part */
} Part;
void part_clear(Part *part);
/* The part that the main part (or the package itself where `of_package`) names by a
 * relationship whose type ends in "/kind". None is no error. */
bool package_read_part(Package *package, bool of_package, const char *kind, Part *part,
                       Error *err) MUST_CHECK;
bool package_read_main(Package *package, Part *part, Error *err) MUST_CHECK;

/* Value of the attribute `val` of a child element; empty where there is none. */
Str docx_get_value(const xmlNode *node, const char *child);
/* A switch such as <w:b/> or <w:b w:val="0"/>: 1, 0, or -1 where there is none. */
int docx_get_switch(const xmlNode *node, const char *child);
/* Is the value of a switch that is there "off"? */
bool docx_is_off(Str value);
/* A number, or `otherwise`; huge ones are clamped. */
int docx_parse_int(Str value, int otherwise);

/* ---- styles ------------------------------------------------------------ */

/* `part` may be none. */
bool styles_read(Styles *styles, const Part *part, Error *err) MUST_CHECK;

/* ---- numbering --------------------------------------------------------- */

/* Never NULL but on failure. */
Numbering *numbering_read(const Part *part, const Styles *styles, Error *err) MUST_CHECK;

/* ---- notes ------------------------------------------------------------- */

typedef struct DocxNote {
    Str id;     /* arena */
    Str author; /* of a comment */
    Str text;   /* paragraphs parted by '\n' */
} DocxNote;

typedef struct DocxNotes {
    Arena *arena;
    DocxNote *items;
    size_t count, capacity;
} DocxNotes;
void notes_clear(DocxNotes *notes);
const DocxNote *notes_find(const DocxNotes *notes, Str id);

/* ---- links ------------------------------------------------------------- */

/* An address outside, by the id of its relationship. Borrowed from the package. */
typedef struct DocxLink {
    Str id, address;
} DocxLink;
/* Those of the main part, sorted by id: an owned array. */
DocxLink *package_list_links(const Package *package, size_t *count);

/* ---- walk -------------------------------------------------------------- */

/* All that the walk over a text needs. */
typedef struct Docx {
    const Source *source;
    Styles styles;
    Numbering *numbering;
    DocxNotes footnotes, endnotes, comments;
    NumberFormat endnote_format;
    DocxLink *links; /* owned */
    size_t link_count;
} Docx;

/* Empty where there is none of that id. */
Str docx_find_link(const Docx *docx, Str id);

/* Walks the main text into `paper`. */
bool docx_walk(Docx *docx, const Part *part, Paper *paper, Error *err) MUST_CHECK;
/* Walks a part of notes or comments (elements `element`); the part may be none. */
bool docx_walk_notes(Docx *docx, const Part *part, const char *element, DocxNotes *notes,
                     Error *err) MUST_CHECK;

#endif
