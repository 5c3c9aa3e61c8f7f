/* Styles as the terminal takes them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/palette.h"

#include "tui/ansi.h"

#include <stdlib.h>
#include <string.h>

/* What is seen of a blank besides its ground. */
#define BLANK_FLAGS (LOOK_UNDERLINE | LOOK_REVERSE | LOOK_STRIKE)

/* ---- tiers ------------------------------------------------------------- */

/* Terminals that inherit COLORTERM from one that is outside of them. */
static bool is_colorterm_credible(void)
{
    static const char *const others[] = {"screen", "linux", "vt", "ansi"};
    const char *term = getenv("TERM");
    if (!term || getenv("TMUX"))
        return term != NULL;
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        if (strncmp(term, others[i], strlen(others[i])) == 0)
            return false;
    return true;
}

ColourTier palette_find_tier(const Terminfo *info)
{
    const char *no_color = getenv("NO_COLOR");
    const char *colorterm = getenv("COLORTERM");
    if ((no_color && *no_color) || info->colours < 8 ||
        !terminfo_has(info, CAP_FOREGROUND) || !terminfo_has(info, CAP_BACKGROUND))
        return TIER_MONO;
    bool says_rgb = colorterm && (strcmp(colorterm, "truecolor") == 0 ||
                                  strcmp(colorterm, "24bit") == 0);
    if (info->is_standard && (info->has_rgb || (says_rgb && is_colorterm_credible())))
        return TIER_RGB;
    return info->colours >= 256 ? TIER_256 : info->colours >= 16 ? TIER_16 : TIER_8;
}

const char *palette_get_tier_name(ColourTier tier)
{
    static const char *const names[] = {"mono", "8", "16", "256", "truecolor"};
    return names[tier];
}

static int32_t colour_number(ColourTier tier, Colour colour)
{
    if (!colour.is_set)
        return -1;
    switch (tier) {
    case TIER_MONO:
        break;
    case TIER_8:
        return colour.colour16 < 0 ? -1 : colour.colour16 % 8;
    case TIER_16:
        return colour.colour16;
    case TIER_256:
        return colour.colour256;
    case TIER_RGB:
        return colour.rgb;
    }
    return -1;
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
    case STYLE_MARK_YELLOW:
    case STYLE_MARK_RED:
    case STYLE_MARK_GREEN:
    case STYLE_MARK_BLUE:
    case STYLE_MARK_PURPLE:
    case STYLE_MARK_GREY:
        return LOOK_UNDERLINE;
    }
    return 0;
}

/* The attributes of a description's `ncv` that are ours. */
static unsigned uncoloured_flags(int uncoloured)
{
    return (uncoloured & 2 ? LOOK_UNDERLINE : 0u) | (uncoloured & 4 ? LOOK_REVERSE : 0u) |
           (uncoloured & 16 ? LOOK_DIM : 0u) | (uncoloured & 32 ? LOOK_BOLD : 0u);
}

/* The values of named colours are the terminal's: letters take a colour that can be read
 * on their ground wherever it is, and a ground on which nothing can be read (the greys
 * and reds of some) gives way to that of the page. A band that is none then, or is that
 * of its pane, gets an attribute. */
static void paint_keep_readable(const Palette *palette, StyleId base, StyleId overlay,
                                Paint *paint)
{
    const Look *page = &palette->theme->looks[STYLE_TEXT];
    int count = palette->tier == TIER_8 ? 8 : 16;
    int32_t page_bg = colour_number(palette->tier, page->bg);
    Look below = theme_get_look(palette->theme, base, STYLE_TEXT);
    if (paint->bg == page_bg || paint->bg == colour_number(palette->tier, below.bg))
        paint->flags |= (uint8_t)style_mono_flags(overlay);
    if (paint->fg < 0 || paint->bg < 0 || page_bg < 0)
        return;
    int32_t ink = ansi_find_ink(paint->fg, paint->bg, count);
    if (ansi_contrast(ink, paint->bg) < ANSI_READABLE) {
        paint->bg = page_bg;
        paint->flags |= (uint8_t)style_mono_flags(overlay);
        ink = ansi_find_ink(paint->fg, page_bg, count);
    }
    paint->fg = ink;
    if (count == 8 && ink == 0) /* bold black is a grey there that cannot be read */
        paint->flags &= (uint8_t)~LOOK_BOLD;
}

static Paint paint_make(const Palette *palette, uint8_t base, uint8_t overlay)
{
    Look look = theme_get_look(palette->theme, base, overlay);
    Paint paint = {.fg = -1, .bg = -1, .flags = look.flags, .is_made = true};
    if (palette->tier == TIER_MONO) {
        paint.flags |= (uint8_t)(style_mono_flags((StyleId)base) |
                                 style_mono_flags((StyleId)overlay));
        return paint;
    }
    paint.fg = colour_number(palette->tier, look.fg);
    paint.bg = colour_number(palette->tier, look.bg);
    paint.flags &= (uint8_t)~uncoloured_flags(palette->info->uncoloured);
    if (palette->tier == TIER_8 || palette->tier == TIER_16)
        paint_keep_readable(palette, (StyleId)base, (StyleId)overlay, &paint);
    return paint;
}

Paint palette_get(Palette *palette, StyleId base, StyleId overlay)
{
    Paint *paint = &palette->paints[base][overlay];
    if (!paint->is_made)
        *paint = paint_make(palette, (uint8_t)base, (uint8_t)overlay);
    return *paint;
}

void palette_init(Palette *palette, const Terminfo *info)
{
    *palette = (Palette){.info = info, .tier = palette_find_tier(info)};
}

void palette_set_theme(Palette *palette, const Theme *theme)
{
    palette->theme = theme;
    memset(palette->paints, 0, sizeof(palette->paints));
}

