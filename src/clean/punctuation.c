/* Doubled punctuation: ，， → ，
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

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

static size_t mend_block(Draft *draft, size_t block, size_t mark, StrBuf *text)
{
    Str old = draft->blocks[block].text, doubled = marks[mark].doubled;
    size_t copied = 0, count = 0;
    for (size_t off = str_find(old, doubled, 0); off != STR_NONE;
         off = str_find(old, doubled, off + doubled.len)) {
        if (!is_pair(old, off, mark))
            continue;
        edit_replace(draft, block, old, &copied, off + marks[mark].mark_bytes,
                     off + doubled.len, STR(""), CLEAN_PUNCTUATION, text);
        count++;
    }
    if (count)
        edit_finish(draft, block, old, copied, text);
    return count;
}

size_t clean_punctuation(Draft *draft)
{
    size_t count = 0;
    StrBuf text = {0};
    for (size_t i = 0; i < draft->block_count; i++)
        for (size_t mark = 0; mark < ARRAY_SIZE(marks); mark++)
            count += mend_block(draft, i, mark, &text);
    strbuf_clear(&text);
    return count;
}
