/* Drawing what a search found: sentences under their documents and headings.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "searching/search.h"

#include <piyue/store_search.h>

#define INFO_ROWS 4
#define INFO_FROM_ROWS 18
#define SLOW_US 300000 /* waits that are felt are owned up to */

static bool has_info(const Search *search)
{
    return !search_pane_columns(search) && search->rows >= INFO_FROM_ROWS;
}

int search_list_rows(const Search *search)
{
    int rows =
        screen_body_rows(search->rows) - 1 - (has_info(search) ? INFO_ROWS + 1 : 0);
    return MAX(rows, 1);
}

void search_append_counts(const Search *search, StrBuf *out)
{
    StrBuf places = {0}, docs = {0};
    const SearchRun *run = &search->shown;
    /* Of what is not read to its end the paragraphs are known, from the index. */
    bool has_all = run->cursor.is_complete, is_counted = search->facets.documents > 0;
    uint64_t count =
        has_all || !is_counted ? run->places : (uint64_t)search->facets.places;
    format_count(&places, count);
    if (!has_all && !is_counted)
        strbuf_append_byte(&places, '+');
    strbuf_appendf(out,
                   !has_all && is_counted
                       ? _("%s paragraphs")
                       : translate_plural("%s place", "%s places", count),
                   places.data);
    if (is_counted) {
        uint64_t documents = (uint64_t)search->facets.documents;
        StrBuf both = *out;
        *out = (StrBuf){0};
        StrBuf number = {0};
        format_count(&number, documents);
        strbuf_appendf(&docs, translate_plural("%s document", "%s documents", documents),
                       number.data);
        strbuf_clear(&number);
        /* Translators: "12 places in 3 documents". */
        strbuf_appendf(out, _("%s in %s"), both.data, docs.data);
        strbuf_clear(&both);
    }
    if (search_is_reading(search))
        strbuf_append_text(out, _("  searching"));
    else if (run->spent_us > SLOW_US)
        strbuf_appendf(out, _("  %.1f s"), (double)run->spent_us / 1e6);
    strbuf_clear(&places);
    strbuf_clear(&docs);
}

/* ---- entries ----------------------------------------------------------- */

typedef struct Heads {
    bool gap, title, path;
} Heads;

static Heads find_heads(const Search *search, size_t index, bool is_first)
{
    const SearchHit *hit = &search->shown.hits[index];
    const SearchHit *before = index ? hit - 1 : NULL;
    bool is_new = is_first || !before || before->doc != hit->doc;
    Heads heads = {.title = is_new, .gap = is_new && !is_first};
    heads.path = hit->headings.len && !str_is_equal(hit->headings, hit->title) &&
                 (is_new || !str_is_equal(before->headings, hit->headings));
    return heads;
}

int search_height(const ListScreen *screen, size_t index, bool is_first)
{
    Heads heads = find_heads((const Search *)screen, index, is_first);
    return heads.gap + heads.title + heads.path + 1;
}

/* The sentence of a hit; when the hit stands too far to the right, a third of the row
 * before it, marked by `~`. */
static void append_excerpt(const SearchHit *hit, int columns, const WidthPolicy *policy,
                           StrBuf *out)
{
    Str text = hit->text;
    size_t at = MIN((size_t)hit->start, text.len);
    Span sentence =
        sentence_at(text, text.len ? MIN(at, cluster_previous(text, text.len)) : 0);
    size_t start = MIN(sentence.start, at), end = MAX(sentence.end, (size_t)hit->end);
    size_t wanted = text_columns(str_slice(text, at, hit->end), policy) + 2;
    if (text_columns(str_slice(text, start, at), policy) + wanted > (size_t)columns) {
        while (start < at &&
               text_columns(str_slice(text, start, at), policy) > (size_t)columns / 3) {
            Cluster cluster;
            if (!cluster_next(text, &start, policy, &cluster))
                break;
        }
        start = MIN(start, at);
        strbuf_append_byte(out, '~');
    }
    sanitize(out, str_slice(text, start, MIN(end, text.len)), SANITIZE_TERMINAL);
}

