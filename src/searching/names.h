/* Names of the whole library, read bit by bit and kept until it changes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_SEARCHING_NAMES_H
#define PIYUE_SEARCHING_NAMES_H

#include <piyue/screen.h>

#include <piyue/finder.h>
#include <piyue/store_search.h>

/* What a name belongs to. */
typedef struct NameRef {
    int64_t doc;
    uint32_t section; /* of a heading */
    Str title;        /* of its document, for a heading */
} NameRef;

/* Names with what they belong to, by index. */
typedef struct NameList {
    Finder *finder;
    Arena *arena;
    NameRef *refs;
    size_t count, capacity;
    NameCursor cursor;
} NameList;

typedef struct Names Names;
/* The app's own; made when first asked for. Nothing is read yet. */
Names *names_get(App *app);
/* Begins to read anew: titles, for others are read lately now; headings only if the
 * library has changed. What was known is shown until then. */
void names_follow(Names *names);
/* Reads on for some milliseconds, until a key is waiting; true when there is more. */
bool names_read(Names *names);
bool names_are_complete(const Names *names);
/* Borrowed; grow by names_read(). */
NameList *names_get_titles(Names *names);
NameList *names_get_headings(Names *names);

#endif
