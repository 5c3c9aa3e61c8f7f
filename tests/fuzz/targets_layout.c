/* Documents as they are laid out in rows, and what is read from their heads.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "targets.h"

#include <piyue/export.h>
#include <piyue/layout.h>
#include <piyue/outline.h>
#include <piyue/seek.h>

#include <stdlib.h>
#include <string.h>

/* A paragraph for each row; a control character before it says of which kind. */
static Document *document_of_rows(Str text)
{
    Draft *draft = draft_new();
    Outline outline = {0};
    StrBuf clean = {0};
    uint32_t number = 1;
    draft->format = "text";
    for (Str rest = text; rest.data && rest.len; number++) {
        Str row = str_split(&rest, '\n');
        unsigned sign = row.len && (unsigned char)row.data[0] < 32
                            ? (unsigned char)row.data[0]
                            : BLOCK_PARAGRAPH;
        strbuf_reset(&clean);
        sanitize(&clean, row, SANITIZE_TERMINAL);
        if (text_trim(strbuf_get(&clean)).len)
            draft_add_block(draft, (BlockKind)(sign % BLOCK_KIND_COUNT),
                            text_trim(strbuf_get(&clean)), 0, number,
                            sign & 8 ? BLOCK_HIDDEN : 0);
    }
    outline_infer(draft, &outline);
    strbuf_clear(&clean);
    return draft_seal(draft, &outline);
}

/* ---- rows ---------------------------------------------------------------------- */

static void check_row(Layout *layout, const Document *document, const Row *row)
{
    const LayoutOptions *options = layout_get_options(layout);
    Str text = document_get_text(document, row->block);
    RowSpan spans[32];
    BUG_ON(row->start > row->end || row->end > text.len || row->next < row->end);
    if (row->kind != ROW_TEXT)
        return;
    Str drawn = str_slice(text, row->start, row->end);
    BUG_ON(utf8_find_invalid(drawn) != drawn.len);
    size_t count = layout_decorate(layout, row, NULL, 0, spans, ARRAY_SIZE(spans));
    for (size_t i = 0; i < count; i++)
        BUG_ON(spans[i].start > spans[i].end ||
               spans[i].end > document_get_text(document, spans[i].block).len);
    BUG_ON(row->indent + row->columns > options->columns && row->columns > 8 &&
           cluster_previous(text, row->end) != row->start);
}

/* Down and up again are the same rows, of no more blocks than there are. */
static void check_rows(Layout *layout, const Document *document)
{
    RowPos at = layout_first(layout), last = layout_last(layout);
    for (bool goes_on = document->block_count > 0; goes_on;) {
        RowPos before = at, back;
        Row row = layout_get_row(layout, at);
        BUG_ON(at.block >= document->block_count || row.block != at.block);
        check_row(layout, document, &row);
        goes_on = layout_next(layout, &at);
        back = at;
        if (goes_on)
            BUG_ON(!layout_previous(layout, &back) || back.block != before.block ||
                   back.row != before.row);
    }
    BUG_ON(document->block_count && (at.block != last.block || at.row != last.row));
}

static void check_places(Layout *layout, const Document *document)
{
    for (uint32_t block = 0; block < document->block_count && block < 64; block++) {
        size_t len = document_get_text(document, block).len;
        for (size_t off = 0; off <= len; off += len / 5 + 1) {
            Pos pos = layout_get_visible(layout, (Pos){block, (uint32_t)off});
            Pos again = layout_get_visible(layout, pos);
            BUG_ON(pos.block >= document->block_count || pos_compare(pos, again) != 0);
            RowPos at = layout_find_row(layout, (Pos){block, (uint32_t)off});
            BUG_ON(at.block != pos.block && layout_is_visible(layout, pos.block));
        }
    }
}

/* Two bytes for the width and what is folded, three for what folds were kept as; then a
 * text. */
