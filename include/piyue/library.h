/* library: the only writer.
 *
 * Importing (read, clean, outline, store: one transaction for a document) and every
 * edit, each with its operations in the same transaction, so that all of them can be
 * undone, across restarts. Reading goes through store.h. Knows no terminal and
 * prints nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_H
#define PIYUE_LIBRARY_H

#include <piyue/import.h>
#include <piyue/outline.h>
#include <piyue/store.h>

typedef struct Library Library;

bool library_open(Library **library, const char *directory, StoreMode mode,
                  Report *report, Error *err) MUST_CHECK;
void library_close(Library *library); /* NULL is fine */
Store *library_get_store(Library *library); /* borrowed */
/* ERR_READ_ONLY, with the reason, unless the library can be written; NULL cannot. */
bool library_require_writable(const Library *library, Error *err) MUST_CHECK;
/* Name on operations and annotations; copied. Default: the login name. */
void library_set_author(Library *library, const char *author);

/* ---- intake ------------------------------------------------------------ */

typedef struct ImportResult {
    char *path;     /* owned, as given */
    int64_t doc;    /* 0 when it failed */
    bool is_new;    /* false: these very bytes were there already */
    bool was_trashed; /* it was in the trash and has been restored */
    /* Its source was known and has changed: it is a new edition of `doc` (and not new);
     * `moves` says what became of the passages. */
    bool is_edition;
    EditionMoves moves;
    /* Documents the user might want to know of, 0 for none: one that came from the same
     * path but has nothing in common with it; one with a like title or text, of which it
     * may be a newer edition (library_reimport with its path makes it one). */
    int64_t unlike, suggested;
    const char *format, *encoding; /* static; encoding may be NULL */
    double confidence;
    const char *reason, *format_reason; /* why: static msgids; NULL when known before */
    uint64_t replaced, source_bytes;
    uint32_t blocks, headings;
    uint32_t cleaned; /* places the passes touched */
    Error error;      /* set when it failed */
} ImportResult;
void import_result_clear(ImportResult *result);

typedef struct IntakeOptions {
    ImportOptions import;
    const Str *tags; /* put on every document */
    size_t tag_count;
} IntakeOptions;

/* Imports one open file. `path` is where it came from ("-" for standard input), kept
 * as an absolute path. True when the document is in the library afterwards. On false
 * the library is as before and result->error says why (err gets a copy). */
bool library_import_fd(Library *library, int fd, const char *path,
                       const IntakeOptions *options, ImportResult *result,
                       Error *err) MUST_CHECK;

/* What a batch is doing; false stops it. A result is told when it is on disk, with those
 * of the few files that shared its transaction. */
typedef struct IntakeProgress {
    size_t files_done, files_total;
    uint64_t bytes_done, bytes_total;
    const char *path;            /* being read */
    const ImportResult *result;  /* just finished, or NULL */
} IntakeProgress;
typedef bool IntakeVisitor(void *context, const IntakeProgress *progress);

/* Imports files and folders (recursively, in byte order of names; hidden entries,
 * symbolic links to folders, devices and the library itself are passed over, what
 * cannot be read is a failure among the others).
 * Goes on past bad files. `documents` receives the ids in order (owned, may hold the
 * same id twice), *failed the number of files that could not be imported. False only
 * when nothing could be tried (no such path at all, library not writable) or when the
 * visitor stopped it. */
bool library_import_paths(Library *library, const char *const *paths, size_t path_count,
                          const IntakeOptions *options, IntakeVisitor *visitor,
                          void *context, int64_t **documents, size_t *document_count,
                          size_t *failed, Error *err) MUST_CHECK;

/* Files that could not be imported, by their reasons: in a large folder many fail for the
 * same one. Zero-initialised is empty. */
