/* Which blocks are seen, and the rows of one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "layout/layout_private.h"

#define NARROW_COLUMNS 30

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

static uint32_t layout_get_gap(const Layout *layout, const CachedBlock *cached)
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
    bool is_dense = kind == BLOCK_TABLE_ROW || kind == BLOCK_VERSE;
    if (is_dense && document_get_block(layout->document, before).kind == kind) {
        /* Verses and tables keep together; a stanza stands apart from the one before. */
        bool is_stanza = kind == BLOCK_VERSE && cached->info.flags & BLOCK_BLANK_BEFORE;
        return is_stanza ? (uint32_t)MAX(layout->options.paragraph_gap, 1) : 0;
    }
    return (uint32_t)MAX(layout->options.paragraph_gap, 0);
}

/* ---- rows of text ------------------------------------------------------ */

static uint32_t layout_get_shown_end(const Layout *layout, const CachedBlock *cached,
                                     Str text)
{
    const Heading *heading = cached->section == SECTION_NONE
                                 ? NULL
                                 : &layout->document->sections[cached->section].heading;
    size_t title_end = heading ? MIN((size_t)heading->title_end, text.len) : 0;
    if (cached->is_folded && title_end > 0)
        return (uint32_t)title_end;
    if (!layout->options.is_skeleton || cached->info.kind == BLOCK_HEADING)
        return (uint32_t)text.len;
    size_t end = sentence_at(text, 0).end;
    end = MAX(end, title_end);
    return (uint32_t)(end > 0 && end <= text.len ? end : text.len);
}

/* Cells before the first row, and before the others. */
static void layout_get_indents(const Layout *layout, const CachedBlock *cached,
                               int indents[2])
{
    int columns = layout->options.columns;
    int indent = columns < NARROW_COLUMNS ? MIN(layout->options.indent, 2)
                                          : layout->options.indent;
    indent = columns - indent < 2 ? 0 : MAX(indent, 0);
    bool is_plain = cached->is_folded || cached->info.flags & BLOCK_CONTINUED;
    indents[0] = indents[1] = 0;
    switch ((BlockKind)cached->info.kind) {
    case BLOCK_PARAGRAPH:
    case BLOCK_ITEM:
    case BLOCK_NOTE:
        indents[0] = is_plain ? 0 : indent;
        break;
    case BLOCK_QUOTE:
    case BLOCK_VERSE:
        indents[0] = indents[1] = indent;
        break;
    case BLOCK_HEADING:
    case BLOCK_TABLE_ROW:
    case BLOCK_RULE:
    case BLOCK_KIND_COUNT:
        break;
    }
}

static void cached_add_row(CachedBlock *cached, CachedRow row)
{
    cached->rows = mem_grow(cached->rows, &cached->row_capacity, cached->row_count + 1,
                            sizeof(*cached->rows));
    cached->rows[cached->row_count++] = row;
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

/* Places in a text and in what is shown of it, side by side. */
typedef struct Places {
    size_t text, shown;
} Places;

/* Moves on to the place `shown` of what is shown. */
static size_t places_advance(Places *places, Str text, size_t shown)
{
    while (places->shown < shown) {
        bool is_full = (unsigned char)text.data[places->text] < 0x40 &&
                       text_full_mark(text, places->text);
        places->text++;
        places->shown += is_full ? 3 : 1;
    }
    return places->text;
}

static void layout_wrap_block(const Layout *layout, CachedBlock *cached)
{
    const LayoutOptions *options = &layout->options;
    int indents[2];
    layout_get_indents(layout, cached, indents);
    Str text = document_get_text(layout->document, cached->block);
    cached->shown_end = layout_get_shown_end(layout, cached, text);
    bool is_centered = (cached->info.flags & BLOCK_CENTERED) && !cached->is_folded &&
                       !options->is_skeleton;
    Str own = str_slice(text, 0, cached->shown_end), shown = own;
    StrBuf full = {0};
    if (options->full_punctuation) {
        layout_show(text, 0, own.len, &full);
        shown = strbuf_get(&full);
    }
    bool is_other = shown.len != own.len;
    Places places = {0, 0};
    cached->row_count = 0;
    size_t off = 0;
    do {
        int indent = is_centered ? 0 : indents[cached->row_count > 0];
        WrapRow row =
            wrap_row(shown, off, MAX(options->columns - indent, 2), &options->width);
        if (is_centered)
            indent = MAX(options->columns - row.columns, 0) / 2;
        off = row.next;
        if (is_other) {
            row.start = places_advance(&places, own, row.start);
            row.end = places_advance(&places, own, row.end);
            row.next = places_advance(&places, own, row.next);
        }
        cached_add_row(cached, (CachedRow){(uint32_t)row.start, (uint32_t)row.end,
                                           (uint32_t)row.next, (uint16_t)row.columns,
                                           (uint16_t)indent});
    } while (off < shown.len);
    strbuf_clear(&full);
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

size_t cached_find_row(const CachedBlock *cached, uint32_t off)
{
    size_t low = 0, high = cached->row_count - 1;
    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;
        if (cached->rows[middle].start <= off)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}
