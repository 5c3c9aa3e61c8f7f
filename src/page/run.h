/* Text by its place: what PDF and OFD have in common.
 *
 * A format tells glyphs page by page; glyphs become runs (pieces of a line without a
 * wide gap), runs lines in reading order, lines paragraphs. All boxes are in points
 * from the upper left corner of the page, y downwards.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_PAGE_RUN_H
#define PIYUE_PAGE_RUN_H

#include <piyue/importer.h>
#include <piyue/text.h>

typedef struct Box {
    float x0, y0, x1, y1;
} Box;

/* One drawn character. Blanks are told too, but what lies between boxes counts more. */
typedef struct Glyph {
    char32_t codepoint;
    Box box;
    float size; /* of the font, points */
    bool is_bold;
} Glyph;

typedef struct GlyphList {
    Glyph *items; /* owned */
    size_t count, capacity;
} GlyphList;

enum RunFlag {
    RUN_BOLD = 1 << 0,
    RUN_DROPPED = 1 << 1, /* furniture or watermark: not part of the text */
    RUN_SIDE = 1 << 2,    /* written downwards on a page that is not */
};

/* A gap between Han and Latin that many programs draw by themselves: written into runs
 * as this (FOUR-PER-EM SPACE), and as a blank or nothing once the document is known. */
#define THIN_BLANK 0x2005

/* A piece of a line. Its text lies in PageText.text, without blanks at its ends. */
typedef struct Run {
    Box box;
    size_t text_off;
    uint32_t text_bytes, codepoints;
    float size;
    unsigned flags;
    size_t first_blank;
    uint32_t blank_count;
} Run;

typedef struct Page {
    float width, height;
    size_t first_run, run_count;
    bool is_vertical; /* written downwards; its boxes were turned to the left */
} Page;

/* A gap in a run: table cells may part there. */
typedef struct Blank {
    uint32_t off;   /* in the run's text */
    uint32_t bytes; /* of the blank that stands for it, or 0 */
    float x0, x1;
} Blank;

/* A piece of a line between blanks. */
typedef struct Word {
    Str text; /* arena */
    float x0, x1;
} Word;

/* A line of text in reading order. */
typedef struct Line {
    Str text; /* arena of the PageText */
    Box box;
    float size;
    float left, right;     /* of its column */
    uint32_t page, column; /* columns count through the document */
    uint32_t codepoints;
    uint32_t row;   /* of a table, counted through the document from 1; 0 for none */
    unsigned flags; /* LineFlag */
    unsigned level, evidence; /* of a heading; level 0 for none */
    uint32_t heading_lines;   /* lines that make the heading which begins here */
    Word *words;              /* arena; at least one */
    uint32_t word_count;
} Line;

enum LineFlag {
    LINE_BOLD = 1 << 0,
    LINE_NOTE = 1 << 1,     /* of a footnote */
    LINE_CONTENTS = 1 << 2, /* of a printed table of contents */
    LINE_SIDE = 1 << 3,     /* beside the text */
    LINE_HEADING = 1 << 4,  /* all of it is (part of) a heading of the bookmarks */
    LINE_ADDED = 1 << 5,    /* a bookmark that stands nowhere on its page */
    LINE_TARGET = 1 << 6,   /* a link leads here */
};

/* An entry of the file's own outline. */
typedef struct Bookmark {
    Str title; /* arena */
    unsigned level;
    uint32_t page;   /* from 0 */
    float top;       /* where it points to on the page; negative when unknown */
    bool is_printed; /* a line of the printed table of contents stands in for it */
} Bookmark;

/* An area of a page that leads somewhere. */
typedef struct PageLink {
    Box box;
    uint32_t page;    /* from 0; links are added page by page */
    Str address;      /* arena; empty for a place in the document: */
    uint32_t to_page; /* from 0 */
    float to_top;     /* from below, as files say it; negative when unknown */
    size_t to_line;   /* by links_find_targets; SIZE_MAX for none */
} PageLink;

#define STYLE_COUNT_MAX 6

