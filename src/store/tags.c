/* Tags: a tree by "/", other names for them, and how much they are used.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists -------------------------------------------------------------- */

static int compare_by_name(const void *a, const void *b)
{
    return pinyin_compare(((const TagRow *)a)->name, ((const TagRow *)b)->name);
}

static int compare_by_use(const void *a, const void *b)
{
    const TagRow *tag_a = a, *tag_b = b;
    int64_t uses_a = tag_a->passages + tag_a->documents;
    int64_t uses_b = tag_b->passages + tag_b->documents;
    if (uses_a != uses_b)
        return uses_a > uses_b ? -1 : 1;
    if (tag_a->used_ms != tag_b->used_ms)
        return tag_a->used_ms > tag_b->used_ms ? -1 : 1;
    return compare_by_name(a, b);
}

static bool list_tags(Store *store, StatementId id, bool most_used_first, Arena *arena,
                      TagList *list, Error *err)
{
    TagRow *rows = NULL;
    size_t count = 0, capacity = 0;
    Query query = query_start(store, id, err);
    while (query_step(&query)) {
        rows = mem_grow(rows, &capacity, count + 1, sizeof(*rows));
        rows[count++] = (TagRow){
            .id = query_get_int(&query, 0),
            .name = arena_str(arena, query_get_text(&query, 1)),
            .used_ms = query_get_int(&query, 2),
            .passages = query_get_int(&query, 3),
            .documents = query_get_int(&query, 4),
        };
    }
    bool is_listed = query_end(&query);
    if (count)
        qsort(rows, count, sizeof(*rows),
              most_used_first ? compare_by_use : compare_by_name);
    list->rows = arena_keep_array(arena, rows, count, sizeof(*rows));
    list->count = count;
    return is_listed;
}

bool store_list_tags(Store *store, bool most_used_first, Arena *arena, TagList *list,
                     Error *err)
{
    return list_tags(store, SQL_LIST_TAGS, most_used_first, arena, list, err);
}

bool store_list_tag_names(Store *store, Arena *arena, TagList *list, Error *err)
{
    return list_tags(store, SQL_LIST_TAG_NAMES, false, arena, list, err);
}

bool store_get_tag_name(Store *store, int64_t id, StrBuf *out, Error *err)
{
    Query query = query_start(store, SQL_GET_TAG_NAME, err);
    query_bind_int(&query, id);
    if (query_step(&query))
        strbuf_append_str(out, query_get_text(&query, 0));
    return query_end(&query);
}

bool store_count_tag_uses(Store *store, int64_t since_ms, int64_t slot_ms, size_t slots,
                          const TagList *list, uint32_t *uses, Error *err)
{
    memset(uses, 0, size_mul(size_mul(list->count, slots), sizeof(*uses)));
    /* Rows come by tag, as ids are numbered; lists by name or use. */
    Query query = query_start(store, SQL_COUNT_TAG_USES, err);
    query_bind_int(&query, since_ms);
    query_bind_int(&query, slot_ms);
    size_t row = 0;
    while (query_step(&query)) {
        int64_t tag = query_get_int(&query, 0), slot = query_get_int(&query, 1);
        size_t seen = 0;
        while (seen < list->count && list->rows[row].id != tag) {
            row = (row + 1) % list->count;
            seen++;
        }
        if (seen < list->count && slot >= 0 && (uint64_t)slot < slots)
            uses[row * slots + (size_t)slot] = (uint32_t)query_get_int(&query, 2);
    }
    return query_end(&query);
}

/* ---- who bears one ------------------------------------------------------ */

static bool read_uids(Query *query, Arena *arena, UidList *list)
{
    Uid *uids = NULL;
    size_t count = 0, capacity = 0;
    while (query_step(query)) {
        uids = mem_grow(uids, &capacity, count + 1, sizeof(*uids));
        uids[count++] = query_get_uid(query, 0);
    }
    list->uids = arena_alloc(arena, size_mul(count, sizeof(*uids)));
    list->count = count;
    for (size_t i = 0; i < count; i++)
        list->uids[i] = uids[i];
    free(uids);
    return query_end(query);
}

static bool list_bearers_of(Store *store, StatementId id, Str tag, Str other,
                            Arena *arena, UidList *list, Error *err)
{
    Query query = query_start(store, id, err);
    query_bind_text(&query, tag);
    query_bind_text(&query, other);
    return read_uids(&query, arena, list);
}

bool store_list_tagged(Store *store, Str tag, Str other, Arena *arena,
                       UidList *annotations, UidList *documents, Error *err)
{
    return list_bearers_of(store, SQL_LIST_TAGGED_ANNOTATIONS, tag, other, arena,
                           annotations, err) &&
           list_bearers_of(store, SQL_LIST_TAGGED_DOCUMENTS, tag, other, arena, documents,
                           err);
}

bool store_has_document_tag(Store *store, int64_t doc, Str tag, bool *has, Error *err)
{
    Query query = query_start(store, SQL_HAS_DOCUMENT_TAG, err);
    query_bind_int(&query, doc);
    query_bind_text(&query, tag);
    *has = query_step(&query);
    return query_end(&query);
}

bool store_list_branch(Store *store, Str tag, Arena *arena, TextList *names, Error *err)
{
    Query query = query_start(store, SQL_LIST_BRANCH, err);
    query_bind_text(&query, tag);
    return text_list_read(&query, arena, names);
}

