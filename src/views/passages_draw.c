/* Drawing the passages: quotations under their documents and headings.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/passages.h"

#define PANE_FROM_COLUMNS 116
#define INFO_ROWS 5
#define INFO_FROM_ROWS 18

static int pane_columns(const Passages *passages)
{
    return passages->columns >= PANE_FROM_COLUMNS ? MIN(passages->columns / 3, 56) : 0;
}

int passages_list_rows(const Passages *passages)
{
    int rows = screen_body_rows(passages->rows) - 1;
    return MAX(passages->gives_info ? rows - INFO_ROWS - 1 : rows, 1);
}

/* Rows of all entries, counted to `most`. */
static int count_rows(const Passages *passages, int most)
{
    size_t count = passages->screen.list.count;
    int rows = 0;
    for (size_t i = 0; i < count && rows <= most; i++)
        rows += passages_height(&passages->screen, i, i == 0);
    return rows;
}

/* A list that fits the screen whole is not cut to make room. */
void passages_measure(Passages *passages)
{
    int rows = screen_body_rows(passages->rows) - 1;
    passages->gives_info = !pane_columns(passages) && passages->rows >= INFO_FROM_ROWS;
    if (!passages->gives_info)
        return;
    int needed = count_rows(passages, rows);
    passages->gives_info = needed > rows || needed <= rows - INFO_ROWS - 1;
}

/* ---- entries ----------------------------------------------------------- */

/* Which rows stand above an entry, because it differs from the one before. */
typedef struct Heads {
    bool gap, group, title, path;
    bool is_folded;
    const PassageGroup *of;
} Heads;

static bool is_by_document(const Passages *passages)
{
    return passages->grouping == GROUP_DOCUMENT || passages->grouping == GROUP_CHAPTER ||
           passages->grouping == GROUP_NONE;
}

static Heads find_heads(const Passages *passages, size_t index, bool is_first)
{
    Str title, before_title;
    Heads heads = {0};
    bool was_folded = false;
    const Annotation *row = passages_get_row(passages, index, &title);
    const Annotation *before =
        index ? passages_get_row(passages, index - 1, &before_title) : NULL;
    heads.of = passages_get_group(passages, index, &heads.is_folded);
    if (!row || !heads.of)
        return heads;
    const PassageGroup *group_before =
        index ? passages_get_group(passages, index - 1, &was_folded) : NULL;
    bool is_new_group = is_first || group_before != heads.of;
    bool is_new_doc = is_first || !before || before->doc != row->doc;
    /* Folded entries are the rows of a list: nothing stands between them. */
    bool is_apart = !is_first && !(was_folded && heads.is_folded);
    if (is_by_document(passages)) {
        heads.title =
            !passages->doc && (is_new_doc || (is_new_group && heads.is_folded &&
                                              passages->grouping == GROUP_DOCUMENT));
        heads.gap = heads.title && is_apart;
        heads.path = row->selector.headings.len &&
                     !str_is_equal(row->selector.headings, title) &&
                     (is_new_doc || is_new_group ||
                      !str_is_equal(before->selector.headings, row->selector.headings));
        if (heads.is_folded && passages->grouping == GROUP_DOCUMENT)
            heads.path = false;
        if (passages->grouping == GROUP_CHAPTER && is_new_group)
            heads.path = true;
    } else {
        heads.group = is_new_group;
        heads.gap = is_new_group && is_apart;
        heads.path = !heads.is_folded &&
                     (is_new_group || is_new_doc ||
                      !str_is_equal(before->selector.headings, row->selector.headings));
    }
    return heads;
}

int passages_height(const ListScreen *screen, size_t index, bool is_first)
{
    const Passages *passages = (const Passages *)screen;
    Str title;
    const Annotation *row = passages_get_row(passages, index, &title);
    Heads heads = find_heads(passages, index, is_first);
    int above = heads.gap + heads.group + heads.title + heads.path;
    if (heads.is_folded)
        return MAX(above, 1);
    return above + 1 + (row && row->note.len > 0);
}

