/* The terms of a query, and their marks on the screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/screen.h"

#include <stdlib.h>

void terms_clear(Terms *terms)
{
    for (size_t i = 0; i < terms->count; i++)
        needle_free(terms->needles[i]);
    free(terms->needles);
    *terms = (Terms){0};
}

static void add_term(Terms *terms, Str term)
{
    Needle *needle = needle_new(term);
    if (!needle)
        return;
    terms->needles = mem_grow(terms->needles, &terms->capacity, terms->count + 1,
                              sizeof(terms->needles[0]));
    terms->needles[terms->count++] = needle;
}

void terms_set(Terms *terms, Str query)
{
    terms_clear(terms);
    size_t off = 0, start = 0;
    bool is_quoted = false;
    while (off < query.len) {
        size_t before = off;
        char32_t codepoint = utf8_next(query, &off);
        if (codepoint == '"')
            is_quoted = !is_quoted;
        else if (is_quoted || !text_is_space(codepoint))
            continue;
        add_term(terms, str_slice(query, start, before));
        start = off;
    }
    add_term(terms, str_slice(query, start, query.len));
}

bool terms_find(const Terms *terms, Str text, size_t from, Span *match)
{
    bool is_found = false;
    for (size_t i = 0; i < terms->count; i++) {
        Span span;
        if (!needle_find(terms->needles[i], text, from, &span) || span.end <= span.start)
            continue;
        if (!is_found || span.start < match->start)
            *match = span;
        is_found = true;
    }
    return is_found;
}

bool terms_match_all(const Terms *terms, Str text)
{
    Span span;
    for (size_t i = 0; i < terms->count; i++)
        if (!needle_find(terms->needles[i], text, 0, &span))
            return false;
    return terms->count > 0;
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
