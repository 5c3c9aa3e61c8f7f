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

/* The same in several lines. */
static void after_in_lines(const char *text, const char *keys, const char *expected)
{
    LineEdit *edit = lineedit_new(true);
    lineedit_set_text(edit, str_from(text));
    feed(edit, keys);
    reads(edit, expected);
    lineedit_free(edit);
}

static void clauses_are_the_words_of_chinese(void **state)
{
    (void)state;
    after("一要学理论，二要抓调研", "<C-Left>", "一要学理论，|二要抓调研");
    after("一要学理论，二要抓调研", "<C-Left><A-b>", "一要学理论|，二要抓调研");
    after("一要学理论，二要抓调研", "<C-a><A-f>", "一要学理论|，二要抓调研");
    after("第3.5条 draft二", "<C-a><C-Right><C-Right>", "第3.5|条 draft二");
    after("一要学理论，二要抓调研", "<C-w>", "一要学理论，|");
    after("一要学理论，二要抓调研", "<A-BS><A-BS>", "一要学理论|");
}

static void sentences_are_gone_over_and_killed(void **state)
{
    (void)state;
    after("甲，乙。丙！丁", "<A-a>", "甲，乙。丙！|丁");
    after("甲，乙。丙！丁", "<A-a><A-a>", "甲，乙。|丙！丁");
    after("甲，乙。丙！丁", "<C-a><A-e>", "甲，乙。|丙！丁");
    after("甲，乙。丙！丁", "<C-a><A-e><A-k>", "甲，乙。|丁");
    after("甲。", "<C-a><A-e><A-e>", "甲。|");
    after_in_lines("甲。\n乙。", "<A-a><A-a><A-a>", "|甲。\n乙。");
    after_in_lines("甲。\n乙。", "<C-Home><A-e><A-e><A-e>", "甲。\n乙。|");
}

static void ends_of_lines_and_of_the_text(void **state)
{
    (void)state;
    after_in_lines("甲乙\n丙丁", "<Home>", "甲乙\n|丙丁");
    after_in_lines("甲乙\n丙丁", "<C-Home><End>", "甲乙|\n丙丁");
    after_in_lines("甲乙\n丙丁", "<A-lt><C-k><C-k>", "|丙丁");
    after_in_lines("甲乙\n丙丁", "<C-Home><A-gt>", "甲乙\n丙丁|");
    after_in_lines("甲乙\n丙丁", "<C-u>", "甲乙\n|");
}

static void what_is_typed_is_taken_back_by_clauses(void **state)
{
    (void)state;
    after("", "协商议政，建言。<C-_>", "协商议政，|");
    after("", "协商议政，建言。<C-_><C-_>", "|");
    after("", "协商议政，建言。<C-_><C-_><C-r>", "协商议政，|");
    after("", "协商<Left>再<C-_>", "协|商");
    after("甲乙丙", "<BS><BS><C-_>", "甲乙丙|");
    after("甲乙丙", "<C-a><Delete><Delete><C-z>", "|甲乙丙");
    after("甲乙丙", "<C-_>", "甲乙丙|");  /* what was there is no change */
    after("", "协商<C-_>议<C-r>", "议|"); /* a new change ends what could be redone */
    after("甲", "<C-r><C-_>", "甲|");
}

static void another_text_can_be_taken_back(void **state)
{
    (void)state;
    LineEdit *edit = lineedit_new(false);
    feed(edit, "xsjz");
    lineedit_change_text(edit, STR("协商机制"));
    reads(edit, "协商机制|");
    feed(edit, "<C-_>");
    reads(edit, "xsjz|");
    lineedit_free(edit);
}

