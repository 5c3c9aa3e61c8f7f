/* Markers: the numbers of headings, family by family.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

#include <string.h>

/* How the parts of a marker stand together. */
typedef enum Form {
    FORM_NONE,
    FORM_WORD,       /* a word that is a title by itself */
    FORM_ANNEX,      /* head, perhaps a number */
    FORM_UNIT,       /* head number tail: 第 三 章 */
    FORM_COUNTED,    /* the same, and a blank, a colon or nothing behind it */
    FORM_UNIT_FIRST, /* head number: 卷三, Chapter 3 */
    FORM_RANKED,     /* a title, 第 and a number at the very end */
    FORM_STOP,       /* number tail: 三、 */
    FORM_FORMAL,     /* the same, in the numerals of cheques: 參、 */
    FORM_BLANK,      /* number and a blank, or the number alone */
    FORM_PAREN,      /* head number tail: （三） */
    FORM_DOTTED,     /* 1.2.3 */
    FORM_HASH,       /* ## */
} Form;

enum {
    HAN = NUMERAL_BIT(NUMERAL_HAN),
    ARABIC = NUMERAL_BIT(NUMERAL_ARABIC),
    CIRCLED = NUMERAL_BIT(NUMERAL_CIRCLED),
    ROMAN = NUMERAL_BIT(NUMERAL_ROMAN),
    LETTERS = NUMERAL_BIT(NUMERAL_LETTER),
};

typedef struct FamilyRow {
    const char *name;
    Form form;
    unsigned systems;
    const char *head, *tail, *guards, *summary;
} FamilyRow;

static const FamilyRow families[] = {
#define OUTLINE_FAMILY(id, name, rank, form, systems, head, tail, guards, summary)       \
    {name, form, systems, head, tail, guards, summary},
#include "../tables/families.def"
#undef OUTLINE_FAMILY
};

/* Numbers beyond these are years, amounts and codes. */
#define NUMBER_MAX 3000
#define LIST_NUMBER_MAX 199
/* Longest text, in bytes, that can be a title with its number at the end. */
#define RANKED_MAX 120

const char *outline_get_family_name(OutlineFamily family)
{
    return (unsigned)family < FAMILY_COUNT ? families[family].name : "none";
}

const char *outline_get_family_summary(OutlineFamily family)
{
    return (unsigned)family < FAMILY_COUNT ? families[family].summary : "";
}

static Str rest_of(Str text, size_t off)
{
    return (Str){text.data + off, text.len - off};
}

/* Bytes of blanks at the start of text, of any width. */
static size_t blanks_at(Str text)
{
    size_t off = 0;
    while (off < text.len) {
        size_t next = off;
        unsigned char byte = (unsigned char)text.data[off];
        if (byte > ' ' && byte < 0x80)
            break;
        if (!text_is_space(utf8_next(text, &next)))
            break;
        off = next;
    }
    return off;
}

/* Bytes of the longest of the alternatives that text starts with. 0 for none. */
static size_t match_alternatives(Str text, const char *alternatives)
{
    size_t longest = 0;
    while (*alternatives) {
        size_t len = 0;
        while (len < text.len && alternatives[len] == text.data[len] &&
               alternatives[len] && alternatives[len] != '|')
            len++;
        if ((!alternatives[len] || alternatives[len] == '|') && len > longest)
            longest = len;
        alternatives += len;
        while (*alternatives && *alternatives != '|')
            alternatives++;
        alternatives += *alternatives == '|';
    }
    return longest;
}

static bool is_digit(Str text, size_t off)
{
    if (off >= text.len)
        return false;
    char32_t codepoint = utf8_next(text, &off);
    return (codepoint >= '0' && codepoint <= '9') ||
           (codepoint >= 0xFF10 && codepoint <= 0xFF19);
}

/* Puts down where the marker ends, unless a guard forbids what follows. (The guards
 * of FORM_UNIT start with the tail and so never stand behind it by chance.) */
static bool finish(const FamilyRow *row, Str text, size_t end, Marker *marker)
{
    Str behind = rest_of(text, end);
    if (match_alternatives(behind, row->guards))
        return false;
    size_t blanks = blanks_at(behind);
    marker->family = (uint8_t)(row - families);
    marker->len_bytes = end + blanks;
    marker->is_alone = marker->len_bytes == text.len;
    marker->has_separator = blanks || match_alternatives(behind, "：|:");
    return true;
}

static bool number_at(Str text, size_t *off, unsigned systems, Marker *marker)
{
    Numeral numeral;
    if (*off >= text.len || !numeral_parse(rest_of(text, *off), systems, &numeral) ||
        !(systems & NUMERAL_BIT(numeral.system)) || numeral.value > NUMBER_MAX)
        return false;
    marker->number = marker->first = numeral.value;
    *off += numeral.len_bytes;
    return true;
}

