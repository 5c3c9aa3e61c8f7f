/* What the looks of a line say: headings by size and weight.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/style.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LARGE_MIN 1.07F
#define SIZE_TOLERANCE 0.04F
#define TITLE_MAX_CODEPOINTS 50
#define STYLE_BINS 128

bool style_is_large(const PageText *pages, const Line *line)
{
    return line->size >= LARGE_MIN * pages->body_size;
}

static bool is_bold(const PageText *pages, const Line *line)
{
    return line->flags & LINE_BOLD && !pages->is_body_bold;
}

static bool could_be_title(const PageText *pages, const Line *line, Str text)
{
    if (line->row || line->flags & (LINE_NOTE | LINE_CONTENTS | LINE_SIDE) ||
        line->size < 0.95F * pages->body_size ||
        !(style_is_large(pages, line) || is_bold(pages, line)) ||
        utf8_count_codepoints(text) > TITLE_MAX_CODEPOINTS || line_is_finished(text) ||
        line_is_caption(text))
        return false;
    for (size_t off = 0; off < text.len;) {
        char32_t c = utf8_next(text, &off);
        if (text_is_cjk(c) || (c | 0x20) - 'a' < 26)
            return true;
    }
    return false;
}

typedef struct StyleBin {
    float size;
    bool is_bold;
    size_t count;
} StyleBin;

static int compare_styles(const void *a, const void *b)
{
    const StyleBin *one = a, *other = b;
    if (fabsf(one->size - other->size) > 0.01F)
        return one->size > other->size ? -1 : 1;
    return other->is_bold - one->is_bold;
}

static bool is_style(float size, bool bold, float other_size, bool other_bold)
{
    return bold == other_bold && fabsf(size - other_size) <= SIZE_TOLERANCE * other_size;
}

void text_rank_styles(PageText *pages)
{
    StyleBin bins[STYLE_BINS];
    size_t count = 0;
    for (size_t i = 0; i < pages->line_count; i++) {
        const Line *line = &pages->lines[i];
        if (!could_be_title(pages, line, line->text))
            continue;
        size_t bin = 0;
        while (bin < count && !is_style(line->size, is_bold(pages, line), bins[bin].size,
                                        bins[bin].is_bold))
            bin++;
        if (bin == count && count < STYLE_BINS)
            bins[count++] = (StyleBin){line->size, is_bold(pages, line), 0};
        if (bin < count)
            bins[bin].count++;
    }
    qsort(bins, count, sizeof(*bins), compare_styles);
    pages->style_count = MIN(count, STYLE_COUNT_MAX);
    for (size_t i = 0; i < pages->style_count; i++) {
        pages->styles[i].size = bins[i].size;
        pages->styles[i].is_bold = bins[i].is_bold;
    }
}

unsigned style_guess_level(const PageText *pages, const Line *first, Str text)
{
    if (pages->matched_bookmarks || !could_be_title(pages, first, text))
        return 0;
    for (size_t i = 0; i < pages->style_count; i++)
        if (is_style(first->size, is_bold(pages, first), pages->styles[i].size,
                     pages->styles[i].is_bold))
            return (unsigned)i + 1;
    return 0;
}
