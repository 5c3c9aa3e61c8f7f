/* The fonts of an RTF document: they say what its bytes mean.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_RTF_FONTS_H
#define PIYUE_OFFICE_RTF_FONTS_H

#include <piyue/base.h>

#include <uchar.h>

typedef struct RtfFonts RtfFonts;
RtfFonts *rtf_fonts_new(void);
void rtf_fonts_free(RtfFonts *fonts);

void rtf_fonts_set_codepage(RtfFonts *fonts, int codepage); /* \ansicpg */
void rtf_fonts_set_default(RtfFonts *fonts, int font);      /* \deff */
int rtf_fonts_get_default(const RtfFonts *fonts);
/* The font that is described from now on, and what is said of it. */
void rtf_fonts_begin(RtfFonts *fonts, int font);
void rtf_fonts_set_charset(RtfFonts *fonts, int charset);
void rtf_fonts_set_font_codepage(RtfFonts *fonts, int codepage);

/* Appends bytes written in a font as UTF-8. */
void rtf_fonts_decode(RtfFonts *fonts, int font, Str bytes, StrBuf *out);
/* What a \u means in a font: signs of symbol fonts are bullets, others are themselves;
 * 0 for a control character. */
char32_t rtf_fonts_map(const RtfFonts *fonts, int font, char32_t codepoint);

#endif
