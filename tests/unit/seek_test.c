/* The query language: what is typed, and what it finds.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "seek/node.h"

static const SeekDocument report = {.doc = 12,
                                    .title = {"2024年工作报告", 19},
                                    .tags = {"提案/办理\n年度", 20},
                                    .day = 20240305};

static Seek *parse(const char *text)
{
    Error err = {0};
    Seek *seek = seek_parse(str_from(text), NULL, &err);
    if (!seek)
        print_message("# %s: %s\n", text, error_get_message(&err));
    assert_non_null(seek);
    return seek;
}

static bool fits(const char *query, const char *text)
{
    Seek *seek = parse(query);
    SeekSpans spans = {0};
    bool is_fit = seek_match(seek, &report, str_from(text), &spans);
    free(spans.items);
    seek_free(seek);
    return is_fit;
}

static void words_must_all_stand_in_the_paragraph(void **state)
{
    (void)state;
    assert_true(fits("协商 机制", "完善机制，推进协商"));
    assert_false(fits("协商 机制", "推进协商"));
    assert_true(fits("協商", "推进协商"));
    assert_true(fits("\"协商 机制\"", "协商机制"));
    assert_false(fits("\"协商机制\"", "协商的机制"));
}

static void a_bar_means_either_and_binds_closer_than_a_blank(void **state)
{
    (void)state;
    assert_true(fits("协商|会商 机制", "会商机制"));
    assert_false(fits("协商|会商 机制", "会商办法"));
    assert_true(fits("协商 ｜ 会商", "会商办法"));
    assert_true(fits("(协商 办法)|会商", "会商"));
    assert_false(fits("(协商 办法)|会商", "协商"));
}

static void a_minus_forbids(void **state)
{
    (void)state;
    assert_true(fits("协商 -机制", "推进协商"));
    assert_false(fits("协商 -机制", "协商机制"));
    assert_true(fits("协商 -(机制|制度)", "协商办法"));
    assert_false(fits("协商 -(机制|制度)", "协商制度"));
    /* inside a word it is a mark of the text */
    assert_true(fits("GB-2312", "编码 GB-2312。"));
}

static void near_counts_the_characters_between(void **state)
{
    (void)state;
    assert_true(fits("near:2 协商 机制", "协商的好机制"));
    assert_false(fits("near:2 协商 机制", "协商的很好机制"));
    assert_true(fits("near:2 协商 机制", "机制。协商"));
    assert_true(fits("相近：3 协商 机制", "协商民主的好机制，协商机制"));
}

static void near_marks_only_the_places_that_are_near(void **state)
{
    (void)state;
    Seek *seek = parse("near:1 甲 乙");
    SeekSpans spans = {0};
    assert_true(seek_match(seek, &report, STR("甲丙丁甲乙"), &spans));
    assert_int_equal(spans.count, 2);
    assert_int_equal(spans.items[0].start, 9);
    assert_int_equal(spans.items[1].start, 12);
    free(spans.items);
    seek_free(seek);
}

static void conditions_ask_the_document(void **state)
{
    (void)state;
    assert_true(fits("标题:工作 协商", "协商"));
    assert_false(fits("title:计划 协商", "协商"));
    assert_true(fits("tag:提案 协商", "协商"));
    assert_true(fits("tag:提案/办理 协商", "协商"));
    assert_false(fits("tag:提 协商", "协商"));
    assert_true(fits("doc:12 协商", "协商"));
    assert_false(fits("doc:1 协商", "协商"));
    assert_true(fits("doc:报告 协商", "协商"));
    assert_true(fits("after:2024 before:2024-04 协商", "协商"));
    assert_false(fits("after:2024-03-06 协商", "协商"));
    assert_false(fits("before:2024年3月5日 协商", "协商"));
    assert_true(fits("-tag:草稿 协商", "协商"));
    assert_false(fits("-tag:年度 协商", "协商"));
}

static void a_document_is_ruled_out_without_its_text(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        bool is_allowed;
    } cases[] = {
        {"协商", true},
        {"tag:年度 协商", true},
        {"tag:草稿 协商", false},
        {"tag:草稿|协商", true},
        {"-tag:年度 协商", false},
        {"协商 -机制", true},
        {"doc:12", true},
        {"doc:13|tag:草稿 协商", false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        Seek *seek = parse(cases[i].query);
        assert_int_equal(seek_allows(seek, &report), cases[i].is_allowed);
        seek_free(seek);
    }
}

