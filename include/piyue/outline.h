/* outline: the tree of headings in plain text.
 *
 * Candidates of every numbering family at block starts and glued inside blocks,
 * a local score for each, and a beam search over stacks of (family, number) for
 * the best consistent tree (DESIGN section 7). What markup says is strong evidence,
 * what the user says by hand is law, and the rest is found around it. Deterministic;
 * reads and splits the draft, knows no store.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OUTLINE_H
#define PIYUE_OUTLINE_H

#include <piyue/model.h>
#include <piyue/settings.h>

typedef enum OutlineFamily {
#define OUTLINE_FAMILY(id, name, rank, form, systems, head, tail, guards, summary)       \
    FAMILY_##id,
#include "../../src/tables/families.def"
#undef OUTLINE_FAMILY
    FAMILY_COUNT
} OutlineFamily;

const char *outline_get_family_name(OutlineFamily family);    /* "article", "han-comma" */
const char *outline_get_family_summary(OutlineFamily family); /* msgid: "第N条" */

/* ---- rules of the user's own -------------------------------------------- */

/* Families beyond the built-in ones, and what is never a heading. A pattern is the
 * beginning of a block: its characters stand for themselves (full and half width are
 * the same), N for a number of any kind (三, 3, ３, ③, III), * for a run of text that
 * ends where the pattern goes on, a blank for blanks or none, | parts alternatives, $ at
 * the end says that the block ends there, and \ before one of these takes away its
 * meaning:   第N场   【*】$   Scene N|Act N */
typedef struct OutlineRules OutlineRules;
#define OUTLINE_RULES_MAX 16
OutlineRules *outline_rules_new(void);
void outline_rules_free(OutlineRules *rules);                /* NULL is fine */
OutlineRules *outline_rules_copy(const OutlineRules *rules); /* of NULL: an empty one */
/* `like` names the built-in family on whose rung of the ladder it stands (empty: none),
 * or is "never". ERR_SETTINGS says what is wrong with the pattern, and where in it. */
bool outline_rules_add(OutlineRules *rules, Str pattern, Str like, Error *err) MUST_CHECK;
/* The `heading` rows of a configuration: an owned object, or NULL where there are none.
 * On failure the message names file and row. */
bool outline_rules_read(const Settings *settings, OutlineRules **rules,
                        Error *err) MUST_CHECK;

/* ---- corrections by hand ------------------------------------------------ */

/* What the user said of a block. Everything else is found around it: siblings of the
 * same run lean to what was said of one of them. Later corrections of a block win over
 * earlier ones; shifts add up. */
typedef enum OutlineVerdict {
    OUTLINE_TAKE,  /* it is a heading */
    OUTLINE_DROP,  /* it is none: the section goes to the one before */
    OUTLINE_LEVEL, /* it is one of level `amount`, or the deepest that fits there */
    OUTLINE_SHIFT, /* `amount` levels below (or, negative, above) where it stands
                    * without any shift */
} OutlineVerdict;
typedef struct OutlineCorrection {
    uint32_t block;
    uint8_t verdict; /* OutlineVerdict; all but OUTLINE_DROP make it a heading */
    int8_t amount;
    uint32_t title_start, title_end; /* bytes in the block; both 0: found by the engine */
} OutlineCorrection;

/* ---- inference ----------------------------------------------------------- */

/* Finds the headings of a draft. Blocks in which a heading is glued to the end of
 * a paragraph are split, so that every heading starts its block; blocks that hold
 * nothing but a heading get the kind BLOCK_HEADING. `outline` must be empty; `rules` may
 * be NULL. Corrections name blocks of the draft as it is handed in; those of blocks that
 * do not exist are passed over. False when the watch (may be NULL) stops it: then draft
 * and outline are as they were. */
void outline_infer(Draft *draft, Outline *outline);
bool outline_infer_with(Draft *draft, const OutlineRules *rules,
                        const OutlineCorrection *corrections, size_t correction_count,
                        const Report *watch, Outline *outline) MUST_CHECK;

