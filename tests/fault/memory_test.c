/* Memory ends at each allocation, once or for good: the program says so and ends, and
 * what was acknowledged is there.
 *
 * `hungry` is the program with an allocator that counts (allocator.c); its libraries are
 * refused as it is. What it promises: a sentence, exit status 2 or a refusal; the library
 * as before or with all of the operation.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include "hunger.h"

#include <sys/mman.h>
#include <sys/wait.h>

#define LOG_EVERY 50 /* points after which the log is asked what it makes */

/* Allocations of each verb at which memory ends, evenly over all. */
static const long points[] = {[DEPTH_SHORT] = 1, [DEPTH_ALL] = 40, [DEPTH_LONG] = 400};

static Hunger *map_hunger(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && ftruncate(fd, sizeof(Hunger)) == 0);
    void *mapped = mmap(NULL, sizeof(Hunger), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    assert_true(mapped != MAP_FAILED);
    close(fd);
    return mapped;
}

static void set_hunger(Hunger *hunger, long at, bool is_stuck)
{
    hunger->at = at;
    hunger->is_stuck = is_stuck;
    atomic_store(&hunger->count, 0);
}

static void try_verb(Program *program, Hunger *hunger, size_t number, size_t *crashes)
{
    Trial *trial = &program->trial;
    set_hunger(hunger, 0, false);
    program_learn(program);
    trial_close(trial);
    long total = atomic_load(&hunger->count), count = points[trial_get_depth()];
    long stride = MAX(total / count, 1);
    assert_true(total > 100);
    for (int is_stuck = 0; is_stuck < 2; is_stuck++)
        for (long at = 1 + ((long)number * 97 + is_stuck * 31) % stride; at <= total;
             at += stride) {
            char where[120];
            snprintf(where, sizeof(where), "%s, no memory %s %ld of %ld", trial->name,
                     is_stuck ? "from" : "at", at, total);
            set_hunger(hunger, at, is_stuck);
            int status = program_run(program);
            set_hunger(hunger, 0, false);
            /* Libraries need not be as careful: one that follows the null pointer it was
             * given ends the program, and libseccomp 2.5.4 goes round in a circle
             * (seccomp_export_bpf). What is on disk is to be whole all the same. */
            bool has_crashed = WIFSIGNALED(status);
            *crashes += has_crashed;
            program_look(program, status, has_crashed ? WTERMSIG(status) : 0,
                         trial->points % LOG_EVERY == 0, where);
        }
    program_learn(program);
    trial_keep(trial);
}

static void whenever_memory_ends_nothing_is_lost(void **state)
{
    Fixture *fixture = *state;
    const char *build = getenv("builddir");
    char *path = path_join(fixture->root, "hunger");
    char *hungry = path_join(build ? build : ".", "tests/fault/hungry");
    if (access(hungry, X_OK) != 0)
        skip(); /* a sanitizer has an allocator of its own */
    Program program = {.path = hungry, .patience_s = 10};
    Hunger *hunger = map_hunger(path);
    size_t crashes = 0;
    setenv("PIYUE_HUNGER", path, true);
    program_begin(&program, fixture);
    for (size_t i = 0; i < verb_count; i++) {
        program_take(&program, &verbs[i]);
        try_verb(&program, hunger, i, &crashes);
    }
    print_message("# %zu times a library crashed or hung for want of memory\n", crashes);
    program_end(&program);
    unsetenv("PIYUE_HUNGER");
    munmap(hunger, sizeof(*hunger));
    free(path);
    free(hungry);
    assert_int_equal(program.trial.lost, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whenever_memory_ends_nothing_is_lost,
                                        trial_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
