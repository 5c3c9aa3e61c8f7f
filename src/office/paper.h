/* What the readers of word processors' files fill in: paragraphs, rows of tables and
 * notes as they come, kept until the whole is known and then sent as blocks. The body's
 * size is known only then, and whether there is a heading or a title at all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_PAPER_H
#define PIYUE_OFFICE_PAPER_H

#include <piyue/importer.h>

typedef struct Paper Paper;
Paper *paper_new(void);
void paper_free(Paper *paper); /* NULL is fine */

/* ---- paragraphs -------------------------------------------------------- */

/* How a run of text looks. */
typedef struct Look {
    unsigned half_points; /* 0 where unknown */
    bool is_bold;
    bool is_raised; /* numbers alone are kept so */
} Look;

/* What is known of a paragraph when it ends. */
typedef struct Shape {
    unsigned level;   /* 1–9 of a marked heading, else 0 */
    bool is_title;    /* the title of the whole */
    bool is_bullet;   /* a list without numbers */
    bool is_contents; /* a line of the printed table of contents */
    bool joins_next;  /* its mark was deleted: the next one goes on */
    unsigned flags;   /* BLOCK_CENTERED, BLOCK_INDENTED */
    BlockKind kind;   /* BLOCK_PARAGRAPH, or what it is else (quotation, verse) */
    Str number;       /* its number as shown, with the blank behind it; may be empty */
} Shape;

/* Begins a paragraph; inside another one it is a text box, which is put in front of it.
 */
void paper_begin(Paper *paper);
/* Adds text to the innermost open paragraph; '\n' breaks the line, other controls are
 * blanks. Begins one where none is open. */
void paper_append(Paper *paper, Str text, Look look);
/* The text of the innermost open paragraph so far, to be changed in place; NULL where
 * none is open. */
StrBuf *paper_get_open(Paper *paper);
/* What was added to the innermost open paragraph from byte `start` of its text on leads
 * to an address or a name; an anchor stands where its text ends by now. */
void paper_add_link(Paper *paper, LinkKind kind, Str target, size_t start);
void paper_end(Paper *paper, const Shape *shape);
/* Paragraphs begun so far: the same number is the same paragraph. */
size_t paper_count_begun(const Paper *paper);
size_t paper_count_open(const Paper *paper); /* 2 inside a text box of a paragraph */

/* ---- tables ------------------------------------------------------------ */

/* Rows nest. A row of one cell, and one whose cells hold prose or tables, is sent as the
 * paragraphs in it. */
void paper_begin_row(Paper *paper);
/* The open row names the columns. */
void paper_set_head(Paper *paper);
void paper_begin_cell(Paper *paper);
/* `span` columns wide. */
void paper_end_cell(Paper *paper, unsigned span);
/* The cell that ended once more. */
void paper_repeat_cell(Paper *paper);
/* Drops it all where `is_deleted`. */
void paper_end_row(Paper *paper, bool is_deleted);
size_t paper_count_rows(const Paper *paper); /* open ones */

/* ---- notes ------------------------------------------------------------- */

typedef enum NotePlace {
    NOTE_HERE,    /* behind the paragraph, or the table, that is open */
    NOTE_SECTION, /* in front of the next heading */
    NOTE_END,     /* behind all */
} NotePlace;
/* Paragraphs of `text` are parted by '\n'. */
void paper_add_note(Paper *paper, NotePlace place, Str label, Str text);

/* ---- as a store of texts ------------------------------------------------ */

size_t paper_count(const Paper *paper); /* paragraphs and rows that ended */
/* Appends the text of [start, end), parted by '\n'. */
void paper_copy_text(const Paper *paper, size_t start, size_t end, StrBuf *out);

/* ---- the end ----------------------------------------------------------- */

/* What the file says of itself; the title is believed only if it is one. */
void paper_set_meta(Paper *paper, MetaField field, Str text);
/* Tells all to the sink. ERR_EMPTY, naming the source, where there is nothing. */
bool paper_send(Paper *paper, const Source *source, Sink *sink, Error *err) MUST_CHECK;

/* Is `title` only what programs write there: “Word 文档”, a file name? */
bool paper_is_no_title(Str title);
/* … “python-docx”, “微软用户”? */
bool paper_is_no_author(Str author);

#endif
