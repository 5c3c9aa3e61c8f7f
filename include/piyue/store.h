/* store: the library's database, and the only room that knows SQLite.
 *
 * Schema and migrations, documents in chunks and pages, annotations, tags, session
 * state, the operation log, the tokenizer and search. Reading is open to every
 * room above; the functions that write are for library/ alone, inside a
 * transaction. All text given back lives in the caller's arena.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_STORE_H
#define PIYUE_STORE_H

#include <piyue/model.h>

typedef struct Store Store;

typedef enum StoreMode {
    STORE_READ_WRITE, /* creates what is missing; directory 0700, files 0600 */
    STORE_READ_ONLY,
    STORE_RESCUE, /* reading only, and past what is damaged: tables may be missing */
} StoreMode;

/* Opens DIRECTORY/library.db. Refuses a directory of another owner or writable by
 * others. WAL and synchronous=FULL; a rollback journal and a lock on network file
 * systems. Migrates an older schema (after a backup); a newer one opens read-only.
 * Falls back to read-only where writing is impossible, with a remark in `report`.
 * Costs no more than the first screen needs: no checks, no scans. */
bool store_open(Store **store, const char *directory, StoreMode mode, Report *report,
                Error *err) MUST_CHECK;
void store_close(Store *store); /* NULL is fine */
bool store_is_writable(const Store *store);
/* May others, a thread of our own among them, have it open as well? Not on a network. */
bool store_is_shared(const Store *store);
const char *store_get_directory(const Store *store);
int store_get_schema(Store *store); /* its version; -1 where it cannot be read */
const char *store_get_engine(void); /* version of SQLite, static */
/* False for a `path` over the library (ERR_USAGE) or, in secure mode, outside
 * (ERR_SECURE). */
bool store_allow_output(const Store *store, const char *path, Error *err) MUST_CHECK;
/* Changes whenever another connection committed (PRAGMA data_version). Cheap. */
int64_t store_get_version(Store *store);
/* Asked about every 1,000 virtual-machine steps of a running query; true ends the
 * query with ERR_CANCELLED. NULL to take it away. */
void store_set_interrupt(Store *store, bool (*is_wanted)(void *context), void *context);

/* ---- transactions (library/ only) -------------------------------------- */

bool store_begin(Store *store, Error *err) MUST_CHECK;  /* BEGIN IMMEDIATE */
bool store_commit(Store *store, Error *err) MUST_CHECK; /* rolls back when it fails */
void store_rollback(Store *store);
/* For a library used only when it is whole: nothing waits for the disk any more. */
bool store_hurry(Store *store, Error *err) MUST_CHECK;

/* ---- documents: reading ------------------------------------------------ */

typedef struct DocumentRow {
    int64_t id, edition;
    Str title, path, format, encoding;
    Str author, source, date; /* as the source says; empty when unknown */
    Str tags;                 /* names joined by ", " */
    uint64_t text_bytes, codepoints, replaced, source_bytes;
    uint32_t blocks, headings, notes; /* notes: annotations, without those in the trash */
    double progress;                  /* 0–1; < 0 when never opened */
    int64_t added_ms, read_ms, trashed_ms; /* 0 for never */
    Str last_note, last_quote; /* of the newest annotation; only with want_last_note */
} DocumentRow;

bool document_sort_parse(Str word, DocumentSort *sort);

typedef struct DocumentFilter {
    int64_t id; /* 0 for all; else this one, in the trash or not */
    Str tag;    /* this one or one below it; empty for all */
    bool trash; /* those in the trash instead */
    DocumentSort sort;
    int64_t offset, limit; /* limit 0: no limit */
    bool want_last_note;
    bool only_read; /* those that were ever read, the last one first; only limit counts */
} DocumentFilter;

typedef struct DocumentList {
    DocumentRow *rows;
    size_t count;
} DocumentList;
bool store_list_documents(Store *store, const DocumentFilter *filter, Arena *arena,
                          DocumentList *list, Error *err) MUST_CHECK;
