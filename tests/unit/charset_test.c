/* Names, guesses and decoders.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/charset.h>
#include <piyue/text.h>

/* 山脚下有一座小图书馆。 in three encodings, by the standards' tables. */
#define LIBRARY_UTF8 "山脚下有一座小图书馆。"
#define LIBRARY_GBK                                                                      \
    "\xC9\xBD\xBD\xC5\xCF\xC2\xD3\xD0\xD2\xBB\xD7\xF9\xD0\xA1\xCD\xBC\xCA\xE9\xB9\xDD"   \
    "\xA1\xA3"
/* 他說這是我們的國家。 */
#define COUNTRY_UTF8 "他說這是我們的國家。"
#define COUNTRY_BIG5                                                                     \
    "\xA5\x4C\xBB\xA1\xB3\x6F\xAC\x4F\xA7\xDA\xAD\xCC\xAA\xBA\xB0\xEA\xAE\x61\xA1\x43"

static void assert_guess(Str sample, bool is_whole, const char *expected)
{
    assert_string_equal(charset_detect(sample, is_whole).encoding, expected);
}

/* Decodes in steps of `step` bytes. */
static char *decode(const char *encoding, Str input, size_t step, uint64_t *replaced)
{
    Error err = {0};
    Decoder *decoder = decoder_new(encoding, &err);
    assert_non_null(decoder);
    StrBuf out = {0};
    for (size_t off = 0; off < input.len; off += step)
        decoder_feed(decoder, str_slice(input, off, off + step), false, &out);
    decoder_feed(decoder, STR(""), true, &out);
    if (replaced)
        *replaced = decoder_get_replaced(decoder);
    decoder_free(decoder);
    return out.data ? strbuf_detach(&out) : mem_dup("", 0);
}

static void assert_decodes(const char *encoding, Str input, const char *expected,
                           uint64_t expected_replaced)
{
    for (size_t step = 1; step <= input.len; step++) {
        uint64_t replaced;
        char *text = decode(encoding, input, step, &replaced);
        assert_string_equal(text, expected);
        assert_int_equal(replaced, expected_replaced);
        free(text);
    }
}

static void a_name_is_found_in_any_spelling(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"utf8", "UTF-8"},
        {"UTF-8", "UTF-8"},
        {"gbk", "GB18030"},
        {"GB2312", "GB18030"},
        {"cp936", "GB18030"},
        {"big5", "Big5-HKSCS"},
        {"BIG5_HKSCS", "Big5-HKSCS"},
        {"utf-16le", "UTF-16LE"},
        {"sjis", "Shift_JIS"},
        {"iso-8859-1", "Windows-1252"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_string_equal(charset_find(str_from(rows[i][0])), rows[i][1]);
    assert_null(charset_find(STR("ISO-2022-CN-EXT")));
    assert_null(charset_find(STR("")));
    assert_null(charset_find(STR("UTF-8//IGNORE.......................")));
}

static void every_listed_encoding_is_found_and_opens(void **state)
{
    (void)state;
    for (const char *const *name = charset_list(); *name; name++) {
        assert_ptr_equal(charset_find(str_from(*name)), charset_find(str_from(*name)));
        assert_string_equal(charset_find(str_from(*name)), *name);
        char *text = decode(*name, STR(""), 1, NULL);
        assert_string_equal(text, "");
        free(text);
    }
}

static void an_unknown_name_opens_nothing(void **state)
{
    (void)state;
    Error err = {0};
    assert_null(decoder_new("KLINGON", &err));
    assert_int_equal(err.code, ERR_USAGE);
    error_clear(&err);
}

static void a_byte_order_mark_decides(void **state)
{
    (void)state;
    assert_guess(STR("\xEF\xBB\xBF"
                     "a"),
                 true, "UTF-8");
    assert_guess(STR("\xFF\xFE"
                     "a\0"),
                 true, "UTF-16LE");
    assert_guess(STR("\xFE\xFF\0a"), true, "UTF-16BE");
    assert_guess(STR("\xFF\xFE\0\0a\0\0\0"), true, "UTF-32LE");
    assert_guess(STR("\0\0\xFE\xFF\0\0\0a"), true, "UTF-32BE");
    assert_guess(STR("\x84\x31\x95\x33"), true, "GB18030");
    assert_int_equal(charset_detect(STR("\xEF\xBB\xBF"), true).bom_bytes, 3);
}

