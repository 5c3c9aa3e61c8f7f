/* Where a passage of a file is in its document.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXCHANGE_PLACE_H
#define PIYUE_EXCHANGE_PLACE_H

#include "exchange/foreign.h"

/* Code points before each block and in all, as the export counts them
 * (src/export/linked.c). Owned. */
uint64_t *place_count_before(Document *document);
/* By position where those words are there; else by the words and what is around them. */
bool place_find(Document *document, const uint64_t *before, const Foreign *foreign,
                Range *range);

#endif
