/* Notes beside the passages they are about, as one writes them into a margin.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/note_text.h"
#include "reader/reader.h"

#define NOTE_ROWS 3          /* of a note whose passage the caret is not on */
#define NOTE_ROWS_CURRENT 12 /* of the one it is on */
#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

/* A paragraph of one look; with a frame of NULL its rows are only counted. */
static int put_part(const NoteArea *area, int y, Str text, StyleId style)
{
    int end = area->end, columns = area->columns;
    for (size_t off = 0; off < text.len && y < end && columns >= 2; y++) {
        WrapRow row = wrap_row(text, off, columns, &area->width);
        bool is_cut = y + 1 == end && row.next < text.len;
        if (area->frame && y >= area->top)
            frame_put_cut(area->frame, y, area->left, columns,
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

int reader_put_note(const NoteArea *area, const Annotation *mark, int y)
{
    StrBuf task = {0}, tags = {0};
    reader_append_task(mark, &task);
    format_tag_list(&tags, mark->tags, mark->tag_count);
    y = put_part(area, y, strbuf_get(&task),
                 mark->status == STATUS_OPEN ? STYLE_MARK_OPEN : STYLE_LIST_DIM);
    y = put_part(area, y, strbuf_get(&tags), STYLE_TAG);
    strbuf_clear(&tags);
    strbuf_clear(&task);
    if (mark->note.len)
        y = put_note_text(area, y, mark->note);
    for (size_t i = 0; i < mark->reply_count && y < area->end; i++) {
        const Reply *reply = &mark->replies[i];
        StrBuf who = {0};
        strbuf_append_text(&who, "> ");
        format_flat(&who, reply->author);
        strbuf_append_byte(&who, ' ');
        format_day(&who, reply->created_ms, time_now_ms());
        y = put_part(area, y, strbuf_get(&who), STYLE_NOTE_DIM);
        NoteArea inner = *area;
        inner.left += 2;
        inner.columns -= 2;
        y = put_note_text(&inner, y, reply->text);
        strbuf_clear(&who);
    }
    return y;
}

/* Draws a note in the rows [y, end); `~` ends the last of them where there is more. */
static int put_note(const Reader *reader, Frame *frame, const Annotation *mark, int y,
                    int end)
{
    const ReaderGeometry *geometry = &reader->geometry;
    NoteArea area = {.width = app_get_width(reader->app),
                     .end = end + 1, /* is there more than can be seen? */
                     .left = geometry->notes_left,
                     .columns = geometry->notes_columns};
    bool is_cut = reader_put_note(&area, mark, y) > end;
    area.frame = frame;
    area.top = geometry->body_top;
    area.end = end;
    int next = reader_put_note(&area, mark, y);
    if (is_cut && end > y)
        frame_put(frame, end - 1, geometry->notes_left + geometry->notes_columns - 1, 1,
                  STR("~"), STYLE_NOTE_DIM, STYLE_TEXT);
    return next;
}

/* ---- notes below their paragraphs ---------------------------------------- */

/* A note stands below the paragraph in which its passage ends. */
static bool stands_below(const Annotation *mark, uint32_t block)
{
    return mark->selector.range.end.block == block &&
           (mark->note.len || mark->reply_count);
}

static bool is_note_folded(const Reader *reader, int64_t id)
{
    for (size_t i = 0; i < reader->folded_note_count; i++)
        if (reader->folded_notes[i] == id)
            return true;
    return false;
}

/* What tells the rows [y, end) from text where there is no colour. */
static void put_edge(const NoteArea *area, int y, int end)
{
    for (y = MAX(y, area->top); area->frame && y < end; y++)
        frame_put(area->frame, y, area->left - 2, 1, STR("|"), STYLE_NOTE_DIM,
                  STYLE_TEXT);
}

/* Notes of the document whose marks stand in the block. */
static int put_footnotes(const Reader *reader, const NoteArea *area, uint32_t block,
                         int y)
{
    if (reader->footnote_edition != reader->document->edition)
        return y;
    for (size_t i = 0; i < reader->footnote_count && y < area->end; i++) {
        if (reader->footnotes[i].block != block)
            continue;
        int first = y;
        y = put_part(area, y,
                     document_get_text(reader->document, reader->footnotes[i].note),
                     STYLE_LIST_DIM);
        put_edge(area, first, y);
    }
    return y;
}

static int put_folded_note(const NoteArea *area, const Annotation *mark, int y)
{
    StrBuf row = {0};
    strbuf_append_text(&row, "+ ");
    note_append_plain(&row, mark->note);
    if (area->frame && y >= area->top)
        frame_put_cut(area->frame, y, area->left, area->columns, strbuf_get(&row),
                      STYLE_NOTE_DIM, STYLE_TEXT);
    strbuf_clear(&row);
    return y + 1;
}

/* In `most` rows; `~` ends the last of them where there is more. */
static int put_whole_note(NoteArea area, const Annotation *mark, int y, int most)
{
    NoteArea measured = area;
    measured.frame = NULL;
    measured.end = y + most + 1;
    bool is_cut = reader_put_note(&measured, mark, y) > y + most;
    int last = y + most - 1;
    area.end = MIN(area.end, y + most);
    int next = reader_put_note(&area, mark, y);
    put_edge(&area, y, next);
    if (is_cut && area.frame && last >= area.top && last < area.end)
        frame_put(area.frame, last, area.left + area.columns - 1, 1, STR("~"),
                  STYLE_NOTE_DIM, STYLE_TEXT);
    return next;
}

static int put_notes_below(Reader *reader, NoteArea area, uint32_t block, int y)
{
    y = put_footnotes(reader, &area, block, y);
    if (!reader->notes_below)
        return y;
    Range range = {{block, 0}, {block + 1, 0}};
    const MarkRun *marks = reader_get_marks_of(reader, block);
    size_t i, end = mark_run_find(marks, range, &i);
    int most = MAX(reader->geometry.body_rows / 2, 3);
    for (; i < end && y < area.end; i++)
        if (stands_below(marks->rows[i], block))
            y = is_note_folded(reader, marks->rows[i]->id)
                    ? put_folded_note(&area, marks->rows[i], y)
                    : put_whole_note(area, marks->rows[i], y, most);
    return y;
}

static NoteArea below_area(const Reader *reader, Frame *frame)
{
    const ReaderGeometry *geometry = &reader->geometry;
    int indent = MIN(4, geometry->text_columns / 4);
    return (NoteArea){.frame = frame,
                      .width = app_get_width(reader->app),
                      .top = geometry->body_top,
                      .end = geometry->body_top + geometry->body_rows,
                      .left = geometry->text_left + indent,
                      .columns = geometry->text_columns - indent};
}

uint32_t reader_count_notes_below(void *context, uint32_t block)
{
    Reader *reader = context;
    NoteArea area = below_area(reader, NULL);
    area.top = 0;
    area.end = INT16_MAX;
    return (uint32_t)put_notes_below(reader, area, block, 0);
}

void reader_draw_notes_below(const Reader *reader, Frame *frame, uint32_t block, int y)
{
    /* What a page holds is read by need, which changes nothing that is seen. */
    put_notes_below((Reader *)reader, below_area(reader, frame), block, y);
}

static void fold_note(Reader *reader, int64_t id)
{
    for (size_t i = 0; i < reader->folded_note_count; i++)
        if (reader->folded_notes[i] == id) {
            reader->folded_notes[i] = reader->folded_notes[--reader->folded_note_count];
            return;
        }
    reader->folded_notes = mem_grow(reader->folded_notes, &reader->folded_note_capacity,
                                    reader->folded_note_count + 1, sizeof(int64_t));
    reader->folded_notes[reader->folded_note_count++] = id;
}

/* They are kept beside the place where one reads, as ids of this library. */
static void append_folded_key(const Reader *reader, StrBuf *out)
{
    strbuf_appendf(out, "folded:%lld", (long long)reader->doc);
}

static void keep_folded_notes(Reader *reader)
{
    StrBuf key = {0}, ids = {0};
    Error ignored = {0}; /* as a place that cannot be kept */
    append_folded_key(reader, &key);
    for (size_t i = 0; i < reader->folded_note_count; i++)
        strbuf_appendf(&ids, "%lld ", (long long)reader->folded_notes[i]);
    bool is_kept =
        ids.len ? library_put_note_draft(reader->library, strbuf_get(&key),
                                         strbuf_get(&ids), &ignored)
                : library_drop_note_draft(reader->library, strbuf_get(&key), &ignored);
    if (!is_kept)
        error_clear(&ignored);
    strbuf_clear(&ids);
    strbuf_clear(&key);
}

void reader_recall_folded_notes(Reader *reader)
{
    StrBuf key = {0}, ids = {0};
    Error ignored = {0};
    int64_t id;
    append_folded_key(reader, &key);
    if (store_get_note_draft(reader->store, strbuf_get(&key), &ids, &ignored))
        for (Str rest = strbuf_get(&ids); rest.data;)
            if (str_parse_int(str_split(&rest, ' '), &id))
                fold_note(reader, id);
    error_clear(&ignored);
    strbuf_clear(&ids);
    strbuf_clear(&key);
}

static bool set_notes_place(Reader *reader, const char *place, Error *err)
{
    Settings *settings = app_get_settings(reader->app);
    if (!settings_set(settings, STR("notes"), str_from(place), err))
        return false;
    reader_keep_panes(reader);
    reader_relayout(reader);
    return true;
}

/* Beside, below, out of sight, beside. */
bool act_notes_place(const ActionCall *call, Error *err)
{
    static const struct {
        const char *message, *place;
    } places[] = {{N_("notes stand beside the text where it leaves room"), "beside"},
                  {N_("notes stand below their paragraphs"), "below"},
                  {N_("notes are out of sight"), "none"}};
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    size_t now = 0;
    Str notes = str_from(app_get_settings(reader->app)->notes);
    while (now < ARRAY_SIZE(places) && !str_is_equal(notes, str_from(places[now].place)))
        now++;
    size_t next = (now + 1) % ARRAY_SIZE(places);
    if (!set_notes_place(reader, places[next].place, err))
        return false;
    app_message(reader->app, "%s", _(places[next].message));
    return true;
}

bool act_note_fold(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    const Annotation *mark = reader ? reader_need_mark(reader, err) : NULL;
    if (!mark)
        return false;
    if (!reader->notes_below)
        return set_notes_place(reader, "below", err);
    fold_note(reader, mark->id);
    keep_folded_notes(reader);
    reader_relayout(reader);
    return true;
}

/* ---- notes beside the text ------------------------------------------------- */

/* Row of the frame in which a place stands; -1 when it is not on the screen. */
static int find_row(const Reader *reader, Pos pos)
{
    RowPos at = reader->top;
    for (int i = 0; i < reader->geometry.body_rows; i++) {
        Row row = layout_get_row(reader->layout, at);
        if (row.block == pos.block && layout_row_holds(reader->layout, &row, pos.off))
            return reader->geometry.body_top + i;
        if (row.block > pos.block || !layout_next(reader->layout, &at))
            break;
    }
    return -1;
}

static bool stands_beside(const Reader *reader, const Annotation *mark)
{
    return mark->selector.range.end.block >= reader->top.block &&
           (mark->note.len || mark->reply_count || mark->tag_count ||
            mark->status != STATUS_NONE);
}

/* The row behind a note that starts in row `y`: it has the room that the next one leaves,
 * and a few rows in any case. */
static int find_note_end(const Reader *reader, size_t index, size_t end, int y)
{
    int bottom = reader->geometry.body_top + reader->geometry.body_rows, free = bottom;
    bool is_current = reader->marks.screen.rows[index] == reader->current_mark;
    for (size_t i = index + 1; i < end; i++) {
        const Annotation *mark = reader->marks.screen.rows[i];
        Pos start = mark->selector.range.start;
        if (!stands_beside(reader, mark))
            continue;
        int row = find_row(reader, start);
        if (row >= 0)
            free = row;
        if (row >= 0 || start.block > reader->top.block)
            break; /* the others are further down */
    }
    return MIN(MAX(y + (is_current ? NOTE_ROWS_CURRENT : NOTE_ROWS), free), bottom);
}

void reader_draw_notes(const Reader *reader, Frame *frame)
{
    int next = reader->geometry.body_top,
        bottom = reader->geometry.body_top + reader->geometry.body_rows;
    Range below = {{reader->top.block, 0}, {UINT32_MAX, 0}};
    RowPos last = reader->top;
    layout_move(reader->layout, &last, reader->geometry.body_rows - 1);
    below.end = (Pos){last.block + 1, 0};
    size_t i, end = mark_run_find(&reader->marks.screen, below, &i);
    for (; i < end && next < bottom; i++) {
        const Annotation *mark = reader->marks.screen.rows[i];
        if (!stands_beside(reader, mark))
            continue;
        int row = find_row(reader, mark->selector.range.start);
        if (row < 0 && mark == reader->current_mark) /* its beginning has scrolled away */
            row = reader->geometry.body_top;
        int y = MAX(row, next);
        if (row >= 0)
            next = put_note(reader, frame, mark, y, find_note_end(reader, i, end, y));
    }
}

void reader_draw_note_row(const Reader *reader, Frame *frame, int end)
{
    const Annotation *mark = reader_get_mark(reader);
    int row = frame->rows - FOOT_ROWS, column = 1;
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
