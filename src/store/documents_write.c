/* Documents into the library: text in chunks, the directory of blocks in pages,
 * headings, the original, the index; and out of it again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/parts.h"

#include <stdlib.h>
#include <string.h>

#define PROGRESS_BLOCKS 4096 /* between two reports of progress */

/* ---- one edition being written ----------------------------------------- */

typedef struct EditionWriter {
    Store *store;
    const EditionInput *input;
    Error *err;
    int64_t edition, first_row;
    StrBuf chunk, packed; /* text of the chunk being filled; scratch */
    size_t chunk_bytes;
    StrBuf page, page_header, page_out;
    StrBuf directory; /* for each page: bytes of text and chunks before it */
    uint32_t chunks, page_chunks, chunk_blocks, page_count;
    uint32_t previous_line;
    uint64_t page_bytes, text_bytes, codepoints;
    StrBuf edits; /* for each pass: name, places, edits */
} EditionWriter;

static bool write_packed(EditionWriter *writer, StatementId id, uint32_t number,
                         Str packed)
{
    Query query = query_start(writer->store, id, writer->err);
    query_bind_int(&query, PART_KEY(writer->edition, number));
    query_bind_blob(&query, packed);
    return query_run(&query);
}

static bool write_part(EditionWriter *writer, StatementId id, uint32_t number, Str plain,
                       int level)
{
    strbuf_reset(&writer->packed);
    return blob_pack(writer->store, plain, level, &writer->packed, writer->err) &&
           write_packed(writer, id, number, strbuf_get(&writer->packed));
}

static bool end_chunk(EditionWriter *writer)
{
    if (writer->chunk_blocks == 0)
        return true;
    const EditionParts *parts = writer->input->parts;
    bool is_written =
        parts ? write_packed(writer, SQL_PUT_CHUNK, writer->chunks,
                             parts_get_chunk(parts, writer->chunks, writer->chunk_bytes))
              : write_part(writer, SQL_PUT_CHUNK, writer->chunks,
                           strbuf_get(&writer->chunk), CHUNK_LEVEL);
    pack_number(&writer->page_header, writer->chunk_blocks);
    strbuf_reset(&writer->chunk);
    writer->chunk_bytes = 0;
    writer->chunk_blocks = 0;
    writer->chunks++;
    writer->page_chunks++;
    return is_written;
}

/* A page: number of chunks, blocks in each of them, then the blocks. */
static bool end_page(EditionWriter *writer)
{
    if (!end_chunk(writer))
        return false;
    if (writer->page_chunks == 0)
        return true;
    strbuf_reset(&writer->page_out);
    pack_number(&writer->page_out, writer->page_chunks);
    strbuf_append_str(&writer->page_out, strbuf_get(&writer->page_header));
    strbuf_append_str(&writer->page_out, strbuf_get(&writer->page));
    pack_number(&writer->directory, writer->page_bytes);
    pack_number(&writer->directory, writer->page_chunks);
    strbuf_reset(&writer->page);
    strbuf_reset(&writer->page_header);
    writer->page_bytes = 0;
    writer->page_chunks = 0;
    writer->previous_line = 0;
    return write_part(writer, SQL_PUT_PAGE, writer->page_count++,
                      strbuf_get(&writer->page_out), CHUNK_LEVEL);
}

static bool index_block(EditionWriter *writer, uint32_t block, Str text)
{
    Query query = query_start(writer->store, SQL_INDEX_BLOCK, writer->err);
    query_bind_int(&query, writer->first_row + block);
    query_bind_text(&query, text);
    return query_run(&query);
}

