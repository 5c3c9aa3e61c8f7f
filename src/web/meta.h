/* Title, source, author and date of a page.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_META_H
#define PIYUE_WEB_META_H

#include "web/extract.h"

/* Tells the sink what the page's head and the lines around its text say. */
void meta_send(Sink *sink, const Head *head, const Extract *extract);
/* The title of a page without the name of its site, a slice of it: the part that is a
 * first heading as well, else the first that is long enough. */
Str title_strip(Str title, Str site);

#endif
