/* What the names that authors give to parts of a page say of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_HINT_H
#define PIYUE_WEB_HINT_H

#include <piyue/container.h>

enum Hint {
    HINT_CONTENT = 1 << 0, /* article, content, TRS_Editor … */
    HINT_BODY = 1 << 1,    /* certainly the text: itemprop=articleBody … */
    HINT_JUNK = 1 << 2,    /* share, related, sidebar, footer … */
    HINT_PERHAPS = 1 << 3, /* junk, where nothing else is said: more, right, tips … */
    HINT_COMMENT = 1 << 4, /* what readers wrote below */
    HINT_POST = 1 << 5,    /* an article of a blog, or one of the posts of a thread */
    HINT_THREAD = 1 << 6,  /* a part of a forum: topic, question, answer … */
    HINT_IMPRINT = 1 << 7, /* source, author, date */
};

/* Hint bits of an element, from its name, class, id, role and microdata. */
unsigned hint_of(const xmlNode *element);

#endif
