/* The program as a script runs it, on the library of a seat.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_RUN_H
#define TESTS_RUN_H

#include "seat.h"

#include <stdio.h>

typedef struct Run {
    int status;      /* of its end; -1: killed */
    StrBuf out, err; /* what it wrote */
} Run;
void run_drop(Run *run);

const char *get_program(void);
/* A child with these arguments (NULL behind the last) behind `--library`; it has no
 * input, and its output goes to two descriptors. */
pid_t run_start(const Seat *seat, int out, int err, char *const *arguments);
int run_reap(pid_t pid); /* its exit status, or -1 */
/* From a file that a child wrote to, which is closed. */
void run_take_output(FILE *file, StrBuf *out);

Run run(const Seat *seat, char *const *arguments);
/* What it wrote, owned; it must end with 0. */
char *run_output(const Seat *seat, char *const *arguments);
/* It must end with `status`, and say `words` in words of ours. */
void run_ends(const Seat *seat, int status, const char *words, char *const *arguments);
#define RUN(seat, ...) run(seat, (char *[]){__VA_ARGS__, NULL})
#define OUTPUT(seat, ...) run_output(seat, (char *[]){__VA_ARGS__, NULL})
#define RUN_ENDS(seat, status, words, ...)                                               \
    run_ends(seat, status, words, (char *[]){__VA_ARGS__, NULL})

size_t count_rows(const char *text);

#endif
