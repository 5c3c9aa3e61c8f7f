/* Characters of the fonts Symbol and Wingdings as what they look like.
 * Sources: Unicode mapping tables for Adobe Symbol; Wingdings by its names in Unicode 7
 * (N4384). Only what documents use.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/symbols.h"

#include <string.h>

#include <piyue/text.h>

typedef struct Symbol {
    uint8_t code;
    char32_t shown;
} Symbol;

/* From 0x41 on, Greek by the keys of its letters. */
static const char greek_upper[] = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
static const char greek_lower[] = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";

static const Symbol symbol_rows[] = {
    {0x22, U'∀'}, {0x24, U'∃'}, {0x27, U'∋'}, {0x2A, U'∗'}, {0x2D, U'−'}, {0x40, U'≅'},
    {0x5C, U'∴'}, {0x5E, U'⊥'}, {0x7E, U'∼'}, {0xA3, U'≤'}, {0xA5, U'∞'}, {0xA7, U'♣'},
    {0xA8, U'♦'}, {0xA9, U'♥'}, {0xAA, U'♠'}, {0xAB, U'↔'}, {0xAC, U'←'}, {0xAD, U'↑'},
    {0xAE, U'→'}, {0xAF, U'↓'}, {0xB0, U'°'}, {0xB1, U'±'}, {0xB3, U'≥'}, {0xB4, U'×'},
    {0xB5, U'∝'}, {0xB6, U'∂'}, {0xB7, U'•'}, {0xB8, U'÷'}, {0xB9, U'≠'}, {0xBA, U'≡'},
    {0xBB, U'≈'}, {0xBC, U'…'}, {0xC4, U'⊗'}, {0xC5, U'⊕'}, {0xC6, U'∅'}, {0xC7, U'∩'},
    {0xC8, U'∪'}, {0xC9, U'⊃'}, {0xCA, U'⊇'}, {0xCC, U'⊂'}, {0xCD, U'⊆'}, {0xCE, U'∈'},
    {0xCF, U'∉'}, {0xD0, U'∠'}, {0xD1, U'∇'}, {0xD5, U'∏'}, {0xD6, U'√'}, {0xD7, U'⋅'},
    {0xD8, U'¬'}, {0xD9, U'∧'}, {0xDA, U'∨'}, {0xDB, U'⇔'}, {0xDC, U'⇐'}, {0xDD, U'⇑'},
    {0xDE, U'⇒'}, {0xDF, U'⇓'}, {0xE5, U'∑'}, {0xF2, U'∫'},
};

static const Symbol wingdings_rows[] = {
    {0x21, U'✏'}, {0x22, U'✂'}, {0x28, U'☎'}, {0x2A, U'✉'}, {0x46, U'☞'}, {0x4A, U'☺'},
    {0x4C, U'☹'}, {0x6C, U'●'}, {0x6E, U'■'}, {0x6F, U'□'}, {0x70, U'□'}, {0x71, U'□'},
    {0x72, U'□'}, {0x73, U'◆'}, {0x74, U'◆'}, {0x75, U'◆'}, {0x76, U'❖'}, {0x77, U'◆'},
    {0x9F, U'•'}, {0xA1, U'○'}, {0xA7, U'▪'}, {0xA8, U'□'}, {0xAA, U'✦'}, {0xAB, U'★'},
    {0xD8, U'➢'}, {0xDF, U'←'}, {0xE0, U'→'}, {0xE1, U'↑'}, {0xE2, U'↓'}, {0xE8, U'➔'},
    {0xEF, U'⇦'}, {0xF0, U'⇨'}, {0xFB, U'✗'}, {0xFC, U'✓'}, {0xFD, U'☒'}, {0xFE, U'☑'},
};

static const Symbol wingdings2_rows[] = {
    {0x4F, U'✗'}, {0x50, U'✓'}, {0x51, U'☒'}, {0x52, U'☑'}, {0x53, U'☒'}, {0x54, U'☒'},
    {0x97, U'●'}, {0x98, U'●'}, {0xA2, U'■'}, {0xA3, U'□'}, {0xA4, U'□'}, {0xEA, U'★'},
};

static char32_t find(const Symbol *rows, size_t count, char32_t code)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].code == code)
            return rows[i].shown;
    return 0;
}

static char32_t nth(const char *letters, size_t index)
{
    Str all = str_from(letters);
    size_t off = utf8_offset_of(all, index);
    return utf8_next(all, &off);
}

static char32_t decode_symbol(char32_t code)
{
    if (code >= 'A' && code <= 'Z')
        return nth(greek_upper, code - 'A');
    if (code >= 'a' && code <= 'z')
        return nth(greek_lower, code - 'a');
    char32_t shown = find(symbol_rows, ARRAY_SIZE(symbol_rows), code);
    return shown ? shown : code < 0x7F ? code : U'□';
}

static char32_t decode_wingdings(char32_t code)
{
    /* ① … ⑩ and ❶ … ❿, each after its zero. */
    if (code >= 0x81 && code <= 0x8A)
        return U'①' + (code - 0x81);
    if (code >= 0x8C && code <= 0x95)
        return U'❶' + (code - 0x8C);
    char32_t shown = find(wingdings_rows, ARRAY_SIZE(wingdings_rows), code);
    return shown ? shown : U'□';
}

bool symbol_is_font(Str font)
{
    return str_is_equal_nocase(font, STR("Symbol")) ||
           str_has_prefix(font, STR("Wingdings")) ||
           str_has_prefix(font, STR("Webdings"));
}

char32_t symbol_decode(Str font, char32_t code)
{
    if (!symbol_is_font(font) && (code < 0xF020 || code > 0xF0FF))
        return code;
    if (code >= 0xF020 && code <= 0xF0FF)
        code -= 0xF000;
    if (code < 0x20 || code > 0xFF)
        return code;
    if (str_is_equal_nocase(font, STR("Symbol")))
        return decode_symbol(code);
    if (str_is_equal_nocase(font, STR("Wingdings 2"))) {
        char32_t shown = find(wingdings2_rows, ARRAY_SIZE(wingdings2_rows), code);
        return shown ? shown : U'□';
    }
    return code == 0x20 ? U' ' : decode_wingdings(code);
}
