/* Which elements of a page are notes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_NOTE_H
#define PIYUE_WEB_NOTE_H

#include <piyue/container.h>

/* Told of the elements of a tree in document order. */
typedef struct NoteFinder NoteFinder;
NoteFinder *note_finder_new(void);
void note_finder_free(NoteFinder *finder);
/* Is it a note: marked as one, or what a note mark before it points to? `*label` is what
 * should stand before it (borrowed until the next call): empty where the note has its own
 * mark. Marks are remembered for what comes later. */
bool note_finder_is_note(NoteFinder *finder, const xmlNode *element, Str *label);

#endif
