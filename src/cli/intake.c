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

/* Files that failed for the same reason. */
typedef struct FailureGroup {
    char *reason; /* the sentence, with "…" for the file's name; owned */
    StrBuf names; /* one in each row */
    size_t count;
    char *sentence; /* about the first; owned */
} FailureGroup;

#define REMARKS_MAX 12 /* at a terminal: a folder of forms is like itself */

typedef struct Intake {
    Cli *cli;
    IntakeSink *each;
    IntakeCounts *counts;
    const char *encoding; /* that was named, or NULL */
    int columns;          /* of the terminal of standard error; 0 when it is none */
    int shown_columns;    /* of the row that stands there now */
    int64_t started_us, drawn_us;
    Report remarks; /* of new editions and like texts, for the end */
    Report report;  /* what to tell at the end, when the progress row is gone */
    StrBuf failed;  /* names of what could not be imported, parted by blanks */
    size_t result_count;
    FailureGroup *groups; /* at a terminal */
    size_t group_count, group_capacity;
} Intake;

/* ---- the progress row -------------------------------------------------- */

static void show_row(Intake *intake, Str row)
{
    StrBuf text = {0};
    const WidthPolicy *width = &intake->cli->width;
    /* The last column stays free: some terminals wrap as soon as it is written. */
    row = str_slice(row, 0, text_fit(row, intake->columns - 1, width));
    int columns = (int)text_columns(row, width);
    strbuf_append_byte(&text, '\r');
    strbuf_append_str(&text, row);
    for (int i = columns; i < intake->shown_columns; i++)
        strbuf_append_byte(&text, ' ');
    strbuf_append_byte(&text, '\r');
    fwrite(text.data, 1, text.len, stderr);
    fflush(stderr);
    intake->shown_columns = columns;
    strbuf_clear(&text);
}

static void hide_row(Intake *intake)
{
    if (intake->shown_columns)
        show_row(intake, (Str){0});
}

static void append_left(StrBuf *row, double seconds)
{
    uint64_t whole = (uint64_t)(seconds + 1);
    if (whole < 60)
        strbuf_appendf(row,
                       translate_plural("%llu second left", "%llu seconds left", whole),
                       (unsigned long long)whole);
    else
        strbuf_appendf(
            row, translate_plural("%llu minute left", "%llu minutes left", whole / 60),
            (unsigned long long)(whole / 60));
}

static void draw_progress(Intake *intake, const IntakeProgress *progress)
{
    int64_t now = time_monotonic_us();
    if (intake->columns < 2 || now - intake->drawn_us < REDRAW_US)
        return;
    intake->drawn_us = now;
    double seconds = (double)(now - intake->started_us) / 1e6;
    double done = (double)progress->bytes_done / MEGABYTE;
    double total = (double)progress->bytes_total / MEGABYTE;
    StrBuf row = {0};
    strbuf_appendf(&row, _("%zu / %zu files   %.1f / %.1f MB   %.1f MB/s"),
                   progress->files_done, progress->files_total, done, total,
                   seconds > 0 ? done / seconds : 0.0);
    if (done > 0 && seconds > 0.5) {
        strbuf_append_text(&row, "   ");
        append_left(&row, (total - done) * seconds / done);
    }
    strbuf_appendf(&row, "   %s   ", _("Ctrl-C stops"));
    Str name = path_get_name(str_from(progress->path));
    sanitize(&row, name, SANITIZE_TERMINAL);
    show_row(intake, strbuf_get(&row));
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

/* ---- failures, by their reasons ----------------------------------------- */

static FailureGroup *find_group(Intake *intake, Str reason)
{
    for (size_t i = 0; i < intake->group_count; i++)
        if (str_is_equal(str_from(intake->groups[i].reason), reason))
            return &intake->groups[i];
    intake->groups = mem_grow(intake->groups, &intake->group_capacity,
                              intake->group_count + 1, sizeof(*intake->groups));
    FailureGroup *group = &intake->groups[intake->group_count++];
    *group = (FailureGroup){.reason = str_dup(reason)};
    return group;
}

static void add_failure(Intake *intake, Str path, Str sentence)
{
    StrBuf reason = {0};
    size_t off = str_find(sentence, path, 0);
    if (off == STR_NONE)
        off = path.len = 0;
    strbuf_append_str(&reason, str_slice(sentence, 0, off));
    strbuf_append_text(&reason, "…");
    strbuf_append_str(&reason, str_slice(sentence, off + path.len, sentence.len));
    FailureGroup *group = find_group(intake, strbuf_get(&reason));
    if (group->count++ == 0)
        group->sentence = str_dup(sentence);
    strbuf_append_text(&group->names, "\n    ");
    sanitize(&group->names, path, SANITIZE_TERMINAL);
    strbuf_clear(&reason);
}

static void tell_groups(Intake *intake)
{
    for (size_t i = 0; i < intake->group_count; i++) {
        FailureGroup *group = &intake->groups[i];
        if (group->count == 1) {
            cli_warn(intake->cli, "%s", group->sentence);
        } else {
            cli_warn(intake->cli,
                     translate_plural("%zu file: %s", "%zu files: %s", group->count),
                     group->count, group->reason);
            fprintf(stderr, "%s\n", group->names.data + 1);
        }
        free(group->reason);
        free(group->sentence);
        strbuf_clear(&group->names);
    }
    free(intake->groups);
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

/* The sentence about a failure names the file; most errors do so already. */
static void tell_failure(Intake *intake, const ImportResult *result)
{
    Str path = str_from(result->path);
    StrBuf what = {0};
    const char *message = error_get_message(&result->error);
    if (str_find(str_from(message), path_get_name(path), 0) == STR_NONE)
        strbuf_appendf(&what, "%s: ", result->path);
    strbuf_append_text(&what, message);
    if (intake->columns)
        add_failure(intake, path, strbuf_get(&what));
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
        hide_row(intake);
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

/* A second Ctrl-C does not wait for the end of the file. */
static bool goes_on(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
    (void)context;
    (void)done_bytes;
    (void)total_bytes;
    return cli_count_interrupts() < 2;
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

static int get_error_columns(void)
{
    struct winsize size = {0};
    if (!isatty(STDERR_FILENO) || ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col ? size.ws_col : 80;
}

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
                     .columns = get_error_columns(),
                     .started_us = time_monotonic_us()};
    cli_catch_interrupt();
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
    hide_row(&intake);
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
