/* Drawing the text: the bar, the body with its signs, the row of information.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#define SPANS_MAX 128
#define PARTS_MAX 12        /* headings in the bar */
#define PART_MIN_COLUMNS 14 /* less of one says nothing */

/* ---- the bar: where one is --------------------------------------------- */

static int put_facts(const Reader *reader, Frame *frame)
{
    const Document *document = reader->document;
    StrBuf facts = {0};
    StrBuf number = {0};
    reader_append_hit_number(reader, &number);
    if (number.len)
        strbuf_appendf(&facts, _("hit %s"), number.data);
    strbuf_append_text(&facts, number.len ? "   " : "");
    bool has_room = frame->columns >= BAR_FULL_COLUMNS || !number.len;
    strbuf_clear(&number);
    uint64_t bytes = MAX(document->text_bytes, 1);
    uint64_t before = document->block_count
                          ? document_get_bytes_before(document, reader->caret.block)
                          : 0;
    uint64_t at = before + reader->caret.off;
    bool is_end = reader->caret.block + 1 >= document->block_count;
    static const char *const scripts[] = {"", N_("simplified"), N_("traditional")};
    ScriptForm form = script_get_form(reader->script);
    if (form != SCRIPT_AS_IS)
        strbuf_appendf(&facts, "%s   ", _(scripts[form]));
    strbuf_appendf(&facts, "%d%%", is_end ? 100 : (int)(at * 100 / bytes));
    if (has_room) {
        strbuf_append_text(&facts, "  ");
        format_length(&facts, document->codepoints);
    }
    size_t notes = has_room ? reader->marks.total : 0;
    if (notes)
        strbuf_appendf(&facts, translate_plural("  %zu note", "  %zu notes", notes),
                       notes);
    int column =
        put_right(frame, 0, 1, frame->columns - 1, strbuf_get(&facts), STYLE_BAR);
    strbuf_clear(&facts);
    return column;
}

/* Title and headings from the top down: "parts". A first heading that repeats the title
 * is left out. */
static size_t split_place(Str title, Str path, Str parts[PARTS_MAX])
{
    size_t count = 0;
    if (title.len)
        parts[count++] = title;
    while (path.len && count < PARTS_MAX) {
        size_t cut = str_find(path, STR(CRUMB), 0);
        Str part = str_slice(path, 0, MIN(cut, path.len));
        path =
            cut == STR_NONE ? (Str){0} : str_slice(path, cut + STR(CRUMB).len, path.len);
        if (count != 1 || !str_is_equal(part, title))
            parts[count++] = part;
    }
    return count;
}

/* The innermost headings are the ones to see: what does not fit is left out from the top,
 * and the last of that cut where enough of it can be seen. */
static void put_parts(Frame *frame, const Str *parts, size_t count, int room)
{
    int crumb = (int)text_columns(STR(CRUMB), &frame->width), used = 0;
    size_t first = count;
    while (first > 0) {
        int more = (int)text_columns(parts[first - 1], &frame->width);
        more += first < count ? crumb : 0;
        if (used + more > room)
            break;
        used += more;
        first--;
    }
    int first_room = room; /* columns of the first part drawn */
    if (first == count && first > 0) {
        first--; /* not even the innermost fits */
    } else if (first > 0 && room - used - crumb >= PART_MIN_COLUMNS) {
        first--;
        first_room = room - used - crumb;
    }
    int column = 1;
    for (size_t i = first; i < count; i++) {
        if (i > first)
            column +=
                frame_put(frame, 0, column, crumb, STR(CRUMB), STYLE_BAR, STYLE_TEXT);
        column +=
            frame_put_cut(frame, 0, column, i == first ? first_room : room + 1 - column,
                          parts[i], i == 0 ? STYLE_BAR_STRONG : STYLE_BAR, STYLE_TEXT);
    }
}

static void put_place(const Reader *reader, Frame *frame, int end)
{
    StrBuf title = {0}, path = {0};
    Str parts[PARTS_MAX];
    format_flat(&title, str_from(reader->document->title));
    if (reader->document->block_count)
        document_append_path(reader->document, reader->caret.block, STR(CRUMB), &path);
    size_t count = split_place(strbuf_get(&title), strbuf_get(&path), parts);
    put_parts(frame, parts, count, MAX(end - 3, 0));
    strbuf_clear(&title);
    strbuf_clear(&path);
}

/* ---- the body ---------------------------------------------------------- */

