/* store, of searching: names for the finder, and places that hold a query.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_DOOR_STORE_SEARCH_H
#define PIYUE_DOOR_STORE_SEARCH_H

#include <piyue/store.h>

/* ---- names, for the finder --------------------------------------------- */

/* Where reading goes on; zero to begin with. */
typedef struct NameCursor {
    int64_t key, id;
    bool has_begun, is_over;
} NameCursor;
typedef struct NameRow {
    int64_t doc, read_ms; /* read_ms: of a title; 0 for never */
    uint32_t section;     /* of a heading */
    Str text, title; /* the name; the title of its document. Until the visitor returns */
    Str tags;        /* of store_read_documents alone; the same */
} NameRow;
typedef void NameVisitor(void *context, const NameRow *row);
/* The next `limit` titles of documents outside the trash, the most recent first. */
bool store_read_titles(Store *store, NameCursor *cursor, size_t limit,
                       NameVisitor *visitor, void *context, Error *err) MUST_CHECK;
/* Headings from the next `limit` pages of titles (of one document, 256 at most), the
 * oldest document first; without those that say what the title says. */
bool store_read_headings(Store *store, NameCursor *cursor, size_t limit,
                         NameVisitor *visitor, void *context, Error *err) MUST_CHECK;

/* ---- search ------------------------------------------------------------ */

enum SearchIn { SEARCH_TEXT = 1, SEARCH_NOTES = 2, SEARCH_TITLES = 4 };

/* Where a search goes on; all zero at its beginning. What is in it is the store's own. */
typedef struct SearchCursor {
    unsigned done; /* SearchIn bits */
    int64_t row;
    bool is_complete; /* there is nothing further */
} SearchCursor;

typedef struct SearchQuery {
    Str text;      /* in the language of seek.h */
    int64_t doc;   /* 0 for all */
    Str tag;       /* of documents; empty for all */
    unsigned in;   /* SearchIn bits; 0 means SEARCH_TEXT */
    int64_t limit; /* hits; 0 for all */
    int64_t offset;
    /* For store_search, may be NULL: it goes on there, and leaves there where it got to,
     * be it by the limit, the visitor or an interrupt. Of a text all places are handed
     * over, or none: there may be more than `limit` of them. */
    SearchCursor *cursor;
} SearchQuery;

/* One place. `text` is the block as shown; [start, end) are bytes in it. */
typedef struct SearchHit {
    int64_t doc;
    unsigned in;        /* SearchIn: what was hit */
    int64_t annotation; /* for SEARCH_NOTES */
    Str title;
    uint32_t block, line; /* line: 1-based in the source */
    Str text;
    uint32_t start, end;
    Str headings; /* titles above, joined by LF */
} SearchHit;
/* Hands over hits in document order, one for each place, as they are found. Strings
 * live until the callback returns. The callback ends the search by false. A query
 * without a token (only blanks or marks) is ERR_USAGE. */
typedef bool SearchVisitor(void *context, const SearchHit *hit);
bool store_search(Store *store, const SearchQuery *query, SearchVisitor *visitor,
                  void *context, Error *err) MUST_CHECK;
/* Blocks and documents that hold the query, counted in the index alone where it can
 * tell. */
bool store_count_hits(Store *store, const SearchQuery *query, int64_t *blocks,
                      int64_t *docs, Error *err) MUST_CHECK;
/* The documents that hold the query, by number, and in how many blocks, notes and
 * titles: for counts by document, tag and year. */
typedef struct HitDocument {
    int64_t doc, places;
} HitDocument;
typedef struct HitDocumentList {
    HitDocument *rows;
    size_t count;
} HitDocumentList;
bool store_list_hit_documents(Store *store, const SearchQuery *query, Arena *arena,
                              HitDocumentList *list, Error *err) MUST_CHECK;
/* What a query can ask about a document (seek.h); the strings live in `arena`. */
struct SeekDocument;
bool store_get_aspects(Store *store, int64_t doc, Arena *arena,
                       struct SeekDocument *aspects, Error *err) MUST_CHECK;
/* Next (or previous) block of a document at or behind `from` that holds the query, for
 * n and N across folds; false without error when there is none. */
bool store_find_block(Store *store, const SearchQuery *query, uint32_t from,
                      bool backwards, uint32_t *block, Error *err);
/* The document whose text holds the query and comes next behind (or before) `doc` among
 * the hits of a search; 0 for none. */
bool store_find_hit_document(Store *store, const SearchQuery *query, int64_t doc,
                             bool backwards, int64_t *found, Error *err) MUST_CHECK;

#endif
