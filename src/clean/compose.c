/* Letters and marks that were written apart: e + ´ → é. macOS and PDF write so, keyboards
 * do not, and what looks equal should be found and quoted as equal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

size_t clean_compose(Draft *draft, PassContext *context)
{
    size_t first_edit = draft->edit_count;
    StrBuf text = {0}, composed = {0};
    for (size_t block = 0; block < draft->block_count && pass_goes_on(context, block);
         block++) {
        Str old = draft->blocks[block].text;
        size_t copied = 0;
        Span place;
        for (size_t off = 0; text_compose_next(old, &off, &place, &composed);)
            edit_replace(draft, block, old, &copied, place.start, place.end,
                         strbuf_get(&composed), CLEAN_COMPOSE, &text);
        if (copied)
            edit_finish(draft, block, old, copied, &text);
    }
    strbuf_clear(&composed);
    strbuf_clear(&text);
    size_t places = draft->edit_count - first_edit;
    edits_shift(draft, first_edit);
    return places;
}
