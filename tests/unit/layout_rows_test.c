/* Rows by hand: gaps, indents, folds, the skeleton, what a fold hides.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/layout.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A document written as rows: "#N text" is a heading of level N, "!N title|rest" a run-in
 * one, "> " a quotation, "- " an item, "+ " a continuation, "~ " furniture, "^ " a
 * centred heading of level 1; everything else is a paragraph. */
typedef struct Page {
    Document *document;
    FoldSet *folds;
    Layout *layout;
} Page;

static void draft_add_row(Draft *draft, Outline *outline, Str row)
{
    static const struct {
        char sign;
        BlockKind kind;
        unsigned flags;
    } kinds[] = {{'#', BLOCK_HEADING, 0},
                 {'!', BLOCK_PARAGRAPH, 0},
                 {'>', BLOCK_QUOTE, 0},
                 {'-', BLOCK_ITEM, 0},
                 {'+', BLOCK_PARAGRAPH, BLOCK_CONTINUED},
                 {'~', BLOCK_PARAGRAPH, BLOCK_HIDDEN},
                 {'^', BLOCK_HEADING, BLOCK_CENTERED},
                 {'/', BLOCK_VERSE, 0},
                 {'&', BLOCK_VERSE, BLOCK_BLANK_BEFORE}};
    BlockKind kind = BLOCK_PARAGRAPH;
    unsigned flags = 0;
    char sign = 0;
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        if (row.data[0] != kinds[i].sign)
            continue;
        sign = kinds[i].sign;
        kind = kinds[i].kind;
        flags = kinds[i].flags;
    }
    bool is_heading = sign == '#' || sign == '!' || sign == '^';
    uint8_t level = sign == '#' || sign == '!' ? (uint8_t)(row.data[1] - '0') : 1;
    Str text = str_slice(row,
                         sign == 0                      ? 0
                         : (sign == '#' || sign == '!') ? 3
                                                        : 2,
                         row.len);
    size_t title = str_find(text, STR("|"), 0);
    StrBuf clean = {0};
    strbuf_append_str(&clean, str_slice(text, 0, MIN(title, text.len)));
    if (title != STR_NONE)
        strbuf_append_str(&clean, str_slice(text, title + 1, text.len));
    size_t block = draft_add_block(draft, kind, strbuf_get(&clean), 0, 1, flags);
    if (is_heading)
        outline_add(outline, (Heading){.block = (uint32_t)block,
                                       .title_end = (uint32_t)MIN(title, clean.len),
                                       .level = level});
    strbuf_clear(&clean);
}

