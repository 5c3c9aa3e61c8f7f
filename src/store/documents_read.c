/* A document of the library, open for reading: pages of its directory and chunks of
 * its text through caches with a budget.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_BUDGET_BYTES ((size_t)4 << 20)
#define PAGE_BUDGET_BYTES ((size_t)1 << 20)
#define TITLE_BUDGET_BYTES ((size_t)1 << 19)
#define LINK_BUDGET_BYTES ((size_t)1 << 19)

typedef struct DirectoryPage {
    uint32_t count, chunks;
    bool is_damaged;
    BlockEntry entries[];
} DirectoryPage;

typedef struct TextChunk {
    size_t len;
    bool is_damaged;
    char data[];
} TextChunk;

typedef struct TitlePage {
    Str titles[TITLE_PAGE_SECTIONS]; /* into data */
    char data[];
} TitlePage;

/* Sums over the pages before one. */
typedef struct PageSum {
    uint64_t bytes;
    uint32_t chunks;
} PageSum;

typedef struct StoredDocument {
    Store *store;
    int64_t edition;
    uint32_t block_count, page_count;
    size_t section_count;
    PageSum *sums; /* one more than there are pages */
    Cache pages, chunks, titles;
    LinkReader links;
    uint32_t *plain; /* blocks that are headings no more, sorted */
    size_t plain_count;
    StrBuf scratch;
} StoredDocument;

static Str damage_notice(void)
{
    return str_from(_("[This part of the document is damaged; run “piyue check”.]"));
}

/* ---- pages of the directory -------------------------------------------- */

/* Decodes a directory page of `count` blocks; false when it is damaged. */
static bool decode_page(Str packed, BlockEntry *entries, uint32_t count, uint32_t *chunks)
{
    uint32_t chunk_blocks[PAGE_BLOCKS];
    uint32_t chunk_count = 0, blocks = 0;
    if (!unpack_u32(&packed, &chunk_count) || chunk_count > PAGE_BLOCKS)
        return false;
    for (uint32_t i = 0; i < chunk_count; i++) {
        if (!unpack_u32(&packed, &chunk_blocks[i]) || chunk_blocks[i] > count - blocks)
            return false;
        blocks += chunk_blocks[i];
    }
    if (blocks != count)
        return false;
    uint32_t off = 0, chunk_off = 0, chunk = 0, in_chunk = 0;
    int64_t line = 0;
    for (uint32_t i = 0; i < count; i++, in_chunk++) {
        while (in_chunk == chunk_blocks[chunk]) {
            chunk++;
            in_chunk = 0;
            chunk_off = 0;
        }
        uint32_t looks = 0;
        int64_t line_delta = 0;
        BlockEntry *entry = &entries[i];
        if (!unpack_u32(&packed, &looks) || looks >= 1u << 23 ||
            !unpack_u32(&packed, &entry->bytes) || entry->bytes > BLOCK_LIMIT_BYTES ||
            !unpack_u32(&packed, &entry->columns) || !unpack_signed(&packed, &line_delta))
            return false;
        line += line_delta;
        entry->source_line = (uint32_t)line;
        entry->kind = looks & 7;
        entry->flags = (uint8_t)(looks >> 3);
        entry->markup_level = looks >> 11 & 15;
        entry->evidence = (uint8_t)(looks >> 15);
        entry->off = off;
        entry->chunk = (uint16_t)chunk;
        entry->chunk_off = chunk_off;
        off += entry->bytes;
        chunk_off += entry->bytes;
    }
    *chunks = chunk_count;
    return packed.len == 0;
}

/* Fetches and unpacks a part; false when it is missing or damaged. Reading goes on
 * with a notice in its place, so the reason is of no use here. */
static bool read_part(StoredDocument *stored, StatementId id, uint32_t number,
                      size_t max_bytes, StrBuf *out)
{
    Error ignored = {0};
    Query query = query_start(stored->store, id, &ignored);
    query_bind_int(&query, PART_KEY(stored->edition, number));
    strbuf_reset(out);
    bool is_read = query_step(&query) &&
                   blob_unpack(stored->store, query_get_blob(&query, 0), max_bytes, out);
    is_read = query_end(&query) && is_read;
    error_clear(&ignored);
    return is_read;
}

