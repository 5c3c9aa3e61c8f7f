/* What an operation does to the library, forwards and backwards.
 *
 * An edit states what it changes as two JSON objects, before and after, and has them
 * applied; undo applies the same two the other way round. So whatever can be done can
 * be taken back, by the same few lines.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_CHANGE_H
#define PIYUE_LIBRARY_CHANGE_H

#include "library/journal.h"

#include "library/json.h"

typedef enum ChangeScope {
    SCOPE_DOCUMENT,
    SCOPE_ANNOTATION,
    SCOPE_REPLY,
    SCOPE_TAG,
    SCOPE_COLLECTION,
    SCOPE_ALIAS,  /* the target is the name itself, as it is for the next two */
    SCOPE_FILTER,
    SCOPE_SEARCH,
} ChangeScope;

typedef struct ChangeKind {
    const char *name; /* "annotation.note" */
    ChangeScope scope;
    bool is_final; /* cannot be taken back */
} ChangeKind;
/* NULL for a kind that this version does not know. */
const ChangeKind *change_find_kind(Str name);
const ChangeKind *change_list_kinds(size_t *count); /* all of them, by name */

/* Does the thing still exist that the operation is about? */
bool change_has_target(Store *store, const ChangeKind *kind, Str target, bool *has_target,
                       Error *err) MUST_CHECK;

/* Makes the target what `to` says, if it is as `from` says; else ERR_CONFLICT. */
bool change_apply(Action *action, Str kind, Str target, Str from, Str to,
                  Error *err) MUST_CHECK;
/* Applies and records. */
bool change_do(Action *action, const char *kind, Str target, Str from, Str to,
               Error *err) MUST_CHECK;

/* The same for collections and what is in them: change_collection.c. */
bool change_apply_collection(Action *action, Str target, const JsonObject *from,
                             const JsonObject *to, Error *err) MUST_CHECK;
/* The same for a tag everywhere, and for names that stand for a text: change_tag.c. */
bool change_apply_tag(Action *action, const JsonObject *from, const JsonObject *to,
                      Error *err) MUST_CHECK;
bool change_apply_name(Action *action, ChangeScope scope, Str target,
                       const JsonObject *from, const JsonObject *to,
                       Error *err) MUST_CHECK;
/* The row that a target names (a document or an annotation); 0 when it is gone. */
bool change_find_row(Store *store, ChangeScope scope, Str target, int64_t *id,
                     Error *err) MUST_CHECK;
bool change_set_tag(Store *store, ChangeScope scope, int64_t id, Str tag, bool is_set,
                    Error *err) MUST_CHECK;
/* What a conflict and an operation that cannot be read say. False. */
bool change_refuse(Error *err);
bool change_refuse_damaged(Error *err);

/* The annotation of that id, deleted or not; ERR_NOT_FOUND. Lives in `arena`. */
bool change_load_annotation(Store *store, int64_t id, Arena *arena,
                            Annotation *annotation, bool *is_deleted,
                            Error *err) MUST_CHECK;
bool change_load_document(Store *store, int64_t id, Arena *arena, DocumentRow *row,
                          Error *err) MUST_CHECK;

/* Where an annotation stands, for an operation that moves it: edition (its uid, in
 * hexadecimal), offsets, and of its texts those that are not as in `other`. */
void change_describe_place(const Annotation *annotation, Str edition,
                           const Selector *other, StrBuf *json);

/* Words of AnnotationStatus: "", "open", "done". */
const char *status_get_word(AnnotationStatus status);
AnnotationStatus status_parse(Str word); /* STATUS_NONE for any other word */

#endif
