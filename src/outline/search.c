/* The search: which candidates are headings, and at which level each.
 *
 * A beam search from the first candidate to the last. A state is the stack of open
 * headings, (family, number) from the top down, and what the document has shown so far
 * about each family: its last number and what it stood under. A candidate is left out
 * for nothing, or taken for its own evidence plus what the step costs: going on with
 * the next number is worth something, restarting, skipping, or standing in a family's
 * place without being one costs. The costs are hundredths of a logit, like the scores.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

#include <stdlib.h>

#define BEAM 16
#define DEPTH_MAX 9
/* Candidates after which the best state wins for good: bounds the memory. */
#define WINDOW 4096
/* Less evidence than this is not worth a step. */
#define SCORE_LEAST (-260)
/* One candidate may not outweigh the order of all others. */
#define SCORE_MOST 500
#define SCORE_NEVER (-30000)
/* A state this far behind the best does not come back. */
#define HOPELESS 900

/* What stands on the stack: families, with dotted and marked-up ones told apart by
 * their depth, and the title of the whole document. */
enum {
    KEY_DOTTED = FAMILY_COUNT,
    KEY_HASH = KEY_DOTTED + 8,
    KEY_MARKUP = KEY_HASH + 8,
    KEY_DOCUMENT = KEY_MARKUP + 10,
    KEY_PAIR,
    KEY_COUNT,
    KEY_TOP, /* the parent of what stands under nothing */
};

static const uint8_t ranks[] = {
#define OUTLINE_FAMILY(id, name, rank, form, systems, head, tail, guards, summary) rank,
#include "../tables/families.def"
#undef OUTLINE_FAMILY
};

typedef struct Entry {
    uint32_t bare; /* hash of the title */
    uint8_t key;
    uint16_t number, first;
} Entry;

typedef struct State {
    int32_t score;
    uint8_t depth;
    Entry stack[DEPTH_MAX];
    uint16_t last[KEY_COUNT];  /* number of the family's last heading, 0 for none yet */
    uint8_t parent[KEY_COUNT]; /* key it stood under + 1, 0 for none yet */
} State;

/* One step: from a state of the beam, to depth `level` - 1, or nowhere for level 0. */
typedef struct Move {
    int32_t score;
    uint8_t from, level, key;
} Move;

typedef struct Step {
    uint8_t from, level;
} Step;

typedef struct Search {
    State beam[2][BEAM];
    unsigned current, count;
    Move moves[BEAM];
    unsigned move_count;
    Step (*steps)[BEAM]; /* WINDOW rows */
    uint32_t *taken;     /* candidates of the window */
    size_t window;
} Search;

static uint8_t key_of(const Candidate *candidate)
{
    if (candidate->markup_level)
        return (uint8_t)(KEY_MARKUP + MIN(candidate->markup_level, 9));
    if (candidate->flags & CANDIDATE_PAIR && candidate->family == FAMILY_TITLE)
        return KEY_PAIR;
    if (candidate->family == FAMILY_DOTTED)
        return (uint8_t)(KEY_DOTTED + MIN(candidate->parts, 7));
    if (candidate->family == FAMILY_HASH)
        return (uint8_t)(KEY_HASH + MIN(candidate->parts, 7));
    return candidate->family;
}

/* Tenths of the ladder; 0 for what has no place of its own. */
static int rank_of(unsigned key)
{
    if (key >= KEY_MARKUP && key < KEY_DOCUMENT)
        return (int)(key - KEY_MARKUP) * 10;
    if (key >= KEY_HASH && key < KEY_MARKUP)
        return (int)(key - KEY_HASH) * 10;
    if (key >= KEY_DOTTED && key < KEY_HASH)
        return ranks[FAMILY_DOTTED] * 10 + (int)(key - KEY_DOTTED);
    return key < FAMILY_COUNT ? ranks[key] * 10 : 0;
}

static bool is_free(unsigned key) /* has no numbers to go by */
{
    return key == FAMILY_TITLE || key == KEY_PAIR || key == FAMILY_WORD ||
           key == FAMILY_ANNEX || key == KEY_DOCUMENT || key >= KEY_HASH;
}

