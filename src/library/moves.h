/* Passages that follow their document to another edition.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_MOVES_H
#define PIYUE_LIBRARY_MOVES_H

#include "library/edit.h"

/* Finds the passages of a document, which has shown `before` and shows `edition` now,
 * and writes an operation for each that stands elsewhere or nowhere. Deleted ones come
 * along, so that they can be restored. `*found` counts orphans that have a place again.
 */
bool moves_follow(Action *action, int64_t doc, const EditionRow *before, int64_t edition,
                  EditionMoves *moves, uint32_t *found, Error *err) MUST_CHECK;

#endif
