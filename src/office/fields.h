/* Fields: instructions are left out, results are text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_FIELDS_H
#define PIYUE_OFFICE_FIELDS_H

#include <piyue/model.h>

typedef struct Field {
    size_t instruction; /* where its own begins among the instructions of all */
    size_t mark;        /* bytes of the paragraph where it began */
    size_t paragraph;   /* that paragraph, as paper_count_begun() */
    bool has_result, is_contents;
} Field;

/* The fields that are open; they nest. {0} is none. */
typedef struct Fields {
    Field *items;
    size_t count, capacity;
    size_t hiding;   /* open ones that are in their instruction: text is none */
    size_t contents; /* open ones whose result is a table of contents */
    StrBuf instructions;
} Fields;
void fields_clear(Fields *fields);

/* `mark`: bytes of the paragraph so far. */
void fields_begin(Fields *fields, size_t mark, size_t paragraph);
/* Text while one is hiding. */
void fields_instruct(Fields *fields, Str text);
void fields_begin_result(Fields *fields);
/* Where the result of the innermost field leads, if it began in this paragraph: an
 * address (HYPERLINK) or a bookmark (REF, PAGEREF, HYPERLINK \\l); its text begins at
 * `*mark`. */
bool fields_get_link(const Fields *fields, size_t paragraph, LinkKind *kind,
                     StrBuf *target, size_t *mark);
/* Appends to `out` what is drawn in place of a field of no result: ③, 字(zì). */
void fields_end(Fields *fields, size_t mark, StrBuf *out);

/* Is it the instruction `word`? */
bool field_is(Str instruction, Str word);

#endif
