/* What reading RTF keeps while it goes on. rtf_text.c puts text where it belongs, rtf.c
 * knows the words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_RTF_H
#define PIYUE_OFFICE_RTF_H

#include <piyue/importer.h>

#include "office/paper.h"
#include "office/rtf_fonts.h"
#include "office/rtf_styles.h"

/* Word itself goes no deeper than a hundred or so. */
#define GROUPS_MAX 1000
#define LEVELS 9 /* \outlinelevel0 to 8 are headings */
#define HALF_POINTS_DEFAULT 24

/* Where text goes. */
typedef enum Place {
    PLACE_NOWHERE,
    PLACE_BODY,
    PLACE_BOX, /* a text box: paragraphs of its own inside one of the body */
    PLACE_NOTE,
    PLACE_NUMBER, /* of a paragraph, written out by the program for us */
    PLACE_FONTS,
    PLACE_STYLES,
    PLACE_INSTRUCTION, /* of a field */
    PLACE_TITLE,
    PLACE_AUTHOR,
    PLACE_DATE,
    PLACE_INFO,  /* holds the last three; its own text is dropped */
    PLACE_SHAPE, /* holds boxes; its own text is dropped */
} Place;

/* What a group inherits and forgets at its end. */
typedef struct State {
    Place place;
    Place choice; /* of the group around \upr */
    bool owns_place;
    bool is_bold, is_hidden, is_deleted, is_raised;
    bool is_wide_run; /* behind \dbch: the font for characters of two bytes */
    bool is_contents; /* inside the result of a field TOC */
    int font, wide_font;
    int skip; /* how many bytes stand for a \u, for readers that know none */
    unsigned half_points;
    int style, level;
    bool is_in_table, is_centered;
} State;

typedef struct Rtf {
    const Source *source;
    Str in;
    size_t off;
    bool is_utf8; /* the bytes that stand there as they are, against the rules */
    Paper *paper;
    RtfFonts *fonts;
    RtfStyles *styles;
    State *states; /* owned; the last is the group that is open */
    size_t depth, capacity;
    StrBuf bytes; /* not decoded yet: all of one font */
    int to_skip;
    char32_t high_surrogate;   /* a first half, 0 for none */
    StrBuf number, note, word; /* word: of fonts, styles, metadata, instructions */
    bool is_in_row, has_cell;  /* of the paper, open */
    size_t box_base;           /* open paragraphs outside the box; 0 outside any */
    unsigned notes, marks;     /* told, and their marks in the text */
    bool is_endnote;
    int year, month, day;
    Style style; /* being described */
    int style_number;
} Rtf;

/* ---- groups and places ------------------------------------------------- */

State *rtf_get_state(Rtf *rtf); /* of the group that is open */
/* ERR_LIMIT where groups nest too deep. */
bool rtf_open_group(Rtf *rtf, Error *err) MUST_CHECK;
void rtf_close_group(Rtf *rtf);
/* The rest of the group goes to another place; dropped where that cannot be. */
void rtf_begin_place(Rtf *rtf, Place place);

/* ---- text -------------------------------------------------------------- */

/* Bytes wait until what they mean is known; rtf_flush decodes them, and must be called
 * before anything that changes their meaning or place. The first two leave out what
 * stands for a \u. */
void rtf_put_byte(Rtf *rtf, char byte);
void rtf_put_run(Rtf *rtf, Str run);
void rtf_flush(Rtf *rtf);
void rtf_put_unicode(Rtf *rtf, int number); /* \uN */
void rtf_put_codepoint(Rtf *rtf, char32_t codepoint);
void rtf_put_text(Rtf *rtf, Str text);

void rtf_end_paragraph(Rtf *rtf);
void rtf_end_cell(Rtf *rtf);
void rtf_end_row(Rtf *rtf);

#endif
