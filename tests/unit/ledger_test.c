/* The ledger: a table that is kept says what the library says, whatever is done; orders.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_acts.h"

#include "ledger/table.h"

/* ---- comparing -------------------------------------------------------------- */

static bool always(void *context)
{
    (void)context;
    return true;
}

static Ledger *read_new(Fixture *fixture)
{
    Ledger *ledger = ledger_new(library_get_store(fixture->library));
    assert_ok(ledger_read(ledger, NULL, NULL, &fixture->err));
    assert_true(ledger_is_complete(ledger));
    return ledger;
}

static void assert_same_index(const PassageIndex *a, const PassageIndex *b)
{
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->passages, b->passages);
    assert_int_equal(a->group_count, b->group_count);
    for (size_t i = 0; i < a->count; i++)
        assert_int_equal(a->ids[i], b->ids[i]);
    for (size_t i = 0; i < a->group_count; i++) {
        assert_int_equal(a->groups[i].first, b->groups[i].first);
        assert_int_equal(a->groups[i].count, b->groups[i].count);
        assert_int_equal(a->groups[i].key, b->groups[i].key);
    }
}

/* The store lists whole passages by statements of its own. */
static void assert_as_listed(Fixture *fixture, const AnnotationFilter *filter,
                             bool newest_first, const PassageIndex *index)
{
    AnnotationFilter asked = *filter;
    AnnotationList list = {0};
    asked.newest_first = newest_first;
    assert_ok(store_list_annotations(library_get_store(fixture->library), &asked,
                                     fixture->arena, &list, &fixture->err));
    assert_int_equal(index->count, list.count);
    for (size_t i = 0; i < list.count; i++)
        assert_int_equal(index->ids[i], list.rows[i].id);
}

static void assert_up_to_date(Fixture *fixture, Ledger *kept, int64_t collection)
{
    const AnnotationFilter filters[] = {
        {.status = -1},
        {.status = STATUS_OPEN},
        {.status = -1, .tag = STR("水")},
        {.status = -1, .style = STR("yellow")},
        {.status = -1, .text = STR("河")},
        {.status = -1, .text = STR("。")},
        {.status = -1, .collection = collection},
    };
    Ledger *fresh = read_new(fixture);
    PassageIndex a = {0}, b = {0};
    for (size_t i = 0; i < ARRAY_SIZE(filters); i++)
        for (int grouping = 0; grouping < GROUP_COUNT; grouping++) {
            PassageGrouping by = (PassageGrouping)grouping;
            assert_ok(ledger_index(kept, &filters[i], by, 0, &a, &fixture->err));
            assert_ok(ledger_index(fresh, &filters[i], by, 0, &b, &fixture->err));
            assert_same_index(&a, &b);
            bool is_own = by == GROUP_NONE && filters[i].collection;
            if (is_own || by == GROUP_NONE ||
                (by == GROUP_DOCUMENT && !filters[i].collection))
                assert_as_listed(fixture, &filters[i], by == GROUP_NONE && !is_own, &a);
        }
    passage_index_clear(&a);
    passage_index_clear(&b);
    ledger_free(fresh);
}

/* ---- tests ------------------------------------------------------------------- */

static void kept_table_follows_every_act_and_its_undo(void **state)
{
    Fixture *fixture = *state;
    World world;
    StrBuf what = {0};
    int64_t doc;
    acts_prepare(fixture, &world);
    Ledger *kept = read_new(fixture);
    assert_ok(ledger_read_chapters(kept, NULL, NULL, &fixture->err));
    assert_ok(ledger_read_tags(kept, NULL, NULL, &fixture->err));
    size_t done = 0;
    for (size_t i = 0; i + 1 < ARRAY_SIZE(acts); i++, done++) {
        assert_ok(acts[i].act(&world, &fixture->err));
        assert_up_to_date(fixture, kept, world.collection);
    }
    for (; done; done--) {
        assert_ok(library_undo(fixture->library, &what, &doc, &fixture->err));
        assert_up_to_date(fixture, kept, world.collection);
    }
    /* The last act, a purge, cannot be taken back. */
    assert_ok(acts[ARRAY_SIZE(acts) - 1].act(&world, &fixture->err));
    assert_up_to_date(fixture, kept, world.collection);
    strbuf_clear(&what);
    ledger_free(kept);
}

