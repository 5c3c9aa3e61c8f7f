/* Scores: what is seen of a candidate, weighed, and evened out with its like.
 *
 * The score is a sum of weights in hundredths of a logit: the log odds that this is a
 * heading.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

#include <stdlib.h>

/* How much speaks for the title of the whole document, against one of several. Set by
 * hand: there is one of them in a document at most. */
static int16_t document_score(const Evidence *evidence, const Candidate *candidate)
{
    size_t count = evidence->blocks->count;
    Str text = blocks_get_text(evidence->blocks, candidate->block);
    Str title = str_slice(text, candidate->start, candidate->title_end);
    unsigned length = evidence->briefs[candidate->block].length;
    uint32_t after = brief_next(evidence->briefs, count, candidate->block);
    const Brief *next = brief_at(evidence, after);
    int score = candidate->flags & CANDIDATE_FIRST ? 40 : 0;
    score += length >= 8 ? 30 : length <= 3 ? -30 : 0;
    score += words_name_document(title) ? 40 : 0;
    Shape shape = shape_of(title);
    score -= shape.commas || shape.has_colon ? 50 : 0;
    score += candidate->flags & CANDIDATE_RECURS ? 30 : 0;
    if (after == NO_BLOCK)
        return (int16_t)score;
    text = blocks_get_text(evidence->blocks, after);
    if (next->length > 60 && ending_is_closed(next->ending))
        score -= 60;
    else if (next->length < 80 &&
             (words_are_date(text) || words_are_salutation(text, next) ||
              words_are_byline(text) || words_are_imprint(text)))
        score += 60;
    else if (next->family || next->flags & BRIEF_SHORT)
        score += 50;
    return (int16_t)score;
}

/* What the user's own pattern or the source itself says weighs more than anything that is
 * seen. */
#define SCORE_OWN 500
/* Contents lists never win, whatever else speaks for them. */
#define SCORE_NEVER (-3000)

/* How a member of a run stands: its place, and whether the source marks it. */
#define WAYS ((PLACE_TAIL + 1) * 2)

static unsigned way_of(const Candidate *candidate)
{
    return candidate->place * 2u + ((candidate->flags & CANDIDATE_MARKED) != 0);
}

/* Members of a run are headings together or not at all: each is moved half the way to
 * the mean of those that stand in the same way. */
static void even_out(CandidateList *list, size_t run_count)
{
    typedef struct Sum {
        int64_t score[WAYS];
        uint32_t count[WAYS];
    } Sum;
    Sum *sums = mem_alloc_array(run_count + 1, sizeof(*sums));
    for (size_t i = 0; i < list->count; i++) {
        const Candidate *candidate = &list->items[i];
        if (candidate->run == RUN_NONE)
            continue;
        unsigned way = way_of(candidate);
        sums[candidate->run].score[way] += candidate->score;
        sums[candidate->run].count[way]++;
    }
    for (size_t i = 0; i < list->count; i++) {
        Candidate *candidate = &list->items[i];
        if (candidate->run == RUN_NONE)
            continue;
        const Sum *sum = &sums[candidate->run];
        unsigned way = way_of(candidate);
        int64_t mean = sum->score[way] / (int64_t)sum->count[way];
        candidate->score = (int16_t)((candidate->score + mean) / 2);
    }
    free(sums);
}

/* What stands around a title, and how: titles of one level look alike in that. */
#define STYLES 96

static unsigned style_of(const Evidence *evidence, const Candidate *candidate)
{
    const Brief *brief = &evidence->briefs[candidate->block];
    const Brief *previous =
        brief_at(evidence, brief_previous(evidence->briefs, candidate->block));
    const Brief *next =
        brief_at(evidence,
                 brief_next(evidence->briefs, evidence->blocks->count, candidate->block));
    unsigned before = !previous->length || ending_is_closed(previous->ending) ? 0
                      : previous->family                                      ? 1
                      : previous->flags & BRIEF_SHORT                         ? 2
                                                                              : 3;
    unsigned after = next->family && next->number == 1                     ? 1
                     : next->family                                        ? 2
                     : next->length > 45 || ending_is_closed(next->ending) ? 0
                                                                           : 3;
    return ((before * 4 + after) * 3 + brief_margin(brief)) * 2 +
           ((brief->flags & BRIEF_BLANK) != 0);
}

#define KIN_SHARE 50
#define KIN_DOUBT 4
#define KIN_MOST 300

/* Titles without a number lean to what is seen of the others of their style. */
static void even_out_titles(const Evidence *evidence, CandidateList *list)
{
    int64_t sums[STYLES] = {0};
    int counts[STYLES] = {0};
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < list->count; i++) {
            Candidate *candidate = &list->items[i];
            if (candidate->family != FAMILY_TITLE || candidate->score == SCORE_NEVER ||
                (candidate->flags & CANDIDATE_EARLY))
                continue;
            unsigned style = style_of(evidence, candidate);
            int own = MAX(-KIN_MOST, MIN(candidate->score, KIN_MOST));
            if (pass == 0) {
                sums[style] += own;
                counts[style]++;
                continue;
            }
            int others = counts[style] - 1;
            if (others < 1)
                continue;
            int64_t mean = (sums[style] - own) / others;
            candidate->score =
                (int16_t)(candidate->score + (mean - own) * KIN_SHARE * others /
                                                 (100 * (others + KIN_DOUBT)));
        }
    }
}

void candidates_score(const Evidence *evidence, CandidateList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!blocks_go_on(evidence->blocks, i))
            break;
        FeatureSet features;
        features_of(evidence, i, &features);
        int score = 0;
        for (size_t k = 0; k < features.count; k++)
            score += feature_get_weight(features.ids[k]);
        if (list->items[i].family == FAMILY_OWN ||
            list->items[i].flags & CANDIDATE_MARKED)
            score = MAX(score, SCORE_OWN);
        if (list->items[i].flags & (CANDIDATE_CONTENTS | CANDIDATE_SAID))
            score = SCORE_NEVER;
        list->items[i].score = (int16_t)MAX(MIN(score, 3000), SCORE_NEVER);
        if (list->items[i].family == FAMILY_TITLE &&
            list->items[i].flags & CANDIDATE_EARLY)
            list->items[i].document = document_score(evidence, &list->items[i]);
    }
    even_out(list, evidence->runs->count);
    even_out_titles(evidence, list);
}
