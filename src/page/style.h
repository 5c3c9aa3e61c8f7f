/* What the looks of a line say.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_PAGE_STYLE_H
#define PIYUE_PAGE_STYLE_H

#include "page/run.h"

/* Larger than the body text by more than rounding. */
bool style_is_large(const PageText *pages, const Line *line);
/* Level of a paragraph that looks like a heading, by the rank of its size and weight
 * among all that do; 0 for others. `text` is all of it. O(1). */
unsigned style_guess_level(const PageText *pages, const Line *first, Str text);
/* Does a note begin with this line, which is part of notes? (notes.c) */
bool notes_is_start(const Line *line);

#endif
