/* Who signed, and when: the bodies and the date at the end of an official paper.
 *
 *                                             川口市人民政府
 *                                              2031年3月4日
 *
 * GB/T 9704-2012, 7.3.5: the date ends four characters before the edge, the bodies stand
 * above it, their middle above its middle. Where they are longer, they end there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "layout/layout_private.h"

#include <piyue/imprint.h>

#include <string.h>

#define BODIES_MAX 4 /* that sign together, a row each */
#define MAX_BYTES 96
#define EDGE_COLUMNS 8

static bool is_date(Str text)
{
    StrBuf date = {0};
    bool is_whole =
        text.len && text.len <= MAX_BYTES && date_parse(text, &date) == text.len;
    bool has_day = date.len == strlen("YYYY-MM-DD");
    strbuf_clear(&date);
    return is_whole && has_day;
}

static bool is_body(Str text)
{
    StrBuf bodies = {0};
    bool is_one = text.len && text.len <= MAX_BYTES && imprint_take_bodies(text, &bodies);
    strbuf_clear(&bodies);
    return is_one;
}

static Str get_paragraph(const Layout *layout, uint32_t block)
{
    bool is_paragraph =
        document_get_block(layout->document, block).kind == BLOCK_PARAGRAPH &&
        layout_find_heading(layout, block) == SECTION_NONE;
    return is_paragraph ? document_get_text(layout->document, block) : (Str){0};
}

/* The date that the block is, or that stands below it and other bodies. */
static bool find_date(const Layout *layout, uint32_t block, uint32_t *date)
{
    *date = block;
    for (int i = 0; i <= BODIES_MAX; i++) {
        Str text = get_paragraph(layout, *date);
        if (is_date(text))
            return true;
        if (!is_body(text) || !layout_next_block(layout, date))
            return false;
    }
    return false;
}

int signature_find_column(const Layout *layout, uint32_t block, Str text)
{
    const WidthPolicy *width = &layout->options.width;
    uint32_t date = block;
    if (text.len > MAX_BYTES || !find_date(layout, block, &date))
        return -1;
    int widest = (int)text_columns(get_paragraph(layout, date), width);
    uint32_t body = date;
    int bodies = 0;
    for (; bodies < BODIES_MAX && layout_previous_block(layout, &body); bodies++) {
        Str above = get_paragraph(layout, body);
        if (!is_body(above))
            break;
        widest = MAX(widest, (int)text_columns(above, width));
    }
    int left = layout->options.columns - EDGE_COLUMNS - widest;
    if (!bodies || left < EDGE_COLUMNS)
        return -1; /* a date alone may be of anything */
    return left + (widest - (int)text_columns(text, width)) / 2;
}
