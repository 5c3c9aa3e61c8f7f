/* store/internal: what the files of the store share and nobody else sees.
 *
 * The connection with its prepared statements, queries, packed numbers and blobs,
 * the cache of an open document, and the index.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_STORE_INTERNAL_H
#define PIYUE_STORE_INTERNAL_H

#include <piyue/store.h>
#include <piyue/text.h>

#include <sqlite3.h>
#include <zstd.h>

typedef enum StatementId {
#define STATEMENT(id, sql) SQL_##id,
#include "store/statements.def"
#undef STATEMENT
    STATEMENT_COUNT
} StatementId;

#define STORE_FILE_NAME "library.db"
#define BUSY_TIMEOUT_MS 10000 /* how long to wait for another writer */

/* Annotations whose row in the index of notes is to be written when the transaction
 * ends: open addressing, 0 is empty. */
typedef struct NoteQueue {
    int64_t *slots; /* owned */
    size_t count, slot_count;
} NoteQueue;

typedef struct Checkpoint Checkpoint;

struct Store {
    sqlite3 *db;
    char *directory; /* owned; real path */
    char *path;      /* owned; directory/library.db */
    bool is_writable;
    bool is_rescue;      /* STORE_RESCUE */
    bool is_exclusive;   /* on a network file system: locked as long as it is open */
    bool is_alone;       /* the disk is full, and nothing is shared with others */
    bool in_transaction; /* from store_begin() on */
    int doom; /* SQLite's code for why this transaction cannot be kept; 0: it can */
    bool (*is_wanted)(void *context); /* the interrupt; NULL for none */
    void *interrupt_context;
    sqlite3_stmt *statements[STATEMENT_COUNT]; /* prepared when first used */
    ZSTD_CCtx *compressor;                     /* made when first used */
    ZSTD_DCtx *decompressor;
    uint64_t indexed_bytes;         /* of text, since it was opened: for progress */
    struct RowMap *row_map;         /* of search; made when first used */
    struct TitleCache *title_cache; /* the same */
    uint64_t title_changes;         /* statements of ours that may have changed titles */
    Checkpoint *checkpoint;         /* of a library that can be written */
    NoteQueue notes;
    bool has_loose_tags; /* a tag may have lost the last thing that bore it */
};

/* ---- schema ------------------------------------------------------------ */

/* "piyu", in the header of the file: file(1) and we know a library by it. */
#define STORE_APPLICATION_ID 0x70697975

/* Migration number i leads from user_version i to i + 1. */
typedef struct Migration {
    const char *sql;
} Migration;
extern const Migration store_migrations[];
extern const int store_migration_count;

/* How many blocks a passage reaches over, as a power of 16. An index and a statement name
 * it; the index is used only while both say just this. */
#define WIDTH_CLASS                                                                      \
    "((end_block - start_block >= 16) + (end_block - start_block >= 256)"                \
    " + (end_block - start_block >= 4096) + (end_block - start_block >= 65536)"          \
    " + (end_block - start_block >= 1048576))"

/* Brings the database to version `count`; each step is one transaction that includes
 * user_version. An existing library is copied to a backup first. */
bool store_migrate(Store *store, const Migration *migrations, int count,
                   const Report *report, Error *err);
bool store_read_pragma(Store *store, const char *sql, int64_t *value, Error *err);
bool store_execute(Store *store, const char *sql, Error *err);

/* ---- queries ----------------------------------------------------------- */

/* A run of a prepared statement. Parameters are bound in order, in place (they must
 * live until query_end). A failure is kept: every later call does nothing and
 * query_end gives false. A statement runs once at a time. */
typedef struct Query {
    Store *store;
    sqlite3_stmt *stmt; /* NULL after a failure */
    Error *err;
    int bound;
    bool has_failed;
} Query;

Query query_start(Store *store, StatementId id, Error *err);
void query_bind_int(Query *query, int64_t value);
void query_bind_real(Query *query, double value);
void query_bind_text(Query *query, Str text);
void query_bind_blob(Query *query, Str blob);
void query_bind_uid(Query *query, Uid uid);
void query_bind_selector(Query *query, const Selector *selector); /* eight of them */
bool query_step(Query *query); /* true: a row is there */
bool query_end(Query *query);  /* true unless something failed */
bool query_run(Query *query);  /* steps to the end, then query_end() */
/* Runs a statement that looks for the row of a uid; 0 for none. */
bool query_find_uid(Store *store, StatementId id, Uid uid, int64_t *row,
                    Error *err) MUST_CHECK;
/* The same; ERR_NOT_FOUND, with the sentence `missing`, for none. */
bool query_need_uid(Store *store, StatementId id, Uid uid, int64_t *row,
                    const char *missing, Error *err) MUST_CHECK;

int64_t query_get_int(const Query *query, int column);
double query_get_real(const Query *query, int column);
Str query_get_text(const Query *query, int column); /* borrowed until the next step */
Str query_get_blob(const Query *query, int column); /* the same */
Uid query_get_uid(const Query *query, int column);  /* zero when it is none */

