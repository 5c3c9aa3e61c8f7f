/* Taking actions back and doing them again.
 *
 * Nothing is ever removed from the log. Taking back group A is a group that undoes A;
 * doing it again is a group that undoes that one:
 *
 *     A   B   (undoes B)   (undoes (undoes B))   C
 *
 * A group is undone if another undoes it that is not undone itself (store.h computes
 * it), so the newest that is not undone is what u takes back next.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/undo.h"

#include "library/correct.h"

#include <piyue/library.h>
#include <piyue/operation.h>
#include <piyue/store_log.h>

#include <stdlib.h>

/* What the search for a group came to. */
typedef struct Found {
    OpList ops;   /* of the group, newest first; empty when there is none */
    bool is_gone; /* there was one, but what it was about is deleted for good */
} Found;

bool undo_find_kind(Action *action, const OpRow *op, GroupKind *kind, Error *err)
{
    *kind = GROUP_ACTION;
    if (uid_is_zero(op->undoes))
        return true;
    OpList undone = {0};
    if (!store_get_group_head(action->library->store, op->undoes, action->arena, &undone,
                              err))
        return false;
    bool is_undo = undone.count == 0 || uid_is_zero(undone.rows[0].undoes);
    *kind = is_undo ? GROUP_UNDO : GROUP_REDO;
    return true;
}

/* Passages go with what was said below them, and out of collections: of such operations
 * the passage, of all others the target. */
static Str find_thing(Action *action, const OpRow *op)
{
    Store *store = action->library->store;
    const ChangeKind *kind = change_find_kind(op->kind);
    JsonObject to;
    Reply reply;
    Annotation passage;
    Error ignored = {0};
    int64_t id = 0;
    bool is_deleted;
    Str thing = op->target;
    if (kind && kind->scope == SCOPE_COLLECTION &&
        json_parse(op->new_json, action->arena, &to) && json_get_text(&to, "passage").len)
        thing = json_get_text(&to, "passage");
    if (kind && kind->scope == SCOPE_REPLY &&
        change_find_row(store, SCOPE_REPLY, op->target, &id, &ignored) && id &&
        store_get_reply(store, id, action->arena, &reply, &is_deleted, &ignored) &&
        change_load_annotation(store, reply.annotation, action->arena, &passage,
                               &is_deleted, &ignored))
        thing = uid_format(passage.uid, action->arena);
    error_clear(&ignored);
    return thing;
}

static bool is_about(Action *action, const OpRow *op, const Purged *purged)
{
    Str thing = purged->count ? find_thing(action, op) : (Str){0};
    for (size_t i = 0; i < purged->count; i++)
        if (str_is_equal(thing, purged->targets[i]))
            return true;
    return false;
}

bool undo_check_group(Action *action, const Purged *purged, OpList *ops,
                      bool *is_possible, bool *is_gone, Error *err)
{
    size_t left = 0;
    bool is_known = true;
    for (size_t i = 0; i < ops->count && is_known; i++) {
        const ChangeKind *kind = change_find_kind(ops->rows[i].kind);
        bool has_target = false;
        if (!change_has_target(action->library->store, &ops->rows[i], &has_target, err))
            return false;
        is_known = kind != NULL;
        if (is_known && has_target && !kind->is_final &&
            !is_about(action, &ops->rows[i], purged))
            ops->rows[left++] = ops->rows[i];
    }
    *is_possible = is_known && left;
    *is_gone = *is_gone || (is_known && !left);
    ops->count = left;
    return true;
}

typedef struct Search {
    Action *action;
    bool is_redo;
    Found *found;
    Purged purged;
    Uid last; /* group looked at */
    Error *err;
    bool has_failed;
} Search;

static void note_purged(Search *search, const OpRow *op)
{
    const ChangeKind *kind = change_find_kind(op->kind);
    Purged *purged = &search->purged;
    if (!kind || !kind->is_final)
        return;
    purged->targets = mem_grow(purged->targets, &purged->capacity, purged->count + 1,
                               sizeof(*purged->targets));
    purged->targets[purged->count++] = arena_str(search->action->arena, op->target);
}

