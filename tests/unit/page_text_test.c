/* Text by its place: columns, furniture, paragraphs, headings, notes, tables.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page_fixture.h"

#include <stdio.h>

/* Full lines are 30 Han from x = 100 to x = 400, 16 points apart. */
#define LEFT 100.0F
#define LINE_LONG "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕"
#define LINE_NEXT "调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰"

static void lines_of_a_paragraph_are_joined_without_blanks(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    put(&sheet, LEFT, 100, LINE_LONG);
    put(&sheet, LEFT, 116, LINE_NEXT);
    put(&sheet, LEFT, 132, "菜重芥姜。");
    put(&sheet, LEFT, 148, LINE_NEXT);
    put(&sheet, LEFT, 164, "海咸河淡。");
    end_page(&sheet);
    assert_sheet(&sheet, "P|" LINE_LONG LINE_NEXT "菜重芥姜。\n"
                         "P|" LINE_NEXT "海咸河淡。\n");
    sheet_clear(&sheet);
}

static void an_indent_begins_a_paragraph_behind_a_full_line(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    for (int i = 0; i < 2; i++) {
        put(&sheet, LEFT + 20, 100 + 32 * (float)i,
            "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁");
        put(&sheet, LEFT, 116 + 32 * (float)i,
            "调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李。");
    }
    end_page(&sheet);
    const char *row = "P<|天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁"
                      "调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李。\n";
    StrBuf wanted = {0};
    strbuf_append_text(&wanted, row);
    strbuf_append_text(&wanted, row);
    assert_sheet(&sheet, wanted.data);
    strbuf_clear(&wanted);
    sheet_clear(&sheet);
}

static void a_paragraph_goes_on_over_the_end_of_a_page(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    put(&sheet, LEFT, 100, LINE_NEXT);
    put(&sheet, LEFT, 116, LINE_LONG);
    put(&sheet, LEFT, 780, "— 1 —");
    end_page(&sheet);
    put(&sheet, LEFT, 100, "调阳云腾致雨。");
    put(&sheet, LEFT, 116, LINE_NEXT);
    put(&sheet, LEFT, 132, LINE_NEXT);
    put(&sheet, LEFT, 148, "海咸。");
    put(&sheet, LEFT, 780, "— 2 —");
    end_page(&sheet);
    assert_sheet(&sheet, "P|" LINE_NEXT LINE_LONG "调阳云腾致雨。\n"
                         "P|" LINE_NEXT LINE_NEXT "海咸。\n");
    sheet_clear(&sheet);
}

static void latin_words_are_joined_by_blanks_and_cut_ones_without(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    put(&sheet, LEFT, 100, "The lines of this paragraph are filled to the right edge by");
    put(&sheet, LEFT, 116, "the words of it, the last of which has been cut with a hy-");
    put(&sheet, LEFT, 132, "phen and is made whole.");
    end_page(&sheet);
    assert_sheet(&sheet, "P|The lines of this paragraph are filled to the right edge by "
                         "the words of it, the last of which has been cut with a hyphen "
                         "and is made whole.\n");
    sheet_clear(&sheet);
}

static void columns_are_read_one_after_the_other(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    unsigned seed = 0;
    put_sized(&sheet, 200, 60, 18, "左右两栏的题目");
    StrBuf left = {0}, right = {0};
    strbuf_append_text(&left, "P|");
    for (unsigned i = 0; i < 8; i++) {
        unsigned at = seed;
        put_filler(&sheet, 60, 100 + 16 * (float)i, 20, &seed);
        while (at < seed)
            strbuf_append_codepoint(&left, 0x5000 + at++);
        put_filler(&sheet, 300, 100 + 16 * (float)i, 20, &seed);
        while (at < seed)
            strbuf_append_codepoint(&right, 0x5000 + at++);
    }
    end_page(&sheet);
    StrBuf wanted = {0};
    strbuf_appendf(&wanted, "P1L|左右两栏的题目\n%s%s\n", left.data, right.data);
    assert_sheet(&sheet, wanted.data);
    strbuf_clear(&left);
    strbuf_clear(&right);
    strbuf_clear(&wanted);
    sheet_clear(&sheet);
}

static void headers_and_page_numbers_are_left_out(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    StrBuf wanted = {0};
    unsigned seed = 0;
    for (int i = 0; i < 4; i++) {
        char number[16];
        snprintf(number, sizeof(number), "第 %d 页", i + 7);
        put_sized(&sheet, 230, 40, 8, i % 2 ? "某某大学论文" : "第一章绪论");
        strbuf_append_text(&wanted, i ? "P|" : "P|");
        for (unsigned at = seed, end = seed + 12; at < end; at++)
            strbuf_append_codepoint(&wanted, 0x5000 + at);
        strbuf_append_text(&wanted, "。\n");
        put_filler(&sheet, LEFT, 100, 12, &seed);
        put(&sheet, LEFT + 120, 100, "。");
        put_sized(&sheet, 280, 800, 8, number);
        end_page(&sheet);
    }
    assert_sheet(&sheet, wanted.data);
    strbuf_clear(&wanted);
    sheet_clear(&sheet);
}

