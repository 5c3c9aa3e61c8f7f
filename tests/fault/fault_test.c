/* Every kind of operation, with a disk that fails at each of its writes: what was
 * acknowledged is there, what was not is there as a whole or not at all.
 *
 * make check tries a few places of each operation, `make fault` (PIYUE_FAULT=all) all of
 * them, and taking each back and doing it again as well.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit/library_acts.h"

#include "faulty_disk.h"

#include <sys/wait.h>

#define PLACES 3 /* of an operation that are tried in a short run */
#define ACKNOWLEDGED 'a'
#define REFUSED 'r'

/* What an operation is tried on. */
typedef struct Trial {
    Fixture *fixture;
    World world;
    StrBuf base;      /* the library before */
    char *path;       /* of its file */
    char *dump;       /* what it held */
    size_t ops, more; /* operations in its log; that the act adds */
    Act *act;
    const char *name;
    size_t runs;
} Trial;

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

static size_t count_ops(Fixture *fixture)
{
    OpList ops = {0};
    assert_ok(store_list_ops(library_get_store(fixture->library), 0, fixture->arena, &ops,
                             &fixture->err));
    return ops.count;
}

static void put_base(const Trial *trial)
{
    Fixture *fixture = trial->fixture;
    static const char *const rests[] = {"-wal", "-shm"};
    for (size_t i = 0; i < ARRAY_SIZE(rests); i++) {
        StrBuf name = {0};
        strbuf_appendf(&name, "%s%s", trial->path, rests[i]);
        unlink(name.data);
        strbuf_clear(&name);
    }
    int fd = open(trial->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_ok(file_write_fd(fd, trial->path, strbuf_get(&trial->base), &fixture->err));
    close(fd);
}

static void keep_base(Trial *trial)
{
    Fixture *fixture = trial->fixture;
    free(trial->dump);
    trial->dump = fixture_dump(fixture);
    trial->ops = count_ops(fixture);
    library_close(fixture->library);
    fixture->library = NULL;
    strbuf_reset(&trial->base);
    assert_ok(file_read(trial->path, 1 << 28, &trial->base, &fixture->err));
}

/* ---- the one that is killed ----------------------------------------------------------
 */

static void say(int fd, char what)
{
    if (write(fd, &what, 1) != 1)
        _exit(3);
}

/* In a process of its own. Exit status: 0, FAULT_EXIT, or 3 for what must not be. */
static void run_child(const Trial *trial, Fault fault, int at, int fd)
{
    Report report = {0};
    Error err = {0};
    faulty_disk_install();
    if (!library_open(&trial->fixture->library, trial->fixture->directory,
                      STORE_READ_WRITE, &report, &err))
        _exit(3);
    library_set_author(trial->fixture->library, "木子");
    faulty_disk_arm(fault, at);
    bool is_done = trial->act(&trial->world, &err);
    if (is_done)
        say(fd, ACKNOWLEDGED);
    else if (fault != FAULT_FULL || !error_is_set(&err))
        _exit(3);
    if (!is_done) {
        say(fd, REFUSED);
        /* There is room again: nothing stands in the way. */
        faulty_disk_disarm();
        error_clear(&err);
        if (!trial->act(&trial->world, &err)) {
            fprintf(stderr, "%s\n", error_get_message(&err));
            _exit(3);
        }
        say(fd, ACKNOWLEDGED);
    }
    library_close(trial->fixture->library);
    _exit(faulty_disk_has_failed() ? 0 : 1);
}

/* ---- what is left
 * ---------------------------------------------------------------------- */

/* State and log agree when the log alone makes the same. */
static void assert_log_makes_it(const Trial *trial, const char *where)
{
    Fixture *fixture = trial->fixture;
    RebuildOptions options = {.is_trial = true};
    RebuildResult result;
    library_close(fixture->library);
    fixture->library = NULL;
    assert_ok(library_rebuild(fixture->directory, &options, &result, &fixture->report,
                              &fixture->err));
    if (result.differences || result.refused || result.lost || result.texts_lost)
        fail_msg("%s: the log does not make what is there", where);
}

static void look_at(const Trial *trial, bool is_acknowledged, bool is_full_check,
                    const char *where)
{
    Fixture *fixture = trial->fixture;
    fixture_open(fixture, STORE_READ_WRITE);
    Report findings = {0};
    assert_ok(
        store_check(library_get_store(fixture->library), true, &findings, &fixture->err));
    report_clear(&findings);
    size_t ops = count_ops(fixture);
    char *dump = fixture_dump(fixture);
    if (ops == trial->ops && (is_acknowledged || strcmp(dump, trial->dump) != 0))
        fail_msg("%s: %s", where, is_acknowledged ? "it is lost" : "it left something");
    if (ops != trial->ops && ops != trial->ops + trial->more)
        fail_msg("%s: %zu of %zu operations", where, ops - trial->ops, trial->more);
    if (ops != trial->ops && is_full_check)
        assert_log_makes_it(trial, where);
    free(dump);
    library_close(fixture->library);
    fixture->library = NULL;
}

/* False when the operation is over before its disk fails. */
static bool try_at(Trial *trial, Fault fault, int at, bool is_full_check)
{
    char where[80], said[2] = {0};
    int ends[2], status;
    snprintf(where, sizeof(where), "%s, fault %d at step %d", trial->name, (int)fault,
             at);
    put_base(trial);
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        run_child(trial, fault, at, ends[1]);
    }
    close(ends[1]);
    ssize_t count = 0, got;
    while (count < 2 && (got = read(ends[0], said + count, 2 - (size_t)count)) > 0)
        count += got;
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    trial->runs++;
    if (!WIFEXITED(status) || WEXITSTATUS(status) == 3)
        fail_msg("%s: the operation failed otherwise (%d)", where, status);
    look_at(trial, count > 0 && said[count - 1] == ACKNOWLEDGED, is_full_check, where);
    return WEXITSTATUS(status) != 1;
}