bool store_count_documents(Store *store, const DocumentFilter *filter, int64_t *count,
                           Error *err) MUST_CHECK;
/* DOC of the command line: an id, a path that was imported, or a title fragment that
 * fits one document. ERR_NOT_FOUND, or ERR_AMBIGUOUS naming the first few. */
bool store_find_document(Store *store, Str spec, int64_t *id, Error *err) MUST_CHECK;

/* Opens a document for reading: the summary of its directory and its sections only.
 * The store must outlive it. */
Document *store_open_document(Store *store, int64_t id, Error *err) MUST_CHECK;
/* The same for an edition that may not be the current one. */
Document *store_open_edition(Store *store, int64_t edition, Error *err) MUST_CHECK;
/* The original bytes, as they were imported. Appends. */
bool store_read_original(Store *store, int64_t edition, StrBuf *out,
                         Error *err) MUST_CHECK;

/* False without error set when there is none. */
bool store_get_reading(Store *store, int64_t doc, Arena *arena, ReadingState *state,
                       Error *err);
/* Times of a document, or of all (0), from a day on; the latest day first. */
bool store_list_reading_times(Store *store, int64_t doc, int64_t since_day, Arena *arena,
                              ReadingTimeList *list, Error *err) MUST_CHECK;

/* ---- editions ---------------------------------------------------------- */

/* How the passages of the edition before came to one: at the same offsets, by their
 * exact words, by likeness, or not at all. */
typedef struct EditionMoves {
    uint32_t exact, context, fuzzy, orphaned;
} EditionMoves;

/* One reading of one original. A document shows its current edition; the others are
 * kept as they were, out of the index. */
typedef struct EditionRow {
    int64_t id, doc;
    int64_t original; /* edition that keeps the bytes; its own id when it does */
    Uid uid;
    Hash hash; /* of the original bytes */
    Str title, path, author, source, date, format, encoding;
    double confidence;
    int64_t added_ms;
    uint64_t text_bytes, codepoints, original_bytes, replaced;
    uint32_t blocks, headings;
    Str processing; /* EditionInput.processing */
    EditionMoves moves;
    bool is_current;
} EditionRow;
typedef struct EditionList {
    EditionRow *rows;
    size_t count;
} EditionList;
/* Newest first. */
bool store_list_editions(Store *store, int64_t doc, Arena *arena, EditionList *list,
                         Error *err) MUST_CHECK;
/* ERR_NOT_FOUND when there is no such edition. */
bool store_get_edition(Store *store, int64_t edition, Arena *arena, EditionRow *row,
                       Error *err) MUST_CHECK;
bool store_find_edition_uid(Store *store, Uid uid, int64_t *edition,
                            Error *err) MUST_CHECK;

/* What cleaning did to an edition, pass by pass, in the order of the passes. Editions
 * made before this was kept have no passes at all. */
typedef struct EditCount {
    Str pass;        /* name */
    uint64_t places; /* that the pass says it touched */
    uint64_t edits;  /* that are kept, as store_list_edits gives them */
} EditCount;
typedef struct EditCountList {
    EditCount *rows;
    size_t count;
} EditCountList;
bool store_count_edits(Store *store, int64_t edition, Arena *arena, EditCountList *list,
                       Error *err) MUST_CHECK;
/* One change: `old_text` stood at byte `off` of the block where `new_text` stands now.
 * A block that was hidden has both empty. */
typedef struct EditionEdit {
    uint32_t block, off;
    Str old_text, new_text;
} EditionEdit;
typedef struct EditionEditList {
    EditionEdit *rows;
    size_t count;
} EditionEditList;
/* Edits [offset, offset + limit) of a pass in the order in which it made them: by
 * place. O(limit). An unknown pass has none. */
bool store_list_edits(Store *store, int64_t edition, Str pass, size_t offset,
                      size_t limit, Arena *arena, EditionEditList *list,
                      Error *err) MUST_CHECK;

