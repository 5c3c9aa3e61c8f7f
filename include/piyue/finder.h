/* finder: names by a few letters.
 *
 * A list of names (titles, headings, tags, actions) prepared once and filtered at every
 * key: by characters in either script, by initials of their readings (xsj → 协商机制), by
 * full or begun syllables, with letters left out, each by every common reading. The best
 * come first. Knows no screen and no store.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_FINDER_H
#define PIYUE_FINDER_H

#include <piyue/base.h>
#include <piyue/text.h>

typedef struct Finder Finder;
Finder *finder_new(void);
void finder_free(Finder *finder); /* NULL is fine */
/* How it finds; nothing set: the best first, letters may be left out. */
enum FinderFlag {
    FINDER_UNBROKEN = 1, /* a word stands for characters that follow each other */
    FINDER_IN_ORDER = 2, /* a filter: what fits stays in the order it was added */
};
void finder_set_flags(Finder *finder, unsigned flags);
/* Adds a name, which is copied; `boost` (0–255) lifts it among names that fit as well:
 * how lately it was used. Returns its index, counted from 0. */
uint32_t finder_add(Finder *finder, Str name, uint8_t boost);
uint32_t finder_count(const Finder *finder);
Str finder_get_name(const Finder *finder, uint32_t index); /* borrowed */

typedef struct FinderMatch {
    uint32_t index;
    int32_t score; /* higher is better; only to be compared with others of one query */
} FinderMatch;
/* The best `capacity` names that `query` fits, best first; returns how many there are in
 * `matches`, and in `*total` how many fit. Blanks part words that must all fit, in any
 * order; an empty query fits all: lately used ones first, then as they were added. A query that goes on the one
 * before looks only at what fitted that. O(names), then O(names that fit). */
size_t finder_match(Finder *finder, Str query, FinderMatch *matches, size_t capacity,
                    size_t *total);
/* The parts of a name that the query last given to finder_match fits, in order. */
size_t finder_mark(const Finder *finder, uint32_t index, Span *marks, size_t capacity);

#endif
