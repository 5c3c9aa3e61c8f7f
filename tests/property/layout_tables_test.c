/* Rules of tables over random ones, at random widths.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/layout.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 300
#define SPANS 256

typedef struct Dice {
    uint32_t state;
} Dice;

static uint32_t dice_roll(Dice *dice, uint32_t sides)
{
    dice->state = dice->state * 1664525u + 1013904223u;
    return (dice->state >> 8) % sides;
}

static const char *const words[] = {
    "协商", "提案办理", "，", "“",  "”",  "《",   "》",         "e\xcc\x81",
    "2024", "年",       "%",  "、", "𠀀", "word", "a-long-one", "市政协办公室",
};
static const char *const numbers[] = {"1", "-0.3%", "1,234.5", "", "—", "９８"};

static void cell_append(Dice *dice, StrBuf *text, bool is_number)
{
    if (is_number) {
        strbuf_append_text(text, numbers[dice_roll(dice, ARRAY_SIZE(numbers))]);
        return;
    }
    uint32_t long_cell = dice_roll(dice, 6) == 0 ? 30 : 4;
    for (uint32_t i = dice_roll(dice, long_cell); i > 0; i--)
        strbuf_append_text(text, words[dice_roll(dice, ARRAY_SIZE(words))]);
}

/* A table, sometimes with rows that are short, long or of one cell. */
static void table_add(Dice *dice, Draft *draft)
{
    StrBuf text = {0};
    uint32_t rows = 1 + dice_roll(dice, 12), columns = 1 + dice_roll(dice, 9);
    uint32_t kinds = dice_roll(dice, 512);
    bool has_head = dice_roll(dice, 2) == 0;
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t odd = dice_roll(dice, 10);
        uint32_t cells = odd == 0 ? 1 : odd == 1 ? columns + 3 : columns;
        strbuf_reset(&text);
        for (uint32_t i = 0; i < cells; i++) {
            strbuf_append_text(&text, i ? "\t" : "");
            cell_append(dice, &text, kinds >> i & 1 && (row || !has_head));
        }
        if (!text.len)
            strbuf_append_text(&text, "甲");
        size_t block =
            draft_add_block(draft, BLOCK_TABLE_ROW, strbuf_get(&text), 0, 1,
                            row == 0 && dice_roll(dice, 2) ? BLOCK_BLANK_BEFORE : 0);
        if (row == 0 && has_head)
            draft->blocks[block].evidence = EVIDENCE_HEAD;
    }
    strbuf_clear(&text);
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
    Draft *draft = draft_new();
    Outline outline = {0};
    for (uint32_t tables = 1 + dice_roll(&dice, 3); tables; tables--) {
        table_add(&dice, draft);
        if (dice_roll(&dice, 2))
            draft_add_block(draft, BLOCK_PARAGRAPH, STR("表后的一段。"), 0, 1, 0);
    }
    example->document = draft_seal(draft, &outline);
    example->folds = foldset_new(example->document);
    example->options = (LayoutOptions){
        .columns = 16 + 2 * (int)dice_roll(&dice, 60),
        .indent = 4,
        .full_punctuation = dice_roll(&dice, 3) == 0,
        .is_skeleton = dice_roll(&dice, 5) == 0,
        .width = {(AmbiguousWidth)dice_roll(&dice, 4)},
    };
    example->layout = layout_new(example->document, example->folds, &example->options);
}

static void case_clear(Case *example)
{
    layout_free(example->layout);
    foldset_free(example->folds);
    document_free(example->document);
}

typedef void RowRule(Case *example, RowPos at, const Row *row, void *context);

/* Tries a rule on every text row of many tables. */
static void each_row(RowRule *rule, void *context)
{
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        Case example;
        case_make(&example, seed);
        RowPos at = layout_first(example.layout);
        do {
            Row row = layout_get_row(example.layout, at);
            if (row.kind == ROW_TEXT)
                rule(&example, at, &row, context);
        } while (layout_next(example.layout, &at));
        case_clear(&example);
    }
}

/* ---- the rules --------------------------------------------------------- */

/* How often each byte of the block that is being walked was drawn. */
typedef struct Drawn {
    unsigned char times[BLOCK_MAX_BYTES];
} Drawn;

