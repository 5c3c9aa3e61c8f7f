/* What the files of the command line share: the context of a run, its arguments, and
 * the ways out (standard output, columns, errors).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_CLI_ROOM_H
#define PIYUE_CLI_ROOM_H

#include <piyue/intake.h>
#include <piyue/library.h>
#include <piyue/outline.h>
#include <piyue/settings.h>
#include <piyue/store_search.h>

/* ---- arguments --------------------------------------------------------- */

/* The words behind a subcommand, read by its synopsis: that row of subcommands.def is
 * the grammar, so that help, manual and program cannot disagree. */
typedef struct ArgOption {
    Str name; /* "tag", "o"; borrowed from the synopsis */
    bool takes_value;
    bool repeats;
    const char **values; /* owned array of borrowed words; {""} for a flag */
    size_t count, capacity;
} ArgOption;
typedef struct Args {
    const char *command, *synopsis;
    ArgOption *options;
    size_t option_count, option_capacity;
    const char **words; /* what is no option; borrowed from argv */
    size_t count, capacity;
} Args;

/* Global options; they may stand before or behind the subcommand. */
typedef struct GlobalOptions {
    const char *library, *config;
    bool help, version;
} GlobalOptions;

void args_init(Args *args, const char *command, const char *synopsis);
void args_clear(Args *args);
/* Reads argv[0..argc); ERR_USAGE names the option. */
bool args_parse(Args *args, GlobalOptions *globals, int argc, char **argv,
                Error *err) MUST_CHECK;
/* Reads the global options in front of the subcommand; gives the index of the first
 * word that is none. */
bool args_parse_globals(GlobalOptions *globals, int argc, char **argv, int *first,
                        Error *err) MUST_CHECK;
/* `name` must be in the synopsis. */
bool args_has(const Args *args, const char *name);
Str args_get(const Args *args, const char *name); /* the last value; empty when absent */
/* A number in [lowest, highest]; `*value` stays when the option is absent. */
bool args_get_int(const Args *args, const char *name, int64_t lowest, int64_t highest,
                  int64_t *value, Error *err) MUST_CHECK;
/* All values, owned; NULL where there is none. */
Str *args_get_all(const Args *args, const char *name, size_t *count);
const ArgOption *args_find(const Args *args, const char *name);
/* Splits off the first of the forms of a synopsis: what no brackets hold between " | ".
 * After the last one rest->data is NULL. */
Str synopsis_split(Str *rest);
/* The form that begins with `verb`; all of the synopsis where it has no verbs, nothing
 * where none is so called. */
Str synopsis_find(Str synopsis, Str verb);
/* ERR_USAGE with the form of the synopsis that the first word names; false. */
bool args_refuse(const Args *args, Error *err);
/* As many words as [least, most]; SIZE_MAX for any number. */
bool args_want(const Args *args, size_t least, size_t most, Error *err) MUST_CHECK;

/* ---- the run ----------------------------------------------------------- */

/* What takes its time now. */
typedef struct Work {
    const char *what; /* borrowed; NULL where nothing particular is known */
    bool has_own_row; /* and an own way to be stopped */
    uint64_t done, total;
    int64_t began_us, drawn_us;
} Work;

typedef struct Cli {
    GlobalOptions globals;
    const char *command; /* name of the subcommand; "piyue" where there is none */
    Settings settings;
    OutlineRules *rules; /* heading patterns of the user's own; NULL for none */
    WidthPolicy width;
    Library *library; /* NULL until cli_open_library */
    StrBuf out;       /* not yet written to standard output */
    bool is_terminal; /* standard output is one */
    int columns;      /* of that terminal; 0 when it is none */
    bool has_written; /* something of `out` is there already */
    int row_columns;  /* of the row that stands on standard error; 0 for none */
    Work work;
    bool is_wall_told; /* cli_warn_walls has said it */
    bool is_broken;    /* nobody reads any more: the pipe is closed, or Ctrl-C came */
    int lost_errno;    /* why rows could not be written, told at the end; 0 */
    int status;        /* exit status where nothing worse happens */
} Cli;

/* A subcommand. False with err set: the message is printed and its exit status given. */
typedef bool Command(Cli *cli, const Args *args, Error *err);

#define SUBCOMMAND(name, handler, synopsis, help) Command handler;
#include "../tables/subcommands.def"
#undef SUBCOMMAND

/* piyue [FILE|DIR|-]… : imports what is new and reads. */
bool cli_read(Cli *cli, const char *const *paths, size_t count, Error *err) MUST_CHECK;

/* What the terminal lacks is said before anything is imported. */
bool cli_check_terminal(Error *err) MUST_CHECK;
/* Opens the reader on a document of the library, which is open. */
bool cli_show_document(Cli *cli, int64_t doc, Error *err) MUST_CHECK;

