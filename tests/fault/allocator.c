/* Linked into a piyue of its own: an allocator that counts, and fails where it is told
 * to, for whatever asks, libraries too. SPDX-License-Identifier: GPL-3.0-or-later */
#include "hunger.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* glibc's own, behind the names that stand here in front of them. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t align, size_t size);

void *memalign(size_t align, size_t size);

static Hunger *hunger; /* NULL: never hungry */
static pid_t program;  /* processes that it starts have all they want */

__attribute__((constructor)) static void map_hunger(void)
{
    const char *path = getenv("PIYUE_HUNGER");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *mapped = mmap(NULL, sizeof(*hunger), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    program = getpid();
    hunger = mapped == MAP_FAILED ? NULL : mapped;
}

static bool is_refused(void)
{
    if (!hunger || getpid() != program)
        return false;
    long number = atomic_fetch_add(&hunger->count, 1) + 1;
    if (!hunger->at || number < hunger->at || (number > hunger->at && !hunger->is_stuck))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return is_refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return is_refused() ? NULL : __libc_realloc(memory, size);
}

void *memalign(size_t align, size_t size)
{
    return is_refused() ? NULL : __libc_memalign(align, size);
}

void *aligned_alloc(size_t align, size_t size)
{
    return memalign(align, size);
}

int posix_memalign(void **memory, size_t align, size_t size)
{
    void *found = memalign(align, size);
    if (found)
        *memory = found;
    return found ? 0 : ENOMEM;
}
