/* What was killed last, newest first, to be put in elsewhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_KILL_RING_H
#define PIYUE_TUI_KILL_RING_H

#include <piyue/base.h>

#define KILL_COUNT 8

typedef struct KillRing {
    StrBuf texts[KILL_COUNT];
    size_t count, newest;
} KillRing;

void kill_ring_add(KillRing *ring, Str text);
/* Kills in a row are one: the text comes before or behind the newest. */
void kill_ring_extend(KillRing *ring, Str text, bool is_before);
/* The text killed `back` kills before the newest, round and round; empty for none. */
Str kill_ring_get(const KillRing *ring, size_t back);
void kill_ring_clear(KillRing *ring);

#endif
