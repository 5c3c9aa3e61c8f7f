/* Documents being made: blocks, cuts and joins.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/links.h"

#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

Draft *draft_new(void)
{
    Draft *draft = mem_alloc(sizeof(*draft));
    draft->arena = arena_new();
    draft->confidence = 1.0;
    return draft;
}

void draft_free(Draft *draft)
{
    if (!draft)
        return;
    arena_free(draft->arena);
    free(draft->blocks);
    free(draft->edits);
    free(draft->links);
    free(draft);
}

/* `off` moved back between clusters; between code points where one cluster, a character
 * with a thousand marks, is all there is before it. */
static size_t find_cut(Str text, size_t off)
{
    if (off >= text.len)
        return text.len;
    size_t cut = cluster_snap(text, off);
    if (cut)
        return cut;
    while (off && ((unsigned char)text.data[off] & 0xC0) == 0x80)
        off--;
    return off;
}

/* Bytes of the first piece of an over-long text: up to the last sentence end that fits,
 * or, in a text without sentences, as many whole clusters as fit. */
static size_t piece_size(Str text)
{
    size_t cut = 0;
    while (cut < BLOCK_MAX_BYTES) {
        Span sentence = sentence_at(text, cut);
        if (sentence.end <= cut || sentence.end > BLOCK_MAX_BYTES)
            break;
        cut = sentence.end;
    }
    return cut ? cut : find_cut(text, BLOCK_MAX_BYTES);
}

static DraftBlock *push_block(Draft *draft)
{
    draft->blocks = mem_grow(draft->blocks, &draft->block_capacity,
                             draft->block_count + 1, sizeof(*draft->blocks));
    return &draft->blocks[draft->block_count++];
}

size_t draft_add_block(Draft *draft, BlockKind kind, Str text, uint64_t source_off,
                       uint32_t source_line, unsigned flags)
{
    size_t first = draft->block_count;
    Str rest = arena_str(draft->arena, text);
    do {
        /* Sentences are looked for only in the window that can hold the piece: a
         * paragraph of 10 MB must not be searched to its end for every cut. */
        Str window = str_slice(rest, 0, find_cut(rest, 2 * BLOCK_MAX_BYTES));
        size_t size = rest.len > BLOCK_MAX_BYTES ? piece_size(window) : rest.len;
        *push_block(draft) = (DraftBlock){
            .text = str_slice(rest, 0, size),
            .source_off = source_off,
            .source_bytes = (uint32_t)size,
            .source_line = source_line,
            .kind = (uint8_t)kind,
            .flags = (uint8_t)flags,
        };
        rest = str_slice(rest, size, rest.len);
        source_off += size;
        flags = (flags & BLOCK_HIDDEN) | BLOCK_CONTINUED;
    } while (rest.len);
    return first;
}

/* Most edits of a long text are line ends that went: those share one copy. */
static Str share_str(Arena *arena, Str text)
{
    static const char line_ends[] = "\n\n\n";
    size_t len = text.len;
    if (!len)
        return STR("");
    if (len < sizeof(line_ends) && memcmp(text.data, line_ends, len) == 0)
        return (Str){line_ends, len};
    return str_is_equal(text, STR(" ")) ? STR(" ") : arena_str(arena, text);
}

void draft_add_edit(Draft *draft, size_t block, size_t off, Str old_text, Str new_text,
                    int rule)
{
    draft->edits = mem_grow(draft->edits, &draft->edit_capacity, draft->edit_count + 1,
                            sizeof(*draft->edits));
    draft->edits[draft->edit_count++] = (DraftEdit){
        .block = (uint32_t)block,
        .off = (uint32_t)off,
        .old_text = share_str(draft->arena, old_text),
        .new_text = share_str(draft->arena, new_text),
        .rule = (uint8_t)rule,
    };
}

static uint32_t count_line_ends(Str text)
{
    uint32_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.data[i] == '\n';
    return count;
}

/* Where the bytes of each old block went: block i became the new blocks from
 * first[i] on. Edits are placed by walking the pieces of their block; line ends that
 * one took away still count for the lines of the pieces behind it. */
static void move_edits_after_split(Draft *draft, const DraftBlock *old_blocks,
                                   const size_t *first)
{
    for (size_t i = 0; i < draft->edit_count; i++) {
        DraftEdit *edit = &draft->edits[i];
        const char *place = old_blocks[edit->block].text.data + edit->off;
        size_t block = first[edit->block];
        while (block + 1 < first[edit->block + 1] &&
               place >= draft->blocks[block + 1].text.data)
            block++;
        Str text = draft->blocks[block].text;
        size_t off = place > text.data ? (size_t)(place - text.data) : 0;
        uint32_t lines = count_line_ends(edit->old_text);
        size_t behind = off == 0 && block > first[edit->block] ? block : block + 1;
        for (; lines && behind < first[edit->block + 1]; behind++)
            draft->blocks[behind].source_line += lines;
        edit->block = (uint32_t)block;
        edit->off = (uint32_t)MIN(off, text.len);
    }
}

