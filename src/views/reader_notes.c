/* Notes beside the passages they are about, as one writes them into a margin.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/reader.h"

#define NOTE_ROWS 3          /* of a note whose passage the caret is not on */
#define NOTE_ROWS_CURRENT 12 /* of the one it is on */

static int put_part(const Reader *reader, Frame *frame, int y, int end, Str text,
                    StyleId style)
{
    return put_paragraph(frame, y, end, reader->geometry.notes_left,
                         reader->geometry.notes_columns, text, style);
}

static int put_note(const Reader *reader, Frame *frame, const Annotation *mark, int y,
                    bool is_current)
{
    int bottom = reader->geometry.body_top + reader->geometry.body_rows;
    int end = MIN(y + (is_current ? NOTE_ROWS_CURRENT : NOTE_ROWS), bottom);
    StrBuf tags = {0};
    format_tag_list(&tags, mark->tags, mark->tag_count);
    if (mark->status == STATUS_OPEN)
        y = put_part(reader, frame, y, end, str_from(_("to do")), STYLE_MARK_OPEN);
    else if (mark->status == STATUS_DONE)
        y = put_part(reader, frame, y, end, str_from(_("done")), STYLE_LIST_DIM);
    y = put_part(reader, frame, y, end, strbuf_get(&tags), STYLE_TAG);
    strbuf_clear(&tags);
    Str rest = mark->note;
    while (rest.data && y < end) {
        StrBuf row = {0};
        sanitize(&row, str_split(&rest, '\n'), SANITIZE_TERMINAL);
        y = put_part(reader, frame, y, end, strbuf_get(&row), STYLE_NOTE);
        strbuf_clear(&row);
    }
    return y;
}

/* Row of the frame in which a place stands; -1 when it is not on the screen. */
static int find_row(const Reader *reader, Pos pos)
{
    RowPos at = reader->top;
    for (int i = 0; i < reader->geometry.body_rows; i++) {
        Row row = layout_get_row(reader->layout, at);
        if (row.kind == ROW_TEXT && row.block == pos.block && pos.off >= row.start &&
            (pos.off < row.next || row.is_last))
            return reader->geometry.body_top + i;
        if (row.block > pos.block || !layout_next(reader->layout, &at))
            break;
    }
    return -1;
}

void reader_draw_notes(const Reader *reader, Frame *frame)
{
    int next = reader->geometry.body_top,
        bottom = reader->geometry.body_top + reader->geometry.body_rows;
    for (size_t i = 0; i < reader->marks.count && next < bottom; i++) {
        const Annotation *mark = &reader->marks.rows[i];
        if (mark->is_orphan || mark->selector.range.end.block < reader->top.block)
            continue;
        bool is_current = i == reader->current_mark;
        int row = find_row(reader, mark->selector.range.start);
        if (row < 0 && is_current) /* its beginning has scrolled away */
            row = reader->geometry.body_top;
        if (row >= 0)
            next = put_note(reader, frame, mark, MAX(row, next), is_current);
    }
}

void reader_draw_note_row(const Reader *reader, Frame *frame)
{
    const Annotation *mark = reader_get_mark(reader);
    int row = frame->rows - FOOT_ROWS, column = 1, end = frame->columns - 1;
    StrBuf tags = {0}, note = {0};
    if (mark->status != STATUS_NONE)
        column +=
            frame_put(frame, row, column, end - column,
                      str_from(mark->status == STATUS_OPEN ? _("to do") : _("done")),
                      STYLE_MARK_OPEN, STYLE_TEXT) +
            2;
    format_tag_list(&tags, mark->tags, mark->tag_count);
    if (tags.len)
        column += frame_put_cut(frame, row, column, MAX((end - column) / 2, 0),
                                strbuf_get(&tags), STYLE_TAG, STYLE_TEXT) +
                  2;
    format_flat(&note, mark->note);
    if (column < end)
        frame_put_cut(frame, row, column, end - column, strbuf_get(&note), STYLE_NOTE,
                      STYLE_TEXT);
    strbuf_clear(&tags);
    strbuf_clear(&note);
}
