/* Every edit: one action each.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "change.h"

#include "edit.h"
#include "input.h"

#include <piyue/anchor.h>
#include <piyue/text.h>

/* The two sides of an operation while they are written. */
typedef struct Sides {
    StrBuf before, after;
} Sides;

static void sides_begin(Sides *sides)
{
    *sides = (Sides){0};
    json_begin(&sides->before);
    json_begin(&sides->after);
}

/* Ends both objects, has the change made and recorded, and frees them. */
static bool sides_do(Sides *sides, Action *action, const char *kind, Str target,
                     Error *err)
{
    json_end(&sides->before);
    json_end(&sides->after);
    bool is_done = change_do(action, kind, target, strbuf_get(&sides->before),
                             strbuf_get(&sides->after), err);
    strbuf_clear(&sides->before);
    strbuf_clear(&sides->after);
    return is_done;
}

/* ---- annotations -------------------------------------------------------- */

static bool tag_thing(Action *action, const char *kind, Str target, Str tag, bool is_set,
                      Error *err)
{
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "tag", tag);
    json_add_bool(&sides.before, "set", !is_set);
    json_add_text(&sides.after, "tag", tag);
    json_add_bool(&sides.after, "set", is_set);
    return sides_do(&sides, action, kind, target, err);
}

static bool has_tag(const Str *tags, size_t count, Str tag)
{
    for (size_t i = 0; i < count; i++)
        if (str_is_equal(tags[i], tag))
            return true;
    return false;
}

/* Everything an annotation is, so that the log alone could bring it back. */
static void describe_annotation(const Annotation *annotation, Str document, StrBuf *json)
{
    const Selector *selector = &annotation->selector;
    json_add_text(json, "document", document);
    json_add_int(json, "edition", annotation->edition);
    json_add_int(json, "start_block", selector->range.start.block);
    json_add_int(json, "start_off", selector->range.start.off);
    json_add_int(json, "end_block", selector->range.end.block);
    json_add_int(json, "end_off", selector->range.end.off);
    json_add_text(json, "exact", selector->exact);
    json_add_text(json, "prefix", selector->prefix);
    json_add_text(json, "suffix", selector->suffix);
    json_add_text(json, "headings", selector->headings);
    json_add_text(json, "note", annotation->note);
    json_add_text(json, "style", annotation->style);
    json_add_text(json, "author", annotation->author);
    json_add_text(json, "status", str_from(status_get_word(annotation->status)));
    json_add_int(json, "created", annotation->created_ms);
    json_add_int(json, "modified", annotation->modified_ms);
    json_add_int(json, "trashed", 0);
}

/* A new row cannot be reached by change_apply, which changes what is there. */
static bool insert_annotation(Action *action, const Annotation *annotation, int64_t *id,
                              Error *err)
{
    Store *store = action->library->store;
    Uid document;
    if (!store_get_document_uid(store, annotation->doc, &document, err) ||
        !store_put_annotation(store, annotation, id, err))
        return false;
    Sides sides;
    sides_begin(&sides);
    json_add_int(&sides.before, "trashed", action->now_ms);
    describe_annotation(annotation, uid_format(document, action->arena), &sides.after);
    json_end(&sides.before);
    json_end(&sides.after);
    bool is_recorded = action_record(
        action, STR("annotation.add"), uid_format(annotation->uid, action->arena),
        strbuf_get(&sides.before), strbuf_get(&sides.after), err);
    strbuf_clear(&sides.before);
    strbuf_clear(&sides.after);
    return is_recorded;
}