static void a_pattern_is_blind_to_script_and_width(void **state)
{
    (void)state;
    assert_true(fits("~第[一二三]条", "依照第二条"));
    assert_false(fits("~第[一二三]条", "依照第九条"));
    assert_true(fits("~國.?家", "国　家"));
    assert_true(fits("~ＡＢＣ\\d+", "abc１２"));
    assert_true(fits("~\"甲 乙\"", "甲 乙"));
    assert_true(fits("~/甲|乙/ 丙", "乙丙"));
    assert_true(fits("~（一）", "（一）总则"));
    assert_false(fits("~^总则", "（一）总则"));
    Seek *seek = parse("~總則");
    Span match;
    assert_true(seek_find_mark(seek, STR("（一）总则"), 0, &match));
    assert_int_equal(match.start, 9);
    assert_int_equal(match.end, 15);
    seek_free(seek);
}

static void a_pattern_made_to_be_slow_gives_up(void **state)
{
    (void)state;
    StrBuf text = {0};
    for (int i = 0; i < 3000; i++)
        strbuf_append_byte(&text, 'a');
    assert_false(fits("~(a+)+$x", text.data));
    strbuf_clear(&text);
}

static void literals_of_a_pattern_are_in_every_match(void **state)
{
    (void)state;
    static const struct {
        const char *query, *literals;
    } cases[] = {
        {"~第[一二]条", "第|条"}, {"~全面深化.{0,4}改革", "全面深化|改革"},
        {"~甲乙?丙", "甲|丙"},    {"~甲乙*", "甲"},
        {"~甲|乙", ""},           {"~(甲乙)?丙", "丙"},
        {"~甲{0,2}乙", "乙"},     {"~甲{2}乙", "甲|乙"},
        {"~[^甲]乙", "乙"},       {"~\\p{Han}乙", "乙"},
        {"~(?i)甲", ""},          {"~abc", ""},
        {"~甲+乙", "甲|乙"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        Seek *seek = parse(cases[i].query);
        const SeekNode *node = seek_get_root(seek);
        Str literals[8];
        size_t count = seek_pattern_literals(node->pattern, literals, 8);
        StrBuf joined = {0};
        for (size_t j = 0; j < count; j++) {
            strbuf_append_text(&joined, j ? "|" : "");
            strbuf_append_str(&joined, literals[j]);
        }
        assert_true(str_is_equal(strbuf_get(&joined), str_from(cases[i].literals)));
        strbuf_clear(&joined);
        seek_free(seek);
    }
}

static void a_number_is_found_in_either_script(void **state)
{
    (void)state;
    assert_true(fits("num:300", "共三百人"));
    assert_true(fits("num:三百", "共300人"));
    assert_true(fits("num:2200", "两千二百元"));
    assert_true(fits("num:2024", "二〇二四年"));
    assert_true(fits("数：10050", "一万零五十"));
    assert_true(fits("num:30000", "3万亩"));
    assert_false(fits("num:300", "三千"));
    static const char *const twelve[] = {"12", "１２", "十二", "拾贰", "⑫", "⑿", "⒓"};
    for (size_t i = 0; i < ARRAY_SIZE(twelve); i++)
        assert_true(fits("num:12", twelve[i]));
    static const char *const three[] = {"3",  "③",  "⑶",  "⒊",   "㈢",
                                        "㊂", "三", "叁", "⼆三"};
    for (size_t i = 0; i + 1 < ARRAY_SIZE(three); i++)
        assert_true(fits("num:3", three[i]));
    assert_false(fits("num:3", three[ARRAY_SIZE(three) - 1]));
    assert_true(fits("num:36", "㊱"));
    assert_true(fits("num:2004", "二零零四") && fits("num:2004", "二○○四"));
}

static void a_number_is_typed_and_written_in_ten_thousands(void **state)
{
    (void)state;
    static const char *const typed[] = {"num:13000", "num:13,000", "num:１３，０００",
                                        "num:1.3万", "num:1.3萬",  "num:一万三千"};
    static const char *const written[] = {"1.3万人", "１．３万人", "13,000人",
                                          "一万三千人"};
    for (size_t i = 0; i < ARRAY_SIZE(typed); i++)
        for (size_t j = 0; j < ARRAY_SIZE(written); j++)
            assert_true(fits(typed[i], written[j]));
    assert_true(fits("num:150000000", "1.5亿元") && fits("num:1.5亿", "15000万元"));
    assert_true(fits("num:14亿", "十四亿人") && fits("num:1400000000", "14亿人"));
    assert_true(fits("num:十四亿", "1,400,000,000人"));
    static const char *const others[] = {"1-3万",  "1、3万",  "1～3万", "11.3万",
                                         "1.31万", "1.3万亿", "1.3亿"};
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        assert_false(fits("num:13000", others[i]));
    static const char *const ranges[] = {"1-300", "1、300", "1.300", "1——300"};
    for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
        assert_false(fits("num:1300", ranges[i]));
    static const char *const none[] = {"num:1.5",    "num:1,30",      "num:,300",
                                       "num:1,3000", "num:1.23456万", "num:5000亿",
                                       "num:万",     "num:1,300,"};
    for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
        Error err = {0};
        assert_null(seek_parse(str_from(none[i]), NULL, &err));
        error_clear(&err);
    }
}

