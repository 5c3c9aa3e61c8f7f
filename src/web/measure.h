/* How much of each element of a page is text, and of what kind.
 *
 * A run is text that no block element parts. Its worth grows with its length and with the
 * sentences in it and falls with its links: running text is worth what it is long, a menu
 * less than nothing. The worth of an element is the sum over all runs in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_MEASURE_H
#define PIYUE_WEB_MEASURE_H

#include <piyue/container.h>

/* Units of text: a Han or kana is one, a word or number of other letters two. */
typedef struct Measure {
    xmlNode *node;
    uint32_t end;       /* index behind the last element inside */
    uint32_t parent;    /* index; the root's is its own */
    uint32_t units;     /* of all text inside */
    uint32_t links;     /* units inside of links */
    uint32_t marks;     /* of punctuation that parts sentences and clauses */
    uint32_t runs;      /* with text */
    uint32_t long_runs; /* that are paragraphs by their length and marks */
    uint32_t link_runs; /* that are nothing but a link */
    uint32_t papers;    /* links to papers that are attached */
    float worth;        /* of the runs inside, hints not regarded */
    float best_run;     /* worth of the best of them */
    uint16_t hints;
    bool begins_linked; /* the first run inside is nothing but a link */
    bool is_dropped;
    bool is_block;
} Measure;

/* What is measured of a tree; node->_private of its elements holds their place. */
typedef struct Measures {
    Measure *items; /* elements in document order, the root first */
    size_t count, capacity;
} Measures;

/* Measures all elements of `root` but those that never hold text. Hidden ones are left
 * out unless `takes_hidden`. Changes nothing of the tree but _private. O(nodes + text).
 */
void measures_take(Measures *measures, xmlNode *root, bool takes_hidden);
void measures_clear(Measures *measures);
/* Of an element of the tree; NULL for what was not measured. */
Measure *measures_find(const Measures *measures, const xmlNode *node);

/* A line stands alone in its block and has no more units than this. */
#define LINE_MAX_UNITS 60u
/* Text of an element that is a line, in `buf`; empty for all others. */
Str measures_get_line(const Measures *measures, size_t index, StrBuf *buf);

/* What one piece of text holds. */
typedef struct TextFacts {
    uint32_t units, marks;
    bool ends_sentence;
} TextFacts;
TextFacts text_measure(Str text);

#endif
