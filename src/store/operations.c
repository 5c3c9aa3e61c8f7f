/* The operation log, small facts, and drafts of notes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <piyue/store_log.h>

#include <stdlib.h>
#include <string.h>

/* ---- groups that were taken back --------------------------------------- */

/* A set of groups: open addressing on their random bits. */
typedef struct GroupSet {
    Uid *slots; /* all zero: empty */
    size_t count, slot_count;
} GroupSet;

static size_t group_slot(const GroupSet *set, Uid group)
{
    uint64_t bits;
    memcpy(&bits, group.bytes, sizeof(bits));
    size_t slot = (size_t)bits & (set->slot_count - 1);
    while (!uid_is_zero(set->slots[slot]) && !uid_is_equal(set->slots[slot], group))
        slot = (slot + 1) & (set->slot_count - 1);
    return slot;
}

static bool group_set_has(const GroupSet *set, Uid group)
{
    return set->slot_count && !uid_is_zero(set->slots[group_slot(set, group)]);
}

static void group_set_add(GroupSet *set, Uid group)
{
    if (group_set_has(set, group))
        return;
    if (2 * (set->count + 1) > set->slot_count) {
        GroupSet grown = {.slot_count = MAX((size_t)64, 2 * set->slot_count)};
        grown.slots = mem_alloc_array(grown.slot_count, sizeof(*grown.slots));
        for (size_t i = 0; i < set->slot_count; i++)
            if (!uid_is_zero(set->slots[i]))
                grown.slots[group_slot(&grown, set->slots[i])] = set->slots[i];
        free(set->slots);
        grown.count = set->count;
        *set = grown;
    }
    set->slots[group_slot(set, group)] = group;
    set->count++;
}

/* The groups that are undone: taken back by a group that is not taken back itself. A
 * group is taken back only by later ones, so going from the newest to `since` decides
 * each before it is asked about. */
static bool find_undone(Store *store, int64_t since, GroupSet *undone, Error *err)
{
    Query query = query_start(store, SQL_LIST_UNDOES, err);
    query_bind_int(&query, since);
    while (query_step(&query))
        if (!group_set_has(undone, query_get_uid(&query, 0)))
            group_set_add(undone, query_get_uid(&query, 1));
    return query_end(&query);
}

/* ---- the log ----------------------------------------------------------- */

bool store_put_op(Store *store, const OpRow *op, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_PUT_OP, err);
    query_bind_uid(&query, op->id);
    query_bind_uid(&query, op->group);
    query_bind_int(&query, op->hlc);
    query_bind_text(&query, op->device);
    query_bind_text(&query, op->author);
    query_bind_text(&query, op->kind);
    query_bind_text(&query, op->target);
    query_bind_text(&query, op->old_json);
    query_bind_text(&query, op->new_json);
    query_bind_uid(&query, op->undoes);
    return query_run(&query);
}

static OpRow borrow_op(const Query *query)
{
    return (OpRow){
        .seq = query_get_int(query, 0),
        .id = query_get_uid(query, 1),
        .group = query_get_uid(query, 2),
        .hlc = query_get_int(query, 3),
        .device = query_get_text(query, 4),
        .author = query_get_text(query, 5),
        .kind = query_get_text(query, 6),
        .target = query_get_text(query, 7),
        .old_json = query_get_text(query, 8),
        .new_json = query_get_text(query, 9),
        .undoes = query_get_uid(query, 10),
    };
}

static OpRow read_op(const Query *query, Arena *arena)
{
    OpRow op = borrow_op(query);
    Str *texts[] = {&op.device, &op.author,   &op.kind,
                    &op.target, &op.old_json, &op.new_json};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        *texts[i] = arena_str(arena, *texts[i]);
    return op;
}

/* Reads all rows of a query that was started and ends it. */
static bool read_rows(Query *query, Arena *arena, OpList *list)
{
    OpRow *rows = NULL;
    size_t count = 0, capacity = 0;
    while (query_step(query)) {
        rows = mem_grow(rows, &capacity, count + 1, sizeof(*rows));
        rows[count++] = read_op(query, arena);
    }
    bool is_read = query_end(query);
    *list = (OpList){0};
    if (is_read && count) {
        list->rows = arena_alloc(arena, count * sizeof(*rows));
        list->count = count;
        memcpy(list->rows, rows, count * sizeof(*rows));
    }
    free(rows);
    return is_read;
}

