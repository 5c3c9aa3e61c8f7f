/* The finder's parts: what it looks through, its drawing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_SEARCHING_FINDER_H
#define PIYUE_SEARCHING_FINDER_H

#include "searching/names.h"

/* What is looked through. `FIND_ALL` is only a wish. */
typedef enum FindKind {
    FIND_ALL,
    FIND_TITLES,
    FIND_HEADINGS,
    FIND_TAGS,
    FIND_SEARCHES,
    FIND_ACTIONS,
    FIND_KIND_COUNT
} FindKind;

typedef enum FindSource {
    SOURCE_OWN, /* headings of the document below */
    SOURCE_TITLES,
    SOURCE_TAGS,
    SOURCE_SEARCHES,
    SOURCE_ACTIONS,
    SOURCE_HEADINGS, /* of all documents */
    SOURCE_COUNT
} FindSource;

typedef struct FindEntry {
    FindSource source;
    uint32_t index; /* in the finder of the source */
    int32_t score;
} FindEntry;

/* What is told of the current entry besides its row. */
typedef struct FindPreview {
    FindSource source;
    uint32_t index;
    bool is_made;
    StrBuf head, text;  /* text: LF parts paragraphs */
    Document *document; /* of the last one looked into; owned */
} FindPreview;

typedef struct Find {
    ListScreen screen; /* first */
    App *app;
    Store *store;
    View *below;              /* the view that the finder was called from */
    const Document *document; /* the one read there; NULL for none */
    Names *names;
    Finder *own, *tag_names, *action_names; /* own is NULL without a document */
    Finder *search_names;
    Arena *arena; /* of `tags` and `searches` */
    TagList tags;
    NamedTextList searches;
    ActionId actions[ACTION_COUNT];
    FindKind kind;
    Prompt *prompt; /* open as long as the finder is; the app's */
    StrBuf query;
    FindEntry *entries; /* the best of all sources */
    size_t count, capacity, total;
    bool has_moved; /* the current row was chosen, not given */
    FindPreview preview;
    int rows, columns;
} Find;

/* The finder of a source; NULL when there is none. */
Finder *find_get_finder(const Find *find, FindSource source);
const FindEntry *find_get_current(const Find *find);
NameRef find_get_ref(const Find *find, const FindEntry *entry); /* titles, headings */
void find_draw(View *view, Frame *frame);
int find_list_rows(const Find *find);
/* Makes what is told of the current entry. */
void find_load_preview(Find *find);

#endif
