/* Runs of marked-up text to blocks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/importer.h>

#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

/* A block longer than this is sent in parts, so that none fills the memory. */
#define PART_BYTES ((size_t)32 << 10)

/* Links of a text that is being made: their targets stand one behind the other. */
typedef struct FlowLink {
    LinkKind kind;
    size_t start, end; /* bytes of the text */
    size_t target, target_bytes;
} FlowLink;
typedef struct FlowLinks {
    FlowLink *items; /* owned */
    size_t count, capacity;
    StrBuf targets;
    bool is_open; /* the last one goes on */
} FlowLinks;

/* A block being made. */
typedef struct Pending {
    StrBuf text;
    FlowLinks links;
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
    FlowLinks links;
    BlockKind kind;
    unsigned flags;
} Note;

struct Flow {
    Sink *sink;
    Pending body, note;
    bool is_in_note;
    StrBuf link, anchors; /* target of the open link; names that wait, each with a NUL */
    LinkKind link_kind;
    bool has_link;
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

static void links_clear(FlowLinks *links)
{
    free(links->items);
    strbuf_clear(&links->targets);
    *links = (FlowLinks){0};
}

static void drop_notes(Flow *flow)
{
    for (size_t i = 0; i < flow->note_count; i++) {
        strbuf_clear(&flow->notes[i].text);
        links_clear(&flow->notes[i].links);
    }
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
    links_clear(&flow->body.links);
    links_clear(&flow->note.links);
    strbuf_clear(&flow->link);
    strbuf_clear(&flow->anchors);
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

/* Tells the links of [start, start + bytes) of a text, which was sent as a block. */
static void send_links(const Flow *flow, const FlowLinks *links, size_t start,
                       size_t bytes)
{
    for (size_t i = 0; i < links->count; i++) {
        const FlowLink *link = &links->items[i];
        size_t from = MAX(link->start, start), to = MIN(link->end, start + bytes);
        Str target = str_slice(strbuf_get(&links->targets), link->target,
                               link->target + link->target_bytes);
        if (from < to || (link->kind == LINK_ANCHOR && from < start + bytes))
            sink_link(flow->sink, &(Link){.kind = link->kind,
                                          .start = (uint32_t)(from - start),
                                          .end = (uint32_t)(MAX(from, to) - start),
                                          .target = target});
    }
}

/* The first `size` bytes of a text are gone, and the links in them. */
static void links_cut(FlowLinks *links, size_t size)
{
    size_t kept = 0;
    for (size_t i = 0; i < links->count; i++) {
        FlowLink link = links->items[i];
        bool is_open = links->is_open && i + 1 == links->count;
        bool is_behind =
            link.end > size || (link.kind == LINK_ANCHOR && link.end == size);
        if (!is_behind && !is_open)
            continue;
        link.start = link.start > size ? link.start - size : 0;
        link.end = link.end > size ? link.end - size : 0;
        links->items[kept++] = link;
    }
    links->count = kept;
    if (!kept)
        strbuf_reset(&links->targets);
}

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
    if (pending->links.count)
        send_links(flow, &pending->links, (size_t)(text.data - pending->text.data),
                   text.len);
}

static void keep_note(Flow *flow, Pending *pending, Str text)
{
    if (!text.len)
        return;
    flow->notes = mem_grow(flow->notes, &flow->note_capacity, flow->note_count + 1,
                           sizeof(*flow->notes));
    Note *note = &flow->notes[flow->note_count++];
    *note = (Note){.kind = BLOCK_NOTE, .flags = pending->flags};
    strbuf_append_str(&note->text, text);
    links_cut(&pending->links, (size_t)(text.data - pending->text.data));
    note->links = pending->links;
    pending->links = (FlowLinks){0};
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
    links_cut(&pending->links, size);
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
    pending->links.count = 0;
    pending->links.is_open = false;
    strbuf_reset(&pending->links.targets);
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

static void links_add(FlowLinks *links, LinkKind kind, size_t off, Str target)
{
    links->items =
        mem_grow(links->items, &links->capacity, links->count + 1, sizeof(*links->items));
    links->items[links->count++] =
        (FlowLink){kind, off, off, links->targets.len, target.len};
    strbuf_append_str(&links->targets, target);
}

/* A character comes at the end of the text: what leads to it and from it begins. */
static void begin_links(Flow *flow, Pending *pending)
{
    FlowLinks *links = &pending->links;
    Str names = strbuf_get(&flow->anchors);
    if (names.len) {
        links->is_open = false;
        for (size_t off = 0, end; off < names.len; off = end + 1) {
            end = str_find(names, (Str){"", 1}, off);
            links_add(links, LINK_ANCHOR, pending->text.len, str_slice(names, off, end));
        }
        strbuf_reset(&flow->anchors);
    }
    if (flow->has_link && !links->is_open) {
        links_add(links, flow->link_kind, pending->text.len, strbuf_get(&flow->link));
        links->is_open = true;
    }
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
        if (flow->has_link || flow->anchors.len)
            begin_links(flow, pending);
        strbuf_append_str(&pending->text, str_slice(text, start, off));
        if (pending->links.is_open)
            pending->links.items[pending->links.count - 1].end = pending->text.len;
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

/* ---- links ------------------------------------------------------------- */

void flow_begin_link(Flow *flow, LinkKind kind, Str target)
{
    flow_end_link(flow);
    strbuf_append_str(&flow->link, target);
    flow->link_kind = kind;
    flow->has_link = target.len > 0;
}

void flow_end_link(Flow *flow)
{
    strbuf_reset(&flow->link);
    flow->has_link = false;
    flow->body.links.is_open = flow->note.links.is_open = false;
}

void flow_add_anchor(Flow *flow, Str name)
{
    if (!name.len || name.len > LINK_NAME_MAX_BYTES || memchr(name.data, 0, name.len) ||
        flow->anchors.len > PART_BYTES)
        return;
    strbuf_append_str(&flow->anchors, name);
    strbuf_append_byte(&flow->anchors, '\0');
}

void flow_name_block(Flow *flow, Str name)
{
    Pending *pending = get_pending(flow);
    if (!pending->is_open || name.len > LINK_NAME_MAX_BYTES)
        return;
    pending->links.is_open = false;
    links_add(&pending->links, LINK_ANCHOR, 0, name);
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
        Pending pending = {.text = flow->notes[i].text,
                           .links = flow->notes[i].links,
                           .kind = flow->notes[i].kind,
                           .flags = flow->notes[i].flags,
                           .line = flow->line};
        send_text(flow, &pending, strbuf_get(&pending.text));
    }
    drop_notes(flow);
}
