/* All hits of a search in the document: found in slices, counted, and drawn as a map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <piyue/store_search.h>

#include <stdlib.h>
#include <string.h>

#define IDLE_BUDGET_US 30000
#define MAP_FROM_ROWS 6
#define HAN_COLUMNS 2
#define FEW_HITS 4 /* in a row of the map; more are many */

void reader_forget_hits(Reader *reader)
{
    ReaderHits *hits = &reader->hits;
    hits->count = 0;
    hits->map_rows = 0;
    hits->cursor = (SearchCursor){.is_complete = !hits->terms.has_words};
    hits->has_hidden = reader->shows_hidden;
}

void reader_free_hits(Reader *reader)
{
    ReaderHits *hits = &reader->hits;
    terms_clear(&hits->terms);
    strbuf_clear(&hits->query);
    strbuf_clear(&hits->origin_folds);
    strbuf_clear(&hits->origin_query);
    arena_free(hits->arena);
    free(hits->shown);
    free(hits->all);
    free(hits->map);
    *hits = (ReaderHits){0};
}

/* ---- finding them ------------------------------------------------------- */

static bool add_hit(void *context, const SearchHit *found)
{
    Reader *reader = context;
    ReaderHits *hits = &reader->hits;
    if (!hits->has_hidden && found->block < reader->document->block_count &&
        (document_get_block(reader->document, found->block).flags & BLOCK_HIDDEN))
        return true;
    hits->all = mem_grow(hits->all, &hits->capacity, hits->count + 1, sizeof(*hits->all));
    hits->all[hits->count++] = (Pos){found->block, found->start};
    return true;
}

bool reader_find_hits(Reader *reader, int64_t budget_us)
{
    ReaderHits *hits = &reader->hits;
    Slice slice = {reader->app, time_monotonic_us() + budget_us};
    SearchQuery query = {.text = strbuf_get(&hits->query),
                         .doc = reader->doc,
                         .in = SEARCH_TEXT,
                         .cursor = &hits->cursor};
    Error err = {0};
    if (hits->has_hidden != reader->shows_hidden)
        reader_forget_hits(reader);
    if (hits->cursor.is_complete || is_typing(reader->app))
        return hits->cursor.is_complete;
    store_set_interrupt(reader->store, is_slice_over, &slice);
    bool is_done = store_search(reader->store, &query, add_hit, reader, &err);
    store_set_interrupt(reader->store, NULL, NULL);
    if (!is_done && err.code != ERR_CANCELLED)
        hits->cursor.is_complete = true; /* it would fail again */
    error_clear(&err);
    return hits->cursor.is_complete;
}

/* ---- counting ----------------------------------------------------------- */

/* How many hits start before a place. */
static size_t count_before(const ReaderHits *hits, Pos pos)
{
    size_t low = 0, high = hits->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pos_compare(hits->all[middle], pos) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t reader_count_hits(const Reader *reader, Pos start, Pos end)
{
    return count_before(&reader->hits, end) - count_before(&reader->hits, start);
}

void reader_append_hit_number(const Reader *reader, StrBuf *out)
{
    const ReaderHits *hits = &reader->hits;
    if (!hits->query.len || !hits->count)
        return;
    size_t before = count_before(hits, hits->current.start);
    bool is_there = !range_is_empty(hits->current) && before < hits->count &&
                    pos_compare(hits->all[before], hits->current.start) == 0;
    if (is_there)
        strbuf_appendf(out, "%zu/", before + 1);
    strbuf_appendf(out, hits->cursor.is_complete ? "%zu" : "%zu+", hits->count);
}

/* ---- the map ------------------------------------------------------------- */

static int find_map_row(const Reader *reader, Pos pos, int rows)
{
    uint64_t bytes = MAX(reader->document->text_bytes, 1);
    uint64_t at = document_get_bytes_before(reader->document, pos.block) + pos.off;
    return MIN((int)(at * (uint64_t)rows / bytes), rows - 1);
}

/* Where one screen holds the text, the hits themselves are the map. */
static bool has_map(const Reader *reader)
{
    const ReaderGeometry *geometry = &reader->geometry;
    uint64_t cells = (uint64_t)geometry->body_rows * (uint64_t)geometry->text_columns;
    return app_get_settings(reader->app)->hit_map && reader->hits.count &&
           geometry->body_rows >= MAP_FROM_ROWS && !reader->pane.covers_text &&
           reader->document->codepoints * HAN_COLUMNS > cells;
}

void reader_settle_map(Reader *reader)
{
    ReaderHits *hits = &reader->hits;
    int rows = reader->geometry.body_rows;
    if (!has_map(reader))
        return;
    if (hits->map_rows != rows || hits->map_count > hits->count) {
        free(hits->map);
        hits->map = mem_alloc_array((size_t)rows, sizeof(*hits->map));
        memset(hits->map, 0, (size_t)rows * sizeof(*hits->map));
        hits->map_rows = rows;
        hits->map_count = 0;
    }
    for (; hits->map_count < hits->count; hits->map_count++)
        hits->map[find_map_row(reader, hits->all[hits->map_count], rows)]++;
}

/* One cell a row: one hit, a few, many; between them the part that is on the screen. */
void reader_draw_map(const Reader *reader, Frame *frame)
{
    const ReaderHits *hits = &reader->hits;
    int rows = reader->geometry.body_rows, column = frame->columns - 1;
    if (!has_map(reader) || hits->map_rows != rows)
        return;
    RowPos at = reader->top;
    Row top = layout_get_row(reader->layout, at);
    layout_move(reader->layout, &at, rows - 1);
    Row end = layout_get_row(reader->layout, at);
    int first = find_map_row(reader, (Pos){top.block, (uint32_t)top.start}, rows);
    int last = find_map_row(reader, (Pos){end.block, (uint32_t)end.end}, rows);
    int current = range_is_empty(hits->current)
                      ? -1
                      : find_map_row(reader, hits->current.start, rows);
    bool is_part = first > 0 || last < rows - 1;
    for (int i = 0; i < rows; i++) {
        uint32_t count = hits->map[i];
        Str sign = count > FEW_HITS ? STR("#")
                   : count > 1      ? STR("=")
                   : count          ? STR("-")
                                    : STR("|");
        StyleId overlay = i == current && count ? STYLE_HIT_CURRENT
                          : count               ? STYLE_HIT
                                                : STYLE_TEXT;
        if (count || (is_part && i >= first && i <= last))
            frame_put(frame, reader->geometry.body_top + i, column, 1, sign,
                      STYLE_FOLD_INFO, overlay);
    }
}

/* ---- while nothing is typed ---------------------------------------------- */

bool reader_find_idle(Reader *reader)
{
    ReaderHits *hits = &reader->hits;
    if (!hits->query.len || (hits->cursor.is_complete && !hits->is_seeking &&
                             hits->has_hidden == reader->shows_hidden))
        return false;
    document_trim(reader->document);
    reader_find_hits(reader, IDLE_BUDGET_US);
    reader_show_sought(reader);
    reader_settle(reader);
    return !hits->cursor.is_complete;
}
