/* The table of contents that a book brings.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_BOOK_CONTENTS_H
#define PIYUE_BOOK_CONTENTS_H

#include <piyue/container.h>

/* One line of it. Texts live in the arena of the contents. */
typedef struct ContentsEntry {
    Str title;      /* without line ends and runs of blanks; never empty */
    Str fragment;   /* id inside the file; empty for its beginning */
    size_t file;    /* index in the archive, SIZE_MAX where it leads nowhere */
    unsigned level; /* 1-based */
    bool is_linked; /* false: has no target of its own, stands before the next that has */
} ContentsEntry;

typedef struct Contents {
    Arena *arena;
    ContentsEntry *entries; /* owned */
    size_t count, capacity;
} Contents;

void contents_init(Contents *contents);
void contents_clear(Contents *contents);

/* Adds the lines of an EPUB 3 navigation document or of an EPUB 2 NCX, whose own path
 * in the archive is `path`. Walks without recursion. */
void contents_read_nav(Contents *contents, const xmlDoc *doc, Zip *zip, Str path);
void contents_read_ncx(Contents *contents, const xmlDoc *doc, Zip *zip, Str path);

/* Is `words`, a list parted by blanks, or an element's epub:type or role, such a word? */
bool words_have(Str words, Str word);
bool element_has_type(const xmlNode *node, const char *type);

#endif
