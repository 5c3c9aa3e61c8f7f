/* Edits of annotations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

#include <piyue/anchor.h>
#include <piyue/library.h>
#include <piyue/operation.h>

/* Everything an annotation is, so that the log alone could bring it back. */
static void describe_annotation(const Annotation *annotation, Str document, Str edition,
                                StrBuf *json)
{
    json_add_text(json, "document", document);
    json_add_text(json, "edition", edition);
    selector_describe(&annotation->selector, json);
    json_add_text(json, "note", annotation->note);
    json_add_text(json, "style", annotation->style);
    json_add_text(json, "author", annotation->author);
    json_add_text(json, "status", str_from(status_get_word(annotation->status)));
    json_add_int(json, "due", annotation->due_ms);
    if (annotation->is_orphan)
        json_add_int(json, "orphan", 1);
    json_add_int(json, "created", annotation->created_ms);
    json_add_int(json, "modified", annotation->modified_ms);
    json_add_int(json, "trashed", 0);
}

/* A new row cannot be reached by change_apply, which changes what is there. */
bool edit_insert_annotation(Action *action, const Annotation *annotation, int64_t *id,
                            Error *err)
{
    Store *store = action->library->store;
    Uid document;
    EditionRow edition;
    if (!store_get_document_uid(store, annotation->doc, &document, err) ||
        !store_get_edition(store, annotation->edition, action->arena, &edition, err) ||
        !store_put_annotation(store, annotation, id, err))
        return false;
    Sides sides;
    sides_begin(&sides);
    json_add_int(&sides.before, "trashed", action->now_ms);
    describe_annotation(annotation, uid_format(document, action->arena),
                        uid_format(edition.uid, action->arena), &sides.after);
    return sides_record(&sides, action, "annotation.add",
                        uid_format(annotation->uid, action->arena), err);
}

/* What a user gave, checked and copied, before any lock is taken. */
bool edit_check_note(Str note, Error *err)
{
    if (note.len <= NOTE_MAX_BYTES)
        return true;
    return error_set(err, ERR_USAGE, _("a note may have %zu bytes; this one has %zu"),
                     NOTE_MAX_BYTES, note.len);
}

static bool annotate(Action *action, const NewAnnotation *new, int64_t *id, Error *err)
{
    const Document *document = new->document;
    Annotation annotation = {
        .uid = uid_new(),
        .doc = document->id,
        .edition = document->edition,
        .selector = selector_make(document, new->range, action->arena),
        .note = input_text(new->note, action->arena),
        .style = input_row(new->style, STYLE_MAX_BYTES, action->arena),
        .author = str_from(action->library->author),
        .status = new->status,
        .due_ms = new->due_ms,
        .created_ms = action->now_ms,
        .modified_ms = action->now_ms,
    };
    if (!edit_insert_annotation(action, &annotation, id, err))
        return false;
    Str target = uid_format(annotation.uid, action->arena);
    Str *tags = arena_alloc(action->arena, (new->tag_count + 1) * sizeof(*tags));
    for (size_t i = 0; i < new->tag_count; i++) {
        if (!edit_read_tag(action, new->tags[i], &tags[i], err))
            return false;
        if (!edit_has_tag(tags, i, tags[i]) &&
            !edit_tag_thing(action, "annotation.tag", target, tags[i], true, err))
            return false;
    }
    return true;
}

bool library_annotate(Library *library, const NewAnnotation *annotation, int64_t *id,
                      Error *err)
{
    if (annotation->document->id == 0)
        return error_set(err, ERR_USAGE,
                         _("“%s” is read directly; import it to annotate it"),
                         annotation->document->title);
    if (range_is_empty(annotation->range))
        return error_set(err, ERR_USAGE, _("nothing is selected"));
    Action action;
    int64_t added = 0;
    if (!edit_check_note(annotation->note, err) || !action_begin(&action, library, err))
        return false;
    bool is_done = annotate(&action, annotation, &added, err);
    if (!action_end(&action, is_done, err))
        return false;
    *id = added;
    return true;
}

/* Sets one text of an annotation. */
static bool set_field(Action *action, int64_t id, const char *kind, const char *name,
                      Str value, Error *err)
{
    Annotation annotation;
    if (!edit_load_annotation(action, id, &annotation, err))
        return false;
    Str old = str_is_equal(str_from(name), STR("note")) ? annotation.note
              : str_is_equal(str_from(name), STR("style"))
                  ? annotation.style
                  : str_from(status_get_word(annotation.status));
    if (str_is_equal(old, value))
        return true;
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, name, old);
    json_add_int(&sides.before, "modified", annotation.modified_ms);
    json_add_text(&sides.after, name, value);
    json_add_int(&sides.after, "modified", action->now_ms);
    return sides_do(&sides, action, kind, uid_format(annotation.uid, action->arena), err);
}

bool library_set_note(Library *library, int64_t annotation, Str note, Error *err)
{
    Action action;
    if (!edit_check_note(note, err) || !action_begin(&action, library, err))
        return false;
    bool is_done = set_field(&action, annotation, "annotation.note", "note",
                             input_text(note, action.arena), err);
    return action_end(&action, is_done, err);
}

bool library_set_style(Library *library, int64_t annotation, Str style, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = set_field(&action, annotation, "annotation.style", "style",
                             input_row(style, STYLE_MAX_BYTES, action.arena), err);
    return action_end(&action, is_done, err);
}

bool library_set_status(Library *library, int64_t annotation, AnnotationStatus status,
                        Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = set_field(&action, annotation, "annotation.status", "status",
                             str_from(status_get_word(status)), err);
    return action_end(&action, is_done, err);
}

static bool set_due(Action *action, int64_t id, int64_t due_ms, Error *err)
{
    Annotation annotation;
    if (!edit_load_annotation(action, id, &annotation, err))
        return false;
    if (annotation.due_ms == due_ms)
        return true;
    Sides sides;
    sides_begin(&sides);
    json_add_int(&sides.before, "due", annotation.due_ms);
    json_add_int(&sides.before, "modified", annotation.modified_ms);
    json_add_int(&sides.after, "due", due_ms);
    json_add_int(&sides.after, "modified", action->now_ms);
    if (!sides_do(&sides, action, "annotation.due",
                  uid_format(annotation.uid, action->arena), err))
        return false;
    return !due_ms || annotation.status != STATUS_NONE ||
           set_field(action, id, "annotation.status", "status",
                     str_from(status_get_word(STATUS_OPEN)), err);
}

bool library_set_due(Library *library, int64_t annotation, int64_t due_ms, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = set_due(&action, annotation, due_ms, err);
    return action_end(&action, is_done, err);
}

/* Its tags go with it, into the operation: a tag that only deleted passages bear would
 * haunt the lists. */
static bool delete_annotation(Action *action, int64_t id, Error *err)
{
    Annotation annotation;
    if (!edit_load_annotation(action, id, &annotation, err))
        return false;
    Sides sides;
    sides_begin(&sides);
    json_add_int(&sides.before, "trashed", 0);
    json_add_texts(&sides.before, "tags", annotation.tags, annotation.tag_count);
    json_add_int(&sides.after, "trashed", action->now_ms);
    return sides_do(&sides, action, "annotation.delete",
                    uid_format(annotation.uid, action->arena), err);
}

bool library_delete_annotation(Library *library, int64_t annotation, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = delete_annotation(&action, annotation, err);
    return action_end(&action, is_done, err);
}
