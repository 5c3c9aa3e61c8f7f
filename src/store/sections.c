/* Headings of an edition: their pages and those of their titles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>

#define TITLE_LEVEL 1 /* of compression: read far more often than written */

static void pack_word(StrBuf *out, uint32_t word)
{
    char bytes[4] = {(char)word, (char)(word >> 8), (char)(word >> 16),
                     (char)(word >> 24)};
    strbuf_append(out, bytes, sizeof(bytes));
}

static void pack_section(StrBuf *out, const Section *section)
{
    const Heading *heading = &section->heading;
    pack_word(out, heading->block);
    pack_word(out, heading->title_start);
    pack_word(out, heading->title_end);
    pack_word(out, heading->number);
    pack_word(out, heading->level | (uint32_t)heading->family << 8 |
                       (uint32_t)heading->score << 16);
    pack_word(out, section->end_block);
    pack_word(out, section->parent);
}

static bool put_page(Store *store, StatementId id, int64_t edition, size_t number,
                     Str page, Error *err)
{
    Query query = query_start(store, id, err);
    query_bind_int(&query, PART_KEY(edition, (int64_t)number));
    query_bind_blob(&query, page);
    return query_run(&query);
}

static bool write_sections(Store *store, int64_t edition, const SectionInput *input,
                           Error *err)
{
    const Outline *outline = input->outline;
    Section *sections = sections_new(outline, input->block_count);
    StrBuf page = {0};
    bool is_written = true;
    for (size_t i = 0; is_written && i < outline->count; i++) {
        pack_section(&page, &sections[i]);
        if ((i + 1) % SECTION_PAGE_SECTIONS && i + 1 < outline->count)
            continue;
        is_written = put_page(store, SQL_PUT_SECTION_PAGE, edition,
                              i / SECTION_PAGE_SECTIONS, strbuf_get(&page), err);
        strbuf_reset(&page);
    }
    strbuf_clear(&page);
    free(sections);
    return is_written;
}

static bool write_titles(Store *store, int64_t edition, const SectionInput *input,
                         Error *err)
{
    const Outline *outline = input->outline;
    StrBuf page = {0}, packed = {0};
    bool is_written = true;
    for (size_t i = 0; is_written && i < outline->count; i++) {
        const Heading *heading = &outline->headings[i];
        Str title = input->titles ? input->titles[i] : (Str){0};
        if (!title.len)
            title = text_trim(str_slice(input->get_text(input->context, heading->block),
                                        heading->title_start, heading->title_end));
        pack_number(&page, title.len);
        strbuf_append_str(&page, title);
        if ((i + 1) % TITLE_PAGE_SECTIONS && i + 1 < outline->count)
            continue;
        strbuf_reset(&packed);
        is_written = blob_pack(store, strbuf_get(&page), TITLE_LEVEL, &packed, err) &&
                     put_page(store, SQL_PUT_TITLE_PAGE, edition, i / TITLE_PAGE_SECTIONS,
                              strbuf_get(&packed), err);
        strbuf_reset(&page);
    }
    strbuf_clear(&page);
    strbuf_clear(&packed);
    return is_written;
}

bool sections_write(Store *store, int64_t edition, const SectionInput *input, Error *err)
{
    return write_sections(store, edition, input, err) &&
           write_titles(store, edition, input, err);
}

bool sections_drop(Store *store, int64_t edition, Error *err)
{
    static const StatementId parts[] = {SQL_DROP_SECTION_PAGES, SQL_DROP_TITLE_PAGES};
    bool is_dropped = true;
    for (size_t i = 0; is_dropped && i < ARRAY_SIZE(parts); i++) {
        Query drop = query_start(store, parts[i], err);
        query_bind_int(&drop, PART_KEY(edition, 0));
        query_bind_int(&drop, PART_KEY(edition + 1, 0) - 1);
        is_dropped = query_run(&drop);
    }
    return is_dropped;
}
