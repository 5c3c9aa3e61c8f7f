/* From one frame to the next in as few bytes as can be.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_PAINTER_H
#define PIYUE_TUI_PAINTER_H

#include "tui/palette.h"

/* What the terminal shows, as far as is known, and where its cursor and its pen are. */
typedef struct Painter {
    const Terminfo *info; /* borrowed */
    Palette palette;
    Frame shown;
    bool is_stale;   /* nothing is known of the screen: all is painted */
    int row, column; /* of the cursor, -1 while unknown */
    Paint pen;
    bool is_pen_known;
    enum { CURSOR_UNKNOWN, CURSOR_HIDDEN, CURSOR_SHOWN } cursor;
    StrBuf scratch, shorter;
} Painter;

void painter_init(Painter *painter, const Terminfo *info);
void painter_clear(Painter *painter);
/* Somebody else has written to the terminal, or its size changed. */
void painter_forget(Painter *painter);
/* Appends what makes the terminal show `frame`: nothing when it does already. */
void painter_paint(Painter *painter, const Frame *frame, StrBuf *out);

/* Rows [top, bottom) of a frame show what stood `by` rows lower before (higher when it
 * is negative); by is 0 where scrolling would save nothing. */
typedef struct Scroll {
    int top, bottom, by;
} Scroll;
Scroll scroll_find(const Frame *shown, const Frame *frame);

#endif
