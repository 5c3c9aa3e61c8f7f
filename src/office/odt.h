/* OpenDocument text: styles and lists, then the body, element by element.
 * Source: OpenDocument 1.3, part 3.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_ODT_H
#define PIYUE_OFFICE_ODT_H

#include "office/lists.h"
#include "office/paper.h"
#include "office/styles.h"

#include <piyue/container.h>

/* Every element that means something: its local name, what is done at its start and at
 * its end (NULL for nothing). Others are passed through. Sorted by name. */
#define ODT_ELEMENTS(ELEMENT)                                                            \
    ELEMENT(a, start_link, end_link)                                                     \
    ELEMENT(annotation, start_annotation, end_note)                                      \
    ELEMENT(automatic_styles, start_automatic_styles, NULL)                              \
    ELEMENT(body, start_body, NULL)                                                      \
    ELEMENT(bookmark, start_bookmark, NULL)                                              \
    ELEMENT(bookmark_ref, start_reference, end_link)                                     \
    ELEMENT(bookmark_start, start_bookmark, NULL)                                        \
    ELEMENT(covered_table_cell, start_cell, end_cell)                                    \
    ELEMENT(creator, NULL, end_card)                                                     \
    ELEMENT(date, NULL, end_card)                                                        \
    ELEMENT(default_style, odt_start_default_style, odt_end_style)                       \
    ELEMENT(deletion, start_skipped, NULL)                                               \
    ELEMENT(desc, start_skipped, NULL)                                                   \
    ELEMENT(forms, start_skipped, NULL)                                                  \
    ELEMENT(frame, NULL, NULL)                                                           \
    ELEMENT(h, start_heading, end_paragraph)                                             \
    ELEMENT(hidden_text, start_skipped, NULL)                                            \
    ELEMENT(initial_creator, NULL, end_card)                                             \
    ELEMENT(line_break, start_line_break, NULL)                                          \
    ELEMENT(list, start_list, NULL)                                                      \
    ELEMENT(list_header, NULL, NULL)                                                     \
    ELEMENT(list_item, start_list_item, NULL)                                            \
    ELEMENT(list_level_style_bullet, odt_start_bullet, NULL)                             \
    ELEMENT(list_level_style_image, odt_start_bullet, NULL)                              \
    ELEMENT(list_level_style_number, odt_start_level, NULL)                              \
    ELEMENT(list_style, odt_start_list_style, odt_end_list_style)                        \
    ELEMENT(master_styles, start_skipped, NULL)                                          \
    ELEMENT(meta, NULL, NULL)                                                            \
    ELEMENT(note, start_note, end_note)                                                  \
    ELEMENT(note_body, NULL, NULL)                                                       \
    ELEMENT(note_citation, start_skipped, NULL)                                          \
    ELEMENT(outline_level_style, odt_start_level, NULL)                                  \
    ELEMENT(outline_style, odt_start_outline_style, odt_end_list_style)                  \
    ELEMENT(p, start_paragraph, end_paragraph)                                           \
    ELEMENT(paragraph_properties, odt_start_paragraph_properties, NULL)                  \
    ELEMENT(ruby_text, start_ruby_text, end_ruby_text)                                   \
    ELEMENT(s, start_blanks, NULL)                                                       \
    ELEMENT(section, start_section, NULL)                                                \
    ELEMENT(span, start_span, end_span)                                                  \
    ELEMENT(style, odt_start_style, odt_end_style)                                       \
    ELEMENT(tab, start_tab, NULL)                                                        \
    ELEMENT(table_cell, start_cell, end_cell)                                            \
    ELEMENT(table_header_rows, NULL, NULL)                                               \
    ELEMENT(table_of_content, start_contents, end_contents)                              \
    ELEMENT(table_of_content_source, start_skipped, NULL)                                \
    ELEMENT(table_row, start_row, end_row)                                               \
    ELEMENT(text_box, NULL, NULL)                                                        \
    ELEMENT(text_properties, odt_start_text_properties, NULL)                            \
    ELEMENT(title, start_title, end_card)                                                \
    ELEMENT(tracked_changes, start_skipped, NULL)

typedef enum OdtElement {
    ODT_OTHER,
#define ELEMENT(name, start, end) ODT_##name,
    ODT_ELEMENTS(ELEMENT)
#undef ELEMENT
    ODT_ELEMENT_COUNT
} OdtElement;

/* An element that is open. */
typedef struct OdtFrame {
    uint8_t element; /* OdtElement */
    bool flag;       /* a list item whose number is shown; a note that was begun */
    unsigned count;  /* columns, or copies, of a cell */
    const Style *kept; /* style of the text around a span */
    size_t mark;       /* bytes of the open paragraph where a link began */
    int list, level;   /* of a list: its use, how deep; of a row: columns still covered */
} OdtFrame;

typedef struct OdtPara {
    const Style *style, *run;
    unsigned level; /* 1–9 of a heading */
    int list, list_level; /* what it is counted in; 0 for none */
    bool is_contents;
    Look look;
    bool is_looked, is_hidden;
} OdtPara;

typedef struct Odt {
    const Source *source;
    Paper *paper, *note_paper; /* where text goes; the one of a note, or NULL */
    Paper *body;
    Error *err;
    Styles styles;
    Numbering *numbering;
    Style *style;       /* being told; NULL for none */
    int list_style;     /* being told: index of its design; -1 for none */
    int outline_list;   /* the list of headings; 0 for none */
    StrBuf *names;      /* of the designs, by index; owned */
    size_t name_count, name_capacity;
    OdtFrame frames[XML_MAX_DEPTH + 1];
    size_t depth, skipped, contents;
    OdtPara *paras;
    size_t para_count, para_capacity;
    StrBuf link; /* where the link that is open leads */
    LinkKind link_kind;
    StrBuf card, label, room; /* text of the card; label of the note; scratch */
    NotePlace place;
    unsigned footnotes, endnotes;
    bool is_finished; /* styles are in order */
    bool is_styles;   /* the part is one of styles only */
    bool has_author;
} Odt;

OdtFrame *odt_get_frame(Odt *odt, size_t up); /* `up` levels above the innermost */
OdtFrame *odt_find_frame(Odt *odt, OdtElement element);

typedef void OdtStart(Odt *odt, const XmlTag *tag);
typedef void OdtEnd(Odt *odt, const OdtFrame *frame);

/* odt_styles.c */
OdtStart odt_start_style, odt_start_default_style, odt_start_paragraph_properties,
    odt_start_text_properties, odt_start_list_style, odt_start_outline_style,
    odt_start_level, odt_start_bullet;
OdtEnd odt_end_style, odt_end_list_style;
/* The style of a family, 'p' or 't'; NULL where unknown. */
const Style *odt_find_style(Odt *odt, char family, Str name);
/* Use of the list style of that name; 0 where there is none. */
int odt_find_list(const Odt *odt, Str name);

/* Walks a part: styles are kept, text goes to the paper. */
bool odt_walk(Odt *odt, Str bytes, const char *part, Error *err) MUST_CHECK;

#endif
