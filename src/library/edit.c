/* What edits share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

bool edit_load_annotation(Action *action, int64_t id, Annotation *annotation, Error *err)
{
    bool is_deleted;
    if (!change_load_annotation(action->library->store, id, action->arena, annotation,
                                &is_deleted, err))
        return false;
    return !is_deleted || error_set(err, ERR_NOT_FOUND, _("the passage was deleted"));
}

bool edit_tag_thing(Action *action, const char *kind, Str target, Str tag, bool is_set,
                    Error *err)
{
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "tag", tag);
    json_add_bool(&sides.before, "set", !is_set);
    json_add_text(&sides.after, "tag", tag);
    json_add_bool(&sides.after, "set", is_set);
    return sides_do(&sides, action, kind, target, err);
}

bool edit_has_tag(const Str *tags, size_t count, Str tag)
{
    for (size_t i = 0; i < count; i++)
        if (str_is_equal(tags[i], tag))
            return true;
    return false;
}
