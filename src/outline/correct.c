/* Corrections: what was said by hand, as constraints of the search.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

#include <stdlib.h>

/* What is said of one member of a run speaks so much for its siblings. */
#define LEAN 200

/* All that was said of one block. */
typedef struct Word {
    uint32_t block, title_start, title_end;
    uint8_t verdict; /* Verdict */
    int level, shift;
} Word;

/* The corrections of each block as one, in order of blocks; owned. */
typedef struct WordList {
    Word *items;
    size_t count;
} WordList;

typedef struct Ordered {
    const OutlineCorrection *correction;
    size_t order;
} Ordered;

static int compare_ordered(const void *a, const void *b)
{
    const Ordered *x = a, *y = b;
    if (x->correction->block != y->correction->block)
        return x->correction->block < y->correction->block ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void add_word(Word *word, const OutlineCorrection *correction)
{
    if (correction->verdict == OUTLINE_DROP) {
        *word = (Word){.block = word->block, .verdict = VERDICT_DROP};
        return;
    }
    word->verdict = VERDICT_TAKE;
    if (correction->verdict == OUTLINE_SHIFT)
        word->shift += correction->amount;
    if (correction->verdict == OUTLINE_LEVEL) {
        word->level = MAX(correction->amount, 1);
        word->shift = 0;
    }
    if (correction->title_end > correction->title_start) {
        word->title_start = correction->title_start;
        word->title_end = correction->title_end;
    }
}

static WordList merge_corrections(const Blocks *blocks,
                                  const OutlineCorrection *corrections, size_t count)
{
    Ordered *ordered = mem_alloc_array(count + 1, sizeof(*ordered));
    for (size_t i = 0; i < count; i++)
        ordered[i] = (Ordered){&corrections[i], i};
    qsort(ordered, count, sizeof(*ordered), compare_ordered);
    WordList words = {.items = mem_alloc_array(count + 1, sizeof(*words.items))};
    for (size_t i = 0; i < count; i++) {
        const OutlineCorrection *correction = ordered[i].correction;
        if (correction->block >= blocks->count)
            break;
        if (!words.count || words.items[words.count - 1].block != correction->block)
            words.items[words.count++] = (Word){.block = correction->block};
        add_word(&words.items[words.count - 1], correction);
    }
    free(ordered);
    return words;
}

size_t candidates_find(const CandidateList *list, uint32_t block)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->items[middle].block < block)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The candidate of a block that is meant: the one whose title starts where the user said,
 * else the one at the start of the block. */
static Candidate *find_meant(CandidateList *list, const Word *word)
{
    for (size_t i = candidates_find(list, word->block);
         i < list->count && list->items[i].block == word->block; i++) {
        if (list->items[i].start == word->title_start)
            return &list->items[i];
    }
    return NULL;
}

static void set_title(const Blocks *blocks, const Word *word, Candidate *candidate)
{
    size_t len = blocks_get_text(blocks, word->block).len;
    if (word->title_end <= word->title_start || word->title_end > len)
        return;
    candidate->start = word->title_start;
    candidate->title_end = word->title_end;
    candidate->place = word->title_end < len ? PLACE_RUN_IN : PLACE_BLOCK;
}

/* Candidates for all that is to be a heading. */
static void put_in(const Blocks *blocks, const WordList *words, CandidateList *list)
{
    for (size_t i = 0; i < words->count; i++) {
        const Word *word = &words->items[i];
        if (word->verdict == VERDICT_TAKE && !find_meant(list, word))
            candidates_insert(blocks, word->block, word->title_start, word->title_end,
                              list);
    }
}

static void apply(const Blocks *blocks, const Word *word, CandidateList *list)
{
    Candidate *meant = find_meant(list, word);
    if (word->verdict == VERDICT_DROP) {
        for (size_t i = candidates_find(list, word->block);
             i < list->count && list->items[i].block == word->block; i++) {
            if (word->title_end == 0 || &list->items[i] == meant)
                list->items[i].verdict = VERDICT_DROP;
        }
        return;
    }
    meant->verdict = VERDICT_TAKE;
    meant->want_level = (uint8_t)MIN(word->level, UINT8_MAX);
    set_title(blocks, word, meant);
}

