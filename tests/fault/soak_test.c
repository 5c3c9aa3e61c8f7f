/* A long day: random actions, keys and verbs on a random library, against a model of what
 * must be.
 *
 * All actions of the table are done, those that change something by what the model says
 * they change, the others where they must change nothing; verbs come in between, and
 * processes that are killed. After each step the library says what the model says; after
 * each restart texts open where they were left, folded as they were.
 *
 * SOAK_SECONDS (20) and SOAK_SEED (1); a failure names the step, the seed plays it again,
 * and SOAK_TELL=1 tells every step. Then the library is broken on purpose, and that is
 * found.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak/soak.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* What memory may grow by behind the first third of the day: what is in use but for the
 * pages SQLite caches, and what the process holds, of which the heap keeps some that a
 * full cache gave back. */
#define OWN_GROWTH_MAX_KIB 512
#define GROWTH_MAX_KIB (24 * 1024)
/* From so many steps that did something on, every action must have had its turn. */
#define POINTS_FOR_ALL 6000
#define STEPS_TO_REPLAY 80
/* In which what is broken must be found. */
#define STEPS_TO_FIND 600

static int64_t number_of(const char *name, int64_t usual)
{
    const char *text = getenv(name);
    int64_t value = usual;
    return text && *text && str_parse_int(str_from(text), &value) ? value : usual;
}

/* What the process holds, what of it is asked for and not given back, and of that what
 * SQLite has: of a library that grows it caches more, up to 7 MiB. */
typedef struct Memory {
    long kib, in_use_kib, sqlite_kib;
} Memory;

/* With nothing open but the shelf and what a restart shows: so at each of them. */
static Memory measure(void)
{
    return (Memory){seat_memory_kib(), seat_heap_kib(),
                    (long)(sqlite3_memory_used() / 1024)};
}

static long get_own_kib(const Memory *memory)
{
    return memory->in_use_kib - memory->sqlite_kib;
}

/* A step that was a restart, or a kill, which ends in one. */
static bool step_is_restart(void)
{
    uint64_t before = soak->restarts + soak->kills;
    soak_step();
    return soak->restarts + soak->kills != before;
}

static void a_long_day_ends_as_the_model_says(void **state)
{
    (void)state;
    const char *depth = getenv("PIYUE_FAULT");
    int64_t usual = !depth ? 20 : strcmp(depth, "long") == 0 ? 1800 : 60;
    int64_t seconds = number_of("SOAK_SECONDS", usual), seed = number_of("SOAK_SEED", 1);
    int64_t start_us = time_monotonic_us(), end_us = start_us + seconds * 1000000;
    Memory marks[3];
    int marked = 0; /* a third, two thirds; then the end */
    printf("# SOAK_SECONDS=%lld SOAK_SEED=%lld\n", (long long)seconds, (long long)seed);
    soak_begin((uint32_t)seed, BREAK_NOTHING);
    while (time_monotonic_us() < end_us) {
        int64_t gone_us = time_monotonic_us() - start_us;
        if (step_is_restart() && marked < 2 &&
            gone_us > (marked + 1) * seconds * 1000000 / 3)
            marks[marked++] = measure();
    }
    soak->doing = "the end";
    step_restart();
    while (marked < 3) /* in some seconds there may have been none */
        marks[marked++] = measure();
    soak_check();
    seat_stop();
    VERB("check", "--full");
    VERB("rebuild", "--try");
    printf(
        "# %llu points, 0 lost: %llu actions, %llu changes, %llu verbs, %llu restarts, "
        "%llu kills, %u papers\n",
        (unsigned long long)soak->points, (unsigned long long)soak->acts,
        (unsigned long long)soak->edits, (unsigned long long)soak->verbs,
        (unsigned long long)soak->restarts, (unsigned long long)soak->kills,
        soak->paper_count);
    for (int i = 0; i < 3; i++)
        printf("# memory %d/3: %ld KiB, %ld in use, of it %ld by SQLite\n", i + 1,
               marks[i].kib, marks[i].in_use_kib, marks[i].sqlite_kib);
    size_t missing = print_coverage();
    assert_true(soak->points < POINTS_FOR_ALL || missing == 0);
#if !defined(__SANITIZE_ADDRESS__)
    assert_true(marks[2].kib - marks[0].kib < GROWTH_MAX_KIB);
    assert_true(get_own_kib(&marks[2]) - get_own_kib(&marks[0]) < OWN_GROWTH_MAX_KIB);
#endif
    soak_end();
}

/* In a process of its own, which ends where it is found. */
static void is_found(Breakage breakage)
{
    int status = 0;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        soak_begin(7, breakage);
        while (soak->steps < STEPS_TO_FIND)
            soak_step();
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), SOAK_ASTRAY);
}

/* How far the dice are after some steps in a process of its own, and what was done. */
static void play_some(uint64_t *trace)
{
    int ends[2], status = 0;
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        soak_begin(5, BREAK_NOTHING);
        while (soak->steps < STEPS_TO_REPLAY)
            soak_step();
        uint64_t end[] = {soak->dice, soak->acts, soak->edits, soak->kills};
        bool is_told = write(ends[1], end, sizeof(end)) == (ssize_t)sizeof(end);
        soak_end();
        _exit(is_told ? 0 : 1);
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], trace, 4 * sizeof(*trace)), 4 * sizeof(*trace));
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void a_seed_plays_the_same_day_again(void **state)
{
    (void)state;
    uint64_t first[4], second[4];
    play_some(first);
    play_some(second);
    assert_memory_equal(first, second, sizeof(first));
    assert_true(first[1] > 0 && first[2] > 0 && first[3] > 0);
}

static void a_change_that_something_takes_back_is_found(void **state)
{
    (void)state;
    is_found(BREAK_UNDO);
}

static void a_look_that_changes_something_is_found(void **state)
{
    (void)state;
    is_found(BREAK_LOOK);
}

static void folds_that_are_lost_are_found(void **state)
{
    (void)state;
    is_found(BREAK_FOLDS);
}

static void what_is_acknowledged_before_it_is_on_disk_is_found(void **state)
{
    (void)state;
    is_found(BREAK_SYNC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_day_ends_as_the_model_says),
        cmocka_unit_test(a_seed_plays_the_same_day_again),
        cmocka_unit_test(a_change_that_something_takes_back_is_found),
        cmocka_unit_test(a_look_that_changes_something_is_found),
        cmocka_unit_test(folds_that_are_lost_are_found),
        cmocka_unit_test(what_is_acknowledged_before_it_is_on_disk_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
