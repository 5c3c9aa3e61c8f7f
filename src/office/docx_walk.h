/* The state of the walk over a part of a Word document, for its files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_DOCX_WALK_H
#define PIYUE_OFFICE_DOCX_WALK_H

#include "office/docx.h"
#include "office/fields.h"

#include <uchar.h>

/* Every element that means something here: its local name, what is done at its start
 * and at its end (NULL for nothing). Others are passed through. Sorted by name. */
#define DOCX_ELEMENTS(ELEMENT)                                                           \
    ELEMENT(AlternateContent, NULL, NULL)                                                \
    ELEMENT(Choice, start_choice, NULL)                                                  \
    ELEMENT(Fallback, start_fallback, NULL)                                              \
    ELEMENT(acc, math_start_accent, math_end_accent)                                     \
    ELEMENT(accPr, NULL, NULL)                                                           \
    ELEMENT(b, start_bold, NULL)                                                         \
    ELEMENT(begChr, math_start_character, NULL)                                          \
    ELEMENT(bookmarkStart, start_bookmark, NULL)                                         \
    ELEMENT(br, start_break, NULL)                                                       \
    ELEMENT(chr, math_start_character, NULL)                                             \
    ELEMENT(comment, start_note, end_note)                                               \
    ELEMENT(commentRangeEnd, start_range_end, NULL)                                      \
    ELEMENT(commentRangeStart, start_range, NULL)                                        \
    ELEMENT(commentReference, start_comment_reference, NULL)                             \
    ELEMENT(cr, start_break, NULL)                                                       \
    ELEMENT(ctrlPr, start_skipped, NULL)                                                 \
    ELEMENT(d, math_start_delimiters, math_end_delimiters)                               \
    ELEMENT(dPr, NULL, NULL)                                                             \
    ELEMENT(deg, NULL, math_end_degree)                                                  \
    ELEMENT(del, start_deleted, NULL)                                                    \
    ELEMENT(den, math_start_divisor, math_end_wrapped)                                   \
    ELEMENT(docPartGallery, start_gallery, NULL)                                         \
    ELEMENT(e, math_start_element, math_end_element)                                     \
    ELEMENT(endChr, math_start_character, NULL)                                          \
    ELEMENT(endnote, start_note, end_note)                                               \
    ELEMENT(endnoteReference, start_note_reference, NULL)                                \
    ELEMENT(eqArr, NULL, NULL)                                                           \
    ELEMENT(fldChar, start_field_mark, NULL)                                             \
    ELEMENT(fldSimple, start_simple_field, end_simple_field)                             \
    ELEMENT(footnote, start_note, end_note)                                              \
    ELEMENT(footnoteReference, start_note_reference, NULL)                               \
    ELEMENT(func, NULL, NULL)                                                            \
    ELEMENT(gridSpan, start_span, NULL)                                                  \
    ELEMENT(hyperlink, start_hyperlink, end_hyperlink)                                   \
    ELEMENT(ilvl, start_list_level, NULL)                                                \
    ELEMENT(ind, start_indent, NULL)                                                     \
    ELEMENT(instrText, NULL, NULL)                                                       \
    ELEMENT(jc, start_align, NULL)                                                       \
    ELEMENT(lim, math_start_limit, math_end_wrapped)                                     \
    ELEMENT(limUpp, NULL, NULL)                                                          \
    ELEMENT(m, math_start_matrix, math_end_matrix)                                       \
    ELEMENT(moveFrom, start_deleted, NULL)                                               \
    ELEMENT(mr, math_start_row, NULL)                                                    \
    ELEMENT(nary, math_start_operator, NULL)                                             \
    ELEMENT(naryPr, NULL, math_end_operator_properties)                                  \
    ELEMENT(noBreakHyphen, start_hyphen, NULL)                                           \
    ELEMENT(num, NULL, math_end_wrapped)                                                 \
    ELEMENT(numId, start_list_id, NULL)                                                  \
    ELEMENT(numPr, NULL, NULL)                                                           \
    ELEMENT(oMath, NULL, NULL)                                                           \
    ELEMENT(outlineLvl, start_outline_level, NULL)                                       \
    ELEMENT(p, start_paragraph, end_paragraph)                                           \
    ELEMENT(pPr, NULL, NULL)                                                             \
    ELEMENT(pPrChange, start_skipped, NULL)                                              \
    ELEMENT(pStyle, start_style, NULL)                                                   \
    ELEMENT(ptab, start_tab, NULL)                                                       \
    ELEMENT(r, start_run, NULL)                                                          \
    ELEMENT(rFonts, start_fonts, NULL)                                                   \
    ELEMENT(rPr, NULL, NULL)                                                             \
    ELEMENT(rPrChange, start_skipped, NULL)                                              \
    ELEMENT(rStyle, start_run_style, NULL)                                               \
    ELEMENT(rad, NULL, NULL)                                                             \
    ELEMENT(rt, NULL, end_ruby_text)                                                     \
    ELEMENT(rubyBase, NULL, end_ruby_base)                                               \
    ELEMENT(sdt, NULL, end_structured)                                                   \
    ELEMENT(sectPr, start_skipped, NULL)                                                 \
    ELEMENT(sepChr, math_start_character, NULL)                                          \
    ELEMENT(sub, math_start_script, math_end_script)                                     \
    ELEMENT(sup, math_start_script, math_end_script)                                     \
    ELEMENT(sym, start_symbol, NULL)                                                     \
    ELEMENT(sz, start_size, NULL)                                                        \
    ELEMENT(t, NULL, NULL)                                                               \
    ELEMENT(tab, start_tab, NULL)                                                        \
    ELEMENT(tabs, start_skipped, NULL)                                                   \
    ELEMENT(tblGridChange, start_skipped, NULL)                                          \
    ELEMENT(tblHeader, start_head, NULL)                                                 \
    ELEMENT(tblPr, start_skipped, NULL)                                                  \
    ELEMENT(tblPrEx, start_skipped, NULL)                                                \
    ELEMENT(tc, start_cell, end_cell)                                                    \
    ELEMENT(tcPr, NULL, NULL)                                                            \
    ELEMENT(tcPrChange, start_skipped, NULL)                                             \
    ELEMENT(textpath, start_text_path, NULL)                                             \
    ELEMENT(tr, start_row, end_row)                                                      \
    ELEMENT(trPr, NULL, NULL)                                                            \
    ELEMENT(trPrChange, start_skipped, NULL)                                             \
    ELEMENT(vanish, start_hidden, NULL)                                                  \
    ELEMENT(vertAlign, start_raised, NULL)

