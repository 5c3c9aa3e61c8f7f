/* Sentences about operations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_DESCRIBE_H
#define PIYUE_LIBRARY_DESCRIBE_H

#include <piyue/store.h>

/* Appends what the operation did; `is_turned` when it is one that takes another back,
 * and that other is meant. */
void describe_change(Store *store, const OpRow *op, bool is_turned, StrBuf *out);
/* The document it touched; 0 for none or a purged one. */
int64_t describe_find_document(Store *store, const OpRow *op);

#endif