static bool write_block(EditionWriter *writer, uint32_t block, const DraftBlock *from)
{
    static const WidthPolicy narrow = {AMBIGUOUS_NARROW};
    if (from->text.len > BLOCK_LIMIT_BYTES)
        return error_set(writer->err, ERR_LIMIT,
                         _("line %u holds a paragraph of more than %zu bytes"),
                         (unsigned)from->source_line, BLOCK_LIMIT_BYTES);
    if (block && block % PAGE_BLOCKS == 0 && !end_page(writer))
        return false;
    pack_number(&writer->page, (uint64_t)from->evidence << 15 |
                                   (uint64_t)MIN(from->markup_level, 15) << 11 |
                                   (uint64_t)from->flags << 3 | from->kind);
    pack_number(&writer->page, from->text.len);
    const EditionParts *parts = writer->input->parts;
    pack_number(&writer->page,
                parts ? parts->columns[block] : text_columns(from->text, &narrow));
    pack_signed(&writer->page, (int64_t)from->source_line - writer->previous_line);
    writer->previous_line = from->source_line;
    writer->page_bytes += from->text.len;
    writer->text_bytes += from->text.len;
    writer->codepoints += utf8_count_codepoints(from->text);
    if (!parts)
        strbuf_append_str(&writer->chunk, from->text);
    writer->chunk_bytes += from->text.len;
    writer->chunk_blocks++;
    if (chunk_is_full(block + (size_t)1, writer->input->draft->block_count,
                      writer->chunk_bytes) &&
        !end_chunk(writer))
        return false;
    return (from->flags & BLOCK_HIDDEN) || index_block(writer, block, from->text);
}

static bool wants_to_go_on(const EditionInput *input, size_t block, Error *err)
{
    if (!input->progress || block % PROGRESS_BLOCKS ||
        input->progress(input->progress_context, block, input->draft->block_count))
        return true;
    return error_set(err, ERR_CANCELLED, _("the import of %.*s was stopped"),
                     STR_ARG(input->path));
}

static bool write_blocks(EditionWriter *writer, const EditionInput *input)
{
    const Draft *draft = input->draft;
    for (size_t i = 0; i < draft->block_count; i++)
        if (!wants_to_go_on(input, i, writer->err) ||
            !write_block(writer, (uint32_t)i, &draft->blocks[i]))
            return false;
    return end_page(writer);
}

static bool write_original(EditionWriter *writer, Str original)
{
    const EditionParts *parts = writer->input->parts;
    bool is_written = true;
    uint32_t number = 0;
    for (size_t off = 0; is_written && off < original.len; off += PIECE_BYTES, number++) {
        Str piece = str_slice(original, off, off + PIECE_BYTES);
        is_written = parts ? write_packed(writer, SQL_PUT_PIECE, number,
                                          parts_get_piece(parts, number, piece.len))
                           : write_part(writer, SQL_PUT_PIECE, number, piece,
                                        original_level(original.len));
    }
    return is_written;
}

static Str get_draft_text(void *context, uint32_t block)
{
    const Draft *draft = context;
    return draft->blocks[block].text;
}

static bool write_headings(EditionWriter *writer, const EditionInput *input)
{
    SectionInput sections = {.outline = input->outline,
                             .block_count = (uint32_t)input->draft->block_count,
                             .get_text = get_draft_text,
                             .context = (void *)input->draft};
    return sections_write(writer->store, writer->edition, &sections, writer->err);
}

/* ---- what cleaning did --------------------------------------------------- */

/* Edits stand by pass, each pass in pages of its own: a pass is shown by itself. */
static bool write_pass(EditionWriter *writer, const Draft *draft, size_t rule,
                       size_t *count)
{
    StrBuf page = {0};
    bool is_written = true;
    uint32_t number = 0, block = 0;
    *count = 0;
    for (size_t i = 0; is_written && i <= draft->edit_count; i++) {
        bool is_end = i == draft->edit_count;
        if (!is_end && draft->edits[i].rule == rule) {
            const DraftEdit *edit = &draft->edits[i];
            pack_signed(&page, (int64_t)edit->block - block);
            pack_number(&page, edit->off);
            pack_number(&page, edit->old_text.len);
            strbuf_append_str(&page, edit->old_text);
            pack_number(&page, edit->new_text.len);
            strbuf_append_str(&page, edit->new_text);
            block = edit->block;
            ++*count;
        } else if (!is_end) {
            continue;
        }
        if (page.len && (is_end || *count % EDIT_PAGE_EDITS == 0)) {
            is_written =
                write_part(writer, SQL_PUT_EDIT_PAGE, EDIT_PAGE_NUMBER(rule, number++),
                           strbuf_get(&page), CHUNK_LEVEL);
            strbuf_reset(&page);
            block = 0;
        }
    }
    strbuf_clear(&page);
    return is_written;
}

