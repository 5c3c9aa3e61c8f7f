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
        size_t top = 0;
        int shown = 0;
        for (int step = 0; step < 400; step++) {
            size_t wanted = (size_t)(step * 37) % 60;
            list_set_current(&screen.list, step < 60 ? (size_t)step : wanted);
            top = list_find_top(&screen, top, rows, uneven, &shown);
            assert_true(top <= screen.list.current);
            assert_true(rows_to(&screen, top) <= rows);
            assert_true(shown >= 1);
        }
    }
}

static void the_window_moves_only_when_it_must(void **state)
{
    (void)state;
    ListScreen screen = {.list = {.count = 60, .height = 1}};
    int shown = 0;
    list_set_current(&screen.list, 5);
    size_t top = list_find_top(&screen, 3, 20, uneven, &shown);
    assert_int_equal(top, 3);
    list_set_current(&screen.list, 3);
    assert_int_equal(list_find_top(&screen, top, 20, uneven, &shown), 3);
    list_set_current(&screen.list, 2);
    assert_int_equal(list_find_top(&screen, top, 20, uneven, &shown), 2);
}

static void an_entry_higher_than_the_body_is_still_shown(void **state)
{
    (void)state;
    ListScreen screen = {.list = {.count = 10, .height = 1}};
    int shown = 0;
    list_set_current(&screen.list, 5);
    assert_int_equal(list_find_top(&screen, 0, 1, uneven, &shown), 5);
    assert_int_equal(shown, 1);
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
        cmocka_unit_test(marks_are_made_of_all_words_of_a_query),
    };
    return cmocka_run_group_tests_name("views_list", tests, NULL, NULL);
}
