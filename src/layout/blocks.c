/* Which blocks are seen, and the rows of one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "layout/layout_private.h"

#define NARROW_COLUMNS 30
#define ITEM_MARK_BYTES 6
#define INSET 4

/* ---- which blocks ------------------------------------------------------ */

uint32_t layout_find_heading(const Layout *layout, uint32_t block)
{
    const Document *document = layout->document;
    size_t section =
        sections_find_from(document->sections, document->section_count, block);
    bool is_here = section < document->section_count &&
                   document->sections[section].heading.block == block;
    return is_here ? (uint32_t)section : SECTION_NONE;
}

/* Has the block rows where no fold hides it? Headings always have: a fold must not
 * become unreachable. */
static bool layout_is_shown(const Layout *layout, uint32_t block)
{
    BlockInfo info = document_get_block(layout->document, block);
    bool is_out = ((info.flags & BLOCK_HIDDEN) && !layout->options.show_hidden) ||
                  ((info.flags & BLOCK_CONTINUED) && layout->options.is_skeleton);
    return !is_out || layout_find_heading(layout, block) != SECTION_NONE;
}

bool layout_next_block(const Layout *layout, uint32_t *block)
{
    const Document *document = layout->document;
    uint32_t at = *block;
    do {
        /* From a visible block the next one cannot lie inside a fold, unless this is
         * its heading. */
        uint32_t section = layout_find_heading(layout, at);
        bool is_folded =
            section != SECTION_NONE && foldset_is_folded(layout->folds, section);
        at = is_folded ? MAX(document->sections[section].end_block, at + 1) : at + 1;
        if (at >= document->block_count)
            return false;
    } while (!layout_is_shown(layout, at));
    *block = at;
    return true;
}

bool layout_previous_block(const Layout *layout, uint32_t *block)
{
    uint32_t at = *block;
    do {
        if (at == 0)
            return false;
        at--;
        uint32_t hiding = foldset_find_hiding(layout->folds, at);
        if (hiding != SECTION_NONE)
            at = layout->document->sections[hiding].heading.block;
    } while (!layout_is_shown(layout, at));
    *block = at;
    return true;
}

uint32_t layout_snap_block(const Layout *layout, uint32_t block)
{
    const Document *document = layout->document;
    if (document->block_count == 0)
        return 0;
    block = MIN(block, document->block_count - 1);
    uint32_t hiding = foldset_find_hiding(layout->folds, block);
    if (hiding != SECTION_NONE)
        return document->sections[hiding].heading.block;
    if (layout_is_shown(layout, block))
        return block;
    uint32_t other = block;
    if (layout_previous_block(layout, &other) || layout_next_block(layout, &other))
        return other;
    return block; /* nothing at all is shown */
}

/* ---- rows above -------------------------------------------------------- */

/* Headings that stand below one another like lines of an outline: folded, and of the
 * same level or the first below its parent. */
static bool layout_is_outline(const Layout *layout, uint32_t previous, uint32_t section)
{
    const Section *sections = layout->document->sections;
    if (previous == SECTION_NONE || !foldset_is_folded(layout->folds, section))
        return false;
    bool is_sibling = foldset_is_folded(layout->folds, previous) &&
                      sections[previous].heading.level == sections[section].heading.level;
    return is_sibling || sections[section].parent == previous;
}

/* Between two rows of tables. */
static uint32_t layout_get_row_gap(Layout *layout, uint32_t before, uint32_t block)
{
    const TableShape *table = layout_get_table(layout, block);
    bool is_airy = table->is_airy || before < table->first;
    return (uint32_t)MAX(layout->options.paragraph_gap, 1) * is_airy;
}

static uint32_t layout_get_gap(Layout *layout, const CachedBlock *cached)
{
    uint32_t before = cached->block;
    if (!layout_previous_block(layout, &before))
        return 0; /* nothing above the first row of all */
    uint32_t previous = layout_find_heading(layout, before);
    bool is_heading =
        cached->section != SECTION_NONE || cached->info.kind == BLOCK_HEADING;
    if (is_heading) {
        bool is_close = cached->section != SECTION_NONE &&
                        layout_is_outline(layout, previous, cached->section);
        return is_close ? 0 : (uint32_t)MAX(layout->options.heading_gap, 0);
    }
    if (cached->info.flags & BLOCK_CONTINUED || previous != SECTION_NONE)
        return 0;
    BlockKind kind = (BlockKind)cached->info.kind;
    BlockKind kind_before = (BlockKind)document_get_block(layout->document, before).kind;
    uint32_t gap = (uint32_t)MAX(layout->options.paragraph_gap, 0);
    if (kind == BLOCK_TABLE_ROW && kind_before == kind)
        return layout_get_row_gap(layout, before, cached->block);
    /* Verses keep together; stanzas stand apart, and all of them from text. */
    if (kind == BLOCK_VERSE && kind_before == kind)
        return cached->info.flags & BLOCK_BLANK_BEFORE ? MAX(gap, 1) : 0;
    bool is_apart = kind == BLOCK_TABLE_ROW || kind_before == BLOCK_TABLE_ROW ||
                    kind == BLOCK_VERSE || kind_before == BLOCK_VERSE;
    return is_apart ? MAX(gap, 1) : gap;
}

