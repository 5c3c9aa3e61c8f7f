/* Linked into a piyue of its own: an allocator that counts, and fails where it is told
 * to, for whatever asks, libraries too; and one who says whose crash it was.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "hunger.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
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

/* ---- whose crash ------------------------------------------------------------------- */

#define FRAMES 48
#define FRAMES_SKIPPED 2 /* the handler, and the way back from it */

typedef enum Owner { OWNER_PROGRAM, OWNER_LIBC, OWNER_LIBRARY } Owner;

static Owner find_owner(const void *address)
{
    Dl_info here, self;
    if (!dladdr(address, &here) || !dladdr((const void *)&hunger, &self) ||
        here.dli_fbase == self.dli_fbase)
        return OWNER_PROGRAM; /* an address that is none is a fault of ours, too */
    return strstr(here.dli_fname, "/libc.so") ? OWNER_LIBC : OWNER_LIBRARY;
}

/* Functions of libc that crash when there is no memory, whoever calls them. */
static bool is_careless(const void *address)
{
    static const char *const names[] = {"getpwuid", "getpwuid_r"};
    Dl_info here;
    if (!dladdr(address, &here) || !here.dli_sname)
        return false;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(here.dli_sname, names[i]) == 0)
            return true;
    return false;
}

/* Ours is what crashes in our code, or in what it called of libc. */
static void on_crash(int number)
{
    void *frames[FRAMES];
    int count = backtrace(frames, FRAMES), at = FRAMES_SKIPPED;
    while (at < count && find_owner(frames[at]) == OWNER_LIBC)
        at++;
    bool is_own = at >= count || (find_owner(frames[at]) == OWNER_PROGRAM &&
                                  !is_careless(frames[at - 1]));
    atomic_store(is_own ? &hunger->is_own : &hunger->is_theirs, true);
    raise(number); /* by default now */
}

static void watch_crashes(void)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
    void *first;
    (void)backtrace(&first, 1); /* loads what it needs, while there is memory */
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        sigaction(numbers[i],
                  &(struct sigaction){.sa_handler = on_crash,
                                      .sa_flags = (int)SA_RESETHAND | SA_NODEFER},
                  NULL);
}

/* ---- by which way ------------------------------------------------------------------ */

#define WAY_FRAMES 10 /* those of the allocator, and who called it */

/* An address becomes its place in the file that it was loaded from; 1: there it is. */
static int subtract_base(struct dl_phdr_info *file, size_t size, void *context)
{
    uintptr_t *address = context, place = *address - file->dlpi_addr;
    (void)size;
    for (int i = 0; i < file->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &file->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || place - part->p_vaddr >= part->p_memsz)
            continue;
        *address = place;
        return 1;
    }
    return 0;
}

/* Of the nearest functions on the stack: FNV-1a. */
static uint64_t hash_way(void)
{
    void *frames[WAY_FRAMES];
    int count = backtrace(frames, WAY_FRAMES);
    uint64_t hash = 14695981039346656037U;
    for (int i = 0; i < count; i++) {
        uintptr_t place = (uintptr_t)frames[i];
        dl_iterate_phdr(subtract_base, &place);
        hash = (hash ^ place) * 1099511628211U;
    }
    return hash;
}

/* ---- memory ------------------------------------------------------------------------ */

__attribute__((constructor)) static void map_hunger(void)
{
    const char *path = getenv("PIYUE_HUNGER");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *mapped = mmap(NULL, sizeof(*hunger), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    watch_crashes();
    program = getpid();
    hunger = mapped == MAP_FAILED ? NULL : mapped;
}

static bool is_refused(void)
{
    if (!hunger || getpid() != program)
        return false;
    long number = atomic_fetch_add(&hunger->count, 1) + 1;
    if (hunger->is_learning && number <= HUNGER_WAYS)
        hunger->ways[number - 1] = hash_way();
    if (!hunger->at || number < hunger->at || (number > hunger->at && !hunger->is_stuck))
        return false;
    if (hunger->is_deadly)
        *(volatile int *)hunger->nothing = 0;
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
