/* System calls of a program, one by one: ptrace(2).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tracer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/elf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEADLINE_S 60
#define NONE (-1)

/* A call that changes files: which argument is what. */
typedef struct CallRow {
    long number;
    CallKind kind;
    int fd, path, to;    /* argument, or NONE */
    int base, base_to;   /* the directory that a relative path is below */
    int data, size, off; /* of writes and truncations */
    int flags;           /* of open */
} CallRow;

#define ROW(name, call, ...)                                                             \
    {                                                                                    \
        .number = SYS_##name, .kind = call, __VA_ARGS__                                  \
    }
#define BY_FD .fd = 0, .path = NONE, .to = NONE, .base = NONE, .base_to = NONE
#define BY_PATH(p, t) .fd = NONE, .path = p, .to = t, .base = NONE, .base_to = NONE
#define BY_BASE(p, t)                                                                    \
    .fd = NONE, .path = p, .to = t, .base = (p)-1, .base_to = (t) == NONE ? NONE : (t)-1
#define PLAIN .data = NONE, .size = NONE, .off = NONE, .flags = NONE

static const CallRow rows[] = {
    ROW(write, CALL_WRITE, BY_FD, .data = 1, .size = 2, .off = NONE, .flags = NONE),
    ROW(pwrite64, CALL_WRITE, BY_FD, .data = 1, .size = 2, .off = 3, .flags = NONE),
    ROW(writev, CALL_WRITE, BY_FD, PLAIN),
    ROW(pwritev, CALL_WRITE, BY_FD, PLAIN),
    ROW(ftruncate, CALL_TRUNCATE, BY_FD, .data = NONE, .size = NONE, .off = 1,
        .flags = NONE),
    ROW(fallocate, CALL_WRITE, BY_FD, PLAIN),
    ROW(fsync, CALL_SYNC, BY_FD, PLAIN),
    ROW(fdatasync, CALL_SYNC, BY_FD, PLAIN),
    ROW(openat, CALL_CREATE, BY_BASE(1, NONE), .data = NONE, .size = NONE, .off = NONE,
        .flags = 2),
    ROW(renameat2, CALL_RENAME, BY_BASE(1, 3), PLAIN),
    ROW(linkat, CALL_LINK, BY_BASE(1, 3), PLAIN),
    ROW(unlinkat, CALL_REMOVE, BY_BASE(1, NONE), PLAIN),
    ROW(mkdirat, CALL_MAKE_DIRECTORY, BY_BASE(1, NONE), PLAIN),
#ifdef SYS_renameat
    ROW(renameat, CALL_RENAME, BY_BASE(1, 3), PLAIN),
#endif
#ifdef SYS_open
    ROW(open, CALL_CREATE, BY_PATH(0, NONE), .data = NONE, .size = NONE, .off = NONE,
        .flags = 1),
    ROW(rename, CALL_RENAME, BY_PATH(0, 1), PLAIN),
    ROW(link, CALL_LINK, BY_PATH(0, 1), PLAIN),
    ROW(unlink, CALL_REMOVE, BY_PATH(0, NONE), PLAIN),
    ROW(rmdir, CALL_REMOVE, BY_PATH(0, NONE), PLAIN),
    ROW(mkdir, CALL_MAKE_DIRECTORY, BY_PATH(0, NONE), PLAIN),
#endif
};

/* What a thread is in the middle of. */
typedef struct Thread {
    pid_t id;
    int error;    /* with which its call is to end; 0: as it ends by itself */
    bool is_said; /* it says something */
} Thread;

typedef struct Tracer {
    const TracePlan *plan;
    pid_t program;
    Thread *threads; /* owned */
    size_t thread_count, thread_capacity;
    StrBuf data;
    char path[PATH_MAX], to[PATH_MAX];
} Tracer;

static void fail(const char *what)
{
    fprintf(stderr, "the tracer: %s: %s\n", what, strerror(errno));
    abort();
}

static volatile pid_t impatient_of; /* the program that is killed at the deadline */

static void on_deadline(int number)
{
    if (impatient_of) {
        kill(impatient_of, SIGKILL);
        return;
    }
    static const char message[] = "the tracer: the program does not end\n";
    (void)number;
    (void)!write(STDERR_FILENO, message, sizeof(message) - 1);
    abort();
}

/* ---- reading the program -------------------------------------------------------- */

static const CallRow *find_row(long number)
{
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (rows[i].number == number)
            return &rows[i];
    return NULL;
}

static bool read_link(pid_t program, const char *what, char out[PATH_MAX])
{
    char name[64];
    snprintf(name, sizeof(name), "/proc/%d/%s", (int)program, what);
    ssize_t size = readlink(name, out, PATH_MAX - 1);
    out[size < 0 ? 0 : size] = '\0';
    return size >= 0;
}

