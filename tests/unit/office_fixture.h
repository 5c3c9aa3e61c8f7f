/* Word processors' documents made in tests, and what is read of them as rows of text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_OFFICE_FIXTURE_H
#define TESTS_OFFICE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../memory_source.h"
#include "../zip_writer.h"

#include <piyue/importer.h>
#include <piyue/office.h>

/* One block as "H2MN|一、总则": its kind, level, evidence (marked, listed, bold, large,
 * numbered, contents), flags (< indented, = centred, ^ blank before); cells are parted
 * by "¦". */
static inline void describe_block(const DraftBlock *block, StrBuf *out)
{
    static const char kinds[] = "PHIQTVRN";
    strbuf_append_byte(out, kinds[block->kind]);
    if (block->markup_level)
        strbuf_appendf(out, "%d", block->markup_level);
    for (int i = 0; i < 6; i++)
        if (block->evidence & 1 << i)
            strbuf_append_byte(out, "MTBLNC"[i]);
    if (block->flags & BLOCK_INDENTED)
        strbuf_append_byte(out, '<');
    if (block->flags & BLOCK_CENTERED)
        strbuf_append_byte(out, '=');
    if (block->flags & BLOCK_BLANK_BEFORE)
        strbuf_append_byte(out, '^');
    strbuf_append_byte(out, '|');
    for (size_t i = 0; i < block->text.len; i++)
        if (block->text.data[i] == '\t')
            strbuf_append_text(out, "¦");
        else
            strbuf_append_byte(out, block->text.data[i]);
    strbuf_append_byte(out, '\n');
}

/* Reads bytes; NULL and `err` on failure. */
static inline Draft *read_bytes(FormatReader *reader, const char *name, Str bytes,
                                Error *err)
{
    MemorySource memory;
    const Source *source = memory_source_init(&memory, name, bytes);
    Draft *draft = draft_new();
    DraftSink sink;
    draft_sink_init(&sink, draft);
    bool is_read = reader(source, &sink.sink, err);
    assert_true(is_read == sink.has_end);
    memory_source_clear(&memory);
    if (is_read)
        return draft;
    draft_free(draft);
    return NULL;
}

static inline Draft *read_well(FormatReader *reader, const char *name, Str bytes)
{
    Error err = {0};
    Draft *draft = read_bytes(reader, name, bytes, &err);
    if (!draft)
        fail_msg("%s", error_get_message(&err));
    return draft;
}

static inline void assert_rows(const Draft *draft, const char *wanted)
{
    StrBuf rows = {0};
    strbuf_append_text(&rows, "");
    for (size_t i = 0; i < draft->block_count; i++)
        describe_block(&draft->blocks[i], &rows);
    assert_string_equal(rows.len ? rows.data : "", wanted);
    strbuf_clear(&rows);
}

/* Fails as the file's fault, in a sentence that names it and holds `word`. */
static inline void assert_fails(FormatReader *reader, const char *name, Str bytes,
                                ErrorCode code, const char *word)
{
    Error err = {0};
    Draft *draft = read_bytes(reader, name, bytes, &err);
    assert_null(draft);
    if (err.code != code || !strstr(err.message, name) || !strstr(err.message, word))
        fail_msg("%d: %s", err.code, error_get_message(&err));
    error_clear(&err);
}

#endif
