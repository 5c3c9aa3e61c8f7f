/* Links and names in a tree of HTML elements.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_LINK_H
#define PIYUE_WEB_LINK_H

#include <piyue/web.h>

/* Before the content of an element, and behind it: tells the flow the names it bears, and
 * what an <a> leads to. */
void link_enter(const HtmlWalk *walk, const xmlNode *node);
void link_leave(const HtmlWalk *walk, const xmlNode *node);

#endif