typedef struct FailureGroup {
    char *reason;   /* the sentence with "…" for the file's name */
    char *sentence; /* about the first of them */
    StrBuf names;   /* paths, sanitised, each in a row that ends in LF */
    size_t count;
} FailureGroup;
typedef struct FailureGroups {
    FailureGroup *items; /* in the order in which their first came */
    size_t count, capacity;
} FailureGroups;
/* Appends the sentence about a failed file; it names the file. Foreign text. */
void failure_describe(const ImportResult *result, StrBuf *out);
void failures_add(FailureGroups *failures, const ImportResult *result);
void failures_clear(FailureGroups *failures);

/* A file read directly, cleaned and outlined, without any library. */
Document *document_read_fd(int fd, const char *path, const ImportOptions *options,
                           Error *err) MUST_CHECK;
/* The same with every cleaning pass off: the text as it is in the file. */
Document *document_read_source_fd(int fd, const char *path, const ImportOptions *options,
                                  Error *err) MUST_CHECK;

/* ---- editions ----------------------------------------------------------- */

/* How a document wants its bytes to be read. Every edition remembers the processing it
 * was made with; that of the current edition is the document's, and a new edition is
 * made with it unless it is told otherwise. */
typedef struct Processing {
    const char *encoding; /* canonical name that overrides detection, static; or NULL */
    unsigned without;     /* 1u << CleanRule: passes that are switched off */
} Processing;
bool library_get_processing(Library *library, int64_t doc, Processing *processing,
                            Error *err) MUST_CHECK;
/* That of one edition: from EditionRow.processing. */
Processing processing_parse(Str text);

typedef struct ReimportOptions {
    /* New bytes for the document: an open file and where it came from. NULL: the bytes of
     * the current edition are read anew. */
    const char *path;
    int fd;
    /* NULL: as the current edition; but for new bytes the encoding is detected. */
    const Processing *processing;
    ImportOptions import;         /* encoding is not looked at; limits, progress */
} ReimportOptions;

typedef struct ReimportResult {
    int64_t edition, before;
    bool is_changed; /* false: it reads so already, and nothing was done */
    bool was_known;  /* an edition that was there before is shown again */
    EditionMoves moves;
    uint32_t found; /* orphans that have a place again; not among the moves */
    uint32_t blocks, headings;
    uint64_t replaced;
    const char *encoding; /* static; NULL for binary formats */
} ReimportResult;

/* Reads a document again and makes what comes out its current edition: one transaction,
 * one group of operations, undone as a whole. Passages move to where their words stand
 * now; those that have no such place become orphans and keep all they had. The same
 * bytes read the same way are no change. ERR_CONFLICT when the bytes are those of
 * another document. O(text); cancelled through import.progress. */
bool library_reimport(Library *library, int64_t doc, const ReimportOptions *options,
                      ReimportResult *result, Error *err) MUST_CHECK;

/* The text of `doc` becomes the newest edition of `other`, and `doc` goes into the trash:
 * as library_reimport(other) with the bytes of `doc`. ERR_CONFLICT when `doc` has notes of
 * its own. */
bool library_join(Library *library, int64_t doc, int64_t other, ReimportResult *result,
                  Error *err) MUST_CHECK;

/* The current edition's original as it is imported with every pass switched off: the
 * source of formats that are no text. Nothing is stored. */
Document *library_read_source(Library *library, int64_t doc, Error *err) MUST_CHECK;

/* Gives an orphan, or any passage, another place in the current edition of its document,
 * which `document` is. Its note, tags and all else stay. */
bool library_reattach(Library *library, int64_t annotation, const Document *document,
                      Range range, Error *err) MUST_CHECK;

/* ---- headings by hand ---------------------------------------------------- */

/* Families of the user's own for whatever is read or outlined from now on; borrowed, NULL
 * for none. Rules that come with ImportOptions go before them. */
void library_set_rules(Library *library, const OutlineRules *rules);

/* Everything said of a place is kept with its words, and the headings around it are found
 * anew: now, and in every edition to come. */
