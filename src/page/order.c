/* The order in which runs of a page are read: columns.
 *
 * A gutter is an upright strip that no run crosses between two runs that do; what
 * stands left of it is read before what stands right of it, if both sides are filled
 * with text as columns are and cells of a table are not. Both sides are then looked at
 * in the same way, for a third column.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 6
#define GUTTER_MIN 0.8F         /* sizes of the body text */
#define COLUMN_WIDTH_MIN 9.0F   /* … */
#define COLUMN_FILL_MIN 0.55F   /* of its area between the lines */
#define COLUMN_CHARACTERS_MIN 7 /* a run, on average */
#define COLUMN_LINES_MIN 4
#define STRIP_COUNT 160

typedef struct Ordering {
    PageText *pages;
    uint32_t page;
} Ordering;

static const Run *get_run(const Ordering *ordering, size_t index)
{
    return &ordering->pages->runs[index];
}

static float middle(const Run *run)
{
    return (run->box.y0 + run->box.y1) / 2;
}

static int compare_tops(const void *a, const void *b, void *context)
{
    const Run *runs = context;
    const Run *first = &runs[*(const size_t *)a], *second = &runs[*(const size_t *)b];
    float one = middle(first), other = middle(second);
    if (one != other)
        return one < other ? -1 : 1;
    return (first->box.x0 > second->box.x0) - (first->box.x0 < second->box.x0);
}

static bool is_crossing(const Run *run, float x)
{
    return run->box.x0 < x && run->box.x1 > x;
}

/* What stands on one side of a gutter. */
typedef struct Side {
    float x0, x1;       /* of all runs */
    float area, height; /* of the runs; of what they cover from top to bottom */
    float bottom;       /* of the run before */
    size_t runs, characters, lines;
} Side;

static void add_to_side(Side *side, const Run *run)
{
    Box box = run->box;
    bool is_first = side->runs == 0;
    side->x0 = is_first ? box.x0 : MIN(side->x0, box.x0);
    side->x1 = is_first ? box.x1 : MAX(side->x1, box.x1);
    float height = box.y1 - box.y0;
    side->area += (box.x1 - box.x0) * height;
    float top = is_first ? box.y0 : MAX(box.y0, side->bottom);
    if (box.y1 > top) {
        side->lines += is_first || box.y1 - top > height / 2;
        side->height += box.y1 - top;
        side->bottom = box.y1;
    }
    side->runs++;
    side->characters += run->codepoints;
}

static bool is_filled(const Side *side, float size)
{
    float width = side->x1 - side->x0;
    return side->runs && width >= COLUMN_WIDTH_MIN * size &&
           side->characters >= COLUMN_CHARACTERS_MIN * side->runs &&
           side->area >= COLUMN_FILL_MIN * width * side->height;
}

/* Runs [start, end) of a list, none of which crosses x: are they two columns? A band
 * of few lines is believed only when others were. */
static bool is_two_columns(const Ordering *ordering, const size_t *list, size_t start,
                           size_t end, float x, size_t lines_min)
{
    Side left = {0}, right = {0};
    for (size_t i = start; i < end; i++) {
        const Run *run = get_run(ordering, list[i]);
        add_to_side(run->box.x1 <= x ? &left : &right, run);
    }
    float size = ordering->pages->body_size;
    return is_filled(&left, size) && is_filled(&right, size) &&
           right.x0 - left.x1 >= GUTTER_MIN * size && left.lines >= lines_min &&
           right.lines >= lines_min;
}

/* The end of the band that starts at `start`: runs that do not cross x. */
static size_t find_band_end(const Ordering *ordering, const size_t *list, size_t start,
                            size_t count, float x)
{
    size_t end = start;
    while (end < count && !is_crossing(get_run(ordering, list[end]), x))
        end++;
    return end;
}

/* How many runs stand in columns on both sides of x. */
static size_t score_gutter(const Ordering *ordering, const size_t *list, size_t count,
                           float x)
{
    size_t score = 0;
    for (size_t start = 0; start < count; start++) {
        size_t end = find_band_end(ordering, list, start, count, x);
        if (end - start >= 2 * COLUMN_LINES_MIN &&
            is_two_columns(ordering, list, start, end, x, COLUMN_LINES_MIN))
            score += end - start;
        start = end;
    }
    return score;
}

