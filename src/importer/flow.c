/* Runs of marked-up text to blocks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/importer.h>

#include <stdlib.h>

#include <piyue/text.h>

/* A block longer than this is sent in parts, so that none fills the memory. */
#define PART_BYTES ((size_t)32 << 10)

/* A block being made. */
typedef struct Pending {
    StrBuf text;
    BlockKind kind;
    unsigned flags, markup_level, evidence;
    uint32_t line;
    bool is_open, has_blank; /* has_blank: blanks wait for what follows */
    bool has_line_end;       /* … and a line end is among them */
    bool is_continued;       /* a part of it was sent */
    bool is_exact;           /* blanks in front are part of the text */
    bool is_label;           /* a note's, and nothing behind it yet */
} Pending;

typedef struct Note {
    StrBuf text;
    BlockKind kind;
    unsigned flags;
} Note;

struct Flow {
    Sink *sink;
    Pending body, note;
    bool is_in_note;
    Note *notes; /* owned, wait for flow_send_notes */
    size_t note_count, note_capacity;
    uint32_t line, lines_told; /* of the source; 0 where none is told */
    uint64_t off;
    size_t sent;
};

Flow *flow_new(Sink *sink)
{
    Flow *flow = mem_alloc(sizeof(*flow));
    *flow = (Flow){.sink = sink};
    return flow;
}

static void drop_notes(Flow *flow)
{
    for (size_t i = 0; i < flow->note_count; i++)
        strbuf_clear(&flow->notes[i].text);
    flow->note_count = 0;
}

void flow_free(Flow *flow)
{
    if (!flow)
        return;
    drop_notes(flow);
    free(flow->notes);
    strbuf_clear(&flow->body.text);
    strbuf_clear(&flow->note.text);
    free(flow);
}

size_t flow_count_blocks(const Flow *flow)
{
    return flow->sent;
}

void flow_set_line(Flow *flow, uint32_t line)
{
    flow->line = MAX(flow->line, line);
}

/* ---- sending ----------------------------------------------------------- */

static void send_text(Flow *flow, const Pending *pending, Str text)
{
    if (!text.len)
        return;
    uint32_t line =
        flow->line ? MAX(pending->line, flow->lines_told) : flow->lines_told + 1;
    flow->lines_told = MAX(line, 1);
    sink_block(flow->sink, &(SinkBlock){.text = text,
                                        .source_off = flow->off,
                                        .source_line = flow->lines_told,
                                        .kind = pending->kind,
                                        .flags = pending->flags,
                                        .markup_level = pending->markup_level,
                                        .evidence = pending->evidence});
    flow->off += text.len + 1;
    flow->sent++;
}

static void keep_note(Flow *flow, const Pending *pending, Str text)
{
    if (!text.len)
        return;
    flow->notes = mem_grow(flow->notes, &flow->note_capacity, flow->note_count + 1,
                           sizeof(*flow->notes));
    Note *note = &flow->notes[flow->note_count++];
    *note = (Note){.kind = BLOCK_NOTE, .flags = pending->flags};
    strbuf_append_str(&note->text, text);
}

/* Sends, or keeps, the first `size` bytes of what is pending. */
static void take_text(Flow *flow, Pending *pending, size_t size)
{
    Str text = str_slice(strbuf_get(&pending->text), 0, size);
    bool is_indented = false;
    if (pending->kind != BLOCK_TABLE_ROW) {
        Indent indent = text_measure_indent(text);
        is_indented = indent.has_wide;
        /* What is behind the indent ends at the last letter. */
        Str solid = text_trim(str_slice(text, indent.bytes, text.len));
        size_t end = (size_t)(solid.data - text.data) + solid.len;
        text = pending->is_exact && solid.len ? str_slice(text, 0, end) : solid;
        is_indented &= !pending->is_exact;
    } else if (!text_trim(text).len) {
        text = STR(""); /* a row of empty cells */
    }
    if (is_indented && !pending->is_continued)
        pending->flags |= BLOCK_INDENTED;
    if (pending == &flow->note)
        keep_note(flow, pending, text);
    else
        send_text(flow, pending, text);
    strbuf_splice(&pending->text, 0, size, STR(""));
}

static Pending *get_pending(Flow *flow)
{
    return flow->is_in_note ? &flow->note : &flow->body;
}

static void end_pending(Flow *flow, Pending *pending)
{
    if (pending->is_open)
        take_text(flow, pending, pending->text.len);
    strbuf_reset(&pending->text);
    pending->is_open = pending->has_blank = pending->has_line_end = false;
    pending->is_continued = pending->is_exact = false;
    pending->is_label = false;
    pending->flags = 0;
}

/* A part of a paragraph that does not end: cut behind a sentence where one ends. */
static void send_part(Flow *flow, Pending *pending)
{
    static const char *const ends[] = {"。", "！", "？", "；", ". "};
    Str text = strbuf_get(&pending->text);
    size_t cut = text.len;
    for (size_t i = 0; i < ARRAY_SIZE(ends) && cut == text.len; i++) {
        Str end = str_from(ends[i]);
        for (size_t off = text.len - end.len; off > text.len / 2; off--)
            if (str_has_prefix(str_slice(text, off, text.len), end)) {
                cut = off + end.len;
                break;
            }
    }
    take_text(flow, pending, cut);
    pending->flags |= BLOCK_CONTINUED;
    pending->is_continued = true;
}

