/* What other programs do to the library, by inotify.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/watch.h"

#include <piyue/base.h>

#include <sys/inotify.h>
#include <unistd.h>

int watch_open(const char *directory)
{
    int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch >= 0 &&
        inotify_add_watch(watch, directory,
                          IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_TO) < 0) {
        close(watch);
        watch = -1;
    }
    return watch;
}

/* The log is written for each change, the database when the log is moved into it. */
static bool is_of_library(const struct inotify_event *event)
{
    if (event->mask & IN_Q_OVERFLOW)
        return true;
    Str name = event->len ? str_from(event->name) : (Str){0};
    return str_is_equal(name, STR("library.db")) ||
           str_is_equal(name, STR("library.db-wal"));
}

bool watch_take(int watch)
{
    _Alignas(struct inotify_event) char events[4096];
    bool is_library = false;
    for (ssize_t count; watch >= 0 && (count = read(watch, events, sizeof(events))) > 0;)
        for (char *at = events; at < events + count;) {
            const struct inotify_event *event = (const void *)at;
            is_library |= is_of_library(event);
            at += sizeof(*event) + event->len;
        }
    return is_library;
}
