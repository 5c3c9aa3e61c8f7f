/* Headings as the user wants them: what was said of them, and the outlines that came of
 * it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>

/* ---- what was said -------------------------------------------------------- */

static CorrectionRow read_row(const Query *query, Arena *arena)
{
    int column = 0;
    CorrectionRow row = {0};
    Selector *selector = &row.selector;
    row.uid = query_get_uid(query, column++);
    row.doc = query_get_int(query, column++);
    row.made = query_get_int(query, column++);
    row.kind = arena_str(arena, query_get_text(query, column++));
    row.amount = (int)query_get_int(query, column++);
    row.text = arena_str(arena, query_get_text(query, column++));
    row.family = arena_str(arena, query_get_text(query, column++));
    row.is_part = query_get_int(query, column++) != 0;
    row.edition = query_get_int(query, column++);
    selector->range.start.block = (uint32_t)query_get_int(query, column++);
    selector->range.start.off = (uint32_t)query_get_int(query, column++);
    selector->range.end.block = (uint32_t)query_get_int(query, column++);
    selector->range.end.off = (uint32_t)query_get_int(query, column++);
    selector->exact = arena_str(arena, query_get_text(query, column++));
    selector->prefix = arena_str(arena, query_get_text(query, column++));
    selector->suffix = arena_str(arena, query_get_text(query, column++));
    selector->headings = arena_str(arena, query_get_text(query, column++));
    row.place_edition = query_get_int(query, column++);
    row.place_block = (uint32_t)query_get_int(query, column++);
    row.place_start = (uint32_t)query_get_int(query, column++);
    row.place_end = (uint32_t)query_get_int(query, column++);
    row.is_lost = query_get_int(query, column++) != 0;
    return row;
}

bool store_list_corrections(Store *store, int64_t doc, Arena *arena, CorrectionList *list,
                            Error *err)
{
    CorrectionRow *rows = NULL;
    size_t count = 0, capacity = 0;
    Query query = query_start(store, SQL_LIST_CORRECTIONS, err);
    query_bind_int(&query, doc);
    while (query_step(&query)) {
        rows = mem_grow(rows, &capacity, count + 1, sizeof(*rows));
        rows[count++] = read_row(&query, arena);
    }
    list->rows = arena_keep_array(arena, rows, count, sizeof(*rows));
    list->count = count;
    return query_end(&query);
}

bool store_put_correction(Store *store, const CorrectionRow *row, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_PUT_CORRECTION, err);
    query_bind_uid(&query, row->uid);
    query_bind_int(&query, row->doc);
    query_bind_int(&query, row->made);
    query_bind_text(&query, row->kind);
    query_bind_int(&query, row->amount);
    query_bind_text(&query, row->text);
    query_bind_text(&query, row->family);
    query_bind_int(&query, row->is_part);
    query_bind_int(&query, row->edition);
    query_bind_selector(&query, &row->selector);
    query_bind_int(&query, row->place_edition);
    query_bind_int(&query, row->place_block);
    query_bind_int(&query, row->place_start);
    query_bind_int(&query, row->place_end);
    query_bind_int(&query, row->is_lost);
    return query_run(&query);
}

bool store_drop_correction(Store *store, Uid uid, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_DROP_CORRECTION, err);
    query_bind_uid(&query, uid);
    return query_run(&query);
}

bool store_place_correction(Store *store, const CorrectionRow *row, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Query query = query_start(store, SQL_PLACE_CORRECTION, err);
    query_bind_uid(&query, row->uid);
    query_bind_int(&query, row->place_edition);
    query_bind_int(&query, row->place_block);
    query_bind_int(&query, row->place_start);
    query_bind_int(&query, row->place_end);
    query_bind_int(&query, row->is_lost);
    return query_run(&query);
}

/* ---- the outline of the import -------------------------------------------- */

/* Numbers of each heading: the block as a step from the one before, the title, … */
static void pack_outline(const Outline *outline, StrBuf *out)
{
    uint32_t block = 0;
    for (size_t i = 0; i < outline->count; i++) {
        const Heading *heading = &outline->headings[i];
        pack_number(out, heading->block - block);
        pack_number(out, heading->title_start);
        pack_number(out, heading->title_end);
        pack_number(out, heading->number);
        pack_number(out, heading->level);
        pack_number(out, heading->family);
        pack_number(out, heading->score);
        block = heading->block;
    }
}