static bool write_edits(EditionWriter *writer, const EditionInput *input)
{
    bool is_written = true;
    for (size_t rule = 0; is_written && rule < input->pass_count; rule++) {
        const EditionPass *pass = &input->passes[rule];
        size_t count = 0;
        is_written = write_pass(writer, input->draft, rule, &count);
        pack_number(&writer->edits, pass->name.len);
        strbuf_append_str(&writer->edits, pass->name);
        pack_number(&writer->edits, pass->places);
        pack_number(&writer->edits, count);
    }
    return is_written;
}

static bool write_sketch(EditionWriter *writer, const EditionInput *input)
{
    for (size_t i = 0; i < input->sketch_count; i++) {
        Query query = query_start(writer->store, SQL_PUT_SKETCH, writer->err);
        query_bind_int(&query, (int64_t)input->sketch[i]);
        query_bind_int(&query, writer->edition);
        if (!query_run(&query))
            return false;
    }
    return true;
}

/* ---- putting a document ------------------------------------------------ */

static bool insert_document(EditionWriter *writer, const EditionInput *input,
                            int64_t *doc)
{
    const Draft *draft = input->draft;
    Query query = query_start(writer->store, SQL_INSERT_DOCUMENT, writer->err);
    query_bind_uid(&query, input->uid);
    query_bind_text(&query, input->title);
    query_bind_text(&query, input->path);
    query_bind_text(&query, draft->author);
    query_bind_text(&query, draft->source);
    query_bind_text(&query, draft->date);
    query_bind_text(&query, str_from(draft->format));
    query_bind_text(&query, str_from(draft->encoding));
    query_bind_int(&query, (int64_t)draft->replaced);
    query_bind_int(&query, (int64_t)input->original.len);
    query_bind_int(&query, (int64_t)draft->block_count);
    query_bind_int(&query, (int64_t)input->outline->count);
    query_bind_int(&query, input->added_ms);
    if (!query_run(&query))
        return false;
    *doc = sqlite3_last_insert_rowid(writer->store->db);
    return true;
}

static bool insert_edition(EditionWriter *writer, const EditionInput *input, int64_t doc)
{
    Query next = query_start(writer->store, SQL_NEXT_ROW, writer->err);
    writer->first_row = query_step(&next) ? query_get_int(&next, 0) : 1;
    if (!query_end(&next))
        return false;
    const Draft *draft = input->draft;
    Uid nobody = {{0}};
    bool has_uid = memcmp(&input->edition_uid, &nobody, sizeof(nobody)) != 0;
    Query query = query_start(writer->store, SQL_INSERT_EDITION, writer->err);
    query_bind_uid(&query, has_uid ? input->edition_uid : uid_new());
    query_bind_int(&query, doc);
    query_bind_int(&query, input->original_edition);
    query_bind_blob(&query,
                    (Str){(const char *)input->hash.bytes, sizeof(input->hash.bytes)});
    query_bind_int(&query, writer->first_row);
    query_bind_int(&query, (int64_t)draft->block_count);
    query_bind_text(&query, str_from(draft->encoding));
    query_bind_real(&query, draft->confidence);
    query_bind_int(&query, input->added_ms);
    query_bind_int(&query, (int64_t)input->original.len);
    query_bind_int(&query, (int64_t)input->outline->count);
    query_bind_text(&query, input->title);
    query_bind_text(&query, input->path);
    query_bind_text(&query, draft->author);
    query_bind_text(&query, draft->source);
    query_bind_text(&query, draft->date);
    query_bind_text(&query, str_from(draft->format));
    query_bind_int(&query, (int64_t)draft->replaced);
    query_bind_text(&query, input->processing);
    if (!query_run(&query))
        return false;
    writer->edition = sqlite3_last_insert_rowid(writer->store->db);
    return true;
}

