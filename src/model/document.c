/* Documents in memory, and reading of any document.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/model.h>

#include <piyue/text.h>

#include <stdlib.h>

/* What a sealed draft keeps: its blocks as they are, and sums for positions. */
typedef struct MemoryDocument {
    Draft *draft;
    uint64_t *bytes_before; /* one more than there are blocks */
    Outline outline;
} MemoryDocument;

static BlockInfo memory_get_block(void *context, uint32_t block)
{
    const MemoryDocument *memory = context;
    const DraftBlock *draft_block = &memory->draft->blocks[block];
    return (BlockInfo){
        .bytes = (uint32_t)draft_block->text.len,
        .columns = (uint32_t)text_columns(draft_block->text, &(WidthPolicy){0}),
        .source_line = draft_block->source_line,
        .kind = draft_block->kind,
        .flags = draft_block->flags,
        .markup_level = draft_block->markup_level,
        .evidence = draft_block->evidence,
    };
}

static Str memory_get_text(void *context, uint32_t block)
{
    const MemoryDocument *memory = context;
    return memory->draft->blocks[block].text;
}

static uint64_t memory_get_bytes_before(void *context, uint32_t block)
{
    const MemoryDocument *memory = context;
    return memory->bytes_before[block];
}

static uint32_t memory_find_block_at(void *context, uint64_t off)
{
    const MemoryDocument *memory = context;
    size_t low = 0, high = memory->draft->block_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (memory->bytes_before[middle] <= off)
            low = middle;
        else
            high = middle;
    }
    return (uint32_t)low;
}

static Str memory_get_title(void *context, uint32_t section)
{
    const MemoryDocument *memory = context;
    const Heading *heading = &memory->outline.headings[section];
    return str_slice(memory->draft->blocks[heading->block].text, heading->title_start,
                     heading->title_end);
}

static const Link *memory_get_links(void *context, uint32_t block, size_t *count)
{
    const Draft *draft = ((const MemoryDocument *)context)->draft;
    size_t first = links_find(draft->links, draft->link_count, block);
    *count = links_find(draft->links, draft->link_count, block + 1) - first;
    return *count ? draft->links + first : NULL;
}

static uint32_t memory_find_linked(void *context, uint32_t block, int direction)
{
    const Draft *draft = ((const MemoryDocument *)context)->draft;
    size_t at =
        links_find(draft->links, draft->link_count, direction > 0 ? block : block + 1);
    if (direction > 0)
        return at < draft->link_count ? draft->links[at].block
                                      : (uint32_t)draft->block_count;
    return at ? draft->links[at - 1].block : (uint32_t)draft->block_count;
}

static void memory_trim(void *context)
{
    (void)context; /* all of it is needed */
}

static void memory_free(void *context)
{
    MemoryDocument *memory = context;
    draft_free(memory->draft);
    outline_clear(&memory->outline);
    free(memory->bytes_before);
    free(memory);
}

static const DocumentSource memory_source = {
    .get_block = memory_get_block,
    .get_text = memory_get_text,
    .get_bytes_before = memory_get_bytes_before,
    .find_block_at = memory_find_block_at,
    .get_title = memory_get_title,
    .get_links = memory_get_links,
    .find_linked = memory_find_linked,
    .trim = memory_trim,
    .free = memory_free,
};

Document *draft_seal(Draft *draft, Outline *outline)
{
    BUG_ON(draft->block_count >= UINT32_MAX);
    MemoryDocument *memory = mem_alloc(sizeof(*memory));
    memory->draft = draft;
    memory->outline = *outline;
    *outline = (Outline){0};
    memory->bytes_before =
        mem_alloc_array(draft->block_count + 1, sizeof(*memory->bytes_before));

    Document *document = mem_alloc(sizeof(*document));
    for (size_t i = 0; i < draft->block_count; i++) {
        Str text = draft->blocks[i].text;
        memory->bytes_before[i + 1] = memory->bytes_before[i] + text.len;
        document->codepoints += utf8_count_codepoints(text);
    }
    document->text_bytes = memory->bytes_before[draft->block_count];
    document->block_count = (uint32_t)draft->block_count;
    document->section_count = memory->outline.count;
    document->sections = sections_new(&memory->outline, document->block_count);
    document->title = str_dup(draft->title);
    document->path = mem_dup("", 0);
    document->encoding = draft->encoding ? str_dup(str_from(draft->encoding)) : NULL;
    document->source = &memory_source;
    document->source_context = memory;
    return document;
}

void document_free(Document *document)
{
    if (!document)
        return;
    document->source->free(document->source_context);
    free(document->title);
    free(document->path);
    free(document->encoding);
    free(document->sections);
    free(document);
}

const Draft *document_get_draft(const Document *document)
{
    const MemoryDocument *memory = document->source_context;
    return document->source == &memory_source ? memory->draft : NULL;
}

BlockInfo document_get_block(const Document *document, uint32_t block)
{
    BUG_ON(block >= document->block_count);
    return document->source->get_block(document->source_context, block);
}

Str document_get_text(const Document *document, uint32_t block)
{
    BUG_ON(block >= document->block_count);
    return document->source->get_text(document->source_context, block);
}

Str document_get_title(const Document *document, uint32_t section)
{
    BUG_ON(section >= document->section_count);
    return text_trim(document->source->get_title(document->source_context, section));
}

uint64_t document_get_bytes_before(const Document *document, uint32_t block)
{
    if (block >= document->block_count)
        return document->text_bytes;
    return document->source->get_bytes_before(document->source_context, block);
}

uint32_t document_find_block_at(const Document *document, uint64_t off)
{
    if (document->block_count == 0)
        return 0;
    if (off >= document->text_bytes)
        return document->block_count - 1;
    return document->source->find_block_at(document->source_context, off);
}

/* Is `off` between two characters of the text? */
static bool is_between(Str text, uint32_t off)
{
    return off == text.len ||
           (off < text.len && ((unsigned char)text.data[off] & 0xC0) != 0x80);
}

const Link *document_get_links(const Document *document, uint32_t block, size_t *count)
{
    BUG_ON(block >= document->block_count);
    const Link *links =
        document->source->get_links(document->source_context, block, count);
    if (!*count)
        return links;
    /* What a damaged library says of other words than these is not believed. */
    Str text = document_get_text(document, block);
    size_t sound = 0;
    while (sound < *count && is_between(text, links[sound].start) &&
           is_between(text, links[sound].end))
        sound++;
    *count = sound;
    return links;
}

uint32_t document_find_linked(const Document *document, uint32_t block, int direction)
{
    if (block >= document->block_count)
        return document->block_count;
    return document->source->find_linked(document->source_context, block, direction);
}

const Link *document_get_link_at(const Document *document, uint32_t block, uint32_t off)
{
    size_t count = 0;
    const Link *links = document_get_links(document, block, &count);
    for (size_t i = 0; i < count; i++)
        if (links[i].start <= off && off < links[i].end)
            return &links[i];
    return NULL;
}

void document_trim(Document *document)
{
    document->source->trim(document->source_context);
}

void document_append_path(const Document *document, uint32_t block, Str separator,
                          StrBuf *out)
{
    uint32_t path[64]; /* deeper nesting is not read by anyone; the innermost stay */
    size_t depth = 0;
    uint32_t section = sections_find(document->sections, document->section_count, block);
    for (; section != SECTION_NONE && depth < ARRAY_SIZE(path);
         section = document->sections[section].parent)
        path[depth++] = section;
    for (size_t i = depth; i-- > 0;) {
        strbuf_append_str(out, document_get_title(document, path[i]));
        if (i)
            strbuf_append_str(out, separator);
    }
}
