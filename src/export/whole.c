/* A whole document, cut where its passages begin and end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/exporter.h"

#include <piyue/text.h>

#include <stdlib.h>

/* Passages that reach into the block at hand: those that began before it are kept in
 * `open`, sorted by where they began. */
typedef struct Whole {
    Export *export;
    const WholeWriter *writer;
    void *context;
    size_t next; /* first passage of the list that has not begun */
    size_t *open;
    size_t open_count, open_capacity;
} Whole;

static const Annotation *passage_at(const Whole *whole, size_t index)
{
    return &whole->export->list->rows[index];
}

static bool skip_orphans(Whole *whole)
{
    while (whole->next < whole->export->list->count &&
           passage_at(whole, whole->next)->is_orphan)
        whole->next++;
    return whole->next < whole->export->list->count;
}

/* Where the next passage begins in the block, or `len`. */
static size_t next_start(Whole *whole, uint32_t block, size_t len)
{
    if (!skip_orphans(whole))
        return len;
    Pos start = passage_at(whole, whole->next)->selector.range.start;
    return start.block > block ? len : start.block < block ? 0 : MIN(start.off, len);
}

static size_t next_end(const Whole *whole, uint32_t block, size_t len)
{
    size_t end = len;
    for (size_t i = 0; i < whole->open_count; i++) {
        Pos stop = passage_at(whole, whole->open[i])->selector.range.end;
        if (stop.block == block)
            end = MIN(end, stop.off);
    }
    return end;
}

static void close_at(Whole *whole, uint32_t block, size_t off)
{
    size_t kept = 0;
    for (size_t i = 0; i < whole->open_count; i++) {
        const Annotation *passage = passage_at(whole, whole->open[i]);
        Pos end = passage->selector.range.end;
        if (end.block < block || (end.block == block && end.off <= off))
            whole->writer->mark(whole->context, passage, whole->open[i] + 1, false);
        else
            whole->open[kept++] = whole->open[i];
    }
    whole->open_count = kept;
}

static void open_at(Whole *whole, uint32_t block, size_t off)
{
    while (skip_orphans(whole)) {
        Pos start = passage_at(whole, whole->next)->selector.range.start;
        if (start.block > block || (start.block == block && start.off > off))
            return;
        whole->open = mem_grow(whole->open, &whole->open_capacity, whole->open_count + 1,
                               sizeof(*whole->open));
        whole->open[whole->open_count++] = whole->next;
        whole->writer->mark(whole->context, passage_at(whole, whole->next),
                            whole->next + 1, true);
        whole->next++;
    }
}

/* The address that `off` leads to; `*end` comes down to where that changes. Places in the
 * document have no name in what is written. */
static Str find_address(const Document *document, uint32_t block, size_t off, size_t *end)
{
    size_t count = 0;
    const Link *links = document_get_links(document, block, &count);
    for (size_t i = 0; i < count; i++) {
        if (links[i].kind != LINK_ADDRESS || links[i].end <= off)
            continue;
        bool is_inside = links[i].start <= off;
        *end = MIN(*end, is_inside ? links[i].end : links[i].start);
        return is_inside ? links[i].target : (Str){0};
    }
    return (Str){0};
}

static void walk_block(Whole *whole, uint32_t block, Str text, bool is_continued)
{
    const Document *document = whole->export->current.document;
    size_t off = 0;
    for (;;) {
        close_at(whole, block, off);
        open_at(whole, block, off);
        close_at(whole, block, off); /* what lay in hidden blocks alone */
        if (off >= text.len)
            break;
        size_t end =
            MIN(next_start(whole, block, text.len), next_end(whole, block, text.len));
        Str address = find_address(document, block, off, &end);
        MarkedSegment segment = {.text = str_slice(text, off, end),
                                 .address = address,
                                 .is_first = !off && !is_continued,
                                 .is_marked = whole->open_count > 0};
        if (segment.is_marked)
            segment.style = passage_at(whole, whole->open[whole->open_count - 1])->style;
        whole->writer->segment(whole->context, &segment);
        off = end;
    }
}

/* Level of the heading that fills the block; 0 where none does. A run-in heading is part
 * of its paragraph. */
static size_t heading_level(const Document *document, uint32_t block)
{
    size_t section =
        sections_find_from(document->sections, document->section_count, block);
    if (section >= document->section_count ||
        document->sections[section].heading.block != block)
        return 0;
    const Heading *heading = &document->sections[section].heading;
    Str text = document_get_text(document, block);
    Str rest = text_trim(str_slice(text, heading->title_end, text.len));
    return utf8_count_codepoints(rest) > 2 ? 0 : heading->level;
}

/* The first paragraph that is shown, if it is the title; UINT32_MAX. */
static uint32_t find_title(const Document *document)
{
    for (uint32_t block = 0; block < document->block_count; block++)
        if (!(document_get_block(document, block).flags & BLOCK_HIDDEN))
            return str_is_equal(text_trim(document_get_text(document, block)),
                                text_trim(str_from(document->title)))
                       ? block
                       : UINT32_MAX;
    return UINT32_MAX;
}

bool whole_has_title(const Document *document)
{
    return find_title(document) != UINT32_MAX;
}

/* The title is of level 1; the others stand below it, in the text's own tree or not. */
static size_t level_of(const Document *document, uint32_t block, uint32_t title)
{
    size_t level = heading_level(document, block);
    if (block == title)
        return 1;
    bool is_below = title != UINT32_MAX && heading_level(document, title) == 1;
    return level ? MAX(level + !is_below, 2) : 0;
}

static bool continues(const Document *document, uint32_t block)
{
    return block + 1 < document->block_count &&
           document_get_block(document, block + 1).flags & BLOCK_CONTINUED;
}

bool whole_walk(Export *export, const WholeWriter *writer, void *context, Error *err)
{
    if (!export_enter(export, export->list->rows[0].doc, err))
        return false;
    Document *document = export->current.document;
    Whole whole = {.export = export, .writer = writer, .context = context};
    BlockInfo first = {0};
    uint32_t title = find_title(document);
    bool is_done = true;
    for (uint32_t block = 0; block < document->block_count && is_done; block++) {
        BlockInfo info = document_get_block(document, block);
        is_done = export_goes_on(export, block, document->block_count, err);
        if (!(info.flags & BLOCK_HIDDEN)) {
            if (!(info.flags & BLOCK_CONTINUED)) {
                writer->begin_block(context, info, level_of(document, block, title));
                first = info;
            }
            walk_block(&whole, block, document_get_text(document, block),
                       info.flags & BLOCK_CONTINUED);
            if (!continues(document, block))
                writer->end_block(context, first);
        }
        document_trim(document);
    }
    free(whole.open);
    return is_done;
}