static void a_heading_at_the_head_of_pages_is_no_header(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    put(&sheet, LEFT, 60, "附件1");
    put(&sheet, LEFT, 100, "甲表说明如下。");
    end_page(&sheet);
    put(&sheet, LEFT, 60, "附件2");
    put(&sheet, LEFT, 100, "乙表另行说明。");
    end_page(&sheet);
    assert_sheet(&sheet, "P|附件1\nP^|甲表说明如下。\nP|附件2\nP^|乙表另行说明。\n");
    sheet_clear(&sheet);
}

static void a_slanted_watermark_is_no_text(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    put(&sheet, LEFT, 100, "正文一行。");
    const char *letters[] = {"内", "部", "资", "料"};
    for (int i = 0; i < 4; i++)
        put_sized(&sheet, 150 + 40 * (float)i, 600 - 40 * (float)i, 50, letters[i]);
    end_page(&sheet);
    assert_sheet(&sheet, "P|正文一行。\n");
    sheet_clear(&sheet);
}

static void a_page_written_downwards_is_read_from_the_right(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    const char *columns[] = {"天地玄黄宇宙洪荒日月盈昃", "辰宿列张寒来暑往秋收冬藏",
                             "闰余成岁。"};
    for (int column = 0; column < 3; column++) {
        Str text = str_from(columns[column]);
        float y = 100;
        for (size_t off = 0; off < text.len; y += 12) {
            size_t start = off;
            utf8_next(text, &off);
            char *letter = str_dup(str_slice(text, start, off));
            put_sized(&sheet, 400 - 20 * (float)column, y, 12, letter);
            free(letter);
        }
    }
    end_page(&sheet);
    assert_sheet(&sheet,
                 "P|天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁。\n");
    sheet_clear(&sheet);
}

static void what_is_drawn_twice_is_bold_and_said_once(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    put(&sheet, LEFT, 80, "重点工作");
    put(&sheet, LEFT + 0.4F, 80, "重点工作");
    put(&sheet, LEFT, 120, LINE_LONG);
    put(&sheet, LEFT, 136, "人人有责。");
    end_page(&sheet);
    assert_sheet(&sheet, "P1B|重点工作\nP^|" LINE_LONG "人人有责。\n");
    sheet_clear(&sheet);
}

static void blanks_between_spread_han_are_none(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    put_spread(&sheet, LEFT, 100, 10, false, "学生用户，对应表", 4);
    put_spread(&sheet, LEFT, 130, 10, false, "通知如下", 20);
    put(&sheet, LEFT, 160, "张三 李四");
    end_page(&sheet);
    assert_sheet(&sheet, "P|学生用户，对应表\nP^|通知如下\nP^|张三 李四\n");
    sheet_clear(&sheet);
}

static void thin_gaps_are_blanks_only_where_some_are_typed(void **state)
{
    (void)state;
    for (int is_typed = 0; is_typed < 2; is_typed++) {
        Sheet sheet;
        sheet_init(&sheet);
        StrBuf wanted = {0};
        for (int i = 0; i < 12; i++) {
            float y = 100 + 40 * (float)i;
            float x = put(&sheet, LEFT, y, "在");
            x = put(&sheet, x + 2.5F, y, "PDF");
            put(&sheet, x + (is_typed && i % 2 ? 0 : 2.5F), y, "中。");
            strbuf_append_text(&wanted, i ? "P^|" : "P|");
            strbuf_append_text(&wanted, !is_typed ? "在PDF中。\n"
                                        : i % 2   ? "在 PDF中。\n"
                                                  : "在 PDF 中。\n");
        }
        end_page(&sheet);
        assert_sheet(&sheet, wanted.data);
        strbuf_clear(&wanted);
        sheet_clear(&sheet);
    }
}

static void radicals_and_ligatures_are_characters(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    put(&sheet, LEFT, 100, "⽂件⻅附表，ﬁle。");
    end_page(&sheet);
    assert_sheet(&sheet, "P|文件见附表，file。\n");
    sheet_clear(&sheet);
}

