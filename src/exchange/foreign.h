/* Passages as a file tells them, before they have a document and a place.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXCHANGE_FOREIGN_H
#define PIYUE_EXCHANGE_FOREIGN_H

#include <piyue/exchange.h>

#include "exchange/tree.h"

typedef struct Foreign {
    Annotation annotation; /* uid, selector texts, note, tags, style, times, replies */
    bool has_uid, has_hash, has_position;
    Hash hash;           /* of the document's original bytes */
    Str title, path;     /* of the document; either may be empty */
    uint64_t start, end; /* code points of its text */
} Foreign;

typedef struct ForeignList {
    Foreign *rows; /* owned; texts live in the arena */
    size_t count, capacity;
    Arena *arena;
} ForeignList;
Foreign *foreign_add(ForeignList *list);

/* Each takes what it knows; false where the text is of another format. */
bool foreign_read_json(ForeignList *list, Str text, const char **format);
bool foreign_read_koreader(ForeignList *list, Str text);
bool foreign_read_clippings(ForeignList *list, Str text);

/* RFC 3339, "2024-05-24 16:13:00" and the like in milliseconds; 0 where it is none. */
int64_t foreign_time(Str text);
/* ni:///sha-256;… */
bool foreign_hash(Str iri, Hash *hash);

#endif
