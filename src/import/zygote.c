/* A small process that starts importing children, one at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct ImportZygote {
    pid_t pid;
    int socket;
};

/* A message to the zygote: the limits, then the request; with two descriptors. One that
 * is shorter asks for the child's death. */
typedef struct Message {
    ImportLimits limits;
    char request[WORKER_REQUEST_MAX];
} Message;

#define HEADER_BYTES offsetof(Message, request)
#define KILL_BYTES ((size_t)1)

typedef union Descriptors {
    char space[CMSG_SPACE(2 * sizeof(int))];
    struct cmsghdr align;
} Descriptors;

/* ---- in the zygote ----------------------------------------------------- */

typedef struct Nursery {
    Sandbox *sandbox;
    WorkerMain *main;
    int socket, signals; /* signals: readable when a child has ended */
    Message message;
    size_t request_bytes;
    int fd, pipe_fd; /* of the request */
} Nursery;

/* Size of the message, 0 when there will be none any more. */
static size_t receive(Nursery *nursery)
{
    Descriptors descriptors = {0};
    struct iovec part = {&nursery->message, sizeof(nursery->message)};
    struct msghdr header = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = descriptors.space,
                            .msg_controllen = sizeof(descriptors.space)};
    ssize_t got;
    do
        got = recvmsg(nursery->socket, &header, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    struct cmsghdr *control = CMSG_FIRSTHDR(&header);
    if (got > 0 && control && control->cmsg_type == SCM_RIGHTS &&
        control->cmsg_len == CMSG_LEN(2 * sizeof(int))) {
        int pair[2];
        memcpy(pair, CMSG_DATA(control), sizeof(pair));
        nursery->fd = pair[0];
        nursery->pipe_fd = pair[1];
    }
    return got > 0 ? (size_t)got : 0;
}

/* Waits for the child; kills it when that is wished, or when nobody is left to wish. */
static int attend(Nursery *nursery, pid_t child)
{
    int status = 0;
    for (;;) {
        pid_t ended = waitpid(child, &status, WNOHANG);
        if (ended == child)
            return status;
        struct pollfd ready[] = {{.fd = nursery->socket, .events = POLLIN},
                                 {.fd = nursery->signals, .events = POLLIN}};
        if (poll(ready, ARRAY_SIZE(ready), -1) < 0)
            continue;
        if (ready[1].revents) {
            struct signalfd_siginfo info;
            ssize_t ignored = read(nursery->signals, &info, sizeof(info));
            (void)ignored;
        }
        if (ready[0].revents) {
            bool is_over = receive(nursery) == 0;
            kill(child, SIGKILL);
            if (is_over)
                _exit(0);
        }
    }
}

static void serve_one(Nursery *nursery)
{
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0)
        worker_serve(nursery->sandbox, nursery->main, nursery->fd, nursery->pipe_fd,
                     parent, &nursery->message.limits,
                     (Str){nursery->message.request, nursery->request_bytes});
    close(nursery->fd);
    close(nursery->pipe_fd);
    /* As if it had ended at once. */
    int status = child < 0 ? SIGKILL : attend(nursery, child);
    if (send(nursery->socket, &status, sizeof(status), MSG_NOSIGNAL) < 0)
        _exit(0);
}

/* Nothing of the parent's is held open but its messages: files, terminals, locks. */
static void close_others(const Nursery *nursery)
{
    int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null_fd >= 0) {
        dup2(null_fd, STDIN_FILENO);
        dup2(null_fd, STDOUT_FILENO);
    }
    long max = sysconf(_SC_OPEN_MAX);
    int last = max > 0 && max < 65536 ? (int)max : 65536;
    if (close_range((unsigned)nursery->socket + 1, ~0U, 0) == 0)
        last = nursery->socket;
    for (int fd = 3; fd < last; fd++)
        if (fd != nursery->socket)
            close(fd);
}

NORETURN static void run_zygote(int socket, WorkerMain *main, pid_t parent)
{
    mem_set_last_words(NULL, NULL);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    signal(SIGINT, SIG_IGN); /* as in the child: the parent decides */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
    Nursery nursery = {.main = main, .socket = socket};
    close_others(&nursery);
    nursery.sandbox = sandbox_new();
    (void)sandbox_build_filter(nursery.sandbox); /* else each child tries again */
    sigset_t ended;
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    sigprocmask(SIG_SETMASK, &ended, NULL);
    nursery.signals = signalfd(-1, &ended, SFD_CLOEXEC | SFD_NONBLOCK);
    for (size_t bytes; (bytes = receive(&nursery)) > 0;) {
        if (bytes < HEADER_BYTES)
            continue; /* the child that was to die has died */
        nursery.request_bytes = bytes - HEADER_BYTES;
        serve_one(&nursery);
    }
    _exit(0);
}

/* ---- on our side ------------------------------------------------------- */

ImportZygote *zygote_new(WorkerMain *main)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return NULL;
    sigset_t all, old;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &old);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        run_zygote(ends[1], main, parent);
    sigprocmask(SIG_SETMASK, &old, NULL);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return NULL;
    }
    ImportZygote *zygote = mem_alloc(sizeof(*zygote));
    *zygote = (ImportZygote){.pid = pid, .socket = ends[0]};
    return zygote;
}

bool zygote_start(ImportZygote *zygote, int fd, int pipe_fd, const ImportLimits *limits,
                  Str request)
{
    BUG_ON(request.len > WORKER_REQUEST_MAX);
    Message *message = mem_alloc(sizeof(*message));
    message->limits = *limits;
    if (request.len)
        memcpy(message->request, request.data, request.len);
    Descriptors descriptors = {0};
    struct iovec part = {message, HEADER_BYTES + request.len};
    struct msghdr header = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = descriptors.space,
                            .msg_controllen = sizeof(descriptors.space)};
    struct cmsghdr *control = CMSG_FIRSTHDR(&header);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(2 * sizeof(int));
    memcpy(CMSG_DATA(control), (int[2]){fd, pipe_fd}, 2 * sizeof(int));
    ssize_t sent;
    do
        sent = sendmsg(zygote->socket, &header, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    free(message);
    return sent > 0;
}

void zygote_kill(ImportZygote *zygote)
{
    char wish[KILL_BYTES] = {0};
    ssize_t ignored = send(zygote->socket, wish, sizeof(wish), MSG_NOSIGNAL);
    (void)ignored;
}

bool zygote_wait(ImportZygote *zygote, int *status)
{
    ssize_t got;
    do
        got = recv(zygote->socket, status, sizeof(*status), 0);
    while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof(*status);
}

void import_zygote_free(ImportZygote *zygote)
{
    if (!zygote)
        return;
    close(zygote->socket);
    while (waitpid(zygote->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    free(zygote);
}
