/* Editions of a document: which one is shown, and what cleaning did to each.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

#define EDIT_PAGE_LIMIT_BYTES ((size_t)64 << 20) /* what damage may make us allocate */

/* ---- lists ------------------------------------------------------------- */

static EditionMoves unpack_moves(Str packed)
{
    EditionMoves moves = {0};
    uint32_t *const fields[] = {&moves.exact, &moves.context, &moves.fuzzy,
                                &moves.orphaned};
    for (size_t i = 0; i < ARRAY_SIZE(fields) && unpack_u32(&packed, fields[i]); i++)
        continue;
    return moves;
}

static EditionRow read_edition(const Query *query, Arena *arena)
{
    int column = 0;
    EditionRow row = {0};
    row.id = query_get_int(query, column++);
    row.uid = query_get_uid(query, column++);
    row.doc = query_get_int(query, column++);
    row.original = query_get_int(query, column++);
    Str hash = query_get_blob(query, column++);
    memcpy(row.hash.bytes, hash.data, MIN(hash.len, sizeof(row.hash.bytes)));
    row.title = arena_str(arena, query_get_text(query, column++));
    row.path = arena_str(arena, query_get_text(query, column++));
    row.author = arena_str(arena, query_get_text(query, column++));
    row.source = arena_str(arena, query_get_text(query, column++));
    row.date = arena_str(arena, query_get_text(query, column++));
    row.format = arena_str(arena, query_get_text(query, column++));
    row.encoding = arena_str(arena, query_get_text(query, column++));
    row.confidence = query_get_real(query, column++);
    row.added_ms = query_get_int(query, column++);
    row.text_bytes = (uint64_t)query_get_int(query, column++);
    row.codepoints = (uint64_t)query_get_int(query, column++);
    row.original_bytes = (uint64_t)query_get_int(query, column++);
    row.replaced = (uint64_t)query_get_int(query, column++);
    row.blocks = (uint32_t)query_get_int(query, column++);
    row.headings = (uint32_t)query_get_int(query, column++);
    row.processing = arena_str(arena, query_get_text(query, column++));
    row.moves = unpack_moves(query_get_blob(query, column++));
    row.is_current = query_get_int(query, column++) != 0;
    return row;
}

bool store_list_editions(Store *store, int64_t doc, Arena *arena, EditionList *list,
                         Error *err)
{
    EditionRow *rows = NULL;
    size_t count = 0, capacity = 0;
    Query query = query_start(store, SQL_LIST_EDITIONS, err);
    query_bind_int(&query, doc);
    while (query_step(&query)) {
        rows = mem_grow(rows, &capacity, count + 1, sizeof(*rows));
        rows[count++] = read_edition(&query, arena);
    }
    list->rows = arena_keep_array(arena, rows, count, sizeof(*rows));
    list->count = count;
    return query_end(&query);
}

bool store_get_edition(Store *store, int64_t edition, Arena *arena, EditionRow *row,
                       Error *err)
{
    Query query = query_start(store, SQL_GET_EDITION, err);
    query_bind_int(&query, edition);
    bool is_found = query_step(&query);
    if (is_found)
        *row = read_edition(&query, arena);
    if (!query_end(&query))
        return false;
    return is_found ||
           error_set(err, ERR_NOT_FOUND,
                     _("there is no edition %lld; `piyue editions DOC` lists those of a "
                       "document"),
                     (long long)edition);
}

bool store_find_edition_uid(Store *store, Uid uid, int64_t *edition, Error *err)
{
    return query_need_uid(store, SQL_FIND_EDITION_UID, uid, edition,
                          _("the edition is not in the library any more"), err);
}

/* ---- finding a document by what it shows --------------------------------- */

static bool find_by_text(Store *store, StatementId id, Str text, int64_t *doc, Error *err)
{
    *doc = 0;
    Query query = query_start(store, id, err);
    query_bind_text(&query, text);
    if (query_step(&query))
        *doc = query_get_int(&query, 0);
    return query_end(&query);
}

bool store_find_source(Store *store, Str path, int64_t *doc, Error *err)
{
    return find_by_text(store, SQL_FIND_SOURCE, path, doc, err);
}

bool store_find_title(Store *store, Str title, int64_t *doc, Error *err)
{
    return find_by_text(store, SQL_FIND_TITLE, title, doc, err);
}

#define SKETCH_CANDIDATES 64 /* documents that share a hash and are counted */

typedef struct SketchHit {
    int64_t doc;
    size_t hashes;
} SketchHit;

