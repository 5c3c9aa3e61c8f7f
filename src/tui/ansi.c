/* The sixteen colours that have names but no values.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/ansi.h"

#include <piyue/base.h>

#include <math.h>
#include <stdint.h>

#define BLACK 0
#define WHITE 7

/* Palettes that most terminals come with; others lie between them. */
static const uint32_t palettes[][16] = {
    /* xterm (XTerm-col.ad) */
    {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
     0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff},
    /* VGA, the Linux console (drivers/tty/vt) */
    {0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
     0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff},
    /* PuTTY */
    {0x000000, 0xbb0000, 0x00bb00, 0xbbbb00, 0x0000bb, 0xbb00bb, 0x00bbbb, 0xbbbbbb,
     0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff},
};

static double channel_luminance(uint32_t value)
{
    double share = value / 255.0;
    return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
    return 0.2126 * channel_luminance(rgb >> 16) +
           0.7152 * channel_luminance(rgb >> 8 & 255) +
           0.0722 * channel_luminance(rgb & 255);
}

double ansi_contrast(int a, int b)
{
    double worst = INFINITY;
    for (size_t i = 0; i < ARRAY_SIZE(palettes); i++) {
        double first = luminance(palettes[i][a & 15]);
        double second = luminance(palettes[i][b & 15]);
        worst = fmin(worst, (fmax(first, second) + 0.05) / (fmin(first, second) + 0.05));
    }
    return worst;
}

int ansi_find_ink(int fg, int bg, int count)
{
    int white = count > 8 ? WHITE + 8 : WHITE;
    if (ansi_contrast(fg, bg) >= ANSI_READABLE)
        return fg;
    return ansi_contrast(BLACK, bg) >= ansi_contrast(white, bg) ? BLACK : white;
}
