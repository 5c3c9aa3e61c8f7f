/* Annotations and tags, and the index of what they say.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>

/* ---- the index of notes ------------------------------------------------ */

/* Runs `id` over what the annotation says now; one in the trash says nothing. The
 * index keeps no text, so that forgetting a row takes the very text it was given. */
static bool note_index_change(Store *store, StatementId id, int64_t annotation,
                              Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_GET_NOTE_TEXT, err);
    query_bind_int(&query, annotation);
    bool is_done = true;
    if (query_step(&query)) {
        Query change = query_start(store, id, err);
        query_bind_int(&change, annotation);
        query_bind_text(&change, query_get_text(&query, 0));
        query_bind_text(&change, query_get_text(&query, 1));
        query_bind_text(&change, query_get_text(&query, 2));
        is_done = query_run(&change);
    }
    return query_end(&query) && is_done;
}

bool note_index_remove(Store *store, int64_t annotation, Error *err)
{
    return note_index_change(store, SQL_UNINDEX_NOTE, annotation, err);
}

bool note_index_add(Store *store, int64_t annotation, Error *err)
{
    return note_index_change(store, SQL_INDEX_NOTE, annotation, err);
}

/* ---- lists ------------------------------------------------------------- */

static bool read_tags(Store *store, Annotation *annotation, Arena *arena, Error *err)
{
    Str *tags = NULL;
    size_t count = 0, capacity = 0;
    Query query = query_start(store, SQL_LIST_ANNOTATION_TAGS, err);
    query_bind_int(&query, annotation->id);
    while (query_step(&query)) {
        tags = mem_grow(tags, &capacity, count + 1, sizeof(*tags));
        tags[count++] = arena_str(arena, query_get_text(&query, 0));
    }
    annotation->tags = arena_alloc(arena, count * sizeof(*tags));
    annotation->tag_count = count;
    for (size_t i = 0; i < count; i++)
        annotation->tags[i] = tags[i];
    free(tags);
    return query_end(&query);
}

static Annotation read_annotation(const Query *query, Arena *arena)
{
    int column = 0;
    Annotation row = {0};
    row.id = query_get_int(query, column++);
    row.uid = query_get_uid(query, column++);
    row.doc = query_get_int(query, column++);
    row.edition = query_get_int(query, column++);
    row.selector.range.start.block = (uint32_t)query_get_int(query, column++);
    row.selector.range.start.off = (uint32_t)query_get_int(query, column++);
    row.selector.range.end.block = (uint32_t)query_get_int(query, column++);
    row.selector.range.end.off = (uint32_t)query_get_int(query, column++);
    row.selector.exact = arena_str(arena, query_get_text(query, column++));
    row.selector.prefix = arena_str(arena, query_get_text(query, column++));
    row.selector.suffix = arena_str(arena, query_get_text(query, column++));
    row.selector.headings = arena_str(arena, query_get_text(query, column++));
    row.note = arena_str(arena, query_get_text(query, column++));
    row.style = arena_str(arena, query_get_text(query, column++));
    row.author = arena_str(arena, query_get_text(query, column++));
    row.status = (AnnotationStatus)query_get_int(query, column++);
    row.due_ms = query_get_int(query, column++);
    row.created_ms = query_get_int(query, column++);
    row.modified_ms = query_get_int(query, column++);
    row.is_orphan = query_get_int(query, column++) != 0;
    return row;
}
#define TITLE_COLUMN 20 /* behind the annotation's own */

/* One statement serves every filter; a parameter that asks for nothing is 0, -1 or ''. */
static void bind_filter(Query *query, const AnnotationFilter *filter, Str folded_text)
{
    query_bind_int(query, filter->doc ? filter->doc : INT64_MIN);
    query_bind_int(query, filter->doc ? filter->doc : INT64_MAX);
    query_bind_int(query, filter->id);
    query_bind_text(query, filter->tag);
    query_bind_int(query, filter->status);
    query_bind_int(query, filter->since_ms ? filter->since_ms : INT64_MIN);
    query_bind_int(query, filter->orphans);
    query_bind_int(query, filter->in_trash);
    query_bind_text(query, folded_text);
    query_bind_int(query, filter->collection);
}

