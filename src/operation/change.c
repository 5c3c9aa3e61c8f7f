/* What an operation does, forwards and backwards.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/change.h"

static const ChangeKind kinds[] = {
    {"annotation.add", SCOPE_ANNOTATION, false},
    {"annotation.attach", SCOPE_ANNOTATION, false},
    {"annotation.delete", SCOPE_ANNOTATION, false},
    {"annotation.due", SCOPE_ANNOTATION, false},
    {"annotation.move", SCOPE_ANNOTATION, false},
    {"annotation.note", SCOPE_ANNOTATION, false},
    {"annotation.purge", SCOPE_ANNOTATION, true},
    {"annotation.restore", SCOPE_ANNOTATION, false},
    {"annotation.status", SCOPE_ANNOTATION, false},
    {"annotation.style", SCOPE_ANNOTATION, false},
    {"annotation.tag", SCOPE_ANNOTATION, false},
    {"collection.add", SCOPE_COLLECTION, false},
    {"collection.delete", SCOPE_COLLECTION, false},
    {"collection.entry", SCOPE_COLLECTION, false},
    {"collection.name", SCOPE_COLLECTION, false},
    {"collection.note", SCOPE_COLLECTION, false},
    {"document.add", SCOPE_DOCUMENT, false},
    {"document.edition", SCOPE_DOCUMENT, false},
    {"document.field", SCOPE_DOCUMENT, false},
    {"document.purge", SCOPE_DOCUMENT, true},
    {"document.restore", SCOPE_DOCUMENT, false},
    {"document.tag", SCOPE_DOCUMENT, false},
    {"document.title", SCOPE_DOCUMENT, false},
    {"document.trash", SCOPE_DOCUMENT, false},
    {"filter.set", SCOPE_FILTER, false},
    {"heading.correct", SCOPE_DOCUMENT, false},
    {"reply.add", SCOPE_REPLY, false},
    {"reply.delete", SCOPE_REPLY, false},
    {"reply.text", SCOPE_REPLY, false},
    {"search.set", SCOPE_SEARCH, false},
    {"tag.alias", SCOPE_ALIAS, false},
    {"tag.delete", SCOPE_TAG, false},
    {"tag.rename", SCOPE_TAG, false},
};

const ChangeKind *change_find_kind(Str name)
{
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (str_is_equal(name, str_from(kinds[i].name)))
            return &kinds[i];
    return NULL;
}

const ChangeKind *change_list_kinds(size_t *count)
{
    *count = ARRAY_SIZE(kinds);
    return kinds;
}

static const char *const status_words[] = {
    [STATUS_NONE] = "", [STATUS_OPEN] = "open", [STATUS_DONE] = "done"};

const char *status_get_word(AnnotationStatus status)
{
    return status_words[status];
}

AnnotationStatus status_parse(Str word)
{
    for (size_t i = 0; i < ARRAY_SIZE(status_words); i++)
        if (str_is_equal(word, str_from(status_words[i])))
            return (AnnotationStatus)i;
    return STATUS_NONE;
}

bool change_refuse(Error *err)
{
    return error_set(err, ERR_CONFLICT,
                     _("it was changed by someone else meanwhile; look at it again"));
}

bool change_refuse_damaged(Error *err)
{
    return error_set(err, ERR_FORMAT,
                     _("an operation in the log cannot be read; run piyue check"));
}

/* ---- finding ------------------------------------------------------------ */

bool change_load_annotation(Store *store, int64_t id, Arena *arena,
                            Annotation *annotation, bool *is_deleted, Error *err)
{
    AnnotationFilter filter = {.id = id, .status = -1, .limit = 1};
    AnnotationList list = {0};
    *is_deleted = false;
    if (!store_list_annotations(store, &filter, arena, &list, err))
        return false;
    if (!list.count) {
        filter.in_trash = *is_deleted = true;
        if (!store_list_annotations(store, &filter, arena, &list, err))
            return false;
    }
    if (!list.count)
        return error_set(err, ERR_NOT_FOUND, _("there is no passage %lld"),
                         (long long)id);
    *annotation = list.rows[0];
    return true;
}

