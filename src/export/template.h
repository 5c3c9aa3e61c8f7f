/* Templates: rows of text with {fields}.
 *
 *     {title}          the value of a field
 *     {issuer/author}  the first of them that is not empty
 *     {url?EB/OL|Z}    one text or the other, by whether the field has a value
 *     [，{number}]     left out where all fields in it are empty
 *     \{ \} \[ \] \\ \n \t
 *
 * A value between 《 and 》 has its own 《》 turned into 〈〉 (GB/T 15834-2011 4.15.3).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXPORT_TEMPLATE_H
#define PIYUE_EXPORT_TEMPLATE_H

#include <piyue/export.h>

typedef struct FieldValues {
    Str values[FIELD_COUNT];
} FieldValues;

/* How foreign text becomes text of a format. */
typedef enum Escape {
    ESCAPE_NONE,  /* one row */
    ESCAPE_LINES, /* plain text of several rows */
    ESCAPE_MARKDOWN,
    ESCAPE_ORG,
    ESCAPE_HTML,
    ESCAPE_CSV,  /* a whole cell, with its quotes */
    ESCAPE_JSON, /* a whole string, with its quotes */
    ESCAPE_LATEX,
    ESCAPE_COUNT
} Escape;
bool escape_parse(Str name, Escape *escape);
void escape_append(Escape escape, Str text, StrBuf *out);

/* ERR_USAGE says what is wrong and where. */
bool template_check(Str template, Error *err) MUST_CHECK;
/* Appends a checked template. False where it has fields and none has a value. */
bool template_render(Str template, const FieldValues *fields, Escape escape, StrBuf *out);

#endif