bool paint_is_same_blank(Paint a, Paint b)
{
    bool is_reversed = (a.flags | b.flags) & LOOK_REVERSE;
    return a.bg == b.bg && (a.flags & BLANK_FLAGS) == (b.flags & BLANK_FLAGS) &&
           (a.fg == b.fg || !((a.flags & BLANK_FLAGS) || is_reversed));
}

bool paint_is_same(Paint a, Paint b)
{
    return a.fg == b.fg && a.bg == b.bg && a.flags == b.flags;
}

/* ---- from one to the next ---------------------------------------------- */

/* Attributes with the parameter that ends them where they end one by one. */
static const struct {
    uint8_t flag;
    Capability begin;
    const char *end;
} attributes[] = {
    {LOOK_BOLD, CAP_BOLD, "22"},       {LOOK_DIM, CAP_DIM, "22"},
    {LOOK_ITALIC, CAP_ITALIC, "23"},   {LOOK_UNDERLINE, CAP_UNDERLINE, "24"},
    {LOOK_REVERSE, CAP_REVERSE, "27"}, {LOOK_STRIKE, CAP_STRIKE, "29"},
};

/* What is to be sent: parameters of one `CSI … m`, and whatever is none. */
typedef struct Change {
    StrBuf parameters, others;
} Change;

static void change_add_parameter(Change *change, const char *parameter)
{
    if (change->parameters.len)
        strbuf_append_byte(&change->parameters, ';');
    strbuf_append_text(&change->parameters, parameter);
}

static void change_add(Change *change, const StrBuf *sequence)
{
    Str bytes = strbuf_get(sequence);
    bool is_sgr = bytes.len > 3 && str_has_prefix(bytes, STR("\033[")) &&
                  bytes.data[bytes.len - 1] == 'm' &&
                  str_find(bytes, STR("\033"), 1) == STR_NONE;
    if (!is_sgr) {
        strbuf_append_str(&change->others, bytes);
        return;
    }
    if (change->parameters.len)
        strbuf_append_byte(&change->parameters, ';');
    strbuf_append_str(&change->parameters, str_slice(bytes, 2, bytes.len - 1));
}

static void change_add_reset(const Palette *palette, Change *change)
{
    if (palette->info->is_standard)
        change_add_parameter(change, "0");
    else
        terminfo_append(palette->info, CAP_PLAIN, &change->others);
}

static void change_add_colour(const Palette *palette, Change *change, int32_t colour,
                              bool is_ground)
{
    StrBuf sequence = {0};
    if (colour < 0)
        strbuf_append_text(&sequence, is_ground ? "\033[49m" : "\033[39m");
    else if (palette->tier == TIER_RGB)
        strbuf_appendf(&sequence, "\033[%d;2;%d;%d;%dm", is_ground ? 48 : 38,
                       (int)(colour >> 16), (int)(colour >> 8 & 255),
                       (int)(colour & 255));
    else
        terminfo_append_with(palette->info, is_ground ? CAP_BACKGROUND : CAP_FOREGROUND,
                             (int)colour, 0, &sequence);
    change_add(change, &sequence);
    strbuf_clear(&sequence);
}

static void change_add_flags(const Palette *palette, Change *change, unsigned flags)
{
    for (size_t i = 0; i < ARRAY_SIZE(attributes); i++) {
        if (!(flags & attributes[i].flag))
            continue;
        StrBuf sequence = {0};
        terminfo_append(palette->info, attributes[i].begin, &sequence);
        change_add(change, &sequence);
        strbuf_clear(&sequence);
    }
}

/* Ends attributes one by one; what shares its end with another begins again. */
static unsigned change_end_flags(Change *change, unsigned ended, unsigned kept)
{
    unsigned again = 0;
    const char *last = "";
    for (size_t i = 0; i < ARRAY_SIZE(attributes); i++) {
        if (!(ended & attributes[i].flag) || strcmp(attributes[i].end, last) == 0)
            continue;
        last = attributes[i].end;
        change_add_parameter(change, last);
        if (strcmp(last, "22") == 0)
            again = kept & (LOOK_BOLD | LOOK_DIM);
    }
    return again;
}

void palette_append_change(const Palette *palette, const Paint *pen, Paint want,
                           StrBuf *out)
{
    const char *end = palette->info->strings[CAP_REVERSE_END];
    const char *op = palette->info->strings[CAP_COLOURS_DEFAULT];
    bool ends_one_by_one = end && strcmp(end, "\033[27m") == 0;
    bool has_defaults = op && strcmp(op, "\033[39;49m") == 0;
    Paint from = pen ? *pen : (Paint){.fg = -1, .bg = -1};
    unsigned ended = from.flags & ~(unsigned)want.flags;
    bool loses_colour = (want.fg < 0 && from.fg >= 0) || (want.bg < 0 && from.bg >= 0);
    Change change = {0};
    unsigned begun = want.flags & ~(unsigned)from.flags;
    if (!pen || (ended && !ends_one_by_one) || (loses_colour && !has_defaults)) {
        change_add_reset(palette, &change);
        from = (Paint){.fg = -1, .bg = -1};
        begun = want.flags;
    } else if (ended) {
        begun |= change_end_flags(&change, ended, want.flags);
    }
    change_add_flags(palette, &change, begun);
    if (from.fg != want.fg)
        change_add_colour(palette, &change, want.fg, false);
    if (from.bg != want.bg)
        change_add_colour(palette, &change, want.bg, true);
    strbuf_append_str(out, strbuf_get(&change.others));
    if (change.parameters.len)
        strbuf_appendf(out, "\033[%sm", change.parameters.data);
    strbuf_clear(&change.parameters);
    strbuf_clear(&change.others);
}
