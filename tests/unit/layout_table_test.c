/* Tables by hand: columns, numbers, cells that wrap, records, heads.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/layout.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SPANS 64

typedef struct Page {
    Document *document;
    FoldSet *folds;
    Layout *layout;
} Page;

/* Rows parted by LF, cells by '|'. "* " in front: markup says that it is a head; ". " is
 * a paragraph. */
static Page page_make(const char *rows, LayoutOptions options)
{
    Draft *draft = draft_new();
    Outline outline = {0};
    for (Str rest = str_from(rows); rest.data;) {
        Str row = str_split(&rest, '\n');
        bool is_head = str_has_prefix(row, STR("* "));
        bool is_text = str_has_prefix(row, STR(". "));
        StrBuf text = {0};
        strbuf_append_str(&text, str_slice(row, is_head || is_text ? 2 : 0, row.len));
        for (size_t i = 0; i < text.len; i++)
            text.data[i] = text.data[i] == '|' ? '\t' : text.data[i];
        size_t block = draft_add_block(draft, is_text ? BLOCK_PARAGRAPH : BLOCK_TABLE_ROW,
                                       strbuf_get(&text), 0, 1, 0);
        draft->blocks[block].evidence = is_head ? EVIDENCE_HEAD : 0;
        strbuf_clear(&text);
    }
    Page page = {.document = draft_seal(draft, &outline)};
    page.folds = foldset_new(page.document);
    page.layout = layout_new(page.document, page.folds, &options);
    return page;
}

static void page_clear(Page *page)
{
    layout_free(page->layout);
    foldset_free(page->folds);
    document_free(page->document);
}

static void append_row(const Page *page, const Row *row, StrBuf *out)
{
    RowSpan spans[SPANS];
    const WidthPolicy *width = &layout_get_options(page->layout)->width;
    size_t count = layout_decorate(page->layout, row, NULL, 0, spans, SPANS);
    int used = 0;
    for (size_t i = 0; i < count; i++) {
        Str text = document_get_text(page->document, spans[i].block);
        text = str_slice(text, spans[i].start, spans[i].end);
        for (; used < spans[i].column; used++)
            strbuf_append_byte(out, ' ');
        strbuf_append_str(out, text);
        used += (int)text_columns(text, width);
        if (spans[i].block != row->block)
            strbuf_append_byte(out, ':');
        used += spans[i].block != row->block;
    }
    strbuf_append_byte(out, '\n');
}

static void shows(const Page *page, const char *expected)
{
    StrBuf shown = {0};
    RowPos at = layout_first(page->layout);
    do {
        Row row = layout_get_row(page->layout, at);
        append_row(page, &row, &shown);
    } while (layout_next(page->layout, &at));
    assert_string_equal(shown.data, expected);
    strbuf_clear(&shown);
}

static const LayoutOptions wide = {.columns = 40};

static void cells_of_a_column_stand_below_one_another(void **state)
{
    (void)state;
    Page page = page_make("地区|负责人\n榆阳区|张三\n神木|欧阳小四", wide);
    shows(&page, "地区    负责人\n"
                 "榆阳区  张三\n"
                 "神木    欧阳小四\n");
    page_clear(&page);
}

static void numbers_end_below_one_another_with_their_head(void **state)
{
    (void)state;
    Page page = page_make("地区|收入|增幅\n甲|1,234.5|-0.3%\n乙|8|—\n丙||12%", wide);
    shows(&page, "地区     收入   增幅\n"
                 "甲    1,234.5  -0.3%\n"
                 "乙          8      —\n"
                 "丙               12%\n");
    page_clear(&page);
}

static void the_widest_column_gives_way_and_its_cells_wrap(void **state)
{
    (void)state;
    LayoutOptions narrow = {.columns = 30};
    Page page = page_make("甲|一二三四五六七八九十一二三四|完成\n乙|短|未", narrow);
    shows(&page, "甲  一二三四五六七八九十  完成\n"
                 "    一二三四\n"
                 "乙  短                    未\n");
    /* Down the column the caret stays in its cell. */
    Pos below = layout_get_pos(page.layout, (RowPos){0, 1}, 4);
    assert_int_equal(below.off, 4 + 30);
    assert_int_equal(layout_get_column(page.layout, below), 4);
    /* What wraps is not the last of its block: the third cell stands in the first row. */
    assert_int_equal(layout_find_row(page.layout, (Pos){0, 4 + 42 + 1}).row, 0);
    page_clear(&page);
}

static void a_table_without_room_becomes_records(void **state)
{
    (void)state;
    LayoutOptions narrow = {.columns = 20};
    Page page = page_make("* 地区|人口|牵头单位\n甲|12345678|市政协办公室会同有关部门\n"
                          "乙||财政局",
                          narrow);
    shows(&page, "地区  人口  牵头单位\n"
                 "\n"
                 "地区:     甲\n"
                 "人口:     12345678\n"
                 "牵头单位: 市政协办公\n"
                 "          室会同有关\n"
                 "          部门\n"
                 "\n"
                 "地区:     乙\n"
                 "牵头单位: 财政局\n");
    page_clear(&page);
}

static void a_row_of_one_cell_goes_across_the_table(void **state)
{
    (void)state;
    Page page = page_make("一、财政收入情况（单位：亿元）||\n甲|1|2\n乙|3|4", wide);
    shows(&page, "一、财政收入情况（单位：亿元）\n"
                 "甲  1  2\n"
                 "乙  3  4\n");
    page_clear(&page);
}

