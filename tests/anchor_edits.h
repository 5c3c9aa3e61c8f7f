/* Texts whose characters keep an identity while they are edited, so that it is known
 * where a passage really went, whatever look-alikes stand around it; and the verdict on
 * an anchor that says where it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TESTS_ANCHOR_EDITS_H
#define PIYUE_TESTS_ANCHOR_EDITS_H

#include <piyue/anchor.h>
#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

#define COPY_BIT 0x80000000u

typedef struct Letter {
    char32_t codepoint;
    uint32_t id; /* counted from 1 in the first edition, with COPY_BIT in a copy of it; 0
                    for what came later */
} Letter;

typedef struct Letters {
    Letter *items; /* owned */
    size_t count, capacity;
} Letters;

/* ---- chance that is the same every time (Marsaglia's xorshift) ----------- */

static inline uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static inline size_t below(uint64_t *seed, size_t limit)
{
    return limit ? (size_t)(next_random(seed) % limit) : 0;
}

/* ---- edits ---------------------------------------------------------------- */

static inline void letters_insert(Letters *letters, size_t at, const Letter *items,
                                  size_t count)
{
    letters->items = mem_grow(letters->items, &letters->capacity, letters->count + count,
                              sizeof(*letters->items));
    memmove(letters->items + at + count, letters->items + at,
            (letters->count - at) * sizeof(*items));
    memcpy(letters->items + at, items, count * sizeof(*items));
    letters->count += count;
}

static inline void letters_delete(Letters *letters, size_t start, size_t end)
{
    memmove(letters->items + start, letters->items + end,
            (letters->count - end) * sizeof(*letters->items));
    letters->count -= end - start;
}

/* Bounds of the paragraph around `at`, with the line end behind it. */
static inline void letters_find_paragraph(const Letters *letters, size_t at,
                                          size_t *start, size_t *end)
{
    for (*start = at; *start > 0 && letters->items[*start - 1].codepoint != U'\n';)
        --*start;
    for (*end = at; *end < letters->count && letters->items[*end].codepoint != U'\n';)
        ++*end;
    *end += *end < letters->count;
}

static inline void insert_new_sentence(Letters *letters, uint64_t *seed)
{
    Letter sentence[64] = {{U'新', 0}, {U'增', 0}};
    size_t count = 2 + below(seed, 50);
    for (size_t i = 2; i < count; i++)
        sentence[i] = (Letter){0x4E00 + (char32_t)below(seed, 5000), 0};
    sentence[count++] = (Letter){U'。', 0};
    letters_insert(letters, below(seed, letters->count + 1), sentence, count);
}

static inline void delete_some(Letters *letters, uint64_t *seed)
{
    size_t start = below(seed, letters->count);
    size_t end = start + 1 + below(seed, 60);
    letters_delete(letters, start, MIN(letters->count, end));
}

static inline void delete_paragraph(Letters *letters, uint64_t *seed)
{
    size_t start, end;
    letters_find_paragraph(letters, below(seed, letters->count), &start, &end);
    if (end - start < letters->count)
        letters_delete(letters, start, end);
}

/* Takes a paragraph out (move) or leaves it (copy) and puts it before another. */
static inline void move_paragraph(Letters *letters, uint64_t *seed, bool is_copy)
{
    size_t start, end, at, ignored;
    letters_find_paragraph(letters, below(seed, letters->count), &start, &end);
    size_t count = end - start;
    if (count < 2 || count == letters->count)
        return;
    Letter *paragraph = mem_alloc_array(count + 1, sizeof(*paragraph));
    memcpy(paragraph, letters->items + start, count * sizeof(*paragraph));
    for (size_t i = 0; is_copy && i < count; i++)
        paragraph[i].id |= paragraph[i].id ? COPY_BIT : 0;
    if (!is_copy)
        letters_delete(letters, start, end);
    if (paragraph[count - 1].codepoint != U'\n')
        paragraph[count++] = (Letter){U'\n', 0};
    letters_find_paragraph(letters, below(seed, letters->count), &at, &ignored);
    letters_insert(letters, at, paragraph, count);
    free(paragraph);
}

/* ---- judging -------------------------------------------------------------- */

typedef enum Verdict {
    VERDICT_RIGHT,
    VERDICT_COPY, /* of a passage that has changed, or one that nobody could tell from it
                   */
    VERDICT_WRONG,
    VERDICT_LOST, /* an orphan, although all of its text is there */
    VERDICT_GONE, /* an orphan whose text has changed */
    VERDICT_COUNT
} Verdict;

/* Do the letters of the passage stand together as they were, whatever they look like now?
 * Line ends between them do no harm, nor does it that old ones are gone. */
static inline bool letters_survive(const Letters *before, size_t start, size_t end,
                                   const Letters *after)
{
    size_t next = start;
    for (size_t i = 0; i < after->count && next < end; i++) {
        const Letter *letter = &after->items[i];
        if (letter->codepoint == U'\n' && letter->id != before->items[next].id)
            continue;
        if (letter->id != before->items[next].id)
            next = start;
        next += letter->id == before->items[next].id;
        while (next < end && before->items[next].codepoint == U'\n')
            next++;
    }
    return next == end;
}

static inline bool is_same_letter(const Letters *before, size_t i, const Letters *after,
                                  size_t j)
{
    return before->items[i].id && before->items[i].id == after->items[j].id;
}

/* The passage [start, end) of `before` was found at [found_start, found_end) of `after`,
 * which is read unless it became an orphan. */
static inline Verdict judge_anchor(const Letters *before, size_t start, size_t end,
                                   const Letters *after, AnchorHow how,
                                   size_t found_start, size_t found_end)
{
    bool is_whole = letters_survive(before, start, end, after);
    if (how == ANCHOR_ORPHAN)
        return is_whole ? VERDICT_LOST : VERDICT_GONE;
    size_t ours = 0, copies = 0, count = 0;
    uint32_t first = before->items[start].id, last = before->items[end - 1].id;
    for (size_t i = found_start; i < found_end; i++) {
        uint32_t id = after->items[i].id & ~COPY_BIT;
        bool is_copy = after->items[i].id & COPY_BIT;
        count += after->items[i].codepoint != U'\n';
        ours += id >= first && id <= last && !is_copy;
        copies += id >= first && id <= last && is_copy;
    }
    /* Of a passage over two paragraphs one may have been replaced by another with the
     * same words: a third of its own letters makes it the place, and so does the very
     * letter that it stood next to. */
    bool is_neighbour = (start && found_start &&
                         is_same_letter(before, start - 1, after, found_start - 1)) ||
                        (end < before->count && found_end < after->count &&
                         is_same_letter(before, end, after, found_end));
    if (3 * ours > count || is_neighbour)
        return VERDICT_RIGHT;
    /* Where the passage itself was changed, a true copy of it is as good; and nobody can
     * tell a copy from it that stands at its place with the same surroundings. */
    return 2 * (ours + copies) >= count && (!is_whole || how == ANCHOR_OFFSETS)
               ? VERDICT_COPY
               : VERDICT_WRONG;
}

#endif