static void a_raised_digit_is_a_mark_and_its_note_a_note(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    float x = put(&sheet, LEFT, 100, "正文有注");
    put_sized(&sheet, x, 99, 6, "1");
    put(&sheet, x + 3, 100, "在此，其余的文字写满这一行直到右边的尽头为止还要再写一");
    put(&sheet, LEFT, 116, "行。");
    x = put_sized(&sheet, LEFT, 699, 5, "1");
    put_sized(&sheet, x, 700, 8, "见某书。");
    put_sized(&sheet, LEFT, 712, 8, "又见他书。");
    end_page(&sheet);
    assert_sheet(&sheet,
                 "P|正文有注¹在此，其余的文字写满这一行直到右边的尽头为止还要再写一行。\n"
                 "N|¹见某书。又见他书。\n");
    sheet_clear(&sheet);
}

static void sizes_rank_headings(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    put_sized(&sheet, LEFT, 60, 20, "全文的题目");
    for (int i = 0; i < 2; i++) {
        float y = 120 + 140 * (float)i;
        put_sized(&sheet, LEFT, y, 14, i ? "第二部分" : "第一部分");
        put(&sheet, LEFT, y + 40, LINE_LONG);
        put(&sheet, LEFT, y + 56, LINE_NEXT);
        put(&sheet, LEFT, y + 72, "菜重芥姜。");
    }
    end_page(&sheet);
    const char *prose = "P^|" LINE_LONG LINE_NEXT "菜重芥姜。\n";
    StrBuf wanted = {0};
    strbuf_appendf(&wanted, "P1L|全文的题目\nP2L^|第一部分\n%sP2L^|第二部分\n%s", prose,
                   prose);
    assert_sheet(&sheet, wanted.data);
    strbuf_clear(&wanted);
    sheet_clear(&sheet);
}

static void bookmarks_find_their_lines(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    put(&sheet, LEFT, 100, "第 一 章");
    put(&sheet, LEFT, 116, "绪 论");
    put(&sheet, LEFT, 140, "正文甲。");
    put(&sheet, LEFT, 160, "1.1 研究背景");
    put(&sheet, LEFT, 180, "摘要：文中所述。");
    end_page(&sheet);
    put(&sheet, LEFT, 100, "正文乙。");
    end_page(&sheet);
    PageText *pages = sheet.pages;
    page_text_add_bookmark(pages, STR("第一章 绪论"), 1, 0, 95);
    page_text_add_bookmark(pages, STR("研究背景"), 2, 0, 150);
    page_text_add_bookmark(pages, STR("摘要"), 2, 0, -1);
    page_text_add_bookmark(pages, STR("图版"), 1, 1, 50);
    assert_sheet(&sheet, "H1MT|第一章 绪论\n"
                         "P|正文甲。\n"
                         "H2MT|1.1 研究背景\n"
                         "H2MT|摘要：\n"
                         "P|文中所述。\n"
                         "H1MT|图版\n"
                         "P|正文乙。\n");
    sheet_clear(&sheet);
}

static void printed_contents_name_the_headings_of_a_file_without_bookmarks(void **state)
{
    (void)state;
    static const char *const titles[] = {"第一章", "第一节", "第二章", "第三章"};
    static const char *const bodies[] = {"甲的正文。", "乙的正文。", "丙之正文。",
                                         "丁文。"};
    Sheet sheet;
    sheet_init(&sheet);
    put(&sheet, 250, 60, "目录");
    for (int i = 0; i < 4; i++) {
        float y = 100 + 16 * (float)i;
        float x = put(&sheet, LEFT + (i == 1 ? 20 : 0), y, titles[i]);
        put(&sheet, x + 2, y, "..............................");
        put(&sheet, 395, y, i < 2 ? "1" : i < 3 ? "2" : "3");
    }
    end_page(&sheet);
    for (int i = 0; i < 4; i++) {
        put(&sheet, LEFT, 100 + (i == 1 ? 60 : 0), titles[i]);
        put(&sheet, LEFT, 130 + (i == 1 ? 60 : 0), bodies[i]);
        if (i != 0)
            end_page(&sheet);
    }
    assert_sheet(&sheet,
                 "P=|目录\n"
                 "PC^|第一章 …… 1\nPC<|第一节 …… 1\nPC|第二章 …… 2\nPC|第三章 …… 3\n"
                 "H1T|第一章\nP^|甲的正文。\n"
                 "H2T^|第一节\nP^|乙的正文。\n"
                 "H1T|第二章\nP^|丙之正文。\n"
                 "H1T|第三章\nP^|丁文。\n");
    sheet_clear(&sheet);
}

