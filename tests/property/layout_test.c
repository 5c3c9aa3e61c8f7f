/* Rules of the layout over random documents, folds and widths.
 *
 * Visibility is compared with a second implementation that walks all blocks; rows and
 * places are compared with the text itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/layout.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 120

/* Numerical Recipes' generator: the same documents on every machine. */
typedef struct Dice {
    uint32_t state;
} Dice;

static uint32_t dice_roll(Dice *dice, uint32_t sides)
{
    dice->state = dice->state * 1664525u + 1013904223u;
    return (dice->state >> 8) % sides;
}

static const char *const pieces[] = {
    "协商",         "议政", "，", "。",   "“",  "”",  "《",        "》", "——",
    "……",           "abc",  " ",  "2024", "年", "%",  "（",        "）", "e\xcc\x81",
    "\xe2\x80\x8b", "①",    "、", "：",   "𠀀", "10", "word-like", "；",
};

static void text_make(Dice *dice, StrBuf *text, uint32_t piece_count)
{
    strbuf_reset(text);
    for (uint32_t i = 0; i < piece_count; i++)
        strbuf_append_text(text, pieces[dice_roll(dice, ARRAY_SIZE(pieces))]);
}

static unsigned flags_make(Dice *dice)
{
    static const unsigned flags[] = {
        0, 0, 0, 0, 0, BLOCK_HIDDEN, BLOCK_CONTINUED, BLOCK_CENTERED};
    return flags[dice_roll(dice, ARRAY_SIZE(flags))];
}

static Document *document_make(Dice *dice)
{
    Draft *draft = draft_new();
    Outline outline = {0};
    StrBuf text = {0};
    uint32_t count = dice_roll(dice, 60);
    for (uint32_t i = 0; i < count; i++) {
        text_make(dice, &text, dice_roll(dice, 50));
        Str trimmed = text_trim(strbuf_get(&text));
        BlockKind kind = (BlockKind)dice_roll(dice, BLOCK_KIND_COUNT);
        size_t block = draft_add_block(draft, kind, trimmed, 0, i + 1, flags_make(dice));
        bool is_heading = dice_roll(dice, 4) == 0 && trimmed.len;
        if (!is_heading ||
            (outline.count && outline.headings[outline.count - 1].block == block))
            continue;
        size_t end =
            dice_roll(dice, 2) ? trimmed.len : cluster_snap(trimmed, trimmed.len / 2);
        if (end > 0)
            outline_add(&outline, (Heading){.block = (uint32_t)block,
                                            .title_end = (uint32_t)end,
                                            .level = (uint8_t)(1 + dice_roll(dice, 4))});
    }
    strbuf_clear(&text);
    return draft_seal(draft, &outline);
}

typedef struct Case {
    Document *document;
    FoldSet *folds;
    Layout *layout;
    LayoutOptions options;
} Case;

static void case_make(Case *example, uint32_t seed)
{
    Dice dice = {seed * 7919 + 1};
    example->document = document_make(&dice);
    example->folds = foldset_new(example->document);
    uint32_t share = dice_roll(&dice, 4); /* none, few, many folds */
    for (uint32_t i = 0; i < example->document->section_count; i++)
        foldset_set(example->folds, i, dice_roll(&dice, 4) < share);
    example->options = (LayoutOptions){
        .columns = 2 + (int)dice_roll(&dice, 90),
        .indent = (int)dice_roll(&dice, 9),
        .paragraph_gap = (int)dice_roll(&dice, 3),
        .heading_gap = (int)dice_roll(&dice, 3),
        .is_skeleton = dice_roll(&dice, 4) == 0,
        .show_hidden = dice_roll(&dice, 2) == 0,
        .width = {(AmbiguousWidth)dice_roll(&dice, 3)},
    };
    example->layout = layout_new(example->document, example->folds, &example->options);
}

static void case_clear(Case *example)
{
    layout_free(example->layout);
    foldset_free(example->folds);
    document_free(example->document);
}

/* ---- the second implementation ----------------------------------------- */

static bool is_heading_block(const Document *document, uint32_t block)
{
    for (size_t i = 0; i < document->section_count; i++) {
        if (document->sections[i].heading.block == block)
            return true;
    }
    return false;
}

static bool is_visible(const Case *example, uint32_t block)
{
    const Document *document = example->document;
    for (uint32_t i = 0; i < document->section_count; i++) {
        const Section *section = &document->sections[i];
        if (section->heading.block < block && block < section->end_block &&
            foldset_is_folded(example->folds, i))
            return false;
    }
    BlockInfo info = document_get_block(document, block);
    bool is_out = ((info.flags & BLOCK_HIDDEN) && !example->options.show_hidden) ||
                  ((info.flags & BLOCK_CONTINUED) && example->options.is_skeleton);
    return !is_out || is_heading_block(document, block);
}

static uint32_t visible_count(const Case *example)
{
    uint32_t count = 0;
    for (uint32_t block = 0; block < example->document->block_count; block++)
        count += is_visible(example, block);
    return count;
}

