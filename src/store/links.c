/* The links of an edition: in pages, one for each page of the directory whose blocks have
 * some.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- writing ------------------------------------------------------------- */

/* A link: blocks since the one before (from the first of the page on), start, length,
 * kind; then the length of an address and the address, or the block and place it leads
 * to. */
static void pack_link(StrBuf *out, const Link *link, uint32_t block_before)
{
    pack_number(out, link->block - block_before);
    pack_number(out, link->start);
    pack_number(out, link->end - link->start);
    pack_number(out, link->kind);
    if (link->kind == LINK_ADDRESS) {
        pack_number(out, link->target.len);
        strbuf_append_str(out, link->target);
    } else {
        pack_number(out, link->to_block);
        pack_number(out, link->to_off);
    }
}

static bool write_page(Store *store, int64_t edition, uint32_t number, Str plain,
                       Error *err)
{
    StrBuf packed = {0};
    bool is_written = blob_pack(store, plain, CHUNK_LEVEL, &packed, err);
    if (is_written) {
        Query query = query_start(store, SQL_PUT_LINK_PAGE, err);
        query_bind_int(&query, PART_KEY(edition, number));
        query_bind_blob(&query, strbuf_get(&packed));
        is_written = query_run(&query);
    }
    strbuf_clear(&packed);
    return is_written;
}

bool links_write(Store *store, int64_t edition, const Draft *draft, Error *err)
{
    StrBuf page = {0};
    bool is_written = true;
    for (size_t i = 0; is_written && i < draft->link_count;) {
        uint32_t number = draft->links[i].block / PAGE_BLOCKS,
                 block = number * PAGE_BLOCKS;
        strbuf_reset(&page);
        for (; i < draft->link_count && draft->links[i].block / PAGE_BLOCKS == number;
             i++) {
            pack_link(&page, &draft->links[i], block);
            block = draft->links[i].block;
        }
        is_written = write_page(store, edition, number, strbuf_get(&page), err);
    }
    strbuf_clear(&page);
    return is_written;
}

bool links_drop(Store *store, int64_t edition, Error *err)
{
    Query query = query_start(store, SQL_DROP_LINK_PAGES, err);
    query_bind_int(&query, PART_KEY(edition, 0));
    query_bind_int(&query, PART_KEY(edition + 1, 0) - 1);
    return query_run(&query);
}

bool store_renew_links(Store *store, int64_t edition, const Draft *draft, Error *err)
{
    return store_require_writable(store, err) && links_drop(store, edition, err) &&
           links_write(store, edition, draft, err);
}

/* ---- pages --------------------------------------------------------------- */

typedef struct LinkPage {
    size_t count;
    Link links[]; /* in order; their targets stand behind them */
} LinkPage;

/* The next link of a page, behind `link`; false for what no reader could rely on. */
static bool unpack_link(Str *rest, uint32_t end_block, uint32_t block_count, Link *link)
{
    uint32_t step = 0, bytes = 0, kind = 0, len = 0;
    if (!unpack_u32(rest, &step) || step >= end_block - link->block ||
        !unpack_u32(rest, &link->start) || !unpack_u32(rest, &bytes) ||
        !unpack_u32(rest, &kind) || link->start > BLOCK_LIMIT_BYTES ||
        bytes > BLOCK_LIMIT_BYTES)
        return false;
    link->block += step;
    link->end = link->start + bytes;
    link->kind = (LinkKind)kind;
    if (kind == LINK_PLACE)
        return unpack_u32(rest, &link->to_block) && link->to_block < block_count &&
               unpack_u32(rest, &link->to_off);
    if (kind != LINK_ADDRESS || !unpack_u32(rest, &len) || len > rest->len ||
        len > ADDRESS_MAX_BYTES)
        return false;
    link->target = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len, rest->len);
    return true;
}

