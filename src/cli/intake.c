/* Bringing files in, with a row about how far it is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define REDRAW_US 100000
#define MEGABYTE 1000000.0

#define REMARKS_MAX 12 /* at a terminal: a folder of forms is like itself */

typedef struct Intake {
    Cli *cli;
    IntakeSink *each;
    IntakeCounts *counts;
    const char *encoding; /* that was named, or NULL */
    int columns;          /* of the terminal of standard error; 0 when it is none */
    int64_t started_us, drawn_us;
    Report remarks; /* of new editions and like texts, for the end */
    Report report;  /* what to tell at the end, when the progress row is gone */
    StrBuf failed;  /* names of what could not be imported, parted by blanks */
    size_t result_count;
    FailureGroups failures; /* at a terminal */
} Intake;

/* ---- the progress row -------------------------------------------------- */

/* What the row tells, from left to right; where there is no room for all, those that
 * matter least are missing. */
typedef enum RowPart { PART_FILES, PART_SIZE, PART_RATE, PART_LEFT, PART_HINT } RowPart;
#define ROW_PARTS (PART_HINT + 1)
static const RowPart parts_by_weight[ROW_PARTS] = {PART_FILES, PART_LEFT, PART_SIZE,
                                                   PART_RATE, PART_HINT};
#define PART_GAP 3      /* columns between two of them */
#define NAME_COLUMNS 12 /* a name that has less room says nothing */

static void describe_parts(const Intake *intake, const IntakeProgress *progress,
                           StrBuf parts[ROW_PARTS])
{
    double seconds = (double)(intake->drawn_us - intake->started_us) / 1e6;
    double done = (double)progress->bytes_done / MEGABYTE;
    double total = (double)progress->bytes_total / MEGABYTE;
    strbuf_appendf(&parts[PART_FILES], _("%zu / %zu files"), progress->files_done,
                   progress->files_total);
    strbuf_appendf(&parts[PART_SIZE], _("%.1f / %.1f MB"), done, total);
    strbuf_appendf(&parts[PART_RATE], _("%.1f MB/s"), seconds > 0 ? done / seconds : 0.0);
    if (done > 0 && seconds > 0.5)
        cli_append_left(&parts[PART_LEFT], (total - done) * seconds / done);
    strbuf_append_text(&parts[PART_HINT], _("Ctrl-C stops"));
}

/* Bits of the parts that fit; `*left` is what they leave. */
static unsigned choose_parts(const StrBuf parts[ROW_PARTS], int *left,
                             const WidthPolicy *width)
{
    unsigned chosen = 0;
    for (size_t i = 0; i < ROW_PARTS; i++) {
        RowPart part = parts_by_weight[i];
        int columns = (int)text_columns(strbuf_get(&parts[part]), width);
        int needed = columns + (chosen ? PART_GAP : 0);
        if (!columns || needed > *left)
            continue;
        chosen |= 1u << part;
        *left -= needed;
    }
    return chosen;
}

static void append_part(StrBuf *row, Str part)
{
    if (row->len)
        strbuf_appendf(row, "%*s", PART_GAP, "");
    strbuf_append_str(row, part);
}

static void draw_progress(Intake *intake, const IntakeProgress *progress)
{
    int64_t now = time_monotonic_us();
    if (!intake->columns || now - intake->drawn_us < REDRAW_US)
        return;
    intake->drawn_us = now;
    intake->columns = MAX(cli_get_error_columns(), 1); /* it may have been resized */
    const WidthPolicy *width = &intake->cli->width;
    int left = intake->columns - 1;
    StrBuf row = {0}, name = {0}, parts[ROW_PARTS] = {0};
    describe_parts(intake, progress, parts);
    unsigned chosen = choose_parts(parts, &left, width);
    for (size_t i = 0; i < ROW_PARTS; i++) {
        if (chosen & 1u << i)
            append_part(&row, strbuf_get(&parts[i]));
        strbuf_clear(&parts[i]);
    }
    if (left >= PART_GAP + NAME_COLUMNS) {
        sanitize(&name, path_get_name(str_from(progress->path)), SANITIZE_TERMINAL);
        append_part(&row, strbuf_get(&name));
    }
    cli_show_row(intake->cli, strbuf_get(&row));
    strbuf_clear(&name);
    strbuf_clear(&row);
}

/* ---- what became of each file ------------------------------------------ */

/* A sentence about a file. At a terminal they wait for the end, where they stand
 * together; in a log each comes when it happens. */
static void tell(Intake *intake, Str path, const char *what)
{
    if (intake->columns)
        report_add(&intake->report, ERR_NONE, path, "%s", what);
    else
        cli_warn(intake->cli, "%s", what);
}

/* A row of the screen for each name. */
static void print_names(Str names)
{
    while (names.len) {
        Str name = str_split(&names, '\n');
        fprintf(stderr, "    %.*s\n", STR_ARG(name));
    }
}

