/* The child that reads strangers' files.
 *
 * Each file has a child of its own, so that what one file does to its reader no other
 * file sees. Either we fork it ourselves, or, where many files are read or threads are
 * running, a zygote does: a small process forked early, that starts children and does
 * nothing else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_IMPORT_WORKER_H
#define PIYUE_IMPORT_WORKER_H

#include "import/frame.h"
#include "import/sandbox.h"

/* What the child does: reads descriptor `fd`, sends frames, returns. It may crash. */
typedef void WorkerMain(int fd, FrameSink *sink, Str request);

typedef struct WorkerJob {
    int fd; /* of the file, borrowed */
    const char *name;
    const ImportOptions *options; /* with the zygote, or NULL */
    uint64_t total_bytes;         /* for progress */
    WorkerMain *main;             /* the zygote's own, where there is one */
    Str request;                  /* at most WORKER_REQUEST_MAX bytes */
} WorkerJob;

#define WORKER_REQUEST_MAX ((size_t)16 << 10)

/* Runs the job in a child and feeds what it sends to `reader`, until the end frame. A
 * crash, a limit, nonsense or the user's wish to stop is an error; the child is gone
 * when this returns. */
bool worker_run(const WorkerJob *job, FrameReader *reader, Error *err) MUST_CHECK;

/* In the child, forked already: steps behind the walls, works, and ends. */
NORETURN void worker_serve(Sandbox *sandbox, WorkerMain *main, int fd, int pipe_fd,
                           int parent, const ImportLimits *limits, Str request);

/* ---- the zygote -------------------------------------------------------- */

/* A process without threads must call this. NULL where none can be started. */
ImportZygote *zygote_new(WorkerMain *main);
/* Has a child started that reads `fd` and writes `pipe_fd`. */
bool zygote_start(ImportZygote *zygote, int fd, int pipe_fd, const ImportLimits *limits,
                  Str request);
/* Has the child killed, if it lives. */
void zygote_kill(ImportZygote *zygote);
/* Waits for the child to end; its status as waitpid gives it. False when the zygote
 * itself is gone, and the child with it. */
bool zygote_wait(ImportZygote *zygote, int *status);

#endif
