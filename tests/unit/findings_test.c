/* What was found, told apart; a wording again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_fixture.h"

#include <piyue/findings.h>
#include <piyue/store_search.h>

static void counts_are_told_apart_by_document_and_tag(void **state)
{
    Fixture *fixture = *state;
    int64_t first = fixture_put(fixture, "甲", "协商民主\n监督\n协商于民");
    int64_t second = fixture_put(fixture, "乙", "协商机制");
    FacetList list;
    Arena *arena = arena_new();
    assert_ok(store_begin(fixture->store, &fixture->err));
    assert_ok(
        store_set_document_tag(fixture->store, second, STR("提案"), true, &fixture->err));
    assert_ok(store_commit(fixture->store, &fixture->err));
    SearchQuery query = {.text = STR("协商"), .in = SEARCH_TEXT};
    assert_ok(facets_list(fixture->store, &query, 10, arena, &list, &fixture->err));
    assert_int_equal(list.documents, 2);
    assert_int_equal(list.places, 3);
    assert_int_equal(list.rows[0].kind, FACET_DOCUMENT); /* the most places first */
    assert_int_equal(list.rows[0].doc, first);
    assert_int_equal(list.rows[0].places, 2);
    assert_int_equal(list.rows[2].kind, FACET_TAG);
    assert_true(str_is_equal(list.rows[2].name, STR("提案")));
    assert_int_equal(list.rows[2].places, 1);
    assert_ok(facets_list(fixture->store, &query, 1, arena, &list, &fixture->err));
    assert_int_equal(list.totals[FACET_DOCUMENT], 2); /* more than are listed */
    assert_int_equal(list.rows[1].kind, FACET_TAG);
    arena_free(arena);
}

static void a_wording_is_found_again_and_what_is_like_it(void **state)
{
    Fixture *fixture = *state;
    /* Ten characters: nine pairs of neighbours. In the second two characters differ,
     * which takes four pairs at most; the third has only one part in common. */
    fixture_put(fixture, "甲", "先听，坚持建言资政双向发力，后议");
    fixture_put(fixture, "乙", "我们坚持建言资政同向发力");
    fixture_put(fixture, "丙", "建言资政而已");
    fixture_put(fixture, "丁", "堅持建言資政雙向發力。");
    WordingWalk *walk = wording_walk_new(STR("坚持建言资政双向发力"));
    assert_ok(wording_walk_go_on(walk, fixture->store, &fixture->err));
    assert_true(wording_walk_is_over(walk));
    WordingList list = wording_walk_list(walk);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.rows[0].doc, 1);
    assert_int_equal(list.rows[0].start, 9);
    assert_int_equal(list.rows[0].end, 39);
    assert_int_equal(list.rows[1].doc, 4); /* in the other script it is the same */
    assert_true(list.rows[1].likeness >= 1);
    assert_int_equal(list.rows[2].doc, 2);
    assert_true(list.rows[2].likeness > 0.77 && list.rows[2].likeness < 0.78); /* 7/9 */
    wording_walk_free(walk);
    walk = wording_walk_new(STR("建言资政"));
    assert_ok(wording_walk_go_on(walk, fixture->store, &fixture->err));
    assert_int_equal(wording_walk_count(walk), 4); /* a short one only as it is */
    wording_walk_free(walk);
}

static bool is_slice_over(void *calls)
{
    return ++*(int *)calls % 7 == 0;
}

static void a_walk_for_a_wording_goes_on_where_a_key_ended_it(void **state)
{
    Fixture *fixture = *state;
    StrBuf text = {0};
    for (int i = 0; i < 400; i++)
        strbuf_append_text(&text, "坚持建言资政双向发力。\n");
    for (int i = 0; i < 3; i++) {
        strbuf_appendf(&text, "%d", i);
        fixture_put(fixture, "甲", text.data);
    }
    WordingWalk *walk = wording_walk_new(STR("坚持建言资政双向发力"));
    int calls = 0, slices = 0;
    store_set_interrupt(fixture->store, is_slice_over, &calls);
    while (!wording_walk_go_on(walk, fixture->store, &fixture->err)) {
        assert_int_equal(fixture->err.code, ERR_CANCELLED);
        error_clear(&fixture->err);
        assert_true(++slices < 10000);
    }
    store_set_interrupt(fixture->store, NULL, NULL);
    assert_true(slices > 1);
    assert_true(wording_walk_is_over(walk));
    assert_int_equal(wording_walk_list(walk).count, 1200);
    wording_walk_free(walk);
    strbuf_clear(&text);
}

typedef struct Walk {
    StrBuf text;
    size_t stop_after, count;
} Walk;

static bool add_hit(void *context, const SearchHit *hit)
{
    Walk *walk = context;
    strbuf_appendf(&walk->text, "%u:%d:%u-%u ", hit->in, (int)hit->doc,
                   (unsigned)hit->block, (unsigned)hit->start);
    return ++walk->count < walk->stop_after;
}

