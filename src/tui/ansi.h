/* The sixteen colours that have names but no values: what can be read on what.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_ANSI_H
#define PIYUE_TUI_ANSI_H

#include <stdbool.h>

/* The contrast (WCAG 2.2) of two of the sixteen colours, in the palette of those known to
 * us that is the worst for them. */
double ansi_contrast(int a, int b);
#define ANSI_READABLE 4.5
/* The colour for letters on the ground `bg`: `fg` where that can be read, else black or
 * the brightest white of the first `count` (8 or 16), whichever is better. */
int ansi_find_ink(int fg, int bg, int count);

#endif