/* The same, and which of them were taken back. */
static bool read_ops(Store *store, Query *query, Arena *arena, OpList *list, Error *err)
{
    GroupSet undone = {0};
    int64_t since = INT64_MAX;
    bool is_read = read_rows(query, arena, list);
    for (size_t i = 0; i < list->count; i++)
        since = MIN(since, list->rows[i].seq);
    is_read = is_read && find_undone(store, since, &undone, err);
    for (size_t i = 0; is_read && i < list->count; i++)
        list->rows[i].is_undone = group_set_has(&undone, list->rows[i].group);
    free(undone.slots);
    return is_read;
}

/* ---- walking through it -------------------------------------------------- */

typedef struct Walk {
    const LogFilter *filter;
    GroupSet undone;
    GroupSet about; /* the document, its passages and replies */
    StrBuf needle, folded;
} Walk;

static bool walk_begin(Store *store, Walk *walk, Error *err)
{
    if (walk->filter->before &&
        !find_undone(store, walk->filter->before, &walk->undone, err))
        return false;
    fold_text(&walk->needle, walk->filter->text);
    if (!walk->filter->doc)
        return true;
    Query query = query_start(store, SQL_LIST_DOCUMENT_UIDS, err);
    query_bind_int(&query, walk->filter->doc);
    while (query_step(&query))
        group_set_add(&walk->about, query_get_uid(&query, 0));
    return query_end(&query);
}

static void walk_clear(Walk *walk)
{
    free(walk->undone.slots);
    free(walk->about.slots);
    strbuf_clear(&walk->needle);
    strbuf_clear(&walk->folded);
}

static bool holds(Walk *walk, Str text)
{
    strbuf_reset(&walk->folded);
    fold_text(&walk->folded, text);
    return str_find(strbuf_get(&walk->folded), strbuf_get(&walk->needle), 0) != STR_NONE;
}

static bool is_wanted(Walk *walk, const OpRow *op)
{
    const LogFilter *filter = walk->filter;
    Uid target;
    if (filter->author.len && !str_is_equal(op->author, filter->author))
        return false;
    if (filter->doc &&
        !(uid_parse(op->target, &target) && group_set_has(&walk->about, target)))
        return false;
    return !walk->needle.len || holds(walk, op->old_json) || holds(walk, op->new_json) ||
           holds(walk, op->target);
}

bool store_walk_ops(Store *store, const LogFilter *filter, OpVisitor *visitor,
                    void *context, Error *err)
{
    Walk walk = {.filter = filter};
    if (!walk_begin(store, &walk, err)) {
        walk_clear(&walk);
        return false;
    }
    Query query = query_start(store, SQL_WALK_OPS, err);
    query_bind_int(&query, filter->before ? filter->before : INT64_MAX);
    query_bind_int(&query, filter->before_ms ? filter->before_ms * 65536 : INT64_MAX);
    bool is_over = false;
    while (!is_over && query_step(&query)) {
        OpRow op = borrow_op(&query);
        op.is_undone = group_set_has(&walk.undone, op.group);
        if (!op.is_undone && !uid_is_zero(op.undoes))
            group_set_add(&walk.undone, op.undoes);
        /* The clock goes forward with the numbers: what follows is older still. */
        is_over = op.hlc >> 16 < filter->since_ms ||
                  (is_wanted(&walk, &op) && !visitor(context, &op));
    }
    bool is_walked = query_end(&query);
    walk_clear(&walk);
    return is_walked;
}

/* ---- lists ----------------------------------------------------------------- */

bool store_list_ops(Store *store, int64_t limit, Arena *arena, OpList *list, Error *err)
{
    Query query = query_start(store, SQL_LIST_OPS, err);
    query_bind_int(&query, limit ? limit : -1);
    return read_ops(store, &query, arena, list, err);
}

bool store_list_group(Store *store, Uid group, Arena *arena, OpList *list, Error *err)
{
    Query query = query_start(store, SQL_LIST_GROUP, err);
    query_bind_uid(&query, group);
    return read_rows(&query, arena, list);
}

bool store_get_group_head(Store *store, Uid group, Arena *arena, OpList *head, Error *err)
{
    Query query = query_start(store, SQL_GET_GROUP_HEAD, err);
    query_bind_uid(&query, group);
    return read_rows(&query, arena, head);
}