/* Why what could be a heading is one, or is none; ERR_NOT_FOUND when there is nothing. */
bool cli_explain_outline(Cli *cli, Document *document, bool is_json,
                         Error *err) MUST_CHECK;

/* Opens the library for a command that writes (makes it where there is none) or one that
 * only reads (ERR_NOT_FOUND where there is none). Remarks go to standard error. */
bool cli_open_library(Cli *cli, bool will_write, Error *err) MUST_CHECK;
/* A FILE or `-` is read directly, anything else is a DOC of the library. Owned. */
Document *cli_open_document(Cli *cli, const char *spec, Error *err) MUST_CHECK;
/* DOC to id, in the opened library. */
bool cli_find_document(Cli *cli, Str spec, int64_t *doc, Error *err) MUST_CHECK;
/* The tag that --tag asks for, by its name or another one; empty without it. Lives in
 * `arena`, or as long as `args`. */
bool cli_get_tag(Cli *cli, const Args *args, Arena *arena, Str *tag,
                 Error *err) MUST_CHECK;
/* True for what can be read as FILE: not a directory, or `-`. */
bool cli_is_file(const char *spec);
/* A seekable descriptor of a file or, for "-", of all of standard input. -1 on error. */
int cli_open_file(const char *path, Error *err) MUST_CHECK;

/* May `path` be written? Not over what is there, unless --force says so. */
bool cli_allow_output(Cli *cli, const Args *args, const char *path,
                      Error *err) MUST_CHECK;

/* Ctrl-C is counted from here on. */
void cli_catch_interrupt(void);
int cli_count_interrupts(void);

/* What follows is `what` (translated, borrowed) until the end: whoever does it asks
 * cli_goes_on (a ProgressVisitor; its context is the Cli), and a row on standard error
 * says how far it is from half a second on, if that is a terminal. */
void cli_begin_work(Cli *cli, const char *what);
bool cli_goes_on(void *cli, uint64_t done, uint64_t total);
void cli_end_work(Cli *cli);
/* The same question for store_set_interrupt: all that asks the store is work. */
bool cli_is_interrupted(void *cli);
/* That row, for whoever says more in it. */
int cli_get_error_columns(void); /* 0: standard error is no terminal */
void cli_show_row(Cli *cli, Str row);
void cli_hide_row(Cli *cli);
void cli_append_left(StrBuf *row, double seconds); /* "12 seconds left" */

/* Imports paths with a progress row on standard error and names what failed there.
 * `each` (may be NULL) is told of every finished file. */
typedef void IntakeSink(Cli *cli, const ImportResult *result);
typedef struct IntakeCounts {
    size_t added, editions, known, restored, failed;
    uint64_t replaced;
    int64_t suggested;  /* what the last document may be a newer text of; 0 for nothing */
    int64_t *documents; /* owned by the caller */
    size_t document_count, document_capacity;
    bool was_stopped;
} IntakeCounts;
bool cli_import(Cli *cli, const char *const *paths, size_t count, const char *encoding,
                const Str *tags, size_t tag_count, IntakeSink *each, IntakeCounts *counts,
                Error *err) MUST_CHECK;
/* What became of the files, in one row. */
void cli_append_import(const IntakeCounts *counts, StrBuf *out);

/* The canonical name of an encoding; ERR_USAGE lists those that are known. */
bool cli_find_encoding(Str name, const char **encoding, Error *err) MUST_CHECK;

/* piyue import --as-edition DOC PATH: the file becomes an edition of the document. */
bool cli_import_edition(Cli *cli, const Args *args, const char *encoding,
                        Error *err) MUST_CHECK;
/* What two editions of a document do not have in common. */
bool cli_compare_editions(Cli *cli, int64_t doc, const char *before, const char *after,
                          bool is_json, Error *err) MUST_CHECK;
/* A passage by --quote or by --at, as annotate and reattach take it. */
bool cli_find_range(const Args *args, const Document *document, Range *range,
                    Error *err) MUST_CHECK;
/* --status and --due; what is not given stays. */
bool cli_read_status(const Args *args, AnnotationStatus *status, Error *err) MUST_CHECK;
bool cli_read_due(const Args *args, int64_t *due_ms, Error *err) MUST_CHECK;
/* The passage whose number `word` is, of the library, which is opened. Lives in `arena`.
 */
bool cli_load_passage(Cli *cli, const char *word, bool will_write, Arena *arena,
                      Annotation *annotation, Error *err) MUST_CHECK;
/* Gives it the place that --quote or --at names. */
bool cli_place_passage(Cli *cli, const Args *args, const Annotation *annotation,
                       Error *err) MUST_CHECK;
