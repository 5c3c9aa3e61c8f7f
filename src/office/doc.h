/* The Word 97 binary format: what its files share.
 *
 *   doc.c         the file: what it is, its stories, what it says of itself
 *   doc_text      characters by the piece table, properties by the file offset
 *   doc_styles    the style sheet, and what property modifiers (sprm) say
 *   doc_lists     the lists behind automatic numbers
 *   doc_walk      a story of the text into a paper
 *   doc_meta      the summary information stream
 *
 * Source: [MS-DOC]. Offsets come from strangers: all reading goes through doc_u8/u16/u32,
 * which give 0 outside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_DOC_H
#define PIYUE_OFFICE_DOC_H

#include "office/lists.h"
#include "office/paper.h"

#include <piyue/container.h>

#include <uchar.h>

static inline uint32_t doc_u8(Str bytes, uint64_t off)
{
    return off < bytes.len ? (unsigned char)bytes.data[off] : 0;
}
static inline uint32_t doc_u16(Str bytes, uint64_t off)
{
    return doc_u8(bytes, off) | doc_u8(bytes, off + 1) << 8;
}
static inline uint32_t doc_u32(Str bytes, uint64_t off)
{
    return doc_u16(bytes, off) | doc_u16(bytes, off + 2) << 16;
}

/* Tables that the file information block places, by their index there. */
typedef enum DocTable {
    DOC_STYLES = 1,
    DOC_FOOTNOTE_REFERENCES = 2,
    DOC_FOOTNOTE_TEXTS = 3,
    DOC_COMMENT_REFERENCES = 4,
    DOC_COMMENT_TEXTS = 5,
    DOC_CHARACTER_PAGES = 12,
    DOC_PARAGRAPH_PAGES = 13,
    DOC_PIECES = 33,
    DOC_COMMENT_AUTHORS = 36,
    DOC_ENDNOTE_REFERENCES = 46,
    DOC_ENDNOTE_TEXTS = 47,
    DOC_LISTS = 73,
    DOC_LIST_USES = 74,
} DocTable;

/* ---- text -------------------------------------------------------------- */

/* Characters [start, end) of the text lie at `off` of the main stream. */
typedef struct Piece {
    uint32_t start, end;
    uint32_t off;
    bool is_narrow; /* one byte each, of Windows-1252; else UTF-16LE */
} Piece;

/* What a run or a paragraph says: those of the file offsets up to `end`. */
typedef struct Property {
    uint32_t start, end;
    uint32_t style; /* of a paragraph */
    Str sprms;      /* borrowed from the main stream */
} Property;

typedef struct Properties {
    Property *items; /* by offset */
    size_t count, capacity;
} Properties;
/* NULL where the file says nothing of that offset. O(log n). */
const Property *properties_find(const Properties *properties, uint32_t off);

/* A property modifier. */
typedef struct Sprm {
    uint32_t code;
    Str operand;
} Sprm;
bool sprm_next(Str *rest, Sprm *sprm);

/* ---- styles ------------------------------------------------------------ */

/* -1 is "does not say". */
typedef struct DocParagraph {
    int level, list, list_level, is_centered, is_indented;
    bool is_in_table, is_row_end;
} DocParagraph;

typedef struct DocRun {
    int is_bold, is_hidden, is_deleted, is_special;
    unsigned half_points;
    uint32_t symbol; /* 0 for none */
} DocRun;

typedef struct DocStyle {
    Str name; /* arena */
    uint32_t base;
    Str paragraph_sprms, run_sprms; /* borrowed from the table stream */
    DocParagraph paragraph;         /* with what its bases say */
    DocRun run;
    bool is_title, is_contents, is_quote, is_there;
} DocStyle;

void doc_apply_paragraph(DocParagraph *paragraph, Str sprms);
/* `style`: what the run has where it does not say; toggles turn that round. */
void doc_apply_run(DocRun *run, const DocRun *style, Str sprms);

/* ---- the document ------------------------------------------------------ */

typedef struct Doc {
    const Source *source;
    StrBuf main, table; /* streams */
    Arena *arena;
    Piece *pieces;
    size_t piece_count, piece_capacity;
    uint32_t char_count; /* of all stories */
    Properties runs, paragraphs;
    DocStyle *styles;
    size_t style_count;
    Numbering *numbering;
    /* Sizes of the stories, in the order in which they lie. */
    uint32_t main_chars, footnote_chars, header_chars, macro_chars, comment_chars,
        endnote_chars, box_chars;
    unsigned footnotes, endnotes;
    uint64_t noted_chars; /* of notes copied so far */
} Doc;

/* The bytes of a table; empty where it has none or lies outside. */
Str doc_get_table(const Doc *doc, DocTable table);
bool doc_read_pieces(Doc *doc, Error *err) MUST_CHECK;
void doc_read_properties(Doc *doc);
/* Index of the piece that holds a character; piece_count where none does. */
size_t doc_find_piece(const Doc *doc, uint32_t cp);
/* The character, a UTF-16 unit, and its offset in the main stream. */
uint32_t doc_get_char(const Doc *doc, const Piece *piece, uint32_t cp, uint32_t *off);

void doc_read_styles(Doc *doc);
const DocStyle *doc_get_style(const Doc *doc, uint32_t index); /* never NULL */
void doc_read_lists(Doc *doc);

/* Walks characters [start, end) into `paper`; with notes where it is the main text. */
void doc_walk(Doc *doc, uint32_t start, uint32_t end, bool has_notes, Paper *paper);

/* Title, author and date out of the summary information stream. */
void doc_read_summary(Str stream, Paper *paper);
/* Canonical name of a Windows code page; NULL where it is not known. */
const char *doc_encoding_of_codepage(unsigned codepage);

#endif
