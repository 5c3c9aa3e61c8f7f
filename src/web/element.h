/* What the elements of a web page are for.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_ELEMENT_H
#define PIYUE_WEB_ELEMENT_H

#include <piyue/container.h>

typedef enum ElementRole {
    ROLE_INLINE, /* all that is not known */
    ROLE_BLOCK,
    ROLE_BOLD, /* inline, and bold */
    ROLE_BREAK,
    ROLE_CENTER,
    ROLE_DEFINITION, /* dd */
    ROLE_HEADING,
    ROLE_ITEM,
    ROLE_LIST, /* ol, ul, menu */
    ROLE_PRE,
    ROLE_QUOTATION, /* q */
    ROLE_QUOTE,     /* blockquote */
    ROLE_READING,   /* rt */
    ROLE_RULE,
    ROLE_SKIPPED, /* never text */
    ROLE_TABLE,
    ROLE_ROW,
    ROLE_CELL,
    ROLE_TERM, /* dt */
} ElementRole;

ElementRole element_get_role(const xmlNode *node);
/* Does it part the text before and behind it into blocks? */
bool role_is_block(ElementRole role);
/* Is `word` among the blank-separated words of an attribute? ASCII case is ignored. */
bool words_contain(Str words, Str word);
/* Value of a property in a style attribute, trimmed; empty where there is none. The
 * last one counts. */
Str style_get(Str style, Str property);
bool element_is_hidden(const xmlNode *node);
bool element_is_bold(const xmlNode *node);
bool element_is_centered(const xmlNode *node);
/* Does the link lead to a paper of its own: 办法.docx, 附件.pdf? */
bool link_is_attachment(const xmlNode *link);
/* The next number at or after the beginning of `text`, at most `max`; `fallback` when it
 * begins with none. */
unsigned attribute_get_number(const xmlNode *node, const char *name, unsigned fallback,
                              unsigned max);

#endif
