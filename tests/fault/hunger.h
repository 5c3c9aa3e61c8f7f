/* A program that runs out of memory when it is told to: what the test and the allocator
 * in the program share, as a file that both have mapped. Its path is in PIYUE_HUNGER.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_HUNGER_H
#define PIYUE_HUNGER_H

#include <stdatomic.h>
#include <stdbool.h>

typedef struct Hunger {
    long at;           /* the allocation that fails, from 1; 0: none */
    bool is_stuck;     /* and all behind it */
    atomic_long count; /* allocations so far, of the program itself */
} Hunger;

#endif