static void count_drawn(Case *example, RowPos at, const Row *row, void *context)
{
    Drawn *drawn = context;
    (void)at;
    if (row->is_first)
        memset(drawn, 0, sizeof(*drawn));
    RowSpan spans[SPANS];
    size_t count = layout_decorate(example->layout, row, NULL, 0, spans, SPANS);
    assert_true(count < SPANS);
    for (size_t i = 0; i < count; i++)
        for (uint32_t off = spans[i].start; off < spans[i].end; off++)
            if (spans[i].block == row->block)
                drawn->times[off]++;
    if (!row->is_last)
        return;
    Str text = document_get_text(example->document, row->block);
    for (size_t off = 0; off < text.len; off++) {
        bool is_blank = text.data[off] == '\t' || text.data[off] == ' ';
        assert_int_equal(drawn->times[off], is_blank ? drawn->times[off] : 1);
        assert_true(drawn->times[off] <= 1);
    }
}

static void every_byte_is_drawn_once(void **state)
{
    (void)state;
    Drawn *drawn = malloc(sizeof(*drawn));
    each_row(count_drawn, drawn);
    free(drawn);
}

/* Cells that stand in a row as they are shown. */
static void check_places(Case *example, RowPos at, const Row *row, void *context)
{
    (void)context;
    (void)at;
    RowSpan spans[SPANS];
    StrBuf shown = {0};
    size_t count = layout_decorate(example->layout, row, NULL, 0, spans, SPANS);
    int used = 0;
    for (size_t i = 0; i < count; i++) {
        if (spans[i].block != row->block)
            continue; /* a name is cut by whoever draws it */
        assert_true(spans[i].column >= used);
        strbuf_reset(&shown);
        layout_append_shown(example->layout, row->block, spans[i].start, spans[i].end,
                            &shown);
        used = spans[i].column +
               (int)text_columns(strbuf_get(&shown), &example->options.width);
        /* Marks that no rule parts from each other may be wider than a narrow cell. */
        assert_true(used <= example->options.columns + 6);
    }
    strbuf_clear(&shown);
}

static void cells_keep_clear_of_one_another(void **state)
{
    (void)state;
    each_row(check_places, NULL);
}

static void check_bijection(Case *example, RowPos at, const Row *row, void *context)
{
    (void)context;
    RowSpan spans[SPANS];
    Str text = document_get_text(example->document, row->block);
    size_t count = layout_decorate(example->layout, row, NULL, 0, spans, SPANS);
    for (size_t i = 0; i < count; i++) {
        Cluster cluster;
        for (size_t off = spans[i].start;
             off < spans[i].end && spans[i].block == row->block;) {
            Pos pos = {row->block, (uint32_t)off};
            cluster_next(str_slice(text, 0, spans[i].end), &off, &example->options.width,
                         &cluster);
            if (cluster.columns == 0)
                continue;
            RowPos found = layout_find_row(example->layout, pos);
            assert_memory_equal(&found, &at, sizeof(at));
            assert_true(layout_row_holds(example->layout, row, pos.off));
            int column = layout_get_column(example->layout, pos);
            Pos back = layout_get_pos(example->layout, at, column);
            assert_memory_equal(&back, &pos, sizeof(pos));
        }
    }
}

static void every_character_has_a_place_of_its_own(void **state)
{
    (void)state;
    each_row(check_bijection, NULL);
}

/* The TAB behind a cell, and a cell that is empty, are somewhere too. */
static void check_all_places(Case *example, RowPos at, const Row *row, void *context)
{
    (void)context;
    (void)at;
    if (!row->is_first)
        return;
    size_t bytes = document_get_text(example->document, row->block).len;
    for (uint32_t off = 0; off <= bytes; off++) {
        RowPos found = layout_find_row(example->layout, (Pos){row->block, off});
        assert_int_equal(found.block, row->block);
        assert_int_equal(layout_get_row(example->layout, found).kind, ROW_TEXT);
        int column = layout_get_column(example->layout, (Pos){row->block, off});
        assert_true(column >= 0 && column <= example->options.columns + 6);
    }
}

static void every_byte_has_a_row(void **state)
{
    (void)state;
    each_row(check_all_places, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_is_drawn_once),
        cmocka_unit_test(cells_keep_clear_of_one_another),
        cmocka_unit_test(every_character_has_a_place_of_its_own),
        cmocka_unit_test(every_byte_has_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
