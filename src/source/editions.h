/* Editions of a document, what two of them do not have in common, and passages that lost
 * their place.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_SOURCE_EDITIONS_H
#define PIYUE_SOURCE_EDITIONS_H

#include <piyue/screen.h>

/* Both are editions of one document; the older one first. */
View *compare_new(App *app, int64_t before, int64_t after, Error *err);

#endif
