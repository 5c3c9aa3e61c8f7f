/* Studies: an inference that is kept, to be corrected and explained.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

#include <stdlib.h>

struct OutlineStudy {
    Analysis analysis;    /* its list is solved without corrections */
    CandidateList solved; /* with those of the last outline_study_solve() */
    bool is_corrected;
    Walk *walk; /* over the list that is explained; NULL until then */
};

static OutlineStudy *study_new(const Blocks *blocks, const OutlineRules *rules)
{
    OutlineStudy *study = mem_alloc(sizeof(*study));
    analysis_init(&study->analysis, blocks, rules);
    search_levels(&study->analysis.list);
    return study;
}

OutlineStudy *outline_study_new(Document *document, const OutlineRules *rules)
{
    return study_new(&(Blocks){.document = document, .count = document->block_count},
                     rules);
}

OutlineStudy *outline_study_new_draft(const Draft *draft, const OutlineRules *rules)
{
    return study_new(&(Blocks){.draft = draft, .count = draft->block_count}, rules);
}

void outline_study_free(OutlineStudy *study)
{
    if (!study)
        return;
    walk_free(study->walk);
    free(study->solved.items);
    analysis_clear(&study->analysis);
    free(study);
}

static const CandidateList *get_list(const OutlineStudy *study)
{
    return study->is_corrected ? &study->solved : &study->analysis.list;
}

/* Level without corrections of what was candidate too, 0 for what the user added. */
static uint8_t find_natural_level(const CandidateList *natural, size_t *at,
                                  const Candidate *candidate)
{
    while (*at < natural->count && natural->items[*at].block < candidate->block)
        (*at)++;
    if (*at < natural->count && natural->items[*at].block == candidate->block)
        return natural->items[*at].level;
    return 0;
}

/* Where the corrections changed nothing, what was imported stays; elsewhere it is what
 * the search says now. */
static void merge(const OutlineStudy *study, const Outline *base, Outline *outline)
{
    size_t at = 0, natural_at = 0;
    for (size_t i = 0; i < study->solved.count; i++) {
        const Candidate *candidate = &study->solved.items[i];
        uint8_t natural =
            find_natural_level(&study->analysis.list, &natural_at, candidate);
        for (; at < base->count && base->headings[at].block < candidate->block; at++)
            outline_add(outline, base->headings[at]);
        bool is_there = at < base->count && base->headings[at].block == candidate->block;
        bool is_changed =
            candidate->verdict != VERDICT_NONE || candidate->level != natural;
        if (!is_changed)
            continue;
        Heading heading =
            is_there ? base->headings[at] : heading_of(candidate, candidate->block);
        at += is_there;
        if (!candidate->level)
            continue;
        heading.level = candidate->level;
        if (candidate->verdict == VERDICT_TAKE)
            heading = heading_of(candidate, candidate->block);
        outline_add(outline, heading);
    }
    for (; at < base->count; at++)
        outline_add(outline, base->headings[at]);
}

void outline_study_solve(OutlineStudy *study, const Outline *base,
                         const OutlineCorrection *corrections, size_t correction_count,
                         Outline *outline)
{
    BUG_ON(outline->count);
    walk_free(study->walk);
    study->walk = NULL;
    free(study->solved.items);
    study->solved = (CandidateList){0};
    study->is_corrected = correction_count > 0;
    if (!study->is_corrected) {
        for (size_t i = 0; i < base->count; i++)
            outline_add(outline, base->headings[i]);
        return;
    }
    const CandidateList *list = &study->analysis.list;
    study->solved = candidates_copy(list);
    candidates_correct(&study->analysis.blocks, corrections, correction_count,
                       &study->solved);
    merge(study, base, outline);
}

/* The heading of a block as a search found it, or NULL. `*at` goes on from block to
 * block. */
static const Candidate *find_taken(const CandidateList *list, size_t *at, uint32_t block)
{
    const Candidate *taken = NULL;
    while (*at < list->count && list->items[*at].block < block)
        (*at)++;
    for (; *at < list->count && list->items[*at].block == block; (*at)++)
        if (!taken && list->items[*at].level)
            taken = &list->items[*at];
    return taken;
}

