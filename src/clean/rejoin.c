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

#define WIDTH_MIN 40
#define WIDTH_MAX 160
#define WIDTH_SLACK 3 /* 避头尾 and words move a wrap by this much */
#define FULL_LINES_MIN 8
#define CUT_CHARACTERS_MIN 30
#define OPEN_CHARACTERS_MIN 18

typedef struct Lines {
    const Draft *draft;
    LineFacts *facts; /* one for each block */
    uint32_t wrap;    /* columns of a hard-wrapped text, 0 for others */
    bool is_indented; /* paragraphs begin with an indent */
    bool is_prose;    /* nearly all long lines end a sentence */
} Lines;

/* ---- the document as a whole ------------------------------------------- */

static bool is_plain(const DraftBlock *block)
{
    return block->kind == BLOCK_PARAGRAPH && !(block->flags & BLOCK_CENTERED);
}

/* The width at which most long lines end, 0 if there is none. */
static uint32_t find_wrap_width(const Lines *lines)
{
    uint32_t histogram[WIDTH_MAX + 1] = {0};
    uint32_t longer = 0, total = 0;
    for (size_t i = 0; i < lines->draft->block_count; i++) {
        const DraftBlock *block = &lines->draft->blocks[i];
        uint32_t columns = lines->facts[i].columns;
        if (!is_plain(block) || columns < WIDTH_MIN)
            continue;
        longer += columns > WIDTH_MAX;
        if (block->flags & BLOCK_INDENTED || columns > WIDTH_MAX)
            continue; /* how far it is indented is not known here */
        histogram[columns]++;
        total++;
    }
    uint32_t best = 0, best_near = 0;
    for (uint32_t width = WIDTH_MIN + WIDTH_SLACK; width <= WIDTH_MAX; width++) {
        uint32_t near = 0;
        for (uint32_t back = 0; back <= WIDTH_SLACK; back++)
            near += histogram[width - back];
        if (near > best_near) {
            best = width;
            best_near = near;
        }
    }
    for (uint32_t width = best + 1; width <= WIDTH_MAX; width++)
        longer += histogram[width];
    bool is_wrapped =
        best_near >= FULL_LINES_MIN && best_near * 2 >= total && longer * 50 <= best_near;
    return is_wrapped ? best : 0;
}

static bool is_full(const Lines *lines, size_t i)
{
    uint32_t room = WIDTH_SLACK;
    if (lines->draft->blocks[i].flags & BLOCK_INDENTED)
        room += 4;
    return lines->facts[i].columns + room >= lines->wrap;
}

/* Verse and tables have lines of one length too, but each is a whole: in wrapped prose
 * most full lines end anywhere. */
static bool has_random_ends(const Lines *lines)
{
    size_t full = 0, ended = 0;
    uint64_t han = 0, characters = 0;
    for (size_t i = 0; i < lines->draft->block_count; i++) {
        if (!is_full(lines, i))
            continue;
        Str text = lines->draft->blocks[i].text;
        full++;
        ended += line_ends_sentence(text) || line_ends_open(text);
        han += lines->facts[i].han;
        characters += lines->facts[i].characters;
    }
    return ended * 2 <= full && han * 2 >= characters;
}

static void judge_document(Lines *lines)
{
    size_t indented = 0, longs = 0, broken = 0, blank = 0;
    const Draft *draft = lines->draft;
    for (size_t i = 0; i < draft->block_count; i++) {
        const DraftBlock *block = &draft->blocks[i];
        indented += (block->flags & BLOCK_INDENTED) != 0;
        blank += (block->flags & BLOCK_BLANK_BEFORE) != 0;
        if (lines->facts[i].han < CUT_CHARACTERS_MIN)
            continue;
        longs++;
        broken += !line_ends_sentence(block->text);
    }
    lines->wrap = find_wrap_width(lines);
    if (lines->wrap && !has_random_ends(lines))
        lines->wrap = 0;
    /* An indent on one line in eight marks paragraphs of wrapped text. */
    lines->is_indented = indented * 8 >= draft->block_count;
    lines->is_prose = longs >= 3 && broken * 5 <= longs * 2;
}

/* ---- one line and the next --------------------------------------------- */

static bool goes_on_wrapped(const Lines *lines, size_t i, const DraftBlock *next)
{
    const DraftBlock *block = &lines->draft->blocks[i];
    if (!is_full(lines, i) ||
        next->flags & (BLOCK_INDENTED | BLOCK_CENTERED | BLOCK_BLANK_BEFORE))
        return false;
    /* Without indents and blank lines a full line that ends a sentence may end its
     * paragraph as well. */
    return lines->is_indented || !line_ends_sentence(block->text);
}

/* Is the line a sentence cut in two, and the next one its rest? */
static bool goes_on_cut(const Lines *lines, size_t i, const DraftBlock *next)
{
    const DraftBlock *block = &lines->draft->blocks[i];
    const LineFacts *facts = &lines->facts[i];
    const LineFacts *rest = &lines->facts[next - lines->draft->blocks];
    if (!lines->is_prose || line_ends_sentence(block->text))
        return false;
    uint32_t needed =
        line_ends_open(block->text) ? OPEN_CHARACTERS_MIN : CUT_CHARACTERS_MIN;
    if (facts->han < needed || !(facts->has_comma || facts->has_sentence_end))
        return false;
    /* The rest ends its sentence, or is itself a long piece of prose. */
    return (rest->has_sentence_end && line_ends_sentence(next->text)) ||
           (rest->has_comma && rest->han >= CUT_CHARACTERS_MIN);
}

static bool is_joined(const Lines *lines, size_t i)
{
    const Draft *draft = lines->draft;
    const DraftBlock *block = &draft->blocks[i], *next = &draft->blocks[i + 1];
    if (!is_plain(block) || !is_plain(next) || next->flags & BLOCK_CONTINUED ||
        block->flags & BLOCK_CENTERED)
        return false;
    bool goes_on = lines->wrap ? goes_on_wrapped(lines, i, next) : false;
    if (!goes_on)
        goes_on = goes_on_cut(lines, i, next);
    return goes_on && !line_has_marker(next->text) &&
           !line_has_glued_heading(block->text);
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
        edit->new_text = STR(" ");
    }
}

size_t clean_rejoin(Draft *draft)
{
    size_t count = draft->block_count, joins = 0;
    if (count < 2)
        return 0;
    Lines lines = {.draft = draft};
    lines.facts = mem_alloc_array(count, sizeof(*lines.facts));
    for (size_t i = 0; i < count; i++)
        lines.facts[i] = line_measure(draft->blocks[i].text);
    judge_document(&lines);

    size_t first_edit = draft->edit_count;
    bool *keep_break = mem_alloc_array(count, sizeof(*keep_break));
    keep_break[0] = true;
    size_t bytes = draft->blocks[0].text.len;
    for (size_t i = 1; i < count; i++) {
        DraftBlock *next = &draft->blocks[i];
        keep_break[i] = !is_joined(&lines, i - 1);
        if (!keep_break[i] && bytes + next->text.len + 1 > BLOCK_MAX_BYTES) {
            /* The paragraph goes on, but a block may not. */
            keep_break[i] = true;
            next->flags |= BLOCK_CONTINUED;
        }
        if (keep_break[i]) {
            bytes = next->text.len;
            continue;
        }
        joins++;
        bytes += next->text.len + 1;
        draft_add_edit(draft, i, 0, STR("\n"), STR(""), CLEAN_REJOIN);
    }
    if (joins) {
        draft_join(draft, keep_break);
        note_blanks(draft, first_edit);
    }
    free(keep_break);
    free(lines.facts);
    return joins;
}
