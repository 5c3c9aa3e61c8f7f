/* What documents are found by on the shelf: titles and tags of all, read bit by bit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_SHELF_NAMES_H
#define PIYUE_VIEWS_SHELF_NAMES_H

#include <piyue/finder.h>
#include <piyue/screen.h>
#include <piyue/store_shelf.h>

/* All zero to begin with. */
typedef struct ShelfNames {
    Finder *finder; /* "title LF tags"; NULL before the first is read */
    IdList docs;    /* whose they are, by number; those in the trash, too */
    NameCursor cursor;
    int64_t seq; /* of the last operation when reading began */
    StrBuf scratch;
} ShelfNames;

void shelf_names_clear(ShelfNames *names);
/* Forgets all of them if the library has changed. */
void shelf_names_follow(ShelfNames *names, Store *store);
/* Reads on until `until_us`, or until a key is waiting; INT64_MAX: to the end, whatever
 * comes. False when there is more; what cannot be read is told, and ends there. */
bool shelf_names_read(ShelfNames *names, App *app, Store *store, int64_t until_us);
/* Those of `order` that the query fits, in that order, into `fitting` (owned by the
 * caller, reused). All must have been read. O(names), where the query goes on the one
 * before O(those that fitted it); then O(order log names). */
void shelf_names_match(ShelfNames *names, Str query, const IdList *order,
                       IdList *fitting);

#endif
