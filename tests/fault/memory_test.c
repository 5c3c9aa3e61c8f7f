/* Memory ends at an allocation, once or for good: the program says so and ends, and
 * what was acknowledged is there.
 *
 * A verb makes thousands of them, most by a way through the program that another has come
 * before. Tried are some, evenly over all; to the end, the first of each way, too.
 *
 * `hungry` is the program with an allocator that counts (allocator.c); its libraries are
 * refused as it is. What it promises: a sentence, exit status 2 or a refusal; the library
 * as before or with all of the operation. A library that crashes is counted; a crash of
 * the program's own is a loss.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include "hunger.h"

#include <sys/mman.h>
#include <sys/wait.h>

#define PATIENCE_S 10 /* with a program that has no memory */
#define LOG_EVERY 50  /* points after which the log is asked what it makes */

/* Allocations of each verb at which memory ends, evenly over all. */
static const long points[] = {[DEPTH_SHORT] = 1, [DEPTH_ALL] = 40, [DEPTH_LONG] = 40};

static Hunger *map_hunger(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && ftruncate(fd, sizeof(Hunger)) == 0);
    void *mapped = mmap(NULL, sizeof(Hunger), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    assert_true(mapped != MAP_FAILED);
    close(fd);
    return mapped;
}

/* Ways that were tried, a table of hashes; 0 is a free place. */
typedef struct WaySet {
    uint64_t *hashes;
    size_t count;
} WaySet;

/* Is it a new one? Then it is kept. */
static bool ways_add(WaySet *ways, uint64_t hash)
{
    size_t i = hash % HUNGER_WAYS;
    while (ways->hashes[i] && ways->hashes[i] != hash)
        i = (i + 1) % HUNGER_WAYS;
    if (!hash || ways->hashes[i])
        return false;
    ways->hashes[i] = hash;
    assert_true(++ways->count < HUNGER_WAYS / 2);
    return true;
}

typedef struct Famine {
    Program program;
    WaySet ways;    /* of all verbs */
    Hunger *hunger; /* mapped, NULL where nothing can be tried */
    char *path, *hungry;
    size_t crashes; /* of libraries */
} Famine;

static bool famine_begin(Famine *famine, Fixture *fixture)
{
    const char *build = getenv("builddir");
    *famine = (Famine){.path = path_join(fixture->root, "hunger"),
                       .hungry = path_join(build ? build : ".", "tests/fault/hungry")};
    if (access(famine->hungry, X_OK) != 0)
        return false; /* a sanitizer has an allocator of its own */
    famine->program = (Program){.path = famine->hungry};
    famine->hunger = map_hunger(famine->path);
    setenv("PIYUE_HUNGER", famine->path, true);
    famine->ways.hashes = mem_alloc_array(HUNGER_WAYS, sizeof(uint64_t));
    program_begin(&famine->program, fixture);
    return true;
}

static void famine_end(Famine *famine)
{
    if (famine->hunger) {
        program_end(&famine->program);
        unsetenv("PIYUE_HUNGER");
        munmap(famine->hunger, sizeof(*famine->hunger));
    }
    free(famine->ways.hashes);
    free(famine->path);
    free(famine->hungry);
}

static void set_hunger(Hunger *hunger, long at, bool is_stuck)
{
    hunger->at = at;
    hunger->is_stuck = is_stuck;
    atomic_store(&hunger->count, 0);
    atomic_store(&hunger->is_own, false);
    atomic_store(&hunger->is_theirs, false);
}

/* How many allocations the verb makes; to the end, by which ways. */
static long learn(Famine *famine)
{
    set_hunger(famine->hunger, 0, false);
    famine->hunger->is_learning = trial_get_depth() == DEPTH_LONG;
    famine->program.patience_s = 0; /* nothing is refused, so that nothing hangs */
    program_learn(&famine->program);
    famine->program.patience_s = PATIENCE_S;
    famine->hunger->is_learning = false;
    trial_close(&famine->program.trial);
    return atomic_load(&famine->hunger->count);
}

