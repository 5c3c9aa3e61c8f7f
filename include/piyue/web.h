/* web: pages, saved from browsers or written as Markdown.
 *
 * HTML with its main text told from the site's furniture, MHTML, Markdown; and the walk
 * over a tree of HTML elements that e-books need, too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_H
#define PIYUE_WEB_H

#include <piyue/container.h>
#include <piyue/importer.h>

FormatReader read_html;
FormatReader read_mht;
FormatReader read_markdown;

/* The encoding of a page whose first bytes are `head`: what it declares (meta, XML) if it
 * can be read that way, else `detected`. Canonical names, static. */
const char *html_choose_encoding(Str head, const char *detected);

/* How a tree becomes blocks. */
typedef struct HtmlWalk {
    Flow *flow;
    /* Asked of each element before its content; false leaves the element out. It may
     * begin blocks of its own. NULL for none. */
    bool (*enter)(void *context, const xmlNode *element);
    /* Told of each element behind its content. NULL for none. */
    void (*leave)(void *context, const xmlNode *element);
    /* Appends the name that a reference means, where that is in the document; false for
     * what lies outside. NULL where only the page itself is: `address` is its own (empty
     * where unknown), `base` what relative references go by. */
    bool (*resolve)(void *context, Str reference, StrBuf *name);
    void *context;
    Str address, base;
    Str names;         /* stands before each id, where several pages make a document */
    unsigned evidence; /* added to that of headings: EVIDENCE_LISTED … */
    bool tells_lines;  /* the tree is of html_parse: blocks get its lines */
} HtmlWalk;
/* Headings, paragraphs, lists (with their numbers), tables, quotations, verse and
 * program text, ruby (the reading in brackets), notes; nothing of scripts, styles and
 * what is hidden. Notes wait in the flow for flow_send_notes. Walks without recursion;
 * O(nodes + text). */
void html_walk(const xmlNode *root, const HtmlWalk *walk);

#endif
