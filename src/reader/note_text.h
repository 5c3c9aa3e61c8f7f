/* Notes as they are shown.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_READER_NOTE_TEXT_H
#define PIYUE_READER_NOTE_TEXT_H

#include <piyue/screen.h>

/* Where notes are drawn: columns from `left`, rows [top, end). */
typedef struct NoteArea {
    Frame *frame; /* NULL: nothing is drawn, rows are only counted */
    WidthPolicy width;
    int top, end, left, columns;
} NoteArea;

/* Draws a note from row `y` on, wrapped; what lies above the area is passed over, what is
 * too much cut off. Markdown is shown lightly: strong, emphasis, code and deleted text
 * and links without their marks, headings strong, lists and quotations set in. Returns
 * the row behind the note. */
int put_note_text(const NoteArea *area, int y, Str note);
/* The note in one row, without its marks. */
void note_append_plain(StrBuf *out, Str note);

#endif
