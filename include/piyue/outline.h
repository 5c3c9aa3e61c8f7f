/* outline: the tree of headings in plain text.
 *
 * Candidates of every numbering family at block starts and glued inside blocks,
 * a local score for each, and a beam search over stacks of (family, number) for
 * the best consistent tree (DESIGN section 7). Markup's own levels are strong
 * evidence. Deterministic; reads and splits the draft, knows no store.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OUTLINE_H
#define PIYUE_OUTLINE_H

#include <piyue/model.h>

typedef enum OutlineFamily {
#define OUTLINE_FAMILY(id, name, rank, form, systems, head, tail, guards, summary)      \
    FAMILY_##id,
#include "../../src/tables/families.def"
#undef OUTLINE_FAMILY
    FAMILY_COUNT
} OutlineFamily;

/* Finds the headings of a draft. Blocks in which a heading is glued to the end of
 * a paragraph are split, so that every heading starts its block; blocks that hold
 * nothing but a heading get the kind BLOCK_HEADING. `outline` must be empty. */
void outline_infer(Draft *draft, Outline *outline);

const char *outline_get_family_name(OutlineFamily family); /* "article", "han-comma" */

#endif
