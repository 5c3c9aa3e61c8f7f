/* views: the screens. One file each; they hand cells to a Frame and act on the library
 * through its door. Nothing here knows the terminal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_H
#define PIYUE_VIEWS_H

#include <piyue/tui.h>

/* Each gives an owned view for app_push, or NULL with an error. */
View *shelf_new(App *app, Error *err);
/* Opens a document where it was left; `pos` (may be NULL) is gone to instead. */
View *reader_new(App *app, int64_t doc, const Pos *pos, Error *err);
View *passages_new(App *app, int64_t doc, Error *err); /* doc 0: of all documents */
View *search_new(App *app, Str query, Error *err);
View *tags_new(App *app, Error *err);
/* Says that a document that has just been imported is much like another, and which key
 * of `action` makes it an edition of that one. */
void join_suggest(App *app, int64_t doc, int64_t suggested, ActionId action);
View *help_new(App *app, const View *about, Error *err);

#endif
