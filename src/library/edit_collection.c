/* Edits of collections.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"
#include "library/rank.h"

#include <piyue/library.h>
#include <piyue/operation.h>

/* ---- collections ------------------------------------------------------- */

static bool check_name(Str name, Arena *arena, Str *kept, Error *err)
{
    *kept = input_row(name, TAG_MAX_BYTES, arena);
    return kept->len || error_set(err, ERR_USAGE, _("a collection needs a name"));
}

static bool create(Action *action, Str name, int64_t *collection, Error *err)
{
    Str kept;
    if (!check_name(name, action->arena, &kept, err))
        return false;
    Uid uid = uid_new();
    Sides sides;
    sides_begin(&sides);
    json_add_int(&sides.before, "trashed", action->now_ms);
    json_add_text(&sides.after, "name", kept);
    json_add_text(&sides.after, "note", (Str){0});
    json_add_int(&sides.after, "created", action->now_ms);
    json_add_int(&sides.after, "trashed", 0);
    return sides_do(&sides, action, "collection.add", uid_format(uid, action->arena),
                    err) &&
           store_find_collection_uid(action->library->store, uid, collection, err);
}

bool library_create_collection(Library *library, Str name, int64_t *collection,
                               Error *err)
{
    Action action;
    int64_t id = 0;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = create(&action, name, &id, err);
    if (!action_end(&action, is_done, err))
        return false;
    *collection = id;
    return true;
}

bool library_open_collection(Library *library, Str name, int64_t *collection, Error *err)
{
    Error why = {0};
    bool is_found =
        store_find_collection(library_get_store(library), name, collection, &why);
    bool is_absent = why.code == ERR_NOT_FOUND;
    if (!is_found && !is_absent)
        error_set(err, why.code, "%s", error_get_message(&why));
    error_clear(&why);
    return is_found ||
           (is_absent && library_create_collection(library, name, collection, err));
}

/* The collection to be changed; ERR_NOT_FOUND where it is deleted too. */
static bool load(Action *action, int64_t id, CollectionRow *row, Error *err)
{
    return store_get_collection(action->library->store, id, action->arena, row, err) &&
           (!row->trashed_ms ||
            error_set(err, ERR_NOT_FOUND, _("the collection was deleted")));
}

static bool set_text(Action *action, int64_t id, const char *kind, const char *name,
                     Str value, Error *err)
{
    CollectionRow row;
    if (!load(action, id, &row, err))
        return false;
    Str old = str_is_equal(str_from(name), STR("name")) ? row.name : row.note;
    if (str_is_equal(old, value))
        return true;
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, name, old);
    json_add_text(&sides.after, name, value);
    return sides_do(&sides, action, kind, uid_format(row.uid, action->arena), err);
}

/* Saved filters that ask for the collection ask for it by its new name. */
static bool rename_collection(Action *action, int64_t id, Str name, Error *err)
{
    Store *store = action->library->store;
    NamedTextList list = {0};
    Str kept;
    if (!check_name(name, action->arena, &kept, err) ||
        !store_list_filters(store, action->arena, &list, err))
        return false;
    AnnotationFilter *filters =
        arena_alloc(action->arena, size_mul(list.count + 1, sizeof(*filters)));
    for (size_t i = 0; i < list.count; i++) {
        Error unread = {0};
        if (!filter_parse(store, list.rows[i].text, action->arena, &filters[i], &unread))
            filters[i] = (AnnotationFilter){0};
        error_clear(&unread);
    }
    bool is_done = set_text(action, id, "collection.name", "name", kept, err);
    for (size_t i = 0; is_done && i < list.count; i++) {
        if (filters[i].collection != id)
            continue;
        StrBuf text = {0};
        filter_format(store, &filters[i], true, &text);
        is_done = edit_set_name(action, "filter.set", list.rows[i].name,
                                list.rows[i].text, strbuf_get(&text), err);
        strbuf_clear(&text);
    }
    return is_done;
}

bool library_rename_collection(Library *library, int64_t collection, Str name, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = rename_collection(&action, collection, name, err);
    return action_end(&action, is_done, err);
}

bool library_set_collection_note(Library *library, int64_t collection, Str note,
                                 Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = set_text(&action, collection, "collection.note", "note",
                            input_text(note, action.arena), err);
    return action_end(&action, is_done, err);
}

static bool delete_collection(Action *action, int64_t id, Error *err)
{
    CollectionRow row;
    if (!load(action, id, &row, err))
        return false;
    Sides sides;
    sides_begin(&sides);
    json_add_int(&sides.before, "trashed", 0);
    json_add_int(&sides.after, "trashed", action->now_ms);
    return sides_do(&sides, action, "collection.delete",
                    uid_format(row.uid, action->arena), err);
}

bool library_delete_collection(Library *library, int64_t collection, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = delete_collection(&action, collection, err);
    return action_end(&action, is_done, err);
}

/* ---- what is in them --------------------------------------------------- */

