/* Edit distance of one pattern to a stream of code points, 64 rows at a time (Myers,
 * JACM 46(3), 1999; in blocks after Hyyrö, 2003). Characters are compared folded, so
 * that 简/繁 and full and half width are alike.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_ANCHOR_MYERS_H
#define PIYUE_ANCHOR_MYERS_H

#include <piyue/text.h>

typedef struct Matcher Matcher;

/* `count` (> 0) code points are copied. */
Matcher *matcher_new(const char32_t *pattern, size_t count);
void matcher_free(Matcher *matcher); /* NULL is fine */

/* Before the first code point. Anchored: the whole of what is fed counts; otherwise the
 * pattern may begin anywhere in it. */
void matcher_start(Matcher *matcher, bool is_anchored);
/* Takes the next code point; returns the least number of insertions, deletions and
 * replacements that make the pattern of what ends here. O(count / 64). */
size_t matcher_feed(Matcher *matcher, char32_t codepoint);

#endif
