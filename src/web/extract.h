/* The main text of a page, told from what the site puts around it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_EXTRACT_H
#define PIYUE_WEB_EXTRACT_H

#include "web/head.h"
#include "web/measure.h"

typedef struct Extract {
    Measures measures;
    xmlNode *root; /* of the text; borrowed from the tree */
    size_t root_index;
    uint32_t units; /* of what is taken */
} Extract;

/* Finds the text below `page`, the root of a tree of html_parse. There is always a root:
 * where nothing looks like a text, it is the whole page. extract_clear when done. */
void extract_find(Extract *extract, xmlNode *page, const Head *head);
void extract_clear(Extract *extract);
/* Is the element left out? For HtmlWalk.enter. */
bool extract_takes(const Extract *extract, const xmlNode *element);

#endif
