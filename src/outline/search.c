/* The search: which candidates are headings, and at which level each.
 *
 * A beam search from the first candidate to the last. A state is the stack of open
 * headings, (family, number) from the top down, and what the document has shown so far
 * about each family: its last number and what it stood under. A candidate is left out
 * for nothing, or taken for its own evidence plus what the step costs (grammar.c).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/grammar.h"

#include <stdlib.h>

#define BEAM 16
/* Candidates after which the best state wins for good: bounds the memory. */
#define WINDOW 4096
/* A state this far behind the best does not come back. */
#define HOPELESS 900
/* How far behind a decision the trees with and without it are compared. */
#define LOOK_AHEAD 32

typedef struct Step {
    uint8_t from, level, key;
} Step;

typedef struct Search {
    State beam[2][BEAM];
    unsigned current, count;
    Move moves[BEAM];
    unsigned move_count;
} Search;

/* Keeps the best BEAM moves, best first; the earlier of two equal ones wins. */
static void offer(void *context, Move move)
{
    Search *search = context;
    unsigned at = search->move_count;
    if (at && move.score < search->moves[0].score - HOPELESS)
        return;
    if (at == BEAM && move.score <= search->moves[at - 1].score)
        return;
    if (at == BEAM)
        at--;
    else
        search->move_count++;
    for (; at > 0 && search->moves[at - 1].score < move.score; at--)
        search->moves[at] = search->moves[at - 1];
    search->moves[at] = move;
}

/* Goes on to the next candidate; `steps` (may be NULL) is told where the states came
 * from. */
static void advance(Search *search, const Candidate *candidate, Step *steps)
{
    search->move_count = 0;
    for (unsigned i = 0; i < search->count; i++)
        grammar_expand(&search->beam[search->current][i], i, candidate, offer, search);
    State *next = search->beam[!search->current];
    unsigned count = 0;
    for (unsigned i = 0; i < search->move_count; i++) {
        const Move *move = &search->moves[i];
        if (move->score < search->moves[0].score - HOPELESS)
            break;
        State *state = &next[count];
        *state = search->beam[search->current][move->from];
        grammar_take(state, candidate, move);
        bool is_known = false;
        for (unsigned k = 0; k < count && !is_known; k++)
            is_known = grammar_is_same(&next[k], state);
        if (is_known)
            continue;
        if (steps)
            steps[count] = (Step){move->from, move->level, move->key};
        count++;
    }
    search->current = !search->current;
    search->count = count;
}

/* The steps of the candidates since the last one that was decided for good. */
typedef struct Window {
    Step (*steps)[BEAM]; /* WINDOW rows */
    uint32_t *taken;     /* the candidates */
    size_t count;
} Window;

/* Writes down the way to the best state, and goes on from it alone. */
static void commit(Search *search, Window *window, CandidateList *list)
{
    unsigned at = 0; /* moves are kept best first */
    for (size_t i = window->count; i-- > 0;) {
        Step step = window->steps[i][at];
        list->items[window->taken[i]].level = step.level;
        list->items[window->taken[i]].key = step.key;
        at = step.from;
    }
    search->beam[search->current][0].score = 0;
    search->count = 1;
    window->count = 0;
}

void search_levels(CandidateList *list)
{
    Search *search = mem_alloc(sizeof(*search));
    Window window = {.steps = mem_alloc_array(WINDOW, sizeof(*window.steps)),
                     .taken = mem_alloc_array(WINDOW, sizeof(*window.taken))};
    search->count = 1;
    for (size_t i = 0; i < list->count; i++) {
        list->items[i].level = 0;
        if (!grammar_is_in_game(&list->items[i]))
            continue;
        window.taken[window.count] = (uint32_t)i;
        advance(search, &list->items[i], window.steps[window.count]);
        if (++window.count == WINDOW)
            commit(search, &window, list);
    }
    commit(search, &window, list);
    free(window.steps);
    free(window.taken);
    free(search);
}

/* ---- the walk ----------------------------------------------------------- */

struct Walk {
    const CandidateList *list;
    State state; /* before the candidate `at` */
    size_t at;
    Search *search;
};

Walk *walk_new(const CandidateList *list)
{
    Walk *walk = mem_alloc(sizeof(*walk));
    *walk = (Walk){.list = list, .search = mem_alloc(sizeof(*walk->search))};
    return walk;
}

void walk_free(Walk *walk)
{
    if (!walk)
        return;
    free(walk->search);
    free(walk);
}

static Move move_of(const Candidate *candidate)
{
    return (Move){.level = candidate->level, .key = candidate->key};
}

/* Score of the best tree over the next candidates when candidate `index` is decided so.
 */
static int look_ahead(Walk *walk, size_t index, Verdict verdict, uint8_t level)
{
    const CandidateList *list = walk->list;
    Search *search = walk->search;
    search->current = 0;
    search->count = 1;
    search->beam[0][0] = walk->state;
    search->beam[0][0].score = 0;
    Candidate decided = list->items[index];
    decided.verdict = (uint8_t)verdict;
    if (level)
        decided.want_level = level;
    if (verdict == VERDICT_TAKE)
        advance(search, &decided, NULL);
    size_t steps = 0;
    for (size_t i = index + 1; i < list->count && steps < LOOK_AHEAD; i++) {
        if (!grammar_is_in_game(&list->items[i]))
            continue;
        advance(search, &list->items[i], NULL);
        steps++;
    }
    return search->beam[search->current][0].score;
}

void walk_weigh(Walk *walk, size_t index, Placement *placement)
{
    if (index < walk->at) {
        walk->state = (State){0};
        walk->at = 0;
    }
    for (; walk->at < index; walk->at++) {
        Move move = move_of(&walk->list->items[walk->at]);
        if (move.level)
            grammar_take(&walk->state, &walk->list->items[walk->at], &move);
    }
    const Candidate *candidate = &walk->list->items[index];
    *placement = (Placement){.step = COST_NEVER, .place = ""};
    unsigned deepest = MIN(walk->state.depth, DEPTH_MAX - 1);
    uint8_t key = key_of(candidate);
    for (unsigned depth = 0; depth <= deepest; depth++) {
        if (candidate->level && depth + 1 != candidate->level)
            continue;
        const char *place = "";
        int cost = grammar_cost(&walk->state, depth, candidate, key, &place);
        if (cost > placement->step || !*placement->place)
            *placement = (Placement){.step = cost, .place = place};
    }
    int cost = 0;
    if (candidate->level && candidate->key == KEY_DOCUMENT &&
        grammar_can_be_document(&walk->state, candidate, &cost))
        *placement = (Placement){.step = cost, .place = N_("title of the document")};
    int with = look_ahead(walk, index, VERDICT_TAKE, candidate->level);
    int without = look_ahead(walk, index, VERDICT_DROP, 0);
    placement->margin = candidate->level ? with - without : without - with;
}