/* All text of a document. */
typedef struct PageText {
    Arena *arena;
    StrBuf text;
    Run *runs;
    size_t run_count, run_capacity;
    Blank *blanks;
    size_t blank_count, blank_capacity;
    Page *pages;
    size_t page_count, page_capacity;
    Bookmark *bookmarks;
    size_t bookmark_count, bookmark_capacity;
    PageLink *links;
    size_t link_count, link_capacity;
    size_t named_lines; /* whose names were told */
    Line *lines;
    size_t line_count, line_capacity;
    uint32_t column_count, row_count;
    struct { /* looks of what may be headings, the largest first */
        float size;
        bool is_bold;
    } styles[STYLE_COUNT_MAX];
    size_t style_count;
    size_t matched_bookmarks;
    /* Places where Han and Latin meet: with a thin gap, with none, with a wide one. */
    uint64_t thin_gaps, no_gaps, wide_gaps;
    uint64_t characters; /* drawn, without blanks */
    uint64_t replaced;   /* that no font said the meaning of */
    float body_size;     /* of most of the text */
    float body_width;    /* of most columns that are not beside others */
    float body_pitch;    /* from line to line, in sizes */
    bool is_body_bold;
} PageText;

PageText *page_text_new(void);
void page_text_free(PageText *pages); /* NULL is fine */
/* `page` must be there; `top` is in points, negative when unknown. */
void page_text_add_bookmark(PageText *pages, Str title, unsigned level, uint32_t page,
                            float top);
/* The address is copied. */
void page_text_add_link(PageText *pages, const PageLink *link);
void glyph_list_add(GlyphList *glyphs, Glyph glyph);

/* ---- glyphs.c: glyphs to runs ------------------------------------------ */

/* Adds a page of glyphs in any order that keeps words together; changes them. */
void page_text_add_page(PageText *pages, float width, float height, Glyph *glyphs,
                        size_t count);
Str run_get_text(const PageText *pages, const Run *run);
/* Appends `next` behind text that ends `space` points before it, with a blank, a thin
 * blank or nothing between them. */
void text_append_spaced(StrBuf *out, Str next, float space, float size);

/* ---- normal.c: code points --------------------------------------------- */

/* What is shown where a font says `codepoint`: writes up to 3 code points (radicals
 * are written as ideographs, ligatures as letters), gives how many; 0 where nothing is.
 * Glyphs of private use and broken mappings are U+FFFD. */
size_t glyph_normalize(char32_t codepoint, char32_t out[3]);
/* Written in full width, without blanks between words: Han, kana, their punctuation. */
bool glyph_is_wide(char32_t codepoint);
/* The title as it is compared: search form without blanks and punctuation. */
void title_fold(StrBuf *out, Str title);

/* Does a font's name say that it is bold? 黑体 is not called so, and is what Chinese
 * papers set headings in. */
bool font_is_bold(Str name);
/* A title or an author that a program made up: "Microsoft Word - 1.doc", "untitled". */
bool title_is_worthless(Str title);

/* ---- the document ------------------------------------------------------ */

void text_measure_body(PageText *pages);   /* measure.c */
void text_drop_furniture(PageText *pages); /* furniture.c */
/* Makes the lines of all pages, in reading order (order.c). */
void text_order(PageText *pages);
/* Appends runs as lines of one column, top to bottom (lines.c). Sorts `runs`. */
void lines_add_column(PageText *pages, uint32_t page, size_t *runs, size_t count);
void text_measure_lines(PageText *pages); /* measure.c: pitch and width */
/* Gives rows of tables their number, and one text with tabs between cells (tables.c). */
void text_find_tables(PageText *pages);
void text_find_notes(PageText *pages); /* notes.c */
/* Marks printed contents; a file without an outline takes it from there (contents.c). */
void text_find_contents(PageText *pages);
void text_find_headings(PageText *pages); /* heading.c: bookmarks to lines */
void text_rank_styles(PageText *pages);   /* style.c */
/* Lines to paragraphs and tables; gives how many blocks were sent (paragraphs.c). */
size_t text_send(PageText *pages, Sink *sink);

/* Finds the lines that links lead to (links.c). */
void links_find_targets(PageText *pages);
/* Tells the links of the lines [first, last], which were sent as a block of that text. */
void links_tell(PageText *pages, Sink *sink, size_t first, size_t last, Str text);

/* All of the above: what a format does when its last page is added. ERR_EMPTY where
 * there is no text, or none that can be read. */
bool page_text_finish(PageText *pages, const Source *source, Sink *sink,
                      Error *err) MUST_CHECK;

/* Starts with a bullet, a number or another mark of a list or heading; gives its size
 * in bytes with the blanks behind it, or 0 (lines.c). */
size_t line_marker_bytes(Str text);
/* 表1, 图2-3, Table 4: what stands above a table or below a picture. */
bool line_is_caption(Str text);
/* 。！？… and closing marks behind them. */
bool line_is_finished(Str text);

#endif
