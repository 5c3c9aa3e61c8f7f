/* What every trial of the library shares.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial.h"

#include <piyue/rescue.h>

#define TOLD_MAX 20 /* of what was lost, one by one */

Depth trial_get_depth(void)
{
    const char *wanted = getenv("PIYUE_FAULT");
    return !wanted || !*wanted           ? DEPTH_SHORT
           : strcmp(wanted, "long") == 0 ? DEPTH_LONG
                                         : DEPTH_ALL;
}

int trial_set_up(void **state)
{
    static const char memory[] = "/dev/shm";
    return fixture_set_up_in(state, access(memory, W_OK) == 0 ? memory : "/tmp");
}

size_t trial_count_ops(Trial *trial)
{
    Fixture *fixture = trial->fixture;
    OpList ops = {0};
    assert_ok(store_list_ops(library_get_store(fixture->library), 0, fixture->arena, &ops,
                             &fixture->err));
    return ops.count;
}

static int remove_below(const char *path, const struct stat *info, int kind,
                        struct FTW *place)
{
    (void)info, (void)kind;
    return place->level > 0 ? remove(path) : 0;
}

void trial_put_base(const Trial *trial)
{
    Fixture *fixture = trial->fixture;
    nftw(fixture->directory, remove_below, 16, FTW_DEPTH | FTW_PHYS);
    int fd = open(trial->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_ok(file_write_fd(fd, trial->path, strbuf_get(&trial->base), &fixture->err));
    close(fd);
}

void trial_close(Trial *trial)
{
    library_close(trial->fixture->library);
    trial->fixture->library = NULL;
}

void trial_keep(Trial *trial)
{
    Fixture *fixture = trial->fixture;
    free(trial->dump);
    trial->dump = fixture_dump(fixture);
    trial->ops = trial_count_ops(trial);
    trial_close(trial);
    strbuf_reset(&trial->base);
    assert_ok(file_read(trial->path, 1 << 28, &trial->base, &fixture->err));
}

void trial_begin(Trial *trial, Fixture *fixture)
{
    trial->fixture = fixture;
    trial->path = path_join(fixture->directory, "library.db");
    acts_prepare(fixture, &trial->world);
    trial_keep(trial);
}

void trial_end(Trial *trial)
{
    if (trial->points)
        print_message("# %zu points, %zu lost\n", trial->points, trial->lost);
    strbuf_clear(&trial->base);
    free(trial->dump);
    free(trial->path);
}

void trial_must_find(Trial *trial)
{
    print_message("# broken on purpose: found at %zu of %zu points\n", trial->lost,
                  trial->points);
    assert_true(trial->lost > 0);
    /* So that nobody adds them to what was lost. */
    trial->points = trial->lost = 0;
}

void trial_lose(Trial *trial, const char *where, const char *why)
{
    if (trial->lost++ < TOLD_MAX && !trial->is_quiet)
        print_message("# lost: %s: %s\n", where, why);
}

/* State and log agree when the log alone makes the same. */
static void ask_log(Trial *trial, const char *where)
{
    Fixture *fixture = trial->fixture;
    RebuildOptions options = {.is_trial = true};
    RebuildResult result;
    trial_close(trial);
    if (!library_rebuild(fixture->directory, &options, &result, &fixture->report,
                         &fixture->err))
        trial_lose(trial, where, error_get_message(&fixture->err));
    else if (result.differences || result.refused || result.lost || result.texts_lost)
        trial_lose(trial, where, "the log does not make what is there");
    error_clear(&fixture->err);
}

static bool is_sound(Trial *trial, const char *where)
{
    Fixture *fixture = trial->fixture;
    Report findings = {0};
    Store *store = library_get_store(fixture->library);
    /* After an update the index is filled behind it, by whoever opens the library. */
    bool is_proved = store_fill_index(store, NULL, &fixture->err) &&
                     store_check(store, true, &findings, &fixture->err);
    if (!is_proved)
        trial_lose(trial, where, error_get_message(&fixture->err));
    report_clear(&findings);
    error_clear(&fixture->err);
    return is_proved;
}

bool trial_is_as_before(const Trial *trial, const char *dump)
{
    return trial->is_renamed ? strlen(dump) == strlen(trial->dump)
                             : strcmp(dump, trial->dump) == 0;
}

void trial_look(Trial *trial, bool is_acknowledged, bool is_log_asked, const char *where)
{
    Fixture *fixture = trial->fixture;
    trial->points++;
    if (!library_open(&fixture->library, fixture->directory, STORE_READ_WRITE,
                      &fixture->report, &fixture->err)) {
        trial_lose(trial, where, error_get_message(&fixture->err));
        error_clear(&fixture->err);
        return;
    }
    if (is_sound(trial, where)) {
        size_t ops = trial_count_ops(trial);
        char *dump = fixture_dump(fixture), said[64];
        snprintf(said, sizeof(said), "%zd of %zu operations",
                 (ssize_t)ops - (ssize_t)trial->ops, trial->more);
        if (ops == trial->ops && trial->more && is_acknowledged)
            trial_lose(trial, where, "it is lost");
        else if (ops == trial->ops && !trial_is_as_before(trial, dump))
            trial_lose(trial, where, "it left something");
        else if (ops != trial->ops && ops != trial->ops + trial->more)
            trial_lose(trial, where, said);
        else if (is_log_asked)
            ask_log(trial, where);
        free(dump);
    }
    trial_close(trial);
}