/* Libraries need not be as careful as we: one that follows the null pointer it was given
 * ends the program. What is on disk is to be whole all the same. */
static void try_at(Famine *famine, long at, long total, bool is_stuck)
{
    Program *program = &famine->program;
    Trial *trial = &program->trial;
    Hunger *hunger = famine->hunger;
    char where[120];
    snprintf(where, sizeof(where), "%s, no memory %s %ld of %ld", trial->name,
             is_stuck ? "from" : "at", at, total);
    set_hunger(hunger, at, is_stuck);
    int status = program_run(program);
    bool is_theirs = atomic_load(&hunger->is_theirs) && !atomic_load(&hunger->is_own);
    set_hunger(hunger, 0, false);
    famine->crashes += is_theirs;
    program_look(program, status, is_theirs && WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                 trial->points % LOG_EVERY == 0, where);
}

/* The first allocation of each way that no verb came before. */
static void try_new_ways(Famine *famine, long total)
{
    for (long at = 1; at <= MIN(total, HUNGER_WAYS); at++)
        if (ways_add(&famine->ways, famine->hunger->ways[at - 1]))
            for (int is_stuck = 0; is_stuck < 2; is_stuck++)
                try_at(famine, at, total, is_stuck);
}

/* How far the places are apart: MEMORY_STRIDE=1 tries every allocation there is. */
static long get_stride(long total)
{
    const char *wanted = getenv("MEMORY_STRIDE");
    long stride = wanted ? strtol(wanted, NULL, 10) : total / points[trial_get_depth()];
    return MAX(stride, 1);
}

static void try_verb(Famine *famine, size_t number)
{
    long total = learn(famine), stride = get_stride(total);
    assert_true(total > 100);
    printf("# %s: %ld allocations\n", verbs[number].kind, total);
    for (int is_stuck = 0; is_stuck < 2; is_stuck++)
        for (long at = 1 + ((long)number * 97 + is_stuck * 31) % stride; at <= total;
             at += stride)
            try_at(famine, at, total, is_stuck);
    if (trial_get_depth() == DEPTH_LONG)
        try_new_ways(famine, total);
    program_learn(&famine->program);
    trial_keep(&famine->program.trial);
}

static void whenever_memory_ends_nothing_is_lost(void **state)
{
    Famine famine;
    if (!famine_begin(&famine, *state)) {
        famine_end(&famine);
        skip();
    }
    for (size_t i = 0; i < verb_count; i++) {
        program_take(&famine.program, &verbs[i]);
        try_verb(&famine, i);
    }
    if (famine.ways.count)
        print_message("# %zu ways to an allocation\n", famine.ways.count);
    print_message("# %zu times a library crashed for want of memory\n", famine.crashes);
    famine_end(&famine);
    assert_int_equal(famine.program.trial.lost, 0);
}

/* ---- what must be found ------------------------------------------------------------ */

/* Some allocations of a verb, behind which the trial must not be content. */
static void assert_found(Fixture *fixture, const Verb *verb, bool is_deadly, int count)
{
    Famine famine;
    if (!famine_begin(&famine, fixture)) {
        famine_end(&famine);
        skip();
    }
    famine.program.trial.is_quiet = true;
    program_take(&famine.program, verb);
    long total = learn(&famine);
    famine.hunger->is_deadly = is_deadly;
    for (int i = 0; i < count; i++)
        try_at(&famine, total * (i + 1) / (count + 1), total, true);
    trial_must_find(&famine.program.trial);
    famine_end(&famine);
}

/* `undo 2` makes two changes, one after the other: who calls it one is to be told. */
static void two_changes_that_pass_for_one_are_found(void **state)
{
    static const Verb two = {"broken on purpose", {"undo", "2"}, NULL};
    assert_found(*state, &two, false, 60);
}

static void a_crash_of_our_own_is_found(void **state)
{
    static const Verb list = {"broken on purpose", {"list"}, NULL};
    assert_found(*state, &list, true, 2);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, trial_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(whenever_memory_ends_nothing_is_lost),
        TEST(two_changes_that_pass_for_one_are_found),
        TEST(a_crash_of_our_own_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
