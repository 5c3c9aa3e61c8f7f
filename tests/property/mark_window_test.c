/* Passages read by need are those that reading all of them gives: random passages,
 * random screens.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit/store_fixture.h"

#include "reader/mark_window.h"

#define BLOCKS 6000
#define ROUNDS 80

typedef struct Dice {
    uint32_t state;
} Dice;

static uint32_t dice_roll(Dice *dice, uint32_t sides)
{
    dice->state = dice->state * 1664525u + 1013904223u;
    return (dice->state >> 8) % sides;
}

static int64_t put_text(Fixture *fixture)
{
    StrBuf text = {0};
    for (int i = 0; i < BLOCKS; i++)
        strbuf_appendf(&text, "第%d条各记一页年年核对\n", i + 1);
    int64_t doc = fixture_put(fixture, "文", text.data);
    strbuf_clear(&text);
    return doc;
}

static void mark(Fixture *fixture, int64_t doc, Range range, Dice *dice)
{
    static const Str tags[] = {{"甲", 3}, {"乙", 3}, {"丙", 3}};
    Annotation row = {.uid = uid_new(),
                      .doc = doc,
                      .edition = 1,
                      .selector = {.range = range, .exact = STR("核对")},
                      .tags = (Str *)tags,
                      .tag_count = dice_roll(dice, 4),
                      .is_orphan = dice_roll(dice, 20) == 0};
    int64_t id = 0;
    assert_ok(store_put_annotation(fixture->store, &row, &id, &fixture->err));
    for (uint32_t i = dice_roll(dice, 6); i > 3; i--) {
        Reply reply = {.uid = uid_new(),
                       .annotation = id,
                       .text = STR("复"),
                       .author = STR("林泉"),
                       .created_ms = i};
        int64_t reply_id = 0;
        assert_ok(store_put_reply(fixture->store, &reply, &reply_id, &fixture->err));
    }
    if (dice_roll(dice, 20) == 0)
        assert_ok(store_set_annotation_trashed(fixture->store, id, 5, &fixture->err));
}

/* Most of one block, some of many: each class of width is there. */
static void mark_at_random(Fixture *fixture, int64_t doc, int count, Dice *dice)
{
    static const uint32_t widths[] = {1, 1, 1, 1, 3, 20, 300, BLOCKS};
    assert_ok(store_begin(fixture->store, &fixture->err));
    for (int i = 0; i < count; i++) {
        uint32_t block = dice_roll(dice, BLOCKS);
        uint32_t width = widths[dice_roll(dice, ARRAY_SIZE(widths))];
        Range range = {{block, 3 * dice_roll(dice, 3)}, {0, 12}};
        range.end.block = MIN(block + dice_roll(dice, width), BLOCKS - 1);
        mark(fixture, doc, range, dice);
    }
    assert_ok(store_commit(fixture->store, &fixture->err));
}

static AnnotationList list_all(Fixture *fixture, int64_t doc)
{
    AnnotationFilter filter = {.doc = doc, .status = -1};
    AnnotationList list = {0};
    assert_ok(store_list_annotations(fixture->store, &filter, fixture->arena, &list,
                                     &fixture->err));
    return list;
}

static void assert_same(const Annotation *one, const Annotation *other)
{
    assert_int_equal(one->id, other->id);
    assert_int_equal(one->tag_count, other->tag_count);
    for (size_t i = 0; i < one->tag_count; i++)
        assert_true(str_is_equal(one->tags[i], other->tags[i]));
    assert_int_equal(one->reply_count, other->reply_count);
    for (size_t i = 0; i < one->reply_count; i++)
        assert_int_equal(one->replies[i].created_ms, other->replies[i].created_ms);
}

/* Of a screen only those that touch its blocks are looked at: each once, in order. */
static void assert_screen(MarkWindow *window, const AnnotationList *all,
                          const uint32_t *blocks, size_t count)
{
    Error err = {0};
    mark_window_trim(window);
    mark_window_begin(window);
    for (size_t i = 0; i < count; i++)
        assert_true(mark_window_add(window, blocks[i], &err));
    for (size_t i = 1; i < window->screen.count; i++)
        assert_true(pos_compare(window->screen.rows[i - 1]->selector.range.start,
                                window->screen.rows[i]->selector.range.start) <= 0);
    for (size_t i = 0; i < count; i++) {
        Range block = {{blocks[i], 0}, {blocks[i] + 1, 0}};
        size_t at, end = mark_run_find(&window->screen, block, &at);
        for (size_t j = 0; j < all->count; j++) {
            const Annotation *wanted = &all->rows[j];
            if (wanted->is_orphan || !range_overlaps(wanted->selector.range, block))
                continue;
            while (at < end &&
                   !range_overlaps(window->screen.rows[at]->selector.range, block))
                at++;
            assert_true(at < end);
            assert_same(window->screen.rows[at++], wanted);
        }
        for (; at < end; at++)
            assert_false(range_overlaps(window->screen.rows[at]->selector.range, block));
    }
}

