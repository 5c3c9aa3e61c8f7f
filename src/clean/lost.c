/* Characters that are lost for good: U+FFFD, and what becomes of it when it is read as
 * GBK (锟斤拷). They are counted and can be found; the text stays as it is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

/* The first of the marks at or behind `off`, or STR_NONE. */
static size_t find_mark(Str text, size_t off, size_t *mark_bytes)
{
    static const char *const marks[] = {"\uFFFD", "锟斤拷"};
    size_t found = STR_NONE;
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
        Str mark = str_from(marks[i]);
        size_t at = str_find(text, mark, off);
        if (at >= found)
            continue;
        found = at;
        *mark_bytes = mark.len;
    }
    return found;
}

size_t clean_lost(Draft *draft, PassContext *context)
{
    size_t places = 0, bytes = 0;
    for (size_t block = 0; block < draft->block_count && pass_goes_on(context, block);
         block++) {
        Str text = draft->blocks[block].text;
        for (size_t at = find_mark(text, 0, &bytes); at != STR_NONE;) {
            size_t end = at + bytes, next;
            while ((next = find_mark(text, end, &bytes)) == end)
                end += bytes;
            Str run = str_slice(text, at, end);
            draft_add_edit(draft, block, at, run, run, CLEAN_LOST);
            places++;
            at = next;
        }
    }
    return places;
}