static int put_entry(const Search *search, Frame *frame, size_t index, bool is_first,
                     int y, int end)
{
    const SearchHit *hit = &search->shown.hits[index];
    Heads heads = find_heads(search, index, is_first);
    int bottom = BAR_ROWS + 1 + search_list_rows(search);
    StrBuf text = {0};
    y += heads.gap;
    if (heads.title && y < bottom) {
        format_flat(&text, hit->title);
        terms_put(&search->shown.terms, frame, y++, 1, end - 2, strbuf_get(&text),
                  STYLE_LIST_STRONG);
    }
    strbuf_reset(&text);
    if (heads.path && y < bottom) {
        format_headings(&text, hit->headings, hit->title);
        terms_put(&search->shown.terms, frame, y++, 3, end - 4, strbuf_get(&text),
                  STYLE_LIST_DIM);
    }
    strbuf_reset(&text);
    if (y < bottom) {
        int column = 5;
        if (hit->in != SEARCH_TEXT)
            column +=
                frame_put(frame, y, column, end - column,
                          str_from(hit->in == SEARCH_NOTES ? _("passage") : _("title")),
                          STYLE_LIST_DIM, STYLE_TEXT) +
                1;
        append_excerpt(hit, end - column - 1, &frame->width, &text);
        terms_put(&search->shown.terms, frame, y, column, end - column - 1,
                  strbuf_get(&text), hit->in == SEARCH_NOTES ? STYLE_NOTE : STYLE_LIST);
        if (search->shown.marks[index])
            frame_put(frame, y, 1, 1, STR("*"), STYLE_TAG, STYLE_TEXT);
        if (index == search->screen.list.current) {
            frame_put(frame, y, 3, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
            put_band(frame, y, 0, end);
            frame_set_cursor(frame, y, 3);
        }
    }
    strbuf_clear(&text);
    return y + 1;
}

/* ---- the whole --------------------------------------------------------- */

static const char *get_advice(const Search *search)
{
    if (search_is_reading(search))
        return _("Searching\nall texts must be looked at: the index cannot tell");
    if (search->is_mistaken)
        return _(
            "That cannot be searched for\nwhat is wrong with it stands above the input");
    if (search->shown.terms.seek)
        return _("Nothing is found\n"
                 "fewer or shorter words find more; simplified and traditional,\n"
                 "full and half width are one to the search already");
    return _("Search all documents, notes and titles\n"
             "blanks part words that must all occur in a paragraph;\n"
             "\"...\" keeps words together");
}

void search_draw(View *view, Frame *frame)
{
    const Search *search = (const Search *)view;
    int end = frame->columns - search_pane_columns(search);
    StrBuf right = {0}, query = {0};
    frame_erase(frame, STYLE_LIST);
    if (search->shown.marked)
        strbuf_appendf(
            &right,
            translate_plural("%zu marked   ", "%zu marked   ", search->shown.marked),
            search->shown.marked);
    bool has_room = frame->columns >= BAR_FULL_COLUMNS || !search->shown.marked;
    if (has_room && search->shown.terms.seek && !search->is_mistaken)
        search_append_counts(search, &right);
    sanitize(&query, strbuf_get(&search->typed), SANITIZE_TERMINAL);
    put_bar(frame, _("Search"), strbuf_get(&query), strbuf_get(&right));
    strbuf_clear(&right);
    strbuf_clear(&query);
    if (!search->screen.list.count) {
        put_advice(frame, get_advice(search));
        return;
    }
    int y = BAR_ROWS + 1, bottom = y + search_list_rows(search);
    for (size_t i = search->screen.top; i < search->screen.list.count && y < bottom; i++)
        y = put_entry(search, frame, i, i == search->screen.top, y, end);
    if (search_pane_columns(search))
        search_put_pane(search, frame);
    else if (has_info(search))
        search_put_paragraph(search, frame, bottom + 1, frame->rows - FOOT_ROWS, 3,
                             frame->columns - 6, STYLE_LIST_DIM);
}
