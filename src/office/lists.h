/* Lists, and the number that each paragraph in one shows: for all formats that count as
 * Word does.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_LISTS_H
#define PIYUE_OFFICE_LISTS_H

#include "office/numbers.h"

#define LIST_LEVELS 9

typedef enum ListSuffix { SUFFIX_TAB, SUFFIX_SPACE, SUFFIX_NOTHING } ListSuffix;

typedef struct ListLevel {
    Str text;  /* “第%1章”: %1–%9 are the numbers of the levels; borrowed */
    Str style; /* the style of paragraphs that it belongs to; borrowed */
    uint32_t start;
    int restart; /* after which level, counted from 1; 0 never, -1 after the one above */
    NumberFormat format;
    ListSuffix suffix;
    bool is_legal; /* all numbers are Arabic */
    bool is_hidden, is_bullet;
} ListLevel;

/* A list as it was designed; what is counted goes on through all that use it. */
typedef struct ListDesign {
    int id;
    ListLevel levels[LIST_LEVELS];
    Str style_link; /* a style of lists that holds the levels; borrowed */
    uint32_t values[LIST_LEVELS];
    bool is_counted[LIST_LEVELS];
} ListDesign;

typedef struct ListOverride {
    const ListLevel *level; /* NULL where it is that of the design; borrowed */
    int start;              /* -1 where it is that of the level */
    bool is_used;
} ListOverride;

/* A list as paragraphs name it. */
typedef struct ListUse {
    int id, design_id;
    ListDesign *design; /* NULL where it is missing */
    ListOverride overrides[LIST_LEVELS];
} ListUse;

typedef struct Numbering {
    Arena *arena; /* for texts and overrides */
    ListDesign *designs;
    size_t design_count, design_capacity;
    ListUse *uses;
    size_t use_count, use_capacity;
} Numbering;

Numbering *numbering_new(void);
void numbering_free(Numbering *numbering); /* NULL is fine */
/* A design and a use of one, all levels without numbers; borrowed until the next of its
 * kind is added. */
ListDesign *numbering_add_design(Numbering *numbering, int id);
ListUse *numbering_add_use(Numbering *numbering, int id, int design_id);
/* Puts them in order; from here on they are found and counted. */
void numbering_finish(Numbering *numbering);
ListDesign *numbering_find_design(const Numbering *numbering, int id); /* or NULL */
ListUse *numbering_find_use(const Numbering *numbering, int id);

/* The level of a list that belongs to a style, or -1. */
int numbering_find_level(const Numbering *numbering, int id, Str style);
/* Counts a paragraph and appends its number as shown, with the blank behind it where
 * reading needs one. */
void numbering_count(Numbering *numbering, int id, int level, StrBuf *out,
                     bool *is_bullet);

#endif
