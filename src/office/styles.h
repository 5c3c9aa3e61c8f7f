/* The styles of a document in XML, and what each has from those it is based on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_STYLES_H
#define PIYUE_OFFICE_STYLES_H

#include <piyue/base.h>

#define LEVEL_BODY 9 /* outline level of body text */

/* -1 is "does not say". Resolved along the styles it is based on. */
typedef struct Style {
    Str id, name, based_on;
    int level;        /* 0 for the top, LEVEL_BODY for none */
    int num_id, ilvl; /* of its list */
    int bold, vanish, is_centered, is_indented;
    unsigned half_points; /* 0 is "does not say" */
    bool is_title, is_contents, is_quote, is_default;
    bool is_raised; /* of characters: not inherited */
} Style;

typedef struct Styles {
    Arena *arena;
    Style *items; /* sorted by id */
    size_t count, capacity;
    Style defaults;         /* of the document */
    const Style *paragraph; /* the default style of paragraphs; &defaults where none */
} Styles;

Style style_unsaid(void);
/* No styles but the defaults. */
void styles_init(Styles *styles);
void styles_clear(Styles *styles);
/* A style that says nothing yet; borrowed until the next one. */
Style *styles_add(Styles *styles, Str id);
/* What the name of a style of paragraphs tells, where nothing else was said. */
void style_apply_name(Style *style);
/* Takes over from `base` what `style` does not say. */
void style_inherit(Style *style, const Style *base);
/* Puts them in order and resolves them; from here on they are found. */
void styles_finish(Styles *styles);
const Style *styles_find(const Styles *styles, Str id); /* NULL where unknown */

#endif
