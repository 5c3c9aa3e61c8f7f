/* Which elements of a page are notes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_NOTE_H
#define PIYUE_WEB_NOTE_H

#include <piyue/container.h>

/* Told of the elements of a tree in document order. */
typedef struct NoteFinder NoteFinder;
NoteFinder *note_finder_new(void);
void note_finder_free(NoteFinder *finder);

/* How a note begins. Strings are borrowed until the finder dies. */
typedef struct NoteHead {
    Str label; /* to stand before it; empty where the note has its own mark, or none */
    Str own;   /* what its text has in the label's place, without brackets; or empty */
} NoteHead;

/* Is it a note: marked as one, or what a note mark before it points to? Marks are
 * remembered for what comes later. */
bool note_finder_is_note(NoteFinder *finder, const xmlNode *element, NoteHead *head);
/* Is the link a mark without brackets, a number behind a word? It gets them: [1]. */
bool note_mark_is_bare(const xmlNode *link);
/* `text`, at the beginning of a note, without `own` and what stands around it: [1], 1.
 * or （1）; all of it where it does not begin so. */
Str note_skip_own(Str text, Str own);
/* Nothing but the sign of a link back: ↩, ◎, ^. */
bool note_is_sign(Str text);

#endif
