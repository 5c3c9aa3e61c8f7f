/* The outline beside the text. It shows the folds of the text: a section folded there is
 * closed here, and the caret's section is the current row of both.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"
#include "reader/split.h"

#include <stdlib.h>

#define PANE_FROM_COLUMNS 104 /* shown by itself from here on */
#define PANE_MIN_COLUMNS 24
#define PANE_MAX_COLUMNS 42
#define TEXT_MIN_COLUMNS 44 /* less beside the pane, and it covers the text */

int pane_get_columns(const Reader *reader, int columns, bool *covers_text)
{
    const OutlinePane *pane = &reader->pane;
    const Settings *settings = app_get_settings(reader->app);
    bool is_shown = pane->wish == PANE_SHOWN || pane->has_focus ||
                    (pane->wish == PANE_AUTO && columns >= PANE_FROM_COLUMNS);
    *covers_text = false;
    if (!reader->document->section_count || !is_shown)
        return 0;
    int wide = settings->outline_width
                   ? settings->outline_width
                   : MAX(MIN(columns / 3 - 4, PANE_MAX_COLUMNS), PANE_MIN_COLUMNS);
    if (columns - wide >= TEXT_MIN_COLUMNS)
        return wide;
    *covers_text = pane->has_focus;
    return pane->has_focus ? columns : 0;
}

void pane_clear(OutlinePane *pane)
{
    free(pane->visible);
    pane_drop_finder(pane);
    strbuf_clear(&pane->filter);
    strbuf_clear(&pane->origin_folds);
    *pane = (OutlinePane){0};
}

/* The sections that are not inside a folded one. O(sections). */
static void pane_collect(Reader *reader)
{
    OutlinePane *pane = &reader->pane;
    const Document *document = reader->document;
    size_t count = 0;
    for (size_t i = 0; i < document->section_count;) {
        pane->visible =
            mem_grow(pane->visible, &pane->capacity, count + 1, sizeof(pane->visible[0]));
        pane->visible[count++] = (uint32_t)i;
        i = foldset_is_folded(reader->folds, (uint32_t)i)
                ? sections_skip(document->sections, document->section_count, i)
                : i + 1;
    }
    list_set_count(&pane->list, count);
}

