/* Notes as they are shown.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_NOTE_TEXT_H
#define PIYUE_VIEWS_NOTE_TEXT_H

#include "views/screen.h"

/* Draws a note into the rows [y, end), wrapped; what is too much is cut off. Markdown is
 * shown lightly: strong, emphasis, code and deleted text and links without their marks,
 * headings strong, lists and quotations set in. Rows above the frame (y < 0) are passed
 * over; with a frame of NULL nothing is drawn. Returns the row behind the note. */
int put_note_text(Frame *frame, const WidthPolicy *width, int y, int end, int left,
                  int columns, Str note);

/* The note in one row, without its marks. */
void note_append_plain(StrBuf *out, Str note);

#endif
