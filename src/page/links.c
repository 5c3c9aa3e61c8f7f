/* Links of pages: areas that lead somewhere, brought to the words in them.
 *
 * A format tells areas; which words lie in one is seen from the places of a line's words,
 * and where those are in the paragraph that the lines became, from what stands before.
 * Where that cannot be said the words stay text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/run.h"

#include <stdlib.h>

#define PAGE_LINKS_MAX 50000
#define PIECE_CODEPOINTS 6 /* that a place is known by */

void page_text_add_link(PageText *pages, const PageLink *link)
{
    if (pages->link_count == PAGE_LINKS_MAX)
        return;
    pages->links = mem_grow(pages->links, &pages->link_capacity, pages->link_count + 1,
                            sizeof(*pages->links));
    PageLink *kept = &pages->links[pages->link_count++];
    *kept = *link;
    kept->address = arena_str(pages->arena, link->address);
}

/* ---- where they lead ------------------------------------------------------- */

/* The first line of a page that does not end above `top`; SIZE_MAX for none. */
static size_t find_line(const PageText *pages, uint32_t page, float top)
{
    size_t low = 0, high = pages->line_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pages->lines[middle].page < page)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < pages->line_count && pages->lines[low].page == page; low++) {
        const Line *line = &pages->lines[low];
        /* Where a heading is pointed to, that is above its letters, or among them. */
        if (line->box.y1 - (line->box.y1 - line->box.y0) / 4 >= top)
            return low;
    }
    return SIZE_MAX;
}

void links_find_targets(PageText *pages)
{
    for (size_t i = 0; i < pages->link_count; i++) {
        PageLink *link = &pages->links[i];
        link->to_line = SIZE_MAX;
        if (link->address.len || link->to_page >= pages->page_count)
            continue;
        float height = pages->pages[link->to_page].height;
        link->to_line = find_line(pages, link->to_page,
                                  link->to_top >= 0 ? height - link->to_top : 0);
        if (link->to_line != SIZE_MAX)
            pages->lines[link->to_line].flags |= LINE_TARGET;
    }
}

static void append_name(StrBuf *out, size_t line)
{
    strbuf_appendf(out, "line %zu", line);
}

/* ---- the words in an area --------------------------------------------------- */

/* What of a line lies in an area: its first and last characters, and how many bytes of
 * the line's letters stand before. */
typedef struct Found {
    Str first, last;
    size_t before, bytes; /* blanks, which may come or go, are not counted */
} Found;

static bool is_solid(char32_t c)
{
    return !text_is_space(c) && c != THIN_BLANK && c != 0xAD;
}

static size_t count_cells(Str text)
{
    size_t cells = 0;
    for (size_t off = 0; off < text.len;)
        cells += glyph_is_wide(utf8_next(text, &off)) ? 2 : 1;
    return cells;
}

static void walk_word(const Word *word, const Box *area, Found *found)
{
    float cell = (word->x1 - word->x0) / (float)MAX(count_cells(word->text), 1);
    float x = word->x0;
    for (size_t off = 0; off < word->text.len;) {
        size_t start = off;
        char32_t c = utf8_next(word->text, &off);
        float wide = glyph_is_wide(c) ? 2 * cell : cell;
        float middle = x + wide / 2;
        x += wide;
        if (!is_solid(c))
            continue;
        Str letter = str_slice(word->text, start, off);
        /* Letters of one line are not all as wide as they are thought to be here. */
        if (middle >= area->x0 - wide / 8 && middle <= area->x1 + wide / 8) {
            found->first = found->first.len ? found->first : letter;
            found->last = letter;
            found->bytes += letter.len;
        } else if (!found->first.len) {
            found->before += letter.len;
        } else {
            return;
        }
    }
}

static bool find_words(const Line *line, const Box *area, Found *found)
{
    float middle = (line->box.y0 + line->box.y1) / 2;
    *found = (Found){0};
    if (middle < area->y0 || middle > area->y1)
        return false;
    for (uint32_t i = 0; i < line->word_count; i++)
        walk_word(&line->words[i], area, found);
    return found->bytes > 0;
}