static void aligned_cells_are_rows(void **state)
{
    (void)state;
    static const char *const cells[4][3] = {
        {"地区", "人口", "备注"},
        {"北京", "2189", "直辖市"},
        {"上海", "2487", ""},
        {"广州", "1868", "副省级市"},
    };
    Sheet sheet;
    sheet_init(&sheet);
    put(&sheet, LEFT, 80, "表1  各地人口");
    for (int row = 0; row < 4; row++)
        for (int i = 0; i < 3; i++)
            put(&sheet, LEFT + 80 * (float)i, 100 + 20 * (float)row, cells[row][i]);
    put(&sheet, LEFT + 160, 174, "之一");
    put(&sheet, LEFT, 220, LINE_LONG);
    put(&sheet, LEFT, 236, LINE_NEXT);
    end_page(&sheet);
    assert_sheet(&sheet, "P|表1 各地人口\n"
                         "T^|地区¦人口¦备注\n"
                         "T|北京¦2189¦直辖市\n"
                         "T|上海¦2487¦\n"
                         "T|广州¦1868¦副省级市之一\n"
                         "P^|" LINE_LONG LINE_NEXT "\n");
    sheet_clear(&sheet);
}

static void a_numbered_list_is_no_table(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    const char *marks[] = {"1.", "2.", "3."};
    for (int i = 0; i < 3; i++) {
        put(&sheet, LEFT, 100 + 16 * (float)i, marks[i]);
        put(&sheet, LEFT + 30, 100 + 16 * (float)i, "一项内容。");
    }
    end_page(&sheet);
    assert_sheet(&sheet, "P|1. 一项内容。\nP|2. 一项内容。\nP|3. 一项内容。\n");
    sheet_clear(&sheet);
}

static void fonts_that_do_not_say_what_they_draw_are_an_error(void **state)
{
    (void)state;
    Sheet sheet;
    sheet_init(&sheet);
    put(&sheet, LEFT, 100, "\uE001\uE002\uE003\uE004字");
    end_page(&sheet);
    Draft *draft = draft_new();
    DraftSink sink;
    draft_sink_init(&sink, draft);
    Source source = {.name = "山.pdf"};
    Error err = {0};
    assert_false(page_text_finish(sheet.pages, &source, &sink.sink, &err));
    assert_int_equal(err.code, ERR_EMPTY);
    assert_non_null(strstr(err.message, "OCR"));
    error_clear(&err);
    draft_free(draft);
    sheet_clear(&sheet);
}

static void the_same_heading_on_two_pages_far_apart_is_none(void **state)
{
    (void)state;
    Sheet sheet;
    StrBuf wanted = {0};
    unsigned seed = 0;
    sheet_init(&sheet);
    for (int page = 0; page < 8; page++) {
        bool has_heading = page == 1 || page == 6;
        put_sized(&sheet, 230, 40, 8, "某某大学论文");
        if (has_heading)
            put(&sheet, LEFT, 76, "本章小结。");
        strbuf_append_text(&wanted, has_heading ? "P|本章小结。\nP^|" : "P|");
        for (unsigned at = seed, end = seed + 12; at < end; at++)
            strbuf_append_codepoint(&wanted, 0x5000 + at);
        strbuf_append_text(&wanted, "。\n");
        put_filler(&sheet, LEFT, 140, 12, &seed);
        put(&sheet, LEFT + 120, 140, "。");
        end_page(&sheet);
    }
    assert_sheet(&sheet, wanted.data);
    strbuf_clear(&wanted);
    sheet_clear(&sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_a_paragraph_are_joined_without_blanks),
        cmocka_unit_test(an_indent_begins_a_paragraph_behind_a_full_line),
        cmocka_unit_test(a_paragraph_goes_on_over_the_end_of_a_page),
        cmocka_unit_test(latin_words_are_joined_by_blanks_and_cut_ones_without),
        cmocka_unit_test(columns_are_read_one_after_the_other),
        cmocka_unit_test(headers_and_page_numbers_are_left_out),
        cmocka_unit_test(a_heading_at_the_head_of_pages_is_no_header),
        cmocka_unit_test(the_same_heading_on_two_pages_far_apart_is_none),
        cmocka_unit_test(a_slanted_watermark_is_no_text),
        cmocka_unit_test(a_page_written_downwards_is_read_from_the_right),
        cmocka_unit_test(what_is_drawn_twice_is_bold_and_said_once),
        cmocka_unit_test(blanks_between_spread_han_are_none),
        cmocka_unit_test(thin_gaps_are_blanks_only_where_some_are_typed),
        cmocka_unit_test(radicals_and_ligatures_are_characters),
        cmocka_unit_test(a_raised_digit_is_a_mark_and_its_note_a_note),
        cmocka_unit_test(sizes_rank_headings),
        cmocka_unit_test(bookmarks_find_their_lines),
        cmocka_unit_test(printed_contents_name_the_headings_of_a_file_without_bookmarks),
        cmocka_unit_test(aligned_cells_are_rows),
        cmocka_unit_test(a_numbered_list_is_no_table),
        cmocka_unit_test(fonts_that_do_not_say_what_they_draw_are_an_error),
    };
    translate_set_language("en");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
