/* Edits of tags: on one thing, and everywhere at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

#include <piyue/library.h>
#include <piyue/operation.h>
#include <piyue/text.h>

bool edit_read_tag(Action *action, Str typed, Str *tag, Error *err)
{
    Str kept, meant;
    if (!input_tag(typed, action->arena, &kept, err) ||
        !store_get_alias(action->library->store, kept, action->arena, &meant, err))
        return false;
    *tag = meant.len ? meant : kept;
    return true;
}

static bool tag_annotation(Action *action, int64_t id, Str tag, bool is_set, Error *err)
{
    Annotation annotation;
    if (!edit_load_annotation(action, id, &annotation, err))
        return false;
    if (edit_has_tag(annotation.tags, annotation.tag_count, tag) == is_set)
        return true;
    return edit_tag_thing(action, "annotation.tag",
                          uid_format(annotation.uid, action->arena), tag, is_set, err);
}

bool library_tag_annotation(Library *library, int64_t annotation, Str tag, bool is_set,
                            Error *err)
{
    Action action;
    Str kept;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = edit_read_tag(&action, tag, &kept, err) &&
                   tag_annotation(&action, annotation, kept, is_set, err);
    return action_end(&action, is_done, err);
}

bool edit_tag_document(Action *action, int64_t doc, Str tag, bool is_set, Error *err)
{
    Store *store = action->library->store;
    DocumentRow row;
    Uid uid;
    Str kept;
    bool has = false;
    if (!edit_read_tag(action, tag, &kept, err) ||
        !change_load_document(store, doc, action->arena, &row, err) ||
        !store_has_document_tag(store, doc, kept, &has, err) ||
        !store_get_document_uid(store, doc, &uid, err))
        return false;
    return has == is_set ||
           edit_tag_thing(action, "document.tag", uid_format(uid, action->arena), kept,
                          is_set, err);
}

bool library_tag_document(Library *library, int64_t doc, Str tag, bool is_set, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = edit_tag_document(&action, doc, tag, is_set, err);
    return action_end(&action, is_done, err);
}

/* ---- everywhere ---------------------------------------------------------- */

static void add_uids(StrBuf *json, const char *name, const UidList *list, Arena *arena)
{
    Str *texts = arena_alloc(arena, size_mul(list->count, sizeof(*texts)));
    for (size_t i = 0; i < list->count; i++)
        texts[i] = uid_format(list->uids[i], arena);
    json_add_texts(json, name, texts, list->count);
}

/* Who bears a tag, and of them who does not bear the other one too. */
typedef struct Bearers {
    UidList annotations, documents;
    UidList new_annotations, new_documents;
} Bearers;

static bool find_bearers(Action *action, Str tag, Str other, Bearers *bearers, Error *err)
{
    Store *store = action->library->store;
    return store_list_tagged(store, tag, (Str){0}, action->arena, &bearers->annotations,
                             &bearers->documents, err) &&
           (!other.len ||
            store_list_tagged(store, tag, other, action->arena, &bearers->new_annotations,
                              &bearers->new_documents, err));
}

/* One tag; those below it are renamed by themselves. `to` empty: it is deleted. */
static bool rename_one(Action *action, Str from, Str to, Error *err)
{
    Bearers bearers = {0};
    Arena *arena = action->arena;
    if (!find_bearers(action, from, to, &bearers, err))
        return false;
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "tag", from);
    add_uids(&sides.before, "annotations", &bearers.annotations, arena);
    add_uids(&sides.before, "documents", &bearers.documents, arena);
    if (to.len) {
        add_uids(&sides.before, "new_annotations", &bearers.new_annotations, arena);
        add_uids(&sides.before, "new_documents", &bearers.new_documents, arena);
        json_add_text(&sides.after, "tag", to);
    }
    return sides_do(&sides, action, to.len ? "tag.rename" : "tag.delete", from, err);
}

bool edit_is_in_branch(Str name, Str branch)
{
    return str_has_prefix(name, branch) &&
           (name.len == branch.len || name.data[branch.len] == '/');
}

/* A name in the branch `from`, as it is in the branch `to`. */
Str edit_move_name(Str name, Str from, Str to, Arena *arena)
{
    StrBuf moved = {0};
    strbuf_append_str(&moved, to);
    strbuf_append_str(&moved, str_slice(name, from.len, name.len));
    Str kept = arena_str(arena, strbuf_get(&moved));
    strbuf_clear(&moved);
    return kept;
}

bool edit_set_name(Action *action, const char *kind, Str name, Str old, Str text,
                   Error *err)
{
    if (str_is_equal(old, text))
        return true;
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "text", old);
    json_add_text(&sides.after, "text", text);
    return sides_do(&sides, action, kind, name, err);
}

/* Other names lead to where the tag is now; a name that a tag has taken leads nowhere. */
static bool move_aliases(Action *action, Str from, Str to, Error *err)
{
    NamedTextList aliases = {0};
    if (!store_list_aliases(action->library->store, action->arena, &aliases, err))
        return false;
    for (size_t i = 0; i < aliases.count; i++) {
        const NamedText *alias = &aliases.rows[i];
        Str tag = alias->text;
        if (edit_is_in_branch(tag, from))
            tag = to.len ? edit_move_name(tag, from, to, action->arena) : (Str){0};
        if (str_is_equal(alias->name, to))
            tag = (Str){0};
        if (!edit_set_name(action, "tag.alias", alias->name, alias->text, tag, err))
            return false;
    }
    return true;
}