/* Turns what SQLite last said into a sentence with a way out. False. */
bool store_fail(Store *store, Error *err);
/* The same for a result code at hand. */
bool store_fail_code(const Store *store, int code, const char *details, Error *err);

/* A transaction in which anything could not be read or written for want of memory or for
 * the disk cannot be kept, even where whoever asked made do without: what was stored then
 * would rest on what was missed. */
void store_doom(Store *store, int code);
/* False, with the reason, when the transaction is doomed or SQLite gave it up already, so
 * that each statement from here on would be one of its own. */
bool store_require_transaction(Store *store, Error *err);

/* Refuses when the library is open for reading only. */
bool store_require_writable(const Store *store, Error *err);

/* All annotations that a query of ANNOTATION_COLUMNS gives, with their tags and replies.
 * Ends the query. */
bool annotations_read(Store *store, Query *query, Arena *arena, AnnotationList *list,
                      Error *err);

/* ---- packed data ------------------------------------------------------- */

/* Numbers of 7 bits a byte, lowest first (LEB128). */
void pack_number(StrBuf *out, uint64_t value);
void pack_signed(StrBuf *out, int64_t value); /* zigzag */
/* Reads from the front of `in`, which moves on; false at its end or when broken. */
bool unpack_number(Str *in, uint64_t *value);
bool unpack_u32(Str *in, uint32_t *value);
bool unpack_signed(Str *in, int64_t *value);

/* A zstd frame with its size and a checksum, so that damage is noticed. */
bool blob_pack(Store *store, Str plain, int level, StrBuf *out, Error *err);
/* Appends the content; false (without an error) when the frame is damaged or would
 * hold more than max_bytes. */
bool blob_unpack(Store *store, Str packed, size_t max_bytes, StrBuf *out);

/* ---- a cache with a budget --------------------------------------------- */

typedef struct CacheEntry {
    uint32_t key;
    uint64_t used; /* clock of the last use */
    size_t bytes;
    void *data; /* owned; free() */
} CacheEntry;

/* Data by number. Nothing leaves it but in cache_trim(), so that what was found may be
 * used until then. */
typedef struct Cache {
    CacheEntry *entries;
    size_t count, capacity;
    uint32_t *slots; /* hash of key → 1 + index of an entry; 0 is empty */
    size_t slot_count;
    size_t bytes, budget;
    uint64_t clock;
} Cache;

void *cache_find(Cache *cache, uint32_t key); /* NULL when it is not there */
void cache_add(Cache *cache, uint32_t key, void *data, size_t bytes);
void cache_trim(Cache *cache); /* the least recently used leave until the budget holds */
void cache_clear(Cache *cache);

/* ---- editions ---------------------------------------------------------- */

#define PAGE_BLOCKS 1024u  /* blocks in a page of the directory */
#define CHUNK_BYTES 16384u /* a chunk of text ends with the block that reaches this */
#define TITLE_PAGE_SECTIONS 256u
/* Sections stand in their pages as they stand in memory, word by word and little-endian,
 * uncompressed: opening a document reads all of them, and nothing else takes its time. */
#define SECTION_PAGE_SECTIONS 1024u
#define SECTION_WORDS 7u
#define SECTION_BYTES (SECTION_WORDS * 4u)
#define PIECE_BYTES ((size_t)8 << 20)       /* of an original, before compression */
#define BLOCK_LIMIT_BYTES ((size_t)1 << 20) /* larger ones are refused */
/* What a damaged library may make us allocate for one blob. */
#define CHUNK_LIMIT_BYTES (CHUNK_BYTES + BLOCK_LIMIT_BYTES)
#define BLOB_LIMIT_BYTES ((size_t)512 << 20)

/* Key of a chunk, page or piece of an edition. */
#define PART_KEY(edition, number) ((int64_t)(edition) * ((int64_t)1 << 32) + (number))

/* Where the text of a block is: a row of a decoded directory page. */
typedef struct BlockEntry {
    uint32_t bytes, columns, source_line;
    uint32_t off;       /* in the text of the page */
    uint32_t chunk_off; /* in its chunk */
    uint16_t chunk;     /* counted from the first of the page */
    uint8_t kind, flags, markup_level, evidence;
} BlockEntry;

/* Opens the current edition as store_open_document() does; for search and checks. */
Document *edition_open(Store *store, int64_t doc, Error *err);

/* Edits of a pass in a page; the page of a pass in the table (12 bits, 20 bits). */
#define EDIT_PAGE_EDITS 1024u
#define EDIT_PAGE_NUMBER(pass, number) ((uint32_t)(pass) << 20 | (uint32_t)(number))

/* Takes the edition that a document shows out of the index; puts one in; and has the
 * document show it (without the index). */
bool edition_unindex_current(Store *store, int64_t doc, Error *err);
bool edition_index(Store *store, const Document *document, Error *err);
bool edition_make_current(Store *store, int64_t doc, int64_t edition, Error *err);

