/* Edits of replies.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

#include <piyue/library.h>
#include <piyue/operation.h>
#include <piyue/text.h>

static bool check_text(Str text, Error *err)
{
    if (!text_trim(text).len)
        return error_set(err, ERR_USAGE, _("a reply says something"));
    return edit_check_note(text, err);
}

bool edit_insert_reply(Action *action, Uid above, const Reply *reply, int64_t *id,
                       Error *err)
{
    if (!store_put_reply(action->library->store, reply, id, err))
        return false;
    Sides sides;
    sides_begin(&sides);
    json_add_int(&sides.before, "trashed", action->now_ms);
    json_add_text(&sides.after, "annotation", uid_format(above, action->arena));
    json_add_text(&sides.after, "text", reply->text);
    json_add_text(&sides.after, "author", reply->author);
    json_add_int(&sides.after, "created", reply->created_ms);
    json_add_int(&sides.after, "modified", reply->modified_ms);
    json_add_int(&sides.after, "trashed", 0);
    return sides_record(&sides, action, "reply.add",
                        uid_format(reply->uid, action->arena), err);
}

static bool add_reply(Action *action, int64_t annotation, Str text, int64_t *id,
                      Error *err)
{
    Annotation above;
    if (!edit_load_annotation(action, annotation, &above, err))
        return false;
    Reply reply = {.uid = uid_new(),
                   .annotation = annotation,
                   .text = input_text(text, action->arena),
                   .author = str_from(action->library->author),
                   .created_ms = action->now_ms,
                   .modified_ms = action->now_ms};
    return edit_insert_reply(action, above.uid, &reply, id, err);
}

bool library_reply(Library *library, int64_t annotation, Str text, int64_t *id,
                   Error *err)
{
    Action action;
    int64_t added = 0;
    if (!check_text(text, err) || !action_begin(&action, library, err))
        return false;
    bool is_done = add_reply(&action, annotation, text, &added, err);
    if (!action_end(&action, is_done, err))
        return false;
    *id = added;
    return true;
}

static bool load_reply(Action *action, int64_t id, Reply *reply, Error *err)
{
    bool is_deleted = false;
    return store_get_reply(action->library->store, id, action->arena, reply, &is_deleted,
                           err) &&
           (!is_deleted || error_set(err, ERR_NOT_FOUND, _("the reply was deleted")));
}

static bool set_text(Action *action, int64_t id, Str text, Error *err)
{
    Reply reply;
    if (!load_reply(action, id, &reply, err))
        return false;
    Str wanted = input_text(text, action->arena);
    if (str_is_equal(reply.text, wanted))
        return true;
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "text", reply.text);
    json_add_int(&sides.before, "modified", reply.modified_ms);
    json_add_text(&sides.after, "text", wanted);
    json_add_int(&sides.after, "modified", action->now_ms);
    return sides_do(&sides, action, "reply.text", uid_format(reply.uid, action->arena),
                    err);
}

bool library_set_reply(Library *library, int64_t reply, Str text, Error *err)
{
    Action action;
    if (!check_text(text, err) || !action_begin(&action, library, err))
        return false;
    bool is_done = set_text(&action, reply, text, err);
    return action_end(&action, is_done, err);
}

static bool delete_reply(Action *action, int64_t id, Error *err)
{
    Reply reply;
    if (!load_reply(action, id, &reply, err))
        return false;
    Sides sides;
    sides_begin(&sides);
    json_add_int(&sides.before, "trashed", 0);
    json_add_int(&sides.after, "trashed", action->now_ms);
    return sides_do(&sides, action, "reply.delete", uid_format(reply.uid, action->arena),
                    err);
}

bool library_delete_reply(Library *library, int64_t reply, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = delete_reply(&action, reply, err);
    return action_end(&action, is_done, err);
}
