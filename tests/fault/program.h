/* The program itself on the library of a trial: a command line, what it writes, and the
 * proof of what it left.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_PROGRAM_H
#define PIYUE_PROGRAM_H

#include "tracer.h"
#include "trial.h"

#define VERB_WORDS 10

typedef struct Verb {
    const char *kind; /* of its operation; another name where there is none */
    /* Behind `piyue --library DIRECTORY`: '@' stands for the folder of inputs, '%' for
     * that of the test, at the beginning of a word; behind --change stands the kind of
     * operation whose newest is meant. */
    const char *words[VERB_WORDS];
    const char *output; /* a file that it writes, below the folder of the test */
} Verb;

/* Every kind of operation, on the library of acts_prepare(), one after the other; then
 * what changes no passage, but writes. */
extern const Verb verbs[];
extern const size_t verb_count;

typedef struct Program {
    Trial trial;
    const char *path;                              /* NULL: that of PIYUE */
    int (*visit)(void *context, const Call *call); /* of its system calls; NULL: none */
    void *context;                                 /* of the visitor */
    int64_t max_file_bytes;
    unsigned patience_s; /* see tracer.h */
    const Verb *verb;
    char *arguments[VERB_WORDS + 4]; /* owned */
    StrBuf said, expected;           /* expected: of its output */
} Program;

void program_begin(Program *program, Fixture *fixture);
void program_end(Program *program);
/* The next verb. */
void program_take(Program *program, const Verb *verb);
/* Runs the verb on the library as it was; the status of waitpid(). */
int program_run(Program *program);
/* … in two steps: the library as it was; the verb on the library as it is. */
void program_put(const Program *program);
int program_go(Program *program);
/* The file that it writes, if there is one. */
void program_remove_output(const Program *program);
/* Runs it without a fault: what is to come of it. The library of the fixture is open
 * then, and may be kept as the base of the next verb. */
void program_learn(Program *program);
/* What a run with that status left: it ended well, or said why not, or by the one signal
 * that is meant (0: none); library, copies and output are whole. */
void program_look(Program *program, int status, int signal, bool is_log_asked,
                  const char *where);

#endif
