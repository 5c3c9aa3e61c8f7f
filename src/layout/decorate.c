/* Styles of a row: what the text is, and what lies on it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "layout/layout_private.h"

static StyleId heading_style(unsigned level, bool is_folded)
{
    if (is_folded)
        return STYLE_HEADING_FOLDED;
    return level <= 1 ? STYLE_HEADING_1 : level == 2 ? STYLE_HEADING_2 : STYLE_HEADING_3;
}

/* Do words lead somewhere at `off`? `*end` comes down to where that changes. */
static bool is_link(const Document *document, uint32_t block, uint32_t off, uint32_t *end)
{
    size_t count = 0;
    const Link *links = document_get_links(document, block, &count);
    for (size_t i = 0; i < count && links[i].start < *end; i++) {
        if (off < links[i].start)
            *end = links[i].start;
        else if (off < links[i].end)
            *end = MIN(*end, links[i].end);
        else
            continue;
        return off >= links[i].start;
    }
    return false;
}

/* The style of the text from `off` on, and where it ends. A heading stands out enough
 * without its links. */
static StyleId layout_get_base(const Layout *layout, const CachedBlock *cached,
                               uint32_t off, uint32_t *end)
{
    *end = UINT32_MAX;
    if (cached->info.flags & BLOCK_HIDDEN)
        return STYLE_HIDDEN;
    if (cached->section != SECTION_NONE) {
        const Heading *heading = &layout->document->sections[cached->section].heading;
        if (off < heading->title_end) {
            *end = heading->title_end;
            return heading_style(heading->level, cached->is_folded);
        }
    }
    if (cached->head == cached->block || cached->info.evidence & EVIDENCE_HEAD)
        return STYLE_TABLE_HEAD;
    if (cached->info.kind == BLOCK_HEADING)
        return STYLE_HEADING;
    return is_link(layout->document, cached->block, off, end) ? STYLE_LINK : STYLE_TEXT;
}

/* The part of a range that lies in one block. False when there is none. */
static bool range_clip(Range range, uint32_t block, uint32_t *start, uint32_t *end)
{
    if (range.start.block > block || range.end.block < block)
        return false;
    *start = range.start.block == block ? range.start.off : 0;
    *end = range.end.block == block ? range.end.off : UINT32_MAX;
    return *start < *end;
}

/* The topmost decoration at `off`; *end comes down to where the picture changes. */
static StyleId decorations_find(const Decoration *decorations, size_t count,
                                uint32_t block, uint32_t off, uint32_t *end)
{
    StyleId style = STYLE_TEXT;
    for (size_t i = 0; i < count; i++) {
        uint32_t from = 0, to = 0;
        if (!range_clip(decorations[i].range, block, &from, &to))
            continue;
        if (from <= off && off < to) {
            style = decorations[i].style;
            *end = MIN(*end, to);
        } else if (from > off) {
            *end = MIN(*end, from);
        }
    }
    return style;
}

/* Spans that are being written. */
typedef struct SpanList {
    RowSpan *items;
    size_t count, capacity;
} SpanList;

static void spans_add(SpanList *spans, RowSpan span)
{
    RowSpan *last = spans->count ? &spans->items[spans->count - 1] : NULL;
    bool is_joined = last && span.column < 0 &&
                     ((last->base == span.base && last->overlay == span.overlay) ||
                      spans->count == spans->capacity);
    if (is_joined)
        last->end = span.end;
    else if (spans->count < spans->capacity)
        spans->items[spans->count++] = span;
}

static void spans_add_label(SpanList *spans, const Layout *layout,
                            const CachedBlock *cached, size_t cell)
{
    Str head = document_get_text(layout->document, cached->head);
    Str name = cell_get(head, cell);
    uint32_t start = (uint32_t)(name.data - head.data);
    spans_add(spans, (RowSpan){.block = cached->head,
                               .start = start,
                               .end = start + (uint32_t)name.len,
                               .base = STYLE_TABLE_LABEL});
}

size_t layout_decorate(Layout *layout, const Row *row, const Decoration *decorations,
                       size_t decoration_count, RowSpan *spans, size_t capacity)
{
    if (row->kind != ROW_TEXT || capacity == 0)
        return 0;
    const CachedBlock *cached = layout_get_block(layout, row->block);
    SpanList list = {spans, 0, capacity};
    const CachedPiece *piece = NULL;
    while ((piece = cached_next_piece(cached, row->index, piece))) {
        if (piece->label)
            spans_add_label(&list, layout, cached, piece->label - 1u);
        int column = piece->column;
        for (uint32_t off = piece->start; off < piece->end; column = -1) {
            uint32_t end = 0;
            StyleId base = layout_get_base(layout, cached, off, &end);
            StyleId overlay =
                decorations_find(decorations, decoration_count, row->block, off, &end);
            end = MIN(end, piece->end);
            spans_add(&list, (RowSpan){row->block, off, end, column, base, overlay});
            off = end;
        }
    }
    return list.count;
}
