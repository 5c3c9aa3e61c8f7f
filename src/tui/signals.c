/* Signals through a pipe of our own, so that poll() sees them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/signals.h"

#include <piyue/base.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static const struct {
    int number;
    SignalKind kind;
} caught[] = {
    {SIGHUP, SIGNAL_HANGUP}, {SIGTERM, SIGNAL_HANGUP},    {SIGWINCH, SIGNAL_RESIZED},
    {SIGTSTP, SIGNAL_STOP},  {SIGCONT, SIGNAL_CONTINUED},
};
/* A limit that is hit comes back as an error of write(), not as death. */
static const int ignored[] = {SIGPIPE, SIGINT, SIGQUIT, SIGXFSZ};

static volatile sig_atomic_t flags[ARRAY_SIZE(caught)];
static int wake_pipe[2] = {-1, -1};

static void on_signal(int number)
{
    int saved = errno;
    for (size_t i = 0; i < ARRAY_SIZE(caught); i++) {
        if (caught[i].number == number)
            flags[i] = 1;
    }
    ssize_t written = write(wake_pipe[1], "", 1); /* a full pipe wakes as well */
    (void)written;
    errno = saved;
}

static void signal_set(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_flags = SA_RESTART};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

void signals_catch(void)
{
    if (wake_pipe[0] < 0 && pipe2(wake_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        wake_pipe[0] = wake_pipe[1] = -1;
    for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
        signal_set(caught[i].number, on_signal);
    for (size_t i = 0; i < ARRAY_SIZE(ignored); i++)
        signal_set(ignored[i], SIG_IGN);
}

void signals_release(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
        signal_set(caught[i].number, SIG_DFL);
    for (size_t i = 0; i < ARRAY_SIZE(ignored); i++)
        signal_set(ignored[i], SIG_DFL);
}

int signals_get_fd(void)
{
    return wake_pipe[0];
}

SignalKind signals_next(void)
{
    char bytes[64];
    while (read(wake_pipe[0], bytes, sizeof(bytes)) > 0)
        continue;
    for (size_t i = 0; i < ARRAY_SIZE(caught); i++) {
        if (flags[i]) {
            flags[i] = 0;
            return caught[i].kind;
        }
    }
    return SIGNAL_NONE;
}

void signals_forget(SignalKind kind)
{
    for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
        if (caught[i].kind == kind)
            flags[i] = 0;
}

void signals_stop_self(void)
{
    /* SIGTSTP, not SIGSTOP: the kernel ignores it where no shell could continue us. */
    signal_set(SIGTSTP, SIG_DFL);
    raise(SIGTSTP);
    signal_set(SIGTSTP, on_signal);
}
