/* Folding, tokens, needles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <uninorm.h>

#include <cmocka.h>

static void folds(const char *text, const char *expected)
{
    StrBuf out = {0};
    strbuf_append_text(&out, "");
    fold_text(&out, str_from(text));
    assert_string_equal(out.data, expected);
    strbuf_clear(&out);
}

static void traditional_and_variant_han_become_simplified(void **state)
{
    (void)state;
    folds("聯繫發展頭髮強調羣眾裏峯眞", "联系发展头发强调群众里峰真");
    folds("联系发展", "联系发展");
    folds("乾著", "干著"); /* as OpenCC has them, character by character */
    folds("锺鍾钟馀餘余", "钟钟钟余余余");
}

static void widths_and_cases_are_made_equal(void **state)
{
    (void)state;
    folds("ＡｂＣ１２３，ｱ", "abc123,ア");
    folds("ÉÀÜÑ ПРИВЕТ ΑΒΓ", "eaun привет αβγ");
}

static void radicals_become_ideographs(void **state)
{
    (void)state;
    folds("⼀⼈⺼⻓", "一人肉长"); /* PDF text holds these */
}

static void circled_and_bracketed_numbers_become_digits(void **state)
{
    (void)state;
    folds("①⑨⑴⒈㈠㊀", "19"
                      "11"
                      "一一");
    folds("二○二四年〇", "二〇二四年〇");
}

static void what_search_ignores_is_left_out(void **state)
{
    (void)state;
    folds("葛\U000E0100a\u200Bb\u00ADc\uFEFFd\u200De\u0301", "葛abcde");
    assert_int_equal(fold_codepoint(0xFE0F), 0);
    assert_int_equal(fold_codepoint(0xE0100), 0);
}

/* ---- every character, against libraries that know them ------------------ */

static bool is_ideograph(char32_t c)
{
    return (c >= 0x3400 && c < 0x4DC0) || (c >= 0x4E00 && c < 0xA000) ||
           (c >= 0x20000 && c < 0x323B0);
}

typedef struct Meeting {
    int changed, apart; /* by OpenCC; of these, how many do not fold to the same */
} Meeting;

/* Each ideograph beside what OpenCC makes of it alone. False without OpenCC. */
static bool compare_with_opencc(ScriptForm form, Meeting *meeting)
{
    Error err = {0};
    Script *script = script_new(form, &err);
    *meeting = (Meeting){0};
    for (char32_t c = 0x3400; script && c < 0x323B0; c++) {
        char bytes[4];
        if (!is_ideograph(c))
            continue;
        Str shown = script_show(script, (Str){bytes, utf8_encode(c, bytes)});
        size_t off = 0;
        char32_t other = utf8_next(shown, &off);
        meeting->changed += other != c;
        meeting->apart += fold_codepoint(other) != fold_codepoint(c);
    }
    bool has_opencc = script != NULL;
    script_free(script);
    error_clear(&err);
    return has_opencc;
}

static void every_character_of_opencc_meets_its_other_form(void **state)
{
    (void)state;
    Meeting simplified, traditional;
    if (!compare_with_opencc(SCRIPT_SIMPLIFIED, &simplified) ||
        !compare_with_opencc(SCRIPT_TRADITIONAL, &traditional)) {
        print_message("OpenCC is not at hand: skipped\n");
        skip();
    }
    /* As many as its tables TSCharacters and STCharacters change: none was left out. */
    assert_true(simplified.changed > 3900);
    assert_true(traditional.changed > 3700);
    assert_int_equal(simplified.apart, 0);
    assert_int_equal(traditional.apart, 0);
}

/* Radicals, compatibility ideographs, bracketed ideographs, full and half width. */
static void what_is_one_character_in_another_shape_folds_to_it(void **state)
{
    static const struct {
        char32_t first, last;
    } ranges[] = {{0x2E9F, 0x2E9F},   {0x2EF3, 0x2EF3}, {0x2F00, 0x2FD5},
                  {0x3280, 0x32B0},   {0xF900, 0xFAD9}, {0xFF01, 0xFF9D},
                  {0x2F800, 0x2FA1D}, {0x2460, 0x2468}};
    (void)state;
    int compared = 0;
    for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
        for (char32_t c = ranges[i].first; c <= ranges[i].last; c++) {
            uint32_t source = c, made[18];
            size_t count = ARRAY_SIZE(made);
            if (!u32_normalize(UNINORM_NFKC, &source, 1, made, &count) || count != 1 ||
                made[0] == c)
                continue;
            if (fold_codepoint(c) != fold_codepoint(made[0]))
                fail_msg("U+%04X is U+%04X", (unsigned)c, (unsigned)made[0]);
            compared++;
        }
    assert_true(compared > 1300);
}

static void folding_twice_changes_nothing(void **state)
{
    (void)state;
    for (char32_t c = 0; c < 0x110000; c++) {
        char32_t folded = fold_codepoint(c);
        if (folded)
            assert_int_equal(fold_codepoint(folded), folded);
    }
}