/* ---- their place in a paragraph ------------------------------------------------ */

/* `off` moved on over so many bytes of letters. */
static size_t skip_letters(Str text, size_t off, size_t bytes)
{
    while (off < text.len) {
        size_t next = off;
        char32_t c = utf8_next(text, &next);
        if (is_solid(c) && bytes < next - off)
            return off;
        bytes -= is_solid(c) ? next - off : 0;
        if (!bytes && is_solid(c))
            return next;
        off = next;
    }
    return off;
}

static size_t skip_blanks(Str text, size_t off)
{
    for (size_t next = off; next < text.len; off = next)
        if (is_solid(utf8_next(text, &next)))
            break;
    return off;
}

static size_t count_letters(Str text)
{
    size_t bytes = 0;
    for (size_t off = 0, start = 0; off < text.len; start = off)
        bytes += is_solid(utf8_next(text, &off)) ? off - start : 0;
    return bytes;
}

/* Where a line begins in the text, `*at` being where the one before did; false where the
 * line was changed on its way. */
static bool find_start(Str text, Str line, size_t *at)
{
    line = text_trim(line);
    Str piece = str_slice(line, 0, utf8_offset_of(line, PIECE_CODEPOINTS));
    size_t cut = 0, off = 0;
    while (off < piece.len && is_solid(utf8_next(piece, &off)))
        cut = off;
    size_t found = cut ? str_find(text, str_slice(piece, 0, cut), *at) : STR_NONE;
    if (found == STR_NONE)
        return false;
    *at = found;
    return true;
}

static void tell_link(Sink *sink, const PageLink *link, Str text, size_t line,
                      const Found *found)
{
    size_t start = skip_blanks(text, skip_letters(text, line, found->before));
    size_t end = skip_letters(text, start, found->bytes);
    Str words = str_slice(text, start, end);
    /* The letters at both ends are those of the page, or it is another place. */
    if (!str_has_prefix(words, found->first) || !str_has_suffix(words, found->last))
        return;
    StrBuf name = {0};
    append_name(&name, link->to_line);
    sink_link(sink,
              &(Link){.kind = link->address.len ? LINK_ADDRESS : LINK_NAME,
                      .start = (uint32_t)start,
                      .end = (uint32_t)end,
                      .target = link->address.len ? link->address : strbuf_get(&name)});
    strbuf_clear(&name);
}

static size_t find_page(const PageText *pages, uint32_t page)
{
    size_t low = 0, high = pages->link_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pages->links[middle].page < page)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Lines up to `last` that links lead to; what became no text of its own is where the next
 * block begins. */
static void tell_names(PageText *pages, Sink *sink, size_t last)
{
    for (; pages->named_lines <= last; pages->named_lines++) {
        if (!(pages->lines[pages->named_lines].flags & LINE_TARGET))
            continue;
        StrBuf name = {0};
        append_name(&name, pages->named_lines);
        sink_link(sink, &(Link){.kind = LINK_ANCHOR, .target = strbuf_get(&name)});
        strbuf_clear(&name);
    }
}

void links_tell(PageText *pages, Sink *sink, size_t first, size_t last, Str text)
{
    size_t at = 0;
    tell_names(pages, sink, last);
    for (size_t i = first; i <= last && pages->link_count; i++) {
        const Line *line = &pages->lines[i];
        size_t k = find_page(pages, line->page);
        bool is_here = k < pages->link_count && pages->links[k].page == line->page;
        if (!is_here || !find_start(text, line->text, &at))
            continue;
        for (; k < pages->link_count && pages->links[k].page == line->page; k++) {
            Found found;
            const PageLink *link = &pages->links[k];
            if ((link->address.len || link->to_line != SIZE_MAX) &&
                find_words(line, &link->box, &found))
                tell_link(sink, link, text, at, &found);
        }
        at = skip_letters(text, at, count_letters(line->text) / 2);
    }
}
