/* Taking one change back that is not the last.
 *
 * It can be done where no later change that counts stands on it: one of the same thing in
 * the same respect (two notes of a passage), or one of what the change has made (a reply
 * to a passage that would go away).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/undo.h"

#include <piyue/library.h>
#include <piyue/operation.h>

/* What makes a thing: whatever is said of it later stands on that. */
static bool is_making(Str kind)
{
    return str_is_equal(kind, STR("annotation.add")) ||
           str_is_equal(kind, STR("document.add")) ||
           str_is_equal(kind, STR("document.edition")) ||
           str_is_equal(kind, STR("collection.add")) ||
           str_is_equal(kind, STR("reply.add"));
}

/* Kinds that change the same respect of a thing under two names. */
static Str get_respect(Str kind)
{
    static const struct {
        const char *kind, *respect;
    } same[] = {
        {"annotation.attach", "place"},     {"annotation.move", "place"},
        {"annotation.add", "is there"},     {"annotation.delete", "is there"},
        {"annotation.restore", "is there"}, {"document.add", "is there"},
        {"document.trash", "is there"},     {"document.restore", "is there"},
        {"collection.add", "is there"},     {"collection.delete", "is there"},
        {"reply.add", "is there"},          {"reply.delete", "is there"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(same); i++)
        if (str_is_equal(kind, str_from(same[i].kind)))
            return str_from(same[i].respect);
    return kind;
}

/* Of one kind, the member of the new state that says which of several it was. */
static bool is_same_part(const OpRow *op, const OpRow *later, Arena *arena)
{
    static const char *const names[] = {"tag", "field", "passage", "correction"};
    JsonObject one, other;
    if (!json_parse(op->new_json, arena, &one) ||
        !json_parse(later->new_json, arena, &other))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (!str_is_equal(json_get_text(&one, names[i]), json_get_text(&other, names[i])))
            return false;
    return true;
}

static bool names_edition(const OpRow *op, const OpRow *later, Arena *arena)
{
    JsonObject made;
    Str edition = {0};
    if (str_is_equal(op->kind, STR("document.edition")) &&
        json_parse(op->new_json, arena, &made))
        edition = json_get_text(&made, "edition");
    return edition.len && str_find(later->new_json, edition, 0) != STR_NONE;
}

/* A name that was given to a tag, and is taken from it again. */
static bool names_tag(const OpRow *op, const OpRow *later, Arena *arena)
{
    const ChangeKind *kind = change_find_kind(later->kind);
    JsonObject renamed;
    return str_is_equal(op->kind, STR("tag.rename")) && kind &&
           kind->scope == SCOPE_TAG && json_parse(op->new_json, arena, &renamed) &&
           str_is_equal(json_get_text(&renamed, "tag"), later->target);
}

static bool stands_on(const OpRow *later, const OpRow *op, Arena *arena)
{
    if (str_is_equal(later->target, op->target))
        return is_making(op->kind) ||
               (str_is_equal(get_respect(later->kind), get_respect(op->kind)) &&
                is_same_part(op, later, arena));
    return (is_making(op->kind) &&
            str_find(later->new_json, op->target, 0) != STR_NONE) ||
           names_edition(op, later, arena) || names_tag(op, later, arena);
}

typedef struct Hunt {
    Action *action;
    const OpList *ops; /* of the chosen group */
    bool is_undone;    /* it is taken back already */
    int64_t later;     /* number of the newest that stands on it; 0 for none */
    StrBuf what;
} Hunt;

/* What is deleted for good stands on nothing. */
static bool is_gone(Store *store, const OpRow *op)
{
    bool has_target = true;
    Error ignored = {0};
    if (!change_has_target(store, op, &has_target, &ignored))
        error_clear(&ignored);
    return !has_target;
}

static bool visit(void *context, const OpRow *op)
{
    Hunt *hunt = context;
    bool is_own = uid_is_equal(op->group, hunt->ops->rows[0].group);
    if (is_own)
        hunt->is_undone = op->is_undone;
    if (op->seq <= hunt->ops->rows[0].seq)
        return false;
    if (is_own || op->is_undone ||
        !uid_is_zero(op->undoes)) /* what is done again stands above */
        return true;
    bool is_on = false;
    Arena *arena = arena_new();
    for (size_t i = 0; i < hunt->ops->count && !is_on; i++)
        is_on = stands_on(op, &hunt->ops->rows[i], arena);
    arena_free(arena);
    is_on = is_on && !is_gone(hunt->action->library->store, op);
    if (is_on) {
        hunt->later = op->seq;
        describe_op(hunt->action->library->store, op, &hunt->what);
    }
    return !is_on;
}

/* Refuses where a later change would be lost, and names it. */
static bool require_last(Action *action, int64_t seq, const OpList *ops, Error *err)
{
    static const LogFilter all;
    Hunt hunt = {.action = action, .ops = ops};
    bool is_done = store_walk_ops(action->library->store, &all, visit, &hunt, err);
    if (is_done && hunt.is_undone)
        is_done = error_set(err, ERR_CONFLICT, _("change %lld was taken back already"),
                            (long long)seq);
    if (is_done && hunt.later)
        is_done = error_set(err, ERR_CONFLICT,
                            _("change %lld cannot be taken back before a later one that "
                              "stands on it: number %lld, %s"),
                            (long long)seq, (long long)hunt.later, hunt.what.data);
    strbuf_clear(&hunt.what);
    return is_done;
}

static bool find_group(Action *action, int64_t seq, OpList *ops, Error *err)
{
    OpList at = {0};
    if (!store_list_ops_after(action->library->store, seq - 1, 1, action->arena, &at,
                              err))
        return false;
    if (!at.count || at.rows[0].seq != seq)
        return error_set(err, ERR_NOT_FOUND,
                         _("there is no change %lld; `piyue log` names them"),
                         (long long)seq);
    return store_list_group(action->library->store, at.rows[0].group, action->arena, ops,
                            err);
}

static bool run(Action *action, int64_t seq, StrBuf *what, bool *is_again, Error *err)
{
    static const Purged none;
    OpList ops = {0};
    GroupKind kind;
    bool is_possible, was_purged = false;
    if (!find_group(action, seq, &ops, err))
        return false;
    if (!undo_find_kind(action, &ops.rows[0], &kind, err) ||
        !undo_check_group(action, &none, &ops, &is_possible, &was_purged, err))
        return false;
    if (!is_possible)
        return error_set(err, ERR_CONFLICT,
                         was_purged
                             ? _("change %lld is about something that was deleted for "
                                 "good; it cannot be taken back")
                             : _("change %lld was made by a newer piyue, which alone "
                                 "can take it back"),
                         (long long)seq);
    *is_again = kind == GROUP_UNDO;
    const OpRow *first = &ops.rows[*is_again ? 0 : ops.count - 1];
    describe_change(action->library->store, first, *is_again, what);
    return require_last(action, seq, &ops, err) && undo_turn_round(action, &ops, err);
}

bool library_undo_change(Library *library, int64_t seq, StrBuf *what, bool *is_again,
                         Error *err)
{
    Action action;
    StrBuf sentence = {0};
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = run(&action, seq, &sentence, is_again, err);
    is_done = action_end(&action, is_done, err);
    if (is_done)
        strbuf_append_str(what, strbuf_get(&sentence));
    strbuf_clear(&sentence);
    return is_done;
}
