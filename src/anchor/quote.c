/* Where a quotation stands, for those who have only its words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/anchor.h>

#include "anchor/flat.h"

/* Places of `quote` in the document; the first one in `range`. */
static size_t count_places(const Document *document, Str quote, Range *range)
{
    size_t count = 0;
    Flat flat;
    flat_init(&flat, document, size_add(quote.len, 64));
    while (flat_next(&flat)) {
        Str text = strbuf_get(&flat.text);
        size_t start = str_find(text, quote, flat.core_start);
        for (; start != STR_NONE && start < flat.core_end;
             start = str_find(text, quote, start + quote.len))
            if (count++ == 0)
                *range = flat_get_range(&flat, start, start + quote.len);
    }
    flat_clear(&flat);
    return count;
}

bool quote_find(const Document *document, Str quote, Range *range, Error *err)
{
    StrBuf squeezed = {0};
    flat_squeeze(&squeezed, quote);
    Range found = {0};
    size_t count =
        squeezed.len ? count_places(document, strbuf_get(&squeezed), &found) : 0;
    bool is_empty = squeezed.len == 0;
    strbuf_clear(&squeezed);
    if (is_empty)
        return error_set(err, ERR_USAGE, _("the quotation is empty; give its words"));
    if (count == 0)
        return error_set(err, ERR_NOT_FOUND,
                         _("the quotation does not occur in “%s”; it must be "
                           "word for word, only blanks may differ"),
                         document->title);
    if (count > 1)
        return error_set(err, ERR_AMBIGUOUS,
                         _("the quotation occurs %zu times in “%s”; "
                           "quote more of it, or name the place"),
                         count, document->title);
    *range = found;
    return true;
}
