/* What the index holds, and how it is made anew for a newer version.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_file.h"

#include <piyue/store_search.h>

/* ---- tokens ------------------------------------------------------------ */

/* Positions of a text's entries, those of pairs with a plus. */
static void holds(const char *text, const char *expected)
{
    StrBuf room = {0}, out = {0};
    IndexWalk walk = {.text = str_from(text), .room = &room};
    IndexTerm term;
    IndexEntry entry;
    while (index_walk_next(&walk, &term, &entry)) {
        Str source = str_slice(walk.text, entry.start, entry.end);
        strbuf_appendf(&out, "%llu%s%.*s ", (unsigned long long)entry.position,
                       entry.is_pair ? "+" : "", STR_ARG(source));
    }
    assert_string_equal(out.data, expected);
    strbuf_clear(&room);
    strbuf_clear(&out);
}

static void two_common_characters_are_a_token_besides_each(void **state)
{
    (void)state;
    holds("中国人", "0中 0+中国 1国 1+国人 2人 ");
    holds("中國 人", "0中 0+中國 1國 1+國 人 2人 "); /* as they fold; over blanks */
    holds("中，国", "0中 1， 2国 ");
    holds("中a国", "0中 1a 2国 ");
    holds("中鼎国", "0中 1鼎 2国 ");
}

static void a_pair_is_asked_for_as_it_stands_in_the_index(void **state)
{
    (void)state;
    StrBuf room = {0};
    IndexWalk walk = {.text = STR("人民"), .room = &room};
    IndexTerm held, asked;
    IndexEntry entry = {0};
    while (index_walk_next(&walk, &held, &entry) && !entry.is_pair)
        ;
    assert_true(entry.is_pair);
    assert_true(str_is_equal(entry.term, index_term(STR("人民"), &asked)));
    assert_false(str_is_equal(entry.term, index_term(STR("民人"), &asked)));
    assert_true(index_is_pair(STR("人"), STR("民")));
    assert_false(index_is_pair(STR("人"), STR("鼎")));
    assert_false(index_is_pair(STR("a"), STR("民")));
    strbuf_clear(&room);
}

/* ---- a new version ----------------------------------------------------- */

static bool take_hit(void *context, const SearchHit *hit)
{
    (void)hit;
    ++*(size_t *)context;
    return true;
}

static size_t count_places(Fixture *fixture, const char *words)
{
    size_t count = 0;
    SearchQuery query = {.text = str_from(words), .in = SEARCH_TEXT};
    assert_ok(store_search(fixture->store, &query, take_hit, &count, &fixture->err));
    return count;
}

static bool is_whole(Fixture *fixture)
{
    bool whole = false;
    assert_ok(index_is_whole(fixture->store, &whole, &fixture->err));
    return whole;
}

/* The migration that empties the indexes. */
static const char *find_migration(void)
{
    for (int i = 0; i < store_migration_count; i++)
        if (strstr(store_migrations[i].sql, "'unindexed'"))
            return store_migrations[i].sql;
    fail_msg("there is none");
    return NULL;
}

/* A library of three documents, just brought to the new version. */
static void make_migrated(Fixture *fixture)
{
    fixture_put(fixture, "甲", "中国人民\n!人民看不见");
    fixture_put(fixture, "乙", "人民鼎鼎");
    fixture_put(fixture, "丙", "锺声响起");
    assert_ok(store_begin(fixture->store, &fixture->err) &&
              store_execute(fixture->store, find_migration(), &fixture->err) &&
              store_commit(fixture->store, &fixture->err));
}

static bool stop(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    assert_true(done < total);
    return false;
}

static void an_older_library_gets_its_index_anew(void **state)
{
    Fixture *fixture = *state;
    assert_true(is_whole(fixture)); /* a new one needs none */
    make_migrated(fixture);
    assert_false(is_whole(fixture));
    assert_int_equal(count_places(fixture, "人民"), 0);
    assert_ok(store_fill_index(fixture->store, NULL, &fixture->err));
    assert_true(is_whole(fixture));
    assert_int_equal(count_places(fixture, "人民"), 2);
    assert_int_equal(count_places(fixture, "鐘聲"), 1);
    assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
}

static void who_is_stopped_goes_on_where_it_was(void **state)
{
    Fixture *fixture = *state;
    make_migrated(fixture);
    Report stopped = {.progress = stop};
    assert_false(store_fill_index(fixture->store, &stopped, &fixture->err));
    assert_int_equal(fixture->err.code, ERR_CANCELLED);
    error_clear(&fixture->err);
    /* As if the first of them was done. */
    Document *document = store_open_document(fixture->store, 1, &fixture->err);
    assert_ok(store_begin(fixture->store, &fixture->err) &&
              edition_index(fixture->store, document, &fixture->err) &&
              store_put_meta(fixture->store, "unindexed", STR("3"), &fixture->err) &&
              store_commit(fixture->store, &fixture->err));
    document_free(document);
    assert_ok(try_open(fixture, STORE_READ_ONLY));
    assert_int_equal(fixture->report.count, 1); /* says so */
    assert_ok(try_open(fixture, STORE_READ_WRITE));
    assert_ok(store_fill_index(fixture->store, NULL, &fixture->err));
    assert_int_equal(count_places(fixture, "人民"), 2);
    assert_ok(store_check(fixture->store, true, &fixture->report, &fixture->err));
    assert_ok(try_open(fixture, STORE_READ_ONLY));
    assert_int_equal(fixture->report.count, 0);
}

static void what_cannot_be_read_does_not_stop_it(void **state)
{
    Fixture *fixture = *state;
    make_migrated(fixture);
    close_library(fixture);
    run_sql(fixture, "UPDATE edition SET directory = x'bb' WHERE doc = 2");
    assert_ok(try_open(fixture, STORE_READ_WRITE));
    assert_ok(store_fill_index(fixture->store, NULL, &fixture->err));
    assert_int_equal(count_places(fixture, "钟声"), 1);
}

int main(void)
{
#define TEST(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_common_characters_are_a_token_besides_each),
        cmocka_unit_test(a_pair_is_asked_for_as_it_stands_in_the_index),
        TEST(an_older_library_gets_its_index_anew),
        TEST(who_is_stopped_goes_on_where_it_was),
        TEST(what_cannot_be_read_does_not_stop_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