bool store_list_ops_after(Store *store, int64_t seq, int64_t limit, Arena *arena,
                          OpList *list, Error *err)
{
    Query query = query_start(store, SQL_LIST_OPS_AFTER, err);
    query_bind_int(&query, seq);
    query_bind_int(&query, limit);
    return read_rows(&query, arena, list);
}

bool store_list_op_targets(Store *store, Str kind, Arena *arena, Str **targets,
                           size_t *count, Error *err)
{
    size_t capacity = 0;
    *targets = NULL;
    *count = 0;
    Str *rows = NULL;
    Query query = query_start(store, SQL_LIST_OP_TARGETS, err);
    query_bind_text(&query, kind);
    while (query_step(&query)) {
        rows = mem_grow(rows, &capacity, *count + 1, sizeof(*rows));
        rows[(*count)++] = arena_str(arena, query_get_text(&query, 0));
    }
    if (*count) {
        *targets = arena_alloc(arena, *count * sizeof(*rows));
        memcpy(*targets, rows, *count * sizeof(*rows));
    }
    free(rows);
    return query_end(&query);
}

bool store_get_last_op(Store *store, int64_t *seq, Error *err)
{
    *seq = 0;
    Query query = query_start(store, SQL_GET_LAST_OP, err);
    if (query_step(&query))
        *seq = query_get_int(&query, 0);
    return query_end(&query);
}

/* ---- small facts and drafts of notes ------------------------------------ */

/* Appends the only column of the only row; false without an error when there is none. */
static bool read_value(Query *query, StrBuf *value)
{
    bool is_found = query_step(query);
    if (is_found)
        strbuf_append_str(value, query_get_blob(query, 0));
    return query_end(query) && is_found;
}

bool store_get_meta(Store *store, const char *name, StrBuf *value, Error *err)
{
    Query query = query_start(store, SQL_GET_META, err);
    query_bind_text(&query, str_from(name));
    return read_value(&query, value);
}

bool store_put_meta(Store *store, const char *name, Str value, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_PUT_META, err);
    query_bind_text(&query, str_from(name));
    query_bind_blob(&query, value);
    return query_run(&query);
}

bool store_put_note_draft(Store *store, Str key, Str text, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_PUT_NOTE_DRAFT, err);
    query_bind_text(&query, key);
    query_bind_text(&query, text);
    return query_run(&query);
}

bool store_get_note_draft(Store *store, Str key, StrBuf *text, Error *err)
{
    Query query = query_start(store, SQL_GET_NOTE_DRAFT, err);
    query_bind_text(&query, key);
    return read_value(&query, text);
}

bool store_list_note_drafts(Store *store, Arena *arena, NoteDraft **drafts, size_t *count,
                            Error *err)
{
    NoteDraft *rows = NULL;
    size_t capacity = 0;
    *drafts = NULL;
    *count = 0;
    Query query = query_start(store, SQL_LIST_NOTE_DRAFTS, err);
    while (query_step(&query)) {
        rows = mem_grow(rows, &capacity, *count + 1, sizeof(*rows));
        rows[(*count)++] = (NoteDraft){arena_str(arena, query_get_text(&query, 0)),
                                       arena_str(arena, query_get_text(&query, 1))};
    }
    if (*count) {
        *drafts = arena_alloc(arena, *count * sizeof(*rows));
        memcpy(*drafts, rows, *count * sizeof(*rows));
    }
    free(rows);
    return query_end(&query);
}

bool store_drop_note_draft(Store *store, Str key, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_DROP_NOTE_DRAFT, err);
    query_bind_text(&query, key);
    return query_run(&query);
}

/* ---- what was typed ------------------------------------------------------- */

bool store_list_typed(Store *store, Str prompt, Arena *arena, TextList *list, Error *err)
{
    Query query = query_start(store, SQL_LIST_TYPED, err);
    query_bind_text(&query, prompt);
    return text_list_read(&query, arena, list);
}

bool store_put_typed(Store *store, Str prompt, Str text, size_t limit, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_PUT_TYPED, err);
    query_bind_text(&query, prompt);
    query_bind_text(&query, text);
    if (!query_run(&query))
        return false;
    query = query_start(store, SQL_TRIM_TYPED, err);
    query_bind_text(&query, prompt);
    query_bind_int(&query, (int64_t)limit);
    return query_run(&query);
}

bool store_drop_typed(Store *store, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_DROP_TYPED, err);
    return query_run(&query);
}
