/* Sorting by numbers, a byte at a time from the lowest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/table.h"

#include <stdlib.h>
#include <string.h>

#define DIGITS 256

uint64_t order_key(int64_t number)
{
    return (uint64_t)number ^ (uint64_t)1 << 63;
}

static void scatter(const Sortable *from, Sortable *to, size_t count, int shift)
{
    size_t starts[DIGITS + 1] = {0};
    for (size_t i = 0; i < count; i++)
        starts[(from[i].key >> shift & 0xff) + 1]++;
    for (size_t i = 0; i < DIGITS; i++)
        starts[i + 1] += starts[i];
    for (size_t i = 0; i < count; i++)
        to[starts[from[i].key >> shift & 0xff]++] = from[i];
}

void order_sort(Sortable *rows, size_t count)
{
    uint64_t differing = 0;
    for (size_t i = 1; i < count; i++)
        differing |= rows[i].key ^ rows[0].key;
    if (!differing)
        return;
    Sortable *spare = mem_alloc_array(count, sizeof(*spare));
    Sortable *from = rows, *to = spare;
    for (int shift = 0; shift < 64; shift += 8) {
        if (!(differing >> shift & 0xff))
            continue;
        scatter(from, to, count, shift);
        Sortable *done = to;
        to = from;
        from = done;
    }
    if (from != rows)
        memcpy(rows, from, count * sizeof(*rows));
    free(spare);
}
