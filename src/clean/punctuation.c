/* Doubled punctuation: ，， → ，
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

#include <stdlib.h>

/* Marks that are never doubled on purpose; 。。 and ？？ are. The ASCII ones only
 * where Han stands before them: ,, and ;; mean something in code. */
static const struct {
    Str doubled;
    size_t mark_bytes;
    bool needs_han;
} marks[] = {
    {{"，，", 6}, 3, false}, {{"、、", 6}, 3, false}, {{"；；", 6}, 3, false},
    {{"：：", 6}, 3, false}, {{",,", 2}, 1, true},    {{";;", 2}, 1, true},
};

/* A run of three and more is somebody's dotted line. */
static bool is_pair(Str text, size_t off, size_t mark)
{
    Str one = str_slice(marks[mark].doubled, 0, marks[mark].mark_bytes);
    if (str_has_prefix(str_slice(text, off + 2 * one.len, text.len), one))
        return false;
    if (!off)
        return !marks[mark].needs_han;
    size_t before = off;
    char32_t previous = utf8_previous(text, &before);
    if (str_is_equal(str_slice(text, before, off), one))
        return false;
    return !marks[mark].needs_han || text_is_cjk(previous) || text_is_closing(previous);
}

typedef struct Pair {
    size_t off, mark;
} Pair;

typedef struct PairList {
    Pair *items;
    size_t count, capacity;
} PairList;

/* The row of `marks` whose doubled form stands at `off`, or ARRAY_SIZE(marks). */
static size_t find_mark(Str text, size_t off)
{
    size_t mark = 0;
    Str rest = str_slice(text, off, text.len);
    while (mark < ARRAY_SIZE(marks) && !str_has_prefix(rest, marks[mark].doubled))
        mark++;
    return mark;
}

/* One walk for all marks: they are one or three bytes long, and next to nowhere does a
 * text repeat itself at such a distance. */
static void find_pairs(PairList *pairs, Str text)
{
    pairs->count = 0;
    for (size_t off = 0; off + 1 < text.len; off++) {
        char byte = text.data[off];
        bool is_three = (byte & 0x80) != 0;
        if (is_three ? off + 5 >= text.len || byte != text.data[off + 3] ||
                           text.data[off + 2] != text.data[off + 5]
                     : byte != text.data[off + 1])
            continue;
        size_t mark = find_mark(text, off);
        if (mark == ARRAY_SIZE(marks) || !is_pair(text, off, mark))
            continue;
        pairs->items = mem_grow(pairs->items, &pairs->capacity, pairs->count + 1,
                                sizeof(*pairs->items));
        pairs->items[pairs->count++] = (Pair){off, mark};
    }
}

size_t clean_punctuation(Draft *draft, PassContext *context)
{
    size_t first_edit = draft->edit_count;
    PairList pairs = {0};
    StrBuf text = {0};
    for (size_t block = 0; block < draft->block_count && pass_goes_on(context, block);
         block++) {
        Str old = draft->blocks[block].text;
        find_pairs(&pairs, old);
        size_t copied = 0;
        for (size_t i = 0; i < pairs.count; i++) {
            size_t one = marks[pairs.items[i].mark].mark_bytes, off = pairs.items[i].off;
            edit_replace(draft, block, old, &copied, off + one, off + 2 * one, STR(""),
                         CLEAN_PUNCTUATION, &text);
        }
        if (pairs.count)
            edit_finish(draft, block, old, copied, &text);
    }
    size_t places = draft->edit_count - first_edit;
    edits_shift(draft, first_edit);
    strbuf_clear(&text);
    free(pairs.items);
    return places;
}
