/* A program that runs out of memory when it is told to: what the test and the allocator
 * in the program share, as a file that both have mapped. Its path is in PIYUE_HUNGER.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_HUNGER_H
#define PIYUE_HUNGER_H

#include <stdatomic.h>
#include <stdbool.h>

typedef struct Hunger {
    long at;               /* the allocation that fails, from 1; 0: none */
    bool is_stuck;         /* and all behind it */
    bool is_deadly;        /* it does not fail, but crashes: a program that is broken */
    void *nothing;         /* NULL: what it is to follow */
    atomic_long count;     /* allocations so far, of the program itself */
    atomic_bool is_own;    /* it has crashed in code of its own, */
    atomic_bool is_theirs; /* … or in that of a library */
} Hunger;

#endif
