/* Styles as curses takes them: tiers of colour, pairs, attributes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/palette.h"

#include <stdlib.h>
#include <string.h>

#include <term.h>
#undef columns

static ColourTier palette_find_tier(void)
{
    const char *no_color = getenv("NO_COLOR");
    if ((no_color && *no_color) || !has_colors() || start_color() == ERR)
        return TIER_MONO;
    if (use_default_colors() == ERR || COLORS < 8)
        return TIER_MONO;
    /* Direct colour only where terminfo promises it: a palette of 256 that is asked for
     * RGB through COLORTERM alone would have to be redefined under the user's feet. */
    if (tigetflag("RGB") > 0 && COLORS > 256)
        return TIER_RGB;
    return COLORS >= 256 ? TIER_256 : TIER_16;
}

static int colour_number(const Palette *palette, Colour colour)
{
    if (!colour.is_set)
        return -1;
    switch (palette->tier) {
    case TIER_MONO:
        return -1;
    case TIER_16:
        return colour.colour16 < COLORS ? colour.colour16 : colour.colour16 % 8;
    case TIER_256:
        return colour.colour256;
    case TIER_RGB:
        break;
    }
    if (colour.colour256 < 0 || colour.rgb < 0)
        return -1;
    /* xterm-direct takes 0–7 for the palette's first colours. */
    return colour.rgb < 8 ? 8 : colour.rgb;
}

static attr_t look_attributes(unsigned flags)
{
    return ((flags & LOOK_BOLD) ? A_BOLD : 0) | ((flags & LOOK_DIM) ? A_DIM : 0) |
           ((flags & LOOK_ITALIC) ? A_ITALIC : 0) |
           ((flags & LOOK_UNDERLINE) ? A_UNDERLINE : 0) |
           ((flags & LOOK_REVERSE) ? A_REVERSE : 0);
}

/* Without colours, what is told by colour alone must still be seen. */
static unsigned style_mono_flags(StyleId style)
{
    switch ((int)style) {
    case STYLE_SELECTION:
    case STYLE_CURRENT:
    case STYLE_CARET:
    case STYLE_HIT_CURRENT:
        return LOOK_REVERSE;
    case STYLE_HEADING:
    case STYLE_HEADING_1:
    case STYLE_HEADING_2:
    case STYLE_HEADING_3:
    case STYLE_HINT_KEY:
    case STYLE_MESSAGE_ERROR:
        return LOOK_BOLD;
    case STYLE_HIT:
    case STYLE_MARK:
    case STYLE_MARK_NOTE:
    case STYLE_MARK_OPEN:
        return LOOK_UNDERLINE;
    }
    return 0;
}

static Paint paint_make(const Palette *palette, uint8_t base, uint8_t overlay)
{
    Look look = theme_get_look(palette->theme, base, overlay);
    Paint paint = {.is_made = true};
    unsigned flags = look.flags;
    if (palette->tier == TIER_MONO) {
        flags |= style_mono_flags((StyleId)base) | style_mono_flags((StyleId)overlay);
    } else {
        int fg = colour_number(palette, look.fg), bg = colour_number(palette, look.bg);
        bool is_page = fg == palette->page_fg && bg == palette->page_bg;
        int pair = is_page ? 0 : alloc_pair(fg, bg);
        paint.pair = MAX(pair, 0);
    }
    paint.attributes = look_attributes(flags);
    setcchar(&paint.blank, L" ", paint.attributes, (short)0, &paint.pair);
    return paint;
}

const Paint *palette_get(Palette *palette, StyleId base, StyleId overlay)
{
    Paint *paint = &palette->paints[base][overlay];
    if (!paint->is_made)
        *paint = paint_make(palette, (uint8_t)base, (uint8_t)overlay);
    return paint;
}

void palette_init(Palette *palette)
{
    *palette = (Palette){.tier = palette_find_tier(), .page_fg = -1, .page_bg = -1};
}

/* Pair 0 is the page: ncurses goes back to it after every paint and before every scroll,
 * and pays only when it is another one (36 bytes a scrolled row, measured). */
void palette_set_theme(Palette *palette, const Theme *theme)
{
    const Look *page = &theme->looks[STYLE_TEXT];
    palette->theme = theme;
    palette->page_fg = colour_number(palette, page->fg);
    palette->page_bg = colour_number(palette, page->bg);
    if (palette->tier != TIER_MONO &&
        assume_default_colors(palette->page_fg, palette->page_bg) == ERR)
        palette->page_fg = palette->page_bg = -1;
    memset(palette->paints, 0, sizeof(palette->paints));
}
