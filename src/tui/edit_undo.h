/* What was changed in a text that is being edited, to be taken back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_EDIT_UNDO_H
#define PIYUE_TUI_EDIT_UNDO_H

#include <piyue/base.h>

typedef enum EditKind {
    EDIT_TYPED,  /* joins what was typed before it, up to a mark of punctuation */
    EDIT_ERASED, /* joins what was erased next to it */
    EDIT_WHOLE,  /* a step of its own: a paste, a kill, a completion */
} EditKind;

/* One step: at `off` stood `removed`, now `inserted` does. */
typedef struct EditStep {
    EditKind kind;
    size_t off, caret; /* where the caret was before */
    StrBuf removed, inserted;
} EditStep;

/* Zero is an empty one. The steps from `done` on were taken back. */
typedef struct EditUndo {
    EditStep *steps;
    size_t count, capacity, done;
    size_t bytes; /* that all steps hold */
    bool is_parted;
} EditUndo;

void edit_undo_clear(EditUndo *undo);
/* Remembers a change before it is made; what was taken back is forgotten. The oldest
 * steps go when all hold more than 16 MB. */
void edit_undo_note(EditUndo *undo, EditKind kind, size_t off, Str removed, Str inserted,
                    size_t caret);
/* The caret has moved: the next change is a step of its own. */
void edit_undo_part(EditUndo *undo);
/* A step back or forth in `text`; `*from` is the first byte that changed. False when
 * there is none. */
bool edit_undo_back(EditUndo *undo, StrBuf *text, size_t *caret, size_t *from);
bool edit_undo_forth(EditUndo *undo, StrBuf *text, size_t *caret, size_t *from);

#endif
