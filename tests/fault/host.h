/* What the trials of hosts share: how deep they go, and a shim in front of libc that lies
 * to the program (host_shim.c). SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_HOST_H
#define PIYUE_HOST_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../harness/run.h"

/* How deep the trials go: make check, make fault, make fault-long. */
static inline int depth_of(int shortly, int all, int longer)
{
    const char *depth = getenv("PIYUE_FAULT");
    return !depth ? shortly : strcmp(depth, "long") == 0 ? longer : all;
}

/* With the shim in front of libc; false where there is none. */
static inline bool shim_begin(const char *name, const char *value)
{
    const char *folder = getenv("builddir");
    char *path = path_join(folder ? folder : ".", "tests/fault/host_shim.so");
    char *whole = realpath(path, NULL);
    free(path);
    if (!whole)
        return false;
    setenv("LD_PRELOAD", whole, 1);
    setenv(name, value, 1);
    free(whole);
    return true;
}

static inline void shim_end(const char *name)
{
    unsetenv("LD_PRELOAD");
    unsetenv(name);
}

#endif
