/* Runs a program and sees each of its system calls that change files, before they are
 * made.
 *
 * A visitor lets the call happen, makes it fail, or kills the program in front of it, as
 * a full disk, a broken one or kill -9 does. Threads of the program are followed, other
 * processes that it starts are not: those that read files write none.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TRACER_H
#define PIYUE_TRACER_H

#include <piyue/base.h>

typedef enum CallKind {
    CALL_WRITE,
    CALL_TRUNCATE,
    CALL_SYNC,
    CALL_CREATE, /* a file, or an open that empties one */
    CALL_RENAME,
    CALL_LINK,
    CALL_REMOVE,
    CALL_MAKE_DIRECTORY,
    CALL_SAY, /* a write to standard output or error: what was acknowledged */
} CallKind;

typedef struct Call {
    CallKind kind;
    const char *path, *to; /* absolute; `to` of a rename or a link */
    /* Of a write: bytes, -1 where it goes on; of a truncation, and of CALL_CREATE where
     * it empties a file: the new size, else -1. */
    int64_t off;
    Str data; /* of a write, if it was asked for */
} Call;

#define TRACE_GO 0
#define TRACE_KILL (-1)

typedef struct TracePlan {
    const char *const *arguments; /* argv, NULL behind the last; [0] is the path */
    int (*body)(void *context); /* … or what a copy of this process does; its status */
    bool wants_data;
    int64_t max_file_bytes; /* RLIMIT_FSIZE; 0: none */
    /* Seconds after which it is killed (SIGKILL) where it does not end; 0: 60, and then
     * the test is aborted. */
    unsigned patience_s;
    /* TRACE_GO, TRACE_KILL, or the errno with which the call is to fail; what CALL_SAY is
     * answered does not count. NULL: nothing is traced. */
    int (*visit)(void *context, const Call *call);
    void *context;
} TracePlan;

/* False where the system does not let programs be traced: a trial is skipped then. */
bool trace_is_possible(void);
/* Runs it to its end. `status` is that of waitpid(); `said` gets standard output and
 * error. Aborts the test when the machinery itself fails. */
void trace_run(const TracePlan *plan, int *status, StrBuf *said);

#endif