/* ---- headings as the user wants them ------------------------------------ */

/* What the user said about a document's headings: of a place, or (kind "rule") of all
 * that begin like a pattern. The words of kinds are library.h's. */
typedef struct CorrectionRow {
    Uid uid;
    int64_t doc;
    int64_t made;    /* clock: the order in which they count */
    Str kind;        /* "take", "drop", "level", "shift", "title", "rule" */
    int amount;      /* of "level" and "shift" */
    Str text;        /* the new title; the pattern of a rule */
    Str family;      /* of a rule: the family on whose rung it stands */
    bool is_part;    /* the selector is the title, not its whole block */
    int64_t edition; /* in which it was made */
    Selector selector;
    /* Where that is in an edition; lost: nowhere. */
    int64_t place_edition;
    uint32_t place_block, place_start, place_end;
    bool is_lost;
} CorrectionRow;
typedef struct CorrectionList {
    CorrectionRow *rows;
    size_t count;
} CorrectionList;
/* In the order in which they count. */
bool store_list_corrections(Store *store, int64_t doc, Arena *arena, CorrectionList *list,
                            Error *err) MUST_CHECK;
/* The outline of an edition as it was imported, where corrections have changed it:
 * appends to `outline`. */
bool store_get_first_outline(Store *store, int64_t edition, Outline *outline,
                             bool *has_outline, Error *err) MUST_CHECK;
/* Document.outline_stamp as it is now; 0 where nothing was corrected. */
int64_t store_get_outline_stamp(Store *store, int64_t edition);

/* Writing (library/ only). */
bool store_put_correction(Store *store, const CorrectionRow *row, Error *err) MUST_CHECK;
bool store_drop_correction(Store *store, Uid uid, Error *err) MUST_CHECK;
/* Writes place_… and is_lost. */
bool store_place_correction(Store *store, const CorrectionRow *row,
                            Error *err) MUST_CHECK;
/* Gives the edition that `document` shows other headings; `document` itself stays as it
 * was opened. `titles` has one for each heading, empty where the text's own counts; it
 * may be NULL. `first` is kept as the outline of the import; NULL: `outline` is that
 * itself. O(headings). */
bool store_put_outline(Store *store, Document *document, const Outline *outline,
                       const Str *titles, const Outline *first, Error *err) MUST_CHECK;

/* ---- what is known of a document ---------------------------------------- */

/* What the user said: author, number, date (names: src/tables/fields.def). What is
 * recognised in the text is not stored. */
typedef struct FieldRow {
    Str name, value; /* an empty value: there is none */
} FieldRow;
typedef struct FieldList {
    FieldRow *rows;
    size_t count;
} FieldList;
bool store_list_fields(Store *store, int64_t doc, Arena *arena, FieldList *list,
                       Error *err) MUST_CHECK;
/* NULL: nothing is said about it any more. library/ only. */
bool store_set_field(Store *store, int64_t doc, Str name, const Str *value,
                     Error *err) MUST_CHECK;

/* ---- documents: writing (library/ only) -------------------------------- */

/* What one pass of cleaning did: DraftEdit.rule is an index into these. */
typedef struct EditionPass {
    Str name;        /* "rejoin": numbers of passes may change with the program */
    uint64_t places; /* that it touched */
} EditionPass;

/* The parts of an edition that take time to pack, packed before it is written. */
typedef struct EditionParts EditionParts;
/* Packs the text of a draft, and the original, for a store of the same library. In any
 * thread that has a store of its own, which may be read-only. NULL where it cannot be
 * done: the writer will do it then. Owned. O(text + original). */
EditionParts *store_pack_edition(Store *store, const Draft *draft, Str original);
void edition_parts_free(EditionParts *parts); /* NULL is fine */

