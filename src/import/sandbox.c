/* What the importing child may not do.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <piyue/charset.h>

/* Descriptors a child needs at once: its file, the pipe, poppler's tables. */
#define DESCRIPTOR_MAX 32

struct Sandbox {
    struct sock_filter *filter; /* NULL where the kernel filters no system calls */
    unsigned short filter_count;
    int ruleset;         /* Landlock's; -1 where the kernel has none */
    int null_fd;         /* /dev/null: libraries print what strangers wrote */
    uint64_t base_bytes; /* address space in use: the child starts with all of it */
    Decoder **decoders;
    size_t decoder_count;
};

/* ---- system calls ------------------------------------------------------ */

/* Reading, memory, time and the end. What is not here fails with EPERM: libraries cope
 * with a refusal, and a kill would not say what was wanted. */
static const int allowed_calls[] = {
    SCMP_SYS(access),
    SCMP_SYS(brk),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(close),
    SCMP_SYS(dup),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(fstat),
    SCMP_SYS(fstat64),
    SCMP_SYS(fstatat64),
    SCMP_SYS(fstatfs),
    SCMP_SYS(futex),
    SCMP_SYS(getdents64),
    SCMP_SYS(getegid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getpid),
    SCMP_SYS(getrandom),
    SCMP_SYS(getrlimit),
    SCMP_SYS(getrusage),
    SCMP_SYS(gettid),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getuid),
    SCMP_SYS(lseek),
    SCMP_SYS(_llseek),
    SCMP_SYS(lstat),
    SCMP_SYS(madvise),
    SCMP_SYS(mremap),
    SCMP_SYS(munmap),
    SCMP_SYS(nanosleep),
    SCMP_SYS(newfstatat),
    SCMP_SYS(pread64),
    SCMP_SYS(preadv),
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(stat),
    SCMP_SYS(statx),
    SCMP_SYS(sysinfo),
    SCMP_SYS(time),
    SCMP_SYS(uname),
    SCMP_SYS(clock_nanosleep),
};

/* Calls that are allowed with some arguments only: `mask` of the argument must be
 * `value`. Rows of one call are alternatives. */
typedef struct CallRule {
    int call;
    unsigned argument;
    uint64_t mask, value;
} CallRule;

#define ALL_BITS UINT64_MAX
#define WRITE_FLAGS (O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY))

static const CallRule call_rules[] = {
    {SCMP_SYS(open), 1, WRITE_FLAGS, O_RDONLY},
    {SCMP_SYS(openat), 2, WRITE_FLAGS, O_RDONLY},
    {SCMP_SYS(write), 0, ALL_BITS, STDOUT_FILENO},
    {SCMP_SYS(write), 0, ALL_BITS, STDERR_FILENO},
    {SCMP_SYS(writev), 0, ALL_BITS, STDOUT_FILENO},
    {SCMP_SYS(writev), 0, ALL_BITS, STDERR_FILENO},
    {SCMP_SYS(fcntl), 1, ALL_BITS, F_GETFD},
    {SCMP_SYS(fcntl), 1, ALL_BITS, F_SETFD},
    {SCMP_SYS(fcntl), 1, ALL_BITS, F_GETFL},
    {SCMP_SYS(fcntl), 1, ALL_BITS, F_DUPFD},
    {SCMP_SYS(fcntl), 1, ALL_BITS, F_DUPFD_CLOEXEC},
    {SCMP_SYS(mprotect), 2, PROT_EXEC, 0},
    {SCMP_SYS(prlimit64), 2, ALL_BITS, 0}, /* asking, not setting */
};

static bool add_rules(scmp_filter_ctx context)
{
    for (size_t i = 0; i < ARRAY_SIZE(allowed_calls); i++)
        if (seccomp_rule_add(context, SCMP_ACT_ALLOW, allowed_calls[i], 0) != 0)
            return false;
    for (size_t i = 0; i < ARRAY_SIZE(call_rules); i++) {
        const CallRule *rule = &call_rules[i];
        if (seccomp_rule_add(context, SCMP_ACT_ALLOW, rule->call, 1,
                             SCMP_CMP(rule->argument, SCMP_CMP_MASKED_EQ, rule->mask,
                                      rule->value)) != 0)
            return false;
    }
    /* Memory of its own, that is not run: no shared pages, no loading of code. */
    static const int maps[] = {SCMP_SYS(mmap), SCMP_SYS(mmap2)};
    for (size_t i = 0; i < ARRAY_SIZE(maps); i++)
        if (seccomp_rule_add(context, SCMP_ACT_ALLOW, maps[i], 2,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                             SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED, 0)) != 0)
            return false;
    return true;
}

