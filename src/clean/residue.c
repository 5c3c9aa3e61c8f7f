/* Readings left behind characters: 發(fā)力 → 發力.
 *
 * A converter between scripts wrote them, so they stand behind traditional characters
 * and come again and again; a textbook's 重(chóng)庆 stays.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

#include <stdlib.h>
#include <string.h>

#define LETTERS_MAX 6
#define MIN_PLACES 3
#define HAN_END 0x40000 /* plane 3 is the last with ideographs */

typedef struct Residue {
    size_t block, start, end; /* the brackets and what is in them */
    char32_t han;
    bool is_traditional;
} Residue;

typedef struct ResidueList {
    Residue *items;
    size_t count, capacity;
} ResidueList;

static bool is_letter(char32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFC) ||
           (c >= 0x100 && c <= 0x1DC) || (c >= 0x300 && c <= 0x30C);
}

/* The bracket at `open` closed behind at most six letters, one of them with a tone.
 * Gives the letters and the end behind the closing bracket. */
static bool parse_reading(Str text, size_t open, Str *letters, size_t *end)
{
    size_t off = open;
    bool is_wide = utf8_next(text, &off) != '(';
    size_t start = off;
    bool has_tone = false;
    for (int count = 0; off < text.len && count <= LETTERS_MAX; count++) {
        size_t next = off;
        char32_t c = utf8_next(text, &next);
        if (c == (is_wide ? 0xFF09 : ')')) {
            *letters = str_slice(text, start, off);
            *end = next;
            return has_tone;
        }
        if (!is_letter(c))
            return false;
        has_tone |= c >= 0x80;
        off = next;
    }
    return false;
}

static void check_bracket(ResidueList *list, size_t block, Str text, size_t open)
{
    Str letters;
    size_t end, before = open;
    if (open == 0 || !parse_reading(text, open, &letters, &end))
        return;
    char32_t han = utf8_previous(text, &before);
    if (!text_is_han(han) || han >= HAN_END || !pinyin_is_reading(han, letters))
        return;
    list->items =
        mem_grow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = (Residue){.block = block,
                                           .start = open,
                                           .end = end,
                                           .han = han,
                                           .is_traditional = fold_codepoint(han) != han};
}

static void find_residues(ResidueList *list, size_t block, Str text)
{
    Str wide = STR("（");
    for (size_t off = 0; off < text.len;) {
        const char *narrow = memchr(text.data + off, '(', text.len - off);
        size_t open = narrow ? (size_t)(narrow - text.data) : text.len;
        size_t wide_open = str_find(str_slice(text, 0, open), wide, off);
        if (wide_open != STR_NONE)
            open = wide_open;
        if (open < text.len)
            check_bracket(list, block, text, open);
        off = open + 1;
    }
}

/* How often each character has a reading behind it, up to MIN_PLACES. */
static uint8_t *count_characters(const ResidueList *list)
{
    uint8_t *counts = mem_alloc(HAN_END);
    for (size_t i = 0; i < list->count; i++) {
        uint8_t *count = &counts[list->items[i].han];
        *count = (uint8_t)MIN(*count + 1, MIN_PLACES);
    }
    return counts;
}

static size_t remove_residues(Draft *draft, const ResidueList *list)
{
    size_t traditional = 0, removed = 0;
    for (size_t i = 0; i < list->count; i++)
        traditional += list->items[i].is_traditional;
    uint8_t *counts = count_characters(list);
    StrBuf text = {0};
    for (size_t i = 0; i < list->count;) {
        size_t block = list->items[i].block, copied = 0;
        Str old = draft->blocks[block].text;
        for (; i < list->count && list->items[i].block == block; i++) {
            const Residue *residue = &list->items[i];
            /* One converter wrote them all, or it wrote this one again and again. */
            if (!residue->is_traditional && traditional < MIN_PLACES &&
                counts[residue->han] < MIN_PLACES)
                continue;
            edit_replace(draft, block, old, &copied, residue->start, residue->end,
                         STR(""), CLEAN_RESIDUE, &text);
            removed++;
        }
        if (copied)
            edit_finish(draft, block, old, copied, &text);
    }
    strbuf_clear(&text);
    free(counts);
    return removed;
}

size_t clean_residue(Draft *draft, PassContext *context)
{
    ResidueList list = {0};
    for (size_t i = 0; i < draft->block_count && pass_goes_on(context, i); i++)
        find_residues(&list, i, draft->blocks[i].text);
    size_t first_edit = draft->edit_count;
    size_t removed = list.count ? remove_residues(draft, &list) : 0;
    edits_shift(draft, first_edit);
    free(list.items);
    return removed;
}