/* The best place of a gutter; false where there is none. */
static bool find_gutter(const Ordering *ordering, const size_t *list, size_t count,
                        float *gutter)
{
    float x0 = get_run(ordering, list[0])->box.x0, x1 = x0;
    for (size_t i = 0; i < count; i++) {
        const Run *run = get_run(ordering, list[i]);
        x0 = MIN(x0, run->box.x0);
        x1 = MAX(x1, run->box.x1);
    }
    float strip = (x1 - x0) / STRIP_COUNT;
    if (!(strip > 0))
        return false;
    /* Runs that cover the middle of each strip, as differences from strip to strip. */
    int covered[STRIP_COUNT + 2] = {0};
    for (size_t i = 0; i < count; i++) {
        const Run *run = get_run(ordering, list[i]);
        int first = (int)ceilf((run->box.x0 - x0) / strip - 0.5F);
        int last = (int)floorf((run->box.x1 - x0) / strip - 0.5F);
        covered[MAX(first, 0)]++;
        covered[MIN(last, STRIP_COUNT) + 1]--;
    }
    size_t best = 0;
    for (int i = 0, depth = 0; i < STRIP_COUNT; i++) {
        depth += covered[i];
        /* The middle of a valley is judged for all of it. */
        if ((size_t)depth * 3 > count || covered[i] == 0)
            continue;
        int end = i + 1;
        while (end < STRIP_COUNT && covered[end] == 0)
            end++;
        float x = x0 + strip * (float)(i + end) / 2;
        size_t score = score_gutter(ordering, list, count, x);
        if (score > best) {
            best = score;
            *gutter = x;
        }
    }
    return best > 0;
}

static void order(const Ordering *ordering, size_t *list, size_t count, int depth);

/* Sorts [start, end) into what is left and right of x and reads one after the other. */
static void order_sides(const Ordering *ordering, size_t *list, size_t count, float x,
                        int depth)
{
    size_t *sorted = mem_alloc_array(count, sizeof(*sorted));
    size_t left = 0, right = count;
    for (size_t i = 0; i < count; i++)
        if (get_run(ordering, list[i])->box.x1 <= x)
            sorted[left++] = list[i];
        else
            sorted[--right] = list[i];
    for (size_t i = left, k = count; i < k--; i++) {
        size_t swap = sorted[i];
        sorted[i] = sorted[k];
        sorted[k] = swap;
    }
    order(ordering, sorted, left, depth + 1);
    order(ordering, sorted + left, count - left, depth + 1);
    free(sorted);
}

/* `list` is sorted from top to bottom. */
static void order(const Ordering *ordering, size_t *list, size_t count, int depth)
{
    float x = 0;
    if (count < 2 * COLUMN_LINES_MIN || depth >= DEPTH_MAX ||
        !find_gutter(ordering, list, count, &x)) {
        lines_add_column(ordering->pages, ordering->page, list, count);
        return;
    }
    size_t plain = 0; /* where what is not in columns begins */
    for (size_t start = 0; start < count;) {
        size_t end = find_band_end(ordering, list, start, count, x);
        if (end > start && is_two_columns(ordering, list, start, end, x, 1)) {
            order(ordering, list + plain, start - plain, depth + 1);
            order_sides(ordering, list + start, end - start, x, depth);
            plain = end;
        }
        start = MAX(end, start + 1);
    }
    order(ordering, list + plain, count - plain, depth + 1);
}

void text_order(PageText *pages)
{
    size_t *list = NULL, capacity = 0;
    for (size_t i = 0; i < pages->page_count; i++) {
        const Page *page = &pages->pages[i];
        size_t count = 0;
        list = mem_grow(list, &capacity, page->run_count + 1, sizeof(*list));
        for (size_t k = page->first_run; k < page->first_run + page->run_count; k++)
            if (!(pages->runs[k].flags & (RUN_DROPPED | RUN_SIDE)))
                list[count++] = k;
        qsort_r(list, count, sizeof(*list), compare_tops, pages->runs);
        Ordering ordering = {pages, (uint32_t)i};
        order(&ordering, list, count, 0);
        /* What is written beside the text is read behind it. */
        for (size_t k = page->first_run; k < page->first_run + page->run_count; k++)
            if (pages->runs[k].flags & RUN_SIDE && !(pages->runs[k].flags & RUN_DROPPED))
                lines_add_column(pages, (uint32_t)i, &k, 1);
    }
    free(list);
}