static Page page_make(const char *rows, LayoutOptions options)
{
    Draft *draft = draft_new();
    Outline outline = {0};
    Str rest = str_from(rows);
    while (rest.data) {
        Str row = str_split(&rest, '\n');
        if (row.len)
            draft_add_row(draft, &outline, row);
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

/* A row with its parts where they stand. */
static void append_row(const Page *page, const Row *row, StrBuf *out)
{
    static const WidthPolicy narrow = {AMBIGUOUS_NARROW};
    RowSpan spans[8];
    size_t count = layout_decorate(page->layout, row, NULL, 0, spans, ARRAY_SIZE(spans));
    size_t start = out->len;
    for (size_t i = 0; i < count; i++) {
        Str drawn = str_slice(out->len ? strbuf_get(out) : (Str){0}, start, out->len);
        int column = (int)text_columns(drawn, &narrow);
        for (; column < spans[i].column; column++)
            strbuf_append_byte(out, ' ');
        strbuf_append_str(out, str_slice(document_get_text(page->document, row->block),
                                         spans[i].start, spans[i].end));
    }
}

/* The rows as they would be drawn; "*" in front of a folded heading. */
static void shows(const Page *page, const char *expected)
{
    StrBuf shown = {0};
    RowPos at = layout_first(page->layout);
    strbuf_append_text(&shown, "");
    do {
        Row row = layout_get_row(page->layout, at);
        strbuf_append_text(&shown, row.is_folded ? "*" : "");
        if (row.kind == ROW_TEXT)
            append_row(page, &row, &shown);
        strbuf_append_byte(&shown, '\n');
    } while (page->document->block_count && layout_next(page->layout, &at));
    assert_string_equal(shown.data, expected);
    strbuf_clear(&shown);
}

static const LayoutOptions plain = {.columns = 40, .indent = 4, .heading_gap = 1};

static void gaps_stand_above_headings_never_at_the_top(void **state)
{
    (void)state;
    Page page = page_make("#1 一\n甲\n乙\n#2 （一）\n丙\n#1 二\n", plain);
    shows(&page, "一\n    甲\n    乙\n\n（一）\n    丙\n\n二\n");
    LayoutOptions wider = plain;
    wider.paragraph_gap = 1;
    wider.heading_gap = 2;
    layout_set_options(page.layout, &wider);
    shows(&page, "一\n    甲\n\n    乙\n\n\n（一）\n    丙\n\n\n二\n");
    page_clear(&page);
}

static void verses_keep_together_and_stanzas_stand_apart(void **state)
{
    (void)state;
    Page page = page_make("甲\n/ 一\n/ 二\n& 三\n/ 四\n乙", plain);
    shows(&page, "    甲\n\n    一\n    二\n\n    三\n    四\n\n    乙\n");
    page_clear(&page);
}

static void folded_headings_stand_close_together(void **state)
{
    (void)state;
    Page page = page_make("#1 一\n甲\n#2 （一）\n丙\n#2 （二）\n丁\n#1 二\n戊\n", plain);
    foldset_set_level(page.folds, 1);
    layout_touch_folds(page.layout);
    shows(&page, "*一\n*二\n");
    foldset_set_level(page.folds, 2);
    layout_touch_folds(page.layout);
    shows(&page, "一\n    甲\n\n*（一）\n*（二）\n\n二\n    戊\n");
    foldset_set(page.folds, 0, true); /* folds inside folds stay as they were */
    layout_touch_folds(page.layout);
    shows(&page, "*一\n\n二\n    戊\n");
    page_clear(&page);
}

static void a_run_in_heading_folds_to_its_title(void **state)
{
    (void)state;
    Page page =
        page_make("!1 第一条|为了规范，制定本法。\n!1 第二条|适用本法。\n续\n", plain);
    shows(&page, "    第一条为了规范，制定本法。\n\n    第二条适用本法。\n    续\n");
    foldset_set_all(page.folds, true);
    layout_touch_folds(page.layout);
    shows(&page, "*第一条\n*第二条\n");
    FoldSize size = layout_get_fold_size(page.layout, 0);
    assert_int_equal(size.blocks, 1); /* the rest of its own paragraph */
    assert_int_equal(size.codepoints, 10);
    size = layout_get_fold_size(page.layout, 1);
    assert_int_equal(size.blocks, 2);
    assert_int_equal(size.codepoints, 6);
    page_clear(&page);
}

static void the_skeleton_shows_first_sentences(void **state)
{
    (void)state;
    LayoutOptions skeleton = plain;
    skeleton.is_skeleton = true;
    Page page =
        page_make("#1 一、标题\n第一句。第二句。\n+ 续段。\n只有一句\n", skeleton);
    shows(&page, "一、标题\n    第一句。\n    只有一句\n");
    Pos hidden = {1, 18}; /* in the second sentence: its place is the first one's end */
    Pos seen = layout_get_visible(page.layout, hidden);
    assert_int_equal(seen.block, 1);
    assert_int_equal(seen.off, 9);
    page_clear(&page);
}

static void indents_follow_the_kind_of_block(void **state)
{
    (void)state;
    LayoutOptions narrow = {.columns = 12, .indent = 4};
    Page page = page_make("一二三四五六七八\n+ 九十\n> 甲乙丙丁戊己庚\n", narrow);
    /* Below 30 columns the indent is 2 at most. */
    shows(&page, "  一二三四五\n六七八\n九十\n  甲乙丙丁戊\n  己庚\n");
    page_clear(&page);
    LayoutOptions wide = {.columns = 30, .indent = 4};
    page = page_make("一二\n- 项\n^ 居中\n", wide);
    shows(&page, "    一二\n    项\n             居中\n");
    page_clear(&page);
}

static void what_goes_on_hangs_behind_its_mark(void **state)
{
    (void)state;
    LayoutOptions options = {.columns = 30, .indent = 4};
    Page page = page_make("- 3. 一二三四五六七八九十一二三四五\n"
                          "- 一、二三四五六七八九十一二三四五\n"
                          "/ 一二三四五六七八九十一二三四五\n"
                          "> 一二三四五六七八九十一二三四五六七八\n",
                          options);
    shows(&page, "    3. 一二三四五六七八九十一\n"
                 "       二三四五\n"
                 "    一、二三四五六七八九十一二\n" /* marked as in running text */
                 "三四五\n\n"
                 "    一二三四五六七八九十一二三\n"
                 "        四五\n\n"
                 "        一二三四五六七八九十一\n" /* as a paragraph begins */
                 "    二三四五六七八\n");
    page_clear(&page);
}

static void leaders_end_where_all_rows_end(void **state)
{
    (void)state;
    LayoutOptions options = {.columns = 30, .indent = 2};
    Page page = page_make("总则.................................... 3\n"
                          "生产、经营……………………………………………… 22-46\n"
                          "少几个点 . . . . . . . . . 9\n"
                          "题目比一行还要长所以要写到下一行去的············12\n"
                          "题目刚好写满了这一行没有地方放点.........8\n"
                          "空白          7\n"
                          "他说……2024\n",
                          options);
    /* Counted by hand: 30 cells, a blank at both ends of the dots. */
    shows(&page, "  总则 ..................... 3\n"
                 "  生产、经营 …………………………… 22-46\n"
                 "  少几个点 . . . . . . . . . 9\n"
                 "  题目比一行还要长所以要写到下\n"
                 "一行去的       ············ 12\n"
                 "  题目刚好写满了这一行没有地方\n"
                 "放点               ......... 8\n"
                 "  空白                       7\n"
                 "  他说……2024\n");
    page_clear(&page);
}

static void a_body_signs_above_its_day(void **state)
{
    (void)state;
    LayoutOptions options = {.columns = 40, .indent = 4};
    Page page = page_make("川口市人民政府\n"
                          "特此通知。\n"
                          "川口市人民政府\n"
                          "2031年3月4日\n"
                          "特此公告。\n"
                          "2031年3月5日\n"
                          "川口市财政局\n"
                          "川口市人民政府办公室\n"
                          "2031年3月6日\n",
                          options);
    /* 32 is where they end: 7 Han and, in the middle below them, 12 cells of a day. */
    shows(&page, "    川口市人民政府\n"
                 "    特此通知。\n"
                 "                  川口市人民政府\n"
                 "                   2031年3月4日\n"
                 "    特此公告。\n"
                 "    2031年3月5日\n" /* nobody signs */
                 "                川口市财政局\n"
                 "            川口市人民政府办公室\n"
                 "                2031年3月6日\n");
    page_clear(&page);
}

static void furniture_is_out_of_sight_unless_asked_for(void **state)
{
    (void)state;
    LayoutOptions options = plain;
    Page page = page_make("~ 首页 导航\n甲\n~ 版权\n乙\n", options);
    shows(&page, "    甲\n    乙\n");
    assert_false(layout_is_visible(page.layout, 0));
    Pos pos = layout_get_visible(page.layout, (Pos){2, 3});
    assert_int_equal(pos.block, 1); /* the neighbour before it */
    pos = layout_get_visible(page.layout, (Pos){0, 3});
    assert_int_equal(pos.block, 1); /* none before: the one behind */
    options.show_hidden = true;
    layout_set_options(page.layout, &options);
    shows(&page, "    首页 导航\n    甲\n    版权\n    乙\n");
    Row row = layout_get_row(page.layout, (RowPos){0, 0});
    RowSpan spans[2];
    assert_int_equal(layout_decorate(page.layout, &row, NULL, 0, spans, 2), 1);
    assert_int_equal(spans[0].base, STYLE_HIDDEN);
    page_clear(&page);
}

static void an_empty_document_has_one_gap_row(void **state)
{
    (void)state;
    Page page = page_make("", plain);
    RowPos at = layout_first(page.layout);
    assert_int_equal(layout_get_row(page.layout, at).kind, ROW_GAP);
    assert_false(layout_next(page.layout, &at));
    assert_false(layout_previous(page.layout, &at));
    assert_int_equal(layout_move(page.layout, &at, 5), 0);
    assert_int_equal(layout_get_pos(page.layout, at, 3).off, 0);
    assert_int_equal(layout_get_column(page.layout, (Pos){0, 0}), 0);
    page_clear(&page);
}

static void a_fold_stands_for_the_places_it_hides(void **state)
{
    (void)state;
    Page page = page_make("#1 一\n甲\n#2 （一）\n丙\n#1 二\n", plain);
    foldset_set(page.folds, 0, true);
    foldset_set(page.folds, 1, true);
    layout_touch_folds(page.layout);
    assert_int_equal(foldset_find_hiding(page.folds, 3), 0); /* the outermost */
    Pos pos = layout_get_visible(page.layout, (Pos){3, 3});
    assert_int_equal(pos.block, 0);
    assert_int_equal(pos.off, 0);
    RowPos at = layout_find_row(page.layout, (Pos){3, 3});
    assert_int_equal(at.block, 0);
    assert_true(foldset_reveal(page.folds, 3));
    layout_touch_folds(page.layout);
    assert_true(layout_is_visible(page.layout, 3));
    assert_false(foldset_reveal(page.folds, 3));
    page_clear(&page);
}

static void decorations_lie_on_top_of_one_another(void **state)
{
    (void)state;
    Page page = page_make("!2 标题|正文正文\n", plain);
    const Decoration decorations[] = {
        {{{0, 3}, {0, 12}}, STYLE_MARK},
        {{{0, 9}, {0, 18}}, STYLE_SELECTION},
    };
    Row row = layout_get_row(page.layout, (RowPos){0, 0});
    RowSpan spans[8];
    size_t count = layout_decorate(page.layout, &row, decorations, 2, spans, 8);
    const RowSpan expected[] = {
        {0, 0, 3, 4, STYLE_HEADING_2, STYLE_TEXT},
        {0, 3, 6, -1, STYLE_HEADING_2, STYLE_MARK},
        {0, 6, 9, -1, STYLE_TEXT, STYLE_MARK},
        {0, 9, 18, -1, STYLE_TEXT, STYLE_SELECTION},
    };
    assert_int_equal(count, ARRAY_SIZE(expected));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(spans[i].start, expected[i].start);
        assert_int_equal(spans[i].end, expected[i].end);
        assert_int_equal(spans[i].column, expected[i].column);
        assert_int_equal(spans[i].base, expected[i].base);
        assert_int_equal(spans[i].overlay, expected[i].overlay);
    }
    page_clear(&page);
}

static void all_folded_is_a_handful_of_bytes(void **state)
{
    (void)state;
    StrBuf rows = {0}, saved = {0};
    for (int i = 0; i < 1000; i++)
        strbuf_append_text(&rows, "#1 题\n");
    Page page = page_make(rows.data, plain);
    foldset_set_all(page.folds, true);
    foldset_save(page.folds, &saved);
    assert_true(saved.len <= 5);
    foldset_set_all(page.folds, false);
    foldset_load(page.folds, strbuf_get(&saved));
    assert_true(foldset_is_folded(page.folds, 999));
    strbuf_clear(&rows);
    strbuf_clear(&saved);
    page_clear(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_stand_above_headings_never_at_the_top),
        cmocka_unit_test(verses_keep_together_and_stanzas_stand_apart),
        cmocka_unit_test(folded_headings_stand_close_together),
        cmocka_unit_test(a_run_in_heading_folds_to_its_title),
        cmocka_unit_test(the_skeleton_shows_first_sentences),
        cmocka_unit_test(indents_follow_the_kind_of_block),
        cmocka_unit_test(what_goes_on_hangs_behind_its_mark),
        cmocka_unit_test(leaders_end_where_all_rows_end),
        cmocka_unit_test(a_body_signs_above_its_day),
        cmocka_unit_test(furniture_is_out_of_sight_unless_asked_for),
        cmocka_unit_test(an_empty_document_has_one_gap_row),
        cmocka_unit_test(a_fold_stands_for_the_places_it_hides),
        cmocka_unit_test(decorations_lie_on_top_of_one_another),
        cmocka_unit_test(all_folded_is_a_handful_of_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