/* ---- all kinds
 * ----------------------------------------------------------------------------- */

/* Does the act once without a fault: how many operations and steps it has. */
static void learn(Trial *trial)
{
    Fixture *fixture = trial->fixture;
    put_base(trial);
    fixture_open(fixture, STORE_READ_WRITE);
    assert_ok(trial->act(&trial->world, &fixture->err));
    trial->more = count_ops(fixture) - trial->ops;
    assert_true(trial->more > 0);
}

static void try_act(Trial *trial, Fault fault, bool is_all)
{
    learn(trial);
    library_close(trial->fixture->library);
    trial->fixture->library = NULL;
    int last = 1;
    if (is_all) {
        while (try_at(trial, fault, last, last % 8 == 1))
            last++;
    } else {
        /* Doubling finds the end, then places between are taken. */
        while (last < 4096 && try_at(trial, fault, last, false))
            last *= 2;
        for (int i = 1; i < PLACES; i++)
            try_at(trial, fault, 1 + last * i / PLACES, i == 1);
    }
    learn(trial);
    keep_base(trial);
}

static void try_all(Fixture *fixture, Fault fault)
{
    const char *wanted = getenv("PIYUE_FAULT");
    bool is_all = wanted != NULL;
    Trial trial = {.fixture = fixture};
    trial.path = path_join(fixture->directory, "library.db");
    acts_prepare(fixture, &trial.world);
    keep_base(&trial);
    for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
        const ChangeKind *kind = change_find_kind(str_from(acts[i].kind));
        if (i > 0 && acts[i].act == acts[i - 1].act)
            continue;
        trial.name = acts[i].kind;
        trial.act = acts[i].act;
        try_act(&trial, fault, is_all);
        if (!is_all || !kind || kind->is_final)
            continue;
        trial.act = act_undo;
        try_act(&trial, fault, true);
        trial.act = act_redo;
        try_act(&trial, fault, true);
    }
    print_message("# %zu operations were broken off\n", trial.runs);
    strbuf_clear(&trial.base);
    free(trial.dump);
    free(trial.path);
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

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(killed_at_a_write),
        TEST(without_power_at_a_write),
        TEST(with_a_full_disk_from_a_write_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