typedef enum Element {
    ELEMENT_OTHER,
#define ELEMENT(name, start, end) ELEMENT_##name,
    DOCX_ELEMENTS(ELEMENT)
#undef ELEMENT
        ELEMENT_COUNT
} Element;

/* An element that is open. */
typedef struct Frame {
    uint8_t element;   /* Element */
    bool flag;         /* a choice was taken; the row is deleted; contents are inside */
    unsigned count;    /* columns of a cell; elements of a formula so far */
    size_t mark;       /* bytes of the open paragraph at its start */
    char32_t chars[3]; /* of a formula: operator, or opening, separator, closing */
} Frame;

/* What a run says; -1 and 0 are "does not say". */
typedef struct Run {
    int bold, vanish;
    unsigned half_points;
    const Style *style;
    bool is_symbol, is_seen;
    Look look;
} Run;

typedef struct Para {
    const Style *style;
    int level, num_id, ilvl, is_centered, is_indented;
    bool is_mark_deleted, is_mark_hidden, is_contents;
    Run run;
} Para;

/* Where a comment's range began, and ended. */
typedef struct Commented {
    Str id; /* arena */
    size_t paragraph, start, end;
} Commented;

/* Elements by the address of their names: parts have millions of them, of few names. */
#define KNOWN_NAMES 256
typedef struct KnownName {
    const char *name;
    Element element;
} KnownName;

typedef struct Walk {
    KnownName known[KNOWN_NAMES];
    Docx *docx;
    Paper *paper;
    const char *root; /* what the root has to be */
    const char *part_name;
    Error *err;
    Frame frames[XML_MAX_DEPTH + 1];
    size_t depth;
    size_t skipped; /* levels inside an element that is left out */
    Para *paras;    /* open ones: text boxes stand inside others */
    size_t para_count, para_capacity;
    Fields fields;
    StrBuf room, ruby, symbol_font;
    StrBuf link; /* where the hyperlink that is open leads */
    LinkKind link_kind;
    StrBuf marks; /* bookmarks between paragraphs, each with a NUL: of the next one */
    Arena *arena;
    Commented *ranges;
    size_t range_count, range_capacity;
    size_t paragraphs; /* begun so far */
    unsigned footnotes, endnotes;
    /* Of a part of notes: */
    DocxNotes *notes;
    const char *note_element;
    size_t note_start; /* items of the paper where the note began */
    Str note_id, note_author;
    bool is_in_note;
} Walk;

typedef void ElementStart(Walk *walk, const XmlTag *tag);
typedef void ElementEnd(Walk *walk, const Frame *frame);

/* The frame `up` levels above the innermost. */
Frame *walk_get_frame(Walk *walk, size_t up);
/* The innermost open element of that kind, or NULL. */
Frame *walk_find_frame(Walk *walk, Element element);
/* Adds text as the run at hand looks, unless it is hidden. */
void walk_append(Walk *walk, Str text);
void walk_append_codepoint(Walk *walk, char32_t codepoint);

/* Bookmarks that stood between the last paragraph and the one that begins. */
void walk_place_marks(Walk *walk);

/* docx_formula.c */
ElementStart math_start_accent, math_start_character, math_start_delimiters,
    math_start_divisor, math_start_element, math_start_limit, math_start_matrix,
    math_start_row, math_start_operator, math_start_script;
ElementEnd math_end_accent, math_end_delimiters, math_end_degree, math_end_element,
    math_end_matrix, math_end_operator_properties, math_end_script, math_end_wrapped;

/* docx_inline.c: fields, notes, comments, symbols */
ElementStart start_bookmark, start_break, start_comment_reference, start_field_mark,
    start_hyperlink, start_hyphen, start_note_reference, start_range, start_range_end,
    start_simple_field, start_symbol, start_tab, start_text_path;
ElementEnd end_hyperlink, end_ruby_base, end_ruby_text, end_simple_field;

#endif
