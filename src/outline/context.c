/* Context: runs of siblings, contents lists, titles that come again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

#include <stdlib.h>

/* Runs of one family that may go on at the same time: the outer one and those
 * nested in it. */
#define OPEN_RUNS 4
/* Numbers an author may skip. */
#define GAP_MAX 3
/* Lines that a contents list has at least. */
#define CONTENTS_MIN 4
#define KEYS (FAMILY_COUNT * 8 + OUTLINE_RULES_MAX)

typedef struct OpenRuns {
    uint32_t runs[OPEN_RUNS]; /* newest first */
    unsigned count;
} OpenRuns;

static unsigned key_of(const Candidate *candidate)
{
    if (candidate->family == FAMILY_OWN)
        return FAMILY_COUNT * 8u + candidate->rule;
    return candidate->family * 8u + (candidate->parts & 7u);
}

static bool is_in_runs(const Candidate *candidate)
{
    return candidate->family != FAMILY_TITLE && candidate->family != FAMILY_MARKUP &&
           candidate->family != FAMILY_WORD && candidate->family != FAMILY_HASH &&
           (candidate->family != FAMILY_OWN || candidate->number);
}

static uint32_t push_run(RunList *runs, uint32_t number)
{
    runs->items =
        mem_grow(runs->items, &runs->capacity, runs->count + 1, sizeof(*runs->items));
    runs->items[runs->count] = (Run){.first_number = number};
    return (uint32_t)runs->count++;
}

static unsigned find_open(const OpenRuns *open, const RunList *runs, uint32_t number)
{
    for (unsigned gap = 1; gap <= GAP_MAX; gap++) {
        for (unsigned i = 0; i < open->count; i++) {
            if (number == runs->items[open->runs[i]].last_number + gap)
                return i;
        }
    }
    return OPEN_RUNS;
}

static void join_run(OpenRuns *open, RunList *runs, Candidate *candidate)
{
    unsigned at = find_open(open, runs, candidate->number);
    uint32_t run;
    if (at < open->count) {
        run = open->runs[at];
        /* what was nested in it is over */
        for (unsigned i = at; i < open->count; i++)
            open->runs[i - at] = open->runs[i];
        open->count -= at;
    } else {
        run = push_run(runs, candidate->number);
        if (open->count < OPEN_RUNS)
            open->count++;
        for (unsigned i = open->count - 1; i > 0; i--)
            open->runs[i] = open->runs[i - 1];
        open->runs[0] = run;
    }
    candidate->run = run;
    runs->items[run].last_number = candidate->number;
}

/* Text of its own: not the next sibling directly below. */
static bool has_body(const Blocks *blocks, const Brief *briefs,
                     const Candidate *candidate)
{
    if (candidate->place == PLACE_RUN_IN)
        return true;
    uint32_t next = brief_next(briefs, blocks->count, candidate->block);
    if (next == NO_BLOCK || briefs[next].family != candidate->family)
        return next != NO_BLOCK;
    /* 一是 right below 一是 opens the level below */
    return briefs[next].number <= candidate->number;
}

/* Is what stands above finished? Above the first of a run it may be a title. */
static bool is_behind_end(const Brief *briefs, const Candidate *candidate, const Run *run)
{
    uint32_t above = brief_previous(briefs, candidate->block);
    if (above == NO_BLOCK || (run->count == 1 && briefs[above].flags & BRIEF_SHORT))
        return true;
    return ending_is_closed(briefs[above].ending) || briefs[above].ending == ENDING_QUOTE;
}

static void count_in_run(const Blocks *blocks, const Brief *briefs,
                         const Candidate *candidate, uint64_t at, Run *run)
{
    if (!run->count) {
        uint32_t before = brief_previous(briefs, candidate->block);
        run->first_at = at;
        run->is_after_colon = before != NO_BLOCK && !briefs[before].family &&
                              briefs[before].ending == ENDING_COLON;
    }
    run->last_at = at;
    Str title = str_slice(blocks_get_text(blocks, candidate->block), candidate->start,
                          candidate->title_end);
    run->length += (uint32_t)utf8_count_codepoints(title);
    const Brief *brief = &briefs[candidate->block];
    run->count++;
    run->bodies += (candidate->flags & CANDIDATE_BODY) != 0;
    run->run_in += candidate->place == PLACE_RUN_IN;
    run->open += candidate->place != PLACE_RUN_IN && !ending_is_closed(brief->ending) &&
                 brief->ending != ENDING_COMMA;
    run->items += brief->ending == ENDING_SEMICOLON;
    run->alone +=
        candidate->flags & CANDIDATE_ALONE && is_behind_end(briefs, candidate, run);
}

/* ---- texts that come again --------------------------------------------- */