static void kills_in_a_row_are_one_and_older_ones_follow(void **state)
{
    (void)state;
    after("一，二，三", "<C-w><C-w><C-a><C-y>", "，三|一，二");
    after("一，二，三", "<C-a><A-d><A-d><C-e><C-y>", "二，三一，|");
    after("一，二", "<C-w><Left><C-k><C-y><A-y>", "一二|");
    after("一，二", "<C-w><Left><C-k><C-y><A-y><A-y>", "一，|");
    after("一", "<A-y>", "一|");
    /* Nothing to kill begins no row of kills: what was killed long ago stays its own. */
    after("一", "<C-u>two<C-a><C-u><C-k><C-y>", "two|");
    after("一", "<C-u>two<C-w><C-w><C-y>", "two|");
}

static void what_is_killed_here_can_be_put_in_there(void **state)
{
    (void)state;
    KillRing ring = {0};
    LineEdit *one = lineedit_new(false), *other = lineedit_new(true);
    lineedit_share_kills(one, &ring);
    lineedit_share_kills(other, &ring);
    lineedit_set_text(one, STR("协商"));
    feed(one, "<C-u>");
    feed(other, "<C-y>");
    reads(other, "协商|");
    lineedit_free(one);
    lineedit_free(other);
    kill_ring_clear(&ring);
}

static void tab_goes_to_columns_of_four(void **state)
{
    (void)state;
    after_in_lines("", "<Tab>甲", "    甲|");
    after_in_lines("协a", "<Tab>", "协a |");
    after_in_lines("甲\n    乙", "<S-Tab>", "甲\n乙|");
    after_in_lines("　　乙", "<S-Tab>", "乙|");
    after_in_lines("  乙", "<Home><Right><S-Tab>", "|乙");
    after_in_lines("　", "　甲", "　　甲|"); /* what an input method sends for a blank */
    LineEdit *edit = lineedit_new(false);
    assert_false(lineedit_feed(edit, (Key){.code = KEY_TAB}));
    lineedit_free(edit);
}

static void a_mark_that_joins_takes_the_caret_along(void **state)
{
    (void)state;
    after("e", "\xcc\x81", "e\xcc\x81|");
    after("x\xcc\x81", "<C-a>e<BS>", "|x\xcc\x81");
    after("ax\xcc\x81", "<C-a><Right>e<C-_>", "a|x\xcc\x81");
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

static void the_column_is_kept_over_short_rows(void **state)
{
    (void)state;
    LineEdit *edit = lineedit_new(true);
    lineedit_set_columns(edit, 20, narrow);
    lineedit_set_text(edit, STR("一二三四\n五\n六七八九"));
    feed(edit, "<Left><Up>");
    reads(edit, "一二三四\n五|\n六七八九");
    feed(edit, "<Up>");
    reads(edit, "一二三|四\n五\n六七八九");
    feed(edit, "<PageDown>");
    reads(edit, "一二三四\n五|\n六七八九");
    lineedit_set_page(edit, 5);
    feed(edit, "<PageDown>");
    reads(edit, "一二三四\n五\n六七八|九");
    feed(edit, "<PageUp>");
    reads(edit, "一二三|四\n五\n六七八九");
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
        cmocka_unit_test(clauses_are_the_words_of_chinese),
        cmocka_unit_test(sentences_are_gone_over_and_killed),
        cmocka_unit_test(ends_of_lines_and_of_the_text),
        cmocka_unit_test(what_is_typed_is_taken_back_by_clauses),
        cmocka_unit_test(another_text_can_be_taken_back),
        cmocka_unit_test(kills_in_a_row_are_one_and_older_ones_follow),
        cmocka_unit_test(what_is_killed_here_can_be_put_in_there),
        cmocka_unit_test(tab_goes_to_columns_of_four),
        cmocka_unit_test(a_mark_that_joins_takes_the_caret_along),
        cmocka_unit_test(the_column_is_kept_over_short_rows),
        cmocka_unit_test(unknown_keys_are_not_taken),
        cmocka_unit_test(paste_into_one_line_has_no_line_ends),
        cmocka_unit_test(up_and_down_move_by_rows_as_drawn),
        cmocka_unit_test(drawing_keeps_the_caret_in_sight),
        cmocka_unit_test(many_rows_scroll_with_the_caret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
