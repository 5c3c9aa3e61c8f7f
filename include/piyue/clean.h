/* clean: reversible passes over a draft.
 *
 * Each pass of the table finds one kind of damage (hard wraps, pinyin residue,
 * doubled punctuation, web furniture) and emits edits; nothing is thrown away:
 * furniture is hidden, and every edit keeps what stood there. Deterministic: the
 * draft alone decides. Does not know headings beyond what it must not join.
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
 * receives the number of places each one touched. */
#define CLEAN_ALL (~0u)
void clean_run(Draft *draft, unsigned passes, size_t counts[CLEAN_RULE_COUNT]);

const char *clean_get_name(CleanRule rule);    /* "rejoin" */
const char *clean_get_summary(CleanRule rule); /* msgid */

#endif
