/* Starts the importing child, listens to it, and tells how it ended.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIPE_BYTES (1 << 20)
#define READ_BYTES ((size_t)256 << 10)
/* How long a wish to stop may go unheard while the child is silent. */
#define LISTEN_MS 100
#define STATUS_NO_SANDBOX 3

NORETURN void worker_serve(Sandbox *sandbox, WorkerMain *main, int fd, int pipe_fd,
                           int parent, const ImportLimits *limits, Str request)
{
    mem_set_last_words(NULL, NULL);
    if (!sandbox_enter(sandbox, fd, pipe_fd, parent, limits))
        _exit(STATUS_NO_SANDBOX);
    FrameSink sink;
    frame_sink_init(&sink, STDOUT_FILENO);
    main(STDIN_FILENO, &sink, request);
    frame_sink_clear(&sink);
    _exit(0);
}

/* Forks with signals held back, so that none runs a handler of ours in the child. */
static pid_t fork_child(const WorkerJob *job, int fd, int pipe_fd)
{
    Sandbox *sandbox = sandbox_new();
    sigset_t all, old;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &old);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0)
        worker_serve(sandbox, job->main, fd, pipe_fd, parent, &job->options->limits,
                     job->request);
    int fork_error = errno;
    sigprocmask(SIG_SETMASK, &old, NULL);
    sandbox_free(sandbox);
    errno = fork_error;
    return child;
}

/* A child gets what it can only read: of a private copy it could else change what is
 * kept. A descriptor of its own also has a place of its own in the file. */
static int open_read_only(int fd)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    int mode = fcntl(fd, F_GETFL);
    if (mode >= 0 && (mode & O_ACCMODE) != O_RDONLY) {
        int read_only = open(path, O_RDONLY | O_CLOEXEC);
        if (read_only >= 0)
            return read_only;
    }
    return fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

/* ---- while it works ---------------------------------------------------- */

static bool wants_to_go_on(const WorkerJob *job, const FrameReader *reader, Error *err)
{
    const ImportOptions *options = job->options;
    if (!options->progress || options->progress(options->progress_context,
                                                reader->done_bytes, job->total_bytes))
        return true;
    return error_set(err, ERR_CANCELLED, _("the import of %s was stopped"), job->name);
}

/* Feeds the reader until the pipe ends. */
static bool listen_to(const WorkerJob *job, int pipe_fd, FrameReader *reader, Error *err)
{
    char *data = mem_alloc(READ_BYTES);
    bool is_fine = true;
    while (is_fine) {
        struct pollfd ready = {.fd = pipe_fd, .events = POLLIN};
        int count = poll(&ready, 1, LISTEN_MS);
        if (count > 0) {
            ssize_t got = read(pipe_fd, data, READ_BYTES);
            if (got == 0)
                break;
            if (got < 0 && errno != EINTR)
                is_fine = error_set_system(err, ERR_INPUT, errno, _("%s cannot be read"),
                                           job->name);
            else if (got > 0)
                is_fine = frame_reader_feed(reader, (Str){data, (size_t)got}, err);
        } else if (count < 0 && errno != EINTR) {
            is_fine = error_set_system(err, ERR_INPUT, errno, _("%s cannot be read"),
                                       job->name);
        }
        is_fine = is_fine && wants_to_go_on(job, reader, err);
    }
    free(data);
    return is_fine;
}

/* The child went before it said so: why? */
static bool explain_end(const WorkerJob *job, int status, Error *err)
{
    const ImportLimits *limits = &job->options->limits;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return error_set(err, ERR_LIMIT,
                         _("%s could not be read: it takes more than %u seconds"),
                         job->name, limits->max_cpu_seconds);
    if (WIFSIGNALED(status))
        return error_set(err, ERR_FORMAT,
                         _("%s could not be read: the importer ended by signal %d"),
                         job->name, WTERMSIG(status));
    if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_NO_SANDBOX)
        return error_set(err, ERR_ENVIRONMENT,
                         _("%s was not read: this system refuses the limits that "
                           "importers run under"),
                         job->name);
    if (WIFEXITED(status) && WEXITSTATUS(status) == SANDBOX_STATUS_NO_MEMORY)
        return error_set(err, ERR_LIMIT,
                         _("%s could not be read: it takes more than %llu MB of memory"),
                         job->name, (unsigned long long)(limits->max_memory_bytes >> 20));
    return error_set(err, ERR_FORMAT,
                     _("%s could not be read: the importer ended early (status %d)"),
                     job->name, WIFEXITED(status) ? WEXITSTATUS(status) : 0);
}

/* ---- the whole --------------------------------------------------------- */

/* The child's pid, or 0 when the zygote has it; -1 with errno. */
static pid_t start(const WorkerJob *job, int fd, int pipe_fd)
{
    if (!job->options->zygote)
        return fork_child(job, fd, pipe_fd);
    if (zygote_start(job->options->zygote, fd, pipe_fd, &job->options->limits,
                     job->request))
        return 0;
    errno = EAGAIN;
    return -1;
}

/* Its status; killed first unless it has said all. */
static int finish(const WorkerJob *job, pid_t child, bool is_fine)
{
    int status = 0;
    if (child > 0) {
        if (!is_fine)
            kill(child, SIGKILL);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            ;
    } else {
        if (!is_fine)
            zygote_kill(job->options->zygote);
        if (!zygote_wait(job->options->zygote, &status))
            status = SIGKILL;
    }
    return status;
}

bool worker_run(const WorkerJob *job, FrameReader *reader, Error *err)
{
    int ends[2];
    int fd = open_read_only(job->fd);
    if (fd < 0)
        return error_set_system(err, ERR_INPUT, errno, _("%s cannot be read"), job->name);
    if (pipe2(ends, O_CLOEXEC) != 0) {
        error_set_system(err, ERR_INPUT, errno, _("%s cannot be read"), job->name);
        close(fd);
        return false;
    }
    /* Room for whole batches; a smaller pipe is only slower. */
    (void)fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
    pid_t child = start(job, fd, ends[1]);
    int fork_error = errno;
    close(ends[1]);
    close(fd);
    if (child < 0) {
        close(ends[0]);
        return error_set_system(err, ERR_ENVIRONMENT, fork_error,
                                _("%s was not read: no process can be started"),
                                job->name);
    }
    bool is_fine = listen_to(job, ends[0], reader, err);
    close(ends[0]);
    int status = finish(job, child, is_fine);
    return is_fine && (reader->has_end || explain_end(job, status, err));
}
