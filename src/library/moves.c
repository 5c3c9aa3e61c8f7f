/* Passages that follow their document to another edition, or are put back by hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"
#include "library/undo.h"

#include <piyue/anchor.h>
#include <piyue/library.h>
#include <piyue/operation.h>

#include <stdlib.h>
#include <string.h>

#define TRIM_PASSAGES 256 /* between two times that the cache of the text may shrink */

/* A document's passages on their way from one edition to another. */
typedef struct Moving {
    Action *action;
    Document *document; /* the edition they are to stand in */
    Document *last;     /* the one they stood in */
    Str before, after;  /* uids of the editions */
    EditionMoves *moves;
    uint32_t *found;
} Moving;

static void count_move(const Moving *moving, const Annotation *was, AnchorHow how)
{
    EditionMoves *moves = moving->moves;
    if (was->is_orphan) {
        *moving->found += how != ANCHOR_ORPHAN;
        return;
    }
    switch (how) {
    case ANCHOR_ORPHAN:
        moves->orphaned++;
        break;
    case ANCHOR_OFFSETS:
        moves->exact++;
        break;
    case ANCHOR_QUOTE:
        moves->context++;
        break;
    case ANCHOR_FUZZY:
        moves->fuzzy++;
        break;
    }
}

static bool is_same_place(const Annotation *a, const Annotation *b)
{
    const Selector *was = &a->selector, *is = &b->selector;
    return a->is_orphan == b->is_orphan &&
           pos_compare(was->range.start, is->range.start) == 0 &&
           pos_compare(was->range.end, is->range.end) == 0 &&
           str_is_equal(was->exact, is->exact) && str_is_equal(was->prefix, is->prefix) &&
           str_is_equal(was->suffix, is->suffix) &&
           str_is_equal(was->headings, is->headings);
}

/* One passage; `was` is how it stood. An orphan keeps everything, with the edition in
 * which it was seen last. */
static bool move_passage(const Moving *moving, const Annotation *was,
                         const AnchorResult *result, Error *err)
{
    Action *action = moving->action;
    Annotation is = *was;
    count_move(moving, was, result->how);
    is.is_orphan = result->how == ANCHOR_ORPHAN;
    if (!is.is_orphan)
        is.selector = selector_make(moving->document, result->range, action->arena);
    if (is_same_place(was, &is))
        return true;
    Str edition = moving->before;
    EditionRow last;
    if (was->is_orphan) {
        if (!store_get_edition(action->library->store, was->edition, action->arena, &last,
                               err))
            return false;
        edition = uid_format(last.uid, action->arena);
    }
    Sides sides;
    sides_begin(&sides);
    change_describe_place(was, edition, &is.selector, &sides.before);
    change_describe_place(&is, is.is_orphan ? edition : moving->after, &was->selector,
                          &sides.after);
    return sides_do(&sides, action, "annotation.move",
                    uid_format(was->uid, action->arena), err);
}

static bool move_list(const Moving *moving, const AnnotationList *list, Error *err)
{
    Selector *selectors = mem_alloc_array(list->count + 1, sizeof(*selectors));
    AnchorResult *results = mem_alloc_array(list->count + 1, sizeof(*results));
    const Annotation **rows = mem_alloc_array(list->count + 1, sizeof(*rows));
    size_t standing = 0, total = 0;
    /* An orphan's place is one of an older edition: it says nothing of the last. */
    for (int orphans = 0; orphans < 2; orphans++) {
        for (size_t i = 0; i < list->count; i++)
            if (list->rows[i].is_orphan == (orphans > 0)) {
                selectors[total] = list->rows[i].selector;
                rows[total++] = &list->rows[i];
            }
        standing = orphans ? standing : total;
    }
    selectors_resolve(moving->document, moving->last, selectors, standing, results);
    selectors_resolve(moving->document, NULL, selectors + standing, total - standing,
                      results + standing);
    bool is_done = true;
    for (size_t i = 0; is_done && i < total; i++) {
        is_done = move_passage(moving, rows[i], &results[i], err);
        if (i % TRIM_PASSAGES == 0)
            document_trim(moving->document);
    }
    free(rows);
    free(selectors);
    free(results);
    return is_done;
}

/* A document's passages that stand somewhere, and those in the trash. */
typedef struct Passages {
    AnnotationList standing, deleted;
} Passages;

static bool list_passages(Action *action, int64_t doc, Passages *passages, Error *err)
{
    Store *store = action->library->store;
    AnnotationFilter filter = {.doc = doc, .status = -1};
    *passages = (Passages){0};
    if (!store_list_annotations(store, &filter, action->arena, &passages->standing, err))
        return false;
    filter.in_trash = true;
    return store_list_annotations(store, &filter, action->arena, &passages->deleted, err);
}

static bool follow(Action *action, const EditionRow *before, const EditionRow *after,
                   const Passages *passages, EditionMoves *moves, uint32_t *found,
                   Error *err)
{
    Store *store = action->library->store;
    EditionMoves ignored = {0};
    uint32_t ignored_found = 0;
    if (!passages->standing.count && !passages->deleted.count)
        return true;
    Moving moving = {.action = action,
                     .document = store_open_edition(store, after->id, err),
                     .last = store_open_edition(store, before->id, err),
                     .before = uid_format(before->uid, action->arena),
                     .after = uid_format(after->uid, action->arena),
                     .moves = moves,
                     .found = found};
    bool is_done =
        moving.document && moving.last && move_list(&moving, &passages->standing, err);
    moving.moves = &ignored; /* nobody misses what was deleted */
    moving.found = &ignored_found;
    is_done = is_done && move_list(&moving, &passages->deleted, err);
    document_free(moving.document);
    document_free(moving.last);
    return is_done;
}