/* What is known only after the last block. */
static bool finish_edition(EditionWriter *writer, int64_t doc)
{
    StrBuf directory = {0};
    bool is_done = blob_pack(writer->store, strbuf_get(&writer->directory), CHUNK_LEVEL,
                             &directory, writer->err);
    if (is_done) {
        Query query = query_start(writer->store, SQL_FINISH_EDITION, writer->err);
        query_bind_int(&query, writer->edition);
        query_bind_int(&query, (int64_t)writer->text_bytes);
        query_bind_int(&query, (int64_t)writer->codepoints);
        query_bind_blob(&query, strbuf_get(&directory));
        query_bind_blob(&query, strbuf_get(&writer->edits));
        is_done = query_run(&query);
    }
    is_done =
        is_done && edition_make_current(writer->store, doc, writer->edition, writer->err);
    strbuf_clear(&directory);
    return is_done;
}

static void writer_clear(EditionWriter *writer)
{
    strbuf_clear(&writer->chunk);
    strbuf_clear(&writer->packed);
    strbuf_clear(&writer->page);
    strbuf_clear(&writer->page_header);
    strbuf_clear(&writer->page_out);
    strbuf_clear(&writer->directory);
    strbuf_clear(&writer->edits);
}

static bool write_edition(EditionWriter *writer, const EditionInput *input, int64_t doc)
{
    return insert_edition(writer, input, doc) && write_blocks(writer, input) &&
           write_headings(writer, input) && write_edits(writer, input) &&
           links_write(writer->store, writer->edition, input->draft, writer->err) &&
           write_sketch(writer, input) &&
           (input->original_edition || write_original(writer, input->original)) &&
           finish_edition(writer, doc);
}

bool store_put_document(Store *store, const EditionInput *input, int64_t *doc, Error *err)
{
    BUG_ON(input->draft->block_count >= UINT32_MAX);
    if (!store_require_writable(store, err))
        return false;
    EditionWriter writer = {.store = store, .input = input, .err = err};
    int64_t id = 0;
    if (!store_find_hash(store, &input->hash, &id, err))
        return false;
    if (id)
        return error_set(err, ERR_CONFLICT, _("document %lld has these very bytes"),
                         (long long)id);
    bool is_put =
        insert_document(&writer, input, &id) && write_edition(&writer, input, id);
    writer_clear(&writer);
    if (is_put)
        *doc = id;
    return is_put;
}

bool store_put_edition(Store *store, const EditionInput *input, int64_t doc,
                       int64_t *edition, Error *err)
{
    BUG_ON(input->draft->block_count >= UINT32_MAX);
    if (!store_require_writable(store, err))
        return false;
    EditionWriter writer = {.store = store, .input = input, .err = err};
    bool is_put =
        edition_unindex_current(store, doc, err) && write_edition(&writer, input, doc);
    writer_clear(&writer);
    if (is_put)
        *edition = writer.edition;
    return is_put;
}

bool store_find_hash(Store *store, const Hash *hash, int64_t *doc, Error *err)
{
    int64_t edition;
    return store_find_edition_hash(store, hash, doc, &edition, err);
}

bool store_find_edition_hash(Store *store, const Hash *hash, int64_t *doc,
                             int64_t *edition, Error *err)
{
    *doc = *edition = 0;
    Query query = query_start(store, SQL_FIND_HASH, err);
    query_bind_blob(&query, (Str){(const char *)hash->bytes, sizeof(hash->bytes)});
    if (query_step(&query)) {
        *doc = query_get_int(&query, 0);
        *edition = query_get_int(&query, 1);
    }
    return query_end(&query);
}

/* ---- changing and purging ---------------------------------------------- */

bool store_set_trashed(Store *store, int64_t doc, int64_t trashed_ms, Error *err)
{
    Query query = query_start(store, SQL_SET_TRASHED, err);
    query_bind_int(&query, doc);
    query_bind_int(&query, trashed_ms);
    return query_run(&query);
}

bool store_set_title(Store *store, int64_t doc, Str title, Error *err)
{
    Query query = query_start(store, SQL_SET_TITLE, err);
    query_bind_int(&query, doc);
    query_bind_text(&query, title);
    return query_run(&query);
}