typedef enum HeadingWish {
    HEADING_TAKE,  /* it is a heading: a section is split here */
    HEADING_DROP,  /* it is none: its section joins the one before */
    HEADING_LEVEL, /* it is one of level `amount` */
    HEADING_SHIFT, /* it stands `amount` levels deeper (negative: higher) */
    HEADING_TITLE, /* it is called `title`; empty: by its own words again */
} HeadingWish;
typedef struct HeadingChange {
    const Document *document; /* of the current edition; its headings may be older */
    uint32_t block;
    uint32_t title_start, title_end; /* bytes of the title; both 0: found by itself */
    HeadingWish wish;
    int amount;
    Str title;
} HeadingChange;

/* What came of it. */
typedef struct OutlineChange {
    bool is_changed;   /* the headings are others than before */
    uint32_t headings; /* there are now */
    uint32_t lost;     /* corrections whose words are not in this edition */
} OutlineChange;

/* One operation. ERR_USAGE where it cannot be, with the reason; ERR_CONFLICT where
 * `document` is not the current edition. O(text) at the speed of the outline, without
 * writing the text. */
bool library_correct_heading(Library *library, const HeadingChange *change,
                             OutlineChange *result, Error *err) MUST_CHECK;
/* A pattern of outline.h for this document alone. */
bool library_add_heading_rule(Library *library, int64_t doc, Str pattern, Str like,
                              OutlineChange *result, Error *err) MUST_CHECK;
/* Corrections made elsewhere (kind, amount, text, family, is_part, and the selector: a range
 * in the current edition, or an empty one where it has no place), in their order, as one
 * change. What this version does not understand, or a rule that is none, is passed over;
 * `*added` tells how many were taken. */
bool library_add_corrections(Library *library, int64_t doc, const CorrectionRow *rows,
                             size_t count, size_t *added, Error *err) MUST_CHECK;
/* Takes corrections away, those of `uids` or (NULL) all; store.h lists them.
 * ERR_NOT_FOUND when there is none. */
bool library_drop_corrections(Library *library, int64_t doc, const Uid *uids,
                              size_t uid_count, OutlineChange *result,
                              Error *err) MUST_CHECK;
/* The rules of a document with those of the library, for outline_study_new(): owned, NULL
 * where there are none. */
bool library_get_rules(Library *library, int64_t doc, OutlineRules **rules,
                       Error *err) MUST_CHECK;
/* What is said of a document as the engine takes it: an owned array. */
bool library_get_corrections(Library *library, const Document *document,
                             OutlineCorrection **corrections, size_t *count,
                             Error *err) MUST_CHECK;

/* ---- edits: each one transaction, one group of operations --------------- */

typedef struct NewAnnotation {
    const Document *document;
    Range range; /* not empty */
    Str note, style; /* may be empty */
    const Str *tags;
    size_t tag_count;
    AnnotationStatus status;
    int64_t due_ms; /* as in Annotation */
} NewAnnotation;
bool library_annotate(Library *library, const NewAnnotation *annotation, int64_t *id,
                      Error *err) MUST_CHECK;
/* Passages made elsewhere, with their uid, times, author, tags, replies and selectors (a
 * range in the current edition of `doc`, or is_orphan), as one undoable change. One whose
 * uid is in the trash gets a new one. */
bool library_add_annotations(Library *library, const Annotation *rows, size_t count,
                             Error *err) MUST_CHECK;
/* Those replies of a passage made elsewhere that the library does not have, to the passage
 * with its uid; `*added` tells how many they were. */
bool library_add_replies(Library *library, const Annotation *given, size_t *added,
                         Error *err) MUST_CHECK;
bool library_set_note(Library *library, int64_t annotation, Str note, Error *err) MUST_CHECK;
bool library_set_style(Library *library, int64_t annotation, Str style,
                       Error *err) MUST_CHECK;
bool library_set_status(Library *library, int64_t annotation, AnnotationStatus status,
                        Error *err) MUST_CHECK;
/* Sets the day by which something is to be done, or (0) takes it off. With a day, a passage
 * that has no status becomes an open task. */
bool library_set_due(Library *library, int64_t annotation, int64_t due_ms,
                     Error *err) MUST_CHECK;
bool library_delete_annotation(Library *library, int64_t annotation, Error *err) MUST_CHECK;
/* What was deleted stays in the trash until it comes back, with its tags, or goes for
 * good, with its replies. ERR_USAGE where the passage is not there. */
