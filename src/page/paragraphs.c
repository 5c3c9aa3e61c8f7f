/* Lines to paragraphs, and paragraphs to the sink.
 *
 * A line goes on the one before it when that one had no room for its first word and
 * nothing else parts them: size, weight, a gap, an indent, a list mark. In Chinese a
 * line that ends early is the surest sign of all, since lines may be cut anywhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "page/style.h"

/* In sizes of the font. */
#define INDENT_MIN 1.2F
#define FLUSH_MAX 0.6F
#define ROOM_MIN 0.8F /* beyond what the next word needs */
#define GAP_MAX 1.22F /* pitch over the usual one */
#define LATIN_WIDTH 0.55F
#define CENTERED_MIN 2.0F
/* A blank of the program's own stands at nearly every place it could. */
#define AUTOMATIC_MIN 20

typedef struct Sender {
    PageText *pages;
    Sink *sink;
    StrBuf text;
    size_t first, last; /* lines of the open paragraph */
    bool is_open;
    unsigned flags;
    size_t *notes; /* first lines of notes that wait for the paragraph to end */
    size_t note_count, note_capacity;
    uint64_t off;
    uint32_t last_page;
    size_t sent;
    bool is_thin_automatic; /* thin blanks are the program's: nobody typed them */
    bool is_blank_usual;    /* Han and Latin are parted by blanks, typed ones */
    bool has_indents;       /* paragraphs begin with an indent */
    bool has_gaps;          /* … or with a gap */
} Sender;

/* ---- lines ------------------------------------------------------------- */

static char32_t get_first(Str text)
{
    size_t off = 0;
    return text.len ? utf8_next(text, &off) : 0;
}

static char32_t get_last(Str text)
{
    size_t off = text.len;
    return text.len ? utf8_previous(text, &off) : 0;
}

static float get_indent(const Line *line)
{
    return (line->box.x0 - line->left) / line->size;
}

static float get_room(const Line *line)
{
    return (line->right - line->box.x1) / line->size;
}

/* What the first word of a line needs, in sizes: one Han with the marks behind it. */
static float measure_first_word(Str text)
{
    float width = 0;
    for (size_t off = 0; off < text.len;) {
        char32_t c = utf8_next(text, &off);
        bool is_wide = glyph_is_wide(c);
        if (text_is_space(c) || c == THIN_BLANK ||
            (width > 0 && is_wide && !text_is_closing(c) && !text_is_punctuation(c)))
            break;
        width += is_wide ? 1 : LATIN_WIDTH;
    }
    return MIN(width, 12);
}

/* Had the line room for the beginning of the next? Then something ended with it. */
static bool is_short(const Line *line, const Line *next)
{
    return get_room(line) > measure_first_word(next->text) + ROOM_MIN;
}

static bool is_centered(const Line *line)
{
    float indent = get_indent(line), room = get_room(line);
    return indent >= CENTERED_MIN && room >= CENTERED_MIN &&
           fabsf(indent - room) <= 0.1F * (indent + room) + 0.5F;
}

static bool has_gap(const PageText *pages, const Line *last, const Line *line)
{
    float pitch = (line->box.y1 - last->box.y1) / MAX(line->size, last->size);
    return line->column == last->column && pitch > GAP_MAX * pages->body_pitch;
}

static bool starts_with_bullet(Str text)
{
    return text_is_punctuation(get_first(text)) && line_marker_bytes(text) > 0 &&
           !text_is_opening(get_first(text));
}

/* Lies the text of `line` below that of `last` behind its bullet or number? */
static bool is_hanging(const Line *last, const Line *line)
{
    size_t marker = line_marker_bytes(last->text);
    if (!marker)
        return false;
    Str mark = str_slice(last->text, 0, marker);
    float width = 0;
    for (size_t off = 0; off < mark.len;)
        width += glyph_is_wide(utf8_next(mark, &off)) ? 1 : LATIN_WIDTH;
    float hang = last->word_count > 1 && last->words[0].text.len <= marker
                     ? last->words[1].x0
                     : last->box.x0 + width * last->size;
    return fabsf(line->box.x0 - hang) <= 1.0F * line->size;
}

