/* Text that was decoded in the wrong encoding and saved so: 鏂囧瓧 → 文字.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

#include <piyue/charset.h>

/* A block is one line; a repair that says otherwise is none. */
static bool has_line_end(Str text)
{
    return str_find(text, STR("\xC2\x85"), 0) != STR_NONE ||
           str_find(text, STR("\u2028"), 0) != STR_NONE ||
           str_find(text, STR("\u2029"), 0) != STR_NONE;
}

static void mend_block(Draft *draft, size_t block, Mender *mender, StrBuf *mended,
                       StrBuf *text)
{
    Str old = draft->blocks[block].text, run;
    size_t copied = 0;
    for (size_t off = 0; mender_next(mender, old, &off, &run, mended);) {
        size_t start = (size_t)(run.data - old.data);
        if (!has_line_end(strbuf_get(mended)))
            edit_replace(draft, block, old, &copied, start, start + run.len,
                         strbuf_get(mended), CLEAN_MOJIBAKE, text);
    }
    if (copied)
        edit_finish(draft, block, old, copied, text);
}

size_t clean_mojibake(Draft *draft, PassContext *context)
{
    size_t first_edit = draft->edit_count;
    Mender *mender = mender_new();
    for (size_t i = 0; i < draft->block_count && pass_goes_on(context, i); i++)
        mender_observe(mender, draft->blocks[i].text);
    StrBuf mended = {0}, text = {0};
    if (mender_decide(mender))
        for (size_t i = 0; i < draft->block_count && pass_goes_on(context, i); i++)
            mend_block(draft, i, mender, &mended, &text);
    size_t places = draft->edit_count - first_edit;
    edits_shift(draft, first_edit);
    strbuf_clear(&mended);
    strbuf_clear(&text);
    mender_free(mender);
    return places;
}