static size_t count_from(const AnnotationList *all, uint32_t first, uint32_t end)
{
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++)
        count += !all->rows[i].is_orphan &&
                 all->rows[i].selector.range.start.block >= first &&
                 all->rows[i].selector.range.start.block < end;
    return count;
}

static void a_screen_has_the_marks_that_the_whole_document_has(void **state)
{
    Fixture *fixture = *state;
    Dice dice = {7};
    int64_t doc = put_text(fixture);
    mark_at_random(fixture, doc, 3000, &dice);
    AnnotationList all = list_all(fixture, doc);
    MarkWindow window;
    mark_window_init(&window, fixture->store, doc);
    assert_ok(mark_window_forget(&window, &fixture->err));
    while (mark_window_count(&window, &fixture->err))
        continue;
    assert_int_equal(window.total, all.count);
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t blocks[40], block = dice_roll(&dice, BLOCKS);
        uint32_t step = 1 + dice_roll(&dice, 3) * dice_roll(&dice, 200); /* folds */
        size_t count = 0;
        for (; count < ARRAY_SIZE(blocks) && block < BLOCKS; block += step)
            blocks[count++] = block;
        assert_screen(&window, &all, blocks, count);
        uint32_t end = blocks[0] + dice_roll(&dice, BLOCKS - blocks[0] + 1);
        assert_int_equal(mark_counts_get(&window.counts, blocks[0], end),
                         count_from(&all, blocks[0], end));
    }
    mark_window_clear(&window);
}

static void next_and_previous_are_those_of_the_list(void **state)
{
    Fixture *fixture = *state;
    Dice dice = {11};
    int64_t doc = put_text(fixture);
    mark_at_random(fixture, doc, 300, &dice);
    AnnotationList all = list_all(fixture, doc);
    for (int round = 0; round < ROUNDS; round++) {
        Pos from = {dice_roll(&dice, BLOCKS), dice_roll(&dice, 9)}, next = from,
            previous = from, behind = from, before = from;
        for (size_t i = all.count; i-- > 0;)
            if (!all.rows[i].is_orphan &&
                pos_compare(all.rows[i].selector.range.start, from) > 0)
                behind = all.rows[i].selector.range.start;
        for (size_t i = 0; i < all.count; i++)
            if (!all.rows[i].is_orphan &&
                pos_compare(all.rows[i].selector.range.start, from) < 0)
                before = all.rows[i].selector.range.start;
        assert_ok(store_find_mark(fixture->store, doc, 1, &next, &fixture->err));
        assert_ok(store_find_mark(fixture->store, doc, -1, &previous, &fixture->err));
        assert_int_equal(pos_compare(next, behind), 0);
        assert_int_equal(pos_compare(previous, before), 0);
    }
}

/* 3,000 on one character hide neither each other's number nor their neighbours. */
static void a_crowded_character_is_counted_and_its_neighbours_are_shown(void **state)
{
    Fixture *fixture = *state;
    int64_t doc = put_text(fixture);
    assert_ok(store_begin(fixture->store, &fixture->err));
    for (int i = 0; i < 3000; i++) {
        Annotation row = {.uid = uid_new(),
                          .doc = doc,
                          .edition = 1,
                          .selector = {.range = {{40, 3}, {40, 6}}}};
        int64_t id = 0;
        assert_ok(store_put_annotation(fixture->store, &row, &id, &fixture->err));
    }
    assert_ok(store_commit(fixture->store, &fixture->err));
    size_t before = list_all(fixture, doc).count;
    assert_ok(store_begin(fixture->store, &fixture->err));
    for (uint32_t i = 0; i < 2; i++) {
        Annotation row = {.uid = uid_new(),
                          .doc = doc,
                          .edition = 1,
                          .selector = {.range = {{40 + i, 9}, {40 + i, 12}}}};
        int64_t id = 0;
        assert_ok(store_put_annotation(fixture->store, &row, &id, &fixture->err));
    }
    assert_ok(store_commit(fixture->store, &fixture->err));
    MarkList marks = {0};
    MarkCounts counts = {0};
    assert_ok(store_list_marks(fixture->store, doc, 32, 48, fixture->arena, &marks,
                               &fixture->err));
    assert_ok(
        store_count_marks(fixture->store, doc, 0, SIZE_MAX, &counts, &fixture->err));
    assert_int_equal(before, 3000);
    assert_true(marks.is_cut);
    assert_in_range(marks.count, 3, 2 * MARKS_PER_BLOCK);
    assert_int_equal(marks.rows[marks.count - 1].selector.range.start.block, 41);
    assert_int_equal(marks.rows[marks.count - 2].selector.range.start.off, 9);
    assert_int_equal(mark_counts_get(&counts, 40, 41), 3001);
    assert_int_equal(mark_counts_get(&counts, 0, BLOCKS), 3002);
    free(counts.rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_screen_has_the_marks_that_the_whole_document_has, fixture_set_up,
            fixture_tear_down),
        cmocka_unit_test_setup_teardown(next_and_previous_are_those_of_the_list,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(
            a_crowded_character_is_counted_and_its_neighbours_are_shown, fixture_set_up,
            fixture_tear_down),
    };
    return cmocka_run_group_tests_name("marks by need", tests, NULL, NULL);
}
