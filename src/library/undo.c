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
#include "library/change.h"

#include "library/correct.h"
#include "library/describe.h"

#define FIRST_STEP 64 /* operations looked at; eight times as many until one is found */

typedef enum GroupKind { GROUP_ACTION, GROUP_UNDO, GROUP_REDO } GroupKind;

/* What the search for a group came to. */
typedef struct Found {
    OpList ops;   /* of the group, newest first; empty when there is none */
    bool is_gone; /* there was one, but what it was about is deleted for good */
} Found;

static bool find_group_kind(Action *action, const OpRow *op, GroupKind *kind, Error *err)
{
    *kind = GROUP_ACTION;
    if (uid_is_zero(op->undoes))
        return true;
    OpList undone = {0};
    if (!store_list_group(action->library->store, op->undoes, action->arena, &undone,
                          err))
        return false;
    bool is_undo = undone.count == 0 || uid_is_zero(undone.rows[0].undoes);
    *kind = is_undo ? GROUP_UNDO : GROUP_REDO;
    return true;
}

/* Can all operations of a group be turned round? Those of a newer version cannot, nor
 * can a purge and what was done to the purged. */
static bool check_group(Action *action, const OpList *ops, bool *is_possible,
                        bool *is_gone, Error *err)
{
    *is_possible = true;
    for (size_t i = 0; i < ops->count && *is_possible; i++) {
        const ChangeKind *kind = change_find_kind(ops->rows[i].kind);
        bool has_target = false;
        if (kind && !change_has_target(action->library->store, kind, ops->rows[i].target,
                                       &has_target, err))
            return false;
        *is_possible = kind && has_target && !kind->is_final;
        *is_gone = *is_gone || (kind && !*is_possible);
    }
    return true;
}

/* Looks at one operation, from the newest on: is its group the one? */
static bool consider(Action *action, const OpRow *op, bool is_redo, Found *found,
                     bool *is_over, Error *err)
{
    GroupKind kind;
    if (!find_group_kind(action, op, &kind, err))
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
        !check_group(action, &ops, &is_possible, &found->is_gone, err))
        return false;
    if (is_possible) {
        found->ops = ops;
        *is_over = true;
    }
    return true;
}

static bool search(Action *action, bool is_redo, Found *found, Error *err)
{
    *found = (Found){0};
    size_t seen = 0;
    bool is_over = false;
    for (int64_t limit = FIRST_STEP; !is_over; limit *= 8) {
        OpList ops = {0};
        if (!store_list_ops(action->library->store, limit, action->arena, &ops, err))
            return false;
        for (; seen < ops.count && !is_over; seen++) {
            const OpRow *op = &ops.rows[seen];
            bool is_seen = seen && uid_is_equal(op->group, ops.rows[seen - 1].group);
            if (!op->is_undone && !is_seen &&
                !consider(action, op, is_redo, found, &is_over, err))
                return false;
        }
        is_over = is_over || (int64_t)ops.count < limit;
    }
    return true;
}

static bool turn_round(Action *action, const OpList *ops, Error *err)
{
    action->undoes = ops->rows[0].group;
    for (size_t i = 0; i < ops->count; i++) {
        const OpRow *op = &ops->rows[i];
        if (!change_apply(action, op->kind, op->target, op->new_json, op->old_json,
                          err) ||
            !action_record(action, op->kind, op->target, op->new_json, op->old_json, err))
            return false;
    }
    return true;
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
    return (turn_round(action, &found.ops, err) && outline_settle(action, err)) ||
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