static void a_short_line_tells_its_encoding(void **state)
{
    (void)state;
    assert_guess(STR(LIBRARY_UTF8), true, "UTF-8");
    assert_guess(STR(LIBRARY_GBK), true, "GB18030");
    assert_guess(STR(COUNTRY_BIG5), true, "Big5-HKSCS");
    assert_guess(STR("plain words\n"), true, "UTF-8");
    assert_guess(STR(""), true, "UTF-8");
}

static void a_sample_cut_inside_a_character_is_still_utf8(void **state)
{
    (void)state;
    Str text = STR(LIBRARY_UTF8);
    for (size_t len = 4; len < text.len; len++) {
        assert_guess(str_slice(text, 0, len), false, "UTF-8");
        assert_guess(str_slice(text, 0, len), true, "UTF-8");
    }
}

static void wide_text_without_a_mark_is_found(void **state)
{
    (void)state;
    /* 的一是 and a line end, then ASCII. */
    assert_guess(STR("\x84\x76\0N/f\n\0a\0b\0"), true, "UTF-16LE");
    assert_guess(STR("\x76\x84N\0f/\0\n\0a\0b"), true, "UTF-16BE");
    assert_guess(STR("a\0\0\0b\0\0\0\x84\x76\0\0"), true, "UTF-32LE");
    assert_guess(STR("\0\0\0a\0\0\0b\0\0\x76\x84"), true, "UTF-32BE");
}

static void utf16_without_a_mark_and_without_ascii_is_found(void **state)
{
    (void)state;
    /* 山，有书、山： the marks hold bytes that are controls elsewhere. */
    assert_guess(STR("\x71\x5C\x0C\xFF\x09\x67\x66\x4E\x01\x30\x71\x5C\x1A\xFF"), true,
                 "UTF-16LE");
    assert_guess(STR("\x5C\x71\xFF\x0C\x67\x09\x4E\x66\x30\x01\x5C\x71\xFF\x1A"), true,
                 "UTF-16BE");
}

static void a_text_without_its_beginning_is_still_what_it_was(void **state)
{
    (void)state;
    Str utf8 = STR(LIBRARY_UTF8), gbk = STR(LIBRARY_GBK);
    assert_guess(str_slice(utf8, 1, utf8.len), true, "UTF-8");
    assert_guess(str_slice(utf8, 2, utf8.len), true, "UTF-8");
    assert_guess(str_slice(gbk, 1, gbk.len), true, "GB18030");
}

static void a_list_of_rare_characters_is_told_by_the_form_of_its_pairs(void **state)
{
    (void)state;
    StrBuf gbk = {0}, big5 = {0};
    for (unsigned lead = 0xE8; lead < 0xF0; lead++)
        for (unsigned trail = 0x40; trail < 0xFF; trail++) {
            char pair[3] = {(char)(unsigned char)lead, (char)(unsigned char)trail, '\n'};
            if (trail != 0x7F)
                strbuf_append(&gbk, pair, 3);
            if (trail < 0x7F || trail > 0xA0)
                strbuf_append(&big5, pair, 3);
        }
    assert_guess(strbuf_get(&gbk), true, "GB18030");
    assert_guess(strbuf_get(&big5), true, "Big5-HKSCS");
    strbuf_clear(&gbk);
    strbuf_clear(&big5);
}

static void iso_2022_cn_is_refused_by_name(void **state)
{
    (void)state;
    /* 中文: ESC $ ) A designates GB 2312, SO and SI switch to it and back. */
    CharsetGuess guess =
        charset_detect(STR("\x1B$)A\x0EVPND\x0F abc \x0EVPND\x0F\n"), true);
    assert_string_equal(guess.encoding, "binary");
    assert_non_null(strstr(guess.reason, "ISO-2022-CN"));
}

static void bytes_that_no_text_has_are_binary(void **state)
{
    (void)state;
    assert_guess(STR("\x7F"
                     "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0\x3E\0\1\0\0\0"),
                 true, "binary");
    assert_guess(STR("\1\2\3\4\5\6\7\x0E\x0F\x10\x11\x12"), true, "binary");
}

static void what_a_terminal_was_sent_is_text(void **state)
{
    (void)state;
    /* A window title, a colour and a bell in a short file of good UTF-8. */
    assert_guess(STR("\033]0;甲\007第一章 总则\n\033[1m第一条\033[0m 文字。\007\n"), true,
                 "UTF-8");
    /* The same share of controls without a single Chinese character. */
    assert_guess(STR("ab\1\2cdefgh\3\4ijklmnop\5\6qrstuv"), true, "binary");
}

