/* What cleaning did to a document: its passes, the places of one, one paragraph.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_SOURCE_CLEANING_H
#define PIYUE_SOURCE_CLEANING_H

#include <piyue/screen.h>

#include <piyue/clean.h>

/* The places that one pass touched. */
View *cleaning_places_new(App *app, int64_t doc, CleanRule rule, Error *err);
/* One change on one row: "，， -> ，", or what is gone, line ends as a sign. */
void format_edit(StrBuf *out, Str old_text, Str new_text);

#endif
