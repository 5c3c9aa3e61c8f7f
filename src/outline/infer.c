/* The outline of a draft: the parts of the engine in their order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

#include <math.h>
#include <stdlib.h>

/* Hundredths of a logit → per cent. */
static uint8_t confidence_of(const Candidate *candidate)
{
    double chance = 1 / (1 + exp(-candidate->score / 100.0));
    long per_cent = lround(chance * 100);
    return (uint8_t)MAX(1, MIN(per_cent, 100));
}

/* Parts the blocks in which a heading is glued to the text before it. Gives for each
 * candidate the block it starts now, in `blocks`. */
static void split_blocks(Draft *draft, const CandidateList *list, uint32_t *blocks)
{
    size_t cut_count = 0;
    DraftCut *cuts = mem_alloc_array(list->count + 1, sizeof(*cuts));
    for (size_t i = 0; i < list->count; i++) {
        const Candidate *candidate = &list->items[i];
        if (candidate->level && candidate->start)
            cuts[cut_count++] = (DraftCut){candidate->block, candidate->start};
        blocks[i] = candidate->block + (uint32_t)cut_count;
    }
    draft_split(draft, cuts, cut_count);
    free(cuts);
}

static void add_heading(Draft *draft, const Candidate *candidate, uint32_t index,
                        Outline *outline)
{
    DraftBlock *block = &draft->blocks[index];
    uint32_t end = candidate->title_end - candidate->start;
    if (candidate->place != PLACE_RUN_IN) {
        end = (uint32_t)block->text.len;
        block->kind = BLOCK_HEADING;
    }
    outline_add(outline, (Heading){
                             .block = index,
                             .title_start = 0,
                             .title_end = end,
                             .number = candidate->number,
                             .level = candidate->level,
                             .family = candidate->family,
                             .score = confidence_of(candidate),
                         });
}

void outline_infer(Draft *draft, Outline *outline)
{
    BUG_ON(outline->count);
    Profile profile;
    CandidateList list = {0};
    RunList runs = {0};
    Brief *briefs = briefs_new(draft, &profile);
    candidates_collect(draft, briefs, &profile, &list);
    context_build(draft, briefs, &list, &runs);
    Evidence evidence = {draft, briefs, &profile, &list, &runs};
    candidates_score(&evidence, &list);
    free(runs.items);
    free(briefs);
    search_levels(&list);
    uint32_t *blocks = mem_alloc_array(list.count + 1, sizeof(*blocks));
    split_blocks(draft, &list, blocks);
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].level)
            add_heading(draft, &list.items[i], blocks[i], outline);
    }
    free(blocks);
    free(list.items);
}