static void append_group_name(const Passages *passages, const PassageGroup *group,
                              StrBuf *out)
{
    static const char *const due[] = {
        [DUE_OVERDUE] = N_("overdue"),   [DUE_WEEK] = N_("to do within a week"),
        [DUE_LATER] = N_("to do later"), [DUE_NEVER] = N_("to do, without a date"),
        [DUE_DONE] = N_("done"),         [DUE_NONE] = N_("nothing to do")};
    if (passages->grouping == GROUP_MONTH) {
        strbuf_appendf(out, "%lld-%02lld", (long long)group->key / 100,
                       (long long)group->key % 100);
    } else if (passages->grouping == GROUP_DUE) {
        strbuf_append_text(out, _(due[group->key]));
    } else if (!group->key) {
        strbuf_append_text(out, _("without a tag"));
    } else {
        StrBuf name = {0};
        Error ignored = {0};
        if (store_get_tag_name(passages->store, group->key, &name, &ignored)) {
            strbuf_append_byte(out, '#');
            sanitize(out, strbuf_get(&name), SANITIZE_TERMINAL);
        }
        error_clear(&ignored);
        strbuf_clear(&name);
    }
}

/* A head with the count of its group at the right. */
static void put_head_row(Frame *frame, int y, int left, int end, Str name, size_t count,
                         bool is_folded, StyleId style)
{
    StrBuf text = {0};
    if (count) {
        strbuf_append_text(&text, is_folded ? "+ " : "");
        format_count(&text, count);
        end = put_right(frame, y, left, end - 1, strbuf_get(&text), STYLE_LIST_DIM) - 1;
    }
    frame_put_cut(frame, y, left, end - left, name, style, STYLE_TEXT);
    strbuf_clear(&text);
}

static const char *status_word(const Annotation *row)
{
    if (row->is_orphan)
        return _("not in the text any more");
    switch (row->status) {
    case STATUS_OPEN:
        return _("to do");
    case STATUS_DONE:
        return _("done");
    case STATUS_NONE:
        break;
    }
    return "";
}

/* "to do", and by when; days that have passed are counted. */
static void append_status(StrBuf *out, const Annotation *row)
{
    int64_t day_ms = (int64_t)24 * 3600 * 1000, now = time_now_ms();
    strbuf_append_text(out, status_word(row));
    if (row->status != STATUS_OPEN || !row->due_ms || row->is_orphan)
        return;
    int64_t late = (now - row->due_ms) / day_ms;
    strbuf_append_text(out, "  ");
    if (now >= row->due_ms + day_ms)
        strbuf_appendf(
            out, translate_plural("%lld day late", "%lld days late", (uint64_t)late),
            (long long)late);
    else
        strbuf_append_time(out, row->due_ms, false);
}

static void put_quote(const Passages *passages, Frame *frame, const Annotation *row,
                      int y, int end)
{
    StrBuf text = {0};
    append_status(&text, row);
    if (text.len)
        end = put_right(frame, y, 4, end - 1, strbuf_get(&text),
                        row->status == STATUS_OPEN ? STYLE_MARK_OPEN : STYLE_LIST_DIM) -
              1;
    strbuf_reset(&text);
    format_tag_list(&text, row->tags, row->tag_count);
    if (text.len) {
        int start =
            MAX(end - 1 - (int)text_columns(strbuf_get(&text), &frame->width), end / 2);
        frame_put_cut(frame, y, start, end - 1 - start, strbuf_get(&text), STYLE_TAG,
                      STYLE_TEXT);
        end = start - 1;
    }
    strbuf_reset(&text);
    format_flat(&text, row->selector.exact);
    terms_put(&passages->terms, frame, y, 5, MAX(end - 6, 0), strbuf_get(&text),
              STYLE_LIST);
    strbuf_clear(&text);
}