bool change_load_document(Store *store, int64_t id, Arena *arena, DocumentRow *row,
                          Error *err)
{
    DocumentFilter filter = {.id = id, .limit = 1};
    DocumentList list = {0};
    if (id > 0 && !store_list_documents(store, &filter, arena, &list, err))
        return false;
    if (id > 0 && !list.count) {
        filter.trash = true;
        if (!store_list_documents(store, &filter, arena, &list, err))
            return false;
    }
    if (!list.count)
        return error_set(err, ERR_NOT_FOUND,
                         _("there is no document %lld; piyue list names them"),
                         (long long)id);
    *row = list.rows[0];
    return true;
}

bool change_find_row(Store *store, ChangeScope scope, Str target, int64_t *id, Error *err)
{
    Uid uid;
    *id = 0;
    if (!uid_parse(target, &uid))
        return change_refuse_damaged(err);
    Error why = {0};
    bool is_found =
        scope == SCOPE_DOCUMENT ? store_find_document_uid(store, uid, id, &why)
        : scope == SCOPE_REPLY  ? store_find_reply_uid(store, uid, id, &why)
                                : store_find_annotation_uid(store, uid, id, &why);
    if (is_found)
        return true;
    *id = 0;
    bool is_gone = why.code == ERR_NOT_FOUND;
    if (!is_gone)
        error_set(err, why.code, "%s", error_get_message(&why));
    error_clear(&why);
    return is_gone;
}

/* A collection is never deleted for good, a passage in it may be. */
static bool has_passage(Store *store, const OpRow *op, bool *has_target, Error *err)
{
    int64_t id = 1;
    JsonObject to;
    Arena *arena = arena_new();
    Str passage =
        json_parse(op->new_json, arena, &to) ? json_get_text(&to, "passage") : (Str){0};
    bool is_read =
        !passage.len || change_find_row(store, SCOPE_ANNOTATION, passage, &id, err);
    arena_free(arena);
    *has_target = id != 0;
    return is_read;
}

bool change_has_target(Store *store, const OpRow *op, bool *has_target, Error *err)
{
    int64_t id = 1;
    const ChangeKind *kind = change_find_kind(op->kind);
    *has_target = true;
    if (!kind)
        return true;
    switch (kind->scope) {
    case SCOPE_DOCUMENT:
    case SCOPE_ANNOTATION:
    case SCOPE_REPLY:
        if (!change_find_row(store, kind->scope, op->target, &id, err))
            return false;
        *has_target = id != 0;
        return true;
    case SCOPE_COLLECTION:
        return has_passage(store, op, has_target, err);
    case SCOPE_TAG:
    case SCOPE_ALIAS:
    case SCOPE_FILTER:
    case SCOPE_SEARCH:
        return true;
    }
    return true;
}

/* ---- tags of one thing -------------------------------------------------- */

bool change_set_tag(Store *store, ChangeScope scope, int64_t id, Str tag, bool is_set,
                    Error *err)
{
    return scope == SCOPE_DOCUMENT
               ? store_set_document_tag(store, id, tag, is_set, err)
               : store_set_annotation_tag(store, id, tag, is_set, err);
}

static bool set_tags(Store *store, ChangeScope scope, int64_t id,
                     const JsonObject *object, const char *name, bool is_set, Error *err)
{
    const JsonMember *tags = json_find(object, name, JSON_TEXTS);
    for (size_t i = 0; tags && i < tags->text_count; i++)
        if (!change_set_tag(store, scope, id, tags->texts[i], is_set, err))
            return false;
    return true;
}

/* {"tag":T,"set":B}, and the lists of tags that a deletion puts away. */
static bool apply_tags(Store *store, ChangeScope scope, int64_t id,
                       const JsonObject *from, const JsonObject *to, Error *err)
{
    const JsonMember *is_set = json_find(to, "set", JSON_BOOL);
    if (is_set &&
        !change_set_tag(store, scope, id, json_get_text(to, "tag"), is_set->number, err))
        return false;
    return set_tags(store, scope, id, from, "tags", false, err) &&
           set_tags(store, scope, id, to, "tags", true, err);
}

/* ---- annotations -------------------------------------------------------- */

static bool text_differs(const JsonObject *object, const char *name, Str text)
{
    const JsonMember *member = json_find(object, name, JSON_TEXT);
    return member && !str_is_equal(member->text, text);
}

