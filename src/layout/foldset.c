/* Which sections are folded.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/layout.h>

#include <stdlib.h>
#include <string.h>

#define WORD_BITS 64

struct FoldSet {
    const Document *document; /* borrowed */
    uint64_t *words;          /* one bit for each section */
    size_t word_count;
};

FoldSet *foldset_new(const Document *document)
{
    FoldSet *folds = mem_alloc(sizeof(*folds));
    folds->document = document;
    folds->word_count = (document->section_count + WORD_BITS - 1) / WORD_BITS;
    folds->words = mem_alloc_array(MAX(folds->word_count, 1), sizeof(uint64_t));
    return folds;
}

void foldset_free(FoldSet *folds)
{
    if (!folds)
        return;
    free(folds->words);
    free(folds);
}

bool foldset_is_folded(const FoldSet *folds, uint32_t section)
{
    if (section >= folds->document->section_count)
        return false;
    return folds->words[section / WORD_BITS] >> (section % WORD_BITS) & 1;
}

void foldset_set(FoldSet *folds, uint32_t section, bool is_folded)
{
    if (section >= folds->document->section_count)
        return;
    uint64_t bit = (uint64_t)1 << (section % WORD_BITS);
    if (is_folded)
        folds->words[section / WORD_BITS] |= bit;
    else
        folds->words[section / WORD_BITS] &= ~bit;
}

void foldset_set_all(FoldSet *folds, bool is_folded)
{
    memset(folds->words, is_folded ? 0xFF : 0, folds->word_count * sizeof(uint64_t));
    size_t used = folds->document->section_count % WORD_BITS;
    if (is_folded && used) /* bits behind the last section stay 0 */
        folds->words[folds->word_count - 1] = ((uint64_t)1 << used) - 1;
}

void foldset_set_level(FoldSet *folds, int level)
{
    const Document *document = folds->document;
    uint8_t *depths = mem_alloc_array(MAX(document->section_count, 1), 1);
    for (uint32_t i = 0; i < document->section_count; i++) {
        uint32_t parent = document->sections[i].parent;
        unsigned depth = parent == SECTION_NONE ? 1 : depths[parent] + 1u;
        depths[i] = (uint8_t)MIN(depth, UINT8_MAX);
        foldset_set(folds, i, depths[i] >= level);
    }
    free(depths);
}

bool foldset_reveal(FoldSet *folds, uint32_t block)
{
    const Document *document = folds->document;
    bool was_folded = false;
    uint32_t section = sections_find(document->sections, document->section_count, block);
    for (; section != SECTION_NONE; section = document->sections[section].parent) {
        if (document->sections[section].heading.block == block)
            continue; /* its heading is seen, folded or not */
        was_folded |= foldset_is_folded(folds, section);
        foldset_set(folds, section, false);
    }
    return was_folded;
}

uint32_t foldset_find_hiding(const FoldSet *folds, uint32_t block)
{
    const Document *document = folds->document;
    uint32_t hiding = SECTION_NONE;
    uint32_t section = sections_find(document->sections, document->section_count, block);
    for (; section != SECTION_NONE; section = document->sections[section].parent) {
        if (document->sections[section].heading.block != block &&
            foldset_is_folded(folds, section))
            hiding = section;
    }
    return hiding;
}

bool foldset_is_any(const FoldSet *folds)
{
    for (size_t i = 0; i < folds->word_count; i++) {
        if (folds->words[i])
            return true;
    }
    return false;
}

/* ---- to and from bytes ------------------------------------------------- */

/* "F2", then for each place where it changes from open to folded or back, the block of
 * the heading there, as the distance from the one before (LEB128). Told by blocks, it
 * holds when headings are corrected: a new one is folded as those around it. "F1" told
 * lengths of runs of sections; it is read still. */
static const Str fold_magic = {"F2", 2};
static const Str old_magic = {"F1", 2};

static void strbuf_append_leb128(StrBuf *out, uint32_t value)
{
    while (value >= 0x80) {
        strbuf_append_byte(out, (char)(unsigned char)(value | 0x80));
        value >>= 7;
    }
    strbuf_append_byte(out, (char)value);
}

static bool str_take_leb128(Str *rest, uint32_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 35 && rest->len; shift += 7) {
        unsigned char byte = (unsigned char)rest->data[0];
        *rest = str_slice(*rest, 1, rest->len);
        if (shift == 28 && byte > 0x0F)
            return false;
        *value |= (uint32_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

void foldset_save(const FoldSet *folds, StrBuf *out)
{
    const Document *document = folds->document;
    uint32_t before = 0;
    bool is_folded = false;
    strbuf_append_str(out, fold_magic);
    for (uint32_t i = 0; i < document->section_count; i++) {
        if (foldset_is_folded(folds, i) == is_folded)
            continue;
        uint32_t block = document->sections[i].heading.block;
        strbuf_append_leb128(out, block - before);
        before = block;
        is_folded = !is_folded;
    }
}

static bool load_blocks(FoldSet *folds, Str rest)
{
    const Document *document = folds->document;
    uint32_t step = 0, i = 0;
    uint64_t block = 0;
    bool is_folded = false;
    while (rest.len) {
        if (!str_take_leb128(&rest, &step))
            return false;
        block += step;
        for (; i < document->section_count && document->sections[i].heading.block < block;
             i++)
            foldset_set(folds, i, is_folded);
        is_folded = !is_folded;
    }
    for (; i < document->section_count; i++)
        foldset_set(folds, i, is_folded);
    return block < document->block_count || block == 0;
}

static bool load_runs(FoldSet *folds, Str rest)
{
    size_t count = folds->document->section_count, at = 0;
    bool is_folded = false;
    uint32_t run = 0;
    while (rest.len) {
        if (!str_take_leb128(&rest, &run) || run > count - at)
            return false;
        for (uint32_t i = 0; is_folded && i < run; i++)
            foldset_set(folds, (uint32_t)at + i, true);
        at += run;
        is_folded = !is_folded;
    }
    return at == count;
}

void foldset_load(FoldSet *folds, Str saved)
{
    Str rest = str_slice(saved, fold_magic.len, saved.len);
    foldset_set_all(folds, false);
    bool is_sound = str_has_prefix(saved, fold_magic)  ? load_blocks(folds, rest)
                    : str_has_prefix(saved, old_magic) ? load_runs(folds, rest)
                                                       : false;
    if (!is_sound)
        foldset_set_all(folds, false); /* of another edition: everything is open */
}
