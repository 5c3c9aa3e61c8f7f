/* Styles as the terminal takes them: tiers of colour, and the shortest way from one to
 * another. Only the terminal's driver includes this.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_PALETTE_H
#define PIYUE_TUI_PALETTE_H

#include <piyue/tui.h>

#include "tui/terminfo.h"

typedef enum ColourTier { TIER_MONO, TIER_8, TIER_16, TIER_256, TIER_RGB } ColourTier;

/* A style over another: colours of the tier, -1 for the terminal's own. */
typedef struct Paint {
    int32_t fg, bg;
    uint8_t flags; /* LookFlag */
    bool is_made;
} Paint;

typedef struct Palette {
    const Theme *theme; /* borrowed */
    const Terminfo *info;
    ColourTier tier;
    Paint paints[STYLE_COUNT][STYLE_COUNT]; /* by base and overlay */
} Palette;

/* What the terminal can do, by its description and COLORTERM; NO_COLOR is honoured. */
ColourTier palette_find_tier(const Terminfo *info);
const char *palette_get_tier_name(ColourTier tier); /* "256", "mono", … */
/* `info` is borrowed for as long as the palette is used. */
void palette_init(Palette *palette, const Terminfo *info);
void palette_set_theme(Palette *palette, const Theme *theme);
Paint palette_get(Palette *palette, StyleId base, StyleId overlay);

/* Appends what turns `*pen` into `want`. For a blank (`is_blank`) only its ground and
 * what is drawn across it count. A pen of which nothing is known is NULL. */
void palette_append_change(const Palette *palette, const Paint *pen, Paint want,
                           StrBuf *out);
/* True when a blank looks the same in both. */
bool paint_is_same_blank(Paint a, Paint b);
bool paint_is_same(Paint a, Paint b);

#endif
