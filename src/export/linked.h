/* JSON-LD piece by piece: what the W3C export is written with.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXPORT_LINKED_H
#define PIYUE_EXPORT_LINKED_H

#include "export/exporter.h"

/* Members of the object, and items of the list, that was opened last: a comma is put
 * before all but the first. */
void linked_add_name(StrBuf *out, const char *name);
void linked_add_item(StrBuf *out);
void linked_add_text(StrBuf *out, const char *name, Str value);
void linked_add_known(StrBuf *out, const char *name, Str value); /* unless it is empty */
/* xsd:dateTime in UTC, to the millisecond; nothing for 0. */
void linked_add_time(StrBuf *out, const char *name, int64_t time_ms);
/* The name of an annotation or a reply: urn:uuid:… */
void linked_append_uid(StrBuf *out, Uid uid);
/* The name of a file by its bytes, ni:///sha-256;… (RFC 6920). */
void linked_append_hash(StrBuf *out, const Hash *hash);

/* Code points before each block of one document. */
typedef struct Positions {
    int64_t doc;
    uint64_t *before; /* owned; the code points before a block, its separator included */
    uint32_t count;
} Positions;
void positions_load(Positions *positions, Document *document);
uint64_t positions_find(const Positions *positions, const Document *document, Pos pos);
/* Appends a TextQuoteSelector, and a TextPositionSelector if `has_place`. */
void linked_add_selectors(StrBuf *out, const Selector *selector, bool has_place,
                          const Positions *positions, const Document *document);

/* What a library knows beside its passages: w3c_library.c. */
bool w3c_append_library(Export *export, StrBuf *out, Error *err) MUST_CHECK;

#endif