bool library_restore_annotation(Library *library, int64_t annotation,
                                Error *err) MUST_CHECK;
bool library_purge_annotation(Library *library, int64_t annotation, Error *err) MUST_CHECK;
/* Replies to a note; ERR_USAGE where the text is empty. */
bool library_reply(Library *library, int64_t annotation, Str text, int64_t *id,
                   Error *err) MUST_CHECK;
bool library_set_reply(Library *library, int64_t reply, Str text, Error *err) MUST_CHECK;
bool library_delete_reply(Library *library, int64_t reply, Error *err) MUST_CHECK;
/* Tags are trimmed, at most 200 bytes, without control characters; ERR_USAGE says so. */
bool library_tag_annotation(Library *library, int64_t annotation, Str tag, bool is_set,
                            Error *err) MUST_CHECK;
bool library_tag_document(Library *library, int64_t doc, Str tag, bool is_set,
                          Error *err) MUST_CHECK;
/* Everywhere, with the tags below: 提案/办理 follows 提案. Where the new name is taken, the
 * two become one. Other names and saved filters follow. */
bool library_rename_tag(Library *library, Str from, Str to, Error *err) MUST_CHECK;
/* Takes a tag, and those below it, off everything. */
bool library_delete_tag(Library *library, Str tag, Error *err) MUST_CHECK;
/* Another name that leads to a tag: who types it sets the tag. An empty tag drops it.
 * ERR_CONFLICT when a tag in use has the name. */
bool library_set_alias(Library *library, Str name, Str tag, Error *err) MUST_CHECK;

/* ---- what of the passages is wanted, as text ------------------------------ */

/* A filter in one row, to be typed, shown and kept:
 *
 *     #提案 @author is:open|done|none|overdue|lost style:S doc:N in:COLLECTION
 *     since:2024-05-01 before:2024-06-01 words
 *
 * A value with blanks stands in quotation marks, one of which is doubled within; what begins
 * with one is looked for as it stands. ERR_USAGE names what is no filter.
 * Dates are local days; texts live in `arena`; a document is named by number or uid. */
bool filter_parse(Store *store, Str text, Arena *arena, AnnotationFilter *filter,
                  Error *err) MUST_CHECK;
/* Appends what filter_parse reads. `is_kept`: for other times and other libraries, with
 * documents by their uid. */
void filter_format(Store *store, const AnnotationFilter *filter, bool is_kept,
                   StrBuf *out);
/* Keeps a filter under a name (one row, at most 200 bytes); NULL drops it. */
bool library_save_filter(Library *library, Str name, const AnnotationFilter *filter,
                         Error *err) MUST_CHECK;

/* Keeps a search under a name (one row, at most 200 bytes), as it is typed: seek.h says
 * how; an empty query drops it. ERR_USAGE for a query that is none. */
bool library_save_search(Library *library, Str name, Str query, Error *err) MUST_CHECK;
/* ERR_CONFLICT when another search has the name. */
bool library_rename_search(Library *library, Str name, Str new_name, Error *err) MUST_CHECK;
/* A search that is kept, as it is typed in this library; ERR_NOT_FOUND. Appends. */
bool library_get_search(Library *library, Str name, StrBuf *query, Error *err) MUST_CHECK;
/* All of them, as they are typed. */
bool library_list_searches(Library *library, Arena *arena, NamedTextList *list,
                           Error *err) MUST_CHECK;
/* The text of a kept search names documents by their uid; typed they have numbers. */
void search_append_typed(Store *store, Str kept, StrBuf *out);
void search_append_kept(Store *store, Str typed, StrBuf *out);
/* Appends a query in which conditions like doc:X say, for X, what `name` appends; where
 * that is false they stay. */
typedef bool SearchNamer(void *context, Str document, StrBuf *out);
void search_append_renamed(Str query, SearchNamer *name, void *context, StrBuf *out);

/* Edits between the two are one action: all of them or none, undone as a whole. An edit
 * that fails spoils the batch. `is_done` false gives it up. */