/* ---- rules ------------------------------------------------------------- */

static void folds_hide_exactly_the_bodies_of_sections(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        Case example;
        case_make(&example, seed);
        uint32_t visible = visible_count(&example), seen = 0;
        RowPos at = layout_first(example.layout);
        bool goes_on = visible > 0;
        for (uint32_t last = UINT32_MAX; goes_on;
             goes_on = layout_next(example.layout, &at)) {
            assert_true(is_visible(&example, at.block));
            assert_true(layout_is_visible(example.layout, at.block));
            assert_true(last == UINT32_MAX || at.block >= last);
            seen += at.block != last;
            last = at.block;
        }
        assert_int_equal(seen, visible);
        case_clear(&example);
    }
}

static void next_and_previous_are_inverse(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        Case example;
        case_make(&example, seed);
        RowPos at = layout_first(example.layout), before = at;
        while (layout_next(example.layout, &at)) {
            RowPos back = at;
            assert_true(layout_previous(example.layout, &back));
            assert_memory_equal(&back, &before, sizeof(back));
            before = at;
        }
        RowPos last = layout_last(example.layout);
        assert_memory_equal(&at, &last, sizeof(at));
        at = layout_first(example.layout);
        before = at;
        assert_false(layout_previous(example.layout, &at));
        assert_memory_equal(&at, &before, sizeof(at));
        case_clear(&example);
    }
}

static bool is_blank(Str text)
{
    return text_trim(text).len == 0;
}

/* The rows of a block give its text back, but for blanks at the breaks. */
static void block_rows_are_whole(Case *example, uint32_t block)
{
    Str text = document_get_text(example->document, block);
    RowPos at = {block, 0};
    size_t reached = 0;
    Row row;
    do {
        row = layout_get_row(example->layout, at);
        at.row++;
    } while (row.kind == ROW_GAP);
    for (at.row--;; at.row++) {
        row = layout_get_row(example->layout, at);
        assert_int_equal(row.kind, ROW_TEXT);
        assert_true(row.start >= reached && row.end >= row.start);
        assert_true(is_blank(str_slice(text, reached, row.start)));
        assert_true(row.next >= row.end && is_blank(str_slice(text, row.end, row.next)));
        reached = row.next;
        if (row.is_last)
            break;
        assert_true(row.next > row.start);
    }
    bool is_whole = !example->options.is_skeleton;
    uint32_t section = (uint32_t)sections_find_from(
        example->document->sections, example->document->section_count, block);
    if (section < example->document->section_count &&
        example->document->sections[section].heading.block == block &&
        foldset_is_folded(example->folds, section))
        is_whole = false;
    if (is_whole)
        assert_true(is_blank(str_slice(text, reached, text.len)));
}

static void rows_of_a_block_are_its_text(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        Case example;
        case_make(&example, seed);
        for (uint32_t block = 0; block < example.document->block_count; block++) {
            if (is_visible(&example, block))
                block_rows_are_whole(&example, block);
        }
        case_clear(&example);
    }
}

static void no_row_is_wider_than_the_column(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        Case example;
        case_make(&example, seed);
        RowPos at = layout_first(example.layout);
        do {
            Row row = layout_get_row(example.layout, at);
            Str text = document_get_text(example.document, row.block);
            Str drawn = str_slice(text, row.start, row.end);
            if (row.kind == ROW_GAP)
                continue;
            assert_true(row.indent + row.columns <= example.options.columns);
            /* A mark like <U+200B> may be wider than the column; then it is cut. */
            size_t room = (size_t)(example.options.columns - row.indent);
            size_t columns = text_columns(drawn, &example.options.width);
            assert_int_equal(row.columns, MIN(columns, room));
        } while (example.document->block_count && layout_next(example.layout, &at));
        case_clear(&example);
    }
}

/* Every drawn cluster has a column of its own, and the column gives the cluster back. */
static void row_is_a_bijection(Case *example, RowPos at)
{
    Row row = layout_get_row(example->layout, at);
    Str text = str_slice(document_get_text(example->document, row.block), 0, row.end);
    size_t off = row.start;
    int expected = row.indent;
    Cluster cluster;
    while (off < row.end) {
        Pos pos = {row.block, (uint32_t)off};
        assert_true(cluster_next(text, &off, &example->options.width, &cluster));
        if (cluster.columns == 0)
            continue;
        RowPos found = layout_find_row(example->layout, pos);
        assert_memory_equal(&found, &at, sizeof(at));
        assert_int_equal(layout_get_column(example->layout, pos), expected);
        int columns = MIN(cluster.columns, example->options.columns - expected);
        for (int i = 0; i < columns; i++) {
            Pos back = layout_get_pos(example->layout, at, expected + i);
            assert_memory_equal(&back, &pos, sizeof(pos));
        }
        expected += columns;
    }
    assert_int_equal(expected, row.indent + row.columns);
}

