/* The passages' parts: the list, its drawing, its file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_PASSAGES_PASSAGES_H
#define PIYUE_PASSAGES_PASSAGES_H

#include <piyue/screen.h>

#include <piyue/ledger.h>

typedef struct Ids {
    int64_t *items; /* sorted; owned */
    size_t count, capacity;
} Ids;
bool ids_has(const Ids *ids, int64_t id);
void ids_toggle(Ids *ids, int64_t id);
void ids_sort(Ids *ids); /* … what was put in anyhow; each once */

typedef struct Passages {
    ListScreen screen; /* first; an entry is a passage, or a folded group */
    App *app;
    Library *library;
    Store *store;
    int64_t doc; /* 0: of all documents */
    char *doc_title;
    Arena *filter_arena;
    AnnotationFilter filter; /* texts live in filter_arena */
    PassageGrouping grouping;
    Ledger *ledger; /* owned */
    PassageIndex index;
    size_t *starts; /* owned: entry at which each group begins */
    size_t start_capacity;
    Ids folded;    /* groups: by what group_identity says */
    Ids marked;    /* passages */
    int64_t total; /* without filters */
    Arena *arena;
    AnnotationList held; /* entries from held_from on */
    Str *entry_notes;    /* for each, what is said of it in the collection; or NULL */
    size_t held_from;
    bool gives_info; /* rows are kept for the whole of a passage (passages_measure) */
    Terms terms;     /* of the text filter, for marks */
    int rows, columns;
    int64_t request;   /* the annotation a prompt or the editor is about */
    Str wanted_style;  /* while what is chosen is given a colour */
} Passages;

Passages *passages_get(const ActionCall *call, Error *err);
const Annotation *passages_get_current(const Passages *passages);
/* The group of an entry, and whether the entry is all of it, folded. */
const PassageGroup *passages_get_group(const Passages *passages, size_t entry,
                                       bool *is_folded);
/* What fits is looked up anew; the passage under the caret stays it where it can. */
void passages_reload(Passages *passages);
void passages_after_edit(Passages *passages);
/* Reads what is missing of a long ledger: for what is done to all that is shown. */
void passages_complete(Passages *passages);
/* Less is shown than the screen was opened with; Esc shows that again. */
bool passages_are_narrowed(const Passages *passages);
/* Another filter; its texts are copied. The first passage becomes the current one. */
void passages_set_filter(Passages *passages, const AnnotationFilter *filter);
/* The marked passages in their order, or else the current one. */
int64_t *passages_chosen(const Passages *passages, size_t *count);
/* Entry `index`, or NULL where it is not held; `title` receives its document's. */
const Annotation *passages_get_row(const Passages *passages, size_t index, Str *title);
/* What is said of an entry in the collection shown. */
Str passages_get_entry_note(const Passages *passages, size_t index);
AnnotationFilter passages_filter_now(const Passages *passages);
void passages_draw(View *view, Frame *frame);
EntryHeight passages_height;
/* The columns of a list on the screen: its end, and what the words of status take. */
typedef struct EntryArea {
    int end, status_columns;
} EntryArea;
EntryArea passages_find_area(const Passages *passages, const Frame *frame, int end);
/* Draws an entry with the heads above it from row `y` on; returns the row behind it. */
int passages_put_entry(const Passages *passages, Frame *frame, size_t index,
                       const EntryArea *area, int y);
/* "to do", "done", or that it is lost; "" for none. */
const char *passage_status_word(const Annotation *row);
/* The same, and by when; days that have passed are counted. */
void passage_append_status(StrBuf *out, const Annotation *row);
/* Divides the rows between the list and the whole of the current passage. */
void passages_measure(Passages *passages);
int passages_list_rows(const Passages *passages);

#endif
