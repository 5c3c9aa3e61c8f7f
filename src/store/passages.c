/* The ledger's index: the numbers of all passages that fit, in order and in groups.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WEEK_MS ((int64_t)7 * 24 * 3600 * 1000)

void passage_index_clear(PassageIndex *index)
{
    free(index->ids);
    free(index->groups);
    *index = (PassageIndex){0};
}

static void add_id(PassageIndex *index, int64_t id)
{
    index->ids =
        mem_grow(index->ids, &index->capacity, index->count + 1, sizeof(int64_t));
    index->ids[index->count++] = id;
}

static PassageGroup *add_group(PassageIndex *index, int64_t key)
{
    index->groups = mem_grow(index->groups, &index->group_capacity,
                             index->group_count + 1, sizeof(*index->groups));
    PassageGroup *group = &index->groups[index->group_count++];
    *group = (PassageGroup){.first = index->count, .key = key};
    return group;
}

/* Another passage, of the group before or of a new one. */
static void add_passage(PassageIndex *index, int64_t id, int64_t key, bool is_new)
{
    PassageGroup *last =
        index->group_count ? &index->groups[index->group_count - 1] : NULL;
    if (!last || last->key != key || is_new)
        last = add_group(index, key);
    last->count++;
    add_id(index, id);
}

/* ---- keys --------------------------------------------------------------- */

/* The local month that was found last: rows come in order of time. */
typedef struct Month {
    int64_t from_ms, to_ms, key;
} Month;

static int64_t find_month(Month *month, int64_t time_ms)
{
    if (time_ms >= month->from_ms && time_ms < month->to_ms)
        return month->key;
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm parts = {0};
    if (!localtime_r(&seconds, &parts))
        return 0;
    struct tm first = {
        .tm_year = parts.tm_year, .tm_mon = parts.tm_mon, .tm_mday = 1, .tm_isdst = -1};
    struct tm next = {.tm_year = parts.tm_year,
                      .tm_mon = parts.tm_mon + 1,
                      .tm_mday = 1,
                      .tm_isdst = -1};
    month->from_ms = (int64_t)mktime(&first) * 1000;
    month->to_ms = (int64_t)mktime(&next) * 1000;
    month->key = (int64_t)(parts.tm_year + 1900) * 100 + parts.tm_mon + 1;
    return month->key;
}

static enum DueKey find_due(int64_t status, int64_t due_ms, int64_t today_ms)
{
    if (status == STATUS_DONE)
        return DUE_DONE;
    if (status == STATUS_NONE)
        return DUE_NONE;
    if (!due_ms)
        return DUE_NEVER;
    return due_ms < today_ms             ? DUE_OVERDUE
           : due_ms < today_ms + WEEK_MS ? DUE_WEEK
                                         : DUE_LATER;
}

/* ---- orders that no index gives ------------------------------------------ */

typedef struct Sortable {
    int64_t id, key, second;
    size_t at; /* keeps the order there was */
} Sortable;

static int compare_sortable(const void *a, const void *b)
{
    const Sortable *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->second != y->second)
        return x->second < y->second ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

typedef struct SortList {
    Sortable *rows;
    size_t count, capacity;
} SortList;

static void sort_add(SortList *list, int64_t id, int64_t key, int64_t second)
{
    list->rows =
        mem_grow(list->rows, &list->capacity, list->count + 1, sizeof(*list->rows));
    list->rows[list->count] = (Sortable){id, key, second, list->count};
    list->count++;
}

/* Puts the sorted rows into the index, each under its key, and frees them. */
static void sort_end(SortList *list, PassageIndex *index)
{
    if (list->count)
        qsort(list->rows, list->count, sizeof(*list->rows), compare_sortable);
    for (size_t i = 0; i < list->count; i++)
        add_passage(index, list->rows[i].id, list->rows[i].key, false);
    free(list->rows);
    *list = (SortList){0};
}

/* ---- by tag --------------------------------------------------------------- */

typedef struct TagPairs {
    int64_t *annotations, *ranks; /* sorted by annotation; ranks in `tags` */
    size_t count;
} TagPairs;

typedef struct TagRank {
    int64_t id;
    size_t rank; /* in the order of names */
} TagRank;

static int compare_rank(const void *a, const void *b)
{
    int64_t x = ((const TagRank *)a)->id, y = ((const TagRank *)b)->id;
    return (x > y) - (x < y);
}

/* Is `name` the tag that is asked for, or below it? */
static bool is_in_branch(Str name, Str branch)
{
    return !branch.len || (str_has_prefix(name, branch) &&
                           (name.len == branch.len || name.data[branch.len] == '/'));
}

static TagRank *rank_tags(const TagList *tags, Str branch, size_t *count)
{
    TagRank *ranks = mem_alloc_array(tags->count + 1, sizeof(*ranks));
    *count = 0;
    for (size_t i = 0; i < tags->count; i++)
        if (is_in_branch(tags->rows[i].name, branch))
            ranks[(*count)++] = (TagRank){tags->rows[i].id, i};
    qsort(ranks, *count, sizeof(*ranks), compare_rank);
    return ranks;
}

