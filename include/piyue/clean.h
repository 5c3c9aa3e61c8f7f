/* clean: reversible passes over a draft.
 *
 * Each pass of the table finds one kind of damage (hard wraps, pinyin residue,
 * doubled punctuation, web furniture) and emits edits; nothing is thrown away:
 * furniture is hidden, and every edit keeps what stood there. Deterministic: the
 * draft alone decides, but for the lines that other documents have too. Does not know
 * headings beyond what it must not join, hide or part.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_CLEAN_H
#define PIYUE_CLEAN_H

#include <piyue/model.h>

typedef enum CleanRule {
#define CLEAN_PASS(id, name, function, summary) CLEAN_##id,
#include "../../src/tables/passes.def"
#undef CLEAN_PASS
    CLEAN_RULE_COUNT
} CleanRule;

/* Runs the passes whose bit (1u << CleanRule) is set, in table order; counts[rule]
 * receives the number of places each one touched. The late passes do not run here. */
#define CLEAN_ALL (~0u)
void clean_run(Draft *draft, unsigned passes, size_t counts[CLEAN_RULE_COUNT]);

/* In how many other documents the line with this hash stands, near their ends. */
typedef size_t CleanLookup(void *context, uint64_t line);
/* Runs the late passes, once outline_infer has read the draft; sets counts[rule] of
 * those that ran. `lookup` may be NULL: without a library no line is known. */
void clean_finish(Draft *draft, const Outline *outline, unsigned passes,
                  CleanLookup *lookup, void *context, size_t counts[CLEAN_RULE_COUNT]);
/* Hashes of the short lines near the ends of a draft: what a library remembers of it, so
 * that the furniture of a site is known by its coming again. Fills at most `room` (up to
 * CLEAN_EDGE_LINES), without repeats; returns how many. */
#define CLEAN_EDGE_LINES 48
size_t clean_list_edges(const Draft *draft, uint64_t *lines, size_t room);

/* Appends the text of one block as it came: `edits` are those of this block, in the order
 * in which the passes made them. Line ends that went come back. O(edits × text). */
void clean_restore(Str text, const DraftEdit *edits, size_t count, StrBuf *out);

const char *clean_get_name(CleanRule rule);    /* "rejoin" */
const char *clean_get_summary(CleanRule rule); /* msgid */
/* The rule of that name, or CLEAN_RULE_COUNT. */
CleanRule clean_find(Str name);
/* Does the pass only hide or mark blocks, without a change to the text? */
bool clean_keeps_text(CleanRule rule);

#endif