static bool number_differs(const JsonObject *object, const char *name, int64_t number)
{
    const JsonMember *member = json_find(object, name, JSON_INT);
    return member && member->number != number;
}

static bool annotation_differs(const Annotation *annotation, bool is_deleted,
                               const JsonObject *from)
{
    const JsonMember *trashed = json_find(from, "trashed", JSON_INT);
    const JsonMember *is_set = json_find(from, "set", JSON_BOOL);
    Str tag = json_get_text(from, "tag");
    bool has_tag = false;
    for (size_t i = 0; i < annotation->tag_count; i++)
        has_tag = has_tag || str_is_equal(annotation->tags[i], tag);
    return text_differs(from, "note", annotation->note) ||
           text_differs(from, "style", annotation->style) ||
           text_differs(from, "status", str_from(status_get_word(annotation->status))) ||
           number_differs(from, "due", annotation->due_ms) ||
           (trashed && (trashed->number != 0) != is_deleted) ||
           (is_set && (is_set->number != 0) != has_tag);
}

/* ---- where an annotation stands ------------------------------------------ */

void selector_describe(const Selector *selector, StrBuf *json)
{
    json_add_int(json, "start_block", selector->range.start.block);
    json_add_int(json, "start_off", selector->range.start.off);
    json_add_int(json, "end_block", selector->range.end.block);
    json_add_int(json, "end_off", selector->range.end.off);
    json_add_text(json, "exact", selector->exact);
    json_add_text(json, "prefix", selector->prefix);
    json_add_text(json, "suffix", selector->suffix);
    json_add_text(json, "headings", selector->headings);
}

void change_describe_place(const Annotation *annotation, Str edition,
                           const Selector *other, StrBuf *json)
{
    const Selector *selector = &annotation->selector;
    json_add_text(json, "edition", edition);
    json_add_int(json, "start_block", selector->range.start.block);
    json_add_int(json, "start_off", selector->range.start.off);
    json_add_int(json, "end_block", selector->range.end.block);
    json_add_int(json, "end_off", selector->range.end.off);
    json_add_int(json, "orphan", annotation->is_orphan);
    if (!str_is_equal(selector->exact, other->exact))
        json_add_text(json, "exact", selector->exact);
    if (!str_is_equal(selector->prefix, other->prefix))
        json_add_text(json, "prefix", selector->prefix);
    if (!str_is_equal(selector->suffix, other->suffix))
        json_add_text(json, "suffix", selector->suffix);
    if (!str_is_equal(selector->headings, other->headings))
        json_add_text(json, "headings", selector->headings);
}

static bool place_differs(const Annotation *annotation, const JsonObject *from)
{
    const Range *range = &annotation->selector.range;
    return number_differs(from, "start_block", range->start.block) ||
           number_differs(from, "start_off", range->start.off) ||
           number_differs(from, "end_block", range->end.block) ||
           number_differs(from, "end_off", range->end.off) ||
           number_differs(from, "orphan", annotation->is_orphan);
}

static void take_text(const JsonObject *to, const char *name, Str *text)
{
    const JsonMember *member = json_find(to, name, JSON_TEXT);
    if (member)
        *text = member->text;
}

static void take_offset(const JsonObject *to, const char *name, uint32_t *offset)
{
    const JsonMember *member = json_find(to, name, JSON_INT);
    if (member)
        *offset = (uint32_t)member->number;
}

/* An annotation.move or annotation.attach: nothing but the selector changes. */
static bool apply_place(Action *action, Annotation *annotation, const JsonObject *from,
                        const JsonObject *to, Error *err)
{
    Store *store = action->library->store;
    Selector *selector = &annotation->selector;
    Uid edition;
    const JsonMember *orphan = json_find(to, "orphan", JSON_INT);
    if (!action->is_replay && place_differs(annotation, from))
        return change_refuse(err);
    if (!uid_parse(json_get_text(to, "edition"), &edition))
        return change_refuse_damaged(err);
    if (!store_find_edition_uid(store, edition, &annotation->edition, err))
        return false;
    take_offset(to, "start_block", &selector->range.start.block);
    take_offset(to, "start_off", &selector->range.start.off);
    take_offset(to, "end_block", &selector->range.end.block);
    take_offset(to, "end_off", &selector->range.end.off);
    take_text(to, "exact", &selector->exact);
    take_text(to, "prefix", &selector->prefix);
    take_text(to, "suffix", &selector->suffix);
    take_text(to, "headings", &selector->headings);
    annotation->is_orphan = orphan && orphan->number;
    return store_move_annotation(store, annotation, err);
}