void outline_study_rebase(const OutlineStudy *study, const OutlineStudy *before,
                          const Outline *base, Outline *outline)
{
    const CandidateList *is = &study->analysis.list, *was = &before->analysis.list;
    size_t is_at = 0, was_at = 0, base_at = 0;
    BUG_ON(outline->count);
    while (is_at < is->count || was_at < was->count || base_at < base->count) {
        uint32_t block = UINT32_MAX;
        if (is_at < is->count)
            block = MIN(block, is->items[is_at].block);
        if (was_at < was->count)
            block = MIN(block, was->items[was_at].block);
        if (base_at < base->count)
            block = MIN(block, base->headings[base_at].block);
        const Candidate *now = find_taken(is, &is_at, block);
        const Candidate *then = find_taken(was, &was_at, block);
        bool is_there = base_at < base->count && base->headings[base_at].block == block;
        bool is_same = (now ? now->level : 0) == (then ? then->level : 0) &&
                       (now ? now->family : 0) == (then ? then->family : 0);
        if (is_same && is_there)
            outline_add(outline, base->headings[base_at]);
        else if (!is_same && now)
            outline_add(outline, heading_of(now, block));
        base_at += is_there;
    }
}

/* ---- why ----------------------------------------------------------------- */

size_t outline_study_count(const OutlineStudy *study)
{
    return get_list(study)->count;
}

size_t outline_study_find(const OutlineStudy *study, uint32_t block)
{
    return candidates_find(get_list(study), block);
}

static int compare_weight(const void *a, const void *b)
{
    const OutlineEvidence *x = a, *y = b;
    int left = abs(x->weight), right = abs(y->weight);
    return left != right ? (left < right ? 1 : -1)
                         : (x->weight < y->weight) - (x->weight > y->weight);
}

static void list_evidence(const OutlineStudy *study, size_t index, OutlineReason *reason)
{
    Evidence evidence = analysis_get_evidence(&study->analysis);
    evidence.list = get_list(study);
    FeatureSet features;
    features_of(&evidence, index, &features);
    for (size_t i = 0; i < features.count; i++) {
        OutlineEvidence seen = feature_describe(features.ids[i]);
        reason->sum += seen.weight;
        if (seen.weight && reason->evidence_count < ARRAY_SIZE(reason->evidence))
            reason->evidence[reason->evidence_count++] = seen;
    }
    qsort(reason->evidence, reason->evidence_count, sizeof(*reason->evidence),
          compare_weight);
}

static OutlineOutcome get_outcome(const Candidate *candidate)
{
    if (candidate->verdict != VERDICT_NONE)
        return OUTCOME_BY_HAND;
    if (candidate->level)
        return OUTCOME_TAKEN;
    if (candidate->flags & CANDIDATE_CONTENTS)
        return OUTCOME_CONTENTS;
    return candidate->score + candidate->lean <= 0 ? OUTCOME_WEAK : OUTCOME_ORDER;
}

void outline_study_explain(OutlineStudy *study, size_t index, OutlineReason *reason)
{
    const CandidateList *list = get_list(study);
    BUG_ON(index >= list->count);
    if (!study->walk)
        study->walk = walk_new(list);
    const Candidate *candidate = &list->items[index];
    Placement placement;
    walk_weigh(study->walk, index, &placement);
    *reason = (OutlineReason){.block = candidate->block,
                              .title_start = candidate->start,
                              .title_end = candidate->title_end,
                              .number = candidate->number,
                              .family = candidate->family,
                              .level = candidate->level,
                              .outcome = (uint8_t)get_outcome(candidate),
                              .is_run_in = candidate->place == PLACE_RUN_IN,
                              .is_glued = candidate->place == PLACE_TAIL,
                              .score = candidate->score + candidate->lean,
                              .step = placement.step,
                              .place = placement.place,
                              .margin = placement.margin};
    list_evidence(study, index, reason);
}

void outline_append_outcome(StrBuf *out, const OutlineReason *reason)
{
    switch ((OutlineOutcome)reason->outcome) {
    case OUTCOME_TAKEN:
        strbuf_appendf(out, _("heading of level %u"), reason->level);
        return;
    case OUTCOME_BY_HAND:
        if (reason->level)
            strbuf_appendf(out, _("heading of level %u, by hand"), reason->level);
        else
            strbuf_append_text(out, _("no heading, by hand"));
        return;
    case OUTCOME_CONTENTS:
        strbuf_append_text(out, _("no heading: a line of a contents list"));
        return;
    case OUTCOME_WEAK:
        strbuf_append_text(out, _("no heading: what is seen speaks against it"));
        return;
    case OUTCOME_ORDER:
        strbuf_append_text(out, _("no heading: it fits into the tree nowhere"));
        return;
    }
}
