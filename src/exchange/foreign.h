/* Passages as a file tells them, before they have a document and a place.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXCHANGE_FOREIGN_H
#define PIYUE_EXCHANGE_FOREIGN_H

#include <piyue/exchange.h>

#include "exchange/tree.h"

typedef struct Foreign {
    Annotation annotation; /* uid, selector texts, note, tags, style, times, replies */
    bool has_uid, has_hash, has_position, has_headings;
    Hash hash;           /* of the document's original bytes */
    Str title, path;     /* of the document; either may be empty */
    uint64_t start, end; /* code points of its text */
} Foreign;

/* A reply, and what it replies to: a passage or another reply. */
typedef struct ForeignReply {
    Reply reply;
    Uid target;
} ForeignReply;

typedef struct ForeignList {
    Foreign *rows; /* owned; texts live in the arena */
    size_t count, capacity;
    ForeignReply *replies; /* owned; those with a target of their own */
    size_t reply_count, reply_capacity;
    size_t left_out;  /* bookmarks, what was deleted, what has no words */
    Report *report;   /* why, where that is not plain */
    const Tree *root; /* of our own export, with what else it says; NULL for others */
    Arena *arena;
} ForeignList;
Foreign *foreign_add(ForeignList *list);

/* Each takes what it knows; false where the text is of another format. */
bool foreign_read_json(ForeignList *list, Str text, const char **format);
bool foreign_read_koreader(ForeignList *list, Str text);
bool foreign_read_clippings(ForeignList *list, Str text);

/* The selectors of a W3C target, into the selector and the position. */
void foreign_take_selectors(const Tree *target, Foreign *foreign);
/* RFC 3339, "2024-05-24 16:13:00" and the like in milliseconds; 0 where it is none. */
int64_t foreign_time(Str text);
/* ni:///sha-256;… */
bool foreign_hash(Str iri, Hash *hash);
/* urn:uuid:… or 32 hexadecimal digits. */
bool foreign_uid(Str text, Uid *uid);

#endif