/* Another program may purge what it has deleted before anybody looks again. */
static void purged_passage_is_in_no_list(void **state)
{
    Fixture *fixture = *state;
    World world;
    acts_prepare(fixture, &world);
    Ledger *kept = read_new(fixture);
    assert_ok(ledger_read_tags(kept, NULL, NULL, &fixture->err));
    assert_ok(library_delete_annotation(fixture->library, world.second, &fixture->err));
    assert_ok(library_purge_annotation(fixture->library, world.second, &fixture->err));
    assert_up_to_date(fixture, kept, world.collection);
    ledger_free(kept);
}

static void library_that_goes_back_takes_the_table_along(void **state)
{
    Fixture *fixture = *state;
    World world;
    acts_prepare(fixture, &world);
    char *backup = path_join(fixture->root, "backup.db");
    char *before = path_join(fixture->root, "before.db");
    assert_ok(
        store_backup(library_get_store(fixture->library), backup, NULL, &fixture->err));
    fixture_annotate(fixture, world.paper, "雨后加密巡查", "新", "水");
    Ledger *kept = read_new(fixture);
    /* As another process does it. */
    assert_ok(store_go_back(fixture->directory, backup, before, NULL, &fixture->err));
    assert_up_to_date(fixture, kept, world.collection);
    ledger_free(kept);
    free(backup);
    free(before);
}

/* Row after row of the very first slice is there before the next one is asked for. */
static void slices_make_the_whole(void **state)
{
    Fixture *fixture = *state;
    StrBuf text = {0};
    for (int i = 0; i < 400; i++)
        strbuf_appendf(&text, "第%d口塘一张图，年年核对。\n\n", i);
    int64_t doc = fixture_import(fixture, "塘.txt", text.data);
    Document *document =
        store_open_document(library_get_store(fixture->library), doc, &fixture->err);
    assert_non_null(document);
    assert_ok(library_begin_batch(fixture->library, &fixture->err));
    for (uint32_t i = 0; i < 5000; i++) {
        NewAnnotation new = {.document = document,
                             .range = {{i * 7 % 400, 0}, {i * 7 % 400, 3}}};
        int64_t id;
        assert_ok(library_annotate(fixture->library, &new, &id, &fixture->err));
    }
    assert_ok(library_end_batch(fixture->library, true, &fixture->err));
    document_free(document);
    Ledger *ledger = ledger_new(library_get_store(fixture->library));
    int slices = 0;
    for (; !ledger_is_complete(ledger) && slices < 100; slices++)
        assert_ok(ledger_read(ledger, always, NULL, &fixture->err));
    assert_true(slices > 1);
    for (slices = 0; !ledger_has_chapters(ledger) && slices < 100; slices++)
        assert_ok(ledger_read_chapters(ledger, always, NULL, &fixture->err));
    assert_true(slices > 1);
    assert_int_equal(ledger->count, 5000);
    assert_up_to_date(fixture, ledger, 0);
    ledger_free(ledger);
    strbuf_clear(&text);
}

static int compare_sortable(const void *a, const void *b)
{
    const Sortable *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static void numbers_are_sorted_and_equal_ones_stay(void **state)
{
    (void)state;
    Sortable rows[3000], expected[3000];
    uint64_t seed = 88172645463325252u;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        /* Negative ones, large ones, and many that are equal. */
        int64_t number = i % 3 == 0 ? (int64_t)(seed % 50) - 25 : (int64_t)seed;
        expected[i] = rows[i] = (Sortable){order_key(number), (int64_t)i};
    }
    qsort(expected, ARRAY_SIZE(expected), sizeof(*expected), compare_sortable);
    order_sort(rows, ARRAY_SIZE(rows));
    assert_memory_equal(rows, expected, sizeof(rows));
    assert_true(order_key(-1) < order_key(0) && order_key(INT64_MIN) < order_key(-1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kept_table_follows_every_act_and_its_undo,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(purged_passage_is_in_no_list, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(library_that_goes_back_takes_the_table_along,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(slices_make_the_whole, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test(numbers_are_sorted_and_equal_ones_stay),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
