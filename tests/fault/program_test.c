/* The program itself, stopped at each of its system calls that change files.
 *
 * Killed in front of it (kill -9), or told that the disk is full, broken or the quota
 * used up, once or from there on. What was acknowledged (exit status 0) is there, what
 * was not is there as a whole or not at all, whatever it fails of it says, and it never
 * crashes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial.h"

#include "tracer.h"
#include "verbs.h"

#include <errno.h>
#include <sys/wait.h>

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

typedef struct Program {
    Trial trial;
    const Verb *verb;
    char *arguments[VERB_WORDS + 4]; /* owned */
    StrBuf said, expected;           /* expected: of its output */
    const Breakage *breakage;        /* NULL: none */
    long at, steps;
    bool has_failed;
} Program;

/* ---- running a verb --------------------------------------------------------------- */

static int on_step(void *context, const Call *call)
{
    Program *program = context;
    if (call->kind == CALL_SAY)
        return TRACE_GO;
    program->steps++;
    const Breakage *breakage = program->breakage;
    if (!breakage || program->steps < program->at ||
        (program->steps > program->at && !breakage->is_stuck))
        return TRACE_GO;
    program->has_failed = true;
    return breakage->answer;
}

/* The newest operation of a kind, as its number in the log. */
static char *find_change(Program *program, const char *kind)
{
    Fixture *fixture = program->trial.fixture;
    OpList ops = {0};
    StrBuf number = {0};
    fixture_open(fixture, STORE_READ_WRITE);
    assert_ok(store_list_ops(library_get_store(fixture->library), 0, fixture->arena, &ops,
                             &fixture->err));
    for (size_t i = 0; i < ops.count && !number.len; i++)
        if (str_is_equal(ops.rows[i].kind, str_from(kind)))
            strbuf_appendf(&number, "%lld", (long long)ops.rows[i].seq);
    library_close(fixture->library);
    fixture->library = NULL;
    return strbuf_detach(&number);
}

static void set_arguments(Program *program)
{
    const Fixture *fixture = program->trial.fixture;
    const char *piyue = getenv("PIYUE");
    const char *const first[] = {piyue ? piyue : "./piyue", "--library",
                                 fixture->directory};
    for (size_t i = 0; i < ARRAY_SIZE(program->arguments); i++)
        free(program->arguments[i]);
    memset(program->arguments, 0, sizeof(program->arguments));
    for (size_t i = 0; i < ARRAY_SIZE(first); i++)
        program->arguments[i] = str_dup(str_from(first[i]));
    for (size_t i = 0; i < VERB_WORDS && program->verb->words[i]; i++) {
        const char *word = program->verb->words[i];
        bool is_kind = i > 0 && strcmp(program->verb->words[i - 1], "--change") == 0;
        program->arguments[i + 3] = word[0] == '@'   ? path_join(fixture->inbox, word + 1)
                                    : word[0] == '%' ? path_join(fixture->root, word + 1)
                                    : is_kind        ? find_change(program, word)
                                                     : str_dup(str_from(word));
    }
}

static char *get_output(const Program *program)
{
    const char *name = program->verb->output;
    return name ? path_join(program->trial.fixture->root, name) : NULL;
}

static int run(Program *program)
{
    int status;
    char *output = get_output(program);
    TracePlan plan = {.arguments = (const char *const *)program->arguments,
                      .visit = on_step,
                      .context = program};
    trial_put_base(&program->trial);
    if (output)
        unlink(output);
    program->steps = 0;
    program->has_failed = false;
    strbuf_reset(&program->said);
    trace_run(&plan, &status, &program->said);
    free(output);
    return status;
}

/* ---- what it left ------------------------------------------------------------------ */

/* A copy of the library is one: as good as the library, under another name. */
static void look_at_copy(Program *program, const char *path, const char *where)
{
    Trial *trial = &program->trial;
    Fixture *fixture = trial->fixture;
    char *folder = path_join(fixture->root, "copy");
    char *name = path_join(folder, "library.db");
    Library *copy = NULL;
    Report report = {0};
    assert_ok(file_make_directory(folder, &fixture->err));
    assert_int_equal(rename(path, name), 0);
    if (!library_open(&copy, folder, STORE_READ_WRITE, &report, &fixture->err)) {
        trial_lose(trial, where, error_get_message(&fixture->err));
        error_clear(&fixture->err);
    } else {
        Library *before = fixture->library;
        fixture->library = copy;
        char *dump = fixture_dump(fixture);
        if (strcmp(dump, trial->dump) != 0)
            trial_lose(trial, where, "the copy is not what was copied");
        free(dump);
        fixture->library = before;
    }
    library_close(copy);
    report_clear(&report);
    nftw(folder, fixture_remove, 16, FTW_DEPTH | FTW_PHYS);
    free(name);
    free(folder);
}

