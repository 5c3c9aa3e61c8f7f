/* How wide terminals were found to draw ambiguous glyphs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_WIDTHS_H
#define PIYUE_TUI_WIDTHS_H

#include <piyue/text.h>

/* What was learnt of this terminal (by the variables that name it) in an earlier session;
 * false when it is new. */
bool widths_recall(AmbiguousWidth *width);
/* Keeps it for the next one; failing to is no harm. */
void widths_remember(AmbiguousWidth width);

#endif
