/* The lines of a table of contents, put where they belong in the chapters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_BOOK_HEADINGS_H
#define PIYUE_BOOK_HEADINGS_H

#include "book/contents.h"

/* Is the title of an entry, which its chapter lacks, found somewhere else? True: the
 * entry is left alone. */
typedef bool HeadingElsewhere(void *context, const ContentsEntry *entry);

/* What belongs into a chapter. */
typedef struct HeadingPlan {
    const ContentsEntry *const *entries; /* that lead into this file, in order */
    size_t count;
    bool keeps_others; /* headings that no entry speaks of stay such */
    HeadingElsewhere *is_elsewhere;
    void *context;
} HeadingPlan;

/* The class of a paragraph that was a heading and is in no table of contents. */
#define HEADING_UNLISTED "piyue-unlisted"

/* Changes the tree of a chapter so that its headings are those of the table of contents.
 * The element whose text is the title becomes a heading of its level; a title in parts
 * becomes one; where the text has none of it, one is put in. Other headings become
 * paragraphs. O(nodes + entries). */
void headings_place(xmlNode *body, const HeadingPlan *plan);

/* Does the chapter begin with that title, in one part or several? */
bool headings_begin_with(xmlNode *body, Str title);
size_t headings_count(const xmlNode *body); /* h1–h6 */

#endif
