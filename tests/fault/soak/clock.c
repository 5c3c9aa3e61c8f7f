/* A clock that never says the same twice: what is newest must not hang on how fast the
 * machine is, or a seed would not play the same day again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int64_t to_ms(const struct timespec *time)
{
    return (int64_t)time->tv_sec * 1000 + time->tv_nsec / 1000000;
}

/* The one of the C library, for all of this program. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (result || clock != CLOCK_REALTIME || !soak)
        return result;
    soak->clock_ms = MAX(to_ms(now), soak->clock_ms + 1);
    now->tv_sec = (time_t)(soak->clock_ms / 1000);
    now->tv_nsec = (long)(soak->clock_ms % 1000 * 1000000);
    return 0;
}

void clock_catch_up(void)
{
    struct timespec now, pause = {.tv_nsec = 1000000};
    while (syscall(SYS_clock_gettime, CLOCK_REALTIME, &now) == 0 &&
           to_ms(&now) <= soak->clock_ms)
        nanosleep(&pause, NULL);
}
