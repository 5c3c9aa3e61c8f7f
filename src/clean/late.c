/* The passes behind the outline: what it parted is recorded, lines that many documents
 * share are hidden, passages that stand there twice are marked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

#include <stdlib.h>

/* ---- headings split off ------------------------------------------------ */

/* draft_split gives slices of one text and drops the blanks between them: the edit says
 * that a line end stands there now instead. */
size_t clean_split(Draft *draft, PassContext *context)
{
    (void)context;
    size_t parted = 0;
    for (size_t i = 1; i < draft->block_count; i++) {
        const DraftBlock *block = &draft->blocks[i], *before = block - 1;
        if (!(block->flags & BLOCK_GLUED))
            continue;
        const char *end = before->text.data + before->text.len;
        Str blanks = {end, (size_t)(block->text.data - end)};
        draft_add_edit(draft, i, 0, blanks, STR("\n"), CLEAN_SPLIT);
        parted++;
    }
    return parted;
}

/* ---- lines that several documents share -------------------------------- */

#define EDGE_LINES 24 /* at each end */
#define EDGE_MIN_CHARACTERS 2
#define EDGE_MAX_COLUMNS 60
#define KNOWN_DOCUMENTS 2 /* others that have the line: this is the third */
#define KNOWN_RUN 3       /* lines of furniture come in company */

static bool is_edge_line(const DraftBlock *block)
{
    if (block->kind != BLOCK_PARAGRAPH || block->flags & BLOCK_CONTINUED ||
        block->text.len > 3 * EDGE_MAX_COLUMNS || line_has_marker(block->text) ||
        line_ends_sentence(block->text) || line_ends_open(block->text))
        return false;
    LineFacts facts = line_measure(block->text);
    return facts.characters >= EDGE_MIN_CHARACTERS && facts.columns <= EDGE_MAX_COLUMNS &&
           !facts.has_sentence_end && !facts.has_comma;
}

/* The i-th of the lines near the ends, from the top down; false behind the last. */
static bool edge_block(const Draft *draft, size_t i, size_t *block)
{
    size_t count = draft->block_count;
    *block = i < EDGE_LINES || count <= 2 * EDGE_LINES ? i : count - 2 * EDGE_LINES + i;
    return i < 2 * EDGE_LINES && *block < count;
}

size_t clean_list_edges(const Draft *draft, uint64_t *lines, size_t room)
{
    size_t count = 0, block;
    for (size_t i = 0; edge_block(draft, i, &block) && count < room; i++) {
        if (!is_edge_line(&draft->blocks[block]))
            continue;
        uint64_t line = line_hash(draft->blocks[block].text);
        size_t known = 0;
        while (known < count && lines[known] != line)
            known++;
        if (known == count)
            lines[count++] = line;
    }
    return count;
}

static bool is_heading(const Outline *outline, size_t block)
{
    size_t low = 0, high = outline->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (outline->headings[middle].block < block)
            low = middle + 1;
        else
            high = middle;
    }
    return low < outline->count && outline->headings[low].block == block;
}

/* One line that others have too may be the name of a series or of an author; three
 * together, or one that speaks as sites do, are of the site. */
size_t clean_known(Draft *draft, PassContext *context)
{
    bool is_known[2 * EDGE_LINES] = {false};
    size_t block, run = 0, hidden = 0;
    const CleanOptions *options = context->options;
    if (!options->lookup)
        return 0;
    for (size_t i = 0; edge_block(draft, i, &block); i++) {
        const DraftBlock *line = &draft->blocks[block];
        is_known[i] =
            is_edge_line(line) && !is_heading(context->outline, block) &&
            options->lookup(options->context, line_hash(line->text)) >= KNOWN_DOCUMENTS;
    }
    for (size_t i = 0; edge_block(draft, i, &block); i++) {
        run = 0;
        while (i + run < 2 * EDGE_LINES && is_known[i + run])
            run++;
        for (size_t k = i; k < i + run; k++) {
            edge_block(draft, k, &block);
            if (run >= KNOWN_RUN || line_has_site_words(draft->blocks[block].text))
                hidden += hide_block(draft, block, CLEAN_KNOWN);
        }
        i += run;
    }
    return hidden;
}

/* ---- passages that stand there twice ----------------------------------- */

#define PASSAGE_MIN_BYTES 240 /* eighty Han: statutes repeat shorter ones on purpose */

/* Open addressing; an entry is the number of a block + 1. */
typedef struct Passages {
    uint32_t *slots;
    size_t mask;
} Passages;

/* The block before `index` with the same text, or `index` itself when it is the first. */
static size_t passages_put(Passages *passages, const Draft *draft, size_t index)
{
    Str text = draft->blocks[index].text;
    uint64_t hash = line_hash(text);
    for (size_t slot = (size_t)(hash ^ hash >> 32) & passages->mask;;
         slot = (slot + 1) & passages->mask) {
        if (!passages->slots[slot]) {
            passages->slots[slot] = (uint32_t)index + 1;
            return index;
        }
        size_t other = passages->slots[slot] - 1;
        if (str_is_equal(draft->blocks[other].text, text))
            return other;
    }
}

size_t clean_duplicate(Draft *draft, PassContext *context)
{
    size_t longs = 0, marked = 0;
    for (size_t i = 0; i < draft->block_count; i++)
        longs += draft->blocks[i].text.len >= PASSAGE_MIN_BYTES;
    if (longs < 2)
        return 0;
    Passages passages = {.mask = 1};
    while (passages.mask < 2 * longs)
        passages.mask = 2 * passages.mask + 1;
    passages.slots = mem_alloc_array(passages.mask + 1, sizeof(*passages.slots));
    for (size_t i = 0; i < draft->block_count && pass_goes_on(context, i); i++) {
        DraftBlock *block = &draft->blocks[i];
        if (block->text.len < PASSAGE_MIN_BYTES || block->flags & BLOCK_HIDDEN ||
            passages_put(&passages, draft, i) == i)
            continue;
        block->flags |= BLOCK_DUPLICATE;
        draft_add_edit(draft, i, 0, STR(""), STR(""), CLEAN_DUPLICATE);
        marked++;
    }
    free(passages.slots);
    return marked;
}
