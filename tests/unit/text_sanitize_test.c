/* The way out for foreign text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void shows(Str text, SanitizeMode mode, const char *expected)
{
    StrBuf out = {0};
    strbuf_append_text(&out, "");
    sanitize(&out, text, mode);
    assert_string_equal(out.data, expected);
    strbuf_clear(&out);
}

static void ordinary_text_passes_unchanged(void **state)
{
    (void)state;
    shows(STR("《关于“提案”的意见》 \"a\\b\" é 👍 葛󠄀"),
          SANITIZE_TERMINAL,
          "《关于“提案”的意见》 \"a\\b\" é 👍 葛󠄀");
    shows(STR(""), SANITIZE_LINES, "");
}

static void escape_sequences_lose_their_power(void **state)
{
    (void)state;
    shows(STR("\x1B]0;own\x07title\x1B[2J"), SANITIZE_TERMINAL, "^[]0;own^Gtitle^[[2J");
    shows(STR("a\x7F"
              "b\xC2\x9B"
              "31m"),
          SANITIZE_TERMINAL, "a^?b<U+009B>31m");
    shows((Str){"a\0b", 3}, SANITIZE_LINES, "a^@b");
}

static void what_hides_or_reorders_text_is_shown(void **state)
{
    (void)state;
    shows(STR("a\u202Eb\u2066c\u200Ed"), SANITIZE_LINES, "a<U+202E>b<U+2066>c<U+200E>d");
    shows(STR("x\u200By\uFEFFz"), SANITIZE_LINES, "x<U+200B>y<U+FEFF>z");
    shows(STR("x\U000E0041y\u2028z"), SANITIZE_LINES, "x<U+E0041>y<U+2028>z");
    /* Joiners and selectors give letters and emoji their form. */
    assert_false(sanitize_is_hostile(0x200D));
    assert_false(sanitize_is_hostile(0xFE0F));
    assert_false(sanitize_is_hostile(0xE0100));
    assert_true(sanitize_is_hostile(0x061C));
    assert_false(sanitize_is_hostile('\n'));
}

static void selectors_and_joiners_are_shown_where_they_give_no_form(void **state)
{
    (void)state;
    shows(STR("葛\U000E0100\U000E0101"), SANITIZE_LINES, "葛\U000E0100<U+E0101>");
    shows(STR("❤\uFE0F\u200D🔥"), SANITIZE_LINES, "❤\uFE0F\u200D🔥");
    shows(STR("a\u200D\u200Db"), SANITIZE_LINES, "a\u200D<U+200D>b");
    shows(STR("\uFE0Fa"), SANITIZE_LINES, "<U+FE0F>a");
    StrBuf out = {0};
    strbuf_append_json(&out, STR("葛\U000E0100\U000E0101"));
    assert_string_equal(out.data, "\"葛\U000E0100\\udb40\\udd01\"");
    strbuf_clear(&out);
}

static void line_ends_become_blanks_only_on_one_row(void **state)
{
    (void)state;
    shows(STR("a\r\nb\tc\n"), SANITIZE_TERMINAL, "a b c ");
    shows(STR("a\r\nb\tc\rd"), SANITIZE_LINES, "a\nb\tc\nd");
}

static void broken_bytes_become_replacement_characters(void **state)
{
    (void)state;
    shows(STR("中\xFF\xE4\xB8国\xEF\xBF\xBD\xE4"), SANITIZE_LINES,
          "中\uFFFD\uFFFD国\uFFFD\uFFFD");
}

static void json_strings_follow_the_standard(void **state)
{
    (void)state;
    StrBuf out = {0};
    strbuf_append_json(&out, STR("“中”\"\\/\n\t\r\x01\x7F\xC2\x85\xC2\x9F\xFF"));
    assert_string_equal(
        out.data, "\"“中”\\\"\\\\/\\n\\t\\u000d\\u0001\\u007f\\u0085\\u009f\uFFFD\"");
    strbuf_reset(&out);
    strbuf_append_json(&out, (Str){NULL, 0});
    assert_string_equal(out.data, "\"\"");
    strbuf_clear(&out);
}

static void json_escapes_what_hides_or_reorders_text(void **state)
{
    (void)state;
    StrBuf out = {0};
    strbuf_append_json(&out, STR("a\u202Eb\u2028\U000E0041"));
    assert_string_equal(out.data, "\"a\\u202eb\\u2028\\udb40\\udc41\"");
    strbuf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_text_passes_unchanged),
        cmocka_unit_test(escape_sequences_lose_their_power),
        cmocka_unit_test(what_hides_or_reorders_text_is_shown),
        cmocka_unit_test(selectors_and_joiners_are_shown_where_they_give_no_form),
        cmocka_unit_test(line_ends_become_blanks_only_on_one_row),
        cmocka_unit_test(broken_bytes_become_replacement_characters),
        cmocka_unit_test(json_strings_follow_the_standard),
        cmocka_unit_test(json_escapes_what_hides_or_reorders_text),
    };
    return cmocka_run_group_tests_name("text/sanitize", tests, NULL, NULL);
}