bool library_begin_batch(Library *library, Error *err) MUST_CHECK;
bool library_end_batch(Library *library, bool is_done, Error *err) MUST_CHECK;

/* Collections: passages in an order made by hand. A name is one row of at most 200
 * bytes; ERR_CONFLICT when another collection has it. */
bool library_create_collection(Library *library, Str name, int64_t *collection,
                               Error *err) MUST_CHECK;
/* The collection of that name, made where there is none. */
bool library_open_collection(Library *library, Str name, int64_t *collection,
                             Error *err) MUST_CHECK;
bool library_rename_collection(Library *library, int64_t collection, Str name,
                               Error *err) MUST_CHECK;
bool library_set_collection_note(Library *library, int64_t collection, Str note,
                                 Error *err) MUST_CHECK;
bool library_delete_collection(Library *library, int64_t collection, Error *err) MUST_CHECK;
/* Puts passages behind the last one, in the order given, as one action; those that are
 * in it stay where they are. `*added` (may be NULL): how many were new. */
bool library_collect(Library *library, int64_t collection, const int64_t *annotations,
                     size_t count, size_t *added, Error *err) MUST_CHECK;
bool library_uncollect(Library *library, int64_t collection, const int64_t *annotations,
                       size_t count, Error *err) MUST_CHECK;
/* Moves a passage in front of another one of the collection; `before` 0: to the end. */
bool library_move_collected(Library *library, int64_t collection, int64_t annotation,
                            int64_t before, Error *err) MUST_CHECK;
/* A place that a search found: of a text, or (with its id) in a passage. */
typedef struct HitPlace {
    int64_t doc, annotation;
    uint32_t block, start, end;
} HitPlace;
typedef struct HitTake {
    const Str *tags; /* put on each */
    size_t tag_count;
    Str style; /* of those that are made */
    Str collection; /* its name: they are put into it; made where there is none */
} HitTake;
typedef struct HitTaken {
    size_t passages;  /* taken: places of one sentence are one passage */
    size_t created;   /* of them, those that were none before */
    size_t collected; /* that were not in the collection before */
} HitTaken;
/* Makes the sentence of each place a passage, where it is none yet, as one action. The
 * places stand in the order of a search. */
bool library_take_hits(Library *library, const HitPlace *places, size_t count,
                       const HitTake *take, HitTaken *taken, Error *err) MUST_CHECK;
/* What is said of a passage in this collection alone. */
bool library_note_collected(Library *library, int64_t collection, int64_t annotation,
                            Str note, Error *err) MUST_CHECK;
bool library_set_title(Library *library, int64_t doc, Str title, Error *err) MUST_CHECK;
/* What is known of a document (names: src/tables/fields.def), one undoable change. */
typedef struct DocumentFieldEdit {
    Str name, value; /* an empty value: it has none */
    bool is_reset;   /* back to what is recognised */
} DocumentFieldEdit;
bool library_set_fields(Library *library, int64_t doc, const DocumentFieldEdit *edits,
                        size_t count, Error *err) MUST_CHECK;
bool library_trash(Library *library, int64_t doc, Error *err) MUST_CHECK;
bool library_restore(Library *library, int64_t doc, Error *err) MUST_CHECK;
bool library_purge(Library *library, int64_t doc, Error *err) MUST_CHECK; /* for good */

/* Takes back the newest action that is not undone yet, or does the last undone one
 * again; `what` gets a sentence about it ("标签 提案 ← “高标准开展…”"), `doc` the
 * document it touched (0 for none). ERR_NOT_FOUND when there is nothing left. */
bool library_undo(Library *library, StrBuf *what, int64_t *doc, Error *err) MUST_CHECK;
bool library_redo(Library *library, StrBuf *what, int64_t *doc, Error *err) MUST_CHECK;
/* The same with the change of which operation `seq` is a part; an undo is taken back by
 * doing again what it took back (`*is_again`). ERR_CONFLICT, naming the newest, where later changes stand
 * on it, which would be lost. O(log behind it). */
