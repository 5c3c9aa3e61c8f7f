/* Clocks and days.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <time.h>

int64_t time_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t time_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void append_time(StrBuf *buf, const struct tm *parts, const char *format)
{
    char text[64];
    strbuf_append(buf, text, strftime(text, sizeof(text), format, parts));
}

void strbuf_append_time(StrBuf *buf, int64_t time_ms, bool with_clock)
{
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm parts;
    if (localtime_r(&seconds, &parts))
        append_time(buf, &parts, with_clock ? "%Y-%m-%d %H:%M" : "%Y-%m-%d");
}

void strbuf_append_rfc3339(StrBuf *buf, int64_t time_ms)
{
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm parts;
    if (gmtime_r(&seconds, &parts))
        append_time(buf, &parts, "%Y-%m-%dT%H:%M:%SZ");
}

int64_t time_start_of_day(int64_t time_ms)
{
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm parts = {0};
    if (!localtime_r(&seconds, &parts))
        return time_ms;
    parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
    parts.tm_isdst = -1;
    return (int64_t)mktime(&parts) * 1000;
}

bool time_parse_day(Str text, int64_t *time_ms)
{
    int64_t year = 0, month = 0, day = 0;
    bool is_day = text.len == 10 && text.data[4] == '-' && text.data[7] == '-' &&
                  str_parse_int(str_slice(text, 0, 4), &year) &&
                  str_parse_int(str_slice(text, 5, 7), &month) &&
                  str_parse_int(str_slice(text, 8, 10), &day) && year >= 1970 &&
                  month >= 1 && month <= 12 && day >= 1 && day <= 31;
    if (!is_day)
        return false;
    struct tm parts = {.tm_year = (int)year - 1900,
                       .tm_mon = (int)month - 1,
                       .tm_mday = (int)day,
                       .tm_isdst = -1};
    *time_ms = (int64_t)mktime(&parts) * 1000;
    return parts.tm_mday == day; /* mktime makes 30 February the 2nd of March */
}