/* ---- does a paragraph go on? ------------------------------------------- */

static bool is_same_style(const Line *last, const Line *line)
{
    return fabsf(last->size - line->size) <= 0.1F * MAX(last->size, line->size) &&
           (last->flags & (LINE_BOLD | LINE_NOTE | LINE_SIDE)) ==
               (line->flags & (LINE_BOLD | LINE_NOTE | LINE_SIDE));
}

static bool is_lower(char32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF);
}

static bool is_hyphenated(Str text, Str next)
{
    size_t off = text.len;
    char32_t c = text.len ? utf8_previous(text, &off) : 0;
    return (c == 0xAD || c == '-' || c == 0x2010) &&
           is_lower(get_last(str_slice(text, 0, off))) && is_lower(get_first(next));
}

static bool cannot_begin(char32_t c)
{
    return c == U'，' || c == U'。' || c == U'；' || c == U'、' || c == U'：' ||
           c == U'）' || c == U'》' || c == U'」' || c == U'”' || c == U'！' ||
           c == U'？';
}

/* Behind a full line, in the same column. */
static bool goes_on_below(const Sender *sender, const Line *last, const Line *line)
{
    bool is_first = sender->first == sender->last;
    float step = (line->box.x0 - last->box.x0) / line->size;
    float indent = get_indent(line);
    if (step > FLUSH_MAX)
        /* A sentence that goes on further in hangs below its first word. */
        return is_hanging(last, line) || (is_first && !line_is_finished(last->text) &&
                                          !line_marker_bytes(line->text));
    if (step < -FLUSH_MAX)
        /* The second line of a paragraph is the one that comes back. */
        return is_first || (!line_is_finished(last->text) && indent < FLUSH_MAX);
    if (!line_is_finished(last->text))
        return !(is_first && indent >= INDENT_MIN && sender->has_indents) ||
               !line_marker_bytes(line->text);
    if (indent >= INDENT_MIN)
        return !is_first;
    return sender->has_indents || sender->has_gaps;
}

/* From the foot of one column to the head of the next. */
static bool goes_on_beyond(const Sender *sender, const Line *line, const Line *last)
{
    if (get_indent(line) > FLUSH_MAX)
        return !line_is_finished(last->text) && !sender->has_indents &&
               fabsf(get_indent(line) - get_indent(last)) < FLUSH_MAX;
    return !line_is_finished(last->text) || sender->has_indents;
}

static bool goes_on(const Sender *sender, const Line *last, const Line *line)
{
    const PageText *pages = sender->pages;
    unsigned apart = LINE_CONTENTS | LINE_HEADING | LINE_ADDED;
    if ((last->flags | line->flags) & apart || last->row || line->row ||
        !is_same_style(last, line))
        return false;
    bool is_below = line->column == last->column;
    if (is_below && line->box.y1 <= last->box.y1)
        return false;
    if (has_gap(pages, last, line))
        return false;
    if (is_centered(last) && is_centered(line))
        return is_below && style_is_large(pages, line) && !line_marker_bytes(line->text);
    /* No paragraph begins with a comma, none ends within a word. */
    if (cannot_begin(get_first(line->text)) || is_hyphenated(last->text, line->text))
        return true;
    if (is_short(last, line) || starts_with_bullet(line->text))
        return false;
    if (line_marker_bytes(line->text) &&
        (line_is_finished(last->text) || get_indent(line) > FLUSH_MAX ||
         !sender->has_indents))
        return false;
    return is_below ? goes_on_below(sender, last, line)
                    : goes_on_beyond(sender, line, last);
}

/* ---- text -------------------------------------------------------------- */

/* Joins a line to the text before it: Han without a blank, words with one, words that
 * were cut without their hyphen. */
