/* Styles as curses takes them. Only the terminal driver includes this.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_PALETTE_H
#define PIYUE_TUI_PALETTE_H

#include <piyue/tui.h>

#include <wchar.h>

/* After the doors: curses.h defines macros called KEY_UP and the like. */
#include <curses.h>

typedef enum ColourTier { TIER_MONO, TIER_16, TIER_256, TIER_RGB } ColourTier;

/* A style over another, as curses takes it. */
typedef struct Paint {
    bool is_made;
    attr_t attributes;
    int pair;
    cchar_t blank; /* setcchar is dear: plain cells are copies of this one */
} Paint;

typedef struct Palette {
    const Theme *theme; /* borrowed */
    ColourTier tier;
    int page_fg, page_bg;                   /* what pair 0 stands for */
    Paint paints[STYLE_COUNT][STYLE_COUNT]; /* by base and overlay */
} Palette;

/* Finds out what the terminal can do; after newterm(). */
void palette_init(Palette *palette);
void palette_set_theme(Palette *palette, const Theme *theme);
const Paint *palette_get(Palette *palette, StyleId base, StyleId overlay);

#endif