static int put_entry(const Passages *passages, Frame *frame, size_t index, bool is_first,
                     int y, int end)
{
    Str title;
    const Annotation *row = passages_get_row(passages, index, &title);
    Heads heads = find_heads(passages, index, is_first);
    StrBuf text = {0};
    int bottom = BAR_ROWS + 1 + passages_list_rows(passages);
    if (!row)
        return bottom;
    y += heads.gap;
    int head = y;
    size_t count = heads.of && passages->grouping != GROUP_NONE ? heads.of->count : 0;
    if (heads.group && y < bottom) {
        append_group_name(passages, heads.of, &text);
        put_head_row(frame, y++, heads.is_folded ? 3 : 1, end, strbuf_get(&text), count,
                     heads.is_folded, STYLE_LIST_STRONG);
    }
    strbuf_reset(&text);
    if (heads.title && y < bottom) {
        format_flat(&text, title);
        put_head_row(frame, y++, heads.is_folded ? 3 : 1, end, strbuf_get(&text),
                     passages->grouping == GROUP_DOCUMENT ? count : 0, heads.is_folded,
                     STYLE_LIST_STRONG);
    }
    strbuf_reset(&text);
    if (heads.path && y < bottom) {
        if (!is_by_document(passages) && !passages->doc) {
            format_flat(&text, title);
            if (row->selector.headings.len &&
                !str_is_equal(row->selector.headings, title))
                strbuf_append_text(&text, CRUMB);
        }
        format_headings(&text, row->selector.headings, title);
        put_head_row(frame, y++, heads.is_folded ? 5 : 3, end, strbuf_get(&text),
                     passages->grouping == GROUP_CHAPTER ? count : 0, heads.is_folded,
                     STYLE_LIST_DIM);
    }
    if (heads.is_folded) {
        if (index == passages->screen.list.current && y > head) {
            frame_put(frame, y - 1, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
            put_band(frame, y - 1, 0, end);
            frame_set_cursor(frame, y - 1, 1);
        }
        strbuf_clear(&text);
        return MAX(y, head + 1);
    }
    bool is_current = index == passages->screen.list.current;
    int first = y;
    if (y < bottom)
        put_quote(passages, frame, row, y++, end);
    strbuf_reset(&text);
    format_flat(&text, row->note);
    if (text.len && y < bottom)
        terms_put(&passages->terms, frame, y++, 7, end - 8, strbuf_get(&text),
                  STYLE_NOTE);
    if (ids_has(&passages->marked, row->id) && first < bottom)
        frame_put(frame, first, 1, 1, STR("*"), STYLE_TAG, STYLE_TEXT);
    if (is_current && first < bottom) {
        frame_put(frame, first, 3, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        for (int i = first; i < y; i++)
            put_band(frame, i, 0, end);
        frame_set_cursor(frame, first, 3);
    }
    strbuf_clear(&text);
    return y;
}

/* ---- the current one in full ------------------------------------------- */

static void put_full(const Passages *passages, Frame *frame, int y, int end, int left,
                     int columns, bool has_path)
{
    Str title;
    const Annotation *row =
        passages_get_row(passages, passages->screen.list.current, &title);
    StrBuf text = {0};
    if (!row)
        return;
    if (has_path) {
        format_flat(&text, title);
        y = put_paragraph(frame, y, MIN(y + 2, end), left, columns, strbuf_get(&text),
                          STYLE_PANE_HEADING);
        strbuf_reset(&text);
        format_headings(&text, row->selector.headings, title);
        y = put_paragraph(frame, y, MIN(y + 2, end), left, columns, strbuf_get(&text),
                          STYLE_PANE_DIM) +
            1;
        strbuf_reset(&text);
    }
    format_flat(&text, row->selector.exact);
    int quote_end = row->note.len && !has_path ? MIN(y + 3, end) : end;
    y = put_paragraph(frame, y, quote_end, left, columns, strbuf_get(&text),
                      has_path ? STYLE_PANE : STYLE_LIST);
    Str rest = row->note;
    y += has_path && row->note.len;
    while (rest.data && y < end) {
        strbuf_reset(&text);
        sanitize(&text, str_split(&rest, '\n'), SANITIZE_TERMINAL);
        y = put_paragraph(frame, y, end, left, columns, strbuf_get(&text), STYLE_NOTE);
    }
    strbuf_reset(&text);
    if (has_path && y + 1 < end) {
        format_tag_list(&text, row->tags, row->tag_count);
        y = put_paragraph(frame, y + 1, end, left, columns, strbuf_get(&text), STYLE_TAG);
        strbuf_reset(&text);
        if (row->author.len)
            strbuf_appendf(&text, "%.*s  ", STR_ARG(row->author));
        format_day(&text, row->modified_ms, time_now_ms());
        put_paragraph(frame, y, end, left, columns, strbuf_get(&text), STYLE_PANE_DIM);
    }
    strbuf_clear(&text);
}

/* Does the list itself not show all of the current passage? */
static bool is_cut(const Passages *passages, const Frame *frame)
{
    Str title;
    const Annotation *row =
        passages_get_row(passages, passages->screen.list.current, &title);
    if (!row)
        return false;
    StrBuf tags = {0};
    format_tag_list(&tags, row->tags, row->tag_count);
    size_t room = (size_t)MAX(frame->columns - 10, 0);
    size_t used = text_columns(row->selector.exact, &frame->width) +
                  text_columns(strbuf_get(&tags), &frame->width) +
                  text_columns(str_from(status_word(row)), &frame->width);
    bool is_long = used > room || text_columns(row->note, &frame->width) > room ||
                   str_find(row->note, STR("\n"), 0) != STR_NONE;
    strbuf_clear(&tags);
    return is_long;
}

/* ---- the whole --------------------------------------------------------- */

static void put_head(const Passages *passages, Frame *frame)
{
    StrBuf left = {0}, right = {0}, count = {0};
    if (passages->doc)
        format_flat(&left, str_from(passages->doc_title));
    AnnotationFilter filter = passages->filter;
    if (filter.doc == passages->doc)
        filter.doc = 0;
    StrBuf parts = {0};
    filter_format(passages->store, &filter, false, &parts);
    if (parts.len) {
        strbuf_append_text(&left, left.len ? "   " : "");
        sanitize(&left, strbuf_get(&parts), SANITIZE_TERMINAL);
    }
    strbuf_clear(&parts);
    size_t shown = passages->index.passages;
    format_count(&count, shown);
    if ((int64_t)shown == passages->total) {
        strbuf_appendf(&right, translate_plural("%s passage", "%s passages", shown),
                       count.data);
    } else {
        StrBuf total = {0};
        format_count(&total, (uint64_t)passages->total);
        strbuf_appendf(&right, _("%s of %s passages"), count.data, total.data);
        strbuf_clear(&total);
    }
    static const char *const orders[] = {
        [GROUP_NONE] = N_("newest first"),  [GROUP_DOCUMENT] = N_("by document"),
        [GROUP_CHAPTER] = N_("by chapter"), [GROUP_TAG] = N_("by tag"),
        [GROUP_MONTH] = N_("by month"),     [GROUP_DUE] = N_("what is due first")};
    bool is_own = passages->filter.collection && passages->grouping == GROUP_NONE;
    if (passages->marked.count)
        strbuf_appendf(
            &right,
            translate_plural("   %zu marked", "   %zu marked", passages->marked.count),
            passages->marked.count);
    strbuf_appendf(&right, "   %s",
                   is_own ? _("own order") : _(orders[passages->grouping]));
    put_bar(frame, _("Passages"), strbuf_get(&left), strbuf_get(&right));
    strbuf_clear(&left);
    strbuf_clear(&right);
    strbuf_clear(&count);
}

void passages_draw(View *view, Frame *frame)
{
    const Passages *passages = (const Passages *)view;
    int pane = pane_columns(passages), end = frame->columns - pane;
    frame_erase(frame, STYLE_LIST);
    put_head(passages, frame);
    if (!passages->screen.list.count) {
        put_advice(
            frame,
            passages->total
                ? _("No passage matches\nEsc shows all passages")
                : _("No passages yet\n\nin a document s selects a sentence,\n"
                    "t tags it and n writes a note on it;\nthey are gathered here"));
        return;
    }
    int y = BAR_ROWS + 1, bottom = y + passages_list_rows(passages);
    for (size_t i = passages->top; i < passages->screen.list.count && y < bottom; i++)
        y = put_entry(passages, frame, i, i == passages->top, y, end);
    if (pane) {
        frame_fill(frame, BAR_ROWS, end, screen_body_rows(frame->rows), pane, STYLE_PANE);
        put_full(passages, frame, BAR_ROWS + 1, frame->rows - FOOT_ROWS, end + 2,
                 pane - 4, true);
    } else if (passages->gives_info && is_cut(passages, frame)) {
        put_full(passages, frame, bottom + 1, frame->rows - FOOT_ROWS, 3,
                 frame->columns - 5, false);
    }
}
