/* Collections: an order made by hand that survives everything, and ranks without end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_fixture.h"

#include "library/rank.h"

static int64_t create(Fixture *fixture, const char *name)
{
    int64_t collection = 0;
    assert_ok(library_create_collection(fixture->library, str_from(name), &collection,
                                        &fixture->err));
    return collection;
}

/* The quotations of a collection, in order, joined by "|". */
static void assert_holds(Fixture *fixture, int64_t collection, const char *expected)
{
    AnnotationFilter filter = {.collection = collection, .status = -1};
    AnnotationList list = {0};
    StrBuf joined = {0};
    assert_ok(store_list_annotations(library_get_store(fixture->library), &filter,
                                     fixture->arena, &list, &fixture->err));
    for (size_t i = 0; i < list.count; i++) {
        strbuf_append_text(&joined, i ? "|" : "");
        strbuf_append_str(&joined, list.rows[i].selector.exact);
    }
    strbuf_append_text(&joined, "");
    assert_str(strbuf_get(&joined), expected);
    int64_t count = 0;
    assert_ok(store_count_annotations(library_get_store(fixture->library), &filter,
                                      &count, &fixture->err));
    assert_int_equal(count, list.count);
    strbuf_clear(&joined);
}

typedef struct Sample {
    int64_t doc, ids[4], collection;
} Sample;

static Sample make_sample(Fixture *fixture)
{
    static const char *const quotes[] = {"摸清家底", "一条河一本账", "专人负责",
                                         "山塘虽小"};
    Sample sample = {.doc = fixture_import(fixture, "甲.txt", PAPER)};
    for (size_t i = 0; i < ARRAY_SIZE(quotes); i++)
        sample.ids[i] = fixture_annotate(fixture, sample.doc, quotes[i], "", NULL);
    sample.collection = create(fixture, "专报素材");
    size_t added = 0;
    assert_ok(library_collect(fixture->library, sample.collection, sample.ids, 4, &added,
                              &fixture->err));
    assert_int_equal(added, 4);
    return sample;
}

static void order_is_the_one_made_by_hand(void **state)
{
    Fixture *fixture = *state;
    Sample sample = make_sample(fixture);
    Library *library = fixture->library;
    Error *err = &fixture->err;
    assert_holds(fixture, sample.collection, "摸清家底|一条河一本账|专人负责|山塘虽小");
    assert_ok(library_move_collected(library, sample.collection, sample.ids[3],
                                     sample.ids[0], err));
    assert_holds(fixture, sample.collection, "山塘虽小|摸清家底|一条河一本账|专人负责");
    assert_ok(library_move_collected(library, sample.collection, sample.ids[0], 0, err));
    assert_holds(fixture, sample.collection, "山塘虽小|一条河一本账|专人负责|摸清家底");
    assert_ok(library_uncollect(library, sample.collection, &sample.ids[1], 1, err));
    assert_holds(fixture, sample.collection, "山塘虽小|专人负责|摸清家底");
    /* What is in it already stays where it is. */
    size_t added = 9;
    assert_ok(library_collect(library, sample.collection, sample.ids, 4, &added, err));
    assert_int_equal(added, 1);
    assert_holds(fixture, sample.collection, "山塘虽小|专人负责|摸清家底|一条河一本账");
    fixture_reopen(fixture);
    assert_holds(fixture, sample.collection, "山塘虽小|专人负责|摸清家底|一条河一本账");
}

static void deleted_passage_comes_back_to_its_place(void **state)
{
    Fixture *fixture = *state;
    Sample sample = make_sample(fixture);
    StrBuf what = {0};
    int64_t doc;
    assert_ok(library_delete_annotation(fixture->library, sample.ids[1], &fixture->err));
    assert_holds(fixture, sample.collection, "摸清家底|专人负责|山塘虽小");
    assert_ok(library_undo(fixture->library, &what, &doc, &fixture->err));
    assert_holds(fixture, sample.collection, "摸清家底|一条河一本账|专人负责|山塘虽小");
    strbuf_clear(&what);
    assert_ok(library_trash(fixture->library, sample.doc, &fixture->err));
    assert_holds(fixture, sample.collection, "");
    assert_ok(library_purge(fixture->library, sample.doc, &fixture->err));
    assert_ok(store_check(library_get_store(fixture->library), true, &fixture->report,
                          &fixture->err));
}

