/* book: e-books.
 *
 * EPUB 2 and 3, FictionBook: chapters in reading order, the table of contents as the
 * outline, notes, what the book says of itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_BOOK_H
#define PIYUE_BOOK_H

#include <piyue/importer.h>

FormatReader read_epub;
FormatReader read_fb2;

#endif