/* A file that was to be written is whole or not there. */
static void look_at_output(Program *program, bool is_acknowledged, const char *where)
{
    Trial *trial = &program->trial;
    Fixture *fixture = trial->fixture;
    char *path = get_output(program);
    StrBuf bytes = {0};
    if (path && access(path, F_OK) != 0) {
        if (is_acknowledged)
            trial_lose(trial, where, "the file is missing");
    } else if (path && strstr(path, ".db")) {
        look_at_copy(program, path, where);
    } else if (path) {
        assert_ok(file_read(path, 1 << 24, &bytes, &fixture->err));
        if (!str_is_equal(strbuf_get(&bytes), strbuf_get(&program->expected)))
            trial_lose(trial, where, "the file is not whole");
    }
    strbuf_clear(&bytes);
    free(path);
}

static void look_at_backups(Program *program, const char *where)
{
    Fixture *fixture = program->trial.fixture;
    BackupList list = {0};
    assert_ok(backup_list(fixture->directory, fixture->arena, &list, &fixture->err));
    for (size_t i = 0; i < list.count; i++)
        look_at_copy(program, list.rows[i].path.data, where);
}

/* Fails at the `at`-th step; false when it was over before. */
static bool try_at(Program *program, const Breakage *breakage, long at)
{
    Trial *trial = &program->trial;
    char where[120];
    program->breakage = breakage;
    program->at = at;
    int status = run(program);
    snprintf(where, sizeof(where), "%s, %s at %ld", trial->name, breakage->name, at);
    bool is_done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    bool is_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (WIFSIGNALED(status) && !(is_killed && breakage->answer == TRACE_KILL)) {
        trial_lose(trial, where, "it crashed");
    } else if (WIFEXITED(status) && WEXITSTATUS(status) > 2) {
        trial_lose(trial, where, "it ended otherwise");
    } else if (WIFEXITED(status) && !is_done && !program->said.len) {
        trial_lose(trial, where, "it failed and said nothing");
    }
    look_at_backups(program, where);
    look_at_output(program, is_done, where);
    trial_look(trial, is_done, trial->points % LOG_EVERY == 0, where);
    return program->has_failed;
}

/* ---- all of them --------------------------------------------------------------------
 */

/* Runs it without a fault: what it does is what is tried next, and then the base. */
static long learn(Program *program)
{
    Trial *trial = &program->trial;
    Fixture *fixture = trial->fixture;
    char *output = get_output(program);
    program->breakage = NULL;
    int status = run(program);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("%s: status %d: %s", trial->name, status,
                 program->said.data ? program->said.data : "");
    strbuf_reset(&program->expected);
    if (output)
        assert_ok(file_read(output, 1 << 24, &program->expected, &fixture->err));
    fixture_open(fixture, STORE_READ_WRITE);
    trial->more = trial_count_ops(trial) - trial->ops;
    free(output);
    return program->steps;
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
    Trial *trial = &program->trial;
    trial->name = program->verb->kind;
    set_arguments(program);
    long steps = learn(program);
    trial_close(trial);
    if (strchr(trial->name, '.') && !trial->more)
        fail_msg("%s: no operation came of it", trial->name);
    try_breakages(program, steps, number);
    learn(program);
    trial_keep(trial);
}

static void program_begin(Program *program, Fixture *fixture)
{
    trial_begin(&program->trial, fixture);
    free(fixture_write(fixture, "new.txt", STR("# 新闻\n\n第一段话。\n\n第二段。\n")));
    free(fixture_write(fixture, "changed.txt", str_from(CHANGED_PAPER)));
}

static void program_end(Program *program)
{
    for (size_t i = 0; i < ARRAY_SIZE(program->arguments); i++)
        free(program->arguments[i]);
    strbuf_clear(&program->said);
    strbuf_clear(&program->expected);
    trial_end(&program->trial);
}

/* What `backup --use` is to bring back: the library as it is. */
static void keep_copy(const Program *program)
{
    Fixture *fixture = program->trial.fixture;
    char *path = path_join(fixture->root, "kept.db");
    assert_ok(file_write_atomic(path, strbuf_get(&program->trial.base), &fixture->err));
    free(path);
}

static void whatever_stops_it_nothing_is_lost(void **state)
{
    Fixture *fixture = *state;
    if (!trace_is_possible())
        skip();
    Program program = {0};
    program_begin(&program, fixture);
    for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
        program.verb = &verbs[i];
        if (strcmp(verbs[i].kind, "going back") == 0)
            keep_copy(&program);
        try_verb(&program, i);
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
    Program program = {.verb = &two, .trial = {.is_quiet = true, .name = two.kind}};
    program_begin(&program, *state);
    set_arguments(&program);
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
        for (size_t j = 0; j < ARRAY_SIZE(verbs); j++)
            has_verb = has_verb || strcmp(verbs[j].kind, kinds[i].name) == 0;
        if (!has_verb)
            fail_msg("no verb of verbs.h makes “%s”", kinds[i].name);
    }
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, trial_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(every_kind_of_operation_has_a_verb),
        TEST(whatever_stops_it_nothing_is_lost),
        TEST(two_changes_that_pass_for_one_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