/* What a user gave, checked and copied, before any lock is taken. */
static bool check_note(Str note, Error *err)
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
        .created_ms = action->now_ms,
        .modified_ms = action->now_ms,
    };
    if (!insert_annotation(action, &annotation, id, err))
        return false;
    Str target = uid_format(annotation.uid, action->arena);
    Str *tags = arena_alloc(action->arena, (new->tag_count + 1) * sizeof(*tags));
    for (size_t i = 0; i < new->tag_count; i++) {
        if (!input_tag(new->tags[i], action->arena, &tags[i], err))
            return false;
        if (!has_tag(tags, i, tags[i]) &&
            !tag_thing(action, "annotation.tag", target, tags[i], true, err))
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
    if (!check_note(annotation->note, err) || !action_begin(&action, library, err))
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
    bool is_deleted;
    if (!change_load_annotation(action->library->store, id, action->arena, &annotation,
                                &is_deleted, err))
        return false;
    if (is_deleted)
        return error_set(err, ERR_NOT_FOUND, _("the passage was deleted"));
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
    if (!check_note(note, err) || !action_begin(&action, library, err))
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

/* Its tags go with it, into the operation: a tag that only deleted passages bear would
 * haunt the lists. */
static bool delete_annotation(Action *action, int64_t id, Error *err)
{
    Annotation annotation;
    bool is_deleted;
    if (!change_load_annotation(action->library->store, id, action->arena, &annotation,
                                &is_deleted, err))
        return false;
    if (is_deleted)
        return error_set(err, ERR_NOT_FOUND, _("the passage was deleted already"));
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

/* ---- tags --------------------------------------------------------------- */

static bool tag_annotation(Action *action, int64_t id, Str tag, bool is_set, Error *err)
{
    Annotation annotation;
    bool is_deleted;
    if (!change_load_annotation(action->library->store, id, action->arena, &annotation,
                                &is_deleted, err))
        return false;
    if (is_deleted)
        return error_set(err, ERR_NOT_FOUND, _("the passage was deleted"));
    if (has_tag(annotation.tags, annotation.tag_count, tag) == is_set)
        return true;
    return tag_thing(action, "annotation.tag", uid_format(annotation.uid, action->arena),
                     tag, is_set, err);
}

bool library_tag_annotation(Library *library, int64_t annotation, Str tag, bool is_set,
                            Error *err)
{
    Action action;
    Str kept;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = input_tag(tag, action.arena, &kept, err) &&
                   tag_annotation(&action, annotation, kept, is_set, err);
    return action_end(&action, is_done, err);
}

/* Does the document bear the tag? Asked with the tag as filter: names may hold ", ". */
static bool document_has_tag(Action *action, const DocumentRow *row, Str tag, bool *has,
                             Error *err)
{
    DocumentFilter filter = {.tag = tag, .trash = row->trashed_ms != 0};
    DocumentList list = {0};
    if (!store_list_documents(action->library->store, &filter, action->arena, &list, err))
        return false;
    *has = false;
    for (size_t i = 0; i < list.count; i++)
        *has = *has || list.rows[i].id == row->id;
    return true;
}

bool edit_tag_document(Action *action, int64_t doc, Str tag, bool is_set, Error *err)
{
    Store *store = action->library->store;
    DocumentRow row;
    Uid uid;
    Str kept;
    bool has = false;
    if (!input_tag(tag, action->arena, &kept, err) ||
        !change_load_document(store, doc, action->arena, &row, err) ||
        !document_has_tag(action, &row, kept, &has, err) ||
        !store_get_document_uid(store, doc, &uid, err))
        return false;
    return has == is_set || tag_thing(action, "document.tag",
                                      uid_format(uid, action->arena), kept, is_set, err);
}

bool library_tag_document(Library *library, int64_t doc, Str tag, bool is_set, Error *err)
{
    Action action;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done = edit_tag_document(&action, doc, tag, is_set, err);
    return action_end(&action, is_done, err);
}

/* A growing list of targets. */
typedef struct Targets {
    Str *items;
    size_t count;
} Targets;

static void targets_add(Targets *targets, Uid uid, Arena *arena)
{
    /* Doubled when full: sizes are the powers of two. */
    if ((targets->count & (targets->count - 1)) == 0) {
        size_t capacity = targets->count ? 2 * targets->count : 1;
        Str *items = arena_alloc(arena, size_mul(capacity, sizeof(*items)));
        for (size_t i = 0; i < targets->count; i++)
            items[i] = targets->items[i];
        targets->items = items;
    }
    targets->items[targets->count++] = uid_format(uid, arena);
}

/* What bears a tag: all of it, and the part that does not bear the other one too. */
typedef struct Bearers {
    Targets annotations, documents;
    Targets new_annotations, new_documents;
} Bearers;

static bool add_annotations(Action *action, const AnnotationFilter *filter, Str other,
                            Bearers *bearers, Error *err)
{
    AnnotationList list = {0};
    if (!store_list_annotations(action->library->store, filter, action->arena, &list,
                                err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        const Annotation *row = &list.rows[i];
        targets_add(&bearers->annotations, row->uid, action->arena);
        if (!has_tag(row->tags, row->tag_count, other))
            targets_add(&bearers->new_annotations, row->uid, action->arena);
    }
    return true;
}

static bool add_documents(Action *action, Str tag, Str other, bool trash,
                          Bearers *bearers, Error *err)
{
    DocumentFilter filter = {.tag = tag, .trash = trash};
    DocumentList list = {0};
    if (!store_list_documents(action->library->store, &filter, action->arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        Uid uid;
        bool has = false;
        if (!store_get_document_uid(action->library->store, list.rows[i].id, &uid, err) ||
            !document_has_tag(action, &list.rows[i], other, &has, err))
            return false;
        targets_add(&bearers->documents, uid, action->arena);
        if (!has)
            targets_add(&bearers->new_documents, uid, action->arena);
    }
    return true;
}

/* The passages of documents in the trash bear tags as well. */
static bool add_trashed(Action *action, Str tag, Str other, Bearers *bearers, Error *err)
{
    DocumentFilter trash = {.trash = true};
    DocumentList list = {0};
    if (!store_list_documents(action->library->store, &trash, action->arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        AnnotationFilter filter = {.doc = list.rows[i].id, .tag = tag, .status = -1};
        if (!add_annotations(action, &filter, other, bearers, err))
            return false;
    }
    return true;
}

static bool rename_tag(Action *action, Str from, Str to, Error *err)
{
    Bearers bearers = {0};
    AnnotationFilter filter = {.tag = from, .status = -1};
    if (!add_annotations(action, &filter, to, &bearers, err) ||
        !add_trashed(action, from, to, &bearers, err) ||
        !add_documents(action, from, to, false, &bearers, err) ||
        !add_documents(action, from, to, true, &bearers, err))
        return false;
    if (!bearers.annotations.count && !bearers.documents.count)
        return error_set(err, ERR_NOT_FOUND,
                         _("there is no tag “%.*s”; piyue tag list names them"),
                         STR_ARG(from));
    Sides sides;
    sides_begin(&sides);
    json_add_text(&sides.before, "tag", from);
    json_add_texts(&sides.before, "annotations", bearers.annotations.items,
                   bearers.annotations.count);
    json_add_texts(&sides.before, "documents", bearers.documents.items,
                   bearers.documents.count);
    json_add_texts(&sides.before, "new_annotations", bearers.new_annotations.items,
                   bearers.new_annotations.count);
    json_add_texts(&sides.before, "new_documents", bearers.new_documents.items,
                   bearers.new_documents.count);
    json_add_text(&sides.after, "tag", to);
    return sides_do(&sides, action, "tag.rename", from, err);
}

bool library_rename_tag(Library *library, Str from, Str to, Error *err)
{
    Action action;
    Str old_tag, new_tag;
    if (!action_begin(&action, library, err))
        return false;
    bool is_done =
        input_tag(from, action.arena, &old_tag, err) &&
        input_tag(to, action.arena, &new_tag, err) &&
        (str_is_equal(old_tag, new_tag) || rename_tag(&action, old_tag, new_tag, err));
    return action_end(&action, is_done, err);
}

/* ---- documents ---------------------------------------------------------- */

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
