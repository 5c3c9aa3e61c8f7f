/* Lines near the ends of documents, which the library knows again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_KNOWN_H
#define PIYUE_LIBRARY_KNOWN_H

#include "library/prepare.h"

/* Runs the pass that hides lines which other documents than `doc` (0: all) have too. To
 * be called under the lock: the documents there are then decide. */
bool known_hide(Store *store, int64_t doc, Prepared *prepared,
                const Processing *processing, Error *err) MUST_CHECK;
/* Remembers the lines of a document. */
bool known_remember(Store *store, int64_t doc, const Draft *draft, Error *err) MUST_CHECK;

#endif
