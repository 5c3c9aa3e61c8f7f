/* Notes that e-books hide in images and attributes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_BOOK_NOTES_H
#define PIYUE_BOOK_NOTES_H

#include <piyue/container.h>

/* Makes the tree of a chapter one of a page. Notes are as pages have them, a raised link
 * with a number and an element it leads to: marks that are images get a number, a note
 * kept in an attribute of one becomes an element at the end of `body`. Left out are
 * tables of contents (nav), which the outline shows, the numbers of printed pages, and
 * what a switch holds for other programs. O(nodes). */
void notes_unfold(xmlNode *body);

#endif
