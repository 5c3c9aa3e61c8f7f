/* Every kind of operation, with a disk that fails at each of its writes: what was
 * acknowledged is there, what was not is there as a whole or not at all.
 *
 * make check tries a few places of each operation, `make fault` (PIYUE_FAULT=all) all of
 * them, and taking each back and doing it again as well.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial.h"

#include "faulty_disk.h"
#include "store/internal.h"

#include <sys/wait.h>

#define PLACES 3 /* of an operation that are tried in a short run */
#define ACKNOWLEDGED 'a'
#define REFUSED 'r'

/* An act, and how it is done. */
typedef struct Try {
    Trial trial;
    Act *act;
    bool is_careless; /* without waiting for the disk: what must be found */
} Try;

static bool act_undo(const World *world, Error *err)
{
    StrBuf what = {0};
    int64_t doc;
    bool is_done = library_undo(acts_library(world), &what, &doc, err);
    strbuf_clear(&what);
    return is_done;
}

static bool act_redo(const World *world, Error *err)
{
    StrBuf what = {0};
    int64_t doc;
    bool is_done = library_redo(acts_library(world), &what, &doc, err);
    strbuf_clear(&what);
    return is_done;
}

/* What no part of the program may do: the state in one transaction, what the log says of
 * it in another. */
static bool act_in_two_parts(const World *world, Error *err)
{
    Store *store = library_get_store(acts_library(world));
    Action action;
    if (!store_execute(store, "UPDATE annotation SET status = 1 WHERE id = 1", err) ||
        !action_begin(&action, acts_library(world), err))
        return false;
    Annotation passage;
    bool is_deleted;
    bool is_done =
        change_load_annotation(store, 1, action.arena, &passage, &is_deleted, err) &&
        action_record(&action, STR("annotation.status"),
                      uid_format(passage.uid, action.arena), STR("{\"status\":\"\"}"),
                      STR("{\"status\":\"open\"}"), err);
    return action_end(&action, is_done, err);
}

/* ---- the one that is killed ------------------------------------------------------- */

static void say(int fd, char what)
{
    if (write(fd, &what, 1) != 1)
        _exit(3);
}

/* In a process of its own. Exit status: 0, FAULT_EXIT, or 3 for what must not be. */
static void run_child(const Try *try, Fault fault, int at, int fd)
{
    const Trial *trial = &try->trial;
    Report report = {0};
    Error err = {0};
    faulty_disk_install();
    if (!library_open(&trial->fixture->library, trial->fixture->directory,
                      STORE_READ_WRITE, &report, &err))
        _exit(3);
    library_set_author(trial->fixture->library, "木子");
    if (try->is_careless && !store_execute(library_get_store(trial->fixture->library),
                                           "PRAGMA synchronous = OFF", &err))
        _exit(3);
    faulty_disk_arm(fault, at);
    bool is_done = try->act(&trial->world, &err);
    if (is_done)
        say(fd, ACKNOWLEDGED);
    else if (fault != FAULT_FULL || !error_is_set(&err))
        _exit(3);
    if (!is_done) {
        say(fd, REFUSED);
        /* There is room again: nothing stands in the way. */
        faulty_disk_disarm();
        error_clear(&err);
        if (!try->act(&trial->world, &err)) {
            fprintf(stderr, "%s\n", error_get_message(&err));
            _exit(3);
        }
        say(fd, ACKNOWLEDGED);
    }
    library_close(trial->fixture->library);
    _exit(faulty_disk_has_failed() ? 0 : 1);
}

/* False when the operation is over before its disk fails. */
static bool try_at(Try *try, Fault fault, int at, bool is_log_asked)
{
    Trial *trial = &try->trial;
    char where[80], said[2] = {0};
    int ends[2], status;
    snprintf(where, sizeof(where), "%s, fault %d at step %d", trial->name, (int)fault,
             at);
    trial_put_base(trial);
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        run_child(try, fault, at, ends[1]);
    }
    close(ends[1]);
    ssize_t count = 0, got;
    while (count < 2 && (got = read(ends[0], said + count, 2 - (size_t)count)) > 0)
        count += got;
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) == 3)
        fail_msg("%s: the operation failed otherwise (%d)", where, status);
    trial_look(trial, count > 0 && said[count - 1] == ACKNOWLEDGED, is_log_asked, where);
    return WEXITSTATUS(status) != 1;
}

/* ---- all kinds ----------------------------------------------------------------------
 */

/* Does the act once without a fault: how many operations it has. The library stays open.
 */
static void learn(Try *try)
{
    Trial *trial = &try->trial;
    Fixture *fixture = trial->fixture;
    trial_put_base(trial);
    fixture_open(fixture, STORE_READ_WRITE);
    assert_ok(try->act(&trial->world, &fixture->err));
    trial->more = trial_count_ops(trial) - trial->ops;
    assert_true(trial->more > 0);
}

static void try_act(Try *try, Fault fault, bool is_all)
{
    learn(try);
    trial_close(&try->trial);
    int last = 1;
    if (is_all) {
        while (try_at(try, fault, last, last % 8 == 1))
            last++;
    } else {
        /* Doubling finds the end, then places between are taken. */
        while (last < 4096 && try_at(try, fault, last, false))
            last *= 2;
        for (int i = 1; i < PLACES; i++)
            try_at(try, fault, 1 + last * i / PLACES, i == 1);
    }
    learn(try);
    trial_keep(&try->trial);
}

static void try_all(Fixture *fixture, Fault fault)
{
    bool is_all = trial_get_depth() != DEPTH_SHORT;
    Try try = {0};
    trial_begin(&try.trial, fixture);
    for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
        const ChangeKind *kind = change_find_kind(str_from(acts[i].kind));
        if (i > 0 && acts[i].act == acts[i - 1].act)
            continue;
        try.trial.name = acts[i].kind;
        try.act = acts[i].act;
        try_act(&try, fault, is_all);
        if (!is_all || !kind || kind->is_final)
            continue;
        try.act = act_undo;
        try_act(&try, fault, true);
        try.act = act_redo;
        try_act(&try, fault, true);
    }
    trial_end(&try.trial);
    assert_int_equal(try.trial.lost, 0);
}

static void killed_at_a_write(void **state)
{
    try_all(*state, FAULT_KILL);
}

static void without_power_at_a_write(void **state)
{
    try_all(*state, FAULT_POWER);
}

static void with_a_full_disk_from_a_write_on(void **state)
{
    try_all(*state, FAULT_FULL);
}

/* ---- what must be found -------------------------------------------------------------
 */

/* Tries a broken way of doing it at every step; the trial must not be content. */
static void assert_found(Fixture *fixture, Act *act, bool is_careless, Fault fault)
{
    Try try = {.act = act, .is_careless = is_careless};
    trial_begin(&try.trial, fixture);
    try.trial.name = "broken on purpose";
    try.trial.is_quiet = true;
    learn(&try);
    trial_close(&try.trial);
    for (int at = 1; try_at(&try, fault, at, false); at++)
        ;
    trial_must_find(&try.trial);
    trial_end(&try.trial);
}

static void not_waiting_for_the_disk_is_found(void **state)
{
    assert_found(*state, act_status, true, FAULT_POWER);
}

static void an_operation_outside_its_transaction_is_found(void **state)
{
    assert_found(*state, act_in_two_parts, false, FAULT_KILL);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, trial_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(killed_at_a_write),
        TEST(without_power_at_a_write),
        TEST(with_a_full_disk_from_a_write_on),
        TEST(not_waiting_for_the_disk_is_found),
        TEST(an_operation_outside_its_transaction_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