/* "中 word /" with / for a boundary. */
static void tokenizes(const char *text, const char *expected)
{
    StrBuf out = {0}, room = {0};
    Token token;
    strbuf_append_text(&out, "");
    size_t end = 0;
    for (size_t off = 0; token_next(str_from(text), &off, &room, &token);) {
        assert_true(token.start >= end && token.end > token.start);
        end = token.end;
        strbuf_appendf(&out, "%s%.*s", out.len ? " " : "",
                       STR_ARG(token.kind == TOKEN_BOUNDARY ? STR("/") : token.folded));
    }
    assert_string_equal(out.data, expected);
    strbuf_clear(&out);
    strbuf_clear(&room);
}

static void every_han_is_a_token_and_every_word(void **state)
{
    (void)state;
    tokenizes("聯繫GDP2024增长", "联 系 gdp2024 增 长");
    tokenizes("カナ한글ab cd", "カ ナ 한 글 ab cd");
    tokenizes("①㈠", "1 一");
}

static void punctuation_runs_are_one_boundary_between_tokens(void **state)
{
    (void)state;
    tokenizes("“政协，……委员”。", "政 协 / 委 员");
    tokenizes("，。", "");
    tokenizes("3.5 %a", "3 / 5 / a");
    tokenizes("政。 “协", "政 / 协");
}

static void blanks_and_invisible_characters_give_no_token(void **state)
{
    (void)state;
    tokenizes(" 政\n　协 ", "政 协");
    tokenizes("政\u200B协a\u00ADb", "政 协 ab");
    tokenizes("", "");
}

static void long_words_are_cut(void **state)
{
    (void)state;
    char word[151];
    memset(word, 'a', 150);
    word[150] = '\0';
    StrBuf room = {0};
    Token token;
    const size_t ends[] = {64, 128, 150};
    size_t count = 0;
    for (size_t off = 0; token_next(str_from(word), &off, &room, &token);)
        assert_int_equal(token.end, ends[count++]);
    assert_int_equal(count, 3);
    strbuf_clear(&room);
}

/* The first match of `needle` in `text`; NULL for none. */
static void finds(const char *needle_text, const char *text, const char *expected)
{
    Needle *needle = needle_new(str_from(needle_text));
    Span match = {0, 0};
    bool is_found = needle && needle_find(needle, str_from(text), 0, &match);
    assert_int_equal(is_found, expected != NULL);
    if (expected) {
        char *got = str_dup(str_slice(str_from(text), match.start, match.end));
        assert_string_equal(got, expected);
        free(got);
    }
    needle_free(needle);
}

static void needles_are_blind_to_script_width_and_blanks(void **state)
{
    (void)state;
    finds("联系", "加強聯繫群眾", "聯繫");
    finds("聯繫", "加强联系群众", "联系");
    finds("联系", "联\n　系", "联\n　系");
    finds("ＧＤＰ", "关于gdp的", "gdp");
    finds("政", "人民政协", "政");
}

static void needles_do_not_jump_punctuation(void **state)
{
    (void)state;
    finds("的是", "目的，是", NULL);
    finds("目的，是", "目的。是", "目的。是");
    finds("“政协”", "人民政协报", "政协");
    finds("，。", "，。", NULL);
}

static void the_last_word_is_a_prefix_and_the_first_is_not_a_suffix(void **state)
{
    (void)state;
    finds("pro", "a progress report", "pro");
    finds("gress", "a progress report", NULL);
    finds("a pro", "A Progress", "A Pro");
    finds("pro rep", "progress report", NULL);
    finds("E", "É\u0301tat", "É");
}

static void matching_goes_on_behind_a_match(void **state)
{
    (void)state;
    Needle *needle = needle_new(STR("aa"));
    Str text = STR("aab aa");
    Span match;
    assert_true(needle_find(needle, text, 0, &match));
    assert_int_equal(match.end, 2);
    /* The rest of the word is no word. */
    assert_true(needle_find(needle, text, match.end, &match));
    assert_int_equal(match.start, 4);
    assert_false(needle_find(needle, text, match.end, &match));
    needle_free(needle);
    needle_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traditional_and_variant_han_become_simplified),
        cmocka_unit_test(widths_and_cases_are_made_equal),
        cmocka_unit_test(radicals_become_ideographs),
        cmocka_unit_test(circled_and_bracketed_numbers_become_digits),
        cmocka_unit_test(what_search_ignores_is_left_out),
        cmocka_unit_test(every_character_of_opencc_meets_its_other_form),
        cmocka_unit_test(what_is_one_character_in_another_shape_folds_to_it),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(every_han_is_a_token_and_every_word),
        cmocka_unit_test(punctuation_runs_are_one_boundary_between_tokens),
        cmocka_unit_test(blanks_and_invisible_characters_give_no_token),
        cmocka_unit_test(long_words_are_cut),
        cmocka_unit_test(needles_are_blind_to_script_width_and_blanks),
        cmocka_unit_test(needles_do_not_jump_punctuation),
        cmocka_unit_test(the_last_word_is_a_prefix_and_the_first_is_not_a_suffix),
        cmocka_unit_test(matching_goes_on_behind_a_match),
    };
    return cmocka_run_group_tests_name("text/fold", tests, NULL, NULL);
}
