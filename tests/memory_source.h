/* Files that tests make in memory, and what an importer says of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_MEMORY_SOURCE_H
#define TESTS_MEMORY_SOURCE_H

#include <piyue/importer.h>

#include <sys/mman.h>
#include <unistd.h>

typedef struct MemorySource {
    Source source;
    ImportLimits limits;
} MemorySource;

/* A source over bytes; close with memory_source_clear. `memory` must not move. */
static inline const Source *memory_source_init(MemorySource *memory, const char *name,
                                               Str bytes)
{
    memory->limits = import_limits_default();
    int fd = memfd_create("source", MFD_CLOEXEC);
    Error err = {0};
    BUG_ON(fd < 0 || !file_write_fd(fd, name, bytes, &err));
    memory->source = (Source){.fd = fd,
                              .name = name,
                              .limits = &memory->limits,
                              .head = str_slice(bytes, 0, SOURCE_HEAD_BYTES)};
    return &memory->source;
}

static inline void memory_source_clear(MemorySource *memory)
{
    close(memory->source.fd);
}

/* Reads bytes by an importer; NULL with `err` set. */
static inline Draft *read_memory(FormatReader *read, const char *name, Str bytes,
                                 Error *err)
{
    MemorySource memory;
    DraftSink sink;
    Draft *draft = draft_new();
    draft_sink_init(&sink, draft);
    if (!read(memory_source_init(&memory, name, bytes), &sink.sink, err)) {
        draft_free(draft);
        draft = NULL;
    } else {
        BUG_ON(!sink.has_end);
    }
    memory_source_clear(&memory);
    return draft;
}

/* The blocks as lines: a letter for the kind (P paragraph, H and its level heading, I
 * item, Q quotation, T table row, V verse, R rule, N note), a blank, the text. */
static inline void describe_draft(const Draft *draft, StrBuf *out)
{
    static const char letters[BLOCK_KIND_COUNT] = "PHIQTVRN";
    strbuf_append_text(out, "");
    for (size_t i = 0; i < draft->block_count; i++) {
        const DraftBlock *block = &draft->blocks[i];
        strbuf_append_byte(out, letters[block->kind]);
        if (block->markup_level)
            strbuf_appendf(out, "%u", block->markup_level);
        strbuf_append_byte(out, ' ');
        strbuf_append_str(out, block->text);
        strbuf_append_byte(out, '\n');
    }
}

#endif
