/* operation: what a change of the library says, and what it does, forwards and backwards.
 *
 * A change states two JSON objects, before and after, and has them applied; undo applies
 * the same two the other way round. So whatever can be done can be taken back, by the
 * same few lines, and the log of operations alone makes a library.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OPERATION_H
#define PIYUE_OPERATION_H

#include <piyue/outline.h>
#include <piyue/store.h>

typedef struct Library Library;

/* ---- actions: a transaction and a group of operations in one --------------- */

#define META_CLOCK "clock"   /* hybrid logical clock of the newest operation */
#define META_DEVICE "device" /* identity of this library among a user's others */

struct Library {
    Store *store;
    char *author;              /* owned */
    const OutlineRules *rules; /* borrowed; NULL for none */
    char *why_read_only;       /* owned; NULL while it can be written */
    Report told;               /* how far a long edit is; has no items */
    uint64_t recorded;         /* operations, since it was opened here */
    /* Between library_begin_batch and library_end_batch actions share a transaction and a
     * group. */
    bool in_batch, has_batch_changes, has_batch_failed;
    Uid batch_group;
};

/* ERR_READ_ONLY, with the reason, unless the library can be written; NULL cannot. */
bool action_is_allowed(const Library *library, Error *err) MUST_CHECK;

/* One thing the user does. All of it is on disk, or nothing. */
typedef struct LibraryAction {
    Library *library;
    Arena *arena; /* for whatever is read on the way */
    Uid group;
    Uid undoes; /* zero but for undo and redo */
    int64_t now_ms;
    int64_t hlc;
    StrBuf device;
    bool has_changes;
    bool is_replay;       /* the log decides: no conflict is looked for */
    int64_t outlined_doc; /* its headings are to be found anew; 0 for none */
} Action;

/* Takes the write lock. On false nothing is to be ended. */
bool action_begin(Action *action, Library *library, Error *err) MUST_CHECK;
/* What follows is another thing, in the same transaction: undone by itself. */
void action_next(Action *action);
/* Writes one operation about what has just been changed. */
bool action_record(Action *action, Str kind, Str target, Str old_json, Str new_json,
                   Error *err) MUST_CHECK;
/* Commits when `is_done`, else rolls back (err says why). True if it is on disk. */
bool action_end(Action *action, bool is_done, Error *err) MUST_CHECK;

Str uid_format(Uid uid, Arena *arena); /* 32 hexadecimal digits */

/* ---- what operations do ----------------------------------------------------- */

typedef enum ChangeScope {
    SCOPE_DOCUMENT,
    SCOPE_ANNOTATION,
    SCOPE_REPLY,
    SCOPE_TAG,
    SCOPE_COLLECTION,
    SCOPE_ALIAS, /* the target is the name itself, as it is for the next two */
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

/* Does the thing still exist that the operation is about, and the passage that it puts
 * into a collection? What this version does not know is thought to. */
bool change_has_target(Store *store, const OpRow *op, bool *has_target,
                       Error *err) MUST_CHECK;

/* Makes the target what `to` says, if it is as `from` says; else ERR_CONFLICT. */
bool change_apply(Action *action, Str kind, Str target, Str from, Str to,
                  Error *err) MUST_CHECK;
/* The row that a target names (a document or an annotation); 0 when it is gone. */
bool change_find_row(Store *store, ChangeScope scope, Str target, int64_t *id,
                     Error *err) MUST_CHECK;
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

/* All of a selector: its range, and its texts. */
void selector_describe(const Selector *selector, StrBuf *json);

/* Applies and records. */
bool change_do(Action *action, const char *kind, Str target, Str from, Str to,
               Error *err) MUST_CHECK;
/* What a conflict and an operation that cannot be read say. False. */
bool change_refuse(Error *err);
bool change_refuse_damaged(Error *err);

/* Words of AnnotationStatus: "", "open", "done". */
const char *status_get_word(AnnotationStatus status);
AnnotationStatus status_parse(Str word); /* STATUS_NONE for any other word */

/* Something said of a heading, as both sides: it is not there, and it is. */
bool correction_describe(Action *action, const CorrectionRow *row, StrBuf *absent,
                         StrBuf *present, Error *err) MUST_CHECK;

/* The two sides of an operation while they are written. */
typedef struct Sides {
    StrBuf before, after;
} Sides;
void sides_begin(Sides *sides);
/* Ends both objects, has the change made and recorded, and frees them. */
bool sides_do(Sides *sides, Action *action, const char *kind, Str target,
              Error *err) MUST_CHECK;
/* The same, without making the change: it has been made. */
bool sides_record(Sides *sides, Action *action, const char *kind, Str target,
                  Error *err) MUST_CHECK;

/* ---- sentences about them --------------------------------------------------- */

/* Appends what the operation did; `is_turned` when it is one that takes another back,
 * and that other is meant. */
void describe_change(Store *store, const OpRow *op, bool is_turned, StrBuf *out);
/* The document it touched; 0 for none or a purged one. */
int64_t describe_find_document(Store *store, const OpRow *op);
/* The same of any operation, for the log. */
void describe_op(Store *store, const OpRow *op, StrBuf *out);

/* ---- their JSON ------------------------------------------------------------- */

/* One object of texts, numbers, truth values and lists of texts. Other values are read
 * over, so that a newer version may add them. */

/* Writing: {"a":1,"b":"…"} piece by piece. */
void json_begin(StrBuf *buf);
void json_add_text(StrBuf *buf, const char *name, Str text);
void json_add_int(StrBuf *buf, const char *name, int64_t value);
void json_add_bool(StrBuf *buf, const char *name, bool value);
void json_add_texts(StrBuf *buf, const char *name, const Str *texts, size_t count);
void json_end(StrBuf *buf);

typedef enum JsonKind { JSON_OTHER, JSON_TEXT, JSON_INT, JSON_BOOL, JSON_TEXTS } JsonKind;

typedef struct JsonMember {
    Str name;
    JsonKind kind;
    Str text;
    int64_t number; /* JSON_BOOL: 0 or 1 */
    Str *texts;
    size_t text_count;
} JsonMember;

typedef struct JsonObject {
    JsonMember *members;
    size_t count;
} JsonObject;

/* Strict (RFC 8259), at most 16 levels deep; everything lives in `arena`. */
bool json_parse(Str text, Arena *arena, JsonObject *object) MUST_CHECK;
/* The member of that name and kind, or NULL. */
const JsonMember *json_find(const JsonObject *object, const char *name, JsonKind kind);
/* Its text, or the empty one. */
Str json_get_text(const JsonObject *object, const char *name);

/* ---- what a user typed or a file brought, made fit to be kept --------------- */

/* `text` as valid UTF-8 without NULs; the same slice where it is that already, so that
 * an operation reads back what the library holds. */
Str input_text(Str text, Arena *arena);
/* One row: blanks at the ends dropped, runs of white space and controls one blank. At
 * most `max_bytes`, cut between clusters. */
Str input_row(Str text, size_t max_bytes, Arena *arena);
/* A tag as typed → as kept; ERR_USAGE when it is empty, too long or holds controls. */
bool input_tag(Str tag, Arena *arena, Str *kept, Error *err) MUST_CHECK;

#define TITLE_MAX_BYTES 600
#define TAG_MAX_BYTES 200
#define STYLE_MAX_BYTES 64
#define NOTE_MAX_BYTES ((size_t)1 << 20)

#endif
