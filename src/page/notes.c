/* Footnotes: small text at the foot of a column that begins with a mark.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/style.h"

#include <string.h>

#define NOTE_SIZE_MAX 0.93F /* of the body text */
#define NOTE_FROM 0.4F      /* of the page's height */

static bool is_raised(char32_t c)
{
    return c == 0xB9 || c == 0xB2 || c == 0xB3 || (c >= 0x2070 && c <= 0x2079);
}

/* Bytes of the mark a note begins with: ① [1] ¹ * †; 0 for none. A plain number may
 * begin anything. */
static size_t measure_mark(Str text)
{
    size_t off = 0;
    char32_t c = utf8_next(text, &off);
    if (is_raised(c)) {
        size_t next = off;
        while (next < text.len && is_raised(utf8_next(text, &next)))
            off = next;
        return off;
    }
    if ((c >= 0x2460 && c <= 0x24FF) || c == '*' || c == 0x2020 || c == 0x2021 ||
        c == 0xFF0A || c == 0x203B)
        return off;
    bool is_open = c == '[' || c == 0x3014 || c == 0xFF3B;
    size_t start = is_open ? off : 0;
    off = start;
    while (off < text.len && off < start + 3 && text.data[off] >= '0' &&
           text.data[off] <= '9')
        off++;
    if (!is_open || off == start || off == text.len)
        return 0;
    size_t next = off;
    c = utf8_next(text, &next);
    return c == ']' || c == 0x3015 || c == 0xFF3D ? next : 0;
}

bool notes_is_start(const Line *line)
{
    return measure_mark(line->text) > 0;
}

/* Does the text of lines [start, end) refer to the mark? */
static bool is_referred(const PageText *pages, size_t start, size_t end, Str mark)
{
    for (size_t i = start; i < end; i++)
        if (str_find(pages->lines[i].text, mark, 0) != STR_NONE)
            return true;
    return false;
}

static size_t find_page_start(const PageText *pages, size_t index)
{
    uint32_t page = pages->lines[index].page;
    while (index > 0 && pages->lines[index - 1].page == page)
        index--;
    return index;
}

/* Lines [start, end) are a column. */
static void judge_column(PageText *pages, size_t start, size_t end)
{
    const Line *lines = pages->lines;
    float from = NOTE_FROM * pages->pages[lines[start].page].height;
    size_t small = end;
    while (small > start && lines[small - 1].size <= NOTE_SIZE_MAX * pages->body_size &&
           lines[small - 1].box.y0 >= from && !lines[small - 1].row)
        small--;
    while (small < end && !notes_is_start(&lines[small]))
        small++;
    if (small == end || small == start)
        return;
    Str mark = str_slice(lines[small].text, 0, measure_mark(lines[small].text));
    if (!is_referred(pages, find_page_start(pages, start), small, mark))
        return;
    for (size_t i = small; i < end; i++)
        pages->lines[i].flags |= LINE_NOTE;
}

void text_find_notes(PageText *pages)
{
    for (size_t start = 0; start < pages->line_count;) {
        size_t end = start + 1;
        while (end < pages->line_count &&
               pages->lines[end].column == pages->lines[start].column)
            end++;
        judge_column(pages, start, end);
        start = end;
    }
}