static void tell_groups(Intake *intake)
{
    for (size_t i = 0; i < intake->failures.count; i++) {
        const FailureGroup *group = &intake->failures.items[i];
        if (group->count == 1) {
            cli_warn(intake->cli, "%s", group->sentence);
            continue;
        }
        cli_warn(intake->cli,
                 translate_plural("%zu file: %s", "%zu files: %s", group->count),
                 group->count, group->reason);
        print_names(strbuf_get(&group->names));
    }
    failures_clear(&intake->failures);
}

/* Told at the end: the sentences that waited; in a log, where each came in its place, the
 * names once more, for whoever reads its last rows only. */
static void tell_report(Intake *intake)
{
    for (size_t i = 0; i < MIN(intake->remarks.count, REMARKS_MAX); i++)
        cli_warn(intake->cli, "%s", intake->remarks.items[i].what);
    size_t left = intake->remarks.count - MIN(intake->remarks.count, REMARKS_MAX);
    if (left)
        cli_warn(intake->cli,
                 translate_plural("%zu file more is like a document that is there; "
                                  "`piyue import --json` names them all",
                                  "%zu files more are like documents that are there; "
                                  "`piyue import --json` names them all",
                                  left),
                 left);
    report_clear(&intake->remarks);
    size_t failed = intake->counts->failed;
    if (!intake->columns && failed && intake->result_count > 1)
        cli_warn(intake->cli,
                 translate_plural("%zu file could not be imported: %s",
                                  "%zu files could not be imported: %s", failed),
                 failed, intake->failed.data);
    strbuf_clear(&intake->failed);
    for (size_t i = 0; i < intake->report.count; i++)
        cli_warn(intake->cli, "%s", intake->report.items[i].what);
    report_clear(&intake->report);
    tell_groups(intake);
}

static void tell_failure(Intake *intake, const ImportResult *result)
{
    StrBuf what = {0};
    failure_describe(result, &what);
    if (intake->columns)
        failures_add(&intake->failures, result);
    else
        cli_warn(intake->cli, "%s", what.data);
    strbuf_appendf(&intake->failed, "%s%s", intake->failed.len ? " " : "", result->path);
    strbuf_clear(&what);
}

static void tell_replaced(Intake *intake, const ImportResult *result)
{
    StrBuf what = {0};
    strbuf_appendf(
        &what,
        translate_plural("%s: %llu byte is not valid %s and is shown as U+FFFD",
                         "%s: %llu bytes are not valid %s and are shown as "
                         "U+FFFD",
                         result->replaced),
        result->path, (unsigned long long)result->replaced,
        result->encoding ? result->encoding : "");
    tell(intake, str_from(result->path), what.data);
    strbuf_clear(&what);
}

/* Bytes that are there already are not read again: whoever named an encoding because the
 * text came out wrong is told why nothing changed. */
static void tell_other_encoding(Intake *intake, const ImportResult *result)
{
    StrBuf what = {0};
    strbuf_appendf(&what,
                   _("%s is in the library already, read as %s; `piyue reimport "
                     "--encoding %s %lld` reads it as %s and keeps its notes"),
                   result->path, result->encoding, intake->encoding,
                   (long long)result->doc, intake->encoding);
    tell(intake, str_from(result->path), what.data);
    strbuf_clear(&what);
}

static bool is_other_encoding(const Intake *intake, const ImportResult *result)
{
    return intake->encoding && !result->is_new && !error_is_set(&result->error) &&
           result->encoding && strcmp(result->encoding, intake->encoding) != 0;
}

/* Goes before the failures, which people look for at the end. */
static void remark(Intake *intake, Str path, const char *what)
{
    if (intake->columns)
        report_add(&intake->remarks, ERR_NONE, path, "%s", what);
    else
        cli_warn(intake->cli, "%s", what);
}

/* Whether two papers are one in two editions is for people to say. */
static void tell_suggestion(Intake *intake, const ImportResult *result)
{
    StrBuf what = {0};
    strbuf_appendf(&what,
                   _("%s is much like document %lld; `piyue import --as-edition %lld %s` "
                     "makes it a new edition of that one"),
                   result->path, (long long)result->suggested,
                   (long long)result->suggested, result->path);
    remark(intake, str_from(result->path), what.data);
    strbuf_clear(&what);
}

static void tell_unlike(Intake *intake, const ImportResult *result)
{
    StrBuf what = {0};
    strbuf_appendf(
        &what,
        _("%s has nothing in common with document %lld, which came from there, "
          "and is a document of its own"),
        result->path, (long long)result->unlike);
    remark(intake, str_from(result->path), what.data);
    strbuf_clear(&what);
}

static void tell_orphans(Intake *intake, const ImportResult *result)
{
    StrBuf what = {0};
    strbuf_appendf(&what,
                   translate_plural("%s: %u passage has no place in the new edition; "
                                    "`piyue passages --doc %lld --orphans` lists it",
                                    "%s: %u passages have no place in the new edition; "
                                    "`piyue passages --doc %lld --orphans` lists them",
                                    result->moves.orphaned),
                   result->path, result->moves.orphaned, (long long)result->doc);
    remark(intake, str_from(result->path), what.data);
    strbuf_clear(&what);
}

