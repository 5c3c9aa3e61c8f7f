/* The frame: cells, clipping, cutting.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const WidthPolicy narrow = {AMBIGUOUS_NARROW};

static void shows(const Frame *frame, const char *expected)
{
    StrBuf dump = {0};
    frame_dump(frame, false, &dump);
    assert_string_equal(dump.data, expected);
    strbuf_clear(&dump);
}

static void wide_clusters_take_two_cells(void **state)
{
    (void)state;
    Frame frame;
    frame_init(&frame, 1, 6, narrow);
    assert_int_equal(frame_put(&frame, 0, 0, 6, STR("a协b"), STYLE_TEXT, STYLE_TEXT), 4);
    shows(&frame, "a协b\n");
    assert_int_equal(frame_get_cell(&frame, 0, 1)->columns, 2);
    assert_int_equal(frame_get_cell(&frame, 0, 2)->columns, 0);
    assert_int_equal(frame_get_cell(&frame, 0, 2)->len, 0);
    assert_null(frame_get_cell(&frame, 0, 6));
    assert_null(frame_get_cell(&frame, -1, 0));
    frame_clear_memory(&frame);
}

/* "·" and "é" are two bytes, like "--", which stands for one glyph as two cells. */
static void a_glyph_of_two_bytes_and_two_columns_is_one_cell(void **state)
{
    (void)state;
    static const WidthPolicy wide = {AMBIGUOUS_WIDE};
    Frame frame;
    frame_init(&frame, 1, 6, wide);
    assert_int_equal(frame_put(&frame, 0, 0, 6, STR("a·é"), STYLE_TEXT, STYLE_TEXT), 5);
    shows(&frame, "a·é\n");
    assert_int_equal(frame_get_cell(&frame, 0, 1)->columns, 2);
    assert_int_equal(frame_get_cell(&frame, 0, 2)->len, 0);
    frame_clear_memory(&frame);
}

/* A letter with two spacing marks, and a substitute of a wide and a narrow character. */
static void a_cluster_of_three_columns_takes_as_many_whole_cells(void **state)
{
    (void)state;
    static const WidthPolicy safe = {AMBIGUOUS_SAFE};
    Frame frame;
    frame_init(&frame, 1, 8, narrow);
    Str text = STR("क\u093E\u0301\u0903b");
    assert_int_equal(frame_put(&frame, 0, 0, 8, text, STYLE_TEXT, STYLE_TEXT), 4);
    shows(&frame, "क\u093E\u0301\u0903b\n");
    assert_int_equal(frame_get_cell(&frame, 0, 1)->len, 5);
    frame_clear_memory(&frame);
    frame_init(&frame, 1, 8, safe);
    assert_int_equal(frame_put(&frame, 0, 0, 8, STR("℃b"), STYLE_TEXT, STYLE_TEXT), 4);
    shows(&frame, "゜Cb\n");
    assert_int_equal(frame_get_cell(&frame, 0, 0)->columns, 2);
    frame_clear_memory(&frame);
}

static void a_mark_wider_than_its_room_is_cut(void **state)
{
    (void)state;
    Frame frame;
    frame_init(&frame, 1, 8, narrow);
    Str mark = STR("\u200B甲");
    assert_int_equal(frame_put(&frame, 0, 1, 3, mark, STYLE_TEXT, STYLE_TEXT), 3);
    shows(&frame, " <U+\n");
    assert_int_equal(frame_put(&frame, 0, 1, 1, STR("甲"), STYLE_TEXT, STYLE_TEXT), 0);
    frame_clear_memory(&frame);
}

static void half_a_cluster_never_stays(void **state)
{
    (void)state;
    Frame frame;
    frame_init(&frame, 1, 6, narrow);
    frame_put(&frame, 0, 0, 6, STR("协商会"), STYLE_TEXT, STYLE_TEXT);
    frame_put(&frame, 0, 1, 1, STR("x"), STYLE_TEXT, STYLE_TEXT); /* right half */
    shows(&frame, " x商会\n");
    frame_put(&frame, 0, 2, 1, STR("y"), STYLE_TEXT, STYLE_TEXT); /* left half */
    shows(&frame, " xy 会\n");
    frame_put(&frame, 0, 3, 2, STR("议"), STYLE_TEXT, STYLE_TEXT); /* across two */
    shows(&frame, " xy议\n");
    frame_clear_memory(&frame);
}

static void a_cluster_across_the_edge_is_left_out(void **state)
{
    (void)state;
    Frame frame;
    frame_init(&frame, 1, 3, narrow);
    assert_int_equal(frame_put(&frame, 0, 0, 9, STR("协商"), STYLE_TEXT, STYLE_TEXT), 2);
    shows(&frame, "协\n");
    frame_erase(&frame, STYLE_TEXT);
    frame_put(&frame, 0, -1, 9, STR("协ab"), STYLE_TEXT, STYLE_TEXT);
    shows(&frame, " ab\n");
    frame_clear_memory(&frame);
}