/* A passage in a collection, as it stands before a change. */
typedef struct Place {
    Str collection, passage; /* uids, in hexadecimal */
    CollectionEntry entry;
} Place;

static bool load_place(Action *action, int64_t collection, int64_t annotation,
                       Place *place, Error *err)
{
    CollectionRow row;
    Annotation passage;
    if (!load(action, collection, &row, err) ||
        !edit_load_annotation(action, annotation, &passage, err))
        return false;
    place->collection = uid_format(row.uid, action->arena);
    place->passage = uid_format(passage.uid, action->arena);
    return store_get_collection_entry(action->library->store, collection, annotation,
                                      action->arena, &place->entry, err);
}

static bool set_entry(Action *action, const Place *place, const CollectionEntry *entry,
                      Error *err)
{
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "passage", place->passage);
    json_add_text(&sides.before, "rank", place->entry.rank);
    json_add_text(&sides.before, "remark", place->entry.note);
    json_add_text(&sides.after, "passage", place->passage);
    json_add_text(&sides.after, "rank", entry->rank);
    json_add_text(&sides.after, "remark", entry->note);
    return sides_do(&sides, action, "collection.entry", place->collection, err);
}

static bool make_rank(Str before, Str behind, Arena *arena, Str *rank, Error *err)
{
    StrBuf text = {0};
    bool is_made = rank_between(before, behind, &text) || change_refuse_damaged(err);
    if (is_made)
        *rank = arena_str(arena, strbuf_get(&text));
    strbuf_clear(&text);
    return is_made;
}

static bool refuse_absent(Error *err)
{
    return error_set(err, ERR_NOT_FOUND, _("the passage is not in this collection"));
}

static bool collect(Action *action, int64_t collection, const int64_t *annotations,
                    size_t count, size_t *added, Error *err)
{
    Str last;
    if (!store_find_rank_before(action->library->store, collection, (Str){0},
                                action->arena, &last, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        Place place;
        CollectionEntry entry = {0};
        if (!load_place(action, collection, annotations[i], &place, err))
            return false;
        if (place.entry.rank.len)
            continue;
        if (!make_rank(last, (Str){0}, action->arena, &entry.rank, err) ||
            !set_entry(action, &place, &entry, err))
            return false;
        last = entry.rank;
        ++*added;
    }
    return true;
}

bool library_collect(Library *library, int64_t collection, const int64_t *annotations,
                     size_t count, size_t *added, Error *err)
{
    Action action;
    size_t new_count = 0;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = collect(&action, collection, annotations, count, &new_count, err);
    if (!action_end(&action, is_done, err))
        return false;
    if (added)
        *added = new_count;
    return true;
}

static bool uncollect(Action *action, int64_t collection, const int64_t *annotations,
                      size_t count, Error *err)
{
    for (size_t i = 0; i < count; i++) {
        Place place;
        if (!load_place(action, collection, annotations[i], &place, err))
            return false;
        if (!place.entry.rank.len)
            return refuse_absent(err);
        if (!set_entry(action, &place, &(CollectionEntry){0}, err))
            return false;
    }
    return true;
}

bool library_uncollect(Library *library, int64_t collection, const int64_t *annotations,
                       size_t count, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = uncollect(&action, collection, annotations, count, err);
    return action_end(&action, is_done, err);
}

static bool move(Action *action, int64_t collection, int64_t annotation, int64_t before,
                 Error *err)
{
    Place place, other = {0};
    Str low;
    if (!load_place(action, collection, annotation, &place, err) ||
        (before && !load_place(action, collection, before, &other, err)))
        return false;
    if (!place.entry.rank.len || (before && !other.entry.rank.len))
        return refuse_absent(err);
    CollectionEntry entry = place.entry;
    if (!store_find_rank_before(action->library->store, collection, other.entry.rank,
                                action->arena, &low, err))
        return false;
    /* It stands there already. */
    if (annotation == before || str_is_equal(low, place.entry.rank))
        return true;
    return make_rank(low, other.entry.rank, action->arena, &entry.rank, err) &&
           set_entry(action, &place, &entry, err);
}

bool library_move_collected(Library *library, int64_t collection, int64_t annotation,
                            int64_t before, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = move(&action, collection, annotation, before, err);
    return action_end(&action, is_done, err);
}

static bool remark(Action *action, int64_t collection, int64_t annotation, Str note,
                   Error *err)
{
    Place place;
    if (!load_place(action, collection, annotation, &place, err))
        return false;
    if (!place.entry.rank.len)
        return refuse_absent(err);
    CollectionEntry entry = {place.entry.rank, note};
    return str_is_equal(note, place.entry.note) || set_entry(action, &place, &entry, err);
}

bool library_note_collected(Library *library, int64_t collection, int64_t annotation,
                            Str note, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = remark(&action, collection, annotation,
                          input_row(note, NOTE_MAX_BYTES, action.arena), err);
    return action_end(&action, is_done, err);
}
