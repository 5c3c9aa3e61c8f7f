/* The lines of a table of contents, put where they belong in the chapters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_BOOK_HEADINGS_H
#define PIYUE_BOOK_HEADINGS_H

#include "book/contents.h"

/* Changes the tree of a chapter so that its headings are those of the table of contents:
 * `entries` are the ones that lead into this file, in order. The element whose text is
 * the title becomes a heading of its level; a title in parts becomes one; where the text
 * has none of it, one is put in. Other headings become paragraphs. Without entries, and
 * with `keeps_others`, the headings that are there stay. O(nodes + entries). */
void headings_place(xmlNode *body, const ContentsEntry *const *entries, size_t count,
                    bool keeps_others);

size_t headings_count(const xmlNode *body); /* h1–h6 */

#endif
