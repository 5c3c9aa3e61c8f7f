/* Passages on their way out of the trash: back, or for good.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

#include <stdlib.h>

static bool load_trashed(Action *action, int64_t id, Annotation *annotation, Error *err)
{
    bool is_deleted;
    if (!change_load_annotation(action->library->store, id, action->arena, annotation,
                                &is_deleted, err))
        return false;
    return is_deleted || error_set(err, ERR_USAGE,
                                   _("passage %lld is not in the trash; `piyue passages "
                                     "--trash` lists what is there"),
                                   (long long)id);
}

/* ---- back ------------------------------------------------------------------ */

/* A tag that has another name since; an empty one where it was deleted. */
typedef struct Renaming {
    Str from, to;
} Renaming;

/* The deletion of a passage, which has its tags, and what became of tags since. */
typedef struct Deletion {
    Str target;
    Arena *arena;
    const JsonMember *tags, *trashed;
    Renaming *renamings; /* owned; the newest first */
    size_t renaming_count, renaming_capacity;
} Deletion;

static void note_renaming(Deletion *deletion, const OpRow *op)
{
    JsonObject after;
    Renaming renaming = {.from = arena_str(deletion->arena, op->target)};
    if (json_parse(arena_str(deletion->arena, op->new_json), deletion->arena, &after))
        renaming.to = json_get_text(&after, "tag");
    deletion->renamings = mem_grow(deletion->renamings, &deletion->renaming_capacity,
                                   deletion->renaming_count + 1, sizeof(renaming));
    deletion->renamings[deletion->renaming_count++] = renaming;
}

static bool visit(void *context, const OpRow *op)
{
    Deletion *deletion = context;
    if (op->is_undone || !uid_is_zero(op->undoes))
        return true;
    if (str_is_equal(op->kind, STR("tag.rename")) ||
        str_is_equal(op->kind, STR("tag.delete")))
        note_renaming(deletion, op);
    if (!str_is_equal(op->kind, STR("annotation.delete")) ||
        !str_is_equal(op->target, deletion->target))
        return true;
    JsonObject before, after;
    if (json_parse(arena_str(deletion->arena, op->old_json), deletion->arena, &before) &&
        json_parse(arena_str(deletion->arena, op->new_json), deletion->arena, &after)) {
        deletion->tags = json_find(&before, "tags", JSON_TEXTS);
        deletion->trashed = json_find(&after, "trashed", JSON_INT);
    }
    return false;
}

/* The tags as they are called now, each once. */
static void add_tags(const Deletion *deletion, StrBuf *json)
{
    if (!deletion->tags)
        return;
    size_t count = 0;
    Str *tags =
        arena_alloc(deletion->arena, (deletion->tags->text_count + 1) * sizeof(*tags));
    for (size_t i = 0; i < deletion->tags->text_count; i++) {
        Str tag = deletion->tags->texts[i];
        for (size_t j = deletion->renaming_count; j-- > 0;)
            if (str_is_equal(tag, deletion->renamings[j].from))
                tag = deletion->renamings[j].to;
        if (tag.len && !edit_has_tag(tags, count, tag))
            tags[count++] = tag;
    }
    json_add_texts(json, "tags", tags, count);
}

static bool restore(Action *action, int64_t id, Error *err)
{
    Annotation annotation;
    if (!load_trashed(action, id, &annotation, err))
        return false;
    Deletion deletion = {.target = uid_format(annotation.uid, action->arena),
                         .arena = action->arena};
    static const LogFilter all;
    if (!store_walk_ops(action->library->store, &all, visit, &deletion, err)) {
        free(deletion.renamings);
        return false;
    }
    Sides sides;
    sides_begin(&sides);
    json_add_int(&sides.before, "trashed",
                 deletion.trashed ? deletion.trashed->number : action->now_ms);
    json_add_int(&sides.after, "trashed", 0);
    add_tags(&deletion, &sides.after);
    free(deletion.renamings);
    return sides_do(&sides, action, "annotation.restore", deletion.target, err);
}

bool library_restore_annotation(Library *library, int64_t annotation, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = restore(&action, annotation, err);
    return action_end(&action, is_done, err);
}

/* ---- for good --------------------------------------------------------------- */

static bool purge(Action *action, int64_t id, Error *err)
{
    Annotation annotation;
    Uid document;
    Store *store = action->library->store;
    if (!load_trashed(action, id, &annotation, err) ||
        !store_get_document_uid(store, annotation.doc, &document, err))
        return false;
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "document", uid_format(document, action->arena));
    json_add_text(&sides.before, "exact", annotation.selector.exact);
    return sides_record(&sides, action, "annotation.purge",
                        uid_format(annotation.uid, action->arena), err) &&
           store_purge_annotation(store, id, err);
}

bool library_purge_annotation(Library *library, int64_t annotation, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = purge(&action, annotation, err);
    return action_end(&action, is_done, err);
}
