/* Passages that were made elsewhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

#include <piyue/library.h>
#include <piyue/operation.h>

#include <stdlib.h>

/* One that was deleted here comes back as it is there. */
static bool find_deleted(Action *action, Uid uid, int64_t *id, bool *is_deleted,
                         Error *err)
{
    Error why = {0};
    *is_deleted = store_find_annotation_uid(action->library->store, uid, id, &why);
    bool is_known = *is_deleted || why.code == ERR_NOT_FOUND;
    if (!is_known)
        error_set(err, why.code, "%s", error_get_message(&why));
    error_clear(&why);
    return is_known;
}

static bool add_tags(Action *action, const Annotation *row, Error *err)
{
    Str target = uid_format(row->uid, action->arena);
    Str *tags = arena_alloc(action->arena, (row->tag_count + 1) * sizeof(*tags));
    for (size_t i = 0; i < row->tag_count; i++) {
        if (!input_tag(row->tags[i], action->arena, &tags[i], err))
            return false;
        if (!edit_has_tag(tags, i, tags[i]) &&
            !edit_tag_thing(action, "annotation.tag", target, tags[i], true, err))
            return false;
    }
    return true;
}

static bool add_replies(Action *action, const Annotation *row, int64_t id, Error *err)
{
    for (size_t i = 0; i < row->reply_count; i++) {
        Reply reply = row->replies[i];
        reply.annotation = id;
        if (!reply.created_ms)
            reply.created_ms = action->now_ms;
        if (!reply.modified_ms)
            reply.modified_ms = reply.created_ms;
        reply.text = input_text(reply.text, action->arena);
        reply.author = input_row(reply.author, TITLE_MAX_BYTES, action->arena);
        int64_t added;
        if (!edit_insert_reply(action, row->uid, &reply, &added, err))
            return false;
    }
    return true;
}

static bool add_one(Action *action, const Annotation *given, Error *err)
{
    Annotation row = *given;
    int64_t id = 0;
    bool is_deleted = false;
    row.id = 0;
    row.note = input_text(row.note, action->arena);
    row.style = input_row(row.style, STYLE_MAX_BYTES, action->arena);
    row.author = input_row(row.author, TITLE_MAX_BYTES, action->arena);
    row.selector.exact = input_text(row.selector.exact, action->arena);
    if (!row.created_ms)
        row.created_ms = action->now_ms;
    if (!row.modified_ms)
        row.modified_ms = row.created_ms;
    if (!edit_check_note(row.note, err) ||
        !find_deleted(action, row.uid, &id, &is_deleted, err))
        return false;
    if (is_deleted)
        row.uid = uid_new();
    Annotation bare = row; /* tags and replies have operations of their own */
    bare.tag_count = bare.reply_count = 0;
    return edit_insert_annotation(action, &bare, &id, err) &&
           add_tags(action, &row, err) &&
           (is_deleted || add_replies(action, &row, id, err));
}

/* One that was deleted here stays so. */
static bool is_known_reply(Store *store, Uid uid)
{
    int64_t id = 0;
    Error ignored = {0};
    bool is_known = store_find_reply_uid(store, uid, &id, &ignored);
    error_clear(&ignored);
    return is_known;
}

bool library_add_replies(Library *library, const Annotation *given, size_t *added,
                         Error *err)
{
    Annotation row = *given;
    int64_t id = 0;
    *added = 0;
    row.replies = mem_alloc_array(given->reply_count + 1, sizeof(*row.replies));
    row.reply_count = 0;
    for (size_t i = 0; i < given->reply_count; i++)
        if (!is_known_reply(library->store, given->replies[i].uid))
            row.replies[row.reply_count++] = given->replies[i];
    Action action;
    bool is_done = row.reply_count == 0;
    if (!is_done && action_begin(&action, library, err)) {
        is_done = store_find_annotation_uid(library->store, row.uid, &id, err) &&
                  add_replies(&action, &row, id, err);
        is_done = action_end(&action, is_done, err);
    }
    if (is_done)
        *added = row.reply_count;
    free(row.replies);
    return is_done;
}

bool library_add_annotations(Library *library, const Annotation *rows, size_t count,
                             Error *err)
{
    Action action;
    if (!count)
        return true;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = true;
    for (size_t i = 0; is_done && i < count; i++)
        is_done = add_one(&action, &rows[i], err);
    return action_end(&action, is_done, err);
}
