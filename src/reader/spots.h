/* A list of places of a text: its links, the places under letters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_READER_SPOTS_H
#define PIYUE_READER_SPOTS_H

#include "reader/reader.h"

/* A row of the list. */
typedef struct Spot {
    char letter; /* 0 for none */
    Str words;   /* that stand there */
    Str detail;  /* where a link leads; the heading or the document around a place */
    Str address; /* to be copied; empty for none */
    int64_t doc, edition;
    Pos pos;
} Spot;

typedef struct SpotList {
    Spot *rows;
    size_t count, capacity;
} SpotList;

/* What fills a list, and what it says of itself. */
typedef struct SpotSource {
    const char *title;                  /* msgids */
    const char *counted, *counted_many; /* "%zu link" */
    const char *advice;                 /* of an empty list */
    /* Gathers the rows, in order; `document` is that of the reader below, or NULL where
     * there is none. Texts live in `arena`, the rows belong to the list. */
    bool (*gather)(Store *store, Document *document, Arena *arena, SpotList *list,
                   Error *err);
    /* Takes one away; NULL where that cannot be. */
    bool (*drop)(Library *library, const Spot *spot, Error *err);
} SpotSource;

/* No list is longer. */
#define SPOTS_MAX 100000

/* Pushes the list; `doc` is that of the reader below, 0 for another screen. */
bool spots_open(App *app, int64_t doc, const SpotSource *source, Error *err) MUST_CHECK;
/* Appends the words of a place, as far as a row may need them. */
void spots_append_words(const Document *document, Pos pos, StrBuf *out);

#endif