/* ---- rows of text ------------------------------------------------------ */

/* A row of a table; one that the outline made a heading is text. */
static bool layout_is_cells(const CachedBlock *cached)
{
    return cached->info.kind == BLOCK_TABLE_ROW && cached->section == SECTION_NONE;
}

static uint32_t layout_get_shown_end(const Layout *layout, const CachedBlock *cached,
                                     Str text)
{
    const Heading *heading = cached->section == SECTION_NONE
                                 ? NULL
                                 : &layout->document->sections[cached->section].heading;
    size_t title_end = heading ? MIN((size_t)heading->title_end, text.len) : 0;
    if (cached->is_folded && title_end > 0)
        return (uint32_t)title_end;
    if (!layout->options.is_skeleton || cached->info.kind == BLOCK_HEADING ||
        layout_is_cells(cached))
        return (uint32_t)text.len;
    size_t end = sentence_at(text, 0).end;
    end = MAX(end, title_end);
    return (uint32_t)(end > 0 && end <= text.len ? end : text.len);
}

/* The cells that the mark of an item takes with its blank: •, 1., (3). */
static int count_mark_columns(Str text, const WidthPolicy *width)
{
    size_t blank = str_find(str_slice(text, 0, ITEM_MARK_BYTES), STR(" "), 0);
    return blank == STR_NONE ? 0
                             : (int)text_columns(str_slice(text, 0, blank + 1), width);
}

/* Cells before the first row, and before the others. */
static void layout_get_indents(const Layout *layout, const CachedBlock *cached, Str text,
                               int indents[2])
{
    int columns = layout->options.columns;
    int indent = columns < NARROW_COLUMNS ? MIN(layout->options.indent, 2)
                                          : layout->options.indent;
    indent = columns - indent < 2 ? 0 : MAX(indent, 0);
    int inset = columns < NARROW_COLUMNS ? indent : INSET; /* whatever the indent is */
    bool is_plain = cached->is_folded || cached->info.flags & BLOCK_CONTINUED;
    bool is_hanging = columns >= NARROW_COLUMNS && !is_plain;
    int mark = is_hanging && cached->info.kind == BLOCK_ITEM
                   ? count_mark_columns(text, &layout->options.width)
                   : 0;
    indents[0] = indents[1] = 0;
    switch ((BlockKind)cached->info.kind) {
    case BLOCK_ITEM:
        indents[0] = is_plain ? 0 : indent;
        indents[1] = mark ? indent + mark : 0;
        break;
    case BLOCK_PARAGRAPH:
    case BLOCK_NOTE:
        indents[0] = is_plain ? 0 : indent;
        break;
    case BLOCK_QUOTE: /* set in wholly, its paragraphs like any other */
        indents[0] = inset + (is_hanging ? indent : 0);
        indents[1] = inset;
        break;
    case BLOCK_VERSE: /* what goes on is no verse of its own */
        indents[0] = inset;
        indents[1] = inset + (is_hanging ? INSET : 0);
        break;
    case BLOCK_HEADING:
    case BLOCK_TABLE_ROW:
    case BLOCK_RULE:
    case BLOCK_KIND_COUNT:
        break;
    }
}

void cached_add_piece(CachedBlock *cached, CachedPiece piece)
{
    cached->pieces = mem_grow(cached->pieces, &cached->piece_capacity,
                              cached->piece_count + 1, sizeof(*cached->pieces));
    cached->pieces[cached->piece_count++] = piece;
    cached->row_count = MAX(cached->row_count, (size_t)piece.row + 1);
}

void layout_show(Str text, size_t start, size_t end, StrBuf *out)
{
    size_t copied = start;
    for (size_t off = start; off < end; off++) {
        const char *full =
            (unsigned char)text.data[off] < 0x40 ? text_full_mark(text, off) : NULL;
        if (!full)
            continue;
        strbuf_append_str(out, str_slice(text, copied, off));
        strbuf_append_text(out, full);
        copied = off + 1;
    }
    strbuf_append_str(out, str_slice(text, copied, end));
}

void shown_init(Shown *shown, const Layout *layout, Str own)
{
    *shown = (Shown){.width = &layout->options.width, .own = own, .text = own};
    if (!layout->options.full_punctuation)
        return;
    layout_show(own, 0, own.len, &shown->full);
    shown->text = strbuf_get(&shown->full);
}

void shown_clear(Shown *shown)
{
    strbuf_clear(&shown->full);
}