/* The headings of an edition as they are to be stored. */
typedef struct SectionInput {
    const Outline *outline;
    uint32_t block_count;
    Str (*get_text)(void *context,
                    uint32_t block); /* used before the next one is asked */
    void *context;
    const Str
        *titles; /* for each heading one that the user gave, or empty; may be NULL */
} SectionInput;
/* Writes the pages of sections and of titles; there are none yet. */
bool sections_write(Store *store, int64_t edition, const SectionInput *input, Error *err);
/* Drops both. */
bool sections_drop(Store *store, int64_t edition, Error *err);

/* Writes the links of a draft; there are none yet. Drops them. */
bool links_write(Store *store, int64_t edition, const Draft *draft, Error *err);
bool links_drop(Store *store, int64_t edition, Error *err);
/* Links of an edition that is read, through a cache of their pages. */
typedef struct LinkReader {
    Store *store;
    int64_t edition;
    uint32_t block_count;
    Cache pages;
    StrBuf scratch;
} LinkReader;
void link_reader_clear(LinkReader *reader);
/* As document_get_links() and document_find_linked(). */
const Link *link_reader_get(LinkReader *reader, uint32_t block, size_t *count);
uint32_t link_reader_find(LinkReader *reader, uint32_t block, int direction);

/* ---- the index --------------------------------------------------------- */

/* A token as it stands in the index: borrowed from `folded` or from `term`. Two
 * characters that index_is_pair() tells of, one behind the other, are a token, too. */
typedef struct IndexTerm {
    char bytes[72]; /* text.h cuts words at 64 */
} IndexTerm;
Str index_term(Str folded, IndexTerm *term);
/* Are both tokens common characters (text.h)? Then the index holds them as one token at
 * the place of the first, besides each of them. */
bool index_is_pair(Str first, Str second);

typedef struct IndexEntry {
    Str term; /* until the next step */
    size_t start, end;
    uint64_t position;
    bool is_pair;
} IndexEntry;
/* All that the index holds of a text, in its order: start with `text` and `room`, which
 * the caller clears. */
typedef struct IndexWalk {
    Str text;
    StrBuf *room;
    size_t off;
    Token token;       /* the last one that was read */
    bool is_waiting;   /* it follows its pair */
    char32_t common;   /* it, where it is common */
    uint64_t position; /* of the next one */
} IndexWalk;
bool index_walk_next(IndexWalk *walk, IndexTerm *room, IndexEntry *entry);

bool tokenizer_register(Store *store, Error *err);

/* False until store_fill_index() has done its work on a library of an older version. */
bool index_is_whole(Store *store, bool *is_whole, Error *err);

/* The replies of annotations whose ids are a JSON list, into their rows. */
bool replies_read(Store *store, Str ids, Annotation *rows, size_t row_count, Arena *arena,
                  Error *err);

/* Takes what an annotation's row says now out of the index of notes, or puts it in: the
 * latter when the transaction ends, by note_index_settle(), with what it says then. An
 * annotation in the trash is not in the index. */
bool note_index_remove(Store *store, int64_t annotation, Error *err);
bool note_index_add(Store *store, int64_t annotation, Error *err);
bool note_index_settle(Store *store, Error *err);
void note_queue_clear(NoteQueue *queue);

/* A list of texts from the first column of all rows; ends the query. */
bool text_list_read(Query *query, Arena *arena, TextList *list);

/* The text of a filter, as the statements ask for it: an expression of the index of
 * notes, or (where that cannot tell) folded, to be found in the texts. */
typedef struct FilterText {
    StrBuf folded, expression;
} FilterText;
void filter_text_init(FilterText *text, const AnnotationFilter *filter);
void filter_text_clear(FilterText *text);
/* Binds the parameters 1–15 of the statements on annotations; what is bound lives as
 * long as `filter` and `text`. */
void filter_bind(Query *query, const AnnotationFilter *filter, const FilterText *text);

/* From now on the log is written into the library by a thread of its own; and no more,
 * when that has ended. */
void checkpoint_begin(Store *store);
void checkpoint_end(Store *store);

/* Copies the database to `path` (VACUUM INTO), 0600, whole or not at all. */
bool store_copy(Store *store, const char *path, const Report *report, Error *err);

/* ---- long statements (watch.c) ----------------------------------------- */

#define WATCH_STEPS 1000 /* of SQLite's machine, between two questions */

/* Between watch_begin and watch_end the statements of a store tell how far they are, as
 * `measure` says, and end when they are to. Nothing happens without a report. */
typedef struct Watch {
    Store *store;
    const Report *report;
    uint64_t total;
    uint64_t (*measure)(void *context); /* NULL: not known */
    void *context;
} Watch;
void watch_begin(Watch *watch);
void watch_end(Watch *watch);
/* For Watch.measure: bytes of the file behind the descriptor that `context` points to. */
uint64_t watch_measure_file(void *context);
/* sqlite3_step for statements that are one long step and never ask. */
int watch_step(Store *store, sqlite3_stmt *stmt, const Report *report);

#endif
