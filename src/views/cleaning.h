/* What cleaning did to a document: its passes, the places of one, one paragraph.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_CLEANING_H
#define PIYUE_VIEWS_CLEANING_H

#include "views/screen.h"

#include <piyue/clean.h>

/* The passes of a document, with counts; `doc` is in the library. */
View *cleaning_new(App *app, int64_t doc, Error *err);
/* The places that one pass touched. */
View *cleaning_places_new(App *app, int64_t doc, CleanRule rule, Error *err);
/* A paragraph as it is and as it came. */
View *cleaning_paragraph_new(App *app, const Document *document, uint32_t block,
                             Error *err);

/* One change on one row: "，， -> ，", or what is gone, line ends as a sign. */
void format_edit(StrBuf *out, Str old_text, Str new_text);

#endif