static void take_result(Intake *intake, const ImportResult *result)
{
    IntakeCounts *counts = intake->counts;
    intake->result_count++;
    if (error_is_set(&result->error))
        tell_failure(intake, result);
    else if (result->was_trashed)
        counts->restored++;
    else if (result->is_new)
        counts->added++;
    else if (result->is_edition)
        counts->editions++;
    else
        counts->known++;
    if (result->replaced && !error_is_set(&result->error))
        tell_replaced(intake, result);
    counts->suggested = result->suggested;
    if (result->suggested)
        tell_suggestion(intake, result);
    if (result->unlike)
        tell_unlike(intake, result);
    if (result->moves.orphaned)
        tell_orphans(intake, result);
    if (is_other_encoding(intake, result))
        tell_other_encoding(intake, result);
    counts->replaced += result->replaced;
    if (intake->each) {
        cli_hide_row(intake->cli);
        intake->each(intake->cli, result);
        out_relieve(intake->cli, 1); /* whoever reads the pipe sees each at once */
    }
}

static bool visit(void *context, const IntakeProgress *progress)
{
    Intake *intake = context;
    if (progress->result)
        take_result(intake, progress->result);
    draw_progress(intake, progress);
    return cli_count_interrupts() == 0;
}

/* Within a file, too: what it had begun is undone. */
static bool goes_on(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    (void)context;
    (void)done_bytes;
    (void)total_bytes;
    return cli_count_interrupts() == 0;
}

/* ---- standard input ---------------------------------------------------- */

static void add_document(IntakeCounts *counts, int64_t doc)
{
    counts->documents = mem_grow(counts->documents, &counts->document_capacity,
                                 counts->document_count + 1, sizeof(*counts->documents));
    counts->documents[counts->document_count++] = doc;
}

static bool import_standard_input(Intake *intake, const IntakeOptions *options,
                                  Error *err)
{
    struct stat info;
    /* A pipe goes straight to the library, which has room on disk for all of it. */
    bool is_pipe = fstat(STDIN_FILENO, &info) == 0 && !S_ISREG(info.st_mode) &&
                   !isatty(STDIN_FILENO);
    int fd = is_pipe ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : cli_open_file("-", err);
    if (fd < 0)
        return is_pipe ? error_set_system(err, ERR_INPUT, errno, _("%s cannot be read"),
                                          _("standard input"))
                       : false;
    ImportResult result = {0};
    Error failure = {0};
    if (library_import_fd(intake->cli->library, fd, "-", options, &result, &failure))
        add_document(intake->counts, result.doc);
    else
        intake->counts->failed++;
    take_result(intake, &result);
    import_result_clear(&result);
    error_clear(&failure);
    close(fd);
    return true;
}

/* ---- all of it --------------------------------------------------------- */

static bool import_paths(Intake *intake, const char *const *paths, size_t count,
                         const IntakeOptions *options, Error *err)
{
    IntakeCounts *counts = intake->counts;
    int64_t *documents = NULL;
    size_t document_count = 0, failed = 0;
    bool is_done =
        library_import_paths(intake->cli->library, paths, count, options, visit, intake,
                             &documents, &document_count, &failed, err);
    for (size_t i = 0; i < document_count; i++)
        add_document(counts, documents[i]);
    counts->failed += failed;
    free(documents);
    return is_done;
}

bool cli_import(Cli *cli, const char *const *paths, size_t count, const char *encoding,
                const Str *tags, size_t tag_count, IntakeSink *each, IntakeCounts *counts,
                Error *err)
{
    IntakeOptions options = {.import = {.encoding = encoding,
                                        .limits = import_limits_default(),
                                        .progress = goes_on,
                                        .rules = cli->rules},
                             .tags = tags,
                             .tag_count = tag_count};
    Intake intake = {.cli = cli,
                     .each = each,
                     .counts = counts,
                     .encoding = encoding,
                     .columns = cli_get_error_columns(),
                     .started_us = time_monotonic_us()};
    cli_catch_interrupt();
    cli->work = (Work){.has_own_row = true};
    cli_warn_walls(cli);
    bool is_done = true;
    const char **files = mem_alloc_array(count, sizeof(*files));
    size_t file_count = 0;
    for (size_t i = 0; i < count && is_done; i++) {
        if (strcmp(paths[i], "-") == 0)
            is_done = import_standard_input(&intake, &options, err);
        else
            files[file_count++] = paths[i];
    }
    if (is_done && file_count)
        is_done = import_paths(&intake, files, file_count, &options, err);
    cli_end_work(cli);
    tell_report(&intake);
    counts->was_stopped = cli_count_interrupts() > 0;
    if (!is_done && err->code == ERR_CANCELLED) {
        error_clear(err);
        error_set(
            err, ERR_CANCELLED,
            translate_plural("stopped; %zu document is in the library, and the same "
                             "command goes on from there",
                             "stopped; %zu documents are in the library, and the "
                             "same command goes on from there",
                             counts->document_count),
            counts->document_count);
    }
    free(files);
    if (is_done && !counts->was_stopped && counts->document_count == 0 &&
        counts->failed == 0)
        is_done = error_set(err, ERR_NOT_FOUND, _("%s holds no file that could be read"),
                            paths[0]);
    return is_done;
}
