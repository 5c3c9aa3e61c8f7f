/* Statements that take their time: what they have done is told while they run, and they
 * can be stopped.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>

#define ASK_EVERY_NS 50000000L

/* ---- by SQLite itself ---------------------------------------------------- */

static int on_steps(void *context)
{
    const Watch *watch = context;
    const Store *store = watch->store;
    uint64_t done = watch->measure ? watch->measure(watch->context) : 0;
    bool goes_on = report_progress(watch->report, done, watch->total);
    return !goes_on || (store->is_wanted && store->is_wanted(store->interrupt_context));
}

void watch_begin(Watch *watch)
{
    if (watch->report)
        sqlite3_progress_handler(watch->store->db, WATCH_STEPS, on_steps, watch);
}

void watch_end(Watch *watch)
{
    Store *store = watch->store;
    if (watch->report)
        store_set_interrupt(store, store->is_wanted, store->interrupt_context);
}

uint64_t watch_measure_file(void *context)
{
    struct stat info;
    const int *fd = context;
    return fstat(*fd, &info) == 0 ? (uint64_t)info.st_size : 0;
}

/* ---- beside it ------------------------------------------------------------ */

typedef struct Step {
    sqlite3_stmt *stmt;
    int code;
    bool is_over;
    pthread_mutex_t mutex;
    pthread_cond_t over;
} Step;

static void *run_step(void *context)
{
    Step *step = context;
    int code = sqlite3_step(step->stmt);
    pthread_mutex_lock(&step->mutex);
    step->code = code;
    step->is_over = true;
    pthread_cond_signal(&step->over);
    pthread_mutex_unlock(&step->mutex);
    return NULL;
}

static void await_step(Step *step, const Report *report)
{
    pthread_mutex_lock(&step->mutex);
    while (!step->is_over) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += ASK_EVERY_NS;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        pthread_cond_timedwait(&step->over, &step->mutex, &until);
        if (!step->is_over && !report_progress(report, 0, 0))
            sqlite3_interrupt(sqlite3_db_handle(step->stmt));
    }
    pthread_mutex_unlock(&step->mutex);
}

int watch_step(Store *store, sqlite3_stmt *stmt, const Report *report)
{
    Step step = {.stmt = stmt, .mutex = PTHREAD_MUTEX_INITIALIZER};
    pthread_condattr_t attributes;
    sigset_t all, old;
    pthread_t thread;
    if (!report || !report->progress)
        return sqlite3_step(stmt);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&step.over, &attributes);
    pthread_condattr_destroy(&attributes);
    /* Whoever is asked there is not asked by the thread. */
    sqlite3_progress_handler(store->db, 0, NULL, NULL);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old); /* signals are the main thread's */
    bool is_started = pthread_create(&thread, NULL, run_step, &step) == 0;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (is_started) {
        await_step(&step, report);
        pthread_join(thread, NULL);
    }
    pthread_cond_destroy(&step.over);
    store_set_interrupt(store, store->is_wanted, store->interrupt_context);
    return is_started ? step.code : sqlite3_step(stmt);
}
