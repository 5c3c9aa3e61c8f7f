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
    score += words_name_head(title) ? 40 : 0;
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

typedef struct Sum {
    int64_t score;
    int64_t count;
} Sum;

static void add_score(Sum *sum, int score)
{
    sum->score += score;
    sum->count++;
}

/* Members of a run are headings together or not at all: each is moved half the way to
 * the mean of those that stand in the same way. */
static void even_out(CandidateList *list, size_t run_count)
{
    Sum *sums = mem_alloc_array((run_count + 1) * WAYS, sizeof(*sums));
    for (size_t i = 0; i < list->count; i++) {
        const Candidate *candidate = &list->items[i];
        if (candidate->run != RUN_NONE)
            add_score(&sums[candidate->run * WAYS + way_of(candidate)], candidate->score);
    }
    for (size_t i = 0; i < list->count; i++) {
        Candidate *candidate = &list->items[i];
        if (candidate->run == RUN_NONE)
            continue;
        const Sum *sum = &sums[candidate->run * WAYS + way_of(candidate)];
        int64_t mean = sum->score / sum->count;
        candidate->score = (int16_t)((candidate->score + mean) / 2);
    }
    free(sums);
}

#define KIN_SHARE 50
#define KIN_DOUBT 4
#define KIN_MOST 300

/* What one candidate may say of others. */
static int limit_score(const Candidate *candidate)
{
    return MAX(-KIN_MOST, MIN(candidate->score, KIN_MOST));
}

/* By how much a score moves to the mean of its kin, of which `own` are left out. */
static int16_t lean_to_kin(const Sum *kin, const Sum *own, int score)
{
    int64_t others = kin->count - own->count;
    if (others < 1)
        return 0;
    int64_t mean = (kin->score - own->score) / others;
    return (int16_t)((mean - score) * KIN_SHARE * others / (100 * (others + KIN_DOUBT)));
}

/* How a numbered line stands, at which margin, and whether it has an end mark: what an
 * author gives the headings of one level. */
#define MANNERS (WAYS * 3 * 2)

static unsigned manner_of(const Evidence *evidence, const Candidate *candidate)
{
    const Brief *brief = &evidence->briefs[candidate->block];
    bool is_closed = candidate->place == PLACE_BLOCK &&
                     (ending_is_closed(brief->ending) || brief->ending == ENDING_COMMA);
    return (way_of(candidate) * 3u + brief_margin(brief)) * 2u + is_closed;
}

/* Runs lean to the other runs of their family: 1. 2. below 一、 to 1. 2. 3. below 二、 */
static void even_out_runs(const Evidence *evidence, CandidateList *list)
{
    enum { KINDS = FAMILY_COUNT * 8 * MANNERS };
    Sum *kinds = mem_alloc_array(KINDS, sizeof(*kinds));
    struct {
        Sum sum;
        unsigned manner; /* of its first member: the others mostly stand so, too */
    } *runs = mem_alloc_array(evidence->runs->count + 1, sizeof(*runs));
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < list->count; i++) {
            Candidate *candidate = &list->items[i];
            if (candidate->run == RUN_NONE || candidate->family == FAMILY_OWN)
                continue;
            unsigned manner = manner_of(evidence, candidate);
            unsigned key = candidate->family * 8u + (candidate->parts & 7u);
            Sum *kind = &kinds[key * MANNERS + manner];
            Sum *run = &runs[candidate->run].sum;
            int own = limit_score(candidate);
            if (pass == 0 && !run->count)
                runs[candidate->run].manner = manner;
            bool is_usual = runs[candidate->run].manner == manner;
            if (pass) {
                Sum mine = is_usual ? *run : (Sum){own, 1};
                candidate->score += lean_to_kin(kind, &mine, own);
            } else {
                add_score(kind, own);
                if (is_usual)
                    add_score(run, own);
            }
        }
    }
    free(kinds);
    free(runs);
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

/* Titles without a number lean to what is seen of the others of their style. */
static void even_out_titles(const Evidence *evidence, CandidateList *list)
{
    Sum styles[STYLES] = {{0, 0}};
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < list->count; i++) {
            Candidate *candidate = &list->items[i];
            if (candidate->family != FAMILY_TITLE || candidate->score == SCORE_NEVER ||
                (candidate->flags & CANDIDATE_EARLY))
                continue;
            Sum *style = &styles[style_of(evidence, candidate)];
            int own = limit_score(candidate);
            if (pass == 0)
                add_score(style, own);
            else
                candidate->score += lean_to_kin(style, &(Sum){own, 1}, own);
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
    even_out_runs(evidence, list);
    even_out_titles(evidence, list);
}