/* ---- changes ------------------------------------------------------------ */

/* 0 when there is none of that name. */
static bool find_tag(Store *store, Str name, int64_t *id, Error *err)
{
    *id = 0;
    Query query = query_start(store, SQL_FIND_TAG, err);
    query_bind_text(&query, name);
    if (query_step(&query))
        *id = query_get_int(&query, 0);
    return query_end(&query);
}

bool store_put_tag(Store *store, Str name, int64_t *id, Error *err)
{
    if (!store_require_writable(store, err) || !find_tag(store, name, id, err))
        return false;
    store->has_loose_tags = store->has_loose_tags || !*id; /* nothing bears a new one */
    Query query = query_start(store, SQL_PUT_TAG, err);
    query_bind_text(&query, name);
    query_bind_int(&query, time_now_ms());
    return query_run(&query) && (*id || find_tag(store, name, id, err));
}

static bool run_pair(Store *store, StatementId id, int64_t first, int64_t second,
                     Error *err)
{
    Query query = query_start(store, id, err);
    query_bind_int(&query, first);
    query_bind_int(&query, second);
    return query_run(&query);
}

/* Sets or takes away the pair (thing, tag). */
static bool set_pair(Store *store, StatementId put, StatementId drop, int64_t thing,
                     Str tag, bool is_set, Error *err)
{
    int64_t id = 0;
    if (is_set)
        return store_put_tag(store, tag, &id, err) &&
               run_pair(store, put, thing, id, err);
    return store_require_writable(store, err) && find_tag(store, tag, &id, err) &&
           (!id || run_pair(store, drop, thing, id, err));
}

bool store_set_annotation_tag(Store *store, int64_t annotation, Str tag, bool is_set,
                              Error *err)
{
    return note_index_remove(store, annotation, err) &&
           set_pair(store, SQL_PUT_ANNOTATION_TAG, SQL_DROP_ANNOTATION_TAG, annotation,
                    tag, is_set, err) &&
           note_index_add(store, annotation, err);
}

bool store_set_document_tag(Store *store, int64_t doc, Str tag, bool is_set, Error *err)
{
    return set_pair(store, SQL_PUT_DOCUMENT_TAG, SQL_DROP_DOCUMENT_TAG, doc, tag, is_set,
                    err);
}

/* The annotations that bear a tag, each taken out of the index or put into it. */
typedef bool NoteIndexChange(Store *store, int64_t annotation, Error *err);

static bool change_bearers(Store *store, const int64_t *ids, size_t count,
                           NoteIndexChange *change, Error *err)
{
    for (size_t i = 0; i < count; i++)
        if (!change(store, ids[i], err))
            return false;
    return true;
}

static bool list_bearers(Store *store, int64_t tag, int64_t **ids, size_t *count,
                         Error *err)
{
    size_t capacity = 0;
    Query query = query_start(store, SQL_LIST_BEARERS, err);
    query_bind_int(&query, tag);
    while (query_step(&query)) {
        *ids = mem_grow(*ids, &capacity, *count + 1, sizeof(**ids));
        (*ids)[(*count)++] = query_get_int(&query, 0);
    }
    return query_end(&query);
}

/* Everything that bears `from` bears `to` afterwards, and `from` is gone. */
static bool merge_tags(Store *store, int64_t from, int64_t to, Error *err)
{
    static const StatementId steps[] = {
        SQL_MERGE_ANNOTATION_TAGS,
        SQL_MERGE_DOCUMENT_TAGS,
        SQL_CLEAR_ANNOTATION_TAG,
        SQL_CLEAR_DOCUMENT_TAG,
        SQL_DROP_TAG,
    };
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        Query query = query_start(store, steps[i], err);
        query_bind_int(&query, from);
        if (i < 2)
            query_bind_int(&query, to);
        if (!query_run(&query))
            return false;
    }
    return true;
}

static bool set_tag_name(Store *store, int64_t id, Str name, Error *err)
{
    Query query = query_start(store, SQL_SET_TAG_NAME, err);
    query_bind_int(&query, id);
    query_bind_text(&query, name);
    return query_run(&query);
}

bool store_rename_tag(Store *store, Str from, Str to, Error *err)
{
    int64_t from_id = 0, to_id = 0;
    if (!store_require_writable(store, err) || !find_tag(store, from, &from_id, err) ||
        !find_tag(store, to, &to_id, err))
        return false;
    if (!from_id)
        return error_set(err, ERR_NOT_FOUND,
                         _("there is no tag “%.*s”; “piyue tag list” shows them all"),
                         STR_ARG(from));
    if (from_id == to_id)
        return true;
    int64_t *ids = NULL;
    size_t count = 0;
    bool is_renamed = list_bearers(store, from_id, &ids, &count, err) &&
                      change_bearers(store, ids, count, note_index_remove, err) &&
                      (to_id ? merge_tags(store, from_id, to_id, err)
                             : set_tag_name(store, from_id, to, err)) &&
                      change_bearers(store, ids, count, note_index_add, err);
    free(ids);
    return is_renamed;
}

bool store_drop_unused_tags(Store *store, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    if (!store->has_loose_tags)
        return true;
    store->has_loose_tags = false;
    Query query = query_start(store, SQL_DROP_UNUSED_TAGS, err);
    return query_run(&query);
}