bool moves_follow(Action *action, int64_t doc, const EditionRow *before, int64_t edition,
                  EditionMoves *moves, uint32_t *found, Error *err)
{
    EditionRow after;
    Passages passages;
    *moves = (EditionMoves){0};
    *found = 0;
    return store_get_edition(action->library->store, edition, action->arena, &after,
                             err) &&
           list_passages(action, doc, &passages, err) &&
           follow(action, before, &after, &passages, moves, found, err);
}

/* ---- back again -------------------------------------------------------------- */

/* Passages that were made since an operation, sorted. */
typedef struct Newer {
    int64_t seq;
    Uid *uids; /* owned */
    size_t count, capacity;
} Newer;

static bool visit_newer(void *context, const OpRow *op)
{
    Newer *newer = context;
    Uid uid;
    if (op->seq <= newer->seq)
        return false;
    if (!uid_is_zero(op->undoes) || !str_is_equal(op->kind, STR("annotation.add")) ||
        !uid_parse(op->target, &uid))
        return true;
    newer->uids = mem_grow(newer->uids, &newer->capacity, newer->count + 1, sizeof(uid));
    newer->uids[newer->count++] = uid;
    return true;
}

static int compare_uids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(Uid));
}

static void keep_newer(AnnotationList *list, const Newer *newer)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!list->rows[i].is_orphan && bsearch(&list->rows[i].uid, newer->uids,
                                                newer->count, sizeof(Uid), compare_uids))
            list->rows[count++] = list->rows[i];
    list->count = count;
}

static bool find_edition(Action *action, Str json, EditionRow *row, Error *err)
{
    Store *store = action->library->store;
    JsonObject side;
    Uid uid;
    int64_t edition;
    if (!json_parse(json, action->arena, &side) ||
        !uid_parse(json_get_text(&side, "edition"), &uid))
        return change_refuse_damaged(err);
    return store_find_edition_uid(store, uid, &edition, err) &&
           store_get_edition(store, edition, action->arena, row, err);
}

/* Of the others the group of the operation says where they stood. */
bool moves_follow_back(Action *action, const OpRow *op, Error *err)
{
    EditionRow left, shown;
    EditionMoves ignored = {0};
    uint32_t ignored_found = 0;
    Passages passages;
    if (!find_edition(action, op->new_json, &left, err))
        return false;
    Newer newer = {.seq = op->seq};
    LogFilter filter = {.doc = left.doc};
    bool is_done =
        store_walk_ops(action->library->store, &filter, visit_newer, &newer, err);
    if (is_done && newer.count) {
        qsort(newer.uids, newer.count, sizeof(Uid), compare_uids);
        is_done = find_edition(action, op->old_json, &shown, err) &&
                  list_passages(action, left.doc, &passages, err);
        if (is_done) {
            keep_newer(&passages.standing, &newer);
            keep_newer(&passages.deleted, &newer);
            is_done =
                follow(action, &left, &shown, &passages, &ignored, &ignored_found, err);
        }
    }
    free(newer.uids);
    return is_done;
}

/* ---- by hand ---------------------------------------------------------------- */

static bool reattach(Action *action, int64_t id, const Document *document, Range range,
                     Error *err)
{
    Store *store = action->library->store;
    Annotation was;
    DocumentRow row;
    EditionRow before, after;
    if (!edit_load_annotation(action, id, &was, err) ||
        !change_load_document(store, was.doc, action->arena, &row, err) ||
        !store_get_edition(store, was.edition, action->arena, &before, err) ||
        !store_get_edition(store, row.edition, action->arena, &after, err))
        return false;
    if (document->id != was.doc)
        return error_set(err, ERR_USAGE, _("the passage belongs to “%.*s”"),
                         STR_ARG(row.title));
    if (document->edition != row.edition)
        return error_set(err, ERR_CONFLICT,
                         _("another edition of “%.*s” was made meanwhile; try again"),
                         STR_ARG(row.title));
    Annotation is = was;
    is.is_orphan = false;
    is.selector = selector_make(document, range, action->arena);
    if (is_same_place(&was, &is))
        return true;
    Sides sides;
    sides_begin(&sides);
    change_describe_place(&was, uid_format(before.uid, action->arena), &is.selector,
                          &sides.before);
    change_describe_place(&is, uid_format(after.uid, action->arena), &was.selector,
                          &sides.after);
    return sides_do(&sides, action, "annotation.attach",
                    uid_format(was.uid, action->arena), err);
}

bool library_reattach(Library *library, int64_t annotation, const Document *document,
                      Range range, Error *err)
{
    if (range_is_empty(range))
        return error_set(err, ERR_USAGE, _("nothing is selected"));
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = reattach(&action, annotation, document, range, err);
    return action_end(&action, is_done, err);
}
