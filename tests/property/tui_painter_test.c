/* The painter against a terminal: what a frame says is what is seen, whatever was seen
 * before, and never more is sent than has to be.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <vterm.h>

#include "tui/painter.h"

#define FRAMES 400

/* ---- a terminal with a painter before it ------------------------------- */

typedef struct Bench {
    Terminfo info;
    Painter painter;
    Theme theme;
    VTerm *vterm;
    VTermScreen *screen;
    StrBuf out;
} Bench;

static void bench_open(Bench *bench, const char *terminal, int rows, int columns)
{
    *bench = (Bench){0};
    setenv("TERM", terminal, 1);
    unsetenv("NO_COLOR");
    if (!terminfo_read(&bench->info, terminal)) {
        print_message("no description of %s\n", terminal);
        skip();
    }
    theme_init_default(&bench->theme);
    painter_init(&bench->painter, &bench->info);
    palette_set_theme(&bench->painter.palette, &bench->theme);
    bench->vterm = vterm_new(rows, columns);
    vterm_set_utf8(bench->vterm, 1);
    bench->screen = vterm_obtain_screen(bench->vterm);
    vterm_screen_reset(bench->screen, 1);
}

static void bench_close(Bench *bench)
{
    vterm_free(bench->vterm);
    painter_clear(&bench->painter);
    terminfo_clear(&bench->info);
    theme_clear(&bench->theme);
    strbuf_clear(&bench->out);
}

/* Paints a frame; how many bytes it took. */
static size_t bench_paint(Bench *bench, const Frame *frame)
{
    strbuf_reset(&bench->out);
    painter_paint(&bench->painter, frame, &bench->out);
    vterm_input_write(bench->vterm, bench->out.data ? bench->out.data : "",
                      bench->out.len);
    return bench->out.len;
}

static int32_t vterm_rgb(const Bench *bench, VTermColor colour)
{
    vterm_screen_convert_color_to_rgb(bench->screen, &colour);
    return colour.rgb.red << 16 | colour.rgb.green << 8 | colour.rgb.blue;
}

/* A blank has no ink to compare; a cluster has all of it. */
static bool cell_is_seen(Bench *bench, const Frame *frame, int row, int column)
{
    const Cell *cell = frame_get_cell(frame, row, column);
    VTermScreenCell seen;
    StrBuf text = {0};
    vterm_screen_get_cell(bench->screen, (VTermPos){row, column}, &seen);
    for (size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL && seen.chars[i]; i++)
        strbuf_append_codepoint(&text, seen.chars[i]);
    if (text.len == 0)
        strbuf_append_byte(&text, ' ');
    Paint paint =
        palette_get(&bench->painter.palette, (StyleId)cell->base, (StyleId)cell->overlay);
    bool is_blank = cell->len == 1 && cell->text[0] == ' ';
    bool is_text = text.len == cell->len && memcmp(text.data, cell->text, text.len) == 0;
    bool is_look = !!(paint.flags & LOOK_UNDERLINE) == !!seen.attrs.underline &&
                   !!(paint.flags & LOOK_REVERSE) == !!seen.attrs.reverse &&
                   (is_blank || !!(paint.flags & LOOK_BOLD) == !!seen.attrs.bold);
    if (bench->painter.palette.tier == TIER_256) {
        VTermColor fg, bg;
        vterm_color_indexed(&fg, (uint8_t)paint.fg);
        vterm_color_indexed(&bg, (uint8_t)paint.bg);
        is_look &= vterm_rgb(bench, bg) == vterm_rgb(bench, seen.bg) &&
                   (is_blank || vterm_rgb(bench, fg) == vterm_rgb(bench, seen.fg));
    }
    strbuf_clear(&text);
    return is_text && is_look;
}

static void assert_seen(Bench *bench, const Frame *frame, int number)
{
    for (int row = 0; row < frame->rows; row++)
        for (int column = 0; column < frame->columns; column++) {
            if (frame_get_cell(frame, row, column)->columns &&
                !cell_is_seen(bench, frame, row, column))
                fail_msg("%s, frame %d: row %d, column %d", getenv("TERM"), number, row,
                         column);
        }
    VTermPos cursor;
    vterm_state_get_cursorpos(vterm_obtain_state(bench->vterm), &cursor);
    if (frame->cursor_row >= 0) {
        assert_int_equal(cursor.row, frame->cursor_row);
        assert_int_equal(cursor.col, frame->cursor_column);
    }
}

/* ---- frames by chance -------------------------------------------------- */

static unsigned chance_state = 7;

static int chance(int below)
{
    chance_state = chance_state * 1103515245u + 12345u;
    return (int)(chance_state >> 16 & 0x7FFF) % below;
}

static void put_by_chance(Frame *frame, int row)
{
    static const char *const texts[] = {"协商民主",   "a", "e\u0301",         "“好”",
                                        "          ", ">", "第三十条 机动车", "12%",
                                        "　　",       "〓"};
    static const StyleId bases[] = {STYLE_TEXT,      STYLE_TEXT, STYLE_TEXT,
                                    STYLE_HEADING_1, STYLE_BAR,  STYLE_MARGIN};
    static const StyleId overlays[] = {STYLE_TEXT, STYLE_TEXT,      STYLE_TEXT,
                                       STYLE_MARK, STYLE_SELECTION, STYLE_HIT_CURRENT};
    frame_put(frame, row, chance(frame->columns), frame->columns,
              str_from(texts[chance(ARRAY_SIZE(texts))]),
              bases[chance(ARRAY_SIZE(bases))], overlays[chance(ARRAY_SIZE(overlays))]);
}

