/* Moving what was written from the log into the library, beside the edits.
 *
 * A thousand pages of log take tens of milliseconds to be written where they belong, and
 * SQLite lets the commit that fills the log wait for it. Nothing need wait: other
 * connections write on meanwhile, so a thread with a connection of its own does it. A
 * commit waits only when the thread is left far behind.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#define LOG_PAGES 4000      /* 32 MB: what the thread is started for … */
#define LOG_PAGES_MAX 16000 /* … and what a commit waits for */

struct Checkpoint {
    char *path; /* owned */
    pthread_t thread;
    bool is_started; /* and is to be joined */
    int pages;       /* that were in the log when it started */
    atomic_bool is_over;
};

static void *run(void *context)
{
    Checkpoint *checkpoint = context;
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(checkpoint->path, &db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW |
                            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
                        NULL) == SQLITE_OK &&
        sqlite3_exec(db, "PRAGMA synchronous = FULL", NULL, NULL, NULL) == SQLITE_OK)
        sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    sqlite3_close(db); /* what failed here is tried again, at the latest by a commit */
    atomic_store(&checkpoint->is_over, true);
    return NULL;
}

static void join(Checkpoint *checkpoint)
{
    if (checkpoint->is_started)
        pthread_join(checkpoint->thread, NULL);
    checkpoint->is_started = false;
}

/* Signals are the main thread's. */
static void start(Checkpoint *checkpoint)
{
    sigset_t all, old;
    join(checkpoint);
    atomic_store(&checkpoint->is_over, false);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    checkpoint->is_started =
        pthread_create(&checkpoint->thread, NULL, run, checkpoint) == 0;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

/* SQLite calls it after each commit, with the pages that are in the log by now. */
static int on_commit(void *context, sqlite3 *db, const char *name, int pages)
{
    Checkpoint *checkpoint = context;
    if (pages < checkpoint->pages) /* all was moved, and the log begins anew */
        checkpoint->pages = 0;
    if (pages >= LOG_PAGES_MAX) {
        sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    } else if (pages - checkpoint->pages >= LOG_PAGES &&
               (!checkpoint->is_started || atomic_load(&checkpoint->is_over))) {
        checkpoint->pages = pages;
        start(checkpoint);
    }
    return SQLITE_OK;
}

void checkpoint_begin(Store *store)
{
    store->checkpoint = mem_alloc(sizeof(*store->checkpoint));
    store->checkpoint->path = str_dup(str_from(store->path));
    sqlite3_wal_hook(store->db, on_commit, store->checkpoint);
}

void checkpoint_end(Store *store)
{
    if (!store->checkpoint)
        return;
    sqlite3_wal_hook(store->db, NULL, NULL);
    join(store->checkpoint);
    free(store->checkpoint->path);
    free(store->checkpoint);
    store->checkpoint = NULL;
}
