/* What the names of styles tell. Word writes the names of its own in English whatever its
 * language; other programs, and old versions, do not.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_STYLE_NAMES_H
#define PIYUE_OFFICE_STYLE_NAMES_H

#include <piyue/base.h>

/* Level of headings: "heading 1", 标题 2, 三级标题; 0 for none. */
unsigned style_level_of_name(Str name);
bool style_is_title(Str name);
bool style_is_quote(Str name);
bool style_is_contents(Str name); /* "toc 1", 目录 2 */

#endif