/* Saved filters that ask for the tag ask for it by its new name. */
static bool move_filters(Action *action, Str from, Str to, Error *err)
{
    Store *store = action->library->store;
    NamedTextList filters = {0};
    if (!store_list_filters(store, action->arena, &filters, err))
        return false;
    for (size_t i = 0; i < filters.count; i++) {
        AnnotationFilter filter;
        Error unread = {0};
        bool is_read =
            filter_parse(store, filters.rows[i].text, action->arena, &filter, &unread);
        error_clear(&unread);
        if (!is_read || !filter.tag.len || !edit_is_in_branch(filter.tag, from))
            continue;
        filter.tag = edit_move_name(filter.tag, from, to, action->arena);
        StrBuf text = {0};
        filter_format(store, &filter, true, &text);
        bool is_done = edit_set_name(action, "filter.set", filters.rows[i].name,
                                     filters.rows[i].text, strbuf_get(&text), err);
        strbuf_clear(&text);
        if (!is_done)
            return false;
    }
    return true;
}

static bool refuse_unknown(Str tag, Error *err)
{
    return error_set(err, ERR_NOT_FOUND,
                     _("there is no tag “%.*s”; piyue tag list names them"),
                     STR_ARG(tag));
}

/* Names come by their bytes, a tag before those below it. Where a branch moves into
 * itself (提案 → 提案/旧) the last goes first, so that none meets a name still to move.
 */
static bool rename_tag(Action *action, Str from, Str to, Error *err)
{
    TextList branch = {0};
    if (!store_list_branch(action->library->store, from, action->arena, &branch, err))
        return false;
    if (!branch.count)
        return refuse_unknown(from, err);
    bool is_inward = edit_is_in_branch(to, from);
    for (size_t i = 0; i < branch.count; i++) {
        Str name = branch.texts[is_inward ? branch.count - 1 - i : i], moved, kept;
        moved = edit_move_name(name, from, to, action->arena);
        if (!input_tag(moved, action->arena, &kept, err) ||
            !rename_one(action, name, kept, err))
            return false;
    }
    return move_aliases(action, from, to, err) && move_filters(action, from, to, err) &&
           edit_move_searches(action, from, to, err);
}

bool library_rename_tag(Library *library, Str from, Str to, Error *err)
{
    Action action;
    Str old_tag, new_tag;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done =
        edit_read_tag(&action, from, &old_tag, err) &&
        input_tag(to, action.arena, &new_tag, err) &&
        (str_is_equal(old_tag, new_tag) || rename_tag(&action, old_tag, new_tag, err));
    return action_end(&action, is_done, err);
}

static bool delete_tag(Action *action, Str tag, Error *err)
{
    TextList branch = {0};
    if (!store_list_branch(action->library->store, tag, action->arena, &branch, err))
        return false;
    for (size_t i = 0; i < branch.count; i++)
        if (!rename_one(action, branch.texts[i], (Str){0}, err))
            return false;
    return branch.count ? move_aliases(action, tag, (Str){0}, err)
                        : refuse_unknown(tag, err);
}

bool library_delete_tag(Library *library, Str tag, Error *err)
{
    Action action;
    Str kept;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done =
        edit_read_tag(&action, tag, &kept, err) && delete_tag(&action, kept, err);
    return action_end(&action, is_done, err);
}

/* ---- other names, and filters that are kept ------------------------------- */

static bool set_alias(Action *action, Str name, Str tag, Error *err)
{
    Store *store = action->library->store;
    Str kept, meant = {0}, old;
    TextList same = {0};
    if (!input_tag(name, action->arena, &kept, err) ||
        (text_trim(tag).len && !edit_read_tag(action, tag, &meant, err)) ||
        !store_get_alias(store, kept, action->arena, &old, err) ||
        !store_list_branch(store, kept, action->arena, &same, err))
        return false;
    if (meant.len && same.count && str_is_equal(same.texts[0], kept))
        return error_set(err, ERR_CONFLICT,
                         _("“%.*s” is a tag itself; merge the two, then name it so"),
                         STR_ARG(kept));
    if (str_is_equal(kept, meant))
        return error_set(err, ERR_USAGE, _("that is the name of the tag already"));
    if (!meant.len && !old.len)
        return error_set(err, ERR_NOT_FOUND, _("“%.*s” is no other name of a tag"),
                         STR_ARG(kept));
    return edit_set_name(action, "tag.alias", kept, old, meant, err);
}

bool library_set_alias(Library *library, Str name, Str tag, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = set_alias(&action, name, tag, err);
    return action_end(&action, is_done, err);
}

static bool save_filter(Action *action, Str name, const AnnotationFilter *filter,
                        Error *err)
{
    Store *store = action->library->store;
    Str kept = input_row(name, TAG_MAX_BYTES, action->arena), old;
    StrBuf text = {0};
    if (!kept.len)
        return error_set(err, ERR_USAGE, _("a filter needs a name"));
    if (!store_get_filter(store, kept, action->arena, &old, err))
        return false;
    if (!filter && !old.len)
        return error_set(err, ERR_NOT_FOUND,
                         _("there is no filter “%.*s”; “piyue passages --filters” names "
                           "them all"),
                         STR_ARG(kept));
    if (filter)
        filter_format(store, filter, true, &text);
    bool is_done = !filter || text.len ||
                   error_set(err, ERR_USAGE, _("this filter asks for nothing"));
    is_done =
        is_done && edit_set_name(action, "filter.set", kept, old, strbuf_get(&text), err);
    strbuf_clear(&text);
    return is_done;
}

bool library_save_filter(Library *library, Str name, const AnnotationFilter *filter,
                         Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = save_filter(&action, name, filter, err);
    return action_end(&action, is_done, err);
}
