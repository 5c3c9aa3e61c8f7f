/* Edits of documents.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

#include <piyue/library.h>
#include <piyue/operation.h>

#include <piyue/imprint.h>
#include <piyue/settings.h>

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

/* Back to what its edition says. */
static bool reset_title(Action *action, int64_t doc, Error *err)
{
    Store *store = action->library->store;
    DocumentRow row;
    EditionRow edition;
    return change_load_document(store, doc, action->arena, &row, err) &&
           store_get_edition(store, row.edition, action->arena, &edition, err) &&
           set_title(action, doc, edition.title, err);
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

/* ---- what is known of it ------------------------------------------------------ */

static bool check_field(Str name, Error *err)
{
    static const char *const names[] = {
#define DOCUMENT_FIELD(id, name, label) name,
#include "../tables/fields.def"
#undef DOCUMENT_FIELD
        NULL,
    };
    for (size_t i = 0; names[i]; i++)
        if (str_is_equal(name, str_from(names[i])))
            return true;
    return name_refuse(err, ERR_USAGE, _("field"), "piyue", name, names,
                       ARRAY_SIZE(names) - 1);
}

static bool set_field(Action *action, int64_t doc, Str name, const Str *value, Error *err)
{
    Store *store = action->library->store;
    DocumentRow row;
    FieldList list;
    Uid uid;
    if (!change_load_document(store, doc, action->arena, &row, err) ||
        !store_get_document_uid(store, doc, &uid, err) ||
        !store_list_fields(store, doc, action->arena, &list, err))
        return false;
    const Str *old = NULL;
    for (size_t i = 0; i < list.count; i++)
        if (str_is_equal(list.rows[i].name, name))
            old = &list.rows[i].value;
    if ((!old && !value) || (old && value && str_is_equal(*old, *value)))
        return true;
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "field", name);
    if (old)
        json_add_text(&sides.before, "value", *old);
    json_add_text(&sides.after, "field", name);
    if (value)
        json_add_text(&sides.after, "value", *value);
    return sides_do(&sides, action, "document.field", uid_format(uid, action->arena),
                    err);
}

/* A day as it is kept, 2031-03-04, however it was typed. */
static bool read_day(Action *action, Str *value, Error *err)
{
    StrBuf day = {0};
    bool is_day = date_parse_whole(*value, &day);
    if (is_day)
        *value = arena_str(action->arena, strbuf_get(&day));
    else
        error_set(err, ERR_USAGE,
                  _("“%.*s” is no day; write 2031-03-04, 2031年3月4日, "
                    "2031-03 or 2031年"),
                  STR_ARG(*value));
    strbuf_clear(&day);
    return is_day;
}

bool library_set_fields(Library *library, int64_t doc, const DocumentFieldEdit *edits,
                        size_t count, Error *err)
{
    Action action;
    for (size_t i = 0; i < count; i++)
        if (!check_field(edits[i].name, err))
            return false;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = true;
    for (size_t i = 0; is_done && i < count; i++) {
        Str value = input_row(edits[i].value, TITLE_MAX_BYTES, action.arena);
        if (value.len && str_is_equal(edits[i].name, STR("date")))
            is_done = read_day(&action, &value, err);
        if (!is_done)
            break;
        if (!str_is_equal(edits[i].name, STR("title")))
            is_done = set_field(&action, doc, edits[i].name,
                                edits[i].is_reset ? NULL : &value, err);
        else if (edits[i].is_reset)
            is_done = reset_title(&action, doc, err);
        else
            is_done = set_title(&action, doc, value, err);
    }
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
