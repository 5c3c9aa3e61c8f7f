/* Annotations: lists and changes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

/* ---- lists ------------------------------------------------------------- */

#define TOGETHER 1024 /* annotations whose tags and replies one query reads */

static bool read_tags(Store *store, Str ids, Annotation *rows, size_t row_count,
                      Arena *arena, Error *err)
{
    Str *all = NULL;
    size_t count = 0, capacity = 0;
    Query query = query_start(store, SQL_LIST_TAGS_OF, err);
    query_bind_text(&query, ids);
    while (query_step(&query)) {
        all = mem_grow(all, &capacity, count + 1, sizeof(*all));
        all[count++] = arena_str(arena, query_get_text(&query, 1));
        rows[query_get_int(&query, 0)].tag_count++;
    }
    all = arena_keep_array(arena, all, count, sizeof(*all));
    for (size_t i = 0, next = 0; i < row_count; next += rows[i++].tag_count)
        rows[i].tags = rows[i].tag_count ? all + next : NULL;
    return query_end(&query);
}

/* Tags and replies of many, in a query each. */
static bool read_company(Store *store, Annotation *rows, size_t count, Arena *arena,
                         Error *err)
{
    StrBuf ids = {0};
    bool is_read = true;
    for (size_t i = 0, end; is_read && i < count; i = end) {
        end = MIN(i + TOGETHER, count);
        strbuf_reset(&ids);
        for (size_t at = i; at < end; at++)
            strbuf_appendf(&ids, "%c%lld", at == i ? '[' : ',', (long long)rows[at].id);
        strbuf_append_byte(&ids, ']');
        Str list = strbuf_get(&ids);
        is_read = read_tags(store, list, rows + i, end - i, arena, err) &&
                  replies_read(store, list, rows + i, end - i, arena, err);
    }
    strbuf_clear(&ids);
    return is_read;
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

bool annotations_read(Store *store, Query *query, Arena *arena, AnnotationList *list,
                      Error *err)
{
    Annotation *rows = NULL;
    Str *titles = NULL;
    size_t count = 0, capacity = 0, title_capacity = 0;
    while (query_step(query)) {
        rows = mem_grow(rows, &capacity, count + 1, sizeof(*rows));
        titles = mem_grow(titles, &title_capacity, count + 1, sizeof(*titles));
        rows[count] = read_annotation(query, arena);
        titles[count++] = arena_str(arena, query_get_text(query, TITLE_COLUMN));
    }
    list->rows = arena_keep_array(arena, rows, count, sizeof(*rows));
    list->doc_titles = arena_keep_array(arena, titles, count, sizeof(*titles));
    list->count = count;
    return query_end(query) && read_company(store, list->rows, count, arena, err);
}

bool store_list_annotations(Store *store, const AnnotationFilter *filter, Arena *arena,
                            AnnotationList *list, Error *err)
{
    FilterText text;
    filter_text_init(&text, filter);
    StatementId id = filter->id             ? SQL_GET_ANNOTATION
                     : filter->collection   ? SQL_LIST_COLLECTED
                     : filter->newest_first ? SQL_LIST_ANNOTATIONS_NEWEST
                                            : SQL_LIST_ANNOTATIONS;
    Query query = query_start(store, id, err);
    filter_bind(&query, filter, &text);
    query_bind_int(&query, filter->limit ? filter->limit : -1);
    query_bind_int(&query, filter->offset);
    bool is_listed = annotations_read(store, &query, arena, list, err);
    filter_text_clear(&text);
    return is_listed;
}

/* The annotations of a list of ids, each where its id stands; one that is not there
 * (any more) has id 0. */
bool store_get_annotations(Store *store, const int64_t *ids, size_t count, Arena *arena,
                           AnnotationList *list, Error *err)
{
    AnnotationList found = {
        .rows = arena_alloc(arena, size_mul(count, sizeof(Annotation))),
        .doc_titles = arena_alloc(arena, size_mul(count, sizeof(Str))),
        .count = count};
    for (size_t i = 0; i < count; i++) {
        AnnotationFilter filter = {.id = ids[i], .status = -1};
        AnnotationList one = {0};
        if (!store_list_annotations(store, &filter, arena, &one, err))
            return false;
        found.rows[i] = one.count ? one.rows[0] : (Annotation){0};
        found.doc_titles[i] = one.count ? one.doc_titles[0] : (Str){0};
    }
    *list = found;
    return true;
}

bool store_count_annotations(Store *store, const AnnotationFilter *filter, int64_t *count,
                             Error *err)
{
    FilterText text;
    filter_text_init(&text, filter);
    Query query = query_start(store, SQL_COUNT_ANNOTATIONS, err);
    filter_bind(&query, filter, &text);
    int64_t counted = 0;
    if (query_step(&query))
        counted = query_get_int(&query, 0);
    bool is_counted = query_end(&query);
    if (is_counted)
        *count = counted;
    filter_text_clear(&text);
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
    Query query = query_start(store, SQL_PUT_ANNOTATION, err);
    query_bind_uid(&query, annotation->uid);
    query_bind_int(&query, annotation->doc);
    query_bind_int(&query, annotation->edition);
    query_bind_selector(&query, &annotation->selector);
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
/* Does the row bear just the tags of `annotation`? */
static bool has_tags(Store *store, const Annotation *annotation, int64_t id, bool *has,
                     Error *err)
{
    size_t found = 0, known = 0;
    Query query = query_start(store, SQL_LIST_ANNOTATION_TAGS, err);
    query_bind_int(&query, id);
    while (query_step(&query)) {
        found++;
        for (size_t i = 0; i < annotation->tag_count; i++)
            if (str_is_equal(annotation->tags[i], query_get_text(&query, 0))) {
                known++;
                break;
            }
    }
    *has = found == known && found == annotation->tag_count;
    return query_end(&query);
}

/* Makes the tags exactly those of `annotation`. */
static bool write_tags(Store *store, const Annotation *annotation, int64_t id, Error *err)
{
    bool is_same;
    if (!has_tags(store, annotation, id, &is_same, err) || is_same)
        return is_same;
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
        !query_find_uid(store, SQL_FIND_ANNOTATION_UID, annotation->uid, &row, err) ||
        (row && !note_index_remove(store, row, err)) ||
        !write_annotation(store, annotation, err))
        return false;
    if (!row &&
        (!query_find_uid(store, SQL_FIND_ANNOTATION_UID, annotation->uid, &row, err) ||
         !count_note(store, row, 1, err)))
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
    bool is_same = false;
    if (!store_require_writable(store, err) ||
        !has_exact(store, annotation, &is_same, err) ||
        (!is_same && !note_index_remove(store, annotation->id, err)))
        return false;
    Query query = query_start(store, SQL_MOVE_ANNOTATION, err);
    query_bind_int(&query, annotation->id);
    query_bind_int(&query, annotation->edition);
    query_bind_selector(&query, &annotation->selector);
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

bool store_purge_annotation(Store *store, int64_t id, Error *err)
{
    static const StatementId steps[] = {SQL_CLEAR_TAGS, SQL_PURGE_ENTRIES,
                                        SQL_PURGE_REPLIES, SQL_PURGE_ANNOTATION};
    bool is_purged = store_require_writable(store, err) &&
                     store_execute(store, "PRAGMA secure_delete = ON", err);
    for (size_t i = 0; is_purged && i < ARRAY_SIZE(steps); i++) {
        Query query = query_start(store, steps[i], err);
        query_bind_int(&query, id);
        is_purged = query_run(&query);
    }
    Error ignored = {0};
    if (!store_execute(store, "PRAGMA secure_delete = FAST", &ignored))
        error_clear(&ignored);
    return is_purged;
}

bool store_find_annotation_uid(Store *store, Uid uid, int64_t *id, Error *err)
{
    return query_need_uid(store, SQL_FIND_ANNOTATION_UID, uid, id,
                          _("the passage is not in the library any more"), err);
}