void fuzz_layout(Str bytes)
{
    unsigned dice = bytes.len ? (unsigned char)bytes.data[0] : 0;
    Str rest = str_slice(bytes, 1, bytes.len);
    Str saved = str_split(&rest, '\n');
    Document *document = document_of_rows(rest);
    FoldSet *folds = foldset_new(document), *again = foldset_new(document);
    StrBuf kept = {0};
    foldset_load(folds, saved);
    if (dice & 1)
        foldset_set_level(folds, (int)(dice % 5));
    foldset_save(folds, &kept);
    foldset_load(again, strbuf_get(&kept));
    for (uint32_t i = 0; i < document->section_count; i++)
        BUG_ON(foldset_is_folded(folds, i) != foldset_is_folded(again, i));
    for (int ambiguous = AMBIGUOUS_NARROW; ambiguous <= AMBIGUOUS_SPACED; ambiguous++) {
        LayoutOptions options = {.columns = 2 + (int)(dice % 88),
                                 .indent = (int)(dice % 5),
                                 .paragraph_gap = dice & 2 ? 1 : 0,
                                 .heading_gap = (int)(dice % 3),
                                 .is_skeleton = (dice & 12) == 12,
                                 .show_hidden = dice & 16,
                                 .full_punctuation = dice & 32,
                                 .width = {(AmbiguousWidth)ambiguous}};
        Layout *layout = layout_new(document, folds, &options);
        check_rows(layout, document);
        check_places(layout, document);
        layout_free(layout);
    }
    foldset_free(folds);
    foldset_free(again);
    document_free(document);
    strbuf_clear(&kept);
}

/* ---- heads ---------------------------------------------------------------------- */

/* YYYY, YYYY-MM or YYYY-MM-DD. */
static bool is_date(Str date)
{
    static const char form[] = "0000-00-00";
    if (date.len != 4 && date.len != 7 && date.len != 10)
        return false;
    for (size_t i = 0; i < date.len; i++)
        if (form[i] == '-' ? date.data[i] != '-'
                           : date.data[i] < '0' || date.data[i] > '9')
            return false;
    return true;
}

static void check_dates(Str text)
{
    for (size_t off = 0; off < text.len && off < 400; utf8_next(text, &off)) {
        StrBuf date = {0};
        Str rest = str_slice(text, off, text.len);
        size_t size = date_parse(rest, &date);
        BUG_ON(size > rest.len || (size > 0) != (date.len > 0));
        BUG_ON(size && !is_date(strbuf_get(&date)));
        strbuf_clear(&date);
        int32_t day = seek_parse_day(rest, &size);
        BUG_ON(day && (size > rest.len || size == 0 || day < 0 || day % 100 > 31 ||
                       day / 100 % 100 > 12));
    }
}

/* A document's head, and each of its rows as what might be a date, a body, a due day. */
void fuzz_imprint(Str bytes)
{
    Document *document = document_of_rows(bytes);
    Arena *arena = arena_new();
    Imprint imprint = {0};
    StrBuf bodies = {0};
    Error err = {0};
    imprint_read(document, arena, &imprint);
    for (int i = 0; i < IMPRINT_COUNT; i++) {
        Str value = imprint.values[i].text;
        BUG_ON(utf8_find_invalid(value) != value.len ||
               (value.len && memchr(value.data, '\n', value.len)));
        BUG_ON(!value.len != (imprint.values[i].origin == IMPRINT_UNKNOWN));
        BUG_ON(value.len && imprint.values[i].block >= MAX(document->block_count, 1));
    }
    Str date = imprint.values[IMPRINT_DATE].text;
    BUG_ON(date.len && !is_date(date));
    for (uint32_t i = 0; i < document->block_count && i < 40; i++) {
        Str row = document_get_text(document, i);
        int64_t due_ms = 0;
        strbuf_reset(&bodies);
        check_dates(row);
        imprint_is_apart(row);
        if (imprint_take_bodies(row, &bodies))
            BUG_ON(!bodies.len);
        if (!seek_parse_due(row, 1700000000000, &due_ms, &err))
            BUG_ON(err.code != ERR_USAGE);
        error_clear(&err);
        BUG_ON(utf8_find_invalid(date_format(row, arena)) != date_format(row, arena).len);
    }
    strbuf_clear(&bodies);
    arena_free(arena);
    document_free(document);
}