static void utf8_is_decoded_whatever_the_cuts(void **state)
{
    (void)state;
    assert_decodes("UTF-8", STR(LIBRARY_UTF8 "a\xF0\xA0\x80\x80"),
                   LIBRARY_UTF8 "a\xF0\xA0\x80\x80", 0);
    /* Unicode 15, table 3-8: maximal subparts, each one U+FFFD. */
    assert_decodes("UTF-8", STR("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"),
                   "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd", 9);
    /* A surrogate is no character. */
    assert_decodes("UTF-8", STR("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD", 3);
}

static void other_encodings_are_decoded_whatever_the_cuts(void **state)
{
    (void)state;
    assert_decodes("GB18030", STR(LIBRARY_GBK), LIBRARY_UTF8, 0);
    assert_decodes("Big5-HKSCS", STR(COUNTRY_BIG5), COUNTRY_UTF8, 0);
    /* GB 18030-2005: 𠀀 U+20000 is 95 32 82 36. */
    assert_decodes("GB18030", STR("\x95\x32\x82\x36"), "\xF0\xA0\x80\x80", 0);
    assert_decodes("UTF-16LE",
                   STR("\x40\xD8\0\xDC"
                       "a\0"),
                   "\xF0\xA0\x80\x80"
                   "a",
                   0);
    assert_decodes("UTF-16BE", STR("\xD8\0\0a"), "\uFFFDa", 2);
    /* HKSCS: 88 62 is Ê with a macron, two code points held back until the end. */
    assert_decodes("Big5-HKSCS", STR("\x88\x62"), "\u00CA\u0304", 0);
}

static void a_bad_byte_does_not_swallow_the_line_end(void **state)
{
    (void)state;
    assert_decodes("GB18030", STR("\xD2\xBB\xFF\n\xD2\xBB"), "一\uFFFD\n一", 1);
    assert_decodes("GB18030", STR("\xD2\n\xD2\xBB"), "\uFFFD\n一", 1);
    /* A pair without a meaning is lost as one. */
    assert_decodes("Big5-HKSCS",
                   STR("\x81\xA1"
                       "a"),
                   "\uFFFDa", 2);
}

static void a_last_character_cut_in_half_is_counted_and_left_out(void **state)
{
    (void)state;
    assert_decodes("UTF-8", STR("山\xE8\x84"), "山", 2);
    assert_decodes("GB18030", STR("\xC9\xBD\xBD"), "山", 1);
    assert_decodes("UTF-16LE", STR("a\0b"), "a", 1);
}

static void a_reason_is_found_by_its_text_only(void **state)
{
    (void)state;
    const char *reason = charset_detect(STR(LIBRARY_UTF8), true).reason;
    assert_ptr_equal(charset_find_reason(str_from(reason)), reason);
    assert_null(charset_find_reason(STR("%n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_found_in_any_spelling),
        cmocka_unit_test(every_listed_encoding_is_found_and_opens),
        cmocka_unit_test(an_unknown_name_opens_nothing),
        cmocka_unit_test(a_byte_order_mark_decides),
        cmocka_unit_test(a_short_line_tells_its_encoding),
        cmocka_unit_test(a_sample_cut_inside_a_character_is_still_utf8),
        cmocka_unit_test(wide_text_without_a_mark_is_found),
        cmocka_unit_test(utf16_without_a_mark_and_without_ascii_is_found),
        cmocka_unit_test(a_text_without_its_beginning_is_still_what_it_was),
        cmocka_unit_test(a_list_of_rare_characters_is_told_by_the_form_of_its_pairs),
        cmocka_unit_test(iso_2022_cn_is_refused_by_name),
        cmocka_unit_test(bytes_that_no_text_has_are_binary),
        cmocka_unit_test(what_a_terminal_was_sent_is_text),
        cmocka_unit_test(utf8_is_decoded_whatever_the_cuts),
        cmocka_unit_test(other_encodings_are_decoded_whatever_the_cuts),
        cmocka_unit_test(a_bad_byte_does_not_swallow_the_line_end),
        cmocka_unit_test(a_last_character_cut_in_half_is_counted_and_left_out),
        cmocka_unit_test(a_reason_is_found_by_its_text_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