static void append_line(Sender *sender, Str line)
{
    StrBuf *text = &sender->text;
    char32_t last = get_last(strbuf_get(text)), next = get_first(line);
    bool is_last_wide = glyph_is_wide(last), is_next_wide = glyph_is_wide(next);
    if (last == 0xAD) {
        strbuf_splice(text, text->len - 2, text->len, STR(""));
    } else if (last == '-' || last == 0x2010) {
        Str before = strbuf_get(text);
        before.len -= last == '-' ? 1 : 3;
        if (is_lower(get_last(before)) && is_lower(next))
            strbuf_splice(text, before.len, text->len, STR(""));
    } else if (text->len && !is_last_wide && !is_next_wide && last != '/') {
        strbuf_append_byte(text, ' ');
    } else if (text->len && is_last_wide != is_next_wide && sender->is_blank_usual &&
               !text_is_punctuation(last) && !text_is_punctuation(next)) {
        strbuf_append_byte(text, ' ');
    }
    strbuf_append_str(text, line);
}

/* Thin blanks become blanks or nothing; soft hyphens go. */
static void settle_text(const Sender *sender, Str text, StrBuf *out)
{
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t c = utf8_next(text, &off);
        if (c == THIN_BLANK && !sender->is_thin_automatic)
            strbuf_append_byte(out, ' ');
        else if (c != THIN_BLANK && c != 0xAD)
            strbuf_append_str(out, str_slice(text, start, off));
    }
}

/* ---- sending ----------------------------------------------------------- */

/* A block made of the lines from `first` to the one with the index `last`. */
static void send(Sender *sender, SinkBlock *block, const Line *first, size_t last,
                 Str text)
{
    StrBuf settled = {0};
    settle_text(sender, text, &settled);
    block->text = strbuf_get(&settled);
    if (block->kind != BLOCK_TABLE_ROW)
        block->text = text_trim(block->text);
    if (block->text.len) {
        sender->last_page = MAX(sender->last_page, first->page + 1);
        block->source_line = sender->last_page;
        block->source_off = sender->off;
        sink_block(sender->sink, block);
        links_tell(sender->pages, sender->sink, (size_t)(first - sender->pages->lines),
                   last, block->text);
        sender->off += block->text.len + 1;
        sender->sent++;
    }
    strbuf_clear(&settled);
}

static unsigned get_evidence(const Sender *sender)
{
    const Line *first = &sender->pages->lines[sender->first];
    unsigned evidence = first->evidence;
    if (style_is_large(sender->pages, first))
        evidence |= EVIDENCE_LARGE;
    bool is_bold = !sender->pages->is_body_bold;
    for (size_t i = sender->first; i <= sender->last; i++)
        is_bold &= (sender->pages->lines[i].flags & LINE_BOLD) != 0;
    return evidence | (is_bold ? EVIDENCE_BOLD : 0);
}

static void send_notes(Sender *sender)
{
    PageText *pages = sender->pages;
    for (size_t i = 0; i < sender->note_count; i++) {
        size_t index = sender->notes[i];
        const Line *first = &pages->lines[index];
        strbuf_reset(&sender->text);
        append_line(sender, first->text);
        /* A note goes on until the next mark, or the end of the notes of its page. */
        size_t k = index + 1;
        for (;
             k < pages->line_count && pages->lines[k].flags & LINE_NOTE &&
             pages->lines[k].column == first->column && !notes_is_start(&pages->lines[k]);
             k++)
            append_line(sender, pages->lines[k].text);
        send(sender, &(SinkBlock){.kind = BLOCK_NOTE}, first, k - 1,
             strbuf_get(&sender->text));
    }
    sender->note_count = 0;
    strbuf_reset(&sender->text);
}

static void end_paragraph(Sender *sender)
{
    if (!sender->is_open)
        return;
    sender->is_open = false;
    const Line *first = &sender->pages->lines[sender->first];
    SinkBlock block = {.kind = BLOCK_PARAGRAPH, .flags = sender->flags};
    if (first->row) {
        block.kind = BLOCK_TABLE_ROW;
    } else if (first->flags & LINE_CONTENTS) {
        block.evidence = EVIDENCE_CONTENTS;
    } else {
        block.evidence = get_evidence(sender);
        block.markup_level = first->level ? first->level
                                          : style_guess_level(sender->pages, first,
                                                              strbuf_get(&sender->text));
        if (block.evidence & (EVIDENCE_MARKED | EVIDENCE_LISTED))
            block.kind = BLOCK_HEADING;
    }
    send(sender, &block, first, sender->last, strbuf_get(&sender->text));
    strbuf_reset(&sender->text);
    send_notes(sender);
}

