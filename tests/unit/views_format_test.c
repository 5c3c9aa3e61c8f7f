/* Numbers, dates and titles as a reader says them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define DAY_MS (24 * 60 * 60 * 1000LL)

/* Sunday 2026-11-22 13:00 in Shanghai. */
#define NOW_MS 1795323600000LL

static void expect(StrBuf *text, const char *expected)
{
    assert_string_equal(text->data ? text->data : "", expected);
    strbuf_reset(text);
}

static void lengths_are_told_in_two_or_three_figures(void **state)
{
    (void)state;
    StrBuf text = {0};
    translate_set_language("en");
    format_length(&text, 1);
    expect(&text, "1 char");
    format_length(&text, 999);
    expect(&text, "999 chars");
    format_length(&text, 24032);
    expect(&text, "24.0k chars");
    format_length(&text, 1070000);
    expect(&text, "1070k chars");
    strbuf_clear(&text);
}

/* 字数 is no count of characters: 2024年 are two words, and five characters. */
static void words_are_not_called_characters(void **state)
{
    (void)state;
    StrBuf text = {0};
    translate_set_language("en");
    format_words(&text, 1);
    expect(&text, "1 word");
    format_words(&text, text_count_words(STR("2024年")));
    expect(&text, "2 words");
    format_words(&text, 24032);
    expect(&text, "24,032 words");
    translate_set_language("zh_CN");
    format_words(&text, 24032);
    expect(&text, "24,032字");
    translate_set_language("en");
    strbuf_clear(&text);
}

static void chinese_counts_long_texts_by_ten_thousands(void **state)
{
    (void)state;
    StrBuf text = {0};
    translate_set_language("zh_CN");
    format_length(&text, 9999);
    expect(&text, "9999字");
    format_length(&text, 24032);
    expect(&text, "2.4万字");
    format_length(&text, 1070000);
    expect(&text, "107万字");
    translate_set_language("en");
    strbuf_clear(&text);
}

static void counts_have_separators_of_thousands(void **state)
{
    (void)state;
    StrBuf text = {0};
    format_count(&text, 0);
    expect(&text, "0");
    format_count(&text, 999);
    expect(&text, "999");
    format_count(&text, 1000);
    expect(&text, "1,000");
    format_count(&text, 1234567);
    expect(&text, "1,234,567");
    format_count(&text, UINT64_MAX);
    expect(&text, "18,446,744,073,709,551,615");
    strbuf_clear(&text);
}

static void near_days_have_names_and_far_ones_dates(void **state)
{
    (void)state;
    static const struct {
        int64_t days;
        const char *expected;
    } rows[] = {{0, "today"},   {1, "yesterday"}, {2, "Fri"},
                {6, "Mon"},     {7, "Nov 15"},    {21, "Nov 1"},
                {22, "Oct 31"}, {325, "Jan 1"},   {326, "2025-12-31"}};
    StrBuf text = {0};
    translate_set_language("en");
    setenv("TZ", "Asia/Shanghai", 1);
    tzset();
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        format_day(&text, NOW_MS - rows[i].days * DAY_MS, NOW_MS);
        expect(&text, rows[i].expected);
    }
    strbuf_clear(&text);
}

static void yesterday_begins_at_midnight_not_after_a_day(void **state)
{
    (void)state;
    StrBuf text = {0};
    translate_set_language("en");
    format_day(&text, NOW_MS - 14 * 60 * 60 * 1000LL, NOW_MS);
    expect(&text, "yesterday");
    format_day(&text, NOW_MS - 12 * 60 * 60 * 1000LL, NOW_MS);
    expect(&text, "today");
    strbuf_clear(&text);
}

static void a_document_never_opened_has_no_per_cent(void **state)
{
    (void)state;
    StrBuf text = {0};
    format_progress(&text, -1);
    expect(&text, "--");
    format_progress(&text, 0.429);
    expect(&text, "42%");
    format_progress(&text, 1);
    expect(&text, "100%");
    strbuf_clear(&text);
}