static bool is_title(unsigned key)
{
    return key == FAMILY_TITLE || key == KEY_PAIR;
}

static uint16_t short_number(uint32_t number)
{
    return (uint16_t)MIN(number, UINT16_MAX - 1);
}

/* Next to a heading of the same family. */
static int cost_sibling(const Entry *entry, const Candidate *candidate, unsigned key)
{
    if (is_free(key))
        return 0;
    int last = entry->number, number = short_number(candidate->number);
    if (key >= KEY_DOTTED && key < KEY_HASH && entry->first != candidate->first)
        return candidate->first == entry->first + 1u && number == 1 ? 0 : -60;
    if (number == last + 1)
        return 60;
    if (number > last)
        return -25 * MIN(number - last, 6);
    return number == 1 ? -250 : number == last ? -150 : -300;
}

/* The first of its family below a parent. */
static int cost_open(const State *state, unsigned depth, const Candidate *candidate,
                     unsigned key)
{
    const Entry *parent = depth ? &state->stack[depth - 1] : NULL;
    int cost = 0, number = short_number(candidate->number);
    if (!is_free(key)) {
        if (number > 1 && state->last[key] && number == state->last[key] + 1)
            cost -= 30; /* 1、–16、 go on across 一、–四、 */
        else if (number > 1)
            cost -= 60 + 25 * MIN(number, 6);
    }
    if (key == KEY_DOTTED + 2u && parent && !is_free(parent->key))
        cost += parent->number == candidate->first ? 60 : -40;
    unsigned parent_key = parent ? parent->key : KEY_TOP;
    if (parent_key == FAMILY_WORD)
        cost -= 100; /* a preface has no chapters */
    if (is_title(parent_key) && (key == KEY_PAIR || (rank_of(key) && rank_of(key) <= 20)))
        cost -= 100; /* nor do the titles inside a book hold its volumes */
    if (state->parent[key])
        cost += state->parent[key] == parent_key + 1 ? 40 : -60;
    else if (parent && rank_of(key) && rank_of(parent->key) > rank_of(key))
        cost -= 40 + 3 * MIN(rank_of(parent->key) - rank_of(key), 40);
    return cost;
}

/* In the place of a heading of another family, next to what stood there before. */
static int cost_replace(unsigned other, unsigned key)
{
    if (key == FAMILY_WORD || key == FAMILY_ANNEX || other == FAMILY_WORD ||
        other == FAMILY_ANNEX)
        return 0;
    if (other == KEY_PAIR && key == FAMILY_TITLE)
        return -200;
    if (other == FAMILY_TITLE && key == KEY_PAIR)
        return 0;
    if (is_title(key) || is_title(other))
        return -60;
    return rank_of(other) > rank_of(key) ? -100 : -200;
}

/* What it costs to put the candidate at `depth`, closing all from there on. */
static int cost_of(const State *state, unsigned depth, const Candidate *candidate,
                   unsigned key)
{
    if (!depth && state->depth && state->stack[0].key == KEY_DOCUMENT)
        return SCORE_NEVER;
    int cost = 0;
    for (unsigned i = 0; i < depth; i++) {
        if (state->stack[i].key == key)
            cost -= key == FAMILY_RHETORIC ? 60 : is_title(key) ? 120 : 270;
        /* the title of a section, said again below it */
        if (is_title(key) && candidate->bare && state->stack[i].bare == candidate->bare)
            return SCORE_NEVER;
    }
    if (depth < state->depth && state->stack[depth].key == key)
        return cost + cost_sibling(&state->stack[depth], candidate, key);
    for (unsigned i = depth + 1; i < state->depth; i++) {
        if (state->stack[i].key == key)
            cost -= 200; /* it would rise above its own siblings */
    }
    if (depth < state->depth)
        cost += cost_replace(state->stack[depth].key, key);
    if (key == FAMILY_WORD && depth) {
        unsigned parent = state->stack[depth - 1].key;
        if (parent != KEY_DOCUMENT && parent != FAMILY_VOLUME && parent != FAMILY_PART)
            cost -= 50;
    }
    return cost + cost_open(state, depth, candidate, key);
}