static bool read_fd(pid_t program, int fd, char out[PATH_MAX])
{
    char what[32];
    snprintf(what, sizeof(what), "fd/%d", fd);
    return read_link(program, what, out);
}

static size_t read_memory(pid_t program, uint64_t from, void *out, size_t size)
{
    struct iovec here = {out, size}, there = {(void *)(uintptr_t)from, size};
    ssize_t got = process_vm_readv(program, &here, 1, &there, 1, 0);
    return got < 0 ? 0 : (size_t)got;
}

/* A path as the program gave it, made absolute. */
static void read_path(pid_t program, uint64_t from, int64_t base, char out[PATH_MAX])
{
    char given[PATH_MAX] = {0}, directory[PATH_MAX] = {0};
    size_t got = 0;
    while (got < sizeof(given) - 1) {
        /* Never over the end of a page: the next one need not be there. */
        size_t step = MIN(sizeof(given) - 1 - got, 4096 - (size_t)((from + got) & 4095));
        size_t count = read_memory(program, from + got, given + got, step);
        bool is_whole = memchr(given + got, 0, count) != NULL;
        got += count;
        if (is_whole || count < step)
            break;
    }
    if (given[0] == '/' || !(base == AT_FDCWD ? read_link(program, "cwd", directory)
                                              : read_fd(program, (int)base, directory))) {
        memcpy(out, given, PATH_MAX);
        return;
    }
    char *joined = path_join(directory, given);
    snprintf(out, PATH_MAX, "%s", joined);
    free(joined);
}

/* Is it a file on a disk? Not a pipe, a terminal or memory. */
static bool is_file(const char *path)
{
    static const char *const others[] = {"/dev/null", "/dev/pts/", "/dev/tty",
                                         "/proc/",    "/memfd:",   "/sys/"};
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        if (strncmp(path, others[i], strlen(others[i])) == 0)
            return false;
    return path[0] == '/';
}

/* False for what changes no file. */
static bool read_call(Tracer *tracer, const CallRow *row, const uint64_t *arguments,
                      Call *call)
{
    pid_t program = tracer->program;
    *call = (Call){.kind = row->kind, .path = tracer->path, .to = tracer->to, .off = -1};
    if (row->flags != NONE && !(arguments[row->flags] & (O_CREAT | O_TRUNC)))
        return false;
    tracer->to[0] = '\0';
    if (row->fd != NONE) {
        int fd = (int)arguments[row->fd];
        if (fd == STDOUT_FILENO || fd == STDERR_FILENO)
            call->kind = CALL_SAY;
        if (!read_fd(program, fd, tracer->path))
            return false;
    } else {
        int64_t base = row->base == NONE ? AT_FDCWD : (int)arguments[row->base];
        read_path(program, arguments[row->path], base, tracer->path);
        base = row->base_to == NONE ? AT_FDCWD : (int)arguments[row->base_to];
        if (row->to != NONE)
            read_path(program, arguments[row->to], base, tracer->to);
    }
    if (call->kind != CALL_SAY && !is_file(tracer->path))
        return false;
    if (row->flags != NONE && arguments[row->flags] & O_TRUNC)
        call->off = 0;
    if (row->off != NONE)
        call->off = (int64_t)arguments[row->off];
    if (row->data != NONE && tracer->plan->wants_data) {
        size_t size = (size_t)arguments[row->size];
        strbuf_reset(&tracer->data);
        strbuf_reserve(&tracer->data, size + 1);
        if (read_memory(program, arguments[row->data], tracer->data.data, size) != size)
            fail("memory of the program");
        call->data = (Str){tracer->data.data, size};
    }
    return true;
}

/* ---- acting on it ----------------------------------------------------------------- */

#if defined(__x86_64__)
static void set_registers(pid_t thread, bool is_entry, int error)
{
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, thread, NULL, &registers) != 0)
        return; /* it was killed meanwhile */
    if (is_entry)
        registers.orig_rax = (unsigned long long)-1;
    else
        registers.rax = (unsigned long long)-(long long)error;
    ptrace(PTRACE_SETREGS, thread, NULL, &registers);
}
#define CAN_TRACE true
#elif defined(__aarch64__)
static void set_registers(pid_t thread, bool is_entry, int error)
{
    struct user_regs_struct registers;
    int none = -1;
    struct iovec part = {&none, sizeof(none)}, all = {&registers, sizeof(registers)};
    if (is_entry) {
        ptrace(PTRACE_SETREGSET, thread, NT_ARM_SYSTEM_CALL, &part);
    } else if (ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, &all) == 0) {
        registers.regs[0] = (unsigned long long)-(long long)error;
        ptrace(PTRACE_SETREGSET, thread, NT_PRSTATUS, &all);
    }
}
#define CAN_TRACE true
#else
static void set_registers(pid_t thread, bool is_entry, int error)
{
    (void)thread, (void)is_entry, (void)error;
}
#define CAN_TRACE false
#endif