/* What the engine saw in a document, kept for corrections and explanations. Costs one
 * reading of the text (60 MB/s and more), then 56 bytes for each place that could be a
 * heading and 6 for each block. Borrows document and rules; calls document_trim(), so
 * that no text may be held across these functions. */
typedef struct OutlineStudy OutlineStudy;
OutlineStudy *outline_study_new(Document *document, const OutlineRules *rules);
OutlineStudy *outline_study_new_draft(const Draft *draft, const OutlineRules *rules);
void outline_study_free(OutlineStudy *study); /* NULL is fine */
/* The outline with corrections: `base` (of the edition as it was imported, in order of
 * blocks) where they change nothing, so that no corrections give `base` again. `outline`
 * must be empty. O(candidates): about 5 µs each. */
void outline_study_solve(OutlineStudy *study, const Outline *base,
                         const OutlineCorrection *corrections, size_t correction_count,
                         Outline *outline);
/* `base` with what other rules make of it: where `study` finds something else than
 * `before` does, which studied the same text by the rules of `base`, that counts.
 * `outline` must be empty. O(candidates). */
void outline_study_rebase(const OutlineStudy *study, const OutlineStudy *before,
                          const Outline *base, Outline *outline);

/* ---- why ----------------------------------------------------------------- */

typedef enum OutlineOutcome {
    OUTCOME_TAKEN,
    OUTCOME_BY_HAND,  /* taken or dropped by a correction */
    OUTCOME_CONTENTS, /* dropped: a line of a contents list */
    OUTCOME_WEAK,     /* dropped: what is seen speaks against it */
    OUTCOME_ORDER,    /* dropped: it fits in nowhere without harm to the others */
} OutlineOutcome;

typedef struct OutlineEvidence {
    const char *name;    /* "T_SHORTS_4", static: an id for machines */
    const char *summary; /* static msgid for people, "short lines around it" */
    int least, most; /* how much of that: 4–5, 6 and more (-1), or -1, -1: not counted */
    int weight;      /* hundredths of a logit: log odds of being a heading */
} OutlineEvidence;

/* One place that could start a heading. Scores and costs are hundredths of a logit. */
typedef struct OutlineReason {
    uint32_t block, title_start, title_end;
    uint32_t number;
    uint8_t family, level; /* level 0: not a heading */
    uint8_t outcome;       /* OutlineOutcome */
    bool is_run_in, is_glued;
    int sum;   /* of the evidence */
    int score; /* after evening out with its siblings */
    int step;  /* what its place in the tree adds or costs; for a dropped one, of the
                * best place that it could have */
    const char *place; /* static msgid that names that step, "next number" */
    int margin;        /* how far the best tree without this decision is behind */
    OutlineEvidence evidence[64];
    size_t evidence_count; /* heaviest first */
} OutlineReason;

/* Candidates in order of blocks. */
size_t outline_study_count(const OutlineStudy *study);
/* First candidate in block `block` or behind it; the count if there is none. */
size_t outline_study_find(const OutlineStudy *study, uint32_t block);
/* Why candidate `index` is in the tree last solved (at first: the tree without
 * corrections), or is not. O(candidates before it), or O(1) where the one before it was
 * asked last. */
void outline_study_explain(OutlineStudy *study, size_t index, OutlineReason *reason);
/* Appends what became of a candidate, in the user's language: "heading of level 2". */
void outline_append_outcome(StrBuf *out, const OutlineReason *reason);

/* ---- contents lists ------------------------------------------------------ */

/* The section that a line of a contents list names: the first one behind it whose title
 * is the same but for blanks, leaders, punctuation and page numbers. SECTION_NONE when
 * the block names none, or is itself a heading. O(sections). */
uint32_t outline_find_target(Document *document, uint32_t block);

#endif
