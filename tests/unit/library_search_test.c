/* Searches that are kept, by name and as they are typed; what they found, taken as
 * passages. SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_fixture.h"

#include <piyue/store_search.h>

static void assert_kept(Fixture *fixture, const char *name, const char *expected)
{
    StrBuf query = {0};
    assert_ok(
        library_get_search(fixture->library, str_from(name), &query, &fixture->err));
    assert_str(strbuf_get(&query), expected);
    strbuf_clear(&query);
}

static void assert_gone(Fixture *fixture, const char *name)
{
    StrBuf query = {0};
    assert_false(
        library_get_search(fixture->library, str_from(name), &query, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_NOT_FOUND);
    error_clear(&fixture->err);
    assert_int_equal(query.len, 0);
}

static void search_is_kept_and_undone(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    Error *err = &fixture->err;
    StrBuf what = {0};
    int64_t doc;
    assert_ok(library_save_search(library, STR(" 家底 "), STR("家底|台账  -草稿"), err));
    assert_kept(fixture, "家底", "家底|台账 -草稿");
    assert_ok(library_save_search(library, STR("家底"), STR("家底"), err));
    assert_kept(fixture, "家底", "家底");
    assert_ok(library_undo(library, &what, &doc, err));
    assert_kept(fixture, "家底", "家底|台账 -草稿");
    assert_ok(library_save_search(library, STR("家底"), (Str){0}, err));
    assert_gone(fixture, "家底");
    assert_ok(library_undo(library, &what, &doc, err));
    assert_kept(fixture, "家底", "家底|台账 -草稿");
    strbuf_clear(&what);
}

static void what_is_no_query_is_not_kept(void **state)
{
    Fixture *fixture = *state;
    Error *err = &fixture->err;
    assert_false(
        library_save_search(fixture->library, STR("甲"), STR("after:去年"), err));
    assert_int_equal(err->code, ERR_USAGE);
    error_clear(err);
    assert_false(library_save_search(fixture->library, STR(" "), STR("塘"), err));
    assert_int_equal(err->code, ERR_USAGE);
    error_clear(err);
    assert_false(library_save_search(fixture->library, STR("甲"), (Str){0}, err));
    assert_int_equal(err->code, ERR_NOT_FOUND);
}

static void renaming_never_takes_a_name(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    Error *err = &fixture->err;
    StrBuf what = {0};
    int64_t doc;
    assert_ok(library_save_search(library, STR("甲"), STR("塘"), err));
    assert_ok(library_save_search(library, STR("乙"), STR("河"), err));
    assert_false(library_rename_search(library, STR("甲"), STR("乙"), err));
    assert_int_equal(err->code, ERR_CONFLICT);
    error_clear(err);
    assert_ok(library_rename_search(library, STR("甲"), STR("丙"), err));
    assert_kept(fixture, "丙", "塘");
    assert_kept(fixture, "乙", "河");
    assert_gone(fixture, "甲");
    assert_ok(library_undo(library, &what, &doc, err)); /* both halves at once */
    assert_kept(fixture, "甲", "塘");
    assert_gone(fixture, "丙");
    strbuf_clear(&what);
}

static void document_is_kept_by_what_it_is(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = fixture_import(fixture, "甲.txt", PAPER);
    Store *store = library_get_store(fixture->library);
    StrBuf typed = {0}, expected = {0};
    Str kept;
    strbuf_appendf(&typed, "\"doc:%lld\" (塘|河) -doc:%lld doc:999", (long long)doc,
                   (long long)doc);
    assert_ok(library_save_search(fixture->library, STR("甲"), strbuf_get(&typed),
                                  &fixture->err));
    assert_ok(store_get_search(store, STR("甲"), fixture->arena, &kept, &fixture->err));
    Uid uid;
    assert_ok(store_get_document_uid(store, doc, &uid, &fixture->err));
    /* What is quoted is a text, and a document that is not there stays a number. */
    strbuf_appendf(&expected, "\"doc:%lld\" (塘|河) -doc:", (long long)doc);
    strbuf_append_hex(&expected, uid.bytes, sizeof(uid.bytes));
    strbuf_append_text(&expected, " doc:999");
    assert_str(kept, expected.data);
    assert_kept(fixture, "甲", typed.data);
    strbuf_clear(&typed);
    strbuf_clear(&expected);
}

static void kept_search_follows_its_tag(void **state)
{
    Fixture *fixture = *state;
    Error *err = &fixture->err;
    int64_t doc = fixture_import(fixture, "甲.txt", PAPER);
    assert_ok(library_tag_document(fixture->library, doc, STR("提案/办理"), true, err));
    assert_ok(library_save_search(fixture->library, STR("甲"),
                                  STR("塘 (标签:提案/办理|tag:\"提案\") tag:提案人"),
                                  err));
    assert_ok(library_rename_tag(fixture->library, STR("提案"), STR("议 案"), err));
    assert_kept(fixture, "甲", "塘 (标签:\"议 案/办理\"|tag:\"议 案\") tag:提案人");
}