/* What hides below a folded heading, behind it or at the end of its row. */
static void put_fold_size(const Reader *reader, Frame *frame, const Row *row, int y,
                          int end)
{
    const ReaderGeometry *geometry = &reader->geometry;
    StrBuf size = {0};
    uint32_t section = sections_find(reader->document->sections,
                                     reader->document->section_count, row->block);
    if (section == SECTION_NONE)
        return;
    FoldSize fold = layout_get_fold_size(reader->layout, section);
    const Section *folded = &reader->document->sections[section];
    size_t hits = reader_count_hits(
        reader, (Pos){folded->heading.block, (uint32_t)folded->heading.title_end},
        (Pos){folded->end_block, 0});
    if (hits)
        strbuf_appendf(&size, translate_plural("%zu hit  ", "%zu hits  ", hits), hits);
    unsigned notes = (unsigned)reader_count_section_marks(reader, section);
    if (notes)
        strbuf_appendf(&size, translate_plural("%u note  ", "%u notes  ", notes), notes);
    strbuf_appendf(&size, translate_plural("%u para ", "%u paras ", fold.blocks),
                   fold.blocks);
    format_length(&size, fold.codepoints);
    int right = geometry->text_left + geometry->text_columns;
    int wide = (int)text_columns(strbuf_get(&size), &frame->width);
    if (end + 2 + wide <= right)
        put_right(frame, y, end + 2, right, strbuf_get(&size), STYLE_FOLD_INFO);
    strbuf_clear(&size);
}

/* What the margin says of the marks that start in a row: the sign of the most pressing
 * kind, and the colour of the first that has one. */
static Str mark_sign(const Reader *reader, const Row *row, const MarkColour **colour)
{
    Str sign = {0};
    Range range = {{row->block, row->start}, {row->block, row->next}};
    size_t i, end = mark_run_find(&reader->marks.screen, range, &i);
    *colour = NULL;
    for (; i < end; i++) {
        const Annotation *mark = reader->marks.screen.rows[i];
        Pos start = mark->selector.range.start;
        if (start.block != row->block ||
            !layout_row_holds(reader->layout, row, start.off))
            continue;
        if (!*colour)
            *colour = mark_find_colour(app_get_settings(reader->app), mark->style);
        if (mark->status == STATUS_OPEN)
            sign = STR("!");
        else if (sign.len && sign.data[0] == '!')
            continue;
        else if (mark->note.len || mark->reply_count)
            sign = STR("*");
        else if (!sign.len)
            sign = STR("#");
    }
    return sign;
}

static void put_signs(const Reader *reader, Frame *frame, const Row *row, int y)
{
    int left = reader->geometry.text_left;
    if (left < 2)
        return;
    /* What is folded says so; what could be folded, only where the caret is. */
    bool is_caret_row = y == reader->geometry.body_top + reader->caret_row;
    bool is_heading = row->section != SECTION_NONE;
    if (is_heading && (is_caret_row || row->is_folded))
        frame_put(frame, y, left - 2, 1, row->is_folded ? STR("+") : STR("-"),
                  STYLE_MARGIN, STYLE_TEXT);
    else if (is_caret_row) /* in the ink of the text: another one costs 22 bytes a step */
        frame_put(frame, y, left - 2, 1, STR(">"), STYLE_TEXT, STYLE_TEXT);
    const MarkColour *colour;
    Str sign = mark_sign(reader, row, &colour);
    /* The passage stands there before: gd goes to the other one. */
    if (!sign.len && row->is_first && !row->is_folded &&
        document_get_block(reader->document, row->block).flags & BLOCK_DUPLICATE)
        sign = STR("=");
    if (sign.len && left >= 4)
        frame_put(frame, y, left - 4, 1, sign, STYLE_MARGIN, STYLE_TEXT);
    if (colour && left >= 4)
        frame_put(frame, y, left - 3, 1, str_from(colour->letter), STYLE_MARGIN,
                  colour->look);
}

/* The name of a column, before its value. */
static void put_name(const Reader *reader, Frame *frame, const RowSpan *name, int y,
                     int end)
{
    int left = reader->geometry.text_left + name->column;
    StrBuf text = {0};
    layout_append_shown(reader->layout, name->block, name->start, name->end, &text);
    left += frame_put_cut(frame, y, left, end - left - 2,
                          script_show(reader->script, strbuf_get(&text)), name->base,
                          STYLE_TEXT);
    frame_put(frame, y, left, 2, STR("："), name->base, STYLE_TEXT);
    strbuf_clear(&text);
}

/* Spans that stand behind one another without a gap. Phrases decide about characters:
 * they are converted whole, then parted. Returns the column behind them. */
static int put_spans(const Reader *reader, Frame *frame, const RowSpan *spans,
                     size_t count, int y)
{
    int column = reader->geometry.text_left + spans->column;
    StrBuf text = {0}, whole = {0};
    layout_append_shown(reader->layout, spans->block, spans->start, spans[count - 1].end,
                        &whole);
    Str own = strbuf_get(&whole), shown = script_show(reader->script, own);
    size_t passed = 0, at = 0;
    for (size_t i = 0; i < count; i++) {
        strbuf_reset(&text);
        layout_append_shown(reader->layout, spans->block, spans[i].start, spans[i].end,
                            &text);
        passed += text.len;
        size_t end = reader->script ? script_part(own, shown, passed) : passed;
        column += frame_put(frame, y, column, frame->columns - column,
                            str_slice(shown, at, end), spans[i].base, spans[i].overlay);
        at = end;
    }
    strbuf_clear(&whole);
    strbuf_clear(&text);
    return column;
}