typedef struct EditionInput {
    const Draft *draft;
    const Outline *outline;
    Str title, path;
    Hash hash;    /* of the original bytes */
    Str original; /* the original bytes; kept compressed */
    /* Of the texts that `draft` has now and of `original`; borrowed, NULL for none. */
    const EditionParts *parts;
    int64_t added_ms;
    Uid uid;         /* of a new document */
    Uid edition_uid; /* all zero: a new one is made */
    Str processing;  /* how it was imported, opaque to the store */
    const EditionPass *passes;
    size_t pass_count;
    const uint64_t *sketch; /* hashes by which store_find_sketch() finds it */
    size_t sketch_count;
    /* Another edition of the document that keeps these very bytes, which are not kept
     * again; 0 for none. */
    int64_t original_edition;
    /* How far it is, in blocks, while they are written; false stops with ERR_CANCELLED.
     * May be NULL. */
    bool (*progress)(void *context, size_t done, size_t total);
    void *progress_context;
} EditionInput;
/* The document that has these very bytes (in the trash or not); 0 if none. */
bool store_find_hash(Store *store, const Hash *hash, int64_t *doc, Error *err) MUST_CHECK;
/* The same, with the edition: the one that is read, if it is made of these bytes. */
bool store_find_edition_hash(Store *store, const Hash *hash, int64_t *doc,
                             int64_t *edition, Error *err) MUST_CHECK;
/* Documents outside the trash, by what is shown of them; 0 if there is none. The newest
 * from a path; the newest of a title; the one with the most hashes of a sketch, if it
 * has a quarter of them. O(log n). */
bool store_find_source(Store *store, Str path, int64_t *doc, Error *err) MUST_CHECK;
bool store_find_title(Store *store, Str title, int64_t *doc, Error *err) MUST_CHECK;
bool store_find_sketch(Store *store, const uint64_t *hashes, size_t count, int64_t *doc,
                       Error *err) MUST_CHECK;
bool store_put_document(Store *store, const EditionInput *input, int64_t *doc,
                        Error *err) MUST_CHECK;
/* A further edition of a document, which shows it from now on: index and shelf follow,
 * annotations that are no orphans are said to be of it (where they stand is not
 * touched). A title that the user gave the document stays. */
bool store_put_edition(Store *store, const EditionInput *input, int64_t doc,
                       int64_t *edition, Error *err) MUST_CHECK;
/* The same with an edition that is there already. */
bool store_set_edition(Store *store, int64_t doc, int64_t edition, Error *err) MUST_CHECK;
/* The links of an edition are those of a draft of the same text. */
bool store_renew_links(Store *store, int64_t edition, const Draft *draft,
                       Error *err) MUST_CHECK;
bool store_set_moves(Store *store, int64_t edition, const EditionMoves *moves,
                     Error *err) MUST_CHECK;
/* How many documents beside `doc` have a line of this hash near their ends (more than a
 * few are not counted), and that `doc` has one. */
bool store_count_line(Store *store, uint64_t line, int64_t doc, size_t *documents,
                      Error *err) MUST_CHECK;
bool store_put_line(Store *store, uint64_t line, int64_t doc, Error *err) MUST_CHECK;
/* For goodwill after a batch: merges index segments, truncates the log. */
bool store_settle(Store *store, Error *err) MUST_CHECK;
/* Makes the index whole that a newer version emptied. When the report's progress stops
 * it, what was done stays done. O(text). */
bool store_fill_index(Store *store, const Report *report, Error *err) MUST_CHECK;
bool store_set_trashed(Store *store, int64_t doc, int64_t trashed_ms,
                       Error *err) MUST_CHECK;
bool store_set_title(Store *store, int64_t doc, Str title, Error *err) MUST_CHECK;
bool store_purge_document(Store *store, int64_t doc, Error *err) MUST_CHECK;
bool store_put_reading(Store *store, int64_t doc, const ReadingState *state,
                       Error *err) MUST_CHECK;
