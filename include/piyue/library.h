/* library: every edit, and its undo.
 *
 * An edit is one transaction with its operations, so that all of them can be undone,
 * across restarts. Texts come in through intake.h; reading goes through store.h. Knows no
 * terminal and prints nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_H
#define PIYUE_LIBRARY_H

#include <piyue/outline.h>
#include <piyue/store.h>

typedef struct Library Library;
struct LibraryAction; /* an Action of operation.h */

bool library_open(Library **library, const char *directory, StoreMode mode,
                  Report *report, Error *err) MUST_CHECK;
void library_close(Library *library);       /* NULL is fine */
Store *library_get_store(Library *library); /* borrowed */
/* ERR_READ_ONLY, with the reason, unless the library can be written; NULL cannot. */
bool library_require_writable(const Library *library, Error *err) MUST_CHECK;
/* Operations recorded here since it was opened: more of them where something changed. */
uint64_t library_count_recorded(const Library *library);
/* Name on operations and annotations; copied. Default: the login name. */
void library_set_author(Library *library, const char *author);
/* Families of the user's own for whatever is read or outlined from now on; borrowed, NULL
 * for none. Rules that come with ImportOptions go before them. */
void library_set_rules(Library *library, const OutlineRules *rules);
/* Who is told how far an edit of very many things is, and may stop it; NULL for nobody.
 */
void library_set_progress(Library *library, ProgressVisitor *progress, void *context);

/* ---- headings by hand ---------------------------------------------------- */

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
/* Corrections made elsewhere (kind, amount, text, family, is_part, and the selector: a
 * range in the current edition, or an empty one where it has no place), in their order,
 * as one change. What this version does not understand, or a rule that is none, is passed
 * over;
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
    Range range;     /* not empty */
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
/* Those replies of a passage made elsewhere that the library does not have, to the
 * passage with its uid; `*added` tells how many they were. */
bool library_add_replies(Library *library, const Annotation *given, size_t *added,
                         Error *err) MUST_CHECK;
/* Gives an orphan, or any passage, another place in the current edition of its document,
 * which `document` is. Its note, tags and all else stay. */
bool library_reattach(Library *library, int64_t annotation, const Document *document,
                      Range range, Error *err) MUST_CHECK;
bool library_set_note(Library *library, int64_t annotation, Str note,
                      Error *err) MUST_CHECK;
bool library_set_style(Library *library, int64_t annotation, Str style,
                       Error *err) MUST_CHECK;
bool library_set_status(Library *library, int64_t annotation, AnnotationStatus status,
                        Error *err) MUST_CHECK;
/* Sets the day by which something is to be done, or (0) takes it off. With a day, a
 * passage that has no status becomes an open task. */
bool library_set_due(Library *library, int64_t annotation, int64_t due_ms,
                     Error *err) MUST_CHECK;
bool library_delete_annotation(Library *library, int64_t annotation,
                               Error *err) MUST_CHECK;
/* What was deleted stays in the trash until it comes back, with its tags, or goes for
 * good, with its replies. ERR_USAGE where the passage is not there. */
bool library_restore_annotation(Library *library, int64_t annotation,
                                Error *err) MUST_CHECK;
bool library_purge_annotation(Library *library, int64_t annotation,
                              Error *err) MUST_CHECK;
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
/* Everywhere, with the tags below: 提案/办理 follows 提案. Where the new name is taken,
 * the two become one. Other names and saved filters follow. */
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
 * A value with blanks stands in quotation marks, one of which is doubled within; what
 * begins with one is looked for as it stands. ERR_USAGE names what is no filter. Dates
 * are local days; texts live in `arena`; a document is named by number or uid. */
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
bool library_rename_search(Library *library, Str name, Str new_name,
                           Error *err) MUST_CHECK;
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
bool library_delete_collection(Library *library, int64_t collection,
                               Error *err) MUST_CHECK;
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
    Str style;      /* of those that are made */
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
 * doing again what it took back (`*is_again`). ERR_CONFLICT, naming the newest, where
 * later changes stand on it, which would be lost. O(log behind it). */
bool library_undo_change(Library *library, int64_t seq, StrBuf *what, bool *is_again,
                         Error *err) MUST_CHECK;
/* Appends a sentence about an operation, for the log. */
void library_describe_op(Library *library, const OpRow *op, StrBuf *out);

/* ---- session state: no operations --------------------------------------- */

/* Where the reader was, and how long since the last time it said so (NULL: not at all).
 */
bool library_put_reading(Library *library, int64_t doc, const ReadingState *state,
                         const ReadingTime *time, Error *err) MUST_CHECK;
bool library_put_note_draft(Library *library, Str key, Str text, Error *err) MUST_CHECK;
bool library_drop_note_draft(Library *library, Str key, Error *err) MUST_CHECK;
/* Remembers a place under its letter, for store_get_place; forgets it where it has no
 * edition. Like where one was reading, it
 * is no change of what is kept, and has no undo. */
bool library_put_place(Library *library, const KeptPlace *place, Error *err) MUST_CHECK;
/* What was typed at a prompt, for store_list_typed: the last of it; a text too long to be
 * typed is passed over. */
bool library_put_typed(Library *library, Str prompt, Str text, Error *err) MUST_CHECK;
bool library_drop_typed(Library *library, Error *err) MUST_CHECK;

/* ---- parts of a larger action --------------------------------------------- */

/* Nothing happens where the document bears the tag (or not) already. */
bool edit_tag_document(struct LibraryAction *action, int64_t doc, Str tag, bool is_set,
                       Error *err) MUST_CHECK;
/* Into the trash or out of it. */
bool edit_set_trashed(struct LibraryAction *action, int64_t doc, bool is_trashed,
                      Error *err) MUST_CHECK;
/* Finds the passages of a document, which has shown `before` and shows `edition` now,
 * and writes an operation for each that stands elsewhere or nowhere. Deleted ones come
 * along, so that they can be restored. `*found` counts orphans that have a place again.
 */
bool moves_follow(struct LibraryAction *action, int64_t doc, const EditionRow *before,
                  int64_t edition, EditionMoves *moves, uint32_t *found,
                  Error *err) MUST_CHECK;
/* Finds the headings of the edition that a document shows anew, with all that was said of
 * them, and stores them; nothing happens where nothing was ever said. Corrections made in
 * another edition are looked for by their words. */
bool outline_renew(struct LibraryAction *action, int64_t doc, OutlineChange *change,
                   Error *err) MUST_CHECK;
/* The headings of an edition as it was imported: appends to `outline`. */
bool outline_get_first(Store *store, const Document *document, Outline *outline,
                       Error *err) MUST_CHECK;

#endif
