/* A page that is decoded already.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_HTML_H
#define PIYUE_WEB_HTML_H

#include <piyue/importer.h>

typedef struct Page {
    Str utf8;
    const char *name; /* for messages */
    Str address;      /* where it was saved from, where that is known already */
    bool tells_lines; /* blocks get their lines in `utf8` */
} Page;

/* Sends the main text of a page and what it says of itself. ERR_EMPTY where there is no
 * text. sink_end is not told. */
bool html_send(const Page *page, Sink *sink, Error *err);

#endif