/* Adds to what is known of the day. */
bool store_add_reading_time(Store *store, const ReadingTime *time, Error *err) MUST_CHECK;
bool store_get_document_uid(Store *store, int64_t doc, Uid *uid, Error *err) MUST_CHECK;
bool store_find_document_uid(Store *store, Uid uid, int64_t *doc, Error *err) MUST_CHECK;

/* ---- annotations and tags ---------------------------------------------- */

typedef struct AnnotationFilter {
    int64_t id, doc;  /* 0 for all */
    Str tag;          /* this one or one below it; empty for all */
    int status;       /* AnnotationStatus, or -1 for all */
    int64_t since_ms; /* created at or after */
    bool orphans;     /* only those */
    Str text;         /* words that quotation, note and tags hold, all of them */
    int64_t offset, limit;
    bool newest_first;     /* else by document, then position */
    bool in_trash;         /* annotations that were deleted */
    int64_t collection;    /* those in it, in its own order; 0 for all */
    Str style, author;     /* empty for all */
    int64_t before_ms;     /* created before; 0 for all */
    int64_t due_before_ms; /* open, with a date before this one; 0 for all */
} AnnotationFilter;

typedef struct AnnotationList {
    Annotation *rows;
    Str *doc_titles; /* one for each row */
    size_t count;
} AnnotationList;
/* Without those of documents in the trash, unless filter->doc names one. */
bool store_list_annotations(Store *store, const AnnotationFilter *filter, Arena *arena,
                            AnnotationList *list, Error *err) MUST_CHECK;
bool store_count_annotations(Store *store, const AnnotationFilter *filter, int64_t *count,
                             Error *err) MUST_CHECK;
/* Those of a list of ids, each where its id stands; one that is not there has id 0. */
bool store_get_annotations(Store *store, const int64_t *ids, size_t count, Arena *arena,
                           AnnotationList *list, Error *err) MUST_CHECK;

/* Passages that touch a block of [first, end), by place; orphans have none. */
bool store_list_marks(Store *store, int64_t doc, uint32_t first, uint32_t end,
                      Arena *arena, MarkList *list, Error *err) MUST_CHECK;
/* Where the next (-1: previous) passage begins; `pos` stays if there is none. */
bool store_find_mark(Store *store, int64_t doc, int direction, Pos *pos,
                     Error *err) MUST_CHECK;
/* Adds to the counts from the block `from` on, about `limit` passages. */
bool store_count_marks(Store *store, int64_t doc, uint32_t from, size_t limit,
                       MarkCounts *counts, Error *err) MUST_CHECK;

/* Passages as numbers (PassageRow). */
/* false: enough for now. */
typedef bool PassageSink(void *context, const PassageRow *row);
/* By document, then place, from behind `after` on (NULL: all). Headings cost the reading
 * of all annotations, the rest one index. */
bool store_read_passages(Store *store, const PassageRow *after, bool with_headings,
                         PassageSink *take, void *context, Error *err) MUST_CHECK;
/* With its headings; none where it was deleted. */
bool store_read_passage(Store *store, Uid uid, PassageSink *take, void *context,
                        Error *err) MUST_CHECK;
/* What a part of a filter finds, deleted ones too: bearers of the tag or one below it;
 * those that hold the words; those of a collection, in its order. `ids` is owned by the
 * caller. */
typedef struct IdList {
    int64_t *ids;
    size_t count, capacity;
} IdList;
typedef enum FilterPart { FILTER_TAG, FILTER_TEXT, FILTER_COLLECTION } FilterPart;
bool store_find_passages(Store *store, FilterPart part, const AnnotationFilter *filter,
                         IdList *ids, Error *err) MUST_CHECK;
bool store_list_trashed_ids(Store *store, IdList *docs, Error *err) MUST_CHECK;
/* Adds up to `limit` pairs (annotation, tag), two numbers each, of annotations behind
 * `after`, in their order. */
bool store_list_tag_pairs(Store *store, int64_t after, size_t limit, IdList *pairs,
                          Error *err) MUST_CHECK;
/* Live passages of a document (0: of all that are not in the trash), as the documents'
 * own counts say. O(documents). */
