/* Decodes the bytes of RTF by font.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/rtf_fonts.h"

#include <stdlib.h>

#include <piyue/charset.h>
#include <piyue/importer.h>
#include <piyue/text.h>

#define FONTS_MAX 65536
#define CHARSET_ANSI 0
#define CHARSET_DEFAULT 1
#define CHARSET_SYMBOL 2

struct RtfFonts {
    int16_t *charsets;  /* owned, by number; CHARSET_DEFAULT where none is told */
    int32_t *codepages; /* owned, by number; 0 where none is told */
    int described, fallback, codepage;
};

typedef struct CodepageRow {
    int charset, codepage;
    const char *encoding; /* for charset_find */
    bool is_double_byte;
} CodepageRow;

/* \fcharset and \ansicpg as RTF names them. */
static const CodepageRow rows[] = {
    {134, 936, "gb18030", true},    {136, 950, "big5", true},
    {128, 932, "shift_jis", true},  {129, 949, "euc-kr", true},
    {204, 1251, "cp1251", false},   {-1, 54936, "gb18030", true},
    {-1, 65001, "utf-8", false},    {-1, 1252, "cp1252", false},
    {79, 10008, "gb18030", true},   {80, 10002, "big5", true},
    {78, 10001, "shift_jis", true},
};

RtfFonts *rtf_fonts_new(void)
{
    RtfFonts *fonts = mem_alloc(sizeof(*fonts));
    *fonts = (RtfFonts){.described = -1, .codepage = 1252};
    fonts->charsets = mem_alloc_array(FONTS_MAX, sizeof(*fonts->charsets));
    fonts->codepages = mem_alloc_array(FONTS_MAX, sizeof(*fonts->codepages));
    for (size_t i = 0; i < FONTS_MAX; i++)
        fonts->charsets[i] = CHARSET_DEFAULT;
    return fonts;
}

void rtf_fonts_free(RtfFonts *fonts)
{
    free(fonts->charsets);
    free(fonts->codepages);
    free(fonts);
}

static bool is_number(int font)
{
    return font >= 0 && font < FONTS_MAX;
}

void rtf_fonts_set_codepage(RtfFonts *fonts, int codepage)
{
    fonts->codepage = codepage;
}

void rtf_fonts_set_default(RtfFonts *fonts, int font)
{
    fonts->fallback = font;
}

int rtf_fonts_get_default(const RtfFonts *fonts)
{
    return fonts->fallback;
}

void rtf_fonts_begin(RtfFonts *fonts, int font)
{
    fonts->described = is_number(font) ? font : -1;
}

void rtf_fonts_set_charset(RtfFonts *fonts, int charset)
{
    if (fonts->described >= 0)
        fonts->charsets[fonts->described] = (int16_t)MIN(MAX(charset, 0), 255);
}

void rtf_fonts_set_font_codepage(RtfFonts *fonts, int codepage)
{
    if (fonts->described >= 0)
        fonts->codepages[fonts->described] = codepage;
}

/* ---- decoding ---------------------------------------------------------- */

static const CodepageRow *find_codepage(int codepage)
{
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (rows[i].codepage == codepage)
            return &rows[i];
    return NULL;
}

static const CodepageRow *find_charset(int charset)
{
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (rows[i].charset == charset)
            return &rows[i];
    return NULL;
}

static int get_charset(const RtfFonts *fonts, int font)
{
    return is_number(font) ? fonts->charsets[font] : CHARSET_DEFAULT;
}

/* Do all bytes beyond ASCII stand in pairs? So do Chinese characters in a font for Latin
 * ones; a curly quote of Windows-1252 stands alone. */
static bool is_paired(Str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if ((unsigned char)bytes.data[i] >= 0x80) {
            if (++i == bytes.len || (unsigned char)bytes.data[i] < 0x80)
                return false;
        }
    return true;
}

static const char *choose_encoding(const RtfFonts *fonts, int font, Str bytes)
{
    const CodepageRow *row = NULL;
    int charset = get_charset(fonts, font);
    if (is_number(font) && fonts->codepages[font])
        row = find_codepage(fonts->codepages[font]);
    if (!row && charset > CHARSET_DEFAULT)
        row = find_charset(charset);
    if (!row)
        row = find_codepage(fonts->codepage);
    if (!row || (row->is_double_byte && charset == CHARSET_ANSI && !is_paired(bytes)))
        row = find_codepage(1252);
    return charset_find(str_from(row->encoding));
}

void rtf_fonts_decode(RtfFonts *fonts, int font, Str bytes, StrBuf *out)
{
    if (get_charset(fonts, font) == CHARSET_SYMBOL) {
        for (size_t i = 0; i < bytes.len; i++) {
            char32_t c = rtf_fonts_map(fonts, font, (unsigned char)bytes.data[i]);
            if (c)
                strbuf_append_codepoint(out, c);
        }
        return;
    }
    if (str_is_ascii(bytes)) {
        strbuf_append_str(out, bytes);
        return;
    }
    uint64_t replaced = 0;
    Error err = {0};
    const char *encoding = choose_encoding(fonts, font, bytes);
    if (!source_decode_bytes(bytes, encoding ? encoding : "UTF-8", out, &replaced, &err))
        strbuf_append_codepoint(out, 0xFFFD);
    error_clear(&err);
}

char32_t rtf_fonts_map(const RtfFonts *fonts, int font, char32_t codepoint)
{
    bool is_private = codepoint >= 0xF020 && codepoint <= 0xF0FF;
    bool is_symbol = get_charset(fonts, font) == CHARSET_SYMBOL;
    if (is_private || (is_symbol && codepoint >= 0x80))
        return 0x2022;
    return codepoint < ' ' && codepoint != '\t' && codepoint != '\n' ? 0 : codepoint;
}
