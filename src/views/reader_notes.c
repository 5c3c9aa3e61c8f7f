/* Notes beside the passages they are about, as one writes them into a margin.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/note_text.h"
#include "views/reader.h"

#define NOTE_ROWS 3          /* of a note whose passage the caret is not on */
#define NOTE_ROWS_CURRENT 12 /* of the one it is on */
#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

/* A paragraph of one look; with a frame of NULL its rows are only counted. */
static int put_part(Frame *frame, const WidthPolicy *width, int y, int end, int left,
                    int columns, Str text, StyleId style)
{
    for (size_t off = 0; off < text.len && y < end && columns >= 2; y++) {
        WrapRow row = wrap_row(text, off, columns, width);
        bool is_cut = y + 1 == end && row.next < text.len;
        if (frame && y >= 0)
            frame_put_cut(frame, y, left, columns,
                          str_slice(text, row.start, is_cut ? text.len : row.end), style,
                          STYLE_TEXT);
        off = row.next;
    }
    return y;
}

void reader_append_task(const Annotation *mark, StrBuf *out)
{
    if (mark->status != STATUS_NONE)
        strbuf_append_text(out, mark->status == STATUS_OPEN ? _("to do") : _("done"));
    if (!mark->due_ms)
        return;
    if (out->len)
        strbuf_append_byte(out, ' ');
    strbuf_append_time(out, mark->due_ms, false);
    if (mark->status == STATUS_OPEN && time_now_ms() >= mark->due_ms + DAY_MS)
        strbuf_append_text(out, _(", overdue"));
}

int reader_put_note(const Reader *reader, Frame *frame, const Annotation *mark, int y,
                    int end, int left, int columns)
{
    WidthPolicy width = app_get_width(reader->app);
    StrBuf task = {0}, tags = {0};
    reader_append_task(mark, &task);
    format_tag_list(&tags, mark->tags, mark->tag_count);
    y = put_part(frame, &width, y, end, left, columns, strbuf_get(&task),
                 mark->status == STATUS_OPEN ? STYLE_MARK_OPEN : STYLE_LIST_DIM);
    y = put_part(frame, &width, y, end, left, columns, strbuf_get(&tags), STYLE_TAG);
    strbuf_clear(&tags);
    strbuf_clear(&task);
    if (mark->note.len)
        y = put_note_text(frame, &width, y, end, left, columns, mark->note);
    for (size_t i = 0; i < mark->reply_count && y < end; i++) {
        const Reply *reply = &mark->replies[i];
        StrBuf who = {0};
        strbuf_append_text(&who, "> ");
        format_flat(&who, reply->author);
        strbuf_append_byte(&who, ' ');
        strbuf_append_time(&who, reply->created_ms, false);
        y = put_part(frame, &width, y, end, left, columns, strbuf_get(&who),
                     STYLE_NOTE_DIM);
        y = put_note_text(frame, &width, y, end, left + 2, columns - 2, reply->text);
        strbuf_clear(&who);
    }
    return y;
}

static int put_note(const Reader *reader, Frame *frame, const Annotation *mark, int y,
                    bool is_current)
{
    const ReaderGeometry *geometry = &reader->geometry;
    int bottom = geometry->body_top + geometry->body_rows;
    int end = MIN(y + (is_current ? NOTE_ROWS_CURRENT : NOTE_ROWS), bottom);
    return reader_put_note(reader, frame, mark, y, end, geometry->notes_left,
                           geometry->notes_columns);
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
    Range below = {{reader->top.block, 0}, {UINT32_MAX, 0}};
    RowPos last = reader->top;
    layout_move(reader->layout, &last, reader->geometry.body_rows - 1);
    below.end = (Pos){last.block + 1, 0};
    size_t i, end = reader_find_marks(reader, below, &i);
    for (; i < end && next < bottom; i++) {
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
    StrBuf tags = {0}, note = {0}, task = {0};
    reader_append_task(mark, &task);
    if (task.len)
        column += frame_put(frame, row, column, end - column, strbuf_get(&task),
                            STYLE_MARK_OPEN, STYLE_TEXT) +
                  2;
    strbuf_clear(&task);
    format_tag_list(&tags, mark->tags, mark->tag_count);
    if (tags.len)
        column += frame_put_cut(frame, row, column, MAX((end - column) / 2, 0),
                                strbuf_get(&tags), STYLE_TAG, STYLE_TEXT) +
                  2;
    note_append_plain(&note, mark->note);
    if (mark->reply_count)
        strbuf_appendf(
            &note,
            translate_plural("  (%zu reply)", "  (%zu replies)", mark->reply_count),
            mark->reply_count);
    if (column < end)
        frame_put_cut(frame, row, column, end - column, strbuf_get(&note), STYLE_NOTE,
                      STYLE_TEXT);
    strbuf_clear(&tags);
    strbuf_clear(&note);
}
