/* Drawing the shelf: the rows, and what is told about the current one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/shelf.h"

#define PANE_FROM_COLUMNS 116
#define INFO_ROWS 3
#define INFO_FROM_ROWS 15

/* Columns of the pane at the right of the list; 0 where there is none. */
static int pane_columns(const Shelf *shelf)
{
    return shelf->columns >= PANE_FROM_COLUMNS ? MIN(shelf->columns / 3, 56) : 0;
}

static bool has_info(const Shelf *shelf)
{
    return !pane_columns(shelf) && shelf->rows >= INFO_FROM_ROWS;
}

/* An empty row above the list, and one above the information. */
int shelf_list_rows(const Shelf *shelf)
{
    int rows = screen_body_rows(shelf->rows) - 1 - (has_info(shelf) ? INFO_ROWS + 1 : 0);
    return MAX(rows, 1);
}

static void put_head(const Shelf *shelf, Frame *frame)
{
    static const char *const orders[] = {
        [SORT_RECENT] = N_("last read first"), [SORT_ADDED] = N_("last imported first"),
        [SORT_TITLE] = N_("by title"),         [SORT_DATE] = N_("by date"),
        [SORT_SIZE] = N_("longest first"),     [SORT_PROGRESS] = N_("by progress")};
    StrBuf left = {0}, right = {0};
    if (shelf->columns >= BAR_FULL_COLUMNS || !(shelf->tag.len || shelf->filter.len)) {
        strbuf_append_text(&right, _(orders[shelf->sort]));
        strbuf_append_text(&right, "   ");
    }
    if (shelf->tag.len) {
        strbuf_append_byte(&right, '#');
        sanitize(&right, strbuf_get(&shelf->tag), SANITIZE_TERMINAL);
        strbuf_append_text(&right, "   ");
    }
    StrBuf count = {0};
    format_count(&count, shelf->screen.list.count);
    strbuf_appendf(
        &right, translate_plural("%s document", "%s documents", shelf->screen.list.count),
        count.data);
    if (shelf->filter.len) {
        strbuf_append_byte(&left, '/');
        sanitize(&left, strbuf_get(&shelf->filter), SANITIZE_TERMINAL);
    }
    put_bar(frame, shelf->is_trash ? _("Trash") : _("Shelf"), strbuf_get(&left),
            strbuf_get(&right));
    strbuf_clear(&left);
    strbuf_clear(&right);
    strbuf_clear(&count);
}

static void append_progress(const Shelf *shelf, const DocumentRow *row, StrBuf *out)
{
    (void)shelf;
    format_progress(out, row->progress);
}

static void append_length(const Shelf *shelf, const DocumentRow *row, StrBuf *out)
{
    (void)shelf;
    format_length(out, row->codepoints);
}

static void append_notes(const Shelf *shelf, const DocumentRow *row, StrBuf *out)
{
    (void)shelf;
    if (row->notes)
        strbuf_appendf(out, translate_plural("%u note", "%u notes", row->notes),
                       row->notes);
}

/* The day the list is in order of: the document's own, else when it was read. */
static void append_day(const Shelf *shelf, const DocumentRow *row, StrBuf *out)
{
    if (shelf->sort == SORT_DATE) {
        sanitize(out, str_slice(row->date, 0, str_find(row->date, STR(" "), 0)),
                 SANITIZE_TERMINAL);
        return;
    }
    int64_t read_ms = row->read_ms ? row->read_ms : row->added_ms;
    format_day(out, shelf->is_trash ? row->trashed_ms : read_ms, time_now_ms());
}

/* What stands behind a title, and from which width on. */
static const struct {
    int from_columns, min_columns;
    void (*append)(const Shelf *shelf, const DocumentRow *row, StrBuf *out);
} facts[FACT_COUNT] = {{30, 4, append_progress},
                       {56, 6, append_length},
                       {66, 4, append_notes},
                       {44, 4, append_day}};

void shelf_measure_facts(Shelf *shelf)
{
    WidthPolicy policy = app_get_width(shelf->app);
    StrBuf text = {0};
    for (int i = 0; i < FACT_COUNT; i++) {
        if (!shelf->is_narrowed) /* else the columns would jump at each letter */
            shelf->fact_columns[i] = facts[i].min_columns;
        for (size_t j = 0; j < shelf->held.count; j++) {
            strbuf_reset(&text);
            facts[i].append(shelf, &shelf->held.rows[j], &text);
            int columns = (int)text_columns(strbuf_get(&text), &policy);
            shelf->fact_columns[i] = MAX(shelf->fact_columns[i], columns);
        }
    }
    strbuf_clear(&text);
}

/* A fact in its column, right-aligned: it ends before `end`. */
static int put_fact(Frame *frame, int y, int end, int columns, StrBuf *fact)
{
    put_right(frame, y, end - columns, end, strbuf_get(fact), STYLE_LIST_DIM);
    strbuf_reset(fact);
    return end - columns - 2;
}

static void put_document(const Shelf *shelf, Frame *frame, const DocumentRow *row, int y,
                         bool is_current, int end)
{
    StrBuf text = {0};
    int right = end - 1;
    for (int i = FACT_COUNT - 1; i >= 0; i--) {
        if (end < facts[i].from_columns)
            continue;
        facts[i].append(shelf, row, &text);
        right = put_fact(frame, y, right, shelf->fact_columns[i], &text);
    }
    format_flat(&text, row->title);
    int used = frame_put_cut(frame, y, 3, right - 3, strbuf_get(&text),
                             row->read_ms ? STYLE_LIST : STYLE_LIST_STRONG, STYLE_TEXT);
    strbuf_reset(&text);
    format_tags(&text, row->tags);
    if (text.len && right - 3 - used - 2 >= 6)
        frame_put_cut(frame, y, 3 + used + 2, right - 3 - used - 2, strbuf_get(&text),
                      STYLE_TAG, STYLE_TEXT);
    strbuf_clear(&text);
    if (is_current) {
        frame_put(frame, y, 1, 1, STR(">"), STYLE_LIST_STRONG, STYLE_TEXT);
        put_band(frame, y, 0, end);
        frame_set_cursor(frame, y, 1);
    }
}

