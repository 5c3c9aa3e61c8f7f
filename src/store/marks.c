/* Passages where the text shows them: those of a few blocks, however many there are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

#define MARKS_PER_PLACE 8 /* of a block that bears more than MARKS_PER_BLOCK */
#define WINDOW_MARKS 1024 /* of some blocks together, before each is asked alone */

static void list_add(MarkList *list, const AnnotationList *more, size_t most,
                     size_t *capacity)
{
    size_t count = MIN(more->count, most);
    if (!count)
        return;
    list->rows = mem_grow(list->rows, capacity, list->count + count, sizeof(*list->rows));
    memcpy(list->rows + list->count, more->rows, count * sizeof(*list->rows));
    list->count += count;
}

static bool find_beside(Store *store, StatementId id, int64_t doc, Pos *pos,
                        bool *is_found, Error *err)
{
    Query query = query_start(store, id, err);
    query_bind_int(&query, doc);
    query_bind_int(&query, pos->block);
    query_bind_int(&query, pos->off);
    *is_found = query_step(&query);
    Pos found = *is_found ? (Pos){(uint32_t)query_get_int(&query, 0),
                                  (uint32_t)query_get_int(&query, 1)}
                          : *pos;
    if (!query_end(&query))
        return false;
    *pos = found;
    return true;
}

bool store_find_mark(Store *store, int64_t doc, int direction, Pos *pos, Error *err)
{
    bool is_found;
    StatementId id = direction > 0 ? SQL_FIND_MARK_BEHIND : SQL_FIND_MARK_BEFORE;
    return find_beside(store, id, doc, pos, &is_found, err);
}

typedef struct MarkQuery {
    StatementId id;
    int64_t doc, first, second, limit; /* second: not bound where it is negative */
} MarkQuery;

static Query start_marks(Store *store, StatementId id, const MarkQuery *asked, Error *err)
{
    Query query = query_start(store, id, err);
    query_bind_int(&query, asked->doc);
    query_bind_int(&query, asked->first);
    if (asked->second >= 0)
        query_bind_int(&query, asked->second);
    query_bind_int(&query, asked->limit);
    return query;
}

static bool run_marks(Store *store, const MarkQuery *asked, Arena *arena,
                      AnnotationList *found, Error *err)
{
    Query query = start_marks(store, asked->id, asked, err);
    return annotations_read(store, &query, arena, found, err);
}

/* Are there no more than the limit? The index alone says so. */
static bool are_few(Store *store, const MarkQuery *asked, bool *are_few, Error *err)
{
    MarkQuery counted = *asked;
    counted.limit++;
    Query query = start_marks(store, SQL_COUNT_MARKS_TO, &counted, err);
    *are_few = query_step(&query) && query_get_int(&query, 0) <= asked->limit;
    return query_end(&query);
}

/* A block in which very many begin: the first ones of each place, so that no place in the
 * text goes without its mark. */
static bool list_crowd(Store *store, int64_t doc, uint32_t block, Arena *arena,
                       MarkList *list, size_t *capacity, Error *err)
{
    size_t end = list->count + MARKS_PER_BLOCK;
    Pos pos = {block, 0};
    MarkQuery asked = {SQL_LIST_MARKS_AT, doc, block, 0, MARKS_PER_PLACE};
    list->is_cut = true;
    for (bool is_there = true; is_there && list->count < end;) {
        AnnotationList found = {0};
        asked.second = pos.off;
        if (!run_marks(store, &asked, arena, &found, err) ||
            !find_beside(store, SQL_FIND_MARK_BEHIND, doc, &pos, &is_there, err))
            return false;
        list_add(list, &found, end - list->count, capacity);
        is_there = is_there && pos.block == block;
    }
    return true;
}

static bool list_blocks(Store *store, const MarkQuery *asked, Arena *arena,
                        MarkList *list, size_t *capacity, Error *err)
{
    AnnotationList found = {0};
    if (!run_marks(store, asked, arena, &found, err))
        return false;
    list_add(list, &found, found.count, capacity);
    return true;
}

static bool list_block(Store *store, int64_t doc, uint32_t block, Arena *arena,
                       MarkList *list, size_t *capacity, Error *err)
{
    MarkQuery asked = {SQL_LIST_MARKS, doc, block, block, MARKS_PER_BLOCK};
    bool is_calm = false;
    if (!are_few(store, &asked, &is_calm, err))
        return false;
    return is_calm ? list_blocks(store, &asked, arena, list, capacity, err)
                   : list_crowd(store, doc, block, arena, list, capacity, err);
}

static int compare_places(const void *left, const void *right)
{
    const Annotation *a = left, *b = right;
    int order = pos_compare(a->selector.range.start, b->selector.range.start);
    return order ? order : (a->id > b->id) - (a->id < b->id);
}

static bool list_from_before(Store *store, int64_t doc, uint32_t first, Arena *arena,
                             MarkList *list, size_t *capacity, Error *err)
{
    MarkQuery asked = {SQL_LIST_MARKS_INTO, doc, first, -1, MARKS_PER_BLOCK + 1};
    AnnotationList found = {0};
    if (!run_marks(store, &asked, arena, &found, err))
        return false;
    if (found.count)
        qsort(found.rows, found.count, sizeof(*found.rows), compare_places);
    list->is_cut = found.count > MARKS_PER_BLOCK;
    list_add(list, &found, MARKS_PER_BLOCK, capacity);
    return true;
}

bool store_list_marks(Store *store, int64_t doc, uint32_t first, uint32_t end,
                      Arena *arena, MarkList *list, Error *err)
{
    MarkList marks = {0};
    size_t capacity = 0;
    MarkQuery asked = {SQL_LIST_MARKS, doc, first, (int64_t)end - 1, WINDOW_MARKS};
    bool is_calm = false;
    bool is_read = list_from_before(store, doc, first, arena, &marks, &capacity, err) &&
                   are_few(store, &asked, &is_calm, err);
    if (is_read && is_calm)
        is_read = list_blocks(store, &asked, arena, &marks, &capacity, err);
    for (uint32_t block = first; is_read && !is_calm && block < end; block++)
        is_read = list_block(store, doc, block, arena, &marks, &capacity, err);
    if (is_read)
        *list = (MarkList){
            arena_keep_array(arena, marks.rows, marks.count, sizeof(*marks.rows)),
            marks.count, marks.is_cut};
    else
        free(marks.rows);
    return is_read;
}

bool store_count_marks(Store *store, int64_t doc, uint32_t from, size_t limit,
                       MarkCounts *counts, Error *err)
{
    size_t counted = 0;
    Query query = query_start(store, SQL_COUNT_MARKS, err);
    query_bind_int(&query, doc);
    query_bind_int(&query, from);
    counts->is_complete = true;
    while (query_step(&query)) {
        const MarkCount *last = counts->count ? &counts->rows[counts->count - 1] : NULL;
        MarkCount row = {(uint32_t)query_get_int(&query, 0),
                         last ? last->before + last->here : 0,
                         (size_t)query_get_int(&query, 1)};
        counts->rows = mem_grow(counts->rows, &counts->capacity, counts->count + 1,
                                sizeof(*counts->rows));
        counts->rows[counts->count++] = row;
        counted += row.here;
        counts->is_complete = counted < limit;
        if (!counts->is_complete)
            break;
    }
    return query_end(&query);
}
