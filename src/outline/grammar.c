/* The grammar of trees: what is on the stack, and what each step costs.
 *
 * Going on with the next number is worth something; restarting, skipping, or standing in
 * a family's place without being one costs. The costs are hundredths of a logit, like the
 * scores.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/grammar.h"

#include <string.h>

enum {
#define COST(id, value) COST_##id = (value),
#include "outline/costs.def"
#undef COST
};

/* One candidate may not outweigh the order of all others. */
#define SCORE_MOST 500
/* A level that was given by hand to a sibling is worth this. */
#define LEAN_LEVEL 100
/* What stands above a heading whose level was given by hand stays where it is. */
#define KEEP_LEVEL 400

static const uint8_t ranks[] = {
#define OUTLINE_FAMILY(id, name, rank, form, systems, head, tail, guards, summary) rank,
#include "../tables/families.def"
#undef OUTLINE_FAMILY
};

uint8_t key_of(const Candidate *candidate)
{
    if (candidate->family == FAMILY_OWN)
        return (uint8_t)(KEY_OWN + candidate->rule);
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
static uint8_t rank_of(const Candidate *candidate, unsigned key)
{
    unsigned rank = 0;
    if (key >= KEY_OWN)
        rank = candidate->rank * 10u;
    else if (key >= KEY_MARKUP && key < KEY_DOCUMENT)
        rank = (key - KEY_MARKUP) * 10;
    else if (key >= KEY_HASH && key < KEY_MARKUP)
        rank = (key - KEY_HASH) * 10;
    else if (key >= KEY_DOTTED && key < KEY_HASH)
        rank = ranks[FAMILY_DOTTED] * 10u + (key - KEY_DOTTED);
    else if (key < FAMILY_COUNT)
        rank = ranks[key] * 10u;
    return (uint8_t)rank;
}

static bool is_free(unsigned key) /* has no numbers to go by */
{
    return key == FAMILY_TITLE || key == FAMILY_WORD || key == FAMILY_ANNEX ||
           (key >= KEY_HASH && key < KEY_OWN);
}

static bool is_markup(unsigned key)
{
    return key >= KEY_MARKUP && key < KEY_DOCUMENT;
}

/* Levels that the source gave are obeyed: what is as deep or deeper is closed, what is
 * higher stays open. */
static bool obeys_markup(const State *state, unsigned depth, unsigned key)
{
    for (unsigned i = 0; is_markup(key) && i < state->depth; i++) {
        unsigned other = state->stack[i].key;
        if (is_markup(other) && (i < depth) != (other < key))
            return false;
    }
    return true;
}

static bool is_title(unsigned key)
{
    return key == FAMILY_TITLE || key == KEY_PAIR;
}

static uint16_t short_number(uint32_t number)
{
    return (uint16_t)MIN(number, UINT16_MAX - 1);
}

static bool is_dotted(unsigned key)
{
    return key >= KEY_DOTTED && key < KEY_HASH;
}

/* Whether the candidate's dotted number says that it stands below the entry: 2.3 holds
 * 2.3.1, chapter 2 holds 2.3. */
static bool is_dotted_parent(const Entry *entry, const Candidate *candidate, unsigned key)
{
    if (is_dotted(entry->key))
        return key == entry->key + 1u &&
               marker_extend(entry->above, entry->number) == candidate->above;
    return key == KEY_DOTTED + 2u && !is_free(entry->key) &&
           entry->number == candidate->first;
}

static void name_place(const char **place, const char *name)
{
    if (place)
        *place = name;
}

/* Next to a heading of the same family. */
static int cost_sibling(const Entry *entry, const Candidate *candidate, unsigned key,
                        const char **place)
{
    name_place(place, N_("beside a heading of its kind"));
    int last = entry->number, number = short_number(candidate->number);
    if (is_free(key) || (!last && !number))
        return 0;
    if (is_dotted(key) && entry->above != candidate->above)
        return candidate->above < entry->above                  ? COST_DOTTED_BACK
               : candidate->above > entry->above && number == 1 ? COST_DOTTED_ON
                                                                : COST_DOTTED_OTHER;
    if (number == last + 1) {
        name_place(place, N_("the next number"));
        return COST_NEXT;
    }
    if (number > last) {
        name_place(place, N_("numbers are missing before it"));
        return COST_GAP * MIN(number - last, 6);
    }
    name_place(place, number == 1      ? N_("the count starts again beside its sibling")
                      : number == last ? N_("the same number again")
                                       : N_("a smaller number than before"));
    return number == 1 ? COST_RESTART : number == last ? COST_AGAIN : COST_BACK;
}

/* The first of its family below a parent. */
static int cost_open(const State *state, unsigned depth, const Candidate *candidate,
                     unsigned key, const char **place)
{
    const Entry *parent = depth ? &state->stack[depth - 1] : NULL;
    int cost = 0, number = short_number(candidate->number);
    int rank = rank_of(candidate, key);
    if (!is_free(key)) {
        bool is_here = state->level[key] == depth + 1;
        if (number > 1 && state->last[key] && number == state->last[key] + 1) {
            /* 1、–16、 go on across 一、–四、 */
            cost += is_here ? COST_RESUME : COST_CONTINUE;
            name_place(place, N_("goes on counting under another heading"));
        } else if (number == 1 && is_here) {
            cost += COST_RESTART_LATE;
        } else if (number > 1) {
            cost += COST_HIGH + COST_HIGH_EACH * MIN(number, 6);
            name_place(place, N_("the first of its kind here, but not number 1"));
        }
    }
    if (is_dotted(key) && parent && !is_free(parent->key)) {
        if (is_dotted_parent(parent, candidate, key))
            cost += COST_DOTTED_CHILD;
        else if (key == KEY_DOTTED + 2u || is_dotted(parent->key))
            cost += COST_DOTTED_STRAY;
    }
    unsigned parent_key = parent ? parent->key : KEY_TOP;
    if (parent_key == FAMILY_WORD)
        cost += COST_IN_WORD; /* a preface has no chapters */
    if (is_title(parent_key) && (key == KEY_PAIR || (rank && rank <= 20)))
        cost += COST_HIGH_IN_TITLE; /* nor do the titles inside a book hold its volumes */
    if (state->parent[key])
        cost +=
            state->parent[key] == parent_key + 1 ? COST_SAME_PARENT : COST_OTHER_PARENT;
    else if (parent && rank && parent->rank > rank)
        cost += COST_INVERSION + COST_INVERSION_EACH * MIN(parent->rank - rank, 40);
    return cost;
}

/* In the place of a heading of another family, next to what stood there before. */
static int cost_replace(const Entry *entry, unsigned depth, unsigned key, unsigned rank)
{
    unsigned other = entry->key;
    if (key == FAMILY_WORD)
        return is_title(other) && !depth ? COST_WORD_BESIDE : 0;
    if (key == FAMILY_ANNEX)
        return 0;
    if (other == FAMILY_WORD)
        return COST_TURN_WORD;
    if (other == FAMILY_ANNEX)
        return COST_TURN_ANNEX;
    if (other == KEY_PAIR && key == FAMILY_TITLE)
        return COST_PAIR_TITLE;
    if (other == FAMILY_TITLE && key == KEY_PAIR)
        return 0;
    if (is_title(key) || is_title(other))
        return COST_TITLE_TURN;
    return entry->rank > rank ? COST_TURN_UP : COST_TURN;
}

int grammar_cost(const State *state, unsigned depth, const Candidate *candidate,
                 uint8_t key, const char **place)
{
    if (!depth && state->depth && state->stack[0].key == KEY_DOCUMENT)
        return COST_NEVER;
    if (!obeys_markup(state, depth, key))
        return COST_NEVER;
    int cost = 0, nested = 0;
    for (unsigned i = 0; i < depth; i++) {
        nested += state->stack[i].key == key;
        /* the title of a section, said again below it */
        if (is_title(key) && candidate->bare && state->stack[i].bare == candidate->bare)
            return COST_NEVER;
    }
    /* or in its place */
    const Entry *top = depth < state->depth ? &state->stack[depth] : NULL;
    bool is_said = top && candidate->bare && top->bare == candidate->bare;
    if (is_said && is_title(key) && !is_title(top->key))
        return COST_NEVER;
    if (depth < state->depth && state->stack[depth].key == key)
        return cost +
               nested * (is_title(key)            ? COST_NESTED_TITLE
                         : key == FAMILY_RHETORIC ? COST_NEST_RHETORIC
                                                  : COST_NESTED) +
               cost_sibling(&state->stack[depth], candidate, key, place);
    name_place(place, depth < state->depth
                          ? N_("in the place of a heading of another kind")
                          : N_("the first of its kind below the heading above"));
    for (unsigned i = 0; i < depth; i++) {
        /* what was done once may be done again */
        bool is_known = i + 1 < depth && !is_title(key) &&
                        state->parent[key] == state->stack[depth - 1].key + 1;
        if (state->stack[i].key != key || is_known)
            continue;
        cost += key == FAMILY_RHETORIC ? COST_NEST_RHETORIC
                : is_title(key)        ? COST_NEST_TITLE
                : i + 1 == depth       ? COST_NEST
                                       : COST_NEST_APART;
    }
    for (unsigned i = depth; i < state->depth; i++) {
        if (i > depth && state->stack[i].key == key)
            cost += COST_RISE; /* it would rise above its own siblings */
        if (is_dotted(key) && is_dotted_parent(&state->stack[i], candidate, key))
            cost += is_dotted(state->stack[i].key)
                        ? COST_DOTTED_CLOSE
                        : COST_DOTTED_LEAVE; /* or close its own parent */
    }
    if (depth < state->depth)
        cost += cost_replace(&state->stack[depth], depth, key, rank_of(candidate, key));
    if (key == FAMILY_WORD && depth) {
        unsigned parent = state->stack[depth - 1].key;
        if (is_title(parent) && depth == 1)
            cost += COST_WORD_IN_TOP;
        else if (parent != KEY_DOCUMENT && parent != FAMILY_VOLUME &&
                 parent != FAMILY_PART)
            cost += COST_WORD_INSIDE;
    }
    return cost + cost_open(state, depth, candidate, key, place);
}

bool grammar_can_be_document(const State *state, const Candidate *candidate, int *cost)
{
    if (key_of(candidate) != FAMILY_TITLE || !(candidate->flags & CANDIDATE_EARLY))
        return false;
    /* what stands before the title of the document is the matter of a site */
    for (unsigned i = 0; i < state->depth; i++) {
        if (state->stack[i].key != FAMILY_TITLE && state->stack[i].key != FAMILY_WORD)
            return false;
    }
    *cost = candidate->document - (state->depth ? -COST_DOCUMENT_LATE : 0);
    return true;
}

int grammar_score(const Candidate *candidate)
{
    return MIN(candidate->score + candidate->lean, SCORE_MOST);
}

bool grammar_is_in_game(const Candidate *candidate)
{
    if (candidate->verdict == VERDICT_NONE)
        return candidate->score + candidate->lean >= SCORE_LEAST;
    return candidate->verdict == VERDICT_TAKE;
}

/* How much speaks for a level because of what was said of others. */
static int lean(const Candidate *candidate, unsigned level)
{
    int sum = 0;
    if (candidate->lean_level)
        sum += candidate->lean_level == level ? LEAN_LEVEL : -LEAN_LEVEL;
    if (candidate->keep_level)
        sum += candidate->keep_level == level ? KEEP_LEVEL : -KEEP_LEVEL;
    return sum;
}

void grammar_expand(const State *state, unsigned from, const Candidate *candidate,
                    MoveOffer *offer, void *context)
{
    uint8_t key = key_of(candidate);
    bool is_forced = candidate->verdict == VERDICT_TAKE;
    bool is_marked = candidate->flags & CANDIDATE_MARKED;
    if (!is_forced)
        offer(context, (Move){state->score + (is_marked ? COST_LEAVE_MARKED : 0),
                              (uint8_t)from, 0, key});
    int score = state->score + grammar_score(candidate);
    unsigned deepest = MIN(state->depth, DEPTH_MAX - 1);
    unsigned wanted =
        candidate->want_level ? MIN(candidate->want_level - 1u, deepest) : DEPTH_MAX;
    for (unsigned depth = 0; depth <= deepest; depth++) {
        if (wanted < DEPTH_MAX && depth != wanted)
            continue;
        int cost = grammar_cost(state, depth, candidate, key, NULL);
        if (cost <= COST_NEVER / 2 && !is_forced)
            continue;
        cost += lean(candidate, depth + 1);
        offer(context, (Move){score + cost, (uint8_t)from, (uint8_t)(depth + 1), key});
    }
    int cost = 0;
    if (grammar_can_be_document(state, candidate, &cost) &&
        (wanted == DEPTH_MAX || !wanted))
        offer(context,
              (Move){score + cost + lean(candidate, 1), (uint8_t)from, 1, KEY_DOCUMENT});
}

void grammar_take(State *state, const Candidate *candidate, const Move *move)
{
    state->score = move->score;
    if (!move->level)
        return;
    unsigned depth = move->level - 1u;
    unsigned parent = depth ? state->stack[depth - 1].key : KEY_TOP;
    state->stack[depth] = (Entry){
        .bare = candidate->bare,
        .key = move->key,
        .rank = rank_of(candidate, move->key),
        .number = short_number(candidate->number),
        .above = candidate->above,
    };
    state->depth = move->level;
    for (unsigned key = 0; key < KEY_COUNT; key++)
        state->level[key] = state->level[key] > move->level ? 0 : state->level[key];
    state->level[move->key] = move->level;
    state->last[move->key] = short_number(candidate->number);
    state->parent[move->key] = (uint8_t)(parent + 1);
}

bool grammar_is_same(const State *a, const State *b)
{
    if (a->depth != b->depth)
        return false;
    for (unsigned i = 0; i < a->depth; i++) {
        const Entry *x = &a->stack[i], *y = &b->stack[i];
        if (x->key != y->key || x->number != y->number || x->bare != y->bare)
            return false;
    }
    return memcmp(a->last, b->last, sizeof(a->last)) == 0;
}
