/* Work ahead, in threads, in order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/ahead.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

typedef struct Worker {
    Ahead *ahead;
    size_t number;
    ImportZygote *zygote;
    pthread_t thread;
} Worker;

struct Ahead {
    AheadPlan plan;
    pthread_mutex_t mutex;
    pthread_cond_t changed; /* something was done, taken or stopped */
    /* Below the mutex. */
    bool *is_done;
    size_t next, first;
    uint64_t begun_bytes; /* of items from `first` on */
    bool is_stopped;
    size_t zygote_count, worker_count; /* processes there are; of them, with a thread */
    Worker workers[AHEAD_THREADS_MAX];
};

static bool may_begin(const Ahead *ahead)
{
    const AheadPlan *plan = &ahead->plan;
    return ahead->next == ahead->first ||
           (ahead->next < ahead->first + plan->window &&
            ahead->begun_bytes + plan->bytes[ahead->next] <= plan->window_bytes);
}

/* The next item, when there is room for it; false at the end. */
static bool take_item(Ahead *ahead, size_t *index)
{
    pthread_mutex_lock(&ahead->mutex);
    while (!ahead->is_stopped && ahead->next < ahead->plan.count && !may_begin(ahead))
        pthread_cond_wait(&ahead->changed, &ahead->mutex);
    bool is_taken = !ahead->is_stopped && ahead->next < ahead->plan.count;
    if (is_taken) {
        *index = ahead->next++;
        ahead->begun_bytes += ahead->plan.bytes[*index];
    }
    pthread_mutex_unlock(&ahead->mutex);
    return is_taken;
}

static void *run_worker(void *context)
{
    Worker *worker = context;
    Ahead *ahead = worker->ahead;
    size_t index;
    while (take_item(ahead, &index)) {
        ahead->plan.work(ahead->plan.context, index, worker->number, worker->zygote);
        pthread_mutex_lock(&ahead->mutex);
        ahead->is_done[index] = true;
        pthread_cond_broadcast(&ahead->changed);
        pthread_mutex_unlock(&ahead->mutex);
    }
    return NULL;
}

/* Signals are for the thread that owns the terminal. */
static size_t start_workers(Ahead *ahead, size_t count)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    size_t started = 0;
    while (started < count && pthread_create(&ahead->workers[started].thread, NULL,
                                             run_worker, &ahead->workers[started]) == 0)
        started++;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return started;
}

Ahead *ahead_new(const AheadPlan *plan)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t count = MIN((size_t)MAX(processors, 1), (size_t)AHEAD_THREADS_MAX);
    Ahead *ahead = mem_alloc(sizeof(*ahead));
    *ahead = (Ahead){.plan = *plan};
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&ahead->mutex, NULL);
    pthread_cond_init(&ahead->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    ahead->is_done = mem_alloc_array(plan->count, sizeof(*ahead->is_done));
    for (size_t i = 0; i < plan->count; i++)
        ahead->is_done[i] = false;
    /* All processes before the first thread. */
    for (size_t i = 0; i < count; i++)
        ahead->workers[i] =
            (Worker){.ahead = ahead, .number = i, .zygote = import_zygote_new()};
    ahead->zygote_count = count;
    return ahead;
}

bool ahead_start(Ahead *ahead)
{
    ahead->worker_count = start_workers(ahead, ahead->zygote_count);
    return ahead->worker_count > 0;
}

static void add_ms(struct timespec *time, int ms)
{
    time->tv_sec += ms / 1000;
    time->tv_nsec += ms % 1000 * 1000000L;
    if (time->tv_nsec >= 1000000000L) {
        time->tv_sec++;
        time->tv_nsec -= 1000000000L;
    }
}

bool ahead_wait(Ahead *ahead, size_t index, int timeout_ms)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    add_ms(&end, timeout_ms);
    pthread_mutex_lock(&ahead->mutex);
    while (!ahead->is_done[index] && timeout_ms > 0 &&
           pthread_cond_timedwait(&ahead->changed, &ahead->mutex, &end) == 0)
        ;
    bool is_done = ahead->is_done[index];
    pthread_mutex_unlock(&ahead->mutex);
    return is_done;
}

void ahead_move(Ahead *ahead, size_t first)
{
    pthread_mutex_lock(&ahead->mutex);
    for (; ahead->first < first; ahead->first++)
        ahead->begun_bytes -= ahead->plan.bytes[ahead->first];
    pthread_cond_broadcast(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
}

void ahead_stop(Ahead *ahead)
{
    pthread_mutex_lock(&ahead->mutex);
    ahead->is_stopped = true;
    pthread_cond_broadcast(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
}

bool ahead_is_stopped(Ahead *ahead)
{
    pthread_mutex_lock(&ahead->mutex);
    bool is_stopped = ahead->is_stopped;
    pthread_mutex_unlock(&ahead->mutex);
    return is_stopped;
}

void ahead_free(Ahead *ahead)
{
    if (!ahead)
        return;
    ahead_stop(ahead);
    for (size_t i = 0; i < ahead->worker_count; i++)
        pthread_join(ahead->workers[i].thread, NULL);
    for (size_t i = 0; i < ahead->zygote_count; i++)
        import_zygote_free(ahead->workers[i].zygote);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->mutex);
    free(ahead->is_done);
    free(ahead);
}
