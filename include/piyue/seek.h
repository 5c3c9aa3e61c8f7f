/* seek: the query language.
 *
 * What a user types becomes a tree: words that must stand in one paragraph, with or,
 * not, nearness, quotations, regular expressions, and conditions on the document. The
 * tree decides about a text at hand, about a document, and marks what it found; the
 * store makes an expression for its index of it. doc/search.md describes the language.
 * Knows no store and no screen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_SEEK_H
#define PIYUE_SEEK_H

#include <piyue/base.h>
#include <piyue/text.h>

typedef enum SeekKind {
    SEEK_AND, /* all children */
    SEEK_OR,  /* one child at least */
    SEEK_NOT, /* not its only child */
    SEEK_WORDS,   /* a needle */
    SEEK_NUMBER,  /* a needle that is no part of a longer number */
    SEEK_PATTERN, /* a regular expression */
    SEEK_TITLE,   /* of the document, holds the needle */
    SEEK_TAG,     /* of the document, or one below it: 提案 for 提案/办理 */
    SEEK_DOC,     /* its number, or a part of its title */
    SEEK_SINCE,   /* its date is this day or later */
    SEEK_BEFORE,  /* its date is before this day */
} SeekKind;

/* Where to look; SEEK_IN_ANYWHERE when the query does not say. */
enum SeekIn {
    SEEK_IN_ANYWHERE = 0,
    SEEK_IN_TEXT = 1,
    SEEK_IN_NOTES = 2,
    SEEK_IN_TITLES = 4,
};

typedef struct SeekPattern SeekPattern;
typedef struct SeekNode SeekNode;
struct SeekNode {
    SeekKind kind;
    SeekNode *first, *next; /* children; sibling */
    Str text;               /* of words, title, tag, doc: as typed */
    Span source;            /* of tag, doc: where that stands, quotation marks and all */
    Needle *needle;         /* of words, number, title, doc; NULL when there is no token */
    SeekPattern *pattern;
    int64_t number; /* of doc, 0 for none; of a date: year × 10000 + month × 100 + day */
    uint32_t near;  /* of AND: its words stand within so many characters; 0: anywhere */
};

typedef struct Seek Seek;
/* Parses a query. On a mistake gives NULL with ERR_USAGE, a sentence that says what and
 * at which character; `*mistake` (NULL is fine) gets its byte offset. Quotations and
 * brackets still open at the end are closed there, so that a query being typed is one
 * at nearly every key. An empty query, or one of marks alone, is a mistake. */
Seek *seek_parse(Str text, size_t *mistake, Error *err) MUST_CHECK;
/* The tag that `name` stands for, empty when it is none of another; it lives in `arena`. */
typedef bool SeekTagNamer(void *context, Str name, Arena *arena, Str *tag, Error *err);
/* Other names of tags (tag:建议) become the tags they lead to. */
bool seek_name_tags(Seek *seek, SeekTagNamer *namer, void *context, Error *err) MUST_CHECK;
void seek_free(Seek *seek); /* NULL is fine */
const SeekNode *seek_get_root(const Seek *seek);
unsigned seek_get_places(const Seek *seek); /* SeekIn bits */
/* Does it say anything of the text, or only of documents? */
bool seek_has_words(const Seek *seek);

/* What a query can ask about a document. */
typedef struct SeekDocument {
    int64_t doc;
    Str title;
    Str tags;  /* joined by LF */
    int32_t day; /* year × 10000 + month × 100 + day; 0 when unknown */
} SeekDocument;
/* False when no text of this document can fit. */
bool seek_allows(const Seek *seek, const SeekDocument *document);

/* Does a text of this document fit? Where it does, `*spans` gets all places of the
 * words and patterns that count for it (not those under "-"), sorted, without overlaps
 * of equal ones; mem_grow'n, owned by the caller. O(text × words). */
typedef struct SeekSpans {
    Span *items;
    size_t count, capacity;
} SeekSpans;
bool seek_match(const Seek *seek, const SeekDocument *document, Str text, SeekSpans *spans);
/* For marks on the screen: the first place at or after `from`, whether or not the text
 * as a whole fits. */
bool seek_find_mark(const Seek *seek, Str text, size_t from, Span *match);

/* Literal texts of which each occurs in every text the pattern fits, in order; for an
 * index. At most `capacity`; borrowed from the pattern. */
size_t seek_pattern_literals(const SeekPattern *pattern, Str *literals, size_t capacity);

/* A day as people write it: 2024, 2024-05, 2024年5月3日, 2024/5/3, 20240503, 二〇二四年五月.
 * Missing parts are 0. 0 when it is none. `*size` (NULL is fine): bytes it takes. */
int32_t seek_parse_day(Str text, size_t *size);
/* The day by which something is to be done, seen from `now_ms`: 2026-12-01, 12-01, 15日,
 * +3d, +2w, 3天后, 明天, 周五, 下周五, 月底, friday; "", "-" and 无 are none. `*due_ms` gets the
 * local midnight with which it begins, 0 for none. ERR_USAGE shows how days are written. */
bool seek_parse_due(Str text, int64_t now_ms, int64_t *due_ms, Error *err) MUST_CHECK;

#endif
