/* The program itself, stopped at each of its system calls that change files.
 *
 * Killed in front of it (kill -9), or told that the disk is full, broken or the quota
 * used up, once or from there on. What was acknowledged (exit status 0) is there, what
 * was not is there as a whole or not at all, whatever it fails of it says, and it never
 * crashes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include <errno.h>
#include <signal.h>

#define POINTS_ALL 40 /* of each verb and breakage, evenly over its steps */
#define LOG_EVERY 8   /* points after which the log is asked what it makes */

typedef struct Breakage {
    const char *name;
    int answer;    /* of the visitor */
    bool is_stuck; /* from there on */
} Breakage;

static const Breakage breakages[] = {
    {"killed", TRACE_KILL, false}, {"disk full once", ENOSPC, false},
    {"disk full", ENOSPC, true},   {"disk error once", EIO, false},
    {"disk broken", EIO, true},    {"quota used up", EDQUOT, true},
};

typedef struct Stop {
    const Breakage *breakage; /* NULL: none */
    long at, steps;
    bool has_come;
} Stop;

static int on_step(void *context, const Call *call)
{
    Stop *stop = context;
    if (call->kind == CALL_SAY)
        return TRACE_GO;
    stop->steps++;
    const Breakage *breakage = stop->breakage;
    if (!breakage || stop->steps < stop->at ||
        (stop->steps > stop->at && !breakage->is_stuck))
        return TRACE_GO;
    stop->has_come = true;
    return breakage->answer;
}

/* Stops at the `at`-th step; false when it was over before. */
static bool try_at(Program *program, const Breakage *breakage, long at)
{
    char where[120];
    Stop *stop = program->context;
    *stop = (Stop){.breakage = breakage, .at = at};
    snprintf(where, sizeof(where), "%s, %s at %ld", program->trial.name, breakage->name,
             at);
    int status = program_run(program);
    program_look(program, status, breakage->answer == TRACE_KILL ? SIGKILL : 0,
                 program->trial.points % LOG_EVERY == 0, where);
    return stop->has_come;
}

/* How many steps it has. */
static long learn(Program *program)
{
    Stop *stop = program->context;
    *stop = (Stop){0};
    program_learn(program);
    return stop->steps;
}

/* Short runs try one place of each, another one for each verb. */
static void try_breakages(Program *program, long steps, size_t number)
{
    Depth depth = trial_get_depth();
    for (size_t i = 0; i < ARRAY_SIZE(breakages); i++) {
        long at = 1 + (long)(number * 13 + i * 7) % steps;
        if (depth == DEPTH_SHORT) {
            try_at(program, &breakages[i], at);
            continue;
        }
        long stride = depth == DEPTH_ALL ? (steps + POINTS_ALL - 1) / POINTS_ALL : 1;
        at = 1 + (long)i % stride;
        while (try_at(program, &breakages[i], at))
            at += stride;
    }
}

static void try_verb(Program *program, size_t number)
{
    long steps = learn(program);
    trial_close(&program->trial);
    try_breakages(program, steps, number);
    learn(program);
    trial_keep(&program->trial);
}

static void whatever_stops_it_nothing_is_lost(void **state)
{
    if (!trace_is_possible())
        skip();
    Stop stop;
    Program program = {.visit = on_step, .context = &stop};
    program_begin(&program, *state);
    for (size_t i = 0; i < verb_count; i++) {
        program_take(&program, &verbs[i]);
        try_verb(&program, i);
    }
    program_end(&program);
    assert_int_equal(program.trial.lost, 0);
}

/* ulimit -f, as a server sets it: the system stops a write in its middle, and the program
 * with a signal, unless it asks for an error. */
static void a_limit_on_files_is_survived(void **state)
{
    static const int64_t kilobytes[] = {0, 8, 24, 40, 64, 100, 200, 400, 600, 800};
    Program program = {0};
    program_begin(&program, *state);
    for (size_t i = 0; i < verb_count; i++) {
        program_take(&program, &verbs[i]);
        program_learn(&program);
        trial_close(&program.trial);
        for (size_t j = 0; j < ARRAY_SIZE(kilobytes); j++) {
            char where[80];
            if (trial_get_depth() == DEPTH_SHORT && (i + j) % ARRAY_SIZE(kilobytes))
                continue;
            snprintf(where, sizeof(where), "%s, files up to %lld kB", verbs[i].kind,
                     (long long)kilobytes[j]);
            program.max_file_bytes = kilobytes[j] * 1024 + 1;
            int status = program_run(&program);
            program.max_file_bytes = 0;
            /* What it says goes into a file, too, and may not fit. */
            if (!program.said.len)
                strbuf_append_text(&program.said, "-");
            program_look(&program, status, 0, program.trial.points % LOG_EVERY == 0,
                         where);
        }
        program_learn(&program);
        trial_keep(&program.trial);
    }
    program_end(&program);
    assert_int_equal(program.trial.lost, 0);
}

/* `undo 2` makes two changes, one after the other: who calls it one is to be told. */
static void two_changes_that_pass_for_one_are_found(void **state)
{
    static const Verb two = {"broken on purpose", {"undo", "2"}, NULL};
    if (!trace_is_possible())
        skip();
    Stop stop;
    Program program = {.visit = on_step, .context = &stop, .trial = {.is_quiet = true}};
    program_begin(&program, *state);
    program_take(&program, &two);
    learn(&program);
    trial_close(&program.trial);
    for (long at = 1; try_at(&program, &breakages[0], at); at++)
        ;
    trial_must_find(&program.trial);
    program_end(&program);
}

static void every_kind_of_operation_has_a_verb(void **state)
{
    (void)state;
    size_t count;
    const ChangeKind *kinds = change_list_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        bool has_verb = false;
        for (size_t j = 0; j < verb_count; j++)
            has_verb = has_verb || strcmp(verbs[j].kind, kinds[i].name) == 0;
        if (!has_verb)
            fail_msg("no verb of verbs.c makes “%s”", kinds[i].name);
    }
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, trial_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(every_kind_of_operation_has_a_verb),
        TEST(whatever_stops_it_nothing_is_lost),
        TEST(a_limit_on_files_is_survived),
        TEST(two_changes_that_pass_for_one_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