static bool read_annotations(Store *store, Query *query, Arena *arena,
                             AnnotationList *list, Error *err)
{
    Annotation *rows = NULL;
    Str *titles = NULL;
    size_t count = 0, capacity = 0, title_capacity = 0;
    bool is_read = true;
    while (is_read && query_step(query)) {
        rows = mem_grow(rows, &capacity, count + 1, sizeof(*rows));
        titles = mem_grow(titles, &title_capacity, count + 1, sizeof(*titles));
        rows[count] = read_annotation(query, arena);
        titles[count] = arena_str(arena, query_get_text(query, TITLE_COLUMN));
        is_read = read_tags(store, &rows[count], arena, err) &&
                  replies_read(store, &rows[count], arena, err);
        count++;
    }
    is_read = query_end(query) && is_read;
    if (is_read) {
        list->rows = arena_alloc(arena, count * sizeof(*rows));
        list->doc_titles = arena_alloc(arena, count * sizeof(*titles));
        list->count = count;
        for (size_t i = 0; i < count; i++) {
            list->rows[i] = rows[i];
            list->doc_titles[i] = titles[i];
        }
    }
    free(rows);
    free(titles);
    return is_read;
}

bool store_list_annotations(Store *store, const AnnotationFilter *filter, Arena *arena,
                            AnnotationList *list, Error *err)
{
    StrBuf folded = {0};
    fold_text(&folded, filter->text);
    StatementId id = filter->id             ? SQL_GET_ANNOTATION
                     : filter->collection   ? SQL_LIST_COLLECTED
                     : filter->newest_first ? SQL_LIST_ANNOTATIONS_NEWEST
                                            : SQL_LIST_ANNOTATIONS;
    Query query = query_start(store, id, err);
    bind_filter(&query, filter, strbuf_get(&folded));
    query_bind_int(&query, filter->limit ? filter->limit : -1);
    query_bind_int(&query, filter->offset);
    bool is_listed = read_annotations(store, &query, arena, list, err);
    strbuf_clear(&folded);
    return is_listed;
}

bool store_count_annotations(Store *store, const AnnotationFilter *filter, int64_t *count,
                             Error *err)
{
    StrBuf folded = {0};
    fold_text(&folded, filter->text);
    Query query = query_start(store, SQL_COUNT_ANNOTATIONS, err);
    bind_filter(&query, filter, strbuf_get(&folded));
    int64_t counted = 0;
    if (query_step(&query))
        counted = query_get_int(&query, 0);
    bool is_counted = query_end(&query);
    if (is_counted)
        *count = counted;
    strbuf_clear(&folded);
    return is_counted;
}

/* ---- changes ----------------------------------------------------------- */

/* The document's row counts its annotations, for the shelf. */
static bool count_note(Store *store, int64_t annotation, int difference, Error *err)
{
    Query query = query_start(store, SQL_COUNT_NOTE, err);
    query_bind_int(&query, annotation);
    query_bind_int(&query, difference);
    return query_run(&query);
}

static bool write_annotation(Store *store, const Annotation *annotation, Error *err)
{
    const Selector *selector = &annotation->selector;
    Query query = query_start(store, SQL_PUT_ANNOTATION, err);
    query_bind_uid(&query, annotation->uid);
    query_bind_int(&query, annotation->doc);
    query_bind_int(&query, annotation->edition);
    query_bind_int(&query, selector->range.start.block);
    query_bind_int(&query, selector->range.start.off);
    query_bind_int(&query, selector->range.end.block);
    query_bind_int(&query, selector->range.end.off);
    query_bind_text(&query, selector->exact);
    query_bind_text(&query, selector->prefix);
    query_bind_text(&query, selector->suffix);
    query_bind_text(&query, selector->headings);
    query_bind_text(&query, annotation->note);
    query_bind_text(&query, annotation->style);
    query_bind_text(&query, annotation->author);
    query_bind_int(&query, annotation->status);
    query_bind_int(&query, annotation->due_ms);
    query_bind_int(&query, annotation->created_ms);
    query_bind_int(&query, annotation->modified_ms);
    query_bind_int(&query, annotation->is_orphan);
    return query_run(&query);
}

/* Leaves `id` 0 when there is none. */
static bool find_uid(Store *store, Uid uid, int64_t *id, Error *err)
{
    *id = 0;
    Query query = query_start(store, SQL_FIND_ANNOTATION_UID, err);
    query_bind_uid(&query, uid);
    if (query_step(&query))
        *id = query_get_int(&query, 0);
    return query_end(&query);
}

/* Makes the tags exactly those of `annotation`. */
static bool write_tags(Store *store, const Annotation *annotation, int64_t id, Error *err)
{
    Query query = query_start(store, SQL_CLEAR_TAGS, err);
    query_bind_int(&query, id);
    if (!query_run(&query))
        return false;
    for (size_t i = 0; i < annotation->tag_count; i++) {
        int64_t tag = 0;
        if (!store_put_tag(store, annotation->tags[i], &tag, err))
            return false;
        Query put = query_start(store, SQL_PUT_ANNOTATION_TAG, err);
        query_bind_int(&put, id);
        query_bind_int(&put, tag);
        if (!query_run(&put))
            return false;
    }
    return true;
}