static void places_and_columns_are_a_bijection(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        Case example;
        case_make(&example, seed);
        RowPos at = layout_first(example.layout);
        do {
            if (visible_count(&example) &&
                layout_get_row(example.layout, at).kind == ROW_TEXT)
                row_is_a_bijection(&example, at);
        } while (layout_next(example.layout, &at));
        case_clear(&example);
    }
}

static void every_place_has_a_visible_one(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        Case example;
        case_make(&example, seed);
        uint32_t visible = visible_count(&example);
        for (uint32_t block = 0; visible && block < example.document->block_count;
             block++) {
            uint32_t bytes = document_get_block(example.document, block).bytes;
            for (uint32_t off = 0; off <= bytes + 1; off += bytes / 3 + 1) {
                Pos pos = layout_get_visible(example.layout, (Pos){block, off});
                assert_true(is_visible(&example, pos.block));
                Pos again = layout_get_visible(example.layout, pos);
                assert_memory_equal(&again, &pos, sizeof(pos));
                RowPos at = layout_find_row(example.layout, (Pos){block, off});
                assert_int_equal(at.block, pos.block);
                assert_int_equal(layout_get_row(example.layout, at).kind, ROW_TEXT);
            }
        }
        case_clear(&example);
    }
}

static void spans_tile_a_row(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        Case example;
        case_make(&example, seed);
        Dice dice = {seed};
        Decoration decorations[12];
        uint32_t blocks = MAX(example.document->block_count, 1);
        for (size_t i = 0; i < ARRAY_SIZE(decorations); i++) {
            Pos a = {dice_roll(&dice, blocks), dice_roll(&dice, 100)};
            Pos b = {dice_roll(&dice, blocks), dice_roll(&dice, 100)};
            bool is_sorted = pos_compare(a, b) <= 0;
            decorations[i] = (Decoration){{is_sorted ? a : b, is_sorted ? b : a},
                                          (StyleId)(STYLE_SELECTION + i % 3)};
        }
        RowPos at = layout_first(example.layout);
        do {
            Row row = layout_get_row(example.layout, at);
            RowSpan spans[5];
            size_t count = layout_decorate(example.layout, &row, decorations,
                                           ARRAY_SIZE(decorations), spans, 5);
            uint32_t reached = row.start;
            for (size_t i = 0; i < count; i++) {
                assert_int_equal(spans[i].start, reached);
                assert_true(spans[i].end > spans[i].start);
                reached = spans[i].end;
            }
            assert_int_equal(reached, row.end);
        } while (layout_next(example.layout, &at));
        case_clear(&example);
    }
}

static void folds_survive_saving(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        Case example;
        case_make(&example, seed);
        StrBuf saved = {0};
        foldset_save(example.folds, &saved);
        FoldSet *loaded = foldset_new(example.document);
        foldset_load(loaded, strbuf_get(&saved));
        for (uint32_t i = 0; i < example.document->section_count; i++)
            assert_int_equal(foldset_is_folded(loaded, i),
                             foldset_is_folded(example.folds, i));
        foldset_free(loaded);
        strbuf_clear(&saved);
        case_clear(&example);
    }
}

static void broken_saved_folds_open_everything(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        Case example;
        case_make(&example, seed);
        Dice dice = {seed};
        StrBuf saved = {0};
        strbuf_append_text(&saved, "F1");
        for (uint32_t i = dice_roll(&dice, 12); i > 0; i--)
            strbuf_append_byte(&saved, (char)(unsigned char)dice_roll(&dice, 256));
        foldset_load(example.folds, strbuf_get(&saved)); /* must not crash */
        foldset_load(example.folds, STR("F1\xff\xff\xff\xff\xff\xff"));
        assert_false(foldset_is_any(example.folds));
        foldset_load(example.folds, STR(""));
        assert_false(foldset_is_any(example.folds));
        strbuf_clear(&saved);
        case_clear(&example);
    }
}

static void revealing_a_block_makes_it_visible(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        Case example;
        case_make(&example, seed);
        for (uint32_t block = 0; block < example.document->block_count; block += 7) {
            bool was_hidden = foldset_find_hiding(example.folds, block) != SECTION_NONE;
            assert_int_equal(foldset_reveal(example.folds, block), was_hidden);
            assert_int_equal(foldset_find_hiding(example.folds, block), SECTION_NONE);
        }
        case_clear(&example);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_hide_exactly_the_bodies_of_sections),
        cmocka_unit_test(next_and_previous_are_inverse),
        cmocka_unit_test(rows_of_a_block_are_its_text),
        cmocka_unit_test(no_row_is_wider_than_the_column),
        cmocka_unit_test(places_and_columns_are_a_bijection),
        cmocka_unit_test(every_place_has_a_visible_one),
        cmocka_unit_test(spans_tile_a_row),
        cmocka_unit_test(folds_survive_saving),
        cmocka_unit_test(broken_saved_folds_open_everything),
        cmocka_unit_test(revealing_a_block_makes_it_visible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
