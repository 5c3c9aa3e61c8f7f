/* Notes as they are shown: Markdown lightly, by weight and slant; what is stored is what
 * was typed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/note_text.h"

#include <stdlib.h>

#define SPANS_MAX 64        /* looks in one line; what is more stays plain */
#define SPAN_MAX_BYTES 4000 /* between two marks that belong together */
#define ROW_MAX_BYTES 4000  /* of a note in one row */
#define COLUMN_MAX_BYTES 16 /* of text and marks for one column; few need more than 3 */

/* A line of a note without its marks, and the looks of its parts. */
typedef struct NoteLine {
    StrBuf text;
    struct NoteSpan {
        size_t start, end;
        StyleId style;
    } spans[SPANS_MAX];
    size_t span_count;
    StyleId base;
    int hanging; /* columns before the rows behind the first */
} NoteLine;

static void add_span(NoteLine *line, size_t start, StyleId style)
{
    if (line->text.len > start && line->span_count < SPANS_MAX)
        line->spans[line->span_count++] = (struct NoteSpan){start, line->text.len, style};
}

/* ---- inside a line ------------------------------------------------------- */

static bool is_word(Str text, size_t off)
{
    unsigned char byte = off < text.len ? (unsigned char)text.data[off] : ' ';
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

/* The marks that go around a part of a line. */
static const struct Around {
    const char *mark;
    StyleId style;
    bool is_raw; /* no marks inside */
} arounds[] = {
    {"**", STYLE_NOTE_STRONG, false},  {"__", STYLE_NOTE_STRONG, false},
    {"~~", STYLE_NOTE_DELETED, false}, {"`", STYLE_NOTE_CODE, true},
    {"*", STYLE_NOTE_EMPHASIS, false}, {"_", STYLE_NOTE_EMPHASIS, false},
};

static void add_inline(NoteLine *line, Str text, int depth);

/* Each mark looks for its other half: were that all of a long line, a line of marks would
 * take for ever. */
static size_t find_near(Str text, Str what, size_t from)
{
    return str_find(str_slice(text, 0, MIN(text.len, from + SPAN_MAX_BYTES)), what, from);
}

/* `**x**` at `off`; the bytes it takes, 0 for none. */
static size_t take_around(NoteLine *line, Str text, size_t off, int depth)
{
    for (size_t i = 0; i < ARRAY_SIZE(arounds); i++) {
        Str mark = str_from(arounds[i].mark);
        size_t start = off + mark.len;
        if (!str_has_prefix(str_slice(text, off, text.len), mark) || start >= text.len ||
            text.data[start] == ' ')
            continue;
        size_t end = find_near(text, mark, start + 1);
        /* snake_case and 2*3*4 are no emphasis */
        bool is_inside = mark.data[0] == '_' && off > 0 && is_word(text, off - 1);
        if (end == STR_NONE || text.data[end - 1] == ' ' || is_inside ||
            (mark.len == 1 && mark.data[0] != '`' && is_word(text, end + 1)))
            continue;
        size_t from = line->text.len;
        Str inside = str_slice(text, start, end);
        if (arounds[i].is_raw)
            strbuf_append_str(&line->text, inside);
        else
            add_inline(line, inside, depth + 1);
        add_span(line, from, arounds[i].style);
        return end + mark.len - off;
    }
    return 0;
}

/* `[text](address)` at `off`: the text is shown. */
static size_t take_link(NoteLine *line, Str text, size_t off, int depth)
{
    size_t close = find_near(text, STR("]("), off);
    size_t end = close == STR_NONE ? STR_NONE : find_near(text, STR(")"), close);
    if (text.data[off] != '[' || end == STR_NONE || close == off + 1)
        return 0;
    size_t from = line->text.len;
    add_inline(line, str_slice(text, off + 1, close), depth + 1);
    add_span(line, from, STYLE_NOTE_LINK);
    return end + 1 - off;
}

static void add_inline(NoteLine *line, Str text, int depth)
{
    for (size_t off = 0; off < text.len;) {
        char byte = text.data[off];
        size_t taken = 0;
        if (byte == '\\' && off + 1 < text.len &&
            (unsigned char)text.data[off + 1] < 0x30 && text.data[off + 1] > ' ') {
            strbuf_append_byte(&line->text, text.data[off + 1]);
            off += 2;
            continue;
        }
        if (depth < 4 && (byte == '*' || byte == '_' || byte == '~' || byte == '`'))
            taken = take_around(line, text, off, depth);
        else if (depth < 4 && byte == '[')
            taken = take_link(line, text, off, depth);
        if (!taken)
            strbuf_append_byte(&line->text, byte);
        off += MAX(taken, 1);
    }
}

/* ---- a line -------------------------------------------------------------- */

static size_t count_run(Str text, char byte)
{
    size_t run = 0;
    while (run < text.len && text.data[run] == byte)
        run++;
    return run;
}

/* "# ", "> ", "- ", "1. ": what a line begins with. */
static void read_line(NoteLine *line, Str text, bool is_code)
{
    strbuf_reset(&line->text);
    line->span_count = 0;
    line->hanging = 0;
    line->base = STYLE_NOTE;
    if (is_code) {
        line->base = STYLE_NOTE_CODE;
        strbuf_append_str(&line->text, text);
        return;
    }
    size_t indent = count_run(text, ' ');
    Str rest = str_slice(text, indent, text.len);
    size_t hashes = count_run(rest, '#'), digits = 0;
    while (digits < rest.len && rest.data[digits] >= '0' && rest.data[digits] <= '9')
        digits++;
    bool is_bullet = rest.len > 1 && rest.data[1] == ' ' &&
                     (rest.data[0] == '-' || rest.data[0] == '*' || rest.data[0] == '+');
    if (hashes >= 1 && hashes <= 6 && hashes < rest.len && rest.data[hashes] == ' ') {
        line->base = STYLE_NOTE_STRONG;
        rest = str_trim(str_slice(rest, hashes, rest.len));
    } else if (rest.len > 1 && rest.data[0] == '>' && rest.data[1] == ' ') {
        line->base = STYLE_NOTE_EMPHASIS;
        strbuf_append_text(&line->text, "| ");
        line->hanging = 2;
        rest = str_slice(rest, 2, rest.len);
    } else {
        for (size_t i = 0; i < MIN(indent, 8); i++)
            strbuf_append_byte(&line->text, ' ');
        if (is_bullet) {
            strbuf_append_text(&line->text, "- ");
            rest = str_slice(rest, 2, rest.len);
            line->hanging = 2 + (int)MIN(indent, 8);
        } else if (digits && digits + 1 < rest.len && rest.data[digits] == '.' &&
                   rest.data[digits + 1] == ' ') {
            line->hanging = (int)(digits + 2 + MIN(indent, 8));
        }
    }
    add_inline(line, rest, 0);
}

static StyleId find_style(const NoteLine *line, size_t off, size_t *end)
{
    StyleId style = line->base;
    size_t shortest = SIZE_MAX;
    for (size_t i = 0; i < line->span_count; i++) {
        const struct NoteSpan *span = &line->spans[i];
        if (off >= span->start && off < span->end) {
            *end = MIN(*end, span->end);
            if (span->end - span->start < shortest) {
                shortest = span->end - span->start;
                style = span->style;
            }
        } else if (span->start > off) {
            *end = MIN(*end, span->start);
        }
    }
    return style;
}

static int put_line(const NoteArea *area, const NoteLine *line, int y)
{
    Frame *frame = area->frame;
    int left = area->left, columns = area->columns, end = area->end;
    Str text = strbuf_get(&line->text);
    int indent = 0;
    if (!text.len)
        return y + 1;
    for (size_t off = 0; off < text.len && y < end; y++) {
        int room = MAX(columns - indent, 2);
        WrapRow row = wrap_row(text, off, room, &area->width);
        int column = left + indent;
        for (size_t at = row.start; frame && y >= area->top && at < row.end;) {
            size_t stop = row.end;
            StyleId style = find_style(line, at, &stop);
            column += frame_put(frame, y, column, left + columns - column,
                                str_slice(text, at, stop), style, STYLE_TEXT);
            at = stop;
        }
        if (frame && y >= area->top && y + 1 == end && row.next < text.len)
            frame_put(frame, y, MIN(column, left + columns - 1), 1, STR("~"), STYLE_NOTE,
                      STYLE_TEXT);
        off = row.next;
        indent = columns > line->hanging + 4 ? line->hanging : 0;
    }
    return y;
}

/* As much of a line as the rows from `y` on can show, and some more, so that it is seen
 * to go on. */
static Str take_shown(Str text, const NoteArea *area, int y)
{
    size_t rows = (size_t)(area->end - y) + 1;
    size_t room = rows * (size_t)area->columns * COLUMN_MAX_BYTES;
    return room < text.len ? str_slice(text, 0, cluster_snap(text, room)) : text;
}

int put_note_text(const NoteArea *area, int y, Str note)
{
    NoteLine line = {0};
    bool is_code = false;
    for (Str rest = note; rest.data && y < area->end && area->columns >= 2;) {
        StrBuf clean = {0};
        Str source = take_shown(str_split(&rest, '\n'), area, y);
        sanitize(&clean, source, SANITIZE_TERMINAL);
        Str text = strbuf_get(&clean);
        bool is_fence = str_has_prefix(text, STR("```"));
        if (!is_fence) {
            read_line(&line, text, is_code);
            y = put_line(area, &line, y);
        }
        is_code = is_code != is_fence;
        strbuf_clear(&clean);
    }
    strbuf_clear(&line.text);
    return y;
}

void note_append_plain(StrBuf *out, Str note)
{
    NoteLine line = {0};
    StrBuf whole = {0};
    for (Str rest = note; rest.data && whole.len < ROW_MAX_BYTES;) {
        Str text = str_split(&rest, '\n');
        size_t len = cluster_snap(text, MIN(text.len, (size_t)ROW_MAX_BYTES));
        read_line(&line, str_slice(text, 0, len), false);
        strbuf_append_str(&whole, strbuf_get(&line.text));
        strbuf_append_byte(&whole, ' ');
    }
    format_flat(out, str_trim(strbuf_get(&whole)));
    strbuf_clear(&whole);
    strbuf_clear(&line.text);
}