static void unpack_outline(Str in, Outline *outline)
{
    uint32_t block = 0, step, level, family, score;
    Heading heading = {0};
    while (in.len && unpack_u32(&in, &step) && unpack_u32(&in, &heading.title_start) &&
           unpack_u32(&in, &heading.title_end) && unpack_u32(&in, &heading.number) &&
           unpack_u32(&in, &level) && unpack_u32(&in, &family) &&
           unpack_u32(&in, &score)) {
        block += step;
        heading.block = block;
        heading.level = (uint8_t)level;
        heading.family = (uint8_t)family;
        heading.score = (uint8_t)score;
        outline_add(outline, heading);
    }
}

bool store_get_first_outline(Store *store, int64_t edition, Outline *outline,
                             bool *has_outline, Error *err)
{
    StrBuf plain = {0};
    bool is_sound = true;
    Query query = query_start(store, SQL_GET_FIRST_OUTLINE, err);
    query_bind_int(&query, edition);
    *has_outline = query_step(&query);
    if (*has_outline)
        is_sound =
            blob_unpack(store, query_get_blob(&query, 0), BLOB_LIMIT_BYTES, &plain);
    bool is_read = query_end(&query);
    if (is_read && !is_sound)
        is_read = error_set(err, ERR_STORE,
                            _("the headings of edition %lld are damaged; run “piyue "
                              "check”"),
                            (long long)edition);
    if (is_read)
        unpack_outline(strbuf_get(&plain), outline);
    strbuf_clear(&plain);
    return is_read;
}

/* It never changes: what is there stays. */
static bool keep_first(Store *store, int64_t edition, const Outline *first, Error *err)
{
    Query there = query_start(store, SQL_GET_FIRST_OUTLINE, err);
    query_bind_int(&there, edition);
    bool is_there = query_step(&there);
    if (!query_end(&there))
        return false;
    if (is_there)
        return true;
    StrBuf plain = {0}, packed = {0};
    pack_outline(first, &plain);
    bool is_kept = blob_pack(store, strbuf_get(&plain), 1, &packed, err);
    if (is_kept) {
        Query query = query_start(store, SQL_PUT_FIRST_OUTLINE, err);
        query_bind_int(&query, edition);
        query_bind_blob(&query, strbuf_get(&packed));
        is_kept = query_run(&query);
    }
    strbuf_clear(&plain);
    strbuf_clear(&packed);
    return is_kept;
}

static bool set_headings(Store *store, int64_t edition, size_t count, Error *err)
{
    static const StatementId rows[] = {SQL_SET_HEADINGS, SQL_SET_DOCUMENT_HEADINGS};
    bool is_set = true;
    for (size_t i = 0; is_set && i < ARRAY_SIZE(rows); i++) {
        Query query = query_start(store, rows[i], err);
        query_bind_int(&query, edition);
        query_bind_int(&query, (int64_t)count);
        is_set = query_run(&query);
    }
    return is_set;
}

static bool put_stamp(Store *store, int64_t edition, Error *err)
{
    Query query = query_start(store, SQL_STAMP_OUTLINE, err);
    query_bind_int(&query, edition);
    query_bind_int(&query, time_now_ms());
    return query_run(&query);
}

int64_t store_get_outline_stamp(Store *store, int64_t edition)
{
    Error ignored = {0};
    int64_t stamp = 0;
    Query query = query_start(store, SQL_GET_OUTLINE_STAMP, &ignored);
    query_bind_int(&query, edition);
    if (query_step(&query))
        stamp = query_get_int(&query, 0);
    query_end(&query);
    error_clear(&ignored);
    return stamp;
}

/* Headings lie far apart: what was read of the text is let go after each. */
static Str get_document_text(void *context, uint32_t block)
{
    Document *document = context;
    document_trim(document);
    return document_get_text(document, block);
}

bool store_put_outline(Store *store, Document *document, const Outline *outline,
                       const Str *titles, const Outline *first, Error *err)
{
    int64_t edition = document->edition;
    SectionInput input = {.outline = outline,
                          .block_count = document->block_count,
                          .get_text = get_document_text,
                          .context = document,
                          .titles = titles};
    if (!store_require_writable(store, err))
        return false;
    if (first &&
        (!keep_first(store, edition, first, err) || !put_stamp(store, edition, err)))
        return false;
    if (!first) {
        Query query = query_start(store, SQL_DROP_FIRST_OUTLINE, err);
        query_bind_int(&query, edition);
        if (!query_run(&query))
            return false;
    }
    return sections_drop(store, edition, err) &&
           sections_write(store, edition, &input, err) &&
           set_headings(store, edition, outline->count, err);
}
