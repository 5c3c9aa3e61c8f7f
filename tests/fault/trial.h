/* What every trial of the library shares: a library as it was before, and the proof that
 * after a fault it is as it was or has all of what was done, as its log says.
 *
 * Points are counted, and what was lost or half done is told and counted: so that a test
 * that breaks the program on purpose can ask that it is found.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TRIAL_H
#define PIYUE_TRIAL_H

#include "../unit/library_acts.h"

typedef struct Trial {
    Fixture *fixture;
    World world;
    StrBuf base;      /* the library before */
    char *path;       /* of its file */
    char *dump;       /* what it held */
    size_t ops, more; /* operations in its log; that the act adds */
    const char *name; /* of the act */
    size_t points, lost;
    bool is_renamed; /* uids differ each time: of the dump the length is compared */
    bool is_quiet;   /* what is found is expected, and not told */
} Trial;

/* How deep a run goes: seconds, minutes, to the end. */
typedef enum Depth { DEPTH_SHORT, DEPTH_ALL, DEPTH_LONG } Depth;
Depth trial_get_depth(void);

/* A fixture in memory, where there is such a place: a disk is only waited for there. */
int trial_set_up(void **state);
/* On a library that has something of everything (acts_prepare). */
void trial_begin(Trial *trial, Fixture *fixture);
/* Says how many points were tried and what was lost; the caller asserts. */
void trial_end(Trial *trial);

/* The library of the fixture is closed. */
void trial_close(Trial *trial);
/* The library of the fixture, closed, is what is tried on from now on. */
void trial_keep(Trial *trial);
/* Puts it back; nothing else stays in its directory. */
void trial_put_base(const Trial *trial);
size_t trial_count_ops(Trial *trial);

/* Is that the dump of what was before? */
bool trial_is_as_before(const Trial *trial, const char *dump);
/* Opens what a fault left and proves it: sound, and the operations of the act there as a
 * whole or not at all; there, if it was acknowledged; nothing else is changed, if not.
 * With `is_log_asked` the log alone must make what is there, too. `where` names the
 * point. The library is closed again. */
void trial_look(Trial *trial, bool is_acknowledged, bool is_log_asked, const char *where);
/* For what was broken on purpose: asserts that it was found, and begins to count anew. */
void trial_must_find(Trial *trial);
/* One more is lost, for that reason. */
void trial_lose(Trial *trial, const char *where, const char *why);

#endif