/* ---- what was found is taken ------------------------------------------------- */

typedef struct Places {
    HitPlace items[32];
    size_t count;
} Places;

static bool take_place(void *context, const SearchHit *hit)
{
    Places *places = context;
    assert_true(places->count < ARRAY_SIZE(places->items));
    places->items[places->count++] =
        (HitPlace){hit->doc, hit->annotation, hit->block, hit->start, hit->end};
    return true;
}

static Places find_places(Fixture *fixture, const char *text)
{
    Places places = {0};
    SearchQuery query = {.text = str_from(text), .in = SEARCH_TEXT | SEARCH_NOTES};
    assert_ok(store_search(library_get_store(fixture->library), &query, take_place,
                           &places, &fixture->err));
    return places;
}

static int64_t count_passages(Fixture *fixture)
{
    AnnotationFilter all = {.status = -1};
    int64_t count = -1;
    assert_ok(store_count_annotations(library_get_store(fixture->library), &all, &count,
                                      &fixture->err));
    return count;
}

#define TAKEN_PAPER                                                                               \
    "关于塘坝的意见\n\n"                                                                   \
    "　　山塘要清淤，塘坝要加固。各村要摸清家底！河道不在此列。\n\n" \
    "　　“塘坝如何管？”由村里定。\n"

static void sentences_of_hits_become_passages(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    Error *err = &fixture->err;
    fixture_import(fixture, "甲.txt", TAKEN_PAPER);
    Places places = find_places(fixture, "塘");
    Str tag = STR("水利");
    HitTake take = {.tags = &tag, .tag_count = 1, .collection = STR("汇编")};
    HitTaken taken;
    assert_ok(library_take_hits(library, places.items, places.count, &take, &taken, err));
    /* The title; both 塘 of one sentence; the question. */
    assert_int_equal(places.count, 4);
    assert_int_equal(taken.passages, 3);
    assert_int_equal(taken.created, 3);
    assert_int_equal(taken.collected, 3);
    AnnotationList list = fixture_list(fixture);
    assert_int_equal(list.count, 3);
    assert_str(list.rows[0].selector.exact, "关于塘坝的意见");
    assert_str(list.rows[1].selector.exact, "山塘要清淤，塘坝要加固。");
    assert_true(str_find(list.rows[2].selector.exact, STR("塘坝如何管"), 0) != STR_NONE);
    assert_int_equal(list.rows[1].tag_count, 1);
    /* One undo takes all of it back. */
    StrBuf what = {0};
    int64_t doc;
    assert_ok(library_undo(library, &what, &doc, err));
    assert_int_equal(count_passages(fixture), 0);
    int64_t collection;
    assert_false(
        store_find_collection(library_get_store(library), STR("汇编"), &collection, err));
    strbuf_clear(&what);
}

static void passage_that_is_there_is_not_made_twice(void **state)
{
    Fixture *fixture = *state;
    Library *library = fixture->library;
    Error *err = &fixture->err;
    fixture_import(fixture, "甲.txt", TAKEN_PAPER);
    Str tag = STR("水利");
    HitTake take = {.tags = &tag, .tag_count = 1};
    HitTaken taken;
    Places places = find_places(fixture, "塘坝 清淤");
    assert_ok(library_take_hits(library, places.items, places.count, &take, &taken, err));
    assert_int_equal(taken.created, 1);
    /* Now its words are found in the text, and in the passage. */
    places = find_places(fixture, "塘坝 清淤");
    take = (HitTake){.collection = STR("汇编")};
    assert_ok(library_take_hits(library, places.items, places.count, &take, &taken, err));
    assert_int_equal(taken.passages, 1);
    assert_int_equal(taken.created, 0);
    assert_int_equal(taken.collected, 1);
    assert_int_equal(count_passages(fixture), 1);
}

static void bad_tag_takes_nothing(void **state)
{
    Fixture *fixture = *state;
    fixture_import(fixture, "甲.txt", TAKEN_PAPER);
    Str tag = STR(" ");
    HitTake take = {.tags = &tag, .tag_count = 1};
    HitTaken taken;
    Places places = find_places(fixture, "塘");
    assert_false(library_take_hits(fixture->library, places.items, places.count, &take,
                                   &taken, &fixture->err));
    assert_int_equal(count_passages(fixture), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(search_is_kept_and_undone, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_query_is_not_kept, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(renaming_never_takes_a_name, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(document_is_kept_by_what_it_is, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(kept_search_follows_its_tag, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(sentences_of_hits_become_passages, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(passage_that_is_there_is_not_made_twice,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(bad_tag_takes_nothing, fixture_set_up,
                                        fixture_tear_down),
    };
    return cmocka_run_group_tests_name("kept searches", tests, NULL, NULL);
}
