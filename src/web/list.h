/* Numbers and bullets of lists.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_LIST_H
#define PIYUE_WEB_LIST_H

#include <piyue/container.h>

/* How the items of a list are marked. */
typedef enum ListStyle {
    LIST_NONE,
    LIST_BULLET,
    LIST_DECIMAL,
    LIST_LOWER_ALPHA,
    LIST_UPPER_ALPHA,
    LIST_LOWER_ROMAN,
    LIST_UPPER_ROMAN,
    LIST_HAN, /* 一、二、 */
} ListStyle;

typedef struct List {
    ListStyle style;
    int number; /* of the next item */
    int step;
    size_t depth; /* lists around it */
} List;

/* `depth`: how many lists are open around it. */
void list_init(List *list, const xmlNode *node, size_t depth);
/* Appends the marker of the next item, with a blank behind it, as a browser shows it;
 * true when it is a number. */
bool list_next_marker(List *list, const xmlNode *item, StrBuf *out);
/* Appends a number and what stands behind it in the style. */
void list_append_number(ListStyle style, int number, StrBuf *out);
/* Does the text of an item begin with a marker that was typed? */
bool list_marks_itself(Str text);

/* Is it the number that Word wrote into a page in front of an item? */
bool list_is_word_number(const xmlNode *node);
/* Appends that number as a marker, “• ” for bullets of fonts of symbols. */
void list_append_word_number(const xmlNode *node, StrBuf *out);

#endif
