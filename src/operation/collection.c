/* What operations on collections do, forwards and backwards.
 *
 *     collection.add     {"trashed":T}              →
 * {"name":N,"note":N,"created":T,"trashed":0} collection.name    {"name":N} → {"name":N}
 *     collection.note    {"note":N}                 → {"note":N}
 *     collection.delete  {"trashed":0}              → {"trashed":T}
 *     collection.entry   {"passage":U,"rank":R,"remark":N} → the same
 *
 * An entry without a rank is none, so adding, moving and taking out are one kind.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/change.h"

static bool differs(const JsonObject *object, const char *name, Str text)
{
    const JsonMember *member = json_find(object, name, JSON_TEXT);
    return member && !str_is_equal(member->text, text);
}

static bool apply_entry(Action *action, int64_t collection, const JsonObject *from,
                        const JsonObject *to, Error *err)
{
    Store *store = action->library->store;
    Uid uid;
    int64_t annotation;
    CollectionEntry entry;
    if (!uid_parse(json_get_text(to, "passage"), &uid))
        return change_refuse_damaged(err);
    if (!store_find_annotation_uid(store, uid, &annotation, err) ||
        !store_get_collection_entry(store, collection, annotation, action->arena, &entry,
                                    err))
        return false;
    if (differs(from, "rank", entry.rank) || differs(from, "remark", entry.note))
        return change_refuse(err);
    entry = (CollectionEntry){json_get_text(to, "rank"), json_get_text(to, "remark")};
    return store_put_collection_entry(store, collection, annotation, &entry, err);
}

/* Makes a row that was never there from what an addition says of it. */
static bool read_new(Uid uid, const JsonObject *to, CollectionRow *row, Error *err)
{
    const JsonMember *created = json_find(to, "created", JSON_INT);
    if (!created || !json_get_text(to, "name").len)
        return error_set(err, ERR_CONFLICT, "%s",
                         _("the collection is not in the library any more"));
    *row = (CollectionRow){.uid = uid,
                           .name = json_get_text(to, "name"),
                           .note = json_get_text(to, "note"),
                           .created_ms = created->number};
    return true;
}

bool change_apply_collection(Action *action, Str target, const JsonObject *from,
                             const JsonObject *to, Error *err)
{
    Store *store = action->library->store;
    Uid uid;
    int64_t id;
    CollectionRow row;
    if (!uid_parse(target, &uid))
        return change_refuse_damaged(err);
    if (!store_find_collection_uid(store, uid, &id, err))
        return false;
    if (!id)
        return read_new(uid, to, &row, err) &&
               store_put_collection(store, &row, &id, err);
    if (json_find(to, "passage", JSON_TEXT))
        return apply_entry(action, id, from, to, err);
    if (!store_get_collection(store, id, action->arena, &row, err))
        return false;
    const JsonMember *was_trashed = json_find(from, "trashed", JSON_INT);
    const JsonMember *trashed = json_find(to, "trashed", JSON_INT);
    if (differs(from, "name", row.name) || differs(from, "note", row.note) ||
        (was_trashed && (was_trashed->number != 0) != (row.trashed_ms != 0)))
        return change_refuse(err);
    if (json_find(to, "name", JSON_TEXT))
        row.name = json_get_text(to, "name");
    if (json_find(to, "note", JSON_TEXT))
        row.note = json_get_text(to, "note");
    if (trashed)
        row.trashed_ms = trashed->number;
    return store_put_collection(store, &row, &id, err);
}