static void a_number_is_no_part_of_another(void **state)
{
    (void)state;
    static const char *const others[] = {"3000",   "1300",     "1,300",  "300,000",
                                         "300.5",  "一千三百", "三百万", "300万",
                                         "三百一", "２３００"};
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        assert_false(fits("num:300", others[i]));
    static const char *const same[] = {"共300.", "第三百条", "300，400", "3000与300",
                                       "（300）"};
    for (size_t i = 0; i < ARRAY_SIZE(same); i++)
        assert_true(fits("num:300", same[i]));
}

static void either_zero_finds_the_other(void **state)
{
    (void)state;
    static const char *const years[] = {"二〇二四年", "二○二四年", "二零二四年"};
    for (size_t i = 0; i < ARRAY_SIZE(years); i++)
        for (size_t j = 0; j < ARRAY_SIZE(years); j++)
            assert_true(fits(years[i], years[j]));
    assert_true(fits("\"二零二四\"", "二〇二四年"));
    assert_true(fits("一百零三", "一百〇三"));
    assert_true(fits("-二零二四 年", "二〇二三年"));
    assert_false(fits("-二零二四 年", "二〇二四年"));
    assert_false(fits("零售", "批发"));
}

static void a_mistake_is_named_with_its_character(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        size_t mistake;
    } cases[] = {
        {"", 0},
        {"，。", 0},
        {"-甲", 0},
        {"甲 tag:", 8},
        {"甲 after:去年", 10},
        {"甲 ~[一", 9},
        {"甲 near:x 乙", 9},
        {"| 甲", 0},
        {"甲 in:脚注", 7},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        Error err = {0};
        size_t mistake = 99;
        Seek *seek = seek_parse(str_from(cases[i].query), &mistake, &err);
        assert_null(seek);
        assert_int_equal(err.code, ERR_USAGE);
        if (mistake != cases[i].mistake)
            print_message("# %s: %zu %s\n", cases[i].query, mistake, err.message);
        assert_int_equal(mistake, cases[i].mistake);
        error_clear(&err);
    }
}

static void a_query_being_typed_is_one_at_nearly_every_key(void **state)
{
    (void)state;
    assert_true(fits("\"协商", "协商"));
    assert_true(fits("(协商", "协商"));
    assert_true(fits("协商 |", "协商"));
    assert_true(fits("协商 -", "协商"));
    assert_true(fits("协商 ~", "协商"));
    assert_true(fits("一)", "（一）"));
    assert_true(fits("http://例", "见 http://例子"));
}

static void days_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t day;
    } cases[] = {
        {"2024", 20240000},
        {"2024-05", 20240500},
        {"2024-5-3", 20240503},
        {"2024年5月3日", 20240503},
        {"二〇二四年五月", 20240500},
        {"2024/05/03", 20240503},
        {"20240503", 20240503},
        {"202405", 20240500},
        {"2024-13", 20240000},
        {"", 0},
        {"去年", 0},
        {"99999999", 0},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_int_equal(seek_parse_day(str_from(cases[i].text), NULL), cases[i].day);
}

static void nothing_typed_is_too_much(void **state)
{
    (void)state;
    StrBuf text = {0};
    for (int i = 0; i < 5000; i++)
        strbuf_append_text(&text, i % 3 ? "(-" : "甲|~");
    Error err = {0};
    Seek *seek = seek_parse(strbuf_get(&text), NULL, &err);
    seek_free(seek);
    error_clear(&err);
    strbuf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_must_all_stand_in_the_paragraph),
        cmocka_unit_test(a_bar_means_either_and_binds_closer_than_a_blank),
        cmocka_unit_test(a_minus_forbids),
        cmocka_unit_test(near_counts_the_characters_between),
        cmocka_unit_test(near_marks_only_the_places_that_are_near),
        cmocka_unit_test(conditions_ask_the_document),
        cmocka_unit_test(a_document_is_ruled_out_without_its_text),
        cmocka_unit_test(a_pattern_is_blind_to_script_and_width),
        cmocka_unit_test(a_pattern_made_to_be_slow_gives_up),
        cmocka_unit_test(literals_of_a_pattern_are_in_every_match),
        cmocka_unit_test(a_number_is_found_in_either_script),
        cmocka_unit_test(a_number_is_typed_and_written_in_ten_thousands),
        cmocka_unit_test(a_number_is_no_part_of_another),
        cmocka_unit_test(either_zero_finds_the_other),
        cmocka_unit_test(a_mistake_is_named_with_its_character),
        cmocka_unit_test(a_query_being_typed_is_one_at_nearly_every_key),
        cmocka_unit_test(days_are_read_as_people_write_them),
        cmocka_unit_test(nothing_typed_is_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
