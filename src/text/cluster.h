/* The frequent case of a cluster, inline for the inner loops.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TEXT_CLUSTER_H
#define PIYUE_TEXT_CLUSTER_H

#include "text/decode.h"
#include "text/tables.h"

static inline bool is_extender(ClusterClass class)
{
    return class == GCB_EXTEND || class == GCB_SELECTOR || class == GCB_ZWJ ||
           class == GCB_SPACINGMARK;
}

/* No boundary between two neighbours (cluster.c says by which rules). */
bool cluster_is_joined(ClusterClass before, ClusterClass after);

/* Does the character at `off` extend the cluster before it? Answers for ASCII, Han
 * (U+4000–9FFF) and full-width forms from their lead bytes alone. */
static inline bool extends_at(Str text, size_t off)
{
    if (off >= text.len)
        return false;
    uint8_t lead = (uint8_t)text.data[off];
    if (lead < 0x80 || (lead >= 0xE4 && lead <= 0xE9) ||
        (lead == 0xEF && off + 1 < text.len && (uint8_t)text.data[off + 1] == 0xBC))
        return false;
    return is_extender(text_class(decode_next(text, &off))->cluster);
}

/* Is a code point of `class` that ends at `next` a cluster of its own, drawn as it is
 * and one or two columns wide everywhere? */
static inline bool is_plain(const TextClass *class, Str text, size_t next)
{
    return class->cluster == GCB_OTHER && class->width <= WIDTH_WIDE &&
           !extends_at(text, next);
}

static inline int plain_columns(const TextClass *class)
{
    return class->width == WIDTH_WIDE ? 2 : 1;
}

#endif