static bool match_unit(const FamilyRow *row, Str text, Marker *marker)
{
    size_t off = match_alternatives(text, row->head);
    if (!off)
        return false;
    off += blanks_at(rest_of(text, off));
    if (!number_at(text, &off, row->systems, marker))
        return false;
    if (*row->tail) {
        off += blanks_at(rest_of(text, off));
        size_t tail = match_alternatives(rest_of(text, off), row->tail);
        if (!tail || match_alternatives(rest_of(text, off), row->guards))
            return false;
        off += tail;
    }
    return finish(row, text, off, marker);
}

/* ：1. behind 附件: what is sent along with a letter, listed at its foot. */
static bool starts_list(Str text)
{
    size_t colon = match_alternatives(text, "：|:");
    Str behind = rest_of(text, colon);
    Marker first;
    return colon && marker_match(rest_of(behind, blanks_at(behind)), &first) &&
           first.number == 1;
}

static bool match_annex(const FamilyRow *row, Str text, Marker *marker)
{
    size_t off = match_alternatives(text, row->head);
    if (!off)
        return false;
    size_t number = off + blanks_at(rest_of(text, off));
    bool has_number = number_at(text, &number, row->systems, marker);
    if (!has_number && starts_list(rest_of(text, off)))
        return false;
    if (!finish(row, text, has_number ? number : off, marker))
        return false;
    return has_number || marker->is_alone || marker->has_separator;
}

/* The whole text is one of the words, blanks inside aside; a number may follow. */
static bool match_word(const FamilyRow *row, Str text, Marker *marker)
{
    char room[64];
    size_t len = 0;
    if (text.len > sizeof(room))
        return false;
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        if (!text_is_space(utf8_next(text, &off))) {
            memcpy(room + len, text.data + start, off - start);
            len += off - start;
        }
    }
    Str word = {room, len};
    size_t off = match_alternatives(word, row->head);
    if (!off)
        return false;
    number_at(word, &off, HAN | ARABIC, marker);
    off += match_alternatives(rest_of(word, off), "：|:");
    if (off != len)
        return false;
    marker->family = (uint8_t)(row - families);
    marker->len_bytes = 0; /* the word itself is the title */
    return true;
}

static bool match_ranked(const FamilyRow *row, Str text, Marker *marker)
{
    if (text.len > RANKED_MAX || text.len < 9)
        return false;
    size_t tail = strlen(row->tail);
    size_t from = text.len > 24 ? text.len - 24 : 1;
    for (size_t at = text.len - tail; at > from; at--) {
        if (memcmp(text.data + at, row->tail, tail) != 0)
            continue;
        size_t off = at + tail;
        if (!number_at(text, &off, row->systems, marker) || off != text.len)
            return false;
        marker->family = (uint8_t)(row - families);
        marker->len_bytes = 0;
        return true;
    }
    return false;
}

/* 壹 貳 參: they number what stands above 一 二 三. */
static bool is_formal(Str text)
{
    static const char formal[] = "壹贰貳叁參参肆伍陆陸柒捌玖拾";
    for (size_t i = 0; i + 3 <= sizeof(formal) - 1; i += 3) {
        if (text.len >= 3 && !memcmp(text.data, formal + i, 3))
            return true;
    }
    return false;
}

static bool match_stop(const FamilyRow *row, Str text, Marker *marker)
{
    size_t off = 0;
    if (is_formal(text) != (row->form == FORM_FORMAL))
        return false;
    /* 參 is no numeral elsewhere: it is the first half of 參加 */
    if (row->form == FORM_FORMAL && match_alternatives(text, "參|参")) {
        marker->number = marker->first = 3;
        off = match_alternatives(text, "參|参");
    } else if (!number_at(text, &off, row->systems, marker) ||
               marker->number > LIST_NUMBER_MAX) {
        return false;
    }
    if (*row->tail) {
        size_t tail = match_alternatives(rest_of(text, off), row->tail);
        if (!tail)
            return false;
        off += tail;
        /* 3.5%, 1.2.3; and 一、二、三产业 is a row of numbers, not a heading */
        if ((row->systems & ARABIC) && tail == 1 && is_digit(text, off))
            return false;
        Marker other;
        size_t next = off;
        if ((row->systems & HAN) && number_at(text, &next, HAN, &other) &&
            match_alternatives(rest_of(text, next), "、"))
            return false;
    }
    return finish(row, text, off, marker);
}

static bool match_blank(const FamilyRow *row, Str text, Marker *marker)
{
    size_t off = 0;
    if (!number_at(text, &off, row->systems, marker) || marker->number > LIST_NUMBER_MAX)
        return false;
    size_t blanks = blanks_at(rest_of(text, off));
    if (off + blanks < text.len) {
        size_t next = off + blanks;
        Marker other;
        size_t behind = next;
        /* 十　十一　九: a row of a table */
        bool is_row = number_at(text, &behind, HAN | ARABIC, &other) &&
                      (behind == text.len || blanks_at(rest_of(text, behind)));
        if (!blanks || is_row || is_digit(text, next) ||
            text_is_punctuation(utf8_next(text, &next)))
            return false;
    }
    return finish(row, text, off, marker);
}