/* Keeps the best BEAM moves, best first; the earlier of two equal ones wins. */
static void offer(Search *search, Move move)
{
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

static void expand(Search *search, unsigned from, const Candidate *candidate)
{
    const State *state = &search->beam[search->current][from];
    uint8_t key = key_of(candidate);
    offer(search, (Move){state->score, (uint8_t)from, 0, key});
    int score = state->score + MIN(candidate->score, SCORE_MOST);
    unsigned deepest = MIN(state->depth, DEPTH_MAX - 1);
    for (unsigned depth = 0; depth <= deepest; depth++) {
        int cost = cost_of(state, depth, candidate, key);
        if (cost > SCORE_NEVER / 2)
            offer(search, (Move){score + cost, (uint8_t)from, (uint8_t)(depth + 1), key});
    }
    if (key != FAMILY_TITLE || !(candidate->flags & CANDIDATE_EARLY))
        return;
    /* what stands before the title of the document is the matter of a site */
    for (unsigned i = 0; i < state->depth; i++) {
        if (state->stack[i].key != FAMILY_TITLE && state->stack[i].key != FAMILY_WORD)
            return;
    }
    score += candidate->document - (state->depth ? 30 : 0);
    offer(search, (Move){score, (uint8_t)from, 1, KEY_DOCUMENT});
}

static void take(State *state, const Candidate *candidate, const Move *move)
{
    state->score = move->score;
    if (!move->level)
        return;
    unsigned depth = move->level - 1u;
    unsigned parent = depth ? state->stack[depth - 1].key : KEY_TOP;
    state->stack[depth] = (Entry){
        .bare = candidate->bare,
        .key = move->key,
        .number = short_number(candidate->number),
        .first = short_number(candidate->first),
    };
    state->depth = move->level;
    state->last[move->key] = short_number(candidate->number);
    state->parent[move->key] = (uint8_t)(parent + 1);
}

static bool is_same(const State *a, const State *b)
{
    if (a->depth != b->depth)
        return false;
    for (unsigned i = 0; i < a->depth; i++) {
        const Entry *x = &a->stack[i], *y = &b->stack[i];
        if (x->key != y->key || x->number != y->number || x->bare != y->bare)
            return false;
    }
    return true;
}

static void advance(Search *search, const Candidate *candidate, uint32_t index)
{
    search->move_count = 0;
    for (unsigned i = 0; i < search->count; i++)
        expand(search, i, candidate);
    State *next = search->beam[!search->current];
    unsigned count = 0;
    for (unsigned i = 0; i < search->move_count; i++) {
        const Move *move = &search->moves[i];
        if (move->score < search->moves[0].score - HOPELESS)
            break;
        State *state = &next[count];
        *state = search->beam[search->current][move->from];
        take(state, candidate, move);
        bool is_known = false;
        for (unsigned k = 0; k < count && !is_known; k++)
            is_known = is_same(&next[k], state);
        if (is_known)
            continue;
        search->steps[search->window][count] = (Step){move->from, move->level};
        count++;
    }
    search->taken[search->window++] = index;
    search->current = !search->current;
    search->count = count;
}

/* Writes down the way to the best state, and goes on from it alone. */
static void commit(Search *search, CandidateList *list)
{
    unsigned at = 0; /* moves are kept best first */
    for (size_t i = search->window; i-- > 0;) {
        Step step = search->steps[i][at];
        list->items[search->taken[i]].level = step.level;
        at = step.from;
    }
    State *states = search->beam[search->current];
    states[0].score = 0;
    search->count = 1;
    search->window = 0;
}

void search_levels(CandidateList *list)
{
    Search *search = mem_alloc(sizeof(*search));
    search->steps = mem_alloc_array(WINDOW, sizeof(*search->steps));
    search->taken = mem_alloc_array(WINDOW, sizeof(*search->taken));
    search->count = 1;
    for (size_t i = 0; i < list->count; i++) {
        list->items[i].level = 0;
        if (list->items[i].score < SCORE_LEAST)
            continue;
        advance(search, &list->items[i], (uint32_t)i);
        if (search->window == WINDOW)
            commit(search, list);
    }
    commit(search, list);
    free(search->steps);
    free(search->taken);
    free(search);
}
