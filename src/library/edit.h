/* Edits that are part of a larger action.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_EDIT_H
#define PIYUE_LIBRARY_EDIT_H

#include "journal.h"

bool edit_tag_document(Action *action, int64_t doc, Str tag, bool is_set,
                       Error *err) MUST_CHECK;
/* Into the trash or out of it. */
bool edit_set_trashed(Action *action, int64_t doc, bool is_trashed,
                      Error *err) MUST_CHECK;

#endif
