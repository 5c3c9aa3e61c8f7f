/* Paragraphs broken by hard wraps and by page ends.
 *
 * Two kinds of damage, told apart by the document as a whole. A hard-wrapped text has
 * most of its lines equally long, and their ends fall anywhere in a sentence: there a
 * full line goes on below unless a paragraph begins (indent, blank line, marker). In
 * a text with a paragraph a line, a long line that stops in the middle of a sentence
 * was cut by a page end, and goes on behind any blank lines.
 *
 * A wrong join costs a heading, a missed one only an ugly break: in doubt, nothing is
 * joined. Measured on corpus/outline.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

#include <stdlib.h>
#include <string.h>

#define WRAP_MIN 20 /* in the unit of the wrap */
#define WRAP_WIDTH_MIN 28
#define WRAP_MAX 160
/* 避头尾, words and proportional fonts move a wrap by this much. */
#define WRAP_SLACK(width) (3 + (width) / 16)
#define FULL_LINES_MIN 8
#define CUT_HAN_MIN 30
#define INNER_HAN_MIN 24 /* a line that holds a whole sentence */
#define OPEN_HAN_MIN 18
#define HEADING_HAN_MAX 60

/* Programs wrap at a number of columns or of characters; with ASCII punctuation between
 * Han only the right one gives lines of one length. */
typedef enum WrapUnit { WRAP_NONE, WRAP_COLUMNS, WRAP_CODEPOINTS } WrapUnit;

typedef struct Lines {
    const Draft *draft;
    LineFacts *facts; /* one for each block */
    WrapUnit unit;    /* WRAP_NONE: not hard-wrapped */
    uint32_t wrap;    /* length of a full line */
    bool is_indented; /* an indent begins a paragraph: some lines have one, not all */
    bool is_prose;    /* nearly all long lines end a sentence */
} Lines;

/* ---- the document as a whole ------------------------------------------- */

static bool is_plain(const DraftBlock *block)
{
    return block->kind == BLOCK_PARAGRAPH &&
           !(block->flags & (BLOCK_CENTERED | BLOCK_HIDDEN));
}

/* Length of the source line. The indent is gone; it is taken for the usual two Han. */
static uint32_t measure(const Lines *lines, WrapUnit unit, size_t i)
{
    bool is_indented = lines->draft->blocks[i].flags & BLOCK_INDENTED;
    if (unit == WRAP_COLUMNS)
        return lines->facts[i].columns + (is_indented ? 4 : 0);
    return lines->facts[i].codepoints + (is_indented ? 2 : 0);
}

/* The length at which most long lines end and that few exceed. Returns how
 * many lines there are of it, 0 if no length stands out. */
static uint32_t find_wrap(const Lines *lines, WrapUnit unit, uint32_t *wrap)
{
    uint32_t histogram[WRAP_MAX + 1] = {0};
    uint32_t longer = 0, shorter = 0, best_near = 0;
    *wrap = 0;
    for (size_t i = 0; i < lines->draft->block_count; i++) {
        uint32_t length = measure(lines, unit, i);
        if (!is_plain(&lines->draft->blocks[i]) || length < WRAP_MIN)
            continue;
        if (length > WRAP_MAX)
            longer++;
        else
            histogram[length]++;
    }
    for (uint32_t width = WRAP_WIDTH_MIN; width <= WRAP_MAX; width++) {
        uint32_t near = 0;
        for (uint32_t back = 0; back <= WRAP_SLACK(width); back++)
            near += histogram[width - back];
        if (near >= best_near && histogram[width]) {
            *wrap = width;
            best_near = near;
        }
    }
    if (best_near < FULL_LINES_MIN)
        return 0;
    uint32_t slack = WRAP_SLACK(*wrap);
    uint32_t first = *wrap / 2, last = *wrap - slack;
    for (uint32_t length = first; length <= WRAP_MAX; length++) {
        shorter += length < last ? histogram[length] : 0;
        longer += length > *wrap ? histogram[length] : 0;
    }
    /* Last lines of paragraphs are of any length: full ones must stand out. */
    bool is_peak =
        (uint64_t)best_near * (last - first + 1) >= (uint64_t)3 * (slack + 1) * shorter;
    bool is_wrapped = is_peak && best_near * 2 >= shorter && longer * 6 <= best_near;
    return is_wrapped ? best_near : 0;
}

static bool is_full(const Lines *lines, size_t i)
{
    return measure(lines, lines->unit, i) + WRAP_SLACK(lines->wrap) >= lines->wrap;
}