static unsigned get_flags(const Sender *sender, size_t index)
{
    const Line *line = &sender->pages->lines[index];
    unsigned flags = 0;
    if (is_centered(line) && !line->row)
        flags |= BLOCK_CENTERED;
    else if (get_indent(line) >= INDENT_MIN && get_indent(line) <= 4 && !line->row)
        flags |= BLOCK_INDENTED;
    if (index > 0 && has_gap(sender->pages, line - 1, line) &&
        !(line->row && line[-1].row))
        flags |= BLOCK_BLANK_BEFORE;
    return flags;
}

static void begin_paragraph(Sender *sender, size_t index)
{
    end_paragraph(sender);
    sender->is_open = true;
    sender->first = sender->last = index;
    sender->flags = get_flags(sender, index);
    strbuf_append_str(&sender->text, sender->pages->lines[index].text);
}

static void keep_note(Sender *sender, size_t index)
{
    const Line *line = &sender->pages->lines[index];
    bool is_start = index == 0 || notes_is_start(line) || !(line[-1].flags & LINE_NOTE) ||
                    line[-1].column != line->column;
    if (!is_start)
        return;
    sender->notes = mem_grow(sender->notes, &sender->note_capacity,
                             sender->note_count + 1, sizeof(*sender->notes));
    sender->notes[sender->note_count++] = index;
}

/* ---- what the document does -------------------------------------------- */

static void learn_habits(Sender *sender)
{
    PageText *pages = sender->pages;
    size_t indented = 0, flush = 0, gaps = 0;
    for (size_t i = 1; i < pages->line_count; i++) {
        const Line *last = &pages->lines[i - 1], *line = &pages->lines[i];
        if (line->column != last->column || last->row || line->row ||
            fabsf(line->size - pages->body_size) > 0.1F * pages->body_size ||
            is_centered(line) || !line_is_finished(last->text) ||
            line_marker_bytes(line->text))
            continue;
        float indent = get_indent(line);
        bool is_start = is_short(last, line);
        indented +=
            indent >= INDENT_MIN && indent <= 3.5F && get_indent(last) < FLUSH_MAX;
        flush += indent < FLUSH_MAX && is_start;
        gaps += has_gap(pages, last, line) && is_start;
    }
    sender->has_indents = indented > flush;
    sender->has_gaps = gaps * 2 > indented + flush;
    uint64_t others = pages->no_gaps + pages->wide_gaps;
    sender->is_thin_automatic =
        pages->thin_gaps >= AUTOMATIC_MIN && others * 10 <= pages->thin_gaps;
    sender->is_blank_usual = !sender->is_thin_automatic &&
                             pages->thin_gaps + pages->wide_gaps > 2 * pages->no_gaps;
}

/* A heading of several lines, or a row: how many lines belong together. */
static size_t measure_group(const PageText *pages, size_t index)
{
    const Line *line = &pages->lines[index];
    size_t count = 1;
    if (line->heading_lines > 1)
        return line->heading_lines;
    while (line->row && index + count < pages->line_count &&
           pages->lines[index + count].row == line->row)
        count++;
    return count;
}

size_t text_send(PageText *pages, Sink *sink)
{
    Sender sender = {.pages = pages, .sink = sink};
    learn_habits(&sender);
    links_find_targets(pages);
    for (size_t i = 0; i < pages->line_count;) {
        Line *line = &pages->lines[i];
        if (line->flags & LINE_NOTE) {
            keep_note(&sender, i++);
            continue;
        }
        if (sender.is_open && goes_on(&sender, &pages->lines[sender.last], line)) {
            append_line(&sender, line->text);
            sender.last = i++;
            continue;
        }
        size_t count = measure_group(pages, i);
        begin_paragraph(&sender, i);
        /* The first line of a row has the text of all of it. */
        for (size_t k = i + 1; k < i + count && !line->row; k++)
            append_line(&sender, pages->lines[k].text);
        sender.last = i + count - 1;
        i += count;
    }
    end_paragraph(&sender);
    send_notes(&sender);
    size_t sent = sender.sent;
    strbuf_clear(&sender.text);
    free(sender.notes);
    return sent;
}