static void a_search_goes_on_where_it_was_left(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "协商", "协商，协商\n无\n协商");
    fixture_put(fixture, "乙", "协商\n协商");
    static const char *const queries[] = {"协商", "~协.", "~^协"};
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        SearchQuery query = {.text = str_from(queries[i]),
                             .in = SEARCH_TEXT | SEARCH_TITLES};
        Walk whole = {.stop_after = SIZE_MAX}, parts = {.stop_after = 1};
        SearchCursor cursor = {0};
        assert_ok(store_search(fixture->store, &query, add_hit, &whole, &fixture->err));
        query.cursor = &cursor;
        for (int step = 0; step < 20 && !cursor.is_complete; step++) {
            parts.count = 0;
            assert_ok(
                store_search(fixture->store, &query, add_hit, &parts, &fixture->err));
        }
        assert_true(cursor.is_complete);
        assert_string_equal(parts.text.data, whole.text.data);
        strbuf_clear(&whole.text);
        strbuf_clear(&parts.text);
    }
}

/* Documents that are not asked for are passed for good, too: else a slice that meets
 * only such ones would begin at the first of them again and again. */
static void a_search_passes_what_it_does_not_want(void **state)
{
    Fixture *fixture = *state;
    for (int i = 0; i < 300; i++) {
        StrBuf text = {0};
        strbuf_appendf(&text, "协商民主\n%d", i);
        fixture_put(fixture, "甲", text.data);
        strbuf_clear(&text);
    }
    assert_int_equal(fixture_put(fixture, "乙", "协商民主"), 301);
    for (int i = 1; i <= 150; i++)
        assert_ok(store_set_trashed(fixture->store, i, 1, &fixture->err));
    static const char *const queries[] = {"~^.{4}$ title:乙", "民主 title:乙", "民主"};
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        SearchCursor cursor = {0};
        SearchQuery query = {.text = str_from(queries[i]), .cursor = &cursor};
        Walk walk = {.stop_after = SIZE_MAX};
        int calls = 0, slices = 0;
        store_set_interrupt(fixture->store, is_slice_over, &calls);
        while (!store_search(fixture->store, &query, add_hit, &walk, &fixture->err)) {
            assert_int_equal(fixture->err.code, ERR_CANCELLED);
            error_clear(&fixture->err);
            assert_true(++slices < 1000);
        }
        store_set_interrupt(fixture->store, NULL, NULL);
        assert_true(cursor.is_complete);
        assert_int_equal(walk.count, i == 2 ? 151 : 1);
        strbuf_clear(&walk.text);
    }
}

static bool count_calls(void *calls)
{
    ++*(int *)calls;
    return false;
}

/* One made to be slow takes milliseconds for each: a key would wait for hundreds. In
 * brackets no character is certain, so that the index leaves all texts to be looked at.
 */
static void a_pattern_can_be_stopped_at_each_text(void **state)
{
    Fixture *fixture = *state;
    enum { DOCUMENTS = 40 };
    for (int i = 0; i < DOCUMENTS; i++) {
        StrBuf text = {0};
        strbuf_appendf(&text, "协商\n民主%d", i);
        fixture_put(fixture, "甲乙丙", text.data);
        strbuf_clear(&text);
    }
    static const unsigned places[] = {SEARCH_TITLES, SEARCH_TEXT};
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        SearchQuery query = {.text = STR("~(.+)+[无]"), .in = places[i]};
        int64_t blocks, docs;
        int calls = 0;
        Walk walk = {.stop_after = SIZE_MAX};
        store_set_interrupt(fixture->store, count_calls, &calls);
        assert_ok(store_search(fixture->store, &query, add_hit, &walk, &fixture->err));
        assert_true(calls >= DOCUMENTS);
        calls = 0;
        assert_ok(
            store_count_hits(fixture->store, &query, &blocks, &docs, &fixture->err));
        assert_true(calls >= DOCUMENTS);
        store_set_interrupt(fixture->store, NULL, NULL);
        assert_int_equal(walk.count + (size_t)blocks, 0);
    }
}

static void assert_neighbour(Fixture *fixture, const char *text, int64_t doc,
                             bool backwards, int64_t wanted)
{
    SearchQuery query = {.text = str_from(text)};
    int64_t found;
    assert_ok(store_find_hit_document(fixture->store, &query, doc, backwards, &found,
                                      &fixture->err));
    assert_int_equal(found, wanted);
}

static void the_next_document_is_that_of_the_next_hit(void **state)
{
    Fixture *fixture = *state;
    fixture_put(fixture, "甲", "协商\n协商");
    fixture_put(fixture, "乙", "无关");
    fixture_put(fixture, "丙", "民主\n协商\n协商");
    fixture_put(fixture, "丁", "协商");
    static const char *const queries[] = {"协商", "~协.", "~^.{2}$ -无关"};
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        assert_neighbour(fixture, queries[i], 1, false, 3);
        assert_neighbour(fixture, queries[i], 3, false, 4);
        assert_neighbour(fixture, queries[i], 4, false, 0);
        assert_neighbour(fixture, queries[i], 4, true, 3);
        assert_neighbour(fixture, queries[i], 3, true, 1);
        assert_neighbour(fixture, queries[i], 1, true, 0);
    }
    assert_ok(store_set_trashed(fixture->store, 3, 1, &fixture->err));
    assert_neighbour(fixture, "协商", 1, false, 4);
    assert_neighbour(fixture, "协商", 4, true, 1);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(counts_are_told_apart_by_document_and_tag),
        TEST(a_wording_is_found_again_and_what_is_like_it),
        TEST(a_walk_for_a_wording_goes_on_where_a_key_ended_it),
        TEST(a_search_goes_on_where_it_was_left),
        TEST(a_search_passes_what_it_does_not_want),
        TEST(a_pattern_can_be_stopped_at_each_text),
        TEST(the_next_document_is_that_of_the_next_hit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
