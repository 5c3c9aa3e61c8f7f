/* The passages' parts: the list, its drawing, its file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_PASSAGES_H
#define PIYUE_VIEWS_PASSAGES_H

#include "views/screen.h"

typedef struct Passages {
    ListScreen screen; /* first */
    App *app;
    Library *library;
    Store *store;
    int64_t doc; /* 0: of all documents */
    char *doc_title;
    StrBuf text, tag; /* filters */
    int status;       /* AnnotationStatus or -1 */
    bool newest_first;
    int64_t total; /* without filters */
    Arena *arena;
    AnnotationList held; /* rows from held_from on */
    size_t held_from, top;
    bool gives_info; /* rows are kept for the whole of a passage (passages_measure) */
    Terms terms;     /* of the text filter, for marks */
    int rows, columns;
    int64_t request;   /* the annotation a prompt or the editor is about */
    char *export_path; /* owned: the file that would be written over */
} Passages;

/* Entry `index`, or NULL where it is not held; `title` receives its document's. */
const Annotation *passages_get_row(const Passages *passages, size_t index, Str *title);
AnnotationFilter passages_filter_now(const Passages *passages);
void passages_draw(View *view, Frame *frame);
EntryHeight passages_height;
/* Divides the rows between the list and the whole of the current passage. */
void passages_measure(Passages *passages);
int passages_list_rows(const Passages *passages);

#endif
