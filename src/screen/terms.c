/* What is searched for, and its marks on the screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <stdlib.h>

void terms_clear(Terms *terms)
{
    seek_free(terms->seek);
    *terms = (Terms){0};
}

/* A query with a mistake in it marks nothing; whoever runs it says what is wrong. */
void terms_set(Terms *terms, Str query)
{
    Error ignored = {0};
    terms_clear(terms);
    terms->seek = seek_parse(query, NULL, &ignored);
    terms->has_words = terms->seek && seek_has_words(terms->seek);
    error_clear(&ignored);
}

bool terms_find(const Terms *terms, Str text, size_t from, Span *match)
{
    return terms->seek && seek_find_mark(terms->seek, text, from, match);
}

bool terms_match_all(const Terms *terms, const SeekDocument *document, Str text)
{
    SeekSpans spans = {0};
    bool fits = terms->seek && seek_match(terms->seek, document, text, &spans);
    free(spans.items);
    return fits;
}

int terms_put(const Terms *terms, Frame *frame, int row, int column, int max_columns,
              Str text, StyleId base)
{
    int used = frame_put_cut(frame, row, column, max_columns, text, base, STYLE_TEXT);
    Span match;
    for (size_t off = 0; terms_find(terms, text, off, &match); off = match.end) {
        size_t before = text_columns(str_slice(text, 0, match.start), &frame->width);
        size_t wide =
            text_columns(str_slice(text, match.start, match.end), &frame->width);
        if (before >= (size_t)used)
            break;
        frame_overlay(frame, row, column + (int)before,
                      MIN((int)wide, used - (int)before), STYLE_HIT);
    }
    return used;
}