/* Takes the fields over that `to` names; false when it names none. */
static bool take_fields(Annotation *annotation, const JsonObject *to)
{
    const JsonMember *note = json_find(to, "note", JSON_TEXT);
    const JsonMember *style = json_find(to, "style", JSON_TEXT);
    const JsonMember *status = json_find(to, "status", JSON_TEXT);
    const JsonMember *due = json_find(to, "due", JSON_INT);
    const JsonMember *modified = json_find(to, "modified", JSON_INT);
    if (note)
        annotation->note = note->text;
    if (style)
        annotation->style = style->text;
    if (status)
        annotation->status = status_parse(status->text);
    if (due)
        annotation->due_ms = due->number;
    if (modified)
        annotation->modified_ms = modified->number;
    return note || style || status || due || modified;
}

static bool apply_annotation(Action *action, Str target, const JsonObject *from,
                             const JsonObject *to, Error *err)
{
    Store *store = action->library->store;
    int64_t id;
    Annotation annotation;
    bool is_deleted;
    if (!change_find_row(store, SCOPE_ANNOTATION, target, &id, err))
        return false;
    if (!id)
        return error_set(err, ERR_CONFLICT, _("the passage was deleted for good"));
    if (!change_load_annotation(store, id, action->arena, &annotation, &is_deleted, err))
        return false;
    if (!action->is_replay && annotation_differs(&annotation, is_deleted, from))
        return change_refuse(err);
    /* Both sides of a move say where it stands; only one of them of an addition. */
    if (json_find(from, "orphan", JSON_INT) && json_find(to, "orphan", JSON_INT))
        return apply_place(action, &annotation, from, to, err);
    const JsonMember *trashed = json_find(to, "trashed", JSON_INT);
    if (take_fields(&annotation, to) &&
        !store_put_annotation(store, &annotation, &id, err))
        return false;
    if (!apply_tags(store, SCOPE_ANNOTATION, id, from, to, err))
        return false;
    return !trashed || store_set_annotation_trashed(store, id, trashed->number, err);
}

/* ---- replies ------------------------------------------------------------ */

static bool apply_reply(Action *action, Str target, const JsonObject *from,
                        const JsonObject *to, Error *err)
{
    Store *store = action->library->store;
    int64_t id;
    Reply reply;
    bool is_deleted;
    if (!change_find_row(store, SCOPE_REPLY, target, &id, err))
        return false;
    if (!id)
        return error_set(err, ERR_CONFLICT, _("the passage was deleted for good"));
    if (!store_get_reply(store, id, action->arena, &reply, &is_deleted, err))
        return false;
    const JsonMember *was_trashed = json_find(from, "trashed", JSON_INT);
    const JsonMember *trashed = json_find(to, "trashed", JSON_INT);
    const JsonMember *text = json_find(to, "text", JSON_TEXT);
    const JsonMember *modified = json_find(to, "modified", JSON_INT);
    if (text_differs(from, "text", reply.text) ||
        (was_trashed && (was_trashed->number != 0) != is_deleted))
        return change_refuse(err);
    if (text)
        reply.text = text->text;
    if (modified)
        reply.modified_ms = modified->number;
    if ((text || modified) && !store_put_reply(store, &reply, &id, err))
        return false;
    return !trashed || store_set_reply_trashed(store, id, trashed->number, err);
}

/* ---- documents ---------------------------------------------------------- */

/* Shows the edition that `to` names, if that of `from` is shown. */
static bool apply_edition(Action *action, const DocumentRow *row, const JsonObject *from,
                          const JsonObject *to, Error *err)
{
    Store *store = action->library->store;
    int64_t editions[2];
    const JsonObject *const sides[] = {from, to};
    for (int i = 0; i < 2; i++) {
        Uid uid;
        if (!uid_parse(json_get_text(sides[i], "edition"), &uid))
            return change_refuse_damaged(err);
        if (!store_find_edition_uid(store, uid, &editions[i], err))
            return false;
    }
    if (!action->is_replay && row->edition != editions[0])
        return change_refuse(err);
    action->outlined_doc = row->id;
    return store_set_edition(store, row->id, editions[1], err);
}

