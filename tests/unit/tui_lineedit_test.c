/* Editing a line of text, or several.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/lineedit.h"

static const WidthPolicy narrow = {AMBIGUOUS_NARROW};

static void feed(LineEdit *edit, const char *keys)
{
    Key key;
    for (size_t off = 0; key_parse(str_from(keys), &off, &key);)
        lineedit_feed(edit, key);
}

/* The text with the caret as a bar. */
static void reads(const LineEdit *edit, const char *expected)
{
    StrBuf shown = {0};
    Str text = lineedit_get_text(edit);
    size_t caret = lineedit_get_caret(edit);
    strbuf_append_str(&shown, str_slice(text, 0, caret));
    strbuf_append_text(&shown, "|");
    strbuf_append_str(&shown, str_slice(text, caret, text.len));
    assert_string_equal(shown.data, expected);
    strbuf_clear(&shown);
}

static void after(const char *text, const char *keys, const char *expected)
{
    LineEdit *edit = lineedit_new(false);
    lineedit_set_text(edit, str_from(text));
    feed(edit, keys);
    reads(edit, expected);
    lineedit_free(edit);
}

static void the_caret_moves_by_clusters(void **state)
{
    (void)state;
    after("协商", "<Left>", "协|商");
    after("e\xcc\x81", "<Left>", "|e\xcc\x81");
    after("e\xcc\x81x", "<Left><BS>", "|x");
    after("协商", "<Home><Del>", "|协商"); /* <Del> is no name of ours: nothing */
    after("协商", "<Home><Delete>", "|商");
    after("协商", "<C-a><C-d>议", "议|商");
    after("协商", "<C-a><Right><C-b><C-f>x<C-e>y", "协x商y|");
    after("", "<BS><Delete><Left><Right><C-w><C-k>", "|");
}

static void what_is_killed_comes_back(void **state)
{
    (void)state;
    after("协商会议", "<Left><Left><C-k>", "协商|");
    after("协商会议", "<Left><Left><C-k><C-a><C-y>", "会议|协商");
    after("协商会议", "<Left><C-u>", "|议");
    after("协商会议", "<C-u><C-y><C-y>", "协商会议协商会议|");
    after("one two", "<C-w>", "one |");
    after("one two", "<C-a><A-d>", "|two");
}

static void unknown_keys_are_not_taken(void **state)
{
    (void)state;
    LineEdit *edit = lineedit_new(false);
    assert_false(lineedit_feed(edit, (Key){.code = KEY_ENTER}));
    assert_false(lineedit_feed(edit, (Key){.code = KEY_UP}));
    assert_false(lineedit_feed(edit, (Key){.code = KEY_F1}));
    assert_false(lineedit_feed(edit, (Key){.code = 'q', .modifiers = KEY_ALT}));
    assert_true(lineedit_feed(edit, (Key){.code = u'：'})); /* in text it is itself */
    reads(edit, "：|");
    lineedit_free(edit);
}

static void paste_into_one_line_has_no_line_ends(void **state)
{
    (void)state;
    LineEdit *edit = lineedit_new(false);
    lineedit_paste(edit, STR("协商\n会议\x07"));
    reads(edit, "协商 会议|");
    lineedit_free(edit);
    edit = lineedit_new(true);
    lineedit_paste(edit, STR("协商\n会议\x07"));
    reads(edit, "协商\n会议|");
    lineedit_free(edit);
}

static void up_and_down_move_by_rows_as_drawn(void **state)
{
    (void)state;
    LineEdit *edit = lineedit_new(true);
    lineedit_set_columns(edit, 8, narrow);
    lineedit_set_text(edit, STR("一二三四五六七八\n九十"));
    feed(edit, "<Up>");
    reads(edit, "一二三四五六|七八\n九十");
    feed(edit, "<Up>");
    reads(edit, "一二|三四五六七八\n九十");
    feed(edit, "<Up>");
    reads(edit, "一二|三四五六七八\n九十");
    feed(edit, "<Down><Down><Down>");
    reads(edit, "一二三四五六七八\n九十|");
    feed(edit, "<Enter>甲<C-p>");
    reads(edit, "一二三四五六七八\n九|十\n甲");
    feed(edit, "<Home><BS>");
    reads(edit, "一二三四五六七八|九十\n甲");
    lineedit_free(edit);
}

static void drawn(LineEdit *edit, int rows, int columns, const char *expected, int row,
                  int column)
{
    Frame frame;
    StrBuf dump = {0};
    frame_init(&frame, rows, columns, narrow);
    lineedit_draw(edit, &frame, 0, 0, rows, columns, STYLE_PROMPT);
    frame_dump(&frame, false, &dump);
    assert_string_equal(dump.data, expected);
    assert_int_equal(frame.cursor_row, row);
    assert_int_equal(frame.cursor_column, column);
    strbuf_clear(&dump);
    frame_clear_memory(&frame);
}

static void drawing_keeps_the_caret_in_sight(void **state)
{
    (void)state;
    LineEdit *edit = lineedit_new(false);
    lineedit_set_text(edit, STR("协商"));
    drawn(edit, 1, 8, "协商\n", 0, 4);
    lineedit_set_text(edit, STR("一二三四五"));
    drawn(edit, 1, 8, "三四五\n", 0, 6);
    feed(edit, "<Home>");
    drawn(edit, 1, 8, "一二三四\n", 0, 0);
    drawn(edit, 1, 1, "\n", 0, 0);
    lineedit_free(edit);
}

static void many_rows_scroll_with_the_caret(void **state)
{
    (void)state;
    LineEdit *edit = lineedit_new(true);
    lineedit_set_text(edit, STR("a\nb\n协商会议\n"));
    drawn(edit, 4, 8, "a\nb\n协商会议\n\n", 3, 0);
    drawn(edit, 2, 8, "协商会议\n\n", 1, 0);
    lineedit_free(edit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caret_moves_by_clusters),
        cmocka_unit_test(what_is_killed_comes_back),
        cmocka_unit_test(unknown_keys_are_not_taken),
        cmocka_unit_test(paste_into_one_line_has_no_line_ends),
        cmocka_unit_test(up_and_down_move_by_rows_as_drawn),
        cmocka_unit_test(drawing_keeps_the_caret_in_sight),
        cmocka_unit_test(many_rows_scroll_with_the_caret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
