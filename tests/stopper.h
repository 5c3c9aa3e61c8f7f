/* Somebody who watches work, and stops it when he is asked for the nth time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TESTS_STOPPER_H
#define PIYUE_TESTS_STOPPER_H

#include <piyue/base.h>

typedef struct Stopper {
    size_t asked, stop_at;    /* stop_at 0: never */
    uint64_t done, total;     /* as last told, where that was told */
    bool has_fallen, is_over; /* `done` became less; more than `total` */
} Stopper;

static bool stopper_ask(void *context, uint64_t done, uint64_t total)
{
    Stopper *stopper = context;
    stopper->asked++;
    if (total) {
        stopper->has_fallen |= done < stopper->done;
        stopper->is_over |= done > total;
        stopper->done = done;
        stopper->total = total;
    }
    return !stopper->stop_at || stopper->asked < stopper->stop_at;
}

static inline Report stopper_report(Stopper *stopper, size_t stop_at)
{
    *stopper = (Stopper){.stop_at = stop_at};
    return (Report){.progress = stopper_ask, .context = stopper};
}

#endif
