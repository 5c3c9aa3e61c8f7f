/* What operations on a tag everywhere, on its other names, on saved filters and searches
 * do.
 *
 *     tag.rename  {"tag":T,"annotations":[…],"documents":[…],
 *                  "new_annotations":[…],"new_documents":[…]}  → {"tag":T}
 *     tag.delete  {"tag":T,"annotations":[…],"documents":[…]}  → {}
 *     tag.alias   {"text":TAG}     → {"text":TAG}; empty: there is none of that name
 *     filter.set  {"text":FILTER}  → the same
 *     search.set  {"text":QUERY}   → the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/change.h"

/* Gives the things of a list the tag, or takes it off those that still exist. */
static bool set_tag_on(Store *store, ChangeScope scope, const JsonObject *object,
                       const char *name, Str tag, bool is_set, Error *err)
{
    const JsonMember *targets = json_find(object, name, JSON_TEXTS);
    for (size_t i = 0; targets && i < targets->text_count; i++) {
        int64_t id;
        if (!change_find_row(store, scope, targets->texts[i], &id, err) ||
            (id && !change_set_tag(store, scope, id, tag, is_set, err)))
            return false;
    }
    return true;
}

static bool set_everywhere(Store *store, const JsonObject *object, Str tag, bool is_set,
                           Error *err)
{
    return set_tag_on(store, SCOPE_ANNOTATION, object, "annotations", tag, is_set, err) &&
           set_tag_on(store, SCOPE_DOCUMENT, object, "documents", tag, is_set, err);
}

/* Forwards the old object names the bearers; backwards they are given the old tag again
 * and lose the new one, but for those that bore both. */
bool change_apply_tag(Action *action, const JsonObject *from, const JsonObject *to,
                      Error *err)
{
    Store *store = action->library->store;
    Str old_tag = json_get_text(from, "tag"), new_tag = json_get_text(to, "tag");
    bool names_bearers = json_find(to, "annotations", JSON_TEXTS) != NULL;
    if (old_tag.len && !new_tag.len)
        return set_everywhere(store, from, old_tag, false, err);
    if (!old_tag.len && new_tag.len)
        return set_everywhere(store, to, new_tag, true, err);
    if (!old_tag.len)
        return change_refuse_damaged(err);
    if (!names_bearers)
        return store_rename_tag(store, old_tag, new_tag, err);
    return set_everywhere(store, to, new_tag, true, err) &&
           set_tag_on(store, SCOPE_ANNOTATION, to, "new_annotations", old_tag, false,
                      err) &&
           set_tag_on(store, SCOPE_DOCUMENT, to, "new_documents", old_tag, false, err);
}

bool change_apply_name(Action *action, ChangeScope scope, Str target,
                       const JsonObject *from, const JsonObject *to, Error *err)
{
    static const struct {
        bool (*get)(Store *store, Str name, Arena *arena, Str *text, Error *err);
        bool (*put)(Store *store, Str name, Str text, Error *err);
    } names[] = {[SCOPE_ALIAS] = {store_get_alias, store_put_alias},
                 [SCOPE_FILTER] = {store_get_filter, store_put_filter},
                 [SCOPE_SEARCH] = {store_get_search, store_put_search}};
    Store *store = action->library->store;
    Str now;
    if (!names[scope].get(store, target, action->arena, &now, err))
        return false;
    if (!str_is_equal(now, json_get_text(from, "text")))
        return change_refuse(err);
    return names[scope].put(store, target, json_get_text(to, "text"), err);
}