static bool has_seccomp(void)
{
    /* Without a program it faults where filters are known. */
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) != 0 && errno == EFAULT;
}

bool sandbox_build_filter(Sandbox *sandbox)
{
    if (sandbox->filter || !has_seccomp())
        return true;
    scmp_filter_ctx context = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int fd = memfd_create("filter", MFD_CLOEXEC);
    struct stat info;
    if (context && fd >= 0 && add_rules(context) &&
        seccomp_export_bpf(context, fd) == 0 && fstat(fd, &info) == 0) {
        size_t bytes = (size_t)info.st_size;
        sandbox->filter = mem_alloc(bytes);
        if (pread(fd, sandbox->filter, bytes, 0) == (ssize_t)bytes) {
            sandbox->filter_count = (unsigned short)(bytes / sizeof(*sandbox->filter));
        } else {
            free(sandbox->filter);
            sandbox->filter = NULL;
        }
    }
    if (fd >= 0)
        close(fd);
    if (context)
        seccomp_release(context);
    return sandbox->filter != NULL;
}

static bool apply_filter(const Sandbox *sandbox)
{
    if (!sandbox->filter)
        return true;
    struct sock_fprog program = {.len = sandbox->filter_count, .filter = sandbox->filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* ---- files ------------------------------------------------------------- */

/* struct landlock_ruleset_attr as of ABI 6; older headers know its beginning only. */
typedef struct RulesetAttributes {
    uint64_t files, network, scopes;
} RulesetAttributes;

/* What each version of Landlock can forbid: the next bits of each set. */
static const struct {
    unsigned files, network, scopes; /* bits */
    size_t attribute_bytes;
} landlock_versions[] = {
    {13, 0, 0, 8},  {14, 0, 0, 8},  {15, 0, 0, 8},
    {15, 2, 0, 16}, {16, 2, 0, 16}, {16, 2, 2, 24},
};

#define BITS(count) (((uint64_t)1 << (count)) - 1)

static int get_landlock_version(void)
{
    long version =
        syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? (int)MIN(version, (long)ARRAY_SIZE(landlock_versions)) : 0;
}

/* Everything is forbidden but what is named here. */
static void build_ruleset(Sandbox *sandbox)
{
    int version = get_landlock_version();
    if (version == 0)
        return;
    RulesetAttributes attributes = {
        .files = BITS(landlock_versions[version - 1].files),
        .network = BITS(landlock_versions[version - 1].network),
        .scopes = BITS(landlock_versions[version - 1].scopes),
    };
    sandbox->ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes,
                                    landlock_versions[version - 1].attribute_bytes, 0);
#ifdef WITH_POPPLER
    /* Without its tables a Chinese PDF has no text, and no error either. */
    int fd = open("/usr/share/poppler", O_PATH | O_CLOEXEC);
    if (fd < 0 || sandbox->ruleset < 0)
        return;
    struct landlock_path_beneath_attr below = {
        .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
        .parent_fd = fd};
    (void)syscall(SYS_landlock_add_rule, sandbox->ruleset, LANDLOCK_RULE_PATH_BENEATH,
                  &below, 0);
    close(fd);
#endif
}

static bool apply_ruleset(const Sandbox *sandbox)
{
    return sandbox->ruleset < 0 ||
           syscall(SYS_landlock_restrict_self, sandbox->ruleset, 0) == 0;
}

/* ---- processor, memory, sizes ------------------------------------------ */

#ifndef WITH_SANITIZERS
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

static bool set_time_limit(const ImportLimits *limits)
{
    return set_limit(RLIMIT_CPU, limits->max_cpu_seconds,
                     (uint64_t)limits->max_cpu_seconds + 1);
}

static bool set_limits(const Sandbox *sandbox, const ImportLimits *limits)
{
    bool is_set = set_limit(RLIMIT_FSIZE, 0, 0) && set_limit(RLIMIT_CORE, 0, 0) &&
                  set_limit(RLIMIT_NPROC, 0, 0) &&
                  set_limit(RLIMIT_NOFILE, DESCRIPTOR_MAX, DESCRIPTOR_MAX);
#ifdef WITH_SANITIZERS
    (void)sandbox, (void)limits;
#else
    uint64_t memory = sandbox->base_bytes + limits->max_memory_bytes;
    is_set = is_set && set_limit(RLIMIT_AS, memory, memory);
#endif
    return is_set;
}

/* ---- stepping in ------------------------------------------------------- */

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

#ifndef WITH_SANITIZERS
#define ROOM_BYTES ((size_t)16 << 20)

/* Libraries do not say that memory was all: they abort, trap, or follow a null pointer.
 * Where there is no room any more, that was it. */
static void on_crash(int number)
{
    (void)number; /* raised again, or what raised it is: the default has been restored */
    void *room = mmap(NULL, ROOM_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        _exit(SANDBOX_STATUS_NO_MEMORY);
    munmap(room, ROOM_BYTES);
}

static void watch_crashes(void)
{
    static const int numbers[] = {SIGABRT, SIGBUS, SIGSEGV, SIGTRAP};
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND};
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
        sigaction(numbers[i], &action, NULL);
}
#endif

/* Moves the file to descriptor 0 and the pipe to 1 and closes all but 2. */
static bool keep_descriptors(const Sandbox *sandbox, int fd, int pipe_fd)
{
    int high_fd = fcntl(fd, F_DUPFD, 3), high_pipe = fcntl(pipe_fd, F_DUPFD, 3);
    if (high_fd < 0 || high_pipe < 0 || dup2(high_fd, 0) < 0 || dup2(high_pipe, 1) < 0)
        return false;
#ifdef WITH_SANITIZERS
    (void)sandbox; /* what they find is to be seen */
#else
    if (sandbox->null_fd < 0 || dup2(sandbox->null_fd, 2) < 0)
        close(2);
#endif
    if (close_range(3, ~0U, 0) == 0)
        return true;
    long max = sysconf(_SC_OPEN_MAX);
    for (int other = 3; other < (max > 0 ? max : 1024); other++)
        close(other);
    return true;
}

bool sandbox_enter(Sandbox *sandbox, int fd, int pipe_fd, int parent,
                   const ImportLimits *limits)
{
    reset_signals();
#ifndef WITH_SANITIZERS
    watch_crashes();
#endif
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent ||
        !set_time_limit(limits) || !sandbox_build_filter(sandbox))
        return false;
    /* Landlock before its descriptor is closed, the filter last: it forbids the rest. */
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && apply_ruleset(sandbox) &&
           keep_descriptors(sandbox, fd, pipe_fd) && set_limits(sandbox, limits) &&
           apply_filter(sandbox);
}

