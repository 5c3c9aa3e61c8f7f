/* The tags as a tree: 提案/办理 stands below 提案.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_PASSAGES_TAG_TREE_H
#define PIYUE_PASSAGES_TAG_TREE_H

#include <piyue/store.h>

#define TAG_SPANS 12 /* of 30 days each, for what is drawn of their use */

typedef struct TagNode {
    TagRow tag; /* id 0: nothing bears it itself, only what is below */
    int depth;
    size_t below;       /* nodes below it, which follow it */
    int64_t below_uses; /* of tags below it, on passages and documents */
    uint32_t uses[TAG_SPANS];
} TagNode;

typedef struct TagTree {
    TagNode *nodes; /* in the arena that it was made with */
    size_t count;
} TagTree;

/* All tags in the order of the tree, by name in pinyin order at every level; their uses
 * over time are not counted. */
bool tag_tree_read(Store *store, Arena *arena, TagTree *tree, Error *err) MUST_CHECK;
/* Counts them: 60 ms for 100,000 passages of the last year. */
bool tag_tree_count_uses(Store *store, int64_t now_ms, TagTree *tree,
                         Error *err) MUST_CHECK;
/* Takes them from a tree that was read before. */
void tag_tree_keep_uses(TagTree *tree, const TagTree *before);
/* The last part of a name. */
Str tag_get_leaf(Str name);
/* How often it was used in each span of time, as a row of ASCII heights, the newest at
 * the right: `_` never, `.` `:` `i` `|` up to the most that any span has. */
void tag_append_uses(StrBuf *out, const uint32_t *uses);

#endif
