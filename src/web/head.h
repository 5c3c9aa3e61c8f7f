/* What a page says of itself: in its head, in microdata, in data for search engines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_HEAD_H
#define PIYUE_WEB_HEAD_H

#include <piyue/container.h>

typedef struct Head {
    Arena *arena; /* owns all of them; empty where the page does not say */
    Str title;    /* of <title>: with the name of the site, as a rule */
    Str headline; /* og:title, headline …: without it */
    Str site, author, source, date;
    Str address;     /* of the page itself */
    Str base;        /* what its references go by, where that is another one */
    Str body;        /* the text of the article as data, escapes resolved */
    bool is_thread;  /* it calls itself a forum or a question with answers */
    bool is_article; /* it calls itself an article */
} Head;

/* Reads all of `page`. O(nodes). */
void head_read(Head *head, const xmlNode *page);
void head_clear(Head *head);

#endif