/* Row of the pane for a section; the last one before it where it is not shown. */
static size_t pane_find(const OutlinePane *pane, uint32_t section)
{
    size_t low = 0, high = pane->list.count;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (pane->visible[middle] <= section)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void pane_set_top(OutlinePane *pane, int64_t top)
{
    int64_t last = (int64_t)pane->list.count - pane->list.height;
    pane->list.top = (size_t)MAX(MIN(top, last), 0);
}

void pane_settle(Reader *reader)
{
    OutlinePane *pane = &reader->pane;
    if (!reader->geometry.pane_columns)
        return;
    if (pane->is_stale && pane->filter.len)
        pane_collect_filtered(reader);
    else if (pane->is_stale)
        pane_collect(reader);
    pane->is_stale = false;
    size_t top = pane->list.top, before = pane->list.current;
    list_set_height(&pane->list, MAX(screen_body_rows(reader->geometry.rows) - 1, 1));
    uint32_t section = reader_find_section(reader);
    if (section != SECTION_NONE)
        list_set_current(&pane->list, pane_find(pane, section));
    pane->is_scrolled &= pane->list.current == before;
    if (pane->is_scrolled)
        pane_set_top(pane, (int64_t)top);
}

void pane_scroll(Reader *reader, int rows)
{
    OutlinePane *pane = &reader->pane;
    pane_set_top(pane, (int64_t)pane->list.top + rows);
    pane->is_scrolled = true;
}

/* ---- drawing ----------------------------------------------------------- */

static bool has_children(const Document *document, uint32_t section)
{
    return section + 1 < document->section_count &&
           document->sections[section + 1].parent == section;
}

#define COUNTS_FROM_COLUMNS 28 /* of the pane: less is for the titles */
#define TITLE_MIN_COLUMNS 12   /* that a length leaves to its title */
#define MARKS_MAX 16
#define DEPTH_MAX 6 /* that is shown by an indent of its own */

/* Notes and length at the right end; gives the column before them. The length steps back
 * where the title needs the room. */
static int put_counts(const Reader *reader, Frame *frame, uint32_t section, int row,
                      int column, int end)
{
    size_t notes = reader_count_section_marks(reader, section);
    StrBuf counts = {0};
    if (notes)
        strbuf_appendf(&counts, "*%zu ", notes);
    size_t without = counts.len;
    FoldSize size = layout_get_fold_size(reader->layout, section);
    format_length(&counts, size.codepoints);
    int wide = (int)text_columns(strbuf_get(&counts), &frame->width);
    bool is_wide = reader->geometry.pane_columns >= COUNTS_FROM_COLUMNS &&
                   end - column - 2 - wide >= TITLE_MIN_COLUMNS;
    Str shown = is_wide ? strbuf_get(&counts)
                        : text_trim(str_slice(strbuf_get(&counts), 0, without));
    if (shown.len)
        end = put_right(frame, row, column, end, shown, STYLE_PANE_DIM) - 1;
    strbuf_clear(&counts);
    return end;
}

/* The title, with the letters that the filter fits. */
static void put_title(const Reader *reader, Frame *frame, uint32_t section, int row,
                      int column, int columns, StyleId style)
{
    const OutlinePane *pane = &reader->pane;
    StrBuf title = {0};
    Span marks[MARKS_MAX];
    format_flat(&title, document_get_title(reader->document, section));
    int used =
        frame_put_cut(frame, row, column, columns, strbuf_get(&title), style, STYLE_TEXT);
    size_t count = pane->filter.len && pane->finder
                       ? finder_mark(pane->finder, section, marks, MARKS_MAX)
                       : 0;
    for (size_t i = 0; i < count; i++) {
        Str all = strbuf_get(&title);
        int from = (int)text_columns(str_slice(all, 0, marks[i].start), &frame->width);
        int to = (int)text_columns(str_slice(all, 0, marks[i].end), &frame->width);
        if (from < used)
            frame_overlay(frame, row, column + from, MIN(to, used) - from, STYLE_HIT);
    }
    strbuf_clear(&title);
}

int pane_sign_column(const Reader *reader, uint32_t section)
{
    return 1 + MIN(section_depth(reader->document, section), DEPTH_MAX) * 2;
}

static void pane_draw_row(const Reader *reader, Frame *frame, size_t index, int row)
{
    const OutlinePane *pane = &reader->pane;
    const Document *document = reader->document;
    uint32_t section = pane->visible[index];
    bool is_folded = foldset_is_folded(reader->folds, section);
    bool is_current =
        index == pane->list.current && reader_find_section(reader) != SECTION_NONE;
    int depth = section_depth(document, section), end = reader->geometry.pane_columns - 2;
    int column = pane_sign_column(reader, section);
    if (has_children(document, section))
        frame_put(frame, row, column, 1, is_folded ? STR("+") : STR("-"), STYLE_PANE_DIM,
                  STYLE_TEXT);
    end = put_counts(reader, frame, section, row, column, end);
    put_title(reader, frame, section, row, column + 2, end - column - 2,
              depth == 0 ? STYLE_PANE_HEADING : STYLE_PANE);
    if (is_current) {
        frame_put(frame, row, 0, 1, pane->has_focus ? STR(">") : STR(" "), STYLE_PANE,
                  STYLE_TEXT);
        put_band(frame, row, 0, reader->geometry.pane_columns - 1);
        if (pane->has_focus)
            frame_set_cursor(frame, row, column + 2);
    }
}

void pane_draw(const Reader *reader, Frame *frame)
{
    const OutlinePane *pane = &reader->pane;
    int columns = reader->geometry.pane_columns, rows = screen_body_rows(frame->rows);
    if (!columns)
        return;
    frame_fill(frame, BAR_ROWS, 0, rows, columns - 1, STYLE_PANE);
    if (pane->filter.len) {
        StrBuf filter = {0};
        strbuf_append_byte(&filter, '/');
        format_flat(&filter, strbuf_get(&pane->filter));
        frame_put_cut(frame, BAR_ROWS, 2, columns - 3, strbuf_get(&filter),
                      STYLE_PANE_DIM, STYLE_TEXT);
        strbuf_clear(&filter);
    }
    if (pane->filter.len && !pane->list.count)
        frame_put_cut(frame, BAR_ROWS + 1, 2, columns - 3, str_from(_("no heading fits")),
                      STYLE_PANE_DIM, STYLE_TEXT);
    for (int i = 0;
         i < pane->list.height && pane->list.top + (size_t)i < pane->list.count; i++)
        pane_draw_row(reader, frame, pane->list.top + (size_t)i, BAR_ROWS + 1 + i);
}

/* ---- acting ------------------------------------------------------------ */

static bool need_headings(const Reader *reader, Error *err)
{
    return reader->document->section_count > 0 ||
           error_set(err, ERR_NOT_FOUND, _("this document has no headings"));
}

bool act_outline(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader || !need_headings(reader, err))
        return false;
    bool was_shown = reader->geometry.pane_columns > 0;
    reader->pane.wish = was_shown ? PANE_HIDDEN : PANE_SHOWN;
    reader_keep_panes(reader);
    reader_set_focus(reader, false);
    reader_relayout(reader);
    if (!was_shown && !reader->geometry.pane_columns) { /* too narrow for both */
        reader_set_focus(reader, true);
        reader_relayout(reader);
    }
    return true;
}

