/* Pages of the library that a disk has lost: whatever is asked then, the program answers
 * or says what it cannot; and it brings everything back, from the log, or from a backup.
 *
 * Each page in turn is noise, zeros or the one before it. The library has a backup that
 * is as new as itself, as after a daily one; nothing may be lost.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include <sys/wait.h>

#define PAGE_BYTES 8192
#define STRIDE_SHORT 12 /* pages; every one otherwise */

typedef enum Damage { DAMAGE_NOISE, DAMAGE_ZEROS, DAMAGE_COPY, DAMAGE_COUNT } Damage;

static const char *const damages[] = {"noise", "zeros", "another page"};

typedef struct Found {
    size_t rebuilt, gone_back, untouched;
} Found;

static void damage_page(StrBuf *bytes, size_t page, Damage damage)
{
    char *at = bytes->data + page * PAGE_BYTES;
    uint64_t noise = page + 1;
    for (size_t i = 0; i < PAGE_BYTES; i++) {
        noise ^= noise << 13; /* Marsaglia, xorshift64 */
        noise ^= noise >> 7;
        noise ^= noise << 17;
        at[i] = damage == DAMAGE_NOISE ? (char)noise
                : damage == DAMAGE_COPY
                    ? bytes->data[(page ? page - 1 : 1) * PAGE_BYTES + i]
                    : '\0';
    }
}

/* Runs a command on the library as it is now. */
static int ask(Program *program, const char *const *words)
{
    Fixture *fixture = program->trial.fixture;
    const char *piyue = getenv("PIYUE");
    const char *arguments[VERB_WORDS + 4] = {piyue ? piyue : "./piyue", "--library",
                                             fixture->directory};
    int status;
    for (size_t i = 0; words[i]; i++)
        arguments[i + 3] = words[i];
    strbuf_reset(&program->said);
    trace_run(&(TracePlan){.arguments = arguments}, &status, &program->said);
    return status;
}

static bool is_answer(int status, int max)
{
    return WIFEXITED(status) && WEXITSTATUS(status) <= max;
}

/* Commands that a user gives before he knows. */
static void ask_around(Program *program, const char *where)
{
    static const char *const all[][VERB_WORDS] = {
        {"list"}, {"text", "1"},       {"search", "山塘"}, {"passages"},
        {"log"},  {"check", "--full"}, {"outline", "1"},   {"export", "--format", "md"}};
    for (size_t i = 0; i < ARRAY_SIZE(all); i++)
        if (!is_answer(ask(program, all[i]), 2))
            trial_lose(&program->trial, where, all[i][0]);
}

/* From the log, or, when that says that something is lost, from the backup. */
static void bring_back(Program *program, const char *backup, Found *found,
                       const char *where)
{
    static const char *const rebuild[] = {"rebuild", NULL};
    const char *const go_back[] = {"backup", "--use", backup, NULL};
    Trial *trial = &program->trial;
    int status = ask(program, rebuild);
    if (is_answer(status, 0)) {
        found->rebuilt++;
        return;
    }
    if (!is_answer(status, 1) &&
        !strstr(program->said.data ? program->said.data : "", "backup"))
        trial_lose(trial, where, "no way out is named");
    if (!is_answer(ask(program, go_back), 0))
        trial_lose(trial, where, "the backup cannot be brought back");
    found->gone_back++;
}

static void try_page(Program *program, const StrBuf *whole, const StrBuf *kept,
                     size_t page, Damage damage, Found *found)
{
    static const char *const check[] = {"check", "--full", NULL};
    Trial *trial = &program->trial;
    Fixture *fixture = trial->fixture;
    char where[80];
    snprintf(where, sizeof(where), "page %zu is %s", page + 1, damages[damage]);
    strbuf_reset(&trial->base);
    strbuf_append_str(&trial->base, strbuf_get(whole));
    damage_page(&trial->base, page, damage);
    trial_put_base(trial);
    char *folder = path_join(fixture->directory, "backups");
    char *backup = path_join(folder, "daily-2024-05-24.db");
    assert_ok(file_make_directory(folder, &fixture->err));
    assert_ok(file_write_atomic(backup, strbuf_get(kept), &fixture->err));
    ask_around(program, where);
    if (ask(program, check) == 0)
        found->untouched++;
    else
        bring_back(program, backup, found, where);
    trial_look(trial, false, false, where);
    free(backup);
    free(folder);
}

static void whatever_page_is_lost_everything_comes_back(void **state)
{
    Program program = {0};
    Found found = {0};
    StrBuf whole = {0};
    program_begin(&program, *state);
    strbuf_append_str(&whole, strbuf_get(&program.trial.base));
    size_t pages = whole.len / PAGE_BYTES;
    size_t stride = trial_get_depth() == DEPTH_SHORT ? STRIDE_SHORT : 1;
    assert_true(pages > STRIDE_SHORT);
    for (size_t page = 0; page < pages; page += stride)
        for (Damage damage = 0; damage < DAMAGE_COUNT; damage++)
            if (stride == 1 || (page / stride + damage) % DAMAGE_COUNT == 0)
                try_page(&program, &whole, &whole, page, damage, &found);
    print_message(
        "# %zu pages: %zu times made anew, %zu times from the backup, %zu times "
        "nothing was harmed\n",
        pages, found.rebuilt, found.gone_back, found.untouched);
    strbuf_clear(&whole);
    program_end(&program);
    assert_int_equal(program.trial.lost, 0);
}

/* A backup that is older than what was done is none: where only it is left, the trial has
 * to say so. */
static void a_backup_that_is_older_is_found(void **state)
{
    static const Verb note = {"annotation.note", {"note", "1", "--note", "新"}, NULL};
    Program program = {.trial.is_quiet = true};
    Found found = {0};
    StrBuf older = {0}, whole = {0};
    program_begin(&program, *state);
    strbuf_append_str(&older, strbuf_get(&program.trial.base));
    program_take(&program, &note);
    program_learn(&program);
    trial_keep(&program.trial);
    strbuf_append_str(&whole, strbuf_get(&program.trial.base));
    try_page(&program, &whole, &older, 0, DAMAGE_NOISE, &found);
    assert_int_equal(found.gone_back, 1);
    trial_must_find(&program.trial);
    strbuf_clear(&older);
    strbuf_clear(&whole);
    program_end(&program);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, trial_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(whatever_page_is_lost_everything_comes_back),
        TEST(a_backup_that_is_older_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