static void put_row(const Reader *reader, Frame *frame, const Row *row, int y)
{
    RowSpan spans[SPANS_MAX];
    size_t count = layout_decorate(reader->layout, row, reader->decorations,
                                   reader->decoration_count, spans, SPANS_MAX);
    int left = reader->geometry.text_left, column = left + row->indent;
    for (size_t i = 0, next; i < count; i = next) {
        next = i + 1;
        while (next < count && spans[next].column < 0)
            next++;
        if (spans[i].block == row->block)
            column = put_spans(reader, frame, &spans[i], next - i, y);
        else if (next < count)
            put_name(reader, frame, &spans[i], y, left + spans[next].column);
    }
    if (row->is_folded && row->is_last)
        put_fold_size(reader, frame, row, y, column);
    put_signs(reader, frame, row, y);
}

static void put_body(const Reader *reader, Frame *frame)
{
    const ReaderGeometry *geometry = &reader->geometry;
    RowPos at = reader->top, caret_row = reader->top;
    for (int i = 0; i < geometry->body_rows; i++) {
        Row row = layout_get_row(reader->layout, at);
        if (i == reader->caret_row)
            caret_row = at;
        if (row.kind == ROW_TEXT)
            put_row(reader, frame, &row, geometry->body_top + i);
        else if (row.kind == ROW_EXTRA && (i == 0 || row.extra == 0))
            reader_draw_notes_below(reader, frame, row.block,
                                    geometry->body_top + i - (int)row.extra);
        if (!layout_next(reader->layout, &at))
            break;
    }
    int y = geometry->body_top + reader->caret_row;
    int column = layout_get_column(reader->layout, reader->caret);
    frame_set_cursor(frame, y, geometry->text_left + MIN(column, geometry->text_columns));
    /* Among folded headings the caret's row is an entry of a list, with the list's band.
     * In running text a sign in the margin is enough: a band there would flicker from row
     * to row under a held key, and send two more rows for each (420 bytes instead of
     * 150). */
    if (!layout_get_row(reader->layout, caret_row).is_folded)
        return;
    int left = MAX(geometry->text_left - 4, geometry->pane_columns);
    put_band(frame, y, left,
             MIN(geometry->text_left + geometry->text_columns + 1, frame->columns) -
                 left);
}

/* At the end of that row: marks that are too many for the screen. */
static int put_crowd(const Reader *reader, Frame *frame, int row)
{
    StrBuf text = {0};
    int end = frame->columns - 1;
    reader_append_crowd(reader, &text);
    if (text.len)
        end = put_right(frame, row, 1, end, strbuf_get(&text), STYLE_MESSAGE) - 1;
    strbuf_clear(&text);
    return end;
}

/* Where the link under the caret leads. */
static void put_link(const Reader *reader, Frame *frame, int row, int end)
{
    StrBuf text = {0};
    reader_describe_link(reader, &text);
    frame_put_cut(frame, row, 1, end - 1, strbuf_get(&text), STYLE_MESSAGE, STYLE_TEXT);
    strbuf_clear(&text);
}

/* Over the row of messages: the selection, else the notes of the passage under the caret
 * where they do not stand beside the text, else where the link there leads. */
static void put_info(const Reader *reader, Frame *frame)
{
    int row = frame->rows - FOOT_ROWS;
    if (row < BAR_ROWS)
        return;
    if (reader->select != SELECT_NONE) {
        StrBuf text = {0};
        reader_describe_selection((Reader *)reader, &text);
        frame_put_cut(frame, row, 1, frame->columns - 2, strbuf_get(&text), STYLE_MESSAGE,
                      STYLE_TEXT);
        strbuf_clear(&text);
        return;
    }
    int end = put_crowd(reader, frame, row);
    if (reader_get_mark(reader) && !reader->geometry.notes_columns)
        reader_draw_note_row(reader, frame, end);
    else if (!reader->pane.has_focus)
        put_link(reader, frame, row, end);
}

void reader_draw(View *view, Frame *frame)
{
    const Reader *reader = (const Reader *)view;
    frame_erase(frame, STYLE_TEXT);
    frame_fill(frame, 0, 0, 1, frame->columns, STYLE_BAR);
    put_place(reader, frame, put_facts(reader, frame));
    if (!reader->document->block_count)
        put_advice(frame, _("This document holds no text\nq goes back"));
    else if (!reader->pane.covers_text) {
        put_body(reader, frame);
        if (reader->geometry.notes_columns)
            reader_draw_notes(reader, frame);
        reader_draw_map(reader, frame);
    }
    pane_draw(reader, frame);
    reader_draw_reason(reader, frame);
    put_info(reader, frame);
}
