/* A terminal in memory, for tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include "tui/term_headless.h"

#include <stdlib.h>
#include <string.h>

typedef struct Headless {
    Term term;
    int rows, columns;
    bool is_resized;
    StrBuf script;
    size_t off;
    StrBuf paste, paste_shown; /* waiting, and lent to the last event */
    bool is_paste_waiting;
    Event mouse; /* waiting; EVENT_NONE for none */
    Frame frame; /* copy of the last one presented */
} Headless;

static Headless *headless_from(const Term *term)
{
    return (Headless *)term;
}

static void headless_get_size(Term *term, int *rows, int *columns)
{
    *rows = headless_from(term)->rows;
    *columns = headless_from(term)->columns;
}

/* Blanks only part keys; the key is written <Space>. */
static void headless_skip_blanks(Headless *headless)
{
    while (headless->off < headless->script.len &&
           strchr(" \t\n", headless->script.data[headless->off]))
        headless->off++;
}

static bool headless_has_pending(Term *term)
{
    Headless *headless = headless_from(term);
    headless_skip_blanks(headless);
    return headless->is_resized || headless->is_paste_waiting ||
           headless->mouse.kind != EVENT_NONE || headless->off < headless->script.len;
}

static Event headless_read_event(Term *term, int timeout_ms)
{
    Headless *headless = headless_from(term);
    Event event = {0};
    if (!headless_has_pending(term)) {
        event.kind = timeout_ms ? EVENT_HANGUP : EVENT_NONE; /* the script is over */
    } else if (headless->is_resized) {
        headless->is_resized = false;
        event = (Event){
            .kind = EVENT_RESIZE, .row = headless->rows, .column = headless->columns};
    } else if (headless->mouse.kind != EVENT_NONE) {
        event = headless->mouse;
        headless->mouse = (Event){0};
    } else if (headless->is_paste_waiting) {
        headless->is_paste_waiting = false;
        strbuf_reset(&headless->paste_shown);
        strbuf_append_str(&headless->paste_shown, strbuf_get(&headless->paste));
        event = (Event){.kind = EVENT_PASTE, .paste = strbuf_get(&headless->paste_shown)};
    } else if (key_parse(strbuf_get(&headless->script), &headless->off, &event.key)) {
        event.kind = EVENT_KEY;
    } else {
        headless->off = headless->script.len; /* broken notation ends the script */
        event.kind = EVENT_HANGUP;
    }
    return event;
}

static void headless_present(Term *term, const Frame *frame)
{
    Headless *headless = headless_from(term);
    if (headless->frame.rows != frame->rows ||
        headless->frame.columns != frame->columns) {
        frame_clear_memory(&headless->frame);
        frame_init(&headless->frame, frame->rows, frame->columns, frame->width);
    }
    Cell *cells = headless->frame.cells;
    memcpy(cells, frame->cells,
           (size_t)frame->rows * (size_t)frame->columns * sizeof(Cell));
    headless->frame = *frame;
    headless->frame.cells = cells;
}

static void headless_set_theme(Term *term, const Theme *theme)
{
    (void)term;
    (void)theme;
}

static void headless_set_mouse(Term *term, bool is_on)
{
    (void)term;
    (void)is_on;
}

static void headless_suspend(Term *term)
{
    (void)term;
}

static bool headless_copy(Term *term, Str text, StrBuf *way)
{
    (void)term;
    (void)text;
    strbuf_append_text(way, "to memory");
    return true;
}

static void headless_free(Term *term)
{
    Headless *headless = headless_from(term);
    if (!headless)
        return;
    frame_clear_memory(&headless->frame);
    strbuf_clear(&headless->script);
    strbuf_clear(&headless->paste);
    strbuf_clear(&headless->paste_shown);
    free(headless);
}

static const TermOps headless_ops = {
    .get_size = headless_get_size,
    .read_event = headless_read_event,
    .has_pending = headless_has_pending,
    .present = headless_present,
    .set_theme = headless_set_theme,
    .set_mouse = headless_set_mouse,
    .suspend = headless_suspend,
    .resume = headless_suspend,
    .copy = headless_copy,
    .free = headless_free,
};

Term *term_headless_new(int rows, int columns, WidthPolicy width, Str script)
{
    Headless *headless = mem_alloc(sizeof(*headless));
    headless->term.ops = &headless_ops;
    headless->rows = rows;
    headless->columns = columns;
    frame_init(&headless->frame, rows, columns, width);
    strbuf_append_str(&headless->script, script);
    return &headless->term;
}

const Frame *term_headless_get_frame(const Term *term)
{
    return &headless_from(term)->frame;
}

void term_headless_add_keys(Term *term, Str script)
{
    Headless *headless = headless_from(term);
    if (headless->off >= headless->script.len) { /* all was typed: days of keys add up */
        strbuf_reset(&headless->script);
        headless->off = 0;
    }
    strbuf_append_byte(&headless->script, ' ');
    strbuf_append_str(&headless->script, script);
}

void term_headless_paste(Term *term, Str text)
{
    Headless *headless = headless_from(term);
    strbuf_reset(&headless->paste);
    strbuf_append_str(&headless->paste, text);
    headless->is_paste_waiting = true;
}

void term_headless_point(Term *term, MouseKind mouse, int row, int column)
{
    headless_from(term)->mouse =
        (Event){.kind = EVENT_MOUSE, .mouse = mouse, .row = row, .column = column};
}

void term_headless_resize(Term *term, int rows, int columns)
{
    Headless *headless = headless_from(term);
    headless->rows = rows;
    headless->columns = columns;
    headless->is_resized = true;
}