static void a_flat_text_is_one_row_without_escapes(void **state)
{
    (void)state;
    StrBuf text = {0};
    format_flat(&text, STR("  甲\n乙\t  丙\x1b[2J "));
    expect(&text, "甲 乙 丙^[[2J");
    strbuf_clear(&text);
}

static void a_first_heading_that_is_the_title_is_not_said_again(void **state)
{
    (void)state;
    StrBuf text = {0};
    format_headings(&text, STR("报告\n二、做法\n（一）收集"), STR("报告"));
    expect(&text, "二、做法 › （一）收集");
    format_headings(&text, STR("总则\n报告"), STR("报告"));
    expect(&text, "总则 › 报告");
    strbuf_clear(&text);
}

static void tags_are_written_with_their_sign(void **state)
{
    (void)state;
    StrBuf text = {0};
    format_tags(&text, STR("协商, 调研"));
    expect(&text, "#协商 #调研");
    format_tags(&text, (Str){0});
    expect(&text, "");
    strbuf_clear(&text);
}

static void expands(const char *typed, const char *expected)
{
    char *path = path_expand(str_from(typed));
    assert_string_equal(path, expected);
    free(path);
}

/* GNOME's and Apple's terminals, file managers: each has its own way to write a path. */
static void a_file_dropped_on_the_terminal_is_found(void **state)
{
    (void)state;
    char home[] = "/tmp/piyue-path-XXXXXX";
    Error err = {0};
    assert_non_null(mkdtemp(home));
    setenv("HOME", home, 1);
    char *file = path_join(home, "it's 一 份.txt");
    assert_true(file_write_atomic(file, STR("x"), &err));
    static const struct {
        const char *before, *behind; /* the folder */
    } forms[] = {
        {"", "/it's 一 份.txt"},
        {"'", "/it'\\''s 一 份.txt'"},
        {"\"", "/it's 一 份.txt\""},
        {"", "/it\\'s\\ 一\\ 份.txt"},
        {"file://", "/it's%20%E4%B8%80%20%E4%BB%BD.txt"},
        {"file://localhost", "/it's%20一%20份.txt"},
        {"~/'", "/it'\\''s 一 份.txt'"},
        {"~/file://", "/it's%20一%20份.txt"},
    };
    StrBuf typed = {0};
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
        strbuf_reset(&typed);
        strbuf_appendf(&typed, "%s%s%s", forms[i].before, home, forms[i].behind);
        expands(typed.data, file);
    }
    expands("~/it's 一 份.txt", file);
    /* What is not there stays as it was typed, to be told of. */
    expands("'/nowhere/a b'", "'/nowhere/a b'");
    expands("file:///nowhere", "file:///nowhere");
    unlink(file);
    /* And what is called so is that. */
    free(file);
    file = path_join(home, "'x'");
    assert_true(file_write_atomic(file, STR("x"), &err));
    expands(file, file);
    unlink(file);
    rmdir(home);
    free(file);
    strbuf_clear(&typed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_dropped_on_the_terminal_is_found),
        cmocka_unit_test(lengths_are_told_in_two_or_three_figures),
        cmocka_unit_test(words_are_not_called_characters),
        cmocka_unit_test(chinese_counts_long_texts_by_ten_thousands),
        cmocka_unit_test(counts_have_separators_of_thousands),
        cmocka_unit_test(near_days_have_names_and_far_ones_dates),
        cmocka_unit_test(yesterday_begins_at_midnight_not_after_a_day),
        cmocka_unit_test(a_document_never_opened_has_no_per_cent),
        cmocka_unit_test(a_flat_text_is_one_row_without_escapes),
        cmocka_unit_test(a_first_heading_that_is_the_title_is_not_said_again),
        cmocka_unit_test(tags_are_written_with_their_sign),
    };
    return cmocka_run_group_tests_name("views_format", tests, NULL, NULL);
}
