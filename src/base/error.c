/* Errors and reports.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

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

bool error_set_system(Error *err, ErrorCode code, int error_number, const char *format,
                      ...)
{
    StrBuf message = {0};
    va_list args;
    va_start(args, format);
    strbuf_appendv(&message, format, args);
    va_end(args);
    strbuf_appendf(&message, ": %s", strerror(error_number));
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
    strbuf_appendf(&message, ": %s", error_get_message(err));
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

void report_clear(Report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        free(report->items[i].where);
        free(report->items[i].what);
    }
    free(report->items);
    *report = (Report){0};
}
