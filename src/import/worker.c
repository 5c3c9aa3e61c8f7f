/* Starts the importing child, listens to it, and tells how it ended.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIPE_BYTES (1 << 20)
#define READ_BYTES ((size_t)256 << 10)
/* How long a wish to stop may go unheard while the child is silent. */
#define LISTEN_MS 100
#define STATUS_NO_SANDBOX 3

NORETURN static void run_child(const WorkerJob *job, int pipe_fd, int parent)
{
    mem_set_last_words(NULL, NULL);
    if (!sandbox_enter(job->fd, pipe_fd, parent, &job->options->limits))
        _exit(STATUS_NO_SANDBOX);
    FrameSink sink;
    frame_sink_init(&sink, STDOUT_FILENO);
    job->main(STDIN_FILENO, &sink, job->context);
    frame_sink_clear(&sink);
    _exit(0);
}

/* Forks with signals held back, so that none runs a handler of ours in the child. */
static pid_t start_child(const WorkerJob *job, int pipe_fd)
{
    sigset_t all, old;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &old);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0)
        run_child(job, pipe_fd, parent);
    sigprocmask(SIG_SETMASK, &old, NULL);
    return child;
}

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
    /* mem_alloc ends the program with 2. */
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
        return error_set(err, ERR_LIMIT,
                         _("%s could not be read: it takes more than %llu MB of memory"),
                         job->name, (unsigned long long)(limits->max_memory_bytes >> 20));
    return error_set(err, ERR_FORMAT,
                     _("%s could not be read: the importer ended early (status %d)"),
                     job->name, WIFEXITED(status) ? WEXITSTATUS(status) : 0);
}

bool worker_run(const WorkerJob *job, FrameReader *reader, Error *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set_system(err, ERR_INPUT, errno, _("%s cannot be read"), job->name);
    /* Room for whole batches; a smaller pipe is only slower. */
    (void)fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
    pid_t child = start_child(job, ends[1]);
    int fork_error = errno;
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return error_set_system(err, ERR_ENVIRONMENT, fork_error,
                                _("%s was not read: no process can be started"),
                                job->name);
    }
    bool is_fine = listen_to(job, ends[0], reader, err);
    close(ends[0]);
    if (!is_fine)
        kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (!is_fine)
        return false;
    return reader->has_end || explain_end(job, status, err);
}
