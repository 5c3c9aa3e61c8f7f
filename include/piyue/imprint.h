/* imprint: what a document says of itself.
 *
 * Official papers are built by GB/T 9704: number, title, addressees, body, signature and
 * date; laws tell under their title who adopted them and when; pages of sites name the
 * same with labels (发文机关：); articles have a line with their author. Only what stands
 * by itself counts: a number or a date inside a sentence is of another paper. Reads the
 * first and the last paragraphs and keeps nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_IMPRINT_H
#define PIYUE_IMPRINT_H

#include <piyue/model.h>

typedef enum ImprintField {
#define DOCUMENT_FIELD(id, name, label) IMPRINT_##id,
#include "../../src/tables/fields.def"
#undef DOCUMENT_FIELD
    IMPRINT_COUNT
} ImprintField;

typedef enum ImprintOrigin {
    IMPRINT_UNKNOWN,
    IMPRINT_BY_TITLE,     /* the title begins with it, or is it */
    IMPRINT_BY_LABEL,     /* 发文机关： */
    IMPRINT_BY_LINE,      /* it stands in the head by itself */
    IMPRINT_BY_ADOPTION,  /* 2027年10月24日第十五届…第三次会议通过 */
    IMPRINT_BY_SIGNATURE, /* at the end, a body and a date */
    IMPRINT_BY_FILE,      /* what the file says of itself */
    IMPRINT_BY_USER,
} ImprintOrigin;
const char *imprint_get_origin_name(ImprintOrigin origin); /* msgid */

typedef struct ImprintValue {
    Str text; /* empty where nothing is known */
    ImprintOrigin origin;
    uint32_t block; /* where it stands, for those of lines */
} ImprintValue;
typedef struct Imprint {
    ImprintValue values[IMPRINT_COUNT];
} Imprint;

/* Texts live in `arena`. Dates are YYYY-MM-DD, or as much of that as is known. Reads at
 * most 54 paragraphs and trims the document. */
void imprint_read(Document *document, Arena *arena, Imprint *imprint);
/* The same of what is being imported; its title has been chosen. */
void imprint_read_draft(const Draft *draft, const Outline *outline, Arena *arena,
                        Imprint *imprint);

/* A date at the start of `text`: 2024年1月5日, 二〇二四年一月五日, 2024-01-05,
 * 2024.1.5, 2024/1/5, 2024年1月. Appends YYYY-MM-DD, YYYY-MM or YYYY; gives the bytes
 * read, 0 where there is none. */
size_t date_parse(Str text, StrBuf *out);
/* All of `text` as a date that somebody gave for one: as above, and 2024-01 and 2024,
 * which in running text could be anything. Appends nothing where it is none. */
bool date_parse_whole(Str text, StrBuf *out);
/* 2024-01-05 → 2024年1月5日; what is no such date stays. Arena. */
Str date_format(Str date, Arena *arena);

/* Is a line near the start something of its own, and so no title: 国务院文件, 国务院令
 * 第9号, 国发〔2024〕3号, a date, 发文机关：国务院? */
bool imprint_is_apart(Str line);
bool imprint_is_masthead(Str line); /* 国务院文件 */
/* Bodies and nothing else: a line of its own under a masthead, or the first half of a
 * title that goes on with 关于. Appends them parted by single blanks. */
bool imprint_take_bodies(Str line, StrBuf *bodies);

#endif
