/* Drawing the passages: quotations under their documents and headings.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "passages/passages.h"

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
    passages->screen.columns = passages->columns - pane_columns(passages);
    passages->gives_info = !pane_columns(passages) && passages->rows >= INFO_FROM_ROWS;
    if (!passages->gives_info)
        return;
    int needed = count_rows(passages, rows);
    passages->gives_info = needed > rows || needed <= rows - INFO_ROWS - 1;
}

/* ---- the current one in full ------------------------------------------- */

/* Text of several rows. */
static int put_rows(Frame *frame, int y, int end, int left, int columns, Str text,
                    StyleId style)
{
    StrBuf row = {0};
    for (Str rest = text; rest.len && y < end;) {
        strbuf_reset(&row);
        sanitize(&row, str_split(&rest, '\n'), SANITIZE_TERMINAL);
        y = put_paragraph(frame, y, end, left, columns, strbuf_get(&row), style);
    }
    strbuf_clear(&row);
    return y;
}

static int put_thread(const Passages *passages, Frame *frame, int y, int end, int left,
                      int columns, const Annotation *row)
{
    StrBuf text = {0};
    Str here = passages_get_entry_note(passages, passages->screen.list.current);
    if (here.len) {
        strbuf_append_text(&text, "+ ");
        strbuf_append_str(&text, here);
        y = put_rows(frame, y, end, left, columns, strbuf_get(&text), STYLE_NOTE);
    }
    for (size_t i = 0; i < row->reply_count && y < end; i++) {
        const Reply *reply = &row->replies[i];
        strbuf_reset(&text);
        strbuf_append_text(&text, "> ");
        if (reply->author.len)
            strbuf_appendf(&text, "%.*s  ", STR_ARG(reply->author));
        strbuf_append_str(&text, reply->text);
        y = put_rows(frame, y, end, left, columns, strbuf_get(&text), STYLE_PANE_DIM);
    }
    strbuf_clear(&text);
    return y;
}

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
    y += has_path && row->note.len;
    y = put_rows(frame, y, end, left, columns, row->note, STYLE_NOTE);
    y = put_thread(passages, frame, y, end, left, columns, row);
    strbuf_reset(&text);
    if (has_path && y + 1 < end) {
        format_tag_list(&text, row->tags, row->tag_count);
        y = put_paragraph(frame, y + 1, end, left, columns, strbuf_get(&text), STYLE_TAG);
        strbuf_reset(&text);
        passage_append_status(&text, row);
        y = put_paragraph(frame, y, end, left, columns, strbuf_get(&text),
                          row->status == STATUS_OPEN ? STYLE_MARK_OPEN : STYLE_PANE_DIM);
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
                  text_columns(str_from(passage_status_word(row)), &frame->width);
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
    if (frame->columns >= BAR_FULL_COLUMNS || !(left.len || passages->marked.count))
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
        if (!ledger_is_complete(passages->ledger))
            return; /* the first that fits may be among those still to be read */
        put_advice(
            frame,
            passages->total
                ? _("No passage matches\nEsc shows all passages")
                : _("No passages yet\n\nin a document s selects a sentence,\n"
                    "t tags it and n writes a note on it;\nthey are gathered here"));
        return;
    }
    int y = BAR_ROWS + 1, bottom = y + passages_list_rows(passages);
    EntryArea area = passages_find_area(passages, frame, end);
    for (size_t i = passages->screen.top; i < passages->screen.list.count && y < bottom; i++)
        y = passages_put_entry(passages, frame, i, &area, y);
    if (pane) {
        frame_fill(frame, BAR_ROWS, end, screen_body_rows(frame->rows), pane, STYLE_PANE);
        put_full(passages, frame, BAR_ROWS + 1, frame->rows - FOOT_ROWS, end + 2,
                 pane - 4, true);
    } else if (passages->gives_info && is_cut(passages, frame)) {
        put_full(passages, frame, bottom + 1, frame->rows - FOOT_ROWS, 3,
                 frame->columns - 5, false);
    }
}
