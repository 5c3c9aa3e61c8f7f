/* Weights: what each piece of evidence says, and what it is called. They were fitted on
 * labelled documents (doc/algorithms/outline.md says how).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/features.h"

#include <stdlib.h>
#include <string.h>

static const int16_t weights[] = {
#define WEIGHT(id, value) value,
#include "outline/weights.def"
#undef WEIGHT
};

/* class and shape, row by row */
static const int16_t shape_weights[CLASS_COUNT][SHAPE_COUNT] = {
#include "outline/shapes.def"
};

int feature_get_weight(unsigned id)
{
    return id < FEATURE_COUNT ? weights[id] : (&shape_weights[0][0])[id - FEATURE_COUNT];
}

static const char *const names[] = {
#define WEIGHT(id, value) #id,
#include "outline/weights.def"
#undef WEIGHT
};

/* The lowest value of a bucket, which its id ends with behind `len` bytes; -1 for none.
 */
static int bucket_of(unsigned id, const char *start, size_t len)
{
    if (id >= FEATURE_COUNT || strncmp(names[id], start, len) != 0 ||
        names[id][len] != '_' || names[id][len + 1] < '0' || names[id][len + 1] > '9')
        return -1;
    return atoi(names[id] + len + 1);
}

/* Ids of weights.def by their beginnings. */
static const struct {
    const char *start, *summary;
} summaries[] = {
#define EVIDENCE(start, summary) {start, summary},
#include "outline/evidence.def"
#undef EVIDENCE
};

OutlineEvidence feature_describe(unsigned id)
{
    OutlineEvidence evidence = {.name = "SHAPE",
                                .summary = N_("such a length and end in its family"),
                                .least = -1,
                                .most = -1,
                                .weight = feature_get_weight(id)};
    if (id >= FEATURE_COUNT)
        return evidence;
    evidence.name = names[id];
    size_t longest = 0;
    for (size_t i = 0; i < ARRAY_SIZE(summaries); i++) {
        size_t len = strlen(summaries[i].start);
        if (len <= longest || strncmp(names[id], summaries[i].start, len) != 0)
            continue;
        longest = len;
        evidence.summary = summaries[i].summary;
        evidence.least = bucket_of(id, summaries[i].start, len);
        int next = bucket_of(id + 1, summaries[i].start, len);
        evidence.most = evidence.least >= 0 && next > evidence.least ? next - 1 : -1;
    }
    return evidence;
}
