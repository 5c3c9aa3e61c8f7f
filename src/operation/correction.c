/* A correction of a heading as an operation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/change.h"

bool correction_describe(Action *action, const CorrectionRow *row, StrBuf *absent,
                         StrBuf *present, Error *err)
{
    EditionRow edition;
    if (!store_get_edition(action->library->store, row->edition, action->arena, &edition,
                           err))
        return false;
    Str uid = uid_format(row->uid, action->arena);
    json_add_text(absent, "correction", uid);
    json_add_bool(absent, "set", false);
    json_add_text(present, "correction", uid);
    json_add_bool(present, "set", true);
    json_add_int(present, "made", row->made);
    json_add_text(present, "kind", row->kind);
    json_add_int(present, "amount", row->amount);
    json_add_text(present, "text", row->text);
    json_add_text(present, "family", row->family);
    json_add_bool(present, "part", row->is_part);
    json_add_text(present, "edition", uid_format(edition.uid, action->arena));
    selector_describe(&row->selector, present);
    return true;
}

static int64_t get_int(const JsonObject *object, const char *name)
{
    const JsonMember *member = json_find(object, name, JSON_INT);
    return member ? member->number : 0;
}

static bool get_bool(const JsonObject *object, const char *name)
{
    const JsonMember *member = json_find(object, name, JSON_BOOL);
    return member && member->number;
}

static bool find_row(Action *action, int64_t doc, Uid uid, bool *is_there, Error *err)
{
    CorrectionList list;
    *is_there = false;
    if (!store_list_corrections(action->library->store, doc, action->arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        *is_there = *is_there || uid_is_equal(list.rows[i].uid, uid);
    return true;
}

static bool put(Action *action, int64_t doc, Uid uid, const JsonObject *object,
                Error *err)
{
    CorrectionRow row = {.uid = uid,
                         .doc = doc,
                         .made = get_int(object, "made"),
                         .kind = json_get_text(object, "kind"),
                         .amount = (int)get_int(object, "amount"),
                         .text = json_get_text(object, "text"),
                         .family = json_get_text(object, "family"),
                         .is_part = get_bool(object, "part"),
                         .selector = {.range = {{(uint32_t)get_int(object, "start_block"),
                                                 (uint32_t)get_int(object, "start_off")},
                                                {(uint32_t)get_int(object, "end_block"),
                                                 (uint32_t)get_int(object, "end_off")}},
                                      .exact = json_get_text(object, "exact"),
                                      .prefix = json_get_text(object, "prefix"),
                                      .suffix = json_get_text(object, "suffix"),
                                      .headings = json_get_text(object, "headings")}};
    Uid edition;
    if (!uid_parse(json_get_text(object, "edition"), &edition))
        return change_refuse_damaged(err);
    return store_find_edition_uid(action->library->store, edition, &row.edition, err) &&
           store_put_correction(action->library->store, &row, err);
}

bool correction_apply(Action *action, int64_t doc, const JsonObject *from,
                      const JsonObject *to, Error *err)
{
    Uid uid;
    bool is_there, is_set = get_bool(to, "set");
    if (!uid_parse(json_get_text(to, "correction"), &uid))
        return change_refuse_damaged(err);
    if (!find_row(action, doc, uid, &is_there, err))
        return false;
    if (is_there == is_set || is_there != get_bool(from, "set"))
        return change_refuse(err);
    action->outlined_doc = doc;
    return is_set ? put(action, doc, uid, to, err)
                  : store_drop_correction(action->library->store, uid, err);
}