static uint32_t page_blocks(const StoredDocument *stored, uint32_t number)
{
    return MIN(PAGE_BLOCKS, stored->block_count - number * PAGE_BLOCKS);
}

static DirectoryPage *get_page(StoredDocument *stored, uint32_t number)
{
    DirectoryPage *page = cache_find(&stored->pages, number);
    if (page)
        return page;
    uint32_t count = page_blocks(stored, number);
    size_t bytes = sizeof(*page) + count * sizeof(page->entries[0]);
    page = mem_alloc(bytes);
    page->count = count;
    const PageSum *sums = &stored->sums[number];
    page->is_damaged =
        !read_part(stored, SQL_GET_PAGE, number, CHUNK_LIMIT_BYTES, &stored->scratch) ||
        !decode_page(strbuf_get(&stored->scratch), page->entries, count, &page->chunks) ||
        page->chunks != sums[1].chunks - sums[0].chunks ||
        page->entries[count - 1].off + page->entries[count - 1].bytes !=
            sums[1].bytes - sums[0].bytes;
    if (page->is_damaged)
        for (uint32_t i = 0; i < count; i++)
            page->entries[i] = (BlockEntry){.bytes = (uint32_t)damage_notice().len,
                                            .columns = (uint32_t)damage_notice().len};
    cache_add(&stored->pages, number, page, bytes);
    return page;
}

static TextChunk *get_chunk(StoredDocument *stored, uint32_t number)
{
    TextChunk *chunk = cache_find(&stored->chunks, number);
    if (chunk)
        return chunk;
    bool is_read =
        read_part(stored, SQL_GET_CHUNK, number, CHUNK_LIMIT_BYTES, &stored->scratch);
    size_t len = is_read ? stored->scratch.len : 0;
    chunk = mem_alloc(sizeof(*chunk) + len + 1);
    chunk->is_damaged = !is_read;
    chunk->len = len;
    if (len)
        memcpy(chunk->data, stored->scratch.data, len);
    cache_add(&stored->chunks, number, chunk, sizeof(*chunk) + len);
    return chunk;
}

static bool is_plain(const StoredDocument *stored, uint32_t block)
{
    size_t low = 0, high = stored->plain_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (stored->plain[middle] < block)
            low = middle + 1;
        else
            high = middle;
    }
    return low < stored->plain_count && stored->plain[low] == block;
}

static BlockInfo stored_get_block(void *context, uint32_t block)
{
    StoredDocument *stored = context;
    const BlockEntry *entry =
        &get_page(stored, block / PAGE_BLOCKS)->entries[block % PAGE_BLOCKS];
    bool is_text = entry->kind == BLOCK_HEADING && is_plain(stored, block);
    return (BlockInfo){.bytes = entry->bytes,
                       .columns = entry->columns,
                       .source_line = entry->source_line,
                       .kind = is_text ? BLOCK_PARAGRAPH : entry->kind,
                       .flags = entry->flags,
                       .markup_level = entry->markup_level,
                       .evidence = entry->evidence};
}

static Str stored_get_text(void *context, uint32_t block)
{
    StoredDocument *stored = context;
    uint32_t number = block / PAGE_BLOCKS;
    const DirectoryPage *page = get_page(stored, number);
    if (page->is_damaged)
        return damage_notice();
    const BlockEntry *entry = &page->entries[block % PAGE_BLOCKS];
    const TextChunk *chunk =
        get_chunk(stored, stored->sums[number].chunks + entry->chunk);
    if (chunk->is_damaged || chunk->len < (size_t)entry->chunk_off + entry->bytes)
        return damage_notice();
    return (Str){chunk->data + entry->chunk_off, entry->bytes};
}

static uint64_t stored_get_bytes_before(void *context, uint32_t block)
{
    StoredDocument *stored = context;
    uint32_t number = block / PAGE_BLOCKS;
    const DirectoryPage *page = get_page(stored, number);
    return stored->sums[number].bytes + page->entries[block % PAGE_BLOCKS].off;
}

