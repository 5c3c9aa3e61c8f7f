/* A host that lies, and a program that is broken: preloaded in front of libc.
 *
 * PIYUE_HOST_NFS=1      every file system is NFS
 * PIYUE_HOST_SECONDS=N  it is so many seconds later
 * PIYUE_HOST_LOCALE=1   there is no locale but C
 *
 * For trials that must find what is broken (host_broken.sh):
 *
 * PIYUE_HOST_IMPATIENT=1  SQLite waits for no lock
 * PIYUE_HOST_DEAF=1       the end of input is not heard
 * PIYUE_HOST_RIGID=1      the terminal has the size that it had at first
 * PIYUE_HOST_TERMINAL=1   everything is a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NFS_MAGIC 0x6969

static int is_set(const char *lie)
{
    return getenv(lie) != NULL;
}

int statfs(const char *path, struct statfs *info)
{
    int result = (int)syscall(SYS_statfs, path, info);
    if (result == 0 && is_set("PIYUE_HOST_NFS"))
        info->f_type = NFS_MAGIC;
    return result;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    const char *seconds = getenv("PIYUE_HOST_SECONDS");
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && seconds && clock == CLOCK_REALTIME)
        now->tv_sec += strtol(seconds, NULL, 10);
    return result;
}

char *setlocale(int category, const char *name)
{
    char *(*real)(int, const char *) =
        (char *(*)(int, const char *))dlsym(RTLD_NEXT, "setlocale");
    if (!name || !is_set("PIYUE_HOST_LOCALE"))
        return real(category, name);
    int is_there = !*name || strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0;
    return is_there ? real(category, "C") : NULL;
}

/* ---- broken on purpose --------------------------------------------------------------
 */

int sqlite3_busy_timeout(void *db, int ms);
int sqlite3_busy_timeout(void *db, int ms)
{
    int (*real)(void *, int) =
        (int (*)(void *, int))dlsym(RTLD_NEXT, "sqlite3_busy_timeout");
    return real(db, is_set("PIYUE_HOST_IMPATIENT") ? 0 : ms);
}

ssize_t read(int fd, void *bytes, size_t count)
{
    ssize_t got = syscall(SYS_read, fd, bytes, count);
    if (fd == STDIN_FILENO && (got == 0 || (got < 0 && errno == EIO)) &&
        is_set("PIYUE_HOST_DEAF")) {
        errno = EAGAIN;
        return -1;
    }
    return got;
}

int poll(struct pollfd *fds, nfds_t count, int ms)
{
    struct timespec wait = {ms / 1000, ms % 1000 * 1000000L};
    int ready = (int)syscall(SYS_ppoll, fds, count, ms < 0 ? NULL : &wait, NULL, 0);
    for (nfds_t i = 0; ready > 0 && i < count && is_set("PIYUE_HOST_DEAF"); i++)
        fds[i].revents &= ~(POLLHUP | POLLERR);
    return ready;
}

int ioctl(int fd, unsigned long request, ...)
{
    static struct winsize first;
    va_list list;
    va_start(list, request);
    void *argument = va_arg(list, void *);
    va_end(list);
    int result = (int)syscall(SYS_ioctl, fd, request, argument);
    if (result == 0 && request == TIOCGWINSZ && is_set("PIYUE_HOST_RIGID")) {
        struct winsize *size = argument;
        if (first.ws_row)
            *size = first;
        first = *size;
    }
    return result;
}

int isatty(int fd)
{
    struct winsize size;
    return is_set("PIYUE_HOST_TERMINAL") ||
           (syscall(SYS_ioctl, fd, TIOCGWINSZ, &size) == 0 && size.ws_row != 0xFFFF);
}