bool store_count_passages(Store *store, int64_t doc, int64_t *count,
                          Error *err) MUST_CHECK;

typedef struct TagRow {
    int64_t id;
    Str name;
    int64_t passages, documents; /* how many bear it */
    int64_t used_ms;
} TagRow;
typedef struct TagList {
    TagRow *rows;
    size_t count;
} TagList;
/* All tags, by name in pinyin order, or the most used first. */
bool store_list_tags(Store *store, bool most_used_first, Arena *arena, TagList *list,
                     Error *err) MUST_CHECK;

/* All by name in pinyin order, without counting who bears them. */
bool store_list_tag_names(Store *store, Arena *arena, TagList *list,
                          Error *err) MUST_CHECK;
bool store_get_tag_name(Store *store, int64_t id, StrBuf *out, Error *err) MUST_CHECK;
/* How often each tag of the list was put on passages that were marked in each of `slots`
 * spans of time from `since_ms` on: uses[row * slots + slot]. */
bool store_count_tag_uses(Store *store, int64_t since_ms, int64_t slot_ms, size_t slots,
                          const TagList *list, uint32_t *uses, Error *err) MUST_CHECK;

typedef struct UidList {
    Uid *uids;
    size_t count;
} UidList;
/* What bears a tag, in the trash or not, and does not bear `other` (empty: anyhow). */
bool store_list_tagged(Store *store, Str tag, Str other, Arena *arena,
                       UidList *annotations, UidList *documents, Error *err) MUST_CHECK;
bool store_has_document_tag(Store *store, int64_t doc, Str tag, bool *has,
                            Error *err) MUST_CHECK;

typedef struct TextList {
    Str *texts;
    size_t count;
} TextList;
/* A tag and all below it, by the bytes of their names; none when there is no such. */
bool store_list_branch(Store *store, Str tag, Arena *arena, TextList *names,
                       Error *err) MUST_CHECK;

/* Texts by name: other names of tags (→ the tag), saved filters and searches (→ the text
 * of it, as library.h writes it). Lists are in pinyin order; get gives the empty text
 * where there is none; put with the empty text drops (library/ only). */
typedef struct NamedText {
    Str name, text;
} NamedText;
typedef struct NamedTextList {
    NamedText *rows;
    size_t count;
} NamedTextList;
bool store_list_aliases(Store *store, Arena *arena, NamedTextList *list,
                        Error *err) MUST_CHECK;
bool store_get_alias(Store *store, Str name, Arena *arena, Str *tag,
                     Error *err) MUST_CHECK;
bool store_put_alias(Store *store, Str name, Str tag, Error *err) MUST_CHECK;
bool store_list_filters(Store *store, Arena *arena, NamedTextList *list,
                        Error *err) MUST_CHECK;
bool store_get_filter(Store *store, Str name, Arena *arena, Str *text,
                      Error *err) MUST_CHECK;
bool store_put_filter(Store *store, Str name, Str text, Error *err) MUST_CHECK;
bool store_list_searches(Store *store, Arena *arena, NamedTextList *list,
                         Error *err) MUST_CHECK;
bool store_get_search(Store *store, Str name, Arena *arena, Str *text,
                      Error *err) MUST_CHECK;
bool store_put_search(Store *store, Str name, Str text, Error *err) MUST_CHECK;

/* Writing (library/ only). put inserts, or replaces the row with the same uid. */
bool store_put_annotation(Store *store, const Annotation *annotation, int64_t *id,
                          Error *err) MUST_CHECK;
/* Writes the selector (with edition and is_orphan) of the annotation annotation->id. */
bool store_move_annotation(Store *store, const Annotation *annotation,
                           Error *err) MUST_CHECK;
bool store_set_annotation_trashed(Store *store, int64_t id, int64_t trashed_ms,
                                  Error *err) MUST_CHECK;
