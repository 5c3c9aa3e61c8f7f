/* The tags as a tree.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "passages/tag_tree.h"

#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

#define SPAN_MS ((int64_t)30 * 24 * 3600 * 1000)

Str tag_get_leaf(Str name)
{
    size_t start = name.len;
    while (start && name.data[start - 1] != '/')
        start--;
    return str_slice(name, start, name.len);
}

void tag_append_uses(StrBuf *out, const uint32_t *uses)
{
    static const char heights[] = ".:i|";
    uint32_t most = 0;
    for (int i = 0; i < TAG_SPANS; i++)
        most = MAX(most, uses[i]);
    for (int i = 0; i < TAG_SPANS; i++)
        strbuf_append_byte(out,
                           uses[i] ? heights[(uint64_t)(uses[i] - 1) * 4 / most] : '_');
}

/* Level by level, so that a tag stands before those below it, and they before others
 * whose names only begin like it. */
static int compare_nodes(const void *a, const void *b)
{
    Str x = ((const TagNode *)a)->tag.name, y = ((const TagNode *)b)->tag.name;
    while (x.data && y.data) {
        Str first = str_split(&x, '/'), second = str_split(&y, '/');
        int order = pinyin_compare(first, second);
        if (order)
            return order;
    }
    return (x.data != NULL) - (y.data != NULL);
}

static bool is_below(Str name, Str branch)
{
    return name.len > branch.len && str_has_prefix(name, branch) &&
           name.data[branch.len] == '/';
}

typedef struct NodeList {
    TagNode *rows;
    size_t count, capacity;
} NodeList;

static TagNode *add_node(NodeList *list, TagRow tag)
{
    list->rows = mem_grow(list->rows, &list->capacity, list->count + 1, sizeof(TagNode));
    list->rows[list->count] = (TagNode){.tag = tag};
    return &list->rows[list->count++];
}

static bool has_name(const TagList *tags, Str name)
{
    for (size_t i = 0; i < tags->count; i++)
        if (str_is_equal(tags->rows[i].name, name))
            return true;
    return false;
}

/* Branches that are no tags themselves are nodes as well. */
static void add_branches(const TagList *tags, NodeList *list)
{
    for (size_t i = 0; i < tags->count; i++) {
        Str name = tags->rows[i].name;
        for (size_t at = 1; at < name.len; at++) {
            Str branch = str_slice(name, 0, at);
            if (name.data[at] != '/' || has_name(tags, branch))
                continue;
            bool is_known = false;
            for (size_t j = tags->count; j < list->count; j++)
                is_known = is_known || str_is_equal(list->rows[j].tag.name, branch);
            if (!is_known)
                add_node(list, (TagRow){.name = branch});
        }
    }
}

static void count_below(NodeList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        TagNode *node = &list->rows[i];
        for (size_t at = 0; at < node->tag.name.len; at++)
            node->depth += node->tag.name.data[at] == '/';
        for (size_t j = i + 1;
             j < list->count && is_below(list->rows[j].tag.name, node->tag.name); j++) {
            const TagRow *tag = &list->rows[j].tag;
            node->below++;
            node->below_uses += tag->passages + tag->documents;
            node->tag.used_ms = MAX(node->tag.used_ms, tag->used_ms);
        }
    }
}

bool tag_tree_read(Store *store, Arena *arena, TagTree *tree, Error *err)
{
    TagList tags = {0};
    NodeList list = {0};
    if (!store_list_tags(store, false, arena, &tags, err))
        return false;
    for (size_t i = 0; i < tags.count; i++)
        add_node(&list, tags.rows[i]);
    add_branches(&tags, &list);
    if (list.count)
        qsort(list.rows, list.count, sizeof(*list.rows), compare_nodes);
    count_below(&list);
    tree->nodes = arena_keep_array(arena, list.rows, list.count, sizeof(*list.rows));
    tree->count = list.count;
    return true;
}

bool tag_tree_count_uses(Store *store, int64_t now_ms, TagTree *tree, Error *err)
{
    TagList tags = {mem_alloc_array(tree->count + 1, sizeof(*tags.rows)), tree->count};
    uint32_t *uses = mem_alloc_array((tree->count + 1) * TAG_SPANS, sizeof(*uses));
    for (size_t i = 0; i < tree->count; i++)
        tags.rows[i] = tree->nodes[i].tag;
    bool is_counted = store_count_tag_uses(store, now_ms - TAG_SPANS * SPAN_MS, SPAN_MS,
                                           TAG_SPANS, &tags, uses, err);
    for (size_t i = 0; is_counted && i < tree->count * TAG_SPANS; i++)
        tree->nodes[i / TAG_SPANS].uses[i % TAG_SPANS] = uses[i];
    free(uses);
    free(tags.rows);
    return is_counted;
}

void tag_tree_keep_uses(TagTree *tree, const TagTree *before)
{
    for (size_t i = 0; i < tree->count; i++)
        for (size_t j = 0; j < before->count; j++)
            if (tree->nodes[i].tag.id && tree->nodes[i].tag.id == before->nodes[j].tag.id)
                memcpy(tree->nodes[i].uses, before->nodes[j].uses,
                       sizeof(tree->nodes[i].uses));
}
