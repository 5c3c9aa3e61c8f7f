/* What paper.c collects and paper_send.c tells.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_PAPER_PRIVATE_H
#define PIYUE_OFFICE_PAPER_PRIVATE_H

#include "office/paper.h"

/* Larger type is a poster. */
#define MAX_HALF_POINTS 400

/* A paragraph with more links has the first ones. */
#define PARAGRAPH_LINKS_MAX 1000

/* A paragraph, a row or a note that ended. Texts are in the paper's arena. */
typedef struct Item {
    Str text;          /* '\n' breaks lines, '\t' parts the cells of a row */
    Str label;         /* of a note */
    const Link *links; /* places are bytes of the text */
    size_t link_count;
    uint16_t half_points; /* its smallest type; 0 where unknown */
    uint8_t kind;         /* BlockKind */
    uint8_t level, flags, evidence;
    uint8_t place; /* NotePlace */
    bool is_title, is_bullet;
} Item;

typedef struct Cell {
    size_t start; /* index of its first item */
    unsigned span;
} Cell;

/* The body, or a row that is open. */
typedef struct List {
    Item *items;
    size_t count, capacity;
    Cell *cells;
    size_t cell_count, cell_capacity;
    bool has_blank; /* the last paragraph was empty */
    bool is_head;   /* the row names the columns */
} List;

/* A paragraph that is open. */
typedef struct Open {
    StrBuf text;
    Link *links; /* owned */
    size_t link_count, link_capacity;
    size_t letters, bold_letters; /* bytes that are not blanks */
    unsigned half_points;
    bool is_joined; /* it ended without its mark: what begins next goes on */
} Open;

struct Paper {
    Arena *arena;
    List *lists; /* the body, then rows in rows */
    size_t list_count, list_capacity;
    Open *open;
    size_t open_count, open_capacity, begun;
    Item *waiting; /* notes of what is open */
    size_t waiting_count, waiting_capacity;
    size_t sizes[MAX_HALF_POINTS + 1]; /* bytes of text in each size */
    StrBuf meta[META_FIELD_COUNT];
};

#endif