static void a_wide_cell_takes_the_empty_ones_behind_it(void **state)
{
    (void)state;
    Page page = page_make("甲乙丙|丁|戊\n子|丑丑丑|寅\n合并的一格||卯", wide);
    shows(&page, "甲乙丙      丁      戊\n"
                 "子          丑丑丑  寅\n"
                 "合并的一格          卯\n");
    page_clear(&page);
}

static void words_over_numbers_are_a_head_without_markup(void **state)
{
    (void)state;
    Page page = page_make("地区|收入\n甲|12\n乙|3", wide);
    RowSpan span;
    Row row = layout_get_row(page.layout, (RowPos){0, 0});
    layout_decorate(page.layout, &row, NULL, 0, &span, 1);
    assert_int_equal(span.base, STYLE_TABLE_HEAD);
    row = layout_get_row(page.layout, (RowPos){1, 0});
    layout_decorate(page.layout, &row, NULL, 0, &span, 1);
    assert_int_equal(span.base, STYLE_TEXT);
    page_clear(&page);
    page = page_make("地区|负责人\n甲|张三\n乙|李四", wide);
    row = layout_get_row(page.layout, (RowPos){0, 0});
    layout_decorate(page.layout, &row, NULL, 0, &span, 1);
    assert_int_equal(span.base, STYLE_TEXT);
    page_clear(&page);
}

static void a_head_begins_another_table(void **state)
{
    (void)state;
    Page page = page_make("* 甲|乙\n很长的一格|丙\n* 丁|戊\n己|庚", wide);
    shows(&page, "甲          乙\n"
                 "很长的一格  丙\n"
                 "\n"
                 "丁  戊\n"
                 "己  庚\n");
    page_clear(&page);
}

static void a_table_stands_apart_from_paragraphs(void **state)
{
    (void)state;
    Page page = page_make(". 前\n甲|乙\n. 后\n. 再后", wide);
    shows(&page, "前\n\n甲  乙\n\n后\n再后\n");
    page_clear(&page);
}

static void a_selection_lies_on_its_cells_alone(void **state)
{
    (void)state;
    Page page = page_make("甲乙|丙丁", wide);
    /* From 乙 over the TAB to 丙. */
    const Decoration selection = {{{0, 3}, {0, 10}}, STYLE_SELECTION};
    Row row = layout_get_row(page.layout, (RowPos){0, 0});
    RowSpan spans[8];
    size_t count = layout_decorate(page.layout, &row, &selection, 1, spans, 8);
    const struct {
        uint32_t start, end;
        int column;
        StyleId overlay;
    } expected[] = {{0, 3, 0, STYLE_TEXT},
                    {3, 6, -1, STYLE_SELECTION},
                    {7, 10, 6, STYLE_SELECTION},
                    {10, 13, -1, STYLE_TEXT}};
    assert_int_equal(count, ARRAY_SIZE(expected));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(spans[i].start, expected[i].start);
        assert_int_equal(spans[i].end, expected[i].end);
        assert_int_equal(spans[i].column, expected[i].column);
        assert_int_equal(spans[i].overlay, expected[i].overlay);
    }
    page_clear(&page);
}

/* ---- long tables ------------------------------------------------------- */

static size_t texts_read;
static const DocumentSource *real_source;

static Str count_text(void *context, uint32_t block)
{
    texts_read++;
    return real_source->get_text(context, block);
}

static void a_long_table_is_measured_once_and_by_a_sample(void **state)
{
    (void)state;
    StrBuf rows = {0};
    for (int i = 0; i < 10000; i++)
        strbuf_appendf(&rows, "%s%d|%d", i ? "\n" : "", i, i % 7);
    Page page = page_make(rows.data, wide);
    real_source = page.document->source;
    DocumentSource counting = *real_source;
    counting.get_text = count_text;
    page.document->source = &counting;
    texts_read = 0;
    RowPos at = {5000, 0};
    for (int i = 0; i < 24; i++) {
        layout_get_row(page.layout, at);
        assert_true(layout_next(page.layout, &at));
    }
    /* Two looks at each row of the sample, and a screen of rows. */
    assert_in_range(texts_read, 24, 2 * 260 + 60);
    /* The widest number stands at the end: the sample has it. */
    assert_int_equal(layout_get_column(page.layout, (Pos){9999, 5}), 6);
    page.document->source = real_source;
    page_clear(&page);
    strbuf_clear(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_a_column_stand_below_one_another),
        cmocka_unit_test(numbers_end_below_one_another_with_their_head),
        cmocka_unit_test(the_widest_column_gives_way_and_its_cells_wrap),
        cmocka_unit_test(a_table_without_room_becomes_records),
        cmocka_unit_test(a_row_of_one_cell_goes_across_the_table),
        cmocka_unit_test(a_wide_cell_takes_the_empty_ones_behind_it),
        cmocka_unit_test(words_over_numbers_are_a_head_without_markup),
        cmocka_unit_test(a_head_begins_another_table),
        cmocka_unit_test(a_table_stands_apart_from_paragraphs),
        cmocka_unit_test(a_selection_lies_on_its_cells_alone),
        cmocka_unit_test(a_long_table_is_measured_once_and_by_a_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
