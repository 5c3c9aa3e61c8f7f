/* A page that is decoded already.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_HTML_H
#define PIYUE_WEB_HTML_H

#include <piyue/importer.h>

/* Sends the main text of a page and what it says of itself; `name` is for messages.
 * `tells_lines`: blocks get their lines in `utf8`. ERR_EMPTY where there is no text.
 * sink_end is not told. */
bool html_send(Str utf8, const char *name, bool tells_lines, Sink *sink, Error *err);

#endif
