/* Where an importer's blocks go.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/importer.h>

#include <piyue/text.h>

void sink_block(Sink *sink, const SinkBlock *block)
{
    sink->put_block(sink, block);
}

void sink_link(Sink *sink, const Link *link)
{
    StrBuf target = {0};
    Link told = *link;
    bool is_told = link->target.len && link->target.len <= LINK_NAME_MAX_BYTES;
    if (link->kind == LINK_ADDRESS)
        is_told = address_clean(link->target, &target);
    else
        sanitize(&target, link->target, SANITIZE_TERMINAL);
    told.target = strbuf_get(&target);
    if (is_told)
        sink->put_link(sink, &told);
    strbuf_clear(&target);
}

void sink_meta(Sink *sink, MetaField field, Str text)
{
    StrBuf line = {0};
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t c = utf8_next(text, &off);
        if (c < ' ' || c == 0x7F)
            strbuf_append_byte(&line, ' ');
        else
            strbuf_append_str(&line, str_slice(text, start, off));
    }
    Str trimmed = text_trim(strbuf_get(&line));
    if (trimmed.len)
        sink->put_meta(sink, field, trimmed);
    strbuf_clear(&line);
}

void sink_progress(Sink *sink, uint64_t done_bytes)
{
    sink->put_progress(sink, done_bytes);
}

void sink_end(Sink *sink, uint64_t replaced, uint64_t source_bytes)
{
    sink->put_end(sink, replaced, source_bytes);
}

/* ---- into a draft ------------------------------------------------------ */

size_t sink_block_to_draft(Draft *draft, const SinkBlock *block)
{
    size_t first = draft_add_block(draft, block->kind, block->text, block->source_off,
                                   block->source_line, block->flags);
    draft->blocks[first].markup_level = (uint8_t)block->markup_level;
    for (size_t i = first; i < draft->block_count; i++)
        draft->blocks[i].evidence = (uint8_t)block->evidence;
    return first;
}

void sink_meta_to_draft(Draft *draft, MetaField field, Str text)
{
    Str *const fields[META_FIELD_COUNT] = {
        [META_TITLE] = &draft->title,
        [META_AUTHOR] = &draft->author,
        [META_SOURCE] = &draft->source,
        [META_DATE] = &draft->date,
    };
    *fields[field] = arena_str(draft->arena, text);
}

static void put_block(Sink *sink, const SinkBlock *block)
{
    DraftSink *self = (DraftSink *)sink;
    /* The same promises that the pipe's reader demands. */
    BUG_ON(!block->text.len || block->source_line < self->last_line ||
           block->source_off < self->last_off || block->source_line == 0 ||
           utf8_find_invalid(block->text) != block->text.len);
    self->last_block = sink_block_to_draft(self->draft, block);
    self->last_line = block->source_line;
    self->last_off = block->source_off;
}

static void put_link(Sink *sink, const Link *link)
{
    DraftSink *self = (DraftSink *)sink;
    Link placed = *link;
    BUG_ON(!self->last_line);
    placed.block = (uint32_t)self->last_block;
    draft_add_link(self->draft, &placed);
}

static void put_meta(Sink *sink, MetaField field, Str text)
{
    sink_meta_to_draft(((DraftSink *)sink)->draft, field, text);
}

static void put_progress(Sink *sink, uint64_t done_bytes)
{
    (void)sink, (void)done_bytes;
}

static void put_end(Sink *sink, uint64_t replaced, uint64_t source_bytes)
{
    DraftSink *self = (DraftSink *)sink;
    self->draft->replaced = replaced;
    self->draft->source_bytes = source_bytes;
    self->has_end = true;
}

void draft_sink_init(DraftSink *sink, Draft *draft)
{
    *sink = (DraftSink){.sink = {put_block, put_link, put_meta, put_progress, put_end},
                        .draft = draft};
}