bool store_find_sketch(Store *store, const uint64_t *hashes, size_t count, int64_t *doc,
                       Error *err)
{
    SketchHit hits[SKETCH_CANDIDATES];
    size_t hit_count = 0;
    *doc = 0;
    for (size_t i = 0; i < count; i++) {
        Query query = query_start(store, SQL_FIND_SKETCH, err);
        query_bind_int(&query, (int64_t)hashes[i]);
        while (query_step(&query)) {
            int64_t found = query_get_int(&query, 0);
            size_t at = 0;
            while (at < hit_count && hits[at].doc != found)
                at++;
            /* A shingle that so many documents have says nothing about any of them. */
            if (at == SKETCH_CANDIDATES)
                break;
            if (at == hit_count)
                hits[hit_count++] = (SketchHit){found, 0};
            hits[at].hashes++;
        }
        if (!query_end(&query))
            return false;
    }
    size_t best = count / 4;
    for (size_t i = 0; i < hit_count; i++)
        if (hits[i].hashes >= MAX(best, 1)) {
            best = hits[i].hashes;
            *doc = hits[i].doc;
        }
    return true;
}

/* ---- which one is shown ------------------------------------------------- */

/* The row of the index in which block 0 of an edition stands. */
static bool get_first_row(Store *store, int64_t edition, int64_t *first_row, Error *err)
{
    Query query = query_start(store, SQL_GET_FIRST_ROW, err);
    query_bind_int(&query, edition);
    if (query_step(&query))
        *first_row = query_get_int(&query, 0);
    return query_end(&query);
}

/* A contentless index forgets a row only when it is told the text of it again. */
static bool change_index(Store *store, StatementId id, const Document *document,
                         Error *err)
{
    int64_t first_row = 0;
    if (!get_first_row(store, document->edition, &first_row, err))
        return false;
    for (uint32_t i = 0; i < document->block_count; i++) {
        if (document_get_block(document, i).flags & BLOCK_HIDDEN)
            continue;
        Str text = document_get_text(document, i);
        Query query = query_start(store, id, err);
        query_bind_int(&query, first_row + i);
        query_bind_text(&query, text);
        if (!query_run(&query))
            return false;
        store->indexed_bytes += text.len;
        if (i % PAGE_BLOCKS == 0)
            document->source->trim(document->source_context);
    }
    return true;
}

bool edition_index(Store *store, const Document *document, Error *err)
{
    return change_index(store, SQL_INDEX_BLOCK, document, err);
}

bool edition_unindex_current(Store *store, int64_t doc, Error *err)
{
    Document *document = edition_open(store, doc, err);
    bool is_done = document && change_index(store, SQL_UNINDEX_BLOCK, document, err);
    document_free(document);
    return is_done;
}

bool edition_make_current(Store *store, int64_t doc, int64_t edition, Error *err)
{
    Query query = query_start(store, SQL_FINISH_DOCUMENT, err);
    query_bind_int(&query, doc);
    query_bind_int(&query, edition);
    if (!query_run(&query))
        return false;
    /* A statement that may change many rows makes FTS5 write out what it has gathered: a
     * new document, which has no notes, does without. FINISH_DOCUMENT is worded so that
     * it changes one. */
    Query has_notes = query_start(store, SQL_HAS_NOTES, err);
    query_bind_int(&has_notes, doc);
    bool is_annotated = query_step(&has_notes);
    if (!query_end(&has_notes))
        return false;
    if (!is_annotated)
        return true;
    Query notes = query_start(store, SQL_MOVE_NOTES, err);
    query_bind_int(&notes, doc);
    query_bind_int(&notes, edition);
    return query_run(&notes);
}

bool store_set_edition(Store *store, int64_t doc, int64_t edition, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    Document *document = store_open_edition(store, edition, err);
    bool is_set = document != NULL;
    if (is_set && document->id != doc)
        is_set = error_set(err, ERR_NOT_FOUND, _("there is no edition %lld"),
                           (long long)edition);
    is_set = is_set && edition_unindex_current(store, doc, err) &&
             edition_index(store, document, err) &&
             edition_make_current(store, doc, edition, err);
    document_free(document);
    return is_set;
}

bool store_set_moves(Store *store, int64_t edition, const EditionMoves *moves, Error *err)
{
    if (!store_require_writable(store, err))
        return false;
    StrBuf packed = {0};
    pack_number(&packed, moves->exact);
    pack_number(&packed, moves->context);
    pack_number(&packed, moves->fuzzy);
    pack_number(&packed, moves->orphaned);
    Query query = query_start(store, SQL_SET_MOVED, err);
    query_bind_int(&query, edition);
    query_bind_blob(&query, strbuf_get(&packed));
    bool is_set = query_run(&query);
    strbuf_clear(&packed);
    return is_set;
}

/* ---- what cleaning did --------------------------------------------------- */

/* Takes `len`-prefixed text from the front of `in`. */
static bool unpack_text(Str *in, Str *text)
{
    uint64_t len = 0;
    if (!unpack_number(in, &len) || len > in->len)
        return false;
    *text = str_slice(*in, 0, (size_t)len);
    *in = str_slice(*in, (size_t)len, in->len);
    return true;
}

