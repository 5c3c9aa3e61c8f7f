/* Windows over entries of different heights; terms of a query.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Entry i takes 1 + i % 3 rows, and one more for a heading when it is the first shown. */
static int uneven(const ListScreen *screen, size_t index, bool is_first)
{
    (void)screen;
    return 1 + (int)(index % 3) + is_first;
}

static int rows_to(const ListScreen *screen, size_t top)
{
    int rows = 0;
    for (size_t i = top; i <= screen->list.current; i++)
        rows += uneven(screen, i, i == top);
    return rows;
}

static void the_current_entry_is_always_seen_whole(void **state)
{
    (void)state;
    for (int rows = 5; rows < 20; rows++) {
        ListScreen screen = {.list = {.count = 60, .height = 1}};
        for (int step = 0; step < 400; step++) {
            size_t wanted = (size_t)(step * 37) % 60;
            list_set_current(&screen.list, step < 60 ? (size_t)step : wanted);
            list_show(&screen, rows, uneven);
            assert_true(screen.top <= screen.list.current);
            assert_true(rows_to(&screen, screen.top) <= rows);
            assert_true(screen.page_rows >= 1);
        }
    }
}

static void the_window_moves_only_when_it_must(void **state)
{
    (void)state;
    ListScreen screen = {.list = {.count = 60, .height = 1}, .top = 3};
    list_set_current(&screen.list, 5);
    list_show(&screen, 20, uneven);
    assert_int_equal(screen.top, 3);
    list_set_current(&screen.list, 3);
    list_show(&screen, 20, uneven);
    assert_int_equal(screen.top, 3);
    list_set_current(&screen.list, 2);
    list_show(&screen, 20, uneven);
    assert_int_equal(screen.top, 2);
}

static void an_entry_higher_than_the_body_is_still_shown(void **state)
{
    (void)state;
    ListScreen screen = {.list = {.count = 10, .height = 1}};
    list_set_current(&screen.list, 5);
    list_show(&screen, 1, uneven);
    assert_int_equal(screen.top, 5);
    assert_int_equal(screen.page_rows, 1);
}

/* Each row of a body is clicked at, wherever the window is; the heights are added up here
 * once more. */
static void a_click_finds_the_entry_under_it(void **state)
{
    (void)state;
    for (size_t top = 0; top < 40; top += 7) {
        ListScreen screen = {.list = {.count = 60, .height = 1}, .top = top};
        list_set_current(&screen.list, top + 1);
        list_show(&screen, 17, uneven);
        assert_int_equal(screen.top, top);
        size_t wanted = top;
        int left = uneven(&screen, top, true);
        for (int row = 0; row < 17; row++, left--) {
            if (left == 0)
                left = uneven(&screen, ++wanted, false);
            list_set_current(&screen.list, 59);
            screen.top = top;
            Event event = {.kind = EVENT_MOUSE, .row = BAR_ROWS + 1 + row, .column = 5};
            assert_true(list_event(&screen.view, &event));
            assert_int_equal(screen.list.current, wanted);
        }
        Event outside = {.kind = EVENT_MOUSE, .row = BAR_ROWS};
        assert_false(list_event(&screen.view, &outside));
        outside.row = BAR_ROWS + 1 + 17;
        assert_false(list_event(&screen.view, &outside));
        outside.row--;
        screen.columns = outside.column = 40;
        assert_false(list_event(&screen.view, &outside)); /* beside it */
    }
}

static void marks_are_made_of_all_words_of_a_query(void **state)
{
    (void)state;
    Terms terms = {0};
    terms_set(&terms, STR("协商　调研 \"两个 薄弱\""));
    assert_true(terms.has_words);
    assert_true(terms_match_all(&terms, &(SeekDocument){0}, STR("调研、协商与两个薄弱")));
    assert_false(
        terms_match_all(&terms, &(SeekDocument){0}, STR("调研、协商与薄弱的两个")));
    Span match;
    assert_true(terms_find(&terms, STR("先调研，后协商"), 0, &match));
    assert_int_equal(match.start, 3);
    assert_int_equal(match.end, 9);
    assert_true(terms_find(&terms, STR("先调研，后协商"), match.end, &match));
    assert_int_equal(match.start, 15);
    terms_set(&terms, STR("  "));
    assert_false(terms.has_words);
    assert_false(terms_match_all(&terms, &(SeekDocument){0}, STR("空")));
    terms_clear(&terms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_current_entry_is_always_seen_whole),
        cmocka_unit_test(the_window_moves_only_when_it_must),
        cmocka_unit_test(an_entry_higher_than_the_body_is_still_shown),
        cmocka_unit_test(a_click_finds_the_entry_under_it),
        cmocka_unit_test(marks_are_made_of_all_words_of_a_query),
    };
    return cmocka_run_group_tests_name("views_list", tests, NULL, NULL);
}
