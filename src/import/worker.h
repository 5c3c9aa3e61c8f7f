/* The child that reads strangers' files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_IMPORT_WORKER_H
#define PIYUE_IMPORT_WORKER_H

#include "import/frame.h"

/* What the child does: reads descriptor `fd`, sends frames, returns. It may crash. */
typedef void WorkerMain(int fd, FrameSink *sink, void *context);

typedef struct WorkerJob {
    int fd; /* of the file, borrowed */
    const char *name;
    const ImportOptions *options;
    uint64_t total_bytes; /* for progress */
    WorkerMain *main;
    void *context;
} WorkerJob;

/* Runs the job in a child and feeds what it sends to `reader`, until the end frame. A
 * crash, a limit, nonsense or the user's wish to stop is an error; the child is gone
 * when this returns. */
bool worker_run(const WorkerJob *job, FrameReader *reader, Error *err) MUST_CHECK;

/* Locks the calling process in: it keeps descriptor 0 (the file), 1 (the pipe) and 2,
 * and may use no more than `limits`. False when the system refuses. `parent` is whose
 * death it must not survive. */
bool sandbox_enter(int fd, int pipe_fd, int parent, const ImportLimits *limits);

#endif
