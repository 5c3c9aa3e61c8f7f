/* anchor: selectors that find a passage again.
 *
 * Makes the selector of a range (quotation, 32 code points on each side, heading
 * path) and resolves one on another edition: exact offsets, else the unique exact
 * quotation with its context, else a bounded fuzzy match, else nothing: a wrong
 * anchor is worse than an orphan (DESIGN section 8). Pure; knows no store. Searching
 * a large document trims its cache on the way: texts borrowed from it before are gone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_ANCHOR_H
#define PIYUE_ANCHOR_H

#include <piyue/model.h>

#define ANCHOR_CONTEXT_CODEPOINTS 32

/* The selector of a non-empty range; its strings live in `arena`. */
Selector selector_make(const Document *document, Range range, Arena *arena);

typedef enum AnchorHow { ANCHOR_ORPHAN, ANCHOR_OFFSETS, ANCHOR_QUOTE, ANCHOR_FUZZY } AnchorHow;

/* Where the passage is in `document`. `*range` is untouched for ANCHOR_ORPHAN;
 * `*score` (0–1) says how alike it is. O(document) when the offsets do not hold. */
AnchorHow selector_resolve(const Document *document, const Selector *selector,
                           Range *range, double *score);

/* Blocks that two editions of a document have in common beyond doubt: those that stand
 * once in both, wherever that is, and those between them that have the same neighbours.
 * Texts that differ in script, width and blanks alone are the same. O(text). */
typedef struct Alignment {
    uint32_t before_count, after_count;
    uint32_t *to_after, *to_before; /* the same block of the other edition, or ALIGN_NONE */
} Alignment;
#define ALIGN_NONE UINT32_MAX
Alignment *alignment_new(const Document *before, const Document *after);
void alignment_free(Alignment *alignment); /* NULL is fine */
/* Where a range of `before` is in `after`; false unless all its blocks are the same. */
bool alignment_map(const Alignment *alignment, const Document *before,
                   const Document *after, Range range, Range *mapped);

/* What is not alike in two editions, sentence by sentence. */
typedef enum CompareKind {
    COMPARE_SAME, /* stands between changes of the same place */
    COMPARE_REMOVED,
    COMPARE_ADDED,
    COMPARE_LEFT,    /* a paragraph that stands elsewhere now … */
    COMPARE_ARRIVED, /* … and that one there */
} CompareKind;
typedef struct ComparePart {
    uint8_t kind;        /* CompareKind */
    uint32_t block;      /* of the edition before for what was removed or left, */
    uint32_t start, end; /* else of the one after; bytes of its text */
} ComparePart;
/* One place of change: the blocks [start, end) of both editions, of which one may have
 * none. Its parts are in the order of reading. */
typedef struct CompareHunk {
    uint32_t before_start, before_end, after_start, after_end;
    size_t first_part, part_count;
} CompareHunk;
typedef struct Comparison {
    CompareHunk *hunks; /* in order of the text; owned, with the parts */
    size_t hunk_count, hunk_capacity;
    ComparePart *parts;
    size_t part_count, part_capacity;
} Comparison;
/* O(text), but for places where more than two thousand sentences in a row differ. */
Comparison *comparison_new(const Document *before, const Document *after);
void comparison_free(Comparison *comparison); /* NULL is fine */

/* The same for many selectors of one document, in about one pass over it: places are
 * looked up in an index of its text. results[i] belongs to selectors[i]; range and score
 * of an orphan mean nothing. `before` may be the edition in which the selectors' ranges
 * are, else NULL: what is aligned with it is known for certain, look-alikes included. */
typedef struct AnchorResult {
    AnchorHow how;
    Range range;
    double score;
} AnchorResult;
void selectors_resolve(const Document *document, const Document *before,
                       const Selector *selectors, size_t count, AnchorResult *results);

/* The range of `quote` in the document: ERR_NOT_FOUND, or ERR_AMBIGUOUS with the
 * number of places. White space is ignored as in search; the text must be equal
 * otherwise (no folding). */
bool quote_find(const Document *document, Str quote, Range *range, Error *err);

#endif