static Thread *find_thread(Tracer *tracer, pid_t id)
{
    for (size_t i = 0; i < tracer->thread_count; i++)
        if (tracer->threads[i].id == id)
            return &tracer->threads[i];
    tracer->threads = mem_grow(tracer->threads, &tracer->thread_capacity,
                               tracer->thread_count + 1, sizeof(*tracer->threads));
    Thread *thread = &tracer->threads[tracer->thread_count++];
    *thread = (Thread){.id = id};
    return thread;
}

static void enter_call(Tracer *tracer, Thread *thread,
                       const struct __ptrace_syscall_info *info)
{
    Call call;
    const CallRow *row = find_row((long)info->entry.nr);
    uint64_t arguments[6];
    for (size_t i = 0; i < ARRAY_SIZE(arguments); i++)
        arguments[i] = info->entry.args[i];
    if (!row || !read_call(tracer, row, arguments, &call))
        return;
    int answer = tracer->plan->visit(tracer->plan->context, &call);
    if (call.kind == CALL_SAY)
        return;
    if (answer == TRACE_KILL) {
        kill(tracer->program, SIGKILL);
    } else if (answer != TRACE_GO) {
        thread->error = answer;
        set_registers(thread->id, true, 0);
    }
}

static void on_call(Tracer *tracer, pid_t id)
{
    struct __ptrace_syscall_info info = {0};
    if (ptrace(PTRACE_GET_SYSCALL_INFO, id, sizeof(info), &info) < 0)
        return;
    Thread *thread = find_thread(tracer, id);
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        enter_call(tracer, thread, &info);
    } else if (info.op == PTRACE_SYSCALL_INFO_EXIT && thread->error) {
        set_registers(id, false, thread->error);
        thread->error = 0;
    }
}

/* ---- running it -------------------------------------------------------------------- */

static void run_program(const TracePlan *plan, int output)
{
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    if (plan->max_file_bytes) {
        struct rlimit limit = {(rlim_t)plan->max_file_bytes,
                               (rlim_t)plan->max_file_bytes};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    /* The leak detector is a tracer itself. */
    setenv("ASAN_OPTIONS", "detect_leaks=0", true);
    if (plan->visit)
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(plan->visit ? SIGSTOP : SIGCONT);
    if (plan->body)
        _exit(plan->body(plan->context));
    execv(plan->arguments[0], (char *const *)plan->arguments);
    _exit(127);
}

static void follow(Tracer *tracer, int *status)
{
    for (;;) {
        int state;
        pid_t id = waitpid(-1, &state, __WALL);
        if (id < 0 && errno == EINTR)
            continue;
        if (id < 0)
            fail("waiting");
        if (WIFEXITED(state) || WIFSIGNALED(state)) {
            if (id != tracer->program)
                continue;
            *status = state;
            return;
        }
        int number = WSTOPSIG(state);
        if (number == (SIGTRAP | 0x80)) {
            on_call(tracer, id);
            number = 0;
        } else if (state >> 16 || number == SIGSTOP || number == SIGTRAP) {
            number = 0; /* a new thread, or the program in the place of the test */
        }
        ptrace(PTRACE_SYSCALL, id, NULL, number);
    }
}

void trace_run(const TracePlan *plan, int *status, StrBuf *said)
{
    Tracer tracer = {.plan = plan};
    int output = memfd_create("said", MFD_CLOEXEC);
    if (output < 0)
        fail("memory for what is said");
    fflush(NULL);
    signal(SIGALRM, on_deadline);
    impatient_of = 0;
    alarm(plan->patience_s ? plan->patience_s : DEADLINE_S);
    tracer.program = fork();
    if (tracer.program < 0)
        fail("fork");
    if (tracer.program == 0)
        run_program(plan, output);
    impatient_of = plan->patience_s ? tracer.program : 0;
    if (plan->visit) {
        int options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
                      PTRACE_O_EXITKILL;
        if (waitpid(tracer.program, status, 0) != tracer.program ||
            ptrace(PTRACE_SETOPTIONS, tracer.program, NULL, options) != 0 ||
            ptrace(PTRACE_SYSCALL, tracer.program, NULL, 0) != 0)
            fail("ptrace");
        follow(&tracer, status);
    } else {
        pid_t ended;
        do
            ended = waitpid(tracer.program, status, 0);
        while (ended < 0 && errno == EINTR);
        if (ended != tracer.program)
            fail("waiting");
    }
    alarm(0);
    Error ignored = {0};
    lseek(output, 0, SEEK_SET);
    if (!file_read_fd(output, "said", (size_t)1 << 24, said, &ignored))
        error_clear(&ignored);
    close(output);
    strbuf_clear(&tracer.data);
    free(tracer.threads);
}

bool trace_is_possible(void)
{
    if (!CAN_TRACE)
        return false;
    pid_t child = fork();
    if (child == 0)
        _exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 0 : 1);
    int status = 1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
