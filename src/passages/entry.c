/* Drawing entries of the ledger: heads of groups, quotations, what is said of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "passages/passages.h"

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
    return above + 1 + (row ? (row->note.len > 0) + (row->reply_count > 0) : 0) +
           (passages_get_entry_note(passages, index).len > 0);
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

const char *passage_status_word(const Annotation *row)
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

/* "to do", and by when; of days that have passed how many there are. */
void passage_append_status(StrBuf *out, const Annotation *row)
{
    int64_t day_ms = (int64_t)24 * 3600 * 1000, now = time_now_ms();
    int64_t late = row->due_ms ? (now - row->due_ms) / day_ms : 0;
    if (row->status == STATUS_OPEN && !row->is_orphan && late > 0) {
        strbuf_appendf(
            out, translate_plural("%lld day late", "%lld days late", (uint64_t)late),
            (long long)late);
        return;
    }
    strbuf_append_text(out, passage_status_word(row));
    if (row->status != STATUS_OPEN || !row->due_ms || row->is_orphan)
        return;
    strbuf_append_text(out, "  ");
    strbuf_append_time(out, row->due_ms, false);
}

/* Below this width a row has no room for tags, and says of its status one word. */
#define TAGS_FROM_COLUMNS 60

static void append_status(StrBuf *out, const Annotation *row, int columns)
{
    if (columns >= TAGS_FROM_COLUMNS)
        passage_append_status(out, row);
    else
        strbuf_append_text(out, passage_status_word(row));
}

EntryArea passages_find_area(const Passages *passages, const Frame *frame, int end)
{
    int most = 0, rows = passages_list_rows(passages);
    size_t from = passages->screen.top;
    StrBuf text = {0};
    Str title;
    for (size_t i = from; i < from + (size_t)rows; i++) {
        const Annotation *row = passages_get_row(passages, i, &title);
        strbuf_reset(&text);
        if (row)
            append_status(&text, row, end);
        most = MAX(most, (int)text_columns(strbuf_get(&text), &frame->width));
    }
    strbuf_clear(&text);
    return (EntryArea){end, most};
}

/* Status and tags at the right, the letter of the colour in the margin. */
static void put_quote(const Passages *passages, Frame *frame, const Annotation *row,
                      int y, const EntryArea *area)
{
    int wide = area->status_columns, end = area->end;
    StrBuf text = {0};
    const MarkColour *colour =
        mark_find_colour(app_get_settings(passages->app), row->style);
    if (colour)
        frame_put(frame, y, 2, 1, str_from(colour->letter), STYLE_LIST_DIM, colour->look);
    append_status(&text, row, end);
    frame_put_cut(frame, y, end - 1 - wide, wide, strbuf_get(&text),
                  row->status == STATUS_OPEN ? STYLE_MARK_OPEN : STYLE_LIST_DIM,
                  STYLE_TEXT);
    bool has_tags = row->tag_count && frame->columns >= TAGS_FROM_COLUMNS;
    end -= wide && (text.len || has_tags) ? wide + 2 : 0;
    strbuf_reset(&text);
    format_tag_list(&text, row->tags, row->tag_count);
    if (has_tags) {
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

/* The newest of the thread, and how many there are. */
static void append_reply(StrBuf *out, const Annotation *row)
{
    const Reply *reply = &row->replies[row->reply_count - 1];
    strbuf_append_text(out, "> ");
    if (row->reply_count > 1)
        strbuf_appendf(out, "(%zu) ", row->reply_count);
    if (reply->author.len) {
        format_flat(out, reply->author);
        strbuf_append_text(out, "  ");
    }
    format_flat(out, reply->text);
}

/* What was written about it: the note, what is said in the collection, the thread. */
static int put_below(const Passages *passages, Frame *frame, size_t index,
                     const Annotation *row, int y, int end)
{
    int bottom = BAR_ROWS + 1 + passages_list_rows(passages);
    StrBuf text = {0};
    Str here = passages_get_entry_note(passages, index);
    if (row->note.len && y < bottom) {
        format_flat(&text, row->note);
        terms_put(&passages->terms, frame, y++, 7, end - 8, strbuf_get(&text),
                  STYLE_NOTE);
    }
    strbuf_reset(&text);
    if (here.len && y < bottom) {
        strbuf_append_text(&text, "+ ");
        format_flat(&text, here);
        frame_put_cut(frame, y++, 7, end - 8, strbuf_get(&text), STYLE_NOTE, STYLE_TEXT);
    }
    strbuf_reset(&text);
    if (row->reply_count && y < bottom) {
        append_reply(&text, row);
        terms_put(&passages->terms, frame, y++, 7, end - 8, strbuf_get(&text),
                  STYLE_LIST_DIM);
    }
    strbuf_clear(&text);
    return y;
}

int passages_put_entry(const Passages *passages, Frame *frame, size_t index,
                       const EntryArea *area, int y)
{
    int end = area->end;
    Str title;
    const Annotation *row = passages_get_row(passages, index, &title);
    Heads heads = find_heads(passages, index, index == passages->screen.top);
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
        put_quote(passages, frame, row, y++, area);
    y = put_below(passages, frame, index, row, y, end);
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
