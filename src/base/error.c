/* Errors and reports.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool error_is_set(const Error *err)
{
    return err->message != NULL;
}

const char *error_get_message(const Error *err)
{
    return err->message ? err->message : "";
}

void error_clear(Error *err)
{
    free(err->message);
    *err = (Error){0};
}

int error_get_exit_status(const Error *err)
{
    static const int statuses[] = {
#define ERROR_CODE(id, exit_status, summary) exit_status,
#include "../tables/errors.def"
#undef ERROR_CODE
    };
    return statuses[err->code];
}

static void error_setv(Error *err, ErrorCode code, StrBuf *message)
{
    /* The old message may be among the arguments: it is freed last. */
    char *old = err->message;
    *err = (Error){code, strbuf_detach(message)};
    free(old);
}

bool error_set(Error *err, ErrorCode code, const char *format, ...)
{
    StrBuf message = {0};
    va_list args;
    va_start(args, format);
    strbuf_appendv(&message, format, args);
    va_end(args);
    error_setv(err, code, &message);
    return false;
}

/* What the system's commonest refusals are called, as strerror() has them; strerror()
 * itself has no translation while only the characters of the locale are set. */
static const char *get_system_reason(int error_number)
{
    static const struct {
        int number;
        const char *text;
    } reasons[] = {{EACCES, N_("Permission denied")},
                   {EEXIST, N_("File exists")},
                   {EFBIG, N_("File too large")},
                   {EINVAL, N_("Invalid argument")},
                   {EIO, N_("Input/output error")},
                   {EISDIR, N_("Is a directory")},
                   {ELOOP, N_("Too many levels of symbolic links")},
                   {EMFILE, N_("Too many open files")},
                   {ENAMETOOLONG, N_("File name too long")},
                   {ENODEV, N_("No such device")},
                   {ENOENT, N_("No such file or directory")},
                   {ENOMEM, N_("Cannot allocate memory")},
                   {ENOSPC, N_("No space left on device")},
                   {ENOTDIR, N_("Not a directory")},
                   {ENXIO, N_("No such device or address")},
                   {EPERM, N_("Operation not permitted")},
                   {EPIPE, N_("Broken pipe")},
                   {EROFS, N_("Read-only file system")},
                   {ETXTBSY, N_("Text file busy")}};
    for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
        if (reasons[i].number == error_number)
            return _(reasons[i].text);
    return strerror(error_number);
}

static void append_reason(StrBuf *message, const char *reason)
{
    StrBuf joined = {0};
    /* Translators: what happened, and why. */
    strbuf_appendf(&joined, _("%s: %s"), message->data, reason);
    strbuf_clear(message);
    *message = joined;
}

bool error_set_system(Error *err, ErrorCode code, int error_number, const char *format,
                      ...)
{
    StrBuf message = {0};
    va_list args;
    va_start(args, format);
    strbuf_appendv(&message, format, args);
    va_end(args);
    append_reason(&message, get_system_reason(error_number));
    error_setv(err, code, &message);
    return false;
}

bool error_context(Error *err, const char *format, ...)
{
    StrBuf message = {0};
    va_list args;
    va_start(args, format);
    strbuf_appendv(&message, format, args);
    va_end(args);
    append_reason(&message, error_get_message(err));
    error_setv(err, err->code, &message);
    return false;
}

void report_add(Report *report, ErrorCode code, Str where, const char *format, ...)
{
    StrBuf what = {0};
    va_list args;
    va_start(args, format);
    strbuf_appendv(&what, format, args);
    va_end(args);
    report->items = mem_grow(report->items, &report->capacity, report->count + 1,
                             sizeof(*report->items));
    report->items[report->count++] =
        (ReportItem){.code = code, .where = str_dup(where), .what = strbuf_detach(&what)};
}

bool report_progress(const Report *report, uint64_t done, uint64_t total)
{
    return !report || !report->progress || report->progress(report->context, done, total);
}

#define STAGE_TOTAL 1000

static bool tell_whole(void *context, uint64_t done, uint64_t total)
{
    const ReportStage *stage = context;
    double share = total ? (double)MIN(done, total) / (double)total : 0;
    uint64_t inside = (uint64_t)((double)(stage->to - stage->from) * share);
    return report_progress(stage->whole, stage->from + inside, STAGE_TOTAL);
}

Report report_stage(ReportStage *stage, const Report *whole, uint64_t from, uint64_t to)
{
    *stage = (ReportStage){whole, from, to};
    return (Report){.progress = tell_whole, .context = stage};
}

void report_clear(Report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        free(report->items[i].where);
        free(report->items[i].what);
    }
    free(report->items);
    *report = (Report){0};
}