/* Looks at one operation, from the newest on: is its group the one? */
static bool consider(Search *search, const OpRow *op, bool *is_over)
{
    Action *action = search->action;
    bool is_redo = search->is_redo;
    Found *found = search->found;
    Error *err = search->err;
    GroupKind kind;
    if (!is_redo && !uid_is_zero(op->undoes))
        return true;
    if (!undo_find_kind(action, op, &kind, err))
        return false;
    if (is_redo && kind == GROUP_ACTION && change_find_kind(op->kind)) {
        *is_over = true; /* a new edit: what was taken back before stays so */
        return true;
    }
    if (kind != (is_redo ? GROUP_UNDO : GROUP_ACTION))
        return true;
    OpList ops = {0};
    bool is_possible;
    if (!store_list_group(action->library->store, op->group, action->arena, &ops, err) ||
        !undo_check_group(action, &search->purged, &ops, &is_possible, &found->is_gone,
                          err))
        return false;
    if (is_possible) {
        found->ops = ops;
        *is_over = true;
    }
    return true;
}

static bool visit(void *context, const OpRow *op)
{
    Search *search = context;
    bool is_over = false;
    bool is_seen = uid_is_equal(op->group, search->last);
    search->last = op->group;
    note_purged(search, op);
    if (!op->is_undone && !is_seen)
        search->has_failed = !consider(search, op, &is_over);
    return !is_over && !search->has_failed;
}

static bool search(Action *action, bool is_redo, Found *found, Error *err)
{
    static const LogFilter all;
    *found = (Found){0};
    Search search = {.action = action, .is_redo = is_redo, .found = found, .err = err};
    bool is_walked = store_walk_ops(action->library->store, &all, visit, &search, err);
    free(search.purged.targets);
    return is_walked && !search.has_failed;
}

bool undo_turn_round(Action *action, const OpList *ops, Error *err)
{
    action->undoes = ops->rows[0].group;
    for (size_t i = 0; i < ops->count; i++) {
        const OpRow *op = &ops->rows[i];
        if (!report_progress(&action->library->told, i, ops->count))
            return error_set(err, ERR_CANCELLED, "%s", _("stopped"));
        if (str_is_equal(op->kind, STR("document.edition")) &&
            !moves_follow_back(action, op, err))
            return false;
        if (!change_apply(action, op->kind, op->target, op->new_json, op->old_json,
                          err) ||
            !action_record(action, op->kind, op->target, op->new_json, op->old_json, err))
            return false;
    }
    return outline_settle(action, err);
}

static bool nothing_left(const Found *found, bool is_redo, Error *err)
{
    if (found->is_gone)
        return error_set(err, ERR_CONFLICT,
                         _("what was changed last has been deleted for good since; that "
                           "cannot be taken back"));
    return error_set(err, ERR_NOT_FOUND,
                     is_redo ? _("nothing was taken back that could be done again")
                             : _("there is no change left to take back"));
}

static bool run(Action *action, bool is_redo, StrBuf *what, int64_t *doc, Error *err)
{
    Found found;
    if (!search(action, is_redo, &found, err))
        return false;
    if (!found.ops.count)
        return nothing_left(&found, is_redo, err);
    /* The oldest operation says what the action was; an undo group is in reverse. */
    const OpRow *first = &found.ops.rows[is_redo ? 0 : found.ops.count - 1];
    describe_change(action->library->store, first, is_redo, what);
    *doc = describe_find_document(action->library->store, first);
    return undo_turn_round(action, &found.ops, err) ||
           error_context(err, "%s", what->data ? what->data : "");
}

static bool take(Library *library, bool is_redo, StrBuf *what, int64_t *doc, Error *err)
{
    Action action;
    int64_t touched = 0;
    StrBuf sentence = {0};
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = run(&action, is_redo, &sentence, &touched, err);
    is_done = action_end(&action, is_done, err);
    if (is_done) {
        strbuf_append_str(what, strbuf_get(&sentence));
        *doc = touched;
    }
    strbuf_clear(&sentence);
    return is_done;
}

bool library_undo(Library *library, StrBuf *what, int64_t *doc, Error *err)
{
    return take(library, false, what, doc, err);
}

bool library_redo(Library *library, StrBuf *what, int64_t *doc, Error *err)
{
    return take(library, true, what, doc, err);
}