/* A passage for people: number, status, tags, quotation, note and replies. */
void cli_print_passage(Cli *cli, const Annotation *annotation);
/* How the passages of a document came to an edition, for programs and for people. */
void cli_json_moves(Cli *cli, const EditionMoves *moves);
void cli_print_moves(Cli *cli, const EditionMoves *moves);

/* --tag, --doc, --status, --since, --orphans, --where, --filter; the library is open.
 * Texts live in `arena`. */
bool cli_read_filter(Cli *cli, const Args *args, Arena *arena, AnnotationFilter *filter,
                     Error *err) MUST_CHECK;
/* The value of --since, YYYY-MM-DD: its local midnight. */
bool cli_parse_since(Str text, int64_t *time_ms, Error *err) MUST_CHECK;
/* The passages that fit --where and --filter, added to ids (owned by the caller);
 * nothing where neither is given. */
bool cli_add_filtered(Cli *cli, const Args *args, int64_t **ids, size_t *count,
                      Error *err) MUST_CHECK;
/* Passages of a filter, for people or (JSON, a row each) for programs; ERR_NOT_FOUND
 * where there is none. */
bool cli_list_passages(Cli *cli, const AnnotationFilter *filter, bool is_json,
                       Error *err) MUST_CHECK;

/* Makes what is found passages, with the tags of --mark, in the collection of --collect,
 * and says how many; `*count` gets the number of places. */
bool cli_take_hits(Cli *cli, const Args *args, const SearchQuery *query, size_t *count,
                   Error *err) MUST_CHECK;

/* The bit of a cleaning pass; ERR_USAGE lists them all. */
bool cli_find_pass(Str name, unsigned *bit, Error *err) MUST_CHECK;
/* Reads a document again, from `path` or (NULL) from the bytes that are kept, and says
 * what became of it. */
bool cli_reimport(Cli *cli, int64_t doc, const char *path, const Processing *processing,
                  bool is_json, Error *err) MUST_CHECK;

/* Owned DIRECTORY/backups/PREFIX2024-05-24T161300Z.db, a name that no file has; NULL
 * where its folder cannot be made. */
char *cli_choose_backup(const char *directory, const char *prefix, Error *err) MUST_CHECK;
/* Starts today's backup of the library, if there is none yet, and does not wait. */
void cli_start_daily_backup(const char *directory);

/* ---- ways out ---------------------------------------------------------- */

/* Own text, already safe. */
void out_printf(Cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);
/* Foreign text in one row; `out_lines` keeps line ends. */
void out_text(Cli *cli, Str text);
void out_lines(Cli *cli, Str text);
/* One JSON object a row: json_open, fields, json_close. */
void json_open(Cli *cli);
void json_close(Cli *cli);
void json_text(Cli *cli, const char *name, Str value);
void json_text_or_null(Cli *cli, const char *name, Str value);
void json_int(Cli *cli, const char *name, int64_t value);
void json_share(Cli *cli, const char *name, double value); /* 0–1, three places */
void json_bool(Cli *cli, const char *name, bool value);
/* An array of the parts of `list` between separators; [] when it is empty. */
void json_list(Cli *cli, const char *name, Str list, Str separator);
/* An object in an object: json_object, fields, json_object_end. */
void json_object(Cli *cli, const char *name);
void json_object_end(Cli *cli);
/* Writes all that has gathered. */
bool out_flush(Cli *cli, Error *err) MUST_CHECK;
/* Writes early what is `least_bytes` or more. An error is dropped: it comes up again at
 * the end, since a full disk stays full. */
void out_relieve(Cli *cli, size_t least_bytes);

/* Columns that line up. Cells are foreign text. */
typedef struct Table {
    size_t columns;
    unsigned right;  /* bit i: column i is set flush right */
    size_t flexible; /* the column that is cut where the terminal is too narrow */
    Arena *arena;
    Str *cells;
    size_t count, capacity;
} Table;
void table_init(Table *table, size_t columns, unsigned right, size_t flexible);
void table_add(Table *table, Str cell);
void table_addf(Table *table, const char *format, ...) PRINTF_LIKE(2, 3);
/* Prints the rows and clears the table; the first row is a heading for people, left out
 * where standard output is no terminal. */
void table_print(Cli *cli, Table *table);
void table_clear(Table *table);

/* Names and the texts they stand for: for people, in two columns under headings; for
 * programs, a row each with these fields. */
void cli_print_names(Cli *cli, const NamedTextList *list, const char *name_heading,
                     const char *text_heading);
void cli_print_names_json(Cli *cli, const NamedTextList *list, const char *name_field,
                          const char *text_field);

/* "piyue: sentence" on standard error. */
void cli_warn(Cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);
/* Once in a run: what this system lacks of the walls around importers. For whoever is
 * about to read files. */
void cli_warn_walls(Cli *cli);

#endif