/* Moves on to the place `at` of what is shown; the place in the text itself. */
static uint32_t shown_advance(Shown *shown, size_t at)
{
    if (shown->text.len == shown->own.len)
        return (uint32_t)at;
    while (shown->text_at < at) {
        bool is_full = (unsigned char)shown->own.data[shown->own_at] < 0x40 &&
                       text_full_mark(shown->own, shown->own_at);
        shown->own_at++;
        shown->text_at += is_full ? 3 : 1;
    }
    return (uint32_t)shown->own_at;
}

CachedPiece shown_wrap(Shown *shown, size_t *off, size_t end, int columns)
{
    WrapRow row =
        wrap_row(str_slice(shown->text, 0, end), *off, MAX(columns, 2), shown->width);
    *off = row.next;
    CachedPiece piece = {.columns = (uint16_t)row.columns};
    piece.start = shown_advance(shown, row.start);
    piece.end = shown_advance(shown, row.end);
    piece.next = shown_advance(shown, row.next);
    return piece;
}

static void layout_wrap_text(const Layout *layout, CachedBlock *cached, Str text)
{
    const LayoutOptions *options = &layout->options;
    int indents[2];
    layout_get_indents(layout, cached, text, indents);
    bool is_set = !cached->is_folded && !options->is_skeleton;
    bool is_centered = (cached->info.flags & BLOCK_CENTERED) && is_set;
    int signature = is_set && options->columns >= NARROW_COLUMNS
                        ? signature_find_column(layout, cached->block, text)
                        : -1;
    if (signature >= 0) {
        is_centered = false;
        indents[0] = signature;
    }
    Shown shown;
    shown_init(&shown, layout, text);
    size_t off = 0;
    do {
        int indent = is_centered ? 0 : indents[cached->row_count > 0];
        CachedPiece piece =
            shown_wrap(&shown, &off, shown.text.len, options->columns - indent);
        if (is_centered)
            indent = MAX(options->columns - piece.columns, 0) / 2;
        piece.column = (uint16_t)indent;
        piece.row = (uint32_t)cached->row_count;
        cached_add_piece(cached, piece);
    } while (off < shown.text.len);
    shown_clear(&shown);
}

static void layout_wrap_block(Layout *layout, CachedBlock *cached)
{
    Str text = document_get_text(layout->document, cached->block);
    cached->shown_end = layout_get_shown_end(layout, cached, text);
    cached->piece_count = cached->row_count = 0;
    cached->head = BLOCK_NONE;
    text = str_slice(text, 0, cached->shown_end);
    Leader leader;
    int indents[2];
    if (layout_is_cells(cached) && str_find(text, STR("\t"), 0) != STR_NONE) {
        layout_lay_cells(layout, cached, text);
    } else if (cached->section == SECTION_NONE &&
               layout->options.columns >= NARROW_COLUMNS && leader_find(text, &leader)) {
        layout_get_indents(layout, cached, text, indents);
        layout_lay_leader(layout, cached, text, &leader, indents[0]);
    } else {
        layout_wrap_text(layout, cached, text);
    }
}

const CachedBlock *layout_get_block(Layout *layout, uint32_t block)
{
    CachedBlock *cached = &layout->cache[block % CACHE_BLOCKS];
    bool is_same = cached->is_used && cached->block == block &&
                   cached->options_seen == layout->options_generation;
    if (is_same && cached->folds_seen == layout->folds_generation)
        return cached;
    uint32_t section = layout_find_heading(layout, block);
    bool is_folded = section != SECTION_NONE && foldset_is_folded(layout->folds, section);
    bool is_wrapped = is_same && cached->is_folded == is_folded;
    cached->is_used = true;
    cached->block = block;
    cached->section = section;
    cached->is_folded = is_folded;
    cached->options_seen = layout->options_generation;
    cached->folds_seen = layout->folds_generation;
    if (!is_wrapped) {
        cached->info = document_get_block(layout->document, block);
        layout_wrap_block(layout, cached);
    }
    cached->gap = layout_get_gap(layout, cached);
    const LayoutOptions *options = &layout->options;
    cached->extra = options->count_extra && !is_folded && !options->is_skeleton
                        ? options->count_extra(options->extra_context, block)
                        : 0;
    return cached;
}

const CachedPiece *cached_find_piece(const CachedBlock *cached, uint32_t off)
{
    size_t low = 0, high = cached->piece_count - 1;
    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;
        if (cached->pieces[middle].start <= off)
            low = middle;
        else
            high = middle - 1;
    }
    return &cached->pieces[low];
}

const CachedPiece *cached_next_piece(const CachedBlock *cached, uint32_t row,
                                     const CachedPiece *before)
{
    /* A row of text is one piece. */
    if (cached->piece_count == cached->row_count)
        return before ? NULL : &cached->pieces[row];
    const CachedPiece *end = cached->pieces + cached->piece_count;
    for (const CachedPiece *at = before ? before + 1 : cached->pieces; at < end; at++)
        if (at->row == row)
            return at;
    return NULL;
}
