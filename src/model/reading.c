/* The days on which documents are read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/model.h>

#include <time.h>

int64_t reading_day(int64_t time_ms)
{
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm day;
    if (!localtime_r(&seconds, &day))
        return 0;
    return (day.tm_year + 1900) * 10000 + (day.tm_mon + 1) * 100 + day.tm_mday;
}
