/* Characters of the fonts Symbol and Wingdings as what they look like.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_SYMBOLS_H
#define PIYUE_OFFICE_SYMBOLS_H

#include <piyue/base.h>

#include <uchar.h>

/* The character at `code` (0x20–0xFF, or the same from U+F000 on) of `font`; a white
 * square where its look has no character of its own. Codes of other fonts are returned
 * as they are. */
char32_t symbol_decode(Str font, char32_t code);
bool symbol_is_font(Str font);

#endif