static bool match_paren(const FamilyRow *row, Str text, Marker *marker)
{
    size_t off = match_alternatives(text, row->head);
    if (!off)
        return false;
    off += blanks_at(rest_of(text, off));
    if (!number_at(text, &off, row->systems, marker) || marker->number > LIST_NUMBER_MAX)
        return false;
    off += blanks_at(rest_of(text, off));
    size_t tail = match_alternatives(rest_of(text, off), row->tail);
    if (!tail)
        return false;
    off += tail;
    off += match_alternatives(rest_of(text, off), "、");
    return finish(row, text, off, marker);
}

uint32_t marker_extend(uint32_t parts, uint32_t part)
{
    return parts * 211 + part + 1;
}

static bool match_dotted(const FamilyRow *row, Str text, Marker *marker)
{
    size_t off = 0;
    uint32_t first = 0;
    unsigned parts = 0;
    while (parts < 6 && is_digit(text, off)) {
        Marker part = {0};
        if (!number_at(text, &off, ARABIC, &part) || part.number > LIST_NUMBER_MAX)
            return false;
        if (!parts++)
            first = part.number;
        else
            marker->above = marker_extend(marker->above, marker->number);
        marker->number = part.number;
        size_t dot = match_alternatives(rest_of(text, off), ".|．");
        if (!dot || !is_digit(text, off + dot)) {
            off += dot;
            break;
        }
        off += dot;
    }
    if (parts < 2)
        return false;
    if (match_alternatives(rest_of(text, off), "%|％|-|/|:"))
        return false;
    marker->first = first;
    marker->parts = (uint8_t)parts;
    return finish(row, text, off, marker);
}

static bool match_hash(const FamilyRow *row, Str text, Marker *marker)
{
    size_t off = 0;
    while (off < text.len && text.data[off] == '#')
        off++;
    if (!off || off > 6 || off >= text.len || text.data[off] != ' ')
        return false;
    if (!finish(row, text, off, marker))
        return false;
    marker->parts = (uint8_t)off;
    marker->number = 0;
    return true;
}

static bool match_family(const FamilyRow *row, Str text, Marker *marker)
{
    *marker = (Marker){0};
    switch (row->form) {
    case FORM_NONE:
        return false;
    case FORM_WORD:
        return match_word(row, text, marker);
    case FORM_ANNEX:
        return match_annex(row, text, marker);
    case FORM_UNIT:
    case FORM_UNIT_FIRST:
        return match_unit(row, text, marker);
    case FORM_COUNTED:
        return match_unit(row, text, marker) &&
               (marker->is_alone || marker->has_separator);
    case FORM_RANKED:
        return match_ranked(row, text, marker);
    case FORM_STOP:
    case FORM_FORMAL:
        return match_stop(row, text, marker);
    case FORM_BLANK:
        return match_blank(row, text, marker);
    case FORM_PAREN:
        return match_paren(row, text, marker);
    case FORM_DOTTED:
        return match_dotted(row, text, marker);
    case FORM_HASH:
        return match_hash(row, text, marker);
    }
    return false;
}

/* Most paragraphs are prose and start with a Han character that starts no marker: they
 * need not be tried against every family. Short ones may be words or ranked titles. */
static bool is_prose(Str text)
{
    static const char starts[] = "第卷附參参";
    if (text.len <= RANKED_MAX || !text_is_han(utf8_next(text, &(size_t){0})))
        return false;
    for (size_t i = 0; i + 3 <= sizeof(starts); i += 3) {
        if (!memcmp(text.data, starts + i, 3))
            return false;
    }
    Numeral numeral;
    return !numeral_parse(text, HAN | LETTERS, &numeral);
}

bool marker_match(Str text, Marker *marker)
{
    if (!text.len || is_prose(text))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
        if (match_family(&families[i], text, marker))
            return true;
    }
    return false;
}

bool marker_match_glued(Str text, Marker *marker)
{
    static const uint8_t glued[] = {
        FAMILY_PART,      FAMILY_CHAPTER,      FAMILY_SECTION,    FAMILY_HAN_COMMA,
        FAMILY_HAN_PAREN, FAMILY_ARABIC_COMMA, FAMILY_ARABIC_DOT, FAMILY_ARABIC_PAREN,
        FAMILY_RHETORIC,  FAMILY_FORMAL,
    };
    for (size_t i = 0; i < ARRAY_SIZE(glued); i++) {
        if (match_family(&families[glued[i]], text, marker))
            return true;
    }
    return false;
}