/* Rows move by `by`, as when one scrolls; what comes in is blank. */
static void frame_shift(Frame *frame, int top, int bottom, int by)
{
    size_t columns = (size_t)frame->columns;
    int kept = bottom - top - abs(by);
    if (kept <= 0)
        return;
    memmove(&frame->cells[(size_t)(by > 0 ? top : top - by) * columns],
            &frame->cells[(size_t)(by > 0 ? top + by : top) * columns],
            (size_t)kept * columns * sizeof(Cell));
    frame_fill(frame, by > 0 ? bottom - by : top, 0, abs(by), frame->columns, STYLE_TEXT);
}

static void change_by_chance(Frame *frame)
{
    if (chance(3) == 0) {
        int top = chance(frame->rows), bottom = top + chance(frame->rows - top) + 1;
        frame_shift(frame, top, bottom, chance(2) ? 1 + chance(3) : -1 - chance(3));
    }
    if (chance(20) == 0)
        frame_erase(frame, STYLE_TEXT);
    for (int i = chance(8); i > 0; i--)
        put_by_chance(frame, chance(frame->rows));
    if (chance(10) == 0)
        for (int row = 0; row < frame->rows; row++)
            put_by_chance(frame, row);
    frame->cursor_row = chance(8) ? chance(frame->rows) : -1;
    frame->cursor_column = chance(frame->columns - 1);
}

static void every_frame_is_seen_as_it_is(void **state)
{
    (void)state;
    static const char *const terminals[] = {"xterm-256color", "tmux-256color", "linux",
                                            "screen",         "vt100",         "ansi"};
    for (size_t i = 0; i < ARRAY_SIZE(terminals); i++) {
        Bench bench;
        Frame frame;
        bench_open(&bench, terminals[i], 14, 37);
        frame_init(&frame, 14, 37, (WidthPolicy){AMBIGUOUS_NARROW});
        for (int number = 0; number < FRAMES; number++) {
            change_by_chance(&frame);
            bench_paint(&bench, &frame);
            if (!bench.info.wraps_at_once) /* libvterm does not wrap at once */
                assert_seen(&bench, &frame, number);
            assert_int_equal(bench_paint(&bench, &frame), 0);
        }
        frame_clear_memory(&frame);
        bench_close(&bench);
    }
}

/* ---- bytes ------------------------------------------------------------- */

static void draw_page(Frame *frame, int first, int caret_row)
{
    static const char *const han[] = {"协", "商", "议", "政", "建", "言", "资", "凝"};
    frame_erase(frame, STYLE_TEXT);
    frame_fill(frame, 0, 0, 1, frame->columns, STYLE_BAR);
    frame_fill(frame, frame->rows - 1, 0, 1, frame->columns, STYLE_HINT);
    for (int row = 1; row < frame->rows - 1; row++)
        for (int i = 0; i < 36; i++)
            frame_put(frame, row, 4 + i * 2, 2,
                      str_from(han[((first + row) * 7 + i * (first + row)) % 8]),
                      STYLE_TEXT, STYLE_TEXT);
    frame_put(frame, caret_row, 2, 1, STR(">"), STYLE_TEXT, STYLE_TEXT);
    frame_set_cursor(frame, caret_row, 40);
}

/* Of a row at 80x24 less writes 129 bytes where the text has 120; a step of the caret
 * moves a sign and the cursor. */
static void steps_and_scrolled_rows_are_short(void **state)
{
    (void)state;
    Bench bench;
    Frame frame;
    bench_open(&bench, "xterm-256color", 24, 80);
    frame_init(&frame, 24, 80, (WidthPolicy){AMBIGUOUS_NARROW});
    draw_page(&frame, 0, 10);
    bench_paint(&bench, &frame);
    frame_set_cursor(&frame, 10, 42);
    assert_true(bench_paint(&bench, &frame) <= 6);
    draw_page(&frame, 0, 11);
    assert_true(bench_paint(&bench, &frame) <= 24);
    draw_page(&frame, 0, 22);
    bench_paint(&bench, &frame);
    draw_page(&frame, 1, 22);
    assert_true(bench_paint(&bench, &frame) <= 36 * 3 + 46);
    assert_seen(&bench, &frame, 4);
    frame_clear_memory(&frame);
    bench_close(&bench);
}

/* tmux leaves the right half of a cluster whose left one is erased, and takes the left
 * one, with its ground, when something is written over the right. */
static void erasing_parts_no_cluster(void **state)
{
    (void)state;
    Bench bench;
    Frame frame;
    bench_open(&bench, "xterm-256color", 2, 40);
    frame_init(&frame, 2, 40, (WidthPolicy){AMBIGUOUS_NARROW});
    frame_put(&frame, 0, 0, 40, STR("aaaaaaaaaaaaaaaa协"), STYLE_TEXT, STYLE_TEXT);
    bench_paint(&bench, &frame);
    frame_erase(&frame, STYLE_TEXT);
    frame_put(&frame, 0, 17, 40, STR("商"), STYLE_TEXT, STYLE_TEXT);
    bench_paint(&bench, &frame);
    assert_true(str_find(strbuf_get(&bench.out), STR("\033[16X"), 0) != STR_NONE);
    assert_true(str_find(strbuf_get(&bench.out), STR(" 商"), 0) != STR_NONE);
    assert_seen(&bench, &frame, 2);
    frame_clear_memory(&frame);
    bench_close(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_frame_is_seen_as_it_is),
        cmocka_unit_test(steps_and_scrolled_rows_are_short),
        cmocka_unit_test(erasing_parts_no_cluster),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
