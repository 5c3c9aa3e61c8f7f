/* page: formats that place text on pages.
 *
 * PDF and OFD: reading order from positions, lines to paragraphs, what repeats on every
 * page taken for furniture, headings from bookmarks and sizes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_PAGE_H
#define PIYUE_PAGE_H

#include <piyue/importer.h>

FormatReader read_pdf;
FormatReader read_ofd;

#endif