/* {"field":N,"value":V}; without a value nothing was said about it. */
static bool apply_field(Action *action, const DocumentRow *row, const JsonObject *from,
                        const JsonObject *to, Error *err)
{
    Store *store = action->library->store;
    Str name = json_get_text(to, "field");
    const JsonMember *old_value = json_find(from, "value", JSON_TEXT);
    const JsonMember *new_value = json_find(to, "value", JSON_TEXT);
    FieldList list;
    if (!store_list_fields(store, row->id, action->arena, &list, err))
        return false;
    const FieldRow *now = NULL;
    for (size_t i = 0; i < list.count; i++)
        if (str_is_equal(list.rows[i].name, name))
            now = &list.rows[i];
    if ((now != NULL) != (old_value != NULL) ||
        (now && !str_is_equal(now->value, old_value->text)))
        return change_refuse(err);
    return store_set_field(store, row->id, name, new_value ? &new_value->text : NULL,
                           err);
}

static bool apply_document(Action *action, Str target, const JsonObject *from,
                           const JsonObject *to, Error *err)
{
    Store *store = action->library->store;
    int64_t id;
    DocumentRow row;
    if (!change_find_row(store, SCOPE_DOCUMENT, target, &id, err))
        return false;
    if (!id)
        return error_set(err, ERR_CONFLICT, _("the document was deleted for good"));
    if (json_find(to, "correction", JSON_TEXT))
        return correction_apply(action, id, from, to, err);
    if (!change_load_document(store, id, action->arena, &row, err))
        return false;
    const JsonMember *was_trashed = json_find(from, "trashed", JSON_INT);
    if (!action->is_replay &&
        (text_differs(from, "title", row.title) ||
         (was_trashed && (was_trashed->number != 0) != (row.trashed_ms != 0))))
        return change_refuse(err);
    const JsonMember *title = json_find(to, "title", JSON_TEXT);
    const JsonMember *trashed = json_find(to, "trashed", JSON_INT);
    if (json_find(from, "edition", JSON_TEXT) && json_find(to, "edition", JSON_TEXT) &&
        !apply_edition(action, &row, from, to, err))
        return false;
    if (json_find(to, "field", JSON_TEXT) && !apply_field(action, &row, from, to, err))
        return false;
    if (title && !store_set_title(store, id, title->text, err))
        return false;
    if (!apply_tags(store, SCOPE_DOCUMENT, id, from, to, err))
        return false;
    return !trashed || store_set_trashed(store, id, trashed->number, err);
}

/* ---- all of them -------------------------------------------------------- */

bool change_apply(Action *action, Str kind, Str target, Str from, Str to, Error *err)
{
    const ChangeKind *row = change_find_kind(kind);
    JsonObject old_object, new_object;
    if (!row || row->is_final || !json_parse(from, action->arena, &old_object) ||
        !json_parse(to, action->arena, &new_object))
        return change_refuse_damaged(err);
    switch (row->scope) {
    case SCOPE_DOCUMENT:
        return apply_document(action, target, &old_object, &new_object, err);
    case SCOPE_ANNOTATION:
        return apply_annotation(action, target, &old_object, &new_object, err);
    case SCOPE_REPLY:
        return apply_reply(action, target, &old_object, &new_object, err);
    case SCOPE_TAG:
        return change_apply_tag(action, &old_object, &new_object, err);
    case SCOPE_ALIAS:
    case SCOPE_FILTER:
    case SCOPE_SEARCH:
        return change_apply_name(action, row->scope, target, &old_object, &new_object,
                                 err);
    case SCOPE_COLLECTION:
        return change_apply_collection(action, target, &old_object, &new_object, err);
    }
    return false;
}

bool change_do(Action *action, const char *kind, Str target, Str from, Str to, Error *err)
{
    return change_apply(action, str_from(kind), target, from, to, err) &&
           action_record(action, str_from(kind), target, from, to, err);
}
