/* A program that runs out of memory when it is told to: what the test and the allocator
 * in the program share, as a file that both have mapped. Its path is in PIYUE_HUNGER.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_HUNGER_H
#define PIYUE_HUNGER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define HUNGER_WAYS ((long)1 << 18)

typedef struct Hunger {
    long at;               /* the allocation that fails, from 1; 0: none */
    bool is_stuck;         /* and all behind it */
    bool is_deadly;        /* it does not fail, but crashes: a program that is broken */
    bool is_learning;      /* the ways are wanted */
    void *nothing;         /* NULL: what it is to follow */
    atomic_long count;     /* allocations so far, of the program itself */
    atomic_bool is_own;    /* it has crashed in code of its own, */
    atomic_bool is_theirs; /* … or in that of a library */
    /* From which functions the program came to its first, second, … allocation: equal
     * for equal ways, in every run of it. */
    uint64_t ways[HUNGER_WAYS];
} Hunger;

#endif