/* Of the trash, with replies and places in collections. */
bool store_purge_annotation(Store *store, int64_t id, Error *err) MUST_CHECK;
bool store_find_annotation_uid(Store *store, Uid uid, int64_t *id, Error *err) MUST_CHECK;
/* put inserts, or replaces the row with the same uid. ERR_NOT_FOUND where there is no
 * such reply; one that was deleted is there still, and says so. */
bool store_put_reply(Store *store, const Reply *reply, int64_t *id,
                     Error *err) MUST_CHECK;
bool store_get_reply(Store *store, int64_t id, Arena *arena, Reply *reply,
                     bool *is_deleted, Error *err) MUST_CHECK;
bool store_find_reply_uid(Store *store, Uid uid, int64_t *id, Error *err) MUST_CHECK;
bool store_set_reply_trashed(Store *store, int64_t id, int64_t trashed_ms,
                             Error *err) MUST_CHECK;
bool store_put_tag(Store *store, Str name, int64_t *id, Error *err) MUST_CHECK;
bool store_set_annotation_tag(Store *store, int64_t annotation, Str tag, bool is_set,
                              Error *err) MUST_CHECK;
bool store_set_document_tag(Store *store, int64_t doc, Str tag, bool is_set,
                            Error *err) MUST_CHECK;
/* Gives a tag another name; where that exists, the two become one. */
bool store_rename_tag(Store *store, Str from, Str to, Error *err) MUST_CHECK;
bool store_drop_unused_tags(Store *store, Error *err) MUST_CHECK;

/* ---- collections -------------------------------------------------------- */

/* Passages in an order that is made by hand. Its passages are listed with
 * AnnotationFilter.collection. */
typedef struct CollectionRow {
    int64_t id;
    Uid uid;
    Str name, note;
    int64_t passages; /* without those in the trash; only in lists */
    int64_t created_ms, trashed_ms;
} CollectionRow;
typedef struct CollectionList {
    CollectionRow *rows;
    size_t count;
} CollectionList;
/* All that are not deleted, the last made first. */
bool store_list_collections(Store *store, Arena *arena, CollectionList *list,
                            Error *err) MUST_CHECK;
/* By its name; ERR_NOT_FOUND. */
bool store_find_collection(Store *store, Str name, int64_t *id, Error *err) MUST_CHECK;
bool store_get_collection(Store *store, int64_t id, Arena *arena, CollectionRow *row,
                          Error *err) MUST_CHECK;
/* 0 where there is none. */
bool store_find_collection_uid(Store *store, Uid uid, int64_t *id, Error *err) MUST_CHECK;

/* A passage's place in a collection: entries are in the order of the bytes of `rank`. */
typedef struct CollectionEntry {
    Str rank; /* empty: it is not in the collection */
    Str note; /* about the passage in this collection */
} CollectionEntry;
bool store_get_collection_entry(Store *store, int64_t collection, int64_t annotation,
                                Arena *arena, CollectionEntry *entry,
                                Error *err) MUST_CHECK;
/* The last rank before `rank`, or the last of all where that is empty; empty where there
 * is none. Passages in the trash keep their places. */
bool store_find_rank_before(Store *store, int64_t collection, Str rank, Arena *arena,
                            Str *before, Error *err) MUST_CHECK;
/* Writing (library/ only). put inserts, or replaces the row with the same uid;
 * ERR_CONFLICT when another one that is not deleted has the name. */
bool store_put_collection(Store *store, const CollectionRow *row, int64_t *id,
                          Error *err) MUST_CHECK;
bool store_put_collection_entry(Store *store, int64_t collection, int64_t annotation,
                                const CollectionEntry *entry, Error *err) MUST_CHECK;

/* ---- the operation log ------------------------------------------------- */

bool store_put_op(Store *store, const OpRow *op, Error *err) MUST_CHECK;
/* Newest first. limit 0: all. */
bool store_list_ops(Store *store, int64_t limit, Arena *arena, OpList *list,
                    Error *err) MUST_CHECK;