static void collecting_is_one_action_that_says_what_it_was(void **state)
{
    Fixture *fixture = *state;
    Sample sample = make_sample(fixture);
    StrBuf what = {0};
    int64_t doc;
    assert_ok(library_undo(fixture->library, &what, &doc, &fixture->err));
    assert_str(strbuf_get(&what), "put “摸清家底” into the collection “专报素材”");
    assert_holds(fixture, sample.collection, "");
    assert_ok(library_redo(fixture->library, &what, &doc, &fixture->err));
    assert_holds(fixture, sample.collection, "摸清家底|一条河一本账|专人负责|山塘虽小");
    strbuf_clear(&what);
}

static void name_belongs_to_one_collection(void **state)
{
    Fixture *fixture = *state;
    int64_t first = create(fixture, "专报"), other = 0;
    Error *err = &fixture->err;
    assert_false(library_create_collection(fixture->library, STR(" 专报 "), &other, err));
    assert_int_equal(err->code, ERR_CONFLICT);
    error_clear(err);
    assert_false(library_create_collection(fixture->library, STR(" \n "), &other, err));
    assert_int_equal(err->code, ERR_USAGE);
    error_clear(err);
    /* A deleted one gives its name free. */
    assert_ok(library_delete_collection(fixture->library, first, err));
    assert_ok(library_create_collection(fixture->library, STR("专报"), &other, err));
    assert_false(library_rename_collection(fixture->library, first, STR("新"), err));
    assert_int_equal(err->code, ERR_NOT_FOUND);
}

static void saved_filter_follows_its_collection(void **state)
{
    Fixture *fixture = *state;
    Store *store = library_get_store(fixture->library);
    AnnotationFilter filter = {.collection = create(fixture, "专报"), .status = -1};
    int64_t other = create(fixture, "另一个");
    Str text;
    assert_ok(library_save_filter(fixture->library, STR("报"), &filter, &fixture->err));
    assert_ok(library_rename_collection(fixture->library, filter.collection,
                                        STR("六月 专报"), &fixture->err));
    assert_ok(
        library_rename_collection(fixture->library, other, STR("专报"), &fixture->err));
    assert_ok(store_get_filter(store, STR("报"), fixture->arena, &text, &fixture->err));
    assert_str(text, "in:\"六月 专报\"");
    fixture_undo(fixture);
    fixture_undo(fixture);
    assert_ok(store_get_filter(store, STR("报"), fixture->arena, &text, &fixture->err));
    assert_str(text, "in:专报");
}

/* Into the same gap a thousand times, from either side, and at both ends: the order holds
 * and ranks stay short enough to be kept. */
static void there_is_room_between_any_two_ranks(void **state)
{
    (void)state;
    StrBuf low = {0}, high = {0}, middle = {0};
    assert_true(rank_between((Str){0}, (Str){0}, &low));
    assert_true(rank_between(strbuf_get(&low), (Str){0}, &high));
    for (int i = 0; i < 1000; i++) {
        strbuf_reset(&middle);
        assert_true(rank_between(strbuf_get(&low), strbuf_get(&high), &middle));
        assert_true(strcmp(low.data, middle.data) < 0);
        assert_true(strcmp(middle.data, high.data) < 0);
        StrBuf *moved = i % 7 < 3 ? &low : &high;
        strbuf_reset(moved);
        strbuf_append_str(moved, strbuf_get(&middle));
    }
    assert_true(middle.len < 400);
    strbuf_reset(&low);
    assert_true(rank_between((Str){0}, (Str){0}, &low));
    for (int i = 0; i < 1000; i++) {
        strbuf_reset(&high);
        assert_true(i % 2 ? rank_between(strbuf_get(&low), (Str){0}, &high)
                          : rank_between((Str){0}, strbuf_get(&low), &high));
        assert_int_equal(strcmp(low.data, high.data) < 0, i % 2);
        assert_int_equal(high.len, 8);
        strbuf_reset(&low);
        strbuf_append_str(&low, strbuf_get(&high));
    }
    assert_false(rank_between(strbuf_get(&low), strbuf_get(&low), &middle));
    assert_false(rank_between(STR("?"), (Str){0}, &middle));
    strbuf_clear(&low);
    strbuf_clear(&high);
    strbuf_clear(&middle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(order_is_the_one_made_by_hand, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(deleted_passage_comes_back_to_its_place,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(collecting_is_one_action_that_says_what_it_was,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(name_belongs_to_one_collection, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(saved_filter_follows_its_collection,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test(there_is_room_between_any_two_ranks),
    };
    return cmocka_run_group_tests_name("collections", tests, NULL, NULL);
}
