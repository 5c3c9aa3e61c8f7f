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

/* In how many other documents the line with this hash stands, near their ends. */
typedef size_t CleanLookup(void *context, uint64_t line);

/* Which passes are to run: those whose bit (1u << CleanRule) is set. */
#define CLEAN_ALL (~0u)
typedef struct CleanOptions {
    unsigned passes;
    const Report *watch; /* asked whether to go on, within the passes too; may be NULL */
    CleanLookup *lookup; /* NULL without a library: no line is known */
    void *context;       /* of lookup */
} CleanOptions;

/* Runs the passes in table order; counts[rule] receives the number of places each one
 * touched. The late passes do not run here. False once `watch` stops it: the draft is
 * then good for draft_free() alone. */
bool clean_run(Draft *draft, const CleanOptions *options,
               size_t counts[CLEAN_RULE_COUNT]);
/* Runs the late passes, once outline_infer has read the draft; sets counts[rule] of
 * those that ran. */
bool clean_finish(Draft *draft, const Outline *outline, const CleanOptions *options,
                  size_t counts[CLEAN_RULE_COUNT]);
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