/* Siblings of a run are headings together, and on one level. */
static void lean_siblings(CandidateList *list, const CandidateList *before)
{
    typedef struct Lean {
        uint32_t run;
        int16_t lean;
        uint8_t old_level, level;
    } Lean;
    size_t count = 0;
    Lean *leans = mem_alloc_array(list->count + 1, sizeof(*leans));
    for (size_t i = 0; i < list->count; i++) {
        const Candidate *candidate = &list->items[i];
        if (candidate->run == RUN_NONE || candidate->verdict == VERDICT_NONE)
            continue;
        size_t k = 0;
        while (k < count && leans[k].run != candidate->run)
            k++;
        if (k == count)
            leans[count++] = (Lean){.run = candidate->run};
        uint8_t old = before->items[i].level;
        if (candidate->verdict == VERDICT_DROP)
            leans[k].lean = (int16_t)(leans[k].lean - LEAN);
        else if (!old)
            leans[k].lean = (int16_t)(leans[k].lean + LEAN);
        if (candidate->want_level && old) {
            leans[k].old_level = old;
            leans[k].level = candidate->want_level;
        }
    }
    for (size_t i = 0; count && i < list->count; i++) {
        Candidate *candidate = &list->items[i];
        if (candidate->run == RUN_NONE || candidate->verdict != VERDICT_NONE)
            continue;
        for (size_t k = 0; k < count; k++) {
            if (leans[k].run != candidate->run)
                continue;
            candidate->lean = (int16_t)MAX(-LEAN, MIN(leans[k].lean, LEAN));
            if (leans[k].level && before->items[i].level == leans[k].old_level)
                candidate->lean_level = leans[k].level;
        }
    }
    free(leans);
}

CandidateList candidates_copy(const CandidateList *list)
{
    CandidateList copy = {.count = list->count, .capacity = list->count + 1};
    copy.items = mem_alloc_array(copy.capacity, sizeof(*copy.items));
    for (size_t i = 0; i < list->count; i++)
        copy.items[i] = list->items[i];
    return copy;
}

/* What stands above candidate `index` stays at its level, or "one level up" would mean
 * nothing. */
static void keep_above(CandidateList *list, const CandidateList *before, size_t index)
{
    unsigned level = before->items[index].level;
    for (size_t i = index; level > 1 && i > 0; i--) {
        if (!before->items[i - 1].level || before->items[i - 1].level >= level)
            continue;
        level = before->items[i - 1].level;
        list->items[i - 1].keep_level = (uint8_t)level;
    }
}

void candidates_correct(const Blocks *blocks, const OutlineCorrection *corrections,
                        size_t correction_count, CandidateList *list)
{
    WordList words = merge_corrections(blocks, corrections, correction_count);
    put_in(blocks, &words, list);
    CandidateList before = candidates_copy(list);
    bool has_shift = false;
    for (size_t i = 0; i < words.count; i++) {
        apply(blocks, &words.items[i], list);
        has_shift |= words.items[i].shift != 0;
        Candidate *meant = find_meant(list, &words.items[i]);
        if (meant && (words.items[i].level || words.items[i].shift))
            keep_above(list, &before, (size_t)(meant - list->items));
    }
    lean_siblings(list, &before);
    search_levels(list);
    if (has_shift) {
        for (size_t i = 0; i < words.count; i++) {
            Word *word = &words.items[i];
            Candidate *meant = word->shift ? find_meant(list, word) : NULL;
            if (meant)
                meant->want_level = (uint8_t)MAX(1, MIN(meant->level + word->shift, 9));
        }
        lean_siblings(list, &before);
        search_levels(list);
    }
    free(before.items);
    free(words.items);
}
