/* OFD (GB/T 33190-2016): what its two halves share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_PAGE_OFD_H
#define PIYUE_PAGE_OFD_H

#include <piyue/container.h>

#include "page/run.h"

/* Fonts that are bold, by their ids in the document's resources. */
typedef struct OfdFonts {
    int64_t *bold;
    size_t count, capacity;
} OfdFonts;
void ofd_fonts_clear(OfdFonts *fonts);
/* Adds the fonts of a resource file's tree. */
void ofd_fonts_add(OfdFonts *fonts, const xmlNode *resources);

/* Up to `count` numbers of "0 0 210 297"; gives how many there are. */
size_t ofd_parse_numbers(Str text, double *numbers, size_t count);
int64_t ofd_parse_id(Str text); /* -1 for none */

/* Adds the glyphs of all text objects below `root`, whose corner lies at (x, y) in
 * millimetres from that of the page. */
void ofd_add_text(const xmlNode *root, double x, double y, const OfdFonts *fonts,
                  GlyphList *glyphs);

#endif