/* The same of one group; is_undone is not computed. */
bool store_list_group(Store *store, Uid group, Arena *arena, OpList *list,
                      Error *err) MUST_CHECK;
/* Newest first, until the visitor is false. Strings live until it returns; it may list
 * groups, but not walk. O(operations walked). */
typedef bool OpVisitor(void *context, const OpRow *op);
bool store_walk_ops(Store *store, const LogFilter *filter, OpVisitor *visitor,
                    void *context, Error *err) MUST_CHECK;
/* The operations behind `seq`, oldest first, at most `limit`; is_undone is not computed.
 */
bool store_list_ops_after(Store *store, int64_t seq, int64_t limit, Arena *arena,
                          OpList *list, Error *err) MUST_CHECK;
/* What the operations of a kind are about, in no order. O(log). */
bool store_list_op_targets(Store *store, Str kind, Arena *arena, Str **targets,
                           size_t *count, Error *err) MUST_CHECK;
/* Number of the newest operation, whether it can be read or not; 0 without any. */
bool store_get_last_op(Store *store, int64_t *seq, Error *err) MUST_CHECK;
/* Small facts by name: device, clock. False without error when there is none. */
bool store_get_meta(Store *store, const char *name, StrBuf *value, Error *err);
bool store_put_meta(Store *store, const char *name, Str value, Error *err) MUST_CHECK;

/* Texts being written, kept apart from edits: key is "note:UID" or the like. */
bool store_put_note_draft(Store *store, Str key, Str text, Error *err) MUST_CHECK;
bool store_get_note_draft(Store *store, Str key, StrBuf *text, Error *err);
bool store_drop_note_draft(Store *store, Str key, Error *err) MUST_CHECK;
typedef struct NoteDraft {
    Str key, text;
} NoteDraft;
bool store_list_note_drafts(Store *store, Arena *arena, NoteDraft **drafts, size_t *count,
                            Error *err) MUST_CHECK;

/* Places under letters: false without `err` where there is none; all in `doc`, or (0) all
 * capitals. One of no edition is forgotten. */
bool store_get_place(Store *store, int64_t doc, char letter, KeptPlace *place,
                     Error *err) MUST_CHECK;
bool store_list_places(Store *store, int64_t doc, Arena *arena, KeptPlaceList *list,
                       Error *err) MUST_CHECK;
bool store_put_place(Store *store, const KeptPlace *place,
                     Error *err) MUST_CHECK; /* library/ only */

/* What was typed at a prompt, each text once, the newest last. */
bool store_list_typed(Store *store, Str prompt, Arena *arena, TextList *list,
                      Error *err) MUST_CHECK;
/* Writing (library/ only): as the newest of at most `limit`; all of every prompt gone. */
bool store_put_typed(Store *store, Str prompt, Str text, size_t limit,
                     Error *err) MUST_CHECK;
bool store_drop_typed(Store *store, Error *err) MUST_CHECK;

/* ---- health ------------------------------------------------------------ */

/* quick: PRAGMA quick_check and foreign keys; full: integrity, the index compared with
 * the text, chunks with the directory, originals with their hashes. Findings go to the
 * report; false with ERR_STORE when anything is wrong. */
bool store_check(Store *store, bool is_full, Report *report, Error *err) MUST_CHECK;
bool store_backup(Store *store, const char *path, const Report *report,
                  Error *err) MUST_CHECK; /* VACUUM INTO */
/* Makes the library in `directory` what `backup` is, in one transaction. What was there
 * is at `kept` afterwards: a copy, or the file itself where it is damaged. The backup is
 * checked first, and stays. Nothing may have the library open in this process. */
bool store_go_back(const char *directory, const char *backup, const char *kept,
                   const Report *report, Error *err) MUST_CHECK;
/* Canonical text of everything a user can change (annotations, tags, titles, trash),
 * for "apply then undo changes nothing". */
bool store_dump(Store *store, StrBuf *out, Error *err) MUST_CHECK;

#endif
