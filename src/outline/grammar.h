/* The grammar of trees: what is on the stack, and what each step costs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OUTLINE_GRAMMAR_H
#define PIYUE_OUTLINE_GRAMMAR_H

#include "outline/engine.h"

#define DEPTH_MAX 9
#define COST_NEVER (-30000)
/* Less evidence than this is not worth a step. */
#define SCORE_LEAST (-260)

/* What stands on the stack: families, with dotted and marked-up ones told apart by
 * their depth, the title of the whole document, and each of the user's rules. */
enum {
    KEY_DOTTED = FAMILY_COUNT,
    KEY_HASH = KEY_DOTTED + 8,
    KEY_MARKUP = KEY_HASH + 8,
    KEY_DOCUMENT = KEY_MARKUP + 10,
    KEY_PAIR,
    KEY_OWN,
    KEY_COUNT = KEY_OWN + OUTLINE_RULES_MAX,
    KEY_TOP, /* the parent of what stands under nothing */
};

typedef struct Entry {
    uint32_t bare;  /* hash of the title */
    uint32_t above; /* of a dotted number: all parts but the last */
    uint8_t key, rank;
    uint16_t number;
} Entry;

typedef struct State {
    int32_t score;
    uint8_t depth;
    Entry stack[DEPTH_MAX];
    uint16_t last[KEY_COUNT];  /* number of the family's last heading, 0 for none yet */
    uint8_t parent[KEY_COUNT]; /* key it stood under + 1, 0 for none yet */
    uint8_t level[KEY_COUNT];  /* of that heading, 0 when what held it is closed */
} State;

/* One step: from a state, to depth `level` - 1, or nowhere for level 0. */
typedef struct Move {
    int32_t score;
    uint8_t from, level, key;
} Move;

uint8_t key_of(const Candidate *candidate);
/* Cost of putting the candidate at `depth`, closing all from there on; COST_NEVER where
 * that cannot be. `place` (may be NULL) is given the msgid that names the step. */
int grammar_cost(const State *state, unsigned depth, const Candidate *candidate,
                 uint8_t key, const char **place);
/* Whether it may be the title of the whole document here, and what that costs. */
bool grammar_can_be_document(const State *state, const Candidate *candidate, int *cost);
/* Evidence for the candidate as the search counts it. */
int grammar_score(const Candidate *candidate);
/* Calls `offer` with every move that the state and what was said by hand allow. */
typedef void MoveOffer(void *context, Move move);
void grammar_expand(const State *state, unsigned from, const Candidate *candidate,
                    MoveOffer *offer, void *context);
void grammar_take(State *state, const Candidate *candidate, const Move *move);
/* Do the same headings stand open, and will numbers go on from the same ones? What has the
 * lower score of two such is not worth keeping. */
bool grammar_is_same(const State *a, const State *b);
bool grammar_is_in_game(const Candidate *candidate);

#endif