/* A pass from the front of an edition's list; its name points into `in`. */
static bool unpack_count(Str *in, EditCount *count)
{
    return in->len && unpack_text(in, &count->pass) &&
           unpack_number(in, &count->places) && unpack_number(in, &count->edits);
}

bool store_count_edits(Store *store, int64_t edition, Arena *arena, EditCountList *list,
                       Error *err)
{
    EditCountList counts = {0};
    Query query = query_start(store, SQL_GET_EDITS, err);
    query_bind_int(&query, edition);
    if (query_step(&query)) {
        Str packed = arena_str(arena, query_get_blob(&query, 0));
        EditCount count;
        size_t total = 0;
        for (Str rest = packed; unpack_count(&rest, &count);)
            total++;
        counts.rows = arena_alloc(arena, total * sizeof(*counts.rows));
        for (Str rest = packed; counts.count < total; counts.count++)
            if (!unpack_count(&rest, &counts.rows[counts.count]))
                break;
    }
    if (!query_end(&query))
        return false;
    *list = counts;
    return true;
}

/* Takes over the edits of a page from number `skip` on, as long as there is room. A
 * damaged page gives those before the damage. */
static void take_edits(Str page, size_t skip, size_t limit, Arena *arena,
                       EditionEdit **rows, size_t *count, size_t *capacity)
{
    int64_t block = 0;
    for (size_t i = 0; page.len && *count < limit; i++) {
        EditionEdit row = {0};
        int64_t step = 0;
        if (!unpack_signed(&page, &step) || !unpack_u32(&page, &row.off) ||
            !unpack_text(&page, &row.old_text) || !unpack_text(&page, &row.new_text))
            return;
        block += step;
        if (block < 0 || block > UINT32_MAX)
            return;
        if (i < skip)
            continue;
        row.block = (uint32_t)block;
        row.old_text = arena_str(arena, row.old_text);
        row.new_text = arena_str(arena, row.new_text);
        *rows = mem_grow(*rows, capacity, *count + 1, sizeof(**rows));
        (*rows)[(*count)++] = row;
    }
}

static bool read_edit_page(Store *store, int64_t edition, size_t pass, size_t number,
                           StrBuf *page, Error *err)
{
    strbuf_reset(page);
    Query query = query_start(store, SQL_GET_EDIT_PAGE, err);
    query_bind_int(&query, PART_KEY(edition, EDIT_PAGE_NUMBER(pass, number)));
    if (query_step(&query) &&
        !blob_unpack(store, query_get_blob(&query, 0), EDIT_PAGE_LIMIT_BYTES, page))
        strbuf_reset(page);
    return query_end(&query);
}

bool store_list_edits(Store *store, int64_t edition, Str pass, size_t offset,
                      size_t limit, Arena *arena, EditionEditList *list, Error *err)
{
    EditCountList counts;
    if (!store_count_edits(store, edition, arena, &counts, err))
        return false;
    size_t index = 0;
    while (index < counts.count && !str_is_equal(counts.rows[index].pass, pass))
        index++;
    size_t total = index < counts.count ? (size_t)counts.rows[index].edits : 0;
    offset = MIN(offset, total);
    size_t end = offset + MIN(limit, total - offset);
    EditionEdit *rows = NULL;
    size_t count = 0, capacity = 0;
    StrBuf page = {0};
    bool is_read = true;
    for (size_t at = offset; is_read && at < end;) {
        size_t number = at / EDIT_PAGE_EDITS, next = (number + 1) * EDIT_PAGE_EDITS;
        is_read = read_edit_page(store, edition, index, number, &page, err);
        if (is_read)
            take_edits(strbuf_get(&page), at % EDIT_PAGE_EDITS,
                       count + MIN(next, end) - at, arena, &rows, &count, &capacity);
        /* What is not there was said to be: nothing behind it can be relied on. */
        at = page.len ? next : end;
    }
    strbuf_clear(&page);
    if (is_read) {
        list->rows = arena_alloc(arena, count * sizeof(*rows));
        list->count = count;
        for (size_t i = 0; i < count; i++)
            list->rows[i] = rows[i];
    }
    free(rows);
    return is_read;
}

/* ---- lines near the ends ------------------------------------------------ */

bool store_count_line(Store *store, uint64_t line, int64_t doc, size_t *documents,
                      Error *err)
{
    *documents = 0;
    Query query = query_start(store, SQL_COUNT_LINE, err);
    query_bind_int(&query, (int64_t)line);
    query_bind_int(&query, doc);
    if (query_step(&query))
        *documents = (size_t)query_get_int(&query, 0);
    return query_end(&query);
}

bool store_put_line(Store *store, uint64_t line, int64_t doc, Error *err)
{
    Query query = query_start(store, SQL_PUT_LINE, err);
    query_bind_int(&query, (int64_t)line);
    query_bind_int(&query, doc);
    return query_run(&query);
}