typedef struct Seen {
    uint32_t hash, index;
} Seen;

static int compare_seen(const void *a, const void *b)
{
    const Seen *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* Marks repeats, and gives for each candidate whether the same text stands below it
 * (an owned array). */
static bool *find_repeats(CandidateList *list)
{
    bool *recurs = mem_alloc_array(list->count + 1, sizeof(*recurs));
    Seen *seen = mem_alloc_array(list->count + 1, sizeof(*seen));
    for (size_t i = 0; i < list->count; i++)
        seen[i] = (Seen){list->items[i].hash, (uint32_t)i};
    qsort(seen, list->count, sizeof(*seen), compare_seen);
    for (size_t i = 1; i < list->count; i++) {
        if (!seen[i].hash || seen[i].hash != seen[i - 1].hash)
            continue;
        list->items[seen[i].index].flags |= CANDIDATE_REPEAT;
        recurs[seen[i - 1].index] = true;
    }
    free(seen);
    return recurs;
}

/* ---- contents lists ---------------------------------------------------- */

/* A contents list: lines one below the other, without text between them, half of
 * which stand again further down. */
static void mark_contents(const Blocks *blocks, const Brief *briefs, CandidateList *list,
                          const bool *recurs)
{
    for (size_t start = 0; start < list->count;) {
        size_t end = start, again = 0;
        for (; end < list->count; end++) {
            const Candidate *candidate = &list->items[end];
            if (candidate->place != PLACE_BLOCK || candidate->flags & CANDIDATE_MARKED)
                break;
            if (end > start && brief_next(briefs, blocks->count, candidate[-1].block) !=
                                   candidate->block)
                break;
            again += recurs[end] || (candidate->flags & CANDIDATE_CONTENTS);
        }
        if (end - start >= CONTENTS_MIN && again * 2 >= end - start) {
            /* the list ends with the last line that comes again */
            while (end > start && !recurs[end - 1] &&
                   !(list->items[end - 1].flags & CANDIDATE_CONTENTS))
                end--;
            while (start < end && !recurs[start] &&
                   !(list->items[start].flags & CANDIDATE_CONTENTS))
                start++;
            for (; start < end; start++)
                list->items[start].flags |= CANDIDATE_CONTENTS;
        }
        start = end > start ? end : start + 1;
    }
}

/* Leader dots and a page number: only contents lists have those. */
static bool has_leader(Str text)
{
    static const char *const leaders[] = {"……", "......", "· · ·",
                                          "‥‥", "．．．", "…………"};
    for (size_t i = 0; i < ARRAY_SIZE(leaders); i++) {
        size_t at = str_find(text, str_from(leaders[i]), 0);
        if (at == STR_NONE || !at)
            continue;
        unsigned char last = (unsigned char)text.data[text.len - 1];
        if ((last >= '0' && last <= '9') || last == '.' ||
            ending_of(text) == ENDING_STOP || last == ')')
            return true;
    }
    return false;
}

void context_build(const Blocks *blocks, const Brief *briefs, CandidateList *list,
                   RunList *runs)
{
    OpenRuns *open = mem_alloc_array(KEYS, sizeof(*open));
    for (size_t i = 0; i < list->count; i++) {
        if (!blocks_go_on(blocks, i))
            break;
        Candidate *candidate = &list->items[i];
        Str text = blocks_get_text(blocks, candidate->block);
        if (candidate->place == PLACE_BLOCK && !(candidate->flags & CANDIDATE_MARKED) &&
            has_leader(text))
            candidate->flags |= CANDIDATE_CONTENTS;
    }
    bool *recurs = find_repeats(list);
    mark_contents(blocks, briefs, list, recurs);
    uint64_t at = 0; /* characters before the candidate's block */
    uint32_t block = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!blocks_go_on(blocks, i))
            break;
        Candidate *candidate = &list->items[i];
        for (; block < candidate->block; block++)
            at += briefs[block].length;
        if (i && !(candidate->flags & CANDIDATE_MARKED) &&
            candidate[-1].flags & CANDIDATE_MARKED && candidate->hash &&
            candidate[-1].hash == candidate->hash &&
            brief_next(briefs, blocks->count, candidate[-1].block) == candidate->block)
            candidate->flags |= CANDIDATE_SAID;
        if (recurs[i])
            candidate->flags |= CANDIDATE_RECURS;
        if (has_body(blocks, briefs, candidate))
            candidate->flags |= CANDIDATE_BODY;
        if (!is_in_runs(candidate) || (candidate->flags & CANDIDATE_CONTENTS))
            continue;
        join_run(&open[key_of(candidate)], runs, candidate);
        count_in_run(blocks, briefs, candidate, at, &runs->items[candidate->run]);
    }
    free(recurs);
    free(open);
}
