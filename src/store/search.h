/* What the files of search share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_STORE_SEARCH_H
#define PIYUE_STORE_SEARCH_H

#include "store/internal.h"

#include <piyue/seek.h>
#include <piyue/store_search.h>

/* A query ready to run: the tree that decides, and what the index is asked. */
typedef struct Plan {
    Seek *seek;
    unsigned in;         /* SearchIn bits */
    StrBuf expression;   /* of FTS5; every fitting text fits it */
    bool has_index;      /* else all texts must be looked at */
    bool is_exact;       /* a text that fits the expression fits the tree, if its document
                          * is allowed */
    bool asks_documents; /* there are conditions on them */
    bool has_pattern;    /* looking at one text may take a while */
    Store *store;        /* knows which tokens are rare */
    size_t kept;         /* so many of a phrase, the rarest, are asked for; 0: exactly
                          * the phrase */
} Plan;
#define KEPT_ALL SIZE_MAX

/* Appends words to an expression as one phrase; the last one may go on. */
void plan_append_phrase(StrBuf *out, Str words);
/* Appends what words need at least, which is found sooner: their `count` rarest tokens,
 * near each other. False where there are no more, and the words were appended whole. */
bool plan_append_rarest(StrBuf *out, Store *store, Str words, size_t count);
bool plan_make(Plan *plan, Store *store, const SearchQuery *query, Error *err);
/* Asks the index for fewer tokens of long words than there are, for who looks at each
 * text that it gives; then, as often as that was too many texts, for more of them. */
void plan_ease(Plan *plan, Store *store);
void plan_tighten(Plan *plan);
void plan_clear(Plan *plan);

/* The document that texts being looked at belong to. */
typedef struct Scope {
    int64_t first, end, doc; /* rows [first, end) of the index */
    bool is_wanted;          /* of the library, not in the trash, allowed by the query */
    SeekDocument document;   /* title, tags and day only where the query asks for them */
    StrBuf title, tags;
} Scope;
void scope_clear(Scope *scope);

/* Called for each block the index gives, from row `*from` of it on; false ends the walk
 * (with or without an error). `*from` moves behind what was visited, or is not wanted. */
typedef bool RowVisitor(void *context, const Scope *scope, uint32_t block);
bool search_walk_rows(Store *store, const SearchQuery *query, const Plan *plan,
                      int64_t *from, RowVisitor *visitor, void *context, Error *err);

/* Does the text of a block fit? What cleaning has hidden is in no index, and where none is
 * asked it does not fit either. */
bool search_block_fits(const Plan *plan, const SeekDocument *aspects, Document *document,
                       uint32_t block, SeekSpans *spans);

/* To be asked before the text number `looked` of a walk is looked at: true, with
 * ERR_CANCELLED, where the search is not wanted any more. */
bool search_is_stopped(const Store *store, const Plan *plan, size_t looked, Error *err);

/* Rows of one document's edition in the index: [*first, *end). */
bool search_get_rows(Store *store, int64_t doc, int64_t *first, int64_t *end, Error *err);

/* Columns of a row of notes: what decides, and the first of its document. In front of
 * them stand its own number, the document's and the block's. */
enum { NOTE_TEXT = 3, NOTE_QUOTATION, NOTE_TAGS, NOTE_HEADINGS, NOTE_DOCUMENT };
/* Notes that may fit, with what the query asks about their documents. */
Query search_start_notes(Store *store, const SearchQuery *query, const Plan *plan,
                         Error *err);
bool search_note_fits(const Plan *plan, const Query *notes, SeekSpans *spans);
/* The document of a row whose columns from `column` on are id, title, tags, date, added.
 */
SeekDocument search_read_document(const Query *row, int column);

/* Which characters a text has, each as one of 128 bits: what lacks a bit of a query
 * cannot fit it. */
typedef struct LetterSet {
    uint64_t bits[2];
} LetterSet;

/* Over the titles that may fit a query, in order of the documents. */
typedef struct TitleWalk {
    Store *store;
    Query query; /* where they are not cached */
    LetterSet wanted;
    int64_t row; /* of the current one; the same in a later walk for the same query */
    bool is_cached, has_failed;
    SeekDocument document; /* the current one, until the next step */
} TitleWalk;
TitleWalk title_walk_start(Store *store, const SearchQuery *query, const Plan *plan,
                           Error *err);
bool title_walk_next(TitleWalk *walk); /* false at the end and after a failure */
bool title_walk_end(TitleWalk *walk);  /* false when something failed */
typedef struct TitleCache TitleCache;
void title_cache_free(TitleCache *cache); /* NULL is fine */

/* Which rows belong to which document, for walks over many of them. NULL is fine. */
typedef struct RowMap RowMap;
void row_map_free(RowMap *map);

#endif
