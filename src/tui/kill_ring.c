/* A ring of killed texts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/kill_ring.h"

void kill_ring_add(KillRing *ring, Str text)
{
    if (ring->count)
        ring->newest = (ring->newest + 1) % KILL_COUNT;
    ring->count = MIN(ring->count + 1, (size_t)KILL_COUNT);
    strbuf_reset(&ring->texts[ring->newest]);
    strbuf_append_str(&ring->texts[ring->newest], text);
}

void kill_ring_extend(KillRing *ring, Str text, bool is_before)
{
    StrBuf *newest = &ring->texts[ring->newest];
    if (ring->count == 0)
        kill_ring_add(ring, text);
    else
        strbuf_splice(newest, is_before ? 0 : newest->len, is_before ? 0 : newest->len,
                      text);
}

Str kill_ring_get(const KillRing *ring, size_t back)
{
    if (ring->count == 0)
        return (Str){0};
    size_t index = (ring->newest + KILL_COUNT - back % ring->count) % KILL_COUNT;
    return strbuf_get(&ring->texts[index]);
}

void kill_ring_clear(KillRing *ring)
{
    for (size_t i = 0; i < KILL_COUNT; i++)
        strbuf_clear(&ring->texts[i]);
    *ring = (KillRing){0};
}
