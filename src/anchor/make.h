/* The text that a selector quotes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_ANCHOR_MAKE_H
#define PIYUE_ANCHOR_MAKE_H

#include <piyue/model.h>

#define MAX_CONTEXT_BLOCKS 256 /* empty and hidden ones that are stepped over */

/* Appends the text of a range without the hidden blocks in it, unless it begins or
 * ends in one: then hidden text is what the user marked. */
void append_visible(const Document *document, Range range, StrBuf *out);

#endif
