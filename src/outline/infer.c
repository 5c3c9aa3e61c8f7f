/* The outline of a draft: the parts of the engine in their order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

#include <math.h>
#include <stdlib.h>

void analysis_init(Analysis *analysis, const Blocks *blocks, const OutlineRules *rules)
{
    *analysis = (Analysis){.blocks = *blocks};
    analysis->briefs = briefs_new(blocks, &analysis->profile);
    candidates_collect(blocks, rules, analysis->briefs, &analysis->profile,
                       &analysis->list);
    context_build(blocks, analysis->briefs, &analysis->list, &analysis->runs);
    Evidence evidence = analysis_get_evidence(analysis);
    candidates_score(&evidence, &analysis->list);
}

Evidence analysis_get_evidence(const Analysis *analysis)
{
    return (Evidence){&analysis->blocks, analysis->briefs, &analysis->profile,
                      &analysis->list, &analysis->runs};
}

void analysis_clear(Analysis *analysis)
{
    free(analysis->briefs);
    free(analysis->list.items);
    free(analysis->runs.items);
    *analysis = (Analysis){0};
}

/* Hundredths of a logit → per cent. */
static uint8_t confidence_of(const Candidate *candidate)
{
    if (candidate->verdict == VERDICT_TAKE)
        return 100;
    double chance = 1 / (1 + exp(-candidate->score / 100.0));
    long per_cent = lround(chance * 100);
    return (uint8_t)MAX(1, MIN(per_cent, 100));
}

Heading heading_of(const Candidate *candidate, uint32_t block)
{
    return (Heading){.block = block,
                     .title_start = candidate->start,
                     .title_end = candidate->title_end,
                     .number = candidate->number,
                     .level = candidate->level,
                     .family = candidate->family,
                     .score = confidence_of(candidate)};
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
    Heading heading = heading_of(candidate, index);
    heading.title_start = 0;
    heading.title_end = candidate->title_end - candidate->start;
    if (candidate->place != PLACE_RUN_IN) {
        heading.title_end = (uint32_t)block->text.len;
        block->kind = BLOCK_HEADING;
    }
    outline_add(outline, heading);
}

bool outline_infer_with(Draft *draft, const OutlineRules *rules,
                        const OutlineCorrection *corrections, size_t correction_count,
                        const Report *watch, Outline *outline)
{
    BUG_ON(outline->count);
    Analysis analysis;
    Blocks blocks = {.draft = draft, .count = draft->block_count, .watch = watch};
    analysis_init(&analysis, &blocks, rules);
    if (!report_progress(watch, 0, 0)) {
        analysis_clear(&analysis);
        return false;
    }
    CandidateList list = analysis.list;
    analysis.list = (CandidateList){0};
    analysis_clear(&analysis);
    search_levels(&list);
    if (correction_count)
        candidates_correct(&blocks, corrections, correction_count, &list);
    uint32_t *starts = mem_alloc_array(list.count + 1, sizeof(*starts));
    split_blocks(draft, &list, starts);
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].level)
            add_heading(draft, &list.items[i], starts[i], outline);
    }
    free(starts);
    free(list.items);
    return true;
}

void outline_infer(Draft *draft, Outline *outline)
{
    if (!outline_infer_with(draft, NULL, NULL, 0, NULL, outline))
        BUG_ON(true);
}
