/* Editions of a document, what two of them do not have in common, and passages that lost
 * their place.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_EDITIONS_H
#define PIYUE_VIEWS_EDITIONS_H

#include "views/screen.h"

View *editions_new(App *app, int64_t doc, Error *err);
/* Both are editions of one document; the older one first. */
View *compare_new(App *app, int64_t before, int64_t after, Error *err);
/* Passages of the document that lost their place; `range` (may be empty) of its edition
 * `edition` is the one that the chosen passage is given. */
View *orphans_new(App *app, int64_t doc, int64_t edition, Range range, Error *err);

#endif