bool library_undo_change(Library *library, int64_t seq, StrBuf *what, bool *is_again,
                         Error *err) MUST_CHECK;
/* Appends a sentence about an operation, for the log. */
void library_describe_op(Library *library, const OpRow *op, StrBuf *out);

/* ---- backups ------------------------------------------------------------ */

/* A copy of the library in its directory's backups/. */
typedef struct BackupRow {
    Str path; /* arena */
    int64_t made_ms, bytes;
    bool is_daily; /* one of those that come and go by themselves */
} BackupRow;
typedef struct BackupList {
    BackupRow *rows; /* arena; newest first */
    size_t count;
} BackupList;
/* `directory` is the library's; no backup is no error. */
bool backup_list(const char *directory, Arena *arena, BackupList *list,
                 Error *err) MUST_CHECK;
/* Was the one of the day made? Costs one look at the directory. */
bool backup_is_done_today(const char *directory, int64_t now_ms);
/* Makes that of the day, unless it is there, and lets daily ones go: all of 7 days stay,
 * one in 7 days of 35, one in 30 of 360, and the newest 7 however old. `*path` (owned) gets
 * the new one, NULL if there was one already; `*dropped` how many went. ERR_OUTPUT where
 * the disk has less room left than twice the library. */
bool library_back_up_daily(Library *library, int64_t now_ms, char **path, size_t *dropped,
                           Error *err) MUST_CHECK;

/* ---- made anew ---------------------------------------------------------- */

typedef struct RebuildOptions {
    const OutlineRules *rules; /* as library_set_rules(); borrowed */
    const char *kept;          /* where the library goes that was there before */
    bool is_trial;             /* the library stays as it is; `kept` is not needed */
    /* How far it is, in operations; false stops with ERR_CANCELLED. May be NULL. */
    bool (*progress)(void *context, uint64_t done, uint64_t total);
    void *context;
} RebuildOptions;

typedef struct RebuildResult {
    uint64_t operations, documents, passages;
    uint64_t lost;      /* operations that neither the library nor a backup has */
    uint64_t regained;  /* that only a backup has */
    uint64_t refused;   /* that could not be done again */
    uint64_t texts_lost; /* that could not be read from their originals */
    uint64_t moved;     /* passages, since their text was read otherwise than before */
    bool was_readable;  /* the library before could be read whole … */
    uint64_t differences; /* … and this many of its things are not as they were */
} RebuildResult;

/* Makes the library in `directory` anew, from its operations and originals: what is in
 * its tables otherwise is not looked at, and may be damaged. Originals come from the
 * library, its backups, or the files they were imported from, proved by their hashes.
 * What is lost goes to the report, and does not stop it. The new one takes the place of
 * the old one when it is whole and sound, in one transaction; the old one is at `kept`.
 * Nothing may have the library open in this process. ERR_STORE where the library cannot
 * be opened at all; ERR_CONFLICT where somebody else is at it. O(operations + texts). */
bool library_rebuild(const char *directory, const RebuildOptions *options,
                     RebuildResult *result, Report *report, Error *err) MUST_CHECK;

/* ---- session state: no operations --------------------------------------- */

/* Where the reader was, and how long since the last time it said so (NULL: not at all). */
bool library_put_reading(Library *library, int64_t doc, const ReadingState *state,
                         const ReadingTime *time, Error *err) MUST_CHECK;
bool library_put_note_draft(Library *library, Str key, Str text, Error *err) MUST_CHECK;
bool library_drop_note_draft(Library *library, Str key, Error *err) MUST_CHECK;
/* Remembers a place under its letter, for store_get_place. Like where one was reading, it
 * is no change of what is kept, and has no undo. */
bool library_put_place(Library *library, const KeptPlace *place, Error *err) MUST_CHECK;
/* What was typed at a prompt, for store_list_typed: the last of it; a text too long to be
 * typed is passed over. */
bool library_put_typed(Library *library, Str prompt, Str text, Error *err) MUST_CHECK;
bool library_drop_typed(Library *library, Error *err) MUST_CHECK;

#endif
