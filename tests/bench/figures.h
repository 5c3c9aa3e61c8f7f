/* What programs that measure share: processor time, medians, figures as JSON lines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TESTS_BENCH_FIGURES_H
#define PIYUE_TESTS_BENCH_FIGURES_H

#include <piyue/library.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void must(bool is_done, Error *err)
{
    if (is_done)
        return;
    fprintf(stderr, "bench: %s\n", error_get_message(err));
    exit(1);
}

static void print_figure(const char *what, const char *of, double value, const char *unit)
{
    printf("{\"what\":\"%s\",\"of\":\"%s\",\"value\":%.3f,\"unit\":\"%s\"}\n", what, of,
           value, unit);
    fflush(stdout);
}

/* ---- times ------------------------------------------------------------- */

/* Of the processor, so that a busy machine does not count: nothing here waits. */
static int64_t cpu_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

typedef struct Times {
    int64_t *us;
    size_t count, capacity;
} Times;

static void times_add(Times *times, int64_t us)
{
    times->us = mem_grow(times->us, &times->capacity, times->count + 1, sizeof(int64_t));
    times->us[times->count++] = us;
}

static int compare_int64(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void times_print(Times *times, const char *what, const char *of)
{
    static const struct {
        const char *name;
        double share;
    } shares[] = {{"median", 0.5}, {"p95", 0.95}, {"max", 1}};
    qsort(times->us, times->count, sizeof(int64_t), compare_int64);
    for (size_t i = 0; i < ARRAY_SIZE(shares); i++) {
        StrBuf unit = {0};
        size_t at = (size_t)((double)(times->count - 1) * shares[i].share + 0.5);
        strbuf_appendf(&unit, "ms CPU %s", shares[i].name);
        print_figure(what, of, (double)times->us[at] / 1000.0, unit.data);
        strbuf_clear(&unit);
    }
    free(times->us);
    *times = (Times){0};
}

#endif
