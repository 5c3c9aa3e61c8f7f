/* Edits of tags: on one thing, and everywhere at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

#include "library/input.h"

static bool tag_annotation(Action *action, int64_t id, Str tag, bool is_set, Error *err)
{
    Annotation annotation;
    if (!edit_load_annotation(action, id, &annotation, err))
        return false;
    if (edit_has_tag(annotation.tags, annotation.tag_count, tag) == is_set)
        return true;
    return edit_tag_thing(action, "annotation.tag",
                          uid_format(annotation.uid, action->arena), tag, is_set, err);
}

bool library_tag_annotation(Library *library, int64_t annotation, Str tag, bool is_set,
                            Error *err)
{
    Action action;
    Str kept;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = input_tag(tag, action.arena, &kept, err) &&
                   tag_annotation(&action, annotation, kept, is_set, err);
    return action_end(&action, is_done, err);
}

/* Does the document bear the tag? Asked with the tag as filter: names may hold ", ". */
static bool document_has_tag(Action *action, const DocumentRow *row, Str tag, bool *has,
                             Error *err)
{
    DocumentFilter filter = {.tag = tag, .trash = row->trashed_ms != 0};
    DocumentList list = {0};
    if (!store_list_documents(action->library->store, &filter, action->arena, &list, err))
        return false;
    *has = false;
    for (size_t i = 0; i < list.count; i++)
        *has = *has || list.rows[i].id == row->id;
    return true;
}

bool edit_tag_document(Action *action, int64_t doc, Str tag, bool is_set, Error *err)
{
    Store *store = action->library->store;
    DocumentRow row;
    Uid uid;
    Str kept;
    bool has = false;
    if (!input_tag(tag, action->arena, &kept, err) ||
        !change_load_document(store, doc, action->arena, &row, err) ||
        !document_has_tag(action, &row, kept, &has, err) ||
        !store_get_document_uid(store, doc, &uid, err))
        return false;
    return has == is_set ||
           edit_tag_thing(action, "document.tag", uid_format(uid, action->arena), kept,
                          is_set, err);
}

bool library_tag_document(Library *library, int64_t doc, Str tag, bool is_set, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = edit_tag_document(&action, doc, tag, is_set, err);
    return action_end(&action, is_done, err);
}

/* A growing list of targets. */
typedef struct Targets {
    Str *items;
    size_t count;
} Targets;

static void targets_add(Targets *targets, Uid uid, Arena *arena)
{
    /* Doubled when full: sizes are the powers of two. */
    if ((targets->count & (targets->count - 1)) == 0) {
        size_t capacity = targets->count ? 2 * targets->count : 1;
        Str *items = arena_alloc(arena, size_mul(capacity, sizeof(*items)));
        for (size_t i = 0; i < targets->count; i++)
            items[i] = targets->items[i];
        targets->items = items;
    }
    targets->items[targets->count++] = uid_format(uid, arena);
}

/* What bears a tag: all of it, and the part that does not bear the other one too. */
typedef struct Bearers {
    Targets annotations, documents;
    Targets new_annotations, new_documents;
} Bearers;

static bool add_annotations(Action *action, const AnnotationFilter *filter, Str other,
                            Bearers *bearers, Error *err)
{
    AnnotationList list = {0};
    if (!store_list_annotations(action->library->store, filter, action->arena, &list,
                                err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        const Annotation *row = &list.rows[i];
        targets_add(&bearers->annotations, row->uid, action->arena);
        if (!edit_has_tag(row->tags, row->tag_count, other))
            targets_add(&bearers->new_annotations, row->uid, action->arena);
    }
    return true;
}

static bool add_documents(Action *action, Str tag, Str other, bool trash,
                          Bearers *bearers, Error *err)
{
    DocumentFilter filter = {.tag = tag, .trash = trash};
    DocumentList list = {0};
    if (!store_list_documents(action->library->store, &filter, action->arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        Uid uid;
        bool has = false;
        if (!store_get_document_uid(action->library->store, list.rows[i].id, &uid, err) ||
            !document_has_tag(action, &list.rows[i], other, &has, err))
            return false;
        targets_add(&bearers->documents, uid, action->arena);
        if (!has)
            targets_add(&bearers->new_documents, uid, action->arena);
    }
    return true;
}

/* The passages of documents in the trash bear tags as well. */
static bool add_trashed(Action *action, Str tag, Str other, Bearers *bearers, Error *err)
{
    DocumentFilter trash = {.trash = true};
    DocumentList list = {0};
    if (!store_list_documents(action->library->store, &trash, action->arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        AnnotationFilter filter = {.doc = list.rows[i].id, .tag = tag, .status = -1};
        if (!add_annotations(action, &filter, other, bearers, err))
            return false;
    }
    return true;
}

static bool rename_tag(Action *action, Str from, Str to, Error *err)
{
    Bearers bearers = {0};
    AnnotationFilter filter = {.tag = from, .status = -1};
    if (!add_annotations(action, &filter, to, &bearers, err) ||
        !add_trashed(action, from, to, &bearers, err) ||
        !add_documents(action, from, to, false, &bearers, err) ||
        !add_documents(action, from, to, true, &bearers, err))
        return false;
    if (!bearers.annotations.count && !bearers.documents.count)
        return error_set(err, ERR_NOT_FOUND,
                         _("there is no tag “%.*s”; piyue tag list names them"),
                         STR_ARG(from));
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "tag", from);
    json_add_texts(&sides.before, "annotations", bearers.annotations.items,
                   bearers.annotations.count);
    json_add_texts(&sides.before, "documents", bearers.documents.items,
                   bearers.documents.count);
    json_add_texts(&sides.before, "new_annotations", bearers.new_annotations.items,
                   bearers.new_annotations.count);
    json_add_texts(&sides.before, "new_documents", bearers.new_documents.items,
                   bearers.new_documents.count);
    json_add_text(&sides.after, "tag", to);
    return sides_do(&sides, action, "tag.rename", from, err);
}

bool library_rename_tag(Library *library, Str from, Str to, Error *err)
{
    Action action;
    Str old_tag, new_tag;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done =
        input_tag(from, action.arena, &old_tag, err) &&
        input_tag(to, action.arena, &new_tag, err) &&
        (str_is_equal(old_tag, new_tag) || rename_tag(&action, old_tag, new_tag, err));
    return action_end(&action, is_done, err);
}
