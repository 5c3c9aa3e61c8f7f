/* Beside or below the list: the paragraph of the current hit, and what stands around it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "searching/search.h"

#include <piyue/store_search.h>

#include <stdlib.h>

#define PANE_FROM_COLUMNS 116
#define PANE_MAX_COLUMNS 56
#define AROUND_BLOCKS 6     /* paragraphs read on each side */
#define AROUND_BYTES 3000   /* of text there: more than a screen shows */
#define FACETS_FROM_ROWS 18 /* of the pane, from which it says what the hits are of */
#define FACETS_SHOWN 6

int search_pane_columns(const Search *search)
{
    return search->columns >= PANE_FROM_COLUMNS
               ? MIN(search->columns / 3, PANE_MAX_COLUMNS)
               : 0;
}

/* ---- what stands around ------------------------------------------------- */

void preview_clear(SearchPreview *preview)
{
    document_free(preview->document);
    strbuf_clear(&preview->before);
    strbuf_clear(&preview->after);
    *preview = (SearchPreview){0};
}

/* Appends the paragraphs after a block (or, backwards, before it, in order). */
static void append_around(const Document *document, uint32_t block, bool backwards,
                          StrBuf *out)
{
    uint32_t first = block, count = 0;
    while (count < AROUND_BLOCKS &&
           (backwards ? first > 0 : first + 1 < document->block_count)) {
        first = backwards ? first - 1 : first + 1;
        if (document_get_block(document, first).flags & BLOCK_HIDDEN)
            continue;
        Str text = document_get_text(document, first);
        size_t at = backwards ? 0 : out->len;
        strbuf_splice(out, at, at, STR("\n"));
        strbuf_splice(out, at, at, text);
        count++;
        if (out->len > AROUND_BYTES)
            break;
    }
}

void preview_settle(Search *search)
{
    SearchPreview *preview = &search->preview;
    const SearchHit *hit = search_get_current(search);
    if (!hit || !search_pane_columns(search) || hit->in != SEARCH_TEXT) {
        strbuf_reset(&preview->before);
        strbuf_reset(&preview->after);
        preview->is_made = false;
        return;
    }
    if (preview->is_made && preview->doc == hit->doc && preview->block == hit->block)
        return;
    if (!preview->document || preview->document->id != hit->doc) {
        Error ignored = {0}; /* without it the hit is still there to be seen */
        document_free(preview->document);
        preview->document = store_open_document(search->store, hit->doc, &ignored);
        error_clear(&ignored);
    }
    preview->doc = hit->doc;
    preview->block = hit->block;
    preview->is_made = true;
    strbuf_reset(&preview->before);
    strbuf_reset(&preview->after);
    if (!preview->document || hit->block >= preview->document->block_count)
        return;
    append_around(preview->document, hit->block, true, &preview->before);
    append_around(preview->document, hit->block, false, &preview->after);
    document_trim(preview->document);
}

/* ---- paragraphs --------------------------------------------------------- */

int search_put_paragraph(const Search *search, Frame *frame, int y, int end, int left,
                         int columns, StyleId style)
{
    const SearchHit *hit = search_get_current(search);
    StrBuf clean = {0};
    int first = y;
    if (!hit)
        return 0;
    sanitize(&clean, hit->text, SANITIZE_TERMINAL);
    Str text = strbuf_get(&clean);
    size_t off = 0;
    /* A long paragraph begins where its hit is near. */
    size_t before = text_columns(str_slice(text, 0, MIN((size_t)hit->start, text.len)),
                                 &frame->width);
    if (before > (size_t)(columns * MAX(end - y - 1, 0)))
        off =
            sentence_at(text, MIN((size_t)hit->start, text.len ? text.len - 1 : 0)).start;
    for (; off < text.len && y < end; y++) {
        WrapRow row = wrap_row(text, off, columns, &frame->width);
        terms_put(&search->shown.terms, frame, y, left, columns,
                  str_slice(text, row.start, row.end), style);
        off = row.next;
    }
    strbuf_clear(&clean);
    return y - first;
}

static int count_rows(Str text, int columns, const WidthPolicy *width)
{
    int rows = 0;
    while (text.len) {
        Str paragraph = str_split(&text, '\n');
        size_t off = 0;
        do {
            off = wrap_row(paragraph, off, columns, width).next;
            rows++;
        } while (off < paragraph.len);
    }
    return rows;
}

