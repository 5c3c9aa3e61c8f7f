/* intake: how texts come into the library.
 *
 * Files, folders and archives are read, cleaned and outlined, and become documents or
 * editions of documents, each in one transaction with its operations. Knows no terminal
 * and prints nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_INTAKE_H
#define PIYUE_INTAKE_H

#include <piyue/clean.h>
#include <piyue/import.h>
#include <piyue/library.h>

#include <uchar.h>

/* ---- files ----------------------------------------------------------------- */

typedef struct ImportResult {
    char *path;       /* owned, as given */
    int64_t doc;      /* 0 when it failed */
    bool is_new;      /* false: these very bytes were there already */
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
    const char *path;           /* being read */
    const ImportResult *result; /* just finished, or NULL */
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
    char *reason;   /* the sentence with "*" for the file's name */
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
    ImportOptions import; /* encoding is not looked at; limits, progress */
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
 * as library_reimport(other) with the bytes of `doc`. ERR_CONFLICT when `doc` has notes
 * of its own. */
bool library_join(Library *library, int64_t doc, int64_t other, ReimportResult *result,
                  Error *err) MUST_CHECK;

/* The current edition's original as it is imported with every pass switched off: the
 * source of formats that are no text. Nothing is stored. */
Document *library_read_source(Library *library, int64_t doc, Error *err) MUST_CHECK;

/* ---- a text on its way in ---------------------------------------------------- */

/* A private copy of an input: what is hashed, imported and kept must be the same bytes,
 * even if the file changes, shrinks or disappears meanwhile. */
typedef struct Copy {
    int fd;
    Hash hash;
    uint64_t bytes;
    void *map; /* NULL until copy_map, and for an empty copy */
} Copy;

/* Copies bytes that are in memory. `path` is for messages. */
bool copy_put(Copy *copy, Str bytes, const char *path, Error *err) MUST_CHECK;
void copy_close(Copy *copy);

/* A draft with its outline and title, whatever becomes of it. */
typedef struct Prepared {
    Draft *draft;
    Outline outline;
    size_t places[CLEAN_RULE_COUNT]; /* that each pass touched */
} Prepared;

/* Reads an open file. `path` is where it came from, for the title and for messages.
 * Zeroes *prepared on failure. */
bool prepare(Prepared *prepared, int fd, const char *path, const ImportOptions *options,
             const Processing *processing, Error *err) MUST_CHECK;
void prepared_clear(Prepared *prepared);
/* The passes as the store wants to hear of them; `passes` has CLEAN_RULE_COUNT. */
void prepared_list_passes(const Prepared *prepared, EditionPass *passes);

ImportOptions prepare_complete_options(const ImportOptions *options);

/* Runs the pass that hides lines which other documents than `doc` (0: all) have too. To
 * be called under the lock: the documents there are then decide. */
bool known_hide(Store *store, int64_t doc, Prepared *prepared,
                const Processing *processing, Error *err) MUST_CHECK;
/* Remembers the lines of a document. */
bool known_remember(Store *store, int64_t doc, const Draft *draft, Error *err) MUST_CHECK;

/* The hashes of a text by which texts like it are found (likeness.h). */
typedef struct Sketch {
    uint64_t
        *lowest; /* owned; more than are kept, and some twice, until sketch_finish() */
    size_t count, capacity;
    uint64_t limit;   /* as many as are kept are lower than this, or will never be */
    uint64_t rolling; /* of the last characters (Karp and Rabin, 1987) */
    char32_t last[8]; /* a ring: number `seen` stands at seen % 8 */
    size_t seen;
} Sketch;
#define SUCCESSOR_SKETCH 16 /* hashes kept of every edition, to find texts like it */
void sketch_clear(Sketch *sketch);
/* An eighth of a text of more than 64 KB: it is made at every import. */
void sketch_draft_quickly(Sketch *sketch, const Draft *draft, size_t capacity);

#endif
