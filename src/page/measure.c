/* What is usual in a document: size, pitch and width of its text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sizes are counted in half points, pitches in twentieths of the size. */
#define SIZE_BINS 200
#define PITCH_BINS 100
#define PITCH_USUAL 1.5F
#define PITCH_MAX 2.6F /* lines of one paragraph are no further apart */
#define LINES_OF_COLUMN_MIN 8

static size_t find_fullest(const uint64_t *bins, size_t count)
{
    size_t best = 0;
    for (size_t i = 0; i < count; i++)
        if (bins[i] > bins[best])
            best = i;
    return best;
}

void text_measure_body(PageText *pages)
{
    uint64_t weight[SIZE_BINS] = {0}, bold[SIZE_BINS] = {0};
    double sum[SIZE_BINS] = {0};
    for (size_t i = 0; i < pages->run_count; i++) {
        const Run *run = &pages->runs[i];
        size_t bin = (size_t)MIN(lrintf(run->size * 2), SIZE_BINS - 1);
        if (run->flags & RUN_DROPPED)
            continue;
        weight[bin] += run->codepoints;
        sum[bin] += (double)run->size * run->codepoints;
        if (run->flags & RUN_BOLD)
            bold[bin] += run->codepoints;
    }
    size_t best = find_fullest(weight, SIZE_BINS);
    pages->body_size = weight[best] ? (float)(sum[best] / (double)weight[best]) : 10;
    pages->is_body_bold = bold[best] * 2 > weight[best];
}

static int compare_floats(const void *a, const void *b)
{
    float one = *(const float *)a, other = *(const float *)b;
    return (one > other) - (one < other);
}

/* The width that four of five long columns keep within. */
static float measure_width(const PageText *pages)
{
    float *widths = mem_alloc_array(pages->line_count + 1, sizeof(*widths));
    size_t count = 0;
    for (size_t i = 0, start = 0; i < pages->line_count; i++) {
        bool is_last = i + 1 == pages->line_count ||
                       pages->lines[i + 1].column != pages->lines[i].column;
        if (!is_last)
            continue;
        if (i + 1 - start >= LINES_OF_COLUMN_MIN)
            widths[count++] = pages->lines[i].right - pages->lines[i].left;
        start = i + 1;
    }
    qsort(widths, count, sizeof(*widths), compare_floats);
    float width = count ? widths[count * 4 / 5] : 0;
    free(widths);
    return width;
}

static float measure_pitch(const PageText *pages)
{
    uint64_t bins[PITCH_BINS] = {0};
    for (size_t i = 1; i < pages->line_count; i++) {
        const Line *last = &pages->lines[i - 1], *line = &pages->lines[i];
        if (line->column != last->column ||
            fabsf(line->size - pages->body_size) > 0.1F * pages->body_size ||
            fabsf(last->size - line->size) > 0.1F * line->size)
            continue;
        float pitch = (line->box.y1 - last->box.y1) / line->size;
        if (pitch > 0.8F && pitch < PITCH_MAX)
            bins[lrintf(pitch * 20)] += MIN(last->codepoints, line->codepoints);
    }
    size_t best = find_fullest(bins, PITCH_BINS);
    return bins[best] ? (float)best / 20 : PITCH_USUAL;
}

void text_measure_lines(PageText *pages)
{
    pages->body_width = measure_width(pages);
    pages->body_pitch = measure_pitch(pages);
    /* A column of short lines says nothing of where its lines could have ended. */
    for (size_t i = 0; i < pages->line_count; i++) {
        Line *line = &pages->lines[i];
        float page_width = pages->pages[line->page].width;
        float right = line->left + pages->body_width;
        bool is_narrow = line->right - line->left < 0.45F * pages->body_width;
        if (right > line->right && right <= page_width && !is_narrow)
            line->right = right;
    }
}