static uint32_t stored_find_block_at(void *context, uint64_t off)
{
    StoredDocument *stored = context;
    uint32_t low = 0, high = stored->page_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (stored->sums[middle].bytes <= off)
            low = middle;
        else
            high = middle;
    }
    const DirectoryPage *page = get_page(stored, low);
    uint64_t off_in_page = off - stored->sums[low].bytes;
    uint32_t first = 0, last = page->count;
    while (last - first > 1) {
        uint32_t middle = first + (last - first) / 2;
        if (page->entries[middle].off <= off_in_page)
            first = middle;
        else
            last = middle;
    }
    return low * PAGE_BLOCKS + first;
}

/* ---- titles ------------------------------------------------------------ */

static TitlePage *get_title_page(StoredDocument *stored, uint32_t number)
{
    TitlePage *page = cache_find(&stored->titles, number);
    if (page)
        return page;
    if (!read_part(stored, SQL_GET_TITLE_PAGE, number, BLOB_LIMIT_BYTES,
                   &stored->scratch))
        strbuf_reset(&stored->scratch);
    size_t len = stored->scratch.len;
    page = mem_alloc(sizeof(*page) + len + 1);
    if (len)
        memcpy(page->data, stored->scratch.data, len);
    Str rest = {page->data, len};
    for (size_t i = 0; i < TITLE_PAGE_SECTIONS; i++) {
        uint64_t title_len = 0;
        if (!unpack_number(&rest, &title_len) || title_len > rest.len)
            break;
        page->titles[i] = str_slice(rest, 0, (size_t)title_len);
        rest = str_slice(rest, (size_t)title_len, rest.len);
    }
    cache_add(&stored->titles, number, page, sizeof(*page) + len);
    return page;
}

static Str stored_get_title(void *context, uint32_t section)
{
    Str title = get_title_page(context, section / TITLE_PAGE_SECTIONS)
                    ->titles[section % TITLE_PAGE_SECTIONS];
    return title.data ? title : damage_notice();
}

static const Link *stored_get_links(void *context, uint32_t block, size_t *count)
{
    return link_reader_get(&((StoredDocument *)context)->links, block, count);
}

static uint32_t stored_find_linked(void *context, uint32_t block, int direction)
{
    return link_reader_find(&((StoredDocument *)context)->links, block, direction);
}

static void stored_trim(void *context)
{
    StoredDocument *stored = context;
    cache_trim(&stored->pages);
    cache_trim(&stored->chunks);
    cache_trim(&stored->titles);
    cache_trim(&stored->links.pages);
}

static void stored_free(void *context)
{
    StoredDocument *stored = context;
    cache_clear(&stored->pages);
    cache_clear(&stored->chunks);
    cache_clear(&stored->titles);
    link_reader_clear(&stored->links);
    strbuf_clear(&stored->scratch);
    free(stored->sums);
    free(stored->plain);
    free(stored);
}

static const DocumentSource stored_source = {
    .get_block = stored_get_block,
    .get_text = stored_get_text,
    .get_bytes_before = stored_get_bytes_before,
    .find_block_at = stored_find_block_at,
    .get_title = stored_get_title,
    .get_links = stored_get_links,
    .find_linked = stored_find_linked,
    .trim = stored_trim,
    .free = stored_free,
};

/* ---- opening ----------------------------------------------------------- */

static bool decode_directory(StoredDocument *stored, Str packed, uint64_t text_bytes)
{
    strbuf_reset(&stored->scratch);
    if (!blob_unpack(stored->store, packed, BLOB_LIMIT_BYTES, &stored->scratch))
        return false;
    Str rest = strbuf_get(&stored->scratch);
    stored->sums = mem_alloc_array((size_t)stored->page_count + 1, sizeof(*stored->sums));
    for (uint32_t i = 0; i < stored->page_count; i++) {
        uint64_t bytes = 0;
        uint32_t chunks = 0;
        if (!unpack_number(&rest, &bytes) || !unpack_u32(&rest, &chunks) ||
            bytes > text_bytes - stored->sums[i].bytes || chunks > PAGE_BLOCKS)
            return false;
        stored->sums[i + 1] =
            (PageSum){stored->sums[i].bytes + bytes, stored->sums[i].chunks + chunks};
    }
    return rest.len == 0 && stored->sums[stored->page_count].bytes == text_bytes;
}

