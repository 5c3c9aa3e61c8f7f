/* Work done ahead of the one who needs it, in threads, in order.
 *
 *     taken          begun or done             may not begin yet
 *     0 … first-1    first … first+window-1    …
 *
 * Items are numbered; threads take the next one that lies in the window, whoever owns
 * this waits for them one after the other and lets go of what it has taken. So the order
 * of results is that of the items, however the threads run.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_INTAKE_AHEAD_H
#define PIYUE_INTAKE_AHEAD_H

#include <piyue/import.h>

/* Works at one item. `thread` is whose turn it is, from 0. */
typedef void AheadWork(void *context, size_t index, size_t thread, ImportZygote *zygote);

typedef struct AheadPlan {
    size_t count;
    const uint64_t *bytes; /* what each item costs; borrowed */
    size_t window;         /* items */
    uint64_t window_bytes; /* the first item may cost more */
    AheadWork *work;
    void *context;
} AheadPlan;

typedef struct Ahead Ahead;
/* For as many threads as there are processors, at most AHEAD_THREADS_MAX. The caller must
 * have no threads yet. */
Ahead *ahead_new(const AheadPlan *plan);
/* Begins the work; what it looks at must be in its place by now, this pointer, too. False
 * where no thread can be started: then nothing is done ahead. */
bool ahead_start(Ahead *ahead);
#define AHEAD_THREADS_MAX 8
/* Is the item done? Waits up to `timeout_ms`. */
bool ahead_wait(Ahead *ahead, size_t index, int timeout_ms);
/* Items before `first` are taken. */
void ahead_move(Ahead *ahead, size_t first);
/* No more items begin, and those at work are asked to end. */
void ahead_stop(Ahead *ahead);
/* For the work: is it asked to end? */
bool ahead_is_stopped(Ahead *ahead);
/* Stops, waits for what is at work. NULL is fine. */
void ahead_free(Ahead *ahead);

#endif
