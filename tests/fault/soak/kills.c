/* Processes of the day that are killed: in the middle of a write, without power, between
 * two steps. SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

#include <limits.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../faulty_disk.h"
#include "store/internal.h"

/* Where in a write the end comes hangs on the numbers that the library draws for what is
 * in it. So it comes in the last step: what it is in the middle of is the same whenever
 * the seed is played, and nearly always what it leaves, too. */
static void run_killed(Fault fault, int at, uint32_t count)
{
    Error err = {0};
    soak->is_child = true;
    faulty_disk_install();
    seat_open_library();
    seat_start();
    if (soak->breakage == BREAK_SYNC)
        soak_must(store_execute(library_get_store(seat.library),
                                "PRAGMA synchronous = OFF", &err));
    day_leave_some();
    if (fault == FAULT_POWER) /* what is not synced is remembered from here on */
        faulty_disk_arm(fault, INT_MAX);
    for (uint32_t i = 1; i < count; i++)
        soak_step();
    bool is_leaving = roll(4) == 0;
    if (fault != FAULT_NONE)
        faulty_disk_arm(fault, at);
    if (is_leaving)
        day_leave_some();
    else
        soak_step();
    if (fault == FAULT_POWER) /* that comes now at the latest */
        faulty_disk_arm(fault, 1);
    if (!library_put_typed(seat.library, STR("soak"), STR("x"), &err))
        _exit(SOAK_ASTRAY);
    kill(getpid(), SIGKILL);
}

/* In the middle of a write, without power, or between two steps. What verbs do is done by
 * other processes, and stays. */
void step_kill(void)
{
    Fault fault = (Fault[]){FAULT_NONE, FAULT_KILL, FAULT_POWER}[roll(3)];
    int at = 1 + (int)roll(60), status = 0;
    uint32_t count = 1 + roll(6), dice = roll(UINT32_MAX);
    uint64_t played[ACTION_COUNT];
    memcpy(played, soak->played, sizeof(played));
    day_close_all();
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        run_killed(soak->breakage == BREAK_SYNC ? FAULT_POWER : fault, at, count);
        _exit(SOAK_ASTRAY);
    }
    soak_must(waitpid(pid, &status, 0) == pid);
    soak->is_child = false;
    soak->dice = dice; /* however far it came: what comes next hangs on these two */
    memcpy(soak->played, played, sizeof(played));
    bool is_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (!is_killed && !(WIFEXITED(status) && WEXITSTATUS(status) == FAULT_EXIT))
        soak_fail("the process that was to be killed ended with %d", status);
    day_open_all();
    soak_settle_killed();
    day_find_texts(); /* those that were left, and not opened again since */
    soak->kills++;
}
