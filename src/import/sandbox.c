/* What the importing child may not do.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* The program's handlers belong to the parent: its terminal, its drafts. */
static void reset_signals(void)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    /* Ctrl-C goes to the whole group; the parent decides what becomes of us. */
    signal(SIGINT, SIG_IGN);
    /* With a file size of 0 even a message to a redirected stderr raises it. */
    signal(SIGXFSZ, SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Moves the file to descriptor 0 and the pipe to 1 and closes all but 2. */
static bool keep_descriptors(int fd, int pipe_fd)
{
    int high_fd = fcntl(fd, F_DUPFD, 3), high_pipe = fcntl(pipe_fd, F_DUPFD, 3);
    if (high_fd < 0 || high_pipe < 0 || dup2(high_fd, 0) < 0 || dup2(high_pipe, 1) < 0)
        return false;
    if (close_range(3, ~0U, 0) == 0)
        return true;
    long max = sysconf(_SC_OPEN_MAX);
    for (int other = 3; other < (max > 0 ? max : 1024); other++)
        close(other);
    return true;
}

static bool set_limit(__rlimit_resource_t resource, uint64_t soft, uint64_t hard)
{
    struct rlimit old;
    if (getrlimit(resource, &old) != 0)
        return false;
    /* Never above what was already set for us. */
    struct rlimit limit = {.rlim_cur = MIN((rlim_t)soft, old.rlim_max),
                           .rlim_max = MIN((rlim_t)hard, old.rlim_max)};
    return setrlimit(resource, &limit) == 0;
}

#ifndef WITH_SANITIZERS
/* Address space in use: the child starts with all of its parent's. */
static uint64_t measure_address_space(void)
{
    unsigned long long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "re");
    if (statm) {
        if (fscanf(statm, "%llu", &pages) != 1)
            pages = 0;
        fclose(statm);
    }
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}
#endif

static bool set_limits(const ImportLimits *limits)
{
    bool is_set = set_limit(RLIMIT_CPU, limits->max_cpu_seconds,
                            (uint64_t)limits->max_cpu_seconds + 1) &&
                  set_limit(RLIMIT_FSIZE, 0, 0) && set_limit(RLIMIT_CORE, 0, 0);
#ifndef WITH_SANITIZERS
    uint64_t memory = measure_address_space() + limits->max_memory_bytes;
    is_set = is_set && set_limit(RLIMIT_AS, memory, memory);
#endif
    return is_set;
}

bool sandbox_enter(int fd, int pipe_fd, int parent, const ImportLimits *limits)
{
    reset_signals();
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        return false;
    return keep_descriptors(fd, pipe_fd) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           set_limits(limits);
}