static DraftBlock cut_piece(const DraftBlock *whole, size_t start, size_t end)
{
    DraftBlock piece = *whole;
    piece.text = text_trim(str_slice(whole->text, start, end));
    if (start == 0)
        return piece;
    piece.source_off += (uint64_t)(piece.text.data - whole->text.data);
    piece.source_bytes = (uint32_t)piece.text.len;
    piece.flags = (uint8_t)((piece.flags & BLOCK_HIDDEN) | BLOCK_GLUED);
    piece.markup_level = 0;
    return piece;
}

void draft_split(Draft *draft, const DraftCut *cuts, size_t cut_count)
{
    if (!cut_count)
        return;
    DraftBlock *old_blocks = draft->blocks;
    size_t old_count = draft->block_count;
    size_t *first = mem_alloc_array(old_count + 1, sizeof(*first));
    draft->blocks = NULL;
    draft->block_count = draft->block_capacity = 0;
    size_t cut = 0;
    for (size_t i = 0; i < old_count; i++) {
        first[i] = draft->block_count;
        size_t start = 0;
        for (; cut < cut_count && cuts[cut].block == i; cut++) {
            BUG_ON(cuts[cut].off < start || cuts[cut].off > old_blocks[i].text.len);
            DraftBlock piece = cut_piece(&old_blocks[i], start, cuts[cut].off);
            /* A cut before the first or behind the last character parts nothing. */
            if (piece.text.len) {
                *push_block(draft) = piece;
                start = cuts[cut].off;
            }
        }
        DraftBlock piece = cut_piece(&old_blocks[i], start, old_blocks[i].text.len);
        if (piece.text.len || first[i] == draft->block_count)
            *push_block(draft) = piece;
    }
    BUG_ON(cut != cut_count);
    first[old_count] = draft->block_count;
    move_edits_after_split(draft, old_blocks, first);
    links_follow_split(draft, old_blocks, first);
    free(first);
    free(old_blocks);
}

/* Between two lines of Chinese nothing is put; words need their blank back. */
static bool needs_blank(Str before, Str after)
{
    if (!before.len || !after.len)
        return false;
    size_t end = before.len, start = 0;
    char32_t last = utf8_previous(before, &end);
    char32_t next = utf8_next(after, &start);
    return last < 0x2000 && next < 0x2000 && !text_is_punctuation(next) &&
           !text_is_space(last);
}

void draft_join(Draft *draft, const bool *keep_break)
{
    size_t *moved_to = mem_alloc_array(draft->block_count, sizeof(*moved_to));
    size_t *moved_by = mem_alloc_array(draft->block_count, sizeof(*moved_by));
    StrBuf joined = {0};
    size_t count = 0;
    for (size_t i = 0; i < draft->block_count;) {
        DraftBlock block = draft->blocks[i];
        size_t end = i + 1;
        strbuf_reset(&joined);
        moved_to[i] = count;
        for (; end < draft->block_count && !keep_break[end]; end++) {
            const DraftBlock *next = &draft->blocks[end];
            if (end == i + 1)
                strbuf_append_str(&joined, block.text);
            if (needs_blank(strbuf_get(&joined), next->text))
                strbuf_append_byte(&joined, ' ');
            moved_to[end] = count;
            moved_by[end] = joined.len;
            strbuf_append_str(&joined, next->text);
            uint64_t source_end = next->source_off + next->source_bytes;
            if (source_end > block.source_off)
                block.source_bytes =
                    (uint32_t)MIN(source_end - block.source_off, UINT32_MAX);
        }
        if (end > i + 1)
            block.text = arena_str(draft->arena, strbuf_get(&joined));
        draft->blocks[count++] = block;
        i = end;
    }
    for (size_t i = 0; i < draft->edit_count; i++) {
        DraftEdit *edit = &draft->edits[i];
        edit->off += (uint32_t)moved_by[edit->block];
        edit->block = (uint32_t)moved_to[edit->block];
    }
    links_follow_join(draft, moved_to, moved_by);
    draft->block_count = count;
    strbuf_clear(&joined);
    free(moved_to);
    free(moved_by);
}