static uint32_t read_word(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static Section read_section(const char *at)
{
    uint32_t packed = read_word(at + 16);
    return (Section){
        .heading = {.block = read_word(at),
                    .title_start = read_word(at + 4),
                    .title_end = read_word(at + 8),
                    .number = read_word(at + 12),
                    .level = (uint8_t)packed,
                    .family = (uint8_t)(packed >> 8),
                    .score = (uint8_t)(packed >> 16)},
        .end_block = read_word(at + 20),
        .parent = read_word(at + 24),
    };
}

/* What every reader of sections relies on: they nest, in the order of the text. */
static bool section_is_sound(const Section *section, const Document *document)
{
    const Heading *heading = &section->heading;
    size_t index = document->section_count;
    const Section *before = index ? &document->sections[index - 1] : NULL;
    const Section *parent =
        section->parent < index ? &document->sections[section->parent] : NULL;
    return heading->level > 0 && heading->title_start <= heading->title_end &&
           heading->title_end <= BLOCK_LIMIT_BYTES &&
           heading->block < section->end_block &&
           section->end_block <= document->block_count &&
           (!before || before->heading.block < heading->block) &&
           (parent ? heading->level > parent->heading.level &&
                         section->end_block <= parent->end_block
                   : section->parent == SECTION_NONE);
}

/* A damaged outline leaves the document readable, with the sections before the damage. */
static void load_sections(StoredDocument *stored, Document *document)
{
    Error ignored = {0};
    bool is_sound = true;
    size_t capacity = 0;
    Query query = query_start(stored->store, SQL_LIST_SECTION_PAGES, &ignored);
    query_bind_int(&query, PART_KEY(stored->edition, 0));
    query_bind_int(&query, PART_KEY(stored->edition + 1, 0) - 1);
    while (is_sound && query_step(&query)) {
        Str page = query_get_blob(&query, 0);
        document->sections = mem_grow(document->sections, &capacity,
                                      document->section_count + page.len / SECTION_BYTES,
                                      sizeof(*document->sections));
        for (size_t off = 0; is_sound && off + SECTION_BYTES <= page.len;
             off += SECTION_BYTES) {
            Section section = read_section(page.data + off);
            is_sound = section_is_sound(&section, document);
            if (is_sound)
                document->sections[document->section_count++] = section;
        }
    }
    query_end(&query);
    error_clear(&ignored);
}

/* Blocks that were headings until the user said no: they look like text. */
static void find_plain(StoredDocument *stored, const Document *document)
{
    Error ignored = {0};
    Outline first = {0};
    bool is_kept;
    size_t at = 0, capacity = 0;
    if (!store_get_first_outline(stored->store, stored->edition, &first, &is_kept,
                                 &ignored))
        error_clear(&ignored);
    for (size_t i = 0; i < first.count; i++) {
        uint32_t block = first.headings[i].block;
        while (at < document->section_count &&
               document->sections[at].heading.block < block)
            at++;
        if (at < document->section_count && document->sections[at].heading.block == block)
            continue;
        stored->plain = mem_grow(stored->plain, &capacity, stored->plain_count + 1,
                                 sizeof(*stored->plain));
        stored->plain[stored->plain_count++] = block;
    }
    outline_clear(&first);
}

/* Columns of SQL_OPEN_DOCUMENT and SQL_OPEN_EDITION. */
enum {
    OPEN_EDITION,
    OPEN_TITLE,
    OPEN_PATH,
    OPEN_ENCODING,
    OPEN_BLOCKS,
    OPEN_TEXT_BYTES,
    OPEN_CODEPOINTS,
    OPEN_DIRECTORY,
    OPEN_DOC,
    OPEN_STAMP
};

static bool load_document(const Query *query, Document *document, StoredDocument *stored)
{
    int64_t blocks = query_get_int(query, OPEN_BLOCKS);
    if (blocks < 0 || blocks >= UINT32_MAX)
        return false;
    document->edition = query_get_int(query, OPEN_EDITION);
    document->title = str_dup(query_get_text(query, OPEN_TITLE));
    document->path = str_dup(query_get_text(query, OPEN_PATH));
    Str encoding = query_get_text(query, OPEN_ENCODING);
    document->encoding = encoding.len ? str_dup(encoding) : NULL;
    document->block_count = (uint32_t)blocks;
    document->text_bytes = (uint64_t)query_get_int(query, OPEN_TEXT_BYTES);
    document->codepoints = (uint64_t)query_get_int(query, OPEN_CODEPOINTS);
    document->outline_stamp = query_get_int(query, OPEN_STAMP);
    stored->edition = document->edition;
    stored->block_count = document->block_count;
    stored->links =
        (LinkReader){stored->store, stored->edition, stored->block_count, {0}, {0}};
    stored->links.pages.budget = LINK_BUDGET_BYTES;
    stored->page_count = (uint32_t)((blocks + PAGE_BLOCKS - 1) / PAGE_BLOCKS);
    return decode_directory(stored, query_get_blob(query, OPEN_DIRECTORY),
                            document->text_bytes);
}

/* Runs SQL_OPEN_DOCUMENT or, for an edition of its own, SQL_OPEN_EDITION. */
static Document *open_stored(Store *store, StatementId id, int64_t key, Error *err)
{
    StoredDocument *stored = mem_alloc(sizeof(*stored));
    *stored = (StoredDocument){.store = store,
                               .pages.budget = PAGE_BUDGET_BYTES,
                               .chunks.budget = CHUNK_BUDGET_BYTES,
                               .titles.budget = TITLE_BUDGET_BYTES};
    Document *document = mem_alloc(sizeof(*document));
    document->source = &stored_source;
    document->source_context = stored;
    Query query = query_start(store, id, err);
    query_bind_int(&query, key);
    bool is_found = query_step(&query);
    bool is_open = is_found && load_document(&query, document, stored);
    if (is_found)
        document->id = query_get_int(&query, OPEN_DOC);
    if (!query_end(&query))
        is_open = false;
    else if (!is_found)
        error_set(err, ERR_NOT_FOUND,
                  id == SQL_OPEN_EDITION
                      ? _("there is no edition %lld; `piyue editions DOC` lists "
                          "those of a document")
                      : _("there is no document %lld; `piyue list` names "
                          "them all"),
                  (long long)key);
    else if (!is_open)
        error_set(err, ERR_STORE,
                  _("document %lld is damaged; “piyue rebuild” makes the library anew"),
                  (long long)document->id);
    if (is_open) {
        load_sections(stored, document);
        if (document->outline_stamp)
            find_plain(stored, document);
        return document;
    }
    document_free(document);
    return NULL;
}

Document *edition_open(Store *store, int64_t doc, Error *err)
{
    return open_stored(store, SQL_OPEN_DOCUMENT, doc, err);
}

Document *store_open_document(Store *store, int64_t id, Error *err)
{
    return edition_open(store, id, err);
}

Document *store_open_edition(Store *store, int64_t edition, Error *err)
{
    return open_stored(store, SQL_OPEN_EDITION, edition, err);
}

bool store_read_original(Store *store, int64_t edition, StrBuf *out, Error *err)
{
    size_t before = out->len;
    int64_t number = 0, owner = edition;
    bool is_whole = true;
    Query original = query_start(store, SQL_GET_ORIGINAL, err);
    query_bind_int(&original, edition);
    if (query_step(&original))
        owner = query_get_int(&original, 0);
    if (!query_end(&original))
        return false;
    Query query = query_start(store, SQL_LIST_PIECES, err);
    query_bind_int(&query, PART_KEY(owner, 0));
    query_bind_int(&query, PART_KEY(owner + 1, 0) - 1);
    for (; is_whole && query_step(&query); number++)
        is_whole = query_get_int(&query, 0) == PART_KEY(owner, number) &&
                   blob_unpack(store, query_get_blob(&query, 1), PIECE_BYTES, out);
    bool is_read = query_end(&query);
    if (is_read && !is_whole)
        is_read =
            error_set(err, ERR_STORE,
                      _("the original of edition %lld is damaged; run “piyue check”"),
                      (long long)edition);
    if (!is_read) {
        out->len = before;
        if (out->data)
            out->data[before] = '\0';
    }
    return is_read;
}
