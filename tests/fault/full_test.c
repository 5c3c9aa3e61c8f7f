/* A disk that is really full: a small file system of our own (tmpfs, in a name space of
 * our own), with so much room and no more. What was acknowledged is there, what was not
 * as a whole or not at all, and with room again everything is done.
 *
 * Needs root or user name spaces; is skipped where there are neither.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include "small_disk.h"

#include <sys/wait.h>

static SmallDisk disk;

static int disk_set_up(void **state)
{
    (void)state;
    if (!small_disk_mount(&disk))
        print_message("# a small disk cannot be mounted here\n");
    return 0;
}

static int disk_tear_down(void **state)
{
    (void)state;
    small_disk_unmount(&disk);
    return 0;
}

static int fixture_on_disk(void **state)
{
    return fixture_set_up_in(state, disk.is_there ? disk.path : "/tmp");
}

/* ---- each verb -------------------------------------------------------------------- */

static bool is_done(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Counts verbs that were refused; they are done when there is room again. */
static void try_room(Program *program, int64_t kilobytes, size_t *refused)
{
    Trial *trial = &program->trial;
    char where[80];
    snprintf(where, sizeof(where), "%s, %lld kB of room", trial->name,
             (long long)kilobytes);
    program_put(program);
    small_disk_leave(&disk, kilobytes);
    int status = program_go(program);
    small_disk_empty(&disk);
    program_look(program, status, 0, trial->points % 8 == 0, where);
    if (is_done(status))
        return;
    ++*refused;
    status = program_go(program);
    if (!is_done(status))
        trial_lose(trial, where, "it is refused with room, too");
    program_look(program, status, 0, false, where);
}

static void without_room_it_is_refused_and_with_room_done(void **state)
{
    static const int64_t kilobytes[] = {0,   4,   8,   16,  32,  64,   96,
                                        128, 192, 256, 384, 512, 1024, 2048};
    if (!disk.is_there)
        skip();
    Program program = {0};
    size_t refused = 0;
    program_begin(&program, *state);
    for (size_t i = 0; i < verb_count; i++) {
        program_take(&program, &verbs[i]);
        program_learn(&program);
        trial_close(&program.trial);
        for (size_t j = 0; j < ARRAY_SIZE(kilobytes); j++)
            if (trial_get_depth() != DEPTH_SHORT || (i + j) % ARRAY_SIZE(kilobytes) == 0)
                try_room(&program, kilobytes[j], &refused);
        program_learn(&program);
        trial_keep(&program.trial);
    }
    print_message("# %zu times refused, and done with room\n", refused);
    program_end(&program);
    assert_int_equal(program.trial.lost, 0);
    assert_true(refused > 0);
}

/* ---- whole sessions --------------------------------------------------------------- */

/* How many operations there are now; the library is closed again. */
static size_t count_ops(Trial *trial)
{
    fixture_open(trial->fixture, STORE_READ_WRITE);
    size_t count = trial_count_ops(trial);
    trial_close(trial);
    return count;
}

typedef struct Session {
    Program program;
    size_t ops, refused;
} Session;

/* One verb, and what it says is so; then the disk is filled again for the next. */
static bool run_verb(Session *session, const Verb *verb)
{
    Program *program = &session->program;
    Trial *trial = &program->trial;
    program_take(program, verb);
    program_remove_output(program);
    small_disk_take(&disk, disk.taken_bytes);
    int status = program_go(program);
    small_disk_empty(&disk);
    size_t before = session->ops;
    session->ops = count_ops(trial);
    trial->points++;
    /* Where the text was not changed, reading the old one again is no change either. */
    bool is_change = change_find_kind(str_from(verb->kind)) != NULL &&
                     strcmp(verb->kind, "annotation.move") != 0;
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 2)
        trial_lose(trial, verb->kind, "it crashed");
    else if (is_done(status) && is_change && session->ops <= before)
        trial_lose(trial, verb->kind, "it is lost");
    else if (!is_done(status) && session->ops != before)
        trial_lose(trial, verb->kind, "it was refused and left something");
    session->refused += !is_done(status);
    return is_done(status);
}

static void must_run(Session *session, const char *name, const char *word,
                     const char *option)
{
    const Verb verb = {name, {word, option}, NULL};
    if (!run_verb(session, &verb))
        trial_lose(&session->program.trial, name, session->program.said.data);
}

/* All verbs on a disk with so much room at the beginning; afterwards the log alone makes
 * what is there. How many were refused. */
static size_t run_session(Session *session, int64_t kilobytes)
{
    Program *program = &session->program;
    session->ops = program->trial.ops;
    session->refused = 0;
    trial_put_base(&program->trial);
    program_take(program, &verbs[0]); /* its files are there before the disk is full */
    small_disk_leave(&disk, kilobytes);
    small_disk_empty(&disk); /* so much is taken for each verb */
    must_run(session, "a text on a full disk", "text", "1");
    must_run(session, "passages on a full disk", "passages", NULL);
    must_run(session, "searching on a full disk", "search", "山塘");
    for (size_t i = 0; i < verb_count; i++)
        run_verb(session, &verbs[i]);
    size_t refused = session->refused;
    must_run(session, "a text at the end", "text", "2");
    small_disk_take(&disk, 0);
    must_run(session, "the log", "rebuild", "--try");
    must_run(session, "the library", "check", "--full");
    return refused;
}

static void a_session_on_a_disk_that_fills_up(void **state)
{
    static const int64_t kilobytes[] = {128, 0, 64, 256, 512, 768, 1024, 2048, 16384};
    if (!disk.is_there)
        skip();
    Session session = {0};
    program_begin(&session.program, *state);
    size_t count = trial_get_depth() == DEPTH_SHORT ? 2 : ARRAY_SIZE(kilobytes);
    size_t refused[ARRAY_SIZE(kilobytes)];
    for (size_t i = 0; i < count; i++) {
        refused[i] = run_session(&session, kilobytes[i]);
        print_message("# a session with %lld kB: %zu of %zu refused\n",
                      (long long)kilobytes[i], refused[i], verb_count);
    }
    program_end(&session.program);
    assert_int_equal(session.program.trial.lost, 0);
    assert_true(refused[0] > 0);
    if (count == ARRAY_SIZE(kilobytes)) /* with room nothing is refused */
        assert_int_equal(refused[count - 1], 0);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, fixture_on_disk, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(without_room_it_is_refused_and_with_room_done),
        TEST(a_session_on_a_disk_that_fills_up),
    };
    return cmocka_run_group_tests(tests, disk_set_up, disk_tear_down);
}