/* ---- collecting -------------------------------------------------------- */

void flow_end(Flow *flow)
{
    end_pending(flow, get_pending(flow));
}

void flow_begin(Flow *flow, BlockKind kind, unsigned markup_level, unsigned evidence)
{
    Pending *pending = get_pending(flow);
    if (pending->is_open && pending->is_label)
        return; /* the first paragraph of a note begins behind its label */
    end_pending(flow, pending);
    pending->is_open = true;
    pending->kind = flow->is_in_note ? BLOCK_NOTE : kind;
    pending->markup_level = MIN(markup_level, 9);
    pending->evidence = evidence;
    pending->line = flow->line;
}

static Pending *get_open(Flow *flow)
{
    Pending *pending = get_pending(flow);
    if (!pending->is_open)
        flow_begin(flow, BLOCK_PARAGRAPH, 0, 0);
    return pending;
}

void flow_add_evidence(Flow *flow, unsigned evidence)
{
    get_open(flow)->evidence |= evidence;
}

void flow_add_flags(Flow *flow, unsigned flags)
{
    get_open(flow)->flags |= flags;
}

/* Written without blanks between words, and the marks that stand among them. */
static bool is_wide(char32_t c)
{
    return text_is_cjk(c) || (c >= 0x3000 && c <= 0x303F) ||
           (c >= 0xFF01 && c <= 0xFF60) || c == 0x2014 || c == 0x2026 ||
           (c >= 0x2018 && c <= 0x201D);
}

/* Blanks are written when something follows them, so that none ends a block; a line
 * end between characters of full width was only the author's editor. */
static void write_blank(Pending *pending, char32_t next)
{
    if (!pending->has_blank)
        return;
    Str text = strbuf_get(&pending->text);
    size_t off = text.len;
    char32_t last = off ? utf8_previous(text, &off) : 0;
    bool is_wanted = text.len && last != '\t' &&
                     !(pending->has_line_end && is_wide(last) && is_wide(next));
    if (is_wanted)
        strbuf_append_byte(&pending->text, ' ');
    pending->has_blank = pending->has_line_end = false;
}

static void append(Flow *flow, Str text, bool is_exact)
{
    Pending *pending = get_open(flow);
    if (text_trim(text).len)
        pending->is_label = false;
    pending->is_exact |= is_exact && !pending->text.len;
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        char32_t c = utf8_next(text, &off);
        bool is_line_end = c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
        if (is_line_end || c == '\f' || c == '\v' || (c == '\t' && !is_exact) ||
            (c == ' ' && !is_exact)) {
            pending->has_blank = true;
            pending->has_line_end |= is_line_end;
            continue;
        }
        if (c < ' ' && c != '\t') /* no text has control characters */
            continue;
        write_blank(pending, c);
        strbuf_append_str(&pending->text, str_slice(text, start, off));
        if (pending->text.len >= PART_BYTES)
            send_part(flow, pending);
    }
}

void flow_append(Flow *flow, Str text)
{
    append(flow, text, false);
}

void flow_append_exact(Flow *flow, Str text)
{
    append(flow, text, true);
}

void flow_next_cell(Flow *flow)
{
    Pending *pending = get_open(flow);
    pending->has_blank = pending->has_line_end = false;
    strbuf_append_byte(&pending->text, '\t');
}

void flow_break(Flow *flow)
{
    Pending *pending = get_pending(flow);
    if (!pending->is_open)
        return;
    BlockKind kind = pending->kind == BLOCK_HEADING ? BLOCK_PARAGRAPH : pending->kind;
    unsigned flags = pending->flags & BLOCK_CENTERED;
    flow_begin(flow, kind, 0, pending->evidence & ~(unsigned)EVIDENCE_MARKED);
    pending->flags |= flags;
}

/* ---- notes ------------------------------------------------------------- */

void flow_begin_note(Flow *flow, Str label)
{
    if (flow->is_in_note)
        return;
    flow->is_in_note = true;
    flow_begin(flow, BLOCK_NOTE, 0, 0);
    flow_append(flow, label);
    if (label.len)
        flow_append(flow, STR(" "));
    flow->note.is_label = true;
}

void flow_end_note(Flow *flow)
{
    if (!flow->is_in_note)
        return;
    end_pending(flow, &flow->note);
    flow->is_in_note = false;
}

void flow_send_notes(Flow *flow)
{
    flow_end_note(flow);
    end_pending(flow, &flow->body);
    for (size_t i = 0; i < flow->note_count; i++) {
        Pending pending = {.kind = flow->notes[i].kind,
                           .flags = flow->notes[i].flags,
                           .line = flow->line};
        send_text(flow, &pending, strbuf_get(&flow->notes[i].text));
    }
    drop_notes(flow);
}