/* The rows of a text without the first `skip`, in [y, end). Returns the row behind. */
static int put_rows(const Search *search, Frame *frame, int y, int end, int left,
                    int columns, Str text, int skip)
{
    while (text.len && y < end) {
        Str paragraph = str_split(&text, '\n');
        size_t off = 0;
        do {
            WrapRow row = wrap_row(paragraph, off, columns, &frame->width);
            if (skip-- <= 0 && y < end)
                terms_put(&search->shown.terms, frame, y++, left, columns,
                          str_slice(paragraph, row.start, row.end), STYLE_PANE_DIM);
            off = row.next;
        } while (off < paragraph.len);
    }
    return y;
}

/* A third of the rows for what stands before, then the paragraph, then what follows. */
static void put_around(const Search *search, Frame *frame, int y, int end, int left,
                       int columns)
{
    StrBuf before = {0}, after = {0};
    sanitize(&before, strbuf_get(&search->preview.before), SANITIZE_LINES);
    sanitize(&after, strbuf_get(&search->preview.after), SANITIZE_LINES);
    int room = (end - y) / 3;
    int rows = count_rows(strbuf_get(&before), columns, &frame->width);
    y = put_rows(search, frame, y, y + MIN(rows, room), left, columns,
                 strbuf_get(&before), MAX(rows - room, 0));
    y += search_put_paragraph(search, frame, y, end, left, columns, STYLE_PANE);
    put_rows(search, frame, y, end, left, columns, strbuf_get(&after), 0);
    strbuf_clear(&before);
    strbuf_clear(&after);
}

/* ---- facets -------------------------------------------------------------- */

/* "#提案 (12)  #协商 (5)": what there is most of one kind. */
static void put_facets(const Search *search, Frame *frame, int y, FacetKind kind,
                       int left, int columns)
{
    StrBuf text = {0};
    size_t shown = 0;
    for (size_t i = 0; i < search->facets.count && shown < FACETS_SHOWN; i++) {
        const Facet *facet = &search->facets.rows[i];
        if (facet->kind != kind)
            continue;
        strbuf_append_text(&text, shown++ ? "  " : "");
        facet_append_name(facet, &text);
        strbuf_append_text(&text, " (");
        format_count(&text, (uint64_t)facet->places);
        strbuf_append_byte(&text, ')');
    }
    frame_put_cut(frame, y, left, columns, strbuf_get(&text), STYLE_PANE_DIM, STYLE_TEXT);
    strbuf_clear(&text);
}

static bool has_facets(const Search *search, FacetKind kind)
{
    return search->facets.totals[kind] > 0;
}

/* Returns the row the facets begin in. */
static int put_all_facets(const Search *search, Frame *frame, int y, int end, int left,
                          int columns)
{
    static const FacetKind kinds[] = {FACET_YEAR, FACET_TAG};
    if (end - y < FACETS_FROM_ROWS)
        return end;
    int row = end;
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (has_facets(search, kinds[i]))
            put_facets(search, frame, --row, kinds[i], left, columns);
    return row < end ? row - 1 : end;
}

void search_put_pane(const Search *search, Frame *frame)
{
    const SearchHit *hit = search_get_current(search);
    int columns = search_pane_columns(search), left = frame->columns - columns;
    int y = BAR_ROWS + 1, end = frame->rows - FOOT_ROWS;
    StrBuf text = {0};
    if (!hit)
        return;
    frame_fill(frame, BAR_ROWS, left, screen_body_rows(frame->rows), columns, STYLE_PANE);
    format_flat(&text, hit->title);
    y = put_paragraph(frame, y, MIN(y + 2, end), left + 2, columns - 4, strbuf_get(&text),
                      STYLE_PANE_HEADING);
    strbuf_reset(&text);
    format_headings(&text, hit->headings, hit->title);
    y = put_paragraph(frame, y, MIN(y + 3, end), left + 2, columns - 4, strbuf_get(&text),
                      STYLE_PANE_DIM);
    strbuf_clear(&text);
    end = put_all_facets(search, frame, y + 1, end, left + 2, columns - 4);
    put_around(search, frame, y + 1, end, left + 2, columns - 4);
}
