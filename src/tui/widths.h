/* What terminals have told of themselves in earlier sessions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_WIDTHS_H
#define PIYUE_TUI_WIDTHS_H

#include <piyue/text.h>

typedef struct TermTraits {
    bool has_width, has_ground;
    AmbiguousWidth width; /* of ambiguous glyphs */
    bool is_light;        /* its ground */
} TermTraits;

/* What was learnt of this terminal (by the variables that name it); nothing when it is
 * new. */
TermTraits widths_recall(void);
/* Keeps it for the next session; failing to is no harm. */
void widths_remember(TermTraits traits);

#endif