/* Verse, tables and lists of titles have lines of one length too, but each is a whole:
 * lines of wrapped prose are made of clauses and end anywhere. */
static bool has_random_ends(const Lines *lines)
{
    size_t full = 0, ended = 0, prose = 0;
    uint64_t han = 0, characters = 0;
    for (size_t i = 0; i < lines->draft->block_count; i++) {
        if (!is_full(lines, i))
            continue;
        Str text = lines->draft->blocks[i].text;
        full++;
        prose += lines->facts[i].has_comma || lines->facts[i].has_sentence_end;
        ended += line_ends_sentence(text) || line_ends_open(text);
        han += lines->facts[i].han;
        characters += lines->facts[i].characters;
    }
    return ended * 2 <= full && prose * 2 >= full && han * 2 >= characters;
}

static void find_wrapping(Lines *lines)
{
    uint32_t columns, codepoints;
    uint32_t by_columns = find_wrap(lines, WRAP_COLUMNS, &columns);
    uint32_t by_codepoints = find_wrap(lines, WRAP_CODEPOINTS, &codepoints);
    if (!by_columns && !by_codepoints)
        return;
    lines->unit = by_columns >= by_codepoints ? WRAP_COLUMNS : WRAP_CODEPOINTS;
    lines->wrap = by_columns >= by_codepoints ? columns : codepoints;
    if (!has_random_ends(lines))
        lines->unit = WRAP_NONE;
}

static void judge_document(Lines *lines)
{
    size_t indented = 0, longs = 0, broken = 0;
    const Draft *draft = lines->draft;
    for (size_t i = 0; i < draft->block_count; i++) {
        const DraftBlock *block = &draft->blocks[i];
        indented += (block->flags & BLOCK_INDENTED) != 0;
        if (lines->facts[i].han < CUT_HAN_MIN)
            continue;
        longs++;
        broken +=
            !line_ends_sentence(block->text) && !line_has_glued_heading(block->text);
    }
    find_wrapping(lines);
    lines->is_indented =
        indented * 8 >= draft->block_count && indented * 10 <= draft->block_count * 9;
    lines->is_prose = longs >= 3 && broken * 2 <= longs;
}

/* ---- one line and the next --------------------------------------------- */

static bool goes_on_wrapped(const Lines *lines, size_t i, const DraftBlock *next)
{
    const DraftBlock *block = &lines->draft->blocks[i];
    /* The blank lines around a page number are the page's. */
    bool has_blank = next == block + 1 && next->flags & BLOCK_BLANK_BEFORE;
    if (!is_full(lines, i) || has_blank || next->flags & BLOCK_CENTERED ||
        (lines->is_indented && next->flags & BLOCK_INDENTED))
        return false;
    /* Without indents and blank lines a full line that ends a sentence may end its
     * paragraph as well. */
    return lines->is_indented || !line_ends_sentence(block->text);
}

/* Can a sentence be cut between these two? Not behind a formula, a tag or a cell. */
static bool is_cut_place(Str before, Str after)
{
    if (!before.len || !after.len || memchr(before.data, '\t', before.len) ||
        memchr(after.data, '\t', after.len))
        return false;
    size_t end = before.len, start = 0;
    char32_t last = utf8_previous(before, &end), first = utf8_next(after, &start);
    bool is_word_before = text_is_cjk(last) || !text_is_punctuation(last);
    return (is_word_before || line_ends_open(before)) &&
           (text_is_cjk(first) || first >= 0x2010 || !text_is_punctuation(first));
}

/* How many Han a line of prose has at least that was cut: less where a sentence ended in
 * it already, which no heading does. */
static uint32_t cut_han_min(const LineFacts *facts)
{
    return facts->has_sentence_end && facts->has_comma ? INNER_HAN_MIN : CUT_HAN_MIN;
}

/* Is the line a sentence cut in two, and the next one its rest? */
static bool goes_on_cut(const Lines *lines, size_t i, const DraftBlock *next)
{
    const DraftBlock *block = &lines->draft->blocks[i];
    const LineFacts *facts = &lines->facts[i];
    const LineFacts *rest = &lines->facts[next - lines->draft->blocks];
    if (!lines->is_prose || line_ends_sentence(block->text) ||
        !is_cut_place(block->text, next->text))
        return false;
    bool is_open = line_ends_open(block->text);
    if (facts->han < (is_open ? OPEN_HAN_MIN : cut_han_min(facts)) ||
        !(facts->has_comma || facts->has_sentence_end))
        return false;
    /* A numbered line without a sentence is a long heading. */
    if (!is_open && !facts->has_sentence_end && facts->han <= HEADING_HAN_MAX &&
        line_has_marker(block->text))
        return false;
    /* The rest ends its sentence, or is itself a long piece of prose. */
    return (rest->has_sentence_end &&
            (line_ends_sentence(next->text) || line_has_glued_heading(next->text))) ||
           (rest->has_comma && rest->han >= cut_han_min(rest));
}