static void nothing_is_drawn_outside(void **state)
{
    (void)state;
    Frame frame;
    frame_init(&frame, 2, 4, narrow);
    frame_put(&frame, -1, 0, 4, STR("xxxx"), STYLE_TEXT, STYLE_TEXT);
    frame_put(&frame, 2, 0, 4, STR("xxxx"), STYLE_TEXT, STYLE_TEXT);
    frame_put(&frame, 0, 9, 4, STR("xxxx"), STYLE_TEXT, STYLE_TEXT);
    frame_put(&frame, 0, 0, -3, STR("xxxx"), STYLE_TEXT, STYLE_TEXT);
    frame_put_cut(&frame, 0, 4, 4, STR("xxxx"), STYLE_TEXT, STYLE_TEXT);
    frame_fill(&frame, -5, -5, 3, 3, STYLE_BAR);
    frame_overlay(&frame, 7, 0, 4, STYLE_HIT);
    shows(&frame, "\n\n");
    frame_fill(&frame, -5, -5, 100, 100, STYLE_BAR);
    assert_int_equal(frame_get_cell(&frame, 1, 3)->base, STYLE_BAR);
    frame_clear_memory(&frame);
}

static void what_is_cut_ends_in_a_tilde(void **state)
{
    (void)state;
    Frame frame;
    frame_init(&frame, 4, 6, narrow);
    frame_put_cut(&frame, 0, 0, 6, STR("协商会"), STYLE_TEXT, STYLE_TEXT);
    frame_put_cut(&frame, 1, 0, 6, STR("协商会议"), STYLE_TEXT, STYLE_TEXT);
    frame_put_cut(&frame, 2, 0, 6, STR("abcdefg"), STYLE_TEXT, STYLE_TEXT);
    frame_put_cut(&frame, 3, 0, 1, STR("协"), STYLE_TEXT, STYLE_TEXT);
    shows(&frame, "协商会\n协商~\nabcde~\n~\n");
    frame_clear_memory(&frame);
}

static void foreign_text_cannot_act_on_the_terminal(void **state)
{
    (void)state;
    Frame frame;
    frame_init(&frame, 1, 40, narrow);
    frame_put(&frame, 0, 0, 40, STR("a\033[31m\xe2\x80\xae\xc2\x9b\r"), STYLE_TEXT,
              STYLE_TEXT);
    for (int column = 0; column < 40; column++) {
        const Cell *cell = frame_get_cell(&frame, 0, column);
        Str text = {cell->text, cell->len};
        for (size_t off = 0; off < text.len;)
            assert_false(sanitize_is_hostile(utf8_next(text, &off)));
        assert_true(cell->columns <= 2);
    }
    frame_clear_memory(&frame);
}

static void overlays_leave_the_text(void **state)
{
    (void)state;
    Frame frame;
    frame_init(&frame, 1, 4, narrow);
    frame_put(&frame, 0, 0, 4, STR("协a"), STYLE_HEADING_1, STYLE_TEXT);
    frame_overlay(&frame, 0, 0, 2, STYLE_SELECTION);
    assert_int_equal(frame_get_cell(&frame, 0, 0)->base, STYLE_HEADING_1);
    assert_int_equal(frame_get_cell(&frame, 0, 1)->overlay, STYLE_SELECTION);
    assert_int_equal(frame_get_cell(&frame, 0, 2)->overlay, STYLE_TEXT);
    shows(&frame, "协a\n");
    frame_clear_memory(&frame);
}

static void the_cursor_is_inside_or_hidden(void **state)
{
    (void)state;
    Frame frame;
    frame_init(&frame, 2, 4, narrow);
    frame_set_cursor(&frame, 1, 9);
    assert_int_equal(frame.cursor_column, 3);
    frame_set_cursor(&frame, 5, 0);
    assert_int_equal(frame.cursor_row, -1);
    frame_clear_memory(&frame);
}

static void list_keeps_its_cursor_in_the_window(void **state)
{
    (void)state;
    List list = {0};
    list_move(&list, 1);
    list_move(&list, -1);
    assert_int_equal(list.current, 0);
    list_set_height(&list, 5);
    list_set_count(&list, 12);
    list_move(&list, 6);
    assert_int_equal(list.current, 6);
    assert_int_equal(list.top, 2);
    list_move(&list, INT64_MAX);
    assert_int_equal(list.current, 11);
    assert_int_equal(list.top, 7);
    list_set_height(&list, 10); /* no emptiness while rows are left */
    assert_int_equal(list.top, 2);
    list_move(&list, INT64_MIN + 1);
    assert_int_equal(list.current, 0);
    assert_int_equal(list.top, 0);
    list_set_current(&list, 99);
    assert_int_equal(list.current, 11);
    list_set_count(&list, 3);
    assert_int_equal(list.current, 2);
    assert_int_equal(list.top, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wide_clusters_take_two_cells),
        cmocka_unit_test(a_glyph_of_two_bytes_and_two_columns_is_one_cell),
        cmocka_unit_test(a_cluster_of_three_columns_takes_as_many_whole_cells),
        cmocka_unit_test(a_mark_wider_than_its_room_is_cut),
        cmocka_unit_test(half_a_cluster_never_stays),
        cmocka_unit_test(a_cluster_across_the_edge_is_left_out),
        cmocka_unit_test(nothing_is_drawn_outside),
        cmocka_unit_test(what_is_cut_ends_in_a_tilde),
        cmocka_unit_test(foreign_text_cannot_act_on_the_terminal),
        cmocka_unit_test(overlays_leave_the_text),
        cmocka_unit_test(the_cursor_is_inside_or_hidden),
        cmocka_unit_test(list_keeps_its_cursor_in_the_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