bool act_outline_focus(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (reader && !reader->geometry.pane_columns && split_is_shown(reader->app))
        return act_split_other(call, err);
    if (!reader || !need_headings(reader, err))
        return false;
    bool has_focus = !reader->pane.has_focus;
    if (has_focus && !reader->geometry.pane_columns)
        reader->pane.wish = PANE_SHOWN;
    reader_set_focus(reader, has_focus);
    reader_relayout(reader);
    return true;
}

bool act_outline_move(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader || !need_headings(reader, err))
        return false;
    OutlinePane *pane = &reader->pane;
    if (!pane->filter.len)
        return act_section_move(call, err);
    if (!pane->list.count)
        return true;
    list_move(&pane->list, call->arg * MAX(call->count, 1));
    uint32_t section = pane->visible[pane->list.current];
    Pos pos = {reader->document->sections[section].heading.block, 0};
    if (reader_reveal(reader, pos))
        reader_folds_changed(reader);
    reader_go(reader, pos);
    reader_settle(reader);
    return true;
}

bool act_outline_open(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    uint32_t section = reader_find_section(reader);
    if (section != SECTION_NONE && foldset_is_folded(reader->folds, section)) {
        foldset_set(reader->folds, section, false);
        reader_folds_changed(reader);
    }
    reader_set_focus(reader, false);
    pane_clear_filter(reader);
    /* To read from here, what follows must be in sight. */
    if (reader->caret_row > reader->geometry.body_rows / 2)
        reader->caret_row = reader->geometry.body_rows / 4;
    reader_relayout(reader);
    return true;
}

bool act_outline_leave(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    if (pane_clear_filter(reader)) {
        reader_settle(reader);
        return true;
    }
    Pos origin = reader->pane.origin;
    reader_set_focus(reader, false);
    reader_go(reader, layout_get_visible(reader->layout, origin));
    reader_relayout(reader);
    return true;
}

bool act_outline_step(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader || !need_headings(reader, err))
        return false;
    uint32_t section = reader_find_section(reader);
    if (section == SECTION_NONE)
        return true;
    bool is_folded = foldset_is_folded(reader->folds, section);
    bool is_parent = has_children(reader->document, section);
    if (call->arg > 0)
        app_act(reader->app, is_folded ? ACTION_FOLD_OPEN : ACTION_SECTION_NEXT, 0,
                (Str){0});
    else
        app_act(reader->app,
                is_parent && !is_folded ? ACTION_FOLD_CLOSE : ACTION_SECTION_UP, 0,
                (Str){0});
    return true;
}