/* Does block `after` go on block `before`? Between them is nothing but page numbers. */
static bool is_joined(const Lines *lines, size_t before, size_t after)
{
    const Draft *draft = lines->draft;
    const DraftBlock *block = &draft->blocks[before], *next = &draft->blocks[after];
    if (!is_plain(block) || !is_plain(next) || next->flags & BLOCK_CONTINUED)
        return false;
    if (line_has_marker(next->text))
        return false;
    if (lines->unit != WRAP_NONE && goes_on_wrapped(lines, before, next))
        return true;
    return goes_on_cut(lines, before, next) && !line_has_glued_heading(block->text);
}

/* Notes that block `after` goes to the end of block `before`: the line ends between the
 * two are gone, and the page numbers with them. */
static void add_join(Draft *draft, size_t before, size_t after)
{
    StrBuf between = {0};
    for (size_t i = before; i < after; i++) {
        uint32_t from = draft->blocks[i].source_line;
        uint32_t to = draft->blocks[i + 1].source_line;
        for (uint32_t line = from; line < to || line == from; line++)
            strbuf_append_byte(&between, '\n');
        if (i + 1 == after)
            break;
        strbuf_append_str(&between, draft->blocks[i + 1].text);
        draft->blocks[i + 1].text = STR("");
    }
    draft_add_edit(draft, after, 0, strbuf_get(&between), STR(""), CLEAN_REJOIN);
    strbuf_clear(&between);
}

/* ---- the pass ---------------------------------------------------------- */

/* Where draft_join put a blank between words, that is what replaced the line end. */
static void note_blanks(Draft *draft, size_t first_edit)
{
    for (size_t i = first_edit; i < draft->edit_count; i++) {
        DraftEdit *edit = &draft->edits[i];
        Str text = draft->blocks[edit->block].text;
        if (edit->off == 0 || text.data[edit->off - 1] != ' ')
            continue;
        edit->off--;
        StrBuf with = {0};
        strbuf_append_byte(&with, ' ');
        strbuf_append_str(&with, edit->new_text);
        edit->new_text =
            with.len > 1 ? arena_str(draft->arena, strbuf_get(&with)) : STR(" ");
        strbuf_clear(&with);
    }
}

size_t clean_rejoin(Draft *draft, PassContext *context)
{
    size_t count = draft->block_count, joins = 0;
    if (count < 2)
        return 0;
    Lines lines = {.draft = draft};
    lines.facts = mem_alloc_array(count, sizeof(*lines.facts));
    for (size_t i = 0; i < count && pass_goes_on(context, i); i++)
        lines.facts[i] = line_measure(draft->blocks[i].text);
    judge_document(&lines);

    size_t first_edit = draft->edit_count;
    bool *keep_break = mem_alloc_array(count, sizeof(*keep_break));
    for (size_t i = 0; i < count; i++)
        keep_break[i] = true;
    size_t before = 0, bytes = draft->blocks[0].text.len;
    for (size_t i = 1; i < count && pass_goes_on(context, i); i++) {
        DraftBlock *next = &draft->blocks[i];
        if (next->flags & BLOCK_HIDDEN)
            continue;
        bool goes_on = is_joined(&lines, before, i);
        if (goes_on && bytes + next->text.len + 1 > BLOCK_MAX_BYTES) {
            /* The paragraph goes on, but a block may not. */
            goes_on = false;
            next->flags |= BLOCK_CONTINUED;
        }
        if (goes_on) {
            joins++;
            bytes += next->text.len + 1;
            add_join(draft, before, i);
            while (before < i)
                keep_break[++before] = false;
        } else {
            bytes = next->text.len;
        }
        before = i;
    }
    if (joins) {
        size_t before_absorbing = draft->edit_count;
        edits_absorb_starts(draft, first_edit);
        first_edit -= before_absorbing - draft->edit_count;
        draft_join(draft, keep_break);
        note_blanks(draft, first_edit);
    }
    free(keep_break);
    free(lines.facts);
    return joins;
}