/* Of what is damaged, the links before the damage. `*bytes` is what the page takes. */
static LinkPage *page_new(Str plain, uint32_t number, uint32_t block_count, size_t *bytes)
{
    Link *links = NULL;
    size_t count = 0, capacity = 0;
    Link link = {.block = number * PAGE_BLOCKS};
    uint32_t end = MIN(link.block + PAGE_BLOCKS, block_count);
    for (Str rest = plain; rest.len;) {
        link = (Link){.block = link.block};
        if (!unpack_link(&rest, end, block_count, &link))
            break;
        links = mem_grow(links, &capacity, count + 1, sizeof(*links));
        links[count++] = link;
    }
    *bytes = sizeof(LinkPage) + count * sizeof(*links) + plain.len;
    LinkPage *page = mem_alloc(*bytes);
    page->count = count;
    char *texts = (char *)(page->links + count);
    if (plain.len)
        memcpy(texts, plain.data, plain.len);
    for (size_t i = 0; i < count; i++) {
        page->links[i] = links[i];
        if (links[i].target.len)
            page->links[i].target.data = texts + (links[i].target.data - plain.data);
    }
    free(links);
    return page;
}

/* A page that is not there has none, and a damaged one leaves words without links. */
static const LinkPage *get_page(LinkReader *reader, uint32_t number)
{
    LinkPage *page = cache_find(&reader->pages, number);
    if (page)
        return page;
    Error ignored = {0};
    Query query = query_start(reader->store, SQL_GET_LINK_PAGE, &ignored);
    query_bind_int(&query, PART_KEY(reader->edition, number));
    strbuf_reset(&reader->scratch);
    if (query_step(&query) && !blob_unpack(reader->store, query_get_blob(&query, 0),
                                           BLOB_LIMIT_BYTES, &reader->scratch))
        strbuf_reset(&reader->scratch);
    query_end(&query);
    error_clear(&ignored);
    size_t bytes = 0;
    page = page_new(strbuf_get(&reader->scratch), number, reader->block_count, &bytes);
    cache_add(&reader->pages, number, page, bytes);
    return page;
}

/* The nearest page with links, `number` included; UINT32_MAX for none. */
static uint32_t find_page(const LinkReader *reader, uint32_t number, int direction)
{
    Error ignored = {0};
    bool is_next = direction > 0;
    Query query = query_start(
        reader->store, is_next ? SQL_NEXT_LINK_PAGE : SQL_PREVIOUS_LINK_PAGE, &ignored);
    int64_t first = PART_KEY(reader->edition, 0);
    query_bind_int(&query, is_next ? first + number : first);
    query_bind_int(&query,
                   is_next ? PART_KEY(reader->edition + 1, 0) - 1 : first + number);
    uint32_t found = UINT32_MAX;
    if (query_step(&query))
        found = (uint32_t)(query_get_int(&query, 0) - first);
    query_end(&query);
    error_clear(&ignored);
    return (uint64_t)found * PAGE_BLOCKS < reader->block_count ? found : UINT32_MAX;
}

/* ---- reading ------------------------------------------------------------- */

void link_reader_clear(LinkReader *reader)
{
    cache_clear(&reader->pages);
    strbuf_clear(&reader->scratch);
}

const Link *link_reader_get(LinkReader *reader, uint32_t block, size_t *count)
{
    const LinkPage *page = get_page(reader, block / PAGE_BLOCKS);
    size_t first = links_find(page->links, page->count, block);
    *count = links_find(page->links, page->count, block + 1) - first;
    return *count ? page->links + first : NULL;
}

uint32_t link_reader_find(LinkReader *reader, uint32_t block, int direction)
{
    uint32_t number = block / PAGE_BLOCKS;
    while ((number = find_page(reader, number, direction)) != UINT32_MAX) {
        const LinkPage *page = get_page(reader, number);
        size_t behind = links_find(page->links, page->count, block + (direction < 0));
        if (direction > 0 ? behind < page->count : behind > 0)
            return page->links[direction > 0 ? behind : behind - 1].block;
        if (direction < 0 && number == 0)
            break;
        number = direction > 0 ? number + 1 : number - 1;
    }
    return reader->block_count;
}