/* Titles of the first level on one row. */
static void put_outline_row(const ShelfDetail *detail, Frame *frame, int y)
{
    StrBuf text = {0};
    Str rest = strbuf_get(&detail->outline);
    while (rest.len) {
        if (text.len)
            strbuf_append_text(&text, "   ");
        strbuf_append_str(&text, str_split(&rest, '\n'));
    }
    frame_put_cut(frame, y, 3, frame->columns - 4, strbuf_get(&text), STYLE_LIST_DIM,
                  STYLE_TEXT);
    strbuf_clear(&text);
}

static void append_last(const ShelfDetail *detail, StrBuf *out)
{
    if (detail->quote.len)
        strbuf_appendf(out, _("\"%s\""), detail->quote.data);
    if (detail->note.len)
        strbuf_appendf(out, "%s%s", out->len ? "  " : "", detail->note.data);
}

static void put_info(const Shelf *shelf, Frame *frame)
{
    const ShelfDetail *detail = &shelf->detail;
    int y = frame->rows - FOOT_ROWS - INFO_ROWS;
    StrBuf text = {0};
    if (!detail->doc)
        return;
    frame_put_cut(frame, y, 3, frame->columns - 4, strbuf_get(&detail->source),
                  STYLE_LIST_DIM, STYLE_TEXT);
    put_outline_row(detail, frame, y + 1);
    append_last(detail, &text);
    if (text.len)
        frame_put_cut(frame, y + 2, 3, frame->columns - 4, strbuf_get(&text), STYLE_NOTE,
                      STYLE_TEXT);
    strbuf_clear(&text);
}

/* ---- the pane at the right --------------------------------------------- */

static void put_pane(const Shelf *shelf, Frame *frame, int columns)
{
    const ShelfDetail *detail = &shelf->detail;
    const DocumentRow *row = shelf_get_current(shelf);
    int left = frame->columns - columns, inner = columns - 4,
        bottom = frame->rows - FOOT_ROWS;
    frame_fill(frame, BAR_ROWS, left, screen_body_rows(frame->rows), columns, STYLE_PANE);
    if (!row || detail->doc != row->id)
        return;
    StrBuf text = {0};
    int y = BAR_ROWS + 1;
    left += 2;
    format_flat(&text, row->title);
    y = put_paragraph(frame, y, MIN(y + 3, bottom), left, inner, strbuf_get(&text),
                      STYLE_PANE_HEADING);
    strbuf_reset(&text);
    format_tags(&text, row->tags);
    y = put_paragraph(frame, y, MIN(y + 2, bottom), left, inner, strbuf_get(&text),
                      STYLE_TAG);
    y = put_paragraph(frame, y, MIN(y + 3, bottom), left, inner,
                      strbuf_get(&detail->source), STYLE_PANE_DIM);
    strbuf_reset(&text);
    append_last(detail, &text);
    if (text.len) {
        y++;
        y = put_paragraph(frame, y, MIN(y + 1, bottom), left, inner,
                          str_from(_("Last note")), STYLE_PANE_HEADING);
        y = put_paragraph(frame, y, MIN(y + 5, bottom), left, inner, strbuf_get(&text),
                          STYLE_PANE);
    }
    strbuf_clear(&text);
    Str rest = strbuf_get(&detail->outline);
    if (rest.len)
        frame_put_cut(frame, ++y, left, inner, str_from(_("Contents")),
                      STYLE_PANE_HEADING, STYLE_TEXT);
    while (rest.len && ++y < bottom)
        frame_put_cut(frame, y, left, inner, str_split(&rest, '\n'), STYLE_PANE,
                      STYLE_TEXT);
}

/* ---- the whole --------------------------------------------------------- */

static const char *get_advice(const Shelf *shelf)
{
    if (shelf->filter.len)
        return _("No title or tag matches\n"
                 "letters stand for pinyin too: xsj finds 协商机制\n"
                 "Esc shows all documents; S searches in the texts");
    if (shelf->tag.len)
        return _("No document has this tag\nEsc shows all documents");
    if (shelf->is_trash)
        return _("The trash is empty\nT goes back to the shelf");
    return _("Nothing to read yet\n"
             "\n"
             "i  imports a file or a whole folder\n"
             "   text, web pages, Word, PDF, e-books, archives\n"
             "   piyue FOLDER does the same from the shell\n"
             "\n"
             "?  explains the keys\n"
             ":tutorial  opens a document to practise on");
}

void shelf_draw(View *view, Frame *frame)
{
    const Shelf *shelf = (const Shelf *)view;
    const List *list = &shelf->screen.list;
    int pane = pane_columns(shelf);
    frame_erase(frame, STYLE_LIST);
    put_head(shelf, frame);
    if (list->count == 0) {
        put_advice(frame, get_advice(shelf));
        return;
    }
    for (int i = 0; i < list->height && list->top + (size_t)i < list->count; i++) {
        size_t index = list->top + (size_t)i;
        const DocumentRow *row = shelf_get_row(shelf, index);
        if (row)
            put_document(shelf, frame, row, BAR_ROWS + 1 + i, index == list->current,
                         frame->columns - pane);
    }
    if (pane)
        put_pane(shelf, frame, pane);
    else if (has_info(shelf))
        put_info(shelf, frame);
}
