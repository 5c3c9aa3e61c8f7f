/* What a program did to the files below a directory, and what a disk may keep of it when
 * the power goes.
 *
 * A write counts as kept when its file was synced after it, a name when its directory
 * was; of the rest the disk keeps what it likes: nothing, everything, some of it in any
 * order, a piece of a write to the sector.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_RECORDING_H
#define PIYUE_RECORDING_H

#include "tracer.h"

typedef struct Event {
    CallKind kind;
    char *path, *to; /* owned; relative to the directory; "" is the directory itself */
    int64_t off;
    char *data; /* owned */
    size_t size;
} Event;

typedef struct Recording {
    const char *directory; /* borrowed */
    Event *events;         /* owned */
    size_t count, capacity;
} Recording;

/* The visitor of a TracePlan that wants data; `recording` is all its context has to be.
 */
void recording_add(Recording *recording, const Call *call);
/* What was said counts as an acknowledgement, and so does this. */
void recording_acknowledge(Recording *recording);
void recording_clear(Recording *recording);

typedef enum Kept {
    KEPT_SYNCED, /* nothing but what was synced */
    KEPT_ALL,
    KEPT_SOME, /* chosen by `seed`, sectors of a write, too */
} Kept;

/* Makes the directory, which holds `first` as its file `name` and nothing else (NULL:
 * there is no directory), what the disk may hold after the first `count` events. */
void recording_replay(const Recording *recording, const char *name, const StrBuf *first,
                      size_t count, Kept kept, uint64_t seed);

#endif