/* ---- life cycle -------------------------------------------------------- */

/* Converters are libraries that are loaded when first asked for, and stay while they
 * are in use. */
static void load_converters(Sandbox *sandbox)
{
    const char *const *names = charset_list();
    size_t count = 0;
    while (names[count])
        count++;
    sandbox->decoders = mem_alloc_array(count, sizeof(*sandbox->decoders));
    for (size_t i = 0; i < count; i++) {
        Error err = {0};
        Decoder *decoder = decoder_new(names[i], &err);
        if (decoder)
            sandbox->decoders[sandbox->decoder_count++] = decoder;
        error_clear(&err); /* whoever needs it will hear of it */
    }
}

Sandbox *sandbox_new(void)
{
    Sandbox *sandbox = mem_alloc(sizeof(*sandbox));
    *sandbox = (Sandbox){.ruleset = -1};
    sandbox->null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    load_converters(sandbox);
    build_ruleset(sandbox);
#ifndef WITH_SANITIZERS
    sandbox->base_bytes = measure_address_space();
#endif
    return sandbox;
}

void sandbox_free(Sandbox *sandbox)
{
    if (!sandbox)
        return;
    for (size_t i = 0; i < sandbox->decoder_count; i++)
        decoder_free(sandbox->decoders[i]);
    free(sandbox->decoders);
    free(sandbox->filter);
    if (sandbox->ruleset >= 0)
        close(sandbox->ruleset);
    if (sandbox->null_fd >= 0)
        close(sandbox->null_fd);
    free(sandbox);
}

const char *import_find_missing_wall(void)
{
    bool has_filter = has_seccomp(), has_ruleset = get_landlock_version() > 0;
    if (!has_filter && !has_ruleset)
        return N_("this system has neither seccomp nor Landlock: strangers' files are "
                  "read in a process of their own with limits, but nothing keeps it from "
                  "opening other files of yours");
    if (!has_filter)
        return N_("this system has no seccomp: the process that reads strangers' files "
                  "can start others and use the network");
    if (!has_ruleset)
        return N_("this system has no Landlock: the process that reads strangers' files "
                  "can read other files of yours, though it can send them nowhere");
    return NULL;
}