bool store_put_annotation(Store *store, const Annotation *annotation, int64_t *id,
                          Error *err)
{
    int64_t row = 0;
    if (!store_require_writable(store, err) ||
        !find_uid(store, annotation->uid, &row, err) ||
        (row && !note_index_remove(store, row, err)) ||
        !write_annotation(store, annotation, err))
        return false;
    if (!row &&
        (!find_uid(store, annotation->uid, &row, err) || !count_note(store, row, 1, err)))
        return false;
    if (!write_tags(store, annotation, row, err) || !note_index_add(store, row, err))
        return false;
    *id = row;
    return true;
}

/* Its words are in the index of notes: it is told when they change. */
static bool has_exact(Store *store, const Annotation *annotation, bool *is_same,
                      Error *err)
{
    *is_same = false;
    Query query = query_start(store, SQL_GET_NOTE_TEXT, err);
    query_bind_int(&query, annotation->id);
    if (query_step(&query))
        *is_same = str_is_equal(query_get_text(&query, 1), annotation->selector.exact);
    return query_end(&query);
}

bool store_move_annotation(Store *store, const Annotation *annotation, Error *err)
{
    const Selector *selector = &annotation->selector;
    bool is_same = false;
    if (!store_require_writable(store, err) ||
        !has_exact(store, annotation, &is_same, err) ||
        (!is_same && !note_index_remove(store, annotation->id, err)))
        return false;
    Query query = query_start(store, SQL_MOVE_ANNOTATION, err);
    query_bind_int(&query, annotation->id);
    query_bind_int(&query, annotation->edition);
    query_bind_int(&query, selector->range.start.block);
    query_bind_int(&query, selector->range.start.off);
    query_bind_int(&query, selector->range.end.block);
    query_bind_int(&query, selector->range.end.off);
    query_bind_text(&query, selector->exact);
    query_bind_text(&query, selector->prefix);
    query_bind_text(&query, selector->suffix);
    query_bind_text(&query, selector->headings);
    query_bind_int(&query, annotation->is_orphan);
    return query_run(&query) && (is_same || note_index_add(store, annotation->id, err));
}

bool store_set_annotation_trashed(Store *store, int64_t id, int64_t trashed_ms,
                                  Error *err)
{
    if (!note_index_remove(store, id, err))
        return false;
    int64_t was_trashed = trashed_ms != 0;
    Query old = query_start(store, SQL_IS_ANNOTATION_TRASHED, err);
    query_bind_int(&old, id);
    if (query_step(&old))
        was_trashed = query_get_int(&old, 0);
    if (!query_end(&old) ||
        !count_note(store, id, (int)was_trashed - (trashed_ms != 0), err))
        return false;
    Query query = query_start(store, SQL_SET_ANNOTATION_TRASHED, err);
    query_bind_int(&query, id);
    query_bind_int(&query, trashed_ms);
    return query_run(&query) && note_index_add(store, id, err);
}

bool store_find_annotation_uid(Store *store, Uid uid, int64_t *id, Error *err)
{
    int64_t found = 0;
    if (!find_uid(store, uid, &found, err))
        return false;
    if (!found)
        return error_set(err, ERR_NOT_FOUND, "%s",
                         _("the passage is not in the library any more"));
    *id = found;
    return true;
}

/* ---- tags -------------------------------------------------------------- */

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

bool store_list_tags(Store *store, bool most_used_first, Arena *arena, TagList *list,
                     Error *err)
{
    TagRow *rows = NULL;
    size_t count = 0, capacity = 0;
    Query query = query_start(store, SQL_LIST_TAGS, err);
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
    if (is_listed) {
        if (count)
            qsort(rows, count, sizeof(*rows),
                  most_used_first ? compare_by_use : compare_by_name);
        list->rows = arena_alloc(arena, count * sizeof(*rows));
        list->count = count;
        for (size_t i = 0; i < count; i++)
            list->rows[i] = rows[i];
    }
    free(rows);
    return is_listed;
}

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
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_PUT_TAG, err);
    query_bind_text(&query, name);
    query_bind_int(&query, time_now_ms());
    return query_run(&query) && find_tag(store, name, id, err);
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
    Query query = query_start(store, SQL_DROP_UNUSED_TAGS, err);
    return query_run(&query);
}
