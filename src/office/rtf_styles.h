/* The styles of an RTF document.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_RTF_STYLES_H
#define PIYUE_OFFICE_RTF_STYLES_H

#include <piyue/model.h>

typedef struct Style {
    unsigned level; /* 1–9 of a heading, else 0 */
    int base;       /* number of the style it is made from, -1 for none */
    bool is_title, is_contents;
    BlockKind kind;
} Style;

typedef struct RtfStyles RtfStyles;
RtfStyles *rtf_styles_new(void);
void rtf_styles_free(RtfStyles *styles);
/* Adds a style: what its name says ("heading 2", "标题 2", "toc 1") and what it inherits
 * is added to what is told. */
void rtf_styles_add(RtfStyles *styles, int number, Str name, const Style *style);
const Style *rtf_styles_find(const RtfStyles *styles, int number); /* NULL: none */

#endif