static bool purge_parts(Store *store, int64_t edition, Error *err)
{
    static const StatementId parts[] = {SQL_DROP_CHUNKS,        SQL_DROP_PAGES,
                                        SQL_DROP_SECTION_PAGES, SQL_DROP_TITLE_PAGES,
                                        SQL_DROP_PIECES,        SQL_DROP_EDIT_PAGES,
                                        SQL_DROP_LINK_PAGES};
    bool is_purged = true;
    for (size_t i = 0; is_purged && i < ARRAY_SIZE(parts); i++) {
        Query drop = query_start(store, parts[i], err);
        query_bind_int(&drop, PART_KEY(edition, 0));
        query_bind_int(&drop, PART_KEY(edition + 1, 0) - 1);
        is_purged = query_run(&drop);
    }
    return is_purged;
}

static bool purge_editions(Store *store, int64_t doc, Error *err)
{
    Arena *arena = arena_new();
    EditionList list = {0};
    bool is_purged = edition_unindex_current(store, doc, err) &&
                     store_list_editions(store, doc, arena, &list, err);
    for (size_t i = 0; is_purged && i < list.count; i++)
        is_purged = purge_parts(store, list.rows[i].id, err);
    arena_free(arena);
    return is_purged;
}

static bool unindex_notes(Store *store, int64_t doc, Error *err)
{
    Query query = query_start(store, SQL_LIST_ANNOTATION_IDS, err);
    query_bind_int(&query, doc);
    bool is_done = true;
    while (is_done && query_step(&query))
        is_done = note_index_remove(store, query_get_int(&query, 0), err);
    return query_end(&query) && is_done;
}

bool store_purge_document(Store *store, int64_t doc, Error *err)
{
    if (!store_require_writable(store, err) ||
        /* For good: freed pages are overwritten as well. */
        !store_execute(store, "PRAGMA secure_delete = ON", err))
        return false;
    bool is_purged = unindex_notes(store, doc, err) && purge_editions(store, doc, err);
    static const StatementId rows[] = {
        SQL_DROP_ANNOTATION_TAGS, SQL_DROP_ENTRIES,       SQL_DROP_REPLIES,
        SQL_DROP_ANNOTATIONS,     SQL_DROP_DOCUMENT_TAGS, SQL_DROP_READING,
        SQL_DROP_READING_TIMES,   SQL_DROP_LINES,         SQL_DROP_SKETCHES,
        SQL_DROP_PLACES,          SQL_DROP_CORRECTIONS,   SQL_DROP_FIRST_OUTLINES,
        SQL_DROP_FIELDS,          SQL_DROP_EDITIONS,      SQL_DROP_DOCUMENT};
    for (size_t i = 0; is_purged && i < ARRAY_SIZE(rows); i++) {
        Query query = query_start(store, rows[i], err);
        query_bind_int(&query, doc);
        is_purged = query_run(&query);
    }
    Error ignored = {0};
    if (!store_execute(store, "PRAGMA secure_delete = FAST", &ignored))
        error_clear(&ignored);
    return is_purged;
}

/* ---- after a batch ----------------------------------------------------- */

#define MERGE_PAGES 256
#define MERGE_BUDGET_US 2000000

/* Merges index segments a little at a time until nothing is left to merge or the
 * budget is spent: a large library is not rewritten for one new document. */
static bool merge_index(Store *store, Error *err)
{
    int64_t end_us = time_monotonic_us() + MERGE_BUDGET_US;
    for (;;) {
        /* sqlite.org/fts5.html: less than two changes means that nothing was left. */
        int64_t before = sqlite3_total_changes64(store->db);
        Query query = query_start(store, SQL_MERGE_INDEX, err);
        query_bind_int(&query, MERGE_PAGES);
        if (!query_run(&query))
            return false;
        if (sqlite3_total_changes64(store->db) - before < 2 ||
            time_monotonic_us() > end_us)
            return true;
    }
}

bool store_settle(Store *store, Error *err)
{
    if (!store_require_writable(store, err) || !merge_index(store, err))
        return false;
    /* A reader in another window may hold the log; then it is truncated next time. */
    sqlite3_busy_timeout(store->db, 100);
    sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(store->db, BUSY_TIMEOUT_MS);
    return true;
}