static bool read_pairs(Store *store, const TagList *tags, Str branch, TagPairs *pairs,
                       Error *err)
{
    size_t rank_count, capacity = 0, rank_capacity = 0;
    TagRank *ranks = rank_tags(tags, branch, &rank_count);
    Query query = query_start(store, SQL_LIST_TAG_PAIRS, err);
    while (query_step(&query)) {
        TagRank wanted = {.id = query_get_int(&query, 1)};
        TagRank *rank = bsearch(&wanted, ranks, rank_count, sizeof(*ranks), compare_rank);
        if (!rank)
            continue;
        size_t count = pairs->count++;
        pairs->annotations = mem_grow(pairs->annotations, &capacity, count + 1,
                                      sizeof(*pairs->annotations));
        pairs->ranks =
            mem_grow(pairs->ranks, &rank_capacity, count + 1, sizeof(*pairs->ranks));
        pairs->annotations[count] = query_get_int(&query, 0);
        pairs->ranks[count] = (int64_t)rank->rank;
    }
    free(ranks);
    return query_end(&query);
}

static size_t find_pair(const TagPairs *pairs, int64_t annotation)
{
    size_t low = 0, high = pairs->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pairs->annotations[middle] < annotation)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Passages in the order of their places become passages in the order of tags: once
 * under each, and those without any at the end. */
static bool group_by_tag(Store *store, Str branch, PassageIndex *index, Error *err)
{
    Arena *arena = arena_new();
    TagList tags = {0};
    TagPairs pairs = {0};
    SortList sorted = {0};
    bool is_done = tags_list_names(store, arena, &tags, err) &&
                   read_pairs(store, &tags, branch, &pairs, err);
    for (size_t i = 0; is_done && i < index->count; i++) {
        size_t first = find_pair(&pairs, index->ids[i]), at = first;
        for (; at < pairs.count && pairs.annotations[at] == index->ids[i]; at++)
            sort_add(&sorted, index->ids[i], pairs.ranks[at], 0);
        if (at == first)
            sort_add(&sorted, index->ids[i], INT64_MAX, 0);
    }
    if (is_done) {
        index->count = index->group_count = 0;
        sort_end(&sorted, index);
        for (size_t i = 0; i < index->group_count; i++) {
            PassageGroup *group = &index->groups[i];
            group->key = group->key == INT64_MAX ? 0 : tags.rows[group->key].id;
        }
    }
    free(sorted.rows);
    free(pairs.annotations);
    free(pairs.ranks);
    arena_free(arena);
    return is_done;
}

/* ---- all of it ------------------------------------------------------------ */

/* What narrows most leads: rows that the index of words, a tag or a collection gives. */
static StatementId choose(const AnnotationFilter *filter, const FilterText *text,
                          PassageGrouping grouping)
{
    bool by_date = grouping == GROUP_NONE || grouping == GROUP_MONTH;
    if (filter->collection && grouping == GROUP_NONE)
        return SQL_INDEX_COLLECTION;
    if (text->expression.len)
        return by_date ? SQL_INDEX_TEXT_BY_DATE : SQL_INDEX_TEXT_BY_PLACE;
    if (filter->tag.len)
        return by_date ? SQL_INDEX_TAG_BY_DATE : SQL_INDEX_TAG_BY_PLACE;
    if (filter->collection || text->folded.len)
        return by_date ? SQL_INDEX_FEW_BY_DATE : SQL_INDEX_FEW_BY_PLACE;
    if (grouping == GROUP_CHAPTER)
        return SQL_INDEX_CHAPTERS;
    return by_date ? SQL_INDEX_BY_DATE : SQL_INDEX_BY_PLACE;
}

enum {
    COLUMN_ID,
    COLUMN_DOC,
    COLUMN_CREATED,
    COLUMN_STATUS,
    COLUMN_DUE,
    COLUMN_HEADINGS
};

static void read_rows(Query *query, PassageGrouping grouping, int64_t today_ms,
                      PassageIndex *index)
{
    Month month = {0};
    StrBuf headings = {0};
    SortList sorted = {0};
    while (query_step(query)) {
        int64_t id = query_get_int(query, COLUMN_ID), key = 0;
        bool is_new = false;
        if (grouping == GROUP_DOCUMENT || grouping == GROUP_CHAPTER)
            key = query_get_int(query, COLUMN_DOC);
        if (grouping == GROUP_MONTH)
            key = find_month(&month, query_get_int(query, COLUMN_CREATED));
        if (grouping == GROUP_CHAPTER) {
            Str now = query_get_text(query, COLUMN_HEADINGS);
            is_new = !str_is_equal(now, strbuf_get(&headings));
            if (is_new) {
                strbuf_reset(&headings);
                strbuf_append_str(&headings, now);
            }
        }
        if (grouping == GROUP_DUE) {
            int64_t due = query_get_int(query, COLUMN_DUE);
            sort_add(&sorted, id,
                     find_due(query_get_int(query, COLUMN_STATUS), due, today_ms), due);
        } else if (grouping == GROUP_TAG) {
            add_id(index, id); /* grouped when all are there */
        } else {
            add_passage(index, id, key, is_new);
        }
    }
    sort_end(&sorted, index);
    strbuf_clear(&headings);
}

bool store_index_passages(Store *store, const AnnotationFilter *filter,
                          PassageGrouping grouping, int64_t today_ms, PassageIndex *index,
                          Error *err)
{
    FilterText text;
    filter_text_init(&text, filter);
    index->count = index->group_count = 0;
    Query query = query_start(store, choose(filter, &text, grouping), err);
    filter_bind(&query, filter, &text);
    read_rows(&query, grouping, today_ms, index);
    index->passages = index->count;
    bool is_done = query_end(&query);
    filter_text_clear(&text);
    if (is_done && grouping == GROUP_TAG)
        is_done = group_by_tag(store, filter->tag, index, err);
    if (!is_done)
        index->count = index->passages = index->group_count = 0;
    return is_done;
}
