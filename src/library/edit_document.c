/* Edits of documents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

#include "library/input.h"

static bool set_title(Action *action, int64_t doc, Str title, Error *err)
{
    Store *store = action->library->store;
    DocumentRow row;
    Uid uid;
    if (!title.len)
        return error_set(err, ERR_USAGE, _("a document needs a title"));
    if (!change_load_document(store, doc, action->arena, &row, err) ||
        !store_get_document_uid(store, doc, &uid, err))
        return false;
    if (str_is_equal(row.title, title))
        return true;
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "title", row.title);
    json_add_text(&sides.after, "title", title);
    return sides_do(&sides, action, "document.title", uid_format(uid, action->arena),
                    err);
}

bool library_set_title(Library *library, int64_t doc, Str title, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done =
        set_title(&action, doc, input_row(title, TITLE_MAX_BYTES, action.arena), err);
    return action_end(&action, is_done, err);
}

bool edit_set_trashed(Action *action, int64_t doc, bool is_trashed, Error *err)
{
    Store *store = action->library->store;
    DocumentRow row;
    Uid uid;
    if (!change_load_document(store, doc, action->arena, &row, err) ||
        !store_get_document_uid(store, doc, &uid, err))
        return false;
    if ((row.trashed_ms != 0) == is_trashed)
        return true;
    Sides sides;
    sides_begin(&sides);
    json_add_int(&sides.before, "trashed", row.trashed_ms);
    json_add_int(&sides.after, "trashed", is_trashed ? action->now_ms : 0);
    return sides_do(&sides, action, is_trashed ? "document.trash" : "document.restore",
                    uid_format(uid, action->arena), err);
}

bool library_trash(Library *library, int64_t doc, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = edit_set_trashed(&action, doc, true, err);
    return action_end(&action, is_done, err);
}

bool library_restore(Library *library, int64_t doc, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = edit_set_trashed(&action, doc, false, err);
    return action_end(&action, is_done, err);
}

static bool purge(Action *action, int64_t doc, Error *err)
{
    Store *store = action->library->store;
    DocumentRow row;
    Uid uid;
    if (!change_load_document(store, doc, action->arena, &row, err) ||
        !store_get_document_uid(store, doc, &uid, err))
        return false;
    if (!row.trashed_ms)
        return error_set(err, ERR_USAGE,
                         _("“%.*s” is not in the trash; only what is there can be "
                           "deleted for good (piyue trash %lld)"),
                         STR_ARG(row.title), (long long)doc);
    StrBuf before = {0};
    json_begin(&before);
    json_add_text(&before, "title", row.title);
    json_add_text(&before, "path", row.path);
    json_end(&before);
    bool is_done =
        action_record(action, STR("document.purge"), uid_format(uid, action->arena),
                      strbuf_get(&before), STR("{}"), err) &&
        store_purge_document(store, doc, err);
    strbuf_clear(&before);
    return is_done;
}

bool library_purge(Library *library, int64_t doc, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = purge(&action, doc, err);
    return action_end(&action, is_done, err);
}
