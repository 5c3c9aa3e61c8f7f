/* Notes that e-books hide in images and attributes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_BOOK_NOTES_H
#define PIYUE_BOOK_NOTES_H

#include <piyue/container.h>

/* Changes the tree of a chapter so that notes are as pages have them: a raised link with
 * a number and an element it leads to. Marks that are images get a number; a note kept in
 * an attribute of one becomes an element at the end of `body`. Tables of contents (nav)
 * are taken out: the outline shows them. O(nodes). */
void notes_unfold(xmlNode *body);

#endif
